"""What the chart summary says of a case, whatever it is printed on."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from mdt_board.i18n import Translator
from mdt_board.model.decision import (
    Choice,
    DecisionState,
    FollowUp,
    HardStopForm,
)
from mdt_board.model.interpretation import Tag
from mdt_board.model.molecular import Detected, Molecular, Variant
from mdt_board.model.person import Discipline
from mdt_board.model.text import FreeText, Message
from mdt_board.reports.blocks import (
    Ballot,
    Boxed,
    Cards,
    Facts,
    Report,
    Table,
    Title,
)
from mdt_board.reports.report import build
from mdt_board.reports.sections.sources import case_sha256, numbers, weighty
from mdt_board.reports.to_text import text_of

CHINESE = Translator("zh")
ENGLISH = Translator("en")


def the(report: Report, kind):
    (found,) = (block for block in report.blocks if isinstance(block, kind))
    return found


def with_case(view, **changes):
    return replace(view, case=view.case.model_copy(update=changes))


def decided(view, **changes):
    decision = view.case.decision.model_copy(update=changes)
    return with_case(view, decision=decision)


def test_the_decision_comes_before_what_anybody_said(view_b, tr):
    kinds = [type(block) for block in build(view_b, tr).blocks]
    assert kinds.index(Boxed) < kinds.index(Cards)


def test_a_chinese_record_has_all_that_a_hospital_must_record(view_b):
    text = text_of(build(view_b, CHINESE))
    for must in (
        "EX-10023",  # record number
        "12 床",
        "2026-11-24 14:00",
        "门诊楼 3 层",
        "主持人 / 记录人",
        "示例记录人",
        "示例病理医师 副主任医师",
        "病史摘要",
        "讨论目的",
        "专家讨论意见",
        "主持人小结",
        "主持人审核",
        "执行情况",
    ):
        assert must in text, must


def test_case_b_prints_its_numbers(view_b):
    text = text_of(build(view_b, ENGLISH))
    for number in ("+8.0 %", "30 mm", "27 mm", "48 mm", "±4.1 mm", "6.2", "0.12 %"):
        assert number in text, number


def test_case_a_prints_its_numbers(view_a):
    text = text_of(build(view_a, ENGLISH))
    for number in ("0.012 %", "0.045 %", "3.75", "1.6–8.8", "37 days", "22–103"):
        assert number in text, number


def test_each_expert_has_a_card_with_title_and_reservation(view_b):
    cards = {c.title: c for c in the(build(view_b, CHINESE), Cards).cards}
    assert cards["影像科"].by == "示例读片医师甲 主任医师"
    assert cards["分子诊断"].mark == "保留意见"
    assert cards["药学部"].text


def test_a_discipline_of_the_panels_without_a_position_is_left_blank(view_b):
    silent = with_case(view_b, positions=())
    cards = the(build(silent, CHINESE), Cards).cards
    assert [c.title for c in cards] == ["肿瘤内科", "影像科", "病理科", "分子诊断"]
    assert {c.text for c in cards} == {""}
    assert {c.mark for c in cards} == {"未记录"}


def test_without_a_decision_the_options_are_to_be_ticked_by_hand(view_b, tr):
    report = build(with_case(view_b, decision=None), tr)
    ballot = the(report, Ballot)
    assert len(ballot.options) == len(Choice)
    assert not any(isinstance(block, Boxed) for block in report.blocks)


def test_without_a_decision_the_next_steps_are_marked_as_proposals(view_b):
    text = text_of(build(with_case(view_b, decision=None), CHINESE))
    assert "建议的下一步（系统分析，未形成决定）" in text
    assert "执行与随访" not in text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (DecisionState.DRAFT, "草稿，未签署"),
        (DecisionState.PROPOSED, "待签署"),
        (DecisionState.SIGNED, "已签署"),
    ],
)
def test_the_head_says_whether_it_is_signed(view_b, state, words):
    assert words in the(build(decided(view_b, state=state), CHINESE), Title).state


def test_empirical_treatment_prints_the_whole_hard_stop_form(view_b):
    form = HardStopForm(
        tissue_routes_tried=FreeText(zh="甲"),
        independent_detections=FreeText(zh="乙"),
        harm_of_waiting=FreeText(zh="丙"),
        evidence_and_approval=FreeText(zh="丁"),
        consent=FreeText(zh="戊"),
        review_on=date(2026, 12, 1),
    )
    view = decided(view_b, choice=Choice.TREAT_EMPIRICALLY, hard_stop=form)
    report = build(view, CHINESE)
    assert the(report, Boxed).color == "caution"
    table = next(b for b in report.blocks if isinstance(b, Table))
    assert [row.cells[1] for row in table.rows] == [*"甲乙丙丁戊", "2026-12-01"]
    assert table.rows[0].cells[0] == CHINESE.term("hard-stop.tissue-routes")


def test_a_follow_up_that_was_done_is_ticked(view_b):
    done = FollowUp(
        id="f1",
        text=FreeText(zh="停奥美拉唑"),
        owner=Discipline.PHARMACY,
        due_on=date(2026, 11, 27),
        is_done=True,
    )
    text = text_of(build(decided(view_b, follow_ups=(done,)), CHINESE))
    assert "停奥美拉唑 | 2026-11-27 前 | 药学部 | ☑" in text


def test_unverified_statements_never_reach_paper(view_b, tr):
    secret = Message("unverified words")
    found = view_b.interpretation
    finding = replace(found.findings[0], tag=Tag.UNVERIFIED, message=secret)
    step = replace(found.next_steps[0], tag=Tag.UNVERIFIED, message=secret)
    hypothesis = found.differential[0]
    reason = replace(hypothesis.for_[0], tag=Tag.UNVERIFIED, message=secret, rule="")
    changed = replace(
        found,
        findings=(*found.findings, finding),
        next_steps=(*found.next_steps, step),
        differential=(replace(hypothesis, for_=(reason,)),),
    )
    view = with_case(replace(view_b, interpretation=changed), decision=None)
    assert "unverified words" not in text_of(build(view, tr))


def test_judgments_are_named_as_such(view_b):
    judged = [f for f in weighty(view_b) if f.tag is Tag.JUDGED]
    text = text_of(build(view_b, ENGLISH))
    assert judged
    for finding in judged:
        (line,) = (
            x for x in text.splitlines() if ENGLISH.message(finding.message) in x
        )
        assert line.endswith("judgment")


def test_every_number_that_is_cited_is_in_the_list_of_sources(view_b):
    text = text_of(build(view_b, ENGLISH))
    body, _, sources = text.partition("Basis and sources")
    count = len(numbers(view_b))
    assert count
    for number in range(1, count + 1):
        assert f"[{number}]" in body
        assert f"[{number}] " in sources
    assert f"[{count + 1}]" not in text


def test_the_disclaimer_stands_once_and_before_the_boards_own_plan(view_b):
    text = text_of(build(view_b, CHINESE))
    disclaimer = "仅供讨论参考，不作为诊断或医嘱"
    assert text.count(disclaimer) == 1
    assert text.index("系统分析") < text.index(disclaimer) < text.index("执行与随访")


def test_the_foot_names_case_revision_rules_and_hash(view_b, tr):
    foot = build(view_b, tr).footer
    digest = case_sha256(view_b.case)
    assert view_b.case.id in foot.left
    assert digest[:4] in foot.right
    assert view_b.interpretation.ruleset in foot.right
    assert digest in text_of(build(view_b, tr))


def test_an_example_is_marked_and_a_real_case_is_not(view_b):
    assert the(build(view_b, CHINESE), Title).mark == "示例"
    assert "示例" in build(view_b, CHINESE).footer.left
    real = with_case(view_b, is_example=False)
    assert the(build(real, CHINESE), Title).mark == ""
    assert "示例" not in build(real, CHINESE).footer.left


def test_privacy_masks_the_name(view_b):
    text = text_of(build(replace(view_b, privacy=True), ENGLISH))
    assert "E**" in text
    assert "EXAMPLE-B" not in text


def test_missing_facts_are_blanks_to_fill_in_and_nothing_fails(view_b, tr):
    bare = type(view_b.case)(id="EMPTY")
    interpretation = replace(
        view_b.interpretation,
        headline=(),
        response=(),
        error_band=None,
        series=(),
        findings=(),
        unknown=(),
        differential=(),
        next_steps=(),
        guardrails=(),
        discriminating_test="",
    )
    view = replace(view_b, case=bare, meeting=None, interpretation=interpretation)
    facts = the(build(view, tr), Facts).facts
    assert sum("____" in fact.value for fact in facts) >= 4
    assert "0 " not in " ".join(fact.value for fact in facts)


def test_the_dose_is_written_as_it_was_given(view_b):
    treatment = view_b.case.oncology.treatments[0]
    assert treatment.drugs[0].dose == Decimal(250)
    assert "gefitinib 250 mg qd · line 1" in text_of(build(view_b, ENGLISH))


def test_variants_without_an_assay_are_on_paper(view_a):
    call = Variant(
        id="v",
        sample="T1",
        gene="KRAS",
        label="G12C",
        result=Detected(vaf=Decimal("0.12")),
    )
    view = with_case(view_a, molecular=Molecular(variants=(call,)))
    text = text_of(build(view, ENGLISH))
    assert "Variants imported: 1; assay data missing" in text
    assert "KRAS G12C 12 %" in text


def test_the_rule_bases_own_sources_are_named_in_chinese(view_b):
    text = text_of(build(view_b, CHINESE))
    assert "专家意见（规则库临床评审）" in text
    assert "Judgment of the rule base" not in text


def test_a_masked_record_shows_no_number_of_the_patient(view_b):
    text = text_of(build(replace(view_b, privacy=True), ENGLISH))
    assert "EX-10023" not in text
