"""Which arriving records are new, which are there already, and which say otherwise.

What a later file adds where the case had nothing completes a record, unless it decides
something (`fields.py`); that, and what it says otherwise than the case, is a
correction, and with it all that the file says of it.

A record is the same one by its id or, where a corrected file gives it another id, by
what people would call it: a marker of one day and laboratory, a variant of one sample.
Where a case holds several of one name (two values of one day), those that agree are set
aside first, so that a second value is not taken for a correction of the first.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import JsonValue

from mdt_board.model.base import ListRecord
from mdt_board.model.case import Case, Diagnosis
from mdt_board.model.day import PartialDate
from mdt_board.model.edit import Edit
from mdt_board.model.issue import Issue, Severity
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
from mdt_board.model.text import N_, Message, Plain, Term, Terms, Where, Word
from mdt_board.workflow.fields import decides

ORIGIN = frozenset(
    {"id", "source", "place"}
)  # where a record is from, not what it says
LINKED: dict[type[ListRecord], tuple[tuple[str, ...], ...]] = {
    # one value in several fields: where the first differs, the others go with it,
    # also those that the file leaves empty
    Measurement: (("state", "diameter", "fragments", "merged_into"),),
    LabValue: (
        ("value", "comparator", "unit"),
        ("unit", "reference_low", "reference_high"),
    ),
}
TERM_FIELDS = frozenset({"analyte", "organ", "site", "route", "name", "regions"})
VALUE_FIELDS = frozenset(  # what they hold is one of a few words, each a term
    {
        "answer",
        "appearance",
        "best_response",
        "comparator",
        "kind",
        "level",
        "modality",
        "reading",
        "result",
        "role",
        "state",
        "status",
        "stop_reason",
        "trend",
    }
)
NOTHING = "–"
EMPTY: tuple[JsonValue, ...] = (None, "", [], {"zh": "", "en": ""})
STATUS = "status"  # of a typed result: another one is another result as a whole

DIFFERS = N_(
    "This record is already in the case with other content, from {place}; the case was "
    "left as it was. Compare the two and correct the wrong one."
)
CORRECTED = N_(
    "Corrected by this file, {field}: {before} → {after}. The case was left as it was, "
    "from {place}; accept the corrections to take them over."
)
CORRECTS_TYPED = N_(
    "This file differs from what was typed, {field}: {before} → {after}. The case was "
    "left as it was; accept the corrections to take them over."
)
ACCEPTED = N_("Corrected as accepted, {field}: {before} → {after}.")
COMPLETED = N_("Completed by this file, where the case had nothing: {fields}.")


@dataclass(frozen=True, slots=True)
class Pair:
    """One record as the case has it, and as the file has it."""

    there: ListRecord
    arrived: ListRecord


@dataclass(frozen=True, slots=True)
class Sorted:
    """What the arriving records of one kind are to the case.

    ``edited`` came from the same file before and were changed by hand since.
    ``completed`` contradict nothing that the case knows and say more that does not
    decide. ``ids`` leads
    from the id of an arriving record to that of the case's own.
    """

    new: list[ListRecord] = field(default_factory=list)
    completed: list[Pair] = field(default_factory=list)
    corrected: list[Pair] = field(default_factory=list)
    edited: list[Pair] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many records the case does not have as they arrived."""
        pairs = (self.completed, self.corrected, self.edited)
        return len(self.new) + sum(map(len, pairs))

    def issues(self, case: Case, is_accepted: bool) -> list[Issue]:
        """Tell what differs; accepted corrections are told as made."""
        names = {s.id: s.name for s in case.sources}
        told = [i for p in self.corrected for i in _fields(p, names, is_accepted)]
        left = [_edited(p, names) for p in self.edited]
        return [*left, *map(_completed, self.completed), *told]


def sort_out(
    there: Sequence[ListRecord], arrived: Iterable[ListRecord], case: Case
) -> Sorted:
    """Compare arriving records of one kind with those of the case.

    Args:
        there: the case's records of the kind.
        arrived: those of one file; their references already lead into the case.
        case: holds the studies to which measurements belong.
    """
    found = Sorted()
    by_id = {r.id: r for r in there}
    said = {_said(r): r.id for r in there}
    met: set[str] = set()
    left: list[ListRecord] = []
    for record in arrived:
        known, words = by_id.get(record.id), _said(record)
        if known is not None:
            met.add(known.id)
            if _said(known) != words:
                _differs(Pair(known, record), found)
        elif words in said:
            met.add(said[words])
            found.ids[record.id] = said[words]
        else:
            said[words] = record.id  # a file may say the same twice
            left.append(record)
    studies = {s.id: s for s in case.radiology.studies}
    _match(left, [r for r in there if r.id not in met], studies, found)
    return found


