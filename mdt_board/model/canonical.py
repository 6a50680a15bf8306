"""The one byte form of a record, for hashes that must hold for ever."""

import hashlib
import json
from typing import Any


def canonical_bytes(value: Any) -> bytes:
    """Return JSON with sorted keys, no spaces and no escapes, as UTF-8."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()


def sha256_of(value: Any) -> str:
    """Return the SHA-256 of a JSON value's canonical bytes, in hexadecimal."""
    return hashlib.sha256(canonical_bytes(value)).hexdigest()
