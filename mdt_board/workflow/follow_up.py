"""What has to be done by when, and whether a case has to come back early."""

from collections.abc import Iterable, Iterator
from datetime import date

from mdt_board.model.case import Case
from mdt_board.model.decision import (
    STANDING,
    DueItem,
    MetTrigger,
    NewLesionTrigger,
    SumTrigger,
    Trigger,
    VariantTrigger,
)
from mdt_board.model.interpretation import Interpretation, Series, TimePoint
from mdt_board.model.person import Discipline
from mdt_board.model.radiology import LesionRole
from mdt_board.workflow.sign import signed_interpretation

DETECTED = "detected"


def due_list(
    cases: Iterable[Case], on: date, owner: Discipline | None = None
) -> tuple[DueItem, ...]:
    """Return what is still to be done on the day ``on``: overdue first, then by day.

    Only decisions that stand count: what is proposed or withdrawn binds nobody.

    Args:
        cases: those to look through.
        on: the local day.
        owner: whose list it is; everybody's when left out.
    """
    items = [
        DueItem(
            case=case.id,
            follow_up=item,
            is_overdue=item.due_on < on,
            is_open=item.not_before is None or item.not_before <= on,
        )
        for case in cases
        if case.decision and case.decision.state in STANDING
        for item in case.decision.follow_ups
        if not item.is_done and owner in (None, item.owner)
    ]
    return tuple(sorted(items, key=_by_day))


def _by_day(item: DueItem) -> tuple[date, str, str]:
    return item.follow_up.due_on, item.case, item.follow_up.id


def triggers_met(case: Case, interpretation: Interpretation) -> tuple[MetTrigger, ...]:
    """Return the triggers that were met by what was not yet known at the signature.

    Only what is later than all that the signer saw counts, and only decisions that
    stand. A trigger in the board's own words is for people to judge.

    Args:
        case: as it is now.
        interpretation: of the case as it is now.
    """
    seen = signed_interpretation(case)
    if seen is None or case.decision is None:
        return ()
    met = ((t, _records(t, case, seen, interpretation)) for t in case.decision.triggers)
    return tuple(MetTrigger(trigger, records) for trigger, records in met if records)


def _records(
    trigger: Trigger, case: Case, seen: Interpretation, now: Interpretation
) -> tuple[str, ...]:
    """Return the records that met the trigger; none when it is not met."""
    if isinstance(trigger, NewLesionTrigger):
        return tuple(_new_lesions(case, seen, now))
    if isinstance(trigger, SumTrigger):
        reached = (p for p in _later_visits(seen, now) if _reaches(p, trigger))
        return tuple(record for p in reached for record in p.records)
    if isinstance(trigger, VariantTrigger):
        return tuple(_detected_again(trigger, seen, now))
    return ()


def _later_visits(seen: Interpretation, now: Interpretation) -> Iterator[TimePoint]:
    """Return the visits that go on after those seen; a visit may take several days."""
    last = max(map(_end_of, seen.response), default=date.min)
    return (p for p in now.response if _end_of(p) > last)


def _end_of(visit: TimePoint) -> date:
    return visit.until or visit.on


def _new_lesions(
    case: Case, seen: Interpretation, now: Interpretation
) -> Iterator[str]:
    """Yield the measurements of new lesions that nobody had seen at the signature."""
    known = {record for p in seen.response for record in p.records}
    lesion_of = {m.id: m.lesion for m in case.radiology.measurements}
    old = {lesion_of.get(record, "") for record in known}
    new = {x.id for x in case.radiology.lesions if x.role is LesionRole.NEW} - old
    for visit in _later_visits(seen, now):
        if visit.has_new_lesion:
            yield from (r for r in visit.records if lesion_of.get(r) in new)


def _reaches(visit: TimePoint, trigger: SumTrigger) -> bool:
    """Say whether the sum reaches the line; what was measured of it may be enough."""
    return (visit.total or visit.partial_total) >= trigger.at_least


def _detected_again(
    trigger: VariantTrigger, seen: Interpretation, now: Interpretation
) -> Iterator[str]:
    """Yield the results that found the variant in a tube drawn after those seen."""
    known = [p for s in seen.series if _is_variant(s) for p in s.points]
    last = max((p.on for p in known), default=seen.on)
    tubes = {p.sample for p in known}
    for series in now.series:
        for point in series.points if _is_of(series, trigger) else ():
            is_later = point.on >= last and point.sample not in tubes
            if is_later and point.status == DETECTED:
                yield point.record


def _is_variant(series: Series) -> bool:
    return series.id.startswith("variant:")


def _is_of(series: Series, trigger: VariantTrigger) -> bool:
    """Say whether a series is of the variant, by its HGVS name or its label."""
    name = f"{trigger.gene} {trigger.name.removeprefix('p.')}".strip()
    is_named = series.id == f"variant:{name}" or series.label == name
    return _is_variant(series) and is_named
