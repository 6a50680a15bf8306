"""Tables as text (CSV, TSV), with English or Chinese headers.

What a table holds is told by its headers. Every row becomes records or an issue that
names its line; every column that is not read is named.
"""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from mdt_board.importers import rows_molecular, rows_oncology, rows_radiology
from mdt_board.importers.cells import CellError, Columns, Row
from mdt_board.importers.found import Found
from mdt_board.importers.sandbox import Content, refused
from mdt_board.model.base import ListRecord
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.provenance import Source
from mdt_board.model.text import N_, Count, Message, Plain, Word
from mdt_board.terminology.columns import column

NAME = "table"
IS_BINARY = False
EXTENSIONS = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz")
ENCODINGS = ("utf-8-sig", "gb18030")
DELIMITERS = ",;\t"
HEADER_BYTES = 100_000  # enough for the header row
MAX_ROWS = 200_000  # far more than one patient's
MAX_BAD_ROWS = 10_000  # beyond this a file is damaged, not flawed

ENCODING = N_("The table is neither UTF-8 nor GB18030; save it again as CSV UTF-8.")
UNKNOWN_TABLE = N_(
    "What this table holds cannot be told from its headers. `mdt-board import "
    "--columns` lists the tables that are read and the headers of each."
)
DUPLICATE = N_("Two columns are called {column}; keep one of them.")
BROKEN = N_(
    "The quotation marks of the table do not match, or a cell has no end; save it "
    "again as CSV."
)
TOO_LONG = N_(
    "The table has more than {limit} rows; import only this patient's part of it."
)
TOO_MANY = N_("More than {limit} rows of the table cannot be read; export it again.")
NO_ROWS = N_("The table has headers and no rows; nothing was added.")
UNREAD = N_("The columns {columns} are not known here and were not read.")
EXTRA = N_("This row has more cells than there are headers; it was left out.")
CONTRADICTS = N_(
    "This row contradicts line {line_before} of the same table; it was left out."
)
UNFIT = N_("This row holds a value that no such record can have; it was left out.")


@dataclass(frozen=True, slots=True)
class TableKind:
    """One kind of table: the headers that tell it, those it reads, and its rows.

    ``tells`` are sets of fields of which each must have one present; ``also`` maps a
    header's usual field to the one that it means in this kind of table. ``title`` is
    what people call it.
    """

    title: str
    tells: tuple[frozenset[str], ...]
    reads: frozenset[str]
    make: Callable[[Row], list[ListRecord]]
    also: dict[str, str] = field(default_factory=dict)


def _kind(
    title: str,
    tells: str,
    reads: str,
    make: Callable[[Row], list[ListRecord]],
    also: dict[str, str] | None = None,
) -> TableKind:
    told = tuple(frozenset(one.split("|")) for one in tells.split())
    return TableKind(
        title, told, frozenset().union(*told) | set(reads.split()), make, also or {}
    )


KINDS = (
    _kind(
        N_("Lesions"),
        "lesion diameter|state",
        "date accession site_zh site_en organ role series reader suv_max modality "
        "regions slice contrast phase sequence reading",
        rows_radiology.lesion_row,
    ),
    _kind(
        N_("Variant results"),
        "sample gene",
        "variant hgvs_c hgvs_p vaf result alt_reads total_reads lod molecules "
        "loci_positive",
        rows_molecular.variant_row,
        {"value": "result"},
    ),
    _kind(
        N_("Molecular tests"),
        "sample kind|lod|input|loci",
        "name laboratory date reported_on specimen genes plasma depth result vaf "
        "loci_positive molecules alt_reads total_reads",
        rows_molecular.assay_row,
        {"value": "result", "role": "kind"},
    ),
    _kind(
        N_("Laboratory and marker values"),
        "analyte value date",
        "unit reference laboratory method",
        rows_oncology.lab_row,
    ),
    _kind(
        N_("Imaging studies"),
        "date modality",
        "accession regions sequence slice contrast phase reader series reading",
        rows_radiology.study_row,
        {"site_zh": "regions", "value": "reading"},
    ),
    _kind(
        N_("Treatment lines"),
        "drug|procedure_zh|procedure_en started_on|stopped_on|ongoing|kind",
        "line dose dose_unit schedule cycles best_response stop_reason",
        rows_oncology.treatment_row,
        {"role": "kind"},
    ),
)


def accepts(content: Content) -> bool:
    """Say whether the file's name is a table's."""
    return content.name.lower().endswith(EXTENSIONS)


def read(content: Content, source: Source) -> Found:
    """Return what the rows say, and an issue per row left out."""
    encoding = next((e for e in ENCODINGS if content.is_text_in(e)), None)
    if encoding is None:
        return Found((), (refused("encoding", ENCODING),))
    try:
        rows = _rows(content, encoding)
        found = _table(next(rows, (1, []))[1], source)
        if isinstance(found, Issue):
            return Found((), (found,))
        return _records(rows, found)
    except csv.Error:
        return Found((), (refused("broken-quotes", BROKEN),))


@dataclass(frozen=True, slots=True)
class _Header:
    """The header row: each position's field or None, and what is not read."""

    fields: tuple[str | None, ...]
    columns: Columns
    unread: tuple[str, ...]


