"""Two people changed the same thing: what each wrote, to choose from."""

from collections.abc import Iterable
from dataclasses import dataclass

from mdt_board.i18n import Translator
from mdt_board.model.edit import Conflict
from mdt_board.model.text import N_
from mdt_board.workflow.conflict import has_choice
from mdt_board.workspace.brief import brief
from mdt_board.workspace.records import conflict_words


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """One field; ``mine`` is empty where only the saved version can hold."""

    conflict: Conflict
    text: str
    theirs: str
    mine: str


def present(conflicts: Iterable[Conflict], tr: Translator) -> tuple[ConflictRow, ...]:
    """Return a row for each conflict, in its order."""
    return tuple(_row(conflict, tr) for conflict in conflicts)


def _row(conflict: Conflict, tr: Translator) -> ConflictRow:
    theirs = brief(conflict.theirs.after)
    can_choose = has_choice(conflict)
    return ConflictRow(
        conflict=conflict,
        text=tr.message(conflict_words(conflict)),
        theirs=tr(N_("As it is saved: {value}"), value=theirs)
        if can_choose
        else tr(N_("As it is saved")),
        mine=tr(N_("As I typed it: {value}"), value=brief(conflict.mine.after))
        if can_choose
        else "",
    )
