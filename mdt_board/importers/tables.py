"""Tables as text (CSV, TSV), with English or Chinese headers.

What a table holds is told by its headers, or by the mapping that is remembered for
them. Every row becomes records or an issue that names its line; every column that is
not read is named.
"""

import csv
from collections.abc import Iterable, Iterator
from itertools import islice

from mdt_board.importers.found import Found
from mdt_board.importers.sandbox import Content, refused
from mdt_board.importers.tables_rows import MAX_ROWS, Line
from mdt_board.importers.tables_sheet import TITLE_ROWS, found_in
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.mapping import TableMapping
from mdt_board.model.provenance import Source
from mdt_board.model.text import N_, Message

NAME = "table"
IS_BINARY = False
EXTENSIONS = (".csv", ".tsv", ".txt", ".seg", ".csv.gz", ".tsv.gz", ".seg.gz")
ENCODINGS = ("utf-8-sig", "gb18030")
DELIMITERS = ",;\t"
HEADER_BYTES = 100_000  # enough for the header row

ENCODING = N_("The table is neither UTF-8 nor GB18030; save it again as CSV UTF-8.")
BROKEN = N_(
    "The quotation marks of the table do not match, or a cell has no end; save it "
    "again as CSV."
)


CUT_OFF = N_(
    "The file ends in the middle of this row, so it may be cut off and the row's last "
    "value incomplete; compare it with the source."
)


def accepts(content: Content) -> bool:
    """Say whether the file's name is a table's."""
    return content.name.lower().endswith(EXTENSIONS)


def read(
    content: Content, source: Source, mappings: Iterable[TableMapping] = ()
) -> Found:
    """Return what the rows say, and an issue per row left out."""
    encoding = next((e for e in ENCODINGS if content.is_text_in(e)), None)
    if encoding is None:
        return Found((), (refused("encoding", ENCODING),))
    try:
        lines = list(islice(_lines(content, encoding), MAX_ROWS + TITLE_ROWS + 1))
    except csv.Error:
        return Found((), (refused("broken-quotes", BROKEN),))
    found = found_in(lines, source, tuple(mappings))
    return found._replace(issues=(*found.issues, *_cut_off(content, lines)))


def _cut_off(content: Content, lines: list[Line]) -> Iterator[Issue]:
    """Tell a last row that may be the beginning of one: a number in it may be cut."""
    if len(lines) > 1 and not content.data.endswith((b"\n", b"\r")):
        last, others = lines[-1], lines[:-1]
        if len(last.cells) < min(len(line.cells) for line in others):
            yield Issue("cut-off", Severity.NOTED, last.place, Message(CUT_OFF))


def _lines(content: Content, encoding: str) -> Iterator[Line]:
    """Yield each row that is not blank with the line on which it begins.

    Raises:
        csv.Error: when quotation marks do not match, or a cell has no end.
    """
    beginning = content.data[:HEADER_BYTES].decode(encoding, "ignore")
    divided = (x for x in beginning.splitlines() if any(d in x for d in DELIMITERS))
    delimiter = max(DELIMITERS, key=next(divided, "").count)
    stream = content.text_in(encoding, newline="")
    reader = csv.reader(stream, delimiter=delimiter, strict=True)
    begins = 1
    for row in reader:
        cells = [cell.strip() for cell in row]
        if any(cells):
            yield Line(f"line {begins}", cells)
        begins = reader.line_num + 1
