"""The words that FHIR files carry, in the program's own terms."""

import json
from pathlib import Path

import pytest

from mdt_board.assets import table
from mdt_board.importers import dicom_sr_codes
from mdt_board.importers.dicom_sr_items import Code
from mdt_board.model.radiology import Modality
from mdt_board.terminology import fhir_codes, oncotree, snomed, tnm
from mdt_board.terminology.drugs import drug_name, is_anticancer

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
IDS = {(row["kind"], row["id"]) for row in table("terms")}


def test_every_listed_code_means_a_term() -> None:
    assert {("analyte", v) for v in fhir_codes.ANALYTES.values()} <= IDS
    assert {("value-name", v) for v in fhir_codes.VALUE_NAMES.values()} <= IDS
    known = {i for kind, i in IDS if kind in ("organ", "region")}
    assert set(snomed.ORGANS.values()) <= known


@pytest.mark.parametrize(
    ("code", "organ"),
    [("31094006", "lung"), ("51282000", "bone"), ("72481006", "lung")],
)
def test_dicom_knows_the_same_body_sites_as_fhir(code: str, organ: str) -> None:
    assert snomed.ORGANS[code] == organ
    assert dicom_sr_codes.organ_of(Code("SCT", code, "")) == organ


def test_positron_emission_counts_as_pet_ct_only_with_ct() -> None:
    assert snomed.modality_of({"PT", "CT"}) is Modality.PET_CT
    assert snomed.modality_of({"450436003"}) is Modality.PET_CT
    assert snomed.modality_of({"PT"}) is Modality.OTHER
    assert snomed.modality_of({"CT", "MR"}) is Modality.OTHER
    assert snomed.modality_of(set()) is Modality.OTHER


@pytest.mark.skipif(not DATA.is_dir(), reason="the code lists lie beside the checkout")
def test_marker_codes_are_those_of_serum_or_of_tissue() -> None:
    path = DATA / "tumor_marker_codes" / "ValueSet-mcode-tumor-marker-test-vs.json"
    document = json.loads(path.read_text())
    listed = document.get("expansion", {}).get("contains") or [
        c for part in document["compose"]["include"] for c in part["concept"]
    ]
    displays = {c["code"]: c.get("display", "") for c in listed}
    markers = {"cea", "ca19-9", "ca125", "nse", "psa"}
    for code, analyte in fhir_codes.ANALYTES.items():
        if analyte in markers and code in displays:
            assert "Serum or Plasma" in displays[code]
    for code in fhir_codes.STAINS.keys() & displays.keys():
        assert "Tissue" in displays[code] or "cancer specimen" in displays[code]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("American Joint Committee on Cancer cT3 (qualifier value)", ("c", "T3")),
        ("ypN2a", ("yp", "N2a")),
        ("T1mi", ("", "T1mi")),
        ("Tis", ("", "Tis")),
        ("pN0(i-)", ("p", "N0(i-)")),
        ("M1b", ("", "M1b")),
        ("Not Applicable", None),
        ("T5", None),
        ("NT3x", None),
    ],
)
def test_categories_are_read_and_nothing_else(
    text: str, found: tuple[str, str] | None
) -> None:
    assert tnm.category(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("American Joint Committee on Cancer stage IIIC (qualifier value)", "IIIC"),
        ("Stadium IVB", "IVB"),
        ("IA3", "IA3"),
        ("0", "0"),
        ("Binet Stage B", None),
        ("invasive", None),
    ],
)
def test_stage_groups_are_read_and_nothing_else(text: str, found: str | None) -> None:
    assert tnm.group(text) == found


@pytest.mark.parametrize(
    ("text", "found"), [("8th edition", "8"), ("8. Auflage", "8"), ("AJCC", "")]
)
def test_the_edition_is_its_number(text: str, found: str) -> None:
    assert tnm.edition(text) == found


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("gefitinib 250 MG Oral Tablet", "gefitinib"),
        ("osimertinib mesylate", "osimertinib"),
        ("cisplatin 1 MG/ML Injectable Solution", "cisplatin"),
        ("吉非替尼", "gefitinib"),
        ("paclitaxel protein-bound 100 MG Injection",) * 2,
        ("10 ML doxorubicin hydrochloride 2 MG/ML Injection",) * 2,
    ],
)
def test_a_product_is_its_only_ingredient_or_as_written(text: str, name: str) -> None:
    assert drug_name(text) == name


def test_a_class_says_whether_a_drug_is_against_cancer() -> None:
    assert is_anticancer("gefitinib")
    assert not is_anticancer("omeprazole")
    assert not is_anticancer("nothing listed")


def test_morphology_needs_its_site() -> None:
    assert oncotree.from_morphology("8140/3", "C34.1") == "LUAD"
    assert oncotree.from_morphology("8140/3", "C77.1") == ""
    assert oncotree.from_disorder("254637007") == "NSCLC"
    assert oncotree.from_disorder("254637007", "1187332001") == "LUAD"
    assert oncotree.is_cancer("C34.1")
    assert oncotree.is_cancer("D05.1")
    assert not oncotree.is_cancer("D50.0")
    assert not oncotree.is_cancer("I50.3")
