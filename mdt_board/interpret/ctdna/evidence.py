"""What speaks for or against a plasma variant's origin: white cells, tissue, drivers.

White-cell rule of Magee 2025 (Clin Cancer Res 31:2710), on 95 % Wilson intervals.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from math import sqrt

from mdt_board.interpret.ctdna.kinetics import Z95, fraction_of
from mdt_board.model.interpretation import Clue, OriginAnswer, Tag
from mdt_board.model.molecular import Assay, Detected, NotDetected, Variant
from mdt_board.model.text import N_, Count, Message, Percent, Word

GERMLINE_WBC = Decimal("0.30")
UNCLEAR_WBC = Decimal("0.20")
# A white-cell sample is deep enough when it would have shown 3 reads (Poisson, 95 %).
EXPECTED_READS = 3
CLEARLY_MORE = 2  # plasma more than twice the white cells


class Wbc(Enum):
    """What the matched white cells say."""

    NOT_TESTED = auto()
    TOO_SHALLOW = auto()
    ABSENT = auto()
    SAME = auto()
    LESS = auto()
    UNCLEAR = auto()
    GERMLINE = auto()


@dataclass(frozen=True, slots=True)
class Reads:
    """Alternative and all reads of one variant in one sample."""

    alt: int
    total: int

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % Wilson interval of the fraction."""
        return wilson(self.alt, self.total)


def wilson(alt: int, total: int) -> tuple[float, float]:
    """Return the 95 % Wilson interval of ``alt`` in ``total`` reads.

    Raises:
        ValueError: unless 0 <= alt <= total and total > 0.
    """
    if not 0 <= alt <= total or total == 0:
        raise ValueError("reads are counted: 0 to total, of at least one")
    p, z2 = alt / total, Z95**2
    center = (p + z2 / (2 * total)) / (1 + z2 / total)
    half = Z95 / (1 + z2 / total) * sqrt(p * (1 - p) / total + z2 / (4 * total**2))
    return max(0.0, center - half), min(1.0, center + half)


def reads_of(variant: Variant, assay: Assay) -> Reads | None:
    """Return the reads of a result; the assay's depth stands in for a missing total."""
    result = variant.result
    if not isinstance(result, Detected | NotDetected):
        return None
    total = assay.depth if result.total_reads is None else result.total_reads
    if not total:
        return None
    if isinstance(result, NotDetected):
        return Reads(0, total)
    fraction = fraction_of(result)
    alt = result.alt_reads
    if alt is None and fraction is not None:
        alt = round(fraction * total)
    return Reads(alt, total) if alt is not None and alt <= total else None


def judge_wbc(
    wbc: Variant | None, wbc_reads: Reads | None, plasma: Reads | None
) -> Wbc:
    """Apply the white-cell rule; without the reads of both it cannot be applied."""
    if wbc is None or not isinstance(wbc.result, Detected | NotDetected):
        return Wbc.NOT_TESTED
    if wbc_reads is None or plasma is None:
        return Wbc.TOO_SHALLOW
    if isinstance(wbc.result, NotDetected):
        return _judge_absence(wbc_reads, plasma)
    return _judge_presence(wbc_reads, plasma)


def _judge_absence(wbc: Reads, plasma: Reads) -> Wbc:
    expected = Decimal(plasma.alt) * wbc.total / plasma.total
    is_deep = wbc.total >= plasma.total or expected >= EXPECTED_READS
    return Wbc.ABSENT if is_deep else Wbc.TOO_SHALLOW


def _judge_presence(wbc: Reads, plasma: Reads) -> Wbc:
    fraction = Decimal(wbc.alt) / wbc.total
    if fraction >= GERMLINE_WBC:
        return Wbc.GERMLINE
    if fraction >= UNCLEAR_WBC:
        return Wbc.UNCLEAR
    if plasma.interval[0] <= wbc.interval[1]:
        return Wbc.SAME
    is_clearly_more = plasma.alt * wbc.total > CLEARLY_MORE * wbc.alt * plasma.total
    return Wbc.LESS if is_clearly_more else Wbc.UNCLEAR


_WBC_CLUES = {
    Wbc.ABSENT: (
        N_("Matched white blood cells: not detected in {reads} reads"),
        OriginAnswer.TUMOR_LIKELY,
        Tag.JUDGED,
    ),
    Wbc.SAME: (
        N_(
            "Matched white blood cells carry it at {wbc} ({alt}/{reads}), plasma at "
            "{plasma}: the same within sampling error"
        ),
        OriginAnswer.CH_LIKELY,
        Tag.CHECKED,
    ),
    Wbc.LESS: (
        N_(
            "Matched white blood cells carry it at {wbc} ({alt}/{reads}), plasma at "
            "{plasma}: clearly more"
        ),
        OriginAnswer.TUMOR_LIKELY,
        Tag.CHECKED,
    ),
    Wbc.UNCLEAR: (
        N_(
            "Matched white blood cells carry it at {wbc} ({alt}/{reads}), plasma at "
            "{plasma}: between the published limits"
        ),
        OriginAnswer.UNDETERMINED,
        Tag.CHECKED,
    ),
    Wbc.GERMLINE: (
        N_("Matched white blood cells carry it at {wbc} ({alt}/{reads}): germline"),
        OriginAnswer.GERMLINE_LIKELY,
        Tag.CHECKED,
    ),
}


def wbc_clue(
    said: Wbc, wbc: Variant, reads: Reads | None, plasma: Decimal | None
) -> Clue:
    """Put into words what the white cells say."""
    if said not in _WBC_CLUES or reads is None:
        message = Message(N_("Matched white blood cells were not read deeply enough"))
        return Clue(message, (wbc.id,), Tag.COMPUTED, OriginAnswer.UNDETERMINED)
    text, speaks_for, tag = _WBC_CLUES[said]
    words: dict[str, Word] = {"reads": Count(reads.total)}
    if said is not Wbc.ABSENT:
        words["wbc"] = Percent(Decimal(reads.alt) / reads.total, 2)
        words["alt"] = Count(reads.alt)
    if "{plasma}" in text:
        words["plasma"] = Percent(plasma or Decimal(0), 2)
    return Clue(Message(text, words), (wbc.id,), tag, speaks_for)
