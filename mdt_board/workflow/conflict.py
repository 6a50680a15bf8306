"""Where two people changed the same thing: whether, and how, one side can be chosen."""

from mdt_board.model.edit import Conflict, Edit


def has_choice(conflict: Conflict) -> bool:
    """Say whether one's own side can still be chosen: both changed the same field."""
    mine, theirs = conflict.mine, conflict.theirs
    is_same = (mine.record_id, mine.field) == (theirs.record_id, theirs.field)
    return is_same and bool(mine.field)


def own_way(conflict: Conflict) -> Edit:
    """Return the edit that sets one's own value over the other's."""
    mine, theirs = conflict.mine, conflict.theirs
    return Edit(
        record_id=mine.record_id,
        field=mine.field,
        before=theirs.after,
        after=mine.after,
    )
