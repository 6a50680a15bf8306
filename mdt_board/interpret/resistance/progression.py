"""The differential for growth on a drug, in the order in which causes are excluded.

Adherence, dose and interaction come before measurement and mimics, these before
transformation, on-target and bypass resistance (``resistance.md`` K0).
"""

from mdt_board.interpret.facts import Facts
from mdt_board.interpret.hypotheses import Explanation
from mdt_board.interpret.references import BOARD_JUDGMENT
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.case import QuestionKind
from mdt_board.model.interpretation import OriginAnswer, Series
from mdt_board.model.pathology import StainResult
from mdt_board.model.text import N_, Message, On, Plain, Term, Word

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
        Explanation(
            "on-target-resistance",
            for_=_rows(facts, "on-target-resistance") | {DRIVER_RISES},
            against=frozenset({UNCONFIRMED}),
            missing=_rows(facts, "on-target-resistance"),
            settled_by="repeat-plasma",
        ),
        Explanation(
            "bypass-resistance",
            for_=_rows(facts, "bypass-resistance"),
            missing=_rows(facts, "bypass-resistance"),
            settled_by="tissue-rebiopsy",
        ),
    )


def _rows(facts: Facts, hypothesis: str) -> frozenset[str]:
    """Return the ids of the mechanism rows that speak for a hypothesis."""
    mechanisms = facts.knowledge.mechanisms
    return frozenset(r.id for r in mechanisms if r.hypothesis == hypothesis)


@rule(
    SIGNAL_FIRST,
    N_("{variant} was detected on {on}, before {drug} was started"),
    BOARD_JUDGMENT,
)
def signal_before_interaction(facts: Facts) -> Because | Unknown | None:
    """The driver was back in plasma before the interacting drug was started.

    When  a driver's plasma series is detected under treatment before that start
    Then  the interaction alone does not explain it
    Else  unknown when no dated plasma lies before the interaction
    """
    if not facts.exposure.interactions:
        return None
    interaction = facts.exposure.interactions[0]
    begun, treated = interaction.co_medication.started_on, interaction.treatment
    if begun is None or treated.started_on is None:
        return Unknown((Message(N_("dated plasma before the interaction began")),))
    between = [
        (series, point)
        for series in _driver_series(facts)
        for point in series.points
        if treated.started_on.is_before(point.on) and begun.is_after(point.on)
    ]
    if not between:
        return Unknown((Message(N_("dated plasma before the interaction began")),))
    seen = [(s, p) for s, p in between if p.status == "detected"]
    if not seen:
        return None
    series, point = seen[0]
    words: dict[str, Word] = {
        "variant": Plain(series.label),
        "on": On(point.on),
        "drug": Term(interaction.co_medication.drug.name),
    }
    return Because((point.record, interaction.co_medication.id), words)


def _driver_series(facts: Facts) -> list[Series]:
    genes = {d.driver_gene for d in facts.case.diagnoses if d.driver_gene}
    return [
        facts.series[o.series]
        for o in facts.origins.values()
        if o.gene in genes and o.answer is OriginAnswer.TUMOR_LIKELY
    ]


@rule(RB1_RETAINED, N_("RB1 is retained by immunohistochemistry"), BOARD_JUDGMENT)
def rb1_retained(facts: Facts) -> Because | Unknown | None:
    """RB1 protein is there: small-cell transformation is less likely, not excluded.

    When  an RB1 stain is read as retained or positive and none as lost
    Then  it speaks against transformation
    Else  unknown without a stain or with an equivocal one; silent when it is lost
    """
    stains = [s for s in facts.case.pathology.stains if s.marker.upper() == "RB1"]
    results = {s.result for s in stains}
    if results & {StainResult.LOST, StainResult.NEGATIVE}:
        return None
    if results & {StainResult.RETAINED, StainResult.POSITIVE}:
        return Because(tuple(s.id for s in stains))
    return Unknown((Message(N_("RB1 stain")),))


RULES: tuple[Rule, ...] = (signal_before_interaction, rb1_retained)
