"""Nothing in a dialog of a decision is cut off, small, or silent; in both languages."""

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
)

from mdt_board.gui import theme
from mdt_board.gui.dialogs.decision import DecisionDialog, DecisionLive
from mdt_board.gui.dialogs.hard_stop import HardStopDialog
from mdt_board.gui.dialogs.position import PositionDialog
from mdt_board.gui.dialogs.signature import SignatureDialog
from mdt_board.gui.dialogs.withdraw import WithdrawDialog
from mdt_board.gui.plain import PlainLabel
from mdt_board.i18n import Translator
from mdt_board.model.person import User
from mdt_board.model.text import FreeText
from mdt_board.palette import LIGHT
from mdt_board.presenters.deciding import (
    TypedHardStop,
    decision_state,
    hard_stop_state,
    position_state,
)
from mdt_board.presenters.signing import signature_state, withdrawal_state
from mdt_board.presenters.typed_decision import (
    Basis,
    Problem,
    read_decision,
    read_position,
)
from mdt_board.workflow.access import single_user
from mdt_board.workspace.clock import example_now

LAPTOP = (1284, 721)  # what a screen of 1366×768 has for a dialog
CHAIR = single_user(
    "chair",
    FreeText(zh="示例主持人", en="Example Chair"),
    FreeText(zh="主任医师", en="Chief physician"),
)
EDITORS = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit)


def decision(view, tr, choice="change-therapy"):
    basis = Basis(view, CHAIR.name, example_now, lambda: "row")
    live = DecisionLive(
        read=lambda typed: read_decision(typed, basis, tr),
        read_form=lambda typed: (None, ()),
        new_id=lambda: "row",
    )
    dialog = DecisionDialog(decision_state(view, tr, choice), tr, live=live)
    dialog.follow_ups.add.click()
    dialog.confirm()
    return dialog


def no_conclusion(view, tr):
    return decision(view, tr, "no-conclusion")


def position(view, tr):
    basis = Basis(view, CHAIR.name, example_now, lambda: "row")
    dialog = PositionDialog(
        position_state(view, CHAIR, tr),
        tr,
        read=lambda typed: read_position(typed, basis, tr),
    )
    dialog.confirm()
    return dialog


def signature(view, tr):
    locked = User(**{**dict(CHAIR), "password_hash": "x"})
    lacks = (tr("Set the day of the next assessment."),)
    dialog = SignatureDialog(signature_state(view, locked, lacks, tr), tr)
    dialog.confirm()
    dialog.show_problems((*dialog.problems(), Problem("", tr("Not possible"))))
    return dialog


def withdrawal(view, tr):
    dialog = WithdrawDialog(withdrawal_state(view, tr), tr)
    dialog.confirm()
    dialog.offer_anew(lambda: None)
    return dialog


def form(view, tr):
    wrong = (Problem("review_on", tr("Write the review date of the hard-stop form.")),)
    state = hard_stop_state(TypedHardStop(), tr)
    dialog = HardStopDialog(state, tr, read=lambda typed: (None, wrong))
    dialog.confirm()
    return dialog


MAKERS = [decision, no_conclusion, position, signature, withdrawal, form]
CASES = ["MDT-2026-0411", "MDT-2026-0412"]


@pytest.fixture
def shown(qtbot, qapp, workspace):
    theme.load_fonts()

    def made(make, language, case, percent=100):
        theme.apply(qapp, LIGHT, percent)
        dialog = make(workspace.view(case), Translator(language))
        qtbot.addWidget(dialog)
        width, height = (
            LAPTOP
            if make in (decision, no_conclusion, signature)
            else (
                dialog.width(),
                dialog.height(),
            )
        )
        dialog.resize(width, height)
        dialog.show()
        qtbot.settle()
        return dialog

    yield made
    theme.apply(qapp, LIGHT)


def cut_off(label):
    rect = label.contentsRect()
    if label.wordWrap():
        return rect.height() < label.heightForWidth(label.width()) - 1
    return rect.width() < label.fontMetrics().horizontalAdvance(label.text())


def too_narrow(widget):
    words = widget.currentText() if isinstance(widget, QComboBox) else widget.text()
    needed = widget.fontMetrics().horizontalAdvance(words.replace("&&", "&"))
    return widget.width() < needed + 8


def visible(dialog, *kinds):
    found = [w for kind in kinds for w in dialog.findChildren(kind)]
    return [w for w in found if w.isVisible() and w.objectName() != "qt_spinbox"]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("percent", [100, 150])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("make", MAKERS, ids=lambda m: m.__name__)
def test_nothing_is_cut_off_small_or_silent(shown, make, language, percent, case):
    dialog = shown(make, language, case, percent)
    labels = [x for x in visible(dialog, PlainLabel) if x.text()]
    assert [x.text() for x in labels if cut_off(x)] == []
    assert {x.textFormat().name for x in labels} == {"PlainText"}
    controls = visible(dialog, QAbstractButton, QComboBox)
    assert [w.accessibleName() for w in controls if too_narrow(w)] == []
    editors = visible(dialog, *EDITORS)
    assert [type(w).__name__ for w in editors if not w.accessibleName()] == []
    assert min(w.fontInfo().pixelSize() for w in (*labels, *editors)) >= 13
    for area in dialog.findChildren(QScrollArea):
        assert area.horizontalScrollBar().maximum() == 0
        assert area.widget().width() <= area.viewport().width()
    assert dialog.minimumSizeHint().width() <= LAPTOP[0]
    assert dialog.minimumSizeHint().height() <= LAPTOP[1]


@pytest.mark.parametrize("make", MAKERS, ids=lambda m: m.__name__)
def test_no_hanzi_is_left_in_the_english_dialog(shown, make):
    dialog = shown(make, "en", "MDT-2026-0412")
    texts = [x.text() for x in visible(dialog, PlainLabel, QAbstractButton, QLineEdit)]
    texts += [x.toPlainText() for x in visible(dialog, QPlainTextEdit)]
    texts += [
        x.itemText(n) for x in visible(dialog, QComboBox) for n in range(x.count())
    ]
    assert [t for t in texts if any("\u4e00" <= c <= "\u9fff" for c in t)] == []


def test_markup_in_data_stays_text(shown, workspace):
    markup = "<b>x</b><img src='file:///etc/passwd'>"
    view = workspace.view("MDT-2026-0412")
    summary = view.case.decision.model_copy(update={"summary": FreeText(en=markup)})
    case = view.case.model_copy(update={"decision": summary})
    marked = type(view)(case, view.interpretation, view.on)
    dialog = shown(lambda _, tr: signature(marked, tr), "en", "MDT-2026-0412")
    assert markup in dialog.words.toPlainText()
    dialog = shown(lambda _, tr: withdrawal(marked, tr), "en", "MDT-2026-0412")
    assert any(markup in x.text() for x in visible(dialog, PlainLabel))
