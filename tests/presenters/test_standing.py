"""How the screen says whether a decision stands."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mdt_board.i18n import Translator
from mdt_board.model.case import Case
from mdt_board.model.decision import Choice, Decision, NoConclusion
from mdt_board.model.text import FreeText, Message
from mdt_board.presenters import agenda, decision_bar
from mdt_board.presenters.parts import Tone
from mdt_board.workflow.decide import withdraw
from mdt_board.workflow.sign import amend

STALE = (Message("Outdated: the headline says something else now."),)
WHY = FreeText(zh="新的检查结果", en="new results")


def stale(view):
    return replace(view, signed=replace(view.signed, outdated=STALE))


def kept(answer):
    assert isinstance(answer, Case)
    return answer.model_copy(update={"revision": 2})


def withdrawn(view, chair, at):
    case = kept(withdraw(view.case, WHY, chair, at))
    return replace(view, case=case, signed=None)


@pytest.fixture
def at(signed):
    return signed.signed.sign_off.at + timedelta(days=1)


def test_a_draft_has_no_standing(growth, en):
    assert decision_bar.present(growth, en).standing == ()


def test_a_proposal_says_by_whom_and_that_it_is_unsigned(proposed, en):
    state = decision_bar.present(proposed, en)
    (line,) = state.standing
    assert line.text == (
        "Proposed by Example Chair · 2026-11-24 14:30 (UTC+08:00), not signed yet"
    )
    assert (state.state.text, state.state.tone) == ("proposed", Tone.ACCENT)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_signature_shows_name_title_time_and_short_seal(signed, language):
    tr = Translator(language)
    state = decision_bar.present(signed, tr)
    (line,) = state.standing
    given = signed.signed.sign_off
    for words in (
        tr.free(given.person),
        tr.free(given.title),
        "2026-11-24 14:30 (UTC+08:00)",
        "01234567…",
    ):
        assert words in line.text
    details = " ".join(d.text for d in line.details)
    assert given.meaning in details
    assert " ".join(["01234567 89abcdef"] * 4) in details
    assert state.state.tone is Tone.GOOD


def test_a_plain_file_is_called_that_first(signed, en):
    plain = replace(signed, signed=replace(signed.signed, seal=""))
    (line,) = decision_bar.present(plain, en).standing
    assert "seal" not in line.text
    assert "no audit trail vouches" in line.details[0].text


def test_an_outdated_decision_opens_to_its_reasons(signed, en):
    state = decision_bar.present(stale(signed), en)
    first, second = state.standing
    assert first.tone is Tone.CAUTION
    assert first.text.startswith("▲ Outdated")
    assert [d.text for d in first.details] == [STALE[0].text]
    assert second.text.startswith("Signed by")
    assert (state.state.text, state.state.tone) == (
        "▲ outdated",
        Tone.CAUTION,
    )


def test_an_amendment_opens_to_what_changed_and_why(signed, signing_of, at, en):
    old = signed.case.decision
    new = Decision(**{**dict(old), "next_assessment_on": date(2026, 12, 15)})
    shown = replace(signed.interpretation, revision=1)
    act = signing_of(signed, at, "sign-off-2")
    case = kept(amend(signed.case, shown, new, WHY, act))
    view = replace(
        signed,
        case=case,
        signed=replace(signed.signed, sign_off=case.sign_offs[-1]),
    )
    (line,) = decision_bar.present(view, en).standing
    assert line.text.startswith("Amended by Example Chair, Chief physician")
    assert "2026-11-25 14:30" in line.text
    assert [d.text for d in line.details[:2]] == [
        "Reason: new results",
        "next assessment: 2026-12-22 → 2026-12-15",
    ]


def test_a_withdrawal_says_by_whom_why_and_what_no_longer_stands(signed, chair, at, en):
    (line,) = decision_bar.present(withdrawn(signed, chair, at), en).standing
    assert line.tone is Tone.ALARM
    assert line.text == (
        "Withdrawn by Example Chair · 2026-11-25 14:30 (UTC+08:00): new results"
    )
    (gone,) = line.details
    assert gone.text.startswith("No longer stands: signed by Example Chair")


def test_a_claim_to_be_signed_without_a_signature_is_an_alarm(signed, en):
    case = signed.case.model_copy(update={"sign_offs": ()})
    view = replace(signed, case=case, signed=None)
    (line,) = decision_bar.present(view, en).standing
    assert line.tone is Tone.ALARM
    assert "no signature is on record" in line.text


def test_a_masked_screen_shows_no_identifier(signed, en):
    view = replace(signed, privacy=True)
    (line,) = decision_bar.present(view, en).standing
    details = " ".join(d.text for d in line.details)
    assert "EXAMPLE-B" not in details
    assert "EX-10023" not in details


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_reason_for_no_conclusion_is_named(growth, language):
    tr = Translator(language)
    reason = NoConclusion.IMAGING_PENDING.value
    changes = {"choice": Choice.NO_CONCLUSION, "reason_for_no_conclusion": reason}
    decision = growth.case.decision.model_copy(update=changes)
    case = growth.case.model_copy(update={"decision": decision})
    said = decision_bar.present(replace(growth, case=case), tr).said.text
    assert tr.term(reason) in said
    assert reason not in said


# the rail


def row_of(view, tr, **more):
    rail = agenda.present((view,), view.case.id, None, tr, **more)
    return rail, rail.rows[0].state


def test_the_rail_says_how_each_decision_stands(signed, chair, at, en):
    rail, chip = row_of(signed, en)
    assert (chip.text, chip.tone) == ("decided", Tone.GOOD)
    assert "decided: 1" in rail.title
    _, chip = row_of(stale(signed), en)
    assert (chip.text, chip.tone) == ("▲ outdated", Tone.CAUTION)
    _, chip = row_of(withdrawn(signed, chair, at), en)
    assert (chip.text, chip.tone) == ("withdrawn", Tone.ALARM)


def test_what_was_withdrawn_is_not_due(signed, chair, at, growth, en):
    rail, _ = row_of(signed, en)
    assert len(rail.due) == 3
    assert [d.text for d in rail.due] == [d.text for d in row_of(growth, en)[0].due]
    rail, _ = row_of(withdrawn(signed, chair, at), en)
    assert rail.due == ()
    assert rail.due_title == ""


def test_a_signed_follow_up_becomes_overdue_after_its_day(signed, en):
    today = {signed.case.id: date(2026, 12, 1)}
    rail, _ = row_of(signed, en, days=today)
    assert rail.due[0].state.text == "4 d overdue"
    assert rail.due[0].state.tone is Tone.ALARM
    assert row_of(signed, en)[0].due[0].state.text == "11-27"
