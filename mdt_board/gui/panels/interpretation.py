"""The interpretation: headline, differential, next steps; every line opens."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from mdt_board.gui.charts.evidence import EvidenceBar
from mdt_board.gui.panels.base import Panel
from mdt_board.gui.panels.facts import row_of
from mdt_board.gui.panels.statements import StatementList, StatementRow
from mdt_board.gui.plain import ChipLabel, PlainLabel
from mdt_board.gui.theme import GAP, PAD, UNIT, px
from mdt_board.presenters.interpretation import HypothesisState, InterpretationState
from mdt_board.presenters.parts import Statement, Tone

NAME_PX = 180
WIDE = {3: (4, 4, 5), 2: (1, 1, 0), 1: (1, 0, 0)}


class HypothesisRow(QWidget):
    """One explanation with its blocks; opens to the reasons."""

    records_pointed = Signal(object)
    toggled = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = StatementRow()
        self.row.records_pointed.connect(self.records_pointed)
        self.row.toggled.connect(self.toggled)
        self._bar, self._band = EvidenceBar(), ChipLabel()
        self._counts = PlainLabel("muted")
        self.line_up()
        for widget in (self._bar, self._counts, self._band):
            self.row.add_beside(widget)
        self._band.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.row)

    @property
    def columns(self) -> tuple[PlainLabel, PlainLabel]:
        """What stands under each other in a list of explanations."""
        return (self._counts, self._band)

    def line_up(self) -> None:
        """Give names of explanations one width."""
        self.row.set_text_width(px(NAME_PX))

    def show_hypothesis(self, state: HypothesisState, is_open: bool) -> None:
        """Show how one explanation stands."""
        self.row.show_statement(state.statement, is_open)
        self._counts.show_text(state.counts)
        self._band.show_chip(state.band)
        name = f"{state.statement.text} · {state.band.text} · {state.counts}"
        self.row.setAccessibleName(name)
        self._bar.show_counts(
            state.against_count,
            state.for_count,
            state.missing_count,
            state.band.tone is Tone.ACCENT,
            name,
        )


class InterpretationPanel(Panel[InterpretationState]):
    """Three cards; side by side in a wide window, under each other in a narrow one."""

    records_pointed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("none", parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP)
        self._title, self._disclaimer = PlainLabel("label"), PlainLabel("small", True)
        self._red_flags = StatementList("strong")
        self._headline = PlainLabel("headline", wraps=True)
        self._lead = PlainLabel("lead", wraps=True)
        self._behind = StatementList("muted")
        self._differential_title = PlainLabel("label")
        self._legend = PlainLabel("small")
        self._hypotheses: list[HypothesisRow] = []
        self._hypothesis_box = QVBoxLayout()
        self._open: set[str] = set()
        self._unlikely = StatementList("muted")
        self._deciding, self._plan = StatementList("strong"), StatementList("muted")
        self._steps_title = PlainLabel("label")
        self._steps = StatementList()
        self._doubts = StatementList("muted")
        for statements in self._lists():
            statements.records_pointed.connect(self.records_pointed)
        self._cards = (self._said_card(), self._weighed_card(), self._steps_card())
        self.arrange(3)

    def _lists(self) -> tuple[StatementList, ...]:
        return (
            self._red_flags,
            self._behind,
            self._unlikely,
            self._plan,
            self._steps,
            self._doubts,
        )

    def arrange(self, columns: int) -> None:
        """Put the cards into three, two or one columns."""
        places = {
            3: ((0, 0, 1, 1), (0, 1, 1, 1), (0, 2, 1, 1)),
            2: ((0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1)),
            1: ((0, 0, 1, 1), (1, 0, 1, 1), (2, 0, 1, 1)),
        }[columns]
        for card, place in zip(self._cards, places, strict=True):
            self._grid.addWidget(card, *place)
        for column in range(3):
            self._grid.setColumnStretch(column, WIDE[columns][column])

    def resize_text(self) -> None:
        """Line up anew what stands under each other, in the size of type of now."""
        for row in self._hypotheses:
            row.line_up()
        self._line_up(sum(not row.isHidden() for row in self._hypotheses))

    def _said_card(self) -> QFrame:
        return _card(
            self._title,
            self._red_flags,
            self._headline,
            self._lead,
            self._behind,
            None,
            self._disclaimer,
        )

    def _weighed_card(self) -> QFrame:
        card = _card()
        column = card.layout()
        top = row_of(self._differential_title)
        top.addStretch(1)
        top.addWidget(self._legend)
        self._hypothesis_box.setSpacing(0)
        if isinstance(column, QVBoxLayout):
            column.addLayout(top)
            column.addLayout(self._hypothesis_box)
            column.addWidget(self._unlikely)
            column.addWidget(self._deciding)
            column.addWidget(self._plan)
            column.addStretch(1)
        return card

    def _steps_card(self) -> QFrame:
        return _card(self._steps_title, self._steps, None, self._doubts)

    def _fill(self, state: InterpretationState) -> None:
        self.setAccessibleName(state.title)
        self._title.show_text(state.title)
        self._disclaimer.show_text(state.disclaimer)
        self._red_flags.show_statements(state.red_flags)
        self._headline.show_text("\n".join(state.headline) or state.empty)
        self._lead.show_text("\n".join(state.lead))
        self._behind.show_statements(
            _present(state.reasons, state.unknowns, state.unverified)
        )
        self._fill_differential(state)
        self._steps_title.show_text(state.steps_title)
        self._steps.show_statements(state.steps)
        self._doubts.show_statements(_present(state.guardrails))

    def _fill_differential(self, state: InterpretationState) -> None:
        against, for_, missing = state.differential_legend
        self._differential_title.show_text(state.differential_title)
        self._legend.show_text(f"⊟ {against}  │  ■ {for_}  ┄ {missing}")
        while len(self._hypotheses) < len(state.differential):
            self._add_hypothesis()
        for row, shown in zip(self._hypotheses, state.differential, strict=False):
            row.show_hypothesis(shown, shown.statement.id in self._open)
            row.show()
        for row in self._hypotheses[len(state.differential) :]:
            row.hide()
        self._line_up(len(state.differential))
        self._unlikely.show_statements(_present(state.unlikely))
        self._deciding.show_statements(_present(state.deciding))
        self._plan.show_statements(_present(state.plan))

    def _line_up(self, count: int) -> None:
        """Make counts and bands as wide as the widest of them."""
        rows = [row.columns for row in self._hypotheses[:count]]
        for labels in zip(*rows, strict=True):
            for label in labels:
                label.ensurePolished()
            widest = max(label.sizeHint().width() for label in labels)
            for label in labels:
                if label.minimumWidth() != widest:
                    label.setMinimumWidth(widest)

    def _add_hypothesis(self) -> None:
        row = HypothesisRow()
        row.records_pointed.connect(self.records_pointed)
        row.toggled.connect(self._remember)
        self._hypothesis_box.addWidget(row)
        self._hypotheses.append(row)

    def _remember(self, statement_id: str, is_open: bool) -> None:
        (self._open.add if is_open else self._open.discard)(statement_id)


def _present(*statements: Statement | None) -> tuple[Statement, ...]:
    return tuple(s for s in statements if s is not None)


def _card(*widgets: QWidget | None) -> QFrame:
    """Return a card of widgets under each other; None takes the room that is left."""
    card = QFrame()
    card.setProperty("surface", "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(PAD, UNIT, PAD, UNIT)
    column.setSpacing(UNIT // 2)
    for widget in widgets:
        if widget is None:
            column.addStretch(1)
        else:
            column.addWidget(widget)
    return card
