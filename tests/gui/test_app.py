"""Starting, the picture, and the desk in the background."""

import subprocess
import sys

import pytest
from PySide6.QtGui import QImage

from mdt_board.gui.app import screenshot
from mdt_board.gui.main_window import MainWindow
from mdt_board.gui.plain import PlainLabel, set_tip
from mdt_board.gui.worker import Desk


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_picture_of_the_window_has_its_size_and_is_not_empty(
    qtbot, workspace, tmp_path, language
):
    path = tmp_path / "board.png"
    screenshot(workspace, path, language, 1366, 768)
    image = QImage(str(path))
    assert (image.width(), image.height()) == (1366, 768)
    seen = {image.pixel(x, y) for x in range(0, 1366, 7) for y in range(0, 768, 7)}
    assert len(seen) > 50


def test_a_picture_that_cannot_be_written_is_an_error(qtbot, workspace, tmp_path):
    with pytest.raises(OSError, match=r"board\.png"):
        screenshot(workspace, tmp_path / "no" / "board.png", "en", 980, 700)


def test_the_desk_delivers_answers_in_the_order_of_asking(qtbot):
    desk, seen = Desk(), []
    for number in range(20):
        desk.ask(lambda n=number: n, seen.append, lambda error: None)
    qtbot.waitUntil(lambda: len(seen) == 20)
    assert seen == list(range(20))
    desk.close()


def test_the_desk_hands_over_a_failure(qtbot):
    desk, seen = Desk(), []

    def fail():
        raise ValueError("broken")

    desk.ask(fail, lambda answer: None, seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    assert isinstance(seen[0], ValueError)
    desk.close()


def test_markup_is_shown_as_it_was_typed(qtbot):
    label = PlainLabel()
    qtbot.addWidget(label)
    label.show_text("<b>x</b><img src='file:///etc/passwd'>")
    plain = PlainLabel()
    qtbot.addWidget(plain)
    plain.show_text("x")
    assert label.sizeHint().width() > plain.sizeHint().width() * 10
    set_tip(label, "<img src=x>")
    assert "&lt;img" in label.toolTip()


def test_the_empty_shell_is_painted_before_any_case_is_read(qtbot, workspace):
    window = MainWindow(workspace, "en")
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.painted):
        window.show()
    assert window.current == ""


def test_charts_are_imported_after_the_window():
    code = (
        "import sys, mdt_board.gui.app\n"
        "late = {'pyqtgraph', 'numpy', 'yaml', 'polib', 'reportlab', 'vcfpy'}\n"
        "print(sorted(late & set(sys.modules)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"


def test_nothing_is_collected_until_the_first_case_stands(places):
    program = (
        "import gc\n"
        "from PySide6.QtCore import QTimer\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from mdt_board.gui import app\n"
        "from mdt_board.gui.main_window import MainWindow\n"
        "from mdt_board.workspace import Workspace\n"
        "qt = app._application()\n"
        "seen = []\n"
        "def look():\n"
        "    for window in QApplication.topLevelWidgets():\n"
        "        if isinstance(window, MainWindow) and gc.isenabled():\n"
        "            print(bool(window.current), gc.get_freeze_count() > 0, *seen)\n"
        "            window.close()\n"
        "        elif isinstance(window, MainWindow) and not seen:\n"
        "            seen.append('rested')\n"
        "timer = QTimer(interval=5)\n"
        "timer.timeout.connect(look)\n"
        "timer.start()\n"
        "app.run(Workspace(language='en'), 'en')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\n")[0] == "True True rested"
