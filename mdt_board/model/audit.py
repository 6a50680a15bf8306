"""The audit trail's one noun."""

from datetime import datetime

from mdt_board.model.base import Record


class AuditEntry(Record):
    """One thing somebody did, sealed onto the entry before it."""

    at: datetime
    actor: str
    action: str
    subject: str
    previous: str
    seal: str
