"""Read the site's table of access: one drug a row, dated and signed.

A comma-separated file that pharmacy keeps, in UTF-8, with the names of `COLUMNS` as
its first row. It ships as those names alone. A row without drug, day or name is left
out and said so: nobody answers for it.
"""

import csv
import io
from datetime import date
from pathlib import Path

from mdt_board.model.issue import Issue, Severity
from mdt_board.model.settings import AccessRow
from mdt_board.model.text import N_, Message, written

FILE_NAME = "access.csv"
COLUMNS = (
    "drug",
    "in_formulary",
    "insurance_limits",
    "required_test",
    "off_label_filing",
    "assistance",
    "trial",
    "washout_days",
    "checked_on",
    "checked_by",
)
EMPTY_TABLE = ",".join(COLUMNS) + "\n"
MAX_BYTES = 2_000_000
YES = frozenset({"yes", "true", "1", "是", "有"})
NO = frozenset({"no", "false", "0", "否", "无"})
UNREADABLE = N_(
    "The table of access cannot be read and was not used; save it as CSV in UTF-8."
)
TOO_LARGE = N_(
    "The table of access is larger than 2 MB and was not used; keep one row per drug."
)
NO_COLUMNS = N_(
    "The table of access lacks columns that it needs; it was not used. `mdt-board "
    "knowledge template` prints them."
)
UNSIGNED = N_(
    "A row of the table of access was left out: it needs a drug, the day on which it "
    "was checked and the name of who checked it."
)
BAD_ROW = N_(
    "A row of the table of access was left out: the day it was checked must be written "
    "as 2026-11-24 and the wash-out as a whole number of days."
)
Rows = tuple[AccessRow, ...]


def read_access(path: Path) -> tuple[Rows, tuple[Issue, ...]]:
    """Return the rows of the table, and what of it could not be used.

    A file that is not there is an empty table.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:  # part of a table would be rows that nobody signed
            return (), (_issue("access-large", Severity.REFUSED, "", TOO_LARGE),)
        text = data.decode("utf-8-sig")
        table = list(csv.reader(io.StringIO(text), strict=True))
    except FileNotFoundError:
        return (), ()
    except (OSError, UnicodeDecodeError, csv.Error):
        return (), (_issue("access-unreadable", Severity.REFUSED, "", UNREADABLE),)
    return _rows(table)


def _rows(table: list[list[str]]) -> tuple[Rows, tuple[Issue, ...]]:
    names = [n.strip().casefold() for n in table[0]] if table else []
    if not {"drug", "checked_on", "checked_by"} <= set(names):
        return (), (_issue("access-columns", Severity.REFUSED, "", NO_COLUMNS),)
    rows: list[AccessRow] = []
    issues: list[Issue] = []
    for number, cells in enumerate(table[1:], start=2):
        fields = dict(zip(names, (c.strip() for c in cells), strict=False))
        if not any(fields.values()):
            continue
        row = _row(number, fields)
        if isinstance(row, AccessRow):
            rows.append(row)
        else:
            place = f"row {number}"
            issues.append(_issue("access-row", Severity.SKIPPED, place, row))
    return tuple(rows), tuple(issues)


def _row(number: int, fields: dict[str, str]) -> AccessRow | str:
    """Return the row, or the sentence that says why it is left out."""
    if not all(fields.get(needed) for needed in ("drug", "checked_on", "checked_by")):
        return UNSIGNED
    days = fields.get("washout_days", "")
    try:
        return AccessRow(
            id=f"access-{number}",
            drug=fields["drug"],
            is_in_formulary=_answer(fields.get("in_formulary", "")),
            insurance_limits=written(fields.get("insurance_limits", "")),
            required_test=written(fields.get("required_test", "")),
            off_label_filing=written(fields.get("off_label_filing", "")),
            assistance=written(fields.get("assistance", "")),
            trial=written(fields.get("trial", "")),
            washout_days=int(days) if days else None,
            checked_on=date.fromisoformat(fields["checked_on"]),
            checked_by=fields["checked_by"],
        )
    except ValueError:  # that of pydantic is one too
        return BAD_ROW


def _answer(text: str) -> bool | None:
    """Read yes and no in both languages; anything else is not known."""
    spoken = text.casefold()
    return True if spoken in YES else False if spoken in NO else None


def _issue(code: str, severity: Severity, place: str, text: str) -> Issue:
    return Issue(code, severity, place, Message(text))
