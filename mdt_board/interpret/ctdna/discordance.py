"""The differential when plasma is positive and imaging shows nothing."""

from functools import cache

from mdt_board.interpret.ctdna import (
    blind_spots,
    comparable,
    course_rules,
    occult,
    other_causes,
    site_hints,
)
from mdt_board.interpret.ctdna.coverage import expected_regions
from mdt_board.interpret.ctdna.mrd import residual_disease
from mdt_board.interpret.ctdna.positives import detected_run
from mdt_board.interpret.ctdna.setting import is_after_cure
from mdt_board.interpret.facts import Facts
from mdt_board.interpret.hypotheses import Explanation
from mdt_board.interpret.references import (
    BOARD_JUDGMENT,
    ZHANG_2022,
)
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.case import QuestionKind
from mdt_board.model.interpretation import Level, Origin, OriginAnswer, Tag
from mdt_board.model.text import N_, Count, Message, On, Terms, Variants

RELAPSE = "ctdna.molecular-relapse"
RESIDUAL = "ctdna.residual-disease"
CH_BY_WBC = "ctdna.origin.ch-by-wbc"
CH_NOT_EXCLUDED = "ctdna.origin.ch-not-excluded"
TUMOR_ORIGIN = "ctdna.origin.tumor"
GERMLINE = "ctdna.origin.germline"
# What says that plasma carries the tumor's DNA, the firmest first.
TUMOR_RULES = (RELAPSE, RESIDUAL, TUMOR_ORIGIN)
CONFIRMED = "ctdna.detected-again"
SINGLE = "ctdna.single-detection"
STALE = "ctdna.coverage.out-of-date"
NO_PET = "ctdna.coverage.no-pet"
IMAGING_NEGATIVE = "ctdna.coverage.negative"
# Detected twice in samples of one assay: noise and sample errors become unlikely [J].
CONFIRMING_SAMPLES = 2


def applies(facts: Facts) -> bool:
    """Say whether plasma is positive while imaging shows no tumor."""
    if facts.case.question.kind is QuestionKind.CTDNA_POSITIVE_IMAGING_NEGATIVE:
        return True
    return bool(facts.positive) and facts.coverage.is_negative is True


def explanations(facts: Facts) -> tuple[Explanation, ...]:
    """Return the explanations of the discordance with the rules that bear on each."""
    against_blood = frozenset({TUMOR_ORIGIN, site_hints.TYPICAL})
    return (
        *_of_the_tumor(facts),
        Explanation(
            "non-cancer-methylation",
            for_=frozenset({other_causes.NON_CANCER}),
            missing=frozenset({other_causes.NON_CANCER}),
            settled_by="treat-other-cause",
        ),
        *origin_explanations(against=against_blood),
        *_of_the_call(facts),
    )


def _of_the_call(facts: Facts) -> tuple[Explanation, ...]:
    """Return what the test itself can be, and what a reverted signal is taken for.

    A panel that knows the tumor is staged at its first positive (D1), however faint.
    """
    is_informed = any(s.id.startswith("assay:") for s in facts.suspicious)
    faint = frozenset() if is_informed else frozenset({comparable.AT_LIMIT})
    return (
        Explanation(
            "unconfirmed-positive",
            for_=frozenset({SINGLE}) | faint,
            core=frozenset({SINGLE}),
            settled_by="repeat-plasma",
        ),
        Explanation(
            "technical-false-positive",
            for_=frozenset({SINGLE}) | faint,
            against=frozenset({CONFIRMED, TUMOR_ORIGIN}),
            settled_by="repeat-plasma",
        ),
        Explanation(
            "transient",
            for_=frozenset({course_rules.REVERTED}),
            settled_by="repeat-plasma",
        ),
        Explanation(
            "immune-control",
            for_=frozenset({course_rules.REVERTED}),
            never_leads=True,  # 2 of 105 stayed clear: never the first thing to think
        ),
    )


@cache
def origin_explanations(
    against: frozenset[str] = frozenset(),
) -> tuple[Explanation, ...]:
    """Return where a plasma variant can come from beside the tumor.

    ``against`` are the rules that speak against hematopoiesis.
    """
    return (
        Explanation(
            "clonal-hematopoiesis",
            for_=frozenset({CH_BY_WBC}),
            against=against,
        ),
        Explanation(
            "ch-not-excluded",
            for_=frozenset({CH_NOT_EXCLUDED}),
            settled_by="paired-wbc",
        ),
        Explanation(
            "germline",
            for_=frozenset({GERMLINE}),
            settled_by="germline-test",
        ),
    )


