"""Steps about the current drug: what is urgent, how it is taken, whether it goes on."""

from mdt_board.interpret.exposure import classes_of
from mdt_board.interpret.imaging_steps import why_early
from mdt_board.interpret.next_dose import next_dose_on
from mdt_board.interpret.red_flags import HOLDS, HOLDS_NEXT, RECENT_DAYS
from mdt_board.interpret.references import BOARD_JUDGMENT, CHAFT_2011
from mdt_board.interpret.resistance import progression
from mdt_board.interpret.resistance.unrecorded_driver import DRIVER_NOT_RECORDED
from mdt_board.interpret.situation import Situation
from mdt_board.interpret.windows import (
    CHECK_MEDICATION_DAYS,
    HISTOLOGY_DAYS,
    REBIOPSY_DAYS,
    RESTAGING_DAYS,
    RESULT_DAYS,
    STAINS_DAYS,
    SYMPTOM_DAYS,
    after,
    early_ct_on,
)
from mdt_board.model.interpretation import NextStep, Tag
from mdt_board.model.oncology import Symptom, Trend
from mdt_board.model.person import Discipline
from mdt_board.model.text import N_, Message, On, Terms, Word

# Whoever is given only these cannot miss doses at home.
INFUSIONS = frozenset({"immune-checkpoint-inhibitor", "platinum", "pemetrexed"})
INFUSIONS |= {"paclitaxel", "docetaxel"}
STOPPED_AT_ONCE = "acid-suppressant"
SEVERE_GRADE = 3


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


def record_driver(situation: Situation) -> NextStep | None:
    """A driver that was found and not recorded keeps the rows of resistance waiting."""
    finding = situation.answers.findings.get(DRIVER_NOT_RECORDED)
    if finding is None:
        return None
    text = N_("Check {variants}, and record the driver in the diagnosis")
    words = {"variants": finding.message.words["variants"]}
    return NextStep(
        id="record-driver",
        message=Message(text, words),
        owner=Discipline.MOLECULAR,
        why=finding.message,
        tag=Tag.JUDGED,
        due_on=situation.facts.on,
        references=(BOARD_JUDGMENT.id,),
    )


def check_medication(situation: Situation) -> NextStep | None:
    """Adherence and interactions come before everything else (K0, corrections 15)."""
    if not situation.growth or not _is_taken_at_home(situation):
        return None
    finding = situation.answers.findings.get(progression.INTERACTION)
    return NextStep(
        id="check-adherence-interactions",
        message=_medication(situation) if finding else _unasked(situation),
        owner=Discipline.PHARMACY,
        why=finding.message if finding else _adherence(situation),
        tag=finding.tag if finding else Tag.JUDGED,
        not_before=situation.facts.on,
        due_on=after(situation, CHECK_MEDICATION_DAYS),
        references=finding.references if finding else (BOARD_JUDGMENT.id,),
        rules=(progression.INTERACTION,) if finding else (),
    )


def _unasked(situation: Situation) -> Message:
    """Where adherence was asked and found good, dose and interactions are left."""
    if progression.ADHERENCE in situation.answers.findings:
        return Message(N_("Check dose and interactions; adherence was asked"))
    return Message(N_("Check adherence, dose and interactions"))


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
    """The drug goes on until a day that is named, or until tissue has an answer.

    Not where pneumonitis is suspected; where a symptom is of grade 3 or more, whether
    it goes on is decided first (corrections 5).
    """
    held = any(f.id == "ild" for f in situation.red_flags)
    if held or not (situation.growth and situation.current_drugs):
        return None
    if severe := _severe(situation):
        return _decide_first(situation, severe)
    if situation.is_above_nadir_not_pd:
        return _until_next_scan(situation)
    return _until_tissue(situation) if situation.is_progression else None


def _until_next_scan(situation: Situation) -> NextStep | None:
    on = early_ct_on(situation)
    if on is None:
        return None
    words: dict[str, Word] = {"drugs": Terms(situation.current_drugs), "on": On(on)}
    is_egfr_tki = _is_egfr_tki(situation)
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


def _until_tissue(situation: Situation) -> NextStep | None:
    """A targeted drug goes on until the reason of growth is known."""
    if "tki" not in situation.facts.exposure.current_classes:
        return None
    is_urgent = situation.answers.spoke(*progression.TRANSFORMATION_CLUES)
    is_of_brain = situation.answers.spoke(progression.CNS_ONLY)
    soon, late = HISTOLOGY_DAYS + STAINS_DAYS, REBIOPSY_DAYS + RESULT_DAYS
    days = soon if is_urgent else late
    on = after(situation, RESTAGING_DAYS if is_of_brain else days)
    words: dict[str, Word] = {"drugs": Terms(situation.current_drugs), "on": On(on)}
    is_egfr_tki = _is_egfr_tki(situation)
    if is_of_brain:
        text = N_("Continue {drugs} until the board has decided; decide by {on}")
    else:
        text = N_("Continue {drugs} until the biopsy has its answer; decide by {on}")
    flare = N_(
        "Tumor flare after stopping an EGFR TKI: 14 of 61, after 8 days (median); in "
        "another series 2 of 52"
    )
    plain = N_("Stopping before the reason is known leaves the other lesions untreated")
    return NextStep(
        id="continue-current",
        message=Message(text, words),
        owner=Discipline.ONCOLOGY,
        why=Message(flare if is_egfr_tki else plain),
        tag=Tag.CHECKED if is_egfr_tki else Tag.JUDGED,
        due_on=on,
        references=(CHAFT_2011.id if is_egfr_tki else BOARD_JUDGMENT.id,),
    )


def _is_egfr_tki(situation: Situation) -> bool:
    return "egfr-tki" in situation.facts.exposure.current_classes


def _severe(situation: Situation) -> list[Symptom]:
    """Return recent symptoms of grade 3 or more that are neither gone nor better."""
    return [
        s
        for s in situation.facts.case.oncology.symptoms
        if (s.grade or 0) >= SEVERE_GRADE
        and s.trend not in (Trend.GONE, Trend.BETTER)
        and (situation.facts.on - s.on.last).days <= RECENT_DAYS
    ]


def _decide_first(situation: Situation, severe: list[Symptom]) -> NextStep:
    names = Terms(tuple(dict.fromkeys(s.name for s in severe)))
    drugs = Terms(situation.current_drugs)
    return NextStep(
        id="continue-current",
        message=Message(
            N_("Decide first whether {drugs} can go on: toxicity or tumor?"),
            {"drugs": drugs},
        ),
        owner=Discipline.ONCOLOGY,
        why=Message(N_("Grade 3 or more: {symptoms}"), {"symptoms": names}),
        tag=Tag.JUDGED,
        due_on=after(situation, SYMPTOM_DAYS),
        references=(BOARD_JUDGMENT.id,),
    )
