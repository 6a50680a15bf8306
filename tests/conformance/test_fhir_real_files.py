"""FHIR files that nobody on this project wrote, beside the checkout.

Every value that an observation states is in a record or listed by an issue; what is in
a record is the file's own gene, HGVS name, fraction and drug.
"""

import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from mdt_board import importers
from mdt_board.assets import asset
from mdt_board.model.base import ListRecord
from mdt_board.model.case import Case, Diagnosis
from mdt_board.model.issue import ImportResult, Severity
from mdt_board.model.molecular import Assay, AssayKind, Detected, Variant, VariantKind
from mdt_board.model.oncology import (
    CoMedication,
    LabValue,
    PerformanceStatus,
    Treatment,
)
from mdt_board.model.pathology import Stain
from mdt_board.model.text import Count
from mdt_board.terminology.drugs import drug_name
from mdt_board.terminology.fhir_codes import STAINS
from mdt_board.terminology.hgvs import short_protein
from mdt_board.workflow.edit import add

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
FOLDERS = ("fhir_mcode", "fhir_genomics_reporting", "fhir_mii")
SITE = ("48013-7", "69547-8", "69551-0", "92822-6", "81254-5")
CHANGES = ("48019-4", "molecular-consequence")
Node = dict[str, Any]


class Observed(NamedTuple):
    """One observation of a file: where it stands and what it states."""

    place: str
    resource: Node

    @property
    def count(self) -> int:
        parts = self.resource.get("component", [])
        return sum(states(node) for node in (self.resource, *parts))


def states(node: Node) -> bool:
    return any(key.startswith("value") for key in node)


def folder(name: str) -> Path:
    path = DATA / name
    if not path.is_dir():
        pytest.skip(f"shared/data/{name} is not beside the checkout")
    return path


def files(name: str) -> list[Path]:
    found = sorted(folder(name).glob("*.json"))
    return [p for p in found if p.name != "package.json"]


@cache
def document(path: Path) -> Any:
    return json.loads(path.read_text(), parse_float=Decimal)


@cache
def read(path: Path) -> ImportResult:
    return importers.read(path)


def resources(node: Node, place: str = "") -> Iterator[tuple[str, Node]]:
    """Yield each resource with its place, as the files of these folders nest them."""
    kind = node.get("resourceType")
    if kind == "Bundle":
        for at, entry in enumerate(node.get("entry", [])):
            yield from resources(entry["resource"], f"entry[{at}].resource")
    elif kind == "Parameters":
        yield from parameters(node.get("parameter", []), "parameter")
    else:
        yield f"{place} {kind}/{node['id']}".strip(), node


def parameters(found: list[Node], name: str) -> Iterator[tuple[str, Node]]:
    for at, parameter in enumerate(found):
        where = f"{name}[{at}]"
        if "resource" in parameter:
            yield from resources(parameter["resource"], f"{where}.resource")
        yield from parameters(parameter.get("part", []), f"{where}.part")


def observed(path: Path) -> list[Observed]:
    found = [(p, r) for p, r in resources(document(path))]
    return [Observed(p, r) for p, r in found if r["resourceType"] == "Observation"]


def listed(path: Path) -> int:
    """Return how many values the issues of a file list."""
    result = read(path)
    if result.source is None:
        return sum(o.count for o in observed(path))
    skipped = Counter(i.place for i in result.issues if i.severity is Severity.SKIPPED)
    counts = [
        i.message.words["count"] for i in result.issues if i.code == "value-unread"
    ]
    whole = sum(o.count for o in observed(path) if skipped[o.place])
    return whole + sum(c.value for c in counts if isinstance(c, Count))


def codes(node: Node) -> set[str]:
    found = node.get("code", {}).get("coding", [])
    return {c["code"] for c in found if "code" in c}


def value_codes(node: Node) -> list[str]:
    found = node.get("valueCodeableConcept", {}).get("coding", [])
    return [c["code"] for c in found if "code" in c]


def imported(path: Path) -> int:
    """Return how many of a file's values its records carry, each compared."""
    return sum(carried(o, read(path)) for o in observed(path))


def carried(seen: Observed, result: ImportResult) -> int:
    at_place = [r for r in result.records if r.place.startswith(seen.place)]
    at_place = [
        r for r in at_place if r.place.removeprefix(seen.place)[:1] in ("", " ")
    ]
    for record in at_place:
        if isinstance(record, LabValue):
            stated = seen.resource.get("valueQuantity", {})
            value = stated.get("value", seen.resource.get("valueInteger"))
            assert record.value == value
            return 1
        if isinstance(record, PerformanceStatus):
            return 1
        if isinstance(record, Stain):
            return (record.result is not None) + (record.percent is not None)
    variants = [r for r in at_place if isinstance(r, Variant)]
    if variants:
        return of_variant(seen.resource, variants, result)
    return of_stage(seen, result) + of_region(seen, result)


