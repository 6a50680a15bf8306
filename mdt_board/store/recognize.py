"""What kind of file is this? Read from its bytes, before SQLite may touch it."""

import time
from dataclasses import dataclass
from pathlib import Path

from mdt_board.model.text import N_, Count, Message, Plain
from mdt_board.store.errors import StoreRefusedError, damaged
from mdt_board.store.mark import Mark
from mdt_board.store.sqlite import APPLICATION_ID
from mdt_board.store.wal import is_foreign, log_path

NOT_A_FILE = N_("This is not a file but a folder or a device; name the store's file.")
EMPTY = N_("The store's file is empty: its content is lost. Restore the newest backup.")
NOT_A_DATABASE = N_("This file is not a database; name the store's file.")
NOT_A_STORE = N_("This database was not made by MDT Board; name the store's file.")
TRUNCATED = N_(
    "The end of the store's file is missing; it was not copied whole. Take another "
    "copy or restore the newest backup."
)
FOREIGN_LOG = N_(
    "The log beside the store ({name}) belongs to another file or to another time, and "
    "would spoil the store. Put the folder back as it was, or restore a backup."
)
NEWER = N_(
    "The store was made by a newer MDT Board (schema {version}, this program reads "
    "{known}). Open it there; it was left as it was."
)

_HEADER_BYTES = 100
_MAGIC = b"SQLite format 3\0"
_LARGEST_PAGE = 65536
_TRIES = 5
_PAUSE_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Recognized:
    """What the header of a store's file says; ``mark`` is None when unreadable."""

    schema_version: int
    mark: Mark | None


def recognize(path: Path, known_version: int) -> Recognized:
    """Read what the file says of itself.

    Raises:
        StoreRefusedError: when it is not a store that this program can open.
        OSError: when the machine cannot read it.
    """
    if not path.is_file():
        raise _refused("not-a-file", NOT_A_FILE)
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
        page_bytes = _page_bytes(header)
        file.seek(page_bytes)
        page = file.read(page_bytes)
    _check_size(path, header, page_bytes)
    found = Recognized(_number(header, 60), Mark.found_in(page))
    check_version(found.schema_version, known_version)
    return found


def check_version(version: int, known: int) -> None:
    """Raise StoreRefusedError when the store is newer than this program."""
    if version > known:
        words = {"version": Count(version), "known": Count(known)}
        raise StoreRefusedError("store-newer", Message(NEWER, words))


def _page_bytes(header: bytes) -> int:
    if not header:
        raise _refused("store-empty", EMPTY)
    if not header.startswith(_MAGIC):
        raise _refused("not-a-database", NOT_A_DATABASE)
    if len(header) < _HEADER_BYTES:
        raise _refused("truncated", TRUNCATED)
    if _number(header, 68) != APPLICATION_ID:
        raise _refused("not-a-store", NOT_A_STORE)
    size = int.from_bytes(header[16:18], "big")
    return size if size > 1 else _LARGEST_PAGE


def _number(header: bytes, at: int) -> int:
    return int.from_bytes(header[at : at + 4], "big")


def _check_size(path: Path, header: bytes, page_bytes: int) -> None:
    """A log may still hold the pages that the file lacks, and then they come back."""
    log = log_path(path)
    has_log = log.exists() and log.stat().st_size > 0
    if not has_log and path.stat().st_size < page_bytes * _number(header, 28):
        raise _refused("truncated", TRUNCATED)


def check_logs(path: Path, known_version: int) -> None:
    """Refuse a log that is not the file's own.

    Another program may be writing and tidying its log between two looks; what stays the
    same in several looks is believed.

    Raises:
        StoreRefusedError: when there is such a log, or the file bears no mark.
        OSError: when the machine cannot read them.
    """
    journal = path.with_name(path.name + "-journal")  # ours are made without one
    if journal.exists() and journal.stat().st_size:
        raise _foreign(journal)
    for _ in range(_TRIES):
        mark = recognize(path, known_version).mark
        if mark is None:
            raise damaged()
        if not is_foreign(log_path(path), mark):
            return
        time.sleep(_PAUSE_SECONDS)
    raise _foreign(log_path(path))


def _foreign(log: Path) -> StoreRefusedError:
    return StoreRefusedError(
        "foreign-log", Message(FOREIGN_LOG, {"name": Plain(log.name)})
    )


def _refused(code: str, text: str) -> StoreRefusedError:
    return StoreRefusedError(code, Message(text))
