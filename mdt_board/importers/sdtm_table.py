"""One SDTM domain as rows: the columns that are read, and what is wrong with a row."""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from pathlib import PurePath

from mdt_board.importers.sandbox import Content, refused
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.text import N_, Count, Message, Plain, Word

MAX_ROWS = 5_000_000
MAX_ISSUES = 1_000  # beyond these a count says enough
MANY_TEXTS = 20_000  # a trial writes the same numbers, sizes and days again and again
ENCODINGS = ("utf-8-sig", "gb18030")
PLAIN_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,12})?", re.ASCII)
NOTHING = frozenset({"", "NA", ".", "N/A", "NULL"})  # as R, SAS and SQL write it

ENCODING = N_("The table is neither UTF-8 nor GB18030; save it again as CSV UTF-8.")
AS_GB18030 = N_(
    "The table is not UTF-8 and was read as GB18030; save it as CSV UTF-8 if names "
    "come out wrong."
)
BROKEN = N_(
    "The quotation marks of the table do not match, or a cell has no end; save it "
    "again as CSV."
)
NO_COLUMNS = N_("This is no SDTM {domain}: the columns {columns} are missing.")
ROW_LENGTH = N_("This row has {cells} cells under {headers} headers; it was left out.")
EMPTY_CELL = N_("{column} is empty; the row was left out.")
AND_MORE = N_("{number} more issues of the same kinds are not listed.")
TOO_LONG = N_("The table has more than {limit} rows; divide it by patient.")

LINE = ", line "  # between the name of the file and the number

Cells = tuple[str, ...]


@lru_cache(MANY_TEXTS)
def visit_number(text: str) -> str:
    """Return VISITNUM in one spelling: 3 and 3.0 are one visit."""
    if not PLAIN_NUMBER.fullmatch(text):
        return "" if text in NOTHING else text
    return f"{Decimal(text).normalize():f}"


@dataclass(slots=True)
class Notes:
    """What was wrong, in the order of the lines; each issue names file and line."""

    issues: list[Issue] = field(default_factory=list)
    unlisted: int = 0
    _told: set[str] = field(default_factory=set)

    def skip(self, place: str, code: str, text: str, **words: Word) -> None:
        """Say why a row was left out."""
        self._add(code, Severity.SKIPPED, place, Message(text, words))

    def note(self, place: str, code: str, text: str, **words: Word) -> None:
        """Say what was assumed or not read."""
        self._add(code, Severity.NOTED, place, Message(text, words))

    def once(self, place: str, code: str, text: str) -> None:
        """Note something the first time that it comes."""
        if code not in self._told:
            self._told.add(code)
            self.note(place, code, text)

    def all(self) -> tuple[Issue, ...]:
        """Return every issue, and how many there are beyond those listed."""
        if not self.unlisted:
            return tuple(self.issues)
        words = {"number": Count(self.unlisted)}
        more = Issue("more-issues", Severity.NOTED, "", Message(AND_MORE, words))
        return (*self.issues, more)

    def _add(self, code: str, severity: Severity, place: str, message: Message) -> None:
        if len(self.issues) < MAX_ISSUES:
            file = place.rpartition(LINE)[0] or place
            self.issues.append(Issue(code, severity, place, message, file))
        else:
            self.unlisted += 1


def rows_of(
    content: Content, domain: str, columns: Cells, optional: Cells, notes: Notes
) -> Iterator[tuple[str, Cells]] | Issue:
    """Return place and cells of each row that can be read, or why the file cannot.

    Args:
        content: the file.
        domain: its two letters, for the message.
        columns: those that must be there; ``A|B`` is either, A before B.
        optional: those that may be; they are empty where they are not.
        notes: told of rows that are left out.
    """
    encoding = next((e for e in ENCODINGS if content.is_text_in(e)), None)
    if encoding is None:
        return refused("encoding", ENCODING, content.name)
    if encoding != ENCODINGS[0]:
        notes.note(PurePath(content.name).name, "gb18030", AS_GB18030)
    reader = csv.reader(content.text_in(encoding, newline=""), strict=True)
    try:
        header = [cell.strip().upper() for cell in next(reader, [])]
    except csv.Error:
        return refused("broken-quotes", BROKEN, content.name)
    lacking = [c for c in columns if not set(c.split("|")) & set(header)]
    if lacking:
        words = {"domain": Plain(domain), "columns": Plain(", ".join(lacking))}
        return refused("no-sdtm", NO_COLUMNS, content.name, **words)
    pick = _picker(header, (*columns, *optional))
    return _rows(content.name, reader, len(header), pick, notes)


Pick = Callable[[list[str]], Cells]


def _picker(header: list[str], columns: Cells) -> Pick:
    """Return what takes the cells of these columns; of two the first that is filled."""
    places = [[header.index(c) for c in x.split("|") if c in header] for x in columns]
    singles = [(i, of[0]) for i, of in enumerate(places) if len(of) == 1]
    doubles = [(i, *of) for i, of in enumerate(places) if len(of) > 1]
    blank = [""] * len(columns)  # of columns that are not there

    def pick(row: list[str]) -> Cells:
        found = blank.copy()
        for i, at in singles:
            found[i] = row[at].strip()
        for i, at, other in doubles:
            cell = row[at].strip()
            found[i] = row[other].strip() if cell in NOTHING else cell
        return tuple(found)

    return pick


def _rows(
    name: str,
    reader: "Iterator[list[str]]",
    width: int,
    pick: Pick,
    notes: Notes,
) -> Iterator[tuple[str, Cells]]:
    short = PurePath(name).name
    begins = reader.line_num + 1  # type: ignore[attr-defined]  # csv's own type is private
    try:
        for row in islice(reader, MAX_ROWS):
            place = f"{short}{LINE}{begins}"
            begins = reader.line_num + 1  # type: ignore[attr-defined]  # as above
            if len(row) == width:
                yield place, pick(row)
            elif row:
                cells, headers = Count(len(row)), Count(width)
                notes.skip(
                    place, "row-length", ROW_LENGTH, cells=cells, headers=headers
                )
        if next(reader, None) is not None:
            notes.skip(short, "too-long", TOO_LONG, limit=Count(MAX_ROWS))
    except csv.Error:
        notes.skip(f"{short}{LINE}{begins}", "broken-quotes", BROKEN)
