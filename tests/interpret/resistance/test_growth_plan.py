"""Points, matrix, tests that decide, fitness and access: what each must always hold."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt_board.interpret.access import with_access
from mdt_board.interpret.engine import interpret
from mdt_board.interpret.resistance import concordance
from mdt_board.knowledge import bundled
from mdt_board.model.case import Case
from mdt_board.model.decision import Choice
from mdt_board.model.interpretation import (
    Band,
    NextStep,
    PointsAnswer,
    Tag,
    from_json,
    to_json,
)
from mdt_board.model.person import Discipline
from mdt_board.model.settings import AccessRow
from mdt_board.model.text import FreeText, Message
from mdt_board.workflow.decide import objections

KNOWLEDGE = bundled()
ON = date(2026, 11, 24)
DAYS = ("2025-05-25", "2025-08-01", "2026-08-01", "2026-11-12")
DX = {"id": "dx", "oncotree": "LUAD", "driver_gene": "EGFR", "driver": "L858R"}


def drug(*names, **more):
    drugs = [{"name": n} for n in names]
    basis = {"id": f"tx-{names[0]}", "drugs": drugs, "started_on": "2025-06-01"}
    return basis | {"is_ongoing": True} | more


def scans(**lesions):
    radiology = {"studies": [], "lesions": [], "measurements": []}
    for n, day in enumerate(DAYS):
        study = {"id": f"s{n}", "on": day, "modality": "CT", "reader": "A"}
        radiology["studies"].append(study | {"regions": ["chest", "abdomen", "brain"]})
    for name, (role, organ, *seen) in lesions.items():
        lesion = {"id": name, "label": name, "role": role, "organ": organ}
        radiology["lesions"].append(lesion)
        radiology["measurements"] += [
            _seen(name, n, what) for n, what in enumerate(seen) if what is not None
        ]
    return radiology


def _seen(lesion, number, what):
    basis = {"id": f"{lesion}{number}", "lesion": lesion, "study": f"s{number}"}
    if isinstance(what, str):
        return basis | {"state": what}
    return basis | {"state": "measured", "diameter": str(what)}


def read(radiology, name="osimertinib", **case):
    oncology = {"treatments": [drug(name)]} | case.pop("oncology", {})
    document = {"id": "x", "diagnoses": [DX], "oncology": oncology} | case
    document |= {"radiology": radiology, "question": {"kind": "growth-on-therapy"}}
    return interpret(Case.model_validate_json(json.dumps(document)), KNOWLEDGE, ON)


def ids(things):
    return [t.id for t in things]


CREEP = scans(T=("target", "lung", 40, 20, 21, 22))
STABLE = scans(T=("target", "lung", 40, 20, 20, 20))
ONE_OF_TWO = {
    "T": ("target", "lung", 40, 20, 20, 20),
    "U": ("target", "adrenal", 20, 10, 14, 19),
}
BRAIN = scans(
    T=("target", "lung", 40, 20, 20, 18), N=("new", "brain", None, None, None, 11)
)


# --- points


def test_without_measurable_growth_the_points_never_reach_likely():
    worse = {
        "performance": [
            {"id": "p0", "on": "2026-08-01", "ecog": 0},
            {"id": "p1", "on": "2026-11-20", "ecog": 1},
        ],
        "labs": [
            {"id": f"l{n}", "on": day, "analyte": "cea", "value": value}
            for n, (day, value) in enumerate(
                [("2026-05-10", "5"), ("2026-08-10", "12"), ("2026-11-10", "30")]
            )
        ],
    }
    points = read(STABLE, oncology=worse).growth_points
    assert sum(p.points for p in points.items) >= 5
    assert points.is_capped
    assert points.answer is PointsAnswer.UNCLEAR


def values(**markers):
    """Return values above a reference of 5 of each marker, two months apart."""
    days = ("2026-07-10", "2026-09-10", "2026-11-10")
    return {
        "labs": [
            {"id": f"{name}{n}", "on": day, "analyte": name, "value": str(value)}
            | {"reference_high": "5"}
            for name, series in markers.items()
            for n, (day, value) in enumerate(zip(days, series, strict=True))
        ]
    }


def marker_points(**markers):
    items = read(STABLE, oncology=values(**markers)).growth_points.items
    return [
        (p.points, p.message.words["marker"].ids, p.records)
        for p in items
        if "marker" in p.message.words
    ]


def test_every_marker_that_two_draws_show_rising_is_named_and_they_count_once():
    ((points, named, records),) = marker_points(cea=(6, 12, 30), afp=(6, 11, 20))
    assert (points, set(named)) == (2, {"cea", "afp"})
    assert len(records) == 4


def test_a_marker_that_falls_counts_for_nothing_beside_one_that_rises():
    assert marker_points(afp=(90, 90, 20)) == [(-1, ("afp",), ("afp1", "afp2"))]
    assert marker_points(afp=(90, 90, 20), cea=(6, 6, 30)) == []


@pytest.mark.parametrize(
    ("markers", "term", "named"),
    [
        ({"cea": (9, 9, 9)}, "stable-raised", ("cea",)),
        ({"cea": (4, 4, 4)}, "stable", ("cea",)),
        ({"cea": (4, 4, 4), "afp": (9, 9, 9)}, "stable-raised", ("afp",)),
        ({"cea": (90, 90, 9)}, "down-raised", ("cea",)),
        ({"cea": (90, 90, 4)}, "down", ("cea",)),
        ({"cea": (9, 9, 90), "afp": (9, 9, 9)}, "up", ("cea",)),
    ],
)
def test_a_marker_that_stays_raised_is_said_to_be_raised(markers, term, named):
    matrix = read(CREEP, oncology=values(**markers)).concordance
    assert matrix.marker == f"concordance-marker.{term}"
    assert matrix.markers == named


def test_a_sentence_with_parts_is_kept_with_its_signature():
    found = read(CREEP, oncology=values(cea=(6, 12, 30), afp=(6, 11, 20)))
    rise = next(f for f in found.findings if f.rule == "oncology.marker.rise")
    assert [m.words["marker"].id for m in rise.message.words["rises"].messages] == [
        "cea",
        "afp",
    ]
    assert from_json(to_json(found)) == found


def test_months_under_the_drug_do_not_count_a_second_time():
    points = read(CREEP).growth_points
    assert [p.points for p in points.items].count(2) == 1
    assert points.items[0].points == 2


def test_two_rises_in_a_row_speak_for_progression():
    assert 4 in [p.points for p in read(CREEP).growth_points.items]


def test_a_new_lesion_is_not_weighed_down_by_targets_that_did_not_grow():
    points = read(BRAIN).growth_points
    assert -2 not in [p.points for p in points.items]
    assert points.answer is PointsAnswer.LIKELY


# --- differential


def test_underexposure_with_a_reason_is_thought_of_before_resistance():
    poor = {"adherence": [{"id": "a", "on": "2026-11-10", "level": "poor"}]}
    found = read(CREEP, oncology=poor)
    places = {h.id: h.place for h in found.differential}
    assert places["underexposure"] == 1
    assert found.next_steps[0].id == "check-adherence-interactions"


def test_one_clue_of_transformation_asks_for_histology_and_does_not_lead():
    stains = [
        {"id": f"{gene}-P", "sample": "P", "gene": gene, "hgvs_p": f"p.{change}"}
        | {"result": {"status": "detected", "vaf": "0.05"}}
        for gene, change in (("TP53", "R248Q"), ("RB1", "R579*"), ("EGFR", "L858R"))
    ]
    plasma = {"id": "a", "sample": "P", "kind": "tumor-naive", "name": "panel"}
    plasma |= {"sampled_on": "2026-11-10", "input_ng": "30", "lod": "0.001"}
    everything = scans(
        T=("target", "lung", 40, 20, 20, 30), U=("target", "liver", 20, 10, 10, 18)
    )
    found = read(everything, molecular={"assays": [plasma], "variants": stains})
    bands = {h.id: h.band for h in found.differential}
    assert bands["transformation"] is not Band.LEADING
    assert "histology" in ids(found.next_steps)
    assert "sbrt-before-histology" in ids(found.guardrails)


def test_transformation_that_a_biopsy_shows_leads_and_is_not_biopsied_again():
    specimen = {"id": "s", "taken_on": "2026-11-15", "is_after_progression": True}
    shown = {"specimens": [specimen | {"transformation": "small-cell"}]}
    grown = scans(T=("target", "lung", 40, 20, 20, 30))
    found = read(grown, pathology=shown)
    assert found.differential[0].id == "transformation"
    assert not {"histology", "tissue-rebiopsy"} & set(ids(found.next_steps))


@pytest.mark.parametrize(
    ("oncotree", "proposed", "argued"),
    [
        ("LUAD", "local-therapy-continue", ""),
        ("IDC", "discuss-systemic-change", "sbrt-without-evidence"),
        ("COAD", "discuss-systemic-change", "sbrt-without-evidence"),
    ],
)
def test_local_therapy_of_few_lesions_follows_the_evidence_of_the_tumor(
    oncotree, proposed, argued
):
    found = read(
        scans(**ONE_OF_TWO), "gefitinib", diagnoses=[DX | {"oncotree": oncotree}]
    )
    assert "resistance.oligoprogression" in {f.rule for f in found.findings}
    steps = ids(found.next_steps)
    assert proposed in steps
    assert ("local-therapy-continue" in steps) is (oncotree == "LUAD")
    assert (argued in ids(found.guardrails)) is bool(argued)


def test_six_lesions_or_the_pleura_are_no_oligoprogression():
    six = {f"L{n}": ("new", "liver", None, None, None, 12) for n in range(6)}
    many = read(scans(T=("target", "lung", 40, 20, 20, 20), **six))
    spread = read(
        scans(
            T=("target", "lung", 40, 20, 20, 20),
            E=("non-target", "pleura", *["present"] * 3, "unequivocal-progression"),
        )
    )
    for found in (many, spread):
        assert "resistance.oligoprogression" not in {f.rule for f in found.findings}
        assert "local-therapy-continue" not in ids(found.next_steps)


# --- matrix

answers = st.tuples(
    st.sampled_from(
        ["at-nadir", "above-within", "above-beyond", "pd-oligo", "pd-systemic"]
    ),
    st.sampled_from(["up", "down", "stable", "clear", ""]),
    st.sampled_from(["up", "down", "stable", ""]),
)


@given(answers)
def test_a_calm_marker_never_turns_growth_into_less(triple):
    imaging, plasma, marker = triple
    cell = concordance.fitting(concordance.Triple(imaging, plasma, marker, ()))
    if cell is None or imaging != "above-beyond":
        return
    assert "clear" not in cell.sentence or "does not clear" in cell.sentence
    assert cell.name.startswith("growth")


@given(answers)
def test_progression_is_never_answered_by_going_on_alone(triple):
    imaging, plasma, marker = triple
    cell = concordance.fitting(concordance.Triple(imaging, plasma, marker, ()))
    if cell is not None and imaging.startswith("pd"):
        assert cell.name.startswith(("progression", "oligo"))


def rising(*others, markers=()):
    """Return plasma whose driver rises from 0.2 to 2 %, and values of a marker."""
    assays = [
        {"id": f"a{s}", "sample": s, "kind": "tumor-naive", "name": "panel"}
        | {"sampled_on": on, "input_ng": "30", "lod": "0.001"}
        for s, on in (("O", "2026-08-01"), ("P", "2026-11-10"))
    ]
    seen = (("O", "EGFR", "L858R", "0.002"), ("P", "EGFR", "L858R", "0.02"), *others)
    variants = [
        {"id": f"{s}{g}{c}", "sample": s, "gene": g, "hgvs_p": f"p.{c}"}
        | {"result": {"status": "detected", "vaf": vaf}}
        for s, g, c, vaf in seen
    ]
    labs = [
        {"id": f"l{n}", "on": on, "analyte": "cea", "value": value}
        for n, (on, value) in enumerate(markers)
    ]
    return {
        "molecular": {"assays": assays, "variants": variants},
        "oncology": {"labs": labs},
    }


def asked_by_the_matrix(found):
    return {
        i.removeprefix("action.") for i in found.concordance.message.words["steps"].ids
    }


LEAP = scans(
    A=("target", "lung", 60, 40, 40, 46),
    B=("target", "lung", 40, 30, 30, 34),
    C=("target", "liver", 30, 20, 20, 23),
    D=("target", "liver", 20, 15, 15, 17),
    E=("target", "adrenal", 20, 15, 15, 17),
)
CEA_UP = (("2026-08-01", "5"), ("2026-11-10", "30"))
NO_BRAIN = {**CREEP, "studies": [s | {"regions": ["chest"]} for s in CREEP["studies"]]}


@pytest.mark.parametrize(
    ("radiology", "drug_name", "more", "named"),
    [
        (CREEP, "osimertinib", rising(), {"early-ct", "plasma-ngs"}),
        (NO_BRAIN, "osimertinib", rising(), {"early-ct", "plasma-ngs", "brain-mri"}),
        (CREEP, "gefitinib", rising(("P", "EGFR", "T790M", "0.01")), {"early-ct"}),
        (LEAP, "osimertinib", rising(markers=CEA_UP), {"early-ct", "plasma-ngs"}),
    ],
)
def test_the_matrix_names_the_steps_that_the_plan_proposes(
    radiology, drug_name, more, named
):
    found = read(radiology, drug_name, **more)
    assert asked_by_the_matrix(found) == named
    steps = set(ids(found.next_steps))
    assert named <= steps
    assert ("plasma-ngs" in named) is ("plasma-ngs" in steps)


def test_all_that_points_to_progression_asks_for_tissue_before_the_line():
    found = read(LEAP, **rising(markers=CEA_UP))
    assert found.concordance.cell == "resistance.concordance.growth-all-up"
    assert found.concordance.markers == ("cea",)
    tissue = next(s for s in found.next_steps if s.id == "tissue-rebiopsy")
    assert "before the RECIST line" in tissue.why.text
    assert "tissue-rebiopsy" not in ids(read(LEAP, **rising()).next_steps)


def test_progression_without_a_clue_asks_for_the_brain_within_two_weeks():
    grown = scans(T=("target", "lung", 40, 20, 20, 30))
    grown["studies"] = [s | {"regions": ["chest"]} for s in grown["studies"]]
    brain = next(s for s in read(grown).next_steps if s.id == "brain-mri")
    assert (brain.due_on - ON).days == 14


def test_a_single_clue_keeps_few_lesions_from_local_therapy():
    """One lesion doubles fast, another is controlled: a pattern with one clue."""
    fast = scans(
        T=("target", "lung", 40, 20, 20, 20), U=("target", "adrenal", 20, 10, 10, 30)
    )
    found = read(fast)
    assert {"resistance.oligoprogression", "resistance.transformation.fast-lesion"} <= {
        f.rule for f in found.findings
    }
    assert "local-therapy-continue" not in ids(found.next_steps)
    headline = " ".join(m.text for m in found.headline)
    assert "restage body and brain first" not in headline


# --- tests that decide


def test_a_repeat_that_opens_no_drug_is_flagged_as_changing_nothing():
    plasma = [
        {"id": f"a{s}", "sample": s, "kind": "tumor-naive", "name": "panel"}
        | {"sampled_on": on, "input_ng": "30", "lod": "0.001"}
        for s, on in (("P", "2026-11-10"),)
    ]
    seen = [
        {"id": f"v{c}", "sample": "P", "gene": "EGFR", "hgvs_p": f"p.{c}"}
        | {"result": {"status": "detected", "vaf": vaf}}
        for c, vaf in (("L858R", "0.02"), ("T790M", "0.001"))
    ]
    found = read(CREEP, molecular={"assays": plasma, "variants": seen})
    repeat = next(t for t in found.test_plan if t.action == "repeat-plasma")
    assert len({o.leads_to for o in repeat.outcomes}) == 1
    assert not repeat.can_decide
    assert found.test_plan[-1] is repeat


def test_what_the_laboratory_promised_and_too_few_slides_are_said():
    specimen = {"id": "s", "taken_on": "2025-05-01", "slides_left": 3}
    tissue = {"id": "a", "sample": "T", "kind": "tissue", "sampled_on": "2025-05-01"}
    tissue |= {"turnaround_days": 9, "price_yuan": "7800"}
    grown = scans(T=("target", "lung", 40, 20, 20, 30))
    found = read(
        grown, pathology={"specimens": [specimen]}, molecular={"assays": [tissue]}
    )
    test = next(t for t in found.test_plan if t.action == "tissue-rebiopsy")
    assert (test.turnaround_days, str(test.price_yuan)) == (9, "7800")
    assert test.is_short_of_tissue is True


# --- fitness


@pytest.mark.parametrize(
    ("fitness", "guard"),
    [
        ({"is_hbsag_positive": True}, "drug-before-infection-screen"),
        ({"is_tuberculosis_excluded": False}, "drug-before-infection-screen"),
        ({"has_autoimmune_disease": True}, "ici-with-autoimmunity-or-steroid"),
        (
            {"steroid_mg_prednisone_per_day": "20"},
            "ici-with-autoimmunity-or-steroid",
        ),
        ({"has_interstitial_lung_disease": True}, "drug-with-lung-disease"),
    ],
)
def test_what_limits_a_new_drug_is_argued_once_known_and_never_assumed(fitness, guard):
    grown = scans(T=("target", "lung", 40, 20, 20, 30))
    assert guard in ids(read(grown, fitness=fitness).guardrails)
    assert guard not in ids(read(grown).guardrails)
    assert guard not in ids(read(STABLE, fitness=fitness).guardrails)


def test_an_organ_outside_its_reference_is_named_and_an_old_value_is_not():
    grown = scans(T=("target", "lung", 40, 20, 20, 30))
    lab = {"id": "c", "analyte": "creatinine", "value": "180", "reference_high": "97"}
    now = read(grown, oncology={"labs": [lab | {"on": "2026-11-10"}]})
    old = read(grown, oncology={"labs": [lab | {"on": "2026-01-10"}]})
    assert "drug-before-organ-function" in ids(now.guardrails)
    assert "drug-before-organ-function" not in ids(old.guardrails)


# --- the proposed decision


def test_a_proposed_change_on_growth_short_of_pd_meets_its_reasons():
    found = read(CREEP)
    asked = {o.guardrail.id: o for o in objections(Choice.CHANGE_THERAPY, found)}
    why = asked["therapy-changed-on-subthreshold-growth"].because
    assert any("above the nadir" in m.text for m in why)
    assert not objections(Choice.MONITOR, found)


def test_watching_a_red_flag_meets_an_objection():
    sign = {"id": "s", "on": "2026-11-20", "name": "hemoptysis", "trend": "new"}
    found = read(CREEP, oncology={"symptoms": [sign]})
    asked = [o.guardrail.id for o in objections(Choice.MONITOR, found)]
    assert "monitoring-with-red-flag" in asked


# --- access


def step(action):
    why = Message("why")
    return NextStep(action, Message("what"), Discipline.ONCOLOGY, why, Tag.JUDGED)


def row(name, on=date(2026, 10, 1), **more):
    return AccessRow(id=name, drug=name, checked_on=on, checked_by="P", **more)


STEPS = (step("third-generation-egfr-tki"), step("histology"), step("trial"))


def test_without_a_table_nothing_is_said_of_access():
    assert with_access(STEPS, (), KNOWLEDGE, ON) == STEPS


def test_a_drug_that_cannot_be_had_goes_last_and_is_not_hidden():
    rows = (row("osimertinib", is_in_formulary=False),)
    found = with_access(STEPS, rows, KNOWLEDGE, ON)
    assert ids(found) == ["histology", "trial", "third-generation-egfr-tki"]
    assert found[-1].is_out_of_reach
    assert found[-1].access


def test_one_drug_of_a_class_that_can_be_had_keeps_the_step():
    rows = (row("osimertinib", is_in_formulary=False), row("aumolertinib"))
    found = with_access(STEPS, rows, KNOWLEDGE, ON)
    assert not found[0].is_out_of_reach


def test_a_trial_opens_the_road_and_its_wash_out_is_said():
    trial = {"trial": FreeText(en="open"), "washout_days": 14}
    rows = (row("osimertinib", is_in_formulary=False, **trial),)
    found = with_access(STEPS, rows, KNOWLEDGE, ON)
    assert not any(s.is_out_of_reach for s in found)
    said = [m.words["days"].value for m in found[-1].access if "days" in m.words]
    assert said == [14]


def test_a_row_that_nobody_checked_for_long_says_so():
    rows = (row("osimertinib", on=date(2026, 1, 1), is_in_formulary=True),)
    found = with_access(STEPS, rows, KNOWLEDGE, ON)
    assert "check again" in found[0].access[-1].text


def test_a_driver_that_was_found_and_not_recorded_is_recorded_first():
    molecular = {
        "assays": [{"id": "a", "sample": "T", "kind": "tissue", "name": "panel"}],
        "variants": [
            {"id": "v", "sample": "T", "gene": "EGFR", "hgvs_p": "p.L858R",
             "result": {"status": "detected", "vaf": "0.3"}}
        ],
    }  # fmt: skip
    untyped = {"diagnoses": [{"id": "dx", "oncotree": "LUAD"}], "molecular": molecular}
    assert ids(read(CREEP, "gefitinib", **untyped).next_steps)[0] == "record-driver"
    assert "record-driver" not in ids(read(CREEP, molecular=molecular).next_steps)
