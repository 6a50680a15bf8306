"""Rows of copy numbers and of fusions: what changed in a gene as a whole.

Whether a copy number is an amplification depends on the assay and on purity, so only
the laboratory's own call is taken; a number without a call is listed, not judged.
"""

import re
from decimal import Decimal

from mdt_board.importers import cells
from mdt_board.importers.calls import EXACT
from mdt_board.importers.cells import Row
from mdt_board.importers.rows_molecular import CONTRADICTION, sample_of
from mdt_board.importers.sandbox import record_id
from mdt_board.model.base import ListRecord
from mdt_board.model.molecular import (
    Detected,
    Failed,
    NotAnalyzed,
    NotDetected,
    Result,
    Variant,
    VariantKind,
)
from mdt_board.model.oncology import Comparator
from mdt_board.model.text import N_
from mdt_board.terminology import fusions, values

NO_CALL = N_(
    "This row gives a copy number without the laboratory's call; add a column call "
    "with amplification, deletion or normal. The row was left out."
)
ONE_STEP = N_(
    "{column} names a gain or loss of single copies, which is neither an amplification "
    "nor a deletion; the row was left out."
)
OPPOSITE = N_("{column} contradicts the copy number beside it; the row was left out.")
SEGMENT = N_(
    "This segment names no gene, so no rule can use it; ask for copy numbers by gene. "
    "The row was left out."
)
NO_PAIR = N_("{column} does not name two genes, as in EML4::ALK; the row was left out.")
_SPOT = re.compile(r"([^\s:]{1,30}):(\d{1,12})(?::[+-])?", re.ASCII)
DIPLOID = 2
MAX_LOG = 20  # no gene has a million times its copies


def copies_row(row: Row) -> list[ListRecord]:
    """Return the laboratory's call of one gene with its copy number or ratio."""
    call = cells.word(row, "cn_call", values.COPY_CALLS)
    if call is None:
        raise row.error("no-call", NO_CALL, "cn_call")
    if call == values.ONE_STEP:
        raise row.error("single-copies", ONE_STEP, "cn_call")
    is_deleted = call == values.DELETED
    return [
        Variant(
            id=record_id(row.sha256, row.place),
            source=row.source,
            place=row.place,
            sample=sample_of(row),
            gene=cells.required(row, "gene"),
            kind=VariantKind.DELETION if is_deleted else VariantKind.AMPLIFICATION,
            result=_copies(row, call),
        )
    ]


def segment_row(row: Row) -> list[ListRecord]:
    """List a stretch of a chromosome, which belongs to no gene; nothing is read.

    Raises:
        CellError: always.
    """
    raise row.error("segment", SEGMENT, "chromosome")


def fusion_row(row: Row) -> list[ListRecord]:
    """Return one fusion, named for the gene that drives, its label from 5' to 3'."""
    five, three = _genes(row)
    gene, partner = fusions.driver_first(five, three)
    is_turned = gene == three
    spots = [_SPOT.fullmatch(cells.text(row, f"breakpoint_{end}")) for end in (5, 3)]
    spot, other = reversed(spots) if is_turned else spots
    return [
        Variant(
            id=record_id(row.sha256, row.place),
            source=row.source,
            place=row.place,
            sample=sample_of(row),
            gene=gene,
            partner=partner,
            kind=VariantKind.FUSION,
            label=f"{five}::{three}",
            chromosome=spot[1] if spot else "",
            position=int(spot[2]) if spot else None,
            alt=other[0] if other else "",
            result=_fused(row),
        )
    ]


def _genes(row: Row) -> tuple[str, str]:
    """Return the genes of the 5' and the 3' end."""
    if "gene_3" in row.cells:
        first = "gene_5" if "gene_5" in row.cells else "gene"
        return cells.required(row, first), cells.required(row, "gene_3")
    found = fusions.pair_in(cells.plain(cells.required(row, "fusion")))
    if found is None:
        raise row.error("no-pair", NO_PAIR, "fusion")
    return found


def _fused(row: Row) -> Result:
    said = cells.word(row, "result", values.RESULTS)
    reads = cells.whole(row, "supporting_reads")
    if said == values.FAILED:
        return Failed()
    if said == values.NOT_ANALYZED:
        return NotAnalyzed()
    if said == values.NOT_DETECTED or (said is None and reads == 0):
        if reads:
            raise row.error("contradiction", CONTRADICTION, "result")
        return NotDetected()
    if reads == 0:
        raise row.error("contradiction", CONTRADICTION, "result")
    return Detected(alt_reads=reads)


def _copies(row: Row, call: str) -> Result:
    number, ratio = cells.amount(row, "copy_number"), _ratio(row)
    if call == values.UNCHANGED:
        return NotDetected()
    is_lower = call == values.DELETED
    for value, normal in ((number, DIPLOID), (ratio, 1)):
        if value is not None and value != normal and (value < normal) != is_lower:
            raise row.error("contradiction", OPPOSITE, "cn_call")
    return Detected(copy_number=number, copy_ratio=ratio)


def _ratio(row: Row) -> Decimal | None:
    """Return the ratio to two copies, from itself or from its logarithm to base 2."""
    if "log_ratio" not in row.cells:
        return cells.amount(row, "copy_ratio")
    comparator, value, unit = cells.number(row, "log_ratio")
    if comparator is not Comparator.EQUAL or unit or abs(value) > MAX_LOG:
        raise row.error("bad-number", cells.BAD_NUMBER, "log_ratio")
    return EXACT.power(Decimal(2), value).normalize()
