"""Where the words of a chart go, so that none covers another or a marker."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF

GAP = 3.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words that want a place: the first free one of ``places`` in pixels.

    ``color`` names a color of the palette. Words are left out when every place is
    taken: none covers a value.
    """

    text: str
    color: str
    places: tuple[QRectF, ...]
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """Words in their place."""

    text: str
    color: str
    rect: QRectF
    is_bold: bool


def place(
    wanted: Iterable[Wanted], taken: Iterable[QRectF], inside: QRectF
) -> tuple[Placed, ...]:
    """Give each word its first place that is free and inside, in order of wishes."""
    used = list(taken)
    placed = []
    for word in wanted:
        free = (
            r
            for r in word.places
            if inside.contains(r) and not any(r.intersects(u) for u in used)
        )
        first = next(free, None)
        if first is not None:
            placed.append(Placed(word.text, word.color, first, word.is_bold))
            used.append(first)
    return tuple(placed)


def stacked(
    tops: Sequence[float], height: float, low: float, high: float
) -> tuple[float, ...]:
    """Move labels of one column apart, keeping their order, between low and high.

    Args:
        tops: where the top of each label wants to be, in pixels.
        height: of each label.
        low: the smallest top that is allowed.
        high: the largest bottom that is allowed.
    """
    order = sorted(range(len(tops)), key=lambda i: tops[i])
    found = [0.0] * len(tops)
    edge = low
    for i in order:
        found[i] = max(tops[i], edge)
        edge = found[i] + height
    edge = high
    for i in reversed(order):
        found[i] = min(found[i], edge - height)
        edge = found[i]
    return tuple(found)


def around(at: QPointF, width: float, height: float, away: float) -> tuple[QRectF, ...]:
    """Return places for a label around a point: the sides first, then the corners."""
    x, y = at.x(), at.y()
    return (
        QRectF(x - width / 2, y - away - height, width, height),
        QRectF(x - width / 2, y + away, width, height),
        QRectF(x + away, y - height / 2, width, height),
        QRectF(x - away - width, y - height / 2, width, height),
        QRectF(x + away, y - height, width, height),
        QRectF(x + away, y, width, height),
        QRectF(x - away - width, y - height, width, height),
        QRectF(x - away - width, y, width, height),
    )


def boxes(points: Sequence[QPointF], step: float = 6.0) -> list[QRectF]:
    """Cover a line through these points with small boxes that labels must avoid."""
    found = []
    for a, b in pairwise(points):
        length = max(abs(b.x() - a.x()), abs(b.y() - a.y()), 1.0)
        for n in range(int(length / step) + 1):
            part = min(1.0, n * step / length)
            at = a + (b - a) * part
            found.append(QRectF(at.x() - GAP, at.y() - GAP, 2 * GAP, 2 * GAP))
    return found
