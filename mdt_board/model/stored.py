"""What a store asks and answers: who may save, what was saved, listed and verified."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import AwareDatetime

from mdt_board.model.audit import AuditEntry
from mdt_board.model.base import Record
from mdt_board.model.case import Case, QuestionKind
from mdt_board.model.decision import Choice, DecisionState
from mdt_board.model.edit import Edit
from mdt_board.model.person import User
from mdt_board.model.refusal import Allowed, Refused
from mdt_board.model.text import FreeText, Message

# who, the latest version, the one to be saved, what is done; None for a new case
MaySave = Callable[[User, Case | None, Case, str], Allowed | Refused]
# who, all accounts as they are, the one to be kept
MayKeepAccount = Callable[[User, tuple[User, ...], User], Allowed | Refused]


@dataclass(frozen=True, slots=True)
class Policy:
    """What the store asks before it writes; it has no rules of its own."""

    may_save: MaySave
    may_keep_account: MayKeepAccount


@dataclass(frozen=True, slots=True)
class Saved:
    """The version is in the store for good. ``case`` carries its new revision.

    ``is_repeat`` says that an earlier save with the same save id had put it there.
    """

    case: Case
    entry: AuditEntry
    is_repeat: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """Nothing was saved: somebody saved the case since ``expected_revision``.

    ``current`` is the case as it stands now, ``entry`` says who saved it and when;
    both are None when the store has no such case.
    """

    expected_revision: int
    current: Case | None
    entry: AuditEntry | None


@dataclass(frozen=True, slots=True)
class Draft:
    """Edits that were typed and not yet saved, with the revision they were based on."""

    case_id: str
    by: str
    at: datetime
    base_revision: int
    current_revision: int
    edits: tuple[Edit, ...]

    @property
    def is_behind(self) -> bool:
        """Say whether the case was saved since; the edits are then not applied."""
        return self.base_revision != self.current_revision


class CaseSummary(Record):
    """One case as lists show it, always that of its latest revision."""

    case_id: str
    revision: int
    is_example: bool = False
    numbers: tuple[str, ...] = ()
    name: FreeText = FreeText()
    driver_gene: str = ""
    driver: str = ""
    oncotree: str = ""
    histology: FreeText = FreeText()
    question_kind: QuestionKind = QuestionKind.OTHER
    question: FreeText = FreeText()
    choice: Choice | None = None
    decision_state: DecisionState | None = None
    next_assessment_on: date | None = None
    updated_at: AwareDatetime
    updated_by: str


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was verified; ``holds`` is None where it could not be checked."""

    code: str
    holds: bool | None
    message: Message


@dataclass(frozen=True, slots=True)
class Report:
    """What a verification found, in the order in which it looked.

    ``unproven`` says what no check of the store alone can prove.
    """

    checks: tuple[Check, ...]
    unproven: tuple[Message, ...]

    @property
    def is_whole(self) -> bool:
        """Say whether nothing was found wrong; what was not checked is not wrong."""
        return all(check.holds is not False for check in self.checks)

    @property
    def first_broken(self) -> Check | None:
        """Return the first check that failed."""
        return next((c for c in self.checks if c.holds is False), None)
