"""Cells that are edited in place: what stands in them, and what typed words mean.

A presenter puts a `CellEdit` behind each cell that may be typed into; `parsed` turns
what was typed into edits of the case, or says what is wrong and what is expected.
"""

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import JsonValue

from mdt_board.i18n import Translator
from mdt_board.model.case import Case
from mdt_board.model.edit import Edit
from mdt_board.model.text import N_, Message, Plain, written
from mdt_board.presenters import typed_records
from mdt_board.presenters.typed_values import (
    Unreadable,
    read_choice,
    read_day,
    read_drugs,
    read_fraction,
    read_number,
    read_protein,
    read_term,
    read_terms,
    read_whole,
)
from mdt_board.terminology.completion import Choice
from mdt_board.workflow.edit import EditError, apply, changing

__all__ = ["CellEdit", "Choice", "Reader", "changed", "parsed", "value_of"]

EXPECTED = N_("This cannot stand here; expected: {expected}.")
NOT_HERE = N_("This cannot stand here; look at the unit and the range.")
NEEDED = N_("This cannot be empty; Esc takes back what was typed.")

Read = Callable[[str, tuple[Choice, ...]], JsonValue]


@dataclass(frozen=True, slots=True)
class CellEdit:
    """One cell that may be typed into.

    ``record`` is the record's id, empty for the case itself; ``field`` is as in an
    `Edit`, or ``at:<study>`` of a lesion and ``in:<sample>`` of a variant, where the
    record may not be there yet. ``text`` is what typing begins with. ``kind`` is one of
    length-mm, vaf, number, bounded, fraction, day, choice, term, terms, drugs, text,
    whole, protein, identifier. ``hint`` says what is expected. ``removes`` are the
    records that go when the cell is deleted, where these are not those of its row.
    """

    record: str
    field: str
    text: str
    kind: str
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    hint: str = ""
    removes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads typed words against one state of a case, in one language."""

    case: Case
    tr: Translator

    def after(self, edits: tuple[Edit, ...]) -> "Reader":
        """Return the reader of the case with these edits."""
        return Reader(apply(self.case, edits), self.tr)

    def __call__(self, cell: CellEdit, text: str) -> tuple[Edit, ...] | str:
        """Return the edits, or why there are none, in words."""
        found = parsed(cell, text, self.case, self.tr)
        return self.tr.message(found) if isinstance(found, Message) else found


def parsed(
    cell: CellEdit, text: str, case: Case, tr: Translator
) -> tuple[Edit, ...] | Message:
    """Return what typed words change in the case, nothing where they change nothing.

    Empty text means that the value is not known; it never means zero. Where a value has
    to be known the answer is a message, as it is where the words are not understood.
    """
    try:
        edits = _edits(cell, text.strip(), case, tr)
        apply(case, edits)
    except Unreadable as unreadable:
        return unreadable.message
    except EditError as error:
        if not text.strip():
            return Message(NEEDED)
        return _refusal(cell, error)
    return edits


def value_of(cell: CellEdit, text: str) -> JsonValue:
    """Return what typed words mean in a cell of one value, as JSON.

    Raises:
        Unreadable: when they mean nothing there.
    """
    if cell.kind == "text":
        return text
    return READS[cell.kind](text, cell.choices) if text else None


READS: dict[str, Read] = {
    "number": read_number,
    "fraction": read_fraction,
    "day": read_day,
    "choice": read_choice,
    "term": read_term,
    "terms": read_terms,
    "drugs": read_drugs,
    "whole": read_whole,
    "protein": read_protein,
}
SEVERAL = {
    "length-mm": typed_records.seen_at,
    "vaf": typed_records.result_of,
    "bounded": typed_records.bounded,
    "identifier": typed_records.identifier,
}


def _edits(cell: CellEdit, text: str, case: Case, tr: Translator) -> tuple[Edit, ...]:
    if text == cell.text.strip():
        return ()
    several = SEVERAL.get(cell.kind)
    if several:
        return several(case, cell.record, cell.field, text, tr)
    return changed(case, cell.record, cell.field, value_of(cell, text))


def changed(case: Case, record: str, field: str, after: JsonValue) -> tuple[Edit, ...]:
    """Return the edit that sets a field, none where it says that already.

    Words become what somebody wrote in their language; a part of what is not known yet
    begins it; what is left empty is as the record says it of the unknown.
    """
    parent, _, name = field.rpartition(".")
    try:
        edit = changing(case, record, field, after)
    except EditError:
        if not parent or changing(case, record, parent, None).before is not None:
            raise
        begins: JsonValue = {name: after}
        return (changing(case, record, parent, begins),) if after else ()
    if _is_written(edit.before):
        after = written(str(after or "")).model_dump(mode="json")
    elif after is None:
        after = _unknown(case, edit)
    return () if after == edit.before else (changing(case, record, field, after),)


def _is_written(before: JsonValue) -> bool:
    return isinstance(before, dict) and set(before) == {"zh", "en"}


def _unknown(case: Case, edit: Edit) -> JsonValue:
    """Return how the record says that a field is not known: None, or nothing in it."""
    if isinstance(edit.before, list):
        return []
    try:
        apply(case, [edit])
    except EditError:
        return "" if isinstance(edit.before, str) else None
    return None


def _refusal(cell: CellEdit, error: EditError) -> Message:
    if cell.hint:
        return Message(EXPECTED, {"expected": Plain(cell.hint)})
    return Message(NOT_HERE)
