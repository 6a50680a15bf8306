"""The knowledge tables, compiled once; a bad row stops the program before any case.

Every scalar of a table is text (see `assets.table`); here it becomes a typed row or an
error that names the file, the line and the row.
"""

import gc
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, TypeVar

from mdt_board.assets import asset, table
from mdt_board.i18n import LANGUAGES
from mdt_board.knowledge.criteria import CRITERIA_KEYS, criteria
from mdt_board.knowledge.fields import BadRowError, Fields
from mdt_board.knowledge.origin import (
    HOTSPOT_KEYS,
    ORIGIN_KEYS,
    hotspot,
    origin,
)
from mdt_board.knowledge.plasma import (
    COVERAGE_KEYS,
    SITE_HINT_KEYS,
    coverage,
    site_hint,
)
from mdt_board.knowledge.resistance import (
    AMPLIFICATION_KEYS,
    DRUG_KEYS,
    MECHANISM_KEYS,
    amplification,
    drug,
    mechanism,
)
from mdt_board.model.canonical import sha256_of
from mdt_board.model.knowledge import (
    ChRow,
    DrugRow,
    InteractionRow,
    Knowledge,
    MarkerRow,
    TermRow,
    folded,
)

TABLES = (
    *("terms", "mechanisms", "interactions", "clonal_hematopoiesis", "markers"),
    *("amplifications", "drugs", "tumors", "oncotree_parents"),
    *("site_hints", "imaging_coverage"),
    *("origin", "hotspots"),
    "criteria",
)
TIERS = ("T1", "T2", "T3")
ANALYTE = "analyte"
TYPED_KINDS = frozenset({"class", "drug", "symptom"})
Tables = Mapping[str, list[dict[str, Any]]]
T = TypeVar("T")


class KnowledgeError(ValueError):
    """A row of a table cannot be used: which file, which line, which row, and why."""

    def __init__(self, name: str, line: int | None, row_id: str, problem: str) -> None:
        place = f"{name}.yaml" if line is None else f"{name}.yaml:{line}"
        super().__init__(f"{place}: {row_id or 'row without id'}: {problem}")


@cache
def bundled() -> Knowledge:
    """Return the knowledge shipped with the program.

    Raises:
        KnowledgeError: when a row cannot be used.
        OSError: when a table is missing.
    """
    found = compile_tables({name: table(name) for name in TABLES})
    gc.freeze()  # they stay: the collector need not look through them each time
    return found


def compile_tables(tables: Tables) -> Knowledge:
    """Turn the rows of every table of `TABLES` into typed rows.

    Raises:
        KnowledgeError: at the first row that cannot be used.
    """
    terms = {row.id: row for row in _rows(tables, "terms", {}, _term)}
    _check_parents(tables, terms)
    drugs = _rows(tables, "drugs", terms, drug)
    mechanisms = _rows(tables, "mechanisms", terms, mechanism)
    parents = dict(_rows(tables, "oncotree_parents", terms, _oncotree_parent))
    hematopoiesis = _rows(tables, "clonal_hematopoiesis", terms, _ch)
    return Knowledge(
        terms=terms,
        classes=_aliases(terms, drugs)
        | {term: _classes(term, terms) for term in terms},
        analytes=_analytes(terms),
        mechanisms=mechanisms,
        mechanism_by_id={row.id: row for row in mechanisms},
        interactions=_rows(tables, "interactions", terms, _interaction),
        clonal_hematopoiesis=tuple(_with_kinds(r, parents) for r in hematopoiesis),
        markers=_rows(tables, "markers", terms, _marker),
        amplifications=_rows(tables, "amplifications", terms, amplification),
        drugs={row.id: row for row in drugs},
        tumors=_families(_rows(tables, "tumors", terms, _tumor)),
        site_hints=_rows(tables, "site_hints", terms, site_hint),
        coverage=_rows(tables, "imaging_coverage", terms, coverage),
        origin=_rows(tables, "origin", terms, origin),
        hotspots=_rows(tables, "hotspots", terms, hotspot),
        criteria=_rows(tables, "criteria", terms, criteria),
        sha256=sha256_of(dict(tables)),
    )


def _aliases(
    terms: dict[str, TermRow], drugs: tuple[DrugRow, ...]
) -> dict[str, frozenset[str]]:
    """Return the classes by every name of a drug or symptom, as a person types it.

    A drug that goes unrecognized would be left out of what was ever given.
    """
    by_product = {
        name.casefold(): _classes(row.id, terms)
        for row in drugs
        for name in (*row.brands, *row.codes)
    }
    return by_product | {
        name.casefold(): _classes(term, terms)
        for term, row in terms.items()
        if row.kind in TYPED_KINDS
        for name in (*row.names.values(), *row.synonyms)
    }


def _analytes(terms: dict[str, TermRow]) -> dict[str, str]:
    """Return the id of each analyte by every name; the first of two has the name."""
    ids: dict[str, str] = {}
    for term, row in terms.items():
        if row.kind == ANALYTE:
            for name in (term, *row.names.values(), *row.synonyms):
                ids.setdefault(folded(name), term)
    return ids


def _classes(term: str, terms: dict[str, TermRow]) -> frozenset[str]:
    """Return the term and everything above it; parents may be shared."""
    found: set[str] = set()
    waiting = [term]
    while waiting:
        here = waiting.pop()
        if here not in found:
            found.add(here)
            waiting.extend(terms[here].parents)
    return frozenset(found)


