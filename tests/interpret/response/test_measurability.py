"""What RECIST 1.1 lets one measure, lesion by lesion (§3.1, §4.2)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt_board.interpret.exposure import classes_of
from mdt_board.interpret.response.measurability import Sight, check
from mdt_board.interpret.response.measurability_selection import (
    MAX_PER_ORGAN,
    MAX_TARGETS,
    crowded,
    organ_of,
    proposed,
)
from mdt_board.knowledge import bundled
from mdt_board.model.day import PartialDate
from mdt_board.model.quantity import Length
from mdt_board.model.radiology import Appearance, Lesion, Modality, Study


def judged(mm, modality="CT", slice_mm="5", organ="lung", **lesion):
    study = Study(
        id="s",
        on=PartialDate(2026, 1, 1),
        modality=Modality(modality),
        slice_mm=None if slice_mm is None else Decimal(slice_mm),
    )
    found = Lesion(id="x", label="x", organ=organ, **lesion)
    size = None if mm is None else Length.from_mm(mm)
    return check(Sight(found, study, size, classes_of(organ, bundled())))


@pytest.mark.parametrize(
    ("mm", "slice_mm", "expected"),
    [
        ("10", "5", True),
        ("9.9999", "5", False),
        ("10", "1", True),
        ("12", "8", False),
        ("16", "8", True),
        ("15.9999", "8", False),
        ("10", "5.1", False),
        ("10.2", "5.1", True),
        ("9", None, False),
        ("30", None, None),
        (None, "1", None),
    ],
)
def test_a_lesion_on_slices_needs_ten_millimeters_or_two_slices(mm, slice_mm, expected):
    assert judged(mm, slice_mm=slice_mm).is_measurable is expected
    assert judged(mm, "MRI", slice_mm).is_measurable is expected


@pytest.mark.parametrize(
    ("mm", "expected", "word"),
    [
        ("15", True, ""),
        ("14.9999", False, "not a target"),
        ("10", False, "not a target"),
        ("9.9999", False, "normal"),
    ],
)
def test_a_node_needs_fifteen_millimeters_of_its_short_axis(mm, expected, word):
    by_word = judged(mm, is_node=True)
    by_organ = judged(mm, organ="mediastinal-node")
    for found in (by_word, by_organ):
        assert found.is_measurable is expected
        assert word in "".join(m.text for m in found.messages)


@pytest.mark.parametrize(
    ("mm", "organ", "expected"),
    [("20", "lung", True), ("19.9", "lung", False), ("40", "mediastinal-node", True)],
)
def test_on_x_ray_a_lesion_of_the_lung_needs_twenty_millimeters(mm, organ, expected):
    assert judged(mm, "X-ray", None, organ).is_measurable is expected


def test_on_x_ray_only_what_lies_in_aerated_lung_is_measured():
    assert judged("40", "X-ray", None, "liver").is_measurable is False


@pytest.mark.parametrize("modality", ["ultrasound", "endoscopy", "bone-scan"])
def test_some_images_measure_nothing(modality):
    assert judged("40", modality).is_measurable is False


def test_the_ct_of_a_pet_ct_may_not_be_good_enough():
    assert judged("40", "PET-CT").is_measurable is None
    assert judged("8", "PET-CT").is_measurable is False


@pytest.mark.parametrize(
    ("lesion", "expected"),
    [
        ({"has_soft_tissue": True}, True),
        ({"has_soft_tissue": False}, False),
        ({}, None),
        ({"appearance": Appearance.SCLEROTIC}, False),
        ({"appearance": Appearance.SCLEROTIC, "has_soft_tissue": True}, False),
        ({"appearance": Appearance.LYTIC, "has_soft_tissue": True}, True),
    ],
)
def test_bone_is_measured_only_by_its_soft_tissue(lesion, expected):
    assert judged("30", organ="bone", **lesion).is_measurable is expected


@pytest.mark.parametrize(
    "organ", ["ascites", "pleural-effusion", "leptomeninges", "lymphangitis"]
)
def test_effusions_and_their_like_are_never_measured(organ):
    assert judged("40", organ=organ).is_measurable is False


def test_an_irradiated_lesion_counts_only_if_it_grew_since():
    assert judged("30", is_irradiated=True).is_measurable is None
    assert judged("30", is_irradiated=False).is_measurable is True


def test_a_cystic_lesion_is_measurable_and_a_solid_one_is_better():
    found = judged("30", is_cystic=True)
    assert found.is_measurable is True
    assert "solid" in found.messages[0].text


def test_skin_is_measured_with_calipers_from_ten_millimeters():
    assert judged("10", "other", None, "skin").is_measurable is True
    assert judged("9", "other", None, "skin").is_measurable is False


organs = st.sampled_from(["liver", "lung", "adrenal", "lymph-node", "spleen", ""])
sized = st.lists(st.tuples(organs, st.integers(10, 80)), max_size=12)


def chosen(lesions):
    numbered = [(organ, mm, i) for i, (organ, mm) in enumerate(lesions)]
    return proposed(numbered, lambda x: x[0], lambda x: Length.from_mm(x[1]))


@given(sized)
def test_a_proposal_never_breaks_the_limits_and_shows_every_organ_it_can(lesions):
    found = chosen(lesions)
    assert len(found) <= MAX_TARGETS
    assert not crowded(organ for organ, _, _ in found)
    named = {organ for organ, _ in lesions if organ}
    shown = {organ for organ, _, _ in found}
    assert (
        len(found) < MAX_TARGETS
        or len(shown) >= min(len(named), MAX_TARGETS)
        or ("" in shown)
    )


@given(sized)
def test_a_proposal_takes_the_larger_of_an_organ(lesions):
    found = chosen(lesions)
    for organ, mm, i in found:
        larger = [x for x in lesions if x[0] == organ and x[1] > mm]
        of_organ = [x for x in found if x[0] == organ and x[1] >= mm and x[2] != i]
        assert not organ or len(larger) <= len(of_organ) < MAX_PER_ORGAN


def test_sides_of_a_paired_organ_are_one_organ_and_so_are_all_nodes():
    pair = [Lesion(id=x, label=x, organ=f"{x}-adrenal") for x in ("left", "right")]
    assert {organ_of(x) for x in pair} == {"adrenal"}
    nodes = [
        Lesion(id=f"n{x}", label="n", organ=x, is_node=True)
        for x in ("pelvic-node", "mediastinal-node", "")
    ]
    assert len({organ_of(x) for x in nodes}) == 1
