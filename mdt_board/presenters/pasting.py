"""A block copied from a spreadsheet becomes edits: all of it, or none of it."""

from collections.abc import Callable

from mdt_board.model.edit import Edit
from mdt_board.model.text import N_
from mdt_board.presenters.editing import Reader
from mdt_board.presenters.new_records import completed
from mdt_board.presenters.parts import Row, Table
from mdt_board.terminology.names import folded

MOST_LINES = 500
PROBLEM = N_("Line {line} of what was pasted: {problem} Nothing was pasted.")
NO_ROW = N_("The table has no row for it.")
TOO_LONG = N_("More than {count} lines were pasted; import the file instead.")

Line = dict[int, str]


def pasted(
    text: str,
    table: Table,
    place: tuple[int, int],
    reader: Reader,
    new_id: Callable[[], str],
) -> tuple[Edit, ...] | str:
    """Return the edits of a block of cells, or why it cannot be taken.

    A block whose first line names columns of the table is put under these, its lines at
    the rows that begin alike; another one is put where the cursor is. Lines for which
    there is no row begin records. Empty cells change nothing.

    Args:
        text: lines of cells divided by tabs.
        table: what is shown.
        place: row and column of the cursor.
        reader: the case, and the language of the answer.
        new_id: makes the id of a record that begins.
    """
    block = [line.split("\t") for line in text.splitlines() if line.strip()]
    if len(block) > MOST_LINES:
        return reader.tr(TOO_LONG, count=MOST_LINES)
    named = _columns(block[0], table) if block else []
    first = 2 if named else 1
    edits: tuple[Edit, ...] = ()
    for number, cells in enumerate(block[first - 1 :], start=first):
        line = _line(cells, named, place[1])
        row = _row(line, table, None if named else place[0] + number - first)
        found = _edits(line, row, table, reader.after(edits), new_id)
        if isinstance(found, str):
            return reader.tr(PROBLEM, line=number, problem=found)
        edits = (*edits, *found)
    return edits


def _columns(cells: list[str], table: Table) -> list[int | None]:
    """Return the column that each cell names, or nothing where these are no titles."""
    titles = {folded(c.title): at for at, c in enumerate(table.columns)}
    found = [titles.get(folded(c)) if c.strip() else None for c in cells]
    return found if sum(at is not None for at in found) > len(cells) // 2 else []


def _line(cells: list[str], named: list[int | None], column: int) -> Line:
    places: list[int | None] = named or [column + at for at in range(len(cells))]
    pairs = zip(places, (c.strip() for c in cells), strict=False)
    return {at: text for at, text in pairs if at is not None and text}


def _row(line: Line, table: Table, at: int | None) -> Row | None:
    """Return the row of this position, or the one that begins as the line does."""
    rows = [r for r in table.rows if not r.is_total]
    if at is not None:
        return rows[at] if at < len(rows) else None
    wanted = folded(line.get(0, ""))
    alike = [r for r in rows if folded(r.cells[0]) == wanted]
    return alike[0] if wanted and len(alike) == 1 else None


def _edits(
    line: Line,
    row: Row | None,
    table: Table,
    reader: Reader,
    new_id: Callable[[], str],
) -> tuple[Edit, ...] | str:
    if row is None:
        if table.draft is None:
            return reader.tr(NO_ROW)
        return completed(table.draft, line, reader, new_id())
    edits: tuple[Edit, ...] = ()
    cells = dict(row.edits)
    for column, text in line.items():
        if column in cells:
            found = reader.after(edits)(cells[column], text)
            if isinstance(found, str):
                return found
            edits = (*edits, *found)
    return edits
