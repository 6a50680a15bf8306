"""What nobody foresaw: caught wherever it happens, told without data, survived.

An exception in a slot, in a thread or in Qt itself ends neither the program nor what
somebody is typing: widgets and drafts stay as they are. What is told holds the type of
the error and its place in the program, never its message, which may quote a patient.
"""

import platform
import sys
import threading
from collections.abc import Callable
from importlib.metadata import version
from types import TracebackType

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
    qVersion,
)

from mdt_board import logbook

GRAVE = frozenset({QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg})
KINDS = {
    QtMsgType.QtDebugMsg: "qt-debug",
    QtMsgType.QtInfoMsg: "qt-info",
    QtMsgType.QtWarningMsg: "qt-warning",
    QtMsgType.QtCriticalMsg: "qt-critical",
    QtMsgType.QtFatalMsg: "qt-fatal",
}


class Crashes(QObject):
    """Takes every unexpected error while installed; tells each kind and place once.

    ``met`` carries text that can be shown and copied; it is emitted on whatever thread
    the error was met, and Qt delivers it on the screen's.
    """

    met = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._told: set[str] = set()
        self._before: tuple[Callable[..., object], ...] = ()

    def install(self) -> None:
        """Take over from here on."""
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._of_slot
        threading.excepthook = self._of_thread
        qInstallMessageHandler(self._of_qt)

    def uninstall(self) -> None:
        """Give back what `install` took over."""
        if self._before:
            sys.excepthook, threading.excepthook = self._before
            qInstallMessageHandler(None)
            self._before = ()

    def tell(self, error: BaseException) -> None:
        """Log an unexpected error and tell it, unless it was told before.

        A fault in painting comes back with every frame; one banner is enough.
        """
        logbook.record("unexpected", error=error)
        text = report_of(error)
        if text not in self._told:
            self._told.add(text)
            self.met.emit(text)

    def _of_slot(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, Exception):
            self.tell(error.with_traceback(trace))
        else:  # Ctrl-C in the terminal that started it
            sys.__excepthook__(kind, error, trace)

    def _of_thread(self, found: threading.ExceptHookArgs) -> None:
        if isinstance(found.exc_value, Exception):
            self.tell(found.exc_value)

    def _of_qt(self, kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        """Log where Qt complains; its words may quote what is shown."""
        place = f"{context.category}:{context.file or '-'}:{context.line}"
        name = KINDS.get(kind, "qt-other")
        if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg):
            logbook.record(name, field=place)
        if kind in GRAVE and place not in self._told:
            self._told.add(place)
            self.met.emit(_report(name, place))


def report_of(error: BaseException) -> str:
    """Return what can be shown, copied and sent: type, place and versions."""
    return _report(type(error).__name__, logbook.place_of(error))


def _report(kind: str, place: str) -> str:
    return "\n".join(
        (
            f"{kind} at {place}",
            f"MDT Board {version('mdt-board')} · Python {platform.python_version()}"
            f" · Qt {qVersion()} · {platform.system()}",
            f"{logbook.log_path()}",
        )
    )
