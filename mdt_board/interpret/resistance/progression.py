"""When growth under a drug is the question, and findings that no other module owns.

`differential` puts the findings together; their ids are named here.
"""

from mdt_board.interpret.exposure import classes_of
from mdt_board.interpret.facts import Facts
from mdt_board.interpret.references import BOARD_JUDGMENT, ZHANG_2022
from mdt_board.interpret.resistance.context import is_under
from mdt_board.interpret.response.assessed import (
    new_lesions_at,
    non_targets_at,
    records_of,
)
from mdt_board.interpret.response.visits import naming
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.case import QuestionKind
from mdt_board.model.interpretation import (
    Level,
    OriginAnswer,
    Series,
    Tag,
    TimePoint,
)
from mdt_board.model.oncology import Response
from mdt_board.model.pathology import Specimen, StainResult
from mdt_board.model.radiology import Lesion
from mdt_board.model.text import N_, Message, On, Plain, Term, Variants, Word

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
HISTOLOGY = "resistance.transformation.histology"
TRANSFORMATION_CLUES = frozenset(
    {
        HISTOLOGY,
        "resistance.transformation.tp53-rb1",
        "resistance.transformation.neuroendocrine-markers",
        "resistance.transformation.fast-lesion",
    }
)
UNCONFIRMED_PD = "response.immunotherapy.unconfirmed-progression"
CNS_ONLY = "resistance.progression-in-brain-only"
POOR_ADHERENCE = "resistance.exposure.poor-adherence"
RB1_RETAINED = "resistance.transformation.rb1-retained"
RISING_UNEXPLAINED = "resistance.transformation.driver-without-mechanism"
NO_MECHANISM = "resistance.no-mechanism-found"
TRANSIENT_OPACITY = "response.mimic.transient-pulmonary-opacity"
OLIGO = "resistance.oligoprogression"
TARGETED = "tki"
OLIGO_EXCLUDED = "resistance.oligoprogression.excluded"


def applies(facts: Facts) -> bool:
    """Say whether the case asks why something grows under a drug."""
    if facts.case.question.kind is QuestionKind.GROWTH_ON_THERAPY:
        return True
    latest = facts.latest
    if not facts.exposure.current or latest is None or latest.is_baseline:
        return False
    has_grown = bool(latest.total and latest.nadir and latest.total > latest.nadir)
    return has_grown or is_progression(facts) or bool(latest.has_new_lesion)


def is_progression(facts: Facts) -> bool:
    """Say whether the latest visit is progression by the criteria."""
    latest = facts.latest
    return latest is not None and latest.overall in (Response.PD, Response.ICPD)


@rule(
    SIGNAL_FIRST,
    N_(
        "{variant} was detected on {on}, before {drug} was started: the rise began "
        "before it, which does not exclude low exposure now"
    ),
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
        "variant": Variants((series.label,)),
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


@rule(
    RB1_RETAINED,
    N_("RB1 is retained by immunohistochemistry (specimen of {on})"),
    BOARD_JUDGMENT,
)
def rb1_retained(facts: Facts) -> Because | Unknown | None:
    """RB1 protein is there: small-cell transformation is less likely, not excluded.

    When  an RB1 stain is read as retained or positive and none as lost, on tissue that
          was taken under the current drug, where one is given
    Then  it speaks against transformation
    Else  unknown under a targeted drug without such a stain, or with one of tissue from
          before the drug, which says little of the tumor now; silent when RB1 is lost,
          or without a targeted drug
    """
    stains = [s for s in facts.case.pathology.stains if s.marker.upper() == "RB1"]
    results = {s.result for s in stains}
    if results & {StainResult.LOST, StainResult.NEGATIVE}:
        return None
    kept = [
        s for s in stains if s.result in (StainResult.RETAINED, StainResult.POSITIVE)
    ]
    is_asked = _may_be_targeted(facts)
    if not kept:
        return Unknown((Message(N_("RB1 stain")),)) if is_asked else None
    taken = {s.id: s for s in facts.case.pathology.specimens}
    pairs = [(s, taken.get(s.specimen)) for s in kept]
    current = [(s, x) for s, x in pairs if _is_of_now(facts, x)]
    if not current:
        return _too_old(facts, [x for _, x in pairs if x]) if is_asked else None
    days = [str(x.taken_on) for _, x in current if x and x.taken_on]
    return Because(
        tuple(s.id for s, _ in current), {"on": Plain(max(days, default="–"))}
    )


def _may_be_targeted(facts: Facts) -> bool:
    """Say whether a targeted drug is given, or may be: elsewhere RB1 asks nothing."""
    exposure = facts.exposure
    drugs = (d.name for t in (*exposure.current, *exposure.uncertain) for d in t.drugs)
    return any(TARGETED in classes_of(d, facts.knowledge) for d in drugs)


def _is_of_now(facts: Facts, specimen: Specimen | None) -> bool:
    """Say whether the specimen was taken under the current drug, if there is one."""
    treatments = facts.exposure.current
    if not treatments:
        return True
    if specimen is None:
        return False
    under = (is_under(specimen, t) for t in treatments)
    return specimen.is_after_progression is True or any(under)


def _too_old(facts: Facts, specimens: list[Specimen]) -> Unknown:
    drug = Term(facts.exposure.current[0].drugs[0].name)
    days = [str(x.taken_on) for x in specimens if x.taken_on]
    if not days:
        return Unknown((Message(N_("the day of the tissue that RB1 was stained on")),))
    words: dict[str, Word] = {"drug": drug, "on": Plain(max(days))}
    text = N_("an RB1 stain of tissue taken under {drug}; the last one is of {on}")
    return Unknown((Message(text, words),))


@rule(
    CNS_ONLY,
    N_("Progression in the brain only ({lesions}); plasma says nothing about it"),
    ZHANG_2022,
    BOARD_JUDGMENT,
    level=Level.CAUTION,
    tag=Tag.JUDGED,
)
def progression_in_brain_only(facts: Facts) -> Because | Unknown | None:
    """All that progressed is in the brain, where many drugs and plasma do not reach.

    When  the visit is PD under a drug, its targets are not PD, and every new or
          unequivocally progressing lesion lies in the brain
    Then  local treatment of the brain and a drug that reaches it are weighed
    Else  unknown when the organ of such a lesion is not stated; silent otherwise
    """
    latest = facts.latest
    if latest is None or not facts.exposure.current or not is_progression(facts):
        return None
    if latest.target is Response.PD:
        return None
    lesions = _progressing(facts, latest)
    if any(not x.organ for x in lesions):
        return Unknown((Message(N_("the organ of every progressing lesion")),))
    if not lesions or any(x.organ != "brain" for x in lesions):
        return None
    words: dict[str, Word] = {"lesions": naming(facts.case.radiology, lesions)}
    return Because(records_of(facts, lesions, latest), words)


def _progressing(facts: Facts, latest: TimePoint) -> tuple[Lesion, ...]:
    new = new_lesions_at(facts, latest).unequivocal
    return (*new, *non_targets_at(facts, latest).progressed)


RULES: tuple[Rule, ...] = (
    signal_before_interaction,
    rb1_retained,
    progression_in_brain_only,
)
