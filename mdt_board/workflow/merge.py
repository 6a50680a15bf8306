"""What changed between two versions of a case, and joining what two people changed.

Differences are told in units: one field of a listed record, one field of a part of the
case (``patient.name``), or a whole record that came or went. Two people's edits join
when they touch different units; where both touch the same one, both are shown and
nothing is overwritten. Whoever takes a record out also touches those that refer to it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from pydantic import JsonValue

from mdt_board.model.base import ListRecord, Record
from mdt_board.model.case import Case
from mdt_board.model.edit import Conflict, Edit, Merge
from mdt_board.model.text import FreeText
from mdt_board.workflow.edit import FIXED, all_records, apply
from mdt_board.workflow.fields import REFERENCES
from mdt_board.workflow.rebase import list_path, rebased

SIGNATURES = "sign_offs"
PROGRESS = frozenset({"decision.state", "decision.transitions"})
Place = tuple[str, ...]


def difference(before: Case, after: Case) -> tuple[Edit, ...]:
    """Return the edits that turn ``before`` into ``after``, but for the revision.

    Raises:
        ValueError: when they are not versions of the same case.
    """
    if before.id != after.id:
        raise ValueError("these are two cases, not two versions of one")
    units = tuple(_units(before, after, ""))
    shared = _shared_ids(units)
    removed: list[Edit] = []
    changed: list[Edit] = []
    added: list[Edit] = []
    for unit in units:
        if unit.before is unit.after:
            continue
        if unit.is_list and not shared & unit.ids:
            left, same, came = _of_list(unit)
            removed += left
            changed += same
            added += came
        else:
            changed += _field("", unit.path, *unit.as_json)
    return *removed, *changed, *added


def three_way(base: Case, mine: Iterable[Edit], theirs: Iterable[Edit]) -> Merge:
    """Join two people's edits of ``base``; ``theirs`` are in the case already.

    Raises:
        EditError: when either side's edits do not apply to ``base``.
    """
    return _joined(base, apply(base, mine), apply(base, theirs))


@dataclass(frozen=True, slots=True)
class Later:
    """A version that followed; ``is_own`` says that whoever takes back saved it."""

    case: Case
    is_own: bool


def undo(before: Case, changed: Case, since: Sequence[Later]) -> Merge:
    """Return what takes one's own change back and leaves all that was done since.

    What somebody else touched since is theirs, even where they wrote the same again.

    Args:
        before: the case that was changed.
        changed: what it became.
        since: all versions after it, in their order.
    """
    now = since[-1].case if since else changed
    versions = [changed, *(later.case for later in since)]
    touched: list[_Placed] = []
    for old, later in zip(versions, since, strict=False):
        if not later.is_own:
            touched = [*_placed(old, later.case), *touched]  # the latest first
    return _joined(changed, before, now, touched)


def referring(case: Case, gone: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the records that refer to one that is gone: their ids, and its id."""
    for _, _, record in all_records(case):
        for name in REFERENCES.get(type(record), ()):
            if getattr(record, name) in gone:
                yield record.id, getattr(record, name)


def ids_of(case: Case) -> set[str]:
    """Return the ids of all records of a case."""
    return {record.id for _, _, record in all_records(case)}


def _joined(
    base: Case, wanted: Case, now: Case, touched: Sequence["_Placed"] = ()
) -> Merge:
    """Join ``wanted`` with ``now``; what is in ``touched`` is not changed again.

    What both changed alike stands against nothing of either, nor does what only moved
    in its list where the other took it out. What one side took out and put back in
    with other content stands against its removal by the other.
    """
    mine, theirs = _placed(base, wanted), _placed(base, now)
    news, others = _without_settled(mine, theirs), _without_settled(theirs, mine)
    clashes = [(m, t) for m in news for t in others if _collide(m, t)]
    met = {id(m) for m, _ in clashes}
    for new in news:
        again = next((t for t in touched if _collide(new, t)), None)
        if again and id(new) not in met:
            clashes.append((new, again))
    blocked = {id(m) for m, _ in clashes}
    blocked |= _whole_records(news, blocked)
    free = [m.edit for m in news if id(m) not in blocked]
    conflicts = tuple(Conflict(m.edit, t.edit) for m, t in clashes)
    return Merge(rebased(wanted, now, free), conflicts)


