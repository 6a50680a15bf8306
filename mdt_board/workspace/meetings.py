"""The example meeting: built from the source files each time, on its own fixed day."""

from dataclasses import dataclass
from pathlib import Path

from mdt_board.assets import asset
from mdt_board.model.case import Case
from mdt_board.model.issue import Issue
from mdt_board.model.meeting import Meeting
from mdt_board.workspace.case_files import read_case, read_record
from mdt_board.workspace.clock import example_now
from mdt_board.workspace.imports import import_own_files

EXAMPLE_USER = "EXAMPLE"


@dataclass(frozen=True, slots=True)
class ExampleCase:
    """One example as its source files give it.

    ``files`` are the source files beside the typed case file.
    """

    case: Case
    files: tuple[Path, ...]
    issues: tuple[Issue, ...]


def example_folders() -> tuple[Path, ...]:
    """Return the folder of each example, in the order of their names."""
    return tuple(sorted(p.parent for p in asset("examples").glob("*/case.json")))


def build_example(folder: Path) -> ExampleCase:
    """Read the typed facts of an example, then import its source files by name."""
    typed, files = example_files(folder)
    case, issues = import_own_files(typed, files, example_now(), EXAMPLE_USER)
    return ExampleCase(case, files, issues)


def example_files(folder: Path) -> tuple[Case, tuple[Path, ...]]:
    """Return the typed part of an example, and the files beside it by name."""
    typed = folder / "case.json"
    files = sorted(p for p in folder.iterdir() if p.is_file() and p != typed)
    return read_case(typed), tuple(files)


def example_meeting() -> Meeting:
    """Return the meeting on whose agenda the examples stand."""
    return read_record(Meeting, asset("examples", "meeting.json"))


def meeting_of(case: Case, meeting: Meeting | None) -> Meeting | None:
    """Return the meeting where the case is on its agenda."""
    if meeting and case.id in {item.case for item in meeting.agenda}:
        return meeting
    return None
