"""What was typed and not yet saved: one overwritable draft per case and person."""

from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, bindparam, delete, insert, select

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
_OF_PERSON = (
    select(drafts, listing.c.revision)
    .outerjoin_from(drafts, listing, listing.c.case_id == drafts.c.case_id)
    .where(drafts.c.by == bindparam("person"))
    .order_by(drafts.c.at.desc())
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
    return None if row is None else _draft(row)


def of_person(connection: Connection, by: str) -> tuple[Draft, ...]:
    """Return everything that the person typed and did not save, the latest first."""
    return tuple(map(_draft, connection.execute(_OF_PERSON, {"person": by})))


def _draft(row: Row[Any]) -> Draft:
    return Draft(
        case_id=row.case_id,
        by=row.by,
        at=datetime.fromisoformat(row.at),
        base_revision=row.base_revision,
        current_revision=row.revision or 0,
        edits=_EDITS.validate_json(row.edits),
    )
