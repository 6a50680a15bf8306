"""What pydantic found wrong with a document, as issues that never quote the input."""

import re
from typing import Any

from pydantic import ValidationError

from mdt_board.model.issue import Issue
from mdt_board.model.text import N_, Count, Values
from mdt_board.terminology.completion import closest
from mdt_board.workspace.refused import refusal

MISSING = N_("this field is missing; add it")
UNKNOWN = N_(
    "field {number} of this record is not known; `mdt-board schema` lists the known"
    " ones"
)
NOT_LISTED = N_("this value is not one of {known}")
NOT_NEAR = N_("this value is not in the list; the closest in it are {known}")
NOT_TEXT = N_("this is not text; put it in quotation marks")
NOT_WHOLE = N_("this is not a whole number; write digits without quotation marks")
NOT_NUMBER = N_("this is not a number; correct it")
NOT_TRUTH = N_("this is neither true nor false; write one of them")
NOT_LIST = N_("this is not a list; put it in square brackets")
NOT_RECORD = N_("this is not a record; put it in braces")
NOT_DAY = N_("this is not a date; write YYYY-MM-DD, YYYY-MM or YYYY as far as known")
NOT_LENGTH = N_("this is not a length; write 0 to 2000 mm with at most four decimals")
OUTSIDE = N_("this number is outside the range of the field; correct it")
BLANK = N_("this must not be empty; fill it in")
MISFORMED = N_("this does not have the form of the field; see `mdt-board schema`")

MOST_NAMED = 12  # values; of more only the closest are named
_QUOTED = re.compile(r"'([^']*)'")

Loc = tuple[int | str, ...]

_TEXTS = {
    "string_type": NOT_TEXT,
    "int_type": NOT_WHOLE,
    "decimal_type": NOT_NUMBER,
    "decimal_parsing": NOT_NUMBER,
    "finite_number": NOT_NUMBER,
    "bool_type": NOT_TRUTH,
    "tuple_type": NOT_LIST,
    "model_type": NOT_RECORD,
    "model_attributes_type": NOT_RECORD,
    "date_parsing": NOT_DAY,
    "date_from_datetime_parsing": NOT_DAY,
    "date_type": NOT_DAY,
    "greater_than_equal": OUTSIDE,
    "less_than_equal": OUTSIDE,
    "decimal_max_digits": OUTSIDE,
    "decimal_max_places": OUTSIDE,
    "decimal_whole_digits": OUTSIDE,
    "string_too_short": BLANK,
}
_KNOWN_VALUES = {
    "enum": "expected",
    "literal_error": "expected",
    "union_tag_invalid": "expected_tags",
}


def issues_of(
    error: ValidationError, document: Any, field: str = ""
) -> tuple[Issue, ...]:
    """Return one issue for each field in error, with the field's path as its place.

    Args:
        error: what the model said.
        document: what it was given; only positions in it are told, never its words.
        field: of which the document is the value; empty where it is a whole record.
    """
    found = error.errors(include_url=False, include_input=False)
    issues = [
        _issue(e["type"], e["loc"], e.get("ctx", {}), document, field) for e in found
    ]
    return tuple({i.place: i for i in issues}.values())


def _issue(
    kind: str, loc: Loc, context: dict[str, Any], document: Any, field: str
) -> Issue:
    if kind == "extra_forbidden":  # the field's name is input too
        path, record = _followed(loc[:-1], document)
        number = Count(list(record).index(loc[-1]) + 1)
        return refusal("field-unknown", UNKNOWN, _place(path), {"number": number})
    path, said = _followed(loc, document)
    name = next((p for p in reversed(path) if isinstance(p, str)), field)
    if kind == "missing":
        return refusal("field-missing", MISSING, _place((*path, loc[-1])))
    if kind in _KNOWN_VALUES:
        known = _QUOTED.findall(str(context[_KNOWN_VALUES[kind]]))
        return _not_listed(_place(path), name, known, str(said))
    is_own = kind == "value_error" or path[-1:] != loc[-1:]
    text = _own_form(name) if is_own else _TEXTS.get(kind, MISFORMED)
    return refusal("field-misformed", text, _place(path))


def _not_listed(place: str, field: str, known: list[str], said: str) -> Issue:
    is_short = len(known) <= MOST_NAMED
    named = known if is_short else closest(known, said)
    words = {"known": Values(field, tuple(named))}
    text = NOT_LISTED if is_short else NOT_NEAR
    return refusal("field-not-listed", text, place, words)


def _followed(loc: Loc, document: Any) -> tuple[Loc, Any]:
    """Return the steps that exist in the document, and where they lead.

    The model's path also names the member of a union that it tried, which is no field.
    """
    path: list[int | str] = []
    for step in loc:
        is_key = isinstance(document, dict) and step in document
        if is_key or (isinstance(document, list) and isinstance(step, int)):
            path.append(step)
            document = document[step]
    return tuple(path), document


def _own_form(name: str) -> str:
    """Tell our two own types of value apart: dates are named so by house rule."""
    return NOT_DAY if name.endswith("on") or "date" in name else NOT_LENGTH


def _place(path: Loc) -> str:
    parts = [f"[{p}]" if isinstance(p, int) else f".{p}" for p in path]
    return "".join(parts).removeprefix(".")
