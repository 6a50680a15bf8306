"""What the course of a variant says of its origin: clones change over years."""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from math import log

from mdt_board.model.interpretation import Series

STABLE_DAYS = 90
STABLE_FOLD = 1.5  # between the least and the most: within counting error of small VAFs
HALF = 2.0  # tumor DNA that changed by half
FAST_DAYS = 120
FAST_POINTS = 3
Points = tuple[tuple[date, float], ...]


def course_of(series: Series, drivers: Iterable[Series]) -> str:
    """Return ``fast``, ``stable``, ``parallel`` or nothing; fast comes first."""
    points = _values(series)
    if _is_fast(points):
        return "fast"
    others = [d for d in drivers if d.id != series.id]
    if len(points) < FAST_POINTS:
        return ""
    if any(_moved(d) for d in others) and _is_stable(points):
        return "stable"
    return "parallel" if any(_is_parallel(points, _values(d)) for d in others) else ""


def _values(series: Series) -> Points:
    return tuple((p.on, float(p.value)) for p in series.points if p.value)


def _is_stable(points: Points) -> bool:
    values = [v for _, v in points]
    days = (points[-1][0] - points[0][0]).days
    return days >= STABLE_DAYS and max(values) <= STABLE_FOLD * min(values)


def _moved(series: Series) -> bool:
    """Say whether it changed by half, or came or went."""
    values = [v for _, v in _values(series)]
    statuses = {p.status for p in series.points}
    came_or_went = {"detected", "not-detected"} <= statuses
    return came_or_went or (bool(values) and max(values) >= HALF * min(values))


def _is_fast(points: Points) -> bool:
    """Say whether a line through the logs doubles in under 120 days."""
    if len({day for day, _ in points}) < FAST_POINTS:
        return False
    xs = [(day - points[0][0]).days for day, _ in points]
    ys = [log(v) for _, v in points]
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((x - mean_x) ** 2 for x in xs)
    pairs = zip(xs, ys, strict=True)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in pairs) / spread
    return slope > 0 and log(2) / slope < FAST_DAYS


def _is_parallel(points: Points, driver: Points) -> bool:
    """Say whether three common samples move by half and together, each step."""
    of_driver = dict(driver)
    common = [(v, of_driver[day]) for day, v in points if day in of_driver]
    if len(common) < FAST_POINTS:
        return False
    same = all((b[0] > a[0]) == (b[1] > a[1]) for a, b in pairwise(common))
    ends = [max(c) / min(c) for c in zip(*common, strict=True)]
    return same and min(ends) >= HALF
