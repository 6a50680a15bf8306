"""MAF, the mutation annotation format: one row per variant and tumor sample.

Every row becomes a variant or an issue that names its line. Columns are found by their
names, whatever their order; those of the matched normal (``n_…``) are not read.
"""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from mdt_board.importers.calls import (
    Origin,
    SetApart,
    origin_of,
    result_by_numbers,
    share,
)
from mdt_board.importers.found import Found
from mdt_board.importers.sandbox import Content, record_id, refused
from mdt_board.importers.vcf_notes import notes
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.molecular import Detected, Result, Variant
from mdt_board.model.provenance import Source
from mdt_board.model.text import N_, Count, Message, Plain, Word
from mdt_board.terminology import hgvs

NAME = "maf"
IS_BINARY = False
EXTENSIONS = (".maf", ".maf.txt", ".maf.gz", ".maf.txt.gz")
MAGIC = (b"#version 2.", b"Hugo_Symbol\t")
ENCODED = "utf-8-sig"
MAX_BAD_ROWS = 10_000
MAX_ROWS = 500_000  # a genome's; far more than a case can hold in sight
MAX_LINE = 1_000_000  # characters
GENE, SAMPLE = "Hugo_Symbol", "Tumor_Sample_Barcode"
ALT, DEPTH, REF = "t_alt_count", "t_depth", "t_ref_count"
FRACTIONS = ("tumor_f", "t_vaf", "t_af")
NO_GENE = ("", ".", "Unknown")
EMPTY = ("", ".", "NA", "N/A")

ENCODING = N_("The file is not in UTF-8; export it again in UTF-8.")
HEADER = N_(
    "The MAF has no header row with Hugo_Symbol and Tumor_Sample_Barcode; export it "
    "again."
)
DUPLICATE = N_("Two columns are called {column}; keep one of them.")
TOO_MANY = N_("More than {limit} rows of the table cannot be read; export it again.")
TOO_LONG = N_(
    "The table has more than {limit} rows; import only this patient's part of it."
)
NO_ROWS = N_("The table has headers and no rows; nothing was added.")
EXTRA = N_("This row has more cells than there are headers; it was left out.")
NO_SAMPLE = N_("This row names no tumor sample; it was left out.")
NO_ALLELE = N_("This row names no changed allele; it was left out.")
BAD_COUNT = N_("{column} is not a whole number from 0; the row was left out.")
BAD_FRACTION = N_("{column} is not a fraction of one; the row was left out.")
TOO_MANY_READS = N_("{column} holds more reads than there are; the row was left out.")
_FRACTION = re.compile(r"\d(?:\.\d{1,17})?(?:[eE]-\d{1,2})?", re.ASCII)

Cells = dict[str, str]


class _RowError(ValueError):
    """What costs a row; ``column`` names the cell, if it is one."""

    def __init__(self, code: str, text: str, column: str = "") -> None:
        self.code, self.text, self.column = code, text, column
        super().__init__(code)


def accepts(content: Content) -> bool:
    """Say whether the file is MAF by its name or its first line."""
    name = content.name.lower()
    return name.endswith(EXTENSIONS) or content.data.lstrip(b"\xef\xbb\xbf").startswith(
        MAGIC
    )


def read(content: Content, source: Source) -> Found:
    """Return the variants of every tumor sample, and an issue per row left out."""
    if not content.is_text_in(ENCODED):
        return Found((), (refused("encoding", ENCODING),))
    rows = _rows(content)
    at, headers = next(rows, (1, []))
    if not {GENE, SAMPLE} <= set(headers):
        return Found((), (refused("maf-header", HEADER, f"line {at}"),))
    twice = next((h for h, n in Counter(headers).items() if h and n > 1), None)
    if twice:
        words = {"column": Plain(twice)}
        return Found(
            (), (refused("duplicate-header", DUPLICATE, f"line {at}", **words),)
        )
    return _records(rows, headers, source)


