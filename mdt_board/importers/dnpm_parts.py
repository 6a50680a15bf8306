"""Objects of a DNPM record, and which of their values were read."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from mdt_board.importers.fhir import UNFIT
from mdt_board.importers.fhir.elements import (
    EntryError,
    Node,
    day,
    inner,
    listed,
    shown,
    text,
    whole,
)
from mdt_board.importers.sandbox import record_id
from mdt_board.model.base import ListRecord
from mdt_board.model.day import PartialDate
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.provenance import Source
from mdt_board.model.text import Message

Path = tuple[str | int, ...]
_Known = TypeVar("_Known")


@dataclass(slots=True)
class File:
    """The document, which of its values were read, and what came of them."""

    source: Source
    taken: set[Path] = field(default_factory=set)
    records: list[ListRecord] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    liquids: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Part:
    """One object of the document; what is read of it is remembered as read."""

    node: Node
    path: Path
    file: File

    @property
    def place(self) -> str:
        """Where it stands, as ``ngsReports[0].results``; keys that are no words not."""
        steps = (f"[{s}]" if isinstance(s, int) else f".{shown(s)}" for s in self.path)
        return "".join(steps).removeprefix(".")

    def part(self, key: str) -> "Part":
        """Return the object under a key."""
        return Part(inner(self.node, key), (*self.path, key), self.file)

    def parts(self, key: str) -> "list[Part]":
        """Return the objects under a key."""
        found = enumerate(listed(self.node, key))
        return [Part(n, (*self.path, key, at), self.file) for at, n in found]

    def took(self, *keys: str) -> None:
        """Remember values as read."""
        self.file.taken.update((*self.path, key) for key in keys)

    def text(self, key: str) -> str:
        """Return a text; it counts as read."""
        self.took(key)
        return text(self.node, key)

    def day(self, key: str) -> PartialDate | None:
        """Return a day, month or year; it counts as read."""
        self.took(key)
        return day(self.node, key)

    def whole(self, key: str) -> int | None:
        """Return a count; it counts as read."""
        self.took(key)
        return whole(self.node, key)

    def code(self, key: str) -> str:
        """Return the code of a coded word, which does not yet count as read."""
        return text(inner(self.node, key), "code")

    def known(self, key: str, words: Mapping[str, _Known]) -> _Known | None:
        """Return what a coded word means; it counts as read where that is known."""
        code = self.code(key)
        self.took(*([key] if code in words else []))
        return words.get(code)

    def display(self, key: str) -> str:
        """Return what a coded word is called; it counts as read."""
        self.took(key)
        concept = inner(self.node, key)
        return text(concept, "display") or text(concept, "code")

    def told(self) -> None:
        """Remember everything below as said by an issue."""
        self.file.taken.update(p for p, _ in values(self.node, self.path))

    @property
    def id(self) -> str:
        """The id of the record made of it."""
        return record_id(self.file.source.sha256, self.place)


def parts_of(part: Part, key: str) -> list[Part]:
    """Return the objects under a key; other forms are counted as not read."""
    found, path = part.node.get(key), (*part.path, key)
    if isinstance(found, dict):
        return [Part(found, path, part.file)]
    nodes = enumerate(found if isinstance(found, list) else ())
    return [Part(n, (*path, at), part.file) for at, n in nodes if isinstance(n, dict)]


def tried(part: Part, reader: Callable[[Part], None]) -> None:
    """Read one object; one that cannot be read costs itself and says so."""
    try:
        reader(part)
    except EntryError as error:
        code, message = error.code, error.message
    except (ValueError, ArithmeticError):  # a record's own limits
        code, message = "unfit", Message(UNFIT)
    else:
        return
    part.told()
    part.file.issues.append(Issue(code, Severity.SKIPPED, part.place, message))


def coded(value: Any) -> tuple[str, str]:
    """Return system and code of a coded word or a number of a register."""
    found = value if isinstance(value, dict) else {}
    parts = found.get("system"), found.get("code", found.get("id"))
    system, code = (p if isinstance(p, str) else "" for p in parts)
    return system, code


def values(node: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Yield every value with its path: a coded word is one; an id of a record none."""
    if isinstance(node, list):
        for at, item in enumerate(node):
            yield from values(item, (*path, at))
    elif isinstance(node, dict) and not all(coded(node)):
        reference = {"type"} if isinstance(node.get("type"), str) else set()
        for key, item in node.items():
            if key not in {"id"} | reference:
                yield from values(item, (*path, key))
    elif node is not None:
        yield path, node
