"""The one object behind the window and the command line: it owns what verbs need."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from pathlib import Path

from mdt_board import preferences
from mdt_board.i18n import ENGLISH, Translator
from mdt_board.model.case import Case
from mdt_board.model.interpretation import Interpretation
from mdt_board.model.issue import Issue
from mdt_board.model.knowledge import Knowledge
from mdt_board.model.meeting import Meeting
from mdt_board.model.view import View
from mdt_board.preferences import Preferences
from mdt_board.workspace import case_files, exports, imports, meetings
from mdt_board.workspace.clock import EXAMPLE_DAY, Clock, real_now
from mdt_board.workspace.ids import NewId, random_id
from mdt_board.workspace.whole_file import write_whole


class Workspace:
    """Knowledge, clock, user and language, and the cases that are open.

    Verbs take a case and return a new one; nothing that was returned changes later.
    """

    def __init__(
        self,
        *,
        now: Clock = real_now,
        new_id: NewId = random_id,
        user: str = "",
        language: str = ENGLISH,
    ) -> None:
        """Open nothing yet.

        Args:
            now: answers the present instant, with its time zone.
            new_id: makes the id of a case that begins here.
            user: who works here, as it is written on what they bring in.
            language: that of the screen; a report may be in another one.
        """
        self.now = now
        self.new_id = new_id
        self.user = user
        self.language = language
        self.meeting: Meeting | None = None
        self._cases: dict[str, Case] = {}
        self._issues: dict[str, tuple[Issue, ...]] = {}

    @cached_property
    def knowledge(self) -> Knowledge:
        """The tables that the rules look up, compiled when first asked for."""
        from mdt_board.knowledge import bundled  # late: the empty window needs none

        return bundled()

    def translator(self, language: str = "") -> Translator:
        """Return the translator of ``language``, or of the screen's."""
        return Translator(language or self.language)

    # cases

    def new_case(self) -> Case:
        """Begin a case of which nothing is known yet."""
        return Case(id=self.new_id())

    def read_case(self, path: Path) -> Case:
        """Read a case file; raises RefusedError or OSError."""
        return case_files.read_case(path)

    def write_case(self, case: Case, path: Path) -> None:
        """Write a case file whole or not at all; raises OSError."""
        case_files.write_case(case, path)

    def open_case_file(self, path: Path) -> Case:
        """Read a case file and keep it among the open cases."""
        case = self.read_case(path)
        self._cases[case.id] = case
        return case

    def open_case(self, case_id: str) -> Case:
        """Return the open case of this id; raises KeyError when there is none."""
        return self._cases[case_id]

    def case_ids(self) -> tuple[str, ...]:
        """Return the ids of the open cases, in the order of the agenda."""
        agenda = [i.case for i in self.meeting.agenda] if self.meeting else []
        first = [i for i in agenda if i in self._cases]
        return (*first, *(i for i in self._cases if i not in first))

    # imports

    def import_files(
        self, case: Case, paths: Iterable[Path]
    ) -> tuple[Case, tuple[Issue, ...]]:
        """Add what the files say to ``case``, and tell what was wrong with them."""
        return imports.import_files(case, paths, self.now(), self.user)

    # meetings

    def open_example_meeting(self) -> Meeting:
        """Build each example from its source files, and open the meeting."""
        self.meeting = meetings.example_meeting()
        for folder in meetings.example_folders():
            example = meetings.build_example(folder)
            self._cases[example.case.id] = example.case
            self._issues[example.case.id] = example.issues
        return self.meeting

    # interpretation

    def day_for(self, case: Case) -> date:
        """Return today, or for an example the day on which its meeting takes place."""
        return EXAMPLE_DAY if case.is_example else self.now().date()

    def interpret(self, case: Case, on: date | None = None) -> Interpretation:
        """Return what the rules make of ``case`` as it is known on the day ``on``."""
        from mdt_board.interpret.engine import interpret  # late: as knowledge

        return interpret(case, self.knowledge, on or self.day_for(case))

    def view(self, case_id: str) -> View:
        """Return an open case as panels and reports take it; raises KeyError."""
        return self.view_of(self._cases[case_id], issues=self._issues.get(case_id, ()))

    def view_of(
        self, case: Case, on: date | None = None, issues: tuple[Issue, ...] = ()
    ) -> View:
        """Return ``case`` with its interpretation and the meeting it is on."""
        on = on or self.day_for(case)
        return View(
            case=case,
            interpretation=self.interpret(case, on),
            on=on,
            meeting=self._meeting_of(case),
            issues=issues,
        )

    def _meeting_of(self, case: Case) -> Meeting | None:
        if self.meeting and case.id in {i.case for i in self.meeting.agenda}:
            return self.meeting
        return None

    # exports

    def export_report(self, view: View, language: str, path: Path) -> tuple[Issue, ...]:
        """Print the chart summary and return what it lost; raises OSError."""
        return exports.export_pdf(view, self.translator(language), path)

    def export_text(self, view: View, language: str, path: Path) -> None:
        """Write the chart summary as text to paste elsewhere; raises OSError."""
        exports.export_text(view, self.translator(language), path)

    # preferences

    def remember(self, chosen: Preferences) -> None:
        """Keep what this person prefers for the next start; raises OSError."""
        path = preferences.preferences_path()
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, preferences.to_json(chosen))
