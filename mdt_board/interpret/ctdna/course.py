"""How each plasma series runs: its phase, its speed, and what became of a signal.

A series is read from its last turn that counting can tell from chance. Values of
another assay than the last are left out: unlike assays are not compared.
"""

from dataclasses import replace
from decimal import Decimal
from math import exp, log, sqrt

from mdt_board.interpret.ctdna.exponential import (
    ASSAY_CV,
    Z95,
    Growth,
    Look,
    chance_missed,
    fit,
)
from mdt_board.interpret.ctdna.kinetics import FRACTION
from mdt_board.interpret.ctdna.sampling import (
    GENOME_EQUIVALENTS_PER_NG,
    MOLECULES_FOR_ONE,
    MOLECULES_FOR_TWO,
    RECOVERY,
    loci_of,
)
from mdt_board.interpret.ctdna.tumor_signal import looked
from mdt_board.model.interpretation import (
    Clearance,
    CourseKind,
    PlasmaCourse,
    Series,
    SeriesPoint,
)
from mdt_board.model.molecular import Assay

PAIR = 2
UNLIKELY = 0.05  # a miss of this probability is no chance
DIGITS = 3
LAST_DAYS = 36_500  # beyond a century a doubling time says nothing


def courses_of(
    series: dict[str, Series], assays: dict[str, Assay], own: dict[str, Assay]
) -> dict[str, PlasmaCourse]:
    """Return the course of every plasma series with two answers or more, by its id.

    ``assays`` is by sample name, ``own`` by record id (panels of one tube).
    """
    found = {}
    for key, one in series.items():
        if one.unit != FRACTION or key.startswith(("lab:", "csf:")):
            continue
        points = looked(one)
        if len(points) >= PAIR:
            rows = [(p, own.get(p.record) or assays[p.sample]) for p in points]
            found[key] = _course(key, rows)
    return found


Row = tuple[SeriesPoint, Assay]


def _course(key: str, rows: list[Row]) -> PlasmaCourse:
    last = rows[-1][1]
    alike = [r for r in rows if (r[1].kind, r[1].name) == (last.kind, last.name)]
    is_panel = key.startswith("assay:")
    looks = [(p, _look(p, a, is_panel)) for p, a in alike]
    known = [(p, x) for p, x in looks if x is not None]
    clearance = _clearance(looks)
    if alike[-1][0].status != "detected":
        kind = CourseKind.NEVER_DETECTED
        if any(p.status == "detected" for p, _ in alike):
            kind = CourseKind.CLEARED if known else CourseKind.UNCLEAR
        return PlasmaCourse(key, kind, clearance, len(alike))
    phase = _phase(known)
    course = PlasmaCourse(
        series=key,
        kind=CourseKind.UNCLEAR,
        clearance=clearance,
        samples=len(phase),
        since=phase[0][0].on if phase else None,
        least_fold=least_fold(looks[-1][1]),
    )
    growth = fit(tuple(x for _, x in phase)) if phase else None
    return course if growth is None else _moving(course, growth)


def _moving(course: PlasmaCourse, growth: Growth) -> PlasmaCourse:
    """Return the course with its speed, where the interval excludes a standstill."""
    if growth.low <= 0 <= growth.high:
        return replace(course, kind=CourseKind.LEVEL)
    rising = growth.low > 0
    ends = sorted((growth.low, growth.high), key=abs, reverse=True)
    return replace(
        course,
        kind=CourseKind.RISING if rising else CourseKind.FALLING,
        doubling_days=_days(growth.rate),
        doubling_low=_days(ends[0]),
        doubling_high=_days(ends[1]),
    )


def _days(rate: float) -> Decimal | None:
    days = log(2) / rate if rate else LAST_DAYS
    return Decimal(str(round(days, DIGITS))) if abs(days) < LAST_DAYS else None


def least_fold(look: Look | None) -> Decimal | None:
    """Return the smallest change that counting tells from chance in such a tube.

    exp(1.96 sqrt(2/m + 2 CV²)); None without the molecules of a detected value.
    """
    if look is None or look.log_value is None:
        return None
    molecules = exp(look.log_value) * look.per_fraction
    if molecules < 1:
        return None
    fold = exp(Z95 * sqrt(2 / molecules + 2 * ASSAY_CV**2))
    return Decimal(str(round(fold, DIGITS)))


def _look(point: SeriesPoint, assay: Assay, is_panel: bool) -> Look | None:
    """Return what the tube says of the curve; None without DNA input or limit."""
    loci = (loci_of(assay) if is_panel else 1) or None
    if loci is None:
        return None
    needed = 1 if loci == 1 else 2
    per_fraction = _per_fraction(point, assay, loci, needed)
    if per_fraction is None:
        return None
    is_seen = point.status == "detected"
    if is_seen and not point.value:
        return None
    value = log(float(point.value)) if is_seen and point.value else None
    return Look(float(point.on.toordinal()), value, per_fraction, needed)


def _per_fraction(
    point: SeriesPoint, assay: Assay, loci: int, needed: int
) -> float | None:
    """Return molecules per fraction: by the DNA, and for a miss also by the limit."""
    by_dna = None
    if assay.input_ng:
        by_dna = float(assay.input_ng * GENOME_EQUIVALENTS_PER_NG * RECOVERY * loci)
    if point.status == "detected" or not point.limit:
        return by_dna
    enough = MOLECULES_FOR_ONE if needed == 1 else MOLECULES_FOR_TWO
    by_limit = float(enough / point.limit)
    return by_limit if by_dna is None else min(by_dna, by_limit)


def _clearance(looks: list[tuple[SeriesPoint, Look | None]]) -> Clearance:
    """Say what became of the signal; a miss that cannot be weighed counts for nothing.

    Where samples without detection carry no numbers, nothing was cleared.
    """
    seen = [p.status == "detected" for p, x in looks if p.status == "detected" or x]
    if True not in seen:
        return Clearance.NONE
    after = seen[seen.index(True) :]
    if after[-1]:
        return Clearance.NONE if all(after) else Clearance.TRANSIENT
    run = next(i for i, is_seen in enumerate(reversed(after)) if is_seen)
    return Clearance.SUSTAINED if run >= PAIR else Clearance.ONCE


Known = list[tuple[SeriesPoint, Look]]


def _phase(known: Known) -> Known:
    """Return the samples since the last turn that chance does not explain."""
    direction, start = 0, max(0, len(known) - 1)
    for i in range(len(known) - 2, -1, -1):
        step = turn(known[i][1], known[i + 1][1])
        if direction and step and step != direction:
            break
        direction, start = direction or step, i
    return known[start:]


def turn(first: Look, second: Look) -> int:
    """Return 1 for a rise, -1 for a fall beyond chance, 0 for neither."""
    if first.log_value is None and second.log_value is None:
        return 0
    if first.log_value is None:
        return int(chance_missed(first, exp(second.log_value or 0.0)) < UNLIKELY)
    if second.log_value is None:
        return -int(chance_missed(second, exp(first.log_value)) < UNLIKELY)
    change = second.log_value - first.log_value
    error = Z95 * sqrt(first.variance + second.variance)
    return (change > error) - (change < -error)
