"""Steps about the drug: what is urgent, how it is taken, what could follow it."""

from mdt_board.interpret.ctdna.setting import is_after_cure
from mdt_board.interpret.exposure import classes_of
from mdt_board.interpret.imaging_steps import why_early
from mdt_board.interpret.next_dose import next_dose_on
from mdt_board.interpret.red_flags import HOLDS, HOLDS_NEXT
from mdt_board.interpret.references import (
    APPLE_2023,
    BOARD_JUDGMENT,
    CHAFT_2011,
    MOK_2017,
    SACHI_2025,
)
from mdt_board.interpret.resistance import progression
from mdt_board.interpret.resistance.met_threshold import amplified, is_line_reached
from mdt_board.interpret.situation import Situation
from mdt_board.interpret.windows import (
    CHECK_MEDICATION_DAYS,
    RESTAGING_DAYS,
    after,
    early_ct_on,
)
from mdt_board.model.interpretation import Finding, NextStep, Tag
from mdt_board.model.person import Discipline
from mdt_board.model.text import N_, Message, On, Terms, Word

FOLLOWS_T790M = "third-generation-egfr-tki"
# Whoever is given only these cannot miss doses at home.
INFUSIONS = frozenset({"immune-checkpoint-inhibitor", "platinum", "pemetrexed"})
INFUSIONS |= {"paclitaxel", "docetaxel"}
STOPPED_AT_ONCE = "acid-suppressant"


def urgent_pathway(situation: Situation) -> NextStep | None:
    """Red flags come before any plan, the same day (D0)."""
    if not situation.red_flags:
        return None
    today = Message(N_("See the patient today: red flags come before any plan"))
    return NextStep(
        id="urgent-pathway",
        message=situation.red_flags[0].work_up or today,
        owner=Discipline.ONCOLOGY,
        why=situation.red_flags[0].message,
        tag=Tag.JUDGED,
        due_on=situation.facts.on,
        is_urgent=True,
        references=(BOARD_JUDGMENT.id,),
    )


def hold_drug(situation: Situation) -> NextStep | None:
    """Suspected pneumonitis or myocarditis: the drug is held, the next dose named."""
    flag = next((f for f in situation.red_flags if f.id in HOLDS), None)
    if flag is None or not situation.current_drugs:
        return None
    facts = situation.facts
    next_on = next_dose_on(facts.exposure.current, facts.on)
    words: dict[str, Word] = {"drugs": Terms(situation.current_drugs)}
    if next_on is not None:
        words["on"] = On(next_on)
    text = (HOLDS_NEXT if next_on is not None else HOLDS)[flag.id]
    return NextStep(
        id="hold-drug",
        message=Message(text, words),
        owner=Discipline.ONCOLOGY,
        why=flag.message,
        tag=Tag.JUDGED,
        due_on=situation.facts.on,
        is_urgent=True,
        references=flag.references,
    )


def check_medication(situation: Situation) -> NextStep | None:
    """Adherence and interactions come before everything else (K0, corrections 15)."""
    if not situation.growth or not _is_taken_at_home(situation):
        return None
    finding = situation.answers.findings.get(progression.INTERACTION)
    return NextStep(
        id="check-adherence-interactions",
        message=_medication(situation) if finding else _MEDICATION,
        owner=Discipline.PHARMACY,
        why=finding.message if finding else _adherence(situation),
        tag=finding.tag if finding else Tag.JUDGED,
        not_before=situation.facts.on,
        due_on=after(situation, CHECK_MEDICATION_DAYS),
        references=finding.references if finding else (BOARD_JUDGMENT.id,),
        rules=(progression.INTERACTION,) if finding else (),
    )


_MEDICATION = Message(N_("Check adherence, dose and interactions"))


def _is_taken_at_home(situation: Situation) -> bool:
    knowledge = situation.facts.knowledge
    return any(
        not INFUSIONS & classes_of(d, knowledge) for d in situation.current_drugs
    )


def _medication(situation: Situation) -> Message:
    """Only acid suppressants are simply stopped; others were prescribed for a need."""
    knowledge = situation.facts.knowledge
    drugs = situation.interacting_drugs
    words: dict[str, Word] = {"drugs": Terms(drugs)}
    if all(STOPPED_AT_ONCE in classes_of(d, knowledge) for d in drugs):
        return Message(N_("Stop {drugs}, check adherence"), words)
    text = N_("Have {drugs} replaced by whoever prescribed it; check adherence")
    return Message(text, words)


