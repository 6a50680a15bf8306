"""Imaging shows a lesion and plasma does not; and what must not change an answer."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mdt_board.interpret.ctdna.blind_spots import PERITONEAL
from mdt_board.interpret.ctdna.coverage import BRAIN_CODES, LUNG_CODES
from mdt_board.interpret.engine import interpret
from mdt_board.knowledge import bundled
from mdt_board.model.case import Case
from mdt_board.model.interpretation import Band
from mdt_board.workspace import Workspace

ON = date(2026, 11, 24)
ONCOTREE = (
    Path(__file__).resolve().parents[4]
    / "shared/data/oncotree/oncotree_2025_10_03.json"
)


def seen(size, organ="lung", diagnoses=(), **assay):
    plasma = {"id": "p", "sample": "P", "kind": "tumor-naive", "name": "ngs"}
    plasma |= {"sampled_on": "2026-11-01", "lod": "0.001", "input_ng": "30", **assay}
    region = "brain" if organ == "brain" else "chest"
    document = {
        "id": "x",
        "diagnoses": diagnoses,
        "radiology": {
            "studies": [
                {
                    "id": "s",
                    "on": "2026-11-10",
                    "modality": "MRI" if organ == "brain" else "CT",
                    "regions": [region],
                    "reading": "positive",
                }
            ],
            "lesions": [{"id": "l", "label": "L", "organ": organ}],
            "measurements": [
                {
                    "id": "m",
                    "lesion": "l",
                    "study": "s",
                    "state": "measured",
                    "diameter": size,
                }
            ],
        },
        "molecular": {
            "assays": [plasma],
            "variants": [
                {
                    "id": "v",
                    "sample": "P",
                    "gene": "EGFR",
                    "hgvs_p": "p.L858R",
                    "result": {"status": "not-detected"},
                }
            ],
        },
    }
    return interpret(Case.model_validate_json(json.dumps(document)), bundled(), ON)


def bands(found):
    return {h.id: h.band for h in found.differential}


def ids(things):
    return {t.id for t in things}


def test_a_small_lesion_that_plasma_misses_is_a_matter_of_shedding():
    found = seen("12")
    assert found.differential[0].id == "low-shedding"
    assert "reassurance-from-negative" in ids(found.guardrails)


def test_a_large_lesion_that_plasma_misses_asks_for_tissue():
    found = seen("45")
    assert bands(found)["low-shedding"] is Band.UNLIKELY
    assert bands(found)["benign-lesion"] in (Band.LEADING, Band.LIKELY)
    assert "histology" in ids(found.next_steps)


def test_in_the_brain_alone_the_negative_says_nothing():
    found = seen("15", organ="brain", diagnoses=[{"id": "d", "oncotree": "LUAD"}])
    assert bands(found)["cns-escape"] in (Band.LEADING, Band.LIKELY, Band.POSSIBLE)


def test_a_negative_without_numbers_is_not_informative():
    assert "non-informative" in bands(seen("45", input_ng=None))


def test_a_known_cancer_is_not_called_benign():
    found = seen("45", diagnoses=[{"id": "d", "oncotree": "LUAD"}])
    assert "benign-lesion" not in {
        h.id for h in found.differential if h.band is not Band.UNLIKELY
    }


@pytest.fixture(scope="module")
def examples():
    workspace = Workspace()
    workspace.open_example_meeting()
    return [workspace.open_case(f"MDT-2026-041{n}") for n in range(1, 7)]


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(n=st.integers(0, 5), random=st.randoms(use_true_random=False))
def test_the_order_of_variants_and_assays_changes_no_answer(examples, n, random):
    case = examples[n]
    document = json.loads(case.model_dump_json(exclude_none=True))
    for part in ("variants", "assays"):
        random.shuffle(document["molecular"][part])
    other = Case.model_validate_json(json.dumps(document))
    before, after = (interpret(c, bundled(), ON) for c in (case, other))
    assert after.plasma_courses == before.plasma_courses
    assert bands(after) == bands(before)
    assert [s.id for s in after.next_steps] == [s.id for s in before.next_steps]
    assert ids(after.guardrails) == ids(before.guardrails)


@pytest.mark.skipif(not ONCOTREE.exists(), reason="OncoTree is not here")
def test_every_code_of_a_spreading_cancer_is_one_of_oncotree():
    text = ONCOTREE.read_text("utf-8")
    codes = PERITONEAL | BRAIN_CODES | LUNG_CODES
    assert not [c for c in codes if f'"{c}"' not in text]
