"""The one thing that presenters and reports are given."""

from dataclasses import dataclass, field
from datetime import date

from mdt_board.model.case import Case
from mdt_board.model.civic import CivicItem
from mdt_board.model.decision import SignOff
from mdt_board.model.interpretation import Interpretation
from mdt_board.model.issue import Issue
from mdt_board.model.meeting import Meeting
from mdt_board.model.settings import SiteSettings
from mdt_board.model.text import Message


@dataclass(frozen=True, slots=True)
class Signed:
    """The signature on which the decision stands, and what its reader has to know.

    ``seal`` is that of the audit entry which recorded it; a plain file has none.
    ``outdated`` says what the system analysis would say otherwise today.
    """

    sign_off: SignOff
    seal: str = ""
    outdated: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class CivicBeside:
    """What CIViC holds on one variant: a reference, never a reason of the rules."""

    record: str
    name: str
    added_on: date
    items: tuple[CivicItem, ...]


@dataclass(frozen=True, slots=True)
class View:
    """A case with what the rules made of it, on one day, for one kind of reader.

    ``privacy`` masks the name, as on a shared screen. Where a decision stands,
    ``signed`` is set, and interpretation and day are those of the signature; where its
    signature does not hold, ``broken`` says why and ``signed`` is None.
    """

    case: Case
    interpretation: Interpretation
    on: date
    meeting: Meeting | None = None
    privacy: bool = False
    site: SiteSettings = field(default_factory=SiteSettings)
    issues: tuple[Issue, ...] = ()
    signed: Signed | None = None
    broken: tuple[Message, ...] = ()
    civic: tuple[CivicBeside, ...] = ()
