import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest

from mdt_board.gui import theme
from mdt_board.gui.main_window import MainWindow
from mdt_board.palette import LIGHT
from mdt_board.workspace import Workspace

GROWTH = "MDT-2026-0412"


@pytest.fixture(scope="session")
def workspace():
    opened = Workspace()
    opened.open_example_meeting()
    return opened


@pytest.fixture
def open_window(qtbot, qapp, workspace):
    """Open the window in a language and size, on the case of the growing lesion."""
    theme.load_fonts()
    theme.apply(qapp, LIGHT)

    def opened(language="zh", width=1920, height=1080, case=GROWTH):
        window = MainWindow(workspace, language)
        qtbot.addWidget(window)
        window.resize(width, height)
        window.show()
        window.wake_charts()
        with qtbot.waitSignal(window.case_shown, timeout=20_000):
            window.open_meeting()
        window.show_case(case)
        qtbot.wait(150)
        return window

    return opened
