"""Two people change the same measurement: nothing is lost, and one of them chooses."""

import pytest
from PySide6.QtWidgets import QRadioButton

from mdt_board.model.quantity import Length
from mdt_board.workflow.edit import apply, changing
from tests.gui.conftest import OWN
from tests.gui.test_editing import growing, last_diameter, saved, stepped


def saved_elsewhere(workspace, millimeters):
    """Let a colleague save another diameter and a line of history."""
    kept = workspace.find(OWN)
    measured = last_diameter(kept.case)
    edits = (changing(kept.case, measured.id, "diameter", millimeters),)
    assert workspace.keep(kept, apply(kept.case, edits), "edit")


def diameter(workspace):
    return last_diameter(workspace.find(OWN).case).diameter


@pytest.mark.parametrize("chosen", [(0, "23"), (1, "21")])
def test_one_of_two_values_is_chosen_and_saved(
    own_case, own_window, own_workspace, qtbot, chosen
):
    choice, millimeters = chosen
    window = own_window()
    stepped(qtbot, window, lambda: window.commit(growing(window, "21")))
    saved_elsewhere(own_workspace, "23")
    window.save()
    qtbot.waitUntil(lambda: window.choosing.dialog is not None)
    dialog = window.choosing.dialog
    dialog.confirm()
    assert dialog.isVisible()
    assert dialog.refusal
    dialog.findChildren(QRadioButton)[choice].click()
    with qtbot.waitSignal(window.editor.kept):
        dialog.confirm()
    assert diameter(own_workspace) == Length.from_mm(millimeters)
    assert window.editor.changed == ()


def test_leaving_the_choice_keeps_what_was_typed(
    own_case, own_window, own_workspace, qtbot
):
    window = own_window()
    stepped(qtbot, window, lambda: window.commit(growing(window, "21")))
    saved_elsewhere(own_workspace, "23")
    window.save()
    qtbot.waitUntil(lambda: window.choosing.dialog is not None)
    window.choosing.dialog.reject()
    assert window.editor.changed == (OWN,)
    assert diameter(own_workspace) == Length.from_mm("23")


def test_what_a_colleague_saved_elsewhere_stays_beside_the_own_choice(
    own_case, own_window, own_workspace, qtbot
):
    window = own_window()
    stepped(qtbot, window, lambda: window.commit(growing(window, "21")))
    kept = own_workspace.find(OWN)
    study = kept.case.radiology.studies[-1]
    other = changing(kept.case, study.id, "reader", "Dr. Other")
    assert own_workspace.keep(kept, apply(kept.case, (other,)), "edit")
    saved(qtbot, window)
    case = own_workspace.find(OWN).case
    assert last_diameter(case).diameter == Length.from_mm("21")
    assert case.radiology.studies[-1].reader == "Dr. Other"
