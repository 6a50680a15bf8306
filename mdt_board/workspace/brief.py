"""A value of a field, written so that a person can read it in one line."""

import json

from pydantic import JsonValue

from mdt_board.i18n import NO_VALUE

LANGUAGES = frozenset({"zh", "en"})  # of what people write
WORTH = 60  # characters of a value that a line still shows


def brief(value: JsonValue) -> str:
    """Write a value of a field, or a whole record, so that a long one fits its line."""
    if value is None:
        return NO_VALUE
    if isinstance(value, dict) and {"list", "record"} <= set(value):
        return f"{value['list']} {_json(value['record'])}"
    if isinstance(value, dict) and value and set(value) <= LANGUAGES:
        return " / ".join(str(words) for words in value.values() if words)
    return value if isinstance(value, str) else _json(value)


def _json(value: JsonValue) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= WORTH else f"{text[:WORTH]}…"
