"""Courses judged with their reasons: three lesions, five follow-ups.

Target: at most 25 µs for a patient on the reference machine, and at most three times
a bare rule that gives categories and no reason, which the same run measures.
"""

import random
import time
from datetime import date, timedelta

import pytest

from mdt_board.interpret.response.course import judge
from mdt_board.interpret.response.explanation import explain
from mdt_board.model.course import Course, Names, Seen
from mdt_board.model.oncology import Response

PATIENTS = 2_000
ROUNDS = 15
NAMES = Names(("T1", "T2", "T3"), ("N1",), ())
PERSISTS = (Response.NON_CR_NON_PD,)
START = date(2026, 1, 5)


@pytest.fixture(scope="module")
def courses():
    chance = random.Random(6)
    return [course(chance) for _ in range(PATIENTS)]


def course(chance):
    sizes = [chance.randint(100_000, 500_000) for _ in range(3)]
    visits = [Seen(START, tuple(sizes), PERSISTS)]
    for number in range(1, 6):
        sizes = [int(size * chance.uniform(0.75, 1.25)) for size in sizes]
        visits.append(Seen(START + timedelta(56 * number), tuple(sizes), PERSISTS))
    return Course((1, 100_000, 1), tuple(visits))


def bare(course):
    """The rule alone: no missing lesion, no new one, no reason, no number kept."""
    baseline = nadir = sum(course.visits[0].sizes)
    answers = []
    for visit in course.visits[1:]:
        total = sum(visit.sizes)
        pairs = zip(visit.sizes, course.disease_from, strict=True)
        if all(size < least for size, least in pairs):
            answer = Response.PR  # the non-target lesion persists
        elif 5 * (total - nadir) >= nadir and total - nadir >= 50_000:
            answer = Response.PD
        elif 10 * (baseline - total) >= 3 * baseline:
            answer = Response.PR
        else:
            answer = Response.SD
        answers.append(answer)
        nadir = min(nadir, total)
    return answers


def test_the_bare_rule_gives_the_same_categories(courses):
    for one in courses:
        assert [j.overall for j in judge(one)[1:]] == bare(one)


@pytest.mark.benchmark(group="response")
def test_courses_with_reasons(benchmark, courses):
    benchmark(judge_all, courses)
    compare(benchmark, judge_all, courses, target=3)


@pytest.mark.benchmark(group="response")
def test_courses_with_reasons_in_words(benchmark, courses):
    """What a person reads: made when a person looks, not for each of a million."""
    benchmark(word_all, courses)
    compare(benchmark, word_all, courses, target=None)


def judge_all(courses):
    for one in courses:
        assert judge(one)[-1].reasons


def word_all(courses):
    for one in courses:
        assert [explain(j, NAMES) for j in judge(one)][-1]


def bare_all(courses):
    for one in courses:
        assert bare(one)


def compare(benchmark, work, courses, target):
    """Take turns with the bare rule, so that other work on the machine slows both."""
    if benchmark.disabled:
        return
    turns = [
        (seconds(work, courses), seconds(bare_all, courses)) for _ in range(ROUNDS)
    ]
    ours, bare_rule = (min(times) for times in zip(*turns, strict=True))
    benchmark.extra_info.update(
        microseconds_per_patient=round(ours / PATIENTS * 1e6, 1),
        patients_per_second=round(PATIENTS / ours),
        bare_microseconds=round(bare_rule / PATIENTS * 1e6, 1),
        ratio=round(ours / bare_rule, 2),
        target_ratio=target,
    )


def seconds(work, courses):
    started = time.perf_counter()
    work(courses)
    return time.perf_counter() - started