def _adherence(situation: Situation) -> Message:
    findings = situation.answers.findings
    for rule in (progression.POOR_ADHERENCE, progression.ADHERENCE):
        if rule in findings:
            return findings[rule].message
    return Message(N_("Adherence was not asked"))


def continue_current(situation: Situation) -> NextStep | None:
    """The drug goes on until the next assessment, which is named by its day."""
    held = any(f.id == "ild" for f in situation.red_flags)
    on = early_ct_on(situation)
    if held or on is None or not situation.is_above_nadir_not_pd:
        return None
    if not (situation.growth and situation.current_drugs):
        return None
    is_egfr_tki = "egfr-tki" in situation.facts.exposure.current_classes
    words: dict[str, Word] = {"drugs": Terms(situation.current_drugs), "on": On(on)}
    return NextStep(
        id="continue-current",
        message=Message(N_("Continue {drugs}; next assessment by {on}"), words),
        owner=Discipline.ONCOLOGY,
        why=why_early(situation),
        tag=Tag.CHECKED if is_egfr_tki else Tag.JUDGED,
        due_on=on,
        references=(CHAFT_2011.id if is_egfr_tki else BOARD_JUDGMENT.id,),
        rules=(progression.ABOVE_NADIR,),
    )


def local_therapy(situation: Situation) -> NextStep | None:
    """The brain alone progresses: local therapy or a drug that reaches it, unranked."""
    finding = situation.answers.findings.get(progression.CNS_ONLY)
    if finding is None:
        return None
    words: dict[str, Word] = {"drugs": Terms(situation.current_drugs)}
    return NextStep(
        id="local-therapy-continue",
        message=Message(
            N_(
                "Weigh radiosurgery with {drugs} continued against a drug that reaches "
                "the brain; the radiation oncologist's position is required"
            ),
            words,
        ),
        owner=Discipline.RADIATION_ONCOLOGY,
        why=finding.message,
        tag=Tag.JUDGED,
        due_on=after(situation, RESTAGING_DAYS),
        references=(BOARD_JUDGMENT.id,),
        rules=(finding.rule,),
    )


def third_generation(situation: Situation) -> NextStep | None:
    """T790M without third-generation exposure: both roads, no default (P5, P7)."""
    found = _follow(situation, FOLLOWS_T790M)
    if found is None:
        return None
    if situation.is_progression:
        message = Message(N_("Discuss a third-generation EGFR TKI"))
        why = found.message
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
    return NextStep(
        id=FOLLOWS_T790M,
        message=message,
        owner=Discipline.ONCOLOGY,
        why=why,
        tag=found.tag,
        references=(MOK_2017.id, APPLE_2023.id),
        rules=(found.rule,),
    )


def _follow(situation: Situation, action: str) -> Finding | None:
    """Return the finding of a mechanism after which ``action`` is discussed."""
    for row in situation.facts.knowledge.mechanisms:
        if action in row.follows and row.id in situation.answers.findings:
            return situation.answers.findings[row.id]
    return None


def met_inhibitor(situation: Situation) -> NextStep | None:
    """MET amplified by the study's threshold, and progression by the criteria (P8)."""
    found = _follow(situation, "met-inhibitor-combination")
    if found is None or not situation.is_progression:
        return None
    tissue = amplified(situation.facts)
    if not tissue or not is_line_reached(situation.facts, tissue[-1][1]):
        return None  # plasma copies, or too few of them: nothing to offer yet
    return NextStep(
        id="met-inhibitor-combination",
        message=Message(
            N_("Discuss adding a MET inhibitor, if FISH confirms the SACHI threshold")
        ),
        owner=Discipline.ONCOLOGY,
        why=found.message,
        tag=found.tag,
        references=(SACHI_2025.id,),
        rules=(found.rule,),
    )


def trial(situation: Situation) -> NextStep | None:
    """Staging that finds nothing leaves drugs to trials, consent and the form (D6)."""
    if not (situation.discordance and situation.is_tumor_dna):
        return None
    if not is_after_cure(situation.facts):
        return None
    return NextStep(
        id="trial",
        message=Message(
            N_(
                "If staging finds nothing: a trial first; a drug off label only with "
                "approval and written consent"
            )
        ),
        owner=Discipline.ONCOLOGY,
        why=Message(N_("Treating a molecular relapse helped in few cancers only")),
        tag=Tag.JUDGED,
        references=(BOARD_JUDGMENT.id,),
    )
