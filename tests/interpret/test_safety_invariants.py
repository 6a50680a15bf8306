"""The ten safety invariants of the rule base, each a test of its name."""

import json
from datetime import date, timedelta

import pytest

from mdt_board.i18n import LANGUAGES, Translator
from mdt_board.interpret.engine import interpret, rules
from mdt_board.interpret.references import BY_ID
from mdt_board.knowledge import bundled
from mdt_board.model.case import Case
from mdt_board.model.interpretation import ErrorBand, Tag
from mdt_board.model.oncology import Response
from mdt_board.model.quantity import Length
from mdt_board.workspace import Workspace

KNOWLEDGE = bundled()
ON = date(2026, 11, 24)
EXAMPLES = [f"MDT-2026-041{n}" for n in range(1, 7)]
DX = {"id": "dx", "oncotree": "LUAD", "driver_gene": "EGFR", "driver": "L858R"}
DX |= {"stage": {"edition": "9", "m": "M1b", "group": "IVA"}}
GROWTH = {"kind": "growth-on-therapy"}
URGENT = (
    "neurological-deficit",
    "cord-compression-signs",
    "superior-vena-cava-obstruction",
    "hemoptysis",
    "bowel-obstruction",
    "respiratory-failure",
    "febrile-neutropenia",
    "symptomatic-hypercalcemia",
)
DIAGNOSES = ("has cancer", "no cancer", "cancer-free", "患有癌症", "没有癌症", "无癌")


@pytest.fixture(scope="module")
def examples():
    workspace = Workspace()
    workspace.open_example_meeting()
    return [workspace.view(case).interpretation for case in EXAMPLES]


def drug(name, **more):
    basis = {"id": "tx", "drugs": [{"name": name}], "started_on": "2025-06-01"}
    return basis | {"is_ongoing": True} | more


def scans(*sizes, days=("2025-05-25", "2025-08-01", "2026-05-01", "2026-11-12")):
    """Build visits of one target of the lung with these sizes in millimeters."""
    dated = list(zip(days, sizes, strict=False))
    studies = [
        {"id": f"s{n}", "on": day, "modality": "CT", "reader": "A"}
        | {"regions": ["chest"]}
        for n, (day, _) in enumerate(dated)
    ]
    seen = [
        {"id": f"m{n}", "lesion": "T", "study": f"s{n}"}
        | {"state": "measured", "diameter": str(size)}
        for n, (_, size) in enumerate(dated)
    ]
    lesion = {"id": "T", "label": "T", "role": "target", "organ": "lung"}
    return {"studies": studies, "lesions": [lesion], "measurements": seen}


def read(**case):
    document = {"id": "x", "diagnoses": [DX]} | case
    return interpret(Case.model_validate_json(json.dumps(document)), KNOWLEDGE, ON)


def under(name="osimertinib", *sizes, **more):
    oncology = {"treatments": [drug(name)]} | more.pop("oncology", {})
    return read(oncology=oncology, radiology=scans(*sizes), question=GROWTH, **more)


def ids(things):
    return {t.id for t in things}


def plasma(*variants, **assay):
    basis = {"id": "a", "sample": "P", "kind": "tumor-naive", "name": "panel"}
    basis |= {"sampled_on": "2026-11-10", "input_ng": "30", "lod": "0.001"}
    return {"assays": [basis | assay], "variants": list(variants)}


def variant(gene, change, vaf):
    result = {"status": "detected", "vaf": vaf}
    basis = {"id": f"{gene}-{change}", "sample": "P", "gene": gene}
    return basis | {"hgvs_p": f"p.{change}", "result": result}


def everything_said(found, language):
    say = Translator(language).message
    messages = [
        *found.headline,
        *(f.message for f in found.findings),
        *(m for u in found.unknown for m in u.missing),
        *(s.message for s in found.next_steps),
        *(s.why for s in found.next_steps),
        *(g.message for g in found.guardrails),
        *(f.message for f in found.red_flags),
    ]
    return " | ".join(map(say, messages))


