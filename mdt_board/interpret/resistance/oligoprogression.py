"""Few lesions progress under a drug while the others are controlled.

Five at most (CURB; many series of targeted drugs counted three at most). Not where
disease spreads along a surface or through the marrow. It describes a pattern: why these
lesions grow stays open, and one that grows fast is biopsied before it is treated.
"""

from dataclasses import dataclass

from mdt_board.interpret.ctdna.coverage import LUNG_CODES
from mdt_board.interpret.exposure import classes_of
from mdt_board.interpret.facts import Facts, once
from mdt_board.interpret.references import BOARD_JUDGMENT, CURB_2024
from mdt_board.interpret.resistance.progression import (
    OLIGO,
    OLIGO_EXCLUDED,
    is_progression,
)
from mdt_board.interpret.response.assessed import (
    missing_targets,
    new_lesions_at,
    non_targets_at,
    records_of,
)
from mdt_board.interpret.response.immunotherapy import CHECKPOINT_INHIBITOR
from mdt_board.interpret.response.visits import naming, visits
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.interpretation import Level, Tag, TimePoint
from mdt_board.model.quantity import TICKS_PER_MM, Length
from mdt_board.model.radiology import Lesion, LesionRole, LesionState
from mdt_board.model.text import N_, Count, Message, Term, Terms, Word

MOST_LESIONS = 5  # CURB
LEAST_GROWTH = Length(5 * TICKS_PER_MM)  # as for progression: 20 % and 5 mm
NORMAL_NODE_BELOW = Length(10 * TICKS_PER_MM)
# Disease that local therapy of single lesions does not reach (K8).
SPREAD = frozenset(
    {"pleura", "pericardium", "peritoneum", "leptomeninges", "bone-marrow"}
    | {"never-measurable"}  # effusions, ascites and the like
)
BREAST_CODES = frozenset({"BREAST", "BRCA", "IDC", "ILC", "MDLC"})
EVIDENCE_RULE = "resistance.oligoprogression.evidence"
CHEST = "chest"


@dataclass(frozen=True, slots=True)
class Pattern:
    """Which lesions progress at the latest visit, and which were assessed and do not.

    ``unclear`` are target lesions without a size: they may be either. ``spread`` are
    those that progress where no local therapy reaches.
    """

    progressing: tuple[Lesion, ...]
    controlled: tuple[Lesion, ...]
    unclear: tuple[Lesion, ...]
    spread: tuple[Lesion, ...]


@once
def pattern_of(facts: Facts) -> Pattern | None:
    """Return which lesions progress; None unless the visit is PD under a drug.

    Under immunotherapy a progression has to be confirmed first.
    """
    latest = facts.latest
    if latest is None or not facts.exposure.current or not is_progression(facts):
        return None
    if CHECKPOINT_INHIBITOR in facts.exposure.current_classes:
        return None
    others = non_targets_at(facts, latest)
    new = new_lesions_at(facts, latest).unequivocal
    grown = _grown_targets(facts, latest)
    progressing = (*grown, *others.progressed, *new)
    missing = missing_targets(facts, latest)
    open_ones = {x.id for x in (*progressing, *missing, *others.missing)}
    roles = (LesionRole.TARGET, LesionRole.NON_TARGET)
    controlled = tuple(
        x
        for x in facts.case.radiology.lesions
        if x.role in roles and x.id not in open_ones
    )
    spread = tuple(
        x
        for x in progressing
        if x.organ and SPREAD & classes_of(x.organ, facts.knowledge)
    )
    return Pattern(progressing, controlled, missing, spread)


def _grown_targets(facts: Facts, latest: TimePoint) -> tuple[Lesion, ...]:
    """Return the targets that grew by 20 % and 5 mm from their own smallest size."""
    sizes: dict[str, list[Length]] = {}
    now: dict[str, Length] = {}
    for visit in visits(facts.case.radiology):
        for lesion, seen in visit.seen.items():
            for one in seen:
                if one.state is not LesionState.MEASURED or one.diameter is None:
                    continue
                if visit.on == latest.on:
                    now[lesion] = one.diameter
                elif visit.on < latest.on:
                    sizes.setdefault(lesion, []).append(one.diameter)
    return tuple(
        x
        for x in facts.case.radiology.lesions
        if x.role is LesionRole.TARGET
        and x.id in now
        and x.id in sizes
        and _has_grown(x, min(sizes[x.id]), now[x.id])
    )


def _has_grown(lesion: Lesion, smallest: Length, now: Length) -> bool:
    if lesion.is_node and now < NORMAL_NODE_BELOW:
        return False
    grown = now - smallest
    return grown >= LEAST_GROWTH and 5 * grown.ticks >= smallest.ticks


def _records(facts: Facts, lesions: tuple[Lesion, ...]) -> tuple[str, ...]:
    return records_of(facts, lesions, facts.latest) if facts.latest else ()


def is_oligo(pattern: Pattern) -> bool:
    """Say whether few lesions progress, reachable ones, and others are controlled."""
    count = len(pattern.progressing)
    return 0 < count <= MOST_LESIONS and bool(pattern.controlled) and not pattern.spread


