"""The sentences that a signer sees and signs."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from mdt_board.i18n import Translator
from mdt_board.model.decision import Choice, GuardrailAnswer, HardStopForm, NoConclusion
from mdt_board.model.interpretation import RedFlag, Tag
from mdt_board.model.text import FreeText, Message
from mdt_board.presenters.signing import meaning, wording
from mdt_board.reports.weighed import weighed

EVERY = [(case, lang) for case in ("growth", "relapse") for lang in ("zh", "en")]


def decided(view, **changes):
    decision = view.case.decision.model_copy(update=changes)
    return replace(view, case=view.case.model_copy(update={"decision": decision}))


def place(lines, words):
    found = [n for n, line in enumerate(lines) if words in line]
    assert found, words
    return found[0]


@pytest.mark.parametrize(("case", "language"), EVERY)
def test_the_sentences_stand_in_the_order_of_reading(request, case, language):
    view, tr = request.getfixturevalue(case), Translator(language)
    lines = wording(view, tr)
    found = view.interpretation
    order = [
        tr.free(view.case.patient.name),
        tr.free(view.case.question.text),
        tr.message(found.headline[0]),
        tr.term(f"hypothesis.{found.differential[0].id}"),
        tr.message(found.next_steps[0].message),
        tr.message(found.guardrails[0].message),
        tr.message(found.unknown[0].missing[0]),
        tr.free(view.case.positions[0].text),
        tr("Decision of the board"),
        tr.free(view.case.decision.summary),
        tr("Carrying out and follow-up"),
    ]
    places = [place(lines, words) for words in order]
    assert places == sorted(places)
    assert all(line.strip() for line in lines)


@pytest.mark.parametrize(("case", "language"), EVERY)
def test_everything_that_is_decided_is_signed(request, case, language):
    view, tr = request.getfixturevalue(case), Translator(language)
    text = "\n".join(wording(view, tr))
    decision = view.case.decision
    assert view.case.id in text
    assert view.case.patient.identifiers[0].value in text
    assert tr.term(f"choice.{decision.choice.value}") in text
    for task in decision.follow_ups:
        assert tr.free(task.text) in text
        assert tr.term(f"discipline.{task.owner.value}") in text
        assert tr.day(task.due_on) in text
    for position in view.case.positions:
        assert tr.free(position.text) in text
    for message in view.interpretation.headline:
        assert tr.message(message) in text
    for hypothesis in weighed(view.interpretation):
        assert tr.term(f"hypothesis.{hypothesis.id}") in text


def test_bands_and_counts_stand_beside_each_explanation(growth, en):
    lines = wording(growth, en)
    assert "Differential · Molecular progression: leading (+2 −1)" in lines
    assert any("Underexposure: possible (+1 −1 missing 1)" in x for x in lines)


def test_dates_are_whole_and_judgments_are_named(growth, en):
    steps = [x for x in wording(growth, en) if x.startswith("Proposed next steps")]
    assert any("2026-12-08 to 2026-12-22" in x for x in steps)
    assert any(x.endswith("judgment") for x in steps)


def test_dissent_is_signed_as_dissent(growth, en):
    lines = wording(growth, en)
    (line,) = (x for x in lines if "reservation" in x)
    assert "Example Molecular Scientist" in line
    assert "Would re-biopsy at the same time" in line


def test_triggers_and_next_assessment_are_signed(growth, en):
    lines = wording(growth, en)
    assert "Come back early if: sum of diameters ≥ 30 mm" in lines
    assert "Come back early if: any new lesion" in lines
    assert lines[-1] == "Next assessment on: 2026-12-22"


def test_a_red_flag_comes_before_what_the_rules_conclude(growth, en):
    flag = RedFlag("ild", Message("Suspected ILD."), ())
    found = replace(growth.interpretation, red_flags=(flag,))
    lines = wording(replace(growth, interpretation=found), en)
    warning = place(lines, "Warning: Suspected ILD.")
    assert warning < place(lines, en.message(found.headline[0]))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_unverified_is_signed(growth, language):
    secret = Message("unverified words")
    found = growth.interpretation
    finding = replace(found.findings[0], tag=Tag.UNVERIFIED, message=secret)
    step = replace(found.next_steps[0], tag=Tag.UNVERIFIED, message=secret)
    hypothesis = found.differential[0]
    reason = replace(hypothesis.for_[0], tag=Tag.UNVERIFIED, message=secret)
    changed = replace(
        found,
        findings=(*found.findings, finding),
        next_steps=(*found.next_steps, step),
        differential=(replace(hypothesis, for_=(*hypothesis.for_, reason)),),
    )
    tr = Translator(language)
    lines = wording(replace(growth, interpretation=changed), tr)
    assert not [x for x in lines if "unverified words" in x]
    assert any("+2 −1" in x for x in lines)


def test_answers_stand_with_what_they_answer(growth, en):
    guardrail = growth.interpretation.guardrails[0]
    answers = tuple(
        GuardrailAnswer(
            id=f"answer-{name}",
            guardrail=name,
            reason=FreeText(en=f"because of {name}"),
            person=FreeText(en="Example Chair"),
            at=datetime(2026, 11, 24, tzinfo=UTC),
        )
        for name in (guardrail.id, "sbrt-before-histology")
    )
    lines = wording(decided(growth, guardrail_answers=answers), en)
    argued = place(lines, en.message(guardrail.message))
    assert f"because of {guardrail.id} (Example Chair)" in lines[argued + 1]
    assert place(lines, "local therapy or a new drug before histology") > argued


def test_the_whole_hard_stop_form_is_signed(growth, en):
    form = HardStopForm(
        tissue_routes_tried=FreeText(en="two attempts"),
        independent_detections=FreeText(en="two tubes"),
        harm_of_waiting=FreeText(en="airway"),
        evidence_and_approval=FreeText(en="committee"),
        consent=FreeText(),
        review_on=date(2026, 12, 1),
    )
    view = decided(growth, choice=Choice.TREAT_EMPIRICALLY, hard_stop=form)
    lines = [x for x in wording(view, en) if x.startswith("Hard-stop form")]
    assert [x.rpartition(": ")[2] for x in lines] == [
        "two attempts",
        "two tubes",
        "airway",
        "committee",
        "not filled in",
        "2026-12-01",
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_reason_for_no_conclusion_is_named(growth, language):
    tr = Translator(language)
    reason = NoConclusion.OPINIONS_DIFFER.value
    view = decided(growth, choice=Choice.NO_CONCLUSION, reason_for_no_conclusion=reason)
    text = "\n".join(wording(view, tr))
    assert tr.term(reason) in text
    assert reason not in text


def test_no_name_is_masked_for_the_signer(growth, en):
    assert wording(replace(growth, privacy=True), en) == wording(growth, en)


def test_without_a_decision_nothing_is_said_to_be_decided(growth, en):
    case = growth.case.model_copy(update={"decision": None})
    lines = wording(replace(growth, case=case), en)
    assert lines[-1] == "The board has not decided yet."


def test_no_hanzi_is_left_in_the_english_sentences(growth, relapse, en):
    for view in (growth, relapse):
        text = "".join(wording(view, en))
        assert not [c for c in text if "\u4e00" <= c <= "\u9fff"]


def test_the_meaning_is_one_sentence(zh, en):
    assert meaning(en).count(".") == 1
    assert meaning(zh).count("。") == 1
