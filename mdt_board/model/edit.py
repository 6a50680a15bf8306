"""One noun for change: undo, draft, audit difference and merge all speak of it."""

from pydantic import JsonValue

from mdt_board.model.base import Record


class Edit(Record):
    """One field of one record, before and after, as JSON values.

    ``record_id`` is empty for the case itself. A field of ``""`` adds (``before`` is
    None) or removes (``after`` is None) the whole record.
    """

    record_id: str
    field: str
    before: JsonValue
    after: JsonValue
