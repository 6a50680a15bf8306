"""From a file to a connection, or to the reason why there is none.

Nothing is written to a file before it is known to be this program's own store, whole,
of a known schema, with its own log and as far on as its head.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, Engine

from mdt_board.model.audit import next_entry
from mdt_board.model.text import N_, Message
from mdt_board.store import sqlite, trail
from mdt_board.store.create import PROGRAM, create, migrate
from mdt_board.store.errors import StoreRefusedError, speaking
from mdt_board.store.head import Head, head_of, head_path, read_head, write_head
from mdt_board.store.mark import Mark
from mdt_board.store.migrations import Step
from mdt_board.store.network import check_is_local
from mdt_board.store.recognize import check_logs, check_version, recognize
from mdt_board.store.verify import is_reached
from mdt_board.store.wal import log_path

MISSING = N_(
    "The store is gone, but the end mark beside it is still there. Put the file back "
    "or restore the newest backup."
)
NO_STORE = N_(
    "There is no store here. Check the name; whoever saves the first case makes one."
)
COPIED = N_(
    "This store was copied without its end mark, or with that of another one; "
    "it was not opened for writing. Restore it to take it into use."
)
BEHIND = N_(
    "The store does not reach the last entry that was written: it is an older copy, or "
    "its end was cut. It was not opened for writing. Restore it to take it into use."
)
ONLY_READ = N_("The store cannot be written here; it is shown as it is.")
OLDER_READ_ONLY = N_(
    "The store is of an older schema and cannot be written here; copy it to a folder "
    "that can be written."
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A store that can be used; ``scratch`` is a copy to remove when it is closed."""

    path: Path
    engine: Engine
    store: str
    read_only_because: Message | None
    scratch: Path | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a store is to be opened. ``before_migration`` makes the backup."""

    path: Path
    at: datetime
    new_id: str
    steps: Sequence[Step]
    is_read_only: bool
    connect: sqlite.Connect
    before_migration: Callable[[Path], None]
    may_create: bool = True


def open_file(wanted: Wanted) -> Opened:
    """Open the store, or create it where there is none.

    Raises:
        StoreRefusedError: when the file is not to be used.
        StoreUnavailableError: when the machine does not let us.
        OSError: as for files.
    """
    path = wanted.path
    check_is_local(path)
    if not path.exists():
        _create(wanted)
    recognize(path, len(wanted.steps))
    check_logs(path, len(wanted.steps))
    can_write = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    with speaking():
        if can_write and not wanted.is_read_only:
            return _open_to_write(wanted)
        return _open_to_read(wanted, can_write)


def _create(wanted: Wanted) -> None:
    if head_path(wanted.path).exists():
        if wanted.path.exists():
            return  # another program was faster: it puts the store there first
        raise StoreRefusedError("store-missing", Message(MISSING))
    if wanted.is_read_only or not wanted.may_create:
        raise StoreRefusedError("no-store", Message(NO_STORE))
    create(wanted.path, wanted.at, wanted.new_id, wanted.steps)


def _open_to_write(wanted: Wanted) -> Opened:
    """Look with a connection that cannot write first; then with one that can."""
    version = _look(wanted)
    if version < len(wanted.steps):
        wanted.before_migration(wanted.path)
    engine = sqlite.engine_for(wanted.path, False, wanted.connect)
    try:
        sqlite.use_log(engine)
        if version < len(wanted.steps):
            migrate(engine, wanted.at, wanted.steps)
        mark = _renew_head(engine, wanted)
    except BaseException:
        engine.dispose()
        raise
    return Opened(wanted.path, engine, mark.store, None)


def _look(wanted: Wanted) -> int:
    """Return the schema version of a store whose head is right."""
    head = _head_beside(wanted.path)  # before the trail, which goes on meanwhile
    engine = sqlite.engine_for(wanted.path, True, wanted.connect)
    try:
        with engine.connect() as connection:
            version = sqlite.schema_version(connection)
            check_version(version, len(wanted.steps))
            _check_head(connection, head)
    finally:
        engine.dispose()
    return version


def _head_beside(path: Path) -> Head | Literal["missing", "unreadable"]:
    try:
        return read_head(head_path(path)) or "unreadable"
    except FileNotFoundError:
        return "missing"


def _check_head(
    connection: Connection, head: Head | Literal["missing", "unreadable"]
) -> None:
    mark, last = trail.last_entry(connection)
    if head == "missing":
        if last.sequence > 1:  # else it was just created, and nothing can be lost
            raise StoreRefusedError("store-copied", Message(COPIED))
        return
    if head == "unreadable" or is_reached(connection, head):
        return
    if head.store != mark.store:
        raise StoreRefusedError("store-copied", Message(COPIED))
    raise StoreRefusedError("store-behind", Message(BEHIND))


def _renew_head(engine: Engine, wanted: Wanted) -> Mark:
    """Write the head as it is now; that it had been unreadable is put on record."""
    is_lost = _head_beside(wanted.path) == "unreadable"
    with sqlite.writing(engine).begin() as connection:
        mark, last = trail.last_entry(connection)
        if is_lost:
            last = next_entry(
                last,
                at=wanted.at,
                actor=PROGRAM,
                action=trail.RENEW_HEAD,
                subject=mark.store,
            )
            trail.append(connection, mark, last)
    head = head_of(mark.store, last)
    write_head(head_path(wanted.path), head, is_durable=True)
    return mark


def _open_to_read(wanted: Wanted, can_write: bool) -> Opened:
    head = _head_beside(wanted.path)
    scratch = None if can_write else _scratch_copy(wanted.path)
    path = scratch / wanted.path.name if scratch else wanted.path
    engine = sqlite.engine_for(path, scratch is None, wanted.connect)
    try:
        with engine.connect() as connection:
            if sqlite.schema_version(connection) < len(wanted.steps):
                raise StoreRefusedError("store-older", Message(OLDER_READ_ONLY))
            mark, _ = trail.last_entry(connection)
            if not wanted.is_read_only:
                _check_head(connection, head)
    except BaseException:
        engine.dispose()
        remove(scratch)
        raise
    return Opened(wanted.path, engine, mark.store, Message(ONLY_READ), scratch)


def _scratch_copy(path: Path) -> Path:
    """Copy the store to where SQLite can write the index of its log; owner only."""
    folder = Path(tempfile.mkdtemp(prefix="mdt-board-"))
    for file in (path, log_path(path)):
        if file.exists():
            shutil.copyfile(file, folder / file.name)
            (folder / file.name).chmod(0o600)
    return folder


def remove(scratch: Path | None) -> None:
    """Remove a private copy; it is nobody's only one."""
    if scratch is not None:
        shutil.rmtree(scratch, ignore_errors=True)
