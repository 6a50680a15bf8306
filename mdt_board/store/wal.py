"""Is the write-ahead log beside a database the database's own? Bytes only, no SQLite.

The forms are those of SQLite's file format, https://www.sqlite.org/fileformat2.html
(section 4, the write-ahead log). A frame counts when its salts and its running checksum
fit, and when it comes before the last commit; so does SQLite read it.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from mdt_board.store.mark import Mark

_HEADER = struct.Struct(
    ">8I"
)  # magic, version, page size, checkpoint, salts, checksums
_FRAME = struct.Struct(">6I")  # page, pages after commit, salts, checksums
_MAGIC = 0x377F0682  # the lowest bit says in which byte order the sums are taken
_MARK_PAGE = 2
_MASK = 0xFFFFFFFF
Sums = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Log:
    page_bytes: int
    order: str
    salts: Sums
    sums: Sums


def log_path(database: Path) -> Path:
    """Return where SQLite looks for the log of a database."""
    return database.with_name(database.name + "-wal")


def is_foreign(log: Path, mark: Mark | None) -> bool:
    """Say whether ``log`` holds writes that do not continue the database.

    Args:
        log: the write-ahead log; it need not exist.
        mark: the one in the database file itself.

    Raises:
        OSError: when the log is there and cannot be read.
    """
    if not log.exists():
        return False
    with log.open("rb") as file:
        marks = _committed_marks(file)
    if not marks:
        return False  # no commit in it: SQLite passes over it
    first = marks[0]
    if mark is None or first is None:
        return True  # each of our writes leaves a mark
    continues = mark.store == first.store and mark.own == first.before
    return not (continues or mark in marks)


def _committed_marks(file: BinaryIO) -> list[Mark | None]:
    """Return the mark of each commit; None for a commit that left none."""
    log = _header(file.read(_HEADER.size))
    marks: list[Mark | None] = []
    mark: Mark | None = None
    for page, is_commit, data in _frames(file, log) if log else ():
        if page == _MARK_PAGE:
            mark = Mark.found_in(data)
        if is_commit:
            marks.append(mark)
            mark = None
    return marks


def _header(data: bytes) -> _Log | None:
    if len(data) < _HEADER.size:
        return None
    magic, _, page_bytes, _, salt_1, salt_2, sum_1, sum_2 = _HEADER.unpack(data)
    order = ">" if magic & 1 else "<"
    sums = _sums(data[:24], (0, 0), order)
    if magic | 1 != _MAGIC | 1 or sums != (sum_1, sum_2):
        return None
    return _Log(page_bytes, order, (salt_1, salt_2), sums)


def _frames(file: BinaryIO, log: _Log) -> Iterator[tuple[int, bool, bytes]]:
    sums = log.sums
    while len(head := file.read(_FRAME.size)) == _FRAME.size:
        data = file.read(log.page_bytes)
        page, pages_after, salt_1, salt_2, sum_1, sum_2 = _FRAME.unpack(head)
        if (salt_1, salt_2) != log.salts or len(data) < log.page_bytes:
            return
        sums = _sums(data, _sums(head[:8], sums, log.order), log.order)
        if sums != (sum_1, sum_2):
            return
        yield page, pages_after > 0, data


def _sums(data: bytes, sums: Sums, order: str) -> Sums:
    one, two = sums
    words = iter(struct.unpack(f"{order}{len(data) // 4}I", data))
    for even, odd in zip(words, words, strict=True):
        one = (one + even + two) & _MASK
        two = (two + odd + one) & _MASK
    return one, two
