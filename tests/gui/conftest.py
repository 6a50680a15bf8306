import gc
import json
import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest

from mdt_board import logbook, preferences
from mdt_board.gui import theme
from mdt_board.gui.main_window import MainWindow
from mdt_board.palette import LIGHT
from mdt_board.workspace import Workspace
from mdt_board.workspace.clock import example_now
from mdt_board.workspace.meetings import example_files, example_folders
from tests.gui.watchdog import Watchdog

GROWTH = "MDT-2026-0412"
OWN = "case-own"


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
        with qtbot.waitSignal(window.case_shown):
            window.open_meeting()
        window.show_case(case)
        qtbot.settle()
        return window

    yield opened
    theme.apply(qapp, LIGHT)


@pytest.fixture
def places(tmp_path, monkeypatch):
    """Keep store, preferences and log of a test apart from everybody's."""
    monkeypatch.setenv(preferences.FOLDER_VARIABLE, str(tmp_path / "config"))
    monkeypatch.setenv(logbook.FOLDER_VARIABLE, str(tmp_path / "log"))
    monkeypatch.setenv("MDT_BOARD_STORE", str(tmp_path / "board.sqlite"))
    logbook._logger.cache_clear()
    yield tmp_path
    for handler in logbook._logger().handlers:
        handler.close()
    logbook._logger.cache_clear()


@pytest.fixture
def sources():
    """The source files of the example of the growing lesion, and what was typed."""
    folder = next(f for f in example_folders() if f.name == "b")
    return example_files(folder)


@pytest.fixture
def own_workspace(places):
    """A workspace with a store of its own, on the day of the example meeting."""
    opened = Workspace(now=example_now, user="tester")
    yield opened
    opened.close()


@pytest.fixture
def own_case(own_workspace, sources):
    """The growing lesion as a case of one's own, kept in the store."""
    typed, files = sources
    document = typed.model_dump(mode="json")
    document |= {"id": OWN, "is_example": False, "revision": 0}
    document |= {"decision": None, "sign_offs": [], "positions": []}
    case = type(typed).model_validate_json(json.dumps(document))
    begun = own_workspace.find_or_begin(OWN)
    case, _ = own_workspace.import_files(case, files)
    kept = own_workspace.keep(begun, case, "create")
    assert kept
    return kept


@pytest.fixture
def own_window(qtbot, qapp, own_workspace):
    """Open the window on a case of the store."""
    theme.load_fonts()
    theme.apply(qapp, LIGHT)

    def opened(name=OWN, language="en", width=1366, height=768):
        window = MainWindow(own_workspace, language)
        qtbot.addWidget(window)
        window.resize(width, height)
        window.show()
        window.wake_charts()
        if name:
            with qtbot.waitSignal(window.case_shown):
                window.opening.open_name(name)
        qtbot.settle()
        return window

    yield opened
    theme.apply(qapp, LIGHT)


@pytest.fixture
def watchdog(qapp):
    """Measure the screen's thread from the moment it is started.

    What the tests before have left is kept from the collector, as the program does
    with its own once its window stands.
    """
    gc.collect()
    gc.freeze()
    dog = Watchdog()
    yield dog
    dog.stop()
    gc.unfreeze()
