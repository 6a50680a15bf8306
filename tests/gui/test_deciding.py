"""Case B in a real store, by keyboard: proposed, signed, amended, withdrawn."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from mdt_board.gui import theme
from mdt_board.gui.deciding import Deciding
from mdt_board.gui.dialogs.asking import ToldDialog
from mdt_board.gui.dialogs.decision import DecisionDialog
from mdt_board.gui.dialogs.hard_stop import HardStopDialog
from mdt_board.gui.dialogs.signature import SignatureDialog
from mdt_board.i18n import Translator
from mdt_board.model.case import Case
from mdt_board.model.decision import Choice, DecisionState
from mdt_board.model.person import Discipline, Role, User
from mdt_board.model.text import FreeText
from mdt_board.palette import LIGHT
from mdt_board.workflow.edit import apply, changing, numbered
from mdt_board.workspace import Workspace
from mdt_board.workspace.archive import Login
from mdt_board.workspace.clock import example_now
from mdt_board.workspace.demonstration import CHAIR
from mdt_board.workspace.desk import OpenCase
from mdt_board.workspace.ids import counted_ids
from mdt_board.workspace.imports import import_own_files
from mdt_board.workspace.meetings import EXAMPLE_USER, example_files, example_folders
from mdt_board.workspace.records import Kept

B = "MDT-2026-0412"
BOTH = pytest.mark.parametrize("language", ["zh", "en"])
NAMES = {"zh": "示例乙", "en": "EXAMPLE-B"}
NUMBER = "EX-10023"
PATIENCE = 300


@pytest.fixture
def store(tmp_path):
    """A store with the chair as its one account."""
    made = []

    def opened(name="one", login=None):
        workspace = Workspace(
            now=example_now,
            new_id=counted_ids(name),
            store=str(tmp_path / "board.sqlite"),
            login=login or Login(CHAIR.id),
        )
        made.append(workspace)
        return workspace

    yield opened
    for workspace in made:
        workspace.close()


@pytest.fixture
def workspace(store):
    opened = store()
    opened.archive.store.add_first_account(CHAIR, at=example_now())
    return opened


@pytest.fixture
def open_b(workspace):
    """Case B with its files, in the store."""
    folder = next(f for f in example_folders() if f.name == "b")
    typed, files = example_files(folder)
    begun = workspace.keep(Kept(Case(id=typed.id)), numbered(typed, 0), "create")
    case, _ = import_own_files(begun.case, files, example_now(), EXAMPLE_USER)
    return OpenCase(workspace, workspace.keep(begun, case, "import"))


@pytest.fixture
def deciding(workspace, qapp):
    theme.load_fonts()
    theme.apply(qapp, LIGHT)
    return Deciding(workspace)


class Actor(QTimer):
    """Acts in each dialog that opens, in turn; one that stays open is closed."""

    def __init__(self):
        super().__init__()
        self.acts, self.patience = [], PATIENCE
        self.timeout.connect(self.step)
        self.start(10)

    def step(self):
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            return
        self.patience -= 1
        is_active = dialog.isActiveWindow()
        if not is_active:
            dialog.activateWindow()  # no window manager does it here
        if is_active and self.acts and isinstance(dialog, self.acts[0][0]):
            _, act = self.acts.pop(0)
            self.patience = PATIENCE
            # a timer of its own: this one is not asked again while its slot runs
            QTimer.singleShot(0, lambda: self.do(act, dialog))
        elif self.patience <= 0:
            dialog.reject()

    def do(self, act, dialog):
        try:
            act(dialog)
        except BaseException:
            self.acts.clear()
            self.patience = 0
            dialog.reject()
            raise


class Hand:
    """Types and presses keys, as somebody at the keyboard does."""

    def __init__(self, qtbot, actor):
        self.qtbot, self._actor = qtbot, actor

    def during(self, *acts):
        """Plan what is done in each dialog that opens; return what was not done."""
        self._actor.acts, self._actor.patience = list(acts), PATIENCE
        return self._actor.acts

    def press(self, widget, key, modifiers=Qt.KeyboardModifier.NoModifier):
        self.qtbot.keyClick(widget, key, modifiers)

    def confirm(self, dialog):
        self.press(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    def type_in(self, dialog, key, text):
        """Type in place of what stands in the field of this key."""
        editor = dialog.field(key).editor
        editor.setFocus()
        editor.selectAll()
        self.press(editor, Qt.Key.Key_Delete)
        if text.isascii():
            self.qtbot.keyClicks(editor, text)
        else:  # hanzi come from an input method, which types them whole
            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(editor, event)


@pytest.fixture
def hand(qtbot):
    actor = Actor()
    yield Hand(qtbot, actor)
    actor.stop()


@pytest.fixture
def proposed(workspace, open_b):
    kept = workspace.propose(open_b.kept, open_b.case.decision)
    return OpenCase(workspace, kept)


def identified(hand, dialog, language="en"):
    hand.type_in(dialog, "name", NAMES[language])
    hand.type_in(dialog, "number", NUMBER)


@pytest.fixture
def signed(workspace, proposed, deciding, hand):
    def sign(dialog):
        identified(hand, dialog)
        hand.confirm(dialog)

    hand.during((SignatureDialog, sign))
    kept = deciding.sign(proposed, Translator("en"), None)
    assert kept
    return OpenCase(workspace, kept)


# from the proposal to the signature


@BOTH
def test_case_b_goes_from_proposal_to_signature_by_keyboard(
    open_b, workspace, deciding, hand, language
):
    tr = Translator(language)

    def decide(dialog):
        hand.press(dialog.focusWidget(), Qt.Key.Key_1)
        hand.type_in(dialog, "summary", "继续吉非替尼")
        hand.type_in(dialog, "next_on", "+4w")
        hand.confirm(dialog)

    hand.during((DecisionDialog, decide))
    kept = deciding.propose(open_b, tr, None)
    decision = kept.case.decision
    assert decision.state is DecisionState.PROPOSED
    assert decision.choice is Choice.MONITOR
    assert decision.summary == FreeText(zh="继续吉非替尼")
    assert str(decision.next_assessment_on) == "2026-12-22"
    assert decision.follow_ups == open_b.case.decision.follow_ups
    assert decision.triggers == open_b.case.decision.triggers

    def sign(dialog):
        lines = dialog.words.toPlainText().splitlines()
        assert any("继续吉非替尼" in line for line in lines)
        identified(hand, dialog, language)
        hand.confirm(dialog)

    hand.during((SignatureDialog, sign))
    kept = deciding.sign(OpenCase(workspace, kept), tr, None)
    assert kept.case.decision.state is DecisionState.SIGNED
    (given,) = kept.case.sign_offs
    assert given.language == language
    assert given.identifiers == (NAMES[language], NUMBER)


def test_words_that_nobody_touched_keep_both_languages(open_b, deciding, hand):
    hand.during((DecisionDialog, hand.confirm))
    kept = deciding.propose(open_b, Translator("zh"), None)
    before, after = open_b.case.decision, kept.case.decision
    assert after.summary == before.summary
    assert after.follow_ups == before.follow_ups
    assert after.triggers == before.triggers


def test_a_wrong_identifier_is_refused_at_its_field_and_nothing_typed_is_lost(
    proposed, workspace, deciding, hand
):
    seen = {}

    def sign(dialog):
        hand.type_in(dialog, "name", "EXAMPLE-A")
        hand.type_in(dialog, "number", NUMBER)
        hand.confirm(dialog)
        seen["problem"] = dialog.field("name").problem
        seen["focus"] = dialog.focusWidget() is dialog.field("name").editor
        seen["number"] = dialog.field("number").problem
        seen["typed"] = dialog.typed
        assert dialog.isVisible()
        dialog.reject()

    hand.during((SignatureDialog, sign))
    assert deciding.sign(proposed, Translator("en"), None) is None
    assert "not the patient's" in seen["problem"]
    assert seen["focus"]
    assert seen["number"] == ""
    assert (seen["typed"].name, seen["typed"].number) == ("EXAMPLE-A", NUMBER)
    assert workspace.find(B).case.sign_offs == ()


def test_identifiers_are_never_filled_in_and_enter_alone_never_signs(
    proposed, workspace, deciding, hand
):
    def sign(dialog):
        assert dialog.typed.name == dialog.typed.number == ""
        hand.press(dialog.field("name").editor, Qt.Key.Key_Return)
        assert dialog.field("name").problem == ""
        dialog.reject()

    hand.during((SignatureDialog, sign))
    assert deciding.sign(proposed, Translator("en"), None) is None
    assert workspace.find(B).case.sign_offs == ()


# the hard stop


def test_empirical_treatment_is_not_signed_without_its_form(
    open_b, workspace, deciding, hand
):
    tr, seen = Translator("en"), {}

    def look(form):
        hand.press(form, Qt.Key.Key_Escape)

    def decide(dialog):
        assert dialog.form_button.isVisible()
        seen["lacks"] = dialog.lacks.text
        hand.confirm(dialog)

    hand.during((HardStopDialog, look), (DecisionDialog, decide))
    kept = deciding.record(open_b, tr, None, "treat-empirically")
    assert kept.case.decision.choice is Choice.TREAT_EMPIRICALLY
    assert "fill in the hard-stop form" in seen["lacks"]

    def sign(dialog):
        identified(hand, dialog)
        hand.confirm(dialog)
        seen["refusal"] = dialog.refusal
        dialog.reject()

    hand.during((SignatureDialog, sign))
    assert deciding.sign(OpenCase(workspace, kept), tr, None) is None
    assert "Hard-stop form, missing: harm of waiting." in seen["refusal"]
    assert workspace.find(B).case.sign_offs == ()


def test_with_form_and_answers_it_is_signed(open_b, workspace, deciding, hand):
    tr = Translator("en")

    def fill(form):
        for key in (
            "tissue_routes_tried",
            "independent_detections",
            "harm_of_waiting",
            "evidence_and_approval",
            "consent",
        ):
            hand.type_in(form, key, f"words on {key}")
        hand.type_in(form, "review_on", "soon")
        hand.confirm(form)
        assert form.isVisible()
        assert form.field("review_on").problem
        hand.type_in(form, "review_on", "+2w")
        hand.confirm(form)

    def decide(dialog):
        assert dialog.against.shown
        for guardrail in dialog.against.shown:
            dialog.against.rows[guardrail].editor.insertPlainText("weighed")
        assert dialog.lacks.text == "✓ Nothing is missing."
        hand.confirm(dialog)

    hand.during((HardStopDialog, fill), (DecisionDialog, decide))
    kept = deciding.propose(open_b, tr, None, "treat-empirically")
    decision = kept.case.decision
    assert decision.hard_stop.harm_of_waiting == FreeText(en="words on harm_of_waiting")
    assert {a.reason.en for a in decision.guardrail_answers} == {"weighed"}
    assert {a.person for a in decision.guardrail_answers} == {CHAIR.name}

    def sign(dialog):
        identified(hand, dialog)
        hand.confirm(dialog)

    hand.during((SignatureDialog, sign))
    kept = deciding.sign(OpenCase(workspace, kept), tr, None)
    assert kept.case.decision.state is DecisionState.SIGNED


def test_a_form_half_typed_comes_back_into_the_decision(open_b, deciding, hand):
    def half(form):
        hand.type_in(form, "consent", "asked")
        hand.press(form, Qt.Key.Key_Escape)

    def look(dialog):
        assert dialog.typed.hard_stop.consent == "asked"
        assert dialog.result_of() is None
        dialog.reject()

    waiting = hand.during((HardStopDialog, half), (DecisionDialog, look))
    assert deciding.propose(open_b, Translator("en"), None, "treat-empirically") is None
    assert waiting == []


# what the core argues against


def test_must_nots_follow_the_choice_and_their_answers_are_kept(open_b, deciding, hand):
    def decide(dialog):
        assert dialog.against.shown == ()
        hand.press(dialog.focusWidget(), Qt.Key.Key_5)
        shown = dialog.against.shown
        assert "therapy-changed-on-subthreshold-growth" in shown
        dialog.against.rows[shown[0]].editor.insertPlainText("因为")
        hand.press(dialog.focusWidget(), Qt.Key.Key_1)
        assert dialog.against.shown == ()
        hand.press(dialog.focusWidget(), Qt.Key.Key_5)
        assert dialog.against.rows[shown[0]].editor.toPlainText() == "因为"
        hand.confirm(dialog)

    hand.during((DecisionDialog, decide))
    kept = deciding.propose(open_b, Translator("zh"), None)
    (answer,) = kept.case.decision.guardrail_answers
    assert answer.reason == FreeText(zh="因为")


def test_an_answer_for_an_option_not_taken_is_not_recorded(open_b, deciding, hand):
    def decide(dialog):
        hand.press(dialog.focusWidget(), Qt.Key.Key_5)
        first = dialog.against.shown[0]
        dialog.against.rows[first].editor.insertPlainText("because")
        hand.press(dialog.focusWidget(), Qt.Key.Key_1)
        hand.confirm(dialog)

    hand.during((DecisionDialog, decide))
    kept = deciding.propose(open_b, Translator("en"), None)
    assert kept.case.decision.guardrail_answers == ()


# rows


def test_one_key_takes_a_step_over_and_rows_are_added_and_removed(
    open_b, deciding, hand
):
    alt = Qt.KeyboardModifier.AltModifier

    def decide(dialog):
        for row in list(dialog.follow_ups.rows):
            hand.press(row.remove, Qt.Key.Key_Space)
        hand.press(dialog, Qt.Key.Key_2, alt)
        assert not dialog.steps.buttons[1].isEnabled()
        hand.press(dialog.follow_ups.add, Qt.Key.Key_Return)
        hand.confirm(dialog)
        assert dialog.isVisible()
        assert dialog.follow_ups.rows[1].isAncestorOf(dialog.focusWidget())
        hand.press(dialog.follow_ups.rows[1].remove, Qt.Key.Key_Return)
        hand.press(dialog.triggers.rows[1].remove, Qt.Key.Key_Space)
        hand.confirm(dialog)

    hand.during((DecisionDialog, decide))
    kept = deciding.propose(open_b, Translator("zh"), None)
    (item,) = kept.case.decision.follow_ups
    assert item.action == "repeat-plasma"
    assert item.owner is Discipline.MOLECULAR
    assert (str(item.not_before), str(item.due_on)) == ("2026-12-08", "2026-12-22")
    assert item.text.zh
    assert item.text.en == "Repeat plasma in a second tube, same assay"
    assert [t.kind for t in kept.case.decision.triggers] == ["variant", "sum"]


def test_nothing_proposed_is_chosen_by_itself(open_b, workspace, deciding, hand):
    case = apply(open_b.case, [changing(open_b.case, "", "decision", None)])
    kept = workspace.keep(open_b.kept, case, "edit")

    def look(dialog):
        assert dialog.choice.chosen == ""
        assert dialog.follow_ups.rows == []
        assert dialog.triggers.rows == []
        assert len(dialog.steps.buttons) == 5
        dialog.reject()

    waiting = hand.during((DecisionDialog, look))
    assert deciding.propose(OpenCase(workspace, kept), Translator("en"), None) is None
    assert waiting == []


# nothing typed is lost


def test_what_was_closed_unrecorded_stands_there_again(open_b, deciding, hand):
    tr, before = Translator("en"), open_b.case.decision.summary.en

    def leave(dialog):
        hand.type_in(dialog, "summary", "half a thought")
        hand.press(dialog, Qt.Key.Key_Escape)

    hand.during((DecisionDialog, leave))
    assert deciding.propose(open_b, tr, None) is None

    def again(dialog):
        assert dialog.field("summary").text == "half a thought"
        assert dialog.anew.isVisible()
        hand.press(dialog.anew, Qt.Key.Key_Return)
        assert dialog.field("summary").text == before
        assert not dialog.anew.isVisible()
        dialog.reject()

    waiting = hand.during((DecisionDialog, again))
    deciding.propose(open_b, tr, None)
    assert waiting == []


def test_what_is_picked_since_then_comes_before_what_was_typed(open_b, deciding, hand):
    tr, seen = Translator("en"), []

    def leave(dialog):
        hand.type_in(dialog, "summary", "half a thought")
        hand.press(dialog, Qt.Key.Key_Escape)

    def look(dialog):
        seen.append((dialog.choice.chosen, dialog.field("summary").text))
        dialog.reject()

    for picked, act in (("monitor", leave), ("rebiopsy", look), ("rebiopsy", look)):
        hand.during((DecisionDialog, act))
        assert deciding.propose(open_b, tr, None, picked) is None
    assert seen == [("rebiopsy", "half a thought")] * 2


def test_a_colleague_who_saved_meanwhile_is_named_and_the_text_stays(
    open_b, workspace, store, deciding, hand
):
    seen = {}

    def decide(dialog):
        other = store("two")
        theirs = other.find(B)
        bed = changing(theirs.case, "", "patient.bed", "3")
        other.keep(theirs, apply(theirs.case, [bed]), "edit")
        hand.type_in(dialog, "summary", "typed meanwhile")
        hand.confirm(dialog)
        seen["refusal"] = dialog.refusal
        dialog.reject()

    hand.during((DecisionDialog, decide))
    assert deciding.propose(open_b, Translator("en"), None) is None
    assert "look at it again" in seen["refusal"]

    def again(dialog):
        assert dialog.field("summary").text == "typed meanwhile"
        hand.confirm(dialog)

    fresh = OpenCase(workspace, store("three").find(B))
    hand.during((DecisionDialog, again))
    kept = deciding.propose(fresh, Translator("en"), None)
    assert kept.case.decision.summary.en == "typed meanwhile"


def test_edits_that_cannot_be_kept_are_said_and_nothing_is_asked(
    open_b, store, deciding, hand
):
    other, seen = store("two"), []
    theirs = other.find(B)
    bed = changing(theirs.case, "", "patient.bed", "3")
    other.keep(theirs, apply(theirs.case, [bed]), "edit")
    open_b.commit([changing(open_b.case, "", "patient.bed", "4")])

    def look(dialog):
        seen.append(dialog.refusal)
        dialog.reject()

    hand.during((ToldDialog, look))
    assert deciding.propose(open_b, Translator("en"), None) is None
    assert "was changed to 3 by somebody else meanwhile" in seen[0]
    assert open_b.case.patient.bed == "4"


def test_edits_are_kept_before_anybody_decides_on_them(open_b, deciding, hand):
    open_b.commit([changing(open_b.case, "", "patient.bed", "4")])
    hand.during((DecisionDialog, hand.confirm))
    kept = deciding.propose(open_b, Translator("en"), None)
    assert kept.case.patient.bed == "4"
    assert not open_b.is_changed


# who may


@pytest.fixture
def member(workspace, open_b, store):
    """A station at which somebody works who speaks for radiology and never signs."""
    password = "a long password"
    workspace.set_password(CHAIR.id, password)
    who = User(
        id="reader",
        name=FreeText(zh="示例阅片医师"),
        roles=(Role.MEMBER,),
        disciplines=(Discipline.RADIOLOGY,),
    )
    assert isinstance(workspace.add_account(who, password), User)
    return store("member", Login("reader", ask=lambda name: password))


def test_who_may_not_sign_is_told_in_the_dialog(proposed, member, hand, qapp):
    theme.apply(qapp, LIGHT)
    seen = {}

    def sign(dialog):
        identified(hand, dialog)
        hand.type_in(dialog, "password", "a long password")
        hand.confirm(dialog)
        hand.qtbot.waitUntil(lambda: bool(dialog.refusal))
        seen["refusal"] = dialog.refusal
        dialog.reject()

    hand.during((SignatureDialog, sign))
    found = OpenCase(member, member.find(B))
    assert Deciding(member).sign(found, Translator("en"), None) is None
    assert "This needs one of the roles" in seen["refusal"]


def test_the_password_of_the_account_is_asked_and_looked_at(
    workspace, proposed, store, hand
):
    password = "a long password"
    workspace.set_password(CHAIR.id, password)
    again = store("chair", Login(CHAIR.id, ask=lambda name: password))
    seen = {}

    def sign(dialog):
        identified(hand, dialog)
        hand.confirm(dialog)
        seen["empty"] = dialog.field("password").problem
        hand.type_in(dialog, "password", "another password")
        hand.confirm(dialog)
        field = dialog.field("password")
        hand.qtbot.waitUntil(lambda: "not the password" in field.problem)
        assert dialog.typed.name == NAMES["en"]
        hand.type_in(dialog, "password", password)
        hand.confirm(dialog)

    hand.during((SignatureDialog, sign))
    kept = Deciding(again).sign(OpenCase(again, again.find(B)), Translator("en"), None)
    assert seen["empty"]
    assert kept.case.decision.state is DecisionState.SIGNED


# after the signature


@BOTH
def test_an_amendment_says_what_changes_and_why_and_is_signed(
    signed, deciding, hand, language
):
    tr, seen = Translator(language), {}

    def amend(dialog):
        hand.confirm(dialog)
        seen["because"] = dialog.field("because").problem
        hand.type_in(dialog, "because", "new results")
        hand.type_in(dialog, "summary", "Stop earlier")
        hand.confirm(dialog)

    def sign(dialog):
        seen["words"] = dialog.words.toPlainText()
        identified(hand, dialog, language)
        hand.confirm(dialog)

    hand.during((DecisionDialog, amend), (SignatureDialog, sign))
    kept = deciding.record(signed, tr, None)
    assert seen["because"]
    assert "Stop earlier" in seen["words"]
    assert kept.case.decision.state is DecisionState.AMENDED
    assert kept.case.decision.summary == FreeText(en="Stop earlier")
    step = kept.case.decision.transitions[-1]
    assert step.reason == FreeText(en="new results")
    assert step.changes
    assert len(kept.case.sign_offs) == 2


def test_a_signature_that_is_not_given_leads_back_to_the_amendment(
    signed, deciding, hand
):
    seen = {}

    def amend(dialog):
        hand.type_in(dialog, "because", "new results")
        QTimer.singleShot(300, lambda: look(dialog))
        hand.confirm(dialog)

    def look(dialog):
        seen["because"] = dialog.field("because").text
        dialog.reject()

    hand.during(
        (DecisionDialog, amend),
        (SignatureDialog, lambda dialog: hand.press(dialog, Qt.Key.Key_Escape)),
    )
    assert deciding.amend(signed, Translator("en"), None) is None
    assert seen["because"] == "new results"


def test_a_withdrawal_needs_a_reason_and_is_never_carried_over(
    signed, workspace, deciding, hand
):
    from mdt_board.gui.dialogs.withdraw import WithdrawDialog

    seen = {}

    def withdraw(dialog):
        hand.confirm(dialog)
        seen["problem"] = dialog.field("reason").problem
        hand.type_in(dialog, "reason", "另一患者的资料")
        hand.confirm(dialog)

    hand.during((WithdrawDialog, withdraw))
    kept = deciding.withdraw(signed, Translator("en"), None)
    assert seen["problem"]
    assert kept.case.decision.state is DecisionState.WITHDRAWN
    assert kept.case.decision.transitions[-1].reason == FreeText(zh="另一患者的资料")

    def look(dialog):
        assert dialog.typed.choice == ""
        assert dialog.typed.summary == ""
        dialog.reject()

    waiting = hand.during((DecisionDialog, look))
    assert deciding.record(OpenCase(workspace, kept), Translator("en"), None) is None
    assert waiting == []


# positions


@BOTH
def test_each_discipline_states_its_position(open_b, deciding, hand, language):
    from mdt_board.gui.dialogs.position import PositionDialog

    seen = {}

    def state(dialog):
        assert dialog.field("discipline").text == "pathology"
        earlier = dialog.field("text").text
        hand.type_in(dialog, "text", "")
        hand.confirm(dialog)
        seen["problem"] = dialog.field("text").problem
        hand.type_in(dialog, "text", "another look")
        hand.press(dialog.field("discipline").editor, Qt.Key.Key_Down)
        assert dialog.field("text").text != "another look"
        hand.press(dialog.field("discipline").editor, Qt.Key.Key_Up)
        assert dialog.field("text").text == "another look"
        assert earlier
        hand.confirm(dialog)

    hand.during((PositionDialog, state))
    kept = deciding.record_position(open_b, Translator(language), None, "pathology")
    assert seen["problem"]
    before = {p.id: p for p in open_b.case.positions}
    changed = [p for p in kept.case.positions if before[p.id] != p]
    assert [p.discipline for p in changed] == [Discipline.PATHOLOGY]
    assert changed[0].text == FreeText(en="another look")
    assert changed[0].person == before[changed[0].id].person


def test_a_new_position_has_its_own_id_and_may_dissent(open_b, deciding, hand):
    from mdt_board.gui.dialogs.position import PositionDialog

    def state(dialog):
        hand.type_in(dialog, "text", "反对")
        box = dialog.findChild(type(dialog.reservation))
        hand.press(box, Qt.Key.Key_Space)
        hand.confirm(dialog)

    hand.during((PositionDialog, state))
    kept = deciding.record_position(
        open_b, Translator("zh"), None, "radiation-oncology"
    )
    new = kept.case.positions[-1]
    assert new.discipline is Discipline.RADIATION_ONCOLOGY
    assert new.is_reservation
    assert new.person == FreeText(zh="示例放疗医师", en="Example Radiation Oncologist")
    assert len({p.id for p in kept.case.positions}) == len(kept.case.positions)


def test_only_the_own_discipline_can_be_chosen(open_b, member, hand, qapp):
    from mdt_board.gui.dialogs.position import PositionDialog

    theme.apply(qapp, LIGHT)

    def look(dialog):
        assert dialog.field("discipline").editor.count() == 1
        dialog.reject()

    waiting = hand.during((PositionDialog, look))
    found = OpenCase(member, member.find(B))
    Deciding(member).record_position(found, Translator("zh"), None, "pathology")
    assert waiting == []
