"""From the fields of one sample's call to a typed result.

Each caller writes its reads in its own fields; the conventions known are those of
GATK and MuTect (AD, DP, AF, FA), TCGA merges (ADT, DPT), VarScan (RD, AD, FREQ),
Strelka (AU … TU, TAR, TIR), SomaticSniper and LoFreq (DP4). VarScan and Strelka count
in DP also reads that they do not use; their fractions are of the reads used, and so are
the totals here. A missing value is never a zero.
"""

import math
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from mdt_board.importers.calls import Origin, origin_of, result_by_numbers
from mdt_board.model.molecular import Detected, NotAnalyzed, NotDetected, Result

NO_CALL = "no-call"
ABSENT: tuple[Any, ...] = (None, [], "", ".")
PASSED = ("PASS", "", ".")
_ALLELE = re.compile(r"[/|]")
_PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d{1,12})?)\s*%", re.ASCII)
_FRACTION = re.compile(r"\d(?:\.\d{1,17})?(?:[eE]-\d{1,2})?", re.ASCII)


class ImpossibleCallError(ValueError):
    """A number that no call can have; the field is named, the value is not."""

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__(field)


class Allele(NamedTuple):
    """Which allele is asked for: its number from 1, of how many, and its letters."""

    number: int
    of: int
    ref: str
    alt: str


class Reads(NamedTuple):
    """Reads of the alternate allele, of all alleles, and the stated fraction."""

    alt: int | None = None
    total: int | None = None
    vaf: Decimal | None = None


Call = Mapping[str, Any]


def result_of(call: Call, allele: Allele) -> Result:
    """Return what the call says of one alternate allele.

    Raises:
        ImpossibleCallError: when a count or fraction is out of its range.
    """
    reads = reads_of(call, allele)
    found = result_by_numbers(reads.alt, reads.total, reads.vaf)
    return _by_genotype(call, allele, reads) if found is None else found


def origin_stated(call: Call, info: Mapping[str, Any], allele: Allele) -> Origin:
    """Return the origin by SS, the sample's before the site's; without it somatic."""
    for fields in (call, info):
        value = fields.get("SS")
        if isinstance(value, list):
            value = value[0] if len(value) == 1 else _of_allele(value, allele)
        if value not in ABSENT:
            return origin_of(str(value))
    return Origin.SOMATIC


def filters_of(site: list[str], call: Call) -> tuple[str, ...]:
    """Return the filters that the site or the sample's own call did not pass."""
    own = call.get("FT") or []
    if not own and all(f in PASSED for f in site):  # nearly every line
        return ()
    written = own if isinstance(own, list) else [str(own)]
    parts = [p for text in written for p in re.split(r"[;,]", str(text or ""))]
    return tuple(dict.fromkeys(f for f in (*site, *parts) if f not in PASSED))


def reads_of(call: Call, allele: Allele) -> Reads:
    """Return the counts, by the first convention that the call follows."""
    used = _used(call, allele)
    if used:
        return used
    alt, listed = _counts(call, allele)
    stated = "DP" if call.get("DP") is not None else "DPT"
    stated = stated if call.get(stated) is not None else ""
    total = _whole(call[stated], stated) if stated else listed
    if alt is not None and total is not None and alt > total:
        total = listed  # MuTect's DP leaves out reads that its AD counts
        if listed is None or alt > listed:
            raise ImpossibleCallError(stated)
    return Reads(alt, total, _fraction(call, allele))


def _used(call: Call, allele: Allele) -> Reads | None:
    """Return the reads of callers whose depth counts more than they use.

    Where a merged file states a fraction or lists depths by allele, these come first.
    """
    if isinstance(call.get("AD"), list) or isinstance(call.get("ADT"), list):
        return None
    if call.get("AF") not in ABSENT or call.get("FA") not in ABSENT:
        return None
    if call.get("RD") is not None:
        counts = [_whole(call.get(f), f) for f in ("RD", "AD")]
    elif f"{allele.alt}U" in call:
        bases = [_first(call.get(f"{base}U"), f"{base}U") for base in "ACGT"]
        alt = _first(call[f"{allele.alt}U"], f"{allele.alt}U")
        return None if _sum(bases) is None else Reads(alt, _sum(bases))
    elif "TIR" in call:
        counts = [_first(call.get(f), f) for f in ("TAR", "TIR")]
    else:
        return None
    return None if _sum(counts) is None else Reads(counts[1], _sum(counts))


