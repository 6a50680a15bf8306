"""Every vignette of the domain discordance through the whole interpretation.

The vignettes state what they state in a few words; here each becomes a case with the
numbers that such a case would have, and nothing that the vignette contradicts.
"""

import json
from datetime import date
from pathlib import Path

import pytest

from mdt_board.interpret.engine import interpret
from mdt_board.knowledge import bundled
from mdt_board.model.case import Case
from mdt_board.model.interpretation import Band

PLACE = Path(__file__).resolve().parents[3] / "shared/clinical/vignettes.json"
VIGNETTES = json.loads(PLACE.read_text("utf-8")) if PLACE.exists() else []
DISCORDANCE = {v["id"]: v for v in VIGNETTES if v["domain"] == "discordance"}
ON = date(2026, 11, 24)
ASKED = {"kind": "ctdna-positive-imaging-negative"}
CLEAN_CT = {
    "id": "ct",
    "on": "2026-11-10",
    "modality": "CT",
    "regions": ["chest", "abdomen", "pelvis"],
    "slice_mm": "1",
    "has_contrast": True,
    "reading": "negative",
}
RESECTED = {"id": "op", "kind": "surgery", "started_on": "2025-06-01"}


def assay(number, on, kind="tumor-naive", **fields):
    return {
        "id": f"p{number}",
        "sample": f"P{number}",
        "kind": kind,
        "name": "panel",
        "sampled_on": on,
        "lod": "0.001",
        "input_ng": "40",
        "depth": 6000,
        **fields,
    }


def seen(vaf, total=6000):
    return {
        "status": "detected",
        "vaf": vaf,
        "alt_reads": round(float(vaf) * total),
        "total_reads": total,
    }


def absent(total=6000):
    return {"status": "not-detected", "total_reads": total}


def variant(number, sample, gene, change, result):
    return {
        "id": f"v{number}",
        "sample": sample,
        "gene": gene,
        "hgvs_p": f"p.{change}",
        "result": result,
    }


def informed(number, on, result):
    return assay(number, on, "tumor-informed", loci=16, lod="0.00007", result=result)


def d01():
    """Resected stage IIA colon cancer; a test that knows no tumor is positive once."""
    return {
        "question": ASKED,
        "diagnoses": [{"id": "d", "oncotree": "COAD", "stage": {"group": "IIA"}}],
        "oncology": {"treatments": [RESECTED]},
        "radiology": {"studies": [CLEAN_CT]},
        "molecular": {
            "assays": [assay(1, "2026-11-01", result={"status": "detected"})]
        },
    }


def d03():
    """Plasma holds what white cells hold; the tumor's own TP53 is not in plasma."""
    return {
        "question": ASKED,
        "diagnoses": [{"id": "d", "oncotree": "GEJ"}],
        "patient": {"birth_date": "1955-01-01"},
        "radiology": {"studies": [CLEAN_CT]},
        "molecular": {
            "assays": [
                assay(1, "2026-11-01"),
                {**assay(2, "2026-11-01", "wbc"), "depth": 8000},
                {**assay(3, "2026-06-01", "tissue"), "depth": 800},
            ],
            "variants": [
                variant(1, "P1", "DNMT3A", "R882H", seen("0.02")),
                variant(2, "P2", "DNMT3A", "R882H", seen("0.021", 8000)),
                variant(3, "P3", "DNMT3A", "R882H", absent(800)),
                variant(4, "P3", "TP53", "R175H", seen("0.3", 800)),
                variant(5, "P1", "TP53", "R175H", absent()),
            ],
        },
    }


def d05():
    """A man of 78 with prostate cancer, ATM at 2 % in plasma, no white cells."""
    return {
        "question": ASKED,
        "patient": {"birth_date": "1948-05-01", "sex": "male"},
        "diagnoses": [
            {"id": "d", "oncotree": "PRAD", "stage": {"group": "IVB", "m": "1"}}
        ],
        "molecular": {
            "assays": [assay(1, "2026-11-01")],
            "variants": [variant(1, "P1", "ATM", "R337C", seen("0.02"))],
        },
    }


def d06():
    """A methylation test after resection is positive; hepatitis C is active."""
    test = assay(1, "2026-11-01", "methylation", result={"status": "detected"})
    return {
        "question": ASKED,
        "diagnoses": [{"id": "d", "oncotree": "COAD", "stage": {"group": "IIA"}}],
        "oncology": {
            "treatments": [RESECTED],
            "history": [{"id": "hcv", "name": "HCV viremia"}],
        },
        "radiology": {"studies": [CLEAN_CT]},
        "molecular": {"assays": [test]},
    }


def d09():
    """Resected lung cancer, MRD not detected, and a new headache."""
    return {
        "diagnoses": [{"id": "d", "oncotree": "LUAD", "stage": {"group": "IIA"}}],
        "oncology": {
            "treatments": [RESECTED],
            "symptoms": [
                {"id": "s", "on": "2026-11-20", "name": "headache", "trend": "new"}
            ],
        },
        "molecular": {
            "assays": [informed(1, "2026-11-01", {"status": "not-detected"})]
        },
    }


