"""Columns for a terminal, where a hanzi takes two places."""

import unicodedata
from collections.abc import Sequence

GAP = "  "


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Return the rows as aligned lines; every row has as many cells as the first."""
    widths = [max(map(width_of, column)) for column in zip(*rows, strict=True)]
    return "\n".join(_line(row, widths) for row in rows)


def width_of(text: str) -> int:
    """Return how many places ``text`` takes on a terminal."""
    return sum(_places(character) for character in text)


def _places(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    padded = (c + " " * (w - width_of(c)) for c, w in zip(row, widths, strict=True))
    return GAP.join(padded).rstrip()
