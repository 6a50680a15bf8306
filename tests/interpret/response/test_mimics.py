"""Mimics stand beside the category and never change it; each alone is in YAML."""

from datetime import date

import pytest

from mdt_board.interpret.facts import derive
from mdt_board.interpret.response.mimics import RULES
from mdt_board.interpret.response.recist_1_1 import time_points
from mdt_board.knowledge import bundled
from mdt_board.model.case import Case
from mdt_board.model.day import PartialDate
from mdt_board.model.interpretation import Finding, Tag
from mdt_board.model.oncology import Drug, Oncology, Treatment, TreatmentKind
from mdt_board.model.radiology import Appearance, Lesion, LesionState, Radiology

KNOWLEDGE = bundled()
TODAY = date(2026, 11, 24)


def treatment(drug, started="2026-01-05", **how):
    return Treatment(
        id="tx",
        drugs=(Drug(name=drug),),
        started_on=PartialDate.from_text(started),
        **{"is_ongoing": True} | how,
    )


def irradiated(on):
    return Treatment(
        id="rt",
        kind=TreatmentKind.RADIOTHERAPY,
        region="brain",
        stopped_on=PartialDate.from_text(on),
    )


def spoken(radiology, *treatments):
    oncology = Oncology(treatments=treatments)
    case = Case(id="x", radiology=radiology, oncology=oncology)
    facts = derive(case, KNOWLEDGE, TODAY)
    answers = {r.id.removeprefix("response.mimic."): r.apply(facts) for r in RULES}
    return {i: a for i, a in answers.items() if isinstance(a, Finding)}


def with_lesions(radiology, **fields_by_id):
    lesions = tuple(
        Lesion(**{**dict(x), **fields_by_id.get(x.id, {})}) for x in radiology.lesions
    )
    return Radiology(
        studies=radiology.studies,
        lesions=lesions,
        measurements=radiology.measurements,
    )


def new_bone(course, visits, state=LesionState.EQUIVOCAL, **fields):
    built = course(visits).target("30", *["18"] * (visits - 1), id="T")
    seen = [None] * (visits - 1) + [state]
    radiology = built.new(*seen, id="B").radiology()
    looks = {"organ": "bone", "appearance": Appearance.SCLEROTIC} | fields
    return with_lesions(radiology, T={"organ": "lung"}, B=looks)


def test_sclerotic_bone_is_a_reaction_at_first_and_later_not(course):
    drug = treatment("osimertinib")
    assert "bone-flare" in spoken(new_bone(course, 2), drug)
    assert "bone-flare" in spoken(new_bone(course, 3), drug)
    assert "bone-flare" not in spoken(new_bone(course, 4), drug)


def test_bone_with_a_soft_tissue_part_is_no_reaction(course):
    radiology = new_bone(course, 2, has_soft_tissue=True)
    assert "bone-flare" not in spoken(radiology, treatment("osimertinib"))


def test_bone_that_becomes_denser_beside_a_growing_liver_is_no_reaction(course):
    built = (
        course(2).target("30", "40", id="T").new(None, LesionState.EQUIVOCAL, id="B")
    )
    looks = {"organ": "bone", "appearance": Appearance.SCLEROTIC}
    radiology = with_lesions(built.radiology(), T={"organ": "liver"}, B=looks)
    assert "bone-flare" not in spoken(radiology, treatment("osimertinib"))


@pytest.mark.parametrize(
    ("on", "is_named"),
    [("2025-10-01", True), ("2026-02-20", False), ("2023-10-01", False)],
)
def test_radionecrosis_comes_three_to_eighteen_months_after_irradiation(
    course, on, is_named
):
    built = course(2).target("10", "16", id="T").radiology()
    radiology = with_lesions(built, T={"organ": "brain"})
    assert ("radionecrosis" in spoken(radiology, irradiated(on))) is is_named


def test_a_drug_taken_up_again_is_no_withdrawal(course):
    radiology = course(2).target("30", "40").radiology()
    stopped = treatment(
        "gefitinib",
        "2025-06-01",
        is_ongoing=None,
        stopped_on=PartialDate.from_text("2026-02-20"),
    )
    assert "withdrawal-flare" in spoken(radiology, stopped)
    again = treatment("osimertinib", "2026-02-22")
    assert "withdrawal-flare" not in spoken(radiology, stopped, again)


def test_nothing_grew_so_nothing_is_a_mimic(course):
    radiology = course(3).target("30", "20", "20").radiology()
    for drug in ("pembrolizumab", "osimertinib", "bevacizumab", "imatinib"):
        assert spoken(radiology, treatment(drug)) == {}


def test_a_mimic_changes_no_category(course):
    radiology = new_bone(course, 2, state=LesionState.UNEQUIVOCAL)
    oncology = Oncology(treatments=(treatment("osimertinib"),))
    case = Case(id="x", radiology=radiology, oncology=oncology)
    facts = derive(case, KNOWLEDGE, TODAY)
    categories = [p.overall for p in time_points(radiology)]
    assert [p.overall for p in facts.time_points] == categories


def test_an_unverified_number_is_in_no_sentence():
    assert Tag.UNVERIFIED not in {r.tag or r.references[0].tag for r in RULES}
