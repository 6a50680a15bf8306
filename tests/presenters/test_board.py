"""Interpretation, decision bar and agenda, compared as values."""

from dataclasses import replace
from datetime import date

import pytest

from mdt_board.model.decision import Choice
from mdt_board.model.interpretation import (
    Band,
    Guardrail,
    Hypothesis,
    Interpretation,
    NextStep,
    Reason,
    RedFlag,
    Tag,
    Unanswered,
)
from mdt_board.model.person import Discipline
from mdt_board.model.text import Message
from mdt_board.presenters import agenda, decision_bar, interpretation
from mdt_board.presenters.parts import Tone

TODAY = date(2026, 11, 24)


def with_found(view, **parts):
    found = Interpretation("x", 0, TODAY, "2026.11", "", **parts)
    return replace(view, interpretation=found)


def test_the_headline_says_response_and_what_to_do_first(growth, zh, en):
    said = interpretation.present(growth, zh)
    whole = " ".join((*said.headline, *said.lead))
    assert "PR" in whole
    assert "≥30 mm" in whole
    assert "奥美拉唑" in whole
    assert "omeprazole" in " ".join(interpretation.present(growth, en).lead)


def test_the_machine_says_that_it_is_one(growth, zh):
    said = interpretation.present(growth, zh)
    assert said.title.startswith("系统分析（供讨论参考）")
    assert "软件" in said.disclaimer


def test_counts_are_those_of_the_reasons(growth, en):
    found = {h.id: h for h in growth.interpretation.differential}
    for shown in interpretation.present(growth, en).differential:
        reasons = found[shown.statement.id]
        assert shown.for_count == len(reasons.for_)
        assert shown.against_count == len(reasons.against)
        marks = [d.mark for d in shown.statement.details]
        assert marks.count("+") == shown.for_count
        assert marks.count("−") == shown.against_count


def test_unverified_reasons_are_not_counted_but_open_marked(growth, zh):
    reasons = (
        Reason(Message("checked"), tag=Tag.CHECKED),
        Reason(Message("doubtful"), tag=Tag.UNVERIFIED),
    )
    hypothesis = Hypothesis("mrd", Band.POSSIBLE, for_=reasons)
    state = interpretation.present(
        with_found(growth, differential=(hypothesis,)), zh
    ).differential[0]
    assert (state.for_count, state.counts) == (1, "+1 −0")
    assert [d.badge for d in state.statement.details] == ["已核对", "未核实"]


def test_unverified_steps_stay_behind_a_closed_line(growth, zh):
    def step(text, tag):
        return NextStep("trial", Message(text), Discipline.ONCOLOGY, Message("w"), tag)

    steps = (step("sound", Tag.JUDGED), step("doubtful", Tag.UNVERIFIED))
    state = interpretation.present(with_found(growth, next_steps=steps), zh)
    assert [s.text for s in state.steps] == ["1  sound"]
    assert [d.text for d in state.unverified.details] == ["doubtful"]
    assert {d.badge for d in state.unverified.details} == {"未核实"}


def test_a_judged_step_says_so(growth, zh):
    step = NextStep(
        "brain-mri",
        Message("look"),
        Discipline.RADIOLOGY,
        Message("why"),
        Tag.JUDGED,
        date(2026, 11, 24),
        date(2026, 12, 8),
    )
    (shown,) = interpretation.present(with_found(growth, next_steps=(step,)), zh).steps
    assert [b.text for b in shown.badges] == ["影像 · 11-24 至 12-08", "专家判断"]
    assert shown.details[0].text == "why"


def test_a_red_flag_is_a_warning_in_words(growth, zh):
    flag = RedFlag("ild", Message("suspected pneumonitis"), ("r1",))
    (shown,) = interpretation.present(
        with_found(growth, red_flags=(flag,)), zh
    ).red_flags
    assert shown.text == "警示：suspected pneumonitis"
    assert shown.tone is Tone.ALARM


