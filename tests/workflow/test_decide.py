import ast
import inspect
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from mdt_board.assets import table
from mdt_board.interpret import guardrails
from mdt_board.model.case import Case
from mdt_board.model.decision import (
    Choice,
    Decision,
    DecisionState,
    GuardrailAnswer,
    HardStopForm,
    NoConclusion,
    Position,
)
from mdt_board.model.interpretation import Guardrail, Interpretation
from mdt_board.model.person import Discipline, Role, User
from mdt_board.model.refusal import Refused
from mdt_board.model.text import FreeText, Message, Term
from mdt_board.workflow import decide
from mdt_board.workflow.decide import (
    CONTRADICTS,
    HARD_STOP,
    STEPS,
    answer_guardrail,
    contradicted,
    missing_for_signature,
    needs_hard_stop,
    propose,
    record_position,
    withdraw,
)
from mdt_board.workflow.edit import apply, changing

UserOf = Callable[..., User]
CaseOf = Callable[[str], Case]
Seen = Callable[[str], Interpretation]
REASON = FreeText(zh="理由", en="reason")
NAMES = {row["id"] for row in table("terms")}


def decision_of(case: Case, **fields: Any) -> Decision:
    assert case.decision is not None
    return Decision(**{**dict(case.decision), **fields})


def in_state(case: Case, state: DecisionState) -> Case:
    return apply(case, [changing(case, "", "decision.state", state.value)])


def code(answer: Case | Refused) -> str:
    assert isinstance(answer, Refused)
    assert answer.reasons
    return answer.code


def done(answer: Case | Refused) -> Case:
    assert isinstance(answer, Case)
    return answer


# positions


def test_an_expert_states_a_position_and_changes_it(
    user: UserOf, whole: CaseOf
) -> None:
    surgeon = user(Role.MEMBER, speaks_for=(Discipline.SURGERY,))
    first = Position(id="new", discipline=Discipline.SURGERY, text=REASON)
    case = done(record_position(whole("b"), first, surgeon))
    assert case.positions == (*whole("b").positions, first)
    second = Position(
        id="new",
        discipline=Discipline.SURGERY,
        choice=Choice.LOCAL_THERAPY,
        text=FreeText(zh="改"),
        is_reservation=True,
    )
    case = done(record_position(case, second, surgeon))
    assert case.positions == (*whole("b").positions, second)
    assert case.decision is whole("b").decision


def test_a_position_needs_its_reason(user: UserOf, whole: CaseOf) -> None:
    surgeon = user(Role.MEMBER, speaks_for=(Discipline.SURGERY,))
    blank = Position(id="n", discipline=Discipline.SURGERY, text=FreeText(zh=" "))
    assert code(record_position(whole("b"), blank, surgeon)) == "reason"


def test_nobody_states_or_takes_over_the_position_of_another_discipline(
    user: UserOf, whole: CaseOf
) -> None:
    surgeon = user(Role.CHAIR, speaks_for=(Discipline.SURGERY,))
    other = Position(id="n", discipline=Discipline.PATHOLOGY, text=REASON)
    assert code(record_position(whole("b"), other, surgeon)) == "discipline"
    taken = Position(id="position-1", discipline=Discipline.SURGERY, text=REASON)
    assert code(record_position(whole("b"), taken, surgeon)) == "discipline"
    viewer = user(Role.VIEWER, speaks_for=tuple(Discipline))
    assert code(record_position(whole("b"), other, viewer)) == "role"


# steps


def test_the_table_of_steps_is_the_agreed_one() -> None:
    steps = {(a.value, b.value) for a, to in STEPS.items() for b in to}
    assert steps == {
        ("draft", "proposed"),
        ("proposed", "proposed"),
        ("proposed", "signed"),
        ("signed", "amended"),
        ("signed", "withdrawn"),
        ("amended", "amended"),
        ("amended", "withdrawn"),
        ("withdrawn", "proposed"),
    }
    assert set(STEPS) == set(DecisionState)


@pytest.mark.parametrize("state", DecisionState)
def test_a_decision_is_proposed_where_the_table_says(
    user: UserOf, whole: CaseOf, at: datetime, state: DecisionState
) -> None:
    case = in_state(whole("b"), state)
    answer = propose(case, decision_of(case), user(Role.MEMBER), at)
    if DecisionState.PROPOSED in STEPS[state]:
        assert done(answer).decision == decision_of(
            done(answer), state=DecisionState.PROPOSED
        )
    else:
        assert code(answer) == "step"


