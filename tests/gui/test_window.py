"""The window shows the facts, switches language live, and every line opens."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QRawFont
from PySide6.QtWidgets import QLabel, QToolButton

from mdt_board.gui import theme
from mdt_board.gui.actions import ACTIONS
from mdt_board.gui.charts.time_axis import TimeAxis
from mdt_board.gui.panels.discipline import DisciplinePanel
from mdt_board.gui.panels.interpretation import InterpretationPanel
from mdt_board.gui.panels.statements import StatementRow
from mdt_board.gui.panels.table import RowTable


def shown_text(window):
    labels = [x.text() for x in window.findChildren(QLabel) if x.isVisible()]
    cells = []
    for table in window.findChildren(RowTable):
        model = table.model()
        for row in range(model.rowCount()):
            for column in range(model.columnCount()):
                cells.append(str(model.index(row, column).data()))
    return "\n".join(labels + cells)


FACTS = {
    "zh": ["示例乙", "女 58 岁", "吉非替尼 250 mg qd", "直径总和", "27", "EGFR T790M"],
    "en": ["EXAMPLE-B", "female 58 y", "gefitinib 250 mg qd", "Sum of diameters"],
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_facts_of_the_case_are_on_screen(open_window, language):
    text = shown_text(open_window(language))
    for fact in FACTS[language]:
        assert fact in text


def test_the_language_switches_live_both_ways(open_window, qtbot):
    window = open_window("zh")
    before = shown_text(window)
    window.switch_language()
    qtbot.settle()
    assert window.language == "en"
    assert "Sum of diameters" in shown_text(window)
    assert "直径总和" not in shown_text(window)
    window.switch_language()
    qtbot.settle()
    assert shown_text(window) == before


def test_no_hanzi_is_left_in_the_english_window(open_window):
    text = shown_text(open_window("en")).replace("中 / EN", "")
    assert [c for c in text if "\u4e00" <= c <= "\u9fff"] == []


def test_names_are_masked_at_once(open_window, qtbot):
    window = open_window("zh")
    window.mask_names()
    qtbot.settle()
    assert "示例乙" not in shown_text(window)
    assert "示**" in shown_text(window)


def test_enter_opens_a_statement_and_marks_its_data(open_window, qtbot):
    window = open_window("zh")
    panel = window.findChild(InterpretationPanel)
    rows = [r for r in panel.findChildren(StatementRow) if r.isVisible()]
    row = next(r for r in rows if r.statement.records and r.statement.details)
    with qtbot.waitSignal(panel.records_pointed) as pointed:
        qtbot.keyClick(row, Qt.Key.Key_Return)
    assert row.is_open
    assert pointed.args[0] == frozenset(row.statement.records)
    reasons = [x.text() for x in row.findChildren(QLabel) if x.isVisible()]
    assert row.statement.details[0].text in reasons
    qtbot.keyClick(row, Qt.Key.Key_Return)
    assert not row.is_open


def test_an_open_statement_stays_open_in_the_other_language(open_window, qtbot):
    window = open_window("zh")
    panel = window.findChild(InterpretationPanel)
    row = next(r for r in panel.findChildren(StatementRow) if r.focusPolicy())
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    assert row.is_open
    window.switch_language()
    assert row.is_open


def test_the_same_state_is_shown_once(open_window, monkeypatch):
    window = open_window("zh")
    for panel in window.findChildren(DisciplinePanel):
        filled = []
        monkeypatch.setattr(panel, "_fill", filled.append)
        panel.show_state(panel.state)
        assert filled == []


def test_selection_survives_a_new_presentation(open_window):
    window = open_window("zh")
    table = next(t for t in window.findChildren(RowTable) if t.model().rowCount() > 2)
    table.selectRow(1)
    chosen = table.chosen_id()
    window.switch_language()
    assert table.chosen_id() == chosen


def test_cases_are_reached_by_the_keyboard_verbs(open_window):
    window = open_window("zh")
    window.step_case(1)
    assert "示例丙" in shown_text(window)
    window.step_case(-1)
    window.step_case(-1)
    assert "示例甲" in shown_text(window)
    assert not window.can_step(-1)
    window.show_case("MDT-2026-0416")
    assert not window.can_step(1)


def test_a_day_is_marked_in_every_chart(open_window, qtbot):
    window = open_window("zh")
    charts = [p.chart for p in window.findChildren(DisciplinePanel) if p.chart.view]
    assert len(charts) == 3
    axis = window.findChild(TimeAxis)
    axis.day_pointed.emit(739_500.0)
    assert {c.view.pointed_day for c in charts} == {739_500.0}


def test_every_command_is_worded_and_has_its_own_keys(open_window):
    window = open_window("zh")
    keys = [s.shortcut for s in ACTIONS]
    assert len(set(keys)) == len(keys)
    for action in window.actions():
        assert action.text()
        assert not action.shortcut().isEmpty()


def test_what_can_be_focused_can_be_heard(open_window):
    window = open_window("zh")
    deaf = [
        type(w).__name__
        for w in window.findChildren(StatementRow) + window.findChildren(RowTable)
        if w.isVisible() and w.focusPolicy() and not w.accessibleName()
    ]
    deaf += [
        b.text()
        for b in window.findChildren(QToolButton)
        if b.isVisible() and not (b.accessibleName() or b.text())
    ]
    assert deaf == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_character_is_a_box(open_window, language):
    text = shown_text(open_window(language))
    fonts = []
    for family in theme.FAMILIES:
        font = QFont(family)
        font.setPixelSize(14)
        fonts.append(QRawFont.fromFont(font))
    missing = {
        c
        for c in text
        if not c.isspace() and not any(f.supportsCharacter(ord(c)) for f in fonts)
    }
    assert missing == set()


def test_dark_colors_reach_charts(open_window, qtbot):
    window = open_window("zh")
    chart = next(p.chart for p in window.findChildren(DisciplinePanel) if p.chart.view)
    before = chart.view.backgroundBrush().color().name()
    window.switch_colors()
    qtbot.settle()
    assert chart.view.backgroundBrush().color().name() != before


def test_a_failed_reading_is_said_without_data(open_window, qtbot):
    window = open_window("en")
    window.telling.unread(ValueError("secret 10023"))
    text = shown_text(window)
    assert "could not be read" in text
    assert "secret" not in text