def _of_the_tumor(facts: Facts) -> tuple[Explanation, ...]:
    """Return the tumor as an explanation, named by the setting, and where it hides.

    White cells that carry one variant say nothing against another that they lack. A
    blind spot leads only where this cancer and this imaging have one of their own;
    then it says more than that there is a tumor.
    """
    against = frozenset() if facts.suspicious else frozenset({CH_BY_WBC})
    core = frozenset({RELAPSE, RESIDUAL, TUMOR_ORIGIN, site_hints.TYPICAL})
    hides = blind_spots.has_own(facts)
    return (
        Explanation(
            _name_of_tumor(facts),
            for_=core | {CONFIRMED, course_rules.GROWS},
            against=against,
            missing=frozenset({RELAPSE, RESIDUAL, TUMOR_ORIGIN}),
            core=core,
            settled_by="stage-now",
            never_leads=hides,
        ),
        _blind_spot(facts, hides=hides),
        Explanation(
            "occult-small-volume",
            for_=frozenset({occult.OCCULT_FITS}),
            against=frozenset({occult.OCCULT_UNLIKELY, occult.TOO_SMALL}),
            missing=frozenset({occult.OCCULT_FITS}),
            settled_by="stage-now",
            never_leads=True,  # it says how large a tumor is, not that there is one
        ),
        Explanation(
            "second-primary",
            for_=frozenset({other_causes.SECOND}),
            missing=frozenset({other_causes.SECOND}),
            settled_by="stage-now",
        ),
    )


def _blind_spot(facts: Facts, *, hides: bool) -> Explanation:
    """Return where imaging did not look; it leads where it hides this very cancer."""
    is_brain_open = "brain" not in facts.coverage.current
    is_brain_open = is_brain_open and "brain" in expected_regions(facts.case)
    anywhere = frozenset({STALE, NO_PET, blind_spots.NOT_COVERED})
    test = "brain-mri" if is_brain_open else "pet-ct"
    return Explanation(
        "imaging-blind-spot",
        for_=blind_spots.OWN | (anywhere if _tumor_origins(facts) else frozenset()),
        missing=frozenset({IMAGING_NEGATIVE}),
        settled_by=blind_spots.test_for(facts) or test,
        never_leads=not hides,
    )


def _name_of_tumor(facts: Facts) -> str:
    """Relapse and residual disease presuppose a cure; elsewhere it is tumor DNA."""
    if not is_after_cure(facts):
        return "tumor-derived"
    was_never_gone = residual_disease.apply(facts) is not None
    return "mrd" if was_never_gone else "molecular-relapse"


def _tumor_origins(facts: Facts) -> list[Origin]:
    return [
        o
        for o in facts.origins.values()
        if o.answer is OriginAnswer.TUMOR_LIKELY
        and facts.series[o.series].points[-1].status == "detected"
    ]


@rule(
    TUMOR_ORIGIN,
    N_("Tumor origin likely: {variants}"),
    BOARD_JUDGMENT,
)
def tumor_origin(facts: Facts) -> Because | Unknown | None:
    """Variants of the latest plasma come from the tumor, as far as can be told.

    When  an origin is answered tumor likely and its series is detected now
    Then  names them
    Else  unknown when plasma is positive and no origin could be judged
    """
    origins = _tumor_origins(facts)
    if origins:
        names = Variants(tuple(facts.series[o.series].label for o in origins))
        records = [r for o in origins for c in o.clues for r in c.records]
        return Because(tuple(dict.fromkeys(records)), {"variants": names})
    undetermined = [
        o for o in facts.origins.values() if o.answer is OriginAnswer.UNDETERMINED
    ]
    if undetermined:
        return Unknown((Message(N_("matched white blood cells or tumor tissue")),))
    return None


