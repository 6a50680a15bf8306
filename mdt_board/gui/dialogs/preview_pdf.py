"""The chart summary as it will be printed, page by page."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mdt_board.gui.dialogs.base import BoardDialog
from mdt_board.gui.plain import PlainLabel
from mdt_board.gui.theme import GAP
from mdt_board.i18n import CHINESE, ENGLISH, Translator
from mdt_board.model.text import N_

SIZE_PX = (900, 900)
BESIDE_PX = 96  # margins and the scroll bar
NAMES = {CHINESE: "中文", ENGLISH: "English"}


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF and a picture of each of its pages."""

    pdf: bytes
    pages: tuple[QImage, ...]


def pictures_of(pdf: bytes, width_px: int) -> Printed:
    """Draw every page at a width; takes some 50 ms a page, so it is done at the desk.

    Drawn at the width of the screen's page, nothing has to be scaled when it is shown.
    """
    import pypdfium2  # late: only a preview needs it

    document = pypdfium2.PdfDocument(pdf)
    try:
        return Printed(
            pdf, tuple(_picture(document[n], width_px) for n in range(len(document)))
        )
    finally:
        document.close()


def _picture(page: Any, width_px: int) -> QImage:
    """Draw one page of pypdfium2, which ships no types."""
    drawn = page.render(scale=width_px / page.get_width(), prefer_bgrx=True)
    size = (drawn.width, drawn.height, drawn.stride)
    return QImage(bytes(drawn.buffer), *size, QImage.Format.Format_RGB32).copy()


class PageView(QWidget):
    """One page, as wide as there is room."""

    def __init__(self, picture: QImage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = picture
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def heightForWidth(self, width: int) -> int:
        """Return the height of the whole page at this width."""
        size = self._picture.size()
        return round(width * size.height() / max(size.width(), 1))

    def sizeHint(self) -> QSize:
        """Return the size the page was drawn at."""
        return self._picture.size() / self.devicePixelRatioF()

    def minimumSizeHint(self) -> QSize:
        """Let a page shrink with the window."""
        return QSize(1, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the page."""
        painter = QPainter(self)
        painter.drawImage(self.rect(), self._picture)
        painter.end()


class PdfPreviewDialog(BoardDialog):
    """Pages under each other; its language is chosen apart from the window's."""

    language_chosen = Signal(str)
    export_wanted = Signal()

    def __init__(self, tr: Translator, parent: QWidget | None = None) -> None:
        super().__init__(tr(N_("Chart summary")), SIZE_PX, parent)
        self._tr = tr
        self.language = tr.language
        self.printed: Printed | None = None
        self.pages: list[PageView] = []
        self._said = PlainLabel("muted")
        self.languages = {name: QToolButton() for name in NAMES}
        self._area, self._inside = QScrollArea(), QWidget()
        self._inside.setObjectName("content")
        self._column = QVBoxLayout(self._inside)
        self._column.setSpacing(GAP)
        self._column.addStretch(1)
        self.exporting = self.add_button(tr(N_("Export PDF…")), is_default=True)
        self.add_button(tr(N_("Close"))).clicked.connect(self.reject)
        self.exporting.clicked.connect(self.export_wanted)
        self._lay_out()
        self.show_waiting()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        for language, button in self.languages.items():
            button.setText(NAMES[language])
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, n=language: self._choose(n))
            top.addWidget(button)
        top.addWidget(self._said, 1)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self._inside)
        self._area.setAccessibleName(self.windowTitle())
        self.column.addLayout(top)
        self.column.addWidget(self._area, 1)
        self.close_column()

    @property
    def page_px(self) -> int:
        """How many pixels of the screen a page is wide."""
        return int((self.width() - BESIDE_PX) * self.devicePixelRatioF())

    def show_waiting(self) -> None:
        """Say that the pages are being drawn."""
        for language, button in self.languages.items():
            button.setChecked(language == self.language)
        self.printed = None
        self.exporting.setEnabled(False)
        self._said.show_text(self._tr(N_("Drawing the pages …")))

    def show_printed(self, printed: Printed) -> None:
        """Show these pages in place of those before."""
        self.printed = printed
        while self.pages:
            page = self.pages.pop()
            self._column.removeWidget(page)
            page.deleteLater()
        for picture in printed.pages:
            self.pages.append(PageView(picture))
            self._column.insertWidget(len(self.pages) - 1, self.pages[-1])
        self._said.show_text(self._tr(N_("Pages: {count}"), count=len(self.pages)))
        self.exporting.setEnabled(True)
        self._area.verticalScrollBar().setValue(0)

    def _choose(self, language: str) -> None:
        if language != self.language:
            self.language = language
            self.show_waiting()
            self.language_chosen.emit(language)
        self.languages[language].setChecked(True)
