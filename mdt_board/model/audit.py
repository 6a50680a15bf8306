"""The audit trail: each entry is sealed onto the one before it.

A seal is the SHA-256 of the entry with the seal of its predecessor in it, so that an
entry cannot be edited, removed or moved without breaking the ones that follow. Whoever
can write the whole trail can also seal it anew, and what is cut from its end leaves no
mark in the rest: both show only against a seal that was kept elsewhere, as in a record
that was printed.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from pydantic import AwareDatetime, Field

from mdt_board.model.base import Record
from mdt_board.model.canonical import sha256_of

GENESIS = "0" * 64  # the seal that the first entry of a trail names as its predecessor


class AuditEntry(Record):
    """One thing somebody did, sealed onto the entry before it.

    ``sequence`` counts from 1 without gaps. ``subject`` is the id of a case, person or
    store; ``revision`` is that of the case after it. ``before_sha256`` and
    ``after_sha256`` are the hashes of the case version before and after, empty where
    there is none. ``details_sha256`` binds what the action says beside the case.
    """

    sequence: int = Field(ge=1)
    at: AwareDatetime
    actor: str
    action: str
    subject: str
    revision: int | None = None
    before_sha256: str = ""
    after_sha256: str = ""
    details_sha256: str = ""
    previous: str
    seal: str


def seal_of(entry: AuditEntry) -> str:
    """Return the seal that belongs on ``entry``, whatever seal it carries.

    The instant is taken in UTC to the microsecond; see the field list for the rest.
    """
    fields = entry.model_dump(exclude={"seal", "at"})
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    return sha256_of({**fields, "at": at})


def next_entry(  # noqa: PLR0913  # the fields of the record
    last: AuditEntry | None,
    *,
    at: datetime,
    actor: str,
    action: str,
    subject: str,
    revision: int | None = None,
    before_sha256: str = "",
    after_sha256: str = "",
    details_sha256: str = "",
) -> AuditEntry:
    """Return the entry that follows ``last``, or that opens a trail.

    Raises:
        ValueError: when ``at`` has no time zone; it would be sealed differently on
            another machine.
    """
    if at.tzinfo is None:
        raise ValueError("an instant of the audit trail has a time zone")
    bare = AuditEntry(
        sequence=last.sequence + 1 if last else 1,
        at=at.astimezone(UTC),
        actor=actor,
        action=action,
        subject=subject,
        revision=revision,
        before_sha256=before_sha256,
        after_sha256=after_sha256,
        details_sha256=details_sha256,
        previous=last.seal if last else GENESIS,
        seal="",
    )
    return AuditEntry(**{**dict(bare), "seal": seal_of(bare)})


def first_broken(
    entries: Iterable[AuditEntry], after: AuditEntry | None = None
) -> int | None:
    """Return the first sequence number whose entry is missing, moved or altered.

    Args:
        entries: the trail in the order of its sequence.
        after: the entry, already verified, that the first one follows.
    """
    sequence, previous = (after.sequence, after.seal) if after else (0, GENESIS)
    for entry in entries:
        sequence += 1
        is_next = entry.sequence == sequence and entry.previous == previous
        if not is_next or entry.seal != seal_of(entry):
            return sequence
        previous = entry.seal
    return None