def _rows(
    tables: Tables,
    name: str,
    terms: Mapping[str, TermRow],
    build: Callable[[Fields], T],
) -> tuple[T, ...]:
    """Build every row of one table; ids must be there and unique."""
    built: list[T] = []
    seen: set[str] = set()
    for number, fields in enumerate(tables[name]):
        try:
            row_id = _new_id(fields, seen)
            seen.add(row_id)
            _check_keys(fields, KEYS[name])
            built.append(build(Fields(fields, terms)))
        except BadRowError as bad:
            raise _error(name, number, fields, str(bad)) from None
    return tuple(built)


def _new_id(fields: object, seen: set[str]) -> str:
    if not isinstance(fields, dict):
        raise BadRowError("not a row of fields")
    row_id = Fields(fields, {}).text("id")
    if row_id in seen:
        raise BadRowError("the id is used twice")
    return row_id


def _check_keys(fields: dict[str, Any], keys: frozenset[str]) -> None:
    strange = sorted(set(fields) - keys)
    if strange:
        raise BadRowError(f"unknown field {strange[0]}")


def _check_parents(tables: Tables, terms: Mapping[str, TermRow]) -> None:
    for number, fields in enumerate(tables["terms"]):
        lost = [p for p in terms[fields["id"]].parents if p not in terms]
        if lost:
            raise _error("terms", number, fields, f"no parent term {lost[0]!r}")


def _error(name: str, number: int, fields: object, problem: str) -> KnowledgeError:
    row_id = fields.get("id", "") if isinstance(fields, dict) else ""
    return KnowledgeError(name, _line_of(name, number), str(row_id), problem)


def _line_of(name: str, number: int) -> int | None:
    """Return the line of a row of the shipped file; the tables do not keep them."""
    import yaml  # only when an error is reported

    with asset("knowledge", f"{name}.yaml").open(encoding="utf-8") as file:
        node = yaml.compose(file, Loader=yaml.CBaseLoader)
    if not isinstance(node, yaml.SequenceNode) or number >= len(node.value):
        return None
    line: int = node.value[number].start_mark.line
    return line + 1


def _term(row: Fields) -> TermRow:
    return TermRow(
        id=row.text("id"),
        kind=row.text("kind"),
        names={language: row.text(language) for language in LANGUAGES},
        parents=row.texts("parents"),
        synonyms=row.texts("synonyms"),
    )


def _tumor(row: Fields) -> tuple[str, tuple[str, ...]]:
    return row.term("id"), row.some("codes")


def _families(
    rows: tuple[tuple[str, tuple[str, ...]], ...],
) -> dict[str, frozenset[str]]:
    """Return the families of each OncoTree code."""
    codes = {code for _, listed in rows for code in listed}
    return {c: frozenset(f for f, listed in rows if c in listed) for c in codes}


def _interaction(row: Fields) -> InteractionRow:
    return InteractionRow(
        id=row.text("id"),
        drugs=row.some_named("drugs"),
        with_=row.some_named("with"),
        effect=row.term("effect"),
        tag=row.tag(),
        references=row.some("references"),
    )


def _ch(row: Fields) -> ChRow:
    built = ChRow(
        id=row.text("id"),
        gene=row.text("gene"),
        variants=row.texts("variants"),
        tier=row.choice("tier", TIERS),
        prior=row.fraction("prior"),
        low=row.fraction("low"),
        high=row.fraction("high"),
        except_tumors=row.texts("except_tumors"),
        tag=row.tag(),
        references=row.some("references"),
    )
    if not built.low <= built.prior <= built.high:
        raise BadRowError("the prior is not between low and high")
    return built


def _oncotree_parent(row: Fields) -> tuple[str, str]:
    return row.text("id"), row.text("parent")


def _with_kinds(row: ChRow, parents: Mapping[str, str]) -> ChRow:
    """Leave out with a tumor every kind of it."""
    kinds = (c for c in parents if set(row.except_tumors) & set(_above(c, parents)))
    return replace(
        row, except_tumors=tuple(dict.fromkeys((*row.except_tumors, *kinds)))
    )


def _above(code: str, parents: Mapping[str, str]) -> tuple[str, ...]:
    """Return what an OncoTree code is a kind of, nearest first."""
    found: list[str] = []
    while (above := parents.get(code)) is not None and above not in found:
        found.append(above)
        code = above
    return tuple(found)


def _marker(row: Fields) -> MarkerRow:
    return MarkerRow(
        id=row.text("id"),
        marker=row.term("marker"),
        change=row.number("change"),
        tag=row.tag(),
        references=row.some("references"),
    )


KEYS = {
    "terms": frozenset({"id", "kind", "parents", "synonyms", *LANGUAGES}),
    "mechanisms": MECHANISM_KEYS,
    "amplifications": AMPLIFICATION_KEYS,
    "drugs": DRUG_KEYS,
    "tumors": frozenset({"id", "codes"}),
    "oncotree_parents": frozenset({"id", "parent"}),
    "interactions": frozenset({"id", "drugs", "with", "effect", "tag", "references"}),
    "clonal_hematopoiesis": frozenset(
        {"id", "gene", "variants", "tier", "prior", "low", "high"}
        | {"except_tumors", "tag", "references"}
    ),
    "markers": frozenset({"id", "marker", "change", "tag", "references"}),
    "site_hints": SITE_HINT_KEYS,
    "imaging_coverage": COVERAGE_KEYS,
    "origin": ORIGIN_KEYS,
    "hotspots": HOTSPOT_KEYS,
    "criteria": CRITERIA_KEYS,
}
