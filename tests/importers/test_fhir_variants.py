"""FHIR genomics: gene, HGVS and fraction as written; absent is never zero."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from mdt_board import importers
from mdt_board.importers.rows_structural import ONE_STEP
from mdt_board.model.issue import ImportResult, Severity
from mdt_board.model.molecular import (
    Assay,
    AssayKind,
    Detected,
    Failed,
    NotAnalyzed,
    NotDetected,
    Variant,
    VariantKind,
)
from mdt_board.model.pathology import Specimen
from mdt_board.model.text import Count, Term

LOINC, SEQUENCE = "http://loinc.org", "http://sequenceontology.org"
HGNC, HGVS = "http://www.genenames.org/geneId", "http://varnomen.hgvs.org"
Node = dict[str, Any]


def concept(code: str, system: str = LOINC, display: str = "") -> Node:
    shown = {"display": display} if display else {}
    return {"coding": [{"system": system, "code": code, **shown}]}


def part(code: str, **value: Any) -> Node:
    return {"code": concept(code), **value}


def gene(symbol: str) -> Node:
    return part("48018-6", valueCodeableConcept=concept("HGNC:1", HGNC, symbol))


def named(code: str, name: str) -> Node:
    return part(code, valueCodeableConcept=concept(name, HGVS))


def vaf(value: Any, unit: str = "%", **more: str) -> Node:
    amount = {"value": value, "unit": unit, **more}
    return part("81258-6", valueQuantity=amount)


def change(code: str) -> Node:
    return part("48019-4", valueCodeableConcept=concept(code, SEQUENCE))


def source_class(code: str) -> Node:
    return part("48002-0", valueCodeableConcept=concept(code))


EGFR = (
    gene("EGFR"),
    named("48005-3", "NP_005219.2:p.Leu858Arg"),
    named("48004-6", "NM_005228.4:c.2573T>G"),
)


def variant(*parts: Node, said: str = "LA9633-4", **more: Any) -> Node:
    return {
        "resourceType": "Observation",
        "id": "v1",
        "status": "final",
        "code": concept("69548-6"),
        "valueCodeableConcept": concept(said),
        "specimen": {"reference": "Specimen/s1"},
        "component": list(parts),
        **more,
    }


def specimen(name: str = "s1", kind: str = "TUMOR", **more: Any) -> Node:
    return {
        "resourceType": "Specimen",
        "id": name,
        "type": concept(kind, "v2-0487"),
        "collection": {"collectedDateTime": "2026-02-01T08:00:00+08:00"},
        **more,
    }


def report(*results: str, specimens: tuple[str, ...] = ("s1",), **more: Any) -> Node:
    return {
        "resourceType": "DiagnosticReport",
        "id": "r1",
        "status": "final",
        "category": [concept("GE", "v2-0074")],
        "code": concept("51969-4", display="Genetic analysis report"),
        "issued": "2026-02-14T10:00:00Z",
        "specimen": [{"reference": f"Specimen/{s}"} for s in specimens],
        "result": [{"reference": f"Observation/{r}"} for r in results],
        "performer": [{"display": "Central laboratory"}],
        **more,
    }


def found(tmp_path: Path, *resources: Node) -> ImportResult:
    path = tmp_path / "export.json"
    entries = [{"resource": r} for r in resources]
    path.write_text(json.dumps({"resourceType": "Bundle", "entry": entries}))
    return importers.read(path)


def variants(result: ImportResult) -> list[Variant]:
    return [r for r in result.records if isinstance(r, Variant)]


def assays(result: ImportResult) -> list[Assay]:
    return [r for r in result.records if isinstance(r, Assay)]


def codes(result: ImportResult) -> list[str]:
    return [i.code for i in result.issues if i.severity is Severity.SKIPPED]


def test_gene_names_fraction_and_reads_are_those_of_the_file(tmp_path: Path) -> None:
    reads = part("82121-5", valueQuantity={"value": 120})
    result = found(tmp_path, variant(*EGFR, vaf(6.60), reads))
    (found_variant,) = variants(result)
    assert found_variant.gene == "EGFR"
    assert found_variant.hgvs_p == "p.L858R"
    assert found_variant.hgvs_c == "c.2573T>G"
    assert found_variant.sample == "s1"
    assert found_variant.result == Detected(vaf=Decimal("0.066"), alt_reads=120)
    assert [i.code for i in result.issues] == []


@pytest.mark.parametrize(
    ("written", "fraction"),
    [
        (vaf(30.25, "%", code="%"), "0.3025"),
        (vaf(0.066, "decimal"), "0.066"),
        (vaf(0.12, "1", code="1"), "0.12"),
    ],
)
def test_a_fraction_is_exact_where_its_unit_says_what_it_is(
    tmp_path: Path, written: Node, fraction: str
) -> None:
    (only,) = variants(found(tmp_path, variant(*EGFR, written)))
    assert isinstance(only.result, Detected)
    assert only.result.vaf == Decimal(fraction)


@pytest.mark.parametrize(
    "written",
    [vaf(0.5, ""), vaf(12, "reads"), vaf(0.1, "%", comparator="<")],
)
def test_a_fraction_of_unknown_unit_or_bound_is_listed(
    tmp_path: Path, written: Node
) -> None:
    result = found(tmp_path, variant(*EGFR, written))
    (only,) = variants(result)
    assert only.result == Detected()
    (issue,) = result.issues
    assert issue.message.words == {
        "name": Term("value.allele-fraction"),
        "count": Count(1),
    }


def test_absent_is_not_detected_and_never_a_zero(tmp_path: Path) -> None:
    negative = variant(gene("NRAS"), gene("KIT"), gene("BRAF"), said="LA9634-2")
    found_variants = variants(found(tmp_path, negative))
    assert [v.gene for v in found_variants] == ["NRAS", "KIT", "BRAF"]
    assert {type(v.result) for v in found_variants} == {NotDetected}
    assert len({v.id for v in found_variants}) == 3


@pytest.mark.parametrize(
    ("said", "result"),
    [
        ("LA18198-4", NotAnalyzed(reason="no-call")),
        ("LA11884-6", Failed(reason="indeterminate")),
    ],
)
def test_no_call_and_indeterminate_are_neither(
    tmp_path: Path, said: str, result: NotAnalyzed | Failed
) -> None:
    (only,) = variants(found(tmp_path, variant(*EGFR, said=said)))
    assert only.result == result


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (variant(*EGFR, said="LA9999-9"), "no-result"),
        ({**variant(*EGFR), "valueCodeableConcept": {}}, "no-result"),
        (variant(*EGFR, vaf(5), said="LA9634-2"), "contradiction"),
        (variant(*EGFR, vaf(0)), "contradiction"),
        (variant(*EGFR, vaf(5), vaf(6)), "contradiction"),
        (variant(*EGFR, vaf(101)), "unfit"),
        (variant(*EGFR, vaf("5")), "bad-element"),
        (variant(), "no-variant"),
        (variant(gene("A"), gene("B"), gene("C")), "several-genes"),
        (variant(*EGFR, status="preliminary"), "not-final"),
    ],
)
def test_what_cannot_be_told_is_left_out(tmp_path: Path, made: Node, code: str) -> None:
    result = found(tmp_path, made)
    assert codes(result) == [code]
    assert result.records == ()


def copies(value: Any) -> Node:
    return part("82155-3", valueQuantity={"value": value, "code": "1"})


AMPLIFIED, ALL_LOST = "EFO:0030073", "EFO:0030069"


def test_amplification_loss_of_all_copies_and_fusion_are_typed(tmp_path: Path) -> None:
    result = found(
        tmp_path,
        variant(gene("MET"), change(AMPLIFIED), copies(9.4)),
        variant(gene("CDKN2A"), change(ALL_LOST), id="v2"),
        variant(gene("EML4"), gene("ALK"), id="v3"),
    )
    amplified, lost, fusion = variants(result)
    assert amplified.kind is VariantKind.AMPLIFICATION
    assert isinstance(amplified.result, Detected)
    assert amplified.result.copy_number == Decimal("9.4")
    assert lost.kind is VariantKind.DELETION
    assert (fusion.kind, fusion.gene, fusion.partner) == (
        VariantKind.FUSION,
        "EML4",
        "ALK",
    )
    assert result.issues == ()


KNOWN_AS_GAIN = part("81252-9", valueCodeableConcept={"text": "MET gain"})


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ((change("SO:0001742"), copies(3)), "single-copies"),
        ((change("SO:0001742"), copies(3), KNOWN_AS_GAIN), "single-copies"),
        ((change("LA14033-7"), copies(3)), "single-copies"),
        ((change("SO:0001743"), copies(1)), "single-copies"),
        ((change("LA14034-5"), copies(1)), "single-copies"),
        ((change("SO:0001742"),), "no-call"),
        ((change("SO:0001743"),), "no-call"),
        ((change("SO:0001742"), copies(9.4)), "no-call"),
        ((change("SO:0001743"), copies(0)), "no-call"),
        ((change("EFO:0030072"),), "no-call"),
        ((change("SO:0001019"), copies(12)), "no-call"),
        ((copies(12),), "no-call"),
        ((copies(12), KNOWN_AS_GAIN), "no-call"),
        ((change(AMPLIFIED), copies(2)), "contradiction"),
        ((change(ALL_LOST), copies(3)), "contradiction"),
        ((change(AMPLIFIED), change("SO:0001743")), "contradiction"),
    ],
)
def test_no_number_gain_or_loss_makes_an_amplification_or_deletion(
    tmp_path: Path, parts: tuple[Node, ...], code: str
) -> None:
    result = found(tmp_path, variant(gene("MET"), *parts))
    assert variants(result) == []
    assert codes(result) == [code]


def test_a_gain_of_single_copies_is_said_as_for_tables(tmp_path: Path) -> None:
    result = found(tmp_path, variant(gene("MET"), change("SO:0001742"), copies(3)))
    (issue,) = result.issues
    assert issue.message.text == ONE_STEP
    assert issue.message.words == {"column": Term("value.change-type")}


def test_a_gain_that_was_not_seen_is_no_amplification(tmp_path: Path) -> None:
    absent = variant(gene("MET"), change("SO:0001742"), said="LA9634-2")
    (only,) = variants(found(tmp_path, absent))
    assert (only.kind, only.result) == (VariantKind.AMPLIFICATION, NotDetected())


def test_the_copy_number_beside_a_small_variant_stays_with_it(tmp_path: Path) -> None:
    (only,) = variants(found(tmp_path, variant(*EGFR, copies(7))))
    assert only.kind is VariantKind.SMALL
    assert only.result == Detected(copy_number=Decimal(7))


def test_a_clinvar_name_gives_both_changes(tmp_path: Path) -> None:
    known = concept("1", "clinvar", "NM_024675.3(PALB2):c.3549C>A (p.Tyr1183Ter)")
    parts = (gene("PALB2"), part("81252-9", valueCodeableConcept=known))
    (only,) = variants(found(tmp_path, variant(*parts)))
    assert (only.hgvs_c, only.hgvs_p) == ("c.3549C>A", "p.Y1183*")


def test_a_clinvar_name_of_another_variant_gives_nothing(tmp_path: Path) -> None:
    known = concept("1", "clinvar", "NM_004643.3(PABPN1):c.3GGC[11] (p.Ala11_Gly12ins)")
    stated = named("48004-6", "NM_004643.3:c.3GGC[14]")
    parts = (
        gene("PABPN1"),
        stated,
        part("81252-9", valueCodeableConcept=known),
    )
    result = found(tmp_path, variant(*parts))
    (only,) = variants(result)
    assert (only.hgvs_c, only.hgvs_p) == ("c.3GGC[14]", "")
    assert [i.code for i in result.issues] == ["value-unread"]


@pytest.mark.parametrize(
    ("counted", "position"),
    [("LA30102-0", 55259515), ("LA30100-4", 55259516), ("LA30101-2", 55259516)],
)
def test_a_site_is_counted_from_one(
    tmp_path: Path, counted: str, position: int
) -> None:
    parts = (
        part("48013-7", valueCodeableConcept=concept("NC_000007.13", "refseq")),
        part("69547-8", valueString="T"),
        part("69551-0", valueString="G"),
        part("92822-6", valueCodeableConcept=concept(counted)),
        part("81254-5", valueRange={"low": {"value": 55259515}}),
    )
    (only,) = variants(found(tmp_path, variant(*parts)))
    assert (only.chromosome, only.position, only.ref, only.alt) == (
        "7", position, "T", "G",
    )  # fmt: skip
    (unsaid,) = variants(found(tmp_path, variant(*EGFR, *parts[:3], parts[4])))
    assert (unsaid.chromosome, unsaid.position) == ("", None)


def test_a_report_is_a_test_of_the_sample_it_names(tmp_path: Path) -> None:
    number = {"accessionIdentifier": {"value": "T-77"}}
    region = {
        **variant(gene("EGFR"), gene("KRAS")),
        "id": "g1",
        "code": concept("53041-0"),
        "valueCodeableConcept": None,
    }
    del region["valueCodeableConcept"]
    result = found(
        tmp_path, report("v1", "g1"), specimen(**number), variant(*EGFR), region
    )
    (assay,) = assays(result)
    (only,) = variants(result)
    (taken,) = [r for r in result.records if isinstance(r, Specimen)]
    assert assay.sample == only.sample == "T-77"
    assert assay.kind is AssayKind.TISSUE
    assert assay.laboratory == "Central laboratory"
    assert assay.specimen == taken.id
    assert str(assay.sampled_on) == "2026-02-01"
    assert str(assay.reported_on) == "2026-02-14"
    assert assay.genes == ("EGFR", "KRAS")
    assert result.issues == ()


def test_a_variant_without_specimen_is_of_its_reports_tumor(tmp_path: Path) -> None:
    somatic = variant(*EGFR, source_class("LA6684-0"))
    del somatic["specimen"]
    blood = specimen("s2", "BLD")
    made = report("v1", specimens=("s1", "s2"))
    result = found(tmp_path, made, specimen(), blood, somatic)
    assert [v.sample for v in variants(result)] == ["s1"]
    assert [a.kind for a in assays(result)] == [AssayKind.TISSUE, None]


def test_a_germline_variant_is_never_one_of_the_tumor(tmp_path: Path) -> None:
    germline = variant(*EGFR, source_class("LA6683-2"), id="v2")
    somatic = variant(*EGFR, source_class("LA6684-0"))
    result = found(tmp_path, report("v1", "v2"), specimen(), somatic, germline)
    kinds = {a.sample: a.kind for a in assays(result)}
    assert kinds == {"s1": AssayKind.TISSUE, "s1 (germline)": AssayKind.GERMLINE}
    assert [v.sample for v in variants(result)] == ["s1", "s1 (germline)"]


def test_blood_is_no_specimen_of_pathology(tmp_path: Path) -> None:
    alone = found(tmp_path, specimen(kind="PLAS"))
    assert codes(alone) == ["not-tissue"]
    tested = found(tmp_path, specimen(kind="PLAS"), report("v1"), variant(*EGFR))
    assert codes(tested) == []
    assert [a.kind for a in assays(tested)] == [None]  # informed or naive is not said


def test_conclusions_of_the_laboratory_are_listed(tmp_path: Path) -> None:
    drug = {"code": concept("51963-7"), "valueCodeableConcept": {"text": "crizotinib"}}
    implication = {
        **variant(drug),
        "code": concept("therapeutic-implication", "tbd-codes-cs"),
    }
    result = found(tmp_path, implication)
    assert codes(result) == ["implication"]


def test_values_without_a_place_are_counted_by_name(tmp_path: Path) -> None:
    state = part("53034-5", valueCodeableConcept=concept("LA6706-1"))
    other = {"code": {"text": "what a person wrote"}, "valueString": "x"}
    nothing = {"code": concept("62374-4"), "dataAbsentReason": {}}
    result = found(
        tmp_path,
        variant(*EGFR, state, other, nothing),
        variant(*EGFR, state, id="v2"),
    )
    listed = {i.message.words["name"]: i.message.words["count"] for i in result.issues}
    assert listed[Term("value.allelic-state")] == Count(2)
    assert [str(w) for w in listed].count("Plain(text='–', kind='plain')") == 1
    assert len(listed) == 2
