"""One row of a table, and how each kind of cell is read.

A cell that cannot be read raises `CellError`, which costs its row; what had to be
assumed is noted, once per column.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache, partial

from mdt_board.model.day import PartialDate
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.oncology import Comparator
from mdt_board.model.quantity import Length
from mdt_board.model.text import N_, Message, Plain
from mdt_board.terminology import units
from mdt_board.terminology.names import term_id
from mdt_board.terminology.values import ANSWERS, YES, Words, meaning

MISSING = N_("{column} is empty; fill it in. The row was left out.")
BAD_DAY = N_("{column} is not a date; write it as 2026-11-24. The row was left out.")
BAD_NUMBER = N_("{column} is not a plain number in its range; the row was left out.")
AT_MOST = N_(
    "{column} holds ≤ or ≥, which cannot be kept as such; write < or > as the "
    "laboratory means it. The row was left out."
)
FLAGGED = N_("In {column} marks after the numbers (↑ ↓ H L) were not read.")
AMBIGUOUS = N_(
    "In {column} a comma may divide decimals or thousands; write a point. The row was "
    "left out."
)
BAD_WHOLE = N_("{column} is not a whole number from 0; the row was left out.")
BAD_UNIT = N_(
    "{column} needs its unit, in the header or the cell. The row was left out."
)
BAD_SCALE = N_(
    "Whether {column} is in percent or a fraction of one cannot be told; write % after "
    "the numbers, or (%) or (fraction) after the header. The row was left out."
)
BAD_WORD = N_("{column} holds a word that is not known here; the row was left out.")
DECIMAL_COMMA = N_("In {column} a comma was read as the decimal point.")
THOUSANDS = N_("In {column} commas were read as dividing thousands.")
CONVERTED = N_("{column} was converted from cm to mm.")
UNLISTED = N_("{column} holds names that are not listed; rules cannot use them.")

_DAY = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2}))?)?[年月日]?")
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TIME = re.compile(r"[ T]\d{1,2}:\d\d(:\d\d(\.\d+)?)?$", re.ASCII)
_NUMBER = re.compile(
    r"([<>]?)\s*(-?\d{1,12}(?:[.,]\d{1,12})?)"
    r"([eE][+-]?\d{1,2}(?![\d/]))?"  # an exponent; E9/L is a unit
    r"\s*([A-Za-zµμ%毫厘]\S*)?",
    re.ASCII,
)
_BOUND = re.compile(r"[≤≥⩽⩾≦≧]|[<>]=")
_ARROWS = re.compile(r"(?<=\S)\s*[↑↓]+\s*")
MAX_EXPONENT = 12
MANY_DAYS = 4_096
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+", re.ASCII)
_DECIMAL_COMMA = re.compile(r"-?\d+,\d+")
THOUSAND_DIGITS = 3
FRACTION = "fraction"


class CellError(ValueError):
    """A cell that costs its row; its column is named, its value is not."""

    def __init__(self, code: str, text: str, column: str) -> None:
        self.code = code
        self.message = Message(text, {"column": Plain(column)})
        self.column = column
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Columns:
    """The table's header: each field's own name in the file, and its unit."""

    names: dict[str, str]
    units: dict[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One row by field; empty cells are absent.

    ``place`` is where the row stands in its file; ``file_sample`` is the sample that
    the file's own name stands for. ``notes``, and ``units`` in which each analyte first
    came, are shared by the table.
    """

    place: str
    cells: dict[str, str]
    columns: Columns
    sha256: str
    source: str
    file_sample: str = ""
    notes: dict[tuple[str, str], Issue] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)

    def note(self, code: str, text: str, name: str) -> None:
        """Note what was assumed of a column, the first time it happens."""
        column = self.columns.names.get(name, "")
        words = {"column": Plain(column or name)} if "{column}" in text else {}
        place = f"{self.place}, column {column}" if column else self.place
        issue = Issue(code, Severity.NOTED, place, Message(text, words))
        self.notes.setdefault((code, name), issue)

    def error(self, code: str, text: str, name: str) -> CellError:
        """Return the error that names the column as the file does."""
        return CellError(code, text, self.columns.names.get(name, name))


def text(row: Row, name: str) -> str:
    """Return the cell as written, or nothing."""
    return row.cells.get(name, "")


def required(row: Row, name: str) -> str:
    """Return the cell as written."""
    if name not in row.cells:
        raise row.error("missing", MISSING, name)
    return row.cells[name]


def day(row: Row, name: str) -> PartialDate | None:
    """Return a day, month or year, written from the year down; the hour is left."""
    written = text(row, name)
    try:
        return _day(written) if written else None
    except ValueError:
        raise row.error("bad-date", BAD_DAY, name) from None


@lru_cache(MANY_DAYS)
def _day(written: str) -> PartialDate | None:
    """Read a day, which a table names again and again; raises ValueError for none."""
    shown = _TIME.sub("", plain(written))
    if not shown:
        return None
    found = _COMPACT_DAY.fullmatch(shown) or _DAY.fullmatch(shown)
    if not found:
        raise ValueError("not a day")
    year, month, day_of_month = (int(p) if p else None for p in found.groups())
    return PartialDate(year or 0, month, day_of_month)


def required_day(row: Row, name: str) -> PartialDate:
    """Return a day that must be there."""
    required(row, name)
    found = day(row, name)
    if found is None:
        raise row.error("missing", MISSING, name)
    return found


