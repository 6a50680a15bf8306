"""What window and command line say when something could not be done."""

import errno
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from mdt_board.i18n import Translator
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.place import Numbered, gathered, numbered
from mdt_board.model.refusal import Refused
from mdt_board.model.text import N_, Message
from mdt_board.workspace.refused import RefusedError

NO_SUCH_PLACE = N_("there is no such file or folder; check the name")
IS_A_FOLDER = N_("this is a folder; name a file")
IS_THERE = N_("a file of this name is in the way; choose another name")
DISK_FULL = N_("the disk is full; free some space and try again")
NO_PERMISSION = N_("permission was refused; ask for access or choose another place")
MACHINE_FAILED = N_("the machine reported {error}; try again or choose another place")

SEVERITIES = {
    Severity.REFUSED: N_("File refused"),
    Severity.SKIPPED: N_("Row skipped"),
    Severity.NOTED: N_("Note"),
}
MOST_RANGES = 30  # of lines that a person is told of in one sentence
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


def refusal_lines(refused: Refused, tr: Translator) -> tuple[str, ...]:
    """Say every reason for which a verb did nothing, field by field."""
    return tuple(tr.message(reason) for reason in refused.reasons)


def issue_lines(issues: Iterable[Issue], tr: Translator) -> tuple[str, ...]:
    """Say where and what, an issue to the line."""
    return tuple(issue_line(issue, tr) for issue in issues)


def issue_line(issue: Issue, tr: Translator) -> str:
    """Return where and what, in one line."""
    return tr.colon(tr.place(issue.inside, issue.file), tr.message(issue.message))


class Told(NamedTuple):
    """An issue as a person is told of it: once, for all ``times`` places of its kind.

    Where there are several, the place of ``issue`` names them.
    """

    issue: Issue
    times: int = 1


def told_once(issues: Iterable[Issue]) -> tuple[Told, ...]:
    """Gather issues that say the same of different rows of one file, in their order."""
    groups: dict[object, list[tuple[Issue, Numbered | None]]] = {}
    for issue in issues:
        at = numbered(issue.inside)
        kind = at._replace(number=0) if at else issue.place
        words = tuple(sorted(issue.message.words.items()))
        same = (issue.code, issue.severity, issue.message.text, words, issue.file, kind)
        groups.setdefault(same, []).append((issue, at))
    return tuple(map(_told, groups.values()))


def _told(same: list[tuple[Issue, Numbered | None]]) -> Told:
    issue, at = same[0]
    if at is None or len(same) == 1:
        return Told(issue, len(same))
    inside = gathered(at, [n.number for _, n in same if n], MOST_RANGES)
    place = f"{issue.file}: {inside}" if issue.file else inside
    return Told(replace(issue, place=place), len(same))


def told_line(told: Told, tr: Translator) -> str:
    """Return where and what in one line, and how often it is."""
    line = issue_line(told.issue, tr)
    if told.times == 1:
        return line
    return tr(N_("{line} ({count} in all)"), line=line, count=told.times)


def failure_lines(error: Exception, tr: Translator) -> tuple[str, ...]:
    """Say what a person or the machine did not allow; nothing for a bug of ours."""
    if isinstance(error, RefusedError):
        return (error.name, *issue_lines(error.issues, tr))
    told = getattr(error, "message", None)  # the store's and the edits' own errors
    if isinstance(told, Message):
        return (tr.message(told),)
    if isinstance(error, OSError):
        return (machine_line(error, tr),)
    return ()


def machine_line(error: OSError, tr: Translator) -> str:
    """Say what the machine did not allow, and at which file."""
    number = error.errno or 0
    name = errno.errorcode.get(number, type(error).__name__)
    said = tr(_TEXTS.get(number, MACHINE_FAILED), error=name)
    return f"{error.filename}: {said}" if error.filename else said
