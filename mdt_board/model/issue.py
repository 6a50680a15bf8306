"""What was wrong with an input: bad input is a value, not an exception."""

from dataclasses import dataclass
from enum import StrEnum

from mdt_board.model.base import ListRecord
from mdt_board.model.case import Patient
from mdt_board.model.mapping import TableMapping
from mdt_board.model.provenance import Source
from mdt_board.model.text import Message


class Severity(StrEnum):
    """How much of the input an issue cost."""

    REFUSED = "refused"  # the whole file
    SKIPPED = "skipped"  # one record of it
    NOTED = "noted"  # nothing; something was assumed or left unread


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that could not be read as it stands: what, where, what to do.

    ``place`` begins with the name of the file where that is known, which ``file`` then
    repeats: the name is data, what follows is said in the reader's language.
    """

    code: str
    severity: Severity
    place: str
    message: Message
    file: str = ""

    @property
    def inside(self) -> str:
        """Where in its file it is; empty when the whole file is meant."""
        return self.place.removeprefix(self.file).lstrip(":, ")


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What one file brought; a file that was refused has no source and no records.

    ``patient`` is whom the file says it is about, None where it names nobody. ``forms``
    are the tables that were read with a mapping chosen for this file; ``unknown`` are
    those that could not be told, as far as their headers mean something.
    """

    source: Source | None
    records: tuple[ListRecord, ...]
    issues: tuple[Issue, ...]
    patient: Patient | None = None
    forms: tuple[TableMapping, ...] = ()
    unknown: tuple[TableMapping, ...] = ()
