import json
from decimal import Decimal

import pytest

from mdt_board.i18n import Translator
from mdt_board.interpret.ctdna.tubes import samples_of
from mdt_board.model.case import Case


def samples(*assays, variants=(), treatments=()):
    document = {
        "id": "x",
        "molecular": {"assays": assays, "variants": variants},
        "oncology": {"treatments": treatments},
    }
    return samples_of(Case.model_validate_json(json.dumps(document)))


def tube(**fields):
    return {"id": "p", "sample": "P", "kind": "tumor-naive", **fields}


def test_thirty_nanograms_are_nine_thousand_genomes_and_carry_no_better_limit():
    (found,) = samples(tube(input_ng="30", lod="0.0002"))
    assert found.genome_equivalents == 9090
    assert round(found.sampling_limit * 100, 3) == Decimal("0.066")
    assert found.is_lod_physical is False
    assert round(found.detection_at_lod, 3) == Decimal("0.597")


def test_a_panel_of_sixteen_loci_shows_less_in_the_same_tube():
    (found,) = samples(tube(kind="tumor-informed", input_ng="30", loci=16))
    assert round(found.sampling_limit * 100, 4) == Decimal("0.0065")


def test_molecules_per_milliliter_stand_beside_the_fraction():
    variant = {
        "id": "v", "sample": "P", "gene": "EGFR", "hgvs_p": "p.L858R",
        "result": {"status": "detected", "vaf": "0.01"},
    }  # fmt: skip
    (found,) = samples(tube(input_ng="20", plasma_ml="4"), variants=[variant])
    assert found.cfdna_ng_per_ml == 5
    assert found.molecules_per_ml == (("variant:EGFR L858R", Decimal("15.15")),)


def test_what_is_missing_is_named_and_never_zero():
    (found,) = samples(tube())
    assert found.genome_equivalents is found.sampling_limit is None
    assert found.cfdna_ng_per_ml is found.detection_at_lod is None
    assert found.is_negative_informative is False
    lacks = [Translator("en").message(m) for m in found.lacks]
    assert lacks == ["limit of detection", "DNA input in ng", "volume of plasma"]


@pytest.mark.parametrize(
    ("day", "inside"), [("2026-06-20", True), ("2026-07-01", False)]
)
def test_the_four_weeks_after_surgery_are_marked(day, inside):
    surgery = {"id": "op", "kind": "surgery", "started_on": "2026-06-02"}
    (found,) = samples(tube(sampled_on=day), treatments=[surgery])
    assert found.is_in_surgical_window is inside


def test_white_cells_and_tissue_are_no_plasma_tubes():
    assert samples(tube(kind="wbc"), tube(id="t", kind="tissue")) == ()
