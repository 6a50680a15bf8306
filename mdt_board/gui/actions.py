"""Every command of the window, in one table; menus and shortcuts are built from it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from mdt_board.i18n import Translator
from mdt_board.model.text import N_

if TYPE_CHECKING:
    from mdt_board.gui.main_window import MainWindow

_LETTER = re.compile(r"\(&.\)")
CASE = N_("&Case")
EDIT = N_("&Edit")
DECISION = N_("&Decision")
LOOK = N_("&View")
HELP = N_("&Help")


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One command: its verb, its words, its place, and when it is allowed.

    ``also`` is a second key for keyboards on which the first needs Shift.
    """

    verb: Callable[["MainWindow"], None]
    text: str
    menu: str
    shortcut: str = ""
    allowed: Callable[["MainWindow"], bool] = lambda window: True
    also: str = ""


def _has_case(window: "MainWindow") -> bool:
    return bool(window.current)


def _close(window: "MainWindow") -> None:
    window.close()


_CASES = (
    ActionSpec(lambda w: w.opening.begin_case(), N_("&New case"), CASE, "Ctrl+N"),
    ActionSpec(
        lambda w: w.opening.choose_case(),
        N_("&Find or open…"),
        CASE,
        "Ctrl+K",
        also="Ctrl+O",
    ),
    ActionSpec(
        lambda w: w.opening.choose_recent(),
        N_("&Recent cases…"),
        CASE,
        "Ctrl+R",
        lambda w: bool(w.recent),
    ),
    ActionSpec(
        lambda w: w.opening.choose_file(), N_("&Open file…"), CASE, "Ctrl+Shift+O"
    ),
    ActionSpec(
        lambda w: w.opening.open_examples(),
        N_("&Example meeting"),
        CASE,
        "Ctrl+Shift+M",
    ),
    ActionSpec(
        lambda w: w.arriving.choose(), N_("&Import files…"), CASE, "Ctrl+I", _has_case
    ),
    ActionSpec(lambda w: w.save(), N_("&Save"), CASE, "Ctrl+S", _has_case),
    ActionSpec(
        lambda w: w.paper.preview(), N_("&Preview PDF…"), CASE, "Ctrl+P", _has_case
    ),
    ActionSpec(
        lambda w: w.paper.export(),
        N_("E&xport PDF…"),
        CASE,
        "Ctrl+Shift+E",
        _has_case,
    ),
    ActionSpec(
        lambda w: w.step_case(-1),
        N_("Pre&vious case"),
        CASE,
        "Ctrl+PgUp",
        lambda w: w.can_step(-1),
    ),
    ActionSpec(
        lambda w: w.step_case(1),
        N_("Nex&t case"),
        CASE,
        "Ctrl+PgDown",
        lambda w: w.can_step(1),
    ),
    ActionSpec(_close, N_("&Quit"), CASE, "Ctrl+Q"),
)
_EDITING = (
    ActionSpec(
        lambda w: w.undo(),
        N_("&Undo"),
        EDIT,
        "Ctrl+Z",
        lambda w: w.editor.can_undo(w.current),
    ),
    ActionSpec(
        lambda w: w.redo(),
        N_("&Redo"),
        EDIT,
        "Ctrl+Shift+Z",
        lambda w: w.editor.can_redo(w.current),
    ),
)
_BOARD = (
    ActionSpec(
        lambda w: w.resolving.position(),
        N_("Record &position…"),
        DECISION,
        "Ctrl+Shift+B",
        _has_case,
    ),
    ActionSpec(
        lambda w: w.resolving.record(),
        N_("Propose &decision…"),
        DECISION,
        "Ctrl+Return",
        _has_case,
        also="Ctrl+Enter",
    ),
    ActionSpec(
        lambda w: w.resolving.sign(),
        N_("&Sign…"),
        DECISION,
        "Ctrl+Shift+S",
        lambda w: w.resolving.can_sign(),
    ),
    ActionSpec(
        lambda w: w.resolving.amend(),
        N_("&Amend…"),
        DECISION,
        "Ctrl+Shift+A",
        lambda w: w.resolving.can_amend(),
    ),
    ActionSpec(
        lambda w: w.resolving.withdraw(),
        N_("&Withdraw…"),
        DECISION,
        "Ctrl+Shift+W",
        lambda w: w.resolving.can_amend(),
    ),
)
_LOOKS = (
    ActionSpec(lambda w: w.switch_language(), N_("中文 / &English"), LOOK, "Ctrl+L"),
    ActionSpec(
        lambda w: w.mask_names(), N_("&Mask or show names"), LOOK, "Ctrl+Shift+P"
    ),
    ActionSpec(lambda w: w.switch_colors(), N_("&Light / dark"), LOOK, "Ctrl+D"),
    ActionSpec(
        lambda w: w.size_text(1),
        N_("Lar&ger text"),
        LOOK,
        "Ctrl++",
        lambda w: w.can_size_text(1),
        also="Ctrl+=",
    ),
    ActionSpec(
        lambda w: w.size_text(-1),
        N_("&Smaller text"),
        LOOK,
        "Ctrl+-",
        lambda w: w.can_size_text(-1),
    ),
    ActionSpec(lambda w: w.size_text(0), N_("&Usual text"), LOOK, "Ctrl+0"),
)
ACTIONS = (
    *_CASES,
    *_EDITING,
    *_BOARD,
    *_LOOKS,
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
            keys = [k for k in (spec.shortcut, spec.also) if k]
            action.setShortcuts([QKeySequence(k) for k in keys])
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
    return tuple((s.shortcut, _spoken(tr(s.text))) for s in ACTIONS)


def _spoken(text: str) -> str:
    """Return a command without its letter, which Chinese puts into parentheses."""
    return _LETTER.sub("", text).replace("&", "").rstrip("…")
