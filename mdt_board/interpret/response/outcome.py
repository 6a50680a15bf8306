"""What a case's course came to so far: best response, its days, progression."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache

from mdt_board.interpret.kept import PARTS_KEPT
from mdt_board.interpret.response.best_response import (
    RESPONSES,
    Assessed,
    Best,
    best_response,
    up_to,
)
from mdt_board.interpret.response.recist_1_1 import new_lesions_on, progression_on
from mdt_board.interpret.response.visits import naming
from mdt_board.model.course import RECIST_1_1, Protocol
from mdt_board.model.interpretation import BestResponse, TimePoint
from mdt_board.model.oncology import Response
from mdt_board.model.radiology import Lesion, Radiology
from mdt_board.model.text import N_, Count, Message, On, Term, Word

PROGRESSED = N_("Progression dates from {on}")
CONFIRMED = N_("{response} of {on} was confirmed at least {days} days later")
UNCONFIRMED = N_(
    "{response} of {on} is not confirmed by a visit at least {days} days later"
)
TOO_EARLY = N_("No visit lies {days} days or more after the baseline: not yet SD")
REVIEW = N_(
    "Disease after a complete response: review whether that was true before the best "
    "response is told"
)

IN_DOUBT = N_("CR holds only if {lesions} proves to be no new lesion")

Called = tuple[Response | None, date, date]  # the category, first and last day


def outcome_of(
    radiology: Radiology,
    points: tuple[TimePoint, ...],
    protocol: Protocol = RECIST_1_1,
) -> BestResponse | None:
    """Return the best response of a case and the days that go with it.

    None without a visit after the baseline that has a category. Stable disease counts
    from the day of the baseline.
    """
    baseline = next((p for p in points if p.is_baseline), None)
    if baseline is None or not any(p.overall for p in points):
        return None
    progressed_on = progression_on(radiology, points)
    calls = tuple((p.overall, p.on, p.until or p.on) for p in points)
    start = baseline.until or baseline.on
    best = _best_of(calls, start, progressed_on, protocol)
    doubt = _doubt(radiology, points, baseline.on)
    if best.unconfirmed is not Response.CR or not doubt:
        return best
    words: dict[str, Word] = {"lesions": naming(radiology, doubt)}
    why = (*best.why, Message(IN_DOUBT, words))
    return replace(best, needs_review=True, why=why)


def _doubt(
    radiology: Radiology, points: tuple[TimePoint, ...], baseline_on: date
) -> tuple[Lesion, ...]:
    """Return the possible new lesions beside a CR that nobody has settled since."""
    complete = [p.on for p in points if p.overall is Response.CR]
    beside = {
        x.id
        for on in complete
        for x in new_lesions_on(radiology, on, baseline_on).uncertain
    }
    latest = new_lesions_on(radiology, points[-1].on, baseline_on).uncertain
    return tuple(x for x in latest if x.id in beside)


@lru_cache(maxsize=PARTS_KEPT)
def _best_of(
    calls: tuple[Called, ...],
    start: date,
    progressed_on: date | None,
    protocol: Protocol,
) -> BestResponse:
    visits = up_to(*_visits(calls, progressed_on))
    loose, strict = (
        best_response(visits, start, protocol, must_confirm)
        for must_confirm in (False, True)
    )
    return BestResponse(
        unconfirmed=loose.response,
        unconfirmed_on=_day(visits, loose),
        confirmed=strict.response,
        confirmed_on=_day(visits, strict),
        response_on=next((v.first for v in visits if v.response in RESPONSES), None),
        progression_on=progressed_on,
        needs_review=loose.needs_review,
        why=tuple(_why(visits, loose, strict, progressed_on, protocol)),
    )


def _visits(
    calls: tuple[Called, ...], progressed_on: date | None
) -> tuple[list[Assessed | None], int | None]:
    """Return the visits, and the number of the one from which progression dates."""
    visits = [
        Assessed(overall, first, last) if overall else None
        for overall, first, last in calls
    ]
    if progressed_on is None:
        return visits, None
    end = next(i for i, (_, _, last) in enumerate(calls) if last >= progressed_on)
    visits[end] = Assessed(Response.PD, progressed_on, progressed_on)
    return visits, end


def _day(visits: tuple[Assessed, ...], best: Best) -> date | None:
    return None if best.at is None else visits[best.at].first


def _why(
    visits: tuple[Assessed, ...],
    loose: Best,
    strict: Best,
    progressed_on: date | None,
    protocol: Protocol,
) -> Iterator[Message]:
    if loose.response in RESPONSES and loose.at is not None:
        is_confirmed = strict.response is loose.response
        yield Message(
            CONFIRMED if is_confirmed else UNCONFIRMED,
            {
                "response": Term(f"response.{loose.response}"),
                "on": On(visits[(strict if is_confirmed else loose).at or 0].first),
                "days": Count(protocol.confirmation_days),
            },
        )
    elif loose.response is Response.NE:
        yield Message(TOO_EARLY, {"days": Count(protocol.stable_days)})
    if loose.needs_review:
        yield Message(REVIEW)
    if progressed_on:
        yield Message(PROGRESSED, {"on": On(progressed_on)})
