"""Which lesions grew or came, and under what: what the rules on mimics look at."""

from dataclasses import dataclass
from datetime import date

from mdt_board.interpret.response.beyond_targets import non_targets_of
from mdt_board.interpret.response.recist_1_1 import new_lesions_on
from mdt_board.interpret.response.visits import of_role, visits
from mdt_board.model.interpretation import LesionGrowth, TimePoint
from mdt_board.model.oncology import Response
from mdt_board.model.radiology import Lesion, LesionRole, Radiology


@dataclass(frozen=True, slots=True)
class Suspect:
    """A lesion that grew or came at the latest visit, with what was seen of it there.

    ``is_new`` is True for new lesions, those not yet certain among them.
    """

    lesion: Lesion
    is_new: bool
    records: tuple[str, ...]


def suspects(
    radiology: Radiology,
    points: tuple[TimePoint, ...],
    growth: tuple[LesionGrowth, ...],
) -> tuple[Suspect, ...]:
    """Return what grew or came at the latest visit: new, then other lesions."""
    latest = points[-1] if points else None
    if latest is None or latest.is_baseline or not _has_any(latest, growth):
        return ()
    grown = {g.lesion for g in growth if g.until == latest.on}
    targets = [x for x in of_role(radiology, LesionRole.TARGET) if x.id in grown]
    others = (*targets, *_progressed(radiology, latest))
    new = _new(radiology, points, latest)
    return tuple(
        Suspect(lesion, is_new, _records(radiology, latest, lesion))
        for lesions, is_new in ((new, True), (others, False))
        for lesion in lesions
    )


def _has_any(latest: TimePoint, growth: tuple[LesionGrowth, ...]) -> bool:
    has_new = latest.has_new_lesion is not False
    return bool(growth) or has_new or latest.non_target is Response.PD


def _new(
    radiology: Radiology, points: tuple[TimePoint, ...], latest: TimePoint
) -> tuple[Lesion, ...]:
    if latest.has_new_lesion is False:
        return ()
    baseline_on = next((p.on for p in points if p.is_baseline), None)
    found = new_lesions_on(radiology, latest.on, baseline_on)
    return (*found.unequivocal, *found.uncertain)


def _progressed(radiology: Radiology, latest: TimePoint) -> tuple[Lesion, ...]:
    if latest.non_target is not Response.PD:
        return ()
    visit = next(v for v in visits(radiology) if v.on == latest.on)
    return non_targets_of(visit, of_role(radiology, LesionRole.NON_TARGET)).progressed


def _records(
    radiology: Radiology, latest: TimePoint, lesion: Lesion
) -> tuple[str, ...]:
    at = set(latest.records)
    return tuple(
        m.id for m in radiology.measurements if m.id in at and m.lesion == lesion.id
    )


def weeks_between(first: date, last: date) -> int:
    """Return the whole weeks from one day to another."""
    return (last - first).days // 7
