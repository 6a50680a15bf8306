"""The store of a workspace, opened when it is first needed, and who works in it."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mdt_board.model.issue import Issue, Severity
from mdt_board.model.person import Discipline, User, Verb
from mdt_board.model.refusal import Refused
from mdt_board.model.text import N_, FreeText, Message, written
from mdt_board.workflow.access import may, single_user
from mdt_board.workspace.clock import Clock
from mdt_board.workspace.ids import NewId
from mdt_board.workspace.refused import RefusedError, refusal

if TYPE_CHECKING:
    from mdt_board.store.store import Store

VARIABLE = "MDT_BOARD_STORE"
SOMEBODY = "me"
READING = frozenset({Verb.READ, Verb.EXPORT})
Ask = Callable[[str], str]
_NOT_IN_IDS = re.compile(r"[^a-z0-9._-]+")

NOT_LOGGED_IN = N_(
    "This store knows several people. Name your account with --user and give its "
    "password; `mdt-board account list` needs none."
)
GONE = N_("The account under which you work is not in the store any more.")
WRONG_PASSWORD = N_("There is no such account, or the password is not its own.")


@dataclass(frozen=True, slots=True)
class Login:
    """Who says they are working here, and how they are asked for their password.

    ``account`` is the account they named; ``name`` is what the machine calls them.
    """

    account: str = ""
    name: str = ""
    ask: Ask | None = None


class Archive:
    """One store and one person in it; neither is looked at before it is needed.

    Whoever is alone in a store without a password needs none.
    """

    def __init__(
        self,
        place: str,
        login: Login,
        *,
        now: Clock,
        new_id: NewId,
        is_read_only: bool = False,
    ) -> None:
        """Open nothing yet.

        Args:
            place: path or URL of the store; empty for the one that the environment
                names, or this user's own.
            login: who works here.
            now: answers the present instant, with its time zone.
            new_id: answers a text that was never used before.
            is_read_only: look at the store and write nothing.
        """
        self.place = place or os.environ.get(VARIABLE, "")
        self.login = login
        self.now = now
        self.new_id = new_id
        self.has_saved = False
        self.is_checked = False
        self.broken: tuple[Message, ...] = ()
        self.first: User | None = None  # whose account a store gets that has none
        self._is_read_only = is_read_only
        self._person: User | None = None

    @cached_property
    def store(self) -> "Store":
        """The store, opened now or made; raises StoreRefusedError or OSError."""
        return self._opened(may_create=True)

    def look(self) -> "Store":
        """Return the store to read in; none is made where there is none.

        Raises:
            StoreRefusedError: when there is none, or it is not to be used.
            OSError: when the machine does not let us.
        """
        if not self.is_open:
            self.__dict__["store"] = self._opened(may_create=False)
        return self.store

    def _opened(self, *, may_create: bool) -> "Store":
        from mdt_board.store.place import default_path
        from mdt_board.store.store import Store  # late: SQLAlchemy
        from mdt_board.workflow.saving import POLICY

        return Store.open(
            self.place or default_path(),
            now=self.now,
            new_id=self.new_id,
            policy=POLICY,
            is_read_only=self._is_read_only,
            may_create=may_create,
        )

    @property
    def is_open(self) -> bool:
        """Say whether the store was needed so far."""
        return "store" in self.__dict__

    @property
    def is_there(self) -> bool:
        """Say whether a store is open, or has been made, or was there and is gone."""
        if self.is_open:
            return True
        from mdt_board.store.head import head_path  # late: SQLAlchemy, as below

        place = store_place(self)
        return place.exists() or head_path(place).exists()

    def close(self) -> None:
        """Close the store, if it was opened."""
        if self.is_open:
            self.store.close()
            del self.__dict__["store"]

    def person(self) -> User:
        """Return the account of whoever works here.

        Raises:
            RefusedError: when the store cannot know who that is.
        """
        if self._person is None:
            self._person = self._known()
        return self._person

    def needs_login(self) -> bool:
        """Say whether somebody has to prove who they are, and nobody asks them yet.

        Raises:
            StoreRefusedError: when the store is not to be used.
            OSError: when the machine does not let us.
        """
        if self._person or self.login.ask or not self.is_there:
            return False
        accounts = self.look().accounts()
        return len(accounts) > 1 or any(a.password_hash for a in accounts)

    def log_in(self, account: str, password: str) -> User:
        """Work as this account from now on; raises RefusedError when it is not so."""
        before = self.login
        self.login = Login(account, before.name, lambda _: password)
        try:
            return self.person()
        finally:
            self.login = Login(account, before.name)

    def person_for_file(self) -> User:
        """Return who works here; a file of one's own needs no store to be made."""
        if not self.is_there:
            return self._alone()
        self.look()
        return self.person()

    def known_person(self) -> None:
        """Make the first account where there is none; nobody has to log in."""
        if not self.store.accounts():
            self._first()

    def keep_account(self, user: User, seen: User | None) -> User | Refused:
        """Add or change an account, as far as the person may.

        Args:
            user: the account as it is to be.
            seen: the account that was changed, as it was seen; None adds a new one.
        """
        by = self.person().id
        kept = self.store.keep_account(user, by=by, at=self.now(), seen=seen)
        if isinstance(kept, User) and self._person and kept.id == self._person.id:
            self._person = kept
        return kept

    def demand(self, verb: Verb, discipline: Discipline | None = None) -> User:
        """Return the person, who may do this as their account is now.

        Where nothing is to be saved, no store is made.

        Raises:
            RefusedError: when they may not.
        """
        if verb in READING:
            self.look()
        person = self._as_of_now(self.person())
        answer = may(person, verb, discipline)
        if isinstance(answer, Refused):
            raise refusing(person.id, answer)
        return person

    def _as_of_now(self, person: User) -> User:
        """Return the account again: it may have been closed or changed meanwhile."""
        found = self.store.account(person.id)
        if found is None and self.store.accounts():
            raise _no_login(person.id, GONE)
        self._person = found or person  # nobody has one in a store only looked at
        return self._person

    def _known(self) -> User:
        accounts = self.store.accounts()
        if not accounts:
            return self._first()
        if len(accounts) == 1 and not accounts[0].password_hash:
            return accounts[0]
        return self._logged_in(accounts)

    def _first(self) -> User:
        """Make the account of the one who works alone, where anything can be saved."""
        alone = self._alone()
        if self.store.read_only_because:
            return alone
        return self.store.add_first_account(alone, at=self.now())

    def _alone(self) -> User:
        if self.first:
            return self.first
        name = self.login.name
        return single_user(account_id(name), written(name), FreeText())

    def _logged_in(self, accounts: tuple[User, ...]) -> User:
        from mdt_board.workspace.passwords import matches  # late: argon2

        named = self.login.account or account_id(self.login.name)
        if self.login.ask is None:
            raise _no_login(named, NOT_LOGGED_IN)
        password = self.login.ask(named)
        found = next((a for a in accounts if a.id == named and a.is_active), None)
        # an unknown name takes as long as a wrong password
        kept = found.password_hash if found else ""
        if not matches(password, kept) or found is None:
            raise _no_login(named, WRONG_PASSWORD)
        return self._renewed(found, password)

    def _renewed(self, user: User, password: str) -> User:
        """Hash the password anew where the hash asks for less work than ours do now.

        Whoever gave the right password works on, also where that cannot be kept.
        """
        from mdt_board.store.errors import StoreUnavailableError  # late: as above
        from mdt_board.workspace.passwords import hashed, is_outdated

        if not is_outdated(user.password_hash):
            return user
        anew = User(**{**dict(user), "password_hash": hashed(password)})
        try:
            kept = self.store.keep_account(anew, by=user.id, at=self.now(), seen=user)
        except StoreUnavailableError:
            return user
        return kept if isinstance(kept, User) else user


def account_id(name: str) -> str:
    """Return the id that an account of this name gets: small letters and digits."""
    return _NOT_IN_IDS.sub("-", name.lower()).strip("-")[:64] or SOMEBODY


def refusing(name: str, refused: Refused) -> RefusedError:
    """Return a refusal as the error with which a verb ends."""
    issues = tuple(_issue(refused.code, m) for m in refused.reasons)
    return RefusedError(name, issues)


def store_place(archive: Archive) -> Path:
    """Return the file of the store, whether it is there or not."""
    from mdt_board.store.place import default_path, path_of  # late: SQLAlchemy

    return path_of(archive.place or default_path())


def _no_login(name: str, text: str) -> RefusedError:
    return RefusedError(name, (refusal("not-logged-in", text),))


def _issue(code: str, message: Message) -> Issue:
    return Issue(code, Severity.REFUSED, "", message)
