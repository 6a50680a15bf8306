"""What was typed and not yet saved: one overwritable draft per case and person."""

from datetime import UTC, datetime

from pydantic import TypeAdapter
from sqlalchemy import Connection, bindparam, delete, insert, select

from mdt_board.model.edit import Edit
from mdt_board.model.refusal import Refused
from mdt_board.model.stored import Draft
from mdt_board.store import accounts, trail
from mdt_board.store.tables import drafts, listing

_EDITS = TypeAdapter(tuple[Edit, ...])
_OWN = (drafts.c.case_id == bindparam("case_id"), drafts.c.by == bindparam("person"))
_DROP = delete(drafts).where(*_OWN)
_FIND = (
    select(drafts, listing.c.revision)
    .outerjoin_from(drafts, listing, listing.c.case_id == drafts.c.case_id)
    .where(*_OWN)
)


def keep(  # noqa: PLR0913  # the fields of a draft
    connection: Connection,
    *,
    case_id: str,
    by: str,
    at: datetime,
    base_revision: int,
    edits: tuple[Edit, ...],
) -> Refused | None:
    """Put the draft in the place of the person's earlier one; no edits drop it.

    Raises:
        ValueError: when ``at`` has no time zone.
    """
    if at.tzinfo is None:
        raise ValueError("an instant of a draft has a time zone")
    person = accounts.at_work(connection, by)
    if isinstance(person, Refused):
        return person
    mark, last = trail.last_entry(connection)
    connection.execute(_DROP, {"case_id": case_id, "person": by})
    instant = at.astimezone(UTC).isoformat(timespec="microseconds")
    row = {
        "case_id": case_id,
        "by": by,
        "at": instant,
        "base_revision": base_revision,
        "edits": _EDITS.dump_json(edits).decode(),
    }
    if edits:
        connection.execute(insert(drafts), row)
    trail.move(connection, mark.next(f"{instant}:{row['edits']}"), last)
    return None


def find(connection: Connection, case_id: str, by: str) -> Draft | None:
    """Return the person's draft, with the revision that the case has now."""
    place = {"case_id": case_id, "person": by}
    row = connection.execute(_FIND, place).one_or_none()
    if row is None:
        return None
    return Draft(
        case_id=case_id,
        by=by,
        at=datetime.fromisoformat(row.at),
        base_revision=row.base_revision,
        current_revision=row.revision or 0,
        edits=_EDITS.validate_json(row.edits),
    )
