"""How fast lesions and their sum grow, with what measurement error leaves of it.

Two diameters give a doubling time; whether it means anything is a question of error,
so each comes with its interval. Over three visits and more a line through the sums
tells slow growth that no single step shows.

Statistics are floats; nothing here changes a response category.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice, pairwise
from math import expm1, log, sqrt

from mdt_board.interpret.kept import PARTS_KEPT, kept
from mdt_board.interpret.response.calibration import (
    OTHER_READER,
    SAME_READER,
    ReadingError,
)
from mdt_board.interpret.response.measurement_error import (
    Setting,
    diameters_mm,
    is_same_reader,
    rc95_mm,
    standard_deviation_mm,
    thickest_slice_mm,
)
from mdt_board.interpret.response.target_sum import size_of
from mdt_board.interpret.response.visits import Visit, of_role, visits
from mdt_board.model.interpretation import LesionGrowth, SumTrend, TimePoint
from mdt_board.model.quantity import ZERO, Length
from mdt_board.model.radiology import Lesion, LesionRole, Radiology

DIMENSIONS = 3  # volume of a sphere
DAYS_PER_MONTH = 30.4375
LEAST_VISITS = 3  # a line through two points is those two points
LEAST_STEPS = 2
PAIR = 2
Z_95 = 1.96
READINGS = 2  # the error of a change is that of two readings
MOST_PERCENT = 1e6  # past this a rate says nothing
WHOLE, TENTH = Decimal(1), Decimal("0.1")


@dataclass(frozen=True, slots=True)
class _Sized:
    """One lesion at one visit."""

    visit: Visit
    size: Length


def lesion_growth(
    radiology: Radiology, points: tuple[TimePoint, ...]
) -> tuple[LesionGrowth, ...]:
    """Return how each target that grew since it was last measured does so."""
    targets = of_role(radiology, LesionRole.TARGET)
    days = [v for v in visits(radiology) if points and v.on <= points[-1].on]
    if not days:
        return ()
    ids = frozenset(t.id for t in targets)
    found: list[LesionGrowth] = []
    for target in targets:
        seen = list(islice(_sizes(target, days, ids), PAIR))
        if len(seen) == PAIR and seen[0].visit is days[-1]:
            found += _growth(radiology, target, seen[1], seen[0])
    return tuple(found)


def _sizes(target: Lesion, days: list[Visit], ids: frozenset[str]) -> Iterator[_Sized]:
    """Yield the sizes of a target, the latest first."""
    for visit in reversed(days):
        size = size_of(visit, target.id, ids)
        if size is not None:
            yield _Sized(visit, size)


@kept(
    lambda radiology, target, before, after: (
        *(radiology.studies, target, before.visit.on, after.visit.on),
        *(before.size, after.size),
        *before.visit.seen[target.id],
        *after.visit.seen[target.id],
    ),
    PARTS_KEPT,
)
def _growth(
    radiology: Radiology, target: Lesion, before: _Sized, after: _Sized
) -> tuple[LesionGrowth, ...]:
    if before.size == ZERO or after.size <= before.size:
        return ()
    pair = [before.visit, after.visit]
    setting = Setting(
        (float(after.size.mm),),
        _slice_mm(radiology, pair, (target,)),
        _readers(radiology, pair, (target,)),
    )
    error_mm = rc95_mm(setting)
    days = (after.visit.on - before.visit.on).days
    first, last = float(before.size.mm), float(after.size.mm)
    least, most = (last - error_mm) / first, (last + error_mm) / first
    growth = LesionGrowth(
        lesion=target.id,
        label=target.label,
        since=before.visit.on,
        until=after.visit.on,
        before=before.size,
        after=after.size,
        records=tuple(m.id for v in pair for m in v.seen.get(target.id, ())),
        doubling_days=_doubling(days, last / first),
        doubling_low=_doubling(days, most),
        doubling_high=_doubling(days, least),
        percent_per_month=_percent(days, last / first),
        percent_low=_percent(days, least) if least > 0 else None,
        percent_high=_percent(days, most),
        is_distinguishable=least > 1,
    )
    return (growth,)


def _readers(
    radiology: Radiology, seen: list[Visit], targets: tuple[Lesion, ...]
) -> ReadingError:
    """Return the wider error unless one reader is known to have read all."""
    return SAME_READER if is_same_reader(radiology, seen, targets) else OTHER_READER


def _slice_mm(
    radiology: Radiology, seen: list[Visit], targets: tuple[Lesion, ...]
) -> float | None:
    thickest = thickest_slice_mm(radiology, seen, targets)
    return None if thickest is None else float(thickest)


def _doubling(days: int, ratio: float) -> Decimal | None:
    """Return the days in which the volume doubles; None where it does not grow."""
    if ratio <= 1:
        return None
    found = days * log(2) / (DIMENSIONS * log(ratio))
    return Decimal(found).quantize(WHOLE if found >= 1 else TENTH)


def _percent(days: int, ratio: float) -> Decimal:
    """Return the growth of the volume in percent a month."""
    exponent = DIMENSIONS * log(ratio) * DAYS_PER_MONTH / days
    if exponent > log(MOST_PERCENT / 100):
        return Decimal(int(MOST_PERCENT))
    return Decimal(100 * expm1(exponent)).quantize(WHOLE)


def sum_trend(radiology: Radiology, points: tuple[TimePoint, ...]) -> SumTrend | None:
    """Return the line through the sums since the nadir.

    None with fewer than three visits, when a sum since then is not known, or when the
    latest is smaller still.
    """
    since = _since_nadir(points)
    if len(since) < LEAST_VISITS:
        return None
    targets = of_role(radiology, LesionRole.TARGET)
    on = {day for day, _ in since}
    seen = [v for v in visits(radiology) if v.on in on]
    diameters = diameters_mm(seen[-1], targets)
    if not diameters:
        return None
    setting = Setting(
        diameters,
        _slice_mm(radiology, seen, targets),
        _readers(radiology, seen, targets),
    )
    slope, error = _line(since, standard_deviation_mm(setting) / sqrt(READINGS))
    low = slope - Z_95 * error
    return SumTrend(
        since=since[0][0],
        until=since[-1][0],
        visits=len(since),
        increase=since[-1][1] - since[0][1],
        mm_per_month=_per_month(slope),
        low=_per_month(low),
        high=_per_month(slope + Z_95 * error),
        is_creeping=low > 0 and _rises_by_small_steps(since, rc95_mm(setting)),
    )


def _since_nadir(points: tuple[TimePoint, ...]) -> list[tuple[date, Length]]:
    """Return the sums from the last visit at the nadir on; none where one is open."""
    if not points or points[-1].total is None or points[-1].nadir is None:
        return []
    totals = [p.total for p in points[:-1]]
    if points[-1].nadir not in totals or points[-1].total < points[-1].nadir:
        return []
    start = len(totals) - 1 - totals[::-1].index(points[-1].nadir)
    since = [(p.on, p.total) for p in points[start:]]
    known = [(on, total) for on, total in since if total is not None]
    return known if len(known) == len(since) else []


def _line(since: list[tuple[date, Length]], sd_mm: float) -> tuple[float, float]:
    """Return the slope of the least squares line and its standard error, mm a day.

    ``sd_mm`` is the error of one reading of the sum, known beforehand: three points
    would not tell it.
    """
    days = [(on - since[0][0]).days for on, _ in since]
    sums = [float(total.mm) for _, total in since]
    middle, mean = sum(days) / len(days), sum(sums) / len(sums)
    spread = sum((day - middle) ** 2 for day in days)
    joint = sum((d - middle) * (s - mean) for d, s in zip(days, sums, strict=True))
    return joint / spread, sd_mm / sqrt(spread)


def _rises_by_small_steps(since: list[tuple[date, Length]], error_mm: float) -> bool:
    steps = [float((b - a).mm) for (_, a), (_, b) in pairwise(since)]
    return len(steps) >= LEAST_STEPS and all(0 < step < error_mm for step in steps)


def _per_month(mm_per_day: float) -> Decimal:
    return Decimal(f"{mm_per_day * DAYS_PER_MONTH:.2f}")
