"""Choose a case of the store: the list answers as one types."""

from collections.abc import Callable

from PySide6.QtCore import QAbstractTableModel, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QTableView,
    QWidget,
)

from mdt_board.gui.dialogs.base import BoardDialog
from mdt_board.gui.panels.table import NO_INDEX, Index
from mdt_board.gui.plain import PlainLabel
from mdt_board.gui.theme import px
from mdt_board.i18n import Translator
from mdt_board.model.text import N_
from mdt_board.presenters.case_list import CaseRow, titles

SIZE_PX = (980, 560)
ROW_PX = 44  # two lines, for a question or a diagnosis
SHARES = (14, 15, 22, 27, 16, 16)  # of the width, a column each
WAITING_MS = 60  # two keys in quick succession are one question
MOVING = frozenset(
    {Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp}
)
Answer = Callable[[tuple[CaseRow, ...]], None]
Search = Callable[[str, Answer], None]


class CaseListModel(QAbstractTableModel):
    """Ready rows under titles."""

    def __init__(self, columns: tuple[str, ...]) -> None:
        super().__init__()
        self._titles = columns
        self._rows: tuple[CaseRow, ...] = ()

    def show_rows(self, rows: tuple[CaseRow, ...]) -> None:
        """Replace the rows."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def name_at(self, row: int) -> str:
        """Return the name of the case in a row, or nothing."""
        return self._rows[row].name if 0 <= row < len(self._rows) else ""

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self._titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the text of one cell."""
        spoken = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        if not index.isValid() or role not in spoken:
            return None
        return self._rows[index.row()].cells[index.column()]

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return the title of a column, over the left edge of its cells."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return self._titles[section] if role == Qt.ItemDataRole.DisplayRole else None


class CaseListDialog(BoardDialog):
    """A field and a list: type to narrow it, arrows to move, Enter to open."""

    def __init__(
        self, title: str, search: Search, tr: Translator, parent: QWidget | None = None
    ) -> None:
        """Ask for the first rows at once.

        Args:
            title: of the dialog.
            search: is given what was typed and whom to hand the rows; it may take its
                time, and the newest question wins.
            tr: the language.
            parent: the window.
        """
        super().__init__(title, SIZE_PX, parent)
        self._search, self._tr = search, tr
        self.field, self.table = QLineEdit(), QTableView()
        self.model = CaseListModel(titles(tr))
        self._said = PlainLabel("muted")
        self._pause = QTimer(self, singleShot=True, interval=WAITING_MS)
        self._pause.timeout.connect(self._ask)
        self.opening = self.add_button(tr(N_("Open")), is_default=True)
        self.add_button(tr(N_("Cancel"))).clicked.connect(self.reject)
        self._lay_out()
        self.field.textChanged.connect(lambda _: self._pause.start())
        self.field.installEventFilter(self)
        self.opening.clicked.connect(self._open)
        self.table.doubleClicked.connect(lambda _: self._open())
        self._ask()

    @property
    def chosen(self) -> str:
        """The name of the case that is marked, or nothing."""
        return self.model.name_at(self.table.currentIndex().row())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows move in the list while one types."""
        is_press = event.type() is QEvent.Type.KeyPress and watched is self.field
        if is_press and isinstance(event, QKeyEvent) and event.key() in MOVING:
            self.table.event(event)
            return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the columns; nothing scrolls sideways."""
        super().resizeEvent(event)
        self._share()

    def showEvent(self, event: QShowEvent) -> None:
        """Share the width once the layout has given it."""
        super().showEvent(event)
        QTimer.singleShot(0, self._share)

    def _share(self) -> None:
        width = self.table.viewport().width()
        for column, share in enumerate(SHARES):
            part = width * share // sum(SHARES)
            self.table.horizontalHeader().resizeSection(column, part)

    def _lay_out(self) -> None:
        hint = N_("Name, number, gene, diagnosis …")
        self.field.setPlaceholderText(self._tr(hint))
        self.field.setAccessibleName(self._tr(N_("Search")))
        table = self.table
        table.setModel(self.model)
        table.setAccessibleName(self.windowTitle())
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(px(ROW_PX))
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        table.setHorizontalScrollBarPolicy(off)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.horizontalHeader().setHighlightSections(False)
        self.column.addWidget(self.field)
        self.column.addWidget(table, 1)
        self.column.addWidget(self._said)
        self.close_column()

    def _ask(self) -> None:
        self._search(self.field.text(), self._show)

    def _show(self, rows: tuple[CaseRow, ...]) -> None:
        self.model.show_rows(rows)
        self.table.selectRow(0)
        self.opening.setEnabled(bool(rows))
        self._said.show_text("" if rows else self._tr(N_("No case matches.")))

    def _open(self) -> None:
        if self.chosen:
            self.accept()
