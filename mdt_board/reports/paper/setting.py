"""Words set in lines: a piece of the page that needs no markup."""

from collections.abc import Iterator, Sequence

from reportlab.pdfgen.textobject import PDFTextObject
from reportlab.platypus import Flowable

from mdt_board.reports.escape import runs
from mdt_board.reports.paper.fonts import BOLDER, PER_MILLE, widths_of
from mdt_board.reports.paper.line_breaks import break_lines
from mdt_board.reports.paper.styles import RISE, Style, color

BODY = Style()
Spans = tuple[tuple[str, str], ...]  # font name and stretch


class Setting(Flowable):
    """Lines of words in one style, of which the first few may be bold."""

    def __init__(self, spans: Spans, style: Style) -> None:
        super().__init__()
        self.style = style
        self._spans = spans
        self._text = "".join(stretch for _, stretch in spans)
        self._fonts = [font for font, stretch in spans for _ in stretch]
        size = style.size / PER_MILLE
        self._widths = [
            width * size
            for font, stretch in spans
            for width in widths_of(stretch, font)
        ]
        self._lines: list[tuple[int, int]] = []

    @property
    def natural_width(self) -> float:
        """The width of the words in one line, in points."""
        return sum(self._widths)

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803  # reportlab's names
        """Break the lines for this width; return width and height."""
        self.width = aW
        self._lines = break_lines(self._text, self._widths, aW)
        self.height = len(self._lines) * self.style.leading
        return aW, self.height

    def split(self, aW: float, aH: float) -> list[Flowable]:  # noqa: N803  # as above
        """Give the lines that still fit, and the rest."""
        self.wrap(aW, aH)
        fitting = int(aH / self.style.leading)
        if not 0 < fitting < len(self._lines):
            return []
        at = self._lines[fitting][0]
        return [self._part(0, at), self._part(at, len(self._text))]

    def draw(self) -> None:
        """Draw the lines from the top."""
        text = self.canv.beginText()
        text.setFillColor(color(self.style.ink))
        y = self.height - self.style.leading * (1 - RISE)
        for start, end in self._lines:
            text.setTextOrigin(self._indent(start, end), y)
            self._put(text, start, end)
            y -= self.style.leading
        self.canv.drawText(text)

    def _indent(self, start: int, end: int) -> float:
        spare = self.width - sum(self._widths[start:end])
        return max(0.0, spare) if self.style.is_right else 0.0

    def _put(self, text: PDFTextObject, start: int, end: int) -> None:
        for font, first, last in _stretches(self._fonts, start, end):
            text.setFont(font, self.style.size)
            text.textOut(self._text[first:last])

    def _part(self, start: int, end: int) -> "Setting":
        spans = tuple(
            (font, self._text[first:last])
            for font, first, last in _stretches(self._fonts, start, end)
        )
        return Setting(spans, self.style)


def words(text: str, style: Style = BODY) -> Setting:
    """Set plain text."""
    return Setting(_weighted(text, style.is_bold), style)


def labeled(label: str, text: str, style: Style = BODY) -> Setting:
    """Set plain text after a bold label."""
    return Setting((*_weighted(label, True), *_weighted(text, style.is_bold)), style)


def _weighted(text: str, is_bold: bool) -> Spans:
    return tuple((BOLDER[font] if is_bold else font, s) for font, s in runs(text))


def _stretches(
    fonts: Sequence[str], start: int, end: int
) -> Iterator[tuple[str, int, int]]:
    """Return each stretch of one font as its font, start and end."""
    first = start
    for i in range(start, end):
        if i + 1 == end or fonts[i + 1] != fonts[i]:
            yield fonts[i], first, i + 1
            first = i + 1
