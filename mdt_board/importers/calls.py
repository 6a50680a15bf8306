"""What every importer of variants shares: one ladder of results, one list of origins.

So a VCF, a MAF and a table cannot disagree about the same numbers or words.
"""

import math
import re
from collections.abc import Iterator
from decimal import Context, Decimal
from enum import StrEnum

from mdt_board.model.issue import Issue, Severity
from mdt_board.model.molecular import Detected, NotAnalyzed, NotDetected
from mdt_board.model.text import N_, Count, Message, Percent, Word

EXACT = Context(prec=6)  # significant digits of a fraction that is worked out here
NO_DEPTH = "no-depth"
Z = 1.96  # of a 95 % interval
ROOM = 1.5  # consensus reads give another fraction than all reads; more is a mistake

FRACTION_AGAINST_READS = N_(
    "The fraction {vaf} does not fit the reads, {alt} of {total} ({by_reads}). Both "
    "were kept as written; ask the laboratory which of them holds."
)

GERMLINE = N_(
    "Calls that are germline by their caller: {count}. They are not the tumor's and "
    "were left out."
)
LOSS = N_(
    "Calls that are a loss of heterozygosity by their caller: {count}. They are "
    "germline variants and were left out."
)
WILDTYPE = N_(
    "Calls that are wild type by their caller: {count}. They are no variants of the "
    "tumor and were left out."
)
EDITED = N_(
    "Calls that are edited RNA by their caller: {count}. They are no variants of the "
    "tumor's DNA and were left out."
)
UNKNOWN = N_(
    "Calls that their caller does not call somatic: {count}. They were left out; ask "
    "the laboratory what they are."
)


class Origin(StrEnum):
    """Where a variant comes from, in the words of its caller."""

    SOMATIC = "somatic"
    GERMLINE = "germline"
    LOSS = "loh"
    WILDTYPE = "wildtype"
    EDITED = "edited-rna"
    UNKNOWN = "unknown-origin"


_SENTENCES = {
    Origin.GERMLINE: GERMLINE,
    Origin.LOSS: LOSS,
    Origin.WILDTYPE: WILDTYPE,
    Origin.EDITED: EDITED,
    Origin.UNKNOWN: UNKNOWN,
}
# the numbers are those of SS in TCGA's VCF, the words those of Mutation_Status
_ORIGINS = {
    "0": Origin.WILDTYPE,
    "1": Origin.GERMLINE,
    "2": Origin.SOMATIC,
    "3": Origin.LOSS,
    "4": Origin.EDITED,
    "somatic": Origin.SOMATIC,
    "confirmed somatic": Origin.SOMATIC,
    "likely somatic": Origin.SOMATIC,
    "germline": Origin.GERMLINE,
    "likely germline": Origin.GERMLINE,
    "loh": Origin.LOSS,
    "wildtype": Origin.WILDTYPE,
    "wild type": Origin.WILDTYPE,
    "none": Origin.WILDTYPE,
    "post transcriptional modification": Origin.EDITED,
}


def origin_of(written: str) -> Origin:
    """Return the origin that a code or word means; a word not listed is unknown."""
    words = re.sub(r"[\s_-]+", " ", written.strip().lower())
    return _ORIGINS.get(words, Origin.UNKNOWN)


def result_by_numbers(
    alt: int | None,
    total: int | None,
    vaf: Decimal | None,
    lod: Decimal | None = None,
) -> Detected | NotDetected | NotAnalyzed | None:
    """Return what reads and a stated fraction say, or None where they say nothing.

    Reads are counts, ``vaf`` and ``lod`` fractions of one. Reads of the variant decide
    before a fraction, which may be rounded to zero; zero is never detected.
    """
    if total == 0:
        return NotAnalyzed(reason=NO_DEPTH)
    if alt is None and vaf is None:
        return None
    if not (vaf if alt is None else alt):
        return NotDetected(lod=lod, total_reads=total)
    if not vaf:
        vaf = share(alt, total)
    return Detected(vaf=vaf, alt_reads=alt, total_reads=total)


def share(alt: int | None, total: int | None) -> Decimal | None:
    """Return reads of the variant as a fraction of all, where both are known."""
    if alt is None or not total:
        return None
    return EXACT.divide(Decimal(alt), Decimal(total)).normalize()


def against_reads(
    vaf: Decimal | None, alt: int | None, total: int | None
) -> Message | None:
    """Return the sentence that a stated fraction does not fit its reads, or None.

    Reads are counts, ``vaf`` a fraction of one with the digits in which it is written.
    Allowed are its rounding and half as much again around Wilson's 95 % interval.
    """
    if vaf is None or not alt or not total:
        return None
    p, weight = alt / total, Z * Z / total
    center = (p + weight / 2) / (1 + weight)
    half = Z * math.sqrt(p * (1 - p) / total + weight / total / 4) / (1 + weight)
    exponent = vaf.as_tuple().exponent
    rounding = 0.5 * 10.0 ** (exponent if isinstance(exponent, int) else 0)
    low, high = (center - half) / ROOM, (center + half) * ROOM
    if float(vaf) + rounding >= low and float(vaf) - rounding <= high:
        return None
    by_reads = Percent(Decimal(alt) / total)
    words: dict[str, Word] = {"vaf": Percent(vaf), "by_reads": by_reads}
    words |= {"alt": Count(alt), "total": Count(total)}
    return Message(FRACTION_AGAINST_READS, words)


class SetApart:
    """Counts, by origin, the calls that are not the tumor's."""

    def __init__(self) -> None:
        self._found: dict[Origin, tuple[str, int]] = {}

    def add(self, origin: Origin, place: str) -> None:
        """Count one call that is left out."""
        first, count = self._found.get(origin, (place, 0))
        self._found[origin] = (first, count + 1)

    def issues(self) -> Iterator[Issue]:
        """Yield one issue for each origin, at the first of its calls."""
        for origin, (place, count) in self._found.items():
            message = Message(_SENTENCES[origin], {"count": Count(count)})
            yield Issue(origin.value, Severity.SKIPPED, place, message)
