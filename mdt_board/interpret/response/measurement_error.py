"""What measurement error alone can do to a sum of diameters.

The error of one lesion's change, same reader, side by side, without true change, is
80 % N(0, 5.3 %) and 20 % N(0, 15.9 %) of its diameter, with a floor of 0.5 mm; the
rows of other readers are in `calibration`. For several lesions all combinations of the
two kinds are added up: exact, no sampling.

Statistics are floats; nothing here changes a response category.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from math import erfc, exp, pi, sqrt

from mdt_board.interpret.response.calibration import (
    INDEPENDENT_READERS,
    OTHER_READER,
    SAME_READER,
    THIN_SLICE_MM,
    ReadingError,
)
from mdt_board.interpret.response.target_sum import sum_of
from mdt_board.interpret.response.visits import Visit, of_role, visits
from mdt_board.model.interpretation import ErrorBand, ErrorSetting, TimePoint
from mdt_board.model.quantity import ZERO, Length
from mdt_board.model.radiology import Lesion, LesionRole, Radiology

OUTSIDE_SHARE = 0.05
THICK_SLICE_MM = Decimal(5)  # what it would be on the usual thick series
MOST_COMPONENTS = 64  # exact up to six lesions; more are thinned pairwise
PRECISION_MM = 1e-6
MOST_STEPS = 60
ROOT_2 = sqrt(2)

Component = tuple[float, float]  # its share, its standard deviation in mm


@dataclass(frozen=True, slots=True)
class Setting:
    """What was measured and how: sizes in mm, slice in mm where known, who read."""

    diameters_mm: tuple[float, ...]
    slice_mm: float | None
    readers: ReadingError


@dataclass(frozen=True, slots=True)
class _Growth:
    """The change whose error is asked for, and the one that reaches the PD line."""

    change_mm: float
    to_pd_line_mm: float


def error_band(radiology: Radiology, points: tuple[TimePoint, ...]) -> ErrorBand | None:
    """Return the error band of the latest sum against its nadir.

    None when either is not known, or when no target is left to be measured. Unless one
    reader is known to have read both, the wider coefficient applies.
    """
    latest = points[-1] if points else None
    if latest is None or latest.total is None or latest.nadir is None:
        return None
    nadir = next(p for p in reversed(points[:-1]) if p.total == latest.nadir)
    pair = [v for v in visits(radiology) if v.on in (nadir.on, latest.on)]
    targets = of_role(radiology, LesionRole.TARGET)
    diameters = diameters_mm(pair[-1], targets)
    if not diameters or latest.pd_line is None:
        return None
    growth = _Growth(
        float((latest.total - latest.nadir).mm),
        float((latest.pd_line - latest.nadir).mm),
    )
    same_reader = is_same_reader(radiology, pair, targets)
    slice_mm = thickest_slice_mm(radiology, pair, targets)
    settings = _settings(diameters, slice_mm, same_reader, growth)
    same, other = settings[:2]
    applies = same if same_reader else other
    at = _setting(diameters, slice_mm, SAME_READER if same_reader else OTHER_READER)
    return ErrorBand(
        change=latest.total - latest.nadir,
        rc95_same_reader=same.rc95,
        rc95_other_reader=other.rc95,
        is_same_reader=same_reader,
        p_at_least=applies.p_at_least,
        p_beyond_pd_line=applies.p_beyond_pd_line,
        p_true_growth=_rounded(p_true_at_least(at, growth.change_mm, 0.0)),
        settings=settings,
    )


def _settings(
    diameters: tuple[float, ...],
    slice_mm: Decimal | None,
    same_reader: bool | None,
    growth: _Growth,
) -> tuple[ErrorSetting, ...]:
    """Return the answers for each kind of readers, then those for thicker slices."""
    rows: tuple[tuple[ReadingError, Decimal | None], ...] = (
        (SAME_READER, slice_mm),
        (OTHER_READER, slice_mm),
        (INDEPENDENT_READERS, slice_mm),
    )
    if slice_mm is None or slice_mm < THICK_SLICE_MM:
        applies = SAME_READER if same_reader else OTHER_READER
        rows = (*rows, (applies, THICK_SLICE_MM))
    return tuple(_answers(diameters, mm, error, growth) for error, mm in rows)


def _answers(
    diameters: tuple[float, ...],
    slice_mm: Decimal | None,
    error: ReadingError,
    growth: _Growth,
) -> ErrorSetting:
    setting = _setting(diameters, slice_mm, error)
    beyond = p_true_at_least(setting, growth.change_mm, growth.to_pd_line_mm)
    return ErrorSetting(
        readers=error.readers,
        slice_mm=slice_mm,
        rc95=_rounded(rc95_mm(setting)),
        p_at_least=_rounded(p_error_at_least(setting, growth.change_mm)),
        p_beyond_pd_line=_rounded(beyond),
    )


def _setting(
    diameters: tuple[float, ...], slice_mm: Decimal | None, error: ReadingError
) -> Setting:
    return Setting(diameters, None if slice_mm is None else float(slice_mm), error)


def _rounded(number: float) -> Decimal:
    return Decimal(f"{number:.4f}")


def diameters_mm(visit: Visit, targets: tuple[Lesion, ...]) -> tuple[float, ...]:
    """Return what there is to measure: a lesion that is gone has no reading error."""
    sizes: Iterable[Length | None] = sum_of(visit, targets).sizes.values()
    return tuple(sorted(float(s.mm) for s in sizes if s is not None and s != ZERO))


def is_same_reader(
    radiology: Radiology, pair: list[Visit], targets: tuple[Lesion, ...]
) -> bool | None:
    """Say whether every target was read by one and the same person at both visits.

    None when a reader was not stated.
    """
    read_by = {s.id: s.reader for s in radiology.studies}
    answers: set[bool | None] = set()
    for target in targets:
        measured = [m for v in pair for m in v.seen.get(target.id, ())]
        readers = {m.reader or read_by[m.study] for m in measured}
        answers.add(None if "" in readers else len(readers) == 1)
    if False in answers:
        return False
    return None if None in answers else True


def thickest_slice_mm(
    radiology: Radiology, pair: list[Visit], targets: tuple[Lesion, ...]
) -> Decimal | None:
    """Return the thickest slice of the two visits, None where it is not stated."""
    used = {m.study for v in pair for t in targets for m in v.seen.get(t.id, ())}
    slices = [s.slice_mm for s in radiology.studies if s.id in used and s.slice_mm]
    return max(slices) if slices else None


@lru_cache(maxsize=4096)
def components(setting: Setting) -> tuple[Component, ...]:
    """Return the normal components of the error of the sum, with their shares."""
    error = setting.readers
    floor = error.floor_mm
    if setting.slice_mm is not None and setting.slice_mm > THIN_SLICE_MM:
        floor += error.floor_per_slice_mm * (setting.slice_mm - THIN_SLICE_MM)
    parts = [(1.0, 0.0, 0.0)]  # share, sum of SDs, sum of variances
    for diameter in setting.diameters_mm:
        core = sqrt(floor**2 + (error.core_sd * diameter) ** 2)
        outlier = sqrt(floor**2 + (error.outlier_sd * diameter) ** 2)
        kinds = ((1 - error.outlier_share, core), (error.outlier_share, outlier))
        parts = _thinned(
            [(w * k, s + sd, v + sd * sd) for w, s, v in parts for k, sd in kinds]
        )
    rho = error.correlation
    return tuple((w, sqrt((1 - rho) * v + rho * s * s)) for w, s, v in parts)


def _thinned(
    parts: list[tuple[float, float, float]],
) -> list[tuple[float, float, float]]:
    """Join neighbors when there are too many: twenty lesions would make a million."""
    if len(parts) <= MOST_COMPONENTS:
        return parts
    ordered = sorted(parts, key=lambda part: part[1])
    pairs = zip(ordered[::2], ordered[1::2], strict=True)
    return [
        (w + x, (w * s + x * t) / (w + x), (w * u + x * v) / (w + x))
        for (w, s, u), (x, t, v) in pairs
    ]


@lru_cache(maxsize=4096)
def rc95_mm(setting: Setting) -> float:
    """Return the change that error alone exceeds, either way, one time in twenty.

    Newton's method: the probability falls and flattens (it is convex). One step from
    the coefficient of a single normal of this variance lands where it is still too
    high, or nearly; from there every step stays on that side of the answer.
    """
    of = components(setting)
    x = 1.96 * standard_deviation_mm(setting)
    for _ in range(MOST_STEPS):
        excess = sum([w * erfc(x / (sd * ROOT_2)) for w, sd in of]) - OUTSIDE_SHARE
        slope = sum([w * exp(-0.5 * (x / sd) ** 2) / sd for w, sd in of])
        step = excess / (slope * sqrt(2 / pi))
        x = max(x + step, x / 2)
        if abs(step) < PRECISION_MM:
            break
    return x


def standard_deviation_mm(setting: Setting) -> float:
    """Return the standard deviation of the error of the change of the sum."""
    return sqrt(sum([w * sd * sd for w, sd in components(setting)]))


def p_error_at_least(setting: Setting, change_mm: float) -> float:
    """Return how often error alone is at least this large, either way."""
    size = abs(change_mm)
    return sum([w * erfc(size / (sd * ROOT_2)) for w, sd in components(setting)])


def p_true_at_least(setting: Setting, observed_mm: float, threshold_mm: float) -> float:
    """Return the probability that the true change is at or over a threshold.

    Every true change is taken to be equally likely beforehand (flat prior).
    """
    short = threshold_mm - observed_mm
    return sum([w * erfc(short / (sd * ROOT_2)) / 2 for w, sd in components(setting)])
