"""Where in a list a record goes or stands, once another person's edits are in too."""

from collections.abc import Iterable, Sequence

from mdt_board.model.base import ListRecord
from mdt_board.model.case import Case
from mdt_board.model.edit import Edit
from mdt_board.workflow.edit import apply


def rebased(wanted: Case, now: Case, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return the edits with the positions that their records have in ``now``.

    A record that was added stands after the one it follows in ``wanted``.
    """
    done: list[Edit] = []
    for edit in edits:
        fitted = edit if edit.field else _repositioned(wanted, now, edit)
        now = apply(now, [fitted])
        done.append(fitted)
    return tuple(done)


def _repositioned(wanted: Case, now: Case, edit: Edit) -> Edit:
    path = list_path(edit)
    there = [r.id for r in _list_of(now, path)]
    if edit.after is None:
        return _moved(edit, there.index(edit.record_id))
    mine = [r.id for r in _list_of(wanted, path)]
    followed = mine[: mine.index(edit.record_id)][::-1]
    after = next((there.index(i) + 1 for i in followed if i in there), 0)
    return _moved(edit, after)


def _list_of(case: Case, path: str) -> Sequence[ListRecord]:
    found: object = case
    for name in path.split("."):
        found = getattr(found, name)
    return found if isinstance(found, tuple) else ()


def _moved(edit: Edit, at: int) -> Edit:
    before, after = (
        {**value, "at": at} if isinstance(value, dict) else None
        for value in (edit.before, edit.after)
    )
    return Edit(record_id=edit.record_id, field="", before=before, after=after)


def list_path(edit: Edit) -> str:
    """Return the list into which, or out of which, the edit takes a whole record."""
    value = edit.before if edit.after is None else edit.after
    return str(value["list"]) if isinstance(value, dict) else ""
