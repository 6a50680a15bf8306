"""FHIR cut, flipped and shuffled: records and issues, never an exception or a hang.

MDT_BOARD_FUZZ is the number of inputs; the ordinary run takes 500.
"""

import json
import os
import random
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from mdt_board import importers
from mdt_board.i18n import CHINESE, ENGLISH, Translator
from mdt_board.importers import fhir
from mdt_board.importers.found import Found
from mdt_board.importers.sandbox import Content
from mdt_board.model.issue import Severity
from mdt_board.model.provenance import Source

INPUTS = int(os.environ.get("MDT_BOARD_FUZZ", "500"))
SLOWEST_SECONDS = 5.0
SOURCE = Source(id="s", name="a.json", format="fhir", sha256="0" * 64)
DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
FOLDERS = ("fhir_mcode", "fhir_genomics_reporting", "fhir_mii")
LARGEST = 200_000  # bytes of a sample; larger ones add time and no kind of entry
CANARY = "Canary-Wang-Xiaoming"

LOINC = "http://loinc.org"
HOSTILE: tuple[Any, ...] = (
    None, True, 0, -1, 10**30, 1e300, 1e-300, "", "x" * 400, "2026-02-30", [], {},
    [None], [[]], [{}], {"coding": [None]}, {"reference": "#"}, {"value": "1"}, "\0",
    "\u202e",
)  # fmt: skip


def concept(code: str) -> dict[str, Any]:
    return {"coding": [{"system": LOINC, "code": code, "display": "a name"}]}


def own_sample() -> dict[str, Any]:
    """One entry of each type that is read, so that the fuzz needs no files."""
    subject = {"subject": {"reference": "Patient/p"}, "status": "final"}
    size = {"value": 1.2, "unit": "cm", "code": "cm"}
    entries: list[dict[str, Any]] = [
        {
            "resourceType": "Patient",
            "id": "p",
            "name": [{"family": "A", "given": ["B"]}],
            "identifier": [{"type": concept("MR"), "value": "1"}],
            "birthDate": "1960-01-01",
        },
        {
            "resourceType": "Condition",
            "id": "c",
            **subject,
            "code": {"coding": [{"system": "icd-10", "code": "C34.1"}]},
            "onsetDateTime": "2026-01",
            "bodySite": [concept("39607008")],
        },
        {
            "resourceType": "Observation",
            "id": "g",
            **subject,
            "code": concept("21908-9"),
            "valueCodeableConcept": {"text": "stage IIIA"},
            "focus": [{"reference": "Condition/c"}],
            "hasMember": [{"reference": "Observation/t"}],
        },
        {
            "resourceType": "Observation",
            "id": "t",
            **subject,
            "code": concept("21905-5"),
            "valueCodeableConcept": {"text": "cT3"},
            "method": {"text": "8th edition"},
        },
        {
            "resourceType": "Observation",
            "id": "v",
            **subject,
            "code": concept("69548-6"),
            "valueCodeableConcept": concept("LA9633-4"),
            "specimen": {"reference": "Specimen/s"},
            "component": [
                {"code": concept("48018-6"), "valueCodeableConcept": {"text": "EGFR"}},
                {"code": concept("48005-3"), "valueCodeableConcept": {"text": "p.T1M"}},
                {
                    "code": concept("81258-6"),
                    "valueQuantity": {"value": 3, "unit": "%"},
                },
                {"code": concept("81254-5"), "valueRange": {"low": {"value": 7}}},
                {"code": concept("69547-8"), "valueString": "A"},
            ],
        },
        {
            "resourceType": "Observation",
            "id": "l",
            **subject,
            "code": concept("2039-6"),
            "category": [concept("laboratory")],
            "effectivePeriod": {"start": "2026-01-01", "end": "2026-01-02"},
            "valueQuantity": {"value": 5.5, "unit": "ng/mL", "comparator": "<"},
            "referenceRange": [{"high": {"value": 5, "unit": "ng/mL"}}],
        },
        {
            "resourceType": "Observation",
            "id": "z",
            **subject,
            "code": concept("21889-1"),
            "category": [concept("imaging")],
            "effectiveDateTime": "2026-01-01",
            "bodySite": concept("39607008"),
            "component": [{"code": concept("33728-7"), "valueQuantity": size}],
        },
        {
            "resourceType": "Observation",
            "id": "e",
            **subject,
            "code": concept("85337-4"),
            "valueCodeableConcept": concept("LA6576-8"),
            "contained": [{"resourceType": "Specimen", "id": "x"}],
        },
        {
            "resourceType": "MedicationAdministration",
            "id": "m",
            **subject,
            "status": "completed",
            "medicationReference": {"reference": "#d"},
            "contained": [
                {"resourceType": "Medication", "id": "d", "code": concept("d")}
            ],
            "effectiveDateTime": "2026-01-01T10:00:00Z",
            "dosage": {"dose": {"value": 4, "unit": "mg"}},
        },
        {
            "resourceType": "Procedure",
            "id": "r",
            **subject,
            "status": "completed",
            "category": concept("108290001"),
            "code": concept("1217123003"),
            "performedPeriod": {"start": "2026-01-01", "end": "2026-02-01"},
            "extension": [{"url": "x-intent", "valueCodeableConcept": concept("P")}],
        },
        {
            "resourceType": "FamilyMemberHistory",
            "id": "f",
            "status": "completed",
            "relationship": {"text": "aunt"},
            "condition": [{"code": {"text": "lung cancer"}, "onsetAge": {"value": 60}}],
        },
        {
            "resourceType": "Specimen",
            "id": "s",
            "type": concept("TISS"),
            "collection": {"collectedDateTime": "2026-01-01"},
        },
        {
            "resourceType": "DiagnosticReport",
            "id": "d",
            **subject,
            "category": [concept("GE")],
            "code": concept("51969-4"),
            "specimen": [{"reference": "Specimen/s"}],
            "result": [{"reference": "Observation/v"}],
            "issued": "2026-02-01T00:00:00Z",
        },
    ]
    return {"resourceType": "Bundle", "entry": [{"resource": e} for e in entries]}


