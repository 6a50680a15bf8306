"""Words and small marks inside drawings, in fonts that have every character."""

from collections.abc import Sequence

from reportlab.graphics.shapes import (
    Circle,
    Drawing,
    Group,
    Line,
    Polygon,
    PolyLine,
    Rect,
    Shape,
    String,
)

from mdt_board.reports.escape import runs
from mdt_board.reports.paper.fonts import BOLDER, width_of
from mdt_board.reports.paper.styles import color

LABEL_SIZE = 6.6
DASH = [2.4, 2.0]
ELLIPSIS = "…"


def words(  # noqa: PLR0913, PLR0917  # place and look of one line of words
    text: str,
    x: float,
    y: float,
    ink: str = "muted",
    size: float = LABEL_SIZE,
    is_bold: bool = False,
) -> Group:
    """Set words that begin at a point."""
    group = Group()
    for font, stretch in runs(text):
        face = BOLDER[font] if is_bold else font
        group.add(
            String(x, y, stretch, fontName=face, fontSize=size, fillColor=color(ink))
        )
        x += width_of(stretch, face, size)
    return group


def words_before(text: str, x: float, y: float, ink: str = "muted") -> Group:
    """Set words that end at a point."""
    return words(text, x - length(text), y, ink)


def length(text: str, size: float = LABEL_SIZE) -> float:
    """Return how long words are, in points."""
    return sum(width_of(stretch, font, size) for font, stretch in runs(text))


def shortened(text: str, room: float) -> str:
    """Return the words, cut with an ellipsis where they are longer than the room."""
    if length(text) <= room:
        return text
    cut = text
    while cut and length(cut + ELLIPSIS) > room:
        cut = cut[:-1]
    return cut + ELLIPSIS


def stroke(
    points: Sequence[tuple[float, float]],
    ink: str,
    width: float = 0.5,
    is_dashed: bool = False,
) -> PolyLine:
    """Draw a line through points."""
    flat = [value for point in points for value in point]
    line = PolyLine(flat, strokeColor=color(ink), strokeWidth=width, strokeLineJoin=1)
    if is_dashed:
        line.strokeDashArray = DASH
    return line


def dot(x: float, y: float, ink: str, is_hollow: bool, radius: float = 2.0) -> Circle:
    """Draw a value; hollow when it was not detected."""
    return Circle(
        x,
        y,
        radius,
        fillColor=color("card" if is_hollow else ink),
        strokeColor=color(ink),
        strokeWidth=0.9,
    )


def diamond(x: float, y: float, ink: str, half: float = 3.0) -> Polygon:
    """Draw a sample of tissue or an operation."""
    corners = [x - half, y, x, y + half, x + half, y, x, y - half]
    return Polygon(corners, fillColor=color(ink), strokeColor=None)


def box(  # noqa: PLR0913, PLR0917  # the four sides, and how it looks
    x: float,
    y: float,
    width: float,
    height: float,
    ink: str | None,
    edge: str | None = None,
    is_dashed: bool = False,
    radius: float = 0,
) -> Rect:
    """Draw a box, filled or with an edge or both."""
    rect = Rect(x, y, width, height, rx=radius, ry=radius)
    rect.fillColor = color(ink) if ink else None
    rect.strokeColor = color(edge) if edge else None
    rect.strokeWidth = 0.7
    if is_dashed:
        rect.strokeDashArray = DASH
    return rect


def tick_box(is_ticked: bool = False) -> Drawing:
    """Draw a box to tick by hand, or one that is ticked."""
    drawing = Drawing(10, 11)
    drawing.add(box(0.5, 1, 7.5, 7.5, None, "ink"))
    if is_ticked:
        drawing.add(stroke([(2, 4.5), (3.8, 2.6), (7, 7)], "ink", 1.1))
    return drawing


def signature_line(width: float) -> Drawing:
    """Draw a line to sign on."""
    drawing = Drawing(width, 3)
    drawing.add(Line(0, 2, width, 2, strokeColor=color("ink"), strokeWidth=0.6))
    return drawing


def put(drawing: Drawing, shapes: Sequence[Shape | Group]) -> None:
    """Add shapes to a drawing, the later ones on top."""
    for shape in shapes:
        drawing.add(shape)
