"""The four panels and the strip, compared as values in both languages."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from mdt_board.model.case import Case, Patient
from mdt_board.model.day import PartialDate
from mdt_board.model.interpretation import Finding, Interpretation, Tag
from mdt_board.model.molecular import Detected, Molecular, Variant
from mdt_board.model.text import FreeText, Message
from mdt_board.model.view import View
from mdt_board.presenters import (
    agenda,
    case_strip,
    molecular,
    oncology,
    pathology,
    radiology,
    timeline,
)
from mdt_board.presenters.parts import Tone

TODAY = date(2026, 11, 24)
PANELS = (oncology, radiology, pathology, molecular)


def cells(table):
    return [row.cells for row in table.rows]


def values(facts):
    return {fact.name: fact.value for fact in facts}


def an_empty_view():
    found = Interpretation("x", 0, TODAY, "2026.11", "")
    return View(case=Case(id="x"), interpretation=found, on=TODAY)


def test_target_lesions_by_visit_in_chinese(growth, zh):
    table = radiology.present(growth, zh).tables[0]
    assert [c.title for c in table.columns] == [
        "靶病灶（mm）",
        "基线",
        "最小值",
        "前次",
        "本次",
    ]
    assert cells(table) == [
        ("右肺上叶", "31", "16", "16", "18"),
        ("隆突下（7 组）淋巴结 短径", "17", "9", "9", "9"),
        ("直径总和", "48", "25", "25", "27"),
        ("RECIST 1.1 · PD 标准 ≥30 mm", "", "PR", "PR", "PR"),
    ]


def test_target_lesions_by_visit_in_english(growth, en):
    table = radiology.present(growth, en).tables[0]
    assert cells(table)[1:3] == [
        ("subcarinal node (station 7) (short axis)", "17", "9", "9", "9"),
        ("Sum of diameters", "48", "25", "25", "27"),
    ]
    assert values(radiology.present(growth, en).notes)["Change"] == (
        "baseline −43.8 %, nadir +8.0 %"
    )


def test_a_brain_scan_is_named_with_its_day(growth, relapse, zh):
    assert values(radiology.present(growth, zh).notes)["脑 MRI"].startswith(
        "2026-11-10"
    )
    assert values(radiology.present(relapse, zh).notes)["脑 MRI"].startswith(
        "2025-05-08"
    )


def test_without_targets_the_studies_are_listed(relapse, en):
    table = radiology.present(relapse, en).tables[0]
    assert table.columns[0].title == "Imaging"
    days = [row.cells[1] for row in table.rows]
    assert "2026-10-22" in days
    assert days == sorted(days, reverse=True)


def test_plasma_variants_with_value_change_and_origin(growth, zh):
    rows = {
        r.cells[0]: r.cells[1:] for r in molecular.present(growth, zh).tables[0].rows
    }
    assert rows["EGFR T790M"] == ("0.12%", "新检出", "倾向肿瘤来源")
    assert rows["DNMT3A R882H"][0] == "1.9%"
    assert rows["DNMT3A R882H"][2] == "倾向克隆性造血"
    driver = next(v for name, v in rows.items() if name.startswith("EGFR 19del"))
    assert driver[:2] == ("0.31%", "×6.2 (1.9–19.8)")


def test_what_the_last_tube_could_have_seen(growth, zh, en):
    assert values(molecular.present(growth, zh).notes)["末次血浆"] == (
        "2026-11-10 · 50 ng · 检测下限 0.040%"
    )
    assert "LOD 0.040 %" in values(molecular.present(growth, en).notes)["Last plasma"]


def test_the_interacting_drug_is_marked(growth, zh):
    taken = [f for f in oncology.present(growth, zh).notes if "奥美拉唑" in f.value]
    assert [(f.value, f.tone) for f in taken] == [
        ("奥美拉唑 自 2026-09-20", Tone.CAUTION)
    ]


def test_a_biopsy_never_repeated_is_said_so(growth, en):
    assert values(pathology.present(growth, en).notes)["Re-biopsy"] == "not recorded"


def test_the_strip_names_person_disease_treatment_and_question(growth, zh):
    state = case_strip.present(growth, zh)
    assert (state.name, state.about) == ("示例乙", "女 58 岁")
    assert state.diagnosis == "浸润性腺癌 cT2N2bM1a · IVA 第 9 版"
    assert state.regimen == "吉非替尼 250 mg qd"
    assert state.since == "第 1 线 · 自 2025-12-20（11 个月）"
    assert state.ecog == "ECOG 1"
    assert "稍增大" in state.question
    assert [c.text for c in state.flags] == ["示例"]


def test_names_are_masked_on_a_shared_screen(growth, zh, en):
    shared = replace(growth, privacy=True)
    assert case_strip.present(shared, zh).name == "示**"
    assert case_strip.present(shared, en).name == "E**"


def test_an_uncertain_birth_date_gives_both_ages(en):
    patient = Patient(name=FreeText(en="X"), birth_date=PartialDate(1968))
    view = replace(an_empty_view(), case=Case(id="x", patient=patient))
    assert case_strip.present(view, en).about == "sex unknown 57–58 y"


def test_an_empty_case_says_unknown_everywhere_and_negative_nowhere(zh, en):
    view = an_empty_view()
    for tr in (zh, en):
        for panel in PANELS:
            state = panel.present(view, tr)
            assert state.chart is None
            assert state.statements == ()
            assert all(t.rows or t.empty for t in state.tables)
    notes = values(radiology.present(view, en).notes)
    assert notes["Non-target / new lesions"] == "none recorded / not recorded"
    assert notes["Brain MRI"] == "not recorded"
    assert case_strip.present(view, en).ecog == "ECOG unknown"


def test_an_empty_case_has_no_timeline(en):
    assert timeline.present(an_empty_view(), en).timeline is None


def test_the_timeline_can_be_heard(growth, en):
    spoken = timeline.present(growth, en).spoken
    assert "gefitinib" in spoken
    assert "2026-11-10" in spoken


def test_unverified_findings_stay_off_the_panels(growth, en):
    record = growth.case.radiology.measurements[0].id
    doubtful = Finding(
        "response.doubtful",
        Message("Nobody checked this"),
        (record,),
        (),
        Tag.UNVERIFIED,
    )
    found = replace(
        growth.interpretation, findings=(*growth.interpretation.findings, doubtful)
    )
    state = radiology.present(replace(growth, interpretation=found), en)
    assert state.statements
    assert "Nobody checked this" not in [s.text for s in state.statements]


def test_findings_stand_where_their_records_are(growth, en):
    texts = {
        p: " ".join(s.text for s in p.present(growth, en).statements) for p in PANELS
    }
    assert "omeprazole" in texts[oncology]
    assert "30 mm" in texts[radiology]
    assert "T790M" in texts[molecular]
    assert "30 mm" not in texts[molecular]


def test_each_panel_statement_opens_to_rule_and_reference(growth, en):
    for panel in PANELS:
        rules = {f.rule for f in growth.interpretation.findings}
        said = panel.present(growth, en).statements
        for statement in (s for s in said if s.id.partition(":")[0] in rules):
            assert statement.details[0].text.startswith("Rule ")
            assert any(d.is_reference for d in statement.details)


def test_completeness_is_counted_from_the_checklist(growth, zh, en):
    for panel in PANELS:
        head = panel.present(growth, en).head
        have = sum(f.tone is Tone.PLAIN for f in head.checklist)
        percent = 100 * have // len(head.checklist)
        assert head.completeness.text == f"{percent} %"
        assert panel.present(growth, zh).head.completeness.text == f"完整 {percent}%"


def test_adherence_is_asked_for_only_while_a_drug_may_be_taken(growth, relapse, en):
    assert "Adherence" not in values(oncology.present(relapse, en).notes)
    assert values(oncology.present(growth, en).notes)["Adherence"] == "not asked"


def test_masking_hides_the_record_number_and_cases_stay_apart(meeting, en):
    views = tuple(replace(v, privacy=True) for v in meeting.values())
    shown = [case_strip.present(v, en).identifiers for v in views]
    assert not any("EX-1002" in text for text in shown)
    rail = agenda.present(views, views[0].case.id, views[0].meeting, en)
    names = [f"0{n} E**" for n in range(1, 7)]
    assert [row.title for row in rail.rows] == names
    assert {row.title for row in rail.due} == set(names)


def test_tumor_variants_come_before_those_of_blood_cells(meeting, en):
    for view in meeting.values():
        (table,) = molecular.present(view, en).tables
        words = [row.cells[3] for row in table.rows]
        is_tumor = [w == "tumor likely" for w in words]
        assert is_tumor == sorted(is_tumor, reverse=True)
    assert "tumor likely" in words


def test_variants_without_an_assay_are_counted_and_the_ten_best_listed(en):
    calls = tuple(
        Variant(
            id=f"v{n}",
            sample="T1",
            chromosome="7",
            position=n,
            ref="A",
            alt="T",
            filters=("weak",) if n == 30 else (),
            result=Detected(vaf=Decimal(n) / 100),
        )
        for n in range(1, 31)
    )
    case = Case(id="x", molecular=Molecular(variants=calls))
    state = molecular.present(replace(an_empty_view(), case=case), en)
    assert values(state.facts)["Variants imported"].startswith(
        "30; assay data missing (kind, sampling date), 10 listed"
    )
    (table,) = state.tables
    assert [row.id for row in table.rows] == [f"v{n}" for n in range(29, 19, -1)]
    assert table.rows[0].cells == ("7:29 A>T", "29 %")


def test_what_was_looked_for_and_never_seen_has_one_line(meeting, en):
    panel = molecular.present(meeting["MDT-2026-0414"], en)
    (table,) = panel.tables
    names = [row.cells[0] for row in table.rows]
    assert names == ["EGFR L858R", "RB1 R579*", "TP53 R248Q"]
    missed = next(note for note in panel.notes if note.id == "missed")
    assert missed.value == "EGFR C797S, EGFR T790M, MET amplification"


def test_what_was_lost_and_found_is_not_called_new(meeting, en):
    (table,) = molecular.present(meeting["MDT-2026-0414"], en).tables
    changes = {row.cells[0]: row.cells[2] for row in table.rows}
    assert changes["RB1 R579*"] == "detected again"
    assert changes["EGFR L858R"] == "×85 (33–216)"


def test_pack_years_are_shown_without_a_status(meeting, en):
    panel = oncology.present(meeting["MDT-2026-0413"], en)
    history = next(f for f in panel.facts if f.id == "history")
    assert history.value == "30 pack-years"


def test_a_new_lesion_is_named_with_its_size(meeting, en, zh):
    for tr, said in (
        (en, "none recorded / Frontal lobe, Right 11 mm"),
        (zh, "未记录 / 右额叶 11 mm"),
    ):
        panel = radiology.present(meeting["MDT-2026-0415"], tr)
        assert {f.id: f.value for f in panel.notes}["beside"] == said