@cache
def samples() -> tuple[bytes, ...]:
    """Return our own sample, and every real one where they lie beside the checkout."""
    paths = [p for name in FOLDERS for p in sorted((DATA / name).glob("*.json"))]
    real = [p.read_bytes() for p in paths if p.stat().st_size <= LARGEST]
    return (json.dumps(own_sample()).encode(), *real)


def cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def flipped(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def key_shuffled(data: bytes, chance: random.Random) -> bytes:
    """Move the values of the document's own keys to other keys."""
    document = json.loads(data)
    nodes = [n for n in inside(document) if isinstance(n, dict) and len(n) > 1]
    for node in chance.sample(nodes, min(len(nodes), 3)):
        keys = list(node)
        chance.shuffle(keys)
        values = list(node.values())
        node.clear()
        node.update(zip(keys, values, strict=True))
    return json.dumps(document).encode()


def replaced(data: bytes, chance: random.Random) -> bytes:
    """Put a hostile value where an element was."""
    document = json.loads(data)
    nodes = [n for n in inside(document) if isinstance(n, dict | list) and n]
    for node in chance.sample(nodes, min(len(nodes), chance.randint(1, 4))):
        at = chance.choice(list(node)) if isinstance(node, dict) else 0
        node[at] = chance.choice(HOSTILE)
    return json.dumps(document).encode()


HARMS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    cut,
    flipped,
    key_shuffled,
    replaced,
)


def inside(node: Any) -> Iterator[Any]:
    yield node
    parts = node.values() if isinstance(node, dict) else node
    if isinstance(node, dict | list):
        for part in list(parts):
            yield from inside(part)


def holds(found: Found) -> None:
    """A refused file brings nothing, ids are unique, and each issue can be said."""
    refused = [i for i in found.issues if i.severity is Severity.REFUSED]
    assert not (refused and found.records)
    assert len({r.id for r in found.records}) == len(found.records)
    for language in (ENGLISH, CHINESE):
        translate = Translator(language)
        assert all(translate.message(i.message) for i in found.issues)


