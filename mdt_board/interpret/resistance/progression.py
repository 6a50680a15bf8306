"""The differential for growth on a drug, in the order in which causes are excluded.

Adherence, dose and interaction come before measurement and mimics, these before
transformation, on-target and bypass resistance (``resistance.md`` K0).
"""

from mdt_board.interpret.facts import Facts
from mdt_board.interpret.hypotheses import Explanation
from mdt_board.model.case import QuestionKind

WITHIN_ERROR = "response.measurement-error.within"
BEYOND_ERROR = "response.measurement-error.beyond"
ABOVE_NADIR = "response.recist-1-1.above-nadir-not-pd"
PROGRESSION = frozenset(
    {
        "response.recist-1-1.target-progression",
        "response.recist-1-1.non-target-progression",
        "response.recist-1-1.new-lesion",
    }
)
INTERACTION = "resistance.exposure.interaction"
SIGNAL_FIRST = "resistance.exposure.signal-before-interaction"
ADHERENCE = "resistance.exposure.adherence"
DRIVER_RISES = "resistance.molecular-progression"
UNCONFIRMED = "resistance.few-molecules"
TRANSFORMATION_CLUES = frozenset(
    {
        "resistance.transformation.histology",
        "resistance.transformation.tp53-rb1",
        "resistance.transformation.neuroendocrine-markers",
        "resistance.transformation.fast-lesion",
    }
)
RB1_RETAINED = "resistance.transformation.rb1-retained"


def applies(facts: Facts) -> bool:
    """Say whether the case asks why something grows under a drug."""
    if facts.case.question.kind is QuestionKind.GROWTH_ON_THERAPY:
        return True
    latest = facts.latest
    if not (facts.exposure.current and latest and latest.total and latest.nadir):
        return False
    return latest.total > latest.nadir or bool(latest.has_new_lesion)


def explanations(facts: Facts) -> tuple[Explanation, ...]:
    """Return the explanations of growth with the rules that bear on each."""
    return (
        Explanation(
            "underexposure",
            for_=frozenset({INTERACTION, "resistance.exposure.poor-adherence"}),
            against=frozenset({SIGNAL_FIRST}),
            missing=frozenset({ADHERENCE}),
            settled_by="check-adherence-interactions",
        ),
        Explanation(
            "measurement-error",
            for_=frozenset({WITHIN_ERROR}),
            against=frozenset({BEYOND_ERROR, DRIVER_RISES}) | PROGRESSION,
            missing=frozenset({WITHIN_ERROR}),
            settled_by="same-reader-remeasure",
        ),
        Explanation(
            "recist-progression",
            for_=PROGRESSION,
            against=frozenset({ABOVE_NADIR}),
            settled_by="early-ct",
        ),
        Explanation(
            "transformation",
            for_=TRANSFORMATION_CLUES,
            against=frozenset({RB1_RETAINED}),
            missing=frozenset({"resistance.transformation.histology"}),
            settled_by="histology",
        ),
        _resistance(facts, "on-target-resistance", "repeat-plasma"),
        _resistance(facts, "bypass-resistance", "tissue-rebiopsy"),
    )


def _resistance(facts: Facts, hypothesis: str, settled_by: str) -> Explanation:
    rows = frozenset(
        r.id for r in facts.knowledge.mechanisms if r.hypothesis == hypothesis
    )
    return Explanation(
        hypothesis,
        for_=rows | {DRIVER_RISES},
        against=frozenset({UNCONFIRMED}),
        missing=rows,
        settled_by=settled_by,
    )
