"""The differential for growth on a drug, in the order in which causes are excluded.

Whether the drug reaches the tumor comes first, then measurement and mimics, then
another tumor or another histology, then resistance of the target, around it, and of
unknown kind (``resistance.md`` K0). ``place`` numbers them; patterns and categories
have none.
"""

from functools import cache

from mdt_board.interpret.facts import Facts
from mdt_board.interpret.hypotheses import Answers, Explanation
from mdt_board.interpret.resistance import progression
from mdt_board.interpret.resistance.progression import (
    ABOVE_NADIR,
    ADHERENCE,
    BEYOND_ERROR,
    CNS_ONLY,
    DRIVER_RISES,
    HISTOLOGY,
    INTERACTION,
    NO_MECHANISM,
    OLIGO,
    OLIGO_EXCLUDED,
    POOR_ADHERENCE,
    PROGRESSION,
    RB1_RETAINED,
    RISING_UNEXPLAINED,
    SIGNAL_FIRST,
    TRANSFORMATION_CLUES,
    UNCONFIRMED,
    UNCONFIRMED_PD,
    WITHIN_ERROR,
)
from mdt_board.model.interpretation import Band, Hypothesis, Reason, RedFlag
from mdt_board.model.knowledge import Knowledge
from mdt_board.model.oncology import Response

EXPOSURE, MEASUREMENT, OTHER_TUMOR, ON_TARGET, BYPASS, UNKNOWN = range(1, 7)
PATTERN, UNEXPLAINED, CATEGORY = 1, 2, 3  # layers that yield to a cause
ILD = "ild"
# Growth that is none: each by the rule of its name.
SWELLING = "pseudoprogression"
MIMICS = (
    SWELLING,
    "bone-flare",
    "transient-pulmonary-opacity",
    "paradoxical-effusion",
)
CLUES_TO_LEAD = 2  # one clue asks for histology; two let transformation lead [J]


def explanations(facts: Facts, answers: Answers) -> tuple[Explanation, ...]:
    """Return the explanations of growth with the rules that bear on each."""
    is_pd = progression.is_progression(facts)
    return (
        *_of_exposure(),
        *_of_measurement(facts, is_pd=is_pd),
        *_of_another_tumor(),
        *_of_resistance(facts, is_pd=is_pd),
        Explanation(
            "oligoprogression",
            for_=frozenset({OLIGO}),
            against=frozenset({OLIGO_EXCLUDED}),
            missing=frozenset({OLIGO}),
            settled_by="stage-now",
            layer=PATTERN,
        ),
        Explanation(
            "recist-progression",
            for_=PROGRESSION,
            against=frozenset({ABOVE_NADIR}),
            settled_by=_settles_progression(answers, is_pd=is_pd),
            layer=CATEGORY,
        ),
    )


@cache
def _of_exposure() -> tuple[Explanation, ...]:
    return (
        Explanation(
            "underexposure",
            for_=frozenset({INTERACTION, POOR_ADHERENCE}),
            against=frozenset({SIGNAL_FIRST, ADHERENCE}),
            missing=frozenset({ADHERENCE, INTERACTION}),
            settled_by="check-adherence-interactions",
            place=EXPOSURE,
        ),
        Explanation(
            "cns-escape",
            for_=frozenset({CNS_ONLY}),
            settled_by="pet-ct",
            place=EXPOSURE,
        ),
    )


def _of_measurement(facts: Facts, *, is_pd: bool) -> tuple[Explanation, ...]:
    """A new lesion or an unequivocal one is not a matter of measuring."""
    if is_pd and facts.latest and facts.latest.target is not Response.PD:
        return _of_mimics()
    return (_MEASUREMENT_ERROR, *_of_mimics())


_MEASUREMENT_ERROR = Explanation(
    "measurement-error",
    for_=frozenset({WITHIN_ERROR, "response.measurement-error.possible"}),
    against=frozenset({BEYOND_ERROR, DRIVER_RISES}) | PROGRESSION,
    missing=frozenset({WITHIN_ERROR}),
    settled_by="same-reader-remeasure",
    place=MEASUREMENT,
)


