"""The one thing that presenters and reports are given."""

from dataclasses import dataclass, field
from datetime import date

from mdt_board.model.case import Case
from mdt_board.model.interpretation import Interpretation
from mdt_board.model.issue import Issue
from mdt_board.model.meeting import Meeting
from mdt_board.model.settings import SiteSettings


@dataclass(frozen=True, slots=True)
class View:
    """A case with what the rules made of it, on one day, for one kind of reader.

    ``privacy`` masks the name, as on a shared screen.
    """

    case: Case
    interpretation: Interpretation
    on: date
    meeting: Meeting | None = None
    privacy: bool = False
    site: SiteSettings = field(default_factory=SiteSettings)
    issues: tuple[Issue, ...] = ()
