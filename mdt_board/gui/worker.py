"""Run slow work off the screen's thread and hand the answer back to it."""

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal, Slot

Answer = TypeVar("Answer")


class Desk(QObject):
    """Lives on the screen's thread and outlives its jobs; answers arrive here.

    One desk serves every job: an object per job would be collected before its answer.
    One thread, so that jobs of the same case are answered in the order of asking.
    """

    answered = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
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

        self._pool.start(run)

    def close(self) -> None:
        """Wait until the work in hand is done; its answer is not delivered."""
        self.answered.disconnect(self._deliver)
        self._pool.waitForDone()

    @Slot(object, object)
    def _deliver(self, then: Callable[[Any], None], value: Any) -> None:
        then(value)
