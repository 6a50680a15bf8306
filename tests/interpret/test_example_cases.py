"""What the core must say of the example cases, from their source files."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest

from mdt_board.i18n import Translator
from mdt_board.model.case import Case
from mdt_board.model.interpretation import (
    Band,
    OriginAnswer,
    PointsAnswer,
    Tag,
)
from mdt_board.model.oncology import Response
from mdt_board.model.quantity import Length
from mdt_board.reports.report import build
from mdt_board.reports.to_text import text_of
from mdt_board.workflow.decide import missing_for_signature
from mdt_board.workspace import Workspace

A, B = "MDT-2026-0411", "MDT-2026-0412"
C, D, E, F = (f"MDT-2026-041{n}" for n in range(3, 7))
EVERY = [A, B, C, D, E, F]


@pytest.fixture(scope="module")
def workspace():
    workspace = Workspace()
    workspace.open_example_meeting()
    return workspace


@pytest.fixture(scope="module")
def relapse(workspace):
    return workspace.view(A).interpretation


@pytest.fixture(scope="module")
def growth(workspace):
    return workspace.view(B).interpretation


@pytest.fixture(scope="module")
def screening(workspace):
    return workspace.view(C).interpretation


@pytest.fixture(scope="module")
def one_lesion(workspace):
    return workspace.view(D).interpretation


@pytest.fixture(scope="module")
def brain_only(workspace):
    return workspace.view(E).interpretation


@pytest.fixture(scope="module")
def immunotherapy(workspace):
    return workspace.view(F).interpretation


def ids(things):
    return [t.id for t in things]


def step(interpretation, action):
    return next(s for s in interpretation.next_steps if s.id == action)


def rules(interpretation):
    return {f.rule for f in interpretation.findings}


def said(interpretation, rule):
    found = next(f for f in interpretation.findings if f.rule == rule)
    return Translator("en").message(found.message)


def sums(interpretation):
    return [str(t.total) for t in interpretation.response]


def one_series(interpretation, start):
    return next(s for s in interpretation.series if s.id.startswith(start))


def test_b_is_partial_response_at_every_visit(growth):
    assert [t.overall for t in growth.response] == [None] + [Response.PR] * 4


def test_b_sums_and_lines(growth):
    assert [str(t.total) for t in growth.response] == ["48", "25", "25", "25", "27"]
    now = growth.response[-1]
    assert now.change_from_nadir == Decimal("0.08")
    assert now.pd_line == Length.from_mm(30)
    assert now.change_from_baseline == Decimal("-0.4375")


def test_b_growth_is_within_measurement_error(growth):
    band = growth.error_band
    assert round(band.rc95_same_reader, 1) == Decimal("4.1")
    assert round(band.rc95_other_reader, 1) == Decimal("6.2")
    assert band.is_same_reader is True
    assert "response.measurement-error.within" in [f.rule for f in growth.findings]


def test_b_driver_rises_sixfold(growth):
    change = one_series(growth, "variant:EGFR E746_A750del").change
    assert round(change.ratio, 1) == Decimal("6.2")
    assert round(change.low, 1) == Decimal("1.9")
    assert round(change.high) == 20


def test_b_t790m_is_a_share_of_the_driver_and_unconfirmed(growth):
    said = Translator("en").message(
        next(
            f.message
            for f in growth.findings
            if f.rule == "resistance.egfr-t790m-under-early-tki"
        )
    )
    assert "0.39" in said
    assert "resistance.few-molecules" in [f.rule for f in growth.findings]


def test_b_dnmt3a_is_clonal_hematopoiesis(growth):
    origin = next(o for o in growth.origins if o.gene == "DNMT3A")
    assert origin.answer is OriginAnswer.CH_LIKELY


def test_b_medication_comes_first_then_plasma_then_ct(growth):
    steps = ids(growth.next_steps)
    assert steps[0] == "check-adherence-interactions"
    assert steps.index("repeat-plasma") < steps.index("early-ct")
    plasma = step(growth, "repeat-plasma")
    assert (plasma.not_before, plasma.due_on) == (date(2026, 12, 8), date(2026, 12, 22))
    assert step(growth, "early-ct").due_on == date(2026, 12, 22)
    assert step(growth, "continue-current").due_on == date(2026, 12, 22)


def test_b_shows_both_roads_for_t790m_and_chooses_none(growth):
    said = Translator("en").message(step(growth, "third-generation-egfr-tki").message)
    assert "APPLE" in said
    assert "label" in said
    assert "no default" in said


def test_b_argues_against_stopping_and_against_calling_progression(growth):
    assert {
        "therapy-changed-on-subthreshold-growth",
        "progression-called-early",
        "tki-stopped-while-waiting",
    } <= set(ids(growth.guardrails))


def test_b_differential_names_exposure_error_and_resistance(growth):
    bands = {h.id: h.band for h in growth.differential}
    assert bands["underexposure"] in (Band.LEADING, Band.LIKELY, Band.POSSIBLE)
    assert bands["measurement-error"] in (Band.LIKELY, Band.POSSIBLE)
    assert bands["molecular-progression"] is Band.LEADING
    assert bands["on-target-resistance"] is Band.POSSIBLE
    assert bands.get("recist-progression", Band.UNLIKELY) is Band.UNLIKELY


def test_a_rises_by_the_stated_ratio_and_doubling_time(relapse):
    change = one_series(relapse, "assay:").change
    assert round(change.ratio, 2) == Decimal("3.75")
    assert (round(change.low, 1), round(change.high, 1)) == (
        Decimal("1.6"),
        Decimal("8.8"),
    )
    assert round(change.doubling_days) == 37
    assert (round(change.doubling_low), round(change.doubling_high)) == (22, 103)


def test_a_first_two_samples_are_not_detected_and_have_no_value(relapse):
    points = one_series(relapse, "assay:").points
    assert [p.status for p in points] == ["not-detected"] * 2 + ["detected"] * 2
    assert points[0].value is None


def test_a_molecular_relapse_leads_and_hematopoiesis_does_not(relapse):
    assert relapse.differential[0].id == "molecular-relapse"
    assert relapse.differential[0].band is Band.LEADING
    bands = {h.id: h.band for h in relapse.differential}
    assert bands.get("clonal-hematopoiesis", Band.UNLIKELY) is Band.UNLIKELY


def test_a_brain_mri_and_pet_within_two_weeks(relapse):
    for action in ("stage-now", "brain-mri", "pet-ct"):
        assert step(relapse, action).due_on == date(2026, 12, 8)


def test_a_argues_against_waiting_and_against_drugs_on_plasma(relapse):
    assert {
        "wait-when-staging-is-due",
        "empirical-treatment-without-histology",
        "diagnosis-from-ctdna",
    } <= set(ids(relapse.guardrails))


def test_a_drug_only_by_trial_or_consent(relapse):
    assert "trial" in ids(relapse.next_steps)
    assert "third-generation-egfr-tki" not in ids(relapse.next_steps)


@pytest.mark.parametrize("case", EVERY)
def test_every_reference_is_listed_and_nothing_unverified_is_a_step(workspace, case):
    found = workspace.view(case).interpretation
    listed = {r.id for r in found.references}
    for cited in (*found.findings, *found.next_steps, *found.guardrails):
        assert set(cited.references) <= listed
    assert not [s for s in found.next_steps if s.tag is Tag.UNVERIFIED]


@pytest.mark.parametrize("case", EVERY)
def test_what_says_continue_carries_a_date(workspace, case):
    for s in workspace.view(case).interpretation.next_steps:
        if s.id == "continue-current":
            assert s.due_on is not None


def test_the_same_case_gives_the_same_interpretation(workspace):
    assert workspace.view(B).interpretation == workspace.view(B).interpretation


def test_what_comes_after_the_day_is_not_known_on_it(workspace):
    case = workspace.open_case(B)
    earlier = workspace.interpret(case, date(2026, 9, 1))
    assert [str(t.total) for t in earlier.response] == ["48", "25", "25", "25"]
    t790m = one_series(earlier, "variant:EGFR T790M")
    assert {p.status for p in t790m.points} == {"not-detected"}
    assert "resistance.exposure.interaction" not in [f.rule for f in earlier.findings]


def test_a_call_that_its_caller_rejected_is_no_evidence(workspace):
    document = json.loads(workspace.open_case(B).model_dump_json(exclude_none=True))
    for variant in document["molecular"]["variants"]:
        if variant["hgvs_p"] == "p.T790M" and variant["result"]["status"] == "detected":
            variant["filters"] = ["REJECT"]
    found = workspace.interpret(Case.model_validate_json(json.dumps(document)))
    spoke = {f.rule for f in found.findings}
    assert "ctdna.call-not-passed" in spoke
    assert "resistance.egfr-t790m-under-early-tki" not in spoke
    assert "third-generation-egfr-tki" not in ids(found.next_steps)
    assert not any("T790M" in str(m.words) for m in found.headline)


def test_c_all_three_variants_are_clonal_hematopoiesis(screening):
    answers = {(o.gene, o.answer) for o in screening.origins}
    likely = OriginAnswer.CH_LIKELY
    assert answers == {("TP53", likely), ("DNMT3A", likely), ("TET2", likely)}
    assert screening.differential[0].id == "clonal-hematopoiesis"
    assert screening.differential[0].band is Band.LEADING


def test_c_hematology_and_no_search_for_cancer(screening):
    steps = ids(screening.next_steps)
    assert "hematology" in steps
    assert not {"pet-ct", "stage-now", "germline-test", "brain-mri"} & set(steps)


def test_c_argues_against_li_fraumeni_and_calls_nothing_tumor(screening):
    assert "li-fraumeni-from-blood" in ids(screening.guardrails)
    assert "ctdna.origin.tumor" not in rules(screening)
    assert screening.response == ()


def test_d_sums_and_progression(one_lesion):
    assert sums(one_lesion) == ["78", "48", "39", "41", "56"]
    pr = Response.PR
    answers = [None, pr, pr, pr, Response.PD]
    assert [t.overall for t in one_lesion.response] == answers
    now = one_lesion.response[-1]
    assert round(now.change_from_nadir * 100, 1) == Decimal("43.6")
    assert round(now.change_from_baseline * 100, 1) == Decimal("-28.2")
    assert "17 mm" in said(one_lesion, "response.recist-1-1.target-progression")


def test_d_only_the_liver_grows_and_doubles_in_29_days(one_lesion):
    words = said(one_lesion, "resistance.transformation.fast-lesion")
    assert "Liver, segment 8" in words
    assert "29 days" in words


def test_d_transformation_leads_with_all_four_clues(one_lesion):
    first = one_lesion.differential[0]
    assert (first.id, first.band) == ("transformation", Band.LEADING)
    assert {r.rule for r in first.for_} == {
        "resistance.transformation.tp53-rb1",
        "resistance.transformation.neuroendocrine-markers",
        "resistance.transformation.fast-lesion",
        "resistance.transformation.driver-without-mechanism",
    }
    assert one_lesion.discriminating_test == "histology"


def test_d_biopsy_this_week_with_its_stains(one_lesion):
    assert step(one_lesion, "histology").due_on == date(2026, 12, 1)
    words = Translator("en").message(step(one_lesion, "histology").message)
    for stain in ("synaptophysin", "chromogranin", "INSM1", "Ki-67", "RB1", "NGS"):
        assert stain in words


def test_d_argues_against_sbrt_immunotherapy_and_stopping(one_lesion):
    assert {
        "sbrt-before-histology",
        "ici-for-transformed",
        "tki-stopped-while-waiting",
    } <= set(ids(one_lesion.guardrails))
    steps = set(ids(one_lesion.next_steps))
    assert not {"local-therapy-continue", "discuss-systemic-change"} & steps


def test_d_no_resistance_mechanism_is_named(one_lesion):
    bands = {h.id: h.band for h in one_lesion.differential}
    assert "on-target-resistance" not in bands
    assert bands["bypass-resistance"] is Band.NOT_ASSESSABLE


def test_e_progression_by_the_new_lesion_beside_a_response(brain_only):
    assert sums(brain_only) == ["89", "50", "30", "30", "31"]
    now = brain_only.response[-1]
    assert (now.target, now.overall) == (Response.PR, Response.PD)
    assert round(now.change_from_baseline * 100, 1) == Decimal("-65.2")
    assert "response.recist-1-1.new-lesion" in rules(brain_only)
    assert "response.recist-1-1.region-first-imaged" not in rules(brain_only)


def test_e_plasma_says_nothing_about_the_brain(brain_only):
    words = said(brain_only, "resistance.progression-in-brain-only")
    assert "plasma says nothing" in words
    assert "reassurance-from-negative" in ids(brain_only.guardrails)
    assert "24 ng" in said(brain_only, "ctdna.not-detected")


def test_e_pet_within_four_weeks_then_both_roads_unranked(brain_only):
    steps = ids(brain_only.next_steps)
    assert step(brain_only, "pet-ct").due_on == date(2026, 12, 22)
    assert steps.index("pet-ct") < steps.index("local-therapy-continue")
    weigh = step(brain_only, "local-therapy-continue")
    words = Translator("en").message(weigh.message)
    assert "radiosurgery" in words
    assert "drug that reaches the brain" in words
    assert "radiation oncologist's position is required" in words


def test_f_suspected_pneumonitis_comes_before_everything(immunotherapy):
    assert ids(immunotherapy.red_flags) == ["ild"]
    assert ids(immunotherapy.next_steps)[:2] == ["urgent-pathway", "hold-drug"]
    first = step(immunotherapy, "urgent-pathway")
    assert first.due_on == date(2026, 11, 24)
    assert "tuberculosis" in Translator("en").message(first.message)
    assert "pneumonitis" in Translator("en").message(immunotherapy.headline[0])


def test_f_growth_is_unconfirmed_with_its_window(immunotherapy):
    assert sums(immunotherapy) == ["76", "93"]
    now = immunotherapy.response[-1]
    assert round(now.change_from_nadir * 100, 1) == Decimal("22.4")
    words = said(immunotherapy, "response.immunotherapy.unconfirmed-progression")
    for part in ("iUPD", "2026-12-10", "2027-01-07"):
        assert part in words
    confirm = step(immunotherapy, "repeat-imaging")
    window = (date(2026, 12, 10), date(2027, 1, 7))
    assert (confirm.not_before, confirm.due_on) == window
    assert "progression-called-early" in ids(immunotherapy.guardrails)


def test_f_ground_glass_is_not_a_new_lesion(immunotherapy):
    assert immunotherapy.response[-1].has_new_lesion is False
    words = said(immunotherapy, "response.immunotherapy.ground-glass-is-not-new")
    assert "pneumonitis first" in words


def test_f_unconfirmed_progression_says_what_would_confirm_it(immunotherapy):
    (point,) = immunotherapy.immune_response
    assert (point.response, point.triggers) == (Response.IUPD, ("target",))
    assert (point.confirm_from, point.confirm_until) == (
        date(2026, 12, 10),
        date(2027, 1, 7),
    )
    assert point.confirm_sum == Length.from_mm(98)
    words = Translator("en").message(immunotherapy.headline[1])
    assert words == "iUPD: 93 mm, 17 mm (+22.4 %) above the nadir of 76 mm"
    words = Translator("en").message(step(immunotherapy, "repeat-imaging").message)
    assert "iCPD from a target sum of 98 mm" in words


def test_f_red_flag_names_oxygen_tuberculosis_and_the_dose_that_is_held(immunotherapy):
    flag = Translator("en").message(immunotherapy.red_flags[0].message)
    assert "SpO2 98 % → 95 %" in flag
    first = Translator("en").message(immunotherapy.next_steps[0].message)
    assert "tuberculosis, which is not excluded" in first
    held = step(immunotherapy, "hold-drug")
    assert held.due_on == date(2026, 11, 24)
    assert "due again on 2026-12-01" in Translator("en").message(held.message)


def test_f_true_progression_leads_and_pseudoprogression_stays_possible(immunotherapy):
    bands = {h.id: h.band for h in immunotherapy.differential}
    assert immunotherapy.differential[0].id == "recist-progression"
    assert bands["ild"] is Band.LIKELY
    assert bands["pseudoprogression"] in (Band.LIKELY, Band.POSSIBLE)


@pytest.mark.parametrize("case", EVERY)
def test_the_decision_of_every_example_lacks_nothing_for_its_signature(workspace, case):
    view = workspace.view(case)
    assert missing_for_signature(view.case, view.interpretation) == ()


def en(messages):
    return " | ".join(map(Translator("en").message, messages))


def test_b_two_statements_apart_growth_is_noise_and_plasma_is_not(growth):
    points = growth.growth_points
    assert points.answer is PointsAnswer.MIMIC
    assert [p.points for p in points.molecular] == [3, 3]
    cell = growth.concordance
    assert cell.imaging == "concordance-imaging.above-within"
    assert cell.cell == "resistance.concordance.growth-driver-up"


def test_b_the_repeat_tube_can_change_the_decision(growth):
    repeat = next(t for t in growth.test_plan if t.action == "repeat-plasma")
    assert repeat.can_decide
    assert [o.leads_to for o in repeat.outcomes] == [
        "weigh-early-switch",
        "continue-current",
        "early-ct",
    ]


def test_b_never_says_stable_or_progressive_disease(growth):
    words = en(growth.headline)
    assert "PR" in words
    assert "SD" not in words.replace("PD", "")
    assert "not PD" in words or "short of PD" in words


def test_d_transformation_and_the_biopsy_of_the_liver_head_the_page(one_lesion):
    words = en(one_lesion.headline)
    assert "Transformation leads" in words
    assert "biopsy Liver, segment 8 this week" in words


def test_d_osimertinib_goes_on_until_the_biopsy_has_its_answer(one_lesion):
    go_on = step(one_lesion, "continue-current")
    words = Translator("en").message(go_on.message)
    assert "Continue osimertinib until the biopsy" in words
    assert go_on.due_on == step(one_lesion, "histology").due_on + timedelta(7)
    assert step(one_lesion, "brain-mri").due_on <= go_on.due_on
    assert "14 of 61" in Translator("en").message(go_on.why)


def test_d_few_lesions_are_a_pattern_and_local_therapy_waits_for_histology(one_lesion):
    oligo = next(h for h in one_lesion.differential if h.id == "oligoprogression")
    assert (oligo.band, oligo.against) == (Band.POSSIBLE, ())
    assert "sbrt-before-histology" in ids(one_lesion.guardrails)
    proposed = set(ids(one_lesion.next_steps))
    assert not {"local-therapy-continue", "platinum-etoposide", "trial"} & proposed


def test_d_plasma_cannot_see_it_is_said(one_lesion):
    missing = [r for h in one_lesion.differential for r in h.missing]
    assert "plasma cannot see it" in en(r.message for r in missing)


def test_e_the_brain_leads_and_the_rest_is_worded_as_response(brain_only):
    first = brain_only.differential[0]
    assert (first.id, first.band) == ("cns-escape", Band.LEADING)
    words = en(brain_only.headline)
    assert "PD in the brain; outside the brain PR" in words
    assert "65.2 %" in words


def test_e_lorlatinib_and_radiosurgery_stand_side_by_side(brain_only):
    weighed = step(brain_only, "lorlatinib")
    assert weighed.alternative_to == "local-therapy-continue"
    assert weighed.due_on == step(brain_only, "local-therapy-continue").due_on
    assert "neither road is ranked first" in en([weighed.message])
    assert "tissue-rebiopsy" not in ids(brain_only.next_steps)


def test_f_no_drug_or_steroid_before_tuberculosis_is_settled(immunotherapy):
    asked = {g.id: g.message for g in immunotherapy.guardrails}
    assert "tuberculosis" in en([asked["drug-before-infection-screen"]])
    assert "monitoring-with-red-flag" in asked
    assert "continue-current" not in ids(immunotherapy.next_steps)
    bands = {h.id: h.band for h in immunotherapy.differential}
    assert bands["ild"] is Band.LIKELY


def test_c_is_not_asked_what_only_a_cancer_patient_has(screening):
    asked = {i.message.text for items in screening.completeness.values() for i in items}
    assert "smoking" in asked
    assert (
        not {
            "stage with edition",
            "histology",
            "driver known",
            "adherence, asked",
            "treatment lines with dates",
        }
        & asked
    )


@pytest.mark.parametrize("case", EVERY)
def test_every_step_has_a_last_day_an_owner_a_reason_and_a_source(workspace, case):
    found = workspace.view(case).interpretation
    assert found.next_steps
    for one in found.next_steps:
        assert one.due_on >= found.on
        assert one.owner
        assert one.why.text
        assert one.references


@pytest.mark.parametrize("case", EVERY)
def test_every_missing_item_names_who_can_supply_it(workspace, case):
    found = workspace.view(case).interpretation
    for item in (i for items in found.completeness.values() for i in items):
        assert item.supplier is not None
        assert (item.age_days is None) is (item.as_of is None)


def test_a_doubling_over_all_four_samples_agrees_with_the_last_two(relapse):
    panel = one_series(relapse, "assay:").id
    course = next(c for c in relapse.plasma_courses if c.series == panel)
    assert course.samples == 4
    assert course.doubling_low < 37 < course.doubling_high
    assert course.doubling_days == pytest.approx(Decimal(36), abs=Decimal(1))


def test_a_says_where_imaging_looked_and_where_it_did_not(relapse):
    seen = [Translator("en").message(x.message) for x in relapse.imaging_coverage.looks]
    assert "chest: CT, 1 mm, 2026-10-22" in seen
    missed = set(relapse.imaging_coverage.not_covered)
    assert {"brain", "colon-mucosa", "breast", "bone-marrow"} <= missed
    (request,) = relapse.reread_requests
    assert request.regions == ("chest", "abdomen")
    assert request.accession == "EX-CT-0011"


def test_a_occult_volume_is_computed_and_never_leads(relapse):
    bands = {h.id: h.band for h in relapse.differential}
    assert bands["occult-small-volume"] is Band.POSSIBLE
    assert "16.1 %" in said(relapse, "ctdna.shedding.occult-fits")
    assert "immune-control" not in bands


def test_a_staging_and_not_a_wait(relapse):
    assert relapse.discriminating_test == "stage-now"
    assert "ctdna-3-monthly" not in ids(relapse.next_steps)


def test_c_a_nodule_of_7_mm_does_not_explain_what_plasma_shows(screening):
    words = said(screening, "ctdna.shedding.lesion-too-small")
    for part in ("7 mm", "0.0025 %", "0.42 %", "does not explain"):
        assert part in words


def test_c_the_nodule_follows_its_guideline_and_the_anemia_goes_to_hematology(
    screening,
):
    words = Translator("en").message
    assert "nodule guideline" in words(step(screening, "nodule-by-guideline").message)
    hematology = step(screening, "hematology")
    assert "macrocytic anemia" in words(hematology.message)
    assert words(hematology.why) == "Hemoglobin 118 g/L, mean cell volume 101 fL"


def test_c_plasma_is_a_diagnosis_neither_way(screening):
    assert "diagnosis-from-ctdna" in ids(screening.guardrails)


def test_c_the_nodule_cannot_explain_tp53_and_goes_by_its_own_guideline(screening):
    nodule = step(screening, "nodule-by-guideline")
    words = Translator("en").message(nodule.why)
    assert "0.0025 %" in words
    assert "does not explain it" in words


def test_c_macrocytic_anemia_is_hematology_s_question(screening):
    words = Translator("en").message(step(screening, "hematology").message)
    assert "macrocytic anemia" in words


def test_c_nothing_is_asked_for_about_immunotherapy_or_targets(screening):
    asked = {u.rule.rsplit(".", 1)[0] for u in screening.unknown}
    assert "response.immunotherapy" not in asked
    assert "response.measurability" not in asked
    assert "response.other-criteria" not in asked


def planned(interpretation, action):
    test = next(t for t in interpretation.test_plan if t.action == action)
    return {Translator("en").message(o.result): o.leads_to for o in test.outcomes}


def test_d_a_brain_without_a_lesion_leaves_the_biopsy_first(one_lesion):
    results = planned(one_lesion, "brain-mri")
    assert results["no lesion in the brain"] == "biopsy-as-planned"
    assert "continue-current" not in results.values()
    assert "local-therapy-continue" not in results.values()


def test_d_the_known_histology_is_not_biopsied_again(one_lesion):
    results = planned(one_lesion, "histology")
    assert results["the known histology"] == "treat-by-mechanism"
    assert results["no tumor in the specimen"] == "tissue-rebiopsy"
    etoposide = [r for r, to in results.items() if to == "platinum-etoposide"]
    assert etoposide == ["small-cell or large-cell neuroendocrine carcinoma"]
    assert results["squamous or another change of histology"] != "platinum-etoposide"


def test_d_restaging_goes_beside_the_biopsy_and_is_there_for_the_plan(one_lesion):
    restage = step(one_lesion, "stage-now")
    assert "PET-CT, or CT of chest, abdomen and pelvis" in en([restage.message])
    assert restage.due_on <= step(one_lesion, "continue-current").due_on


def test_d_a_rising_marker_is_named_and_not_called_unchanged(one_lesion):
    cell = one_lesion.concordance
    assert cell.marker == "concordance-marker.up-neuroendocrine"
    assert cell.markers == ("nse", "progrp")
    words = said(one_lesion, "oncology.marker.rise")
    assert "confirmed" in words
    assert "100.0–100.0" not in words


def test_d_rb1_was_in_tissue_before_the_drug(one_lesion):
    words = said(one_lesion, "resistance.transformation.tp53-rb1")
    assert "RB1 (in tissue before the drug)" in words


@pytest.mark.parametrize(
    ("case", "gone", "again"),
    [(B, "2026-05-07", "2026-08-13"), (D, "2026-02-03", "2026-08-11")],
)
def test_a_return_is_dated_by_the_first_sample_that_shows_it(
    workspace, case, gone, again
):
    found = workspace.view(case).interpretation
    words = said(found, "ctdna.course.transient-clearance")
    assert f"not detected on {gone}, detected again on {again}" in words


def test_b_the_matrix_asks_for_no_more_than_the_plan_proposes(growth):
    (named,) = growth.concordance.message.words["steps"].ids
    assert named == "action.early-ct"
    assert "early-ct" in ids(growth.next_steps)


def test_b_a_confirmed_mutation_and_pd_need_no_second_biopsy(growth):
    results = planned(growth, "early-ct")
    confirmed = "PD by the criteria, the mutation found again in plasma"
    assert results[confirmed] == "third-generation-egfr-tki"
    without = "PD by the criteria, plasma without an answer"
    assert results[without] == "tissue-rebiopsy"


def test_b_rb1_of_the_first_biopsy_is_no_evidence_of_now(growth):
    assert "resistance.transformation.rb1-retained" not in rules(growth)
    asked = en(m for u in growth.unknown for m in u.missing)
    assert "RB1 stain of tissue taken under gefitinib; the last one is of 2025" in asked


def test_b_a_rise_before_omeprazole_does_not_clear_exposure(growth):
    words = said(growth, "resistance.exposure.signal-before-interaction")
    assert "does not exclude low exposure now" in words
    bands = {h.id: h.band for h in growth.differential}
    assert bands["underexposure"] is not Band.UNLIKELY


def test_f_no_brain_lesion_is_no_reason_to_go_on_with_a_drug_that_is_held(
    immunotherapy,
):
    results = planned(immunotherapy, "brain-mri")
    assert set(results.values()) == {"plan-unchanged", "radiation-oncology-for-brain"}


def test_a_matrix_of_what_was_not_compared_names_no_marker(brain_only):
    cell = brain_only.concordance
    assert (cell.marker, cell.markers) == ("concordance-marker.not-read", ())


def missing(interpretation):
    return en([m for u in interpretation.unknown for m in u.missing])


@pytest.mark.parametrize("case", [A, C])
def test_without_a_targeted_drug_nobody_asks_for_rb1(workspace, case):
    assert "RB1 stain" not in missing(workspace.view(case).interpretation)


def test_c_a_finding_of_somebody_who_is_searched_has_no_targets(screening):
    assert "which lesions are target lesions" not in missing(screening)


@pytest.mark.parametrize("case", [A, B, D, F])
def test_what_is_on_record_of_a_tube_is_not_asked_for(workspace, case):
    asked = missing(workspace.view(case).interpretation)
    assert "volume of plasma of both samples" in asked
    assert "volume of plasma and DNA input of both samples" not in asked


def test_f_an_urgent_course_does_not_wait_for_the_screen_of_infections(immunotherapy):
    words = en([g.message for g in immunotherapy.guardrails])
    assert "tuberculosis not excluded; what a severe course needs" in words


def test_e_the_deciding_test_says_what_it_decides(brain_only):
    assert "outside the brain" in en([brain_only.discriminating_reason])


@pytest.mark.parametrize(
    ("case", "wanted"),
    [
        (C, "does not explain it"),
        (F, "KRAS G12C in plasma is 0.15 times what it was"),
    ],
)
def test_what_plasma_and_images_say_against_each_other_is_on_paper(
    workspace, case, wanted
):
    text = text_of(build(workspace.view(case), Translator("en")))
    assert wanted in text


def test_f_the_warning_holds_the_drug_in_either_language(immunotherapy):
    (flag,) = immunotherapy.red_flags
    zh, en = (Translator(x).message(flag.message) for x in ("zh", "en"))
    assert "hold the suspected drug" in en
    assert "暂停可疑药物" in zh
    assert ("SpO2 98 % → 95 %" in en, "SpO2 98% → 95%" in zh) == (True, True)


def test_a_fall_is_written_with_a_minus(brain_only):
    assert "PR (−65.2 %" in en(brain_only.headline)


@pytest.mark.parametrize(
    ("case", "wanted"),
    [
        (D, "Check dose and interactions; adherence was asked"),
        (E, "Check dose and interactions; adherence was asked"),
        (B, "Stop omeprazole, check adherence"),
    ],
)
def test_adherence_that_was_asked_is_not_to_be_checked_again(workspace, case, wanted):
    steps = workspace.view(case).interpretation.next_steps
    asked = next(s for s in steps if s.id == "check-adherence-interactions")
    assert en([asked.message]) == wanted
