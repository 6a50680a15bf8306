"""Excel workbooks (.xlsx): each sheet is a table of its own, told by its headers.

Formulas are never calculated and links never followed; what Excel stored is read.
"""

import io
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mdt_board.importers.excel_cells import text_of
from mdt_board.importers.excel_parts import DAMAGED, Sheet, sheets_of
from mdt_board.importers.found import Found
from mdt_board.importers.sandbox import Content, refused
from mdt_board.importers.tables_join import take
from mdt_board.importers.tables_patient import TWO, joined
from mdt_board.importers.tables_rows import Line
from mdt_board.importers.tables_sheet import found_in
from mdt_board.model.base import ListRecord
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.mapping import TableMapping
from mdt_board.model.provenance import Source
from mdt_board.model.text import N_, Count, Message

if TYPE_CHECKING:
    from openpyxl.cell.read_only import ReadOnlyCell

NAME = "excel"
IS_BINARY = True
EXTENSIONS = (".xlsx", ".xlsm", ".xls")
MAGIC = b"PK"
OLD_MAGIC = b"\xd0\xcf\x11\xe0"  # the older format, and files with a password
MAX_SHEETS = 100

OLD_FORMAT = N_(
    "The file is in the old Excel format or has a password; save it as .xlsx without "
    "one."
)
NOT_READ = N_(
    "What this sheet holds cannot be told from its headers; its {count} rows were not "
    "read. `mdt-board import --columns` lists the headers that are known."
)
TOO_MANY_SHEETS = N_("The file has more than {limit} sheets; keep this patient's.")
IS_TEXT = N_(
    "The name is an Excel workbook's, but the file is plain text: if it is a table, "
    "name it .csv."
)
NOTHING = N_("The Excel file holds no cell with content; nothing was added.")


def accepts(content: Content) -> bool:
    """Say whether the file's name is a workbook's."""
    return content.name.lower().endswith(EXTENSIONS)


def read(
    content: Content, source: Source, mappings: Iterable[TableMapping] = ()
) -> Found:
    """Return what the sheets say, and an issue per row or sheet left out."""
    parts = _other_kind(content) or sheets_of(content)
    if isinstance(parts, Issue):
        return Found((), (parts,))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of what it leaves aside
            sheets = _sheets(content, parts)
    except Exception:  # the library raises whatever it stumbles over
        return Found((), (refused("damaged", DAMAGED),))
    if len(sheets) > MAX_SHEETS:
        limit = Count(MAX_SHEETS)
        return Found((), (refused("too-many-sheets", TOO_MANY_SHEETS, limit=limit),))
    filled = {number: lines for number, lines in sheets.items() if lines}
    if not filled:
        return Found((), (refused("empty", NOTHING),))
    chosen = tuple(mappings)
    found = {n: found_in(lines, source, chosen) for n, lines in filled.items()}
    return _together(found, filled)


def _other_kind(content: Content) -> Issue | None:
    """Say of what is no workbook of today what it is."""
    if content.data.startswith(OLD_MAGIC):
        return refused("old-excel", OLD_FORMAT)
    is_text = b"\0" not in content.data and content.is_text_in("utf-8-sig")
    if is_text and not content.data.startswith(MAGIC):
        return refused("no-workbook", IS_TEXT)
    return None


def _sheets(content: Content, parts: dict[str, Sheet]) -> dict[int, list[Line]]:
    """Return the rows of each sheet that hold something, by its number from 1."""
    import openpyxl  # late: start-up never needs it

    book = openpyxl.load_workbook(
        io.BytesIO(content.data), read_only=True, data_only=True, keep_links=False
    )
    try:
        return {
            number: list(_lines(sheet, parts[sheet._worksheet_path], number))
            for number, sheet in enumerate(_worksheets(book), 1)
        }
    finally:
        book.close()


def _worksheets(book: Any) -> list[Any]:
    """Return the sheets that hold cells; openpyxl's types know only those to write."""
    return list(book.worksheets[: MAX_SHEETS + 1])


def _lines(sheet: Any, seen: Sheet, number: int) -> Iterator[Line]:
    if not seen.last_row:
        return
    sheet.reset_dimensions()  # the file may state fewer than it has
    rows = sheet.iter_rows(max_row=seen.last_row, max_col=seen.last_column)
    for at, row in enumerate(rows, 1):
        line = _line(row, f"sheet {number}, row {at}", seen, at)
        if any(line.cells) or line.flaws:
            yield line


def _line(row: "tuple[ReadOnlyCell, ...]", place: str, seen: Sheet, at: int) -> Line:
    read = [text_of(cell) for cell in row]
    flaws = {n: text for n, text in enumerate(read) if isinstance(text, tuple)}
    for position in range(len(read)):
        flaw = seen.flaws.get((at, position + 1))
        if flaw:
            flaws[position] = flaw
    cells = ["" if isinstance(text, tuple) else text for text in read]
    return Line(place, cells, flaws)


def _together(found: dict[int, Found], filled: dict[int, list[Line]]) -> Found:
    """Join what the sheets brought; a sheet that cannot be told is listed."""
    refusals = {
        n: next((i for i in f.issues if i.severity is Severity.REFUSED), None)
        for n, f in found.items()
    }
    two = next((n for n, i in refusals.items() if i and i.code == TWO), None)
    if two or all(refusals.values()):
        return found[two] if two else next(iter(found.values()))
    patient = joined(f.patient for f in found.values() if f.patient)
    if isinstance(patient, Issue):
        return Found((), (patient,))
    records: dict[str, ListRecord] = {}
    issues: list[Issue] = []
    for number, one in found.items():
        refusal = refusals[number]
        if refusal:
            issues.append(_left(refusal, number, len(filled[number])))
            continue
        for record in one.records:
            issues += take([record], records, record.place, {})
        issues.extend(one.issues)
    forms = tuple(form for one in found.values() for form in one.forms)
    unknown = tuple(table for one in found.values() for table in one.unknown)
    return Found(tuple(records.values()), tuple(issues), patient, forms, unknown)


def _left(refusal: Issue, number: int, rows: int) -> Issue:
    place = f"sheet {number}"
    if refusal.code == "unknown-table":
        message = Message(NOT_READ, {"count": Count(rows)})
        return Issue("unknown-sheet", Severity.SKIPPED, place, message)
    return replace(refusal, severity=Severity.SKIPPED, place=refusal.place or place)
