"""FHIR R4: bundles, answers of operations, and single resources, entry by entry.

JSON is bounded and unambiguous before anything is read of it. A bad entry costs itself;
two patients cost the file. Resources are read by our own readers, strictly where they
are read and not at all elsewhere: a flaw in an element that no case holds must not cost
a result.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from mdt_board.importers.fhir import (
    diagnoses,
    medications,
    procedures,
    specimens,
    staging,
)
from mdt_board.importers.fhir.bundle import Entry, File, checked_kind, opened
from mdt_board.importers.fhir.context import Context, Read
from mdt_board.importers.fhir.elements import EntryError, Node, codings, inner, shown
from mdt_board.importers.fhir.observations import observation
from mdt_board.importers.fhir.patients import whom
from mdt_board.importers.found import Found
from mdt_board.importers.json_text import parsed
from mdt_board.importers.sandbox import Content, refused
from mdt_board.model.base import ListRecord
from mdt_board.model.case import Diagnosis
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.oncology import CoMedication
from mdt_board.model.provenance import Source
from mdt_board.model.radiology import Measurement
from mdt_board.model.text import N_, Count, Message, Plain, Term, Word
from mdt_board.terminology.fhir_codes import VALUE_NAMES

NAME = "fhir"
IS_BINARY = False
EXTENSIONS = (".json", ".json.gz", ".fhir")

NOT_FHIR = N_(
    "The file is JSON and no FHIR resource: its resourceType is missing. Export it as "
    "FHIR R4."
)
IS_CASE = N_("This is a case file of MDT Board; open it instead of importing it.")
UNFIT = N_("This entry holds a value that no such record can have; it was left out.")
NOT_READ = N_("Entries of the type {kind} are not read: {count}.")
UNREAD_VALUE = N_(
    "Values of observations without a place in the case ({name}): {count}."
)
NO_UNIT = N_("Laboratory values without a unit: {count}. Compare them with the report.")
CLASHES = N_(
    "This entry contradicts another one of the file about the same; it was left out."
)
SECOND_SIZE = N_(
    "An earlier entry describes this lesion or its size otherwise in the same study; "
    "the earlier one was kept. Compare the two."
)
NO_TRACKING = N_(
    "Tumor sizes that name no lesion by an identifier: {count}. They cannot be matched "
    "with other reports; compare the images."
)
NO_ENTRIES = N_("The file holds no entry; nothing was added.")
DOSE_UNREAD = N_(
    "Courses of radiotherapy with a dose for each of several volumes: {count}. Their "
    "doses were not read; enter them."
)
ORDERED = N_(
    "Drugs of which the file holds only an order: {count}. Check that they were taken, "
    "and from when."
)
AS_CO_MEDICATION = N_(
    "Drugs taken as co-medication because nothing says that they treat the cancer: "
    "{count}. Check them."
)
INACTIVE = N_(
    "Diagnoses that the file calls inactive, resolved or in remission: {count}. Check "
    "which diagnosis the board is about."
)
NOTES = {
    "inactive-cancer": INACTIVE,
    "no-unit": NO_UNIT,
    "no-tracking": NO_TRACKING,
    "dose-unread": DOSE_UNREAD,
    "only-ordered": ORDERED,
    "as-co-medication": AS_CO_MEDICATION,
}

NAMED = frozenset(VALUE_NAMES.values())
SILENT = frozenset({"Patient", "Medication", "Organization"})
"""Read where another entry refers to them, and never records of their own."""


def accepts(content: Content) -> bool:
    """Say whether the file is JSON by its first character or its name."""
    start = content.data[:100].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"{") or content.name.lower().endswith(EXTENSIONS)


def read(content: Content, source: Source) -> Found:
    """Return the records of every entry, and an issue per entry left out."""
    document = parsed(content.data, is_exact=True)
    if isinstance(document, Issue):
        return Found((), (document,))
    other = _other_kind(document)
    if other:
        return Found((), (other,))
    file = opened(document, source)
    if isinstance(file, Issue):
        return Found((), (file,))
    patient, notes = whom(file)
    if any(n.severity is Severity.REFUSED for n in notes):
        return Found((), notes)
    records, issues = _entries(file)
    return Found(records, (*notes, *issues), patient)


def _other_kind(document: Any) -> Issue | None:
    """Say of other JSON what it is, as far as it can be told."""
    keys = document.keys() if isinstance(document, dict) else frozenset()
    if isinstance(document, dict) and isinstance(document.get("resourceType"), str):
        return None
    if "schema_version" in keys:
        return refused("is-case-file", IS_CASE)
    return refused("not-fhir", NOT_FHIR)


def _entries(file: File) -> tuple[tuple[ListRecord, ...], tuple[Issue, ...]]:
    context = Context(
        staging.stages(file), specimens.samples(file), medications.intakes(file)
    )
    records: dict[str, ListRecord] = {}
    issues: list[Issue] = []
    kinds: Counter[str] = Counter()
    values: Counter[str] = Counter()
    first: dict[str, str] = {}
    for entry in file.entries:
        found = _read(entry, file, context, kinds)
        if isinstance(found, Issue):
            issues.append(found)
            continue
        if _clashes(found.records, records):
            issues.append(_clash(found.records, entry))
            continue
        records.update((r.id, r) for r in found.records if r.id not in records)
        for node in found.unread:
            if not any(key.startswith("value") for key in node):
                continue
            name = _value_name(node)
            values[name] += 1
            first.setdefault(name, entry.place)
    notes = (*_kinds(kinds), *_values(values, first), *_counted(context))
    if not file.entries:
        notes = (Issue("no-records", Severity.NOTED, "", Message(NO_ENTRIES)),)
    return tuple(records.values()), (*notes, *issues)


def _read(
    entry: Entry, file: File, context: Context, kinds: Counter[str]
) -> Read | Issue:
    try:
        kind = checked_kind(entry)
        if kind in SILENT:
            return Read(())
        reader = READERS.get(kind)
        if reader is None:
            kinds[kind] += 1
            return Read(())
        return reader(entry, file, context)
    except EntryError as error:
        return Issue(error.code, Severity.SKIPPED, entry.place, error.message)
    except (ValueError, ArithmeticError):  # a record's own limits, such as 24 digits
        return _skipped("unfit", UNFIT, entry)


def _medication(entry: Entry, file: File, context: Context) -> Read:
    found = medications.medication(entry, file, context.intakes)
    if found and entry.kind == medications.REQUEST:
        context.count("only-ordered", entry)
    if any(isinstance(r, CoMedication) for r in found):
        context.count("as-co-medication", entry)
    return Read(tuple(found))


def _condition(entry: Entry, file: File, context: Context) -> Read:
    found = diagnoses.condition(entry, file, context.stages)
    is_cancer = any(isinstance(r, Diagnosis) for r in found)
    if is_cancer and diagnoses.is_inactive(entry.resource):
        context.count("inactive-cancer", entry)
    return Read(tuple(found))


def _procedure(entry: Entry, file: File, context: Context) -> Read:
    found = procedures.procedure(
        entry, file, tuple(context.intakes.drugs_of.get(entry.place, ()))
    )
    if procedures.has_several_doses(entry.resource):
        context.count("dose-unread", entry)
    return Read(tuple(found))


READERS: dict[str, Callable[[Entry, File, Context], Read]] = {
    "Observation": observation,
    "Condition": _condition,
    "FamilyMemberHistory": lambda e, f, _: Read(tuple(diagnoses.family(e, f))),
    "MedicationAdministration": _medication,
    "MedicationStatement": _medication,
    "MedicationRequest": _medication,
    "Procedure": _procedure,
    "Specimen": lambda e, f, c: Read(tuple(specimens.specimen(e, f, c.samples))),
    "DiagnosticReport": lambda e, f, c: Read(tuple(specimens.report(e, f, c.samples))),
}


def _clashes(found: tuple[ListRecord, ...], records: dict[str, ListRecord]) -> bool:
    """Say whether a record of the same id says something else."""
    return any(
        r.id in records and _content(records[r.id]) != _content(r) for r in found
    )


def _clash(found: tuple[ListRecord, ...], entry: Entry) -> Issue:
    if any(isinstance(r, Measurement) for r in found):
        return _skipped("second-size", SECOND_SIZE, entry)
    return _skipped("contradiction", CLASHES, entry)


def _content(record: ListRecord) -> dict[str, object]:
    return {k: v for k, v in dict(record).items() if k != "place"}


def _value_name(node: Node) -> str:
    """Return the term or code of a value that was not read, never a person's words."""
    try:
        found = codings(inner(node, "code"))
    except EntryError:  # a component that is not read may have any form
        return shown("")
    code = next((c.code for c in found), "")
    return VALUE_NAMES.get(code) or shown(code)


def _kinds(kinds: Counter[str]) -> Iterator[Issue]:
    for kind, count in sorted(kinds.items()):
        words: dict[str, Word] = {"kind": Plain(shown(kind)), "count": Count(count)}
        yield Issue("type-not-read", Severity.NOTED, "", Message(NOT_READ, words))


def _values(values: Counter[str], first: dict[str, str]) -> Iterator[Issue]:
    for name, count in sorted(values.items()):
        word: Word = Term(name) if name in NAMED else Plain(name)
        message = Message(UNREAD_VALUE, {"name": word, "count": Count(count)})
        yield Issue("value-unread", Severity.NOTED, first[name], message)


def _counted(context: Context) -> Iterator[Issue]:
    for code, count in sorted(context.noted.items()):
        message = Message(NOTES[code], {"count": Count(count)})
        yield Issue(code, Severity.NOTED, context.first[code], message)


def _skipped(code: str, text: str, entry: Entry) -> Issue:
    return Issue(code, Severity.SKIPPED, entry.place, Message(text))
