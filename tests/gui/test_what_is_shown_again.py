"""What has not changed is neither laid out nor measured nor made again."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from mdt_board.gui.charts.time_axis import TimeAxis
from mdt_board.gui.panels.statements import StatementRow
from mdt_board.gui.panels.table import RowTable


class Heard(QObject):
    """Counts what happens to widgets."""

    def __init__(self):
        super().__init__()
        self.kinds = []

    def eventFilter(self, watched, event):  # noqa: N802  # its name is Qt's
        self.kinds.append(event.type())
        return False


def test_a_statement_that_is_shown_again_is_left_alone(open_window):
    window = open_window("en", 1366, 768)
    rows = [r for r in window.findChildren(StatementRow) if r.statement]
    heard = Heard()
    for row in rows:
        row.installEventFilter(heard)
        row.show_statement(row.statement, row.is_open)
    assert rows
    assert heard.kinds == []


def test_a_statement_opens_and_closes_as_it_is_shown(open_window):
    window = open_window("en", 1366, 768)
    row = next(
        r for r in window.findChildren(StatementRow) if r.statement and r.focusPolicy()
    )
    row.show_statement(row.statement, not row.is_open)
    assert row.is_open
    row.show_statement(row.statement, not row.is_open)
    assert not row.is_open


def test_rows_are_made_once_for_all_cells_that_ask_for_them(open_window):
    window = open_window("en", 1366, 768)
    models = [table.model() for table in window.findChildren(RowTable)]
    for model in models:
        begun = model.begin_row()
        assert model.rows is model.rows
        if begun >= 0:
            assert model.cell_at(model.index(begun, 0)) is model.rows[begun].edits[0][1]
            model.drop_row()
    assert any(model.rows for model in models)


def test_the_axis_is_measured_anew_in_another_width_or_size(open_window, qtbot):
    window = open_window("en", 1920, 1080)
    axis = window.findChild(TimeAxis)
    before = axis._span()
    window.size_text(1)
    qtbot.waitUntil(lambda: window.dressing.is_done)
    larger = axis._span()
    assert larger != before
    window.resize(1700, 1080)
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    assert axis._span() != larger