@pytest.mark.parametrize("state", DecisionState)
def test_a_decision_is_withdrawn_where_the_table_says(
    user: UserOf, whole: CaseOf, at: datetime, state: DecisionState
) -> None:
    case = in_state(whole("b"), state)
    answer = withdraw(case, REASON, user(Role.CHAIR), at)
    if DecisionState.WITHDRAWN in STEPS[state]:
        decision = done(answer).decision
        assert decision is not None
        assert decision.state is DecisionState.WITHDRAWN
        assert decision.transitions[-1].reason == REASON
    else:
        assert code(answer) == "step"


def test_withdrawing_needs_a_chair_a_reason_and_a_decision(
    user: UserOf, whole: CaseOf, with_fields: Callable[..., Case], at: datetime
) -> None:
    signed = in_state(whole("b"), DecisionState.SIGNED)
    assert code(withdraw(signed, REASON, user(Role.MEMBER), at)) == "role"
    assert code(withdraw(signed, FreeText(), user(Role.CHAIR), at)) == "reason"
    none = with_fields(signed, decision=None)
    assert code(withdraw(none, REASON, user(Role.CHAIR), at)) == "no-decision"


def test_a_proposal_keeps_who_made_it_and_all_steps_before(
    user: UserOf, whole: CaseOf, at: datetime
) -> None:
    member = user(Role.MEMBER)
    case = done(propose(whole("b"), decision_of(whole("b")), member, at))
    other = decision_of(whole("b"), choice=Choice.TRIAL, state=DecisionState.SIGNED)
    case = done(propose(case, other, member, at))
    assert case.decision is not None
    assert (case.decision.choice, case.decision.state) == ("trial", "proposed")
    assert [(t.state, t.person, t.at) for t in case.decision.transitions] == [
        (DecisionState.PROPOSED, member.name, at)
    ] * 2


def test_a_first_decision_may_be_proposed_at_once(
    user: UserOf, whole: CaseOf, with_fields: Callable[..., Case], at: datetime
) -> None:
    case = with_fields(whole("b"), decision=None)
    after = done(propose(case, Decision(choice=Choice.TRIAL), user(Role.MEMBER), at))
    assert after.decision is not None
    assert after.decision.state is DecisionState.PROPOSED
    assert Case.model_validate_json(after.model_dump_json()) == after


def test_a_viewer_proposes_nothing(user: UserOf, whole: CaseOf, at: datetime) -> None:
    answer = propose(whole("b"), decision_of(whole("b")), user(Role.VIEWER), at)
    assert code(answer) == "role"


def test_an_instant_without_a_time_zone_is_a_bug(
    user: UserOf, whole: CaseOf, at: datetime
) -> None:
    with pytest.raises(ValueError, match="time zone"):
        propose(
            whole("b"),
            decision_of(whole("b")),
            user(Role.MEMBER),
            at.replace(tzinfo=None),
        )


# guardrails


def test_every_must_not_of_the_core_stands_in_the_table_and_has_a_name() -> None:
    tree = ast.parse(inspect.getsource(guardrails))
    ids = {
        k.value.value
        for n in ast.walk(tree)
        if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "Guardrail"
        for k in n.keywords
        if k.arg == "id" and isinstance(k.value, ast.Constant)
    }
    assert len(ids) >= 8
    assert ids <= set(CONTRADICTS)
    assert {f"guardrail.{i}" for i in CONTRADICTS} <= NAMES


def test_a_must_not_that_the_table_does_not_know_is_asked_for_every_choice(
    seen: Seen,
) -> None:
    unknown = Guardrail("something-newer", Message("Do not"))
    later = replace(seen("b"), guardrails=(unknown,))
    assert all(contradicted(c, later) == (unknown,) for c in Choice)


