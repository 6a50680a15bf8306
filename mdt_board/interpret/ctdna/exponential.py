"""An exponential through plasma values, with what was not detected as a chance missed.

A detected value scatters by the count of its molecules and by the assay; a sample
without detection has the Poisson probability of missing what the curve expects in
that tube. Both log likelihoods are concave, so Newton's steps find the one maximum.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log, log1p, sqrt

ASSAY_CV = 0.15  # between-run variation of one assay; judgment
Z95 = 1.96
STEPS = 50
CLOSE = 1e-9
LARGEST = 50.0  # of an exponent: e^50 molecules are more than any tube holds
LONGEST_STEP = 2.0  # in log fraction; keeps the first steps on the curve
FITS_KEPT = 512
FREE = 2  # parameters of a line


@dataclass(frozen=True, slots=True)
class Look:
    """One sample: the day, and what was found.

    ``log_value`` is the natural logarithm of the fraction, None when not detected.
    ``per_fraction`` are the molecules that a fraction of one would mean in this tube;
    ``needed`` how many of them a detection takes.
    """

    day: float
    log_value: float | None
    per_fraction: float
    needed: int = 1

    @property
    def variance(self) -> float:
        """The variance of the log of a detected value."""
        molecules = exp(self.log_value or 0.0) * self.per_fraction
        return 1 / max(molecules, 1.0) + ASSAY_CV**2


@dataclass(frozen=True, slots=True)
class Growth:
    """The growth rate per day of the log fraction, with its 95 % interval."""

    rate: float
    low: float
    high: float


@lru_cache(maxsize=FITS_KEPT)
def fit(looks: tuple[Look, ...]) -> Growth | None:
    """Return the growth rate that makes these samples most likely.

    None with fewer than two detections on different days: then one end is open.
    """
    seen = [x for x in looks if x.log_value is not None]
    if len({x.day for x in seen}) < FREE:
        return None
    middle = sum(x.day for x in seen) / len(seen)
    level, first = _line(seen, middle)
    rate, information = _climb(looks, middle, (level, first))
    spread = _spread(seen, middle, level, rate)
    if information <= 0:
        return None
    half = Z95 * sqrt(spread / information)
    return Growth(rate, rate - half, rate + half)


def _line(seen: list[Look], middle: float) -> tuple[float, float]:
    """Return level and slope of the line through the detected values, to begin with.

    A tube that could show nothing then has nothing to be walked to.
    """
    level = sum(x.log_value or 0.0 for x in seen) / len(seen)
    width = sum((x.day - middle) ** 2 for x in seen)
    rise = sum((x.day - middle) * (x.log_value or 0.0) for x in seen)
    return level, rise / width


def _climb(
    looks: tuple[Look, ...], middle: float, begin: tuple[float, float]
) -> tuple[float, float]:
    """Return the best rate and the information on it, by Newton's steps."""
    level, rate = begin
    information = 0.0
    for _ in range(STEPS):
        g0 = g1 = h00 = h01 = h11 = 0.0
        for look in looks:
            t = look.day - middle
            slope, bend = _slope(look, level + rate * t)
            g0, g1 = g0 + slope, g1 + slope * t
            h00, h01, h11 = h00 + bend, h01 + bend * t, h11 + bend * t * t
        determinant = h00 * h11 - h01 * h01
        if determinant <= 0:
            return rate, 0.0
        up = (h11 * g0 - h01 * g1) / determinant
        turn = (h00 * g1 - h01 * g0) / determinant
        reach = max(abs(up), *(abs(turn * (x.day - middle)) for x in looks))
        part = min(1.0, LONGEST_STEP / reach) if reach else 1.0
        level, rate = level + part * up, rate + part * turn
        information = determinant / h00
        if reach < CLOSE:
            break
    return rate, information


def _slope(look: Look, expected: float) -> tuple[float, float]:
    """Return the first and the negative second derivative of the log likelihood."""
    if look.log_value is not None:
        return (look.log_value - expected) / look.variance, 1 / look.variance
    count = exp(min(LARGEST, expected + log(look.per_fraction)))
    if look.needed == 1:
        return -count, count
    other = 1 + count
    return -count * count / other, count * count * (2 + count) / (other * other)


def chance_missed(look: Look, fraction: float) -> float:
    """Return the probability that this tube shows nothing of ``fraction``."""
    count = fraction * look.per_fraction
    missed = -count if look.needed == 1 else -count + log1p(count)
    return exp(missed)


def _spread(seen: Iterable[Look], middle: float, level: float, rate: float) -> float:
    """Return by how much the values scatter beyond counting; at least 1.

    Computed around the weighted line of the detected values alone.
    """
    rows = [(x.day - middle, x.log_value or 0.0, 1 / x.variance) for x in seen]
    free = len(rows) - FREE
    if free <= 0:
        return 1.0
    weight = sum(w for _, _, w in rows)
    offset = sum(w * (y - level - rate * t) for t, y, w in rows) / weight
    misfit = sum(w * (y - level - rate * t - offset) ** 2 for t, y, w in rows)
    return max(1.0, misfit / free)