def d11():
    """Resected triple-negative cancer; surveillance turns positive, no symptoms."""
    return {
        "question": ASKED,
        "patient": {"sex": "female"},
        "diagnoses": [{"id": "d", "oncotree": "IDC", "stage": {"group": "IIB"}}],
        "oncology": {"treatments": [RESECTED]},
        "molecular": {
            "assays": [
                informed(1, "2026-07-01", {"status": "not-detected"}),
                informed(2, "2026-11-01", {"status": "detected", "vaf": "0.0004"}),
            ]
        },
    }


def d12():
    """BRCA2 at 49 % in plasma, no cancer known."""
    return {
        "question": ASKED,
        "molecular": {
            "assays": [assay(1, "2026-11-01")],
            "variants": [variant(1, "P1", "BRCA2", "K2630fs", seen("0.49"))],
        },
    }


def d14():
    """EGFR L858R at 0.3 %, never-smoker of 58, chest CT without a lesion."""
    return {
        "question": ASKED,
        "patient": {"birth_date": "1968-03-01", "sex": "female"},
        "oncology": {"smoking": {"status": "never"}},
        "radiology": {"studies": [{**CLEAN_CT, "regions": ["chest"], "slice_mm": "5"}]},
        "molecular": {
            "assays": [assay(1, "2026-11-01")],
            "variants": [variant(1, "P1", "EGFR", "L858R", seen("0.003"))],
        },
    }


def d15():
    """Gastric cancer, ctDNA rises, CT shows nothing."""
    return {
        "question": ASKED,
        "diagnoses": [{"id": "d", "oncotree": "STAD", "stage": {"group": "IIIA"}}],
        "oncology": {"treatments": [RESECTED]},
        "radiology": {"studies": [CLEAN_CT]},
        "molecular": {
            "assays": [
                informed(1, "2026-05-01", {"status": "not-detected"}),
                informed(2, "2026-08-01", {"status": "detected", "vaf": "0.0002"}),
                informed(3, "2026-11-01", {"status": "detected", "vaf": "0.0015"}),
            ]
        },
    }


def d16():
    """A cranial nerve palsy, MRI of the brain negative, plasma just positive."""
    mri = {**CLEAN_CT, "id": "mri", "modality": "MRI", "regions": ["brain"]}
    return {
        "question": ASKED,
        "diagnoses": [
            {"id": "d", "oncotree": "LUAD", "driver_gene": "EGFR", "driver": "L858R"}
        ],
        "oncology": {
            "symptoms": [
                {
                    "id": "s",
                    "on": "2026-11-20",
                    "name": "neurological-deficit",
                    "trend": "new",
                }
            ]
        },
        "radiology": {"studies": [CLEAN_CT, mri]},
        "molecular": {
            "assays": [assay(1, "2026-08-01"), assay(2, "2026-11-01")],
            "variants": [
                variant(1, "P1", "EGFR", "L858R", seen("0.0012")),
                variant(2, "P2", "EGFR", "L858R", seen("0.0013")),
            ],
        },
    }


CASES = {
    "D01": d01,
    "D03": d03,
    "D05": d05,
    "D06": d06,
    "D09": d09,
    "D11": d11,
    "D12": d12,
    "D14": d14,
    "D15": d15,
    "D16": d16,
}


def read(vignette):
    document = {"id": vignette, **CASES[vignette]()}
    case = Case.model_validate_json(json.dumps(document))
    return interpret(case, bundled(), ON)


@pytest.mark.skipif(not VIGNETTES, reason=f"{PLACE.name} is not here")
def test_every_vignette_of_the_domain_has_its_case():
    assert set(CASES) == set(DISCORDANCE)


@pytest.mark.skipif(not VIGNETTES, reason=f"{PLACE.name} is not here")
@pytest.mark.parametrize("vignette", sorted(DISCORDANCE))
def test_a_vignette_gives_its_expected_codes(vignette):
    expected = DISCORDANCE[vignette]["expected"]["codes"]
    found = read(vignette)
    leading = [h.id for h in found.differential if h.band is Band.LEADING]
    assert not expected["leading"] or leading == expected["leading"]
    assert set(expected["actions"]) <= {s.id for s in found.next_steps}
    assert set(expected["must_not"]) <= {g.id for g in found.guardrails}


@pytest.mark.parametrize("vignette", sorted(CASES))
def test_no_vignette_lets_immune_control_lead_or_gives_a_drug(vignette):
    found = read(vignette)
    leading = [h.id for h in found.differential if h.band is Band.LEADING]
    assert "immune-control" not in leading
    drugs = {"third-generation-egfr-tki", "platinum-etoposide", "adjuvant-by-stage"}
    assert not drugs & {s.id for s in found.next_steps}
