"""From one cell of Excel to the text that a table's cell would hold.

Numbers are written with the 15 digits that Excel keeps, percent formats with their
sign, days as Excel's own days.
"""

import datetime
import math
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from mdt_board.model.text import N_

if TYPE_CHECKING:
    from openpyxl.cell.read_only import ReadOnlyCell

ERROR_CELL = N_("{column} holds an error of Excel; correct it. The row was left out.")
DIGITS = ".15g"
MIDNIGHT = datetime.time(0)

Flaw = tuple[str, str]


def text_of(cell: "ReadOnlyCell") -> str | Flaw:
    """Return the cell as text, empty where it is; or what is wrong with it."""
    value: Any = cell.value
    if value is None:
        return ""
    if cell.data_type == "e":
        return "excel-error", ERROR_CELL
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format or ""))
    if isinstance(value, datetime.datetime):
        at = value.replace(microsecond=0)
        return str(at.date()) if at.time() == MIDNIGHT else at.isoformat(" ")
    return str(value).strip()


def _number(value: float, shown_as: str) -> str | Flaw:
    if not math.isfinite(value):
        return "excel-error", ERROR_CELL
    exact = Decimal(value) if isinstance(value, int) else Decimal(format(value, DIGITS))
    if is_percent(shown_as):
        return f"{_plain(exact * 100)}%"
    return _plain(exact)


def is_percent(number_format: str) -> bool:
    """Say whether a number format shows a percentage; quoted text in it does not."""
    outside = "".join(number_format.split('"')[::2])
    return "%" in outside.replace("\\%", "")


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}" if number else "0"
