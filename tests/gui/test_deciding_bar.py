"""The decision bar by keyboard: arrows, digits, the amber option, reading only."""

import pytest
from PySide6.QtCore import Qt

from mdt_board.gui import theme
from mdt_board.gui.panels.decision import DecisionPanel, PositionButton
from mdt_board.i18n import Translator
from mdt_board.palette import LIGHT
from mdt_board.presenters import decision_bar
from tests.gui.test_layout import beside_the_agenda

BOTH = pytest.mark.parametrize("language", ["zh", "en"])
AMBER = "treat-empirically"
RELAPSE, GROWTH = "MDT-2026-0411", "MDT-2026-0412"


@pytest.fixture
def shown(qtbot, qapp, workspace):
    """Return a bar on case B in a language, in which people may decide."""
    theme.load_fonts()
    theme.apply(qapp, LIGHT)

    def made(language="en", is_live=True):
        panel = DecisionPanel()
        qtbot.addWidget(panel)
        tr = Translator(language)
        panel.show_state(decision_bar.present(workspace.view(GROWTH), tr))
        panel.let_decide(is_live)
        panel.resize(1180, 120)
        panel.show()
        panel.activateWindow()
        qtbot.waitActive(panel)
        return panel

    return made


def chosen(panel):
    return [b.text() for b in panel.options.buttons if b.text().startswith("✓")]


@BOTH
def test_every_choice_is_there_in_the_order_of_the_question(shown, language):
    panel, tr = shown(language), Translator(language)
    texts = [b.text() for b in panel.options.buttons]
    assert len(texts) == 8
    assert texts[0] == f"✓ 1 {tr.term('choice.monitor')}"
    assert texts[1] == f"2 {tr.term('choice.escalate-imaging')}"
    assert texts[7].startswith("▲ 8 ")
    assert texts[7].endswith(tr("needs approval"))


def test_arrows_go_round_and_tab_stops_once(shown, qtbot):
    panel, seen = shown(), []
    panel.option_chosen.connect(seen.append)
    buttons = panel.options.buttons
    stops = [b for b in buttons if b.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == buttons[:1]
    buttons[0].setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up):
        qtbot.keyClick(panel.focusWidget(), key)
    qtbot.keyClick(panel.focusWidget(), Qt.Key.Key_Left)
    assert seen == [
        "escalate-imaging",
        "rebiopsy",
        "escalate-imaging",
        "monitor",
        AMBER,
    ]
    assert panel.chosen == AMBER
    assert len(chosen(panel)) == 1


def test_a_digit_chooses_and_nothing_is_recorded_by_it(shown, qtbot):
    panel, asked = shown(), []
    panel.record_asked.connect(lambda: asked.append(1))
    panel.options.buttons[0].setFocus()
    qtbot.keyClick(panel.focusWidget(), Qt.Key.Key_5)
    assert panel.chosen == "change-therapy"
    assert panel.focusWidget() is panel.options.buttons[4]
    qtbot.keyClick(panel.focusWidget(), Qt.Key.Key_9)
    assert panel.chosen == "change-therapy"
    assert asked == []


@pytest.mark.parametrize("how", ["digit", "enter", "space", "click"])
def test_the_amber_option_asks_for_its_form_at_once(shown, qtbot, how):
    panel, asked = shown(), []
    panel.record_asked.connect(lambda: asked.append(panel.chosen))
    amber = panel.options.buttons[7]
    amber.setFocus()
    keys = {
        "digit": Qt.Key.Key_8,
        "enter": Qt.Key.Key_Return,
        "space": Qt.Key.Key_Space,
    }
    if how == "click":
        qtbot.mouseClick(amber, Qt.MouseButton.LeftButton)
    else:
        qtbot.keyClick(amber, keys[how])
    assert asked == [AMBER]


def test_arrows_that_pass_the_amber_option_open_nothing(shown, qtbot):
    panel, asked = shown(), []
    panel.record_asked.connect(lambda: asked.append(1))
    panel.options.buttons[6].setFocus()
    qtbot.keyClick(panel.focusWidget(), Qt.Key.Key_Right)
    assert panel.chosen == AMBER
    assert asked == []


def test_what_is_picked_stays_in_the_other_language_and_goes_with_the_case(
    shown, workspace
):
    panel = shown()
    panel.options.buttons[2].click()
    panel.show_state(decision_bar.present(workspace.view(GROWTH), Translator("zh")))
    assert panel.chosen == "rebiopsy"
    assert len(chosen(panel)) == 1
    panel.show_state(decision_bar.present(workspace.view(RELAPSE), Translator("zh")))
    assert panel.chosen == "escalate-imaging"


def test_positions_and_commands_are_pressed_by_keyboard(shown, qtbot):
    panel, asked = shown(), []
    panel.position_asked.connect(asked.append)
    panel.record_asked.connect(lambda: asked.append("record"))
    molecular = next(
        b for b in panel.findChildren(PositionButton) if b.discipline == "molecular"
    )
    molecular.setFocus()
    qtbot.keyClick(molecular, Qt.Key.Key_Return)
    panel.record.setFocus()
    qtbot.keyClick(panel.record, Qt.Key.Key_Return)
    assert asked == ["molecular", "record"]
    assert not panel.sign.isVisible()
    assert not panel.withdraw.isVisible()


def test_where_people_only_read_nothing_takes_focus_or_clicks(shown, qtbot):
    panel, asked = shown(is_live=False), []
    panel.option_chosen.connect(asked.append)
    panel.position_asked.connect(asked.append)
    buttons = [*panel.options.buttons, *panel.findChildren(PositionButton)]
    assert {b.focusPolicy() for b in buttons} == {Qt.FocusPolicy.NoFocus}
    for button in buttons:
        assert button.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    assert not panel.record.isVisible()
    assert asked == []


@BOTH
def test_every_button_can_be_heard_and_none_is_cut_off(shown, language):
    panel = shown(language)
    buttons = [*panel.options.buttons, *panel.findChildren(PositionButton)]
    for button in (*buttons, panel.record):
        assert button.accessibleName()
        words = button.text().replace("&&", "&")
        assert button.width() >= button.fontMetrics().horizontalAdvance(words) + 8


@BOTH
def test_the_bar_in_which_people_decide_fits_on_a_projector(
    open_window, qtbot, language
):
    window = open_window(language, 1920, 1080)
    window.findChild(DecisionPanel).let_decide(True)

    def nothing_scrolls():
        for area in beside_the_agenda(window):
            assert area.verticalScrollBar().maximum() == 0

    qtbot.waitUntil(nothing_scrolls)
