"""The bytes of a case version and their hash; stored bytes are never rewritten."""

import hashlib
import json
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


def case_of(row: Any) -> Case:
    """Return the case of a row with ``case_id revision sha256 document``.

    Raises:
        StoreRefusedError: when the row is not what was saved, or newer than this
            program.
    """
    document = bytes(row.document)
    if row.sha256 != version_sha256(row.case_id, row.revision, document):
        raise damaged()
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
