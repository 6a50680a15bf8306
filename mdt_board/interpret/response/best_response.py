"""The best overall response of a course, with and without confirmation.

Confirmation is asked for where response is the endpoint of a trial without a control
arm; both answers are given. What the criteria leave open is not guessed: disease after
a CR is put to review.

Source: Eisenhauer 2009, Eur J Cancer 45:228-247, §4.4, §4.6 and Table 3.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from mdt_board.model.course import RECIST_1_1, Judged, Protocol
from mdt_board.model.oncology import Response

CR, PR, SD, PD = Response.CR, Response.PR, Response.SD, Response.PD
NE, NON_CR_NON_PD = Response.NE, Response.NON_CR_NON_PD

RESPONSES = frozenset({CR, PR})
STABLE = RESPONSES | {SD}
DISEASE = frozenset({PR, SD, NON_CR_NON_PD})  # less than PD, which is no surprise
MOST_NOT_EVALUABLE = 1  # judgment: between a response and the visit that confirms it


class Assessed(NamedTuple):
    """The overall response at one visit; its day may be known only to lie between."""

    response: Response
    first: date
    last: date


class Best(NamedTuple):
    """The best response, and the number of the visit it was reached at.

    ``at`` is None where no visit was assessed. ``needs_review`` says that disease
    followed a CR, so that one of the two was misread.
    """

    response: Response | None
    at: int | None
    needs_review: bool


def best_response(
    visits: Sequence[Assessed],
    start: date,
    protocol: Protocol = RECIST_1_1,
    must_confirm: bool = False,
) -> Best:
    """Return the best response of follow-up visits in their order.

    Args:
        visits: what counts: see `up_to`.
        start: the day from which stable disease counts: baseline or start of therapy.
        protocol: how long it takes to confirm and to be stable.
        must_confirm: whether CR and PR count only when a later visit confirms them.
    """
    returned = _disease_after_complete(visits)
    confirmed = _confirmed if must_confirm else _as_it_stands
    least = protocol.confirmation_days
    reached = {
        CR: confirmed(visits, CR, least),
        PR: confirmed(visits, PR, least),
        SD: _lasting(visits, STABLE, start, protocol),
        NON_CR_NON_PD: _lasting(visits, {NON_CR_NON_PD}, start, protocol),
        PD: next((i for i, v in enumerate(visits) if v.response is PD), returned),
        NE: 0 if visits else None,
    }
    found = ((response, at) for response, at in reached.items() if at is not None)
    response, at = next(found, (None, None))
    return Best(response, at, returned is not None)


def up_to(visits: Sequence[Assessed | None], end: int | None) -> tuple[Assessed, ...]:
    """Return what counts for the best response: until progression, which ends it.

    Args:
        visits: None where a visit has no category.
        end: the number of the visit from which progression dates: see
            `progression_at`. None without progression.
    """
    counted = tuple(v for v in visits[:end] if v)
    last = None if end is None else visits[end]
    return (*counted, last._replace(response=PD)) if last else counted


def progression_at(judged: Sequence[Judged]) -> int | None:
    """Return the number of the visit from which progression dates, None without any.

    A new lesion dates back to the scan that first raised the suspicion (§4.3.5). What
    visits after the first PD find changes nothing: the course ended with it.
    """
    found = next((i for i, visit in enumerate(judged) if visit.overall is PD), None)
    if found is None:
        return None
    since = (_noted_at(judged, found, x) for x in judged[found].seen.new)
    return min((found, *since))


def _noted_at(judged: Sequence[Judged], at: int, lesion: int) -> int:
    """Return since which visit a new lesion is there without having been gone."""
    while at and judged[at - 1].is_follow_up:
        before = judged[at - 1].seen
        if lesion not in before.new and lesion not in before.maybe_new:
            break
        at -= 1
    return at


def _as_it_stands(
    visits: Sequence[Assessed], response: Response, _days: int
) -> int | None:
    return next((i for i, v in enumerate(visits) if v.response is response), None)


def _confirmed(visits: Sequence[Assessed], response: Response, days: int) -> int | None:
    """Return the first visit with a response that a later one confirms (Table 3)."""
    return next(
        (
            i
            for i, visit in enumerate(visits)
            if visit.response is response and _is_confirmed(visits, i, days)
        ),
        None,
    )


def _is_confirmed(visits: Sequence[Assessed], at: int, days: int) -> bool:
    """Say whether the same response, or CR after PR, was there again after ``days``.

    Between them stands nothing worse, and at most one visit that was not evaluable. PR
    after CR confirms nothing: disease is back.
    """
    wanted = {CR} if visits[at].response is CR else RESPONSES
    not_evaluable = 0
    best = visits[at].response
    for later in visits[at + 1 :]:
        if later.response is NE:
            not_evaluable += 1
        elif later.response not in wanted or (best is CR and later.response is PR):
            return False
        elif not_evaluable <= MOST_NOT_EVALUABLE:
            best = later.response
            if (later.first - visits[at].last).days >= days:
                return True
        if not_evaluable > MOST_NOT_EVALUABLE:
            return False
    return False


def _lasting(
    visits: Sequence[Assessed],
    wanted: Collection[Response],
    start: date,
    protocol: Protocol,
) -> int | None:
    """Return the first visit that is far enough from the start to be called stable."""
    least = protocol.stable_days
    for i, visit in enumerate(visits):
        if visit.response in wanted and (visit.first - start).days >= least:
            return i
    return None


def _disease_after_complete(visits: Sequence[Assessed]) -> int | None:
    """Return the first visit with disease after a CR; Table 3 asks to review it."""
    complete = next((i for i, v in enumerate(visits) if v.response is CR), None)
    if complete is None:
        return None
    after = enumerate(visits[complete:], complete)
    return next((i for i, v in after if v.response in DISEASE), None)
