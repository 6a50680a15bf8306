"""Sizes, colors and spaces of the paper, in points."""

from dataclasses import dataclass
from functools import cache

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from mdt_board.palette import LIGHT

PAGE = A4
SIDE = 15 * mm
TOP = 11 * mm
FOOT = 13 * mm
WIDTH = PAGE[0] - 2 * SIDE
GAP = 4.0
BODY_SIZE = 8.0
LEADING = 1.28  # of the size
RISE = 0.3  # of the size: from the foot of a line to its base


@dataclass(frozen=True, slots=True)
class Style:
    """How words look: size in points, name of a color, weight, side."""

    size: float = BODY_SIZE
    ink: str = "ink"
    is_bold: bool = False
    is_right: bool = False

    @property
    def leading(self) -> float:
        """The distance from line to line."""
        return self.size * LEADING


@cache
def color(name: str) -> Color:
    """Return a color of the light palette by its name."""
    return HexColor(LIGHT.color(name))
