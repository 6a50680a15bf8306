"""What is typed shows at once, is undone, kept, and never lost."""

import pytest
from PySide6.QtCore import Qt

from mdt_board.gui.dialogs.closing import UnsavedDialog
from mdt_board.gui.main_window import MainWindow
from mdt_board.gui.plain import PlainLabel
from mdt_board.model.quantity import Length
from mdt_board.workflow.edit import changing
from mdt_board.workspace import Workspace
from mdt_board.workspace.clock import example_now
from mdt_board.workspace.records import Kept
from tests.gui.conftest import OWN

UPPER_LOBE_MM = {"before": "18", "pd": "21"}


def text_of(window):
    return "\n".join(x.text() for x in window.findChildren(PlainLabel) if x.text())


def last_diameter(case):
    """The latest measurement of the lesion in the right upper lobe."""
    studies = {s.id: s.on for s in case.radiology.studies}
    first = case.radiology.lesions[0].id
    own = [m for m in case.radiology.measurements if m.lesion == first]
    return max(own, key=lambda m: studies[m.study].last)


def growing(window, millimeters):
    case = window.editor.case(OWN)
    measured = last_diameter(case)
    return (changing(case, measured.id, "diameter", millimeters),)


def response(window):
    return window.view.interpretation.response[-1].overall.value


def stepped(qtbot, window, do):
    with qtbot.waitSignal(window.editor.stepped):
        do()


def saved(qtbot, window):
    with qtbot.waitSignal(window.editor.kept):
        window.save()
    qtbot.waitUntil(lambda: not window.editor.changed)


def test_a_keystroke_is_shown_and_nothing_of_it_is_kept(own_case, own_window, qtbot):
    window = own_window()
    assert response(window) == "PR"
    with qtbot.waitSignal(window.editor.previewed):
        window.preview(growing(window, "21"))
    assert response(window) == "PD"
    assert window.editor.changed == ()
    with qtbot.waitSignal(window.editor.previewed):
        window.commit(())
    assert response(window) == "PR"


def test_the_exact_line_is_progression_and_a_tenth_less_is_not(
    own_case, own_window, qtbot
):
    window = own_window()
    for typed, found in (("20.9", "SD"), ("21", "PD"), ("20.9999", "SD")):
        with qtbot.waitSignal(window.editor.previewed):
            window.preview(growing(window, typed))
        assert response(window) in {found, "PR"} - ({"PD"} if found != "PD" else {"PR"})


def test_the_newest_keystroke_wins(own_case, own_window, qtbot):
    window = own_window()
    shown = []
    window.editor.previewed.connect(lambda view: shown.append(last_diameter(view.case)))
    for typed in ("1", "19", "19.", "19.5", "21"):
        if not typed.endswith("."):
            window.preview(growing(window, typed))
    qtbot.waitUntil(lambda: bool(shown))
    qtbot.settle()
    assert shown[-1].diameter == Length.from_mm("21")
    assert len(shown) < 4


def test_a_step_is_undone_and_done_again_by_its_keys(own_case, own_window, qtbot):
    window = own_window()
    stepped(qtbot, window, lambda: window.commit(growing(window, "21")))
    assert response(window) == "PD"
    stepped(
        qtbot,
        window,
        lambda: qtbot.keyClick(
            window.board, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier
        ),
    )
    assert response(window) == "PR"
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    stepped(qtbot, window, lambda: qtbot.keyClick(window.board, Qt.Key.Key_Z, both))
    assert response(window) == "PD"


def test_the_bar_says_how_far_the_case_is_kept(own_case, own_window, qtbot):
    window = own_window()
    kept = window.board.top.kept
    assert kept.text() == "✓ saved"
    stepped(qtbot, window, lambda: window.commit(growing(window, "21")))
    assert kept.text() == "● changed, not saved yet"
    seen = []
    window.editor.state_changed.connect(lambda _: seen.append(kept.text()))
    saved(qtbot, window)
    assert "saving …" in seen
    assert kept.text() == "✓ saved"


def test_saving_makes_one_version_with_its_entry(
    own_case, own_window, own_workspace, qtbot
):
    window = own_window()
    for typed in ("19", "20", "21"):
        stepped(qtbot, window, lambda t=typed: window.commit(growing(window, t)))
    saved(qtbot, window)
    entries = own_workspace.history(OWN)
    assert [(e.action, e.revision) for e in entries] == [("create", 1), ("edit", 2)]
    assert last_diameter(own_workspace.find(OWN).case).diameter == Length.from_mm("21")


def test_a_draft_is_kept_within_a_second_and_gone_after_saving(
    own_case, own_window, own_workspace, qtbot
):
    window = own_window()
    stepped(qtbot, window, lambda: window.commit(growing(window, "21")))
    assert window.editor._draft_timer.isActive()
    assert window.editor._draft_timer.interval() < 1_000
    qtbot.waitUntil(lambda: own_workspace.draft(OWN) is not None)
    saved(qtbot, window)
    assert own_workspace.draft(OWN) is None


def test_a_draft_is_offered_and_taken_up_after_a_crash(
    own_case, own_window, own_workspace, qtbot
):
    case = own_case.case
    edit = changing(case, last_diameter(case).id, "diameter", "21")
    own_workspace.keep_draft(case, (edit,))
    window = own_window()
    banner = window.board.recovery
    window.opening.offer_drafts()
    qtbot.waitUntil(banner.isVisible)
    assert "EXAMPLE-B" in text_of(banner)
    stepped(qtbot, window, banner.taking.click)
    assert response(window) == "PD"
    assert not banner.isVisible()


