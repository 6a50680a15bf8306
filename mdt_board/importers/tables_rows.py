"""From the rows of a table to records, and an issue for each row left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from mdt_board.importers import cells
from mdt_board.importers.cells import CellError, Columns, Row
from mdt_board.importers.found import Found
from mdt_board.importers.sandbox import refused
from mdt_board.importers.tables_header import Header
from mdt_board.importers.tables_join import take
from mdt_board.importers.tables_patient import patient_in
from mdt_board.model.base import ListRecord
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.provenance import Source
from mdt_board.model.text import N_, Count, Message, Plain, Word
from mdt_board.terminology.columns import FIELD_UNITS, SHARES

MAX_ROWS = 200_000  # far more than one patient's
MAX_BAD_ROWS = 10_000  # beyond this a file is damaged, not flawed

TOO_LONG = N_(
    "The table has more than {limit} rows; import only this patient's part of it."
)
TOO_MANY = N_("More than {limit} rows of the table cannot be read; export it again.")
NO_ROWS = N_("The table has headers and no rows; nothing was added.")
UNREAD = N_("The columns {columns} are not known here and were not read.")
EXTRA = N_("This row has more cells than there are headers; it was left out.")
UNFIT = N_("This row holds a value that no such record can have; it was left out.")
READ_AS_PERCENT = N_(
    "{column} names no unit; it holds a number above 1, so its numbers were read as "
    "percent."
)
AS_REMEMBERED = N_("The columns were read as is remembered for {sender}.")
_ENDINGS = re.compile(
    r"\.(?:gz|csv|tsv|txt|xlsx|xlsm|maf|vcf|seg|cna|cnv|fusions?|variants?|snv)$",
    re.IGNORECASE,
)
SHARE_FIELDS = [name for name, units in FIELD_UNITS.items() if units == SHARES]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of text cells, with where it stands; ``flaws`` are by position.

    A flaw is the code and the sentence of what is wrong with a cell.
    """

    place: str
    cells: list[str]
    flaws: dict[int, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Table:
    """What every row of the table hangs on; reading rows adds to the two dicts."""

    header: Header
    source: Source
    columns: Columns
    notes: dict[tuple[str, str], Issue] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)


def records_of(lines: list[Line], header: Header, source: Source) -> Found:
    """Return the records of the table, and an issue for each row left out."""
    if len(lines) > MAX_ROWS:
        limit = Count(MAX_ROWS)
        return Found((), (refused("too-many-rows", TOO_LONG, limit=limit),))
    patient, told = patient_in(((x.place, x.cells) for x in lines), header)
    if any(i.severity is Severity.REFUSED for i in told):
        return Found((), told)
    percent = _percents(lines, header)
    units = {**header.columns.units, **dict.fromkeys(percent, "%")}
    table = _Table(header, source, replace(header.columns, units=units))
    records: dict[str, ListRecord] = {}
    skipped: list[Issue] = []
    for line in lines:
        found = _of_line(line, table)
        if isinstance(found, Issue):
            skipped.append(found)
        else:
            skipped += take(found, records, line.place, table.columns.names)
        if len(skipped) > MAX_BAD_ROWS:
            limit = Count(MAX_BAD_ROWS)
            return Found((), (refused("too-many-bad-rows", TOO_MANY, limit=limit),))
    by_header = _header_notes(header, percent, bool(lines))
    notes = (*told, *by_header, *table.notes.values())
    return Found(tuple(records.values()), (*notes, *skipped), patient)


def sample_named(file_name: str) -> str:
    """Return the sample that a file's own name stands for."""
    name = file_name.strip()
    while shorter := _ENDINGS.sub("", name):
        if shorter == name:
            break
        name = shorter
    return name or "sample"


def _percents(lines: list[Line], header: Header) -> list[str]:
    """Return the fields without a unit whose numbers can only be percent."""
    units = header.columns.units
    return [
        name
        for position, name in enumerate(header.fields)
        if name in SHARE_FIELDS
        and not units[name]
        and cells.are_percent(_numbers(lines, position))
    ]


def _numbers(lines: list[Line], position: int) -> list[Decimal]:
    written = (line.cells[position] for line in lines if position < len(line.cells))
    return [n for n in map(cells.bare_number, written) if n is not None]


def _header_notes(
    header: Header, percent: list[str], has_rows: bool
) -> Iterator[Issue]:
    if header.form and header.form.header_sha256:
        message = Message(AS_REMEMBERED, {"sender": Plain(header.form.sender)})
        yield Issue("mapped", Severity.NOTED, header.place, message)
    if header.unread:
        message = Message(UNREAD, {"columns": Plain(", ".join(header.unread))})
        yield Issue("unread-columns", Severity.NOTED, header.place, message)
    for name in percent:
        column = header.columns.names[name]
        message = Message(READ_AS_PERCENT, {"column": Plain(column)})
        place = f"{header.place}, column {column}"
        yield Issue("percent-assumed", Severity.NOTED, place, message)
    if not has_rows:
        yield Issue("no-records", Severity.NOTED, "", Message(NO_ROWS))


def _of_line(line: Line, table: _Table) -> list[ListRecord] | Issue:
    fields = table.header.fields
    if any(line.cells[len(fields) :]):
        return _skipped("extra-cells", EXTRA, line.place)
    row = Row(
        place=line.place,
        cells={f: c for f, c in zip(fields, line.cells, strict=False) if f and c},
        columns=table.columns,
        sha256=table.source.sha256,
        source=table.source.id,
        file_sample=sample_named(table.source.name),
        notes=table.notes,
        units=table.units,
    )
    try:
        _demand_flawless(line, row, fields)
        return table.header.kind.make(row)
    except CellError as error:
        column = f", column {error.column}" if error.column else ""
        place = f"{line.place}{column}"
        return Issue(error.code, Severity.SKIPPED, place, error.message)
    except ValueError:  # a record's own limits, such as a line of therapy from 0 to 30
        return _skipped("unfit", UNFIT, line.place)


def _demand_flawless(line: Line, row: Row, fields: tuple[str | None, ...]) -> None:
    for position, (code, text) in line.flaws.items():
        name = fields[position] if position < len(fields) else None
        if name:
            raise row.error(code, text, name)


def _skipped(code: str, text: str, place: str, **words: Word) -> Issue:
    return Issue(code, Severity.SKIPPED, place, Message(text, words))
