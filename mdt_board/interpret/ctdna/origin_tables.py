"""The numbers of the origin model, compiled once per knowledge for quick look-up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import log
from typing import NamedTuple

from mdt_board.model.interpretation import Tag
from mdt_board.model.knowledge import ChRow, HotspotRow, Knowledge

CLASSES = {"T1": "canonical", "T2": "shared", "T3": "driver"}
GERMLINE = "germline"
OTHER = "other"
FREQUENT = frozenset({"DNMT3A", "TET2"})  # nine in ten clones (Buscarlet 2017)
TP53 = "tp53"  # fitted by itself: shared, and the most frequent gene of both
OWN_DRIVER = "driver"  # a variant that the patient's own kind of tumor is known for


class Figure(NamedTuple):
    """One number with the range that its source leaves, and how it is founded."""

    value: float
    low: float
    high: float
    tag: Tag
    reference: str


class Part(NamedTuple):
    """One contribution: log odds on an axis against tumor, with its range."""

    id: str
    axis: str
    value: float
    low: float
    high: float
    tag: Tag
    reference: str


@dataclass(frozen=True, slots=True)
class OriginTables:
    """Rows of `origin.yaml`, `hotspots.yaml` and the tiers, by what they are asked by.

    ``places`` are hotspots by chromosome, position and alternate allele (either
    genome build), ``names`` by gene. ``germline`` has the genes whose germline variants
    appear in plasma, with the variants it is limited to, if any. ``made`` keeps the
    contributions of rows that have been asked for.
    """

    figures: Mapping[str, Figure]
    tiers: Mapping[str, tuple[ChRow, ...]]
    names: Mapping[str, tuple[HotspotRow, ...]]
    places: Mapping[tuple[str, int], HotspotRow]
    germline: Mapping[str, tuple[str, ...]]
    made: dict[tuple[str, str], Part] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Figure:
        """Return the row of that id."""
        return self.figures[name]

    def of_ratio(self, name: str, axis: str) -> Part:
        """Return the contribution of a row that holds a likelihood ratio."""
        part = self.made.get((name, axis))
        if part is None:
            f = self.figures[name]
            logs = (log(f.value), log(f.low), log(f.high))
            part = Part(name, axis, *logs, f.tag, f.reference)
            self.made[name, axis] = part
        return part

    def tier_row(
        self, gene: str, name: str, tumors: frozenset[str] = frozenset()
    ) -> ChRow | None:
        """Return the row for a variant, the special first; not in its own tumors."""
        for row in self.tiers.get(gene, ()):
            if covers(row.variants, name) and not tumors & set(row.except_tumors):
                return row
        return None

    def class_of(self, gene: str, name: str, tumors: frozenset[str]) -> str:
        """Return the class of genes whose share of hematopoiesis was fitted."""
        rows = self.tiers.get(gene)
        if not rows:
            return OTHER
        row = self.tier_row(gene, name, tumors)
        if row is None:
            is_own = any(tumors & set(r.except_tumors) for r in rows)
            return OWN_DRIVER if is_own else OTHER
        if gene in FREQUENT:
            return "frequent"
        return TP53 if gene == "TP53" else CLASSES[row.tier]

    def hotspot(
        self, gene: str, name: str, place: tuple[str, int] | None
    ) -> HotspotRow | None:
        """Return the hotspot by the protein's name, or by its place on the genome."""
        rows = self.names.get(gene)
        if not rows:
            return None
        if name:
            return next((r for r in rows if covers(r.variants, name)), None)
        found = self.places.get(place) if place else None
        return found if found and found.gene == gene else None

    def is_germline_gene(self, gene: str, name: str) -> bool:
        """Say whether germline variants of it appear in plasma (F5)."""
        limited = self.germline.get(gene)
        return limited is not None and covers(limited, name)


@dataclass(slots=True)
class _Kept:
    """The tables of the knowledge last asked for; a program has one, tests several."""

    by_sha: dict[str, OriginTables] = field(default_factory=dict)


_KEPT = _Kept()


def origin_tables(knowledge: Knowledge) -> OriginTables:
    """Return the compiled tables of ``knowledge``; the same for the same content."""
    tables = _KEPT.by_sha.get(knowledge.sha256)
    if tables is None:
        tables = compile_origin(knowledge)
        _KEPT.by_sha = {knowledge.sha256: tables}
    return tables


def compile_origin(knowledge: Knowledge) -> OriginTables:
    """Sort the rows by what they will be asked by."""
    tiers: dict[str, list[ChRow]] = {}
    for row in knowledge.clonal_hematopoiesis:
        tiers.setdefault(row.gene, []).append(row)
    names: dict[str, list[HotspotRow]] = {}
    somatic = [s for s in knowledge.hotspots if s.of != GERMLINE]
    for spot in somatic:
        names.setdefault(spot.gene, []).append(spot)
    return OriginTables(
        figures={
            r.id: Figure(float(r.value), float(r.low), float(r.high), r.tag, r.source)
            for r in knowledge.origin
        },
        tiers={g: _special_first(rows) for g, rows in tiers.items()},
        names={g: tuple(rows) for g, rows in names.items()},
        places=_by_place(somatic),
        germline=_germline(knowledge.hotspots),
    )


def _germline(spots: Iterable[HotspotRow]) -> dict[str, tuple[str, ...]]:
    return {s.gene: s.variants for s in spots if s.of == GERMLINE}


def _special_first(rows: Iterable[ChRow]) -> tuple[ChRow, ...]:
    return tuple(sorted(rows, key=lambda r: not r.variants))


def _by_place(spots: Iterable[HotspotRow]) -> dict[tuple[str, int], HotspotRow]:
    return {place: spot for spot in spots for place in spot.places}


def covers(variants: tuple[str, ...], name: str) -> bool:
    """Say whether one of the names begins ``name``: R140 covers R140Q, not R1401.

    No variants cover them all.
    """
    return not variants or any(
        name.startswith(v) and not name[len(v) : len(v) + 1].isdigit() for v in variants
    )
