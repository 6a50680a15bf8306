"""Who the store knows, each account sealed by its latest entry in the audit trail.

A row counts only while it is the one that was sealed last: whoever changes a role, a
password or the row itself past the program gets nothing by it. Accounts are closed,
never removed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, insert, select, text, update

from mdt_board.model.audit import AuditEntry, next_entry
from mdt_board.model.canonical import canonical_bytes
from mdt_board.model.person import User
from mdt_board.model.refusal import Refused
from mdt_board.model.stored import MayKeepAccount
from mdt_board.model.text import N_, Message, Plain
from mdt_board.store import trail
from mdt_board.store.errors import StoreRefusedError, damaged
from mdt_board.store.statement import Statement
from mdt_board.store.tables import accounts, audit

ADDED = "add-account"
CHANGED = "change-account"
CLOSED = "close-account"
ACTIONS = (ADDED, CHANGED, CLOSED)

UNKNOWN = N_("The store has no open account {account}; nothing was saved.")
ALTERED = N_(
    "The account {account} was altered past the program; nothing was saved. Verify the "
    "store, and let an administrator set the account anew."
)
ID_TAKEN = N_("Somebody else has added an account of this id meanwhile.")
MOVED = N_(
    "Somebody else changed the same of this account meanwhile; look at it again. "
    "Nothing was saved."
)
HAS_ACCOUNTS = N_("The store has accounts already; an administrator adds another one.")

_NAMES = ", ".join(f"'{action}'" for action in ACTIONS)
_SEALED = f"""
    SELECT details_sha256 FROM audit
    WHERE subject = accounts.id AND action IN ({_NAMES})
    ORDER BY sequence DESC LIMIT 1"""
_ONE = Statement(
    text(f"SELECT id, document, ({_SEALED}) AS sealed FROM accounts WHERE id = :id")
)
_ALL = text(f"SELECT id, document, ({_SEALED}) AS sealed FROM accounts ORDER BY id")
_LATEST = (
    select(audit.c.subject, audit.c.details_sha256)
    .where(audit.c.action.in_(ACTIONS))
    .order_by(audit.c.sequence)
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An account as it is to be; ``by`` is the id of whoever keeps it.

    ``seen`` is the account as it was before it was changed; None adds a new one.
    """

    user: User
    by: str
    at: datetime
    seen: User | None = None


def document_of(user: User) -> str:
    """Return what is stored and sealed for an account: its canonical JSON, all of it.

    An argon2 hash is salted, so that its seal in the trail tells nothing about it.
    """
    return canonical_bytes(user.model_dump(mode="json")).decode()


def document_sha256(document: object) -> str:
    """Return what the trail says of a document, whatever a damaged row holds."""
    return sha256(str(document).encode()).hexdigest()


def sealed(connection: Connection) -> tuple[User, ...]:
    """Return all accounts in the order of their ids, but for those that were altered.

    Raises:
        StoreRefusedError: when what was sealed is none that this program can read.
    """
    rows = connection.execute(_ALL)
    return tuple(_user(row) for row in rows if _is_sealed(row))


def find(connection: Connection, user_id: str) -> User | None:
    """Return one account; None when there is none, or it was altered."""
    found = _ONE.one(connection, {"id": user_id})
    return _user(found) if found and _is_sealed(found) else None


def at_work(connection: Connection, user_id: str) -> User | Refused:
    """Return the account of whoever writes, or why they do not."""
    found = _ONE.one(connection, {"id": user_id})
    words = {"account": Plain(user_id)}
    if found is not None and not _is_sealed(found):
        return Refused("account-altered", (Message(ALTERED, words),))
    user = _user(found) if found else None
    if user is None or not user.is_active:
        return Refused("no-account", (Message(UNKNOWN, words),))
    return user


def _is_sealed(row: Any) -> bool:
    return bool(row.sealed == document_sha256(row.document))


def _user(row: Any) -> User:
    try:
        user = User.model_validate_json(row.document)
    except ValidationError:
        raise damaged() from None
    if user.id != row.id:
        raise damaged()
    return user


def keep(
    connection: Connection, wanted: Wanted, may_keep: MayKeepAccount
) -> tuple[User, AuditEntry | None] | Refused:
    """Add an account or change one; without an entry when it is like that already.

    An account that was altered past the program is as good as none, and is set right
    by keeping it anew.
    """
    by = at_work(connection, wanted.by)
    if isinstance(by, Refused):
        return by
    there = sealed(connection)
    user = _joined(wanted, there)
    if isinstance(user, Refused):
        return user
    answer = may_keep(by, there, user)
    if isinstance(answer, Refused):
        return answer
    if user in there:
        return user, None
    return user, _put(connection, replace(wanted, user=user), there)


def _joined(wanted: Wanted, there: tuple[User, ...]) -> User | Refused:
    """Return the account with what was changed here, and with what others changed."""
    now = next((u for u in there if u.id == wanted.user.id), None)
    if now is None or wanted.user == now:
        return wanted.user
    if wanted.seen is None:
        return Refused("id-taken", (Message(ID_TAKEN),))
    seen, mine, theirs = dict(wanted.seen), dict(wanted.user), dict(now)
    changed = {name for name in mine if mine[name] != seen[name]}
    moved = {n for n in changed if theirs[n] not in (seen[n], mine[n])}
    if moved:
        return Refused("account-moved", (Message(MOVED),))
    return User(**{**theirs, **{name: mine[name] for name in changed}})


def add_first(
    connection: Connection, wanted: Wanted, may_keep: MayKeepAccount
) -> AuditEntry | None:
    """Add the account of whoever is first; None when the very same is there.

    Raises:
        StoreRefusedError: when there are others, or it is not one to begin with.
    """
    there = sealed(connection)
    if wanted.user in there:
        return None  # another program was faster
    if there:
        raise StoreRefusedError("has-accounts", Message(HAS_ACCOUNTS))
    if next(iter(_latest(connection)), None) is not None:
        raise damaged()  # there were accounts, and they are gone
    answer = may_keep(wanted.user, (), wanted.user)
    if isinstance(answer, Refused):
        raise StoreRefusedError(answer.code, answer.reasons[0])
    return _put(connection, wanted, ())


def _put(connection: Connection, wanted: Wanted, there: tuple[User, ...]) -> AuditEntry:
    user = wanted.user
    document = document_of(user)
    mark, last = trail.last_entry(connection)
    entry = next_entry(
        last,
        at=wanted.at,
        actor=wanted.by,
        action=_action(connection, user, there),
        subject=user.id,
        details_sha256=document_sha256(document),
    )
    trail.append(connection, mark, entry)
    if _ONE.one(connection, {"id": user.id}) is None:
        connection.execute(insert(accounts), {"id": user.id, "document": document})
    else:
        change = update(accounts).where(accounts.c.id == user.id)
        connection.execute(change.values(document=document))
    return entry


def _action(connection: Connection, user: User, there: tuple[User, ...]) -> str:
    if user.id not in dict(_latest(connection)):
        return ADDED
    was_closed = any(a.id == user.id and not a.is_active for a in there)
    return CHANGED if user.is_active or was_closed else CLOSED


def altered(connection: Connection) -> Iterator[str]:
    """Yield the ids of accounts that are not as the trail sealed them, or are gone."""
    said = dict(_latest(connection))
    for row in connection.execute(select(accounts)):
        if said.pop(row.id, None) != document_sha256(row.document):
            yield str(row.id)
    yield from map(str, said)


def _latest(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield what the trail says of each account; what it said last comes last."""
    for row in connection.execute(_LATEST):
        yield row.subject, row.details_sha256