# what changed


@dataclass(frozen=True, slots=True)
class _Unit:
    """One field of the case or of a part of it, in both versions."""

    path: str
    name: str
    old: Record
    new: Record

    @property
    def before(self) -> object:
        return getattr(self.old, self.name)

    @property
    def after(self) -> object:
        return getattr(self.new, self.name)

    @property
    def is_list(self) -> bool:
        """Say whether it is a list of records with ids."""
        found = get_args(type(self.old).model_fields[self.name].annotation)
        kind = found[0] if found else None
        return isinstance(kind, type) and issubclass(kind, ListRecord)

    @property
    def ids(self) -> set[str]:
        return {r.id for r in (*_records(self.before), *_records(self.after))}

    @property
    def as_json(self) -> tuple[JsonValue, JsonValue]:
        old, new = (
            owner.model_dump(mode="json", include={self.name})[self.name]
            for owner in (self.old, self.new)
        )
        return old, new


def _units(before: Record, after: Record, path: str) -> Iterator[_Unit]:
    for name in type(before).model_fields:
        if not path and name in FIXED:
            continue
        old, new = getattr(before, name), getattr(after, name)
        here = f"{path}.{name}" if path else name
        if not path and _is_part(old) and _is_part(new):
            yield from _units(old, new, here)
        else:
            yield _Unit(here, name, before, after)


def _is_part(value: object) -> bool:
    return isinstance(value, Record) and not isinstance(value, FreeText)


def _shared_ids(units: Iterable[_Unit]) -> set[str]:
    """Return the ids that more than one record of a version has.

    An edit cannot name such a record; their lists are told as a whole.
    """
    lists = [u for u in units if u.is_list]
    shared: set[str] = set()
    for version in ("before", "after"):
        ids = Counter(r.id for u in lists for r in _records(getattr(u, version)))
        shared |= {record_id for record_id, count in ids.items() if count > 1}
    return shared


def _records(value: object) -> Sequence[ListRecord]:
    return value if isinstance(value, tuple) else ()


def _of_list(unit: _Unit) -> tuple[list[Edit], list[Edit], list[Edit]]:
    """Return what left the list, what changed in it and what came into it."""
    before, after = _records(unit.before), _records(unit.after)
    kept = _kept(before, after)
    left = [
        _whole(unit.path, at, record, is_added=False)
        for at, record in enumerate(before)
        if record.id not in kept
    ]
    came = [
        _whole(unit.path, at, record, is_added=True)
        for at, record in enumerate(after)
        if record.id not in kept
    ]
    old = {r.id: r for r in before}
    changed = [e for r in after if r.id in kept for e in _of_record(r.id, old[r.id], r)]
    return left[::-1], changed, came


def _kept(before: Sequence[ListRecord], after: Sequence[ListRecord]) -> set[str]:
    """Return the ids of records that stay; one that moved leaves and comes back."""
    position = {r.id: at for at, r in enumerate(before)}
    kept: set[str] = set()
    last = -1
    for record in after:
        at = position.get(record.id, -1)
        if at > last:
            kept.add(record.id)
            last = at
    return kept


def _of_record(record_id: str, old: ListRecord, new: ListRecord) -> Iterator[Edit]:
    if old is new:
        return
    before, after = old.model_dump(mode="json"), new.model_dump(mode="json")
    for name, value in before.items():
        yield from _field(record_id, name, value, after[name])


def _field(
    record_id: str, field: str, before: JsonValue, after: JsonValue
) -> Iterator[Edit]:
    if before != after:
        yield Edit(record_id=record_id, field=field, before=before, after=after)


def _whole(path: str, at: int, record: ListRecord, *, is_added: bool) -> Edit:
    value: JsonValue = {
        "list": path,
        "at": at,
        "record": record.model_dump(mode="json"),
    }
    before, after = (None, value) if is_added else (value, None)
    return Edit(record_id=record.id, field="", before=before, after=after)


# joining