def of_stage(seen: Observed, result: ImportResult) -> int:
    skipped = {i.place for i in result.issues if i.severity is Severity.SKIPPED}
    stages = [r.stage for r in result.records if isinstance(r, Diagnosis) and r.stage]
    said = json.dumps(seen.resource.get("valueCodeableConcept", {}))
    parts = [p for s in stages for p in (s.t, s.n, s.m, s.group) if p]
    return int(seen.place not in skipped and any(p in said for p in parts))


def of_region(seen: Observed, result: ImportResult) -> int:
    skipped = {i.place for i in result.issues if i.severity is Severity.SKIPPED}
    if "53041-0" not in codes(seen.resource) or seen.place in skipped:
        return 0
    genes = {g for r in result.records if isinstance(r, Assay) for g in r.genes}
    shown = [
        [c["display"] for c in part["valueCodeableConcept"]["coding"]]
        for part in seen.resource["component"]
    ]
    assert all(set(names) <= genes for names in shown)
    return len(shown)


def of_variant(resource: Node, variants: list[Variant], result: ImportResult) -> int:
    """Count the result and each component that the variants hold as it was written."""
    found, first = 1, variants[0]
    genes = {g for v in variants for g in (v.gene, v.partner)}
    germline = [
        r.sample
        for r in result.records
        if isinstance(r, Assay) and r.kind is AssayKind.GERMLINE
    ]
    parts: dict[str, list[Node]] = {}
    for part in resource.get("component", []):
        for code in codes(part):
            parts.setdefault(code, []).append(part)
    for part in parts.get("48018-6", []):
        shown = part["valueCodeableConcept"]
        names = {c.get("display") for c in shown.get("coding", [])}
        found += bool((names | {shown.get("text")}) & (genes - {""}))
    found += sum(is_named(code, p, first) for code in parts for p in parts[code])
    found += sum(is_counted(code, p, first) for code in parts for p in parts[code])
    found += is_clinvar(parts, first)
    found += len(parts.get("48002-0", [])) if first.sample in germline else 0
    found += sum(is_kind(p, first) for code in CHANGES for p in parts.get(code, []))
    return found + (sum(code in parts for code in SITE) if first.position else 0)


def is_named(code: str, part: Node, variant: Variant) -> bool:
    shown = part.get("valueCodeableConcept", {})
    names = [c.get("code", "") for c in shown.get("coding", [])]
    names += [c.get("display", "") for c in shown.get("coding", [])]
    names.append(shown.get("text", ""))
    tails = {n.rpartition(":")[2] for n in names if n}
    if code == "48004-6":
        assert variant.hgvs_c in tails
        return True
    if code == "48005-3":
        assert variant.hgvs_p in {short_protein(t) for t in tails}
        return True
    if code == "81290-9":
        return variant.hgvs_c in tails or (
            bool(variant.label) and variant.label in names
        )
    is_label = bool(variant.label) and variant.label in names
    return code == "81252-9" and is_label


def is_clinvar(parts: dict[str, list[Node]], variant: Variant) -> bool:
    """Say whether ClinVar's name gave what no other component says."""
    names = json.dumps(parts.get("81252-9", []))
    if not variant.hgvs_c or f":{variant.hgvs_c}" not in names:
        return False
    has_coding = "48004-6" in parts or "81290-9" in parts
    gives_protein = "48005-3" not in parts and "(p." in names
    return "48018-6" not in parts or gives_protein or not has_coding


def is_counted(code: str, part: Node, variant: Variant) -> bool:
    result = variant.result
    if not isinstance(result, Detected) or "valueQuantity" not in part:
        return False
    stated = part["valueQuantity"]
    if code == "81258-6":
        of = 100 if "%" in (stated.get("code"), stated.get("unit")) else 1
        assert result.vaf == Decimal(stated["value"]) / of
        return True
    if code == "82121-5":
        assert result.alt_reads == stated["value"]
        return True
    if code == "82155-3":
        assert result.copy_number == stated["value"]
        return True
    return False


def is_kind(part: Node, variant: Variant) -> bool:
    said = set(value_codes(part))
    kinds = {
        VariantKind.AMPLIFICATION: {"EFO:0030073"},
        VariantKind.DELETION: {"EFO:0030069"},
        VariantKind.FUSION: {"SO:0001565", "SO:0001882", "SO:0000806"},
    }
    return bool(said & kinds.get(variant.kind, set()))


@pytest.mark.parametrize("name", FOLDERS)
def test_every_value_of_every_observation_is_imported_or_listed(name: str) -> None:
    for path in files(name):
        in_file = sum(o.count for o in observed(path))
        assert (path.name, imported(path) + listed(path)) == (path.name, in_file)


