"""Nothing is cut off at the sizes that people have."""

from itertools import combinations, pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QScrollArea

from mdt_board.gui import theme
from mdt_board.gui.charts.labels import stacked
from mdt_board.gui.charts.plot import TimeChart
from mdt_board.gui.deck import Deck
from mdt_board.gui.panels.agenda import AgendaPanel
from mdt_board.gui.panels.brief import BriefPanel
from mdt_board.gui.panels.cells import title_height
from mdt_board.gui.panels.chart_row import ChartRow
from mdt_board.gui.panels.columns import Wish, shared
from mdt_board.gui.panels.discipline import DisciplinePanel
from mdt_board.gui.panels.table import RowTable
from mdt_board.gui.plain import PlainLabel
from mdt_board.gui.theme import SMALL_PX, font

CASES = [f"MDT-2026-041{n}" for n in range(1, 7)]
SIZES = [
    (1920, 1080, 4),
    (1880, 1080, 4),
    (1600, 900, 4),
    (1500, 900, 4),
    (1499, 900, 2),
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
        width, height = table.columnWidth(column), table.horizontalHeader().height()
        words = title.split() if any(c.isascii() for c in title) else []
        metrics = QFontMetrics(font(SMALL_PX))
        if any(width < metrics.horizontalAdvance(word) for word in words):
            bad.append(title)
        if height < title_height(title, width):
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
        qtbot.settle()
        check_window(window)


def check_window(window):
    labels = [x for x in window.findChildren(PlainLabel) if x.isVisible() and x.text()]
    assert [x.text() for x in labels if cut_off(x)] == []
    tables = [t for t in window.findChildren(RowTable) if t.isVisible()]
    assert [t for table in tables for t in cut_cells(table)] == []
    areas = [x for x in window.findChildren(QScrollArea) if x.isVisible()]
    for area in areas:
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

    qtbot.waitUntil(nothing_scrolls)


def beside_the_agenda(window):
    """The rail lists all cases and follow-ups, however many: only it may scroll."""
    rail = window.findChild(AgendaPanel)
    return [a for a in window.findChildren(QScrollArea) if not rail.isAncestorOf(a)]


def test_panels_are_re_arranged_when_the_window_is_resized(open_window, qtbot):
    window = open_window("zh", 1920, 1080)
    for width, height, columns in reversed(SIZES):
        window.resize(width, height)
        qtbot.settle()
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
        qtbot.waitUntil(lambda: check_window(window))
    assert window.board.width() == size[0]
    assert window.board.minimumSizeHint().width() <= size[0]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_window_has_one_layout_at_every_width(open_window, qtbot, language):
    window = open_window(language, 1366, 768)
    for width in (1200, 1060, 1059, 950, 900, 840, 839, 800):
        window.resize(width, 700)
        qtbot.settle()
        assert window.board.width() == width
        assert window.board.minimumSizeHint().width() <= width
        qtbot.waitUntil(lambda: check_window(window))


def test_charts_stand_in_a_row_only_where_panels_are_dense(open_window, qtbot):
    window = open_window("zh", 1920, 1080)
    row = window.findChild(ChartRow)
    for width, is_dense in ((1366, True), (1920, False), (1024, False), (1366, True)):
        window.resize(width, 800)
        qtbot.settle()
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


def test_lines_break_where_a_reader_would_break_them(qapp):
    theme.load_fonts()
    for words, lines in (
        ("04 EXAMPLE-D", ["04", "EXAMPLE-D"]),
        ("(CT-guided biopsy)", ["(CT-guided", "biopsy)"]),
        ("LOD 0.050 %", ["LOD", "0.050 %"]),
    ):
        label = PlainLabel("body", wraps=True)
        label.setFont(font())
        label.setText(words)
        assert label.text() == words
        widest = max(label.fontMetrics().horizontalAdvance(x) for x in lines)
        height = label.heightForWidth(widest - 6)  # too narrow for the word itself
        assert round(height / label.fontMetrics().lineSpacing()) == len(lines)


@pytest.mark.parametrize("width", [1500, 1366])
def test_the_menus_have_their_room_before_who_is_there(open_window, qtbot, width):
    window = open_window("en", width, 800)
    bar = window.board.top
    qtbot.waitUntil(lambda: bar.menus.width() >= bar.menus.sizeHint().width())
    assert bar.height() < 60
    assert bar._present.isHidden()
    window.resize(1920, 800)
    window.switch_language()
    qtbot.waitUntil(bar._present.isVisible)


def test_charts_stand_over_the_notes_after_panels_were_dense(open_window, qtbot):
    window = open_window("en", 1366, 768, "MDT-2026-0414")
    window.resize(1500, 900)
    panel = window.board.panels["oncology"]

    def is_in_order():
        tops = [
            w.geometry().top() for w in (panel.chart, panel._notes, panel._said_row)
        ]
        assert tops == sorted(tops)

    qtbot.waitUntil(is_in_order)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("case", CASES)
def test_headline_and_first_step_take_few_lines(open_window, qtbot, language, case):
    window = open_window(language, 1366, 768, case)
    brief = window.findChild(BriefPanel)
    qtbot.settle()
    lines = [
        label.heightForWidth(label.width()) // label.fontMetrics().lineSpacing()
        for label in (brief._headline, brief._step)
    ]
    assert sum(lines) <= 5


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_tables_of_all_four_panels_are_whole_on_a_laptop(
    open_window, qtbot, language
):
    window = open_window(language, 1366, 768)
    scroll = window.board._scroll

    def each_table_is_in_sight():
        seen = scroll.viewport().rect()
        for panel in window.board.panels.values():
            top = panel.mapTo(scroll.viewport(), panel.rect().topLeft())
            assert seen.contains(panel.rect().translated(top))

    qtbot.waitUntil(each_table_is_in_sight)


@pytest.mark.parametrize("case", ["MDT-2026-0411", "MDT-2026-0414"])
def test_panels_are_no_higher_than_what_they_show(open_window, qtbot, case):
    window = open_window("zh", 1366, 768, case)
    page, inside = window.board._page, window.board._content

    def is_tight():
        assert inside.height() == page.totalHeightForWidth(inside.width())

    qtbot.waitUntil(is_tight)


WISHES = [Wish(80, 50), Wish(50, 50), Wish(105, 68), Wish(85, 85)]


@pytest.mark.parametrize(
    ("room", "widths"),
    [(400, [160, 50, 105, 85]), (300, [80, 50, 85, 85]), (260, [57, 50, 68, 85])],
)
def test_columns_break_lines_before_they_break_words(room, widths):
    found = shared(WISHES, room)
    assert found == widths
    assert all(w >= wish.least for w, wish in zip(found, WISHES, strict=True))


def test_columns_of_an_editor_share_what_is_left():
    assert shared([Wish(100, 50), Wish(100, 50)], 400, is_even=True) == [200, 200]
    assert shared([Wish(100, 50), Wish(100, 50)], 400) == [300, 100]


@pytest.mark.parametrize("tops", [[0, 1, 2], [50, 50, 50, 50], [99, 98, 5], [40]])
def test_labels_of_a_column_keep_order_and_distance(tops):
    found = stacked(tops, 10, 0, 100)
    ordered = sorted(range(len(tops)), key=lambda i: tops[i])
    places = [found[i] for i in ordered]
    assert all(b - a >= 10 for a, b in pairwise(places))
    assert min(places) >= 0
    assert max(places) + 10 <= 100
