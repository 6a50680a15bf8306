"""The program and a second evaluator agree on generated courses of disease.

The ordinary run compares 3,000 courses; ``MDT_BOARD_COURSES=100000`` compares more.
Lengths are made to lie on the thresholds, one hundredth of a millimeter under and one
above, far more often than chance would.
"""

import os
import random
from collections import Counter
from datetime import date, timedelta

from mdt_board.interpret.response.outcome import outcome_of
from mdt_board.interpret.response.recist_1_1 import progression_on, time_points
from mdt_board.model.day import PartialDate
from mdt_board.model.oncology import Response
from mdt_board.model.quantity import Length
from mdt_board.model.radiology import (
    Lesion,
    LesionRole,
    LesionState,
    Measurement,
    Modality,
    Radiology,
    Study,
)
from tests.interpret.response import second_evaluator as second

COURSES = int(os.environ.get("MDT_BOARD_COURSES", "3000"))
FIRST_DAY = date(2026, 1, 5)
TICKS = 100  # of the program, in one hundredth of a millimeter
MM = second.HUNDREDTHS_PER_MM
STABLE_DAYS = 42  # the least of six to eight weeks (4.4.3)
NEVER_SEEN = second.Finding()
NON_TARGET_STATES = {
    "gone": LesionState.ABSENT,
    "there": LesionState.PRESENT,
    "unequivocal growth": LesionState.UNEQUIVOCAL_PROGRESSION,
    "not assessed": LesionState.NOT_EVALUABLE,
}
MARKERS = {
    "never raised": None,
    "normal": None,
    "raised": Response.NON_CR_NON_PD,
    "unknown": Response.NE,
}
NEW_STATES = {
    "gone": LesionState.ABSENT,
    "equivocal": LesionState.EQUIVOCAL,
    "unequivocal": LesionState.UNEQUIVOCAL,
}


# --- courses ---------------------------------------------------------------------


