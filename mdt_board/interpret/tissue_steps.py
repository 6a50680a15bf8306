"""Steps of tissue, and of the plasma that is drawn beside it."""

from mdt_board.interpret.ctdna.coverage import LUNG_CODES
from mdt_board.interpret.references import (
    BOARD_JUDGMENT,
    ESMO_CTDNA_2022,
    MARCOUX_2019,
)
from mdt_board.interpret.resistance import progression
from mdt_board.interpret.resistance.recent_tests import (
    has_recent_panel,
    is_mechanism_open,
)
from mdt_board.interpret.resistance.transformation import grown_lesions
from mdt_board.interpret.situation import Situation
from mdt_board.interpret.windows import (
    HISTOLOGY_DAYS,
    PLASMA_DAYS,
    REBIOPSY_DAYS,
    after,
)
from mdt_board.model.interpretation import NextStep, Tag
from mdt_board.model.person import Discipline
from mdt_board.model.text import N_, Message, Word, Written

MATRIX = "resistance.concordance."
LIKELY_BEFORE_PD = MATRIX + "growth-all-up"
RISING_BEFORE_PD = MATRIX + "growth-driver-up"


def is_due(situation: Situation) -> bool:
    """Say whether progression asks for tissue, or all that points to it short of PD.

    Not for progression in the brain alone, nor before an unconfirmed progression under
    immunotherapy is confirmed, nor where tissue showed the transformation already.
    """
    is_elsewhere = not situation.answers.spoke(
        progression.CNS_ONLY, progression.UNCONFIRMED_PD, progression.HISTOLOGY
    )
    is_likely = situation.answers.spoke(LIKELY_BEFORE_PD)
    return situation.growth and (situation.is_progression or is_likely) and is_elsewhere


def _clues(situation: Situation) -> list[str]:
    found = progression.TRANSFORMATION_CLUES & situation.answers.findings.keys()
    return sorted(found - {progression.HISTOLOGY})


def histology(situation: Situation) -> NextStep | None:
    """Histology first: this week for a clue of transformation, else on the biopsy.

    Plasma cannot see it, whatever it shows.
    """
    clues = _clues(situation)
    if situation.answers.spoke(progression.HISTOLOGY) or not situation.growth:
        return None
    if clues:
        return _this_week(situation, clues)
    return _on_the_biopsy(situation) if is_due(situation) else None


def _this_week(situation: Situation, clues: list[str]) -> NextStep:
    grown = grown_lesions(situation.facts)
    if len(grown) == 1:
        words: dict[str, Word] = {"lesion": Written(grown)}
        text = N_(
            "Biopsy {lesion} this week: synaptophysin, chromogranin A, INSM1, Ki-67, "
            "RB1, and NGS"
        )
        message = Message(text, words)
    else:
        message = Message(
            N_(
                "Biopsy the growing lesion this week: synaptophysin, chromogranin A, "
                "INSM1, Ki-67, RB1, and NGS"
            )
        )
    return NextStep(
        id="histology",
        message=message,
        owner=Discipline.PATHOLOGY,
        why=situation.answers.findings[clues[0]].message,
        tag=Tag.JUDGED,
        not_before=situation.facts.on,
        due_on=after(situation, HISTOLOGY_DAYS),
        references=(MARCOUX_2019.id, BOARD_JUDGMENT.id),
        rules=tuple(clues),
    )


def _on_the_biopsy(situation: Situation) -> NextStep:
    """Tissue lasts longest in this order; which stains depends on the tumor."""
    codes = {d.oncotree for d in situation.facts.case.diagnoses}
    text = (
        N_(
            "On that tissue in this order: histology with synaptophysin, "
            "chromogranin A, INSM1, p40 and RB1, then FISH, then DNA and RNA NGS"
        )
        if codes & LUNG_CODES
        else N_(
            "On that tissue in this order: histology with the stains and receptors of "
            "this tumor, then FISH, then DNA and RNA NGS"
        )
    )
    return NextStep(
        id="histology",
        message=Message(text),
        owner=Discipline.PATHOLOGY,
        why=Message(N_("Plasma cannot see a change of histology")),
        tag=Tag.CHECKED,
        not_before=situation.facts.on,
        due_on=after(situation, REBIOPSY_DAYS),
        references=(MARCOUX_2019.id,),
    )


def rebiopsy(situation: Situation) -> NextStep | None:
    """Progression is followed by tissue of a growing, reachable lesion (P4, P6)."""
    if not is_due(situation) or _clues(situation):
        return None
    grown = grown_lesions(situation.facts)
    words: dict[str, Word] = {"lesion": Written(grown)}
    is_one = len(grown) == 1  # of several the one that is safest to reach is chosen
    return NextStep(
        id="tissue-rebiopsy",
        message=Message(N_("Biopsy {lesion}: histology, NGS, plasma beside"), words)
        if is_one
        else Message(N_("Biopsy a growing lesion: histology, NGS, plasma beside")),
        owner=Discipline.PATHOLOGY,
        why=_why_tissue(situation),
        tag=Tag.JUDGED,
        not_before=situation.facts.on,
        due_on=after(situation, REBIOPSY_DAYS),
        references=(BOARD_JUDGMENT.id,),
    )


def _why_tissue(situation: Situation) -> Message:
    if situation.is_progression:
        return Message(N_("Progression by the criteria"))
    return situation.answers.findings[LIKELY_BEFORE_PD].message


def plasma_ngs(situation: Situation) -> NextStep | None:
    """Plasma beside tissue, not instead of it; not again where it was just drawn.

    Short of PD where the driver rises and nothing recent says why (G3).
    """
    is_targeted = "tki" in situation.facts.exposure.current_classes
    is_rising = situation.answers.spoke(LIKELY_BEFORE_PD, RISING_BEFORE_PD)
    is_early = is_rising and is_mechanism_open(situation.facts)
    is_asked = is_early or (is_due(situation) and not is_rising)
    if not (is_asked and is_targeted) or has_recent_panel(situation.facts):
        return None
    beside = N_("Plasma NGS beside the biopsy; not found in plasma excludes nothing")
    alone = N_("Plasma NGS for the mechanism; not found in plasma excludes nothing")
    return NextStep(
        id="plasma-ngs",
        message=Message(beside if is_due(situation) else alone),
        owner=Discipline.MOLECULAR,
        why=Message(
            N_("Plasma misses amplifications, fusions and a change of histology")
        ),
        tag=Tag.CHECKED,
        not_before=situation.facts.on,
        due_on=after(situation, PLASMA_DAYS),
        references=(ESMO_CTDNA_2022.id,),
    )
