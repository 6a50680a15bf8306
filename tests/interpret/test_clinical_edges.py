"""What a thoracic oncologist would not forgive: dangerous edges, one case each."""

import json
from datetime import date

import pytest

from mdt_board.i18n import Translator
from mdt_board.interpret.engine import interpret
from mdt_board.knowledge import bundled
from mdt_board.model.case import Case
from mdt_board.model.interpretation import Band, OriginAnswer, Tag

KNOWLEDGE = bundled()
TODAY = date(2026, 11, 24)
METASTATIC = {
    "id": "dx",
    "oncotree": "LUAD",
    "stage": {"edition": "9", "m": "M1b", "group": "IVA"},
    "driver_gene": "EGFR",
    "driver": "L858R",
}
RESECTED = METASTATIC | {"stage": {"edition": "9", "m": "M0", "group": "IIA"}}
DETECTED, ABSENT = {"status": "detected"}, {"status": "not-detected"}
CT_NEGATIVE = {
    "id": "ct", "on": "2026-11-05", "modality": "CT",
    "regions": ["chest", "abdomen"], "reading": "negative",
}  # fmt: skip


def drug(*names, started_on="2025-06-01", **more):
    more = {"is_ongoing": True} | more
    drugs = [{"name": n} for n in names]
    return {"id": f"tx-{names[0]}", "drugs": drugs, "started_on": started_on} | more


def surgery(on):
    return {"id": "op", "kind": "surgery", "started_on": on}


def assay(sample, on, kind="tumor-naive", **more):
    basis = {"id": f"a-{sample}", "sample": sample, "kind": kind, "sampled_on": on}
    return basis | {"name": "panel", "input_ng": "30", "lod": "0.001"} | more


def variant(sample, name, result, **more):
    gene, _, change = name.partition(" ")
    named = {"hgvs_p": f"p.{change}"} if change else {}
    basis = {"id": f"{name}-{sample}", "sample": sample, "gene": gene}
    return basis | named | {"result": result} | more


def vaf(value, **more):
    return DETECTED | {"vaf": value} | more


def scans(*days, **lesions):
    """Build radiology: each lesion is (role, organ, then one state or size a scan)."""
    radiology = {"studies": [], "lesions": [], "measurements": []}
    for n, day in enumerate(days):
        study = {"id": f"s{n}", "on": day, "modality": "CT", "reading": "positive"}
        radiology["studies"].append(study | {"regions": ["chest", "abdomen", "brain"]})
    for name, (role, organ, *seen) in lesions.items():
        lesion = {"id": name, "label": name, "role": role, "organ": organ}
        radiology["lesions"].append(lesion)
        for n, what in enumerate(seen):
            if what is not None:
                radiology["measurements"].append(_seen(name, n, what))
    return radiology


def _seen(lesion, number, what):
    basis = {"id": f"{lesion}{number}", "lesion": lesion, "study": f"s{number}"}
    if isinstance(what, str):
        return basis | {"state": what}
    return basis | {"state": "measured", "diameter": str(what)}


VISITS = ("2025-05-25", "2025-08-01", "2026-11-12")
PD = scans(*VISITS, T1=("target", "lung", 40, 20, 30))
SHORT_OF_PD = scans(*VISITS, T1=("target", "lung", 40, 20, 23))


def interpreted(on=TODAY, **case):
    molecular = {"assays": case.pop("assays", []), "variants": case.pop("variants", [])}
    oncology = {"treatments": case.pop("treatments", [])} | case.pop("oncology", {})
    parts = {"id": "x", "molecular": molecular, "oncology": oncology} | case
    return interpret(Case.model_validate_json(json.dumps(parts)), KNOWLEDGE, on)


def ids(things):
    return [t.id for t in things]


def bands(found):
    return {h.id: h.band for h in found.differential}


def said(found):
    return " | ".join(map(Translator("en").message, found.headline))


def step(found, action):
    return next(s for s in found.next_steps if s.id == action)


def panel(*results):
    return [
        assay(f"P{n}", on, "tumor-informed", name="MRD", loci=16, result=result)
        for n, (on, result) in enumerate(results)
    ]