@pytest.mark.parametrize(
    ("name", "choice", "expected"),
    [
        ("b", Choice.MONITOR, []),
        ("b", Choice.REBIOPSY, []),
        ("b", Choice.LOCAL_THERAPY, ["progression-called-early"]),
        (
            "b",
            Choice.CHANGE_THERAPY,
            ["therapy-changed-on-subthreshold-growth", "progression-called-early"],
        ),
        (
            "b",
            Choice.TRIAL,
            ["therapy-changed-on-subthreshold-growth", "tki-stopped-while-waiting"],
        ),
        ("a", Choice.ESCALATE_IMAGING, []),
        ("a", Choice.MONITOR, ["wait-when-staging-is-due"]),
        ("a", Choice.TRIAL, []),
        (
            "a",
            Choice.TREAT_EMPIRICALLY,
            ["empirical-treatment-without-histology", "diagnosis-from-ctdna"],
        ),
    ],
)
def test_a_choice_against_the_core_has_to_be_answered(
    whole: CaseOf, seen: Seen, name: str, choice: Choice, expected: list[str]
) -> None:
    assert [g.id for g in contradicted(choice, seen(name))] == expected
    decided = decide.with_decision(whole(name), decision_of(whole(name), choice=choice))
    asked = [
        m.words["guardrail"]
        for m in missing_for_signature(decided, seen(name))
        if m.text == decide.UNANSWERED
    ]
    assert asked == [Term(f"guardrail.{g}") for g in expected]


def test_a_new_drug_before_histology_is_asked_and_another_tki_is_no_stop(
    seen: Seen,
) -> None:
    argued = tuple(
        Guardrail(i, Message("Do not"))
        for i in ("sbrt-before-histology", "tki-stopped-while-waiting")
    )
    later = replace(seen("b"), guardrails=argued)
    before, _ = argued
    assert contradicted(Choice.CHANGE_THERAPY, later) == (before,)
    assert contradicted(Choice.LOCAL_THERAPY, later) == (before,)
    assert contradicted(Choice.TRIAL, later) == argued


def answer_to(guardrail: str, at: datetime, reason: FreeText = REASON) -> Any:
    return GuardrailAnswer(
        id=f"to-{guardrail}", guardrail=guardrail, reason=reason, at=at
    )


def test_an_answer_is_kept_with_its_author_and_removes_the_question(
    user: UserOf, whole: CaseOf, seen: Seen, at: datetime
) -> None:
    local = decision_of(whole("b"), choice=Choice.LOCAL_THERAPY)
    case = decide.with_decision(whole("b"), local)
    assert len(missing_for_signature(case, seen("b"))) == 1
    member = user(Role.MEMBER)
    answer = answer_to("progression-called-early", at)
    case = done(answer_guardrail(case, answer, member))
    assert missing_for_signature(case, seen("b")) == ()
    assert case.decision is not None
    (kept,) = case.decision.guardrail_answers
    assert (kept.guardrail, kept.reason, kept.person, kept.at) == (
        "progression-called-early",
        REASON,
        member.name,
        at,
    )


def test_an_answer_needs_a_reason_a_decision_that_is_open_and_a_member(
    user: UserOf, whole: CaseOf, with_fields: Callable[..., Case], at: datetime
) -> None:
    case, member = whole("b"), user(Role.MEMBER)
    answer = answer_to("progression-called-early", at)
    blank = answer_to("progression-called-early", at, FreeText(en=" "))
    assert code(answer_guardrail(case, blank, member)) == "reason"
    assert code(answer_guardrail(case, answer, user(Role.VIEWER))) == "role"
    signed = in_state(case, DecisionState.SIGNED)
    assert code(answer_guardrail(signed, answer, member)) == "step"
    none = with_fields(case, decision=None)
    assert code(answer_guardrail(none, answer, member)) == "no-decision"


# the hard stop


FORM = {
    "tissue_routes_tried": REASON,
    "independent_detections": REASON,
    "harm_of_waiting": REASON,
    "evidence_and_approval": REASON,
    "consent": REASON,
    "review_on": date(2026, 12, 8),
}


def stopped(case: Case, at: datetime, form: HardStopForm | None) -> Case:
    return decide.with_decision(
        case,
        decision_of(
            case,
            choice=Choice.TREAT_EMPIRICALLY,
            hard_stop=form,
            guardrail_answers=(
                answer_to("empirical-treatment-without-histology", at),
                answer_to("diagnosis-from-ctdna", at),
            ),
        ),
    )


def test_without_the_form_nothing_is_treated_empirically(
    whole: CaseOf, seen: Seen, at: datetime
) -> None:
    lacks = missing_for_signature(stopped(whole("a"), at, None), seen("a"))
    assert lacks[0] == Message(decide.STOP)
    assert [m.words["field"] for m in lacks[1:]] == [
        Term(t) for t in (*HARD_STOP.values(), "hard-stop.review-date")
    ]
    assert {*HARD_STOP.values(), "hard-stop.review-date"} <= NAMES


