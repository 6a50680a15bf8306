"""Backups that were opened and verified, and the way back from one."""

import os
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from mdt_board.model.audit import AuditEntry, next_entry
from mdt_board.model.stored import Report
from mdt_board.model.text import N_, Message
from mdt_board.store import sqlite, trail
from mdt_board.store.create import migrate, sync_folder
from mdt_board.store.errors import (
    BUSY,
    StoreRefusedError,
    StoreUnavailableError,
    speaking,
    spoken,
)
from mdt_board.store.head import Head, head_of, head_path, place_head, read_head
from mdt_board.store.migrations import Step
from mdt_board.store.recognize import check_logs, recognize
from mdt_board.store.verify import verify
from mdt_board.store.wal import log_path

KEPT = 10
NOT_WHOLE = N_(
    "This copy is damaged and was not used; the store is as it was. Take another copy."
)
OTHER_STORE = N_(
    "This is a copy of another store, not of the one that is here; nothing was "
    "restored. If that is meant, say so with --other-store."
)
_NAME = re.compile(r"backup-(\d{6})\.sqlite")


@dataclass(frozen=True, slots=True)
class Restore:
    """What is to be restored, and where; ``by`` is who asks for it.

    ``is_other_store`` says that the source may be a copy of another store.
    """

    source: Path
    path: Path
    by: str
    at: datetime
    steps: Sequence[Step]
    is_other_store: bool = False


def backup_folder(database: Path) -> Path:
    """Return where the backups of a store are kept."""
    return database.with_name(database.name + ".backups")


def backups(folder: Path) -> tuple[Path, ...]:
    """Return the backups that are there, the newest first."""
    found = folder.iterdir() if folder.is_dir() else ()
    return tuple(sorted((p for p in found if _NAME.fullmatch(p.name)), reverse=True))


def back_up(
    engine: Engine,
    folder: Path,
    *,
    at: datetime | None = None,
    is_current: bool = True,
    keep: int = KEPT,
) -> Path:
    """Copy the store while it is in use, verify the copy, then drop the oldest ones.

    Args:
        engine: of the store.
        folder: where the backups are; made when it is not there.
        at: the instant that the file is to bear; the machine's own when left out.
        is_current: the schema is the present one, so that everything can be verified.
        keep: how many backups stay.

    Raises:
        StoreRefusedError: when the copy is not whole; the earlier ones all stay.
        StoreUnavailableError: when the machine does not let us.
        OSError: as for files.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    made = _empty_file(folder)
    try:
        with speaking():
            _copy_pages(engine, made)
            _check_copy(made, is_current)
        path = folder / f"backup-{_next_number(folder):06d}.sqlite"
        if at:
            os.utime(made, (at.timestamp(), at.timestamp()))
        _sync(made)
        made.replace(path)
    finally:
        made.unlink(missing_ok=True)
    sync_folder(folder)
    for old in backups(folder)[keep:]:
        old.unlink(missing_ok=True)  # another program may drop it too
    return path


def _next_number(folder: Path) -> int:
    newest = next(iter(backups(folder)), None)
    return int(newest.stem.removeprefix("backup-")) + 1 if newest else 1


def _empty_file(folder: Path) -> Path:
    """Make a file that its owner only can read."""
    handle, name = tempfile.mkstemp(dir=folder, prefix=".mdt-board-")
    os.close(handle)
    return Path(name)


def _copy_pages(engine: Engine, made: Path) -> None:
    """Copy page by page with SQLite's own online backup, into one single file."""
    copy = sqlite.engine_for(made, is_read_only=False)
    try:
        with engine.connect() as source, copy.connect() as target:
            sqlite.copy_into(source, target)
    finally:
        copy.dispose()


def _check_copy(made: Path, is_current: bool) -> None:
    engine = sqlite.engine_for(made, is_read_only=True)
    try:
        if not (_report(engine).is_whole if is_current else _has_whole_pages(engine)):
            raise StoreRefusedError("backup-damaged", Message(NOT_WHOLE))
    finally:
        engine.dispose()


def _report(engine: Engine) -> Report:
    with engine.connect() as connection, connection.begin():
        return verify(connection, None)


def _has_whole_pages(engine: Engine) -> bool:
    with engine.connect() as connection:
        return not sqlite.page_faults(connection, is_quick=False)


