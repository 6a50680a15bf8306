"""What trials showed of going on with the old drug beside the next treatment.

It differs by drug: there is no rule for all of them (``corrections.md`` 5).
"""

from mdt_board.interpret.exposure import classes_of
from mdt_board.interpret.facts import Facts
from mdt_board.interpret.references import COMPEL_2024, IMPRESS_2017
from mdt_board.interpret.resistance.progression import is_progression
from mdt_board.interpret.response.assessed import new_lesions_at, non_targets_at
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.interpretation import Level, TimePoint
from mdt_board.model.oncology import Response, Treatment
from mdt_board.model.text import N_, Message, Term

BRAIN = "brain"


def _taken(facts: Facts, drug: str) -> tuple[Treatment, str] | None:
    """Return the current treatment with this drug, and its name as recorded."""
    return next(
        (
            (t, d.name)
            for t in facts.exposure.current
            for d in t.drugs
            if drug in classes_of(d.name, facts.knowledge)
        ),
        None,
    )


def _progressed(facts: Facts) -> TimePoint | Unknown | None:
    """Return the visit that is PD; unknown where the response cannot be told."""
    latest = facts.latest
    if latest is None or latest.overall is Response.NE:
        return Unknown((Message(N_("a response on imaging that can be evaluated")),))
    return latest if is_progression(facts) else None


@rule(
    "resistance.continuation.gefitinib-with-chemotherapy",
    N_(
        "Do not go on with {drug} beside chemotherapy: survival was worse, "
        "significantly with plasma T790M (IMPRESS)"
    ),
    IMPRESS_2017,
    level=Level.CAUTION,
)
def gefitinib_beside_chemotherapy(facts: Facts) -> Because | Unknown | None:
    """Gefitinib that failed is not continued beside platinum chemotherapy.

    When  the visit is PD under gefitinib
    Then  it ends when chemotherapy starts, whatever happens until then
    Else  unknown when the response cannot be told; silent under other drugs
    """
    found = _taken(facts, "gefitinib")
    if found is None:
        return None
    latest = _progressed(facts)
    if latest is None or isinstance(latest, Unknown):
        return latest
    treatment, name = found
    return Because((treatment.id, *latest.records), {"drug": Term(name)})


@rule(
    "resistance.continuation.osimertinib-with-chemotherapy",
    N_(
        "With chemotherapy after progression outside the brain {drug} may go on: PFS "
        "8.4 against 4.4 months, HR 0.43 (COMPEL)"
    ),
    COMPEL_2024,
)
def osimertinib_beside_chemotherapy(facts: Facts) -> Because | Unknown | None:
    """Osimertinib went on beside chemotherapy after progression outside the brain.

    When  the visit is PD under osimertinib and nothing new or unequivocally worse is
          in the brain
    Then  names the trial; resistance found in the meantime may speak for another drug
    Else  unknown when the response or the organ of such a lesion cannot be told
    """
    found = _taken(facts, "osimertinib")
    if found is None:
        return None
    latest = _progressed(facts)
    if latest is None or isinstance(latest, Unknown):
        return latest
    lesions = (
        *new_lesions_at(facts, latest).unequivocal,
        *non_targets_at(facts, latest).progressed,
    )
    if any(x.organ == BRAIN for x in lesions):
        return None
    if any(not x.organ for x in lesions):
        return Unknown((Message(N_("the organ of every progressing lesion")),))
    treatment, name = found
    return Because((treatment.id, *latest.records), {"drug": Term(name)})


RULES: tuple[Rule, ...] = (
    gefitinib_beside_chemotherapy,
    osimertinib_beside_chemotherapy,
)