COLORECTAL = {
    "id": "dx", "oncotree": "COADREAD",
    "stage": {"edition": "9", "m": "M1a", "group": "IVA"},
}  # fmt: skip
ON_RAS = "anti-egfr-decision-on-ch"


def kras(value, *drugs, diagnosis=COLORECTAL, given=None, **more):
    return interpreted(
        diagnoses=[diagnosis],
        treatments=[drug(d, **(given or {})) for d in drugs],
        assays=[assay("P", "2026-11-10"), *more.pop("assays", [])],
        variants=[variant("P", "KRAS G12D", vaf(value)), *more.pop("variants", [])],
    )


# --- RAS of plasma and the EGFR antibody


def test_faint_kras_of_plasma_after_chemotherapy_decides_on_no_antibody():
    assert ON_RAS in ids(kras("0.002", "oxaliplatin").guardrails)


@pytest.mark.parametrize(
    ("started_on", "is_said"),
    [
        ("2026-11-09", True),
        ("2026-11-10", False),
        ("2026-11-17", False),
        ("2026-11", True),
        (None, True),
    ],
)
def test_chemotherapy_selects_clones_of_later_samples_only(started_on, is_said):
    """One of which nobody knows when it began may have."""
    found = kras("0.002", "oxaliplatin", given={"started_on": started_on})
    assert (ON_RAS in ids(found.guardrails)) is is_said


@pytest.mark.parametrize(
    ("value", "drugs"), [("0.2", ["oxaliplatin"]), ("0.02", ["regorafenib"])]
)
def test_kras_that_is_surely_the_tumors_is_not_argued_away(value, drugs):
    assert ON_RAS not in ids(kras(value, *drugs).guardrails)


def test_no_antibody_is_argued_against_where_none_is_given():
    assert ON_RAS not in ids(kras("0.002", "pemetrexed", diagnosis=RESECTED).guardrails)


def test_kras_in_tissue_is_the_tumors_however_faint_in_plasma():
    found = kras(
        "0.002", "oxaliplatin",
        assays=[assay("T", "2026-01-05", "tissue")],
        variants=[variant("T", "KRAS G12D", vaf("0.3"))],
    )  # fmt: skip
    assert ON_RAS not in ids(found.guardrails)


def test_an_open_origin_of_any_repair_gene_opens_no_parp_inhibitor():
    found = interpreted(
        diagnoses=[COLORECTAL],
        assays=[assay("P", "2026-11-10")],
        variants=[variant("P", "PALB2 Q988*", vaf("0.004"))],
    )
    assert "parp-on-plasma-ch-gene" in ids(found.guardrails)


def test_what_white_cells_carry_is_not_called_open_in_the_guardrail():
    found = interpreted(
        diagnoses=[COLORECTAL],
        assays=[assay("P", "2026-11-10"), assay("W", "2026-11-10", "wbc")],
        variants=[
            variant("P", "ATM R337C", vaf("0.02", alt_reads=100, total_reads=5000)),
            variant("W", "ATM R337C", vaf("0.018", alt_reads=144, total_reads=8000)),
        ],
    )
    (guard,) = [g for g in found.guardrails if g.id == "parp-on-plasma-ch-gene"]
    assert "white blood cells carry it" in guard.message.text


# --- what was not known on the day


def test_nothing_after_the_day_is_known_on_it():
    later = {"on": "2026-12-10"}
    found = interpreted(
        diagnoses=[METASTATIC],
        treatments=[drug("gefitinib")],
        assays=[assay("P0", "2026-08-20"), assay("P1", "2026-12-20")],
        variants=[
            variant("P0", "EGFR L858R", vaf("0.05")),
            variant("P1", "EGFR L858R", vaf("0.05")),
            variant("P1", "EGFR T790M", vaf("0.0001")),
            variant("P1", "TP53 R248Q", vaf("0.02")),
            variant("P1", "RB1 R579*", vaf("0.02")),
        ],
        oncology={
            "treatments": [drug("gefitinib")],
            "adherence": [later | {"id": "a", "level": "poor"}],
            "labs": [later | {"id": "l", "analyte": "cea", "value": "88"}],
        },
        pathology={
            "specimens": [
                {"id": "s", "taken_on": "2026-12-10", "transformation": "small-cell"}
            ]
        },
    )
    spoken = {f.rule for f in found.findings}
    assert not [s for s in found.series if "T790M" in s.id or s.id.startswith("lab:")]
    assert not {r for r in spoken if r.startswith("resistance.")}


