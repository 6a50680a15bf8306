"""Deciding in the window: opens the dialogs and calls the workspace's verbs.

A dialog stays open until its answer is kept; what was refused is said in it. What was
typed and not kept comes back when the same dialog of the same case is opened again.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from PySide6.QtWidgets import QDialog, QWidget

from mdt_board.gui.dialogs.asking import ToldDialog
from mdt_board.gui.dialogs.decision import DecisionDialog, DecisionLive
from mdt_board.gui.dialogs.hard_stop import Form
from mdt_board.gui.dialogs.position import PositionDialog
from mdt_board.gui.dialogs.signature import SignatureDialog
from mdt_board.gui.dialogs.withdraw import WithdrawDialog
from mdt_board.gui.worker import Desk
from mdt_board.i18n import Translator
from mdt_board.model.case import Case
from mdt_board.model.person import User
from mdt_board.model.refusal import Refused
from mdt_board.model.text import N_, FreeText, Message, Plain
from mdt_board.model.view import View
from mdt_board.presenters.deciding import (
    TypedHardStop,
    decision_state,
    position_state,
    stands,
)
from mdt_board.presenters.signing import (
    TypedSignature,
    signature_state,
    withdrawal_state,
)
from mdt_board.presenters.typed_decision import (
    Basis,
    Problem,
    problems_of,
    read_decision,
    read_hard_stop,
    read_position,
)
from mdt_board.workflow.decide import missing_for_signature
from mdt_board.workspace import RefusedError, Workspace
from mdt_board.workspace.decisions import Confirmation
from mdt_board.workspace.records import Kept

WRONG_PASSWORD = N_("This is not the password of your account.")
FAILED = N_("Nothing was saved: {error}.")

Answer = Kept | Refused
About = tuple[str, str]
Asking = PositionDialog | DecisionDialog | WithdrawDialog
Result = TypeVar("Result")


class Open(Protocol):
    """What is asked of a case that is open in the window."""

    @property
    def case(self) -> Case:
        """The case with all edits so far."""

    def save(self, action: str = "edit") -> Answer:
        """Keep the edits so far; answers what is kept when there are none."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a dialog is about: the case as kept, today's analysis, who is asked."""

    kept: Kept
    view: View
    person: User


