"""Measures how long the screen's thread did not come back to its event loop."""

import threading
import time
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

TICK_MS = 5
NS = 1e9


class Watchdog(QObject):
    """Ticks on the screen's thread; the longest time between two ticks is the worst.

    Time in which the machine ran something else is not counted: other programs are no
    fault of the window. Where the system does not tell it (other than Linux), only the
    thread's own work is counted.
    """

    def __init__(self):
        super().__init__()
        self.worst_ms = 0.0
        self._last_s = 0.0
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)

    def start(self):
        self._last_s = _own_time_s()
        self._timer.start()

    def stop(self):
        self._timer.stop()

    def _tick(self):
        now = _own_time_s()
        self.worst_ms = max(self.worst_ms, 1000 * (now - self._last_s))
        self._last_s = now


def _own_time_s():
    """Return the time in which the thread worked or waited for something of ours."""
    told = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
    ran_ns, waited_ns = (
        map(int, told.read_text().split()[:2]) if told.exists() else (0, 0)
    )
    return time.perf_counter() - waited_ns / NS if ran_ns else time.thread_time()