@dataclass(frozen=True, slots=True)
class _Placed:
    """An edit with where in the case it is: path, and then record id and field.

    ``refers_to`` are the records to which the edited one then refers; ``takes_out`` is
    the record that is not there any more. ``only_moves`` says that the record left its
    list and came back into it as it was.
    """

    edit: Edit
    place: Place
    refers_to: frozenset[str]
    takes_out: str
    only_moves: bool


def _placed(before: Case, after: Case) -> list[_Placed]:
    """Return what changed, with its places."""
    lists = {r.id: u.path for u in _units(before, before, "") for r in _listed(u)}
    refer: dict[str, set[str]] = {}
    there = ids_of(after)
    for record_id, other in referring(after, there | ids_of(before)):
        refer.setdefault(record_id, set()).add(other)
    found = difference(before, after)
    moved = _moved(found)
    return [
        _Placed(
            e,
            _place(e, lists),
            frozenset(refer.get(e.record_id, ())),
            e.record_id if e.record_id not in there else "",
            not e.field and e.record_id in moved,
        )
        for e in found
    ]


def _moved(edits: Iterable[Edit]) -> set[str]:
    """Return the records that left a list and came back into it as they were."""
    whole = [e for e in edits if not e.field]
    left = {e.record_id: (list_path(e), _record_of(e)) for e in whole if e.before}
    came = {e.record_id: (list_path(e), _record_of(e)) for e in whole if e.after}
    return {i for i in left if left[i] == came.get(i)}


def _listed(unit: _Unit) -> Sequence[ListRecord]:
    return _records(unit.before) if unit.is_list else ()


def _place(edit: Edit, lists: dict[str, str]) -> Place:
    if not edit.record_id:
        return tuple(edit.field.split("."))
    if edit.field:
        return (*lists[edit.record_id].split("."), edit.record_id, edit.field)
    return (*list_path(edit).split("."), edit.record_id)


def _record_of(edit: Edit) -> JsonValue:
    value = edit.before if edit.after is None else edit.after
    return value["record"] if isinstance(value, dict) else None


def _says_the_same(mine: _Placed, theirs: _Placed) -> bool:
    """Say whether both made the same change; a position in a list does not count."""
    if mine.place != theirs.place or (mine.edit.after is None) != (
        theirs.edit.after is None
    ):
        return False
    if mine.edit.field:
        return mine.edit.after == theirs.edit.after
    return _record_of(mine.edit) == _record_of(theirs.edit)


def _without_settled(
    edits: Iterable[_Placed], others: Sequence[_Placed]
) -> list[_Placed]:
    return [e for e in edits if not any(_is_settled(e, o) for o in others)]


def _is_settled(edit: _Placed, other: _Placed) -> bool:
    """Say whether nothing is left to do of an edit once the other one is made."""
    if edit.only_moves and other.takes_out == edit.edit.record_id:
        return True
    if edit.takes_out and not other.takes_out:
        return False  # the other removes it only to put it back in
    return _says_the_same(edit, other)


def _collide(mine: _Placed, theirs: _Placed) -> bool:
    """Say whether a person has to choose between two edits.

    A signature covers the whole case, so nothing may slip under one; and nobody
    changes a decision while another proposes, signs or withdraws it.
    """
    if mine.place[0] == SIGNATURES:
        return True
    if mine.place[0] == theirs.place[0] == "decision":
        fields = {mine.edit.field, theirs.edit.field}
        if fields & PROGRESS:
            return True
    if mine.takes_out in theirs.refers_to or theirs.takes_out in mine.refers_to:
        return True
    return _overlap(mine.place, theirs.place) or _same_record(mine.edit, theirs.edit)


def _overlap(one: Place, other: Place) -> bool:
    shared = min(len(one), len(other))
    return one[:shared] == other[:shared]


def _same_record(mine: Edit, theirs: Edit) -> bool:
    """Say whether both touch one record, and one of them as a whole."""
    is_whole = not (mine.field and theirs.field)
    return is_whole and bool(mine.record_id) and mine.record_id == theirs.record_id


def _whole_records(edits: Iterable[_Placed], blocked: set[int]) -> set[int]:
    """Return the other half of each move of which one half is blocked."""
    edits = list(edits)
    records = {
        m.edit.record_id for m in edits if id(m) in blocked and not m.edit.field
    } - {""}
    return {id(m) for m in edits if m.edit.record_id in records}
