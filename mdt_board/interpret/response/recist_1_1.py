"""RECIST 1.1: the response at each visit of a case.

`course` judges; this reads the case for it and words what it says. Baseline is the
first visit at which target lesions were measured or, without targets, the first at
which non-target lesions were seen.

Source: Eisenhauer 2009, Eur J Cancer 45:228-247, doi 10.1016/j.ejca.2008.10.026.
"""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from mdt_board.interpret.kept import PARTS_KEPT, kept
from mdt_board.interpret.response.beyond_targets import (
    NewLesions,
    looks_at,
    new_lesions,
)
from mdt_board.interpret.response.course import disease_from, judge
from mdt_board.interpret.response.explanation import explain, two_sizes
from mdt_board.interpret.response.markers import AskMarkers
from mdt_board.interpret.response.target_sum import (
    TargetSum,
    change,
    has_two_sizes,
    sum_of,
)
from mdt_board.interpret.response.visits import Visit, lesion_names, of_role, visits
from mdt_board.model.course import RECIST_1_1, Course, Judged, Names, Protocol, Seen
from mdt_board.model.interpretation import LesionSize, TimePoint
from mdt_board.model.oncology import Response
from mdt_board.model.quantity import Length
from mdt_board.model.radiology import Lesion, LesionRole, LesionState, Radiology

__all__ = [
    "first_seen_on",
    "new_lesions_on",
    "progression_on",
    "time_points",
]


class _Read(NamedTuple):
    """A case as the engine reads it; lists are by visit."""

    days: tuple[Visit, ...]
    targets: tuple[Lesion, ...]
    non_targets: tuple[Lesion, ...]
    new: tuple[Lesion, ...]
    sums: tuple[TargetSum, ...]
    course: Course


def time_points(
    radiology: Radiology,
    ask_markers: AskMarkers | None = None,
    protocol: Protocol = RECIST_1_1,
) -> tuple[TimePoint, ...]:
    """Return the response at each visit, earliest first.

    Visits before the baseline, or without any, have no category. Measurements without
    an exact day are not here; `visits.imprecise` has them.

    Args:
        radiology: what was seen.
        ask_markers: what tumor markers leave of CR at a visit; None asks nobody.
        protocol: what the protocol says otherwise than the criteria.
    """
    read = _read(radiology, ask_markers)
    names = _names(radiology)
    judged = map(_one, judge(read.course, protocol))
    return tuple(
        _time_point(visit, targets, answer, names)
        for visit, targets, answer in zip(read.days, read.sums, judged, strict=True)
    )


@lru_cache(maxsize=PARTS_KEPT)
def _one(judged: Judged) -> Judged:
    """Return one object for equal judgments, so that their words are found."""
    return judged


@kept(lambda radiology: (radiology.lesions,))
def _names(radiology: Radiology) -> Names:
    """Return what the lesions are called, as judgments number them."""
    called = lesion_names(radiology)
    roles = (LesionRole.TARGET, LesionRole.NON_TARGET, LesionRole.NEW)
    return Names(*(tuple(called[x.id] for x in of_role(radiology, r)) for r in roles))


def _read(radiology: Radiology, ask_markers: AskMarkers | None) -> _Read:
    days = visits(radiology)
    targets, non_targets, new = (
        of_role(radiology, role)
        for role in (LesionRole.TARGET, LesionRole.NON_TARGET, LesionRole.NEW)
    )
    sums = tuple(sum_of(v, targets) for v in days)
    at = _baseline_at(days, sums, targets, non_targets)
    baseline = None if at is None else days[at]
    news = _every_new_lesion(radiology, baseline.on if baseline else None)
    number = {lesion.id: i for i, lesion in enumerate(new)}
    seen = tuple(
        Seen(
            visit.on,
            tuple(map(_ticks, of_visit.sizes.values())),
            looks_at(visit, non_targets),
            tuple(number[x.id] for x in found.unequivocal),
            tuple(number[x.id] for x in found.uncertain),
            old=tuple(number[x.id] for x in found.old),
        )
        for visit, of_visit, found in zip(days, sums, news, strict=True)
    )
    least = tuple(disease_from(t.is_node) for t in targets)
    if ask_markers and baseline:
        seen = tuple(
            s._replace(markers=ask_markers(baseline, visit))
            if _is_gone(s, least)
            else s
            for s, visit in zip(seen, days, strict=True)
        )
    return _Read(days, targets, non_targets, new, sums, Course(least, seen, at))


def _is_gone(seen: Seen, least: tuple[int, ...]) -> bool:
    """Say whether a complete response can hang on markers: they are asked only then."""
    if seen.non_targets:
        return all(look is Response.CR for look in seen.non_targets)
    pairs = zip(seen.sizes, least, strict=True)
    return all(size is not None and size < disease for size, disease in pairs)


