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
Ask = Callable[[str], str]
_NOT_IN_IDS = re.compile(r"[^a-z0-9._-]+")

NOT_LOGGED_IN = N_(
    "This store knows several people. Name your account with --user and give its "
    "password; `mdt-board account list` needs none."
)
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
        self.first: User | None = None  # whose account a store gets that has none
        self._is_read_only = is_read_only
        self._person: User | None = None

    @cached_property
    def store(self) -> "Store":
        """The store, opened now; raises StoreRefusedError or OSError."""
        from mdt_board.store.store import Store, default_path  # late: SQLAlchemy
        from mdt_board.workflow.saving import POLICY

        return Store.open(
            self.place or default_path(),
            now=self.now,
            new_id=self.new_id,
            policy=POLICY,
            is_read_only=self._is_read_only,
        )

    @property
    def is_open(self) -> bool:
        """Say whether the store was needed so far."""
        return "store" in self.__dict__

    @property
    def is_there(self) -> bool:
        """Say whether a store is open, was named, or exists at this user's place."""
        if self.is_open or self.place:
            return True
        from mdt_board.store.store import default_path  # late: SQLAlchemy

        return default_path().exists()

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

    def person_for_file(self) -> User:
        """Return who works here; a file of one's own needs no store to be made."""
        return self.person() if self.is_there else self._alone()

    def known_person(self) -> None:
        """Make the first account where there is none; nobody has to log in."""
        if not self.store.accounts():
            self._first()

    def keep_account(self, user: User) -> User | Refused:
        """Add or change an account, as far as the person may."""
        kept = self.store.keep_account(user, by=self.person().id, at=self.now())
        if isinstance(kept, User) and self._person and kept.id == self._person.id:
            self._person = kept
        return kept

    def demand(self, verb: Verb, discipline: Discipline | None = None) -> User:
        """Return the person, who may do this.

        Raises:
            RefusedError: when they may not.
        """
        person = self.person()
        answer = may(person, verb, discipline)
        if isinstance(answer, Refused):
            raise refusing(person.id, answer)
        return person

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
        return found


def account_id(name: str) -> str:
    """Return the id that an account of this name gets: small letters and digits."""
    return _NOT_IN_IDS.sub("-", name.lower()).strip("-")[:64] or SOMEBODY


def refusing(name: str, refused: Refused) -> RefusedError:
    """Return a refusal as the error with which a verb ends."""
    issues = tuple(_issue(refused.code, m) for m in refused.reasons)
    return RefusedError(name, issues)


def store_place(archive: Archive) -> Path:
    """Return the file of the store, whether it is there or not."""
    from mdt_board.store.store import default_path, path_of  # late: SQLAlchemy

    return path_of(archive.place or default_path())


def _no_login(name: str, text: str) -> RefusedError:
    return RefusedError(name, (refusal("not-logged-in", text),))


def _issue(code: str, message: Message) -> Issue:
    return Issue(code, Severity.REFUSED, "", message)