@pytest.mark.parametrize("language", LANGUAGES)
def test_invariant_1_neither_cancer_nor_no_cancer_is_said_from_ctdna_alone(
    examples, language
):
    positive = read(diagnoses=[], molecular=plasma(variant("EGFR", "L858R", "0.02")))
    for found in (*examples, positive):
        words = everything_said(found, language).casefold()
        words = words.replace("neither cancer nor no cancer", "")
        assert not [d for d in DIAGNOSES if d in words]
    assert "diagnosis-from-ctdna" in ids(examples[0].guardrails)


def test_invariant_2_measurement_error_stands_beside_the_category_and_never_changes_it(
    monkeypatch,
):
    with_error = under("osimertinib", 40, 20, 20, 21)
    assert isinstance(with_error.error_band, ErrorBand)
    assert with_error.response[-1].overall is Response.PR
    assert "response.measurement-error.within" in {f.rule for f in with_error.findings}
    from mdt_board.interpret.response import measurement_error  # what is taken away

    monkeypatch.setattr(measurement_error, "error_band", lambda *_: None)
    without = under("osimertinib", 40, 20, 20, 21)
    assert [p.overall for p in without.response] == [
        p.overall for p in with_error.response
    ]


def test_invariant_3_pd_is_judged_against_the_nadir_and_pr_against_the_baseline():
    slow_creep = under("osimertinib", 60, 40, 46, 49)  # +6.5 % since the last scan
    now = slow_creep.response[-1]
    assert (now.nadir, now.overall) == (Length.from_mm(40), Response.PD)
    partial = under("osimertinib", 60, 40, 40, 42)
    assert partial.response[-1].overall is Response.PR
    below_baseline = under("osimertinib", 60, 80, 60)
    assert below_baseline.response[-1].overall is not Response.PR


@pytest.mark.parametrize("name", ["gefitinib", "osimertinib", "alectinib"])
def test_invariant_4_pd_does_not_stop_a_targeted_drug_and_sd_does_not_continue_it(name):
    progressing = under(name, 40, 20, 20, 40)
    assert progressing.response[-1].overall is Response.PD
    assert "hold-drug" not in ids(progressing.next_steps)
    go_on = next(s for s in progressing.next_steps if s.id == "continue-current")
    assert go_on.due_on > ON  # until tissue answers, not for ever
    toxic = {"id": "s", "on": "2026-11-20", "name": "diarrhea", "grade": 3}
    stable = under(name, 40, 36, 36, 38, oncology={"symptoms": [toxic]})
    assert stable.response[-1].overall is Response.SD
    decide = next(s for s in stable.next_steps if s.id == "continue-current")
    assert "whether" in decide.message.text


@pytest.mark.parametrize(
    ("gene", "change", "guard"),
    [
        ("ATM", "R337C", "parp-on-plasma-ch-gene"),
        ("CHEK2", "I157T", "parp-on-plasma-ch-gene"),
        ("BRCA1", "E1836K", "parp-on-plasma-ch-gene"),
        ("BRCA2", "R2842C", "parp-on-plasma-ch-gene"),
    ],
)
def test_invariant_5_no_parp_inhibitor_from_a_plasma_variant_that_white_cells_may_carry(
    gene, change, guard
):
    prostate = {"id": "dx", "oncotree": "PRAD", "stage": {"m": "M1b", "group": "IVB"}}
    found = read(diagnoses=[prostate], molecular=plasma(variant(gene, change, "0.004")))
    assert guard in ids(found.guardrails)
    drugs = {"olaparib", "parp-inhibitor", "third-generation-egfr-tki", "trial"}
    assert not drugs & ids(found.next_steps)


def test_invariant_6_a_plasma_negative_cancels_no_suspicion():
    absent = {"id": "v", "sample": "P", "gene": "EGFR", "hgvs_p": "p.L858R"}
    absent |= {"result": {"status": "not-detected"}}
    headache = {"id": "s", "on": "2026-11-18", "name": "headache", "trend": "new"}
    symptomatic = {"symptoms": [headache]}
    without = under("osimertinib", 40, 20, 20, 40, oncology=symptomatic)
    found = under(
        "osimertinib", 40, 20, 20, 40, oncology=symptomatic, molecular=plasma(absent)
    )
    assert "reassurance-from-negative" in ids(found.guardrails)
    assert {"brain-mri", "tissue-rebiopsy"} <= ids(found.next_steps)
    assert ids(without.next_steps) <= ids(found.next_steps)


