"""The knowledge tables, compiled once; a bad row stops the program before any case.

Every scalar of a table is text (see `assets.table`); here it becomes a typed row or an
error that names the file, the line and the row.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, TypeVar

from mdt_board.assets import asset, table
from mdt_board.i18n import LANGUAGES
from mdt_board.model.canonical import sha256_of
from mdt_board.model.interpretation import Tag
from mdt_board.model.knowledge import (
    ChRow,
    InteractionRow,
    Knowledge,
    MarkerRow,
    MechanismRow,
    TermRow,
    folded,
)

TABLES = ("terms", "mechanisms", "interactions", "clonal_hematopoiesis", "markers")
RESULT_KINDS = ("small", "amplification", "deletion", "fusion")
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


class _BadRowError(ValueError):
    """What is wrong with the row at hand; its place is added by the table's reader."""


@dataclass(frozen=True, slots=True)
class _Fields:
    """The fields of one row, each of which must be of the expected form."""

    fields: dict[str, Any]
    terms: Mapping[str, TermRow]

    def text(self, key: str) -> str:
        value = self.fields.get(key)
        if not isinstance(value, str) or not value:
            raise _BadRowError(f"{key} is missing")
        return value

    def optional(self, key: str) -> str:
        value = self.fields.get(key, "")
        if not isinstance(value, str):
            raise _BadRowError(f"{key} is not text")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.fields.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise _BadRowError(f"{key} is not a list of texts")
        return tuple(value)

    def some(self, key: str) -> tuple[str, ...]:
        value = self.texts(key)
        if not value:
            raise _BadRowError(f"{key} is empty")
        return value

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        value = self.text(key)
        if value not in choices:
            raise _BadRowError(f"{key} {value!r} is none of {', '.join(choices)}")
        return value

    def fraction(self, key: str) -> Decimal:
        number = self.number(key)
        if number > 1:
            raise _BadRowError(f"{key} is more than 1")
        return number

    def number(self, key: str) -> Decimal:
        try:
            number = Decimal(self.text(key))
        except InvalidOperation:
            raise _BadRowError(f"{key} is not a number") from None
        if not number.is_finite() or number < 0:
            raise _BadRowError(f"{key} is not a number from 0")
        return number

    def tag(self) -> Tag:
        return Tag(self.choice("tag", tuple(Tag)))

    def term(self, key: str, prefix: str = "") -> str:
        value = self.text(key)
        self._demand(prefix + value)
        return value

    def named(self, key: str, prefix: str = "") -> tuple[str, ...]:
        values = self.texts(key)
        for value in values:
            self._demand(prefix + value)
        return values

    def some_named(self, key: str) -> tuple[str, ...]:
        self.some(key)
        return self.named(key)

    def _demand(self, term: str) -> None:
        if term not in self.terms:
            raise _BadRowError(f"no term {term!r}")


@cache
def bundled() -> Knowledge:
    """Return the knowledge shipped with the program.

    Raises:
        KnowledgeError: when a row cannot be used.
        OSError: when a table is missing.
    """
    return compile_tables({name: table(name) for name in TABLES})


def compile_tables(tables: Tables) -> Knowledge:
    """Turn the rows of every table of `TABLES` into typed rows.

    Raises:
        KnowledgeError: at the first row that cannot be used.
    """
    terms = {row.id: row for row in _rows(tables, "terms", {}, _term)}
    _check_parents(tables, terms)
    return Knowledge(
        terms=terms,
        classes=_aliases(terms) | {term: _classes(term, terms) for term in terms},
        analytes=_analytes(terms),
        mechanisms=_rows(tables, "mechanisms", terms, _mechanism),
        interactions=_rows(tables, "interactions", terms, _interaction),
        clonal_hematopoiesis=_rows(tables, "clonal_hematopoiesis", terms, _ch),
        markers=_rows(tables, "markers", terms, _marker),
        sha256=sha256_of(dict(tables)),
    )


def _aliases(terms: dict[str, TermRow]) -> dict[str, frozenset[str]]:
    """Return the classes by every name of a drug or symptom, as a person types it.

    A drug that goes unrecognized would be left out of what was ever given.
    """
    return {
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
    build: Callable[[_Fields], T],
) -> tuple[T, ...]:
    """Build every row of one table; ids must be there and unique."""
    built: list[T] = []
    seen: set[str] = set()
    for number, fields in enumerate(tables[name]):
        try:
            row_id = _new_id(fields, seen)
            seen.add(row_id)
            _check_keys(fields, KEYS[name])
            built.append(build(_Fields(fields, terms)))
        except _BadRowError as bad:
            raise _error(name, number, fields, str(bad)) from None
    return tuple(built)


def _new_id(fields: object, seen: set[str]) -> str:
    if not isinstance(fields, dict):
        raise _BadRowError("not a row of fields")
    row_id = _Fields(fields, {}).text("id")
    if row_id in seen:
        raise _BadRowError("the id is used twice")
    return row_id


def _check_keys(fields: dict[str, Any], keys: frozenset[str]) -> None:
    strange = sorted(set(fields) - keys)
    if strange:
        raise _BadRowError(f"unknown field {strange[0]}")


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


def _term(row: _Fields) -> TermRow:
    return TermRow(
        id=row.text("id"),
        kind=row.text("kind"),
        names={language: row.text(language) for language in LANGUAGES},
        parents=row.texts("parents"),
        synonyms=row.texts("synonyms"),
    )


def _mechanism(row: _Fields) -> MechanismRow:
    return MechanismRow(
        id=row.text("id"),
        driver=row.text("driver"),
        under=row.some_named("under"),
        gene=row.text("gene"),
        kind=row.choice("kind", RESULT_KINDS),
        variant=row.optional("variant"),
        mechanism=row.term("mechanism"),
        hypothesis=row.term("hypothesis", "hypothesis."),
        follows=row.named("follows", "action."),
        without=row.named("without"),
        tag=row.tag(),
        references=row.some("references"),
    )


def _interaction(row: _Fields) -> InteractionRow:
    return InteractionRow(
        id=row.text("id"),
        drugs=row.some_named("drugs"),
        with_=row.some_named("with"),
        effect=row.term("effect"),
        tag=row.tag(),
        references=row.some("references"),
    )


def _ch(row: _Fields) -> ChRow:
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
        raise _BadRowError("the prior is not between low and high")
    return built


def _marker(row: _Fields) -> MarkerRow:
    return MarkerRow(
        id=row.text("id"),
        marker=row.term("marker"),
        change=row.number("change"),
        tag=row.tag(),
        references=row.some("references"),
    )


KEYS = {
    "terms": frozenset({"id", "kind", "parents", "synonyms", *LANGUAGES}),
    "mechanisms": frozenset(
        {"id", "driver", "under", "gene", "kind", "variant", "mechanism"}
        | {"hypothesis", "follows", "without", "tag", "references"}
    ),
    "interactions": frozenset({"id", "drugs", "with", "effect", "tag", "references"}),
    "clonal_hematopoiesis": frozenset(
        {"id", "gene", "variants", "tier", "prior", "low", "high"}
        | {"except_tumors", "tag", "references"}
    ),
    "markers": frozenset({"id", "marker", "change", "tag", "references"}),
}
