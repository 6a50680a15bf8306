from collections.abc import Callable
from typing import Any

import pytest

from mdt_board.assets import table
from mdt_board.model.case import Case
from mdt_board.model.decision import DecisionState, Position
from mdt_board.model.person import Discipline, Role, User, Verb
from mdt_board.model.refusal import Allowed, Refused
from mdt_board.model.text import FreeText
from mdt_board.workflow.access import (
    ACCOUNT_ID,
    AMEND_INSTEAD,
    BY_SIGNING,
    BY_VERBS,
    LAST_ADMINISTRATOR,
    NEEDS_ROLE,
    ROLES,
    may,
    may_change,
    may_keep_account,
    single_user,
)
from mdt_board.workflow.edit import apply, changing, removing

UserOf = Callable[..., User]
CaseOf = Callable[[str], Case]

PERMITTED = {
    Role.VIEWER: {Verb.READ},
    Role.MEMBER: {
        Verb.READ, Verb.EXPORT, Verb.EDIT, Verb.POSITION, Verb.DECIDE,
    },
    Role.CHAIR: {
        Verb.READ, Verb.EXPORT, Verb.EDIT, Verb.POSITION, Verb.DECIDE,
        Verb.SIGN,
    },
    Role.ADMINISTRATOR: {
        Verb.KEEP_STORE, Verb.MANAGE_ACCOUNTS,
    },
}  # fmt: skip


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("role", Role)
def test_each_role_may_do_its_own_verbs_and_no_other(
    user: UserOf, role: Role, verb: Verb
) -> None:
    answer = may(user(role), verb)
    assert bool(answer) is (verb in PERMITTED[role])
    assert isinstance(answer, Allowed if verb in PERMITTED[role] else Refused)


def test_every_verb_stands_in_the_table() -> None:
    assert set(ROLES) == set(Verb)


@pytest.mark.parametrize("verb", Verb)
def test_a_closed_account_may_do_nothing(user: UserOf, verb: Verb) -> None:
    answer = may(user(*Role, is_active=False), verb)
    assert isinstance(answer, Refused)
    assert answer.code == "closed"


@pytest.mark.parametrize("verb", Verb)
def test_an_account_without_roles_may_do_nothing(user: UserOf, verb: Verb) -> None:
    assert not may(user(), verb)


def test_someone_who_works_alone_may_do_everything() -> None:
    alone = single_user("me", FreeText(zh="甲"), FreeText(zh="主任医师"))
    assert all(may(alone, verb) for verb in Verb)
    assert all(may(alone, Verb.POSITION, d) for d in Discipline)


@pytest.mark.parametrize("role", [Role.MEMBER, Role.CHAIR])
def test_nobody_speaks_for_another_discipline(user: UserOf, role: Role) -> None:
    radiologist = user(role, speaks_for=(Discipline.RADIOLOGY,))
    assert may(radiologist, Verb.POSITION, Discipline.RADIOLOGY)
    answer = may(radiologist, Verb.POSITION, Discipline.PATHOLOGY)
    assert isinstance(answer, Refused)
    assert answer.code == "discipline"


def edited(case: Case, field: str, value: Any, record: str = "") -> Case:
    return apply(case, [changing(case, record, field, value)])


def in_state(case: Case, state: DecisionState) -> Case:
    return edited(case, "decision.state", state.value)


def reasons(answer: Allowed | Refused) -> list[str]:
    return [m.text for m in answer.reasons] if isinstance(answer, Refused) else []


def test_a_member_edits_what_the_case_says(user: UserOf, whole: CaseOf) -> None:
    after = edited(whole("b"), "patient.bed", "14")
    assert may_change(user(Role.MEMBER), whole("b"), after)
    answer = may_change(user(Role.VIEWER), whole("b"), after)
    assert isinstance(answer, Refused)
    assert answer.code == "role"


def test_nobody_signs_or_moves_a_decision_on_by_editing(
    user: UserOf, whole: CaseOf
) -> None:
    proposed = in_state(whole("b"), DecisionState.PROPOSED)
    everything = user(*Role, speaks_for=tuple(Discipline))
    answer = may_change(everything, whole("b"), proposed)
    assert reasons(answer) == [BY_VERBS]
    assert may_change(everything, proposed, proposed)