class Deciding:
    """One for the window. Each verb answers the new version, or None for none."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._unkept: dict[About, Any] = {}
        self._picked: dict[About, str] = {}

    def record_position(
        self,
        open_case: Open,
        tr: Translator,
        parent: QWidget | None,
        discipline: str = "",
    ) -> Kept | None:
        """Ask what one expert says; ``discipline`` is whose position is looked at."""
        seen = self._seen(open_case, tr, parent)
        if seen is None:
            return None
        basis = self._basis(seen)
        dialog = PositionDialog(
            position_state(seen.view, seen.person, tr, discipline),
            tr,
            parent,
            read=lambda typed: read_position(typed, basis, tr),
        )

        def keep(kept: Kept) -> Answer:
            position = dialog.result_of()
            if position is None:
                return Refused("position", ())
            return self._workspace.record_position(kept, position)

        return self._asked(dialog, ("position", seen.kept.case.id), seen, keep)

    def record(
        self,
        open_case: Open,
        tr: Translator,
        parent: QWidget | None,
        choice: str = "",
    ) -> Kept | None:
        """Propose a decision, or amend the one that stands."""
        verb = self.amend if stands(open_case.case) else self.propose
        return verb(open_case, tr, parent, choice)

    def propose(
        self,
        open_case: Open,
        tr: Translator,
        parent: QWidget | None,
        choice: str = "",
    ) -> Kept | None:
        """Ask what the board decides; ``choice`` is what was picked in the bar."""
        seen = self._seen(open_case, tr, parent)
        if seen is None:
            return None
        dialog = self._decision_dialog(seen, tr, parent, choice)

        def keep(kept: Kept) -> Answer:
            reading = dialog.result_of()
            if reading is None or reading.decision is None:
                return Refused("decision", ())
            return self._workspace.propose(kept, reading.decision, reading.answers)

        about = ("decision", seen.kept.case.id)
        self._follow_bar(about, choice)
        return self._asked(dialog, about, seen, keep)

    def sign(
        self, open_case: Open, tr: Translator, parent: QWidget | None
    ) -> Kept | None:
        """Show the words of the proposal and ask for its signature."""
        seen = self._seen(open_case, tr, parent)
        if seen is None:
            return None
        shown = self._workspace.proposal(seen.kept)
        return self._signed(seen, shown, tr, parent, self._workspace.sign)

    def amend(
        self,
        open_case: Open,
        tr: Translator,
        parent: QWidget | None,
        choice: str = "",
    ) -> Kept | None:
        """Ask what changes and why, then for the signature of what it became."""
        seen = self._seen(open_case, tr, parent)
        if seen is None:
            return None
        dialog = self._decision_dialog(seen, tr, parent, choice)

        def sign() -> None:
            reading = dialog.result_of()
            if reading is None or reading.decision is None:
                return
            decision, answers = reading.decision, reading.answers
            shown = tried(
                lambda: self._workspace.amendment(seen.kept, decision, answers)
            )
            if isinstance(shown, Refused):
                dialog.show_problems(problems_of(shown.reasons, tr))
                return
            because = reading.because
            kept = self._signed(
                seen,
                shown,
                tr,
                dialog,
                lambda kept, confirmed: self._workspace.amend(kept, because, confirmed),
            )
            if kept:
                done.append(kept)
                dialog.accept()

        done: list[Kept] = []
        about = ("amendment", seen.kept.case.id)
        self._follow_bar(about, choice)
        self._run(dialog, about, sign)
        return done[0] if done else None

    def withdraw(
        self, open_case: Open, tr: Translator, parent: QWidget | None
    ) -> Kept | None:
        """Ask why a signed decision no longer stands."""
        seen = self._seen(open_case, tr, parent)
        if seen is None:
            return None
        dialog = WithdrawDialog(withdrawal_state(seen.view, tr), tr, parent)

        def keep(kept: Kept) -> Answer:
            return self._workspace.withdraw(kept, dialog.result_of() or FreeText())

        return self._asked(dialog, ("withdrawal", seen.kept.case.id), seen, keep)

    # what a dialog is about

    def _seen(
        self, open_case: Open, tr: Translator, parent: QWidget | None
    ) -> _Seen | None:
        """Keep what was edited so far, so that people decide on what is on record."""

        def look() -> _Seen | Refused:
            kept = open_case.save()
            if isinstance(kept, Refused):
                return kept
            archive, day = self._workspace.archive, self._workspace.day_for(kept.case)
            person = archive.person_for_file() if kept.file else archive.person()
            return _Seen(kept, self._workspace.view_of(kept.case, day), person)

        seen = tried(look)
        if isinstance(seen, Refused):
            reasons = tuple(tr.message(reason) for reason in seen.reasons)
            told = ToldDialog(reasons, tr, parent)
            told.exec()
            told.deleteLater()
            return None
        return seen

    def _basis(self, seen: _Seen) -> Basis:
        workspace = self._workspace
        return Basis(seen.view, seen.person.name, workspace.now, workspace.new_id)

    def _decision_dialog(
        self, seen: _Seen, tr: Translator, parent: QWidget | None, choice: str
    ) -> DecisionDialog:
        basis = self._basis(seen)

        def read_form(typed: TypedHardStop) -> Form:
            problems: list[Problem] = []
            return read_hard_stop(typed, basis, tr, problems), tuple(problems)

        live = DecisionLive(
            read=lambda typed: read_decision(typed, basis, tr),
            read_form=read_form,
            new_id=self._workspace.new_id,
        )
        state = decision_state(seen.view, tr, choice)
        return DecisionDialog(state, tr, parent, live=live)

    def _follow_bar(self, about: About, choice: str) -> None:
        """Let what was picked in the bar since then come before what was typed."""
        typed = self._unkept.get(about)
        if typed is not None and choice and choice != self._picked.get(about):
            self._unkept[about] = replace(typed, choice=choice)
        self._picked[about] = choice

    # asking until the answer is kept

    def _asked(
        self,
        dialog: Asking,
        about: About,
        seen: _Seen,
        verb: Callable[[Kept], Answer],
    ) -> Kept | None:
        """Return what was kept; a refusal is shown and the dialog stays open."""
        done: list[Kept] = []

        def keep() -> None:
            answer = tried(lambda: verb(seen.kept))
            if isinstance(answer, Refused):
                dialog.show_problems(problems_of(answer.reasons, dialog.translator))
            else:
                done.append(answer)
                dialog.accept()

        self._run(dialog, about, keep)
        return done[0] if done else None

    def _run(self, dialog: Asking, about: About, keep: Callable[[], None]) -> None:
        """Open a dialog; what was typed and not kept is there the next time."""
        before: Any = dialog.typed
        if about in self._unkept:
            dialog.show_typed(self._unkept[about])
            dialog.offer_anew(lambda: dialog.show_typed(before))
        dialog.confirmed.connect(keep)
        is_kept = dialog.exec() == QDialog.DialogCode.Accepted
        typed = dialog.typed
        if is_kept or typed == before:
            self._unkept.pop(about, None)
        else:
            self._unkept[about] = typed
        dialog.deleteLater()

    # signatures

    def _signed(
        self,
        seen: _Seen,
        view: View,
        tr: Translator,
        parent: QWidget | None,
        verb: Callable[[Kept, Confirmation], Answer],
    ) -> Kept | None:
        """Show what is signed; the password is looked at off the screen's thread."""
        lacks = missing_for_signature(view.case, view.interpretation)
        words = tuple(tr.message(message) for message in lacks)
        state = signature_state(view, seen.person, words, tr)
        dialog = SignatureDialog(state, tr, parent)
        desk = Desk(dialog)
        done: list[Kept] = []

        def sign(typed: TypedSignature) -> None:
            confirmed = Confirmation(
                shown=view,
                name=typed.name,
                number=typed.number,
                language=tr.language,
                wording=state.lines,
                meaning=typed.meaning,
            )
            answer = tried(lambda: verb(seen.kept, confirmed))
            if isinstance(answer, Refused):
                dialog.show_problems(problems_of(answer.reasons, tr))
            else:
                done.append(answer)
                dialog.accept()

        _once_known(dialog, desk, seen.person, sign)
        dialog.exec()
        desk.close()
        dialog.deleteLater()
        return done[0] if done else None


