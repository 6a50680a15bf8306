"""Start the window, or render it into a picture without a screen."""

import gc
import os
import sys
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QEventLoop, QIODevice, Qt, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from mdt_board import preferences
from mdt_board.assets import asset
from mdt_board.gui import theme
from mdt_board.gui.main_window import MainWindow
from mdt_board.palette import DARK, LIGHT
from mdt_board.preferences import Preferences
from mdt_board.workspace import Workspace
from mdt_board.workspace.whole_file import write_whole

WIDTH, HEIGHT = 1920, 1080
PATIENCE_MS = 30_000
SETTLED_MS = 500  # then all that stays is there; collecting it would hold the screen
NO_CASE_MS = 20_000  # nobody may open one, as while the window asks who works here


def run(workspace: Workspace, language: str, case: str = "") -> int:
    """Show the window until it is closed; return the exit status.

    The empty shell is painted first, then the case; charts are imported after both.
    Until then nothing is collected: what is made stays, and looking through it again
    and again would take a fifth of the time.

    Args:
        workspace: whose store and knowledge are used.
        language: of the window.
        case: id or file of the case to open; the example meeting without one.
    """
    gc.disable()
    app = _application()
    chosen, _ = preferences.read(preferences.preferences_path())
    window = MainWindow(workspace, language)
    window.telling.crashes.install()
    _dress(window, chosen)
    first = partial(window.opening.open_name, case) if case else window.open_meeting

    def opens() -> None:
        first()
        window.opening.offer_drafts()

    window.painted.connect(lambda: window.entering.enter(opens))
    window.case_shown.connect(lambda _: QTimer.singleShot(0, window.wake_charts))
    once = Qt.ConnectionType.SingleShotConnection
    settled = partial(QTimer.singleShot, SETTLED_MS, _collect_again)
    window.case_shown.connect(lambda _: settled(), once)
    QTimer.singleShot(NO_CASE_MS, _collect_again)
    if chosen.is_maximized:
        window.showMaximized()
    else:
        window.show()
    status = app.exec()
    _collect_again()
    workspace.remember(_worn(window))
    window.telling.crashes.uninstall()
    return status


def screenshot(  # noqa: PLR0913  # what, where, in which language, how large
    workspace: Workspace,
    path: Path,
    language: str,
    width: int = WIDTH,
    height: int = HEIGHT,
    *,
    case_id: str = "",
) -> None:
    """Save a picture of the window as a PNG, after its charts are drawn.

    Raises:
        OSError: when the picture cannot be written, or no case could be shown.
        Exception: what a part of the window failed with; there is no picture then.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _application()
    window = MainWindow(workspace, language)
    failures: list[Exception] = []
    window.board.failed.connect(failures.append)
    window.resize(width, height)
    window.show()
    window.wake_charts()
    _wait_for_case(window)
    window.show_case(case_id)
    _settle()
    picture = _png(window)
    window.close()
    if failures:
        raise failures[0]
    write_whole(path, picture)


def _collect_again() -> None:
    """Let the collector work again, but for what is there already."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def _png(window: MainWindow) -> bytes:
    drawn = QByteArray()
    buffer = QBuffer(drawn)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not window.grab().save(buffer, "PNG"):
        raise OSError("the window could not be drawn")
    return bytes(drawn.data())


def _application() -> QApplication:
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("mdt-board")
    app.setWindowIcon(QIcon(str(asset("icons", "mdt-board.svg"))))
    theme.load_fonts()
    theme.apply(app, LIGHT)
    return app


def _wait_for_case(window: MainWindow) -> None:
    """Run the event loop until a case is shown, or patience ends."""
    loop = QEventLoop()
    window.case_shown.connect(loop.quit)
    QTimer.singleShot(PATIENCE_MS, loop.quit)
    window.open_meeting()
    loop.exec()
    if not window.current:
        raise OSError("no case could be shown")


def _settle() -> None:
    """Let layouts that depend on each other come to rest, after charts are drawn."""
    for _ in range(3):  # the first may pass with importing what draws charts
        loop = QEventLoop()
        QTimer.singleShot(200, loop.quit)
        loop.exec()


def _dress(window: MainWindow, chosen: Preferences) -> None:
    """Let the window look as this person left it."""
    window.colors = DARK if chosen.is_dark else LIGHT
    window.text_percent = chosen.text_percent
    window.recent = chosen.recent
    window.resize(chosen.window_width, chosen.window_height)
    if chosen.window_geometry:
        window.restoreGeometry(QByteArray.fromHex(chosen.window_geometry.encode()))
    window.dress()


def _worn(window: MainWindow) -> Preferences:
    """Return how the window looks, for the next start."""
    is_maximized = window.isMaximized()
    size = window.normalGeometry().size() if is_maximized else window.size()
    return Preferences(
        language=window.language,
        window_width=size.width(),
        window_height=size.height(),
        is_maximized=is_maximized,
        window_geometry=bytes(window.saveGeometry().toHex().data()).decode(),
        is_dark=window.colors is DARK,
        text_percent=window.text_percent,
        recent=window.recent,
    )
