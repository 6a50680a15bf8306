"""Light and dark, larger and smaller: worn by every part, shown at once, no hold."""

from PySide6.QtWidgets import QAbstractButton, QLabel

from mdt_board.gui import theme
from mdt_board.gui.dialogs.base import BoardDialog
from mdt_board.gui.dressing import Dressing
from mdt_board.palette import DARK, LIGHT


def sheets_over(widget):
    """Return the style sheets of a widget and of all that it lies in."""
    found = []
    while widget is not None:
        found += [widget.styleSheet()] if widget.styleSheet() else []
        widget = widget.parentWidget()
    return found


def test_another_look_never_holds_the_screen(open_window, qtbot, watchdog):
    window = open_window("zh", 1366, 768)
    watchdog.start()
    for change in (window.switch_colors, lambda: window.size_text(1)):
        change()
        qtbot.waitUntil(lambda: window.dressing.is_done)
    assert watchdog.worst_ms < 100
    assert window.colors is DARK
    label = next(x for x in window.findChildren(QLabel) if x.isVisible())
    assert label.palette().windowText().color().name() == DARK.ink.lower()


def test_each_widget_wears_the_sheet_of_its_part_and_no_other(open_window, qtbot, qapp):
    window = open_window("en", 1366, 768)
    for colors in (LIGHT, DARK):
        assert qapp.styleSheet() == ""
        sheet = theme.style_sheet(colors)
        for kind in (QLabel, QAbstractButton):
            for widget in window.board.findChildren(kind):
                assert sheets_over(widget) == [sheet], widget.objectName()
        window.switch_colors()
        qtbot.settle()


def test_the_window_changes_all_its_parts_at_once(open_window, qtbot):
    window = open_window("en", 1366, 768)
    dialog = BoardDialog("", (200, 200), window)
    window.switch_colors()
    before, after = theme.style_sheet(LIGHT), theme.style_sheet(DARK)
    assert {part.styleSheet() for part in window.board.dressed} == {before}
    parts = (*window.board.dressed, dialog)
    while not window.dressing.is_done:
        assert not window.updatesEnabled()
        qtbot.wait(1)
    assert {part.styleSheet() for part in parts} == {after}
    assert window.updatesEnabled()


def test_the_new_look_is_painted_though_painting_was_due_already(
    open_window, qtbot, qapp
):
    window = open_window("en", 1366, 768)
    window.update()
    window.switch_colors()
    qtbot.settle()
    on_screen = qapp.primaryScreen().grabWindow(window.winId()).toImage()
    assert on_screen.pixelColor(4, 4).name() == DARK.card.lower()


def test_who_changes_the_look_again_sees_the_last(open_window, qtbot):
    window = open_window("en", 1366, 768)
    window.switch_colors()
    qtbot.waitUntil(lambda: "" != window.board.top.styleSheet() != _light())
    window.switch_colors()
    qtbot.settle()
    assert {part.styleSheet() for part in window.board.dressed} == {_light()}


def _light():
    return theme.style_sheet(LIGHT)


def test_a_step_that_fails_leaves_the_others_to_be_done(open_window, qtbot):
    window = open_window("en", 1366, 768)
    done = []

    def fail():
        raise ValueError("no such step")

    dressing = Dressing(window)
    with qtbot.captureExceptions() as failures:
        dressing.begin((lambda: done.append(1), fail, lambda: done.append(2)))
        qtbot.waitUntil(lambda: dressing.is_done)
    assert done == [1, 2]
    assert [kind for kind, _, _ in failures] == [ValueError]


def test_a_dialog_that_closes_before_its_turn_is_passed_over(open_window, qtbot):
    window = open_window("en", 1366, 768)
    dialog = BoardDialog("", (200, 200), window)
    dialog.show()
    with qtbot.captureExceptions() as failures:
        window.switch_colors()
        dialog.close()
        dialog.deleteLater()
        qtbot.waitUntil(lambda: window.dressing.is_done)
    assert not failures
