"""JSON from outside: bounded, unambiguous, and finite, or refused with its place.

The standard reader takes duplicate keys, NaN and Infinity, and crashes on deep nesting.
"""

import json
import math
import re
from collections.abc import Callable
from decimal import Decimal
from itertools import accumulate
from typing import Any, Never

from mdt_board.importers.sandbox import refused
from mdt_board.model.issue import Issue
from mdt_board.model.text import N_, Count

MAX_DEPTH = 64
MAX_DIGITS = 1_000  # of one number; no measurement has more than 24
_QUOTED = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)
_STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_NO_BRACKETS = bytes(set(range(256)) - _STEPS.keys())

EMPTY = N_("The file is empty; choose another one.")
NOT_UTF8 = N_("The file is not text in UTF-8; save it as UTF-8.")
TOO_DEEP = N_(
    "The file is nested more than {depth} levels deep; no such record is. Take another "
    "copy."
)
NOT_JSON = N_(
    "The file is not complete JSON at line {line}, column {column}; correct it there "
    "or take another copy."
)
AMBIGUOUS = N_("A key stands twice in one record; keep only one of them.")
NOT_FINITE = N_("A number is not finite or too large; correct it.")


class _NotAllowedError(Exception):
    def __init__(self, issue: Issue) -> None:
        self.issue = issue
        super().__init__(issue.code)


def parsed(data: bytes, *, is_exact: bool = False) -> Any | Issue:
    """Return the JSON value of ``data``, or the issue for which it is refused.

    Numbers with a point are floats; with ``is_exact`` they are decimals as written.
    """
    try:
        return _parsed(_text(data), _exact if is_exact else _finite)
    except _NotAllowedError as refusal:
        return refusal.issue


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _NotAllowedError(refused("not-utf8", NOT_UTF8)) from None
    if not text.strip():
        raise _NotAllowedError(refused("file-empty", EMPTY))
    return text


def _parsed(text: str, number: Callable[[str], float | Decimal]) -> Any:
    _check_depth(text)
    try:
        return json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=_not_finite,
            parse_float=number,
        )
    except json.JSONDecodeError as error:
        line, column = Count(error.lineno), Count(error.colno)
        issue = refused("not-json", NOT_JSON, line=line, column=column)
        raise _NotAllowedError(issue) from None
    except ValueError:  # a whole number of more digits than Python converts
        _not_finite("")


def _check_depth(text: str) -> None:
    """Refuse deep nesting before it is parsed; what stands in quotes does not count."""
    brackets = _QUOTED.sub("", text).encode("utf-8").translate(None, _NO_BRACKETS)
    steps = map(_STEPS.__getitem__, brackets)
    if max(accumulate(steps), default=0) > MAX_DEPTH:
        issue = refused("too-deep", TOO_DEEP, depth=Count(MAX_DEPTH))
        raise _NotAllowedError(issue)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        raise _NotAllowedError(refused("key-twice", AMBIGUOUS))
    return record


def _not_finite(_text: str) -> Never:
    raise _NotAllowedError(refused("not-finite", NOT_FINITE))


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number) or len(text) > MAX_DIGITS:
        _not_finite(text)
    return number


def _exact(text: str) -> Decimal:
    _finite(text)
    try:
        return Decimal(text)
    except ArithmeticError:  # an exponent beyond those that decimals have
        _not_finite(text)