def _once_known(
    dialog: SignatureDialog,
    desk: Desk,
    person: User,
    sign: Callable[[TypedSignature], None],
) -> None:
    """Let ``sign`` be called once the signer has proven who they are."""

    def look() -> None:
        typed = dialog.typed
        if not person.password_hash:
            sign(typed)
            return
        dialog.show_busy(True)
        desk.ask(
            lambda: _is_own(typed.password, person),
            lambda is_own: told(is_own, typed),
            lambda error: told(False, typed),
        )

    def told(is_own: bool, typed: TypedSignature) -> None:
        dialog.show_busy(False)
        if is_own:
            sign(typed)
        else:
            wrong = dialog.translator(WRONG_PASSWORD)
            dialog.show_problems((Problem("password", wrong),))

    dialog.confirmed.connect(look)


def _is_own(password: str, person: User) -> bool:
    from mdt_board.workspace.passwords import matches  # late: argon2

    return matches(password, person.password_hash)


def tried(verb: Callable[[], Result]) -> Result | Refused:
    """Return what ``verb`` answers; what the machine or the store refuses is said so.

    Raises:
        Exception: whatever is a bug of ours.
    """
    try:
        return verb()
    except RefusedError as error:
        issues = tuple(issue.message for issue in error.issues)
        return Refused(error.issues[0].code, issues)
    except Exception as error:
        told = getattr(error, "message", None)  # that of the store's own errors
        if isinstance(told, Message):
            return Refused("store", (told,))
        if isinstance(error, OSError):
            words = {"error": Plain(error.strerror or type(error).__name__)}
            return Refused("machine", (Message(FAILED, words),))
        raise