# --- plasma positive, and what it is called


def test_one_naive_positive_of_resected_colon_cancer_is_unconfirmed_and_not_treated():
    found = interpreted(
        diagnoses=[
            {"id": "dx", "oncotree": "COAD", "stage": {"m": "M0", "group": "IIA"}}
        ],
        treatments=[surgery("2026-08-01")],
        assays=[assay("P", "2026-10-20")],
        variants=[variant("P", "KRAS G12D", vaf("0.001"))],
        radiology={"studies": [CT_NEGATIVE]},
    )
    assert found.differential[0].id == "unconfirmed-positive"
    assert found.discriminating_test == "repeat-plasma"
    assert "chemotherapy-on-single-positive" in ids(found.guardrails)
    assert not {"stage-now", "trial", "pet-ct"} & set(ids(found.next_steps))


def test_treated_metastatic_disease_is_never_called_relapse_or_residual():
    found = interpreted(
        diagnoses=[METASTATIC],
        treatments=[drug("osimertinib")],
        assays=[assay("P0", "2026-08-01"), assay("P1", "2026-11-10")],
        variants=[
            variant("P0", "EGFR L858R", vaf("0.002")),
            variant("P1", "EGFR L858R", vaf("0.009")),
        ],
        radiology={"studies": [CT_NEGATIVE]},
    )
    assert found.differential[0].id == "tumor-derived"
    assert not {"molecular-relapse", "mrd"} & set(bands(found))
    assert "elapse" not in said(found)
    assert "trial" not in ids(found.next_steps)


def test_a_recurrence_that_imaging_follows_is_no_molecular_relapse():
    found = interpreted(
        diagnoses=[RESECTED],
        treatments=[surgery("2023-10-10"), drug("osimertinib")],
        assays=panel(
            ("2026-02-01", ABSENT),
            ("2026-09-14", vaf("0.0008")),
            ("2026-10-20", vaf("0.004")),
        ),
        radiology=SHORT_OF_PD,
    )
    assert "ctdna.molecular-relapse" not in [f.rule for f in found.findings]


def test_a_panel_that_never_became_negative_is_residual_disease():
    found = interpreted(
        diagnoses=[RESECTED],
        treatments=[surgery("2026-08-10")],
        assays=panel(("2026-09-14", vaf("0.0008")), ("2026-10-20", vaf("0.001"))),
        radiology={"studies": [CT_NEGATIVE]},
    )
    assert found.differential[0].id == "mrd"
    assert "molecular residual disease" in said(found)
    assert "stage-now" in ids(found.next_steps)


def test_ten_days_after_surgery_a_negative_says_nothing():
    found = interpreted(
        diagnoses=[RESECTED],
        treatments=[surgery("2026-10-10")],
        assays=panel(("2026-10-20", ABSENT)),
        radiology={"studies": [CT_NEGATIVE]},
    )
    assert "not informative before four weeks" in said(found)
    assert "reassurance-from-negative" in ids(found.guardrails)


def test_ten_days_after_surgery_a_positive_is_staged_and_repeated():
    found = interpreted(
        diagnoses=[RESECTED],
        treatments=[surgery("2026-10-10")],
        assays=panel(("2026-10-20", vaf("0.0008"))),
        radiology={"studies": [CT_NEGATIVE]},
    )
    assert "to be confirmed" in said(found)
    assert {"stage-now", "repeat-plasma"} <= set(ids(found.next_steps))
    assert "ctdna.residual-disease" in [u.rule for u in found.unknown]


