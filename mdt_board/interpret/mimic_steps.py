"""Steps where growth may be none: a scan after the time in which a mimic goes away."""

from mdt_board.interpret.references import BOARD_JUDGMENT
from mdt_board.interpret.resistance import progression
from mdt_board.interpret.situation import Situation
from mdt_board.interpret.windows import OPACITY_DAYS, after
from mdt_board.model.interpretation import NextStep, Tag
from mdt_board.model.person import Discipline
from mdt_board.model.text import N_, Message


def early_chest_ct(situation: Situation) -> NextStep | None:
    """An opacity without symptoms is looked at early; with symptoms it is a red flag.

    Infection and pneumonitis are excluded meanwhile (C2).
    """
    finding = situation.answers.findings.get(progression.TRANSIENT_OPACITY)
    if finding is None or situation.red_flags:
        return None
    first, last = OPACITY_DAYS
    return NextStep(
        id="early-ct",
        message=Message(
            N_(
                "Chest CT in 2 to 4 weeks, infection excluded meanwhile; the same day "
                "if symptoms come or oxygen falls"
            )
        ),
        owner=Discipline.RADIOLOGY,
        why=finding.message,
        tag=Tag.JUDGED,
        not_before=after(situation, first),
        due_on=after(situation, last),
        references=(BOARD_JUDGMENT.id,),
        rules=(finding.rule,),
    )
