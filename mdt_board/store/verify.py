"""Verification: what is proven about a store, what is not, and where it breaks first.

Each check speaks for itself: damage that stops one does not stop the others.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select
from sqlalchemy.exc import DBAPIError

from mdt_board.model.audit import AuditEntry, first_broken
from mdt_board.model.stored import Check, Report
from mdt_board.model.text import N_, Count, Message, Plain, Word
from mdt_board.store import accounts, sqlite, trail
from mdt_board.store.documents import bytes_of, case_of, version_sha256
from mdt_board.store.errors import StoreRefusedError, spoken
from mdt_board.store.head import Head
from mdt_board.store.listing import row_of
from mdt_board.store.mark import Mark
from mdt_board.store.tables import audit, listing, state, versions

PAGES_WHOLE = N_("The pages and indexes of the database are whole.")
PAGES_BROKEN = N_("Pages or indexes of the database are damaged.")
UNREADABLE = N_("The database is damaged and could not be read to the end.")
NOT_CHECKED = N_("Not checked in the quick verification.")
TRAIL_WHOLE = N_("The audit trail is unbroken from entry 1 to entry {last}.")
TRAIL_BROKEN = N_(
    "The audit trail breaks at entry {sequence}: an entry was altered, removed or "
    "moved."
)
TRAIL_CUT = N_(
    "The audit trail ends with entry {last}, but {sequence} entries were written."
)
VERSIONS_WHOLE = N_("All versions are as they were saved: {count}.")
VERSION_BROKEN = N_("Version {revision} of case {case} is not as it was saved.")
VERSION_GONE = N_(
    "Version {revision} of case {case} stands in the audit trail, but it is gone."
)
LISTING_AGREES = N_("The list of cases agrees with the latest versions.")
LISTING_DIFFERS = N_("The list does not agree with the latest version of case {case}.")
WORDS_DIFFER = N_("The search index does not agree with the list of cases.")
ACCOUNTS_WHOLE = N_("All accounts are as the audit trail sealed them: {count}.")
ACCOUNT_ALTERED = N_(
    "The account {account} is not the one that the audit trail sealed: it was altered "
    "or removed past the program."
)
HEAD_AGREES = N_("The trail reaches the end mark that is kept beside the store.")
HEAD_DIFFERS = N_(
    "The trail does not contain the end mark that is kept beside the store (entry "
    "{sequence}): its end was cut or replaced, or this is an older copy."
)
NO_HEAD = N_(
    "No end mark is kept beside this file; whether its end was cut is not known."
)
UNPROVEN = N_(
    "Whoever can write both the store and the files beside it can make the whole trail "
    "anew. Compare the seal on a printed, signed record with the trail."
)
HEAD_BEHIND = N_(
    "The end mark beside the store does not cover the last entries ({count}); a cut of "
    "these alone would not show."
)
_BATCH = 100


@dataclass(frozen=True, slots=True)
class _Scope:
    connection: Connection
    head: Head | None
    is_quick: bool


class _BrokenError(Exception):
    def __init__(self, text: str, **words: Word) -> None:
        self.message = Message(text, words)
        super().__init__(text)


def verify(connection: Connection, head: Head | None, is_quick: bool = False) -> Report:
    """Check everything that can be checked without anything from outside.

    Args:
        connection: in a transaction that reads, so that all is of one moment.
        head: what is kept beside the file, None when there is none or unreadable.
        is_quick: leave out the versions and the list; the pages are checked quickly.
    """
    scope = _Scope(connection, head, is_quick)
    checks = tuple(_checked(code, look, scope) for code, look in _CHECKS.items())
    return Report(checks, _unproven(scope, checks))


def _checked(
    code: str, look: Callable[[_Scope], Message | None], scope: _Scope
) -> Check:
    """Make a check; a look answers what holds, or None when it did not look."""
    try:
        holds = look(scope)
    except _BrokenError as broken:
        return Check(code, False, broken.message)
    except StoreRefusedError:
        return Check(code, False, Message(UNREADABLE))
    except (DBAPIError, UnicodeDecodeError) as error:
        if not isinstance(spoken(error), StoreRefusedError):
            raise
        return Check(code, False, Message(UNREADABLE))
    if holds is None:
        return Check(code, None, Message(NO_HEAD if code == "head" else NOT_CHECKED))
    return Check(code, True, holds)


def _unproven(scope: _Scope, checks: tuple[Check, ...]) -> tuple[Message, ...]:
    always = (Message(UNPROVEN),)
    if scope.head is None or any(c.holds is False for c in checks):
        return always
    _, last = trail.last_entry(scope.connection)
    behind = last.sequence - scope.head.sequence
    more = (Message(HEAD_BEHIND, {"count": Count(behind)}),) if behind > 0 else ()
    return (*always, *more)


def _pages(scope: _Scope) -> Message:
    if sqlite.page_faults(scope.connection, scope.is_quick):
        raise _BrokenError(PAGES_BROKEN)
    return Message(PAGES_WHOLE)


def _trail(scope: _Scope) -> Message:
    last: AuditEntry | None = None
    query = select(audit).order_by(audit.c.sequence)
    for row in scope.connection.execute(query.execution_options(yield_per=_BATCH)):
        entry = _entry(row)
        if entry is None or first_broken([entry], last):
            here = last.sequence + 1 if last else 1
            raise _BrokenError(TRAIL_BROKEN, sequence=Count(here))
        last = entry
    _check_end(scope.connection, last)
    return Message(TRAIL_WHOLE, {"last": Count(last.sequence if last else 0)})


def _entry(row: Row[Any]) -> AuditEntry | None:
    try:
        return trail.entry_of(row)
    except StoreRefusedError:
        return None


def _check_end(connection: Connection, last: AuditEntry | None) -> None:
    """Compare with the count that every save rewrites."""
    row = connection.execute(select(state)).one_or_none()
    if row is None or last is None or Mark.parse(row.mark) is None:
        raise _BrokenError(TRAIL_BROKEN, sequence=Count(1))
    if (row.sequence, row.seal) != (last.sequence, last.seal):
        ends, written = Count(last.sequence), Count(row.sequence)
        raise _BrokenError(TRAIL_CUT, last=ends, sequence=written)


def _head(scope: _Scope) -> Message | None:
    if scope.head is None:
        return None
    if not is_reached(scope.connection, scope.head):
        raise _BrokenError(HEAD_DIFFERS, sequence=Count(scope.head.sequence))
    return Message(HEAD_AGREES)


def is_reached(connection: Connection, head: Head) -> bool:
    """Say whether the trail contains ``head``, or says that it was left by a restore.

    A restore names the head that it replaces, so that being stopped between writing
    the store and writing its head does no harm.
    """
    row = connection.execute(select(state.c.mark)).one_or_none()
    mark = Mark.parse(row.mark) if row else None
    entry = trail.entry_with_seal(connection, head.seal)
    is_own = mark is not None and mark.store == head.store
    if is_own and entry is not None and entry.sequence == head.sequence:
        return True
    is_left = (audit.c.action == trail.RESTORE) & (audit.c.before_sha256 == head.seal)
    return connection.execute(select(audit.c.seal).where(is_left)).first() is not None


_STORED = select(
    versions.c.case_id,
    versions.c.revision,
    versions.c.sha256,
    versions.c.document,
    audit.c.subject,
    audit.c.revision.label("sealed_revision"),
    audit.c.before_sha256,
    audit.c.after_sha256,
).outerjoin_from(versions, audit, audit.c.sequence == versions.c.sequence)


def _versions(scope: _Scope) -> Message | None:
    if scope.is_quick:
        return None
    count, case_id, before = 0, "", (0, "")
    query = _STORED.order_by(versions.c.case_id, versions.c.revision)
    for row in scope.connection.execute(query.execution_options(yield_per=_BATCH)):
        before = before if row.case_id == case_id else (0, "")
        case_id = row.case_id
        _check_version(row, *before)
        before = (row.revision, row.sha256)
        count += 1
    _check_none_gone(scope.connection)
    return Message(VERSIONS_WHOLE, {"count": Count(count)})


def _check_version(row: Any, revision: int, before: str) -> None:
    """Compare one version with its bytes, with its entry and with the one before it."""
    if row.revision != revision + 1:
        raise _gone(row.case_id, revision + 1)
    sha256 = version_sha256(row.case_id, row.revision, bytes_of(row))
    sealed = (row.subject, row.sealed_revision, row.before_sha256, row.after_sha256)
    if row.sha256 != sha256 or sealed != (row.case_id, row.revision, before, sha256):
        raise _BrokenError(
            VERSION_BROKEN, case=Plain(row.case_id), revision=Count(row.revision)
        )


def _check_none_gone(connection: Connection) -> None:
    gone = (
        select(audit.c.subject, audit.c.revision)
        .outerjoin_from(audit, versions, versions.c.sequence == audit.c.sequence)
        .where(audit.c.revision.is_not(None), versions.c.sequence.is_(None))
        .order_by(audit.c.sequence)
    )
    row = connection.execute(gone).first()
    if row:
        raise _gone(row.subject, row.revision)


def _gone(case_id: str, revision: int) -> _BrokenError:
    return _BrokenError(VERSION_GONE, case=Plain(case_id), revision=Count(revision))


def _listing(scope: _Scope) -> Message | None:
    if scope.is_quick:
        return None
    there = {row["case_id"]: dict(row) for row in _listed(scope.connection)}
    for case_id, wanted in _latest(scope.connection):
        row = there.pop(case_id, None)
        if row is None or {name: row[name] for name in wanted} != wanted:
            raise _BrokenError(LISTING_DIFFERS, case=Plain(case_id))
    for case_id in there:
        raise _BrokenError(LISTING_DIFFERS, case=Plain(case_id))
    if not sqlite.is_word_index_whole(scope.connection):
        raise _BrokenError(WORDS_DIFFER)
    return Message(LISTING_AGREES)


def _accounts(scope: _Scope) -> Message:
    for account in accounts.altered(scope.connection):
        raise _BrokenError(ACCOUNT_ALTERED, account=Plain(account))
    count = len(accounts.sealed(scope.connection))
    return Message(ACCOUNTS_WHOLE, {"count": Count(count)})


def _listed(connection: Connection) -> Iterator[Any]:
    query = select(listing).execution_options(yield_per=_BATCH)
    return iter(connection.execute(query).mappings())


def _latest(connection: Connection) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what the list ought to say of each case."""
    later = versions.alias()
    is_latest = (
        ~select(later.c.case_id)
        .where(
            later.c.case_id == versions.c.case_id,
            later.c.revision > versions.c.revision,
        )
        .exists()
    )
    columns = (versions.c.case_id, versions.c.sha256, versions.c.document, audit)
    query = select(*columns).join_from(versions, audit).where(is_latest)
    for row in connection.execute(query.execution_options(yield_per=_BATCH)):
        entry = trail.entry_of(row)
        wanted = row_of(case_of(row), entry.actor, entry.at)
        yield row.case_id, {**wanted, "sequence": entry.sequence}


_CHECKS: dict[str, Callable[[_Scope], Message | None]] = {
    "pages": _pages,
    "trail": _trail,
    "head": _head,
    "versions": _versions,
    "listing": _listing,
    "accounts": _accounts,
}