@pytest.mark.parametrize(
    ("name", "in_files", "in_records"),
    [
        ("fhir_mcode", 274, 93),
        ("fhir_genomics_reporting", 1015, 611),
        ("fhir_mii", 169, 22),
    ],
)
def test_as_many_values_are_imported_as_ever(
    name: str, in_files: int, in_records: int
) -> None:
    paths = files(name)
    assert sum(o.count for p in paths for o in observed(p)) == in_files
    assert sum(imported(p) for p in paths if read(p).source) == in_records


def at(seen: Observed, path: Path) -> list[ListRecord]:
    return [r for r in read(path).records if r.place == seen.place]


def changes(resource: Node) -> set[str]:
    parts = [p for p in resource.get("component", []) if codes(p) & set(CHANGES)]
    return {c for p in parts for c in value_codes(p)}


@pytest.mark.parametrize(
    ("name", "in_files"), [("fhir_mcode", 10), ("fhir_genomics_reporting", 2)]
)
def test_no_change_of_copies_without_a_call_is_a_record(
    name: str, in_files: int
) -> None:
    uncalled = {"SO:0001742", "SO:0001743", "SO:0001019"}
    left = []
    for path in files(name):
        reasons = {i.place: i.code for i in read(path).issues}
        for seen in observed(path):
            if changes(seen.resource) & uncalled:
                assert at(seen, path) == []
                left.append(reasons[seen.place])
    assert left.count("no-call") == in_files
    assert set(left) <= {"no-call", "no-variant"}


@pytest.mark.parametrize("name", FOLDERS)
def test_every_variant_is_of_the_kind_that_the_file_says(name: str) -> None:
    for path in files(name):
        for seen in observed(path):
            for record in at(seen, path):
                if isinstance(record, Variant):
                    assert record.kind is kind_said(seen.resource, record)


def kind_said(resource: Node, variant: Variant) -> VariantKind:
    """Return the kind by the file's codes, else by two genes or the word fusion."""
    rearranged = {"SO:0001565", "SO:0001882", "SO:0001886", "SO:0000806"}
    names = json.dumps(resource.get("component", []), default=str).lower()
    is_fusion = changes(resource) & rearranged or variant.partner or "fusion" in names
    return VariantKind.FUSION if is_fusion else VariantKind.SMALL


POSITIVE = {"LA6576-8", "LA9633-4", "10828004", "positiv"}
NEGATIVE = {"LA6577-6", "negativ"}


def test_every_stain_is_a_stain_with_the_files_result_and_no_laboratory_value() -> None:
    results: Counter[str] = Counter()
    for path in (p for name in FOLDERS for p in files(name)):
        for seen in observed(path):
            is_stain = bool(codes(seen.resource) & STAINS.keys())
            for record in at(seen, path):
                assert isinstance(record, Stain) is is_stain
                if isinstance(record, Stain):
                    said = set(value_codes(seen.resource))
                    assert bool(said & POSITIVE) is (record.result == "positive")
                    assert bool(said & NEGATIVE) is (record.result == "negative")
                    results[record.result or ""] += 1
    assert sum(results.values()) == 12
    assert results["positive"] >= 6
    assert results["negative"] >= 4


@pytest.mark.parametrize("name", FOLDERS)
def test_every_drug_is_the_files_own(name: str) -> None:
    for path in files(name):
        written = {
            drug_name(word)
            for _, r in resources(document(path))
            for word in drug_words(r)
        }
        kept = {
            d.name
            for r in read(path).records
            if isinstance(r, Treatment | CoMedication)
            for d in (r.drugs if isinstance(r, Treatment) else (r.drug,))
        }
        assert kept <= written


def drug_words(resource: Node) -> Iterator[str]:
    if not resource["resourceType"].startswith("Medication"):
        return
    concept = resource.get("medicationCodeableConcept") or resource.get("code", {})
    yield concept.get("text", "")
    for coding in concept.get("coding", []):
        yield coding.get("display", "")


@pytest.mark.parametrize("name", FOLDERS)
def test_every_file_goes_into_a_case_twice_and_is_there_once(name: str) -> None:
    text = asset("examples", "a", "case.json").read_bytes()
    empty = Case.model_validate_json(text)
    for path in files(name):
        case, issues = add(empty, read(path))
        again, _ = add(case, read(path))
        assert again is case
        assert [i.code for i in issues if i.code == "differs"] == []


def test_two_patients_of_one_bundle_are_refused() -> None:
    (path,) = [p for p in files("fhir_mii") if "molgen" in p.name]
    assert [i.code for i in read(path).issues] == ["two-patients"]
