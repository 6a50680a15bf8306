"""Why a store cannot be used: the file is not fit, or the machine does not let us.

Neither quotes what is stored. Everything else that is raised is a bug of ours.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from mdt_board.model.text import N_, Message

DISK_FULL = N_("The disk is full; nothing was saved. Free some space and save again.")
READ_ONLY = N_("The store cannot be written here; nothing was saved.")
BUSY = N_("Another program keeps the store busy; nothing was saved. Try again.")
MACHINE = N_(
    "The disk reported an error; this may not have been saved. Nothing more is written "
    "until the store is opened again."
)
REPLACED = N_(
    "Another file was put in the place of this store meanwhile; nothing was saved. "
    "Close the store and open it again."
)
CANNOT_OPEN = N_("The store cannot be opened; check its folder and its permissions.")
DAMAGED = N_("The store is damaged; verify it and restore the newest backup.")

_BY_NAME = {
    "SQLITE_FULL": ("disk-full", DISK_FULL),
    "SQLITE_READONLY": ("read-only", READ_ONLY),
    "SQLITE_BUSY": ("busy", BUSY),
    "SQLITE_LOCKED": ("busy", BUSY),
    "SQLITE_IOERR": ("disk-error", MACHINE),
    "SQLITE_CANTOPEN": ("cannot-open", CANNOT_OPEN),
    "SQLITE_PERM": ("cannot-open", CANNOT_OPEN),
}
_DAMAGE = ("SQLITE_CORRUPT", "SQLITE_NOTADB")


class StoreRefusedError(Exception):
    """This file is not a store that may be used like this; it was not written."""

    def __init__(self, code: str, message: Message) -> None:
        self.code = code
        self.message = message
        super().__init__(code)


class StoreUnavailableError(OSError):
    """The machine does not let the store work now: disk, permission or a lock."""

    def __init__(self, code: str, message: Message) -> None:
        self.code = code
        self.message = message
        super().__init__(code)


def damaged() -> StoreRefusedError:
    """Return the error for content that its own hash or the database disowns."""
    return StoreRefusedError("damaged", Message(DAMAGED))


@contextmanager
def speaking() -> Iterator[None]:
    """Turn what the database raises into what a person can act on.

    Raises:
        StoreRefusedError: when the file is damaged.
        StoreUnavailableError: when the disk is full, read-only, failing or locked.
    """
    try:
        yield
    except (DBAPIError, sqlite3.Error, UnicodeDecodeError) as error:
        known = spoken(error)
        if known is None:
            raise
        raise known from None


def spoken(error: Exception) -> Exception | None:
    """Return the error for people, or None for a bug of ours."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    name = getattr(cause, "sqlite_errorname", "") or ""
    quotes_damage = isinstance(cause, UnicodeDecodeError)  # SQLite's own message did
    if quotes_damage or name.startswith(_DAMAGE):
        return damaged()
    for prefix, (code, text) in _BY_NAME.items():
        if name.startswith(prefix):
            return StoreUnavailableError(code, Message(text))
    return None
