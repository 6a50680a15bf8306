"""Run slow work off the screen's thread and hand the answer back to it."""

import sys
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal, Slot

Answer = TypeVar("Answer")

# While the desk works, every call from Qt into Python waits for it this long. With the
# interpreter's own 5 ms, a dozen such calls hold the screen longer than a glance.
TURN_S = 0.000_5


class Desk(QObject):
    """Lives on the screen's thread and outlives its jobs; answers arrive here.

    One desk serves every job: an object per job would be collected before its answer.
    One thread, so that jobs of the same case are answered in the order of asking.
    """

    answered = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(TURN_S)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._is_open = True
        self._newest: dict[str, int] = {}
        self.answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def ask(
        self,
        work: Callable[[], Answer],
        done: Callable[[Answer], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Do ``work`` on the desk's thread, then call ``done`` or ``failed`` here."""

        def run() -> None:
            try:
                answer = work()
            except Exception as error:  # whatever it is, it is shown
                self.answered.emit(failed, error)
            else:
                self.answered.emit(done, answer)

        if self._is_open:
            self._pool.start(run)

    def ask_newest(
        self,
        about: str,
        work: Callable[[], Answer],
        done: Callable[[Answer], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Do ``work`` unless something newer is asked about the same before its turn.

        An answer that comes when something newer was asked already is dropped too.
        """
        number = self._newest[about] = self._newest.get(about, 0) + 1

        def run() -> Answer | None:
            return work() if self._newest[about] == number else None

        def tell(answer: Answer | None) -> None:
            if answer is not None and self._newest[about] == number:
                done(answer)

        self.ask(run, tell, failed)

    def forget(self, about: str) -> None:
        """Drop what was asked about this and not answered yet."""
        self._newest[about] = self._newest.get(about, 0) + 1

    def close(self) -> None:
        """Wait until the work in hand is done; its answer is not delivered."""
        if self._is_open:
            self._is_open = False
            self.answered.disconnect(self._deliver)
            self._pool.clear()
            self._pool.waitForDone()

    @Slot(object, object)
    def _deliver(self, then: Callable[[Any], None], value: Any) -> None:
        then(value)
