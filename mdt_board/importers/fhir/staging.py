"""TNM observations of one cancer, put together into its stage.

A stage group names its categories; where there is no group, the categories that name
the cancer themselves are taken. Of several groups the newest counts.
"""

from dataclasses import dataclass, field
from datetime import date

from mdt_board.importers.fhir.bundle import Entry, File
from mdt_board.importers.fhir.elements import (
    EntryError,
    Node,
    check_status,
    codes,
    inner,
    listed,
    text,
    when,
)
from mdt_board.model.case import Stage
from mdt_board.model.text import N_
from mdt_board.terminology import tnm

NOT_LINKED = N_(
    "This stage belongs to no diagnosis of the file, or a newer one does; it was left "
    "out. Enter it with its diagnosis."
)
UNREADABLE = N_("This stage is not one of TNM; enter it by hand.")


@dataclass(frozen=True, slots=True)
class Category:
    """One stage observation: which part of the stage it gives, and what it says."""

    entry: Entry
    part: str
    prefix: str
    value: str
    edition: str
    on: date


@dataclass(slots=True)
class Stages:
    """The stage of each diagnosis by its place, and the observations in them."""

    of_diagnosis: dict[str, Stage] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)


def part_of(resource: Node) -> tuple[str, str] | None:
    """Return the part of a stage that an observation gives, and its prefix."""
    found = codes(inner(resource, "code")) & tnm.CATEGORIES.keys()
    return tnm.CATEGORIES[min(found)] if found else None


def category_of(entry: Entry) -> Category:
    """Return what one stage observation says.

    Raises:
        EntryError: when it is not final, or says nothing of TNM.
    """
    resource = entry.resource
    check_status(resource)
    part, prefix = part_of(resource) or ("", "")
    value = inner(resource, "valueCodeableConcept")
    written = [text(value, "text")]
    for coding in listed(value, "coding"):
        written += [text(coding, "display"), text(coding, "code")]
    found = [f for w in written if w and (f := _read(part, w))]
    if not found:
        raise EntryError("stage-unreadable", UNREADABLE)
    own_prefix, said = found[0]
    on = when(resource, "effective")
    return Category(
        entry, part, own_prefix or prefix, said, _edition(resource),
        on.first if on else date.min,
    )  # fmt: skip


def _read(part: str, written: str) -> tuple[str, str] | None:
    if part == "group":
        found = tnm.group(written)
        return ("", found) if found else None
    read = tnm.category(written)
    return read if read and read[1].lower().startswith(part) else None


def _edition(resource: Node) -> str:
    method = inner(resource, "method")
    for coding in listed(method, "coding"):
        code, display = text(coding, "code"), text(coding, "display")
        if code in tnm.EDITIONS or tnm.edition(display):
            return tnm.EDITIONS.get(code) or tnm.edition(display)
    return tnm.edition(text(method, "text"))


def stages(file: File) -> Stages:
    """Return the stages of the file's diagnoses; what cannot be read is left out."""
    found = Stages()
    categories = [c for e in file.of_kind("Observation") if (c := _or_none(e))]
    by_place = {c.entry.place: c for c in categories}
    groups = sorted(
        (c for c in categories if c.part == "group"), key=lambda c: c.on, reverse=True
    )
    for group in groups:
        for diagnosis in _focus(group.entry, file):
            members = _members(group.entry, file, by_place)
            _keep(found, diagnosis, [group, *members])
    focused: dict[str, list[Category]] = {}
    for category in categories:
        if category.part != "group":
            for diagnosis in _focus(category.entry, file):
                focused.setdefault(diagnosis, []).append(category)
    for diagnosis, of_it in focused.items():
        _keep(found, diagnosis, of_it)
    return found


def _or_none(entry: Entry) -> Category | None:
    try:
        return category_of(entry) if part_of(entry.resource) else None
    except EntryError:  # told where the observation itself is read
        return None


def _focus(entry: Entry, file: File) -> list[str]:
    """Return the places of the diagnoses that a stage observation is about."""
    try:
        found = [file.find(f, entry) for f in listed(entry.resource, "focus")]
    except EntryError:
        return []
    return [f.place for f in found if f and f.kind == "Condition"]


def _members(entry: Entry, file: File, by_place: dict[str, Category]) -> list[Category]:
    try:
        found = [file.find(m, entry) for m in listed(entry.resource, "hasMember")]
    except EntryError:
        return []
    return [by_place[m.place] for m in found if m and m.place in by_place]


def _keep(found: Stages, diagnosis: str, parts: list[Category]) -> None:
    """Keep the stage unless the diagnosis has one or its parts contradict."""
    said = {(c.part, c.value) for c in parts}
    prefixes = {c.prefix for c in parts if c.part != "group" and c.prefix}
    is_clear = len(said) == len({part for part, _ in said}) and len(prefixes) <= 1
    if diagnosis in found.of_diagnosis or not is_clear:
        return
    by_part = {c.part: c for c in parts}
    group = by_part.get("group")
    found.of_diagnosis[diagnosis] = Stage(
        edition=next((c.edition for c in parts if c.edition), ""),
        prefix=min(prefixes) if prefixes else group.prefix if group else "",
        t=_value(by_part, "t"),
        n=_value(by_part, "n"),
        m=_value(by_part, "m"),
        group=_value(by_part, "group"),
    )
    found.used.update(c.entry.place for c in parts)


def _value(by_part: dict[str, Category], part: str) -> str:
    return by_part[part].value if part in by_part else ""
