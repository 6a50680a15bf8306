"""An exponential through plasma values, with what was not detected as a chance missed.

A detected value scatters by the count of its molecules and by the assay; a sample
without detection has the Poisson probability of missing what the curve expects in
that tube. Both log likelihoods are concave, so there is one maximum. Newton's steps
mostly reach it; where a miss in a rich tube makes the curve bend too sharply for them,
halving does.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import exp, log, log1p, sqrt

ASSAY_CV = 0.15  # between-run variation of one assay; judgment
Z95 = 1.96
STEPS = 50
CLOSE = 1e-9
LARGEST = 50.0  # of an exponent: e^50 molecules are more than any tube holds
LONGEST_STEP = 2.0  # in log fraction; keeps the first steps on the curve
FITS_KEPT = 512
FREE = 2  # parameters of a line
HALVINGS = 100  # an interval of any width, down to what a float can tell
FASTEST_RATE = 100.0  # per day: more than any change within a day


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

    None with fewer than two detections on different days (then one end is open), and
    where the best rate is faster than any that is looked for.
    """
    seen = [x for x in looks if x.log_value is not None]
    if len({x.day for x in seen}) < FREE:
        return None
    middle = sum(x.day for x in seen) / len(seen)
    level, first = _line(seen, middle)
    best = _climb(looks, middle, (level, first)) or _halve(looks, middle)
    if best is None:
        return None
    rate = best[1]
    spread = _spread(seen, middle, level, rate)
    information = _information(looks, middle, best)
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
) -> tuple[float, float] | None:
    """Return the best level and rate by Newton's steps; None short of them."""
    level, rate = begin
    for _ in range(STEPS):
        g0 = g1 = h00 = h01 = h11 = 0.0
        for look in looks:
            t = look.day - middle
            slope, bend = _slope(look, level + rate * t)
            g0, g1 = g0 + slope, g1 + slope * t
            h00, h01, h11 = h00 + bend, h01 + bend * t, h11 + bend * t * t
        determinant = h00 * h11 - h01 * h01
        if determinant <= 0:
            return None
        up = (h11 * g0 - h01 * g1) / determinant
        turn = (h00 * g1 - h01 * g0) / determinant
        reach = max(abs(up), *(abs(turn * (x.day - middle)) for x in looks))
        part = min(1.0, LONGEST_STEP / reach) if reach else 1.0
        level, rate = level + part * up, rate + part * turn
        if reach < CLOSE:
            return level, rate
    return None


def _halve(looks: tuple[Look, ...], middle: float) -> tuple[float, float] | None:
    """Return the best level and rate by halving; None where no interval holds them.

    For every rate the best level is found the same way; the slope of the likelihood
    along those points falls as the rate grows.
    """

    def along(rate: float) -> float:
        level = _level(looks, middle, rate)
        rows = ((x, x.day - middle) for x in looks)
        return sum(_slope(x, level + rate * t)[0] * t for x, t in rows)

    rate = _root(along, FASTEST_RATE)
    return None if rate is None else (_level(looks, middle, rate), rate)


def _level(looks: tuple[Look, ...], middle: float, rate: float) -> float:
    """Return the best level for one rate: within any that the values could mean."""

    def at(level: float) -> float:
        return sum(_slope(x, level + rate * (x.day - middle))[0] for x in looks)

    steepest = max(abs(rate * (x.day - middle)) for x in looks)
    widest = steepest + max(abs(x.log_value or 0.0) for x in looks) + LARGEST
    return _root(at, widest) or 0.0


def _root(falling: Callable[[float], float], end: float) -> float | None:
    """Return where a function that never rises crosses zero between ±``end``."""
    low, high = -end, end
    if falling(low) < 0 or falling(high) > 0:
        return None
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if falling(middle) > 0 else (low, middle)
    return (low + high) / 2


def _information(
    looks: tuple[Look, ...], middle: float, best: tuple[float, float]
) -> float:
    """Return how sharply the likelihood bends along the rate, the level left free.

    Summed over pairs of samples: nothing is subtracted, so nothing cancels.
    """
    level, rate = best
    bends = [(x.day, _slope(x, level + rate * (x.day - middle))[1]) for x in looks]
    whole = sum(bend for _, bend in bends)
    pairs = combinations(bends, 2)
    return sum(v * w * (s - t) ** 2 for (s, v), (t, w) in pairs) / whole


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
