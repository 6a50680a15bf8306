"""Where this cancer can hide from the imaging that was done."""

from mdt_board.interpret.ctdna.imaging_coverage import covers
from mdt_board.interpret.facts import Facts
from mdt_board.interpret.red_flags import recent_symptoms
from mdt_board.interpret.references import (
    BOARD_JUDGMENT,
    KOH_2009,
    LEPTOMENINGES_2023,
    MARIN_2010,
)
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.interpretation import Level, Tag
from mdt_board.model.radiology import Modality, Reading, Study
from mdt_board.model.text import N_, Message, Terms, Word

PERITONEUM = "ctdna.blind-spot.peritoneum"
LEPTOMENINGES = "ctdna.blind-spot.leptomeninges"
NOT_COVERED = "ctdna.coverage.not-covered"
# Cancers that seed the peritoneum early: stomach, ovary, appendix, pancreas, mucinous
# colon, lobular breast [J]; OncoTree codes.
PERITONEAL = frozenset(
    {"EGC", "STAD", "PSTAD", "MSTAD", "DSTAD", "TSTAD", "ISTAD", "GRC", "USTAD"}
    | {"SSRCC", "SPDAC", "GEJ", "OVT", "SOC", "HGSOC", "LGSOC", "MOV", "CCOV", "EOV"}
    | {"APAD", "MAAP", "SRAP", "GCCAP", "LAMN", "MACR", "SRCCR", "PAAD", "ILC"}
    | {"PSEC", "HGSFT"}
)
NEUROLOGICAL = frozenset({"neurological-deficit", "raised-intracranial-pressure"})
SEEN_BY_DIFFUSION = frozenset({Modality.MRI, Modality.PET_CT})


@rule(
    PERITONEUM,
    N_(
        "This cancer seeds the peritoneum, and only CT looked there: it found 11 to "
        "43 % of implants below 5 mm"
    ),
    KOH_2009,
    MARIN_2010,
    level=Level.CAUTION,
)
def peritoneum(facts: Facts) -> Because | Unknown | None:
    """Plasma is positive, and the peritoneum was looked at by CT alone.

    When  a cancer that seeds the peritoneum is known, plasma is positive and every
          current study of the abdomen is a CT read as negative
    Then  names the blind spot
    Else  unknown when no current study covers the abdomen; silent otherwise
    """
    if not {d.oncotree for d in facts.case.diagnoses} & PERITONEAL:
        return None
    if not facts.suspicious:
        return None
    studies = _current(facts, "abdomen")
    if not studies:
        return Unknown((Message(N_("a current study of the abdomen")),))
    if any(s.modality in SEEN_BY_DIFFUSION for s in studies):
        return None
    if any(s.reading is Reading.POSITIVE for s in studies):
        return None
    return Because(tuple(s.id for s in studies))


def _current(facts: Facts, region: str) -> list[Study]:
    studies = {s.id: s for s in facts.coverage.current.values()}
    return [s for s in studies.values() if covers(s, region)]


@rule(
    LEPTOMENINGES,
    N_(
        "{symptoms} with a brain MRI that shows no tumor: MRI misses 4 in 10 "
        "leptomeningeal metastases, and plasma rarely shows them"
    ),
    LEPTOMENINGES_2023,
    level=Level.CAUTION,
)
def leptomeninges(facts: Facts) -> Because | Unknown | None:
    """A neurological deficit that the MRI of the brain does not explain.

    When  a patient with cancer has a recent neurological deficit and the current
          brain MRI is read as negative
    Then  names the leptomeninges as a blind spot
    Else  unknown when the brain has no current MRI with a reading; silent otherwise
    """
    symptoms = recent_symptoms(facts, NEUROLOGICAL)
    if not symptoms or not facts.case.diagnoses:
        return None
    studies = [s for s in _current(facts, "brain") if s.modality is Modality.MRI]
    if not studies or all(s.reading is None for s in studies):
        return Unknown((Message(N_("a current brain MRI with its reading")),))
    if any(s.reading is not Reading.NEGATIVE for s in studies):
        return None
    names = tuple(dict.fromkeys(s.name for s in symptoms))
    records = (*(s.id for s in symptoms), *(s.id for s in studies))
    return Because(records, {"symptoms": Terms(names)})


@rule(
    NOT_COVERED,
    N_("Negative imaging says nothing about what it did not cover: {organs}"),
    BOARD_JUDGMENT,
    tag=Tag.JUDGED,
)
def not_covered(facts: Facts) -> Because | Unknown | None:
    """Plasma is positive, and organs were not looked at by anything that shows them.

    When  plasma is positive, imaging shows no tumor and leaves organs out
    Then  names them
    Else  unknown when a current study does not say what it covered; silent otherwise
    """
    if not facts.suspicious or facts.coverage.is_negative is False:
        return None
    done = [s for s in facts.case.radiology.studies if not s.is_not_done]
    if any(not s.regions for s in done):
        return Unknown((Message(N_("the regions that each study covered")),))
    organs = facts.imaging.not_covered
    if not organs:
        return None
    records = tuple(s.points[-1].record for s in facts.suspicious)
    words: dict[str, Word] = {"organs": Terms(organs)}
    return Because(records, words)


def has_own(facts: Facts) -> bool:
    """Say whether this cancer, and what was done, leave a blind spot of their own."""
    return bool(test_for(facts))


def test_for(facts: Facts) -> str:
    """Return the action that looks into the blind spot; empty when there is none."""
    if isinstance(leptomeninges.check(facts), Because):
        return "csf-ctdna"
    return "dwi-mri" if isinstance(peritoneum.check(facts), Because) else ""


OWN = frozenset({PERITONEUM, LEPTOMENINGES})
RULES: tuple[Rule, ...] = (peritoneum, leptomeninges, not_covered)
