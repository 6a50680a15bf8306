"""What one run of the command line has in hand."""

import os
import re
import sys
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # both cost time that `--help` and `--version` should not pay
    from mdt_board.i18n import Translator
    from mdt_board.model.issue import Issue
    from mdt_board.model.refusal import Refused
    from mdt_board.model.text import Message
    from mdt_board.workspace.records import Kept
    from mdt_board.workspace.workspace import Workspace

PASSWORD_VARIABLE = "MDT_BOARD_PASSWORD"
NEW_PASSWORD_VARIABLE = "MDT_BOARD_NEW_PASSWORD"
# controls could repaint the terminal, bidi marks could reorder what is read
_ACTING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_NO_TEXT = re.compile(r"[\ud800-\udfff]")  # how Python holds bytes that are no UTF-8


class WindowRequest(NamedTuple):
    """What the window is to open with; a ``screenshot`` is drawn instead of shown.

    ``case`` is an id in the store or the name of a case file. ``width`` and ``height``
    are those of the picture in pixels.
    """

    case: str = ""
    screenshot: Path | None = None
    width: int = 1920
    height: int = 1080


OpenWindow = Callable[["Workspace", WindowRequest], int]


class Session:
    """The language of one run, its workspace, and its one way to speak."""

    def __init__(
        self,
        open_window: OpenWindow,
        language: str | None = None,
        store: str | None = None,
        account: str | None = None,
    ) -> None:
        self.open_window = open_window
        self._language = language
        self._store = store
        self._account = account

    @cached_property
    def language(self) -> str:
        """The language asked for, else the person's, else the system's."""
        return language_of(self._language)

    @cached_property
    def tr(self) -> "Translator":
        """The translator of this run."""
        from mdt_board.i18n import Translator

        return Translator(self.language)

    @cached_property
    def workspace(self) -> "Workspace":
        """The workspace, made when a verb first needs it."""
        from mdt_board.workspace import Workspace
        from mdt_board.workspace.archive import Login

        user = os.environ.get("USER") or os.environ.get("USERNAME") or ""
        user = _NO_TEXT.sub("", user)
        return Workspace(
            user=user,
            language=self.language,
            store=self._store or "",
            login=Login(self._account or "", user, self.ask_password),
        )

    def close(self) -> None:
        """Close what the verb opened."""
        if "workspace" in self.__dict__:
            self.workspace.close()

    def find(self, name: str) -> "Kept":
        """Return the case of this id or file; a mistyped store is told, not made.

        Raises:
            RefusedError: when there is no such store, case or file.
            OSError: when the machine cannot read it.
        """
        from mdt_board.workspace.records import is_file_name

        if not is_file_name(name):
            self.demand_store()
        return self.workspace.find(name)

    def demand_store(self) -> None:
        """Say that there is no store, before a verb that only reads would make one.

        Raises:
            RefusedError: when there is none.
        """
        from mdt_board.model.text import N_
        from mdt_board.workspace.archive import store_place
        from mdt_board.workspace.refused import RefusedError, refusal

        archive = self.workspace.archive
        if not archive.is_there:
            text = N_(
                "there is no store here; check --store and MDT_BOARD_STORE. `store "
                "add`, and `edit` and `import` with --new, make one."
            )
            place = str(store_place(archive))
            raise RefusedError(place, (refusal("no-store", text),))

    def ask_password(self, account: str) -> str:
        """Ask for the password of an account, unseen; a script sets a variable."""
        from mdt_board.model.text import N_

        given = os.environ.get(PASSWORD_VARIABLE)
        if given is not None or not sys.stdin.isatty():
            return given or ""
        from getpass import getpass

        question = self.tr(N_("Password of {account}: "), account=visible(account))
        return getpass(question)

    def new_password(self, account: str) -> str:
        """Ask twice for a new password, unseen; a script sets a variable.

        Raises:
            RefusedError: when the two differ, or it is no text.
        """
        from mdt_board.cli.exits import NO_TEXT
        from mdt_board.model.text import N_
        from mdt_board.workspace.refused import RefusedError, refusal

        given = os.environ.get(NEW_PASSWORD_VARIABLE)
        if given is not None and not is_text(given):
            raise RefusedError(account, (refusal("no-text", NO_TEXT),))
        if given is not None or not sys.stdin.isatty():
            return given or ""
        from getpass import getpass

        name = visible(account)
        first = getpass(self.tr(N_("New password of {account}: "), account=name))
        again = getpass(self.tr(N_("The same again: ")))
        if first != again:
            text = N_("The two passwords differ; nothing was changed.")
            raise RefusedError(account, (refusal("password-differs", text),))
        return first

    def refuse(self, name: str, refused: "Refused", answers: str = "decide") -> int:
        """Say why a verb did nothing, a reason to the line.

        ``answers`` is the verb that takes answers to what the analysis argues against.
        """
        from mdt_board.cli.exits import Exit

        for reason in refused.reasons:
            line = f"{name}: {self.tr.message(reason)}"
            self.complain(" ".join((line, *answers_to(reason, answers))))
        return Exit.MISTAKE

    def say(self, text: str) -> None:
        """Write a line, with characters that act on a terminal made visible."""
        sys.stdout.write(visible(text) + "\n")

    def say_issues(self, issues: "tuple[Issue, ...]") -> None:
        """Write what is wrong, the same on one line; a refused file is an error."""
        from mdt_board.cli.exits import rated_line
        from mdt_board.model.issue import Severity
        from mdt_board.presenters.failure import told_once

        for told in told_once(issues):
            is_error = told.issue.severity is Severity.REFUSED
            speak = self.complain if is_error else self.say
            speak(rated_line(self.tr, told))

    def complain(self, text: str) -> None:
        """Write one line to standard error."""
        sys.stderr.write(f"mdt-board: {one_line(text)}\n")


def answers_to(reason: "Message", verb: str) -> Iterator[str]:
    """Yield how to answer each must-not that a refusal names: by its id, with verb."""
    from mdt_board.model.text import Term

    prefix = "guardrail."
    for word in reason.words.values():
        if isinstance(word, Term) and word.id.startswith(prefix):
            yield f"[{verb} --answer {word.id.removeprefix(prefix)}=…]"


def language_of(asked: str | None) -> str:
    """Return the language asked for, else the person's, else the system's."""
    if asked:
        return asked
    from mdt_board import preferences

    chosen, _ = preferences.read(preferences.preferences_path())
    return preferences.language_of(chosen, os.environ)


def is_text(given: str) -> bool:
    """Say whether what the shell handed over is text, and not bytes of no meaning."""
    return _NO_TEXT.search(given) is None


def one_line(text: str) -> str:
    """Return ``text`` as it may stand in an error, whoever wrote it."""
    return " ".join(visible(text).split("\n"))


def visible(text: str) -> str:
    """Return ``text`` with characters that act on a terminal written as escapes."""
    return _ACTING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
