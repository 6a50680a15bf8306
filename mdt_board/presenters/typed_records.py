"""Cells that stand for more than one field: what was seen of a lesion, a typed result.

What was typed replaces all that it would contradict: a diameter takes away the state
that stood in its place, a fraction takes away the reads of another one.
"""

import json
import re
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import JsonValue

from mdt_board.i18n import Translator
from mdt_board.model.base import ListRecord
from mdt_board.model.case import Case
from mdt_board.model.edit import Edit
from mdt_board.model.molecular import Assay, Detected, NotDetected, Result, Variant
from mdt_board.model.oncology import Comparator
from mdt_board.model.quantity import ZERO
from mdt_board.model.radiology import LesionState, Measurement
from mdt_board.model.text import N_
from mdt_board.presenters.typed_values import Unreadable, decimal, length, plain, share
from mdt_board.terminology import values
from mdt_board.terminology.names import folded, slug
from mdt_board.workflow.edit import adding, changing, removing

STATES = {
    LesionState.PRESENT: N_("still seen"),
    LesionState.ABSENT: N_("gone"),
    LesionState.TOO_SMALL: N_("too small"),
    LesionState.NOT_EVALUABLE: N_("NE"),
    LesionState.SPLIT: N_("split"),
    LesionState.MERGED: N_("merged"),
    LesionState.UNEQUIVOCAL_PROGRESSION: N_("unequivocal progression"),
    LesionState.UNEQUIVOCAL: N_("unequivocal"),
    LesionState.EQUIVOCAL: N_("equivocal"),
    LesionState.MEASURED: N_("measured"),
}
RESULTS = {
    values.NOT_DETECTED: N_("not detected"),
    values.NOT_ANALYZED: N_("not analyzed"),
    values.FAILED: N_("failed"),
}
BAD_SEEN = N_(
    "Not understood; write the diameter in mm as 18.2, or gone, too small, NE, still "
    "seen, 12+8 for two parts, or ->T2 for merged into T2."
)
NO_LESION = N_("No other lesion has this label; write it as in the grid.")
BAD_RESULT = N_(
    "Not understood; write the VAF in percent as 0.31, reads as 8/2500, ND or <0.04, "
    "not analyzed, or failed."
)
NOT_ZERO = N_("Zero is no result; write ND where it was not detected.")
NO_RESULT = N_("A result is needed; Delete takes the whole row away.")

BAD_BOUND = N_("Write the number as 4.4, or its bound as <0.5.")

Fields = dict[str, JsonValue]
AnyRecord = TypeVar("AnyRecord", bound=ListRecord)
_MERGED = re.compile(r"(?:->|→|>|=|merged(?: into)?|并入|融合至)\s*(.+)", re.IGNORECASE)
_READS = re.compile(r"(\d{1,9})\s*/\s*(\d{1,12})", re.ASCII)
_BOUND = re.compile(r"([<>≤≥]?)\s*(.+)")
PERCENT = Decimal(100)
EXACT_DIGITS = 6


# lesions


def seen_at(
    case: Case, record: str, field: str, text: str, tr: Translator
) -> tuple[Edit, ...]:
    """Return what makes a lesion's measurement say what was typed.

    Args:
        case: the case as it is.
        record: a measurement's id, or a lesion's where ``field`` is ``at:<study>``.
        field: as in a `CellEdit`.
        text: what was typed; empty takes the measurement away.
        tr: the language in which states are shown.
    """
    study = field.removeprefix("at:") if field.startswith("at:") else ""
    there = _measurement(case, record, study)
    if not text:
        return (removing(case, there.id),) if there else ()
    lesion = there.lesion if there else record
    fields = _seen(case, lesion, text, tr)
    if there:
        return set_fields(case, there, fields)
    name = f"{lesion.removeprefix('lesion-')}-{study.removeprefix('study-')}"
    begun = {"id": free_id(case, f"measurement-{name}"), "lesion": lesion}
    made = record_of(Measurement, {**begun, "study": study, **fields})
    return (adding(case, "radiology.measurements", made),)


def _measurement(case: Case, record: str, study: str) -> Measurement | None:
    for measured in case.radiology.measurements:
        if measured.id == record and not study:
            return measured
        if study and (measured.lesion, measured.study) == (record, study):
            return measured
    return None