def _match(
    arrived: list[ListRecord],
    there: list[ListRecord],
    studies: Mapping[str, Study],
    found: Sorted,
) -> None:
    """Pair what is left by what people would call it; the rest of the file is new."""
    open_by_name: dict[object, list[ListRecord]] = {}
    for record in there if arrived else ():
        open_by_name.setdefault(name_of(record, studies), []).append(record)
    for record in arrived:
        name = name_of(record, studies) if open_by_name else None
        same = open_by_name.get(name, []) if name else []
        known = _counterpart(record, same)
        if known is None:
            found.new.append(record)
        else:
            same.remove(known)
            found.ids[record.id] = known.id
            _differs(Pair(known, record), found)


def _counterpart(record: ListRecord, same: Iterable[ListRecord]) -> ListRecord | None:
    """Return which of the same name it is: the one that it corrected before, if any.

    Two records of one file are two, unless one of them was accepted from this place.
    """
    origin_of = {(r.source, r.place): r for r in same}
    accepted = origin_of.get((record.source, record.place))
    return accepted or next((r for r in same if r.source != record.source), None)


def _differs(pair: Pair, found: Sorted) -> None:
    """Keep a pair that differs; where the file says only less, it agrees."""
    edits = changes(pair)
    if not edits:
        return
    if pair.there.source == pair.arrived.source:
        found.edited.append(pair)
    elif all(_fills(edit, pair.there) for edit in edits):
        found.completed.append(pair)
    else:
        found.corrected.append(pair)


def _fills(edit: Edit, there: ListRecord) -> bool:
    """Say whether an edit writes where nothing was known, and decides nothing."""
    return is_empty(edit.before) and not decides(edit.field, there)


def is_empty(value: JsonValue) -> bool:
    """Say whether a field that holds this says nothing; zero and no say something."""
    return value in EMPTY


def _said(record: ListRecord) -> tuple[Any, ...]:
    """Return what the record says, without where it came from."""
    return tuple(v for k, v in record if k not in ORIGIN)


Name = tuple[object, ...] | None


def name_of(record: ListRecord, studies: Mapping[str, Study]) -> Name:
    """Return what tells this record from others of its kind; None when nothing does."""
    if isinstance(record, Measurement):
        study = studies.get(record.study)
        day = study and _day(study.on)
        return (record.lesion, day, study.modality) if study and day else None
    name: tuple[object, ...] = _NAMES[type(record)](record)
    return name if name[0] else None


def _day(on: PartialDate | None) -> date | None:
    return on.exact if on else None


def _variant(record: Variant) -> tuple[object, ...]:
    if record.chromosome and record.position is not None:
        place = record.chromosome, record.position, record.ref, record.alt
        return record.sample, record.kind, *place
    named = record.hgvs_c or record.hgvs_p or record.label
    return record.sample, record.kind, record.gene, record.partner, named


# the first part has to be known, or the record has no name
_NAMES: dict[type[ListRecord], Callable[[Any], tuple[object, ...]]] = {
    Diagnosis: lambda r: (r.oncotree or r.histology.zh or r.histology.en,),
    Treatment: lambda r: (
        r.started_on,
        r.kind,
        tuple(sorted(d.name for d in r.drugs)),
        r.procedure,
        r.region,
    ),
    CoMedication: lambda r: (r.drug.name, r.started_on),
    Adherence: lambda r: (_day(r.on),),
    PerformanceStatus: lambda r: (_day(r.on),),
    Symptom: lambda r: (_day(r.on), r.name),
    LabValue: lambda r: (_day(r.on), r.analyte, r.laboratory),
    FamilyHistory: lambda r: (r.relative, r.cancer),
    PastIllness: lambda r: (r.name, r.on),
    Study: lambda r: (r.on, r.modality, r.accession or r.regions),
    ReRead: lambda r: (r.study, r.asked_on),
    Lesion: lambda r: (r.tracking_uid or r.label, "" if r.tracking_uid else r.organ),
    Specimen: lambda r: (_day(r.taken_on), r.site),
    Stain: lambda r: (r.marker, r.specimen, r.clone),
    FailedBiopsy: lambda r: (_day(r.on), r.route),
    Assay: lambda r: (r.sample,),
    Variant: _variant,
}


