"""Looking after the store: where it is, backups, cases taken in from files."""

import errno
import os
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from mdt_board import logbook
from mdt_board.model.person import Verb
from mdt_board.model.refusal import Refused
from mdt_board.model.stored import Report
from mdt_board.model.text import N_, Message
from mdt_board.workflow.edit import numbered
from mdt_board.workspace import verification
from mdt_board.workspace.archive import Archive, store_place
from mdt_board.workspace.case_files import read_case
from mdt_board.workspace.records import Kept, keep
from mdt_board.workspace.refused import RefusedError, refusal
from mdt_board.workspace.typed import demand_case_id

NO_BACKUP = N_("There is no backup of this store; name the file to restore.")
IS_THERE = N_("The store has a case of this id already; nothing was taken in.")
NEW = 0


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """Where a store is, how many cases it holds, its backups, and what to know."""

    path: Path
    cases: int
    backups: tuple[Path, ...]
    notices: tuple[Message, ...]


def info(archive: Archive) -> StoreInfo:
    """Say where the store is and what it holds."""
    archive.demand(Verb.READ)
    store = archive.store
    notices = (store.read_only_because,) if store.read_only_because else ()
    return StoreInfo(store.path, len(store.list_cases()), store.backups(), notices)


def back_up(archive: Archive) -> Path:
    """Make a verified backup now, and let the oldest of many go."""
    archive.look()
    archive.demand(Verb.KEEP_STORE)
    return archive.store.backup(at=archive.now())


def back_up_today(archive: Archive) -> Path | None:
    """Make a verified backup, when this process has saved and there is none of today.

    It is made after the save, which does not wait for it. What prevents it is logged
    and returned as none: the save stays saved.
    """
    if not archive.is_open or not archive.has_saved:
        return None
    from mdt_board.store.errors import StoreRefusedError  # late: SQLAlchemy

    now = archive.now()
    try:
        newest = next(iter(archive.store.backups()), None)
        if newest and _day_of(newest, now) == now.date():
            return None
        return archive.store.backup(at=now)
    except (StoreRefusedError, OSError) as error:
        logbook.record("backup-failed", error=error)
        return None


def _day_of(backup: Path, now: datetime) -> date:
    return datetime.fromtimestamp(backup.stat().st_mtime, now.tzinfo).date()


def notices(archive: Archive) -> tuple[Message, ...]:
    """Return what whoever works here has to know of the store that is open."""
    because = archive.store.read_only_because if archive.is_open else None
    return (*((because,) if because else ()), *archive.broken)


def quick_check(archive: Archive) -> Report | None:
    """Verify the open store quickly, once; None where that was done or is not needed.

    What is broken is among the `notices` from then on. It takes as long as reading
    every page does: a window asks beside its work.
    """
    if archive.is_checked or not archive.is_open or archive.store.read_only_because:
        return None
    archive.is_checked = True
    report = archive.store.verify(is_quick=True)
    archive.broken = tuple(c.message for c in report.checks if c.holds is False)
    return report


def restore(
    archive: Archive, backup: Path | None, is_other_store: bool = False
) -> tuple[Path, Path | None]:
    """Put ``backup``, or the newest one, in the place of the store.

    Where the store can be opened, it is for those who keep it. Where it cannot, nobody
    can be known, and the trail of the restored store names the program.

    Args:
        archive: the store and the person.
        backup: a file; None for the newest backup of the store.
        is_other_store: the backup may be of another store.

    Returns:
        What was restored, and where the store as it was is kept.

    Raises:
        FileNotFoundError: when there is no such backup.
    """
    from mdt_board.store.backup import backup_folder, backups  # late: SQLAlchemy
    from mdt_board.store.store import restore as put

    if backup and not backup.exists():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(backup))
    place = store_place(archive)
    by = _keeper(archive)
    found = backup or next(iter(backups(backup_folder(place))), None)
    if found is None:
        raise RefusedError(str(place), (refusal("no-backup", NO_BACKUP),))
    archive.close()
    at = archive.now()
    return found, put(found, place, by=by, at=at, is_other_store=is_other_store)


def _keeper(archive: Archive) -> str:
    """Return who restores: an account that may, or the program for a broken store."""
    from mdt_board.store.create import PROGRAM  # late: SQLAlchemy
    from mdt_board.store.errors import StoreRefusedError

    try:
        archive.look()
        return archive.demand(Verb.KEEP_STORE).id
    except StoreRefusedError:
        return PROGRAM


def take_in(archive: Archive, file: Path) -> Kept | Refused:
    """Take a case file into the store as a new case, with its own id."""
    case = read_case(file)
    demand_case_id(case.id)
    archive.demand(Verb.EDIT)
    if archive.store.load(case.id):
        return Refused("is-there", (Message(IS_THERE),))
    begun = Kept(type(case)(id=case.id))
    return keep(archive, begun, numbered(case, NEW), "create")


def verify_other(archive: Archive, path: Path, look: verification.Look) -> Report:
    """Verify a store that is only looked at, such as a backup; nobody logs in."""
    now, new_id = archive.now, archive.new_id
    other = Archive(str(path), archive.login, now=now, new_id=new_id, is_read_only=True)
    try:
        return verification.of_store(other, look)
    finally:
        other.close()