def _seen(case: Case, lesion: str, text: str, tr: Translator) -> Fields:
    state = _state(text, tr)
    if state:
        return _fields(state)
    merged = _MERGED.fullmatch(plain(text))
    if merged:
        return _fields(LesionState.MERGED, into=_lesion(case, lesion, merged[1]))
    if not any(c.isdigit() for c in text):
        raise Unreadable(BAD_SEEN)
    parts = [length(part) for part in plain(text).split("+")]
    if len(parts) > 1:
        return _fields(LesionState.SPLIT, fragments=[str(p) for p in parts])
    if parts[0] == ZERO:  # how many write that a lesion is gone
        return _fields(LesionState.ABSENT)
    return _fields(LesionState.MEASURED, diameter=str(parts[0]))


def _fields(
    state: LesionState,
    diameter: str | None = None,
    fragments: list[str] | None = None,
    into: str = "",
) -> Fields:
    pieces: list[JsonValue] = [*(fragments or [])]
    return {
        "state": state.value,
        "diameter": diameter,
        "fragments": pieces,
        "merged_into": into,
    }


def _state(text: str, tr: Translator) -> LesionState | None:
    found = values.meaning(text, values.STATES)
    if found:
        return LesionState(found)
    shown = {folded(tr(words)): state for state, words in STATES.items()}
    return shown.get(folded(text))


def _lesion(case: Case, lesion: str, label: str) -> str:
    others = (x for x in case.radiology.lesions if x.id != lesion)
    found = next((x.id for x in others if folded(x.label) == folded(label)), None)
    if found is None:
        raise Unreadable(NO_LESION)
    return found


def seen_text(measured: Measurement | None, case: Case, tr: Translator) -> str:
    """Write what was seen of a lesion so that it can be typed again."""
    if measured is None:
        return ""
    if measured.state is LesionState.MEASURED and measured.diameter:
        return str(measured.diameter)
    if measured.state is LesionState.SPLIT and measured.fragments:
        return "+".join(map(str, measured.fragments))
    into = measured.merged_into
    label = next((x.label for x in case.radiology.lesions if x.id == into), "")
    if measured.state is LesionState.MERGED and label:
        return f"->{label}"
    return tr(STATES[measured.state])


# results


def result_of(
    case: Case, record: str, field: str, text: str, tr: Translator
) -> tuple[Edit, ...]:
    """Return what makes a variant or an assay say the typed result."""
    owner = _owner(case, record)
    result = owner.result if owner else None
    if not text and isinstance(owner, Assay):
        return _result_edit(case, record, field, None)
    if not text:
        raise Unreadable(NO_RESULT)
    lod = _limit(case, owner, result)
    return _result_edit(case, record, field, typed_result(text, lod, result, tr))


def _result_edit(
    case: Case, record: str, field: str, after: JsonValue
) -> tuple[Edit, ...]:
    edit = changing(case, record, field, after)
    return () if edit.before == edit.after else (edit,)


def _owner(case: Case, record: str) -> Variant | Assay | None:
    owners: list[Variant | Assay] = [*case.molecular.variants, *case.molecular.assays]
    return next((x for x in owners if x.id == record), None)


def _limit(
    case: Case, owner: Variant | Assay | None, result: Result | None
) -> Decimal | None:
    """Return the limit that holds where none is typed: its own, or the assay's."""
    if isinstance(result, NotDetected) and result.lod is not None:
        return result.lod
    sample = owner.sample if owner else ""
    limits = (a.lod for a in case.molecular.assays if a.sample == sample)
    return next(limits, None)


def typed_result(
    text: str, lod: Decimal | None, before: Result | None, tr: Translator
) -> JsonValue:
    """Return the result that was typed, as JSON.

    Args:
        text: what was typed; never empty.
        lod: the limit that holds where none is typed.
        before: the result until now; its depth and reason stay where they still fit.
        tr: the language in which results are shown.

    Raises:
        Unreadable: when it is none.
    """
    meant = values.meaning(text, values.RESULTS) or _shown_result(text, tr)
    depth = getattr(before, "total_reads", None)
    if meant == values.NOT_DETECTED:
        return _json(NotDetected(lod=lod, total_reads=depth))
    if meant == values.DETECTED:
        return _json(Detected(total_reads=depth))
    if meant in (values.NOT_ANALYZED, values.FAILED):
        return {"status": meant, "reason": getattr(before, "reason", "")}
    return _numbered(plain(text), depth)


