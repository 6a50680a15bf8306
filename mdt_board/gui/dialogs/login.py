"""Logging in to a store that knows several people."""

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from mdt_board.gui.dialogs.asking import AskDialog, Field
from mdt_board.gui.plain import PlainLabel
from mdt_board.gui.theme import PAD
from mdt_board.i18n import Translator
from mdt_board.model.text import N_
from mdt_board.presenters.typed_decision import Problem

NEEDS_ACCOUNT = N_("Type the name of your account.")
NEEDS_PASSWORD = N_("Type the password of your account.")


class LoginDialog(AskDialog):
    """Asks for an account and its password; Enter in the password confirms."""

    def __init__(
        self, account: str, tr: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(tr(N_("Log in")), tr(N_("Log in")), tr, parent)
        self._account, self._password = QLineEdit(account), QLineEdit()
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(PAD)
        why = PlainLabel("body", wraps=True)
        why.show_text(
            tr(
                N_(
                    "This store knows several people. Without a login only the "
                    "examples are shown."
                )
            )
        )
        column.addWidget(why)
        for key, name, editor in (
            ("account", tr(N_("Account")), self._account),
            ("password", tr(N_("Password")), self._password),
        ):
            column.addWidget(self.add_field(key, Field(name, editor)))
        column.addStretch(1)
        self._password.returnPressed.connect(self.confirm)
        (self._password if account else self._account).setFocus()
        self.fit(480, 340)

    @property
    def typed(self) -> tuple[str, str]:
        """The account and the password as they were typed."""
        return self._account.text().strip(), self._password.text()

    def problems(self) -> tuple[Problem, ...]:
        """Ask for what was left out."""
        account, password = self.typed
        asked = (
            ("account", account, NEEDS_ACCOUNT),
            ("password", password, NEEDS_PASSWORD),
        )
        return tuple(
            Problem(key, self._tr(text)) for key, said, text in asked if not said
        )
