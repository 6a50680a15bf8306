"""Cases where they are kept, in the store or in a file: found, kept, taken back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mdt_board.model.audit import AuditEntry
from mdt_board.model.case import Case
from mdt_board.model.decision import DueItem
from mdt_board.model.edit import Conflict, Edit
from mdt_board.model.person import Discipline, Verb
from mdt_board.model.refusal import Refused
from mdt_board.model.stored import CaseSummary, Draft, Saved
from mdt_board.model.stored import Conflict as SaveConflict
from mdt_board.model.text import N_, Count, Message, Plain, Word
from mdt_board.workflow import merge
from mdt_board.workflow.edit import apply, numbered
from mdt_board.workflow.follow_up import due_list
from mdt_board.workflow.saving import may_save
from mdt_board.workspace.archive import Archive, store_place
from mdt_board.workspace.case_files import read_case, write_case
from mdt_board.workspace.refused import RefusedError, refusal

FILE_ENDINGS = frozenset({".json", ".vcf", ".csv", ".tsv", ".gz", ".txt", ".pdf"})
JOINING = frozenset({"edit", "import"})

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
NOTHING_TO_UNDO = N_("You have changed nothing in this case that could be taken back.")
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
    """Tell the name of a file from the id of a case in the store."""
    path = Path(name)
    ends_like_one = path.suffix.lower() in FILE_ENDINGS
    return ends_like_one or len(path.parts) != 1 or path.exists()


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
    found = (load(archive, s.case_id) for s in listed(archive, ""))
    return due_list([case for case in found if case], on, owner)


def keep(
    archive: Archive, kept: Kept, after: Case, action: str, details_sha256: str = ""
) -> Kept | Refused:
    """Keep the changed case where it was found, as its next version.

    Other people's edits since are joined with one's own where both touch different
    things; what a person decides on is never joined.

    Args:
        archive: the store and the person.
        kept: the case that was changed, as it was found.
        after: what it became.
        action: what was done, as `workflow.saving` names it.
        details_sha256: hash of what the audit entry binds beside the case.

    Raises:
        OSError: when the machine does not let us; nothing was kept.
    """
    if after == kept.case:
        return kept
    if kept.file:
        return _keep_in_file(archive, kept, kept.file, after, action)
    return _keep_in_store(archive, kept, after, action, details_sha256)


def _keep_in_file(
    archive: Archive, kept: Kept, file: Path, after: Case, action: str
) -> Kept | Refused:
    before = kept.case if file.exists() else None
    next_one = numbered(after, kept.case.revision + 1)
    answer = may_save(archive.person_for_file(), before, next_one, action)
    if isinstance(answer, Refused):
        return answer
    write_case(next_one, file)
    return Kept(next_one, file)


def _keep_in_store(
    archive: Archive, kept: Kept, after: Case, action: str, details_sha256: str
) -> Kept | Refused:
    base, wanted = kept.case, after
    while True:
        saved = archive.store.save(
            wanted,
            by=archive.person().id,
            at=archive.now(),
            expected_revision=base.revision,
            save_id=archive.new_id(),
            action=action,
            details_sha256=details_sha256,
        )
        if isinstance(saved, Saved):
            return Kept(saved.case)
        if isinstance(saved, Refused):
            return saved
        joined = _joined(base, wanted, saved, action)
        if isinstance(joined, Refused):
            return joined
        base, wanted = joined


def _joined(
    base: Case, wanted: Case, found: SaveConflict, action: str
) -> tuple[Case, Case] | Refused:
    """Return the case as it is now, and with one's own edits on top of it."""
    current = found.current
    if current is None or action not in JOINING or not base.revision:
        return _moved(found)
    mine, theirs = merge.difference(base, wanted), merge.difference(base, current)
    both = merge.three_way(base, mine, theirs)
    if both.conflicts:
        reasons = tuple(_both(c) for c in both.conflicts)
        return Refused("both-changed", reasons)
    return current, apply(current, both.edits)


def _moved(found: SaveConflict) -> Refused:
    if found.current is None or found.entry is None:
        return Refused("gone", (Message(GONE),))
    return _seen_before(found.entry.actor, found.current.revision)


def _seen_before(person: str, revision: int) -> Refused:
    words: dict[str, Word] = {"person": Plain(person), "revision": Count(revision)}
    return Refused("moved", (Message(MOVED, words),))


def _both(conflict: Conflict) -> Message:
    mine, theirs = conflict.mine, conflict.theirs
    name = ":".join(part for part in (mine.record_id, mine.field) if part)
    said = {"field": name, "mine": mine.after, "theirs": theirs.after}
    return Message(BOTH_CHANGED, {k: Plain(str(v)) for k, v in said.items()})


def undo(archive: Archive, kept: Kept) -> Kept | Refused:
    """Take back one's own latest edits and keep that; other people's stay."""
    after = _undone(archive, kept)
    if isinstance(after, Refused):
        return after
    return keep(archive, kept, after, "undo")


def _undone(archive: Archive, kept: Kept) -> Case | Refused:
    if kept.file:
        return Refused("in-a-file", (Message(NOT_IN_A_FILE),))
    person = archive.person().id
    own = [e for e in archive.store.history(kept.case.id) if e.actor == person]
    edits = [e for e in own if e.action in JOINING and (e.revision or 0) > 1]
    if not edits or edits[-1] != own[-1]:
        return Refused("nothing", (Message(NOTHING_TO_UNDO),))
    revision = edits[-1].revision or 0
    before = archive.store.load(kept.case.id, revision - 1)
    changed = archive.store.load(kept.case.id, revision)
    if before is None or changed is None:
        return Refused("nothing", (Message(NOTHING_TO_UNDO),))
    return _without(before, changed, kept.case)


def _without(before: Case, changed: Case, now: Case) -> Case | Refused:
    back = merge.difference(changed, before)
    found = merge.three_way(changed, back, merge.difference(changed, now))
    if found.conflicts:
        return Refused("both-changed", tuple(_both(c) for c in found.conflicts))
    return apply(now, found.edits)


def keep_draft(archive: Archive, case: Case, edits: Iterable[Edit]) -> None:
    """Keep what was typed and not yet saved; nothing typed drops the draft."""
    archive.store.save_draft(
        case.id,
        base_revision=case.revision,
        by=archive.person().id,
        at=archive.now(),
        edits=tuple(edits),
    )


def draft(archive: Archive, case_id: str) -> Draft | None:
    """Return what the person had typed before the program ended, if anything.

    It is offered and never applied over a newer revision: see `Draft.is_behind`.
    """
    return archive.store.draft(case_id, archive.person().id)


def drafts(archive: Archive) -> tuple[Draft, ...]:
    """Return all that the person typed and did not save; a missing store is not made.

    The latest is first.
    """
    is_there = archive.is_open or store_place(archive).exists()
    if not is_there or archive.store.read_only_because:
        return ()
    return archive.store.drafts_of(archive.person().id)


def with_draft(case: Case, found: Draft) -> Case | Refused:
    """Return the case with the draft's edits, when it was made on this revision."""
    if found.is_behind or found.base_revision != case.revision:
        return _seen_before(found.by, found.current_revision)
    return apply(case, found.edits)
