"""What white blood cells say of a plasma variant: a model of two samples, not of one.

Hematopoiesis shows about the same fraction in both (a lognormal ratio around 1, and
anything above). A tumor's variant is in the buffy coat only by sequencing error or by
plasma and tumor cells left in it (a lognormal share of plasma's fraction). The
likelihood ratio is bounded both ways: hematopoiesis may spare the cells that were
tested, and samples are swapped. Published limits (Magee 2025) stand above the model:
where plasma is higher beyond both intervals, white cells do not make it
hematopoiesis. More alternate reads never lower the ratio.
"""

from functools import lru_cache
from math import exp, log
from typing import NamedTuple

from mdt_board.interpret.ctdna.evidence import (
    CLEARLY_MORE,
    EXPECTED_READS,
    GERMLINE_WBC,
    UNCLEAR_WBC,
    wilson,
)
from mdt_board.interpret.ctdna.origin_tables import OriginTables

MOST_READS = 10_000  # reads beyond the copies of the genome in 30 ng tell nothing new
MOST_ALT = 40  # beyond these the two fractions differ by biology, not by counting
STEPS = tuple(-7.2 + 0.15 * i for i in range(59))  # of the log ratio, to +1.5
FEW_READS = 30  # below this 0.20 and 0.30 cannot be told apart
OPEN_SHARE, NO_SHARE, SURE_SHARE = 0.5, 0.02, 0.97
CERTAIN = 1 - 1e-9


class Reads(NamedTuple):
    """Alternate and all reads of one variant in one material."""

    alt: int
    total: int


class WhiteCells(NamedTuple):
    """The answer of white cells, as log odds of hematopoiesis against tumor.

    ``decides``: deep enough to have shown three reads, so that weaker clues drop out.
    ``free`` is the ratio before the published limits; ``germline`` the log odds of
    germline against hematopoiesis by the fraction; ``is_few``: seen among too few reads
    for that.
    """

    is_used: bool
    decides: bool
    log_ratio: float
    free: float
    germline: float
    is_few: bool = False


UNUSED = WhiteCells(False, False, 0.0, 0.0, 0.0)


def ask_white_cells(
    wbc: Reads, vaf: float, plasma: Reads | None, tables: OriginTables
) -> WhiteCells:
    """Weigh the reads of white cells against plasma's fraction.

    A negative too shallow to have shown it says nothing; a positive always speaks.
    """
    scale = min(1.0, MOST_READS / wbc.total, MOST_ALT / max(wbc.alt, 1))
    alt, total = wbc.alt * scale, wbc.total * scale
    decides = vaf * wbc.total >= EXPECTED_READS
    is_deep = decides or (plasma is not None and wbc.total >= plasma.total)
    if not wbc.alt and not is_deep:
        return UNUSED
    free = _bounded(_ratio(alt, total, vaf, plasma, tables), tables)
    if not is_deep or wbc.alt >= vaf * wbc.total:
        free = max(0.0, free)  # as much as in plasma is no sign of a tumor
    limited = min(free, _limit(wbc, vaf, plasma, tables))
    is_few = wbc.alt > 0 and wbc.total < FEW_READS
    return WhiteCells(True, decides, limited, free, _germline(wbc), is_few)


def _ratio(
    alt: float, total: float, vaf: float, plasma: Reads | None, tables: OriginTables
) -> float:
    """Return P(reads | hematopoiesis) / P(reads | tumor), both over their ratios."""
    error = tables["wbc.error"].value
    blur = 1 / max(plasma.alt, 1) if plasma else 0.0
    ch_variance = tables["wbc.ch-spread"].value ** 2 + blur
    tumor_variance = tables["wbc.contamination-spread"].value ** 2 + blur
    mean = log(tables["wbc.contamination"].value)
    best = _log_binomial(alt, total, min(CERTAIN, max(alt, 0.5) / total))
    carried = left = 0.0
    for ratio, as_ch, as_tumor in _grid(ch_variance, tumor_variance, mean):
        share = min(CERTAIN, vaf * ratio + error)
        likely = exp(_log_binomial(alt, total, share) - best)
        carried += likely * as_ch
        left += likely * as_tumor
    return carried / left if left > 0 else exp(_FAR)


@lru_cache(maxsize=1024)  # by the reads of plasma: the rest are rows
def _grid(
    ch_variance: float, tumor_variance: float, mean: float
) -> tuple[tuple[float, float, float], ...]:
    """Return each ratio of white cells to plasma with its weight as CH and as tumor.

    Beyond the peak the two weights keep their ratio: more in white cells is CH too.
    """
    peak = -mean * ch_variance / (tumor_variance - ch_variance)
    wider = (tumor_variance / ch_variance) ** 0.5
    grid = []
    for x in STEPS:
        weight = exp(-((x - mean) ** 2) / (2 * tumor_variance)) / tumor_variance**0.5
        y = min(x, peak)
        odds = -(y**2) / ch_variance + (y - mean) ** 2 / tumor_variance
        grid.append((exp(x), weight * exp(odds / 2) * wider, weight))
    return tuple(grid)


_FAR = 20.0


def _log_binomial(alt: float, total: float, share: float) -> float:
    return alt * log(share) + (total - alt) * log(1 - share)


def _bounded(ratio: float, tables: OriginTables) -> float:
    """Return the log ratio between what a negative and a match can say at most."""
    missed, matched = tables["wbc.absent"].value, 1 / tables["wbc.same"].value
    top = (1 - missed) * ratio + missed
    return log(top / ((1 - matched) + matched * ratio))


def _limit(wbc: Reads, vaf: float, plasma: Reads | None, tables: OriginTables) -> float:
    """Return the most that the published rule lets white cells say for CH."""
    if plasma is None or not plasma.total:
        return _FAR
    low = wilson(*_thinned(plasma))[0]
    high = wilson(*_thinned(wbc))[1]
    if low <= high:
        return _FAR
    is_clearly_more = vaf * wbc.total > CLEARLY_MORE * wbc.alt
    return log(tables["wbc.less"].value) if is_clearly_more else 0.0


def _thinned(reads: Reads) -> Reads:
    """Return the reads as if no more than the genome's copies had been counted."""
    if reads.total <= MOST_READS:
        return reads
    return Reads(round(reads.alt * MOST_READS / reads.total), MOST_READS)


def _germline(wbc: Reads) -> float:
    """Return the log odds of germline against CH: 20 and 30 % are published limits."""
    if wbc.total < FEW_READS:
        share = OPEN_SHARE if wbc.alt else NO_SHARE
    elif wbc.alt >= GERMLINE_WBC * wbc.total:
        share = SURE_SHARE
    else:
        share = OPEN_SHARE if wbc.alt >= UNCLEAR_WBC * wbc.total else NO_SHARE
    return log(share / (1 - share))