def _rows(content: Content, encoding: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not blank with the line on which it begins.

    Raises:
        csv.Error: when quotation marks do not match, or a cell has no end.
    """
    beginning = content.data[:HEADER_BYTES].decode(encoding, "ignore")
    first = next((line for line in beginning.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
    stream = content.text_in(encoding, newline="")
    reader = csv.reader(stream, delimiter=delimiter, strict=True)
    begins = 1
    for row in reader:
        cells = [cell.strip() for cell in row]
        if any(cells):
            yield begins, cells
        begins = reader.line_num + 1


def _table(headers: list[str], source: Source) -> "_Table | Issue":
    kind = _kind_of(headers)
    if kind is None:
        return refused("unknown-table", UNKNOWN_TABLE, "line 1")
    columns = _columns(headers, kind)
    return columns if isinstance(columns, Issue) else _Table(kind, columns, source)


def _kind_of(headers: list[str]) -> TableKind | None:
    known = {found[0] for h in headers if (found := column(h))}
    for kind in KINDS:
        fields = known | {kind.also[f] for f in known & set(kind.also)}
        if all(fields & one for one in kind.tells):
            return kind
    return None


def _columns(headers: list[str], kind: TableKind) -> _Header | Issue:
    fields: list[str | None] = []
    names: dict[str, str] = {}
    units: dict[str, str] = {}
    unread: list[str] = []
    for header in headers:
        name, unit = _field(header, headers, kind)
        fields.append(name)
        if name is None:
            unread.append(header)
        elif name in names:
            return refused(
                "duplicate-header", DUPLICATE, "line 1", column=Plain(header)
            )
        else:
            names[name], units[name] = header, unit
    twice = next((h for h, n in Counter(unread).items() if n > 1 and h), None)
    if twice:
        return refused("duplicate-header", DUPLICATE, "line 1", column=Plain(twice))
    return _Header(tuple(fields), Columns(names, units), tuple(h for h in unread if h))


def _field(header: str, headers: list[str], kind: TableKind) -> tuple[str | None, str]:
    """Return the field that a header means in this kind of table, and its unit."""
    found = column(header)
    if found is None:
        return None, ""
    name, unit = found
    meant = kind.also.get(name)
    if meant and meant not in {c[0] for h in headers if (c := column(h))}:
        name = meant
    return (name if name in kind.reads else None), unit


@dataclass(frozen=True, slots=True)
class _Table:
    """What every row of the table hangs on; reading rows adds to ``notes``."""

    kind: TableKind
    header: _Header
    source: Source
    notes: dict[tuple[str, str], Issue] = field(default_factory=dict)


def _records(rows: Iterable[tuple[int, list[str]]], table: _Table) -> Found:
    records: dict[str, ListRecord] = {}
    skipped: list[Issue] = []
    count = 0
    for count, (line, cells) in enumerate(rows, 1):
        found = _of_row(line, cells, table)
        issue = found if isinstance(found, Issue) else _clash(found, records, line)
        if issue:
            skipped.append(issue)
        elif not isinstance(found, Issue):
            records.update((r.id, r) for r in found if r.id not in records)
        if len(skipped) > MAX_BAD_ROWS or count > MAX_ROWS:
            return Found((), (_too_many(count),))
    notes = (*_header_notes(table.header, has_rows=count > 0), *table.notes.values())
    return Found(tuple(records.values()), (*notes, *skipped))


def _too_many(count: int) -> Issue:
    if count > MAX_ROWS:
        return refused("too-many-rows", TOO_LONG, limit=Count(MAX_ROWS))
    return refused("too-many-bad-rows", TOO_MANY, limit=Count(MAX_BAD_ROWS))


def _header_notes(header: _Header, has_rows: bool) -> Iterator[Issue]:
    if header.unread:
        message = Message(UNREAD, {"columns": Plain(", ".join(header.unread))})
        yield Issue("unread-columns", Severity.NOTED, "line 1", message)
    if not has_rows:
        yield Issue("no-records", Severity.NOTED, "", Message(NO_ROWS))


def _of_row(line: int, cells: list[str], table: _Table) -> list[ListRecord] | Issue:
    fields = table.header.fields
    if any(cells[len(fields) :]):
        return _skipped("extra-cells", EXTRA, line)
    by_field = {f: c for f, c in zip(fields, cells, strict=False) if f and c}
    source = table.source
    columns = table.header.columns
    row = Row(line, by_field, columns, source.sha256, source.id, table.notes)
    try:
        return table.kind.make(row)
    except CellError as error:
        place = f"line {line}, column {error.column}"
        return Issue(error.code, Severity.SKIPPED, place, error.message)
    except ValueError:  # a record's own limits, such as a line of therapy from 0 to 30
        return _skipped("unfit", UNFIT, line)


def _clash(
    found: list[ListRecord], records: dict[str, ListRecord], line: int
) -> Issue | None:
    """Say when a row contradicts what an earlier one said of the same record."""
    for record in found:
        earlier = records.get(record.id)
        if earlier and _content(earlier) != _content(record):
            first = Count(int(earlier.place.removeprefix("line ")))
            return _skipped("contradiction", CONTRADICTS, line, line_before=first)
    return None


def _content(record: ListRecord) -> dict[str, object]:
    return {k: v for k, v in dict(record).items() if k != "place"}


def _skipped(code: str, text: str, line: int, **words: Word) -> Issue:
    return Issue(code, Severity.SKIPPED, f"line {line}", Message(text, words))
