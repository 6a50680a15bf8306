"""The head of the audit trail, kept beside the database: for people, the end mark.

What is cut from the end of a trail leaves no mark in the rest. The file beside it says
how far the trail had come: a database that does not reach as far was cut, was copied
alone while it was in use, or is an older copy. It is written after the save that it
tells of, and so may be behind, never ahead.

Two places of one sector each are written in turn, so that a power loss during a write
leaves the other one.
"""

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from mdt_board.model.audit import AuditEntry
from mdt_board.model.canonical import sha256_of

_PLACE_BYTES = 512
_PLACES = 2


@dataclass(frozen=True, slots=True)
class Head:
    """How far the trail of a store had come."""

    store: str
    sequence: int
    seal: str


def head_path(database: Path) -> Path:
    """Return where the head of a database is kept."""
    return database.with_name(database.name + ".head")


def head_of(store: str, entry: AuditEntry) -> Head:
    """Return the head that says that ``entry`` was reached."""
    return Head(store, entry.sequence, entry.seal)


def read_head(path: Path) -> Head | None:
    """Return the newest readable head; None when the file holds none.

    Raises:
        OSError: when there is no such file, or it cannot be read.
    """
    with path.open("rb") as file:
        places = [file.read(_PLACE_BYTES) for _ in range(_PLACES)]
    heads = [head for head in map(_parsed, places) if head]
    return max(heads, key=lambda head: head.sequence, default=None)


def write_head(path: Path, head: Head, is_durable: bool = False) -> None:
    """Write ``head`` into its place; the one before it stays in the other.

    Raises:
        OSError: when it cannot be written.
    """
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, 0o600)
    try:
        os.lseek(handle, _PLACE_BYTES * (head.sequence % _PLACES), os.SEEK_SET)
        os.write(handle, _line(head))
        if is_durable:
            os.fsync(handle)
    finally:
        os.close(handle)


def place_head(path: Path, head: Head) -> None:
    """Put a new file in the place of the head; it is never there without a head.

    Raises:
        OSError: when it cannot be written.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".mdt-board-")
    os.close(handle)
    try:
        write_head(Path(name), head, is_durable=True)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def _line(head: Head) -> bytes:
    said = {"store": head.store, "sequence": head.sequence, "seal": head.seal}
    line = json.dumps({**said, "sha256": sha256_of(said)}).encode()
    return line.ljust(_PLACE_BYTES - 1) + b"\n"


def _parsed(line: bytes) -> Head | None:
    try:
        said = json.loads(line)
        sha256 = said.pop("sha256")
        return Head(**said) if sha256 == sha256_of(said) else None
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
