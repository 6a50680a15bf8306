"""What the program tells the shell, and the one line that it says when it fails."""

import errno
import sys
from enum import IntEnum

from mdt_board import logbook
from mdt_board.i18n import Translator
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.text import N_
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


NO_SUCH_PLACE = N_("there is no such file or folder; check the name")
IS_A_FOLDER = N_("this is a folder; name a file")
IS_THERE = N_("a file of this name is in the way; choose another name")
DISK_FULL = N_("the disk is full; free some space and try again")
NO_SCREEN = N_(
    "there is no screen to open a window on; start it in a desktop session, or draw a "
    "picture with --screenshot"
)
NO_PERMISSION = N_("permission was refused; ask for access or choose another place")
MACHINE_FAILED = N_("the machine reported {error}; try again or choose another place")
INTERNAL = N_(
    "internal error ({type} at {place}). Please report it with the log {log}, which "
    "holds no patient data"
)
NO_TEXT = N_("this is not text in UTF-8; type it again")
STORE = N_("store: {problem}")
AND_MORE = N_("{issue} (and {number} more)")

SEVERITIES = {
    Severity.REFUSED: N_("File refused"),
    Severity.SKIPPED: N_("Row skipped"),
    Severity.NOTED: N_("Note"),
}
# what was named as the store is something else; the store itself lacks nothing
_WRONG_PLACES = frozenset({"no-such-kind", "not-a-file", "not-a-store", "no-store"})
_MISTAKES = (FileNotFoundError, NotADirectoryError, IsADirectoryError, FileExistsError)
_TEXTS = {
    errno.ENOENT: NO_SUCH_PLACE,
    errno.ENOTDIR: NO_SUCH_PLACE,
    errno.EISDIR: IS_A_FOLDER,
    errno.EEXIST: IS_THERE,
    errno.ENOSPC: DISK_FULL,
    errno.EACCES: NO_PERMISSION,
    errno.EPERM: NO_PERMISSION,
    errno.EROFS: NO_PERMISSION,
}


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
    line = issue_line(tr, refused.issues[0])
    more = len(refused.issues) - 1
    return tr(AND_MORE, issue=line, number=more) if more else line


def issue_line(tr: Translator, issue: Issue) -> str:
    """Return where and what, in one line."""
    return ": ".join(p for p in (issue.place, tr.message(issue.message)) if p)


def rated_line(tr: Translator, issue: Issue) -> str:
    """Return what the issue cost, where and what, in one line."""
    return f"{tr(SEVERITIES[issue.severity])}: {issue_line(tr, issue)}"


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
    number = error.errno or 0
    name = errno.errorcode.get(number, type(error).__name__)
    said = tr(_TEXTS.get(number, MACHINE_FAILED), error=name)
    code = Exit.MISTAKE if isinstance(error, _MISTAKES) else Exit.MACHINE
    return code, f"{error.filename}: {said}" if error.filename else said
