"""The parts of an Excel file, looked through before any of them is believed.

The bytes that each part gives are counted, and its XML is walked once without being
kept: no document type, no deep nesting, no row or column beyond what a table has. Cells
that a reader would pass over in silence are remembered as flaws.
"""

import io
import zipfile
import zlib
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from xml.parsers import expat

from mdt_board.importers import sandbox
from mdt_board.importers.sandbox import BOMB, Content, refused
from mdt_board.importers.tables_rows import MAX_ROWS, TOO_LONG
from mdt_board.model.issue import Issue
from mdt_board.model.text import N_, Count, Plain

PIECE_BYTES = 1_000_000
MAX_PARTS = 2_000
MAX_DEPTH = 64
MAX_TAGS = 1_000
MAX_COLUMNS = 512
MAX_FLAWS = 10_000
MAX_EXPONENT = 300  # of what a spreadsheet can hold
XML_ENDINGS = (".xml", ".rels")

DAMAGED = N_("The Excel file is damaged or incomplete; open it and save it again.")
ENTITIES = N_(
    "The Excel file defines entities of its own, which no table needs; save it again "
    "from Excel."
)
NESTED = N_("The Excel file is nested more deeply than any table; save it again.")
TOO_WIDE = N_(
    "A sheet has more than {limit} columns; keep those of this patient's table."
)
NO_VALUE = N_(
    "The formula in {column} has no stored value; open the file, calculate and save "
    "it. The row was left out."
)
BAD_CELL = N_("Cell {cell} holds no number that can be; correct it and save again.")


@dataclass(slots=True)
class Sheet:
    """What was seen of one worksheet: its last row and column, and its flaws.

    ``flaws`` are by row and column from 1: the code and sentence of what is wrong.
    """

    last_row: int = 0
    last_column: int = 0
    flaws: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)


class PartError(ValueError):
    """What makes the whole file unusable; ``issue`` says it."""

    def __init__(self, issue: Issue) -> None:
        self.issue = issue
        super().__init__(issue.code)


def sheets_of(content: Content) -> dict[str, Sheet] | Issue:
    """Return what each XML part holds, by its name, or why the file is refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content.data)) as archive:
            return _looked_through(archive, len(content.data))
    except PartError as error:
        return error.issue
    except (
        zipfile.BadZipFile, zlib.error, expat.ExpatError, OSError, EOFError, ValueError,
        NotImplementedError, RuntimeError, LookupError,
    ):  # fmt: skip  # cut off, encrypted, packed in a way that Excel never packs
        return refused("damaged", DAMAGED)


def _looked_through(archive: zipfile.ZipFile, packed_bytes: int) -> dict[str, Sheet]:
    parts = archive.infolist()
    if len(parts) > MAX_PARTS:
        raise PartError(refused("damaged", DAMAGED))
    ratio_bytes = max(sandbox.SMALL_BYTES, sandbox.MAX_RATIO * packed_bytes)
    left = min(sandbox.MAX_BYTES, ratio_bytes)
    sheets: dict[str, Sheet] = {}
    for part in parts:
        walk = _Walk() if part.filename.lower().endswith(XML_ENDINGS) else None
        with archive.open(part) as stream:
            while piece := stream.read(PIECE_BYTES):
                left -= len(piece)
                if left < 0:
                    limit = Count(sandbox.MAX_RATIO)
                    raise PartError(refused("bomb", BOMB, ratio=limit))
                if walk:
                    walk.feed(piece)
        if walk:
            walk.end()
            sheets[part.filename] = walk.sheet
    return sheets


class _Walk:
    """One XML part, element by element; nothing of it is kept but its `Sheet`."""

    def __init__(self) -> None:
        self.sheet = Sheet()
        self._depth = 0
        self._row = self._column = 0
        self._kind = self._text = ""
        self._tags: dict[str, str] = {}
        self._is_formula = self._is_value = self._is_filled = False
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        self._parser = parser

    def feed(self, piece: bytes) -> None:
        """Walk on; raises PartError or ExpatError."""
        self._parser.Parse(piece, False)

    def end(self) -> None:
        """Say that nothing follows; raises PartError or ExpatError."""
        self._parser.Parse(b"", True)

    def _doctype(self, *_: object) -> None:
        raise PartError(refused("xml-entities", ENTITIES))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise PartError(refused("nested", NESTED))
        tag = self._tags.get(name) or self._tag(name)
        if tag == "c":
            self._cell(attributes)
        elif tag in ("v", "t"):
            self._is_value, self._text = True, ""
        elif tag == "row":
            self._row = int(attributes.get("r") or self._row + 1)
            self._column = 0
        elif tag == "f":
            self._is_formula = True

    def _tag(self, name: str) -> str:
        """Return the name without its namespace; there are few and they come often."""
        tag = name.rpartition(" ")[2]
        if len(self._tags) < MAX_TAGS:
            self._tags[name] = tag
        return tag

    def _cell(self, attributes: dict[str, str]) -> None:
        self._column += 1
        if attributes.get("r"):
            row, self._column = _coordinates(attributes["r"])
            if row != self._row:
                raise ValueError("a cell of another row")
        self._kind = attributes.get("t", "n")
        self._is_formula = self._is_filled = False

    def _characters(self, text: str) -> None:
        if self._is_value:
            self._text += text

    def _end(self, name: str) -> None:
        self._depth -= 1
        tag = self._tags.get(name) or self._tag(name)
        if tag in ("v", "t"):
            self._is_value = False
            self._is_filled = self._is_filled or bool(self._text.strip())
            if tag == "v" and self._kind == "n" and self._text:
                self._demand_number()
        elif tag == "c":
            self._count()

    def _count(self) -> None:
        sheet, at = self.sheet, (self._row, self._column)
        if self._is_formula and not self._is_filled and self._kind != "str":
            if len(sheet.flaws) < MAX_FLAWS:
                sheet.flaws[at] = ("no-stored-value", NO_VALUE)
        elif not self._is_filled:
            return
        if self._row <= sheet.last_row and self._column <= sheet.last_column:
            return
        sheet.last_row = max(sheet.last_row, self._row)
        sheet.last_column = max(sheet.last_column, self._column)
        if sheet.last_row > MAX_ROWS:
            limit = Count(MAX_ROWS)
            raise PartError(refused("too-many-rows", TOO_LONG, limit=limit))
        if sheet.last_column > MAX_COLUMNS:
            limit = Count(MAX_COLUMNS)
            raise PartError(refused("too-wide", TOO_WIDE, limit=limit))

    def _demand_number(self) -> None:
        """Refuse NaN, Infinity and letters, over which the reader would stumble."""
        try:
            number = Decimal(self._text.strip())
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or abs(number.adjusted()) > MAX_EXPONENT:
            cell = Plain(f"R{self._row}C{self._column}")
            raise PartError(refused("bad-cell", BAD_CELL, cell=cell))


def _coordinates(reference: str) -> tuple[int, int]:
    """Return row and column of ``B7``; raises ValueError when it is none."""
    letters = reference.rstrip("0123456789")
    return int(reference[len(letters) :]), _column(letters)


@lru_cache(MAX_COLUMNS)
def _column(letters: str) -> int:
    if not (letters.isascii() and letters.isalpha() and len(letters) <= 3):  # noqa: PLR2004  # XFD
        raise ValueError("not a cell")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column
