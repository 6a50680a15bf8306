"""One noun for change: undo, draft, audit difference and merge all speak of it."""

from dataclasses import dataclass

from pydantic import JsonValue

from mdt_board.model.base import Record


class Edit(Record):
    """One field of one record, before and after, as JSON values.

    ``record_id`` is empty for the case itself. A field of ``""`` adds (``before`` is
    None) or removes (``after`` is None) the whole record. Files leave None out.
    """

    record_id: str
    field: str
    before: JsonValue = None
    after: JsonValue = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two edits of the same thing since a common base; a person has to choose."""

    mine: Edit
    theirs: Edit


@dataclass(frozen=True, slots=True)
class Merge:
    """What of one's own edits still applies to the case as it is now, and what not.

    ``edits`` apply to the case that has the other side's edits already.
    """

    edits: tuple[Edit, ...]
    conflicts: tuple[Conflict, ...]
