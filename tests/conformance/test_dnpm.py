"""A molecular tumor board's record that nobody on this project wrote."""

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from mdt_board import importers
from mdt_board.assets import table
from mdt_board.importers.dnpm_parts import values
from mdt_board.model.issue import ImportResult
from mdt_board.model.text import Count, Term, Terms
from mdt_board.terminology.dnpm_codes import LISTED, WORDS, term_of

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "mtb_dnpm"
RECOMMENDED = ("RECIST", "recommendation/", "of-evidence/", "therapy/category", "claim")
THERAPY = ("therapyLine", "statusReason", "period.start", "period.end", "medication")
CALL = ("gene", "dnaChange", "proteinChange", "chromosome", "position.start",
        "refAllele", "altAllele", "readDepth", "allelicFrequency")  # fmt: skip
TNM = ("tumor", "nodes", "metastasis")
HELD = {
    "patient.birthDate", "patient.gender", "diagnoses.code", "diagnoses.recordedOn",
    "diagnoses.staging.history.date", "diagnoses.staging.history.method",
    *(f"diagnoses.staging.history.tnmClassification.{k}" for k in TNM),
    *(f"guidelineTherapies.{k}" for k in THERAPY),
    *(f"systemicTherapies.history.{k}" for k in THERAPY),
    *(f"guidelineProcedures.{k}" for k in (*THERAPY, "code")),
    "performanceStatus.effectiveDate", "performanceStatus.value",
    "specimens.collection.date", "ngsReports.issuedOn", "ngsReports.type",
    *(f"ngsReports.results.simpleVariants.{k}" for k in CALL),
    *(f"ngsReports.results.{n}Fusions.fusionPartner{end}prime.gene"
      for n in ("dna", "rna") for end in (3, 5)),
    *(f"ngsReports.results.{n}Fusions.reportedNumReads" for n in ("dna", "rna")),
}  # fmt: skip
INTENTS = {"K", "P"}  # curative or palliative; the others say neither


@cache
def path() -> Path:
    found = sorted(DATA.glob("*.json"))
    if not found:
        pytest.skip("shared/data/mtb_dnpm is not beside the checkout")
    return found[0]


@cache
def document() -> Any:
    return json.loads(path().read_text())


@cache
def read() -> ImportResult:
    return importers.read(path())


def coded(node: Any) -> Iterator[tuple[str, str]]:
    for inner in node.values() if isinstance(node, dict) else node:
        if isinstance(inner, dict | list):
            yield from coded(inner)
    if isinstance(node, dict) and "code" in node and "system" in node:
        yield node["system"], node["code"]


def test_words_of_recommendation_follow_up_and_response_are_named_twice() -> None:
    said = {(s, c) for s, c in coded(document()) if isinstance(c, str)}
    asked = {
        (s, c) for s, c in said if s == "RECIST" or any(w in s for w in RECOMMENDED)
    }
    names = {row["id"]: row for row in table("terms")}
    assert len(asked) > 15
    for system, code in asked:
        row = names[term_of(system, code)]
        assert row["zh"]
        assert row["en"]


def test_every_word_of_our_lists_has_a_name() -> None:
    names = {row["id"] for row in table("terms")}
    assert {term_of(s, c) for s, (_, codes) in WORDS.items() for c in codes} <= names
    assert {f"dnpm-listed.{word}" for word in LISTED.values()} <= names


def test_each_recommendation_follow_up_and_response_is_listed_once() -> None:
    found = [i for i in read().issues if i.code == "listed"]
    parents = [document(), *document()["carePlans"]]
    entries = [p[key] for p in parents for key in LISTED if key in p]
    assert len(found) == sum(len(e) if isinstance(e, list) else 1 for e in entries)
    assert len({i.place for i in found}) == len(found)


def test_the_response_is_listed_by_its_category() -> None:
    found = {i.place: i.message.words for i in read().issues}
    for at, response in enumerate(document()["responses"]):
        said = found[f"responses[{at}]"]["said"]
        assert isinstance(said, Terms)
        assert term_of("RECIST", response["value"]["code"]) in said.ids


def test_records_are_those_of_the_file() -> None:
    kinds = Counter(type(r).__name__ for r in read().records)
    calls = document()["ngsReports"][0]["results"]
    fusions = len(calls["dnaFusions"]) + len(calls["rnaFusions"])
    assert kinds["Variant"] == len(calls["simpleVariants"]) + fusions
    therapies = len(document()["guidelineTherapies"])
    operations = [
        p for p in document()["guidelineProcedures"] if p["code"]["code"] == "surgery"
    ]
    given = len(document()["systemicTherapies"])
    assert kinds["Treatment"] == therapies + len(operations) + given
    left_out = [i for i in read().issues if i.code == "no-call"]
    assert len(left_out) == len(calls["copyNumberVariants"])
    assert all(isinstance(i.message.words["element"], Term) for i in left_out)


def test_every_value_is_in_a_record_listed_or_counted() -> None:
    unread = [i for i in read().issues if i.code == "value-unread"]
    counts = [i.message.words["count"] for i in unread]
    counted = sum(c.value for c in counts if isinstance(c, Count))
    places = [i.place for i in read().issues if i.code != "value-unread"]
    told = sum(sum(1 for _ in values(at(p), ())) for p in places)
    held = [
        p
        for p, value in values(document(), ())
        if is_held(p, value) and not any(dotted(p).startswith(q) for q in places)
    ]
    assert len(held) > 100
    assert sum(1 for _ in values(document(), ())) == counted + told + len(held)


def is_held(path: tuple[str | int, ...], value: Any) -> bool:
    name = ".".join(s for s in path if isinstance(s, str))
    is_intent = name.endswith("herapies.intent") or name.endswith("history.intent")
    return name in HELD or (is_intent and value["code"] in INTENTS)


def dotted(path: tuple[str | int, ...]) -> str:
    steps = (f"[{s}]" if isinstance(s, int) else f".{s}" for s in path)
    return "".join(steps).removeprefix(".")


def at(place: str) -> Any:
    node = document()
    for step in place.replace("[", ".[").split("."):
        node = node[int(step[1:-1])] if step.startswith("[") else node[step]
    return node
