"""The one object behind the window and the command line: it owns what verbs need."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path

from mdt_board import preferences
from mdt_board.i18n import ENGLISH, Translator
from mdt_board.model.audit import AuditEntry
from mdt_board.model.case import Case
from mdt_board.model.decision import Decision, DueItem, GuardrailAnswer, Position
from mdt_board.model.edit import Edit
from mdt_board.model.interpretation import Interpretation
from mdt_board.model.issue import Issue
from mdt_board.model.knowledge import Knowledge
from mdt_board.model.meeting import Meeting
from mdt_board.model.person import Discipline, User
from mdt_board.model.refusal import Refused
from mdt_board.model.stored import CaseSummary, Draft, Report
from mdt_board.model.text import FreeText, Message
from mdt_board.model.view import View
from mdt_board.preferences import Preferences
from mdt_board.workflow.sign import signed_interpretation
from mdt_board.workspace import (
    accounts,
    case_files,
    decisions,
    drafts,
    exports,
    imports,
    meetings,
    records,
    upkeep,
    verification,
)
from mdt_board.workspace.archive import Archive, Login
from mdt_board.workspace.clock import EXAMPLE_DAY, Clock, real_now
from mdt_board.workspace.decisions import Confirmation
from mdt_board.workspace.ids import NewId, random_id
from mdt_board.workspace.imports import AS_USUAL, How
from mdt_board.workspace.records import Again, Kept
from mdt_board.workspace.site import Site
from mdt_board.workspace.standing import standing
from mdt_board.workspace.upkeep import StoreInfo
from mdt_board.workspace.whole_file import write_whole


class Workspace:
    """Knowledge, clock, user and language, and the cases that are open.

    Verbs take a case and return a new one; nothing that was returned changes later.
    """

    def __init__(  # noqa: PLR0913  # all that a session is given, each by its name
        self,
        *,
        now: Clock = real_now,
        new_id: NewId = random_id,
        user: str = "",
        language: str = ENGLISH,
        store: str = "",
        login: Login | None = None,
    ) -> None:
        """Open nothing yet.

        Args:
            now: answers the present instant, with its time zone.
            new_id: makes the id of a case that begins here.
            user: who works here, as it is written on what they bring in.
            language: that of the screen; a report may be in another one.
            store: path or URL of the store; empty for this user's own.
            login: who works in the store; ``user`` alone when left out.
        """
        self.now = now
        self.new_id = new_id
        self.user = user
        self.language = language
        self.meeting: Meeting | None = None
        self.site = Site()
        self.archive = Archive(store, login or Login(name=user), now=now, new_id=new_id)
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
        return Case(id=f"case-{self.new_id()}")

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

    def open_kept_case(self, name: str) -> None:
        """Find a case by its id or file and keep it among the open ones."""
        case = self.find(name).case
        self._cases[case.id] = case

    def close(self) -> None:
        """Close the store, if it was needed; the day's first save leaves a backup."""
        self.back_up_today()
        self.archive.close()

    def back_up_today(self) -> None:
        """Make the day's backup, once something was saved and where there is none."""
        upkeep.back_up_today(self.archive)

    def case_ids(self) -> tuple[str, ...]:
        """Return the ids of the open cases, in the order of the agenda."""
        agenda = [i.case for i in self.meeting.agenda] if self.meeting else []
        first = [i for i in agenda if i in self._cases]
        return (*first, *(i for i in self._cases if i not in first))

    # where cases are kept

    def find(self, name: str) -> Kept:
        """Return the case of this id or file; raises RefusedError or OSError."""
        return records.find(self.archive, name)

    def find_or_begin(self, name: str) -> Kept:
        """Return the case of this id or file, or a new one that is not kept yet."""
        return records.find_or_begin(self.archive, name, self.new_case)

    def keep(
        self, kept: Kept, after: Case, action: str, again: Again | None = None
    ) -> Kept | Refused:
        """Keep a changed case where it was found, as its next version.

        An import that meets what others saved is done ``again`` on the case as it is
        then; without that it is refused.
        """
        return records.keep(self.archive, kept, after, action, again=again)

    def undo(self, kept: Kept) -> Kept | Refused:
        """Take back one's own latest edits; other people's stay."""
        return records.undo(self.archive, kept)

    def list_cases(
        self, search: str = "", limit: int | None = None
    ) -> tuple[CaseSummary, ...]:
        """Return the cases of the store that match, the latest first."""
        return records.listed(self.archive, search, limit)

    def history(self, case_id: str) -> tuple[AuditEntry, ...]:
        """Return what was done to a case of the store, the oldest first."""
        return records.history(self.archive, case_id)

    def due(
        self, on: date | None = None, owner: Discipline | None = None
    ) -> tuple[DueItem, ...]:
        """Return what the decisions that stand still ask for, overdue first."""
        return records.due(self.archive, on or self.now().date(), owner)

    def keep_draft(self, case: Case, edits: Iterable[Edit]) -> Refused | None:
        """Keep what was typed and not saved yet, in place of the earlier draft."""
        return drafts.keep_draft(self.archive, case, edits)

    def draft(self, case_id: str) -> Draft | None:
        """Return what was typed before the program ended; it is only offered."""
        return drafts.draft(self.archive, case_id)

    def drafts(self) -> tuple[Draft, ...]:
        """Return all that this person typed and did not save, the latest first."""
        return drafts.drafts(self.archive)

    # decisions

    def record_position(self, kept: Kept, position: Position) -> Kept | Refused:
        """Keep what one expert says."""
        return decisions.record_position(self.archive, kept, position)

    def propose(
        self, kept: Kept, decision: Decision, answers: Iterable[GuardrailAnswer] = ()
    ) -> Kept | Refused:
        """Keep a decision as proposed, with its answers to the must-nots."""
        return decisions.propose(self.archive, kept, decision, answers)

    def proposal(self, kept: Kept) -> View:
        """Return the proposed decision as a signer has to see it, on today's data."""
        return self._view_on(kept.case, self.day_for(kept.case))

    def sign(self, kept: Kept, confirmed: Confirmation) -> Kept | Refused:
        """Sign the proposed decision as `proposal` showed it."""
        today = self.day_for(kept.case)
        return decisions.sign(self.archive, kept, confirmed, today)

    def amendment(
        self, kept: Kept, decision: Decision, answers: Iterable[GuardrailAnswer] = ()
    ) -> View | Refused:
        """Return the signed case as it would read after an amendment, to be signed."""
        after = decisions.amended(self.archive, kept, decision, answers)
        if isinstance(after, Refused):
            return after
        day = self.day_for(after)
        return self._view_on(after, day, frozen=self.interpret(kept.case, day))

    def amend(
        self, kept: Kept, reason: FreeText, confirmed: Confirmation
    ) -> Kept | Refused:
        """Make the amendment that `amendment` showed and sign it, with the reason."""
        today = self.day_for(kept.case)
        return decisions.amend(self.archive, kept, reason, confirmed, today)

    def withdraw(self, kept: Kept, reason: FreeText) -> Kept | Refused:
        """Withdraw a signed decision; its signature stays on record."""
        return decisions.withdraw(self.archive, kept, reason)

    # people

    def accounts(self) -> tuple[User, ...]:
        """Return every account of the store."""
        return accounts.listed(self.archive)

    def account(self, account_id: str) -> User:
        """Return one account; raises RefusedError when there is none."""
        return accounts.account(self.archive, account_id)

    def add_account(self, user: User, password: str) -> User | Refused:
        """Add somebody to the store."""
        return accounts.add(self.archive, user, password)

    def change_account(self, user: User, seen: User) -> User | Refused:
        """Change what an account says and may do, or close it, as it was ``seen``."""
        return accounts.change(self.archive, user, seen)

    def set_password(self, account_id: str, password: str) -> User | Refused:
        """Give an account another password."""
        return accounts.set_password(self.archive, account_id, password)

    # the store itself

    def notices(self) -> tuple[Message, ...]:
        """Return what whoever works here has to know of the store that is open."""
        return (*upkeep.notices(self.archive), *self.site.problems())

    def check_store(self) -> None:
        """Look once whether the open store is whole; `notices` tell what is not."""
        upkeep.quick_check(self.archive)

    def store_info(self) -> StoreInfo:
        """Say where the store is, what it holds and what is wrong with it."""
        return upkeep.info(self.archive)

    def back_up(self) -> Path:
        """Make a verified backup now."""
        return upkeep.back_up(self.archive)

    def restore(
        self, backup: Path | None = None, is_other_store: bool = False
    ) -> tuple[Path, Path | None]:
        """Put a backup, or the newest, in the store's place; the old one is kept."""
        return upkeep.restore(self.archive, backup, is_other_store)

    def take_in(self, file: Path) -> Kept | Refused:
        """Take a case file into the store as a new case."""
        return upkeep.take_in(self.archive, file)

    # verification

    def verify_store(self) -> Report:
        """Say what is proven about the store and every signature in it."""
        return verification.of_store(self.archive, self.view_of)

    def verify_other_store(self, path: Path) -> Report:
        """Say what is proven about a store that is only looked at."""
        return upkeep.verify_other(self.archive, path, self.view_of)

    def verify_case(self, kept: Kept) -> Report:
        """Say what is proven about the signatures of one case."""
        return verification.of_case(self.archive, kept, self.view_of)

    def verify_pdf(self, path: Path) -> Report:
        """Say whether a printed record is what was signed in the store."""
        return verification.of_pdf(
            self.archive, path, self._printed_again, self.view_of
        )

    def _printed_again(self, case: Case) -> Iterator[bytes]:
        """Print a signed case in every way in which it would be printed now."""
        return exports.every_print(self.view_of(case), self.translator)

    # imports

    def import_files(
        self, case: Case, paths: Iterable[Path], how: How = AS_USUAL
    ) -> tuple[Case, tuple[Issue, ...]]:
        """Add what the files say to ``case``, and tell what was wrong with them.

        Raises ReadingCancelledError when ``how`` says that it is cancelled.
        """
        return imports.import_files(case, paths, self.now(), self.user, how)

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

        day = on or self.day_for(case)
        return interpret(case, self.knowledge, day, self.site.access)

    def view(self, case_id: str) -> View:
        """Return an open case as panels and reports take it; raises KeyError."""
        return self.view_of(self._cases[case_id], issues=self._issues.get(case_id, ()))

    def view_of(
        self, case: Case, on: date | None = None, issues: tuple[Issue, ...] = ()
    ) -> View:
        """Return ``case`` with its interpretation and the meeting it is on.

        A decision that stands is shown with the analysis on which it was signed, unless
        the analysis of another day is asked for.
        """
        frozen = None if on else signed_interpretation(case)
        if frozen is None:
            return self._view_on(case, on or self.day_for(case), issues)
        found = standing(self.archive, case, self.day_for(case), self.interpret)
        view = self._view_on(case, frozen.on, issues, frozen)
        return replace(view, signed=found.signed, broken=found.broken)

    def _view_on(
        self,
        case: Case,
        on: date,
        issues: tuple[Issue, ...] = (),
        frozen: Interpretation | None = None,
    ) -> View:
        return View(
            case=case,
            interpretation=frozen or self.interpret(case, on),
            on=on,
            meeting=meetings.meeting_of(case, self.meeting),
            issues=issues,
            civic=self.site.civic(case),
        )

    # exports

    def export_report(self, view: View, language: str, path: Path) -> tuple[Issue, ...]:
        """Print the chart summary and return what it lost; raises OSError."""
        return exports.export_pdf(view, self.translator(language), path)

    def print_chart(self, view: View, language: str) -> bytes:
        """Return the chart summary as PDF, to be looked at before it is written."""
        return exports.pdf_bytes(view, self.translator(language))

    def export_text(self, view: View, language: str, path: Path) -> None:
        """Write the chart summary as text to paste elsewhere; raises OSError."""
        exports.export_text(view, self.translator(language), path)

    # preferences

    def remember(self, chosen: Preferences) -> None:
        """Keep what this person prefers for the next start; raises OSError."""
        path = preferences.preferences_path()
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, preferences.to_json(chosen))
