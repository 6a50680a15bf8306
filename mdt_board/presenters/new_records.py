"""Rows in which records begin, and records that go."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import JsonValue, ValidationError

from mdt_board.i18n import Translator
from mdt_board.model.case import Case
from mdt_board.model.edit import Edit
from mdt_board.model.radiology import LesionRole
from mdt_board.model.text import N_, FreeText, written
from mdt_board.presenters.editing import CellEdit, Reader, value_of
from mdt_board.presenters.parts import Draft
from mdt_board.presenters.record_cells import empty_cell, seen_cell
from mdt_board.presenters.record_kinds import KINDS, RecordKind
from mdt_board.presenters.typed_records import Fields, bound, typed_result
from mdt_board.presenters.typed_values import Unreadable
from mdt_board.workflow.edit import EditError, adding, apply, removing

AT = "at:"

STILL_NEEDED = N_("Still needed: {fields}.")
CANNOT_BE = N_("These values do not go together; look at the units and ranges.")


def lesion_draft(
    case: Case, tr: Translator, studies: Sequence[str], *, by_site: bool = False
) -> Draft:
    """Return the row in which a lesion begins, with the next free label.

    Args:
        case: the case that the lesion will be of.
        tr: the reader's language.
        studies: the studies of the table's columns of diameters; '' for none.
        by_site: whether the row begins with the site of a target lesion, and not with
            label and role.
    """
    taken = {x.label.upper() for x in case.radiology.lesions}
    label = next(f"T{n}" for n in range(1, len(taken) + 2) if f"T{n}" not in taken)
    fields = {f.path: f for f in KINDS["lesions"].fields}
    begun = [empty_cell(fields["site"], "", tr)] if by_site else []
    if not by_site:
        begun += [
            empty_cell(fields["label"], label, tr),
            empty_cell(fields["role"], "", tr),
        ]
    sizes = (
        (place, seen_cell("", study, None, case, tr))
        for place, study in enumerate(studies, start=len(begun))
        if study
    )
    fixed = (("label", label), ("role", LesionRole.TARGET.value)) if by_site else ()
    return Draft("lesions", (*enumerate(begun), *sizes), fixed)


def draft(kind: RecordKind, tr: Translator, paths: tuple[str, ...] = ()) -> Draft:
    """Return the empty row in which a record of this kind begins.

    ``paths`` are the fields by column where the table shows only some of them; ''
    stands for a column in which nothing is typed.
    """
    fields = {f.path: f for f in kind.fields}
    shown = paths or tuple(fields)
    return Draft(
        kind=kind.id,
        cells=tuple(
            (place, empty_cell(fields[path], "", tr))
            for place, path in enumerate(shown)
            if path
        ),
    )


def completed(
    begun: Draft, texts: Mapping[int, str], reader: Reader, record_id: str
) -> tuple[Edit, ...] | str:
    """Return the edit that adds the record, or what it still needs.

    Args:
        begun: the row as it was offered.
        texts: what was typed, by column.
        reader: the case, and the language of the answer.
        record_id: the id of the new record.
    """
    kind, tr = KINDS[begun.kind], reader.tr
    fields: dict[str, Any] = {"id": record_id, **dict(begun.fixed)}
    typed = _typed(begun, texts)
    try:
        for one, text in typed:
            if not one.field.startswith(AT):
                _put(fields, one.field, _json(kind, one, text, tr))
    except Unreadable as unreadable:
        return tr.message(unreadable.message)
    missing = [
        tr.term(f.term)
        for f in kind.fields
        if f.is_needed and f.path.split(".")[0] not in fields
    ]
    if missing:
        return tr(STILL_NEEDED, fields=tr.join(missing))
    added = _added(kind, fields, reader)
    if isinstance(added, str):
        return added
    sizes = [(one, text) for one, text in typed if one.field.startswith(AT)]
    return _with_sizes(added, sizes, reader, record_id)


def _typed(begun: Draft, texts: Mapping[int, str]) -> list[tuple[CellEdit, str]]:
    found = ((one, texts.get(place, one.text).strip()) for place, one in begun.cells)
    return [(one, text) for one, text in found if text]


def _with_sizes(
    added: tuple[Edit, ...],
    sizes: list[tuple[CellEdit, str]],
    reader: Reader,
    lesion: str,
) -> tuple[Edit, ...] | str:
    """Return the edits with what was measured of the lesion that begins."""
    edits = added
    for one, text in sizes:
        found = reader.after(edits)(replace(one, record=lesion), text)
        if isinstance(found, str):
            return found
        edits = (*edits, *found)
    return edits


def _added(kind: RecordKind, fields: Fields, reader: Reader) -> tuple[Edit, ...] | str:
    try:
        record = kind.record.model_validate_json(json.dumps(fields))
        edit = adding(reader.case, kind.path, record)
        apply(reader.case, [edit])
    except (ValidationError, EditError):
        return reader.tr(CANNOT_BE)
    return (edit,)


def _json(kind: RecordKind, one: CellEdit, typed: str, tr: Translator) -> JsonValue:
    if one.kind == "vaf":
        return typed_result(typed, None, None, tr)
    if one.kind == "bounded":
        value, comparator = bound(typed)
        return {"value": value, "comparator": comparator}
    annotated = kind.record.model_fields[one.field.split(".")[0]].annotation
    if annotated is FreeText:
        return written(typed).model_dump(mode="json")
    return value_of(one, typed)


def _put(fields: dict[str, Any], path: str, value: Any) -> None:
    if isinstance(value, dict) and "comparator" in value:
        fields.update(value)
        return
    *owners, name = path.split(".")
    for owner in owners:
        fields = fields.setdefault(owner, {})
    fields[name] = value


def removal(case: Case, records: tuple[str, ...]) -> tuple[Edit, ...]:
    """Return the edits that take these records away, in this order."""
    edits: list[Edit] = []
    for record in records:
        edit = removing(case, record)
        case = apply(case, [edit])
        edits.append(edit)
    return tuple(edits)


def unreadable(one: CellEdit, text: str, begun: Draft, tr: Translator) -> str:
    """Return why typed words mean nothing in one cell of a row that begins."""
    if not text.strip() or one.field.startswith(AT):
        return ""
    try:
        _json(KINDS[begun.kind], one, text.strip(), tr)
    except Unreadable as problem:
        return tr.message(problem.message)
    return ""
