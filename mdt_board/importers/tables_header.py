"""From a row of headers to what each column of the table means."""

import unicodedata
from collections import Counter
from dataclasses import dataclass, replace

from mdt_board.importers.cells import Columns
from mdt_board.importers.sandbox import refused
from mdt_board.importers.tables_kinds import BY_ID, KINDS, TableKind
from mdt_board.model.issue import Issue
from mdt_board.model.mapping import MappedColumn, TableMapping
from mdt_board.model.text import N_, Plain
from mdt_board.terminology.columns import column

UNKNOWN = "unknown-table"
UNKNOWN_TABLE = N_(
    "What this table holds cannot be told from its headers. `mdt-board import "
    "--columns` lists the tables that are read and the headers of each; --map names "
    "what other headers mean."
)
DUPLICATE = N_("Two columns are called {column}; keep one of them.")

Meaning = tuple[str, str]  # field and unit


@dataclass(frozen=True, slots=True)
class Header:
    """The header row: each position's field or None, and what is not read.

    ``place`` is where it stands; ``form`` is the mapping that gave it its meaning.
    """

    kind: TableKind
    place: str
    fields: tuple[str | None, ...]
    columns: Columns
    unread: tuple[str, ...]
    form: TableMapping | None = None


def header_of(
    headers: list[str], place: str, mapping: TableMapping | None = None
) -> Header | Issue:
    """Return what the headers mean, by themselves or as a mapping says."""
    mapped = _mapped(mapping)
    meanings = [mapped.get(normal(h), None) or column(h) for h in headers]
    known = {m[0] for m in meanings if m}
    kind = BY_ID.get(mapping.kind) if mapping else None
    if kind is None or not kind.is_told_by(known):
        kind = kind_of(known)
    if kind is None:
        return refused(UNKNOWN, UNKNOWN_TABLE, place)
    found = _header(headers, place, kind, meanings)
    return found if isinstance(found, Issue) else replace(found, form=mapping)


def kind_of(fields: set[str]) -> TableKind | None:
    """Return the kind of table that has these fields, or None."""
    return next((k for k in KINDS if k.is_told_by(fields)), None)


def normal(header: str) -> str:
    """Return a header as it is compared: a form does not change with its spacing."""
    plain = unicodedata.normalize("NFKC", header).casefold()
    return " ".join(plain.split())


def _mapped(mapping: TableMapping | None) -> dict[str, Meaning]:
    columns: tuple[MappedColumn, ...] = mapping.columns if mapping else ()
    return {normal(c.header): (c.field, c.unit) for c in columns}


def _header(
    headers: list[str], place: str, kind: TableKind, meanings: list[Meaning | None]
) -> Header | Issue:
    known = {m[0] for m in meanings if m}
    fields: list[str | None] = []
    names: dict[str, str] = {}
    units: dict[str, str] = {}
    for header, meaning in zip(headers, meanings, strict=True):
        name, unit = _here(meaning, known, kind)
        if name in names and meaning and meaning[0] != name:
            name = None  # the column before it means this more nearly
        if name in names:
            return _twice(header, place)
        if name:
            names[name], units[name] = header, unit
        fields.append(name)
    unread = [h for h, f in zip(headers, fields, strict=True) if f is None and h]
    twice = next((h for h, n in Counter(unread).items() if n > 1), None)
    if twice:
        return _twice(twice, place)
    columns = Columns(names, units)
    return Header(kind, place, tuple(fields), columns, tuple(unread))


def _here(
    meaning: Meaning | None, known: set[str], kind: TableKind
) -> tuple[str | None, str]:
    """Return the field that a column means in this kind of table, and its unit."""
    if meaning is None:
        return None, ""
    name, unit = meaning
    other = kind.also.get(name) or kind.then.get(name)
    if other and name not in kind.reads and other not in known:
        name = other
    return (name if name in kind.reads else None), unit


def _twice(header: str, place: str) -> Issue:
    return refused("duplicate-header", DUPLICATE, place, column=Plain(header))