def test_a_ratio_that_counting_explains_is_not_called_a_rise():
    found = interpreted(
        diagnoses=[RESECTED],
        treatments=[surgery("2024-08-10")],
        assays=panel(
            ("2026-02-01", ABSENT),
            ("2026-09-14", vaf("0.0008")),
            ("2026-10-20", vaf("0.001")),
        ),
        radiology={"studies": [CT_NEGATIVE]},
    )
    assert "Molecular relapse likely" in said(found)
    assert "×" not in said(found)


def test_no_headline_says_imaging_is_negative_when_nobody_looked():
    found = interpreted(
        diagnoses=[RESECTED],
        treatments=[surgery("2025-10-10")],
        question={"kind": "ctdna-positive-imaging-negative"},
        assays=panel(("2026-10-20", vaf("0.0008"))),
    )
    assert "imaging" not in said(found)


def test_cerebrospinal_fluid_is_not_read_as_plasma():
    found = interpreted(
        diagnoses=[METASTATIC],
        assays=[assay("C", "2026-11-10", "csf")],
        variants=[variant("C", "EGFR L858R", vaf("0.04"))],
        radiology={"studies": [CT_NEGATIVE]},
    )
    assert not found.differential
    assert "Detected" not in said(found)


# --- hematopoiesis and germline


def test_white_cells_that_carry_it_lead_and_are_not_staged_for():
    found = interpreted(
        diagnoses=[METASTATIC | {"stage": {"m": "M0", "group": "III"}}],
        treatments=[surgery("2025-08-01")],
        assays=[assay("P", "2026-10-20"), assay("W", "2026-10-20", "wbc")],
        variants=[
            variant("P", "DNMT3A R882H", vaf("0.02", alt_reads=120, total_reads=6000)),
            variant("W", "DNMT3A R882H", vaf("0.02", alt_reads=120, total_reads=6000)),
            variant("P", "TP53 R175H", ABSENT),
        ],
        radiology={"studies": [CT_NEGATIVE]},
    )
    assert found.differential[0].id == "clonal-hematopoiesis"
    assert not {"stage-now", "pet-ct"} & set(ids(found.next_steps))
    assert found.discriminating_test == ""
    assert "reassurance-from-negative" in ids(found.guardrails)


def test_hematopoiesis_of_one_variant_says_nothing_against_a_panel():
    found = interpreted(
        diagnoses=[RESECTED],
        treatments=[surgery("2024-08-10")],
        assays=[
            *panel(
                ("2026-02-01", ABSENT),
                ("2026-08-14", vaf("0.0008")),
                ("2026-10-20", vaf("0.004")),
            ),
            assay("N", "2026-10-20"),
            assay("W", "2026-10-20", "wbc"),
        ],
        variants=[
            variant("N", "DNMT3A R882H", vaf("0.02", alt_reads=120, total_reads=6000)),
            variant("W", "DNMT3A R882H", vaf("0.02", alt_reads=120, total_reads=6000)),
        ],
        radiology={"studies": [CT_NEGATIVE]},
    )
    assert found.differential[0].id == "molecular-relapse"
    assert not found.differential[0].against


def test_atm_without_white_cells_is_open_and_no_parp_inhibitor_rests_on_it():
    found = interpreted(
        diagnoses=[
            {"id": "dx", "oncotree": "PRAD", "stage": {"m": "M1b", "group": "IVB"}}
        ],
        treatments=[drug("enzalutamide")],
        assays=[assay("P", "2026-10-20")],
        variants=[variant("P", "ATM R337C", vaf("0.02"))],
    )
    assert found.differential[0].id == "ch-not-excluded"
    assert found.discriminating_test == "paired-wbc"
    assert "parp-on-plasma-ch-gene" in ids(found.guardrails)
    assert "not excluded" in said(found)


def test_half_of_the_reads_in_brca2_is_germline_and_not_ctdna():
    found = interpreted(
        assays=[assay("P", "2026-10-20")],
        variants=[variant("P", "BRCA2 S1982Rfs*22", vaf("0.49"))],
        radiology={"studies": [CT_NEGATIVE]},
    )
    assert found.differential[0].id == "germline"
    assert ids(found.next_steps) == ["genetic-counselling", "germline-test"]
    assert "germline-reported-as-ctdna" in ids(found.guardrails)


