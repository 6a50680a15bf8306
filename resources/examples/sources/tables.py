"""Tables as a laboratory or a PACS exports them: CSV and Excel, always the same bytes.

Inside an Excel file the moment of saving is replaced by a fixed one, and nothing is
compressed: compression differs from one machine to the next.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence

from openpyxl import Workbook

FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)
SAVED_AT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
FIXED = b"2026-11-23T08:00:00Z"

Cell = str | int | float


def comma_separated(
    rows: Iterable[Sequence[Cell]], encoding: str = "utf-8-sig"
) -> bytes:
    """Return the rows as CSV with the line ends of Windows, as exports have them."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(encoding)


def workbook(sheets: dict[str, Sequence[Sequence[Cell]]]) -> bytes:
    """Return the sheets as an Excel file."""
    book = Workbook()
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.remove(book.worksheets[0])
    saved = io.BytesIO()
    book.save(saved)
    return _repacked(saved.getvalue())


def _repacked(data: bytes) -> bytes:
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as new,
    ):
        for name in sorted(old.namelist()):
            entry = zipfile.ZipInfo(name, FIRST_DAY_OF_ZIP)
            entry.create_system = 0  # not the machine's own
            new.writestr(entry, SAVED_AT.sub(FIXED, old.read(name)))
    return packed.getvalue()
