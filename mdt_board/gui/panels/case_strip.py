"""Who the case is about and what is asked, readable from the back of the room."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QSizePolicy, QVBoxLayout, QWidget

from mdt_board.gui.dialogs.records import RecordsButton
from mdt_board.gui.flow import FlowLayout
from mdt_board.gui.panels.base import Panel
from mdt_board.gui.panels.facts import row_of
from mdt_board.gui.plain import ChipLabel, PlainLabel, restyle
from mdt_board.gui.theme import PAD, UNIT, px
from mdt_board.presenters.case_strip import CaseStripState

MOST_FLAGS = 2
QUESTION_PX = 224
BESIDE_FROM_PX = 760  # narrower, a diagnosis with its stage needs the whole width


class CaseStripPanel(Panel[CaseStripState]):
    """Pairs of lines side by side; the question has the rest of the width."""

    typed = Signal(object, str)
    committed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("bar", parent)
        self._name, self._about = PlainLabel("name"), PlainLabel("lead")
        self._flags = [ChipLabel() for _ in range(MOST_FLAGS)]
        self._under_name = PlainLabel("small")
        self._records = RecordsButton("case")
        self._records.typed.connect(self.typed)
        self._records.committed.connect(self.committed)
        self._pairs = [(PlainLabel("lead"), PlainLabel("small")) for _ in range(3)]
        self._question_title = PlainLabel("small")
        self._question = PlainLabel("question", wraps=True)
        self._lay_out()

    def _lay_out(self) -> None:
        facts = QWidget()
        flow = FlowLayout(facts, PAD)
        first = QWidget()
        column = QVBoxLayout(first)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        line = row_of(self._name, self._about, *self._flags)
        line.addStretch(1)
        column.addLayout(line)
        column.addWidget(self._under_name)
        flow.addWidget(first)
        for pair in self._pairs:
            flow.addWidget(_pair(*pair))
        facts.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        row = self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        row.setContentsMargins(PAD + UNIT, UNIT, PAD + UNIT, UNIT)
        row.setSpacing(PAD)
        row.addWidget(facts)
        row.addWidget(self._question_box(), 1)

    def arrange(self, is_roomy: bool) -> None:
        """Let the question be read from afar, or leave the height to the facts."""
        roles = ("name", "question") if is_roomy else ("title", "lead")
        for label, role in zip((self._name, self._question), roles, strict=True):
            if label.property("role") != role:
                label.setProperty("role", role)
                restyle(label)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the question under the facts where both do not fit side by side."""
        super().resizeEvent(event)
        is_wide = self.width() >= px(BESIDE_FROM_PX)
        across, down = (
            QBoxLayout.Direction.LeftToRight,
            QBoxLayout.Direction.TopToBottom,
        )
        self._row.setDirection(across if is_wide else down)

    def event(self, event: QEvent) -> bool:
        """Ask for another height when new words need one; Qt asks only for hints."""
        is_handled = super().event(event)
        is_request = event.type() is QEvent.Type.LayoutRequest
        if is_request and self.heightForWidth(self.width()) != self.height():
            self.updateGeometry()
        return is_handled

    def _question_box(self) -> QFrame:
        box = QFrame()
        box.setProperty("surface", "question")
        column = QVBoxLayout(box)
        column.setContentsMargins(PAD, 0, 0, 0)
        column.setSpacing(0)
        column.addStrut(QUESTION_PX)
        title = row_of(self._question_title, self._records)
        title.addStretch(1)
        column.addLayout(title)
        column.addWidget(self._question)
        column.addStretch(1)
        return box

    def _fill(self, state: CaseStripState) -> None:
        self._name.show_text(state.name)
        self._about.show_text(state.about)
        self._under_name.show_text(state.identifiers)
        for place, label in enumerate(self._flags):
            label.setVisible(place < len(state.flags))
            if place < len(state.flags):
                label.show_chip(state.flags[place])
        texts = (
            (state.diagnosis, state.diagnosed),
            (state.regimen, state.since),
            (state.ecog, state.ecog_on),
        )
        for (upper, lower), (first, second) in zip(self._pairs, texts, strict=True):
            upper.show_text(first)
            lower.show_text(second)
        self._question_title.show_text(state.question_title)
        self._question.show_text(state.question)
        self._renew(state)
        self.setAccessibleName(f"{state.name} {state.about}. {state.question}")

    def _renew(self, state: CaseStripState) -> None:
        self._records.show_reader(state.name, state.reader)


def _pair(upper: PlainLabel, lower: PlainLabel) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(upper)
    column.addWidget(lower)
    column.addStretch(1)
    return box