@rule(CONFIRMED, N_("Detected in {count} consecutive samples: {name}"), BOARD_JUDGMENT)
def detected_again(facts: Facts) -> Because | Unknown | None:
    """A signal of one assay was detected in the last two samples or more.

    When  the last two points of a series that is not hematopoietic are detected
    Then  it is confirmed by a second sample
    Else  unknown when only one sample was tested
    """
    series = facts.suspicious
    confirmed = [s for s in series if detected_run(s) >= CONFIRMING_SAMPLES]
    if confirmed:
        shortest = min(detected_run(s) for s in confirmed)
        names = Variants(tuple(s.label for s in confirmed))
        last = [p.record for s in confirmed for p in s.points[-CONFIRMING_SAMPLES:]]
        return Because(tuple(last), {"count": Count(shortest), "name": names})
    if any(len(one.points) == 1 for one in series):
        return Unknown((Message(N_("a second plasma sample")),))
    return None


@rule(
    SINGLE,
    N_("Detected in the latest sample, not confirmed by a second one: {name}"),
    BOARD_JUDGMENT,
    level=Level.CAUTION,
)
def single_detection(facts: Facts) -> Because | Unknown | None:
    """A signal is new in the latest sample and nothing has confirmed it.

    When  the latest point of a plasma series is detected and the one before is not
    Then  a second sample is needed before anything rests on it
    Else  unknown when the last sample failed or was not analyzed
    """
    single = [s for s in facts.suspicious if detected_run(s) == 1]
    if single:
        names = Variants(tuple(s.label for s in single))
        return Because(tuple(s.points[-1].record for s in single), {"name": names})
    if any(s.points[-1].status == "failed" for s in facts.series.values() if s.points):
        return Unknown((Message(N_("a plasma sample with a result")),))
    return None


@rule(
    STALE,
    N_("Last imaged on {on}, too long ago to speak about today: {regions}"),
    ZHANG_2022,
    BOARD_JUDGMENT,
    level=Level.CAUTION,
    tag=Tag.JUDGED,
)
def out_of_date(facts: Facts) -> Because | Unknown | None:
    """A region where this cancer relapses was last imaged too long ago.

    When  the latest study of an expected region is older than 90 days
    Then  it is a blind spot (a brain-only relapse is seen by plasma in 1 of 5)
    Else  unknown when an expected region was never imaged
    """
    stale = [r for r in _expected(facts) if r in facts.coverage.stale]
    if stale:
        studies = [facts.coverage.stale[r] for r in stale]
        oldest = min(studies, key=lambda s: s.on.last)
        return Because(
            tuple(dict.fromkeys(s.id for s in studies)),
            {"on": On(oldest.on.last), "regions": Terms(tuple(stale))},
        )
    if facts.coverage.never:
        missing = {"regions": Terms(facts.coverage.never)}
        return Unknown((Message(N_("imaging of: {regions}"), missing),))
    return None


def _expected(facts: Facts) -> tuple[str, ...]:
    known = {*facts.coverage.current, *facts.coverage.stale}
    return tuple(r for r in expected_regions(facts.case) if r in known)


@rule(NO_PET, N_("No PET-CT was done: metabolism was never looked at"), BOARD_JUDGMENT)
def no_pet(facts: Facts) -> Because | Unknown | None:
    """Plasma is positive and no PET-CT is on record.

    When  plasma is positive, imaging shows no tumor and none of it is a PET-CT
    Then  says so
    Else  unknown when no imaging at all is on record
    """
    shows_tumor = facts.coverage.is_negative is False
    if not facts.suspicious or facts.coverage.has_pet or shows_tumor:
        return None
    if not facts.case.radiology.studies:
        return Unknown((Message(N_("any imaging study")),))
    return Because(tuple(s.points[-1].record for s in facts.suspicious))


@rule(
    IMAGING_NEGATIVE,
    N_("Imaging shows no tumor where it looked: {regions}"),
    BOARD_JUDGMENT,
)
def imaging_negative(facts: Facts) -> Because | Unknown | None:
    """All current studies are read as negative in the regions they cover.

    When  every current study carries the reading negative
    Then  names the regions; nothing is said of others
    Else  unknown when no current study carries a reading
    """
    current = facts.coverage.current
    if facts.coverage.is_negative:
        studies = tuple(dict.fromkeys(s.id for s in current.values()))
        return Because(studies, {"regions": Terms(tuple(current))})
    if facts.coverage.is_negative is None:
        return Unknown((Message(N_("a current imaging study with its reading")),))
    return None


RULES: tuple[Rule, ...] = (
    tumor_origin,
    detected_again,
    single_detection,
    out_of_date,
    no_pet,
    imaging_negative,
    *blind_spots.RULES,
    *occult.RULES,
    *site_hints.RULES,
    *other_causes.RULES,
)
