"""The board decides and signs in the window, by keyboard, on the example meeting."""

import pytest
from PySide6.QtCore import Qt

from mdt_board.gui.dialogs.decision import DecisionDialog
from mdt_board.gui.dialogs.position import PositionDialog
from mdt_board.gui.dialogs.signature import SignatureDialog
from mdt_board.gui.plain import PlainLabel
from mdt_board.model.decision import DecisionState
from tests.gui.test_deciding import identified

CONTROL = Qt.KeyboardModifier.ControlModifier
BOTH = CONTROL | Qt.KeyboardModifier.ShiftModifier


def state_of(window):
    decision = window.view.case.decision
    return decision.state if decision else None


def back_in(window, qtbot):
    """Give the window the keys again; without a desktop nobody does."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_position_a_decision_and_its_signature_show_at_once(
    open_window, hand, places, qtbot, language
):
    window = open_window(language, 1366, 768)

    def speak(dialog):
        hand.type_in(dialog, "text", "Stable")
        hand.confirm(dialog)

    def decide(dialog):
        hand.press(dialog.focusWidget(), Qt.Key.Key_1)
        hand.type_in(dialog, "summary", "Go on")
        hand.type_in(dialog, "next_on", "+4w")
        hand.confirm(dialog)

    def sign(dialog):
        identified(hand, dialog, language)
        hand.confirm(dialog)

    left = hand.during(
        (PositionDialog, speak), (DecisionDialog, decide), (SignatureDialog, sign)
    )
    qtbot.keyClick(window.board, Qt.Key.Key_B, BOTH)
    qtbot.waitUntil(lambda: len(left) == 2)
    qtbot.waitUntil(
        lambda: any("Stable" in p.text.en for p in window.view.case.positions),
    )
    back_in(window, qtbot)
    qtbot.keyClick(window.board, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: state_of(window) is DecisionState.PROPOSED)
    back_in(window, qtbot)
    qtbot.keyClick(window.board, Qt.Key.Key_S, BOTH)
    qtbot.waitUntil(lambda: state_of(window) is DecisionState.SIGNED)
    assert window.view.signed.seal
    shown = [x.text() for x in window.board.findChildren(PlainLabel) if x.isVisible()]
    assert any(window.view.signed.seal[:8] in text for text in shown)
    assert not (places / "board.sqlite").exists()


def test_a_dialog_that_is_left_changes_nothing(open_window, hand, qtbot):
    window = open_window("en", 1366, 768)
    before = window.view.case.decision
    left = hand.during((DecisionDialog, lambda dialog: dialog.reject()))
    qtbot.keyClick(window.board, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: not left)
    qtbot.settle()
    assert window.view.case.decision == before
