"""How the columns of a table share its width."""

from collections.abc import Sequence
from dataclasses import dataclass

FIRST_SHARE = 0.3  # of the width: below it, other columns rather break their lines


@dataclass(frozen=True, slots=True)
class Wish:
    """The width at which a column needs one line, and the least that breaks no word."""

    whole: int
    least: int


def shared(wishes: Sequence[Wish], room: int, *, is_even: bool = False) -> list[int]:
    """Return the width of each column, in pixels; together they are ``room``.

    What is left over goes to the first column, or to all of them where ``is_even``.
    Where room is short, columns break their lines, the one that gains most first; no
    word is broken as long as the words alone have room.
    """
    widths = [wish.whole for wish in wishes]
    spare = room - sum(widths)
    if spare >= 0:
        return _spread(widths, spare) if is_even else [widths[0] + spare, *widths[1:]]
    first = min(wishes[0].whole, max(wishes[0].least, int(room * FIRST_SHARE)))
    short = max(0, first + sum(widths[1:]) - room)
    slack = [0, *(wish.whole - wish.least for wish in wishes[1:])]
    for at in sorted(range(1, len(wishes)), key=lambda at: -slack[at]):
        given = min(slack[at], short)
        widths[at] -= given
        short -= given
    return [room - sum(widths[1:]), *widths[1:]]


def _spread(widths: list[int], spare: int) -> list[int]:
    """Add to each column as much as it has a part of the whole."""
    whole = sum(widths) or 1
    added = [width + spare * width // whole for width in widths]
    return [added[0] + sum(widths) + spare - sum(added), *added[1:]]