@pytest.mark.parametrize("symptom", URGENT)
def test_invariant_7_red_flags_come_before_any_watching_and_waiting(symptom):
    now = {"id": "s", "on": "2026-11-20", "name": symptom, "trend": "new"}
    found = under("osimertinib", 40, 20, 20, 22, oncology={"symptoms": [now]})
    assert found.red_flags
    assert found.headline[0] == found.red_flags[0].message
    assert found.next_steps[0].id == "urgent-pathway"
    assert found.next_steps[0].due_on == ON
    assert "monitoring-with-red-flag" in ids(found.guardrails)


def test_invariant_7_lung_disease_by_the_drug_holds_it_the_same_day():
    signs = [{"id": "s", "on": "2026-11-20", "name": "dyspnea", "trend": "new"}]
    found = under("osimertinib", 40, 20, 20, 22, oncology={"symptoms": signs})
    hold = next(s for s in found.next_steps if s.id == "hold-drug")
    assert hold.due_on == ON
    assert "continue-current" not in ids(found.next_steps)


def test_invariant_7_a_fall_of_performance_by_two_levels_is_a_red_flag():
    fallen = [
        {"id": "p0", "on": "2026-08-01", "ecog": 0},
        {"id": "p1", "on": "2026-11-20", "ecog": 2},
    ]
    found = under("osimertinib", 40, 20, 20, 22, oncology={"performance": fallen})
    assert "rapid-decline" in ids(found.red_flags)


@pytest.mark.parametrize("sizes", [(40, 20, 20, 21), (40, 20, 20, 23), (40, 36, 37)])
def test_invariant_8_what_leaves_therapy_unchanged_names_the_next_assessment(sizes):
    found = under("osimertinib", *sizes)
    go_on = next(s for s in found.next_steps if s.id == "continue-current")
    assert ON <= go_on.due_on <= ON + timedelta(weeks=8)
    day = go_on.due_on.isoformat()
    assert day in Translator("en").message(go_on.message)
    stays = next(
        g for g in found.guardrails if g.id == "therapy-changed-on-subthreshold-growth"
    )
    assert day in Translator("en").message(stays.message)


def test_invariant_9_unknown_stays_unknown_and_becomes_no_negative():
    empty = read(diagnoses=[], question=GROWTH)
    assert empty.response == ()
    assert not empty.findings
    assert {i.is_present for items in empty.completeness.values() for i in items} == {
        False
    }
    radiology = scans(40, 20, 20)
    radiology["measurements"][-1] = {
        "id": "m2", "lesion": "T", "study": "s2", "state": "not-evaluable",
    }  # fmt: skip
    lost = read(
        oncology={"treatments": [drug("osimertinib")]},
        radiology=radiology,
        question=GROWTH,
    )
    assert lost.response[-1].overall is Response.NE
    assert "continue-current" not in ids(lost.next_steps)
    assert lost.growth_points is None
    assert lost.concordance is None


def test_invariant_10_every_statement_has_its_source_its_year_and_its_tag(examples):
    for rule in rules(KNOWLEDGE).values():
        assert rule.references
    for found in examples:
        cited = {r.id: r for r in found.references}
        for one in (*found.findings, *found.next_steps, *found.guardrails):
            assert one.references
            assert set(one.references) <= cited.keys()
        assert all(r.year and r.tag and r.citation for r in cited.values())
        assert all(f.tag for f in found.findings)
    assert all(r.year >= 1990 for r in BY_ID.values())


def test_invariant_10_what_nobody_checked_is_neither_a_step_nor_in_the_headline(
    examples,
):
    for found in examples:
        unchecked = {f.rule for f in found.findings if f.tag is Tag.UNVERIFIED}
        for step in found.next_steps:
            assert step.tag is not Tag.UNVERIFIED
            assert not unchecked & set(step.rules)
        said = [f.message for f in found.findings if f.rule in unchecked]
        assert not [m for m in found.headline if m in said]
