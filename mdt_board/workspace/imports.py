"""Files into a case, each whole with its source; importing twice adds nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from mdt_board.model.case import Case
from mdt_board.model.issue import ImportResult, Issue
from mdt_board.model.mapping import TableMapping
from mdt_board.model.provenance import Source
from mdt_board.workspace.whole_file import write_whole

MOST_OF_A_FILE = 0.99  # all of it is read, but nothing is in the case yet

OnBytes = Callable[[int, int], None]
OnForms = Callable[[tuple[TableMapping, ...]], None]
OnUnknown = Callable[[str, tuple[TableMapping, ...]], None]
OnProgress = Callable[[float, int, str], None]
Read = Callable[[Path, OnBytes, Sequence[TableMapping]], ImportResult]


def tell_nobody(done_files: float, all_files: int, name: str) -> None:
    """Take progress and show it nowhere."""


def keep_none(forms: tuple[TableMapping, ...]) -> None:
    """Take what tables mean and remember none of it."""


def ask_nobody(file_name: str, forms: tuple[TableMapping, ...]) -> None:
    """Take what headers seem to mean and ask nobody what the others do."""


def never() -> bool:
    """Say that nobody cancelled."""
    return False


@dataclass(frozen=True, slots=True)
class How:
    """How files are brought in, and who is told how far it is.

    Attributes:
        accept_corrections: what a later file says otherwise changes the case.
        is_from_outside: files are read in a process that may die of them; those of the
            program itself need none.
        on_progress: told how many files are done (2.4 is two and a part of the third),
            how many there are, and the name of the present one.
        is_cancelled: asked twenty times a second.
        mappings: what the headers of these files mean, chosen now.
        sender: who sends them; what others mean by the same headers is left aside.
        on_forms: told the tables that were read with a mapping chosen now.
        on_unknown: told the name of a file and what the headers of a table in it seem
            to mean that was not read.
    """

    accept_corrections: bool = False
    is_from_outside: bool = True
    on_progress: OnProgress = tell_nobody
    is_cancelled: Callable[[], bool] = never
    mappings: tuple[TableMapping, ...] = ()
    sender: str = ""
    on_forms: OnForms = keep_none
    on_unknown: OnUnknown = ask_nobody


AS_USUAL = How()


def import_files(
    case: Case, paths: Iterable[Path], at: datetime, by: str, how: How = AS_USUAL
) -> tuple[Case, tuple[Issue, ...]]:
    """Add what the files say to ``case``, then tell what hangs on nothing.

    A file that is refused adds nothing, and the others are still read. The place of an
    issue begins with the name of its file.

    Args:
        case: stays as it is.
        paths: the files, in the order of reading.
        at: the instant of the import, with its time zone.
        by: who brings the files in.
        how: whether corrections are made, and whom to tell.

    Raises:
        ReadingCancelledError: when ``how`` says that it is cancelled.
    """
    from mdt_board.workflow.loose_ends import loose_ends  # late: as importers below

    files = tuple(paths)
    issues: list[Issue] = []
    known, notices = remembered(how.sender) if how.is_from_outside else ((), ())
    issues.extend(notices)
    with _reading(how) as read:
        for number, path in enumerate(files):
            tell = _telling(how, number, len(files), path.name)
            result = read(path, tell, (*how.mappings, *known))
            how.on_forms(result.forms)
            how.on_unknown(path.name, result.unknown)
            result = _stamped(result, at, by)
            case, found = _add(case, result, how.accept_corrections)
            issues.extend(_in_file(path, issue) for issue in found)
    return case, (*issues, *loose_ends(case, at.date()))


def remembered(
    sender: str = "",
) -> tuple[tuple[TableMapping, ...], tuple[Issue, ...]]:
    """Return what is remembered of senders' tables, or of one sender's alone."""
    from mdt_board import preferences  # late: most verbs import nothing

    forms, issues = preferences.read_forms(preferences.forms_path())
    return tuple(f for f in forms if sender in ("", f.sender)), issues


def remember(forms: Iterable[TableMapping]) -> None:
    """Keep what tables mean for the next file of their senders; raises OSError."""
    from mdt_board import preferences  # late: as above

    path = preferences.forms_path()
    known, _ = preferences.read_forms(path)
    named = [f for f in forms if f.sender]
    for form in named:
        known = preferences.with_form(known, form)
    if named:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, preferences.forms_json(known))


def import_own_files(
    case: Case, paths: Iterable[Path], at: datetime, by: str
) -> tuple[Case, tuple[Issue, ...]]:
    """Add files that came with the program, as `import_files` does those of others."""
    return import_files(case, paths, at, by, How(is_from_outside=False))


@contextmanager
def _reading(how: How) -> Iterator[Read]:
    if how.is_from_outside:
        from mdt_board.importers.child_reader import Reader  # late: as below

        with Reader(is_cancelled=how.is_cancelled) as reader:
            yield reader.read
    else:
        from mdt_board import importers  # late: most verbs import nothing

        yield importers.read


def _telling(how: How, number: int, count: int, name: str) -> OnBytes:
    how.on_progress(number, count, name)

    def tell(done_bytes: int, total_bytes: int) -> None:
        part = min(done_bytes / max(total_bytes, 1), MOST_OF_A_FILE)
        how.on_progress(number + part, count, name)

    return tell


def _add(
    case: Case, result: ImportResult, accept_corrections: bool
) -> tuple[Case, tuple[Issue, ...]]:
    """Add what one file says, unless it is about another patient."""
    from mdt_board.workflow.edit import add  # late: most verbs add nothing
    from mdt_board.workflow.identity import check

    if result.source is None:
        return case, result.issues
    patient = check(case, result.patient)
    if not patient.may_add:
        return case, patient.issues
    case, found = add(patient.case, result, accept_corrections=accept_corrections)
    return case, (*patient.issues, *result.issues, *found)


def _stamped(result: ImportResult, at: datetime, by: str) -> ImportResult:
    """Say when and by whom the file was brought in; importers know no clock."""
    if result.source is None:
        return result
    stamp = {"imported_at": at.astimezone(UTC), "imported_by": by}
    return replace(result, source=Source(**{**dict(result.source), **stamp}))


def _in_file(path: Path, issue: Issue) -> Issue:
    name = path.name or str(path)  # `.` has no name of its own
    place = ": ".join(p for p in (name, issue.place) if p)
    return replace(issue, place=place, file=name)
