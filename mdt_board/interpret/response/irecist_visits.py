"""One visit as iRECIST reads it: RECIST's answers, and every lesion's own size.

RECIST asks for a category; iRECIST also asks whether what had progressed grew further,
so sizes are kept by lesion. A lesion without a size has none; it is never zero.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from mdt_board.interpret.response.beyond_targets import new_lesions
from mdt_board.interpret.response.measurability import is_measured_well
from mdt_board.interpret.response.recist_1_1 import first_seen_on
from mdt_board.interpret.response.visits import Visit, of_role, visits
from mdt_board.model.interpretation import TimePoint
from mdt_board.model.oncology import Response
from mdt_board.model.quantity import Length
from mdt_board.model.radiology import Lesion, LesionRole, LesionState, Radiology

MAX_TARGETS, MAX_PER_ORGAN = 5, 2  # RECIST 1.1 §4.2, for new lesions too (iRECIST)


@dataclass(frozen=True, slots=True)
class Seen:
    """Lesions of one kind at one visit, by id.

    ``grown`` are those that the reader called unequivocal progression.
    """

    there: frozenset[str] = frozenset()
    sizes: Mapping[str, Length] = field(default_factory=dict)
    grown: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ImmuneVisit:
    """One visit: RECIST's answers on targets and non-targets, and the new lesions.

    ``total`` is None where a target lacks a size; ``least`` is what the sum is at
    least. ``has_uncertain_new`` says whether a new lesion is suspected or unmentioned.
    ``best_new`` are the new lesions that can be followed by their size, at most five.
    ``noted_on`` is the scan that first raised the suspicion of the new lesions.
    """

    on: date
    records: tuple[str, ...]
    target: Response | None
    non_target: Response | None
    nadir: Length | None
    total: Length | None
    least: Length
    non_targets: Seen = Seen()
    new: Seen = Seen()
    best_new: frozenset[str] = frozenset()
    has_uncertain_new: bool = False
    noted_on: date | None = None


def immune_visits(
    radiology: Radiology, points: Iterable[TimePoint]
) -> tuple[ImmuneVisit, ...]:
    """Return the follow-up visits among ``points``, earliest first."""
    points = tuple(points)
    days = visits(radiology)
    baseline_on = next((p.on for p in points if p.is_baseline), None)
    lesions = of_role(radiology, LesionRole.NEW)
    news = dict(
        zip((v.on for v in days), new_lesions(days, lesions, baseline_on), strict=True)
    )
    by_day = {v.on: v for v in days}
    others = of_role(radiology, LesionRole.NON_TARGET)
    return tuple(
        ImmuneVisit(
            on=point.on,
            records=point.records,
            target=point.target,
            non_target=point.non_target,
            nadir=point.nadir,
            total=point.total,
            least=point.partial_total,
            non_targets=_seen(by_day[point.on], others),
            new=_seen(by_day[point.on], news[point.on].unequivocal),
            best_new=_best(radiology, by_day[point.on], news[point.on].unequivocal),
            has_uncertain_new=bool(news[point.on].uncertain),
            noted_on=_noted(radiology, news[point.on].unequivocal, point.on),
        )
        for point in points
        if baseline_on is not None and point.on > baseline_on
    )


def _noted(radiology: Radiology, lesions: tuple[Lesion, ...], on: date) -> date | None:
    """Return the scan from which these new lesions date (RECIST 1.1 §4.3.5)."""
    return min((first_seen_on(radiology, x, on) for x in lesions), default=None)


def _seen(visit: Visit, lesions: tuple[Lesion, ...]) -> Seen:
    sizes = {x.id: size for x in lesions if (size := _size(visit, x.id)) is not None}
    grown = (
        x.id
        for x in lesions
        for m in visit.seen.get(x.id, ())
        if m.state is LesionState.UNEQUIVOCAL_PROGRESSION
    )
    return Seen(frozenset(x.id for x in lesions), sizes, frozenset(grown))


def _size(visit: Visit, lesion: str) -> Length | None:
    """Return the one size that the day's studies give; None where they differ."""
    found = {m.diameter for m in visit.seen.get(lesion, ()) if m.diameter is not None}
    return found.pop() if len(found) == 1 else None


def _best(
    radiology: Radiology, visit: Visit, lesions: tuple[Lesion, ...]
) -> frozenset[str]:
    """Choose the new lesions to measure: the largest, two of an organ, five in all."""
    sizes = {x.id: size for x in lesions if (size := _size(visit, x.id)) is not None}
    measured = [
        x for x in lesions if x.id in sizes and is_measured_well(radiology, visit, x)
    ]
    chosen: list[Lesion] = []
    for lesion in sorted(measured, key=lambda x: (-sizes[x.id].ticks, x.id)):
        of_organ = [x for x in chosen if _organ(x) == _organ(lesion)]
        if len(chosen) < MAX_TARGETS and len(of_organ) < MAX_PER_ORGAN:
            chosen.append(lesion)
    return frozenset(x.id for x in chosen)


def _organ(lesion: Lesion) -> str:
    """Name the organ that a lesion counts in; all nodes together are one."""
    return "lymph-node" if lesion.is_node else lesion.organ or lesion.id