def _shown_result(text: str, tr: Translator) -> str | None:
    shown = {folded(tr(words)): meant for meant, words in RESULTS.items()}
    return shown.get(folded(text))


def _numbered(text: str, depth: int | None) -> JsonValue:
    reads = _READS.fullmatch(text)
    if reads:
        return _by_reads(int(reads[1]), int(reads[2]))
    if not any(c.isdigit() for c in text):
        raise Unreadable(BAD_RESULT)
    if text.startswith("<"):
        return _json(NotDetected(lod=share(text[1:]), total_reads=depth))
    vaf = share(text)
    if not vaf:
        raise Unreadable(NOT_ZERO)
    return _json(Detected(vaf=vaf.normalize(), total_reads=depth))


def _by_reads(mutant: int, total: int) -> JsonValue:
    if not 0 < mutant <= total:
        raise Unreadable(NOT_ZERO if not mutant else BAD_RESULT)
    vaf = round(Decimal(mutant) / Decimal(total), EXACT_DIGITS).normalize()
    return _json(Detected(vaf=vaf, alt_reads=mutant, total_reads=total))


def _json(result: Result) -> JsonValue:
    found: JsonValue = result.model_dump(mode="json")
    return found


def result_text(result: Result | None, tr: Translator) -> str:
    """Write a result so that it can be typed again: percent, ND, or why not."""
    if result is None:
        return ""
    if isinstance(result, Detected):
        if result.vaf is None:
            return values.RESULTS[values.DETECTED][0]
        return f"{(result.vaf * PERCENT).normalize():f}"
    if isinstance(result, NotDetected) and result.lod is not None:
        return f"<{(result.lod * PERCENT).normalize():f}"
    return tr(RESULTS[result.status])


# values with a bound, numbers of a patient


def bounded(
    case: Case, record: str, field: str, text: str, _: Translator
) -> tuple[Edit, ...]:
    """Return what makes a laboratory value say the typed number or bound."""
    value, comparator = bound(text)
    wanted = {field: value, "comparator": comparator}
    edits = [changing(case, record, name, after) for name, after in wanted.items()]
    return tuple(e for e in edits if e.before != e.after)


def bound(text: str) -> tuple[str, str]:
    """Return a number and its comparator, for ``<0.5`` as for ``4.4``.

    Raises:
        Unreadable: when it is neither.
    """
    found = _BOUND.fullmatch(plain(text))
    if not found or found[1] in ("≤", "≥"):
        raise Unreadable(BAD_BOUND)
    sign = Comparator(found[1] or Comparator.EQUAL)
    return f"{decimal(found[2], BAD_BOUND):f}", sign.value


def identifier(
    case: Case, _record: str, field: str, text: str, _: Translator
) -> tuple[Edit, ...]:
    """Return what gives the patient this number, or takes it away.

    ``field`` is ``patient.identifiers.<kind>``; a second number of a kind stays.
    """
    path, _dot, kind = field.rpartition(".")
    edit = changing(case, "", path, None)
    numbers: list[Any] = edit.before if isinstance(edit.before, list) else []
    at = next((i for i, n in enumerate(numbers) if n["kind"] == kind), len(numbers))
    typed = [{"kind": kind, "value": text}] if text else []
    after = [*numbers[:at], *typed, *numbers[at + 1 :]]
    return () if after == numbers else (changing(case, "", path, after),)


# records


def set_fields(case: Case, record: ListRecord, fields: Fields) -> tuple[Edit, ...]:
    """Return the edits of those fields that say something else."""
    edits = [changing(case, record.id, name, after) for name, after in fields.items()]
    return tuple(e for e in edits if e.before != e.after)


def record_of(kind: type[AnyRecord], fields: Fields) -> AnyRecord:
    """Return a record of these JSON values; raises pydantic's ValidationError."""
    return kind.model_validate_json(json.dumps(fields))


def free_id(case: Case, wanted: str) -> str:
    """Return ``wanted``, with a number where the case has it already."""
    taken = {m.id for m in case.radiology.measurements}
    taken |= {x.id for x in case.radiology.lesions}
    found, number = slug(wanted), 2
    while found in taken:
        found, number = f"{slug(wanted)}-{number}", number + 1
    return found
