"""How a window changes its colors and its size of type without holding the screen."""

from collections import deque
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

Step = Callable[[], None]
TURNS_TO_REST = 4  # in which tables and charts follow what is laid out around them


class Dressing(QObject):
    """Does one step in each turn of the event loop, and shows all of them at once.

    All steps together take longer than a glance. Between them keys and the mouse are
    heard; the window shows its old look until the last of them is done.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._steps: deque[Step] = deque()
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._go_on)

    @property
    def is_done(self) -> bool:
        """Say whether the window shows its new look."""
        return self._window.updatesEnabled()

    def begin(self, steps: Iterable[Step]) -> None:
        """Begin with these steps; what is left of earlier ones is not done any more.

        A window that nobody sees yet does them at once.
        """
        self._steps = deque((*steps, *(_rest for _ in range(TURNS_TO_REST))))
        if self._window.isVisible():
            self._window.setUpdatesEnabled(False)
            self._turn.start()
        else:
            self._finish()

    def _go_on(self) -> None:
        if not self._steps:
            self._window.setUpdatesEnabled(True)
            # at once: Qt never paints again where an update was asked for and its turn
            # came while there were to be none
            self._window.repaint()
            return
        self._turn.start()  # first: a step that fails leaves the others to be done
        self._steps.popleft()()

    def _finish(self) -> None:
        while self._steps:
            self._steps.popleft()()


def _rest() -> None:
    """Leave a turn to others; painting would come on top of what they do."""