def test_tp53_of_white_cells_is_not_li_fraumeni_and_several_clones_see_hematology():
    reads = {"alt_reads": 27, "total_reads": 6000}
    found = interpreted(
        assays=[assay("P", "2026-10-20"), assay("W", "2026-10-20", "wbc")],
        variants=[
            variant(sample, name, vaf("0.0045", **reads))
            for sample in ("P", "W")
            for name in ("TP53 R175H", "TET2 Q1084*")
        ],
    )
    assert found.differential[0].id == "clonal-hematopoiesis"
    assert "li-fraumeni-from-blood" in ids(found.guardrails)
    assert "hematology" in ids(found.next_steps)


def test_a_driver_found_twice_without_known_cancer_is_looked_for_and_asks_for_wbc():
    reads = {"alt_reads": 18, "total_reads": 6000}
    found = interpreted(
        assays=[assay("P0", "2026-10-01"), assay("P1", "2026-10-20")],
        variants=[
            variant("P0", "EGFR L858R", vaf("0.003", **reads)),
            variant("P1", "EGFR L858R", vaf("0.003", **reads)),
        ],
        radiology={"studies": [CT_NEGATIVE]},
    )
    origin = found.origins[0]
    assert (origin.answer, origin.deciding_test) == (
        OriginAnswer.TUMOR_LIKELY,
        "paired-wbc",
    )
    assert not [c for c in origin.clues if "advanced cancer" in c.message.text]
    assert "primary" in step(found, "stage-now").message.text
    assert found.differential[0].id == "tumor-derived"


# --- growth under a drug


def under(drug_name, *extra, radiology=PD, **case):
    return interpreted(
        diagnoses=[METASTATIC],
        treatments=[drug(drug_name)],
        assays=[assay("P", "2026-11-10")],
        variants=[variant("P", "EGFR L858R", vaf("0.04")), *extra],
        radiology=radiology,
        **case,
    )


def test_t790m_under_osimertinib_opens_no_third_generation_drug():
    found = under("osimertinib", variant("P", "EGFR T790M", vaf("0.02")))
    assert "third-generation-egfr-tki" not in ids(found.next_steps)
    assert "osimertinib-without-t790m-after-3g" in ids(found.guardrails)


@pytest.mark.parametrize("typed", ["泰瑞沙", "Osimertinib ", "奥希替尼"])
def test_an_earlier_drug_typed_in_words_still_counts(typed):
    found = interpreted(
        diagnoses=[METASTATIC],
        treatments=[
            drug(typed, started_on="2024-01-01", stopped_on="2025-05-01")
            | {"is_ongoing": False},
            drug("吉非替尼"),
        ],
        assays=[assay("P", "2026-11-10")],
        variants=[
            variant("P", "EGFR L858R", vaf("0.04")),
            variant("P", "EGFR T790M", vaf("0.02")),
        ],
        radiology=PD,
    )
    assert "third-generation-egfr-tki" not in ids(found.next_steps)


def test_progression_is_settled_by_tissue_and_not_by_another_scan():
    found = under("osimertinib")
    assert found.discriminating_test == "tissue-rebiopsy"
    assert "early-ct" not in ids(found.next_steps)


def test_non_target_progression_with_smaller_targets_is_growth_too():
    radiology = scans(
        *VISITS,
        T1=("target", "lung", 40, 20, 18),
        E1=("non-target", "pleura", "present", "present", "unequivocal-progression"),
    )
    found = under("osimertinib", radiology=radiology)
    assert "tissue-rebiopsy" in ids(found.next_steps)
    assert "measurement-error" not in bands(found)


def test_a_new_brain_lesion_alone_is_not_biopsied_but_weighed():
    radiology = scans(
        *VISITS,
        T1=("target", "lung", 40, 20, 18),
        N1=("new", "brain", None, None, 11),
    )
    found = under("osimertinib", radiology=radiology)
    steps = ids(found.next_steps)
    assert "tissue-rebiopsy" not in steps
    assert {"pet-ct", "local-therapy-continue"} <= set(steps)
    assert step(found, "local-therapy-continue").owner.value == "radiation-oncology"
    assert bands(found)["cns-escape"] is Band.LEADING