def test_guardrails_and_unknowns_open(growth, en):
    view = with_found(
        growth,
        guardrails=(Guardrail("x", Message("do not stop")),),
        unknown=(Unanswered("r", (Message("brain MRI"), Message("brain MRI"))),),
    )
    state = interpretation.present(view, en)
    assert state.guardrails.text == "Argued against: 1"
    assert [d.text for d in state.unknowns.details] == ["brain MRI"]


def test_nothing_said_is_said(growth, en):
    state = interpretation.present(with_found(growth), en)
    assert state.headline == ()
    assert state.empty == "No rule spoke on this case."


@pytest.mark.parametrize("case", ["growth", "relapse"])
def test_every_choice_is_offered_once_and_empirical_last(case, request, en):
    options = decision_bar.present(request.getfixturevalue(case), en).options
    assert sorted(o.id for o in options) == sorted(c.value for c in Choice)
    assert [o.id for o in options if o.needs_approval] == ["treat-empirically"]
    assert options[-1].note == "needs approval"


def test_options_follow_the_question(growth, relapse, en):
    assert decision_bar.present(growth, en).options[0].id == "monitor"
    assert decision_bar.present(relapse, en).options[0].id == "escalate-imaging"


def test_positions_and_reservation_are_shown(growth, zh):
    shown = decision_bar.present(growth, zh).positions
    chips = {p.chip.text: p.chip.tone for p in shown}
    assert chips["分子 保留"] is Tone.ALARM
    assert chips["病理 ✓"] is Tone.GOOD


def test_a_discipline_that_has_not_spoken_is_shown_so(growth, en):
    case = growth.case.model_copy(update={"positions": ()})
    state = decision_bar.present(replace(growth, case=case), en)
    assert [p.chip.text for p in state.positions] == [
        "Oncology –",
        "Radiology –",
        "Pathology –",
        "Molecular –",
    ]


def test_the_summary_opens_to_positions_triggers_and_follow_up(growth, zh):
    said = decision_bar.present(growth, zh).said
    assert said.text.endswith("下次评估 2026-12-22")
    lines = [d.text for d in said.details]
    assert "提前复议：直径总和 ≥ 30 mm" in lines
    assert "提前复议：出现任一新病灶" in lines


def test_no_decision_is_not_a_decision(growth, en):
    case = growth.case.model_copy(update={"decision": None, "positions": ()})
    state = decision_bar.present(replace(growth, case=case), en)
    assert state.said.text == "The board has not decided yet."
    assert not any(o.is_chosen for o in state.options)


def test_the_agenda_is_in_order_with_what_is_missing(meeting, zh):
    views = tuple(meeting.values())
    current = views[1].case.id
    state = agenda.present(views, current, views[1].meeting, zh)
    names = [
        "01 示例甲",
        "02 示例乙",
        "03 示例丙",
        "04 示例丁",
        "05 示例戊",
        "06 示例己",
    ]
    assert [r.title for r in state.rows] == names
    assert [r.title for r in state.rows if r.is_current] == ["02 示例乙"]
    assert all(r.state.text.startswith("缺 ") for r in state.rows)
    assert state.meeting == "胸部肿瘤 MDT · 2026-11-24 14:00"


def test_follow_ups_come_overdue_first(meeting, zh):
    views = tuple(replace(v, on=date(2026, 12, 1)) for v in meeting.values())
    due = agenda.present(views, "", None, zh).due
    assert [d.state.text for d in due[:2]] == ["逾期 7 天", "逾期 4 天"]
    assert [d.state.tone for d in due[:2]] == [Tone.ALARM] * 2
    assert due[2].state.tone is Tone.PLAIN


def test_states_are_equal_when_nothing_changed(growth, zh):
    assert interpretation.present(growth, zh) == interpretation.present(growth, zh)
    assert decision_bar.present(growth, zh) == decision_bar.present(growth, zh)
