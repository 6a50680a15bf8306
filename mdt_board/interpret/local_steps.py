"""Steps where few lesions progress, or the brain alone: restage, biopsy, then local."""

from mdt_board.interpret.references import BOARD_JUDGMENT, CURB_2024
from mdt_board.interpret.resistance import progression
from mdt_board.interpret.resistance.oligoprogression import evidence_of
from mdt_board.interpret.situation import Situation
from mdt_board.interpret.tissue_steps import is_due
from mdt_board.interpret.windows import RESTAGING_DAYS, STAGING_DAYS, after
from mdt_board.model.interpretation import Finding, NextStep, Tag
from mdt_board.model.person import Discipline
from mdt_board.model.text import N_, Message, Terms, Word

LOCAL = "local-therapy-continue"
LORLATINIB = "lorlatinib"
EVIDENCE_IN_LUNG = "oligo-evidence.lung"


def is_local_open(situation: Situation) -> bool:
    """Say whether oligoprogression is a case for restaging and local therapy.

    Not before histology where a clue points to transformation, and not in the brain
    alone, which has a branch of its own.
    """
    answers = situation.answers
    clues = progression.TRANSFORMATION_CLUES & answers.findings.keys()
    is_oligo = situation.growth and answers.spoke(progression.OLIGO)
    return is_oligo and not clues and not answers.spoke(progression.CNS_ONLY)


def restage(situation: Situation) -> NextStep | None:
    """Whether the rest is controlled is shown before any lesion is treated (K8).

    Where histology comes first, restaging goes beside it and is there for the new plan.
    """
    finding = situation.answers.findings.get(progression.OLIGO)
    if finding is None:
        return None
    if is_local_open(situation):
        text = N_("Restage before any local therapy: PET-CT and contrast brain MRI")
        return _restage(situation, text, RESTAGING_DAYS, finding)
    if not is_due(situation):
        return None
    text = N_("Restage before a new plan: PET-CT, or CT of chest, abdomen and pelvis")
    return _restage(situation, text, STAGING_DAYS, finding)


def _restage(situation: Situation, text: str, days: int, finding: Finding) -> NextStep:
    return NextStep(
        id="stage-now",
        message=Message(text),
        owner=Discipline.RADIOLOGY,
        why=finding.message,
        tag=finding.tag,
        not_before=situation.facts.on,
        due_on=after(situation, days),
        references=finding.references,
        rules=(finding.rule,),
    )


def local_therapy(situation: Situation) -> NextStep | None:
    """Local therapy with the drug continued, where the tumor's own evidence has it."""
    finding = situation.answers.findings.get(progression.CNS_ONLY)
    words: dict[str, Word] = {"drugs": Terms(situation.current_drugs)}
    if finding is not None:
        text = N_(
            "Weigh radiosurgery with {drugs} continued against a drug that reaches "
            "the brain; the radiation oncologist's position is required"
        )
        references: tuple[str, ...] = (BOARD_JUDGMENT.id,)
    elif is_local_open(situation) and _has_evidence(situation):
        finding = situation.answers.findings[progression.OLIGO]
        text = N_(
            "If restaging agrees: local therapy of every progressing lesion with "
            "{drugs} continued; the radiation oncologist's position is required"
        )
        references = (CURB_2024.id,)
    else:
        return None
    return NextStep(
        id=LOCAL,
        message=Message(text, words),
        owner=Discipline.RADIATION_ONCOLOGY,
        why=finding.message,
        tag=Tag.JUDGED,
        due_on=after(situation, RESTAGING_DAYS),
        references=references,
        rules=(finding.rule,),
    )


def _has_evidence(situation: Situation) -> bool:
    return evidence_of(situation.facts) == EVIDENCE_IN_LUNG


def lorlatinib(situation: Situation) -> NextStep | None:
    """ALK and the brain alone: lorlatinib beside radiosurgery, neither ranked first."""
    finding = situation.answers.findings.get(progression.CNS_ONLY)
    exposure = situation.facts.exposure
    if finding is None or "alk-tki" not in exposure.current_classes:
        return None
    if LORLATINIB in exposure.ever_classes:
        return None
    words: dict[str, Word] = {"drugs": Terms(situation.current_drugs)}
    return NextStep(
        id=LORLATINIB,
        message=Message(
            N_("Or lorlatinib in place of {drugs}; neither road is ranked first"),
            words,
        ),
        owner=Discipline.ONCOLOGY,
        why=finding.message,
        tag=Tag.JUDGED,
        due_on=after(situation, RESTAGING_DAYS),
        references=(BOARD_JUDGMENT.id,),
        rules=(finding.rule,),
        alternative_to=LOCAL,
    )