def changes(pair: Pair) -> tuple[Edit, ...]:
    """Return the edits that make the case's record say what the file says.

    What the file leaves empty is not a correction, unless it belongs to a value that
    the file gives otherwise: a lesion that is gone keeps no diameter.
    """
    before, after = (
        r.model_dump(mode="json", exclude=set(ORIGIN))
        for r in (pair.there, pair.arrived)
    )
    found = {path: (old, new) for path, old, new in _differing(before, after)}
    for first, *others in LINKED.get(type(pair.there), ()):
        if first in found:
            moved = [n for n in others if before[n] != after[n]]
            found |= {n: (before[n], after[n]) for n in moved}
    return tuple(
        Edit(record_id=pair.there.id, field=path, before=old, after=new)
        for path, (old, new) in found.items()
    )


def _differing(
    before: dict[str, Any], after: dict[str, Any], path: str = ""
) -> Iterator[tuple[str, JsonValue, JsonValue]]:
    for name, new in after.items():
        old = before[name]
        if new == old or new in EMPTY:
            continue
        is_part = isinstance(old, dict) and isinstance(new, dict)
        if is_part and old.keys() == new.keys() and old.get(STATUS) == new.get(STATUS):
            yield from _differing(old, new, f"{path}{name}.")
        else:
            yield f"{path}{name}", old, new


def origin(pair: Pair) -> tuple[Edit, ...]:
    """Return the edits that say that the record is now from the file."""
    return tuple(
        Edit(
            record_id=pair.there.id,
            field=name,
            before=getattr(pair.there, name),
            after=getattr(pair.arrived, name),
        )
        for name in ("source", "place")
    )


def _fields(pair: Pair, names: Mapping[str, str], is_accepted: bool) -> list[Issue]:
    """Tell each field that a file corrects, before and after."""
    place = _origin(pair.there, names)
    known = place.file or place.place
    text = ACCEPTED if is_accepted else CORRECTED if known else CORRECTS_TYPED
    severity = Severity.NOTED if is_accepted else Severity.SKIPPED
    where: dict[str, Word] = {"place": place} if text is CORRECTED else {}
    return [
        Issue(
            "corrected", severity, pair.arrived.place, Message(text, _told(e) | where)
        )
        for e in changes(pair)
    ]


def _completed(pair: Pair) -> Issue:
    fields = dict.fromkeys(f"field.{_title(edit)}" for edit in changes(pair))
    message = Message(COMPLETED, {"fields": Terms(tuple(fields))})
    return Issue("completed", Severity.NOTED, pair.arrived.place, message)


def _edited(pair: Pair, names: Mapping[str, str]) -> Issue:
    message = Message(DIFFERS, {"place": _origin(pair.there, names)})
    return Issue("differs", Severity.SKIPPED, pair.arrived.place, message)


def _origin(record: ListRecord, names: Mapping[str, str]) -> Where:
    return Where(record.place, names.get(record.source, ""))


def _title(edit: Edit) -> str:
    """Return the field that is told: of words in one language, the field they are of.

    A whole part that was unknown is told by its own name.
    """
    name = edit.field.rpartition(".")[2]
    return edit.field.partition(".")[0] if name in {"zh", "en"} else name


def _told(edit: Edit) -> dict[str, Word]:
    title = _title(edit)
    sides = {"before": edit.before, "after": edit.after}
    said = {side: _word(title, value) for side, value in sides.items()}
    return {"field": Term(f"field.{title}"), **said}


def _word(name: str, value: JsonValue) -> Word:
    if isinstance(value, bool):
        return Term(f"said.{'yes' if value else 'no'}")
    if isinstance(value, dict) and isinstance(value.get(STATUS), str):
        others = {k: v for k, v in value.items() if k != STATUS and v not in EMPTY}
        rest = (_text({k: v}) for k, v in others.items())
        return Terms((f"said.{STATUS}.{value[STATUS]}", *rest))
    if not isinstance(value, str) or not value:
        return Plain(_text(value))
    if name in TERM_FIELDS:
        return Term(value)
    return Term(f"said.{name}.{value}") if name in VALUE_FIELDS else Plain(value)


def _text(value: JsonValue) -> str:
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, dict):
        known = {k: v for k, v in value.items() if v not in EMPTY}
        return ", ".join(f"{k} {_text(v)}" for k, v in known.items()) or NOTHING
    if isinstance(value, list):
        return "; ".join(_text(v) for v in value)
    return str(value)