@rule(
    OLIGO,
    N_(
        "Progressing: {count} ({lesions}; at most 5 by CURB, 3 in many series), not "
        "progressing: {controlled}. Oligoprogression, if imaging of body and brain "
        "within 4 weeks agrees"
    ),
    CURB_2024,
    BOARD_JUDGMENT,
    level=Level.CAUTION,
)
def oligoprogression(facts: Facts) -> Because | Unknown | None:
    """At most five lesions progress under a drug and the rest is controlled.

    When  the visit is PD under a drug other than immunotherapy, one to five lesions
          progress, none along pleura, peritoneum, meninges or marrow, and at least one
          other lesion was assessed and does not
    Then  it is oligoprogression by count, if restaging agrees
    Else  unknown when a target lesion has no size; silent otherwise
    """
    pattern = pattern_of(facts)
    if pattern is None or len(pattern.progressing) > MOST_LESIONS or pattern.spread:
        return None
    if pattern.unclear:
        words: dict[str, Word] = {
            "lesions": naming(facts.case.radiology, pattern.unclear)
        }
        missing = N_("the size of {lesions} at the latest visit")
        return Unknown((Message(missing, words),))
    if not is_oligo(pattern):
        return None
    return Because(
        _records(facts, pattern.progressing),
        {
            "count": Count(len(pattern.progressing)),
            "lesions": naming(facts.case.radiology, pattern.progressing),
            "controlled": Count(len(pattern.controlled)),
        },
    )


@rule(
    OLIGO_EXCLUDED,
    N_("No oligoprogression, however few lesions: {lesions} progress along {organs}"),
    BOARD_JUDGMENT,
    level=Level.CAUTION,
)
def oligoprogression_excluded(facts: Facts) -> Because | Unknown | None:
    """Disease spreads along a surface or in the marrow: no case for local therapy.

    When  the visit is PD under a drug and a lesion of pleura, pericardium, peritoneum,
          meninges or marrow progresses
    Then  it is no oligoprogression
    Else  unknown when the organ of a progressing lesion is not stated
    """
    pattern = pattern_of(facts)
    if pattern is None:
        return None
    if pattern.spread:
        organs = tuple(dict.fromkeys(x.organ for x in pattern.spread))
        words: dict[str, Word] = {
            "lesions": naming(facts.case.radiology, pattern.spread),
            "organs": Terms(organs),
        }
        return Because(_records(facts, pattern.spread), words)
    if any(not x.organ for x in pattern.progressing):
        return Unknown((Message(N_("the organ of every progressing lesion")),))
    return None


def evidence_of(facts: Facts) -> str:
    """Return what evidence there is for local therapy in this tumor, as a term id."""
    codes = {d.oncotree for d in facts.case.diagnoses}
    if codes & LUNG_CODES:
        return "oligo-evidence.lung"
    return "oligo-evidence.breast" if codes & BREAST_CODES else "oligo-evidence.none"


@rule(
    EVIDENCE_RULE,
    N_("Local therapy of oligoprogression: {evidence}"),
    CURB_2024,
)
def oligoprogression_evidence(facts: Facts) -> Because | Unknown | None:
    """Evidence for local therapy of oligoprogression is that of the tumor at hand.

    When  it is oligoprogression by count
    Then  names what trials showed in this tumor, or that none is known for it
    Else  unknown when the tumor has no code; silent otherwise
    """
    pattern = pattern_of(facts)
    if pattern is None or not is_oligo(pattern):
        return None
    coded = [d for d in facts.case.diagnoses if d.oncotree]
    if not coded:
        return Unknown((Message(N_("the OncoTree code of the cancer")),))
    words: dict[str, Word] = {"evidence": Term(evidence_of(facts))}
    return Because(tuple(d.id for d in coded), words)


@rule(
    "resistance.oligoprogression.thoracic-radiotherapy",
    N_("Radiotherapy of {lesions} beside {drug}: pneumonitis is feared (unverified)"),
    BOARD_JUDGMENT,
    level=Level.CAUTION,
    tag=Tag.UNVERIFIED,
)
def thoracic_radiotherapy(facts: Facts) -> Because | Unknown | None:
    """Radiotherapy of the chest beside osimertinib may inflame the lung.

    When  it is oligoprogression by count, a progressing lesion lies in the chest and
          osimertinib is given
    Then  warns, in the details: nobody has checked the numbers yet
    Else  unknown when the organ of a progressing lesion is not stated
    """
    pattern = pattern_of(facts)
    drugs = [d.name for t in facts.exposure.current for d in t.drugs]
    found = next(
        (d for d in drugs if "osimertinib" in classes_of(d, facts.knowledge)), None
    )
    if found is None or pattern is None or not is_oligo(pattern):
        return None
    chest = tuple(
        x
        for x in pattern.progressing
        if x.organ and CHEST in classes_of(x.organ, facts.knowledge)
    )
    if chest:
        words: dict[str, Word] = {
            "lesions": naming(facts.case.radiology, chest),
            "drug": Term(found),
        }
        return Because(_records(facts, chest), words)
    if any(not x.organ for x in pattern.progressing):
        return Unknown((Message(N_("the organ of every progressing lesion")),))
    return None


RULES: tuple[Rule, ...] = (
    oligoprogression,
    oligoprogression_excluded,
    oligoprogression_evidence,
    thoracic_radiotherapy,
)
