"""The clinical review's vignettes, where they lie beside the checkout."""

import json
from pathlib import Path

import pytest

from mdt_board.interpret.response.recist_1_1 import progression_on, time_points
from mdt_board.model.day import PartialDate
from mdt_board.model.oncology import Response
from mdt_board.model.quantity import Length
from mdt_board.model.radiology import LesionState

PLACE = Path(__file__).resolve().parents[4] / "shared/clinical/vignettes.json"
VIGNETTES = json.loads(PLACE.read_text("utf-8")) if PLACE.exists() else []
BY_ID = {v["id"]: v for v in VIGNETTES}
TIME_POINTS = [v for v in VIGNETTES if v["domain"] == "recist11"]
NON_TARGET = {
    "CR": LesionState.ABSENT,
    "NON-CR/NON-PD": LesionState.PRESENT,
    "NE": LesionState.NOT_EVALUABLE,
    "PD": LesionState.UNEQUIVOCAL_PROGRESSION,
}
NEW = {True: LesionState.UNEQUIVOCAL, False: None}
needs_vignettes = pytest.mark.skipif(not VIGNETTES, reason=f"{PLACE.name} not here")


def cell(value):
    if value == "NA":
        return LesionState.NOT_EVALUABLE
    if isinstance(value, list):
        return tuple(str(v) for v in value)
    return str(value) if value else LesionState.ABSENT


def built(course, inputs):
    answer = course(len(inputs["nontarget"]) + 1)
    for lesion in inputs["targets"]:
        cells = [lesion["baseline_mm"], *lesion["followup_mm"]]
        answer.target(*map(cell, cells), is_node=lesion["node"], id=lesion["id"])
    later = [NON_TARGET[n.upper()] for n in inputs["nontarget"]]
    answer.non_target(LesionState.PRESENT, *later)
    answer.new(None, *(NEW[n] for n in inputs["new"]))
    return answer.radiology()


def code(response):
    return {Response.NON_CR_NON_PD: "NON-CR/NON-PD"}.get(response, response)


def total(point):
    """The sum as the vignettes give it: of what was measured, None without any."""
    if point.total is None and point.target is not Response.PD:
        return None
    return point.partial_total


def mm(value):
    return None if value is None else Length.from_mm(str(value))


@needs_vignettes
@pytest.mark.parametrize("vignette", TIME_POINTS, ids=lambda v: v["id"])
def test_time_point_response(course, vignette):
    baseline, *later = time_points(built(course, vignette["inputs"]))
    expected = vignette["expected"]
    assert baseline.total == mm(expected["baseline"])
    assert [code(p.target) for p in later] == expected["target"]
    assert [code(p.overall) for p in later] == expected["overall"]
    assert [total(p) for p in later] == [mm(s) for s in expected["sod"]]


@needs_vignettes
def test_an_equivocal_nodule_confirmed_later_dates_back(course):
    vignette = BY_ID["N01"]
    first, confirmed = (
        PartialDate.from_text(vignette["inputs"][key])
        for key in ("first_scan", "confirmed_on")
    )
    days = [PartialDate(2025, 11, 10), first, confirmed]
    seen = [None, LesionState.EQUIVOCAL, LesionState.UNEQUIVOCAL]
    radiology = course(3, days=days).target("20", "20", "20").new(*seen).radiology()
    points = time_points(radiology)
    assert points[1].overall is not Response.PD
    dated = progression_on(radiology, points)
    assert dated.isoformat() == vignette["expected"]["pd_date"]


@needs_vignettes
def test_a_brain_lesion_counts_as_new_though_the_brain_was_not_imaged(course):
    seen = LesionState.UNEQUIVOCAL
    radiology = course(2).target("20", "20").new(None, seen).radiology()
    assert time_points(radiology)[-1].overall == BY_ID["N02"]["expected"]["overall"]


@needs_vignettes
def test_uptake_at_a_known_site_that_does_not_progress_is_not_progression(course):
    present = LesionState.PRESENT
    radiology = course(2).target("20", "20").non_target(present, present).radiology()
    assert BY_ID["N04"]["expected"]["overall"] == "not PD"
    assert time_points(radiology)[-1].overall is Response.SD


@needs_vignettes
def test_sclerotic_bone_called_equivocal_is_imaged_again_not_progression(course):
    seen = LesionState.EQUIVOCAL
    radiology = course(2).target("30", "20").new(None, seen).radiology()
    assert BY_ID["N06"]["expected"]["overall"].startswith("not PD")
    assert time_points(radiology)[-1].overall is Response.PR
