"""The best overall response: what confirms, what lasts, and from when PD dates."""

from datetime import date, timedelta

import pytest

from mdt_board.interpret.response.best_response import (
    Assessed,
    best_response,
    progression_at,
)
from mdt_board.interpret.response.course import judge
from mdt_board.model.course import Course, Seen
from mdt_board.model.oncology import Response

START = date(2026, 1, 5)
CR, PR, SD, PD, NE = (Response(r) for r in ("CR", "PR", "SD", "PD", "NE"))


def visits(*told):
    return [
        Assessed(response, START + timedelta(day), START + timedelta(day))
        for day, response in told
    ]


def confirmed(*told):
    best = best_response(visits(*told), START, must_confirm=True)
    return best.response, best.at


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (((56, PR), (84, PR)), (PR, 0)),
        (((56, PR), (83, PR)), (SD, 0)),
        (((56, PR), (84, CR)), (PR, 0)),
        (((56, CR), (84, CR)), (CR, 0)),
        (((56, PR), (70, NE), (84, PR)), (PR, 0)),
        (((56, PR), (65, NE), (75, NE), (84, PR)), (SD, 0)),
        (((56, PR), (70, SD), (84, PR)), (SD, 0)),
        (((56, PR), (70, CR), (90, PR)), (SD, 0)),
        (((56, PR), (65, PR), (84, PR)), (PR, 0)),
        (((35, PR), (63, NE)), (NE, 0)),
        (((41, SD),), (NE, 0)),
        (((42, SD),), (SD, 0)),
        (((35, PR), (56, PD)), (PD, 1)),
        (((42, PR), (56, PD)), (SD, 0)),
    ],
)
def test_a_response_counts_once_another_visit_confirms_it(told, expected):
    assert confirmed(*told) == expected


@pytest.mark.parametrize(
    ("day", "expected"), [(42, SD), (41, PD)], ids=["lasted", "too-short"]
)
def test_disease_after_a_complete_response_is_put_to_review(day, expected):
    best = best_response(visits((day, CR), (day, PR)), START, must_confirm=True)
    assert (best.response, best.needs_review) == (expected, True)


def test_a_new_lesion_that_was_there_before_dates_from_the_first_suspicion():
    on = [START + timedelta(56 * i) for i in range(4)]
    suspected = Seen(on[1], (300_000,), maybe_new=(0,))
    again = Seen(on[2], (300_000,), maybe_new=(0,))
    sure = Seen(on[3], (300_000,), new=(0,))
    baseline = Seen(on[0], (300_000,), maybe_new=(0,))
    assert progression_at(judge(Course((1,), (baseline, suspected, again, sure)))) == 1
    gone = Seen(on[1], (300_000,))
    assert progression_at(judge(Course((1,), (baseline, gone, again, sure)))) == 2


def test_progression_never_dates_from_the_baseline():
    baseline = Seen(START, (300_000,), maybe_new=(0,))
    sure = Seen(START + timedelta(56), (300_000,), new=(0,))
    assert progression_at(judge(Course((1,), (baseline, sure)))) == 1