def _rows(content: Content) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each line that is neither blank nor a comment."""
    stream = content.text_in(ENCODED)
    number = 0
    while line := stream.readline(MAX_LINE):
        number += 1
        if line.strip() and not line.startswith("#"):
            yield number, [c.strip() for c in line.rstrip("\r\n").split("\t")]


def _records(
    rows: Iterator[tuple[int, list[str]]], headers: list[str], source: Source
) -> Found:
    variants: list[Variant] = []
    skipped: list[Issue] = []
    apart = SetApart()
    count = 0
    for count, (number, cells) in enumerate(rows, 1):
        found = _of_row(headers, cells, f"line {number}", source)
        if isinstance(found, Issue):
            skipped.append(found)
        elif isinstance(found, Origin):
            apart.add(found, f"line {number}")
        else:
            variants.append(found)
        if len(skipped) > MAX_BAD_ROWS:
            limit = Count(MAX_BAD_ROWS)
            return Found((), (refused("too-many-bad-rows", TOO_MANY, limit=limit),))
        if count > MAX_ROWS:
            limit = Count(MAX_ROWS)
            return Found((), (refused("too-many-rows", TOO_LONG, limit=limit),))
    if not count:
        skipped.append(Issue("no-records", Severity.NOTED, "", Message(NO_ROWS)))
    return Found(tuple(variants), (*skipped, *apart.issues(), *notes(variants)))


def _of_row(
    headers: list[str], cells: list[str], place: str, source: Source
) -> Variant | Origin | Issue:
    if len(cells) > len(headers) and any(cells[len(headers) :]):
        return _skipped("extra-cells", EXTRA, place)
    row = dict(zip(headers, cells, strict=False))
    try:
        return _variant(row, place, source)
    except _RowError as error:
        column = f", column {error.column}" if error.column else ""
        words = {"column": Plain(error.column)} if error.column else {}
        return _skipped(error.code, error.text, f"{place}{column}", **words)


def _variant(row: Cells, place: str, source: Source) -> Variant | Origin:
    sample = _text(row, SAMPLE)
    if not sample:
        raise _RowError("no-sample", NO_SAMPLE)
    status = _text(row, "Mutation_Status")
    origin = origin_of(status) if status else Origin.SOMATIC
    if origin is not Origin.SOMATIC:
        return origin
    ref, alt = _alleles(row)
    protein = _text(row, "HGVSp_Short") or _text(row, "HGVSp")
    gene = row.get(GENE, "")
    return Variant(
        id=record_id(source.sha256, place),
        source=source.id,
        place=place,
        sample=sample,
        gene="" if gene in NO_GENE else gene,
        hgvs_c=hgvs.coding(_text(row, "HGVSc")),
        hgvs_p=hgvs.short_protein(protein),
        chromosome=_text(row, "Chromosome"),
        position=_count(row, "Start_Position"),
        ref=ref,
        alt=alt,
        filters=_filters(row),
        effect=_text(row, "Variant_Classification"),
        result=_result(row),
    )


def _alleles(row: Cells) -> tuple[str, str]:
    """Return the reference and the changed allele; ``-`` is no base at all."""
    ref = row.get("Reference_Allele", "")
    seen = [row.get(f"Tumor_Seq_Allele{n}", "") for n in (2, 1)]
    alt = next((a for a in seen if a and a != ref), "")
    if not alt and any(seen):
        raise _RowError("no-allele", NO_ALLELE)
    return ref, alt


def _filters(row: Cells) -> tuple[str, ...]:
    written = _text(row, "FILTER")
    parts = re.split(r"[;,]", written) if written else []
    return tuple(p.strip() for p in parts if p.strip() not in ("", "PASS", "."))


def _result(row: Cells) -> Result:
    alt, total = _count(row, ALT), _count(row, DEPTH)
    if total is None and alt is not None:
        reference = _count(row, REF)
        total = None if reference is None else reference + alt
    if alt is not None and total is not None and alt > total:
        raise _RowError("too-many-reads", TOO_MANY_READS, ALT)
    vaf = _stated(row) if alt is None or total is None else share(alt, total)
    found = result_by_numbers(alt, total, vaf)
    return Detected(total_reads=total) if found is None else found


def _stated(row: Cells) -> Decimal | None:
    """Return the fraction that the file states, where it gives no reads."""
    for name in FRACTIONS:
        written = _text(row, name)
        if written:
            value = Decimal(written) if _FRACTION.fullmatch(written) else Decimal(2)
            if value > 1:
                raise _RowError("bad-fraction", BAD_FRACTION, name)
            return value
    return None


def _count(row: Cells, name: str) -> int | None:
    written = _text(row, name)
    if not written:
        return None
    if not (written.isascii() and written.isdigit() and len(written) <= 12):  # noqa: PLR2004  # more than any depth
        raise _RowError("bad-count", BAD_COUNT, name)
    return int(written)


def _text(row: Cells, name: str) -> str:
    written = row.get(name, "")
    return "" if written in EMPTY else written


def _skipped(code: str, text: str, place: str, **words: Word) -> Issue:
    return Issue(code, Severity.SKIPPED, place, Message(text, words))
