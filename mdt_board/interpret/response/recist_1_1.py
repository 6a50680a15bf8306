"""RECIST 1.1: the response at each visit.

Progression is judged against the nadir (the smallest earlier sum, baseline included),
response against the baseline, never against the previous scan alone. A visit is the
studies of one day; baseline is the first day on which target lesions were measured,
or, without targets, the first on which non-target lesions were seen.

Source: Eisenhauer 2009, Eur J Cancer 45:228-247, doi 10.1016/j.ejca.2008.10.026.
"""

from dataclasses import dataclass
from datetime import date

from mdt_board.interpret.response.beyond_targets import (
    NewLesions,
    NonTargets,
    new_lesions,
    non_targets_of,
)
from mdt_board.interpret.response.explanation import Reading, explain
from mdt_board.interpret.response.target_sum import (
    TargetSum,
    change,
    pd_line,
    pr_line,
    sum_of,
    target_response,
)
from mdt_board.interpret.response.visits import Visit, of_role, visits
from mdt_board.model.interpretation import TimePoint
from mdt_board.model.oncology import Response
from mdt_board.model.quantity import Length
from mdt_board.model.radiology import Lesion, LesionRole, LesionState, Radiology


@dataclass(slots=True)
class _Course:
    """What earlier visits leave to be judged against."""

    baseline_on: date | None
    baseline: Length | None = None
    nadir: Length | None = None
    had_complete_response: bool = False


def time_points(radiology: Radiology) -> tuple[TimePoint, ...]:
    """Return the response at each visit, earliest first.

    Visits before the baseline, or without any, have no category. Measurements without
    an exact day are not here; `visits.imprecise` has them.
    """
    days = visits(radiology)
    targets = of_role(radiology, LesionRole.TARGET)
    non_targets = of_role(radiology, LesionRole.NON_TARGET)
    sums = tuple(sum_of(v, targets) for v in days)
    course = _Course(_baseline_on(days, sums, targets, non_targets))
    news = new_lesions(days, of_role(radiology, LesionRole.NEW), course.baseline_on)
    return tuple(
        _time_point(course, visit, of_visit, non_targets_of(visit, non_targets), new)
        for visit, of_visit, new in zip(days, sums, news, strict=True)
    )


def _baseline_on(
    days: tuple[Visit, ...],
    sums: tuple[TargetSum, ...],
    targets: tuple[Lesion, ...],
    non_targets: tuple[Lesion, ...],
) -> date | None:
    if targets:
        measured = (v.on for v, s in zip(days, sums, strict=True) if s.is_measured)
        return next(measured, None)
    ids = {lesion.id for lesion in non_targets}
    return next((v.on for v in days if ids & v.seen.keys()), None)


def _time_point(
    course: _Course,
    visit: Visit,
    targets: TargetSum,
    non_targets: NonTargets,
    new: NewLesions,
) -> TimePoint:
    reading = _read(course, visit, targets, non_targets, new)
    if reading.is_baseline:
        course.baseline = targets.total
    if reading.is_baseline or reading.is_follow_up:
        course.nadir = _smaller(course.nadir, targets.total)
        course.had_complete_response |= reading.overall is Response.CR
    return TimePoint(
        on=visit.on,
        records=visit.records,
        is_baseline=reading.is_baseline,
        total=targets.total,
        partial_total=targets.partial,
        nadir=reading.nadir,
        change_from_baseline=change(targets.total, reading.baseline),
        change_from_nadir=change(targets.total, reading.nadir),
        pd_line=reading.pd_line,
        pr_line=reading.pr_line,
        target=reading.target,
        non_target=reading.non_targets.response if reading.is_follow_up else None,
        has_new_lesion=new.is_any,
        overall=reading.overall,
        why=explain(reading),
    )


def _read(
    course: _Course,
    visit: Visit,
    targets: TargetSum,
    non_targets: NonTargets,
    new: NewLesions,
) -> Reading:
    is_follow_up = course.baseline_on is not None and visit.on > course.baseline_on
    target = (
        target_response(targets, course.baseline, course.nadir)
        if is_follow_up and targets.sizes
        else None
    )
    return Reading(
        visit=visit,
        has_baseline=course.baseline_on is not None,
        is_baseline=visit.on == course.baseline_on,
        is_follow_up=is_follow_up,
        targets=targets,
        non_targets=non_targets,
        new=new,
        baseline=course.baseline,
        nadir=course.nadir,
        pd_line=None if course.nadir is None else pd_line(course.nadir),
        pr_line=None if course.baseline is None else pr_line(course.baseline),
        target=target,
        overall=(
            overall_response(target, non_targets.response, new.is_any)
            if is_follow_up
            else None
        ),
        had_complete_response=course.had_complete_response,
    )


def _smaller(nadir: Length | None, total: Length | None) -> Length | None:
    """Return the nadir after a visit; one not evaluable leaves it as it was."""
    known = [length for length in (nadir, total) if length is not None]
    return min(known) if known else None


def overall_response(
    target: Response | None, non_target: Response | None, has_new_lesion: bool | None
) -> Response | None:
    """Combine the three answers (RECIST 1.1 Tables 1 and 2).

    ``target`` is None without target lesions, ``non_target`` without non-target ones.
    An equivocal new lesion (``has_new_lesion`` None) is not progression until it is
    confirmed.
    """
    if has_new_lesion or Response.PD in (target, non_target):
        return Response.PD
    if target is None:
        return non_target  # Table 2
    is_complete = non_target in (None, Response.CR)
    if target is Response.CR and not is_complete:
        return Response.PR
    return target


def progression_on(radiology: Radiology, points: tuple[TimePoint, ...]) -> date | None:
    """Return the day from which progression dates; None when there is none.

    Progression by a new lesion that was equivocal before dates from the scan on which
    it was first suspected (RECIST 1.1 §4.3.5).
    """
    first = next((p for p in points if p.overall is Response.PD), None)
    if first is None:
        return None
    if Response.PD in (first.target, first.non_target):
        return first.on
    baseline_on = next(p.on for p in points if p.is_baseline)
    new = new_lesions_on(radiology, first.on, baseline_on).unequivocal
    return min(first_seen_on(radiology, lesion, first.on) for lesion in new)


def new_lesions_on(
    radiology: Radiology, on: date, baseline_on: date | None
) -> NewLesions:
    """Return the new lesions of the visit on one day."""
    days = visits(radiology)
    found = new_lesions(days, of_role(radiology, LesionRole.NEW), baseline_on)
    of_day = (new for v, new in zip(days, found, strict=True) if v.on == on)
    return next(of_day, NewLesions())


def first_seen_on(radiology: Radiology, lesion: Lesion, until: date) -> date:
    """Return the first of the scans up to ``until`` on which a new lesion was noted.

    Scans before one on which it was absent do not count.
    """
    first = until
    for visit in reversed([v for v in visits(radiology) if v.on <= until]):
        states = {m.state for m in visit.seen.get(lesion.id, ())}
        if LesionState.ABSENT in states:
            break
        first = visit.on if states - {LesionState.NOT_EVALUABLE} else first
    return first