@cache
def _of_mimics() -> tuple[Explanation, ...]:
    return tuple(
        Explanation(
            name,
            for_=frozenset({f"response.mimic.{name}"}),
            against=frozenset({f"response.mimic.{name}.unlikely"}),
            missing=frozenset({f"response.mimic.{name}"}),
            settled_by="repeat-imaging" if name == SWELLING else "early-ct",
            place=MEASUREMENT,
            never_leads=name == SWELLING,  # true progression is far more frequent (C1)
        )
        for name in MIMICS
    )


def with_ild(
    hypotheses: tuple[Hypothesis, ...], flags: tuple[RedFlag, ...]
) -> tuple[Hypothesis, ...]:
    """Return the differential with lung disease by the drug, where a flag names it."""
    found = next((f for f in flags if f.id == ILD), None)
    if found is None:
        return hypotheses
    ild = Hypothesis(
        id=ILD,
        band=Band.LIKELY,
        for_=(Reason(found.message, found.records),),
        settled_by="urgent-pathway",
        place=MEASUREMENT,
    )
    return (*hypotheses[:1], ild, *hypotheses[1:])


@cache
def _of_another_tumor() -> tuple[Explanation, ...]:
    """Only tissue tells another tumor, or another histology, from the known one."""
    return (
        Explanation(
            "second-primary",
            for_=frozenset(),
            missing=frozenset({HISTOLOGY}),
            settled_by="tissue-rebiopsy",
            place=OTHER_TUMOR,
        ),
        Explanation(
            "transformation",
            for_=TRANSFORMATION_CLUES | {RISING_UNEXPLAINED},
            against=frozenset({RB1_RETAINED}),
            missing=frozenset({HISTOLOGY, RB1_RETAINED}),
            core=TRANSFORMATION_CLUES,
            settled_by="histology",
            from_margin=CLUES_TO_LEAD,
            proof=frozenset({HISTOLOGY}),
            place=OTHER_TUMOR,
        ),
    )


def _of_resistance(facts: Facts, *, is_pd: bool) -> tuple[Explanation, ...]:
    """A rising driver alone does not tell which resistance, or whether any."""
    on_target = _rows(facts.knowledge, "on-target-resistance")
    bypass = _rows(facts.knowledge, "bypass-resistance")
    molecular = frozenset({DRIVER_RISES}) if is_pd else on_target | bypass
    return (
        Explanation(
            "molecular-progression",
            for_=molecular | {DRIVER_RISES},
            against=frozenset({UNCONFIRMED}),
            settled_by="repeat-plasma",
        ),
        Explanation(
            "on-target-resistance",
            for_=on_target | {DRIVER_RISES},
            against=frozenset({UNCONFIRMED}),
            missing=on_target,
            core=on_target,
            settled_by="tissue-rebiopsy" if is_pd else "repeat-plasma",
            place=ON_TARGET,
        ),
        Explanation(
            "bypass-resistance",
            for_=bypass,
            missing=bypass,
            settled_by="tissue-rebiopsy",
            place=BYPASS,
        ),
        Explanation(
            "unknown-resistance",
            for_=frozenset({NO_MECHANISM}),
            against=TRANSFORMATION_CLUES | {CNS_ONLY},
            missing=frozenset({NO_MECHANISM}),
            settled_by="tissue-rebiopsy",
            layer=UNEXPLAINED,
            place=UNKNOWN,
        ),
    )


_spoken_for: dict[tuple[str, str], frozenset[str]] = {}


def _rows(knowledge: Knowledge, hypothesis: str) -> frozenset[str]:
    """Return the ids of the mechanism rows that speak for a hypothesis, found once."""
    key = (knowledge.sha256, hypothesis)
    if key not in _spoken_for:
        rows = (r.id for r in knowledge.mechanisms if r.hypothesis == hypothesis)
        _spoken_for[key] = frozenset(rows)
    return _spoken_for[key]


def _settles_progression(answers: Answers, *, is_pd: bool) -> str:
    """Short of PD a scan settles it; PD asks why, by tissue where tissue is sought."""
    if not is_pd:
        return "early-ct"
    if answers.spoke(UNCONFIRMED_PD):
        return "repeat-imaging"
    return "pet-ct" if answers.spoke(CNS_ONLY) else "tissue-rebiopsy"
