"""The audit trail in the store, and the mark that moves with every write."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from mdt_board.model.audit import AuditEntry
from mdt_board.store.errors import damaged
from mdt_board.store.mark import Mark
from mdt_board.store.statement import Statement
from mdt_board.store.tables import audit, state

# what the store itself does to itself
CREATE = "create-store"
MIGRATE = "migrate-store"
RENEW_HEAD = "renew-head"
RESTORE = "restore-store"


def entry_of(row: Any) -> AuditEntry:
    """Return the entry of a row of ``audit``, or of a join that has its columns."""
    fields = {name: getattr(row, name) for name in AuditEntry.model_fields}
    try:
        return AuditEntry(**{**fields, "at": datetime.fromisoformat(row.at)})
    except (TypeError, ValueError):  # not what any save wrote
        raise damaged() from None


def row_of(entry: AuditEntry) -> dict[str, Any]:
    """Return the row of ``audit`` for ``entry``."""
    return {**dict(entry), "at": entry.at.isoformat(timespec="microseconds")}


_ADD = Statement(insert(audit))
_MOVE = Statement(update(state))
_NEWEST = select(state.c.mark, state.c.seal.label("head"), audit).select_from(
    state.join(audit, audit.c.sequence == state.c.sequence)
)


def last_entry(connection: Connection) -> tuple[Mark, AuditEntry]:
    """Return the mark and the newest entry.

    Raises:
        StoreRefusedError: when the newest entry is not the one that was written last.
    """
    return head_row(connection.execute(_NEWEST).one_or_none())


def head_row(row: Any) -> tuple[Mark, AuditEntry]:
    """Return mark and entry of a row with ``mark head`` and the columns of audit.

    Raises:
        StoreRefusedError: when the row is None, or its entry is not the head.
    """
    mark = Mark.parse(row.mark) if row else None
    if mark is None or row.head != row.seal:
        raise damaged()
    return mark, entry_of(row)


def append(connection: Connection, mark: Mark, entry: AuditEntry) -> None:
    """Add ``entry``, and make it the head."""
    _ADD.run(connection, row_of(entry))
    move(connection, mark.next(entry.seal), entry)


def move(connection: Connection, mark: Mark, head: AuditEntry) -> None:
    """Write the mark of this transaction; ``head`` is the newest entry."""
    row = {"mark": str(mark), "sequence": head.sequence, "seal": head.seal}
    _MOVE.run(connection, row)


def entries_about(connection: Connection, subject: str) -> tuple[AuditEntry, ...]:
    """Return what was done to one case, person or store, oldest first."""
    query = select(audit).where(audit.c.subject == subject).order_by(audit.c.sequence)
    return tuple(entry_of(row) for row in connection.execute(query))


def entry_with_seal(connection: Connection, seal: str) -> AuditEntry | None:
    """Return the entry that carries ``seal``, as it was printed on a record."""
    row = connection.execute(select(audit).where(audit.c.seal == seal)).one_or_none()
    return entry_of(row) if row else None
