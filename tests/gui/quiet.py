"""Waits for what happens, however slow the machine is; never for a time."""

import time

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mdt_board.gui.worker import Desk

PATIENCE_MS = 60_000
ROUNDS = 4
STILL_S = 0.05


class PatientBot(QtBot):
    """Waits a minute before it gives up: a loaded machine is no fault of the window."""

    def waitUntil(self, callback, *, timeout=PATIENCE_MS):  # noqa: N802  # its name is Qt's
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal, *, timeout=PATIENCE_MS, **more):  # noqa: N802  # its name is Qt's
        return super().waitSignal(signal, timeout=timeout, **more)

    def settle(self):
        """Wait until no desk works and nothing has moved for several rounds of events.

        Work that waits for a timer of up to 50 ms is done then, too.
        """
        seen, rounds, since = None, 0, time.monotonic()
        until = since + PATIENCE_MS / 1000
        while rounds < ROUNDS or time.monotonic() - since < STILL_S:
            assert time.monotonic() < until, "the window does not come to rest"
            self.wait(10)
            now = None if _works() else _places()
            if now is None or now != seen:
                seen, rounds, since = now, 0, time.monotonic()
            else:
                rounds += 1


def _works():
    desks = [d for w in QApplication.topLevelWidgets() for d in w.findChildren(Desk)]
    return any(desk._pool.activeThreadCount() for desk in desks)


def _places():
    """Return where every visible widget stands."""
    return [
        (id(widget), widget.geometry().getRect())
        for window in QApplication.topLevelWidgets()
        if window.isVisible()
        for widget in (window, *window.findChildren(QWidget))
        if widget.isVisible()
    ]
