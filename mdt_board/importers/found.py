"""What one importer found in one file."""

from typing import NamedTuple

from mdt_board.model.base import ListRecord
from mdt_board.model.case import Patient
from mdt_board.model.issue import Issue
from mdt_board.model.mapping import TableMapping


class Found(NamedTuple):
    """The records of a file, what was wrong with it, and whom it says it is about.

    ``patient`` is None where the file names nobody; it is compared with the case's own
    patient and never replaces what is written there. ``forms`` are the tables that were
    read with a mapping chosen for this file, to be remembered; ``unknown`` are those
    that could not be told, as far as their headers mean something.
    """

    records: tuple[ListRecord, ...]
    issues: tuple[Issue, ...]
    patient: Patient | None = None
    forms: tuple[TableMapping, ...] = ()
    unknown: tuple[TableMapping, ...] = ()