def test_the_whole_form_lets_it_be_signed(
    whole: CaseOf, seen: Seen, at: datetime
) -> None:
    case = stopped(whole("a"), at, HardStopForm(**FORM))
    assert missing_for_signature(case, seen("a")) == ()


@pytest.mark.parametrize("field", HARD_STOP)
@pytest.mark.parametrize("blank", [FreeText(), FreeText(zh=" ", en="\n")])
def test_each_field_of_the_form_is_asked_for(
    whole: CaseOf, seen: Seen, at: datetime, field: str, blank: FreeText
) -> None:
    form = HardStopForm(**{**FORM, field: blank})
    assert missing_for_signature(stopped(whole("a"), at, form), seen("a")) == (
        Message(decide.STOP_LACKS, {"field": Term(HARD_STOP[field])}),
    )


def test_the_form_has_no_field_that_nobody_checks() -> None:
    assert {*HARD_STOP, "review_on"} == set(HardStopForm.model_fields)


@pytest.mark.parametrize("day", [date(2026, 11, 24), date(2026, 11, 1)])
def test_the_review_lies_ahead(
    whole: CaseOf, seen: Seen, at: datetime, day: date
) -> None:
    form = HardStopForm(**{**FORM, "review_on": day})
    lacks = missing_for_signature(stopped(whole("a"), at, form), seen("a"))
    assert lacks == (Message(decide.REVIEW_PAST),)


@pytest.mark.parametrize("choice", Choice)
def test_a_new_drug_without_pathology_needs_the_form_by_whatever_name(
    seen: Seen, choice: Choice
) -> None:
    in_a = choice in (Choice.TREAT_EMPIRICALLY, Choice.CHANGE_THERAPY)
    assert needs_hard_stop(choice, seen("a")) is in_a
    assert needs_hard_stop(choice, seen("b")) is (choice is Choice.TREAT_EMPIRICALLY)


# what else a signature needs


@pytest.mark.parametrize("name", ["a", "b"])
def test_the_examples_are_ready_to_sign(whole: CaseOf, seen: Seen, name: str) -> None:
    assert missing_for_signature(whole(name), seen(name)) == ()


@pytest.mark.parametrize(
    ("field", "value", "lacks"),
    [
        ("decision", None, decide.NO_DECISION),
        ("decision.summary", {"zh": " ", "en": ""}, decide.NO_SUMMARY),
        ("decision.next_assessment_on", None, decide.NO_NEXT_ASSESSMENT),
        ("decision.choice", "no-conclusion", decide.WHY_NO_CONCLUSION),
        ("positions", [], decide.NO_POSITION),
    ],
)
def test_what_the_record_must_contain_is_asked_for(
    whole: CaseOf, seen: Seen, field: str, value: Any, lacks: str
) -> None:
    case = apply(whole("b"), [changing(whole("b"), "", field, value)])
    assert missing_for_signature(case, seen("b")) == (Message(lacks),)


@pytest.mark.parametrize("reason", NoConclusion)
def test_no_conclusion_has_a_coded_reason_with_a_name(
    whole: CaseOf, seen: Seen, reason: NoConclusion
) -> None:
    fields = {"choice": Choice.NO_CONCLUSION, "reason_for_no_conclusion": reason.value}
    case = decide.with_decision(whole("b"), decision_of(whole("b"), **fields))
    assert missing_for_signature(case, seen("b")) == ()
    assert reason.value in NAMES


def test_a_reason_in_free_words_is_not_coded(whole: CaseOf, seen: Seen) -> None:
    fields = {"choice": Choice.NO_CONCLUSION, "reason_for_no_conclusion": "later"}
    case = decide.with_decision(whole("b"), decision_of(whole("b"), **fields))
    assert missing_for_signature(case, seen("b")) == (
        Message(decide.WHY_NO_CONCLUSION),
    )


@pytest.mark.parametrize(
    ("changes", "lacks"),
    [
        ({"action": "", "text": {"zh": "", "en": ""}}, decide.EMPTY_ITEM),
        ({"not_before": "2027-06-01"}, decide.BACKWARD_ITEM),
    ],
)
def test_a_follow_up_says_what_and_in_which_window(
    whole: CaseOf, seen: Seen, changes: dict[str, Any], lacks: str
) -> None:
    edits = [changing(whole("b"), "follow-up-1", k, v) for k, v in changes.items()]
    assert missing_for_signature(apply(whole("b"), edits), seen("b")) == (
        Message(lacks),
    )
