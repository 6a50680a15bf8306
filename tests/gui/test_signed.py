"""A signed case in the window, at every size; and notices above all cases."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea

from mdt_board.gui.dialogs.notice import NoticeLine
from mdt_board.gui.foot import Foot
from mdt_board.gui.panels.agenda import AgendaPanel
from mdt_board.gui.panels.decision import DecisionPanel
from mdt_board.gui.panels.statements import StatementRow
from mdt_board.gui.plain import PlainLabel
from mdt_board.i18n import Translator
from mdt_board.model.case import Case
from mdt_board.model.decision import Signing
from mdt_board.model.person import Discipline, Role, User
from mdt_board.model.text import FreeText, Message
from mdt_board.model.view import Signed
from mdt_board.presenters.signing import meaning, wording
from mdt_board.workflow.decide import propose
from mdt_board.workflow.sign import sign
from mdt_board.workspace import Workspace

GROWTH = "MDT-2026-0412"
SIZES = [(1920, 1080), (1366, 768), (1170, 800), (1024, 768), (900, 700)]
EVERY = [(language, size) for language in ("zh", "en") for size in SIZES]
STALE = (
    Message("Outdated: the headline says something else now."),
    Message("Outdated: other next steps are proposed now."),
)
CHAIR = User(
    id="chair",
    name=FreeText(zh="示例主持人", en="Example Chair"),
    title=FreeText(zh="主任医师", en="Chief physician"),
    roles=(Role.MEMBER, Role.CHAIR),
    disciplines=tuple(Discipline),
)


class SignedWorkspace(Workspace):
    """The example meeting after the board has signed one case and data have come."""

    def view(self, case_id):
        view = super().view(case_id)
        return self._signed_view(view) if case_id == GROWTH else view

    def _signed_view(self, view):
        at = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
        case = propose(view.case, view.case.decision, CHAIR, at)
        assert isinstance(case, Case)
        tr = Translator("en")
        act = Signing(
            id="sign-off-1",
            person=CHAIR,
            at=at,
            language="en",
            wording=wording(replace(view, case=case), tr),
            identifiers=("EXAMPLE-B", "EX-10023"),
            meaning=meaning(tr),
        )
        case = sign(case, view.interpretation, act)
        assert isinstance(case, Case)
        signed = Signed(case.sign_offs[-1], "0123456789abcdef" * 4, STALE)
        return replace(view, case=case, signed=signed)


@pytest.fixture(scope="module")
def workspace():
    opened = SignedWorkspace()
    opened.open_example_meeting()
    return opened


def rows(window):
    panel = window.findChild(DecisionPanel)
    return [r for r in panel.findChildren(StatementRow) if r.isVisible()]


def labels(window):
    return [x for x in window.findChildren(PlainLabel) if x.isVisible() and x.text()]


def cut_off(label):
    rect = label.contentsRect()
    if label.wordWrap():
        return rect.height() < label.heightForWidth(label.width()) - 1
    return rect.width() < label.fontMetrics().horizontalAdvance(label.text())


def check(window):
    panel = window.findChild(DecisionPanel)
    inside = [x for x in panel.findChildren(PlainLabel) if x.isVisible() and x.text()]
    assert [x.text() for x in inside if cut_off(x)] == []
    for area in window.findChildren(QScrollArea):
        assert area.horizontalScrollBar().maximum() == 0
    size = window.size()
    assert window.minimumSizeHint().width() <= size.width()
    assert window.minimumSizeHint().height() <= size.height()


@pytest.mark.parametrize(("language", "size"), EVERY)
def test_signature_and_warning_are_whole_at_every_size(
    open_window, qtbot, language, size
):
    window = open_window(language, *size)
    tr = Translator(language)
    text = "\n".join(x.text() for x in labels(window))
    assert tr("▲ Outdated by data since the signature: {count}", count=2) in text
    assert tr("▲ outdated") in text
    assert "01234567…" in text
    check(window)
    for row in rows(window):
        qtbot.keyClick(row, Qt.Key.Key_Return)
        assert row.is_open
    qtbot.settle()
    check(window)
    assert tr.message(STALE[1]) in "\n".join(x.text() for x in labels(window))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_signed_board_fits_on_a_projector(open_window, qtbot, language):
    window = open_window(language, 1920, 1080)

    rail = window.findChild(AgendaPanel)  # lists all cases, however many

    def nothing_scrolls():
        areas = window.findChildren(QScrollArea)
        for area in (a for a in areas if not rail.isAncestorOf(a)):
            assert area.verticalScrollBar().maximum() == 0

    qtbot.waitUntil(nothing_scrolls)


def test_an_opened_decision_leaves_the_case_in_sight(open_window, qtbot):
    window = open_window("en", 1366, 768)
    foot = window.findChild(Foot)
    closed = foot.height()
    for row in rows(window):
        qtbot.keyClick(row, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: foot.height() > closed)
    assert foot.height() <= window.height() * 0.56
    assert foot.verticalScrollBar().maximum() > 0
    for row in rows(window):
        qtbot.keyClick(row, Qt.Key.Key_Return)
    qtbot.settle()
    assert foot.height() == closed
    assert foot.verticalScrollBar().maximum() == 0


def test_the_decision_moves_between_foot_and_case_with_the_width(open_window, qtbot):
    window = open_window("zh", 1366, 768)
    foot, panel = window.findChild(Foot), window.findChild(DecisionPanel)
    for width, is_in_foot in ((1000, False), (1366, True), (900, False), (1920, True)):
        window.resize(width, 768)
        qtbot.settle()
        assert foot.isVisible() is is_in_foot
        assert foot.isAncestorOf(panel) is is_in_foot
        assert panel.isVisible()


def test_a_notice_stands_above_every_case_until_it_is_taken_away(open_window, qtbot):
    window = open_window("en", 1366, 768)
    notice = window.findChild(NoticeLine)
    assert not notice.isVisible()
    window.show_notice("The store can only be read.\nNothing is saved.")
    window.step_case(-1)
    qtbot.settle()
    assert notice.isVisible()
    (label,) = notice.findChildren(QLabel)
    assert label.text() == "▲ The store can only be read.\n▲ Nothing is saved."
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert notice.accessibleName()
    check(window)
    window.show_notice("")
    assert not notice.isVisible()


def test_a_notice_is_plain_text_and_wraps(open_window, qtbot):
    window = open_window("en", 900, 700)
    window.show_notice("<b>x</b> " + "a long reason " * 30)
    qtbot.settle()
    (label,) = window.findChild(NoticeLine).findChildren(PlainLabel)
    assert "<b>x</b>" in label.text()
    assert not cut_off(label)
    assert window.width() == 900
