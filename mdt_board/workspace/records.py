"""Cases where they are kept, in the store or in a file: found, kept, taken back."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mdt_board.model.audit import AuditEntry
from mdt_board.model.case import Case
from mdt_board.model.decision import DueItem
from mdt_board.model.edit import Conflict as EditConflict
from mdt_board.model.person import Discipline, Verb
from mdt_board.model.refusal import Refused
from mdt_board.model.stored import CaseSummary, Saved
from mdt_board.model.stored import Conflict as SaveConflict
from mdt_board.model.text import N_, Count, Message, Plain, Word
from mdt_board.workflow import merge
from mdt_board.workflow.edit import apply, numbered
from mdt_board.workflow.follow_up import due_list
from mdt_board.workflow.saving import may_save
from mdt_board.workspace.archive import Archive
from mdt_board.workspace.brief import brief
from mdt_board.workspace.case_files import read_case, write_case
from mdt_board.workspace.file_lock import locked
from mdt_board.workspace.refused import RefusedError, refusal

Again = Callable[[Case], Case]
FILE_ENDINGS = frozenset({".json", ".vcf", ".csv", ".tsv", ".gz", ".txt", ".pdf"})
EDIT = "edit"
BOTH = "both-changed"
UNDO = "undo"
TAKEN_BACK = frozenset({EDIT, "import"})

NO_CASE = N_(
    "The store has no case of this id; `mdt-board list` shows what it has. The name of "
    "a case file ends in .json."
)
MOVED = N_(
    "{person} has saved this case meanwhile, as revision {revision}; look at it again. "
    "Nothing was saved."
)
GONE = N_("The case is not in the store any more; nothing was saved.")
BOTH_CHANGED = N_(
    "{field} was changed to {theirs} by somebody else meanwhile, here to {mine}; "
    "choose one."
)
FILE_MOVED = N_(
    "Another program has written this file meanwhile; look at the case again. Nothing "
    "was saved."
)
REFERRED_TO = N_(
    "{record} is not taken out, because others refer to it: {others}. Take these out "
    "too, or lead them elsewhere."
)
REFERRED_SINCE = N_(
    "{record} is not taken out: {other}, which somebody else saved meanwhile, refers "
    "to it."
)
TAKEN_OUT_SINCE = N_(
    "{record} refers to {other}, which somebody else took out meanwhile; nothing was "
    "saved."
)
NOTHING_TO_UNDO = N_(
    "Nothing that you changed in this case is left that could be taken back."
)
NOT_IN_A_FILE = N_("A case file keeps no earlier versions; only the store does.")


@dataclass(frozen=True, slots=True)
class Kept:
    """A case as it was found, and where: in the store when ``file`` is None."""

    case: Case
    file: Path | None = None

    @property
    def name(self) -> str:
        """The file's name or the case's id, as it is called in messages."""
        return str(self.file) if self.file else self.case.id


def is_file_name(name: str) -> bool:
    """Tell the name of a file from the id of a case, by what no id has in it."""
    ends_like_one = Path(name).suffix.lower() in FILE_ENDINGS
    return not name or ends_like_one or any(mark in name for mark in "/\\")


def find(archive: Archive, name: str) -> Kept:
    """Return the case of this id in the store, or of the file of this name.

    Raises:
        RefusedError: when there is none, or the person may not read.
        OSError: when the machine cannot read it.
    """
    if is_file_name(name):
        return Kept(read_case(Path(name)), Path(name))
    case = load(archive, name)
    if case is None:
        raise RefusedError(name, (refusal("no-case", NO_CASE),))
    return Kept(case)


def find_or_begin(archive: Archive, name: str, begin: Callable[[], Case]) -> Kept:
    """Return the case of this id or file; one that is not there yet is begun.

    Args:
        archive: the store and the person.
        name: an id or the name of a file, which is not made before something is kept.
        begin: makes a case for a file that is not there.
    """
    if is_file_name(name):
        file = Path(name)
        return Kept(read_case(file) if file.exists() else begin(), file)
    if not archive.is_there:
        return Kept(Case(id=name))  # the store is made when something is kept
    return Kept(load(archive, name) or Case(id=name))


def load(archive: Archive, case_id: str, revision: int | None = None) -> Case | None:
    """Return a version of a case of the store for someone who may read it."""
    archive.demand(Verb.READ)
    return archive.store.load(case_id, revision)


def listed(
    archive: Archive, search: str, limit: int | None = None
) -> tuple[CaseSummary, ...]:
    """Return up to ``limit`` cases of the store that match, the latest first."""
    archive.demand(Verb.READ)
    return archive.store.list_cases(search, limit)


def history(archive: Archive, case_id: str) -> tuple[AuditEntry, ...]:
    """Return what was done to a case of the store, the oldest first."""
    archive.demand(Verb.READ)
    return archive.store.history(case_id)


def due(archive: Archive, on: date, owner: Discipline | None) -> tuple[DueItem, ...]:
    """Return what the decisions that stand still ask for, overdue first."""
    summaries = listed(archive, "")
    found = (archive.store.load(s.case_id) for s in summaries)
    return due_list([case for case in found if case], on, owner)


def keep(  # noqa: PLR0913  # what is kept, and how it is kept again
    archive: Archive,
    kept: Kept,
    after: Case,
    action: str,
    details_sha256: str = "",
    *,
    again: Again | None = None,
) -> Kept | Refused:
    """Keep the changed case where it was found, as its next version.

    Other people's edits since are joined with one's own where both touch different
    things; what a person decides on is never joined, and files are read again into the
    case as it is by then. No record is taken out to which another one refers.

    Args:
        archive: the store and the person.
        kept: the case that was changed, as it was found.
        after: what it became.
        action: what was done, as `workflow.saving` names it.
        details_sha256: hash of what the audit entry binds beside the case.
        again: does the same to the case as somebody else left it.

    Raises:
        RefusedError: when the case's file can no longer be read as one, or by `again`.
        OSError: when the machine does not let us; nothing was kept.
    """
    if after == kept.case:
        return kept
    refused = _orphaning(kept.case, after)
    if refused is not None:
        return refused
    if kept.file:
        return _keep_in_file(archive, kept, (after, action), again)
    saves = _Saves(archive, kept.case.revision, action, details_sha256)
    return _keep_in_store(saves, kept.case, after, again)


def _orphaning(before: Case, after: Case) -> Refused | None:
    """Return why records are not taken out: those that still refer to them."""
    gone = merge.ids_of(before) - merge.ids_of(after)
    left: dict[str, list[str]] = {}
    for record_id, other in merge.referring(after, gone) if gone else ():
        left.setdefault(other, []).append(record_id)
    reasons = tuple(
        Message(REFERRED_TO, {"record": Plain(one), "others": Plain(", ".join(ids))})
        for one, ids in left.items()
    )
    return Refused("referred-to", reasons) if reasons else None


def _keep_in_file(
    archive: Archive, kept: Kept, wanted: tuple[Case, str], again: Again | None
) -> Kept | Refused:
    """Write the file while no other program of ours reads or writes it."""
    file = Path(kept.name)
    base, (after, action) = kept.case, wanted
    person = archive.person_for_file()  # may ask; nobody else waits for that
    with locked(file):
        before = read_case(file) if file.exists() else None
        if before is not None and before != base:
            joined = _joined(base, after, before, (action, again))
            if joined is None:
                return Refused("moved", (Message(FILE_MOVED),))
            if isinstance(joined, Refused) or joined == before:
                return joined if isinstance(joined, Refused) else Kept(before, file)
            base, after = before, joined
        next_one = numbered(after, base.revision + 1)
        answer = may_save(person, before, next_one, action)
        if isinstance(answer, Refused):
            return answer
        write_case(next_one, file)
        return Kept(next_one, file)


@dataclass(frozen=True, slots=True)
class _Saves:
    """What stays the same however often a save meets somebody else's."""

    archive: Archive
    typed_on: int
    action: str
    details_sha256: str

    def save(
        self, wanted: Case, expected_revision: int
    ) -> Saved | SaveConflict | Refused:
        """Save the case over the revision that it is expected to have."""
        archive = self.archive
        return archive.store.save(
            wanted,
            by=archive.person().id,
            at=archive.now(),
            expected_revision=expected_revision,
            save_id=archive.new_id(),
            action=self.action,
            details_sha256=self.details_sha256,
            typed_on=self.typed_on,
        )


