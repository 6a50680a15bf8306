import json
from datetime import date

import pytest

from mdt_board.i18n import Translator
from mdt_board.interpret.ctdna.imaging_coverage import coverage_map
from mdt_board.interpret.engine import interpret
from mdt_board.knowledge import bundled
from mdt_board.model.case import Case

ON = date(2026, 11, 24)
CT = {"id": "ct", "on": "2026-10-22", "modality": "CT", "regions": ["chest", "abdomen"]}
MRI = {"id": "mri", "on": "2026-11-01", "modality": "MRI", "regions": ["brain"]}


def mapped(*studies, sex=None):
    document = {"id": "x", "radiology": {"studies": studies}, "patient": {"sex": sex}}
    case = Case.model_validate_json(json.dumps(document))
    return coverage_map(case, bundled(), ON)


def said(found):
    return [Translator("en").message(look.message) for look in found.looks]


def test_ct_and_mri_negative_becomes_what_was_looked_at_and_how():
    found = mapped({**CT, "slice_mm": "1", "contrast_phase": "portal"}, MRI)
    assert said(found) == [
        "chest: CT, 1 mm, portal, 2026-10-22",
        "abdomen: CT, 1 mm, portal, 2026-10-22",
        "brain: MRI, 2026-11-01",
    ]
    missed = {"colon-mucosa", "bone-marrow", "pelvis"}
    assert missed <= set(found.not_covered)
    assert not {"brain", "chest", "abdomen"} & set(found.not_covered)


def test_ct_of_the_head_is_no_look_at_the_brain():
    found = mapped({**CT, "regions": ["brain"]})
    assert "brain" in found.not_covered


def test_an_old_study_is_shown_and_covers_nothing_now():
    found = mapped({**MRI, "on": "2025-01-01"})
    assert [look.is_current for look in found.looks] == [False]
    assert "brain" in found.not_covered


def test_a_study_that_was_not_done_looked_at_nothing():
    found = mapped({**CT, "is_not_done": True})
    assert found.looks == ()
    assert found.not_covered == ()


@pytest.mark.parametrize(("sex", "organ"), [("female", "breast"), ("male", "prostate")])
def test_organs_follow_the_sex_where_it_is_known(sex, organ):
    other = {"breast": "prostate", "prostate": "breast"}[organ]
    found = mapped(CT, sex=sex).not_covered
    assert organ in found
    assert other not in found
    assert {organ, other} <= set(mapped(CT).not_covered)


def test_a_study_of_the_organ_itself_counts_whatever_it_is():
    scope = {**CT, "id": "e", "modality": "endoscopy", "regions": ["colon-mucosa"]}
    assert "colon-mucosa" not in mapped(CT, scope).not_covered


def test_pet_of_the_whole_body_covers_trunk_and_marrow_but_no_mucosa():
    pet = {**CT, "modality": "PET-CT", "regions": ["whole-body"]}
    found = set(mapped(pet).not_covered)
    assert not {"chest", "abdomen", "pelvis", "bone-marrow"} & found
    assert {"brain", "colon-mucosa"} <= found


@pytest.mark.parametrize(
    ("study", "limit"),
    [
        ({**CT, "slice_mm": "5"}, "thick slices: small nodules may be missed"),
        (CT, "slice thickness not stated"),
        (CT, "peritoneal implants below 5 mm: CT found 11 to 43 %"),
        ({**CT, "has_contrast": False}, "no contrast"),
        (MRI, "leptomeningeal disease: MRI shows 59 %"),
        ({**CT, "regions": ["brain"]}, "CT is no brain MRI"),
        ({**CT, "modality": "PET-CT"}, "nodules below 10 mm: all 20 were PET-negative"),
    ],
)
def test_a_way_of_looking_names_what_it_cannot_show(study, limit):
    words = Translator("en")
    limits = [words.message(m) for look in mapped(study).looks for m in look.limits]
    assert limit in limits


def positive(*studies, rereads=()):
    panel = {
        "id": "p",
        "sample": "P",
        "kind": "tumor-informed",
        "name": "mrd",
        "sampled_on": "2026-10-20",
        "result": {"status": "detected", "vaf": "0.0004"},
    }
    document = {
        "id": "x",
        "radiology": {"studies": studies, "rereads": rereads},
        "molecular": {"assays": [panel]},
    }
    case = Case.model_validate_json(json.dumps(document))
    return interpret(case, bundled(), ON)


BEFORE = {**CT, "id": "old", "on": "2026-01-10", "reading": "negative"}
CLEAN = {**CT, "accession": "A-1", "reading": "negative"}


def test_a_re_read_names_regions_study_and_prior():
    (request,) = positive(BEFORE, CLEAN).reread_requests
    assert (request.study, request.accession, request.prior) == ("ct", "A-1", "old")
    assert request.regions == ("chest", "abdomen")
    words = Translator("en").message(request.message)
    assert words == (
        "Look again at chest, abdomen of 2026-10-22, beside the study of 2026-01-10, "
        "knowing the plasma result"
    )


def test_what_was_asked_once_is_not_asked_again():
    asked = {"id": "r", "study": "ct", "regions": ["chest"], "asked_on": "2026-11-01"}
    assert positive(CLEAN, rereads=[asked]).reread_requests == ()


def test_images_that_show_tumor_need_no_second_look():
    assert positive({**CLEAN, "reading": "positive"}).reread_requests == ()