def test_growth_under_immunotherapy_is_unconfirmed_and_free_of_tki_words():
    found = interpreted(
        diagnoses=[METASTATIC | {"driver_gene": "KRAS", "driver": "G12C"}],
        treatments=[drug("帕博利珠单抗", started_on="2026-09-08")],
        radiology=scans("2026-09-01", "2026-11-12", T1=("target", "lung", 52, 64)),
    )
    repeat = step(found, "repeat-imaging")
    assert (repeat.not_before, repeat.due_on) == (date(2026, 12, 10), date(2027, 1, 7))
    unwanted = {"check-adherence-interactions", "tissue-rebiopsy", "early-ct"}
    assert not unwanted & set(ids(found.next_steps))
    assert "tki-stopped-while-waiting" not in ids(found.guardrails)
    assert found.differential[0].id == "recist-progression"
    assert "iUPD" in said(found)


def test_a_rising_driver_under_immunotherapy_is_no_on_target_resistance():
    found = interpreted(
        diagnoses=[METASTATIC | {"driver_gene": "KRAS", "driver": "G12C"}],
        treatments=[drug("pembrolizumab")],
        assays=[assay("P0", "2026-08-10"), assay("P1", "2026-11-10")],
        variants=[
            variant("P0", "KRAS G12C", vaf("0.002")),
            variant("P1", "KRAS G12C", vaf("0.02")),
        ],
        radiology=SHORT_OF_PD,
    )
    assert "molecular-progression" in bands(found)
    assert "on-target-resistance" not in bands(found)


def met(sample, **numbers):
    result = DETECTED | numbers
    return variant(sample, "MET", result, kind="amplification")


@pytest.mark.parametrize(
    ("taken", "copies", "ratio", "is_offered"),
    [
        ("osimertinib", "6", "1.5", False),
        ("osimertinib", "10", "1.5", True),
        ("gefitinib", "4.5", "2.4", True),
        ("gefitinib", "4.5", "1.9", False),
    ],
)
def test_a_met_inhibitor_follows_the_line_of_the_drugs_given(
    taken, copies, ratio, is_offered
):
    found = interpreted(
        diagnoses=[METASTATIC],
        treatments=[drug(taken)],
        assays=[assay("T", "2026-11-10", "tissue")],
        variants=[met("T", copy_number=copies, copy_ratio=ratio)],
        radiology=PD,
    )
    assert ("met-inhibitor-combination" in ids(found.next_steps)) is is_offered
    assert "bypass-resistance" in bands(found)
    assert "resistance.met-threshold" in [f.rule for f in found.findings]


def test_met_copies_of_plasma_short_of_pd_open_no_drug():
    found = under("gefitinib", met("P", copy_number="12"), radiology=SHORT_OF_PD)
    assert "met-inhibitor-combination" not in ids(found.next_steps)
    assert "imaging is not PD" in said(found)


def test_met_not_seen_in_plasma_is_not_absent():
    found = under("osimertinib", variant("P", "MET", ABSENT, kind="amplification"))
    open_ones = [u.rule for u in found.unknown]
    assert "resistance.met-amplification-under-egfr-tki" in open_ones


def test_unverified_rows_reach_neither_headline_nor_steps():
    found = interpreted(
        diagnoses=[METASTATIC],
        assays=[assay("T", "2026-11-10", "tissue")],
        variants=[variant("T", "KRAS G12D", vaf("0.2"))],
        oncology={
            "treatments": [drug("osimertinib")],
            "co_medications": [{"id": "c", "drug": {"name": "carbamazepine"}}],
        },
        radiology=PD,
    )
    unverified = [f for f in found.findings if f.tag is Tag.UNVERIFIED]
    assert unverified
    shown = [*found.headline, *(s.message for s in found.next_steps)]
    shown += [s.why for s in found.next_steps]
    en = Translator("en")
    text = " ".join(en.message(m) for m in shown)
    assert "KRAS" not in text
    assert "carbamazepine" not in text


