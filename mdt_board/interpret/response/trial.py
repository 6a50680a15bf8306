"""A trial's course, judged by the engine of the cases, with its best response."""

from datetime import date

from mdt_board.interpret.response.best_response import (
    Assessed,
    best_response,
    progression_at,
    up_to,
)
from mdt_board.interpret.response.course import judge
from mdt_board.model.course import RECIST_1_1, Judged, Protocol
from mdt_board.model.trial import TrialAnswer, TrialBest, TrialCourse, TrialVisit


def answer(course: TrialCourse, protocol: Protocol = RECIST_1_1) -> TrialAnswer:
    """Return the response at each visit and the best of them.

    Stable disease counts from the last day of the baseline visit. A day that is known
    to the month or not at all proves no interval: what it might confirm stays open.
    """
    judged = judge(course.course, protocol)
    end = progression_at(judged)
    pairs = enumerate(zip(course.visits, judged, strict=True))
    numbers = [i for i, (_, found) in pairs if found.overall]
    placed = [_assessed(course.visits[i], judged[i]) for i in numbers]
    at = None if end is None else next(n for n, i in enumerate(numbers) if i >= end)
    visits = up_to(placed, at)
    baseline = course.course.baseline
    start = None if baseline is None else course.visits[baseline].last
    best = []
    for must_confirm in (False, True):
        found = best_response(visits, start or date.max, protocol, must_confirm)
        number = None if found.at is None else numbers[found.at]
        review = found.needs_review
        best.append(TrialBest(found.response, number, must_confirm, review))
    return TrialAnswer(course, judged, tuple(best), end)


def _assessed(visit: TrialVisit, judged: Judged) -> Assessed:
    """Return a visit in time; without a date it can be any day."""
    if judged.overall is None:
        raise ValueError("a visit without a category is not assessed")
    return Assessed(judged.overall, visit.first or date.min, visit.last or date.max)