def test_a_first_draft_is_written_by_editing(
    user: UserOf, whole: CaseOf, with_fields: Callable[..., Case]
) -> None:
    none_yet = with_fields(whole("b"), decision=None)
    assert may_change(user(Role.MEMBER), none_yet, whole("b"))
    proposed = in_state(whole("b"), DecisionState.PROPOSED)
    assert not may_change(user(Role.MEMBER), none_yet, proposed)
    assert not may_change(user(Role.MEMBER), proposed, none_yet)


@pytest.mark.parametrize(
    "state", [DecisionState.SIGNED, DecisionState.AMENDED, DecisionState.WITHDRAWN]
)
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("choice", "trial"),
        ("summary", {"zh": "改", "en": ""}),
        ("next_assessment_on", None),
        ("triggers", []),
        ("follow_ups", []),
        ("guardrail_answers", []),
    ],
)
def test_a_signed_decision_is_not_edited(
    user: UserOf, whole: CaseOf, state: DecisionState, field: str, value: Any
) -> None:
    signed = in_state(whole("b"), state)
    answered = edited(
        signed,
        "decision.guardrail_answers",
        [{"id": "g", "guardrail": "x", "reason": {}, "at": "2026-11-24T00:00:00Z"}],
    )
    after = edited(answered, f"decision.{field}", value)
    chair = user(*Role, speaks_for=tuple(Discipline))
    assert reasons(may_change(chair, answered, after)) == [AMEND_INSTEAD]


def test_what_was_carried_out_is_noted_after_the_signature(
    user: UserOf, whole: CaseOf
) -> None:
    signed = in_state(whole("b"), DecisionState.SIGNED)
    done = edited(signed, "is_done", True, record="follow-up-1")
    assert may_change(user(Role.MEMBER), signed, done)
    later = edited(signed, "due_on", "2027-01-01", record="follow-up-1")
    assert reasons(may_change(user(Role.MEMBER), signed, later)) == [AMEND_INSTEAD]


def test_signatures_are_neither_made_nor_taken_away_by_editing(
    user: UserOf, whole: CaseOf, with_fields: Callable[..., Case]
) -> None:
    forged = {
        "id": "s", "person": {"zh": "甲"}, "at": "2026-11-24T00:00:00Z",
        "meaning": "m", "revision": 1, "language": "zh", "ruleset": "r",
        "case_sha256": "0", "interpretation_sha256": "0", "wording_sha256": "0",
    }  # fmt: skip
    signed = with_fields(whole("b"), sign_offs=[forged])
    chair = user(*Role, speaks_for=tuple(Discipline))
    for before, after in ((whole("b"), signed), (signed, whole("b"))):
        assert reasons(may_change(chair, before, after)) == [BY_SIGNING]


@pytest.mark.parametrize("what", ["text", "discipline", "removal", "addition"])
def test_a_position_is_changed_only_by_its_discipline(
    user: UserOf, whole: CaseOf, what: str
) -> None:
    case = whole("b")
    radiology = next(p for p in case.positions if p.discipline == "radiology")
    afters = {
        "text": lambda: edited(case, "text", {"zh": "改"}, radiology.id),
        "discipline": lambda: edited(case, "discipline", "oncology", radiology.id),
        "removal": lambda: apply(case, [removing(case, radiology.id)]),
        "addition": lambda: edited(
            case,
            "positions",
            [
                *(p.model_dump(mode="json") for p in case.positions),
                Position(
                    id="new", discipline=Discipline.RADIOLOGY, text=FreeText(zh="新")
                ).model_dump(mode="json"),
            ],
        ),
    }
    after = afters[what]()
    oncologist = user(Role.MEMBER, speaks_for=(Discipline.ONCOLOGY,))
    both = user(Role.MEMBER, speaks_for=(Discipline.ONCOLOGY, Discipline.RADIOLOGY))
    answer = may_change(oncologist, case, after)
    assert isinstance(answer, Refused)
    assert answer.code == "discipline"
    assert may_change(both, case, after)


