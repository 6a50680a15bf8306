"""A FHIR file as entries with places and resolved references.

Bundles, the resources that an operation answers with (Parameters), and single
resources are one list of entries; a contained resource belongs to its entry.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from mdt_board.importers.fhir.elements import EntryError, Node, text
from mdt_board.importers.sandbox import record_id, refused
from mdt_board.model.issue import Issue
from mdt_board.model.provenance import Source
from mdt_board.model.text import N_, Count

MAX_ENTRIES = 100_000  # far more than one patient's
MAX_DEPTH = 8  # of bundles in bundles
SHOWN_ID = 80  # characters; FHIR allows 64

TOO_MANY = N_("The file has more than {limit} entries; export only this patient's.")
NO_RESOURCE = N_("This entry holds no resource; it was left out.")


@dataclass(frozen=True, slots=True)
class Entry:
    """One resource: where it stands, what it is, and its address in the file."""

    place: str
    kind: str
    resource: Node
    url: str = ""

    @property
    def name(self) -> str:
        """The resource's type and id, as relative references write them."""
        found = self.resource.get("id")
        return f"{self.kind}/{found}" if isinstance(found, str) and found else ""


@dataclass(frozen=True, slots=True)
class File:
    """The entries of one file, by their order and by their addresses."""

    source: Source
    entries: tuple[Entry, ...]
    by_address: dict[str, Entry] = field(default_factory=dict)

    def of_kind(self, kind: str) -> tuple[Entry, ...]:
        """Return the entries of one type of resource."""
        return tuple(e for e in self.entries if e.kind == kind)

    def find(self, reference: Node, owner: Entry) -> Entry | None:
        """Return the entry that a reference names, if the file holds it."""
        written = text(reference, "reference")
        if written.startswith("#"):
            return contained(owner, written[1:])
        written = written.partition("/_history/")[0]
        return self.by_address.get(written) or self.by_address.get(_tail(written))

    def id_at(self, place: str) -> str:
        """Return the id of the record at a place of the file."""
        return record_id(self.source.sha256, place)


def opened(document: Any, source: Source) -> File | Issue:
    """Return the file's entries, or why there are too many."""
    outer = tuple(_entries(document, "", "", 0))
    inside = [e for o in outer for e in _inside_of(o) if e.kind != "Patient"]
    entries = (*outer, *inside)
    if len(entries) > MAX_ENTRIES:
        return refused("too-many-entries", TOO_MANY, limit=Count(MAX_ENTRIES))
    by_address: dict[str, Entry] = {}
    for entry in outer:
        for address in (entry.url, entry.name):
            if address:
                by_address.setdefault(address, entry)
    return File(source, entries, by_address)


def contained(owner: Entry, name: str) -> Entry | None:
    """Return the resource that an entry contains under this id."""
    return next((e for e in _inside_of(owner) if e.resource.get("id") == name), None)


def _inside_of(owner: Entry) -> Iterator[Entry]:
    for at, resource in enumerate(_list(owner.resource, "contained")):
        if isinstance(resource, dict):
            kind = _kind(resource)
            place = f"{owner.place} contained[{at}]"
            yield Entry(_named(place, kind, resource), kind, resource)


def contained_of_kind(owner: Entry, kind: str) -> list[Node]:
    """Return the resources of one type that an entry contains."""
    found = _list(owner.resource, "contained")
    return [r for r in found if isinstance(r, dict) and _kind(r) == kind]


def _entries(value: Any, place: str, url: str, depth: int) -> Iterator[Entry]:
    """Yield an entry per resource; what is none is an entry of no kind."""
    resource = value if isinstance(value, dict) else {}
    kind = _kind(resource)
    if kind == "Bundle" and depth < MAX_DEPTH:
        for at, entry in enumerate(_list(resource, "entry")):
            inside = entry if isinstance(entry, dict) else {}
            found = inside.get("resource")
            address = inside.get("fullUrl")
            where = _inside(place, f"entry[{at}].resource")
            known = address if isinstance(address, str) else ""
            yield from _entries(found, where, known, depth + 1)
    elif kind == "Parameters" and depth < MAX_DEPTH:
        yield from _parameters(resource, place, "parameter", depth)
    else:
        yield Entry(_named(place, kind, resource), kind, resource, url)


def _parameters(node: Node, place: str, name: str, depth: int) -> Iterator[Entry]:
    for at, parameter in enumerate(_list(node, name)):
        if not isinstance(parameter, dict) or depth >= MAX_DEPTH:
            continue
        where = _inside(place, f"{name}[{at}]")
        if "resource" in parameter:
            where_resource = f"{where}.resource"
            yield from _entries(parameter["resource"], where_resource, "", depth + 1)
        yield from _parameters(parameter, where, "part", depth + 1)


def _inside(place: str, step: str) -> str:
    return f"{place}.{step}" if place else step


def _named(place: str, kind: str, resource: Node) -> str:
    found = resource.get("id")
    name = f"{kind}/{found[:SHOWN_ID]}" if isinstance(found, str) and found else kind
    return f"{place} {name}".strip()


def _kind(resource: Node) -> str:
    found = resource.get("resourceType")
    return found if isinstance(found, str) else ""


def _list(node: Node, name: str) -> list[Any]:
    found = node.get(name)
    return found if isinstance(found, list) else []


def _tail(address: str) -> str:
    """Return the type and id at the end of an absolute address."""
    return "/".join(address.split("/")[-2:])


def checked_kind(entry: Entry) -> str:
    """Return the entry's type of resource.

    Raises:
        EntryError: when there is none.
    """
    if not entry.kind:
        raise EntryError("no-resource", NO_RESOURCE)
    return entry.kind