def _counts(call: Call, allele: Allele) -> tuple[int | None, int | None]:
    """Return reads of the allele, and of all alleles as far as they are listed."""
    for field in ("AD", "ADT"):
        if isinstance(call.get(field), list):
            return _listed(call[field], field, allele)
    if call.get("AD") is not None and allele.of == 1:
        return _whole(call["AD"], "AD"), None
    if isinstance(call.get("DP4"), list) and allele.of == 1:
        strands = [_whole(v, "DP4") for v in call["DP4"]]
        return _sum(strands[2:]), _sum(strands)
    return None, None


def _listed(
    values: list[Any], field: str, allele: Allele
) -> tuple[int | None, int | None]:
    depths = [_whole(v, field) for v in values]
    if len(depths) != allele.of + 1:  # whose they are cannot be told
        return None, None
    return depths[allele.number], _sum(depths)


def _sum(counts: list[int | None]) -> int | None:
    known = [c for c in counts if c is not None]
    return sum(known) if counts and len(known) == len(counts) else None


def _first(value: Any, field: str) -> int | None:
    """Return the first of Strelka's two tiers, the strict one."""
    return _whole(value[0] if isinstance(value, list) and value else value, field)


def _whole(value: Any, field: str) -> int | None:
    if type(value) is int and value >= 0:  # as the header says; nearly every count
        return value
    if value is None or value in ("", ".") or isinstance(value, list):
        return None
    digits = str(value)
    if not digits.isascii() or not digits.isdigit():
        raise ImpossibleCallError(field)
    return int(value)


def _fraction(call: Call, allele: Allele) -> Decimal | None:
    for field in ("AF", "FA"):
        stated = call.get(field)
        value = None if stated is None else _of_allele(stated, allele)
        if value not in (None, "", "."):
            return _in_range(value, field)
    percent = call.get("FREQ")
    if isinstance(percent, str) and percent not in ("", "."):
        return _of_percent(percent)
    return None


def _of_percent(text: str) -> Decimal:
    """Read VarScan's ``12.3%``, in which some systems write a comma."""
    found = _PERCENT.fullmatch(text)
    share = Decimal(found[1].replace(",", ".")) / 100 if found else Decimal(2)
    if share > 1:
        raise ImpossibleCallError("FREQ")
    return share


def _of_allele(value: Any, allele: Allele) -> Any:
    """Pick the allele's value from a list with or without the reference's."""
    if not isinstance(value, list):
        return value if allele.of == 1 else None
    position = {allele.of: allele.number - 1, allele.of + 1: allele.number}.get(
        len(value)
    )
    return None if position is None else value[position]


def _in_range(value: Any, field: str) -> Decimal:
    if isinstance(value, str) and _FRACTION.fullmatch(value):
        value = float(value)  # the header does not say that it is a number
    if not isinstance(value, float | int) or not math.isfinite(value):
        raise ImpossibleCallError(field)
    if not 0 <= value <= 1:
        raise ImpossibleCallError(field)
    return Decimal(repr(value))  # the shortest decimal is the one that was written


def _by_genotype(call: Call, allele: Allele, reads: Reads) -> Result:
    """Decide where no reads are given: a caller lists what it saw."""
    genotype = call.get("GT")
    if genotype is None and "GT" not in call:
        return Detected(total_reads=reads.total)
    alleles = _ALLELE.split(str(genotype or "."))
    if str(allele.number) in alleles:
        return Detected(total_reads=reads.total)
    if "." in alleles:
        return NotAnalyzed(reason=NO_CALL)
    return NotDetected(total_reads=reads.total)
