"""Steps of samples: tissue, plasma again, white blood cells, germline."""

from mdt_board.interpret.ctdna import discordance
from mdt_board.interpret.references import BOARD_JUDGMENT, MAGEE_2025
from mdt_board.interpret.resistance import progression
from mdt_board.interpret.situation import Situation
from mdt_board.interpret.windows import (
    COUNSELING_DAYS,
    HISTOLOGY_DAYS,
    REBIOPSY_DAYS,
    REPEAT_PLASMA_DAYS,
    WBC_DAYS,
    after,
)
from mdt_board.model.interpretation import NextStep, OriginAnswer, Tag
from mdt_board.model.person import Discipline
from mdt_board.model.text import N_, Message

# Clonal hematopoiesis that hematology should see (D3): large, several, or these genes.
LARGE_CLONE_GENES = frozenset({"JAK2", "SF3B1", "SRSF2", "U2AF1", "ZRSR2"})
SEVERAL = 2


def repeat_plasma(situation: Situation) -> NextStep | None:
    """One detection of few molecules is confirmed in a second tube (D1)."""
    unconfirmed = situation.answers.findings.get(progression.UNCONFIRMED)
    single = situation.answers.findings.get(discordance.SINGLE)
    finding = unconfirmed or (single if situation.discordance else None)
    if finding is None:
        return None
    first, last = REPEAT_PLASMA_DAYS
    return NextStep(
        id="repeat-plasma",
        message=Message(N_("Repeat plasma in a second tube, same assay")),
        owner=Discipline.MOLECULAR,
        why=finding.message,
        tag=Tag.JUDGED,
        not_before=after(situation, first),
        due_on=after(situation, last),
        references=finding.references,
        rules=(finding.rule,),
    )


def paired_wbc(situation: Situation) -> NextStep | None:
    """White blood cells settle clonal hematopoiesis that is not excluded (D2)."""
    answers = situation.answers
    finding = answers.findings.get(discordance.CH_NOT_EXCLUDED)
    if situation.discordance and discordance.TUMOR_ORIGIN in answers.unanswered:
        finding = finding or answers.findings.get(discordance.CONFIRMED)
    if finding is None:
        return None
    return NextStep(
        id="paired-wbc",
        message=Message(N_("Test matched white blood cells")),
        owner=Discipline.MOLECULAR,
        why=finding.message,
        tag=Tag.JUDGED,
        not_before=situation.facts.on,
        due_on=after(situation, WBC_DAYS),
        references=(MAGEE_2025.id, BOARD_JUDGMENT.id),
        rules=(finding.rule,),
    )


def genetic_counseling(situation: Situation) -> NextStep | None:
    """What may be inherited is told by a counselor, before any test of it (D4)."""
    finding = situation.answers.findings.get(discordance.GERMLINE)
    if finding is None:
        return None
    return NextStep(
        id="genetic-counselling",
        message=Message(N_("Genetic counseling; consent before any germline result")),
        owner=Discipline.GENETICS,
        why=finding.message,
        tag=Tag.JUDGED,
        not_before=situation.facts.on,
        due_on=after(situation, COUNSELING_DAYS),
        references=finding.references,
        rules=(finding.rule,),
    )


def germline_test(situation: Situation) -> NextStep | None:
    """Plasma and blood do not prove a germline variant; a validated test does (F5)."""
    finding = situation.answers.findings.get(discordance.GERMLINE)
    if finding is None:
        return None
    return NextStep(
        id="germline-test",
        message=Message(N_("Validated germline test, after consent")),
        owner=Discipline.GENETICS,
        why=Message(N_("Neither plasma nor its fraction proves a germline variant")),
        tag=Tag.JUDGED,
        references=finding.references,
        rules=(finding.rule,),
    )


def hematology(situation: Situation) -> NextStep | None:
    """Several clones, a large one or certain genes are hematology's to follow (D3)."""
    finding = situation.answers.findings.get(discordance.CH_BY_WBC)
    clones = [
        o
        for o in situation.facts.origins.values()
        if o.answer is OriginAnswer.CH_LIKELY
    ]
    is_for_them = len(clones) >= SEVERAL or any(
        o.gene in LARGE_CLONE_GENES for o in clones
    )
    if finding is None or not is_for_them:
        return None
    return NextStep(
        id="hematology",
        message=Message(N_("Blood count and smear; hematology consultation")),
        owner=Discipline.HEMATOLOGY,
        why=finding.message,
        tag=Tag.JUDGED,
        references=(BOARD_JUDGMENT.id,),
        rules=(finding.rule,),
    )


def tissue(situation: Situation) -> NextStep | None:
    """Progression, or a clue of transformation, needs tissue before local therapy.

    Not for progression in the brain alone, nor before an unconfirmed progression under
    immunotherapy is confirmed.
    """
    clues = sorted(progression.TRANSFORMATION_CLUES & situation.answers.findings.keys())
    is_elsewhere = not situation.answers.spoke(
        progression.CNS_ONLY, progression.UNCONFIRMED_PD
    )
    is_due = situation.is_progression and is_elsewhere
    if not situation.growth or not (is_due or clues):
        return None
    return _histology(situation, clues) if clues else _rebiopsy(situation)


def _histology(situation: Situation, clues: list[str]) -> NextStep:
    return NextStep(
        id="histology",
        message=Message(
            N_(
                "Biopsy the growing lesion this week: synaptophysin, chromogranin A, "
                "INSM1, Ki-67, RB1, and NGS"
            )
        ),
        owner=Discipline.PATHOLOGY,
        why=situation.answers.findings[clues[0]].message,
        tag=Tag.JUDGED,
        not_before=situation.facts.on,
        due_on=after(situation, HISTOLOGY_DAYS),
        references=(BOARD_JUDGMENT.id,),
        rules=tuple(clues),
    )


def _rebiopsy(situation: Situation) -> NextStep:
    return NextStep(
        id="tissue-rebiopsy",
        message=Message(N_("Biopsy a growing lesion: histology, NGS, plasma beside")),
        owner=Discipline.PATHOLOGY,
        why=Message(N_("Progression by the criteria")),
        tag=Tag.JUDGED,
        not_before=situation.facts.on,
        due_on=after(situation, REBIOPSY_DAYS),
        references=(BOARD_JUDGMENT.id,),
    )
