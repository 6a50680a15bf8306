"""From the start of the process to the first answer, and to the first paint.

Targets: the empty shell within 2.0 times a bare PySide6 window, a case within 4 times.
``pytest tests/benchmarks --benchmark-enable`` shows the ratios (extra_info, with
``--benchmark-json FILE``).
"""

import os
import subprocess
import sys

import pytest

# as in the program, the workspace is imported before Qt: Qt slows later imports
# the filter sees the event before anything is drawn; the timer waits until it was;
# how long the process takes to end is nobody's concern
PAINTED = """
import os, sys
from PySide6.QtCore import QEvent, QObject, QTimer
def leave():
    print(" ".join(sys.modules), flush=True)
    os._exit(0)
class FirstPaint(QObject):
    def eventFilter(self, _watched, event):
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, leave)
        return False
"""
BARE = f"""{PAINTED}
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
first = FirstPaint()
window = QMainWindow()
window.resize(1920, 1080)
window.installEventFilter(first)
window.show()
app.exec()
"""
SHELL = f"""
from mdt_board.workspace import Workspace
{PAINTED}
from mdt_board.gui import app as gui
from mdt_board.gui.main_window import MainWindow
app = gui._application()
first = FirstPaint()
window = MainWindow(Workspace(language="en"), "en")
window.resize(1920, 1080)
window.installEventFilter(first)
window.show()
app.exec()
"""
# as in the program, the collector rests until the case stands
CASE = """
import gc, os
from mdt_board.workspace import Workspace
from PySide6.QtCore import QTimer
from mdt_board.gui import app as gui
gc.disable()
app = gui._application()
window = gui.MainWindow(Workspace(language="en"), "en")
window.resize(1920, 1080)
window.show()
window.wake_charts()
def leave():
    print(window.current, flush=True)
    os._exit(0)
window.case_shown.connect(lambda *_: QTimer.singleShot(0, leave))
window.open_meeting()
app.exec()
"""
# imported by the first verb, PDF or chart that needs them, never at the start
LATE_FOR_THE_SHELL = {"pyqtgraph", "reportlab", "vcfpy", "polib", "yaml"}
LATE_FOR_THE_COMMAND_LINE = {*LATE_FOR_THE_SHELL, "pydantic", "numpy", "PySide6"}


def _python(*arguments):
    return subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout


@pytest.mark.benchmark(group="start")
def test_start_to_version(benchmark, against):
    printed = benchmark(_python, "-m", "mdt_board", "--version")
    assert printed.startswith("mdt-board ")
    against(lambda: _python("-c", "print()"), target=None)


@pytest.mark.benchmark(group="start")
def test_start_to_empty_shell(benchmark, against):
    modules = benchmark(_python, "-c", SHELL).split()
    assert not LATE_FOR_THE_SHELL & set(modules)
    against(lambda: _python("-c", BARE), target=2.0)


@pytest.mark.benchmark(group="start")
def test_start_to_first_case(benchmark, against):
    assert benchmark(_python, "-c", CASE).strip()
    against(lambda: _python("-c", BARE), target=4.0)


def test_help_loads_nothing_heavy():
    program = (
        "import sys\n"
        "from mdt_board.__main__ import main\n"
        "main(['--version'])\n"
        "print(' '.join(sys.modules))"
    )
    modules = {name.split(".")[0] for name in _python("-c", program).split()}
    assert "mdt_board" in modules
    assert not LATE_FOR_THE_COMMAND_LINE & modules
