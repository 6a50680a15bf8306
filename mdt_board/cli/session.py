"""What one run of the command line has in hand."""

import os
import re
import sys
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # both cost time that `--help` and `--version` should not pay
    from mdt_board.i18n import Translator
    from mdt_board.model.issue import Issue
    from mdt_board.workspace.workspace import Workspace

# controls could repaint the terminal, bidi marks could reorder what is read
_ACTING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class WindowRequest(NamedTuple):
    """What the window is to open with; a ``screenshot`` is drawn instead of shown.

    ``width`` and ``height`` are those of the picture in pixels.
    """

    case: Path | None = None
    screenshot: Path | None = None
    width: int = 1920
    height: int = 1080


OpenWindow = Callable[["Workspace", WindowRequest], int]


class Session:
    """The language of one run, its workspace, and its one way to speak."""

    def __init__(self, open_window: OpenWindow, language: str | None = None) -> None:
        self.open_window = open_window
        self._language = language

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

        user = os.environ.get("USER") or os.environ.get("USERNAME") or ""
        return Workspace(user=user, language=self.language)

    def say(self, text: str) -> None:
        """Write a line, with characters that act on a terminal made visible."""
        sys.stdout.write(visible(text) + "\n")

    def say_issues(self, issues: "tuple[Issue, ...]") -> None:
        """Write each issue on its line; a refused file is an error."""
        from mdt_board.cli.exits import rated_line
        from mdt_board.model.issue import Severity

        for issue in issues:
            is_error = issue.severity is Severity.REFUSED
            speak = self.complain if is_error else self.say
            speak(rated_line(self.tr, issue))

    def complain(self, text: str) -> None:
        """Write one line to standard error."""
        sys.stderr.write(f"mdt-board: {one_line(text)}\n")


def language_of(asked: str | None) -> str:
    """Return the language asked for, else the person's, else the system's."""
    if asked:
        return asked
    from mdt_board import preferences

    chosen, _ = preferences.read(preferences.preferences_path())
    return preferences.language_of(chosen, os.environ)


def one_line(text: str) -> str:
    """Return ``text`` as it may stand in an error, whoever wrote it."""
    return " ".join(visible(text).split("\n"))


def visible(text: str) -> str:
    """Return ``text`` with characters that act on a terminal written as escapes."""
    return _ACTING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
