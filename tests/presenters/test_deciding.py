"""What the dialogs of a decision offer, and how what is typed there is read."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt_board.i18n import Translator
from mdt_board.model.decision import (
    Choice,
    Decision,
    DecisionState,
    NewLesionTrigger,
    OtherTrigger,
    SumTrigger,
    VariantTrigger,
)
from mdt_board.model.interpretation import Tag
from mdt_board.model.person import Discipline
from mdt_board.model.quantity import Length
from mdt_board.model.text import FreeText, Message
from mdt_board.presenters.deciding import (
    TypedDecision,
    TypedFollowUp,
    TypedHardStop,
    TypedPosition,
    TypedTrigger,
    decision_state,
    hard_stop_state,
    position_state,
)
from mdt_board.presenters.signing import signature_state, withdrawal_state
from mdt_board.presenters.typed_decision import (
    Basis,
    Problem,
    problems_of,
    read_day,
    read_decision,
    read_hard_stop,
    read_position,
)
from mdt_board.workflow.sign import NO_TITLE, WRONG_NAME, WRONG_NUMBER

AT = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
TODAY = date(2026, 11, 24)
BOTH = pytest.mark.parametrize("language", ["zh", "en"])
ROW = TypedFollowUp("f", "", "call", "oncology", "", "2026-12-01")


@pytest.fixture
def basis(growth, chair):
    return Basis(growth, chair.name, lambda: AT, lambda: "new")


def with_decision(view, decision):
    return replace(view, case=view.case.model_copy(update={"decision": decision}))


def read(basis, tr, **typed):
    return read_decision(TypedDecision(**{"choice": "monitor", **typed}), basis, tr)


def fields(reading):
    return [p.field for p in reading.problems]


# what is offered


@BOTH
def test_what_is_recorded_is_read_back_as_it_is(growth, basis, language):
    tr = Translator(language)
    state = decision_state(growth, tr)
    reading = read_decision(state.typed, basis, tr)
    assert reading.problems == ()
    assert reading.decision == growth.case.decision


@BOTH
def test_every_choice_is_offered_and_the_amber_one_is_last(relapse, language):
    choices = decision_state(relapse, Translator(language)).choices
    assert {c.id for c in choices} == {c.value for c in Choice}
    assert [c.id for c in choices if c.is_amber] == ["treat-empirically"]
    assert choices[-1].is_amber
    assert choices[0].id == "escalate-imaging"


def test_nothing_is_chosen_for_a_case_without_a_decision(growth, en):
    state = decision_state(with_decision(growth, None), en)
    assert state.typed == TypedDecision()
    assert len(state.steps) == len(growth.interpretation.next_steps)


def test_what_was_picked_in_the_bar_is_chosen_first(growth, en):
    state = decision_state(growth, en, "treat-empirically")
    assert state.typed.choice == "treat-empirically"
    assert state.opens_form
    assert not decision_state(growth, en).opens_form


def test_unverified_steps_are_not_offered(growth, en):
    found = growth.interpretation
    steps = tuple(replace(s, tag=Tag.UNVERIFIED) for s in found.next_steps)
    hidden = replace(growth, interpretation=replace(found, next_steps=steps))
    assert decision_state(hidden, en).steps == ()


def test_a_withdrawn_decision_is_not_carried_over(growth, en):
    old = growth.case.decision.model_copy(update={"state": DecisionState.WITHDRAWN})
    state = decision_state(with_decision(growth, old), en)
    assert state.typed == TypedDecision()


def test_a_step_taken_over_keeps_both_languages(growth, basis, zh):
    step = decision_state(growth, zh).steps[1]
    reading = read(basis, zh, follow_ups=(replace(step.row, id="f"),))
    (item,) = reading.decision.follow_ups
    assert item.text == FreeText(
        zh=step.text, en="Repeat plasma in a second tube, same assay"
    )
    assert item.action == "repeat-plasma"


def test_positions_are_offered_to_those_who_speak(growth, chair, en):
    one = chair.model_copy(update={"disciplines": (Discipline.PHARMACY,)})
    state = position_state(growth, one, en, "radiology")
    assert [d.id for d in state.disciplines] == ["pharmacy"]
    assert state.chosen == "pharmacy"
    assert state.recorded[0].text.startswith("Omeprazole about halves")


def test_a_discipline_that_has_not_spoken_comes_first(growth, chair, en):
    state = position_state(growth, chair, en)
    assert state.chosen == "thoracic-surgery"
    radiation = next(p for p in state.recorded if p.discipline == "radiation-oncology")
    assert radiation.person == "Example Radiation Oncologist"
    assert radiation.text == ""


def test_the_signer_is_shown_what_lacks_and_asked_for_a_password(growth, chair, en):
    state = signature_state(growth, chair, ("x",), en)
    assert state.signer == "Example Chair, Chief physician"
    assert state.lacks == ("x",)
    assert not state.needs_password
    locked = chair.model_copy(update={"password_hash": "$argon2id$…"})
    assert signature_state(growth, locked, (), en).needs_password


def test_a_withdrawal_says_what_was_decided_and_by_whom(signed, en):
    lines = withdrawal_state(signed, en).lines
    assert lines[0] == "Monitor"
    assert lines[-1] == "Signed by Example Chair, Chief physician"


@BOTH
def test_the_form_names_every_field(language):
    state = hard_stop_state(TypedHardStop(), Translator(language))
    assert len({f.text for f in state.fields}) == 5
    assert state.review


# days


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-22", date(2026, 12, 22)),
        (" 2026/12/22 ", date(2026, 12, 22)),
        ("2026.12.22", date(2026, 12, 22)),
        ("20261222", date(2026, 12, 22)),
        ("+14", date(2026, 12, 8)),
        ("+14d", date(2026, 12, 8)),
        ("+4W", date(2026, 12, 22)),
        ("22.12.2026", None),
        ("2026-12", None),
        ("2026-02-30", None),
        ("1026-12-22", None),
        ("+", None),
        ("+w", None),
        ("+99999999999", None),
        ("soon", None),
    ],
)
def test_days_are_read_as_people_type_them(text, day):
    assert read_day(text, TODAY) == day


@given(st.text(max_size=20))
def test_no_text_breaks_the_reading_of_a_day(text):
    found = read_day(text, TODAY)
    assert found is None or isinstance(found, date)


# what cannot be read


@BOTH
def test_each_problem_stands_at_its_field(basis, language):
    tr = Translator(language)
    reading = read(
        basis,
        tr,
        next_on="soon",
        triggers=(
            TypedTrigger("new-lesion"),
            TypedTrigger("sum", "thirty"),
            TypedTrigger("variant", "EGFR"),
            TypedTrigger("other", " "),
        ),
        follow_ups=(
            TypedFollowUp("a"),
            replace(ROW, action="dance", due_on="x", not_before="y"),
        ),
        hard_stop=TypedHardStop(consent="yes"),
    )
    assert reading.decision is None
    assert fields(reading) == [
        "next_on",
        "trigger.1",
        "trigger.2",
        "trigger.3",
        "follow_up.0.words",
        "follow_up.0.owner",
        "follow_up.0.due_on",
        "follow_up.1.action",
        "follow_up.1.due_on",
        "follow_up.1.not_before",
        "review_on",
    ]
    assert all(p.text for p in reading.problems)


def test_nothing_is_decided_without_a_choice(basis, en):
    reading = read(basis, en, choice="")
    assert reading.decision is None
    assert fields(reading) == ["choice"]


def test_triggers_become_data(basis, en):
    reading = read(
        basis,
        en,
        triggers=(
            TypedTrigger("new-lesion"),
            TypedTrigger("sum", "30.5 mm"),
            TypedTrigger("variant", "EGFR  T790M"),
            TypedTrigger("other", "头痛"),
        ),
    )
    assert reading.decision.triggers == (
        NewLesionTrigger(),
        SumTrigger(at_least=Length.from_mm("30.5")),
        VariantTrigger(gene="EGFR", name="T790M"),
        OtherTrigger(text=FreeText(zh="头痛")),
    )


@pytest.mark.parametrize(
    "name",
    ["另次采血复测", "repeat plasma in a second tube", "repeat-plasma"],
)
def test_an_action_is_known_by_its_name_in_either_language(basis, en, name):
    row = replace(ROW, action=name, words="")
    (item,) = read(basis, en, follow_ups=(row,)).decision.follow_ups
    assert (item.action, item.text) == ("repeat-plasma", FreeText())


def test_what_was_done_stays_done(growth, chair, en):
    old = growth.case.decision
    done = old.follow_ups[0].model_copy(update={"is_done": True})
    view = with_decision(growth, old.model_copy(update={"follow_ups": (done,)}))
    basis = Basis(view, chair.name, lambda: AT, lambda: "new")
    reading = read_decision(decision_state(view, en).typed, basis, en)
    assert reading.decision.follow_ups == (done,)


def test_a_reason_for_no_conclusion_goes_with_that_choice_alone(basis, en):
    reason = "no-conclusion.imaging-pending"
    shown = read(basis, en, choice="no-conclusion", no_conclusion=reason)
    assert shown.decision.reason_for_no_conclusion == reason
    assert read(basis, en, no_conclusion=reason).decision.reason_for_no_conclusion == ""


# what the core says to it


def test_answers_count_only_for_what_the_choice_goes_against(basis, en):
    answers = (
        ("therapy-changed-on-subthreshold-growth", "because"),
        ("progression-called-early", "  "),
    )
    change = read(basis, en, choice="change-therapy", answers=answers)
    assert {g.id for g in change.against} == {
        "therapy-changed-on-subthreshold-growth",
        "progression-called-early",
    }
    (answer,) = change.answers
    assert answer.reason == FreeText(en="because")
    assert (answer.at, answer.person) == (AT, basis.by)
    assert len(change.lacks) == 2
    assert read(basis, en, answers=answers).answers == ()


def test_what_lacks_is_said_while_it_is_typed(basis, en):
    assert "Set the day of the next assessment." in read(basis, en).lacks
    assert "The summary of the chair is missing." in read(basis, en).lacks
    whole = read(basis, en, summary="go on", next_on="+6w")
    assert whole.lacks == ()


def test_an_answer_given_before_is_kept_and_shown(growth, chair, basis, en):
    typed = TypedDecision(
        choice="change-therapy", answers=(("progression-called-early", "weighed"),)
    )
    first = read_decision(typed, basis, en)
    kept = Decision(**{**dict(first.decision), "guardrail_answers": first.answers})
    again = Basis(with_decision(growth, kept), chair.name, lambda: AT, lambda: "n")
    reading = read_decision(TypedDecision(choice="change-therapy"), again, en)
    assert reading.decision.guardrail_answers == first.answers
    shown = {g.id: g.answered for g in reading.against}
    assert shown["progression-called-early"] == ("weighed · Example Chair",)
    assert len(reading.lacks) == len(first.lacks)


def test_an_amendment_needs_its_reason(signed, chair, en):
    basis = Basis(signed, chair.name, lambda: AT, lambda: "new")
    typed = decision_state(signed, en).typed
    assert fields(read_decision(typed, basis, en)) == ["because"]
    reading = read_decision(replace(typed, because="新的结果"), basis, en)
    assert reading.because == FreeText(zh="新的结果")
    assert reading.decision is not None


# the form, positions, signatures


def test_the_form_is_there_once_its_day_is(basis, en):
    problems = []
    assert read_hard_stop(TypedHardStop(), basis, en, problems) is None
    assert problems == []
    assert read_hard_stop(TypedHardStop(consent="yes"), basis, en, problems) is None
    assert [p.field for p in problems] == ["review_on"]
    form = TypedHardStop(consent="yes", review_on="+14")
    read_form = read_hard_stop(form, basis, en, [])
    assert read_form.review_on == date(2026, 12, 8)
    assert read_form.harm_of_waiting == FreeText()


def test_a_position_keeps_id_and_names_and_needs_its_reason(growth, basis, en):
    typed = TypedPosition("radiology", "Example Radiologist A", "monitor", "stable")
    position = read_position(typed, basis, en)
    assert position.id == "position-2"
    assert position.person.zh == "示例读片医师甲"
    assert position.text == FreeText(en="stable")
    assert read_position(replace(typed, text=" "), basis, en) == Problem(
        "text", "Write down the reason."
    )
    new = read_position(replace(typed, discipline="genetics"), basis, en)
    assert new.id == "new"


def test_a_refused_signature_points_at_the_field(en):
    reasons = tuple(map(Message, (WRONG_NAME, WRONG_NUMBER, NO_TITLE)))
    assert [p.field for p in problems_of(reasons, en)] == ["name", "number", ""]