class Generator:
    """Makes one course after another, the same ones for the same seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def is_so(self, probability):
        return self.random.random() < probability

    def course(self):
        chance = self.random
        count = chance.choices((0, 1, 2, 3, 5), (1, 3, 4, 3, 1))[0]
        lesions = tuple(
            second.Target(f"T{i}", is_node=self.is_so(0.35)) for i in range(count)
        )
        non_targets = chance.choice((0, 0, 1, 2)) if count else chance.choice((1, 2))
        grain = chance.choice((MM, MM // 10, 1))
        sizes = [chance.randrange(10 * MM, 60 * MM) // grain * grain for _ in lesions]
        first = {
            x.name: second.Finding((size,))
            for x, size in zip(lesions, sizes, strict=True)
        }
        if count > 1 and self.is_so(0.02):
            first[lesions[0].name] = NEVER_SEEN
        self.lesions, self.sizes, self.sums = lesions, sizes, [sum(sizes)]
        days = self.days(chance.randint(1, 6))
        self.has_markers = self.is_so(0.25)
        baseline = second.Visit(0, first, ("there",) * non_targets)
        new_lesions = chance.choice((0, 0, 1, 2))
        visits = tuple(self.visit(day, non_targets, new_lesions) for day in days)
        return second.Course(lesions, baseline, visits, bool(non_targets))

    def days(self, count):  # studies within 14 days would be one visit
        day = 0
        for _ in range(count):
            day += self.random.choice((15, 20, 27, 28, 29, 41, 42, 43, 56, 84))
            yield day

    def visit(self, day, non_targets, new_lesions):
        chance = self.random
        self.sizes = self.next_sizes()
        found = {
            x.name: self.finding(x, size)
            for x, size in zip(self.lesions, self.sizes, strict=True)
        }
        self.merge(found)
        read = [second.size_of(found[x.name]) for x in self.lesions]
        if None not in read and read:
            self.sums.append(sum(read))
        worst = ("gone", "gone", "there", "there", "not assessed", "unequivocal growth")
        weights = (4, 4, 4, 4, 1, 0.5)
        return second.Visit(
            day,
            found,
            tuple(chance.choices(worst, weights, k=non_targets)),
            tuple(
                chance.choices(
                    ("none", "gone", "equivocal", "unequivocal"),
                    (9, 1, 2, 1),
                    k=new_lesions,
                )
            ),
            chance.choice(("normal", "normal", "raised", "unknown"))
            if self.has_markers
            else "never raised",
        )

    def next_sizes(self):
        """Lengths whose sum lies on a line as often as anywhere else."""
        if not self.lesions:
            return []
        if self.is_so(0.55):
            return self.summing_to(max(0, self.line() + self.random.choice((-1, 0, 1))))
        if self.is_so(0.15):
            return [0] * len(self.lesions)
        if self.is_so(0.3):
            around = (10 * MM - 1, 10 * MM, 10 * MM + 1, 4 * MM, 0, 0)
            return [
                self.random.choice(around) if x.is_node else 0 for x in self.lesions
            ]
        factor = self.random.choice((50, 70, 80, 90, 100, 110, 120, 140))
        return [size * factor // 100 for size in self.sizes]

    def line(self):
        """A sum at which a rule turns."""
        baseline, nadir = self.sums[0], min(self.sums)
        return self.random.choice(
            (
                nadir * 6 // 5,
                -(-nadir * 6 // 5),
                nadir + 5 * MM,
                nadir,
                baseline * 7 // 10,
                -(-baseline * 7 // 10),
                10 * MM,
                25 * MM,
                0,
            )
        )

    def summing_to(self, total):
        cuts = sorted(self.random.randint(0, total) for _ in self.lesions[1:])
        return [
            b - a for a, b in zip((0, *cuts), (*cuts, total), strict=True)
        ]  # parts of the whole

    def finding(self, lesion, size):
        chance = self.random.random()
        if chance < 0.06:
            return NEVER_SEEN
        if chance < 0.10:
            return second.Finding(is_too_small=True)
        if chance < 0.14 and size > 2:
            part = self.random.randint(1, size - 1)
            return second.Finding((part, size - part))
        if size == 0 and self.is_so(0.6):
            return second.Finding(has_gone=True)
        return second.Finding((size,))

    def merge(self, found):
        """Let one lesion run into another that is measured."""
        if len(self.lesions) < 2 or not self.is_so(0.05):
            return
        into, gone = self.random.sample([x.name for x in self.lesions], 2)
        if found[into].lengths:
            found[gone] = second.Finding(has_merged=True, merged_into=into)


# --- the same course as the program's records ------------------------------------


def radiology_of(course):
    visits = (course.baseline, *course.follow_ups)
    return Radiology(
        studies=tuple(
            Study(
                id=f"s{visit.day}",
                on=PartialDate.from_day(FIRST_DAY + timedelta(visit.day)),
                modality=Modality.CT,
            )
            for visit in visits
        ),
        lesions=tuple(lesions_of(course)),
        measurements=tuple(m for visit in visits for m in measurements_of(visit)),
    )


def lesions_of(course):
    for lesion in course.lesions:
        yield lesion_record(lesion.name, LesionRole.TARGET, lesion.is_node)
    for i in range(len(course.baseline.non_targets)):
        yield lesion_record(f"N{i}", LesionRole.NON_TARGET)
    for i in range(len(course.follow_ups[0].new_lesions)):
        yield lesion_record(f"new{i}", LesionRole.NEW)


def lesion_record(name, role, is_node=False):
    return Lesion(id=name, label=name, role=role, is_node=is_node)


def measurements_of(visit):
    for name, finding in visit.targets.items():
        if finding != NEVER_SEEN:
            yield measurement(visit, name, **target_fields(finding))
    for i, state in enumerate(visit.non_targets):
        yield measurement(visit, f"N{i}", state=NON_TARGET_STATES[state])
    for i, state in enumerate(visit.new_lesions):
        if state != "none":
            yield measurement(visit, f"new{i}", state=NEW_STATES[state])


def measurement(visit, lesion, **fields):
    place = f"s{visit.day}"
    return Measurement(id=f"{lesion}-{place}", lesion=lesion, study=place, **fields)


def target_fields(finding):
    if finding.has_gone:
        return {"state": LesionState.ABSENT}
    if finding.has_merged:
        return {"state": LesionState.MERGED, "merged_into": finding.merged_into}
    if finding.is_too_small:
        return {"state": LesionState.TOO_SMALL}
    lengths = tuple(Length(part * TICKS) for part in finding.lengths)
    if len(lengths) > 1:
        return {"state": LesionState.SPLIT, "fragments": lengths}
    return {"state": LesionState.MEASURED, "diameter": lengths[0]}


# --- what the program says, in the words of the second evaluator -----------------


def program(course):
    radiology = radiology_of(course)
    markers = {
        FIRST_DAY + timedelta(visit.day): MARKERS[visit.markers]
        for visit in course.follow_ups
    }
    points = time_points(radiology, lambda _, visit: markers.get(visit.on))
    says = []
    for visit in course.follow_ups:
        on = FIRST_DAY + timedelta(visit.day)
        point = next((p for p in points if p.on == on), None)
        says.append(None if point is None else said(course, point))
    on = progression_on(radiology, points)
    best = outcome_of(radiology, points)
    return says, None if on is None else (on - FIRST_DAY).days, best


def said(course, point):
    return {
        "total": None if point.total is None else point.total.ticks // TICKS,
        "part": point.partial_total.ticks // TICKS,
        "nadir": None if point.nadir is None else point.nadir.ticks // TICKS,
        "target": point.target.value if point.target else second.NO_TARGETS,
        "non-target": point.non_target.value if course.has_non_targets else None,
        "overall": point.overall.value,
        "bounds": bounds(point),
    }


def bounds(point):
    """What the missing lesions would have to measure, in hundredths of a millimeter."""
    is_open = point.target is Response.NE and point.total is None
    if not is_open or point.pd_line is None or point.pr_line is None:
        return None
    part = point.partial_total.ticks
    progression_from = -(-(point.pd_line.ticks - part) // TICKS)
    room = (point.pr_line.ticks - part) // TICKS
    return max(0, progression_from), room if room >= 0 else None


def second_opinion(course):
    answers = second.evaluate(course)
    day = second.progression_day(course, answers)
    answers = [
        None if is_silent(visit) else answer
        for visit, answer in zip(course.follow_ups, answers, strict=True)
    ]
    says = [
        answer
        and {
            "total": answer.total,
            "part": answer.measured_part,
            "nadir": answer.nadir,
            "target": answer.target,
            "non-target": answer.non_target if course.has_non_targets else None,
            "overall": answer.overall,
            "bounds": second_bounds(answer),
        }
        for answer in answers
    ]
    kept = second.until_progression([a for a in answers if a], day)
    return says, day, kept


def second_bounds(answer):
    found = answer.bounds
    return None if found is None else (found.progression_from, found.response_up_to)


def is_silent(visit):
    """Nothing was recorded on this day: to the program it is no visit."""
    return (
        all(finding == NEVER_SEEN for finding in visit.targets.values())
        and not visit.non_targets
        and set(visit.new_lesions) <= {"none"}
    )


def agree_on_the_best(best, kept):
    if not kept:
        assert best is None
        return
    assert best.unconfirmed == second.best_response(kept, 0, STABLE_DAYS)
    assert best.confirmed in second.best_confirmed(kept, 0, STABLE_DAYS)


def test_both_evaluators_agree_on_every_generated_course():
    generator = Generator(seed=1)
    visits, bests = Counter(), Counter()
    for _ in range(COURSES):
        course = generator.course()
        ours, our_day, our_best = program(course)
        theirs, their_day, kept = second_opinion(course)
        assert ours == theirs, course
        assert our_day == their_day, course
        agree_on_the_best(our_best, kept)
        visits.update(one["overall"] for one in theirs if one)
        bests.update([our_best.confirmed] if our_best else [])
    for counted in (visits, bests):
        assert set(counted) == {"CR", "PR", "SD", "PD", "NE", second.NON_CR_NON_PD}
        assert min(counted.values()) * 200 > sum(counted.values())
