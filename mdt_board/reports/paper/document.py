"""One report as the bytes of a PDF: the same bytes for the same report."""

from io import BytesIO
from typing import Any

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

from mdt_board.reports.blocks import Footer, Report
from mdt_board.reports.escape import runs
from mdt_board.reports.paper.flow import flow
from mdt_board.reports.paper.fonts import REGULAR, register, width_of
from mdt_board.reports.paper.styles import FOOT, PAGE, SIDE, TOP, WIDTH, color

FOOTER_SIZE = 7.2
FOOTER_Y = FOOT - 22
rl_config.useA85 = 0  # text armor around every stream would cost a quarter more
LANGUAGES = {"zh": "zh-CN", "en": "en"}


def render(report: Report) -> bytes:
    """Return the PDF; its metadata name the case by its id, never the patient."""
    register()
    buffer = BytesIO()
    document = BaseDocTemplate(
        buffer,
        pagesize=PAGE,
        title=report.title,
        subject=report.subject,
        author="MDT Board",
        creator="MDT Board",
        lang=LANGUAGES[report.language],
        invariant=1,
        pageCompression=1,
    )
    frame = Frame(SIDE, FOOT, WIDTH, PAGE[1] - TOP - FOOT, 0, 0, 0, 0, id="page")
    document.addPageTemplates(PageTemplate("page", [frame]))

    def canvas(*args: Any, **options: Any) -> Canvas:
        return _CountedCanvas(report.footer, *args, **options)

    document.build(flow(report.blocks), canvasmaker=canvas)
    return buffer.getvalue()


class _CountedCanvas(Canvas):
    """A canvas that holds its pages back until it knows how many there are."""

    def __init__(self, footer: Footer, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "initialFontName": REGULAR})
        self._footer = footer
        self._held: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802  # reportlab's name
        """Keep the page for later."""
        self._held.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]  # the stubs lack it

    def save(self) -> None:
        """Draw the foot of each page, now that they are counted, and write all."""
        for number, page in enumerate(self._held, start=1):
            self.__dict__.update(page)
            _draw_footer(self, self._footer, number, len(self._held))
            super().showPage()
        super().save()


def _draw_footer(canvas: Canvas, footer: Footer, page: int, pages: int) -> None:
    canvas.setStrokeColor(color("line"))
    canvas.setLineWidth(0.6)
    canvas.line(SIDE, FOOTER_Y + 12, SIDE + WIDTH, FOOTER_Y + 12)
    canvas.setFillColor(color("muted"))
    _draw_words(canvas, SIDE, footer.left)
    counted = footer.page.format(page=page, pages=pages)
    right = f"{footer.right} · {counted}"
    width = sum(width_of(text, font, FOOTER_SIZE) for font, text in runs(right))
    _draw_words(canvas, SIDE + WIDTH - width, right)


def _draw_words(canvas: Canvas, x: float, words: str) -> None:
    for font, text in runs(words):
        canvas.setFont(font, FOOTER_SIZE)
        canvas.drawString(x, FOOTER_Y, text)
        x += width_of(text, font, FOOTER_SIZE)
