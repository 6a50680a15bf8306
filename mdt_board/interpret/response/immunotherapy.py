"""Under immunotherapy one progression is not yet a confirmed one (iRECIST).

The state machine is in `irecist`; these rules say what it concludes at the latest
visit. Where it does not apply is said in `irecist_limits`.
"""

from collections.abc import Callable
from datetime import date
from functools import wraps

from mdt_board.interpret.facts import Facts
from mdt_board.interpret.references import IRECIST_2017, IRECIST_CLARIFIED
from mdt_board.interpret.response.assessed import Answer, at_follow_up, lacking
from mdt_board.interpret.response.irecist import CONFIRM_AFTER, EARLIEST, FURTHER
from mdt_board.interpret.response.irecist_course import (
    CHECKPOINT_INHIBITOR,
    immunotherapy_of,
    inhibitors,
)
from mdt_board.interpret.rule import Because, Check, Rule, Unknown, rule
from mdt_board.model.interpretation import ImmuneTimePoint, Level, TimePoint
from mdt_board.model.oncology import Response, Treatment
from mdt_board.model.radiology import LesionRole
from mdt_board.model.text import N_, Count, Message, Mm, On, Term, Word

__all__ = ["CHECKPOINT_INHIBITOR", "CONFIRM_AFTER", "RULES"]


def under_immunotherapy(judge: Callable[[Facts, TimePoint], Answer]) -> Check:
    """Let a rule judge the latest visit of a patient who was given immunotherapy.

    Without any there is nothing to judge, and nothing to ask for either: silent.
    """
    at_visit = at_follow_up(judge)

    @wraps(judge)
    def check(facts: Facts) -> Answer:
        if CHECKPOINT_INHIBITOR not in facts.exposure.ever_classes:
            return None
        return at_visit(facts)

    return check


def immune_at(facts: Facts, point: TimePoint) -> ImmuneTimePoint | None:
    """Return the iRECIST response at the latest visit, where it applies there."""
    last = facts.immune[-1] if facts.immune else None
    return last if last is not None and last.on == point.on else None


def immunotherapy_at(facts: Facts) -> Treatment | None:
    """Return the immunotherapy that the latest visit stands under."""
    of = (*facts.exposure.current, *facts.exposure.uncertain, *facts.exposure.past)
    return next((t for t in of if inhibitors(t, facts.knowledge)), None)


def _undated(facts: Facts, point: TimePoint) -> Unknown | None:
    """Say what keeps iRECIST from being applied at all under immunotherapy."""
    span = immunotherapy_of(facts.exposure, facts.knowledge)
    if span is None or facts.immune or not span.is_current:
        return None
    begun = span.begun
    if begun is not None and begun.is_before(point.on) is not None:
        return None
    return Unknown((Message(N_("the day on which immunotherapy began")),))


def open_at(facts: Facts, point: TimePoint) -> ImmuneTimePoint | None:
    now = immune_at(facts, point)
    return now if now is not None and now.response is Response.IUPD else None


@rule(
    "response.immunotherapy.unconfirmed-progression",
    N_(
        "PD under {drug} is not confirmed yet (iRECIST: iUPD): image again between "
        "{first} and {last}; usually it is true progression"
    ),
    IRECIST_2017,
    level=Level.CAUTION,
)
@under_immunotherapy
def unconfirmed_progression(facts: Facts, point: TimePoint) -> Answer:
    """Progression under an immune checkpoint inhibitor asks to be confirmed.

    When  the latest visit is an iUPD
    Then  names the four to eight weeks in which iRECIST confirms it
    Else  unknown when a lesion was not evaluable or the start of the drug is not
          known; silent under other drugs
    """
    undated = _undated(facts, point)
    if undated is not None and point.overall is Response.PD:
        return undated
    found, now = immunotherapy_at(facts), immune_at(facts, point)
    if found is None or now is None:
        return None
    if now.response is Response.NE:
        return _not_evaluable(facts, point, now)
    if now.response is not Response.IUPD:
        return None
    if now.confirm_from is None or now.confirm_until is None:
        return None
    words: dict[str, Word] = {
        "drug": Term(inhibitors(found, facts.knowledge)[0]),
        "first": On(now.confirm_from),
        "last": On(now.confirm_until),
    }
    return Because((*point.records, found.id), words)


def _not_evaluable(facts: Facts, point: TimePoint, now: ImmuneTimePoint) -> Unknown:
    is_told = point.overall is Response.NE
    return lacking(facts, point) if is_told else Unknown(now.lacks or now.why)


@rule(
    "response.immunotherapy.confirmation-line",
    N_(
        "iCPD from a target sum of {line} ({further} above the {sum} of the iUPD), or "
        "by non-target or new lesions that progress further"
    ),
    IRECIST_2017,
)
@under_immunotherapy
def confirmation_line(facts: Facts, point: TimePoint) -> Answer:
    """What the next scan has to show to confirm it (Table 2).

    When  an iUPD by target lesions stands
    Then  it is confirmed by a sum at least 5 mm above that of the iUPD
    Else  unknown when the sum of the iUPD lacks a lesion; silent otherwise
    """
    now = open_at(facts, point)
    if now is None or "target" not in now.triggers:
        return None
    if now.confirm_sum is None or now.opened_on is None:
        text = N_("the sum of all target lesions at the iUPD")
        return Unknown((Message(text),))
    words: dict[str, Word] = {
        "line": Mm(now.confirm_sum),
        "further": Mm(FURTHER),
        "sum": Mm(now.confirm_sum - FURTHER),
    }
    return Because(now.records, words)


