"""The analysis in one line under the case strip, for windows without room for it all.

The whole interpretation stands further down; this is its beginning.
"""

from math import ceil

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from mdt_board.gui.panels.base import Panel
from mdt_board.gui.panels.facts import row_of
from mdt_board.gui.plain import ChipLabel, PlainLabel, set_tone
from mdt_board.gui.theme import PAD, UNIT, px
from mdt_board.presenters.brief import BriefState
from mdt_board.presenters.parts import Chip, Tone

SIDE_BY_SIDE_PX = 1000  # narrower, the step stands under the headline
MOST_LINES = 4
RAGGED = 1.15  # broken lines end where a word does, not at the edge


class BriefPanel(Panel[BriefState]):
    """Warnings above; the headline and the first step beside each other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("bar", parent)
        self._label, self._step_title = PlainLabel("label"), PlainLabel("label")
        self._warnings = PlainLabel("strong", wraps=True)
        set_tone(self._warnings, Tone.ALARM)
        self._headline = PlainLabel("brief", wraps=True)
        self._step, self._when = PlainLabel("body", wraps=True), ChipLabel()
        above = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        for label in (self._headline, self._step):
            label.setAlignment(above)
        said = row_of(self._label, self._headline)
        said.setStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        for label in (self._label, self._step_title):
            label.setContentsMargins(0, UNIT // 2, 0, 0)  # on one line with its words
        said.setAlignment(self._label, top)
        proposed = row_of(self._step_title, self._step, self._when)
        proposed.setStretch(1, 1)
        proposed.setAlignment(self._step_title, top)
        proposed.setAlignment(self._when, top)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(UNIT)
        self._add(said, proposed)

    def _add(self, said: QHBoxLayout, proposed: QHBoxLayout) -> None:
        for line in (said, proposed):
            self._row.addLayout(line)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD + UNIT, UNIT, PAD + UNIT, UNIT)
        column.setSpacing(UNIT)
        column.addWidget(self._warnings)
        column.addLayout(self._row)

    def arrange(self, width: int) -> None:
        """Put the step beside the headline, or under it."""
        is_wide = width >= px(SIDE_BY_SIDE_PX)
        across, down = (
            QBoxLayout.Direction.LeftToRight,
            QBoxLayout.Direction.TopToBottom,
        )
        self._row.setDirection(across if is_wide else down)
        self._row.setSpacing(PAD * 2 if is_wide else UNIT)

    def event(self, event: QEvent) -> bool:
        """Ask for another height when new words need one; Qt asks only for hints."""
        is_handled = super().event(event)
        is_request = event.type() is QEvent.Type.LayoutRequest
        if is_request and self.heightForWidth(self.width()) != self.height():
            self.updateGeometry()
        return is_handled

    def _fill(self, state: BriefState) -> None:
        self.setAccessibleName(f"{state.label}: {state.headline}")
        self._label.show_text(state.label)
        self._warnings.show_text("\n".join(state.warnings))
        self._headline.show_text(state.headline)
        set_tone(self._headline, Tone.ALARM if state.is_warning else Tone.PLAIN)
        self._step_title.show_text(state.step_title)
        step = state.step
        self._step.show_text(step.text if step else "")
        set_tone(self._step, step.tone if step else Tone.PLAIN)
        self._when.show_chip(step.badges[0] if step and step.badges else Chip(""))
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the line anew."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        """Give either side what lets the longer of them have the fewest lines."""
        kept = [_wanted(self._label), _wanted(self._step_title) + _wanted(self._when)]
        words = [_wanted(self._headline), _wanted(self._step)]
        room = self.width() - 2 * (PAD + UNIT) - self._row.spacing() - sum(kept)
        for lines in range(1, MOST_LINES + 1):
            ragged = RAGGED if lines > 1 else 1.0
            needed = [ceil(wide / lines * ragged) for wide in words]
            if sum(needed) <= room:
                break
        spare = max(0, room - sum(needed))
        parts = (kept[0] + needed[0] + spare, kept[1] + needed[1])
        for place, part in enumerate(parts):
            self._row.setStretch(place, max(1, part))


def _wanted(label: PlainLabel) -> int:
    """Return the width of the words on one line, with the gap beside them."""
    if not label.text():
        return 0
    label.ensurePolished()
    words = label.fontMetrics().horizontalAdvance(label.text())
    return max(words, 0 if label.wordWrap() else label.sizeHint().width()) + 2 * UNIT
