"""What the program tells the shell, and the one line that it says when it fails."""

import sys
from enum import IntEnum

from mdt_board import logbook
from mdt_board.i18n import Translator
from mdt_board.model.text import N_
from mdt_board.presenters.failure import (
    SEVERITIES,
    Told,
    issue_line,
    machine_line,
    told_line,
)
from mdt_board.workspace import RefusedError


class Exit(IntEnum):
    """Exit codes: who has to do something about it."""

    OK = 0
    REFUSED = 1  # some of what was given was left out, the rest was taken
    MISTAKE = 2  # the person
    MACHINE = 3  # whoever looks after the machine
    BUG = 70  # us; the number is that of sysexits.h


class NoScreenError(Exception):
    """The machine has no screen, and the window was asked for."""


NO_SCREEN = N_(
    "there is no screen to open a window on; start it in a desktop session, or draw a "
    "picture with --screenshot"
)
INTERNAL = N_(
    "internal error ({type} at {place}). Please report it with the log {log}, which "
    "holds no patient data"
)
NO_TEXT = N_("this is not text in UTF-8; type it again")
STORE = N_("store: {problem}")
AND_MORE = N_("{issue} (and {number} more)")

# what was named as the store is something else; the store itself lacks nothing
_WRONG_PLACES = frozenset({"no-such-kind", "not-a-file", "not-a-store", "no-store"})
_MISTAKES = (FileNotFoundError, NotADirectoryError, IsADirectoryError, FileExistsError)


def failure(tr: Translator, error: Exception) -> tuple[Exit, str]:
    """Return whose turn it is after ``error``, and the line that says so."""
    if isinstance(error, RefusedError):
        return Exit.MISTAKE, f"{error.name}: {refused_line(tr, error)}"
    if isinstance(error, NoScreenError):
        return Exit.MACHINE, tr(NO_SCREEN)
    told = _of_store(tr, error)
    if told:
        return told
    if isinstance(error, OSError):
        return _machine(tr, error)
    logbook.record("verb-failed", error=error)
    place, log = logbook.place_of(error), str(logbook.log_path())
    return Exit.BUG, tr(INTERNAL, type=type(error).__name__, place=place, log=log)


def refused_line(tr: Translator, refused: RefusedError) -> str:
    """Return the first issue of a refused file, and how many more there are."""
    line = issue_line(refused.issues[0], tr)
    more = len(refused.issues) - 1
    return tr(AND_MORE, issue=line, number=more) if more else line


def rated_line(tr: Translator, told: Told) -> str:
    """Return what an issue cost, where and what, in one line."""
    return tr.colon(tr(SEVERITIES[told.issue.severity]), told_line(told, tr))


def _of_store(tr: Translator, error: Exception) -> tuple[Exit, str] | None:
    """Return what the store says of its own error, and whose turn it is."""
    if "mdt_board.store.errors" not in sys.modules:  # then it did not raise it
        return None
    from mdt_board.store.errors import StoreRefusedError, StoreUnavailableError

    if not isinstance(error, (StoreRefusedError, StoreUnavailableError)):
        return None
    code = Exit.MISTAKE if error.code in _WRONG_PLACES else Exit.MACHINE
    return code, tr(STORE, problem=tr.message(error.message))


def _machine(tr: Translator, error: OSError) -> tuple[Exit, str]:
    code = Exit.MISTAKE if isinstance(error, _MISTAKES) else Exit.MACHINE
    return code, machine_line(error, tr)
