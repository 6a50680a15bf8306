"""Sizes, colors and spaces of the paper, in points."""

from functools import cache

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm

from mdt_board.palette import LIGHT
from mdt_board.reports.paper.fonts import BOLD, REGULAR

PAGE = A4
SIDE = 15 * mm
TOP = 13 * mm
FOOT = 17 * mm
WIDTH = PAGE[0] - 2 * SIDE
GAP = 4.0
BODY_SIZE = 8.8


@cache
def color(name: str) -> Color:
    """Return a color of the light palette by its name."""
    return HexColor(LIGHT.color(name))


@cache
def style(
    size: float = BODY_SIZE,
    ink: str = "ink",
    is_bold: bool = False,
    is_right: bool = False,
) -> ParagraphStyle:
    """Return a paragraph style; Chinese rules of line breaking hold for all text."""
    return ParagraphStyle(
        f"{size} {ink} {is_bold} {is_right}",
        fontName=BOLD if is_bold else REGULAR,
        fontSize=size,
        leading=size * 1.42,
        textColor=color(ink),
        wordWrap="CJK",
        alignment=TA_RIGHT if is_right else TA_LEFT,
    )
