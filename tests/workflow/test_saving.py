"""What each action may change, by whom: the policy that the store asks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mdt_board.model.case import Case
from mdt_board.model.decision import (
    Choice,
    Decision,
    DecisionState,
    GuardrailAnswer,
    Position,
    Signing,
)
from mdt_board.model.interpretation import Interpretation
from mdt_board.model.person import Discipline, Role, User
from mdt_board.model.refusal import Allowed, Refused
from mdt_board.model.text import FreeText
from mdt_board.workflow import access, saving
from mdt_board.workflow.access import progress
from mdt_board.workflow.decide import (
    answer_guardrail,
    propose,
    record_position,
    withdraw,
)
from mdt_board.workflow.edit import apply, changing, numbered
from mdt_board.workflow.saving import ORDINARY, POLICY, may_save
from mdt_board.workflow.sign import amend, sign

UserOf = Callable[..., User]
CaseOf = Callable[[str], Case]
Look = Callable[..., Interpretation]
REASON = FreeText(zh="理由", en="reason")
VERBS = ("position", "decide", "sign", "amend", "withdraw")
ONCE = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def done(answer: Case | Refused) -> Case:
    assert isinstance(answer, Case), answer
    return answer


def reasons(answer: Allowed | Refused) -> list[str]:
    return [m.text for m in answer.reasons] if isinstance(answer, Refused) else []


def saved(case: Case, before: Case) -> Case:
    """Return the case as the store numbers it."""
    return numbered(case, before.revision + 1)


def changed(case: Case, field: str, value: Any, record: str = "") -> Case:
    return apply(case, [changing(case, record, field, value)])


def content(case: Case, **fields: Any) -> Decision:
    assert case.decision is not None
    return Decision(**{**dict(case.decision), **fields})


@pytest.fixture
def chair(user: UserOf) -> User:
    return user(Role.MEMBER, Role.CHAIR, speaks_for=tuple(Discipline))


@pytest.fixture
def signing(chair: User, at: datetime) -> Signing:
    return Signing(
        id="sign-off-1",
        person=chair,
        at=at,
        language="zh",
        wording=("疗效评价 PR。",),
        identifiers=("示例乙", "EX-10023"),
        meaning="主持人审核并签署",
    )


@pytest.fixture
def steps(
    whole: CaseOf, look: Look, chair: User, signing: Signing, at: datetime
) -> dict[str, tuple[Case, Case]]:
    """Return what each verb makes of what, on the way of a decision."""
    first = whole("b")
    position = Position(id="new", discipline=Discipline.SURGERY, text=REASON)
    stated = saved(done(record_position(first, position, chair)), first)
    proposal = done(propose(stated, content(stated), chair, at))
    answer = GuardrailAnswer(id="a", guardrail="x", reason=REASON, at=at)
    proposed = saved(done(answer_guardrail(proposal, answer, chair)), stated)
    signed = saved(done(sign(proposed, look(proposed), signing)), proposed)
    again = replace(signing, id="sign-off-2", at=at + timedelta(days=7))
    other = content(signed, choice=Choice.REBIOPSY)
    amended = saved(done(amend(signed, look(signed), other, REASON, again)), signed)
    withdrawn = saved(done(withdraw(amended, REASON, chair, at)), amended)
    return {
        "position": (first, stated),
        "decide": (stated, proposed),
        "sign": (proposed, signed),
        "amend": (signed, amended),
        "withdraw": (amended, withdrawn),
    }


# what the verbs make is accepted


@pytest.mark.parametrize("action", VERBS)
def test_what_a_verb_makes_is_saved_under_its_name_and_no_other(
    steps: dict[str, tuple[Case, Case]], chair: User, action: str
) -> None:
    before, after = steps[action]
    assert may_save(chair, before, after, action)
    for other in {*ORDINARY, *VERBS} - {action}:
        is_position = action == "position" and other in ORDINARY
        assert bool(may_save(chair, before, after, other)) is is_position, other


NEEDED = {
    "position": {Role.MEMBER, Role.CHAIR},
    "decide": {Role.MEMBER, Role.CHAIR},
    "sign": {Role.CHAIR},
    "amend": {Role.CHAIR},
    "withdraw": {Role.CHAIR},
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", VERBS)
def test_each_verb_needs_its_role(
    steps: dict[str, tuple[Case, Case]], user: UserOf, action: str, role: Role
) -> None:
    answer = may_save(user(role, speaks_for=tuple(Discipline)), *steps[action], action)
    assert bool(answer) is (role in NEEDED[action])
    if isinstance(answer, Refused):
        assert answer.code == "role"
    closed = user(*Role, speaks_for=tuple(Discipline), is_active=False)
    assert reasons(may_save(closed, *steps[action], action)) == [access.CLOSED]


@ONCE
@given(data=st.data())
def test_whatever_the_verbs_make_in_any_order_is_accepted(
    data: st.DataObject, user: UserOf, whole: CaseOf, look: Look, signing: Signing
) -> None:
    case = whole(data.draw(st.sampled_from("ab")))
    for turn in range(data.draw(st.integers(1, 6))):
        roles = data.draw(st.sampled_from([tuple(Role), *((r,) for r in Role)]))
        act = replace(
            signing,
            id=f"s-{turn}",
            person=user(*roles, speaks_for=tuple(Discipline)),
            identifiers=(case.patient.name.zh, case.patient.identifiers[0].value),
        )
        made = made_by_a_verb(data, case, look, act)
        if isinstance(made[1], Case):
            assert may_save(act.person, case, made[1], made[0]), made[0]
            case = saved(made[1], case)


def made_by_a_verb(
    data: st.DataObject, case: Case, look: Look, act: Signing
) -> tuple[str, Case | Refused]:
    """Return the action of a verb and what it makes of the case."""
    by, at = act.person, act.at
    other = content(case, choice=data.draw(st.sampled_from([Choice.MONITOR, *Choice])))
    verb = data.draw(st.sampled_from([*VERBS, "answer"]))
    if verb == "position":
        position = Position(
            id=data.draw(st.sampled_from(["position-1", f"p-{act.id}"])),
            discipline=data.draw(st.sampled_from(Discipline)),
            text=REASON,
        )
        return verb, record_position(case, position, by)
    if verb == "answer":
        answer = GuardrailAnswer(id=f"g-{act.id}", guardrail="x", reason=REASON, at=at)
        return "decide", answer_guardrail(case, answer, by)
    if verb == "decide":
        return verb, propose(case, other, by, at)
    if verb == "sign":
        return verb, sign(case, look(case), act)
    if verb == "amend":
        return verb, amend(case, look(case), other, REASON, act)
    return verb, withdraw(case, REASON, by, at)


# what no ordinary action does


SETTLED_FIELDS = {
    "sign_offs": [[]],
    "decision": [None],
    "decision.state": [s.value for s in DecisionState],
    "decision.transitions": [
        [],
        [{"state": "signed", "at": "2026-11-24T00:00:00Z"}],
    ],
}
OTHER_FIELDS = {
    "patient.bed": ["", "14"],
    "summary": [{"zh": "改", "en": ""}],
    "decision.choice": ["trial", "monitor"],
    "decision.guardrail_answers": [[]],
    "positions": [[]],
}


@ONCE
@given(data=st.data())
def test_no_ordinary_action_signs_or_moves_a_decision(
    data: st.DataObject, user: UserOf, steps: dict[str, tuple[Case, Case]]
) -> None:
    """By any role, from any state, in any order, also by leaving the state and back."""
    every = [c for pair in steps.values() for c in pair]
    start = data.draw(st.sampled_from(every))
    case = start
    for _ in range(data.draw(st.integers(1, 8))):
        by = user(
            *data.draw(st.lists(st.sampled_from(Role), min_size=1)),
            speaks_for=tuple(Discipline),
        )
        wanted = altered(data, case, every)
        action = data.draw(st.sampled_from([*sorted(ORDINARY), "position", "save", ""]))
        if may_save(by, case, wanted, action):
            case = saved(wanted, case)
    assert case.sign_offs == start.sign_offs
    assert progress(case.decision) == progress(start.decision)


def altered(data: st.DataObject, case: Case, every: list[Case]) -> Case:
    """Return the case with fields changed, or with parts of another version of it."""
    fields = {**SETTLED_FIELDS, **OTHER_FIELDS}
    for field in data.draw(st.lists(st.sampled_from(sorted(fields)), max_size=2)):
        if case.decision is not None or not field.startswith("decision."):
            case = changed(case, field, data.draw(st.sampled_from(fields[field])))
    other = data.draw(st.sampled_from(every))
    taken = data.draw(st.sets(st.sampled_from(["sign_offs", "decision", "positions"])))
    return Case(**{**dict(case), **{name: getattr(other, name) for name in taken}})


@pytest.mark.parametrize("action", sorted(ORDINARY))
def test_a_new_case_comes_with_positions_and_a_draft(
    user: UserOf, whole: CaseOf, action: str
) -> None:
    spoken = tuple(p.discipline for p in whole("b").positions)
    everyone = user(Role.MEMBER, speaks_for=spoken)
    assert may_save(everyone, None, whole("b"), action)
    assert not may_save(user(Role.VIEWER), None, whole("b"), action)
    one_less = user(Role.MEMBER, speaks_for=spoken[1:])
    assert not may_save(one_less, None, whole("b"), action)


@pytest.mark.parametrize("action", sorted(ORDINARY))
@pytest.mark.parametrize("verb", VERBS[1:])
def test_a_case_that_was_signed_elsewhere_is_not_brought_in(
    steps: dict[str, tuple[Case, Case]], chair: User, action: str, verb: str
) -> None:
    for case in steps[verb][1:]:
        assert reasons(may_save(chair, None, case, action)) == [saving.CARRIED]


@pytest.mark.parametrize("action", VERBS)
def test_a_new_case_begins_with_no_verb_of_the_board(
    steps: dict[str, tuple[Case, Case]], chair: User, action: str
) -> None:
    assert not may_save(chair, None, steps[action][1], action)


@pytest.mark.parametrize("action", ["", "save", "SIGN", "sign ", "restore-store"])
def test_an_unknown_action_is_refused(whole: CaseOf, chair: User, action: str) -> None:
    answer = may_save(chair, whole("b"), whole("b"), action)
    assert reasons(answer) == [saving.UNKNOWN_ACTION]


def test_two_cases_are_a_bug(whole: CaseOf, chair: User) -> None:
    with pytest.raises(ValueError, match="two cases"):
        may_save(chair, whole("a"), whole("b"), "edit")


# each verb and nothing besides


@pytest.mark.parametrize("action", VERBS)
def test_nothing_else_slips_in_with_a_step(
    steps: dict[str, tuple[Case, Case]], chair: User, action: str
) -> None:
    before, after = steps[action]
    more = changed(after, "patient.bed", "99")
    assert reasons(may_save(chair, before, more, action)) == [saving.BEYOND]


@pytest.mark.parametrize("action", ["sign", "withdraw"])
def test_the_decision_is_signed_and_withdrawn_as_it_stands(
    steps: dict[str, tuple[Case, Case]], chair: User, action: str
) -> None:
    before, after = steps[action]
    more = changed(before, "decision.next_assessment_on", "2027-02-01")
    assert not may_save(chair, more, after, action)


@pytest.mark.parametrize("action", VERBS[1:])
def test_a_step_is_taken_once_in_one_s_own_name(
    steps: dict[str, tuple[Case, Case]], chair: User, action: str
) -> None:
    before, after = steps[action]
    assert not may_save(chair, after, after, action) or action == "decide"
    other = User(**{**dict(chair), "name": FreeText(en="Somebody else")})
    assert not may_save(other, before, after, action)
    assert after.decision is not None
    last = [t.model_dump(mode="json") for t in after.decision.transitions]
    twice = changed(after, "decision.transitions", [*last, last[-1]])
    none = changed(after, "decision.transitions", last[:-1])
    for forged in (twice, none):
        assert not may_save(chair, before, forged, action)


@pytest.mark.parametrize("state", DecisionState)
def test_deciding_reaches_no_state_but_the_proposal(
    whole: CaseOf, steps: dict[str, tuple[Case, Case]], chair: User,
    state: DecisionState,
) -> None:  # fmt: skip
    before, after = steps["decide"]
    assert after.decision is not None
    step = after.decision.transitions[-1].model_dump(mode="json")
    forged = changed(after, "decision.state", state.value)
    forged = changed(forged, "decision.transitions", [{**step, "state": state.value}])
    is_proposed = state is DecisionState.PROPOSED
    assert bool(may_save(chair, before, forged, "decide")) is is_proposed


@pytest.mark.parametrize("action", ["sign", "amend", "withdraw"])
def test_what_was_signed_is_not_decided_anew(
    steps: dict[str, tuple[Case, Case]], chair: User, at: datetime, action: str
) -> None:
    _, after = steps[action]
    other = content(after, choice=Choice.TRIAL)
    edited = Case(**{**dict(after), "decision": other})
    answer = may_save(chair, after, edited, "decide")
    if action == "withdraw":
        assert reasons(answer) == [access.BY_VERBS]
        again = done(propose(after, other, chair, at))
        assert may_save(chair, after, again, "decide")
    else:
        assert reasons(answer) == [access.AMEND_INSTEAD]


def test_answers_are_only_added_and_in_one_s_own_name(
    steps: dict[str, tuple[Case, Case]], chair: User, at: datetime
) -> None:
    _, after = steps["decide"]
    without = changed(after, "decision.guardrail_answers", [])
    assert reasons(may_save(chair, after, without, "decide")) == [saving.ANSWERS_STAY]
    dropped = done(propose(after, content(without), chair, at))
    assert reasons(may_save(chair, after, dropped, "decide")) == [saving.ANSWERS_STAY]
    assert after.decision is not None
    (given_answer,) = after.decision.guardrail_answers
    more = GuardrailAnswer(**{**dict(given_answer), "id": "b"})
    other = GuardrailAnswer(**{**dict(more), "person": FreeText(en="Somebody")})
    for answer, expected in ((more, []), (other, [saving.OWN_ANSWER])):
        answers = (given_answer, answer)
        case = Case(**{**dict(after), "decision": content(
            after, guardrail_answers=answers
        )})  # fmt: skip
        assert reasons(may_save(chair, after, case, "decide")) == expected


def test_a_withdrawn_decision_takes_its_answers_with_it(
    steps: dict[str, tuple[Case, Case]], chair: User, at: datetime
) -> None:
    _, after = steps["withdraw"]
    again = done(propose(after, Decision(choice=Choice.TRIAL), chair, at))
    assert may_save(chair, after, again, "decide")


def test_a_position_is_stated_by_its_own_discipline(
    steps: dict[str, tuple[Case, Case]], user: UserOf
) -> None:
    before, after = steps["position"]
    surgeon = user(Role.MEMBER, speaks_for=(Discipline.SURGERY,))
    radiologist = user(Role.MEMBER, speaks_for=(Discipline.RADIOLOGY,))
    assert may_save(surgeon, before, after, "position")
    answer = may_save(radiologist, before, after, "position")
    assert reasons(answer) == [access.OTHER_DISCIPLINE]


# signatures


FORGED = {
    "person_id": "somebody", "person": {"zh": "别人", "en": ""}, "revision": 99,
    "title": {"zh": "院长", "en": ""}, "at": "2026-11-25T00:00:00Z", "meaning": "x",
    "language": "en", "ruleset": "x", "case_sha256": "0" * 64,
    "interpretation_sha256": "0" * 64, "wording_sha256": "0" * 64,
    "identifiers": ["x", "y"], "parts": [], "seen": None, "seal": "0" * 64,
}  # fmt: skip


@pytest.mark.parametrize("action", ["sign", "amend"])
@pytest.mark.parametrize("field", FORGED)
def test_a_signature_that_does_not_hold_is_not_saved(
    steps: dict[str, tuple[Case, Case]], chair: User, action: str, field: str
) -> None:
    before, after = steps[action]
    forged = changed(after, field, FORGED[field], after.sign_offs[-1].id)
    answer = may_save(chair, before, forged, action)
    assert isinstance(answer, Refused)
    assert answer.code == "signature"


def test_another_chair_signs_nothing_in_one_s_name(
    steps: dict[str, tuple[Case, Case]], chair: User
) -> None:
    other = User(**{**dict(chair), "id": "user-2"})
    assert reasons(may_save(other, *steps["sign"], "sign")) == [saving.OWN_NAME]


def test_a_signature_is_of_the_next_revision_only(
    steps: dict[str, tuple[Case, Case]], chair: User
) -> None:
    before, after = steps["sign"]
    later = numbered(before, before.revision + 3)
    assert not may_save(chair, later, after, "sign")


def test_an_amendment_leaves_the_first_signature(
    steps: dict[str, tuple[Case, Case]], chair: User
) -> None:
    before, after = steps["amend"]
    for kept in ((), after.sign_offs[::-1], after.sign_offs[:1], after.sign_offs[1:]):
        forged = Case(**{**dict(after), "sign_offs": kept})
        answer = may_save(chair, before, forged, "amend")
        assert reasons(answer) == [saving.ONE_SIGNATURE]


def test_the_policy_is_the_two_questions_of_the_store() -> None:
    assert (POLICY.may_save, POLICY.may_keep_account) == (
        may_save,
        access.may_keep_account,
    )