def _keep_in_store(
    saves: _Saves, base: Case, wanted: Case, again: Again | None
) -> Kept | Refused:
    while True:
        saved = saves.save(wanted, base.revision)
        if isinstance(saved, Saved):
            saves.archive.has_saved = True
            return Kept(saved.case)
        if isinstance(saved, Refused):
            return saved
        current = saved.current
        if current is None or not base.revision:
            return _moved(saved)
        joined = _joined(base, wanted, current, (saves.action, again))
        if joined is None:
            return _moved(saved)
        if isinstance(joined, Refused):
            return joined
        if joined == current:
            return Kept(current)  # somebody else made the very same change
        base, wanted = current, joined


def _joined(
    base: Case, wanted: Case, current: Case, how: tuple[str, Again | None]
) -> Case | Refused | None:
    """Return the case as it is now with one's own change; None when that is not joined.

    Edits are joined. Files are read again: only so are their records recognized among
    those that came meanwhile.
    """
    action, again = how
    if current.id != base.id:
        return None
    if again is not None:
        joined = again(current)
    elif action == EDIT:
        mine, theirs = merge.difference(base, wanted), merge.difference(base, current)
        both = merge.three_way(base, mine, theirs)
        if both.conflicts:
            return _both_changed(both.conflicts)
        joined = apply(current, both.edits)
    else:
        return None
    refused = _orphaning(current, joined)
    return joined if refused is None else refused


