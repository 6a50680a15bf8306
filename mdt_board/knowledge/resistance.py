"""Rows about resistance: mechanisms, lines of amplification, drugs."""

from mdt_board.knowledge.fields import BadRowError, Fields
from mdt_board.model.knowledge import AmplificationRow, Beside, DrugRow, MechanismRow
from mdt_board.model.mechanism import (
    Conflict,
    Frequency,
    Mechanism,
    RegionLabel,
    WhatFollows,
)

RESULT_KINDS = (
    *("small", "amplification", "deletion", "fusion"),
    *("loss", "gone", "histology", "stain", "none"),
)
PHASES = ("cis", "trans", "unknown", "together", "absent")
ASSAYS = ("fish", "ngs-tissue", "plasma")
NEEDS = ("any", "all")


def mechanism(row: Fields) -> MechanismRow:
    """Return one row of ``mechanisms.yaml``."""
    row_id, tag, references = row.text("id"), row.tag(), row.some("references")
    kind = row.choice("kind", RESULT_KINDS)
    built = MechanismRow(
        id=row_id,
        driver=row.optional("driver"),
        tumors=row.named("tumors"),
        under=row.some_named("under"),
        after=row.named("after"),
        without=row.named("without"),
        gene=row.text("gene"),
        kind=kind,
        variants=row.texts("variants"),
        beside=_beside(row),
        mechanism=row.term("mechanism"),
        hypothesis=row.term("hypothesis", "hypothesis."),
        follows=row.named("follows", "action."),
        is_asked=row.optional("asked") == "true",
        is_primary=row.optional("when") == "primary",
        tag=tag,
        references=references,
        detail=Mechanism(
            rule=row_id,
            note=row.spoken("note"),
            sees=row.some_named("sees"),
            misses=row.named("misses"),
            frequencies=tuple(_frequency(f) for f in row.parts("frequency")),
            follows=tuple(_what_follows(f) for f in row.parts("next")),
            labels=tuple(_label(f) for f in row.parts("labels")),
            conflicts=tuple(_conflict(f) for f in row.parts("conflicts")),
            tag=tag,
            references=references,
        ),
    )
    if not (built.driver or built.tumors):
        raise BadRowError("neither driver nor tumors")
    return built


def _beside(row: Fields) -> Beside | None:
    if "beside" not in row.fields:
        return None
    inner = row.inner("beside").only(frozenset({"gene", "variants", "phase"}))
    phase = inner.choice("phase", PHASES)
    return Beside(inner.text("gene"), inner.some("variants"), phase)


def _frequency(row: Fields) -> Frequency:
    row.only(frozenset({"share", "population", "tag", "reference"}))
    share, population = row.text("share"), row.spoken("population")
    return Frequency(share, population, row.tag(), row.text("reference"))


def _what_follows(row: Fields) -> WhatFollows:
    row.only(
        frozenset({"options", "escat", "oncokb", "note", "tag", "reference"}),
    )
    return WhatFollows(
        options=row.some_named("options"),
        escat=row.optional("escat"),
        oncokb=row.optional("oncokb"),
        note=row.spoken("note"),
        tag=row.tag(),
        reference=row.text("reference"),
    )


def _label(row: Fields) -> RegionLabel:
    row.only(
        frozenset({"options", "region", "status", "since", "as_of", "note", "tag"}),
    )
    return RegionLabel(
        options=row.some_named("options"),
        region=row.choice("region", ("US", "EU", "CN")),
        status=row.term("status"),
        since=row.optional("since"),
        as_of=row.day("as_of"),
        note=row.spoken("note"),
        tag=row.tag(),
    )


def _conflict(row: Fields) -> Conflict:
    row.only(frozenset({"text", "tag", "references"}))
    return Conflict(row.spoken("text"), row.tag(), row.some("references"))


def amplification(row: Fields) -> AmplificationRow:
    """Return one row of ``amplifications.yaml``."""
    built = AmplificationRow(
        id=row.text("id"),
        gene=row.text("gene"),
        study=row.text("study"),
        under=row.some_named("under"),
        without=row.named("without"),
        assay=row.choice("assay", ASSAYS),
        copies=row.maybe("copies"),
        ratio=row.maybe("ratio"),
        needs=row.choice("needs", NEEDS),
        line=row.text("line"),
        note=row.spoken("note"),
        tag=row.tag(),
        references=row.some("references"),
    )
    if built.copies is None and built.ratio is None:
        raise BadRowError("neither copies nor ratio")
    return built


def drug(row: Fields) -> DrugRow:
    """Return one row of ``drugs.yaml``: what belongs to the drug term of this id."""
    return DrugRow(
        id=row.term("id"),
        generation=row.optional("generation"),
        targets=row.texts("targets"),
        brands=row.texts("brands"),
        codes=row.texts("codes"),
    )


MECHANISM_KEYS = frozenset(
    {"id", "driver", "tumors", "under", "after", "without", "gene", "kind", "variants"}
    | {
        "beside",
        "mechanism",
        "hypothesis",
        "follows",
        "asked",
        "when",
        "tag",
        "references",
    }
    | {"note", "sees", "misses", "frequency", "next", "labels", "conflicts"}
)
AMPLIFICATION_KEYS = frozenset(
    {"id", "gene", "study", "under", "without", "assay", "copies", "ratio", "needs"}
    | {"line", "note", "tag", "references"}
)
DRUG_KEYS = frozenset({"id", "generation", "targets", "brands", "codes"})