def test_every_role_and_state_has_a_name() -> None:
    names = {row["id"] for row in table("terms")}
    assert {f"role.{r.value}" for r in Role} <= names
    assert {f"decision-state.{s.value}" for s in DecisionState} <= names


# accounts


def but(user: User, **fields: Any) -> User:
    return User(**{**dict(user), **fields})


@pytest.fixture
def head(user: UserOf) -> User:
    return user(Role.ADMINISTRATOR, id="head")


@pytest.fixture
def member(user: UserOf) -> User:
    return user(Role.MEMBER, id="member", password_hash="kept")


def test_an_administrator_adds_changes_and_closes_accounts(
    head: User, member: User, user: UserOf
) -> None:
    there = (head, member)
    assert may_keep_account(head, there, user(Role.CHAIR, id="new"))
    assert may_keep_account(head, there, but(member, roles=(Role.CHAIR,)))
    assert may_keep_account(head, there, but(member, is_active=False))
    assert may_keep_account(head, there, but(member, password_hash="reset"))


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MEMBER, Role.CHAIR])
def test_others_keep_no_accounts(
    head: User, member: User, user: UserOf, role: Role
) -> None:
    other = user(role, id="other")
    for wanted in (user(Role.VIEWER, id="new"), but(member, password_hash="theirs")):
        answer = may_keep_account(other, (head, member, other), wanted)
        assert reasons(answer) == [NEEDS_ROLE]


CHANGES: dict[str, Any] = {
    "name": FreeText(en="Other"),
    "title": FreeText(en="Professor"),
    "roles": (Role.MEMBER, Role.CHAIR),
    "disciplines": tuple(Discipline),
    "is_active": False,
    "source": "x",
    "place": "x",
}


def test_everybody_changes_their_own_password(head: User, member: User) -> None:
    there = (head, member)
    assert may_keep_account(member, there, but(member, password_hash="new"))
    closed = but(member, is_active=False)
    answer = may_keep_account(closed, (head, closed), but(closed, password_hash="new"))
    assert not answer


@pytest.mark.parametrize("field", CHANGES)
def test_nothing_else_changes_with_one_s_own_password(
    head: User, member: User, field: str
) -> None:
    more = but(member, password_hash="new", **{field: CHANGES[field]})
    assert reasons(may_keep_account(member, (head, member), more)) == [NEEDS_ROLE]


def test_every_field_of_an_account_is_tried() -> None:
    assert {*CHANGES, "id", "password_hash"} == set(User.model_fields)


@pytest.mark.parametrize("change", [{"is_active": False}, {"roles": (Role.CHAIR,)}])
def test_the_last_administrator_stays_one(
    head: User, user: UserOf, change: dict[str, Any]
) -> None:
    closed = user(Role.ADMINISTRATOR, id="closed", is_active=False)
    answer = may_keep_account(head, (closed, head), but(head, **change))
    assert reasons(answer) == [LAST_ADMINISTRATOR]
    second = user(Role.ADMINISTRATOR, id="second")
    assert may_keep_account(head, (head, second), but(head, **change))


def test_the_first_account_is_that_of_an_administrator(
    head: User, member: User
) -> None:
    assert may_keep_account(head, (), head)
    assert not may_keep_account(member, (), member)
    closed = but(head, is_active=False)
    assert not may_keep_account(closed, (), closed)


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("a", True), ("li.ming_2-b", True), ("x" * 64, True), ("x" * 65, False),
        ("Li", False), ("李", False), ("a b", False), ("a\n", False), ("a/b", False),
        ("é", False), ("a@b", False), ("１", False),
    ],
)  # fmt: skip
def test_an_account_has_a_plain_id(head: User, name: str, is_one: bool) -> None:
    answer = may_keep_account(head, (head,), but(head, id=name))
    assert bool(answer) is is_one
    assert reasons(answer) == ([] if is_one else [ACCOUNT_ID])