def _moved(found: SaveConflict) -> Refused:
    if found.current is None or found.entry is None:
        return Refused("gone", (Message(GONE),))
    return seen_before(found.entry.actor, found.current.revision)


def seen_before(person: str, revision: int) -> Refused:
    """Say that somebody else has saved the case meanwhile."""
    words: dict[str, Word] = {"person": Plain(person), "revision": Count(revision)}
    return Refused("moved", (Message(MOVED, words),))


def _both_changed(conflicts: Iterable[EditConflict]) -> Refused:
    return Refused(BOTH, tuple(conflict_words(c) for c in conflicts))


def conflict_words(conflict: EditConflict) -> Message:
    """Say what two people did to the same thing."""
    mine, theirs = conflict.mine, conflict.theirs
    if mine.record_id and mine.record_id != theirs.record_id:
        ids = {"record": Plain(mine.record_id), "other": Plain(theirs.record_id)}
        is_taken_out = mine.after is None and not mine.field
        return Message(REFERRED_SINCE if is_taken_out else TAKEN_OUT_SINCE, ids)
    name = ":".join(part for part in (mine.record_id, mine.field) if part)
    said = {"mine": brief(mine.after), "theirs": brief(theirs.after)}
    words = {"field": name, **said}
    return Message(BOTH_CHANGED, {k: Plain(v) for k, v in words.items()})


def undo(archive: Archive, kept: Kept) -> Kept | Refused:
    """Take back one's own latest edits and keep that; other people's stay."""
    after = _undone(archive, kept)
    if isinstance(after, Refused):
        return after
    return keep(archive, kept, after, UNDO)


def can_undo(archive: Archive, kept: Kept) -> bool:
    """Say whether the person has saved edits of this case that are not taken back."""
    if kept.file or kept.case.revision <= 1:
        return False
    person = archive.person().id
    entries = archive.store.history(kept.case.id)
    return next(_left_to_undo(entries, person), None) is not None


def _undone(archive: Archive, kept: Kept) -> Case | Refused:
    if kept.file:
        return Refused("in-a-file", (Message(NOT_IN_A_FILE),))
    person = archive.demand(Verb.READ).id
    entries = [
        entry
        for entry in archive.store.history(kept.case.id)
        if entry.revision and entry.revision <= kept.case.revision
    ]
    for revision in _left_to_undo(entries, person):
        after = _without(archive, kept.case, revision, entries)
        if after != kept.case:
            return after
    return Refused("nothing", (Message(NOTHING_TO_UNDO),))


def _left_to_undo(entries: Iterable[AuditEntry], person: str) -> Iterator[int]:
    """Yield the revisions that the person made and did not take back, latest first."""
    left: list[int] = []
    for entry in entries:
        if entry.actor == person and entry.revision and entry.revision > 1:
            if entry.action in TAKEN_BACK:
                left.append(entry.revision)
            elif entry.action == UNDO and left:
                left.pop()
    return reversed(left)


def _without(
    archive: Archive, now: Case, revision: int, entries: Iterable[AuditEntry]
) -> Case | Refused:
    """Return the case without what one revision changed."""
    by = {e.revision: e.actor for e in entries}
    cases = [
        archive.store.load(now.id, number)
        for number in range(revision - 1, now.revision + 1)
    ]
    before, changed, *later = [case for case in cases if case]
    since = [merge.Later(c, by.get(c.revision) == by[revision]) for c in later]
    found = merge.undo(before, changed, since)
    if found.conflicts:
        return _both_changed(found.conflicts)
    return apply(now, found.edits)
