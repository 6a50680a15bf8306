"""What a sender's own headers mean: proposed, applied, and recognized again.

A form is known by its headers alone: the same headers in the same order are the same
form, whatever stands below them.
"""

import hashlib
from collections.abc import Iterable

from mdt_board.importers.sandbox import refused
from mdt_board.importers.tables_header import (
    Header,
    header_of,
    kind_of,
    normal,
)
from mdt_board.importers.tables_kinds import BY_ID, KINDS
from mdt_board.model.issue import Issue
from mdt_board.model.mapping import MappedColumn, TableMapping
from mdt_board.model.text import N_
from mdt_board.terminology.columns import SPELLINGS, column, unit_of

MAX_HEADER = 500
TWO_SENDERS = N_(
    "Two senders are remembered whose tables have these headers and mean different "
    "things; name the right one with --sender."
)


class MappingError(ValueError):
    """A mapping that names no field or unit of ours; ``part`` is what is unknown."""

    def __init__(self, part: str) -> None:
        self.part = part
        super().__init__(part)


def signature(headers: Iterable[str]) -> str:
    """Return the SHA-256 of the normalized headers, which stands for the form."""
    joined = "\x1f".join(normal(h) for h in headers)
    return hashlib.sha256(joined.encode("utf-8", "replace")).hexdigest()


def propose(headers: list[str], sender: str = "") -> TableMapping | None:
    """Return what is known of the headers; `TableMapping.gaps` are to be answered.

    None when no header says anything at all. Very long ones are cut.
    """
    named = [h for h in headers if h.strip()]
    if not named:
        return None
    found = {h: column(h) or ("", "") for h in named}
    kind = kind_of({field for field, _ in found.values()})
    return TableMapping(
        kind=kind.id if kind else "",
        columns=tuple(
            MappedColumn(header=h[:MAX_HEADER], field=field, unit=unit)
            for h, (field, unit) in found.items()
        ),
        sender=sender,
        header_sha256=signature(headers),
    )


def lacking(mapping: TableMapping) -> tuple[frozenset[str], ...]:
    """Return what the mapping's kind needs and lacks: of each set one field."""
    kind = BY_ID.get(mapping.kind)
    fields = {c.field for c in mapping.columns}
    if kind is None or kind.is_told_by(fields):
        return ()
    return tuple(one for one in kind.tells if not one & fields)


def nearest(proposed: TableMapping) -> tuple[TableMapping, ...]:
    """Return the mapping as each kind of table of which it lacks the least.

    None of a kind of which it has nothing yet.
    """
    as_kinds = [TableMapping(**{**dict(proposed), "kind": k.id}) for k in KINDS]
    begun = [m for m in as_kinds if len(lacking(m)) < len(BY_ID[m.kind].tells)]
    fewest = min((len(lacking(m)) for m in begun), default=0)
    return tuple(m for m in begun if len(lacking(m)) == fewest)


def mapped_column(text: str) -> MappedColumn:
    """Return what ``their header=our field[unit]`` says.

    Our field is its own name or any header that is read, so `突变频率=vaf[%]` and
    `突变频率=丰度(%)` say the same.

    Raises:
        MappingError: when the field or the unit is not one of ours.
    """
    header, divider, meant = text.rpartition("=")
    name, bracket, unit = meant.strip().partition("[")
    if not divider or not header.strip():
        raise MappingError(text)
    known = (name.strip(), "") if name.strip() in SPELLINGS else column(name)
    if known is None:
        raise MappingError(name)
    field, in_name = known
    written = unit.strip().removesuffix("]").strip() if bracket else in_name
    if not written:
        return MappedColumn(header=header.strip(), field=field)
    listed = unit_of(field, written)
    if listed is None:
        raise MappingError(written)
    return MappedColumn(header=header.strip(), field=field, unit=listed)


def meaning(
    headers: list[str], place: str, mappings: tuple[TableMapping, ...]
) -> Header | Issue:
    """Return what the headers mean: as chosen now, as remembered, or by themselves."""
    asked = {normal(h) for h in headers}
    chosen = [
        m
        for m in mappings
        if not m.header_sha256 and asked.issuperset(normal(c.header) for c in m.columns)
    ]
    if chosen:
        return header_of(headers, place, chosen[0])
    form = signature(headers)
    remembered = [m for m in mappings if m.header_sha256 == form]
    if len({(m.kind, m.columns) for m in remembered}) > 1:
        return refused("two-senders", TWO_SENDERS, place)
    return header_of(headers, place, remembered[0] if remembered else None)


def forms(header: Header, headers: list[str]) -> tuple[TableMapping, ...]:
    """Return the mapping to remember, when the table was read with one chosen now."""
    chosen = header.form
    if chosen is None or chosen.header_sha256:
        return ()
    return (
        TableMapping(
            kind=header.kind.id,
            columns=chosen.columns,
            sender=chosen.sender,
            header_sha256=signature(headers),
        ),
    )