def test_harmed_files_give_records_and_issues_in_time() -> None:
    chance = random.Random(2026)
    outcomes: set[str] = set()
    slowest = 0.0
    for number in range(INPUTS):
        # every second input is our own sample, which holds every type that is read
        sample = samples()[0 if number % 2 else chance.randrange(len(samples()))]
        data = HARMS[number % len(HARMS)](sample, chance)
        begun = time.perf_counter()
        found = fhir.read(Content("a.json", "0" * 64, data), SOURCE)
        slowest = max(slowest, time.perf_counter() - begun)
        holds(found)
        outcomes |= {i.code for i in found.issues}
        outcomes |= {type(r).__name__ for r in found.records}
    assert slowest < SLOWEST_SECONDS
    assert {"not-json", "bad-element", "Variant", "LabValue"} <= outcomes


def test_our_own_sample_is_read_whole() -> None:
    data = json.dumps(own_sample()).encode()
    found = fhir.read(Content("a.json", "0" * 64, data), SOURCE)
    assert {type(r).__name__ for r in found.records} == {
        "Assay", "CoMedication", "Diagnosis", "FamilyHistory", "LabValue", "Lesion",
        "Measurement", "Specimen", "Stain", "Study", "Treatment", "Variant",
    }  # fmt: skip
    skipped = [i for i in found.issues if i.severity is Severity.SKIPPED]
    assert skipped == []


BOUNDED = [
    (b"[" * 100_000 + b"]" * 100_000, "too-deep"),
    (b'{"a":' * 100_000, "too-deep"),
    (b'{"resourceType":"Patient","resourceType":"Bundle"}', "key-twice"),
    (b'{"resourceType":"Patient","x":NaN}', "not-finite"),
    (b'{"resourceType":"Patient","x":-Infinity}', "not-finite"),
    (b'{"resourceType":"Patient","x":1e999}', "not-finite"),
    (b'{"resourceType":"Patient","x":' + b"9" * 5000 + b"}", "not-finite"),
    (b'{"resourceType":"Patient","x":0.' + b"9" * 5000 + b"}", "not-finite"),
    (b'{"resourceType":"Patient","x":1e-99999999999999999999}', "not-finite"),
    (b'{"resourceType":"Patient"', "not-json"),
    (b'{"resourceType":"Patient"} x', "not-json"),
    (b"\xff\xfe{}", "not-utf8"),
    (b"[]", "not-fhir"),
    (b'{"a":1}', "not-fhir"),
    (b'{"schema_version":1,"id":"x"}', "is-case-file"),
]


@pytest.mark.parametrize(("data", "code"), BOUNDED, ids=[c for _, c in BOUNDED])
def test_json_that_is_no_bounded_fhir_is_refused_by_name(
    tmp_path: Path, data: bytes, code: str
) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(data)
    result = importers.read(path)
    assert result.source is None
    assert [i.code for i in result.issues] == [code]


def test_too_many_entries_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mdt_board.importers.fhir.bundle.MAX_ENTRIES", 3)
    data = json.dumps(own_sample()).encode()
    found = fhir.read(Content("a.json", "0" * 64, data), SOURCE)
    assert [i.code for i in found.issues] == ["too-many-entries"]


def test_no_issue_quotes_what_a_person_wrote() -> None:
    """Every text but ids, codes and types is a canary, and many entries are bad."""
    kept = {"resourceType", "id", "code", "system", "reference", "url", "status"}

    def marked(node: Any, key: str = "") -> Any:
        if isinstance(node, dict):
            return {k: marked(v, k) for k, v in node.items()}
        if isinstance(node, list):
            return [marked(v, key) for v in node]
        return CANARY if isinstance(node, str) and key not in kept else node

    document = marked(own_sample())
    document["entry"].append({"resource": {"resourceType": f"{CANARY} x"}})
    odd = {"resourceType": "Observation", "status": "final", "valueString": CANARY}
    document["entry"].append({"resource": {**odd, "code": concept(f"{CANARY} 1")}})
    data = json.dumps(document).encode()
    found = fhir.read(Content("a.json", "0" * 64, data), SOURCE)
    assert len(found.issues) > 5
    for issue in found.issues:
        words = " ".join(str(w) for w in issue.message.words.values())
        assert CANARY not in f"{issue.message.text} {words}"
