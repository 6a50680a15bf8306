"""Every command of the window, in one table; menus and shortcuts are built from it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from mdt_board.i18n import Translator
from mdt_board.model.text import N_

if TYPE_CHECKING:
    from mdt_board.gui.main_window import MainWindow

MEETING = N_("&Meeting")
LOOK = N_("&View")
HELP = N_("&Help")


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One command: its verb, its words, its place, and when it is allowed."""

    verb: Callable[["MainWindow"], None]
    text: str
    menu: str
    shortcut: str = ""
    allowed: Callable[["MainWindow"], bool] = lambda window: True


ACTIONS = (
    ActionSpec(
        lambda w: w.step_case(-1),
        N_("&Previous case"),
        MEETING,
        "Ctrl+PgUp",
        lambda w: w.can_step(-1),
    ),
    ActionSpec(
        lambda w: w.step_case(1),
        N_("&Next case"),
        MEETING,
        "Ctrl+PgDown",
        lambda w: w.can_step(1),
    ),
    ActionSpec(lambda w: w.leave(), N_("&Quit"), MEETING, "Ctrl+Q"),
    ActionSpec(lambda w: w.switch_language(), N_("中文 / &English"), LOOK, "Ctrl+L"),
    ActionSpec(
        lambda w: w.mask_names(), N_("&Mask or show names"), LOOK, "Ctrl+Shift+P"
    ),
    ActionSpec(lambda w: w.switch_colors(), N_("&Light / dark"), LOOK, "Ctrl+D"),
    ActionSpec(lambda w: w.show_shortcuts(), N_("&Shortcuts"), HELP, "F1"),
)


class Menus:
    """Builds the menus once; re-words them when the language changes."""

    def __init__(self, window: "MainWindow", bar: QMenuBar) -> None:
        self._window = window
        self._menus: dict[str, QMenu] = {}
        self.actions: list[QAction] = []
        for spec in ACTIONS:
            if spec.menu not in self._menus:
                self._menus[spec.menu] = bar.addMenu("")
            action = self._menus[spec.menu].addAction("")
            action.setShortcut(QKeySequence(spec.shortcut))
            action.triggered.connect(lambda _=False, s=spec: s.verb(window))
            window.addAction(action)
            self.actions.append(action)

    def refresh(self, tr: Translator) -> None:
        """Word every entry by ``tr`` and allow what the window can do now."""
        for text, menu in self._menus.items():
            menu.setTitle(tr(text))
        for spec, action in zip(ACTIONS, self.actions, strict=True):
            action.setText(tr(spec.text))
            action.setEnabled(spec.allowed(self._window))


def shortcut_lines(tr: Translator) -> tuple[tuple[str, str], ...]:
    """Return each shortcut with what it does."""
    return tuple((s.shortcut, tr(s.text).replace("&", "")) for s in ACTIONS)
