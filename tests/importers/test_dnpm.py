"""Records of DNPM written for these tests: what each part becomes, and bad ones."""

import json
from copy import deepcopy
from typing import Any

import pytest

from mdt_board.importers import dnpm, fhir
from mdt_board.importers.found import Found
from mdt_board.importers.sandbox import Content
from mdt_board.model.issue import Issue
from mdt_board.model.molecular import Variant, VariantKind
from mdt_board.model.oncology import StopReason, Treatment
from mdt_board.model.provenance import Source

SOURCE = Source(id="source-1", name="a.json", format="dnpm", sha256="0" * 64)
WHOM = {"id": "p1", "type": "Patient"}
SAMPLE = {"id": "s1", "type": "TumorSpecimen"}
ODD: tuple[Any, ...] = (
    None,
    [],
    {},
    "x y",
    -1,
    10**30,
    True,
    [None],
    {"code": 5},
    "2025-99-99",
)


def word(code: str, system: str = "", display: str = "") -> dict[str, str]:
    return {"code": code, "system": system, "display": display}


def record() -> dict[str, Any]:
    drug = [word("L01XE35", "atc", "Osimertinib")]
    therapy = {
        "id": "t1", "patient": WHOM, "recordedOn": "2025-03-01", "medication": drug,
        "status": word("stopped"), "statusReason": word("progression"),
        "period": {"start": "2024-01", "end": "2025-02-01"}, "therapyLine": 1,
    }  # fmt: skip
    ends = {f"fusionPartner{n}prime": {"gene": word(g, "", g)}
            for n, g in ((5, "EML4"), (3, "ALK"))}  # fmt: skip
    calls = {
        "simpleVariants": [{"gene": word("HGNC:3236", "", "EGFR"), "readDepth": 90,
                            "proteinChange": "p.Leu858Arg", "allelicFrequency": 0.25}],
        "copyNumberVariants": [{"type": word("high-level-gain"), "totalCopyNumber": 9}],
        "dnaFusions": [{**ends, "reportedNumReads": 7}],
    }  # fmt: skip
    return {
        "patient": {"id": "p1", "gender": word("female"), "birthDate": "1960-02"},
        "episodesOfCare": [{"id": "e1", "patient": WHOM}],
        "diagnoses": [{"id": "d1", "patient": WHOM, "code": word("C34.1")}],
        "guidelineTherapies": [therapy],
        "performanceStatus": [{"effectiveDate": "2025-03-01", "value": word("2")}],
        "specimens": [{"id": "s1", "collection": {"date": "2025-01-02"}}],
        "ngsReports": [{"id": "n1", "specimen": SAMPLE, "results": calls}],
        "responses": [{"value": word("PD", "RECIST"), "effectiveDate": "2025-02-01"}],
    }


def read(document: Any) -> Found:
    data = json.dumps(document).encode()
    content = Content("a.json", "0" * 64, data)
    return dnpm.read(content, SOURCE)


def codes(issues: tuple[Issue, ...]) -> list[str]:
    return [i.code for i in issues if i.code != "value-unread"]


def test_each_part_becomes_its_record() -> None:
    found = read(record())
    assert [type(r).__name__ for r in found.records] == [
        "Specimen", "Diagnosis", "Treatment", "PerformanceStatus", "Assay", "Variant",
        "Variant",
    ]  # fmt: skip
    treatment = next(r for r in found.records if isinstance(r, Treatment))
    assert (treatment.drugs[0].name, treatment.line) == ("osimertinib", 1)
    assert treatment.stop_reason is StopReason.PROGRESSION
    assert found.patient
    assert str(found.patient.birth_date) == "1960-02"


def test_a_gain_is_no_amplification_and_a_fusion_has_both_genes() -> None:
    found = read(record())
    small, fusion = (r for r in found.records if isinstance(r, Variant))
    assert (small.gene, small.hgvs_p, small.sample) == ("EGFR", "p.L858R", "s1")
    assert (fusion.gene, fusion.partner) == ("ALK", "EML4")
    assert fusion.kind is VariantKind.FUSION
    assert codes(found.issues) == ["no-call", "listed"]


def test_a_word_outside_the_lists_is_told() -> None:
    document = record()
    document["responses"][0]["value"]["code"] = "SUPER"
    assert "unknown-word" in codes(read(document).issues)


def test_a_therapy_that_was_not_done_is_left_out() -> None:
    document = record()
    document["guidelineTherapies"][0]["status"]["code"] = "not-done"
    found = read(document)
    assert "withdrawn" in codes(found.issues)
    assert not any(isinstance(r, Treatment) for r in found.records)


def test_blood_is_no_tissue() -> None:
    document = record()
    document["specimens"][0]["type"] = word("liquid-biopsy")
    assert "not-tissue" in codes(read(document).issues)


def test_two_patients_are_refused() -> None:
    document = record()
    document["guidelineTherapies"][0]["patient"] = {"id": "p2", "type": "Patient"}
    assert codes(read(document).issues) == ["two-patients"]


def test_an_empty_record_says_so() -> None:
    found = read({"patient": {}, "episodesOfCare": [], "ngsReports": []})
    assert codes(found.issues) == ["no-records"]


@pytest.mark.parametrize("data", [b"[]", b'{"a":1}', b"{", b'{"patient":NaN}'])
def test_other_json_is_refused(data: bytes) -> None:
    found = dnpm.read(Content("a.json", "0" * 64, data), SOURCE)
    assert len(found.issues) == 1
    assert found.records == ()


def test_only_such_records_are_accepted_before_fhir() -> None:
    own = Content("a.json", "0" * 64, json.dumps(record()).encode())
    other = Content("a.json", "0" * 64, b'{"resourceType": "Patient"}')
    assert dnpm.accepts(own)
    assert not dnpm.accepts(other)
    assert fhir.accepts(other)


def spoiled(node: Any, odd: Any) -> Any:
    """Yield copies of ``node`` in each of which one value is ``odd``."""
    keys = node.keys() if isinstance(node, dict) else range(len(node))
    for key in keys:
        changed = deepcopy(node)
        changed[key] = odd
        yield changed
        if isinstance(node[key], dict | list):
            for inner in spoiled(node[key], odd):
                changed = deepcopy(node)
                changed[key] = inner
                yield changed


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_no_odd_value_raises(odd: Any) -> None:
    for document in spoiled(record(), odd):
        found = read(document)
        assert found.issues
