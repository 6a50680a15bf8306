"""What the origin model answers of one variant, and where nobody told the history.

The fitted numbers are those of patients with cancer. Where nobody said whether there is
one they are taken, and said to be: an answer then holds only if it is the same without.
"""

from typing import NamedTuple

from mdt_board.interpret.ctdna.origin_parts import CH, NO_CANCER, NOT_STATED, Seen
from mdt_board.interpret.ctdna.origin_tables import Part
from mdt_board.interpret.ctdna.origin_tests import ASK_HISTORY, PAIRED_WBC
from mdt_board.interpret.ctdna.origin_white_cells import WhiteCells
from mdt_board.model.interpretation import OriginAnswer, Tag

TAKEN = Part(
    *("history.unknown-cancer-taken", CH, 0.0, 0.0, 0.0),
    *(Tag.JUDGED, "mdt-board-judgment"),
)


class Weighed(NamedTuple):
    """Probabilities of one variant's origins, what they are made of, and the answer.

    ``low`` and ``high`` bound the answered origin's probability (of the leading one
    where the answer is open), as far as the uncertainty of the inputs leaves it.
    ``is_backed``: white cells spoke or tissue has it; it is not plasma alone.
    """

    tumor: float
    ch: float
    germline: float
    technical: float
    answer: OriginAnswer
    low: float
    high: float
    parts: tuple[Part, ...]
    deciding_test: str
    is_backed: bool
    white_cells: WhiteCells


def without_cancer(seen: Seen) -> Seen:
    """Return the variant as if no cancer were known, where nobody told."""
    return seen._replace(history=NO_CANCER) if seen.history == NOT_STATED else seen


def held(seen: Seen, taken: Weighed, without: Weighed) -> Weighed:
    """Hold an answer open that asking for the history would change.

    Args:
        seen: the variant; told histories leave the answer as it is.
        taken: weighed as in a patient with cancer.
        without: weighed as where no cancer is known.
    """
    if seen.history != NOT_STATED:
        return taken
    told = taken._replace(parts=(TAKEN, *taken.parts))
    if taken.answer is without.answer:
        return told._replace(deciding_test=taken.deciding_test or without.deciding_test)
    leading = max(range(4), key=taken[:4].__getitem__)
    is_doubted = taken.deciding_test == PAIRED_WBC  # whoever has a cancer needs it too
    return told._replace(
        answer=OriginAnswer.UNDETERMINED,
        low=min(taken.low, without[:4][leading]),
        high=max(taken.high, without[:4][leading]),
        deciding_test=PAIRED_WBC if is_doubted else ASK_HISTORY,
    )
