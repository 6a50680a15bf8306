"""The store: cases that lose nothing, lists, drafts, accounts, audit trail, backups."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection

from mdt_board.model.audit import AuditEntry
from mdt_board.model.case import Case
from mdt_board.model.edit import Edit
from mdt_board.model.person import User
from mdt_board.model.refusal import Refused
from mdt_board.model.stored import CaseSummary, Conflict, Draft, Policy, Report, Saved
from mdt_board.model.text import Message
from mdt_board.store import accounts, backup, drafts, listing, saving, sqlite, trail
from mdt_board.store.documents import Versions
from mdt_board.store.errors import (
    READ_ONLY,
    StoreUnavailableError,
    speaking,
)
from mdt_board.store.head import head_of, head_path, read_head, write_head
from mdt_board.store.migrations import STEPS, Step
from mdt_board.store.opening import Opened, Wanted, open_file, remove
from mdt_board.store.place import path_of
from mdt_board.store.verify import verify

Clock = Callable[[], datetime]


class Store:
    """One store that is open. Every write is in the store for good when it returns.

    Nobody writes who has no account in it, and nothing is saved that its policy
    refuses: the policy is asked in the transaction that saves.

    A method may raise `StoreUnavailableError` when the machine does not let it work,
    and `StoreRefusedError` when it meets damage; nothing was saved then. It can be used
    from several threads.
    """

    def __init__(self, opened: Opened, policy: Policy) -> None:
        """Take over what `open` has opened."""
        self._opened = opened
        self._policy = policy
        self._recent = Versions()
        self._stopped: StoreUnavailableError | None = None
        self._engine = opened.engine
        self._writer = sqlite.writing(opened.engine)

    @classmethod
    def open(  # noqa: PLR0913  # the last two are for tests of faults
        cls,
        place: str | Path,
        *,
        now: Clock,
        new_id: Callable[[], str],
        policy: Policy,
        is_read_only: bool = False,
        may_create: bool = True,
        steps: Sequence[Step] = STEPS,
        connect: sqlite.Connect = sqlite.connect,
    ) -> Self:
        """Open the store at ``place``, or create it where there is none and it may.

        A store that cannot be written is opened to be read; `read_only_because` says
        so. An older one is backed up, then brought to the present schema.

        Args:
            place: a path, or a URL ``sqlite:////absolute/path``.
            now: answers the present instant, with its time zone.
            new_id: answers a text that was never used before.
            policy: who may save what; `workflow.saving` has it.
            is_read_only: write nothing; also opens a copy that is refused otherwise.
            may_create: make a store where there is none.
            steps: the migrations.
            connect: how the database is reached.

        Raises:
            StoreRefusedError: when the file is not to be used, with the reason.
            OSError: `StoreUnavailableError`, or as for files.
        """
        path = path_of(place)
        wanted = Wanted(
            path,
            now(),
            new_id(),
            steps,
            is_read_only,
            connect,
            _back_up_older,
            may_create,
        )
        return cls(open_file(wanted), policy)

    def close(self) -> None:
        """Close it; what was saved is in the one file then."""
        self._engine.dispose()
        remove(self._opened.scratch)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """The file of the store."""
        return self._opened.path

    @property
    def store_id(self) -> str:
        """The store's own id, the same for all its copies."""
        return self._opened.store

    @property
    def read_only_because(self) -> Message | None:
        """Why nothing can be saved, or None when it can."""
        return self._opened.read_only_because

    # cases

    def save(  # noqa: PLR0913  # what a save carries
        self,
        case: Case,
        *,
        by: str,
        at: datetime,
        expected_revision: int,
        save_id: str,
        action: str,
        details_sha256: str = "",
        typed_on: int | None = None,
    ) -> Saved | Conflict | Refused:
        """Add the next version of a case with its audit entry; drop ``by``'s draft.

        A draft that was typed on another revision stays: it is another window's.

        Args:
            case: as it is to be; its revision is given by the store.
            by: the account of whoever saves.
            at: when.
            expected_revision: the revision that was changed; 0 for a new case.
            save_id: made once for this save; saving again with it saves nothing twice.
            action: what was done, as ``edit`` or ``sign``; the policy knows them.
            details_sha256: hash of what the entry is to bind beside the case.
            typed_on: the revision that was changed, where what was changed is saved
                over a later one; ``expected_revision`` when left out.
        """
        wanted = saving.Save(
            case,
            by,
            at,
            expected_revision,
            save_id,
            action,
            details_sha256,
            typed_on,
        )
        ready = saving.prepare(wanted)
        with self._writing() as connection:
            answer = saving.save(connection, ready, self._policy.may_save, self._recent)
        if isinstance(answer, Saved) and not answer.is_repeat:
            self._note_head(answer.entry)
        return answer

    def load(self, case_id: str, revision: int | None = None) -> Case | None:
        """Return a case, or None when there is no such case or revision."""
        with self._reading() as connection:
            return saving.load(connection, case_id, revision, self._recent)

    def list_cases(
        self, search: str = "", limit: int | None = None
    ) -> tuple[CaseSummary, ...]:
        """Return the cases that match, the one that was saved last first.

        What is typed between two spaces has to stand in the case as it is typed, from
        the beginning of a word on; in Chinese from any character on.
        """
        with self._reading() as connection:
            return listing.found(connection, search, limit)

    # accounts

    def accounts(self) -> tuple[User, ...]:
        """Return all accounts, closed ones too, in the order of their ids.

        One that was altered past the program is none; `verify` names it.
        """
        with self._reading() as connection:
            return accounts.sealed(connection)

    def account(self, user_id: str) -> User | None:
        """Return one account, or None when there is none."""
        with self._reading() as connection:
            return accounts.find(connection, user_id)

    def add_first_account(self, user: User, *, at: datetime) -> User:
        """Add the account of whoever is first here; again changes nothing.

        Raises:
            StoreRefusedError: when there are others, or the policy refuses it.
        """
        wanted = accounts.Wanted(user, user.id, at)
        with self._writing() as connection:
            entry = accounts.add_first(
                connection, wanted, self._policy.may_keep_account
            )
        if entry:
            self._note_head(entry)
        return user

    def keep_account(
        self, user: User, *, by: str, at: datetime, seen: User | None = None
    ) -> User | Refused:
        """Add an account or change one, as far as the account ``by`` may.

        What somebody else changed since it was seen stays; where both changed the same
        field, nothing is kept.

        Args:
            user: the account as it is to be.
            by: the account of whoever does it.
            at: when.
            seen: the account that was changed, as it was seen; None adds a new one.

        Returns:
            The account as it is kept.
        """
        wanted = accounts.Wanted(user, by, at, seen)
        with self._writing() as connection:
            answer = accounts.keep(connection, wanted, self._policy.may_keep_account)
        if isinstance(answer, Refused):
            return answer
        kept, entry = answer
        if entry:
            self._note_head(entry)
        return kept

    # audit

    def history(self, subject: str) -> tuple[AuditEntry, ...]:
        """Return what was done to a case, account or store by its id, oldest first."""
        with self._reading() as connection:
            return trail.entries_about(connection, subject)

    def entry_with_seal(self, seal: str) -> AuditEntry | None:
        """Return the entry of a seal that was printed, or None."""
        with self._reading() as connection:
            return trail.entry_with_seal(connection, seal)

    # drafts

    def save_draft(
        self,
        case_id: str,
        *,
        base_revision: int,
        by: str,
        at: datetime,
        edits: tuple[Edit, ...],
    ) -> Refused | None:
        """Keep what was typed in place of the person's earlier draft; () drops it.

        Refused for whoever has no open account.
        """
        with self._writing() as connection:
            return drafts.keep(
                connection,
                case_id=case_id,
                by=by,
                at=at,
                base_revision=base_revision,
                edits=edits,
            )

    def draft(self, case_id: str, by: str) -> Draft | None:
        """Return the person's draft of a case; it says whether the case has moved."""
        with self._reading() as connection:
            return drafts.find(connection, case_id, by)

    def drafts_of(self, by: str) -> tuple[Draft, ...]:
        """Return the person's drafts of all cases, the latest first."""
        with self._reading() as connection:
            return drafts.of_person(connection, by)

    # backups

    def backup(self, *, at: datetime | None = None, keep: int = backup.KEPT) -> Path:
        """Make a verified backup; raises StoreRefusedError when it is not whole.

        Args:
            at: the instant that its file bears; the machine's own when left out.
            keep: how many backups stay.
        """
        folder = backup.backup_folder(self.path)
        return backup.back_up(self._engine, folder, at=at, keep=keep)

    def backups(self) -> tuple[Path, ...]:
        """Return the backups, the newest first."""
        return backup.backups(backup.backup_folder(self.path))

    def verify(self, is_quick: bool = False) -> Report:
        """Say what is proven about the store, and where it breaks first."""
        try:
            head = read_head(head_path(self.path))
        except FileNotFoundError:
            head = None
        with self._reading() as connection:
            return verify(connection, head, is_quick)

    # inside

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with speaking(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        if self._stopped:
            raise self._stopped
        if self.read_only_because:
            raise StoreUnavailableError("read-only", Message(READ_ONLY))
        try:
            with speaking(), self._writer.begin() as connection:
                yield connection
        except StoreUnavailableError as error:
            if error.code == "disk-error":
                self._stopped = error  # what the disk holds now is not known
            raise

    def _note_head(self, entry: AuditEntry) -> None:
        """Write how far the trail has come; the save is acknowledged without it."""
        head = head_of(self.store_id, entry)
        with suppress(OSError):
            write_head(head_path(self.path), head)


def restore(
    source: Path,
    place: str | Path,
    *,
    by: str,
    at: datetime,
    is_other_store: bool = False,
) -> Path | None:
    """Put a backup in the place of the store; return where the old one is kept.

    ``is_other_store`` says that it may be one of another store than is there.

    Raises:
        StoreRefusedError: when the source is damaged, newer or no store at all, or
            another store's.
        OSError: `StoreUnavailableError` when the store is in use, or as for files.
    """
    path = path_of(place)
    return backup.restore(
        backup.Restore(source, path, by, at, STEPS, is_other_store=is_other_store)
    )


def _back_up_older(path: Path) -> None:
    engine = sqlite.engine_for(path, is_read_only=False)
    try:
        backup.back_up(engine, backup.backup_folder(path), is_current=False)
    finally:
        engine.dispose()