def _baseline_at(
    days: tuple[Visit, ...],
    sums: tuple[TargetSum, ...],
    targets: tuple[Lesion, ...],
    non_targets: tuple[Lesion, ...],
) -> int | None:
    if targets:
        return next((i for i, s in enumerate(sums) if s.is_measured), None)
    ids = {lesion.id for lesion in non_targets}
    return next((i for i, v in enumerate(days) if ids & v.seen.keys()), None)


def _ticks(size: Length | None) -> int | None:
    return None if size is None else size.ticks


def _length(ticks: int | None) -> Length | None:
    return None if ticks is None else Length(ticks)


@kept(lambda visit, targets, judged, names: (visit, targets, judged, names), PARTS_KEPT)
def _time_point(
    visit: Visit, targets: TargetSum, judged: Judged, names: Names
) -> TimePoint:
    baseline, nadir = _length(judged.baseline), _length(judged.nadir)
    has_category = judged.is_baseline or judged.is_follow_up
    ids = frozenset(targets.sizes)
    torn = (x for x in targets.missing if has_two_sizes(visit, x.id, ids))
    return TimePoint(
        on=visit.on,
        records=visit.records,
        is_baseline=judged.is_baseline,
        total=targets.total,
        partial_total=targets.partial,
        nadir=nadir,
        change_from_baseline=change(targets.total, baseline),
        change_from_nadir=change(targets.total, nadir),
        pd_line=_length(judged.pd_line),
        pr_line=_length(judged.pr_line),
        target=judged.target,
        non_target=judged.non_target,
        has_new_lesion=judged.has_new,
        overall=judged.overall,
        why=(
            *explain(judged, names),
            *(two_sizes(x) for x in torn if has_category),
        ),
        until=visit.until,
        baseline=baseline,
        targets=tuple(LesionSize(x, size) for x, size in targets.sizes.items()),
    )


def progression_on(radiology: Radiology, points: tuple[TimePoint, ...]) -> date | None:
    """Return the day from which progression dates; None when there is none.

    Progression by a new lesion that was equivocal before dates from the scan on which
    it was first suspected (RECIST 1.1 §4.3.5). By the sum of the targets it dates from
    the last day on which they were measured, by a non-target lesion from the day on
    which that was looked at. What later visits find changes nothing.
    """
    first = next((p for p in points if p.overall is Response.PD), None)
    if first is None:
        return None
    baseline_on = next(p.on for p in points if p.is_baseline)
    new = new_lesions_on(radiology, first.on, baseline_on).unequivocal
    found = [first_seen_on(radiology, lesion, first.on) for lesion in new]
    visit = next(v for v in visits(radiology) if v.on == first.on)
    if first.target is Response.PD:
        found.append(_last_day(visit, of_role(radiology, LesionRole.TARGET)))
    if first.non_target is Response.PD:
        found += _grown_on(visit, of_role(radiology, LesionRole.NON_TARGET))
    return min(found, default=first.on)


def _last_day(visit: Visit, lesions: tuple[Lesion, ...]) -> date:
    return max(day for x in lesions for day in visit.days_of(x.id))


def _grown_on(visit: Visit, lesions: tuple[Lesion, ...]) -> Iterator[date]:
    for lesion in lesions:
        for m in visit.seen.get(lesion.id, ()):
            if m.state is LesionState.UNEQUIVOCAL_PROGRESSION:
                yield visit.days[m.study]


def new_lesions_on(
    radiology: Radiology, on: date, baseline_on: date | None
) -> NewLesions:
    """Return the new lesions of the visit on one day."""
    if not of_role(radiology, LesionRole.NEW):
        return NewLesions()
    days, found = visits(radiology), _every_new_lesion(radiology, baseline_on)
    of_day = (new for v, new in zip(days, found, strict=True) if v.on == on)
    return next(of_day, NewLesions())


@kept(
    lambda seen, baseline_on: (
        *(seen.studies, seen.lesions, seen.measurements, baseline_on),
    )
)
def _every_new_lesion(
    radiology: Radiology, baseline_on: date | None
) -> tuple[NewLesions, ...]:
    """Return the new lesions of each visit; many rules ask for them."""
    days, new = visits(radiology), of_role(radiology, LesionRole.NEW)
    if not new:
        return (NewLesions(),) * len(days)
    return tuple(new_lesions(days, new, baseline_on))


def first_seen_on(radiology: Radiology, lesion: Lesion, until: date) -> date:
    """Return the day of the first scan that noted a new lesion.

    Args:
        radiology: what was seen.
        lesion: the new lesion.
        until: the first day of the last visit that is asked about. Scans before one on
            which the lesion was absent do not count.
    """
    first = until
    for visit in reversed([v for v in visits(radiology) if v.on <= until]):
        seen = visit.seen.get(lesion.id, ())
        if LesionState.ABSENT in {m.state for m in seen}:
            break
        sightings = (m for m in seen if m.state is not LesionState.NOT_EVALUABLE)
        days = [visit.days[m.study] for m in sightings]
        first = min(days) if days else first
    return first
