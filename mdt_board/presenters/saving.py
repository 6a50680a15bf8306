"""How far a case is kept, in a few words for the bar along the top."""

from enum import StrEnum

from mdt_board.i18n import Translator
from mdt_board.model.text import N_
from mdt_board.presenters.parts import Chip, Tone


class SaveState(StrEnum):
    """How far what was typed is kept."""

    NEW = "new"
    SAVED = "saved"
    CHANGED = "changed"
    SAVING = "saving"
    REFUSED = "refused"
    PRACTICE = "practice"


_WORDS = {
    SaveState.NEW: (N_("new, not saved yet"), Tone.PLAIN),
    SaveState.SAVED: (N_("saved"), Tone.GOOD),
    SaveState.CHANGED: (N_("changed, not saved yet"), Tone.CAUTION),
    SaveState.SAVING: (N_("saving …"), Tone.ACCENT),
    SaveState.REFUSED: (N_("not saved"), Tone.ALARM),
    SaveState.PRACTICE: (N_("example: changes are thrown away"), Tone.ACCENT),
}
_SHORT = {
    SaveState.CHANGED: N_("changed"),
    SaveState.PRACTICE: N_("example"),
}
_MARKS = {SaveState.SAVED: "✓ ", SaveState.CHANGED: "● ", SaveState.REFUSED: "■ "}


def chip(state: SaveState, tr: Translator, is_short: bool = False) -> Chip:
    """Word the state; a mark says it beside the color.

    ``is_short`` takes the fewest words, for a narrow window.
    """
    text, tone = _WORDS[state]
    text = _SHORT.get(state, text) if is_short else text
    return Chip(_MARKS.get(state, "") + tr(text), tone)
