"""Steps about the next drug: what a mechanism opens; what becomes of the old one."""

from mdt_board.interpret.ctdna.setting import is_after_cure
from mdt_board.interpret.references import (
    APPLE_2023,
    BOARD_JUDGMENT,
    MOK_2017,
    SACHI_2025,
)
from mdt_board.interpret.resistance import progression
from mdt_board.interpret.resistance.met_threshold import amplified, is_line_reached
from mdt_board.interpret.resistance.oligoprogression import evidence_of
from mdt_board.interpret.situation import Situation
from mdt_board.interpret.windows import REPEAT_PLASMA_DAYS, SYSTEMIC_DAYS, after
from mdt_board.model.interpretation import Finding, NextStep, Tag
from mdt_board.model.person import Discipline
from mdt_board.model.text import N_, Message, Term, Word

FOLLOWS_T790M = "third-generation-egfr-tki"
MET = "met-inhibitor-combination"
TRIAL = "trial"
# What has a step of its own, with a condition of its own.
WITH_A_STEP = frozenset({FOLLOWS_T790M, MET})
CONTINUATION = (
    "resistance.continuation.gefitinib-with-chemotherapy",
    "resistance.continuation.osimertinib-with-chemotherapy",
)


def third_generation(situation: Situation) -> NextStep | None:
    """T790M without third-generation exposure: both roads, no default (P5, P7)."""
    found = _follow(situation, FOLLOWS_T790M)
    if found is None:
        return None
    if situation.is_progression:
        message = Message(N_("Discuss a third-generation EGFR TKI"))
        why = found.message
        days = SYSTEMIC_DAYS
    else:
        message = Message(
            N_("If detected again: weigh the label route against APPLE; no default")
        )
        why = Message(
            N_(
                "AURA3 and the label presuppose progression; APPLE switched on plasma "
                "T790M alone (phase II, overall survival HR 1.01)"
            )
        )
        days = REPEAT_PLASMA_DAYS[1]
    return NextStep(
        id=FOLLOWS_T790M,
        message=message,
        owner=Discipline.ONCOLOGY,
        why=why,
        tag=found.tag,
        due_on=after(situation, days),
        references=(MOK_2017.id, APPLE_2023.id),
        rules=(found.rule,),
    )


def _follow(situation: Situation, action: str) -> Finding | None:
    """Return the finding of a mechanism after which ``action`` is discussed."""
    found = (f for row, f in situation.mechanisms if action in row.follows)
    return next(found, None)


def met_inhibitor(situation: Situation) -> NextStep | None:
    """MET amplified by the study's threshold, and progression by the criteria (P8)."""
    found = _follow(situation, MET)
    if found is None or not situation.is_progression:
        return None
    tissue = amplified(situation.facts)
    if not tissue or not is_line_reached(situation.facts, tissue[-1][1]):
        return None  # plasma copies, or too few of them: nothing to offer yet
    return NextStep(
        id=MET,
        message=Message(
            N_("Discuss adding a MET inhibitor, if FISH confirms the SACHI threshold")
        ),
        owner=Discipline.ONCOLOGY,
        why=found.message,
        tag=found.tag,
        due_on=after(situation, SYSTEMIC_DAYS),
        references=(SACHI_2025.id,),
        rules=(found.rule,),
    )


def opened(situation: Situation) -> tuple[NextStep, ...]:
    """Return what the mechanisms found open at progression, one step per action.

    Rows that nobody has checked open nothing; their actions are in the details.
    """
    if not (situation.growth and situation.is_progression):
        return ()
    steps: dict[str, NextStep] = {}
    for row, found in situation.mechanisms:
        for action in () if row.tag is Tag.UNVERIFIED else row.follows:
            if action not in WITH_A_STEP and action not in steps:
                steps[action] = _discuss(situation, action, found)
    return tuple(steps.values())


def _discuss(situation: Situation, action: str, found: Finding) -> NextStep:
    words: dict[str, Word] = {"action": Term(f"action.{action}")}
    return NextStep(
        id=action,
        message=Message(N_("To be discussed: {action}"), words),
        owner=Discipline.ONCOLOGY,
        why=found.message,
        tag=found.tag,
        due_on=after(situation, SYSTEMIC_DAYS),
        references=found.references,
        rules=(found.rule,),
    )


def systemic_change(situation: Situation) -> NextStep | None:
    """The next systemic treatment: with histology known, or where nothing local helps.

    Not while a clue of transformation waits for tissue.
    """
    if not (situation.growth and situation.is_progression):
        return None
    answers = situation.answers
    if answers.spoke(progression.CNS_ONLY, progression.UNCONFIRMED_PD):
        return None
    is_oligo = answers.spoke(progression.OLIGO)
    no_local = is_oligo and evidence_of(situation.facts) != "oligo-evidence.lung"
    clues = progression.TRANSFORMATION_CLUES & answers.findings.keys()
    is_waiting = clues - {progression.HISTOLOGY} and progression.HISTOLOGY not in clues
    specimens = situation.facts.case.pathology.specimens
    has_tissue = any(s.is_after_progression for s in specimens)
    if is_waiting or not (no_local or (has_tissue and not is_oligo)):
        return None
    return _systemic(situation, no_local=no_local)


def _systemic(situation: Situation, *, no_local: bool) -> NextStep:
    """Word it with what is known of continuing the drug beside chemotherapy."""
    findings = situation.answers.findings
    known = next((findings[r] for r in CONTINUATION if r in findings), None)
    evidence = findings.get("resistance.oligoprogression.evidence")
    why = Message(N_("Progression, and tissue taken after it"))
    if no_local and evidence is not None:
        why = evidence.message
    found = evidence if no_local else known
    return NextStep(
        id="discuss-systemic-change",
        message=known.message
        if known and not no_local
        else Message(N_("Discuss a change of systemic treatment")),
        owner=Discipline.ONCOLOGY,
        why=why,
        tag=found.tag if found else Tag.JUDGED,
        due_on=after(situation, SYSTEMIC_DAYS),
        references=found.references if found else (BOARD_JUDGMENT.id,),
        rules=(found.rule,) if found else (),
    )


def trial(situation: Situation) -> NextStep | None:
    """Staging that finds nothing leaves drugs to trials, consent and the form (D6)."""
    if not (situation.discordance and situation.is_tumor_dna):
        return None
    if not is_after_cure(situation.facts):
        return None
    return NextStep(
        id=TRIAL,
        message=Message(
            N_(
                "If staging finds nothing: a trial first; a drug off label only with "
                "approval and written consent"
            )
        ),
        owner=Discipline.ONCOLOGY,
        why=Message(N_("Treating a molecular relapse helped in few cancers only")),
        tag=Tag.JUDGED,
        due_on=after(situation, SYSTEMIC_DAYS),
        references=(BOARD_JUDGMENT.id,),
    )
