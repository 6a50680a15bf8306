"""Nothing is cut off at the sizes that people have."""

from itertools import combinations, pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QScrollArea

from mdt_board.gui.charts.labels import stacked
from mdt_board.gui.charts.plot import TimeChart
from mdt_board.gui.deck import Deck
from mdt_board.gui.panels.agenda import AgendaPanel
from mdt_board.gui.panels.chart_row import ChartRow
from mdt_board.gui.panels.discipline import DisciplinePanel
from mdt_board.gui.panels.table import RowTable
from mdt_board.gui.plain import PlainLabel

CASES = [f"MDT-2026-041{n}" for n in range(1, 7)]
SIZES = [
    (1920, 1080, 4),
    (1880, 1080, 4),
    (1700, 1000, 2),
    (1536, 864, 2),
    (1366, 768, 2),
    (1170, 800, 2),
    (1100, 800, 1),
    (1024, 768, 1),
    (900, 700, 1),
]
EVERY = [
    (language, size, case)
    for language in ("zh", "en")
    for size in SIZES
    for case in CASES
]


def cut_off(label):
    rect, metrics = label.contentsRect(), label.fontMetrics()
    if label.wordWrap():
        return rect.height() < label.heightForWidth(label.width()) - 1
    widest = max(metrics.horizontalAdvance(t) for t in label.text().split("\n"))
    return rect.width() < widest or rect.height() < metrics.height() - 4


def cut_cells(table):
    model, bad = table.model(), []
    for column in range(model.columnCount()):
        for row in range(model.rowCount()):
            index = model.index(row, column)
            hint = table.itemDelegate().sizeHint(None, index)
            if table.rowHeight(row) < hint.height():
                bad.append(index.data())
            if column and table.columnWidth(column) < hint.width():
                bad.append(index.data())
        title = model.headerData(column, Qt.Orientation.Horizontal)
        metrics = QFontMetrics(table.horizontalHeader().font())
        if table.columnWidth(column) < metrics.horizontalAdvance(title) - 8:
            bad.append(title)
    return bad


@pytest.mark.parametrize(("language", "size", "case"), EVERY)
def test_nothing_is_cut_off_or_covered_and_nothing_scrolls_sideways(
    open_window, qtbot, language, size, case
):
    width, height, columns = size
    window = open_window(language, width, height, case)
    deck = window.findChild(Deck)
    assert deck.columns == columns
    for tab in range(4 if columns == 1 else 1):
        deck.tabs.setCurrentIndex(tab)
        qtbot.wait(50)
        check_window(window)


def check_window(window):
    labels = [x for x in window.findChildren(PlainLabel) if x.isVisible() and x.text()]
    assert [x.text() for x in labels if cut_off(x)] == []
    tables = [t for t in window.findChildren(RowTable) if t.isVisible()]
    assert [t for table in tables for t in cut_cells(table)] == []
    for area in window.findChildren(QScrollArea):
        assert area.horizontalScrollBar().maximum() == 0
        assert area.widget().width() <= area.viewport().width()
    for chart in window.findChildren(TimeChart):
        for a, b in combinations([w.rect for w in chart.placed], 2):
            assert not a.intersects(b)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_whole_board_fits_on_a_projector(open_window, qtbot, language):
    window = open_window(language, 1920, 1080)

    def nothing_scrolls():
        for area in beside_the_agenda(window):
            assert area.verticalScrollBar().maximum() == 0

    qtbot.waitUntil(nothing_scrolls, timeout=2_000)


def beside_the_agenda(window):
    """The rail lists all cases and follow-ups, however many: only it may scroll."""
    rail = window.findChild(AgendaPanel)
    return [a for a in window.findChildren(QScrollArea) if not rail.isAncestorOf(a)]


def test_panels_are_re_arranged_when_the_window_is_resized(open_window, qtbot):
    window = open_window("zh", 1920, 1080)
    for width, height, columns in reversed(SIZES):
        window.resize(width, height)
        qtbot.wait(50)
        assert window.findChild(Deck).columns == columns
        visible = [p for p in window.findChildren(DisciplinePanel) if p.isVisible()]
        assert len(visible) == (1 if columns == 1 else 4)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [(1920, 1080), (1366, 768), (1024, 768), (900, 700)])
def test_larger_text_is_not_cut_off(open_window, qtbot, language, size):
    window = open_window(language, *size)
    window.text_percent = 125
    window.dress()
    deck = window.findChild(Deck)
    for tab in range(4 if deck.columns == 1 else 1):
        deck.tabs.setCurrentIndex(tab)
        qtbot.waitUntil(lambda: check_window(window), timeout=2_000)
    assert window.board.width() == size[0]
    assert window.board.minimumSizeHint().width() <= size[0]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_window_has_one_layout_at_every_width(open_window, qtbot, language):
    window = open_window(language, 1366, 768)
    for width in (1200, 1060, 1059, 950, 900, 840, 839, 800):
        window.resize(width, 700)
        qtbot.wait(50)
        assert window.board.width() == width
        assert window.board.minimumSizeHint().width() <= width
        qtbot.waitUntil(lambda: check_window(window), timeout=2_000)


def test_charts_stand_in_a_row_only_where_panels_are_dense(open_window, qtbot):
    window = open_window("zh", 1920, 1080)
    row = window.findChild(ChartRow)
    for width, is_dense in ((1366, True), (1920, False), (1024, False), (1366, True)):
        window.resize(width, 800)
        qtbot.wait(100)
        slots = [panel.chart for panel in window.board.panels.values()]
        assert [row.isAncestorOf(slot) for slot in slots] == [is_dense] * 4
        assert row.isVisible() is is_dense
        assert len([s for s in slots if not s.isHidden()]) == 3


def test_a_name_is_not_broken_at_its_hyphen(open_window):
    window = open_window("en", 1366, 768)
    rail = window.findChild(AgendaPanel)
    names = [x for x in rail.findChildren(PlainLabel) if "EXAMPLE-" in x.text()]
    assert len(names) >= 6
    for name in names:
        width = name.fontMetrics().horizontalAdvance(name.text())
        assert name.contentsRect().width() >= width


@pytest.mark.parametrize("tops", [[0, 1, 2], [50, 50, 50, 50], [99, 98, 5], [40]])
def test_labels_of_a_column_keep_order_and_distance(tops):
    found = stacked(tops, 10, 0, 100)
    ordered = sorted(range(len(tops)), key=lambda i: tops[i])
    places = [found[i] for i in ordered]
    assert all(b - a >= 10 for a, b in pairwise(places))
    assert min(places) >= 0
    assert max(places) + 10 <= 100
