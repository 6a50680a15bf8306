"""Which lesions to follow as targets: five in all, two of an organ, every organ shown.

All nodes together are one organ, and so are paired organs (RECIST 1.1 §4.2 and the
questions and clarifications of the EORTC). The choice is radiology's: this proposes.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from mdt_board.interpret.response.measurability import NODE
from mdt_board.model.quantity import Length
from mdt_board.model.radiology import Lesion

MAX_TARGETS, MAX_PER_ORGAN = 5, 2
# A side of a paired organ is not an organ of its own.
SIDES = ("left-", "right-")
T = TypeVar("T")


def organ_of(lesion: Lesion, classes: frozenset[str] = frozenset()) -> str:
    """Return the organ that a lesion counts in; empty where it is not stated."""
    if lesion.is_node or (lesion.is_node is None and NODE in classes):
        return NODE
    for side in SIDES:
        if lesion.organ.startswith(side):
            return lesion.organ.removeprefix(side)
    return lesion.organ


def crowded(organs: Iterable[str]) -> dict[str, int]:
    """Return the organs with more targets than two, and how many; unstated ones not."""
    counts: dict[str, int] = {}
    for organ in organs:
        counts[organ] = counts.get(organ, 0) + 1
    return {o: n for o, n in counts.items() if o and n > MAX_PER_ORGAN}


def proposed(
    lesions: Sequence[T], organ: Callable[[T], str], size: Callable[[T], Length]
) -> tuple[T, ...]:
    """Choose targets: the largest of every organ first, then the second largest.

    ``lesions`` are measurable ones; those of an organ not stated count each alone.
    """
    ranked = sorted(lesions, key=lambda x: -size(x).ticks)
    nth: dict[str, int] = {}
    rounds: list[tuple[int, int]] = []
    for at, lesion in enumerate(ranked):
        name = organ(lesion) or f"unstated-{at}"
        nth[name] = nth.get(name, 0) + 1
        if nth[name] <= MAX_PER_ORGAN:
            rounds.append((nth[name], at))
    return tuple(ranked[at] for _, at in sorted(rounds)[:MAX_TARGETS])
