"""Measures how long the screen's thread did not come back to its event loop."""

import threading
import time

from PySide6.QtCore import QObject, QTimer

TICK_MS = 5


class Watchdog(QObject):
    """Ticks on the screen's thread; the longest time between two ticks is the worst.

    A machine that is busy elsewhere starves a second, idle thread as well; what that
    one lost is not counted. Work of the screen's own thread always is.
    """

    def __init__(self):
        super().__init__()
        self.worst_ms = 0.0
        self._starved_s = 0.0
        self._is_over = threading.Event()
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._idle = threading.Thread(target=self._idle_on, daemon=True)

    def start(self):
        self._wall, self._cpu = time.perf_counter(), time.thread_time()
        self._idle.start()
        self._timer.start()

    def stop(self):
        self._timer.stop()
        self._is_over.set()
        if self._idle.is_alive():
            self._idle.join()

    def _tick(self):
        wall, cpu = time.perf_counter(), time.thread_time()
        waited = wall - self._wall - self._starved_s
        self.worst_ms = max(self.worst_ms, 1000 * max(waited, cpu - self._cpu))
        self._wall, self._cpu, self._starved_s = wall, cpu, 0.0

    def _idle_on(self):
        pause = TICK_MS / 1000
        while not self._is_over.is_set():
            before = time.perf_counter()
            time.sleep(pause)
            late = time.perf_counter() - before - pause
            if late > pause:
                self._starved_s += late
