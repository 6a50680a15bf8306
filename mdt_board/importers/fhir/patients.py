"""Whom a FHIR file is about: one patient, or the file is refused.

Two patients are told apart by the resources and by every reference to a patient;
nothing is merged by name.
"""

from collections.abc import Callable, Iterator
from typing import TypeVar

from mdt_board.importers.fhir.bundle import Entry, File, contained_of_kind
from mdt_board.importers.fhir.elements import (
    EntryError,
    Node,
    codes,
    day,
    free,
    inner,
    listed,
    text,
)
from mdt_board.importers.sandbox import refused
from mdt_board.model.case import Identifier, IdentifierKind, Patient, Sex
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.text import N_, Message
from mdt_board.terminology.fhir_codes import NATIONAL, RECORD_NUMBER

TWO_PATIENTS = N_(
    "The file is about more than one patient; export each patient's entries into a "
    "file of its own."
)
NOT_INCLUDED = N_(
    "The file refers to a patient whom it does not contain; check that these are this "
    "patient's data."
)
NOT_WHOLE = N_("Something about the patient cannot be read; compare the identity.")

SUBJECTS = ("subject", "patient")
NUMBER = "number "
SEXES = {"female": Sex.FEMALE, "male": Sex.MALE, "other": Sex.OTHER}
_Read = TypeVar("_Read")


def whom(file: File) -> tuple[Patient | None, tuple[Issue, ...]]:
    """Return the file's patient and what is to be said of the identity.

    Where two patients are told, the one issue refuses the file.
    """
    entries = file.of_kind("Patient")
    resources = [e.resource for e in entries]
    for entry in file.entries:
        resources += contained_of_kind(entry, "Patient")
    read = [_patient(r) for r in resources]
    known = list(dict.fromkeys(p.model_dump_json() for p, _ in read))
    patient = read[0][0] if read else None
    strangers = list(dict.fromkeys(_strangers(file, patient)))
    is_told_twice = len({e.name or e.url or e.place for e in entries}) > 1
    if is_told_twice or len(strangers) + len(known) > 1:
        return None, (refused("two-patients", TWO_PATIENTS),)
    notes: list[Issue] = []
    if not all(is_whole for _, is_whole in read):
        notes.append(Issue("bad-patient", Severity.NOTED, "", Message(NOT_WHOLE)))
    if patient is None and strangers:
        message = Message(NOT_INCLUDED)
        notes.append(Issue("patient-not-included", Severity.NOTED, "", message))
        patient = _numbered(strangers[0])
    return patient, tuple(notes)


def _numbered(stranger: str) -> Patient | None:
    """Return the patient of whom entries tell nothing but a number."""
    if not stranger.startswith(NUMBER):
        return None
    value = stranger.removeprefix(NUMBER)
    return Patient(identifiers=(Identifier(kind=IdentifierKind.OTHER, value=value),))


def _strangers(file: File, patient: Patient | None) -> Iterator[str]:
    """Yield the patients that entries name and the file does not contain."""
    numbers = {i.value for i in patient.identifiers} if patient else set()
    for entry in file.entries:
        for subject in _subjects(entry):
            address = subject.get("reference")
            if isinstance(address, str) and address:
                is_here = file.find(subject, entry) is not None
                if _is_patient(address, subject) and not is_here:
                    yield address.partition("/_history/")[0]
            else:
                yield from _by_number(subject, numbers)


def _subjects(entry: Entry) -> list[Node]:
    found = [entry.resource.get(name) for name in SUBJECTS]
    return [f for f in found if isinstance(f, dict)]


def _is_patient(address: str, subject: Node) -> bool:
    kind = subject.get("type")
    if isinstance(kind, str) and kind:
        return kind.endswith("Patient")
    return "Patient/" in address or address.startswith(("urn:", "#"))


def _by_number(subject: Node, numbers: set[str]) -> Iterator[str]:
    identifier = subject.get("identifier")
    value = identifier.get("value") if isinstance(identifier, dict) else None
    if isinstance(value, str) and value.strip() and value.strip() not in numbers:
        yield f"{NUMBER}{value.strip()}"


def _patient(resource: Node) -> tuple[Patient, bool]:
    """Return what can be read of a patient, and whether that is all of it."""
    flaws: list[str] = []

    def part(read: Callable[[], _Read], otherwise: _Read) -> _Read:
        try:
            return read()
        except EntryError as error:
            flaws.append(error.code)
            return otherwise

    patient = Patient(
        name=free(part(lambda: _name(resource), "")),
        identifiers=part(lambda: _identifiers(resource), ()),
        birth_date=part(lambda: day(resource, "birthDate"), None),
        sex=SEXES.get(part(lambda: text(resource, "gender"), "")),
    )
    return patient, not flaws


def _name(resource: Node) -> str:
    """Return the official name, as one writes it in its script."""
    names = [n for n in listed(resource, "name") if text(n, "use") != "old"]
    names.sort(key=lambda n: text(n, "use") != "official")
    for name in names:
        found = name.get("given")
        given = (
            [g for g in found if isinstance(g, str)] if isinstance(found, list) else []
        )
        family = text(name, "family")
        is_chinese = bool(free(family).zh)
        parts = [family, *given] if is_chinese else [*given, family]
        joined = ("" if is_chinese else " ").join(p for p in parts if p)
        if text(name, "text") or joined:
            return text(name, "text") or joined
    return ""


def _identifiers(resource: Node) -> tuple[Identifier, ...]:
    found = listed(resource, "identifier")
    return tuple(
        Identifier(kind=_identifier_kind(i), value=text(i, "value"))
        for i in found
        if text(i, "value") and text(i, "use") != "old"
    )


def _identifier_kind(identifier: Node) -> IdentifierKind:
    found = codes(inner(identifier, "type"))
    if found & RECORD_NUMBER:
        return IdentifierKind.RECORD_NUMBER
    return IdentifierKind.NATIONAL if found & NATIONAL else IdentifierKind.OTHER
