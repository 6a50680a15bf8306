"""Cells of records: what stands in a field, so that it can be typed again."""

from decimal import Decimal
from enum import StrEnum
from typing import Any

from mdt_board.i18n import Translator
from mdt_board.model.base import ListRecord, Record
from mdt_board.model.case import Case
from mdt_board.model.oncology import Comparator, Drug, LabValue
from mdt_board.model.radiology import Measurement
from mdt_board.model.text import FreeText
from mdt_board.presenters.editing import CellEdit, Choice
from mdt_board.presenters.record_kinds import KINDS, SEEN_HINT, Field
from mdt_board.presenters.regimen import dosed
from mdt_board.presenters.typed_records import result_text, seen_text
from mdt_board.terminology.values import NO, YES

PERCENT = Decimal(100)
MOST_HINTS = 6


def cell(one: Field, owner: Record, record: str, tr: Translator) -> CellEdit:
    """Return the cell of one field of a record; of the case where ``record`` is ''."""
    choices = one.choices(tr) if one.choices else ()
    value = _value(owner, one.path)
    text = _identifier(owner, one.path) if one.kind == "identifier" else ""
    return CellEdit(
        record=record,
        field=one.path,
        text=text or _text(value, one, owner, tr),
        kind=one.kind,
        unit=one.unit,
        choices=choices,
        hint=tr(one.hint)
        if one.hint
        else " / ".join(c.text for c in choices[:MOST_HINTS]),
    )


def _hint(one: Field, choices: tuple[Choice, ...], tr: Translator) -> str:
    names = " / ".join(c.text for c in choices[:MOST_HINTS])
    more = " …" if len(choices) > MOST_HINTS else ""
    return tr(one.hint) if one.hint else names + more


def cell_of(kind: str, path: str, record: ListRecord, tr: Translator) -> CellEdit:
    """Return the cell of one field of a record of a listed kind."""
    one = next(f for f in KINDS[kind].fields if f.path == path)
    return cell(one, record, record.id, tr)


def _value(owner: Record, path: str) -> Any:
    found: Any = owner
    for name in path.split("."):
        found = getattr(found, name, None)
    return found


def _identifier(owner: Record, path: str) -> str:
    kind = path.rpartition(".")[2]
    numbers = owner.patient.identifiers if isinstance(owner, Case) else ()
    return next((n.value for n in numbers if n.kind == kind), "")


def _text(value: Any, one: Field, owner: Record, tr: Translator) -> str:
    """Write a value as it may be typed again."""
    if one.kind == "vaf":
        return result_text(value, tr)
    if value is None:
        return ""
    if isinstance(value, FreeText):
        return tr.free(value)
    if isinstance(value, tuple):
        return _several(value, tr)
    return _number(value, one, owner) or _named(value, one, tr)


def _number(value: Any, one: Field, owner: Record) -> str:
    """Write a share in percent, and a bound with its sign; nothing for the rest."""
    if one.kind == "fraction":
        return f"{(value * PERCENT).normalize():f}"
    if isinstance(owner, LabValue) and one.kind == "bounded":
        sign = "" if owner.comparator is Comparator.EQUAL else owner.comparator.value
        return f"{sign}{value}"
    return ""


def _named(value: Any, one: Field, tr: Translator) -> str:
    key = str(value.value if isinstance(value, StrEnum) else value)
    if isinstance(value, bool):
        key = YES if value else NO
    choices = one.choices(tr) if one.choices else ()
    return next((c.text for c in choices if c.value == key), key)


def _several(values: tuple[Any, ...], tr: Translator) -> str:
    if values and isinstance(values[0], Drug):
        return " + ".join(dosed(drug, tr) for drug in values)
    return tr.join([tr.term(str(v)) for v in values])


def empty_cell(one: Field, text: str, tr: Translator) -> CellEdit:
    """Return the cell of a field of a record that is not there yet."""
    choices = one.choices(tr) if one.choices else ()
    hint = _hint(one, choices, tr)
    return CellEdit("", one.path, text, one.kind, one.unit, choices, hint)


def seen_cell(
    lesion: str, study: str, seen: Measurement | None, case: Case, tr: Translator
) -> CellEdit:
    """Return the cell of a lesion at one study, whether it was measured or not."""
    return CellEdit(
        record=seen.id if seen else lesion,
        field="diameter" if seen else f"at:{study}",
        text=seen_text(seen, case, tr),
        kind="length-mm",
        unit="mm",
        hint=tr(SEEN_HINT),
        removes=(seen.id,) if seen else (),
    )


def lesion_records(case: Case, lesion: str) -> tuple[str, ...]:
    """Return what goes when a lesion goes: what was measured of it, then itself."""
    own = [m.id for m in case.radiology.measurements if m.lesion == lesion]
    return (*own, lesion)
