"""One save: if it is allowed, version, audit entry, list and mark; or nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, insert, select

from mdt_board.model.audit import AuditEntry, next_entry
from mdt_board.model.case import Case
from mdt_board.model.refusal import Refused
from mdt_board.model.stored import Conflict, MaySave, Saved
from mdt_board.store import accounts, listing, trail
from mdt_board.store.documents import (
    Versions,
    at_revision,
    document_of,
    version_sha256,
)
from mdt_board.store.errors import damaged
from mdt_board.store.statement import Statement
from mdt_board.store.tables import audit, drafts, state, versions
from mdt_board.store.tables import listing as listed


@dataclass(frozen=True, slots=True)
class Save:
    """What is to be saved; ``save_id`` is made once and kept when saving again.

    ``typed_on`` is the revision that the person had before them, when the case has
    moved on since: `expected_revision` then is a later one.
    """

    case: Case
    by: str
    at: datetime
    expected_revision: int
    save_id: str
    action: str
    details_sha256: str = ""
    typed_on: int | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A save with the bytes that it writes."""

    wanted: Save
    case: Case
    document: bytes
    sha256: str
    listed_as: dict[str, Any]


_ADD = Statement(insert(versions))
_NOW = Statement(
    select(
        state.c.mark,
        state.c.seal.label("head"),
        audit,
        listed.c.sequence.label("listed_at"),
        listed.c.revision.label("current"),
        listed.c.words,
        versions.c.sha256,
    )
    .select_from(state)
    .join(audit, audit.c.sequence == state.c.sequence)
    .outerjoin(listed, listed.c.case_id == bindparam("case_id"))
    .outerjoin(
        versions,
        and_(
            versions.c.case_id == listed.c.case_id,
            versions.c.revision == listed.c.revision,
        ),
    )
)
_VERSIONS = select(audit, versions.c.case_id, versions.c.sha256, versions.c.document)
_VERSIONS = _VERSIONS.join_from(audit, versions)
_SAME_SAVE = _VERSIONS.where(versions.c.save_id == bindparam("save_id"))
_OF_CASE = _VERSIONS.where(versions.c.case_id == bindparam("case_id"))
_LATEST = _OF_CASE.order_by(versions.c.revision.desc()).limit(1)
_AT_REVISION = _OF_CASE.where(versions.c.revision == bindparam("revision"))
_DROP_DRAFT = Statement(
    delete(drafts).where(
        drafts.c.case_id == bindparam("case_id"),
        drafts.c.by == bindparam("person"),
        drafts.c.base_revision == bindparam("typed_on"),
    )
)


def prepare(wanted: Save) -> Prepared:
    """Make what does not need the database, so that nobody waits for it."""
    case = at_revision(wanted.case, wanted.expected_revision + 1)
    document = document_of(case)
    sha256 = version_sha256(case.id, case.revision, document)
    listed_as = listing.row_of(case, wanted.by, wanted.at)
    return Prepared(wanted, case, document, sha256, listed_as)


def save(
    connection: Connection, ready: Prepared, may_save: MaySave, recent: Versions
) -> Saved | Conflict | Refused:
    """Add a version, when the person may and the case is still as they saw it.

    Raises:
        ValueError: when the save id was used for something else.
        StoreRefusedError: when what is there is damaged.
    """
    wanted, case = ready.wanted, ready.case
    user = accounts.at_work(connection, wanted.by)
    if isinstance(user, Refused):
        return user
    now = _NOW.one(connection, {"case_id": case.id})
    if now is None:
        raise damaged()
    mark, last = trail.head_row(now)
    if (now.current or 0) != wanted.expected_revision:
        return _not_saved(connection, ready, recent)
    before = _before(connection, (case.id, now.current, now.sha256), recent)
    answer = may_save(user, before, case, wanted.action)
    if isinstance(answer, Refused):
        return answer
    entry = _entry(last, ready, now.sha256 or "")
    trail.append(connection, mark, entry)
    there = None if now.listed_at is None else (now.listed_at, now.words)
    _add(connection, ready, entry, there)
    recent.keep((case.id, case.revision, ready.sha256), case)
    return Saved(case, entry)


def _before(
    connection: Connection, key: tuple[str, int | None, str], recent: Versions
) -> Case | None:
    case_id, revision, sha256 = key
    if not revision:
        return None
    at_hand = recent.at_hand((case_id, revision, sha256))
    before = at_hand or load(connection, case_id, revision, recent)
    if before is None:
        raise damaged()
    return before


def _add(
    connection: Connection,
    ready: Prepared,
    entry: AuditEntry,
    there: tuple[int, str] | None,
) -> None:
    wanted, case = ready.wanted, ready.case
    row = {
        "case_id": case.id,
        "revision": case.revision,
        "save_id": wanted.save_id,
        "sequence": entry.sequence,
        "sha256": ready.sha256,
        "document": ready.document,
    }
    _ADD.run(connection, row)
    listing.put(connection, {**ready.listed_as, "sequence": entry.sequence}, there)
    typed_on = wanted.expected_revision if wanted.typed_on is None else wanted.typed_on
    own = {"case_id": case.id, "person": wanted.by, "typed_on": typed_on}
    _DROP_DRAFT.run(connection, own)


def _entry(last: AuditEntry, ready: Prepared, before: str) -> AuditEntry:
    wanted = ready.wanted
    return next_entry(
        last,
        at=wanted.at,
        actor=wanted.by,
        action=wanted.action,
        subject=ready.case.id,
        revision=ready.case.revision,
        before_sha256=before,
        after_sha256=ready.sha256,
        details_sha256=wanted.details_sha256,
    )


def _not_saved(
    connection: Connection, ready: Prepared, recent: Versions
) -> Saved | Conflict:
    place = {"save_id": ready.wanted.save_id}
    same = connection.execute(_SAME_SAVE, place).one_or_none()
    if same is None:
        return _conflict(connection, ready.wanted, recent)
    if same.sha256 != ready.sha256:
        raise ValueError("the save id belongs to another save")
    return Saved(recent.case_of(same), trail.entry_of(same), is_repeat=True)


def _conflict(connection: Connection, wanted: Save, recent: Versions) -> Conflict:
    latest = connection.execute(_LATEST, {"case_id": wanted.case.id}).one_or_none()
    if latest is None:
        return Conflict(wanted.expected_revision, None, None)
    entry = trail.entry_of(latest)
    return Conflict(wanted.expected_revision, recent.case_of(latest), entry)


def load(
    connection: Connection, case_id: str, revision: int | None, recent: Versions
) -> Case | None:
    """Return a version of a case, the latest when ``revision`` is None.

    Raises:
        StoreRefusedError: when it is not what was saved, or newer than this program.
    """
    place: dict[str, Any] = {"case_id": case_id, "revision": revision}
    query = _LATEST if revision is None else _AT_REVISION
    row = connection.execute(query, place).one_or_none()
    return recent.case_of(row) if row else None
