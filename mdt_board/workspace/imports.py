"""Files into a case, each whole with its source; importing twice adds nothing."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from mdt_board.model.case import Case
from mdt_board.model.issue import Issue
from mdt_board.model.provenance import Source
from mdt_board.workspace.case_files import NO_FILE, NOT_A_FILE
from mdt_board.workspace.refused import refusal


def import_files(
    case: Case, paths: Iterable[Path], at: datetime, by: str
) -> tuple[Case, tuple[Issue, ...]]:
    """Add what the files say to ``case``.

    A file that is refused adds nothing, and the others are still read. The place of an
    issue begins with the name of its file.

    Raises:
        OSError: when the machine cannot read a file.
    """
    issues: list[Issue] = []
    for path in paths:
        case, found = _import_file(case, path, at, by)
        issues.extend(_in_file(path, issue) for issue in found)
    return case, tuple(issues)


def _import_file(
    case: Case, path: Path, at: datetime, by: str
) -> tuple[Case, tuple[Issue, ...]]:
    from mdt_board import importers  # late: most verbs import nothing
    from mdt_board.workflow.edit import add

    if not path.is_file():
        is_there = path.exists()
        text, code = (NOT_A_FILE, "not-a-file") if is_there else (NO_FILE, "no-file")
        return case, (refusal(code, text),)
    result = importers.read(path)
    if result.source is None:
        return case, result.issues
    result = replace(result, source=_stamped(result.source, at, by))
    case, found = add(case, result)
    return case, (*result.issues, *found)


def _stamped(source: Source, at: datetime, by: str) -> Source:
    """Say when and by whom the file was brought in; importers know no clock."""
    return Source(
        id=source.id,
        source=source.source,
        place=source.place,
        name=source.name,
        format=source.format,
        sha256=source.sha256,
        imported_at=at.astimezone(UTC),
        imported_by=by,
    )


def _in_file(path: Path, issue: Issue) -> Issue:
    return replace(issue, place=": ".join(p for p in (path.name, issue.place) if p))