def test_a_needed_drug_that_interacts_is_replaced_and_not_simply_stopped():
    found = interpreted(
        diagnoses=[METASTATIC],
        oncology={
            "treatments": [drug("gefitinib")],
            "co_medications": [{"id": "c", "drug": {"name": "rifampicin"}}],
        },
        radiology=SHORT_OF_PD,
    )
    text = Translator("en").message(found.next_steps[0].message)
    assert "replaced by whoever prescribed it" in text
    assert not text.startswith("Stop")


def test_adherence_that_was_asked_is_not_said_to_be_unasked():
    found = interpreted(
        diagnoses=[METASTATIC],
        oncology={
            "treatments": [drug("gefitinib")],
            "adherence": [{"id": "a", "on": "2026-11-10", "level": "full"}],
        },
        radiology=SHORT_OF_PD,
    )
    why = step(found, "check-adherence-interactions").why
    assert "as prescribed" in why.text


def test_clues_of_transformation_ask_for_histology_this_week_before_anything_local():
    found = interpreted(
        diagnoses=[METASTATIC],
        treatments=[drug("osimertinib")],
        assays=[assay("P", "2026-11-17")],
        variants=[
            variant("P", "EGFR L858R", vaf("0.068")),
            variant("P", "TP53 R248Q", vaf("0.075")),
            variant("P", "RB1 R579*", vaf("0.061")),
        ],
        radiology=scans(
            "2025-05-26",
            "2026-08-11",
            "2026-11-17",
            T1=("target", "lung", 38, 21, 22),
            T2=("target", "liver", 22, 11, 24),
        ),
    )
    assert found.differential[0].id == "transformation"
    assert step(found, "histology").due_on == date(2026, 12, 1)
    assert {"sbrt-before-histology", "ici-for-transformed"} <= set(
        ids(found.guardrails)
    )
    order = ids(found.next_steps)
    assert "paired-wbc" not in order  # at the driver's fraction they are the tumor's


def test_a_visit_that_cannot_be_evaluated_asks_for_what_is_missing():
    radiology = scans(
        *VISITS,
        T1=("target", "lung", 40, 20, 22),
        T2=("target", "liver", 30, 15, "not-evaluable"),
    )
    found = under("osimertinib", radiology=radiology)
    assert "repeat-imaging" in ids(found.next_steps)
    assert "continue-current" not in ids(found.next_steps)


# --- symptoms


def test_a_headache_is_imaged_whatever_plasma_says():
    found = interpreted(
        diagnoses=[RESECTED],
        assays=panel(("2026-11-01", ABSENT)),
        oncology={
            "treatments": [surgery("2025-01-10")],
            "symptoms": [
                {"id": "s", "on": "2026-11-18", "name": "头痛", "trend": "new"}
            ],
        },
        radiology={"studies": [CT_NEGATIVE]},
    )
    assert step(found, "brain-mri").due_on == date(2026, 11, 27)
    assert "reassurance-from-negative" in ids(found.guardrails)


@pytest.mark.parametrize("stopped_on", [None, "2026-11-01"])
def test_dyspnea_under_or_soon_after_immunotherapy_is_pneumonitis_until_excluded(
    stopped_on,
):
    treatment = drug("pembrolizumab", started_on="2026-05-08", is_ongoing=None)
    if stopped_on:
        treatment["stopped_on"] = stopped_on
    else:
        treatment["is_ongoing"] = True
    symptom = {"id": "s", "on": "2026-11-20", "name": "呼吸困难"}
    found = interpreted(oncology={"treatments": [treatment], "symptoms": [symptom]})
    assert ids(found.red_flags) == ["ild"]
    assert "tuberculosis" in found.next_steps[0].message.text
    assert ("hold-drug" in ids(found.next_steps)) is (stopped_on is None)


def test_a_red_flag_does_not_hide_the_response():
    found = interpreted(
        diagnoses=[METASTATIC],
        oncology={
            "treatments": [drug("osimertinib")],
            "symptoms": [{"id": "s", "on": "2026-11-20", "name": "hemoptysis"}],
        },
        radiology=PD,
    )
    assert found.headline[0] == found.red_flags[0].message
    assert "PD" in said(found)