def restore(wanted: Restore) -> Path | None:
    """Put a verified copy in the place of the store; return where the old one now is.

    The source is only read. The audit trail of the new store goes on from the
    source's, and its first new entry names the head that it leaves behind.

    Raises:
        StoreRefusedError: when the source is not a whole store that this program can
            open, or of another store than the one that is there; the store is then as
            it was.
        StoreUnavailableError: when the store is in use.
        OSError: as for files.
    """
    recognize(wanted.source, len(wanted.steps))
    check_logs(wanted.source, len(wanted.steps))
    wanted.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = _empty_file(wanted.path.parent)
    try:
        _copy_store(wanted.source, made)
        with speaking():
            left = _left_behind(wanted.path)
            store, entry = _continue(made, wanted, left)
            _check_store(store, wanted)
            _sync(made)
        with _alone(wanted.path):
            if _left_behind(wanted.path) != left:  # saved to since, and nobody is told
                raise StoreUnavailableError("busy", Message(BUSY))
            old = _swap(made, wanted.path)
            place_head(head_path(wanted.path), head_of(store, entry))
            sync_folder(wanted.path.parent)
    finally:
        made.unlink(missing_ok=True)
        log_path(made).unlink(missing_ok=True)
    return old


def _copy_store(source: Path, made: Path) -> None:
    shutil.copyfile(source, made)
    if log_path(source).exists():
        shutil.copyfile(log_path(source), log_path(made))
        log_path(made).chmod(0o600)


def _check_store(store: str, wanted: Restore) -> None:
    there = store_there(wanted.path)
    if there not in (None, store) and not wanted.is_other_store:
        raise StoreRefusedError("other-store", Message(OTHER_STORE))


def store_there(path: Path) -> str | None:
    """Return the id of the store at ``path``, even of a damaged one, where it is known.

    Raises:
        OSError: when the machine cannot read it.
    """
    with suppress(StoreRefusedError, FileNotFoundError):
        mark = recognize(path, 2**31).mark
        if mark is not None:
            return mark.store
    head = _left_behind(path)
    return head.store if head else None


def _left_behind(path: Path) -> Head | None:
    try:
        return read_head(head_path(path))
    except FileNotFoundError:
        return None


def _continue(made: Path, wanted: Restore, left: Head | None) -> tuple[str, AuditEntry]:
    """Verify the copy and write into its trail that it was restored."""
    engine = sqlite.engine_for(made, is_read_only=False)
    try:
        sqlite.use_log(engine)
        if not _has_whole_pages(engine):
            raise StoreRefusedError("backup-damaged", Message(NOT_WHOLE))
        migrate(engine, wanted.at, wanted.steps)
        if not _report(engine).is_whole:
            raise StoreRefusedError("backup-damaged", Message(NOT_WHOLE))
        with sqlite.writing(engine).begin() as connection:
            mark, last = trail.last_entry(connection)
            entry = next_entry(
                last,
                at=wanted.at,
                actor=wanted.by,
                action=trail.RESTORE,
                subject=mark.store,
                before_sha256=left.seal if left else "",
            )
            trail.append(connection, mark, entry)
    finally:
        engine.dispose()
    return mark.store, entry


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Make the old store one single file that nobody else opens meanwhile.

    One that is too damaged for that is left as it is. Nothing in here may open the old
    store and close it again: see `sqlite.take_alone`.

    Raises:
        StoreUnavailableError: when another program uses it.
    """
    with ExitStack() as stack:
        if path.exists():
            _take_alone(path, stack)
        yield


def _take_alone(path: Path, stack: ExitStack) -> None:
    try:
        check_logs(path, 2**31)
        engine = sqlite.engine_for(path, is_read_only=False)
        stack.callback(engine.dispose)
        sqlite.take_alone(stack.enter_context(engine.connect()))
        if os.name == "nt":  # which replaces no file that anybody has open
            stack.close()
    except StoreRefusedError:
        return
    except (DBAPIError, sqlite3.Error, UnicodeDecodeError) as error:
        known = spoken(error)
        if isinstance(known, StoreUnavailableError):
            raise known from None


def _swap(made: Path, path: Path) -> Path | None:
    with ExitStack() as until_replaced:
        old = None
        if path.exists():
            old = _free_name(path)
            _keep(path, old, until_replaced)
            _move_log(path, old)
        path.with_name(path.name + "-shm").unlink(missing_ok=True)
        made.replace(path)
    sync_folder(path.parent)
    return old


def _move_log(path: Path, old: Path) -> None:
    """Let the log follow the store that could not be made one file."""
    with suppress(FileNotFoundError):
        if log_path(path).stat().st_size:
            log_path(path).replace(log_path(old))
        else:
            log_path(path).unlink()


def _free_name(path: Path) -> Path:
    names = (path.with_name(f"{path.name}.replaced-{n}") for n in range(1, 10**6))
    return next(name for name in names if not name.exists())


def _keep(path: Path, old: Path, until_replaced: ExitStack) -> None:
    """Give the old store a second name, so that the first is never without a file."""
    try:
        os.link(path, old)
    except OSError:  # a file system without links
        source = until_replaced.enter_context(path.open("rb"))  # closing it unlocks
        with old.open("xb") as copy:
            shutil.copyfileobj(source, copy)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
