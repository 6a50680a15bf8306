"""Changing a case: imported records are added, edits are applied and taken back.

Nothing is overwritten silently. Records are immutable: the changed leaf goes through
its own validation, the spine above it is copied, and siblings stay the same objects.
Only this module may call ``model_copy``, which accepts unknown fields silently.

An `Edit` of field ``""`` adds or removes a whole record; its value is
``{"list": "oncology.labs", "at": 3, "record": {…}}``. The fields of the case's single
records are written with points: ``patient.name``.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Annotated, Any

from pydantic import JsonValue, TypeAdapter, ValidationError

from mdt_board.model.base import ListRecord, Record
from mdt_board.model.case import Case, Diagnosis
from mdt_board.model.edit import Edit
from mdt_board.model.issue import ImportResult, Issue, Severity
from mdt_board.model.molecular import Assay, Variant
from mdt_board.model.oncology import (
    Adherence,
    CoMedication,
    FamilyHistory,
    LabValue,
    PastIllness,
    PerformanceStatus,
    Symptom,
    Treatment,
)
from mdt_board.model.pathology import FailedBiopsy, Specimen, Stain
from mdt_board.model.radiology import Lesion, Measurement, ReRead, Study
from mdt_board.model.text import N_, Count, Message
from mdt_board.workflow import arrivals, elsewhere
from mdt_board.workflow.arrivals import Sorted
from mdt_board.workflow.fields import REFERENCES

LISTS: dict[type[ListRecord], tuple[str, ...]] = {
    Diagnosis: ("diagnoses",),
    Treatment: ("oncology", "treatments"),
    CoMedication: ("oncology", "co_medications"),
    Adherence: ("oncology", "adherence"),
    PerformanceStatus: ("oncology", "performance"),
    Symptom: ("oncology", "symptoms"),
    LabValue: ("oncology", "labs"),
    FamilyHistory: ("oncology", "family"),
    PastIllness: ("oncology", "history"),
    Study: ("radiology", "studies"),
    Lesion: ("radiology", "lesions"),
    Measurement: ("radiology", "measurements"),
    ReRead: ("radiology", "rereads"),
    Specimen: ("pathology", "specimens"),
    Stain: ("pathology", "stains"),
    FailedBiopsy: ("pathology", "failed_biopsies"),
    Assay: ("molecular", "assays"),
    Variant: ("molecular", "variants"),
}
NAMED = frozenset({Lesion, Study})  # every report of a lesion names it anew
FIXED = frozenset({"schema_version", "id", "revision", "is_example"})  # no person's

ALREADY = N_("Records of this file that the case has already: {count}.")

FIXED_FIELD = N_("This field is set by the program and is not edited.")
NOT_WHOLE = N_("A whole record is added with its list and its position.")
NO_POSITION = N_("The list has no such position.")
RECORD_MOVED = N_("The record was changed meanwhile; look at it again.")
ID_TAKEN = N_("The case has a record of this id already.")
OTHER_ID = N_("The record carries another id than the edit names.")
NO_RECORD_FIELD = N_("The record has no such field; `mdt-board schema` lists them.")
FIELD_MOVED = N_("The field was changed meanwhile; look at it again.")
NOT_VALID = N_("The field cannot hold this value; `mdt-board schema` says what it can.")
NO_FIELD = N_("The case has no such field; `mdt-board schema` lists them.")
NO_LIST = N_("The case has no such list; `mdt-board schema` lists them.")
NO_RECORD = N_("The case has no one record of this id; `show CASE --ids` lists them.")

Found = tuple[ValidationError, Any]


class EditError(ValueError):
    """The edit does not fit the case as it is now; no value is quoted.

    ``fields`` are those that are there instead; ``found`` is what the type of the field
    said, and of which document.
    """

    def __init__(
        self, text: str, fields: Iterable[str] = (), found: Found | None = None
    ) -> None:
        self.message, self.fields, self.found = Message(text), tuple(fields), found
        super().__init__(text)


def add(
    case: Case, result: ImportResult, *, accept_corrections: bool = False
) -> tuple[Case, tuple[Issue, ...]]:
    """Return the case with the records of one file, and what did not fit.

    A record that the case has already, by its id, its name or by saying the same, adds
    nothing. What a later file says where the case had nothing completes the record and
    is told. What it says otherwise is told field by field, and changes the case only
    where corrections are accepted. Until then a lesion that the file has in
    another organ or side takes no measurement of it. The revision is left as it is.
    """
    if result.source is None:
        return case, ()
    issues: list[Issue] = []
    ids: dict[str, str] = {}
    others: dict[str, str] = {}
    named = NAMED if any(isinstance(r, Measurement) for r in result.records) else ()
    already = 0
    for kind, path in LISTS.items():
        arrived = [_led(r, ids) for r in result.records if type(r) is kind]
        if kind is Measurement and others:
            arrived, left_out = elsewhere.on_own(arrived, others)
            issues += left_out
        if arrived:
            found = arrivals.sort_out(_list_at(case, path), arrived, case)
            ids |= found.ids
            if not accept_corrections:
                others |= elsewhere.names(found.corrected)
            if kind not in named:
                already += len(arrived) - found.count
            issues += found.issues(case, accept_corrections)
            case = _brought(case, path, found, accept_corrections)
    if already:
        message = Message(ALREADY, {"count": Count(already)})
        issues.append(Issue("already-there", Severity.NOTED, "", message))
    if all(s.id != result.source.id for s in case.sources):
        sources = (*case.sources, result.source)
        case = case.model_copy(update={"sources": sources})
    return case, tuple(issues)


def _led(record: ListRecord, ids: Mapping[str, str]) -> ListRecord:
    """Lead references to records that the case has under another id to these."""
    fields = REFERENCES.get(type(record), ())
    led = {f: ids[i] for f in fields if (i := getattr(record, f)) in ids}
    return record.model_copy(update=led) if led else record


def _brought(
    case: Case, path: tuple[str, ...], found: Sorted, accept_corrections: bool
) -> Case:
    """Add what is new or was unknown, and make the corrections that are accepted.

    A record that is completed stays from where it was; a corrected one is the file's.
    """
    there = _list_at(case, path)
    edits = {p.there.id: arrivals.changes(p) for p in found.completed}
    for pair in found.corrected if accept_corrections else ():
        edits[pair.there.id] = (*arrivals.changes(pair), *arrivals.origin(pair))
    if edits:
        there = tuple(_edited(r, edits.get(r.id, ())) for r in there)
    if edits or found.new:
        case = _with_list(case, path, (*there, *found.new))
    return case


def _edited(record: ListRecord, edits: Iterable[Edit]) -> ListRecord:
    for edit in edits:
        record = _revalidated(record, edit.field.split("."), edit)
    return record


def apply(case: Case, edits: Iterable[Edit]) -> Case:
    """Return the case after the edits, in their order.

    Raises:
        EditError: when an edit's ``before`` is not what the case says, its record or
            field does not exist, or its ``after`` is not valid there.
    """
    for edit in edits:
        case = _applied(case, edit)
    return case


def inverse(edit: Edit) -> Edit:
    """Return the edit that takes ``edit`` back."""
    return Edit(
        record_id=edit.record_id,
        field=edit.field,
        before=edit.after,
        after=edit.before,
    )


def changing(case: Case, record_id: str, field: str, after: JsonValue) -> Edit:
    """Return the edit that sets a field to ``after``, whatever it is now.

    Raises:
        EditError: when there is no such record or field.
    """
    owner = _found(case, record_id) if record_id else case
    before = _json_at(owner, field.split("."))
    return Edit(record_id=record_id, field=field, before=before, after=after)


def adding(case: Case, path: str, record: ListRecord) -> Edit:
    """Return the edit that puts ``record`` at the end of the list at ``path``.

    Raises:
        EditError: when the case has no such list.
    """
    at = len(_list_at(case, tuple(path.split("."))))
    value: JsonValue = {
        "list": path,
        "at": at,
        "record": record.model_dump(mode="json"),
    }
    return Edit(record_id=record.id, field="", before=None, after=value)


def removing(case: Case, record_id: str) -> Edit:
    """Return the edit that takes a record out of its list.

    Raises:
        EditError: when there is no such record.
    """
    path, at, record = _located(case, record_id)
    value: JsonValue = {
        "list": ".".join(path),
        "at": at,
        "record": record.model_dump(mode="json"),
    }
    return Edit(record_id=record_id, field="", before=value, after=None)


def _applied(case: Case, edit: Edit) -> Case:
    if not edit.field:
        return _with_whole(case, edit)
    keys = edit.field.split(".")
    if not edit.record_id:
        if edit.field in FIXED:
            raise EditError(FIXED_FIELD)
        changed_case: Case = _with_field(case, keys, edit)
        return changed_case
    path, at, record = _located(case, edit.record_id)
    changed = _revalidated(record, keys, edit)
    there = _list_at(case, path)
    return _with_list(case, path, (*there[:at], changed, *there[at + 1 :]))


def _with_whole(case: Case, edit: Edit) -> Case:
    """Add the record that ``after`` holds, or remove the one that ``before`` holds."""
    value = edit.before if edit.after is None else edit.after
    if not isinstance(value, dict) or {"list", "at", "record"} != set(value):
        raise EditError(NOT_WHOLE)
    path = tuple(str(value["list"]).split("."))
    there = _list_at(case, path)
    at = value["at"]
    if type(at) is not int or not 0 <= at <= len(there):
        raise EditError(NO_POSITION)
    if edit.after is None:
        return _with_list(case, path, _without(there, at, edit))
    added = _new_record(case, path, edit, value["record"])
    return _with_list(case, path, (*there[:at], added, *there[at:]))


def _without(
    there: tuple[ListRecord, ...], at: int, edit: Edit
) -> tuple[ListRecord, ...]:
    before = edit.before["record"] if isinstance(edit.before, dict) else None
    is_there = at < len(there) and there[at].id == edit.record_id
    if not is_there or there[at].model_dump(mode="json") != before:
        raise EditError(RECORD_MOVED)
    return (*there[:at], *there[at + 1 :])


def _new_record(
    case: Case, path: tuple[str, ...], edit: Edit, document: JsonValue
) -> ListRecord:
    if any(r.id == edit.record_id for _, _, r in all_records(case)):
        raise EditError(ID_TAKEN)
    owner: Record = case
    for name in path[:-1]:
        owner = getattr(owner, name)
    (added,) = _read_field(type(owner), path[-1], [document])
    if not isinstance(added, ListRecord) or added.id != edit.record_id:
        raise EditError(OTHER_ID)
    return added


def _revalidated(record: ListRecord, keys: list[str], edit: Edit) -> ListRecord:
    """Return the record with one field changed, through its own constructor."""
    document = record.model_dump(mode="json")
    owner: Any = document
    for key in keys[:-1]:
        owner = owner.get(key) if isinstance(owner, dict) else None
    if not isinstance(owner, dict) or keys[-1] not in owner or keys == ["id"]:
        raise EditError(NO_RECORD_FIELD)
    if owner[keys[-1]] != edit.before:
        raise EditError(FIELD_MOVED)
    owner[keys[-1]] = edit.after
    try:
        return type(record).model_validate_json(json.dumps(document))
    except ValidationError as error:
        raise EditError(NOT_VALID, (), (error, document)) from None


def _with_field(owner: Any, keys: list[str], edit: Edit) -> Any:
    """Return a single record with one field changed; its siblings are the same."""
    name, *rest = keys
    if not isinstance(owner, Record) or name not in type(owner).model_fields:
        raise EditError(NO_FIELD)
    if rest:
        changed = _with_field(getattr(owner, name), rest, edit)
    else:
        if owner.model_dump(mode="json", include={name})[name] != edit.before:
            raise EditError(FIELD_MOVED)
        changed = _read_field(type(owner), name, edit.after)
    return owner.model_copy(update={name: changed})


def _json_at(owner: Record, keys: list[str]) -> JsonValue:
    named: dict[str, Any] = dict.fromkeys(type(owner).model_fields)
    value: Any = named | owner.model_dump(mode="json", include={keys[0]})
    for key in keys:
        if not isinstance(value, dict) or key not in value:
            raise EditError(NO_FIELD, value if isinstance(value, dict) else ())
        value = value[key]
    found: JsonValue = value
    return found


@cache
def _field_adapter(kind: type[Record], name: str) -> TypeAdapter[Any]:
    field = kind.model_fields[name]
    annotated: Any = Annotated[field.annotation, field]
    return TypeAdapter(annotated)


def _read_field(kind: type[Record], name: str, value: JsonValue) -> Any:
    try:
        return _field_adapter(kind, name).validate_json(json.dumps(value), strict=True)
    except ValidationError as error:
        raise EditError(NOT_VALID, (), (error, value)) from None


def _list_at(case: Case, path: tuple[str, ...]) -> tuple[ListRecord, ...]:
    found: Any = case
    for name in path:
        is_field = isinstance(found, Record) and name in type(found).model_fields
        found = getattr(found, name) if is_field else None
    if not isinstance(found, tuple):
        raise EditError(NO_LIST)
    return found


def _with_list(
    case: Case, path: tuple[str, ...], records: tuple[ListRecord, ...]
) -> Case:
    """Copy the spine from the case down to the list; all else is the same object."""
    owners: list[Record] = [case]
    for name in path[:-1]:
        owners.append(getattr(owners[-1], name))
    changed: Any = records
    for owner, name in zip(reversed(owners), reversed(path), strict=True):
        changed = owner.model_copy(update={name: changed})
    copied: Case = changed
    return copied


def _found(case: Case, record_id: str) -> ListRecord:
    return _located(case, record_id)[2]


def _located(case: Case, record_id: str) -> tuple[tuple[str, ...], int, ListRecord]:
    """Return the path of the record's list, its position in it, and the record."""
    found = [hit for hit in all_records(case) if hit[2].id == record_id]
    if len(found) != 1:
        raise EditError(NO_RECORD)
    return found[0]


def numbered(case: Case, revision: int) -> Case:
    """Return the case as another revision of itself."""
    return case.model_copy(update={"revision": revision})


def all_records(
    owner: Record, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], int, ListRecord]]:
    """Yield every list record with the path of its list and its position there.

    Args:
        owner: a case, or one of its single records.
        path: where ``owner`` stands in the case.
    """
    for name, value in owner:
        if isinstance(value, tuple):
            for at, record in enumerate(value):
                if isinstance(record, ListRecord):
                    yield (*path, name), at, record
        elif isinstance(value, Record) and not isinstance(value, ListRecord):
            yield from all_records(value, (*path, name))