@rule(
    "response.immunotherapy.new-lesions-apart",
    N_("New lesions are summed apart: {sum}; iCPD from {line} or by a further one"),
    IRECIST_2017,
)
@under_immunotherapy
def new_lesions_apart(facts: Facts, point: TimePoint) -> Answer:
    """New lesions are measured, and never added to the target sum.

    When  an iUPD by new lesions stands and at least one can be followed by size
    Then  five millimeters more than at the iUPD, or a further one, confirm it
    Else  unknown when none of them has a size large enough; silent otherwise
    """
    now = open_at(facts, point)
    if now is None or "new" not in now.triggers:
        return None
    if now.confirm_new_sum is None:
        return Unknown((Message(N_("the sizes of the new lesions")),))
    if now.new_total is None:
        return Unknown((Message(N_("the sizes of the new lesions now")),))
    words: dict[str, Word] = {
        "sum": Mm(now.new_total),
        "line": Mm(now.confirm_new_sum),
    }
    return Because(now.records, words)


@rule(
    "response.immunotherapy.confirmed-progression",
    N_("iCPD: progression is confirmed and dates from {on}"),
    IRECIST_2017,
    level=Level.ALARM,
)
@under_immunotherapy
def confirmed_progression(facts: Facts, point: TimePoint) -> Answer:
    """The iUPD was confirmed (Table 2); it dates from the first one that stood.

    When  the latest visit is iCPD
    Then  the date of progression is that of the iUPD
    Else  unknown when what progressed has no size to compare; silent otherwise
    """
    now = immune_at(facts, point)
    if now is None or now.progressed_on is None:
        return None
    if now.response is Response.ICPD:
        return Because(now.records, {"on": On(now.progressed_on)})
    return Unknown(now.lacks) if now.lacks else None


@rule(
    "response.immunotherapy.bar-reset",
    N_("{response}: the iUPD of {on} was not confirmed; a later PD must be confirmed"),
    IRECIST_2017,
)
@under_immunotherapy
def bar_reset(facts: Facts, point: TimePoint) -> Answer:
    """Shrinkage after an iUPD resets the bar: it was no true progression.

    When  the visit before the latest left an iUPD and the latest is iCR, iPR or iSD
    Then  the next progression is a new iUPD, judged against the nadir
    Else  unknown when the latest visit cannot be evaluated; silent otherwise
    """
    now = immune_at(facts, point)
    opened = next((p.opened_on for p in reversed(facts.immune[:-1])), None)
    if now is None or opened is None or now.response is Response.ICPD:
        return None
    if now.response is Response.NE:
        return _not_evaluable(facts, point, now)
    if now.response is None or now.response is Response.IUPD:
        return None
    words: dict[str, Word] = {
        "response": Term(f"response.{now.response.value}"),
        "on": On(opened),
    }
    return Because(now.records, words)


@rule(
    "response.immunotherapy.too-early-scan",
    N_("{days} days after the iUPD a scan confirms nothing: image again from {first}"),
    IRECIST_CLARIFIED,
    level=Level.CAUTION,
)
@under_immunotherapy
def too_early_scan(facts: Facts, point: TimePoint) -> Answer:
    """A scan before four weeks is disregarded, but for new symptoms and a new lesion.

    When  the latest visit is under 26 days after the iUPD that still stands
    Then  it is repeated four to eight weeks after the iUPD
    Else  unknown where a further new lesion was seen and no symptom is dated
    """
    now = open_at(facts, point)
    if now is None or now.opened_on is None or now.confirm_from is None:
        return None
    days = point.on - now.opened_on
    if not days or days >= EARLIEST:
        return None
    if _is_new_since(facts, now.opened_on, point) and not facts.case.oncology.symptoms:
        return Unknown((Message(N_("whether the scan was made for new symptoms")),))
    words: dict[str, Word] = {"days": Count(days.days), "first": On(now.confirm_from)}
    return Because(now.records, words)


def _is_new_since(facts: Facts, opened_on: date, point: TimePoint) -> bool:
    then = next((p for p in facts.time_points if p.on == opened_on), None)
    before = set(then.records) if then else set()
    new = {x.id for x in facts.case.radiology.lesions if x.role is LesionRole.NEW}
    seen = [m for m in facts.case.radiology.measurements if m.lesion in new]
    known = {m.lesion for m in seen if m.id in before}
    return any(m.id in point.records and m.lesion not in known for m in seen)


RULES: tuple[Rule, ...] = (
    unconfirmed_progression,
    confirmation_line,
    new_lesions_apart,
    confirmed_progression,
    bar_reset,
    too_early_scan,
)
