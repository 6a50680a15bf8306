"""Under immunotherapy one progression is not yet a confirmed one (iRECIST).

Only that step is here: confirming and closing it takes the whole of iRECIST.
"""

from datetime import timedelta

from mdt_board.interpret.exposure import classes_of
from mdt_board.interpret.facts import Facts
from mdt_board.interpret.references import IRECIST_2017
from mdt_board.interpret.response.assessed import Answer, at_follow_up, lacking
from mdt_board.interpret.rule import Because, Rule, rule
from mdt_board.model.interpretation import Level, TimePoint
from mdt_board.model.oncology import Response, Treatment
from mdt_board.model.text import N_, On, Term, Word

CHECKPOINT_INHIBITOR = "immune-checkpoint-inhibitor"
CONFIRM_AFTER = (timedelta(weeks=4), timedelta(weeks=8))


@rule(
    "response.immunotherapy.unconfirmed-progression",
    N_(
        "PD under {drug} is not confirmed yet (iRECIST: iUPD): image again between "
        "{first} and {last}; usually it is true progression"
    ),
    IRECIST_2017,
    level=Level.CAUTION,
)
@at_follow_up
def unconfirmed_progression(facts: Facts, point: TimePoint) -> Answer:
    """The first PD under an immune checkpoint inhibitor asks to be confirmed.

    When  the latest visit is the first PD since a current checkpoint inhibitor began
    Then  names the four to eight weeks in which iRECIST confirms it
    Else  unknown when a lesion was not evaluable; silent under other drugs
    """
    found = next((t for t in facts.exposure.current if _names(t, facts)), None)
    if found is None:
        return None
    if point.overall is Response.NE:
        return lacking(facts, point)
    begun = found.started_on
    earlier = [
        p
        for p in facts.time_points[:-1]
        if p.overall is Response.PD and (begun is None or begun.is_before(p.on))
    ]
    if point.overall is not Response.PD or earlier:
        return None
    first, last = (point.on + weeks for weeks in CONFIRM_AFTER)
    words: dict[str, Word] = {
        "drug": Term(_names(found, facts)[0]),
        "first": On(first),
        "last": On(last),
    }
    return Because((*point.records, found.id), words)


def _names(treatment: Treatment, facts: Facts) -> list[str]:
    """Return the checkpoint inhibitors of a treatment, as recorded."""
    return [
        d.name
        for d in treatment.drugs
        if CHECKPOINT_INHIBITOR in classes_of(d.name, facts.knowledge)
    ]


RULES: tuple[Rule, ...] = (unconfirmed_progression,)
