"""Measures how long the screen's thread did not come back to its event loop."""

import threading
import time
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

TICK_MS = 5
PROBES, STEPS = 50, 100
MS_PER_S, NS_PER_S = 1e3, 1e9
THREADS = Path("/proc/self/task")


class Watchdog(QObject):
    """Ticks on the screen's thread; the longest time between two ticks is the worst.

    What other programs took is no fault of the window and is not counted: neither the
    time in which this thread waited for a processor, nor, while this thread stood
    still, the time in which the one of ours that waited longest did, for it may have
    been put aside while it held the interpreter. Where the system does not tell this
    (other than Linux), only the thread's own work is counted.

    Programs on the same processor also make the thread's own work slower. A small fixed
    piece of work at each tick tells by how much, against the fastest of this run.
    """

    def __init__(self):
        super().__init__()
        self.worst_ms = 0.0
        self._last = (0.0, 0.0, {})
        self._quickest_s = min(_probe_s() for _ in range(PROBES))
        self._probe_s = self._quickest_s
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)

    def start(self):
        self._last = self._read()
        self._timer.start()

    def stop(self):
        self._timer.stop()

    def _tick(self):
        ran_s, stood_s, others_s = self._read()
        last_ran_s, last_stood_s, last_others_s = self._last
        put_aside_s = max(
            (s - last_others_s.get(name, 0.0) for name, s in others_s.items()),
            default=0.0,
        )
        probe_s = min(_probe_s() for _ in range(3))
        self._quickest_s = min(self._quickest_s, probe_s)
        slowness = (self._probe_s + probe_s) / 2 / self._quickest_s
        worked_s = (ran_s - last_ran_s) / slowness
        held_s = worked_s + max(0.0, stood_s - last_stood_s - put_aside_s)
        self.worst_ms = max(self.worst_ms, MS_PER_S * held_s)
        self._last, self._probe_s = self._read(), probe_s

    def _read(self):
        """Return how long this thread worked and stood, and others waited."""
        own = str(threading.get_native_id())
        told = {task.name: _ran_and_waited_s(task) for task in THREADS.glob("*")}
        ran_s, waited_s = told.pop(own, (0.0, 0.0))
        if not ran_s:
            return time.thread_time(), 0.0, {}
        stood_s = time.perf_counter() - ran_s - waited_s
        return ran_s, stood_s, {name: waited for name, (_, waited) in told.items()}


def _probe_s():
    """Do a fixed piece of work, some 0.1 ms, and return the time of the processor."""
    start_s = time.thread_time()
    for _ in range(STEPS):
        dict.fromkeys(range(40))
    return time.thread_time() - start_s


def _ran_and_waited_s(task):
    try:
        ran_ns, waited_ns, _ = map(int, (task / "schedstat").read_text().split())
    except OSError:  # the thread has ended since, or the system does not tell
        return 0.0, 0.0
    return ran_ns / NS_PER_S, waited_ns / NS_PER_S
