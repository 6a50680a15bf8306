"""The bytes of a case version and their hash; stored bytes are never rewritten."""

import hashlib
import json
from threading import Lock
from typing import Any

from pydantic import JsonValue, TypeAdapter, ValidationError

from mdt_board.model.case import SCHEMA_VERSION, Case
from mdt_board.model.text import N_, Count, Message
from mdt_board.model.upgrade import NewerSchemaError, upgraded
from mdt_board.store.errors import StoreRefusedError, damaged

NEWER_CASE = N_(
    "This case was saved by a newer MDT Board (schema {version}, this program reads "
    "{known}); open it there."
)
_JSON: TypeAdapter[JsonValue] = TypeAdapter(JsonValue)
_KEPT = 8  # cases at hand; a board discusses one at a time
Key = tuple[str, int, str]


def at_revision(case: Case, revision: int) -> Case:
    """Return ``case`` as the store numbers it; its records stay the same objects."""
    return Case(**{**dict(case), "revision": revision})


def document_of(case: Case) -> bytes:
    """Return the bytes that are stored for ``case``; what is unknown is left out."""
    return case.model_dump_json(exclude_none=True).encode()


def version_sha256(case_id: str, revision: int, document: bytes) -> str:
    """Return the hash that binds a version's bytes to its case and its number."""
    place = json.dumps([case_id, revision]).encode()
    return hashlib.sha256(place + b"\n" + document).hexdigest()


class Versions:
    """The versions that were read or saved last, so that none is parsed twice.

    The key names the very bytes, so that what is at hand is what is stored.
    """

    def __init__(self) -> None:
        self._cases: dict[Key, Case] = {}
        self._lock = Lock()

    def at_hand(self, key: Key) -> Case | None:
        """Return the case of an id, a revision and a hash, when it is at hand."""
        return self._cases.get(key)

    def keep(self, key: Key, case: Case) -> Case:
        """Keep a case at hand, in place of the one that came first, and return it."""
        with self._lock:
            self._cases.pop(key, None)
            self._cases[key] = case
            while len(self._cases) > _KEPT:
                del self._cases[next(iter(self._cases))]
        return case

    def case_of(self, row: Any) -> Case:
        """Return the case of a row as `case_of` does, and keep it at hand."""
        checked = _checked(row)
        key = (row.case_id, row.revision, row.sha256)
        return self.keep(key, self.at_hand(key) or _parsed(checked))


def case_of(row: Any) -> Case:
    """Return the case of a row with ``case_id revision sha256 document``.

    Raises:
        StoreRefusedError: when the row is not what was saved, or newer than this
            program.
    """
    return _parsed(_checked(row))


def bytes_of(row: Any) -> bytes:
    """Return the document of a row; raises StoreRefusedError when it is no bytes."""
    if not isinstance(row.document, bytes):
        raise damaged()
    return row.document


def _checked(row: Any) -> bytes:
    document = bytes_of(row)
    if row.sha256 != version_sha256(row.case_id, row.revision, document):
        raise damaged()
    return document


def _parsed(document: bytes) -> Case:
    try:
        return _case(document)
    except NewerSchemaError as newer:
        words = {"version": Count(newer.version), "known": Count(SCHEMA_VERSION)}
        raise StoreRefusedError("case-newer", Message(NEWER_CASE, words)) from None


def _case(document: bytes) -> Case:
    try:
        case = Case.model_validate_json(document)
    except ValidationError:
        case = None
    if case and case.schema_version == SCHEMA_VERSION:
        return case
    current = upgraded(_record(document))
    return Case.model_validate_json(json.dumps(current))


def _record(document: bytes) -> dict[str, Any]:
    found = _JSON.validate_json(document)
    return found if isinstance(found, dict) else {}
