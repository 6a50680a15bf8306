"""Signing: the words that are signed, and two identifiers typed by the signer."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from mdt_board.gui.dialogs.asking import AskDialog, Field, Scrolling, TextArea
from mdt_board.gui.plain import PlainLabel, set_tone
from mdt_board.gui.theme import GAP
from mdt_board.i18n import Translator
from mdt_board.model.text import N_
from mdt_board.presenters.parts import Tone
from mdt_board.presenters.signing import SignatureState, TypedSignature
from mdt_board.presenters.typed_decision import Problem

MEANING_LINES = 3
BESIDE_PX = 400
NEEDS_NAME = N_("Type the patient's name as it stands in the record.")
NEEDS_NUMBER = N_("Type the patient's record number.")
NEEDS_PASSWORD = N_("Type the password of your account.")


class SignatureDialog(AskDialog):
    """The name and the number are never filled in: whoever signs types them."""

    def __init__(
        self, state: SignatureState, tr: Translator, parent: QWidget | None = None
    ) -> None:
        title = tr(N_("Sign the decision"))
        super().__init__(title, tr(N_("Sign")), tr, parent)
        self._needs_password = state.needs_password
        self.words = QPlainTextEdit()
        self._name, self._number = QLineEdit(), QLineEdit()
        self._meaning, self._password = TextArea(MEANING_LINES), QLineEdit()
        self._show_words(state)
        self._beside(state)
        self.words.setFocus()
        self.fit(1160, 640)

    def _show_words(self, state: SignatureState) -> None:
        """Show the sentences to be signed, to read and scroll by keyboard."""
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        name = self._tr(N_("These words are signed"))
        label = PlainLabel("label")
        label.show_text(name)
        self.words.setReadOnly(True)
        self.words.setTabChangesFocus(True)
        self.words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.words.setPlainText("\n".join(state.lines))
        self.words.setAccessibleName(name)
        column.addWidget(label)
        column.addWidget(self.words, 1)

    def _beside(self, state: SignatureState) -> None:
        tr, form = self._tr, QWidget()
        form.setObjectName("inside")
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        self._say_signer(state, column)
        self._meaning.setPlainText(state.meaning)
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        asked: list[tuple[str, str, QWidget]] = [
            ("name", tr(N_("Patient's name, to confirm")), self._name),
            ("number", tr(N_("Record number, to confirm")), self._number),
            ("meaning", tr(N_("What the signature stands for")), self._meaning),
        ]
        if state.needs_password:
            asked.append(("password", tr(N_("Your password")), self._password))
        for key, name, editor in asked:
            column.addWidget(self.add_field(key, Field(name, editor)))
        column.addStretch(1)
        self.middle.addWidget(Scrolling(form, BESIDE_PX))

    def _say_signer(self, state: SignatureState, column: QVBoxLayout) -> None:
        signer = PlainLabel("strong", wraps=True)
        signer.show_text(self._tr(N_("Signer: {who}"), who=state.signer))
        column.addWidget(signer)
        if state.lacks:
            self._say_lacks(state.lacks, column)

    def _say_lacks(self, lacks: tuple[str, ...], column: QVBoxLayout) -> None:
        title = PlainLabel("label")
        title.show_text(self._tr(N_("Still missing for a signature")))
        column.addWidget(title)
        for line in lacks:
            label = PlainLabel("body", wraps=True)
            set_tone(label, Tone.CAUTION)
            label.show_text(f"▲ {line}")
            column.addWidget(label)

    @property
    def typed(self) -> TypedSignature:
        """What the signer typed."""
        return TypedSignature(
            name=self._name.text().strip(),
            number=self._number.text().strip(),
            meaning=self._meaning.toPlainText().strip(),
            password=self._password.text(),
        )

    def result_of(self) -> TypedSignature | None:
        """Return what was typed, or None while something is missing."""
        return None if self.problems() else self.typed

    def problems(self) -> tuple[Problem, ...]:
        """Return what has to be typed before anybody can look whether it is right."""
        typed = self.typed
        asked = [
            ("name", typed.name, NEEDS_NAME),
            ("number", typed.number, NEEDS_NUMBER),
            ("meaning", typed.meaning, N_("Say what the signature stands for.")),
        ]
        if self._needs_password:
            asked.append(("password", typed.password, NEEDS_PASSWORD))
        return tuple(Problem(k, self._tr(text)) for k, said, text in asked if not said)
