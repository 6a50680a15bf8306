"""What a signed, amended, withdrawn or outdated decision says on paper."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pypdfium2
import pytest

from mdt_board.i18n import Translator
from mdt_board.model.case import Case
from mdt_board.model.decision import (
    Choice,
    Decision,
    DecisionState,
    FollowUp,
    GuardrailAnswer,
    HardStopForm,
    NoConclusion,
    Transition,
)
from mdt_board.model.edit import Edit
from mdt_board.model.interpretation import from_json
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.settings import SiteSettings
from mdt_board.model.text import FreeText, Message
from mdt_board.model.view import Signed
from mdt_board.reports import to_pdf
from mdt_board.reports.blocks import Boxed, Signatures, Table, Title
from mdt_board.reports.changes import WRITERS, changes_of
from mdt_board.reports.report import build
from mdt_board.reports.seal import printed_case, printed_seal
from mdt_board.reports.to_text import text_of

SEAL = "0123456789abcdef" * 4
CHINESE, ENGLISH = Translator("zh"), Translator("en")
STALE = (Message("Outdated: the headline says something else now."),)


def boxes(view, tr):
    return [b for b in build(view, tr).blocks if isinstance(b, Boxed)]


def by_hand(view, tr):
    return [b for b in build(view, tr).blocks if isinstance(b, Signatures)]


def decided(view, **changes):
    decision = view.case.decision.model_copy(update=changes)
    return replace(view, case=view.case.model_copy(update={"decision": decision}))


# signed


def test_the_signature_says_who_when_what_and_for_whom(signed_b, tr):
    text = text_of(build(signed_b, tr))
    patient = signed_b.case.patient
    given = signed_b.signed.sign_off
    for words in (
        tr.free(given.person),
        tr.free(given.title),
        "2026-11-24 14:30 (UTC+08:00)",
        given.meaning,
        given.ruleset,
        tr("revision {number}", number=1),
        tr("in Chinese") if tr.is_chinese else "in English",
        tr.free(patient.name),
        patient.identifiers[0].value,
        given.case_sha256[:12],
        given.interpretation_sha256[:12],
        given.wording_sha256[:12],
    ):
        assert words in text, words


def test_the_time_is_that_of_the_site(signed_b, tr):
    paris = replace(signed_b, site=SiteSettings(time_zone="Europe/Paris"))
    assert "2026-11-24 07:30 (UTC+01:00)" in text_of(build(paris, tr))


@pytest.mark.parametrize("zone", ["", "Nowhere/Land", "../etc", "Asia"])
def test_a_zone_that_is_none_is_written_in_utc(signed_b, tr, zone):
    lost = replace(signed_b, site=SiteSettings(time_zone=zone))
    assert "2026-11-24 06:30 (UTC+00:00)" in text_of(build(lost, tr))


def test_the_head_and_every_foot_say_that_it_is_signed(signed_b, tr):
    report = build(signed_b, tr)
    (title,) = (b for b in report.blocks if isinstance(b, Title))
    assert title.state.endswith(tr("signed"))
    assert tr("signed") in report.footer.left


def test_lines_to_sign_on_are_printed_only_for_what_is_unsigned(
    view_b, signed_b, amended_b, withdrawn_b, tr
):
    assert by_hand(view_b, tr)
    assert not by_hand(signed_b, tr)
    assert not by_hand(amended_b, tr)
    assert not by_hand(withdrawn_b, tr)


def test_the_seal_is_whole_on_one_line_of_the_pdf(signed_b, tr):
    document = pypdfium2.PdfDocument(to_pdf.to_bytes(build(signed_b, tr)))
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    (line,) = (x for p in pages for x in p.splitlines() if "[seal" in x)
    assert printed_seal(line) == SEAL
    text = "\n".join(pages)
    assert printed_seal(text) == SEAL
    assert printed_case(text) == (signed_b.case.id, 1)


def test_a_plain_file_says_that_no_trail_vouches_for_it(signed_b, tr):
    plain = replace(signed_b, signed=replace(signed_b.signed, seal=""))
    words = tr("The record is a plain file: no audit trail vouches for this signature.")
    text = text_of(build(plain, tr))
    assert words in text
    assert printed_seal(text) is None
    assert words not in text_of(build(signed_b, tr))


def test_a_signed_record_prints_the_hash_that_was_signed(signed_b, tr):
    report = build(signed_b, tr)
    digest = signed_b.signed.sign_off.case_sha256
    assert digest in text_of(report)
    assert digest[-4:] in report.footer.right


def test_notes_of_an_import_do_not_change_a_signed_record(signed_b, tr):
    note = Issue("x", Severity.NOTED, "row 3", Message("Something was left out."))
    noted = replace(signed_b, issues=(note,))
    assert to_pdf.to_bytes(build(noted, tr)) == to_pdf.to_bytes(build(signed_b, tr))


def test_a_later_revision_says_which_one_was_signed(signed_b, tr):
    later = replace(signed_b, case=signed_b.case.model_copy(update={"revision": 5}))
    text = text_of(build(later, tr))
    assert tr("this paper shows revision {number}", number=5) in text
    assert printed_case(text) == (signed_b.case.id, 1)


def test_a_masked_record_shows_no_identifier_that_was_confirmed(signed_b, tr):
    text = text_of(build(replace(signed_b, privacy=True), tr))
    assert "EX-10023" not in text
    assert tr.free(signed_b.case.patient.name) not in text


def test_a_claim_to_be_signed_without_a_signature_is_called_that(signed_b, tr):
    bare = replace(
        signed_b, signed=None, case=signed_b.case.model_copy(update={"sign_offs": ()})
    )
    text = text_of(build(bare, tr))
    words = "The decision is marked as signed, but no signature is on record."
    assert tr(words) in text
    assert by_hand(bare, tr)


def test_another_analysis_than_the_signed_one_is_called_that(signed_b, tr):
    text = text_of(build(replace(signed_b, signed=None), tr))
    who = "示例主持人 主任医师" if tr.is_chinese else "Example Chair, Chief physician"
    sentence = "Signed by {who}, on another analysis than the one shown here."
    assert tr(sentence, who=f"{who} · 2026-11-24 14:30 (UTC+08:00)") in text
    assert printed_seal(text) is None


# outdated, amended, withdrawn


def test_an_outdated_decision_is_called_so_before_it(signed_b, tr):
    stale = replace(signed_b, signed=replace(signed_b.signed, outdated=STALE))
    warning, decision, _ = boxes(stale, tr)
    assert warning.headline == tr("▲ Outdated")
    assert warning.color == "caution"
    assert tr.message(STALE[0]) in [line.text for line in warning.lines]
    assert decision.headline == tr.term("choice.monitor")
    assert tr("outdated") in build(stale, tr).footer.left


def test_a_decision_that_holds_is_not_called_outdated(signed_b, tr):
    assert len(boxes(signed_b, tr)) == 2
    assert tr("outdated") not in build(signed_b, tr).footer.left


def test_an_amendment_shows_before_after_and_why(amended_b, tr):
    report = build(amended_b, tr)
    table = next(b for b in report.blocks if isinstance(b, Table))
    assert [c.title for c in table.columns[1:]] == [tr("Before"), tr("After")]
    cells = {row.cells[0]: row.cells[1:] for row in table.rows}
    field = tr.term("decision-field.next_assessment_on")
    assert cells[field] == ("2026-12-22", "2026-12-15")
    plasma = "第二管血浆 ctDNA" if tr.is_chinese else "Second tube of plasma for ctDNA"
    due = tr.term("decision-field.due_on")
    assert cells[f"{plasma} · {due}"] == ("2026-12-22", "2026-12-15")
    before, after = cells[f"{tr.term('action.brain-mri')} · {tr('added')}"]
    assert before == "–"
    assert tr.term("discipline.radiology") in after
    text = text_of(report)
    assert tr.free(FreeText(zh="患者新诉头痛。", en="a new headache")) in text
    assert "2026-11-26 14:30" in text


def test_an_amended_decision_names_the_signature_that_it_replaced(amended_b, tr):
    text = text_of(build(amended_b, tr))
    assert text.count(tr("Signature that no longer stands:")) == 1
    assert printed_case(text) == (amended_b.case.id, 2)


def test_a_withdrawn_decision_says_so_first_and_binds_nobody(withdrawn_b, tr):
    warning, decision = boxes(withdrawn_b, tr)
    assert warning.headline == tr("■ Withdrawn")
    assert "2026-11-25 14:30" in warning.under
    assert decision.color == "muted"
    text = text_of(build(withdrawn_b, tr))
    why = FreeText(zh="血浆标本混淆。", en="The plasma samples were mixed up.")
    assert tr.free(why) in text
    assert tr("Signature that no longer stands:") in text
    assert tr("Follow-up of the withdrawn decision (not in force)") in text
    assert tr("withdrawn") in build(withdrawn_b, tr).footer.left
    assert printed_seal(text) is None


# what the board wrote


def test_the_reason_for_no_conclusion_is_named(view_b, tr):
    view = decided(
        view_b,
        choice=Choice.NO_CONCLUSION,
        reason_for_no_conclusion=NoConclusion.TISSUE_PENDING.value,
    )
    text = text_of(build(view, tr))
    assert tr.term("no-conclusion.tissue-pending") in text
    assert "no-conclusion." not in text


def test_what_the_board_answered_is_shown_with_who_and_why(signed_b, tr):
    answer = GuardrailAnswer(
        id="answer-1",
        guardrail="tki-stopped-while-waiting",
        reason=FreeText(zh="患者拒绝继续服药。", en="The patient refuses the drug."),
        person=FreeText(zh="示例主持人", en="Example Chair"),
        at=datetime(2026, 11, 24, 6, 20, tzinfo=UTC),
    )
    view = decided(signed_b, guardrail_answers=(answer,))
    (line,) = (
        x for x in text_of(build(view, tr)).splitlines() if tr.free(answer.reason) in x
    )
    assert tr.term("guardrail.tki-stopped-while-waiting") in line
    assert tr.free(answer.person) in line
    assert "2026-11-24 14:20 (UTC+08:00)" in line


def test_an_empty_field_of_the_hard_stop_form_is_printed_as_empty(view_b, tr):
    form = HardStopForm(
        tissue_routes_tried=FreeText(),
        independent_detections=FreeText(),
        harm_of_waiting=FreeText(),
        evidence_and_approval=FreeText(),
        consent=FreeText(),
        review_on=date(2026, 12, 1),
    )
    text = text_of(build(decided(view_b, hard_stop=form), tr))
    assert text.count(tr("not filled in")) == 5


@pytest.mark.parametrize("part", ["summary", "hard_stop", "position", "history"])
def test_words_without_end_go_on_over_the_pages(view_b, words_of, part):
    phrase = "很长的说明"
    long = FreeText(zh=f"{phrase}。" * 1200)
    form = HardStopForm(
        tissue_routes_tried=long,
        independent_detections=FreeText(),
        harm_of_waiting=FreeText(),
        evidence_and_approval=FreeText(),
        consent=FreeText(),
        review_on=date(2026, 12, 1),
    )
    first, *others = view_b.case.positions
    spoken = (first.model_copy(update={"text": long}), *others)
    view = {
        "summary": decided(view_b, summary=long),
        "hard_stop": decided(view_b, hard_stop=form),
        "position": replace(
            view_b, case=view_b.case.model_copy(update={"positions": spoken})
        ),
        "history": replace(
            view_b, case=view_b.case.model_copy(update={"summary": long})
        ),
    }[part]
    content = to_pdf.to_bytes(build(view, CHINESE))
    pages = len(pypdfium2.PdfDocument(content))
    assert words_of(content).count(phrase) >= 1200 - pages
    for page in pypdfium2.PdfDocument(content):
        text = page.get_textpage()
        lows = [text.get_charbox(i)[1] for i in range(text.count_chars())]
        foot = [low for low in lows if low < 30]
        assert len(foot) < 120, "the foot of the page is written over"


# changes in words


def step(*changes):
    return Transition(
        state=DecisionState.AMENDED,
        at=datetime(2026, 11, 24, tzinfo=UTC),
        changes=changes,
    )


FORM = {
    "tissue_routes_tried": {"zh": "甲", "en": "routes"},
    "independent_detections": {"zh": "乙", "en": "twice"},
    "harm_of_waiting": {"zh": "丙", "en": "harm"},
    "evidence_and_approval": {"zh": "丁", "en": "trial"},
    "consent": {"zh": "戊", "en": "given"},
    "review_on": "2026-12-01",
}
TASK = {
    "id": "t",
    "action": "brain-mri",
    "owner": "radiology",
    "due_on": "2026-12-08",
}
ANSWER = {
    "id": "a",
    "guardrail": "sbrt-before-histology",
    "reason": {"zh": "理由", "en": "because"},
    "at": "2026-11-24T06:20:00Z",
}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("decision.choice", "trial", "Trial"),
        ("decision.summary", {"zh": "总结", "en": "a summary"}, "a summary"),
        ("decision.summary", {"zh": "", "en": ""}, "–"),
        (
            "decision.reason_for_no_conclusion",
            "no-conclusion.imaging-pending",
            "imaging is awaited",
        ),
        (
            "decision.triggers",
            [{"kind": "new-lesion"}, {"kind": "sum", "at_least": "30"}],
            "any new lesion, sum of diameters ≥ 30 mm",
        ),
        ("decision.triggers", [], "–"),
        ("decision.hard_stop", FORM, "review date: 2026-12-01"),
        ("decision.follow_ups", [TASK], "Radiology · by 2026-12-08"),
        ("decision.guardrail_answers", [ANSWER], "because"),
        ("owner", "pharmacy", "Pharmacy"),
        ("is_done", True, "done"),
        ("is_done", False, "not carried out"),
        ("decision.triggers", [{"kind": "of another program"}], "cannot be shown"),
        ("decision.new_field", {"a": [1, 2]}, "cannot be shown"),
    ],
)
def test_each_field_is_said_in_words(view_b, field, value, said):
    record = "follow-up-1" if "." not in field else ""
    edit = Edit(record_id=record, field=field, before=None, after=value)
    (change,) = changes_of(step(edit), view_b.case.decision, ENGLISH)
    assert said in change.after
    assert change.before == "–"
    assert not set("{}[]_") & set(change.name + change.after)


@pytest.mark.parametrize(
    ("path", "record", "said"),
    [
        ("decision.follow_ups", TASK, "Radiology · by 2026-12-08"),
        ("decision.guardrail_answers", ANSWER, "because"),
        ("decision.unknown", TASK, "cannot be shown"),
        ("decision.follow_ups", {"id": "x"}, "cannot be shown"),
    ],
)
def test_a_record_that_was_removed_is_said_in_words(view_b, path, record, said):
    whole = {"list": path, "at": 0, "record": record}
    edit = Edit(record_id=record["id"], field="", before=whole, after=None)
    (change,) = changes_of(step(edit), view_b.case.decision, ENGLISH)
    assert said in change.before
    assert change.after == "–"
    assert "removed" in change.name


def test_every_field_of_a_decision_has_a_name_and_words():
    fields = {
        name
        for record in (Decision, FollowUp, GuardrailAnswer)
        for name in record.model_fields
        if name not in ("id", "source", "place", "state", "transitions")
    }
    for field in fields:
        for tr in (CHINESE, ENGLISH):
            assert tr.term(f"decision-field.{field}") != f"decision-field.{field}"
        assert field in WRITERS


def test_what_was_kept_prints_the_same_bytes(signed_b, tr):
    read = Case.model_validate_json(signed_b.case.model_dump_json())
    given = read.sign_offs[-1]
    frozen = from_json(json.dumps(given.seen.interpretation).encode())
    again = replace(
        signed_b, case=read, interpretation=frozen, signed=Signed(given, SEAL)
    )
    assert to_pdf.to_bytes(build(again, tr)) == to_pdf.to_bytes(build(signed_b, tr))
