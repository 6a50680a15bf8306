"""Changing a case: imported records are added, edits are applied and taken back.

Nothing is overwritten silently. Records are immutable: the changed leaf goes through
its own validation, the spine above it is copied, and siblings stay the same objects.
Only this module may call ``model_copy``, which accepts unknown fields silently.

An `Edit` of field ``""`` adds or removes a whole record; its value is
``{"list": "oncology.labs", "at": 3, "record": {…}}``. The fields of the case's single
records are written with points: ``patient.name``.
"""

import json
from collections.abc import Iterable, Iterator
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
from mdt_board.model.radiology import Lesion, Measurement, Study
from mdt_board.model.text import N_, Count, Message, Plain

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
    Specimen: ("pathology", "specimens"),
    Stain: ("pathology", "stains"),
    FailedBiopsy: ("pathology", "failed_biopsies"),
    Assay: ("molecular", "assays"),
    Variant: ("molecular", "variants"),
}
FIXED = frozenset({"schema_version", "id", "revision"})  # the store's, not a person's
ORIGIN = frozenset(
    {"id", "source", "place"}
)  # where a record is from, not what it says

DIFFERS = N_(
    "This record is already in the case with other content, from {place}; the case was "
    "left as it was. Compare the two and correct the wrong one."
)
DIFFERS_FROM_TYPED = N_(
    "This record was typed into the case with other content; the case was left as it "
    "was. Compare the two and correct the wrong one."
)
ALREADY = N_("Records of this file that the case has already: {count}.")


class EditError(ValueError):
    """The edit does not fit the case as it is now; no value is quoted."""


def add(case: Case, result: ImportResult) -> tuple[Case, tuple[Issue, ...]]:
    """Return the case with the records of one file, and what did not fit.

    A record that the case has already, by its id or by saying the same, adds nothing.
    The revision is left as it is.
    """
    if result.source is None:
        return case, ()
    issues: list[Issue] = []
    already = 0
    for kind in LISTS:
        arrived = [r for r in result.records if type(r) is kind]
        if arrived:
            case, found, known = _add_kind(case, kind, arrived)
            issues += found
            already += known
    if already:
        message = Message(ALREADY, {"count": Count(already)})
        issues.append(Issue("already-there", Severity.NOTED, "", message))
    if all(s.id != result.source.id for s in case.sources):
        sources = (*case.sources, result.source)
        case = case.model_copy(update={"sources": sources})
    return case, tuple(issues)


def _add_kind(
    case: Case, kind: type[ListRecord], arrived: list[ListRecord]
) -> tuple[Case, list[Issue], int]:
    path = LISTS[kind]
    there = _list_at(case, path)
    by_id = {r.id: r for r in there}
    said = {_said(r) for r in there}
    issues = [
        _differs(case, by_id[r.id], r)
        for r in arrived
        if r.id in by_id and _said(by_id[r.id]) != _said(r)
    ]
    new: list[ListRecord] = []
    for record in arrived:
        if record.id not in by_id and _said(record) not in said:
            new.append(record)
            said.add(_said(record))  # a file may say the same twice
    if new:
        case = _with_list(case, path, (*there, *new))
    return case, issues, len(arrived) - len(new) - len(issues)


def _said(record: ListRecord) -> tuple[Any, ...]:
    """Return what the record says, without where it came from."""
    return tuple(v for k, v in record if k not in ORIGIN)


def _differs(case: Case, there: ListRecord, arrived: ListRecord) -> Issue:
    names = {s.id: s.name for s in case.sources}
    origin = f"{names.get(there.source, '')} {there.place}".strip()
    message = (
        Message(DIFFERS, {"place": Plain(origin)})
        if origin
        else Message(DIFFERS_FROM_TYPED)
    )
    return Issue("differs", Severity.SKIPPED, arrived.place, message)


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
            raise EditError("this field of the case is not edited")
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
        raise EditError("a whole record is written with its list and position")
    path = tuple(str(value["list"]).split("."))
    there = _list_at(case, path)
    at = value["at"]
    if type(at) is not int or not 0 <= at <= len(there):
        raise EditError("there is no such position in the list")
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
        raise EditError("the record is not as it was")
    return (*there[:at], *there[at + 1 :])


def _new_record(
    case: Case, path: tuple[str, ...], edit: Edit, document: JsonValue
) -> ListRecord:
    if any(r.id == edit.record_id for _, _, r in all_records(case)):
        raise EditError("a record of that id is already there")
    owner: Record = case
    for name in path[:-1]:
        owner = getattr(owner, name)
    (added,) = _read_field(type(owner), path[-1], [document])
    if not isinstance(added, ListRecord) or added.id != edit.record_id:
        raise EditError("the record has another id")
    return added


def _revalidated(record: ListRecord, keys: list[str], edit: Edit) -> ListRecord:
    """Return the record with one field changed, through its own constructor."""
    document = record.model_dump(mode="json")
    owner: Any = document
    for key in keys[:-1]:
        owner = owner.get(key) if isinstance(owner, dict) else None
    if not isinstance(owner, dict) or keys[-1] not in owner or keys == ["id"]:
        raise EditError("the record has no such field")
    if owner[keys[-1]] != edit.before:
        raise EditError("the field is not as it was")
    owner[keys[-1]] = edit.after
    try:
        return type(record).model_validate_json(json.dumps(document))
    except ValidationError:
        raise EditError("the value is not valid there") from None


def _with_field(owner: Any, keys: list[str], edit: Edit) -> Any:
    """Return a single record with one field changed; its siblings are the same."""
    name, *rest = keys
    if not isinstance(owner, Record) or name not in type(owner).model_fields:
        raise EditError("the case has no such field")
    if rest:
        changed = _with_field(getattr(owner, name), rest, edit)
    else:
        if owner.model_dump(mode="json", include={name})[name] != edit.before:
            raise EditError("the field is not as it was")
        changed = _read_field(type(owner), name, edit.after)
    return owner.model_copy(update={name: changed})


def _json_at(owner: Record, keys: list[str]) -> JsonValue:
    value: Any = owner.model_dump(mode="json", include={keys[0]})
    for key in keys:
        if not isinstance(value, dict) or key not in value:
            raise EditError("there is no such field")
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
    except ValidationError:
        raise EditError("the value is not valid there") from None


def _list_at(case: Case, path: tuple[str, ...]) -> tuple[ListRecord, ...]:
    found: Any = case
    for name in path:
        is_field = isinstance(found, Record) and name in type(found).model_fields
        found = getattr(found, name) if is_field else None
    if not isinstance(found, tuple):
        raise EditError("the case has no such list")
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
        raise EditError("there is no such record, or more than one")
    return found[0]


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
