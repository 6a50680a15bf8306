"""Files into a case, each whole with its source; importing twice adds nothing."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from mdt_board.model.case import Case
from mdt_board.model.issue import Issue
from mdt_board.model.provenance import Source


def import_files(
    case: Case, paths: Iterable[Path], at: datetime, by: str
) -> tuple[Case, tuple[Issue, ...]]:
    """Add what the files say to ``case``, then tell what hangs on nothing.

    A file that is refused adds nothing, and the others are still read. The place of an
    issue begins with the name of its file.
    """
    from mdt_board.workflow.loose_ends import loose_ends  # late: as importers below

    issues: list[Issue] = []
    for path in paths:
        case, found = _import_file(case, path, at, by)
        issues.extend(_in_file(path, issue) for issue in found)
    return case, (*issues, *loose_ends(case))


def _import_file(
    case: Case, path: Path, at: datetime, by: str
) -> tuple[Case, tuple[Issue, ...]]:
    from mdt_board import importers  # late: most verbs import nothing
    from mdt_board.workflow.edit import add

    result = importers.read(path)
    if result.source is None:
        return case, result.issues
    result = replace(result, source=_stamped(result.source, at, by))
    case, found = add(case, result)
    return case, (*result.issues, *found)


def _stamped(source: Source, at: datetime, by: str) -> Source:
    """Say when and by whom the file was brought in; importers know no clock."""
    stamp = {"imported_at": at.astimezone(UTC), "imported_by": by}
    return Source(**{**dict(source), **stamp})


def _in_file(path: Path, issue: Issue) -> Issue:
    name = path.name or str(path)  # `.` has no name of its own
    return replace(issue, place=": ".join(p for p in (name, issue.place) if p))