def number(row: Row, name: str) -> tuple[Comparator, Decimal, str]:
    """Return comparator, number and the unit after it in a cell that is not empty."""
    whole_text = plain(required(row, name))
    written = _ARROWS.sub(" ", whole_text).strip()
    if written != whole_text:
        row.note("flags", FLAGGED, name)
    if _BOUND.match(written):
        raise row.error("bad-bound", AT_MOST, name)
    found = _NUMBER.fullmatch(written)
    if not found or abs(int((found[3] or "e0")[1:])) > MAX_EXPONENT:
        raise row.error("bad-number", BAD_NUMBER, name)
    digits = found[2]
    if _DECIMAL_COMMA.fullmatch(digits):
        if len(digits.partition(",")[2]) == THOUSAND_DIGITS:
            raise row.error("ambiguous-comma", AMBIGUOUS, name)
        row.note("decimal-comma", DECIMAL_COMMA, name)
    return Comparator(found[1] or "="), _value(found), (found[4] or "").strip()


def amount(row: Row, name: str) -> Decimal | None:
    """Return a number from 0 that stands alone or with its column's unit."""
    if name not in row.cells:
        return None
    comparator, value, unit = number(row, name)
    is_plain = comparator is Comparator.EQUAL and value >= 0
    if not is_plain or unit.lower() not in (
        "",
        row.columns.units.get(name, "").lower(),
    ):
        raise row.error("bad-number", BAD_NUMBER, name)
    return value


def whole(row: Row, name: str) -> int | None:
    """Return a count; commas in it can only divide thousands."""
    written = plain(text(row, name))
    if not written:
        return None
    if _GROUPED.fullmatch(written):
        row.note("thousands", THOUSANDS, name)
        written = written.replace(",", "")
    if not (written.isascii() and written.isdigit() and len(written) <= 12):  # noqa: PLR2004  # more than any depth
        raise row.error("bad-count", BAD_WHOLE, name)
    return int(written)


def length(row: Row, name: str) -> Length:
    """Return a length whose unit the header or the cell states, exactly."""
    comparator, value, in_cell = number(row, name)
    unit = units.LENGTH_NAMES.get(in_cell.lower() or row.columns.units.get(name, ""))
    if unit is None:
        raise row.error("no-unit", BAD_UNIT, name)
    try:
        if comparator is not Comparator.EQUAL:
            raise ValueError("a bound is not a diameter")
        found = units.length(value, unit)
    except ValueError:
        raise row.error("bad-number", BAD_NUMBER, name) from None
    if unit != "mm":
        row.note("unit-converted", CONVERTED, name)
    return found


def fraction(row: Row, name: str) -> tuple[Comparator, Decimal]:
    """Return a fraction of one; percent or fraction must be said."""
    comparator, value, in_cell = number(row, name)
    in_header = row.columns.units.get(name, "")
    if in_cell and in_header == FRACTION:  # the one says percent, the other does not
        raise row.error("mixed-units", BAD_SCALE, name)
    unit = in_cell or in_header
    if not unit:
        raise row.error("no-unit", BAD_SCALE, name)
    if unit not in ("%", FRACTION):
        raise row.error("no-unit", BAD_UNIT, name)
    found = value / 100 if unit == "%" else value
    if not 0 <= found <= 1:
        raise row.error("bad-number", BAD_NUMBER, name)
    return comparator, found


def word(row: Row, name: str, words: Words) -> str | None:
    """Return which of the listed words the cell holds; None when it is empty."""
    written = text(row, name)
    found = meaning(written, words) if written else None
    if written and found is None:
        raise row.error("unknown-word", BAD_WORD, name)
    return found


def answer(row: Row, name: str) -> bool | None:
    """Return yes or no, or None when nothing is said."""
    found = word(row, name, ANSWERS)
    return None if found is None else found == YES


def term(row: Row, name: str, kind: str) -> str:
    """Return the id of one listed name, or the words as typed."""
    return named(row, name, text(row, name), partial(term_id, kind=kind))


def terms(row: Row, name: str, kind: str) -> tuple[str, ...]:
    """Return the ids of the listed names that the cell divides by ; + or 、."""
    listed = partial(term_id, kind=kind)
    return tuple(named(row, name, part, listed) for part in parts(row, name))


def named(
    row: Row, name: str, written: str, listed: Callable[[str], str | None]
) -> str:
    """Return the id that ``listed`` knows, or the words as typed, which is noted."""
    found = listed(written) if written else ""
    if found is None:
        row.note("unlisted-name", UNLISTED, name)
    return written if found is None else found


def parts(row: Row, name: str) -> tuple[str, ...]:
    """Return what the cell divides by ; + or 、."""
    divided = re.split(r"[;;+、]", text(row, name))
    return tuple(p.strip() for p in divided if p.strip())


def bare_number(written: str) -> Decimal | None:
    """Return the number of a cell that holds nothing but a number or its bound."""
    found = _NUMBER.fullmatch(_ARROWS.sub(" ", plain(written)).strip())
    return _value(found) if found and not found[4] else None


def are_percent(numbers: list[Decimal]) -> bool:
    """Say whether numbers without a unit can only be percent.

    One slip is no scale: more than half must be above 1, and at least two of them
    unless there is only one number.
    """
    above = sum(n > 1 for n in numbers)
    return 2 * above > len(numbers) and above >= min(2, len(numbers))


def _value(found: re.Match[str]) -> Decimal:
    """Return the number without a needless exponent: 1e3 is 1000."""
    value = Decimal(found[2].replace(",", ".") + (found[3] or ""))
    return Decimal(format(value, "f"))


def plain(written: str) -> str:
    """Return the cell without full-width forms and outer space."""
    return unicodedata.normalize("NFKC", written).strip()
