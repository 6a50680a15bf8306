"""Looking after the store: where it is, backups, cases taken in from files."""

from dataclasses import dataclass
from pathlib import Path

from mdt_board.model.person import Verb
from mdt_board.model.refusal import Refused
from mdt_board.model.stored import Report
from mdt_board.model.text import N_, Message
from mdt_board.workflow.edit import numbered
from mdt_board.workspace import verification
from mdt_board.workspace.archive import Archive, account_id, store_place
from mdt_board.workspace.case_files import read_case
from mdt_board.workspace.records import Kept, keep
from mdt_board.workspace.refused import RefusedError, refusal

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
    archive.demand(Verb.KEEP_STORE)
    return archive.store.backup()


def restore(archive: Archive, backup: Path | None) -> tuple[Path, Path | None]:
    """Put ``backup``, or the newest one, in the place of the store.

    Whoever can replace the file can do this by hand; so nobody has to log in to a store
    that may be damaged. The trail of the restored store says who did it.

    Returns:
        What was restored, and where the store as it was is kept.
    """
    from mdt_board.store.backup import backup_folder, backups  # late: SQLAlchemy
    from mdt_board.store.store import restore as put

    place = store_place(archive)
    found = backup or next(iter(backups(backup_folder(place))), None)
    if found is None:
        raise RefusedError(str(place), (refusal("no-backup", NO_BACKUP),))
    archive.close()
    by = account_id(archive.login.account or archive.login.name)
    return found, put(found, place, by=by, at=archive.now())


def take_in(archive: Archive, file: Path) -> Kept | Refused:
    """Take a case file into the store as a new case, with its own id."""
    case = read_case(file)
    archive.demand(Verb.EDIT)
    if archive.store.load(case.id):
        return Refused("is-there", (Message(IS_THERE),))
    begun = Kept(type(case)(id=case.id))
    return keep(archive, begun, numbered(case, NEW), "create")


def verify_other(archive: Archive, path: Path) -> Report:
    """Verify a store that is only looked at, such as a backup; nobody logs in."""
    now, new_id = archive.now, archive.new_id
    other = Archive(str(path), archive.login, now=now, new_id=new_id, is_read_only=True)
    try:
        return verification.of_store(other)
    finally:
        other.close()
