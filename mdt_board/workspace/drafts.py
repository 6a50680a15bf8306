"""What was typed and not yet saved, kept for when the program ends unasked."""

from collections.abc import Iterable

from mdt_board.model.case import Case
from mdt_board.model.edit import Edit
from mdt_board.model.refusal import Refused
from mdt_board.model.stored import Draft
from mdt_board.workflow.edit import apply
from mdt_board.workspace.archive import Archive, store_place
from mdt_board.workspace.records import seen_before


def keep_draft(archive: Archive, case: Case, edits: Iterable[Edit]) -> Refused | None:
    """Keep what was typed and not yet saved; nothing typed drops the draft."""
    return archive.store.save_draft(
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
    archive.look()
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
        return seen_before(found.by, found.current_revision)
    return apply(case, found.edits)