def test_a_discarded_draft_is_not_offered_again(
    own_case, own_window, own_workspace, qtbot
):
    case = own_case.case
    edit = changing(case, last_diameter(case).id, "diameter", "21")
    own_workspace.keep_draft(case, (edit,))
    window = own_window()
    window.opening.offer_drafts()
    qtbot.waitUntil(window.board.recovery.isVisible)
    window.board.recovery.discarding.click()
    assert not window.board.recovery.isVisible()
    qtbot.waitUntil(lambda: own_workspace.draft(OWN) is None)


def colleague_types(places, millimeters):
    other = Workspace(now=example_now, user="tester")
    kept = other.find(OWN)
    edit = changing(kept.case, last_diameter(kept.case).id, "diameter", millimeters)
    from mdt_board.workflow.edit import apply

    assert other.keep(kept, apply(kept.case, [edit]), "edit")
    other.close()


def test_a_conflict_is_told_by_its_field_and_nothing_is_lost(
    own_case, own_window, places, qtbot
):
    window = own_window()
    colleague_types(places, "25")
    stepped(qtbot, window, lambda: window.commit(growing(window, "21")))
    with qtbot.waitSignal(window.editor.refused):
        window.save()
    banner = window.board.error
    assert banner.isVisible()
    assert "diameter" in text_of(banner)
    assert "25" in text_of(banner)
    assert window.board.top.kept.text() == "■ not saved"
    assert last_diameter(window.editor.case(OWN)).diameter == Length.from_mm("21")


def test_closing_saves_what_was_changed(own_case, own_window, own_workspace, qtbot):
    window = own_window()
    stepped(qtbot, window, lambda: window.commit(growing(window, "21")))
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert own_workspace.find(OWN).case.revision == 2


def test_a_window_that_cannot_save_asks_before_it_closes(
    own_case, own_window, places, qtbot
):
    window = own_window()
    colleague_types(places, "25")
    stepped(qtbot, window, lambda: window.commit(growing(window, "21")))
    window.close()
    qtbot.waitUntil(lambda: bool(window.findChildren(UnsavedDialog)))
    (dialog,) = window.findChildren(UnsavedDialog)
    qtbot.waitUntil(dialog.isVisible)
    assert "diameter" in text_of(dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert window.isVisible()
    window.leave_anyway()
    assert not window.isVisible()


def test_going_to_another_case_saves_the_one_before(
    own_case, own_window, own_workspace, qtbot
):
    window = own_window()
    with qtbot.waitSignal(window.case_shown):
        window.opening.begin_case()
    assert len(window.cases.views) == 2
    window.show_case(OWN)
    stepped(qtbot, window, lambda: window.commit(growing(window, "21")))
    window.step_case(1)
    qtbot.waitUntil(lambda: own_workspace.find(OWN).case.revision == 2)


def test_the_example_can_be_changed_and_nothing_of_it_stays(open_window, places, qtbot):
    window = open_window("en")
    case = window.editor.case(window.current)
    edit = changing(case, last_diameter(case).id, "diameter", "21")
    stepped(qtbot, window, lambda: window.commit((edit,)))
    assert window.board.top.kept.text() == "example: changes are thrown away"
    with qtbot.waitSignal(window.editor.kept):
        window.save()
    held = window.editor.held(window.current)
    own = held.workspace.archive.store.path
    assert own.exists()
    assert own.parent != places
    window.close()
    assert not own.exists()
    assert not (places / "board.sqlite").exists()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_edit_of_what_is_not_there_is_said_and_changes_nothing(
    own_case, own_window, qtbot, language
):
    window = own_window(language=language)
    edit = growing(window, "21")[0].model_copy(update={"record_id": "nobody"})
    with qtbot.waitSignal(window.editor.failed):
        window.commit((edit,))
    assert window.board.error.isVisible()
    assert response(window) == "PR"


def test_nothing_holds_the_screen_while_one_types(
    own_case, own_window, watchdog, qtbot
):
    window = own_window()
    qtbot.wait(300)
    watchdog.start()
    for typed in ("2", "21", "21.5", "20", "19.5", "22"):
        window.preview(growing(window, typed))
        qtbot.wait(30)
    stepped(qtbot, window, lambda: window.commit(growing(window, "21")))
    stepped(qtbot, window, window.undo)
    saved(qtbot, window)
    qtbot.settle()
    assert watchdog.worst_ms < 100


def test_a_case_file_is_saved_where_it_was_opened(
    own_case, own_workspace, own_window, places, qtbot
):
    file = places / "case.json"
    own_workspace.write_case(own_case.case, file)
    window = own_window(str(file))
    stepped(qtbot, window, lambda: window.commit(growing(window, "21")))
    saved(qtbot, window)
    assert last_diameter(own_workspace.read_case(file)).diameter == Length.from_mm("21")
    assert isinstance(window, MainWindow)
    assert isinstance(own_workspace.find(str(file)), Kept)


def test_undo_goes_back_behind_the_last_version(own_case, own_window, qtbot):
    window = own_window()
    qtbot.waitUntil(lambda: not window.editor.can_undo(OWN))
    stepped(qtbot, window, lambda: window.commit(growing(window, "21")))
    saved(qtbot, window)
    qtbot.waitUntil(lambda: window.editor.can_undo(OWN))
    revision = window.editor.case(OWN).revision
    assert response(window) == "PD"
    qtbot.keyClick(window.board, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: response(window) == "PR")
    assert window.view.case.revision == revision + 1
    qtbot.waitUntil(lambda: not window.editor.can_undo(OWN))
