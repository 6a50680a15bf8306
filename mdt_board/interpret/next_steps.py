"""What to do next, in order: medication first, then what separates the hypotheses.

Windows are judgment [J] unless a source is named; every day is counted from the day of
the interpretation or from the last scan, and written out.
"""

from collections.abc import Callable
from datetime import date, timedelta

from mdt_board.interpret.ctdna import discordance
from mdt_board.interpret.references import (
    APPLE_2023,
    BOARD_JUDGMENT,
    CHAFT_2011,
    MAGEE_2025,
    MOK_2017,
    ZHANG_2022,
)
from mdt_board.interpret.resistance import progression
from mdt_board.interpret.situation import Situation
from mdt_board.model.interpretation import Finding, NextStep, Tag
from mdt_board.model.person import Discipline
from mdt_board.model.text import N_, Message, On, Terms, Word

CHECK_MEDICATION_DAYS = 7
REPEAT_PLASMA_DAYS = (14, 28)  # D1: 2 to 4 weeks
STAGING_DAYS = 14  # D5: at once, not in 4 to 8 weeks
BRAIN_MRI_DAYS = 28  # C3: CNS 4 weeks
EARLY_CT_DAYS = 42  # P2: 4 to 6 weeks after the scan that grew
WBC_DAYS = 14  # D2: with the repeat
REBIOPSY_DAYS = 14
FOLLOWS_T790M = "third-generation-egfr-tki"


def next_steps(situation: Situation) -> tuple[NextStep, ...]:
    """Return the proposed steps in the order in which they are due to be thought of."""
    found = (step(situation) for step in STEPS)
    return tuple(s for s in found if s)


def early_ct_on(situation: Situation) -> date | None:
    """Return the day of the early CT: six weeks after the last scan, not in the past.

    None when no scan is on record.
    """
    latest = situation.facts.latest
    if latest is None:
        return None
    return max(latest.on + timedelta(EARLY_CT_DAYS), situation.facts.on)


def _after(situation: Situation, days: int) -> date:
    return situation.facts.on + timedelta(days)


def urgent_pathway(situation: Situation) -> NextStep | None:
    """Red flags come before any plan, the same day (D0)."""
    if not situation.red_flags:
        return None
    return NextStep(
        id="urgent-pathway",
        message=Message(N_("See the patient today: red flags come before any plan")),
        owner=Discipline.ONCOLOGY,
        why=situation.red_flags[0].message,
        tag=Tag.JUDGED,
        due_on=situation.facts.on,
        is_urgent=True,
        references=(BOARD_JUDGMENT.id,),
    )


def hold_drug(situation: Situation) -> NextStep | None:
    """Suspected interstitial lung disease: the drug is held while it is worked up."""
    ild = next((f for f in situation.red_flags if f.id == "ild"), None)
    if ild is None or not situation.current_drugs:
        return None
    drugs = {"drugs": Terms(situation.current_drugs)}
    return NextStep(
        id="hold-drug",
        message=Message(N_("Hold {drugs} until pneumonitis is excluded"), drugs),
        owner=Discipline.ONCOLOGY,
        why=ild.message,
        tag=Tag.JUDGED,
        due_on=situation.facts.on,
        is_urgent=True,
        references=ild.references,
    )


def check_medication(situation: Situation) -> NextStep | None:
    """Adherence and interactions come before everything else (K0, corrections 15)."""
    if not (situation.growth and situation.facts.exposure.current):
        return None
    interactions = situation.facts.exposure.interactions
    finding = situation.answers.findings.get(progression.INTERACTION)
    others = tuple(dict.fromkeys(i.co_medication.drug.name for i in interactions))
    if others:
        message = Message(N_("Stop {drugs}, check adherence"), {"drugs": Terms(others)})
    else:
        message = Message(N_("Check adherence, dose and interactions"))
    return NextStep(
        id="check-adherence-interactions",
        message=message,
        owner=Discipline.PHARMACY,
        why=finding.message if finding else Message(N_("Adherence was not asked")),
        tag=finding.tag if finding else Tag.JUDGED,
        not_before=situation.facts.on,
        due_on=_after(situation, CHECK_MEDICATION_DAYS),
        references=finding.references if finding else (BOARD_JUDGMENT.id,),
        rules=(progression.INTERACTION,) if finding else (),
    )


def stage_now(situation: Situation) -> NextStep | None:
    """A positive that is the tumor's is staged now, not after a wait (D5)."""
    if not (situation.discordance and _is_tumor(situation)):
        return None
    return NextStep(
        id="stage-now",
        message=Message(N_("Complete staging now, before any plan")),
        owner=Discipline.RADIOLOGY,
        why=_why_staging(situation),
        tag=Tag.JUDGED,
        not_before=situation.facts.on,
        due_on=_after(situation, STAGING_DAYS),
        references=(BOARD_JUDGMENT.id,),
        rules=(discordance.RELAPSE, discordance.TUMOR_ORIGIN),
    )


def _is_tumor(situation: Situation) -> bool:
    return situation.answers.spoke(discordance.RELAPSE, discordance.TUMOR_ORIGIN)


def _why_staging(situation: Situation) -> Message:
    for rule in (discordance.RELAPSE, discordance.TUMOR_ORIGIN):
        if rule in situation.answers.findings:
            return situation.answers.findings[rule].message
    raise ValueError("staging is proposed only after one of these spoke")


def brain_mri(situation: Situation) -> NextStep | None:
    """The brain, where it is out of date or was never imaged."""
    if "brain" in situation.facts.coverage.current or not _needs_imaging(situation):
        return None
    if "brain" not in situation.facts.coverage.stale | dict.fromkeys(
        situation.facts.coverage.never
    ):
        return None
    days = STAGING_DAYS if situation.discordance else BRAIN_MRI_DAYS
    return NextStep(
        id="brain-mri",
        message=Message(N_("Contrast brain MRI")),
        owner=Discipline.RADIOLOGY,
        why=_last_brain(situation),
        tag=Tag.JUDGED,
        not_before=situation.facts.on,
        due_on=_after(situation, days),
        references=(ZHANG_2022.id, BOARD_JUDGMENT.id),
        rules=(discordance.STALE,),
    )


def _needs_imaging(situation: Situation) -> bool:
    is_discordant = situation.discordance and _is_tumor(situation)
    return is_discordant or (
        situation.growth and bool(situation.facts.exposure.current)
    )


def _last_brain(situation: Situation) -> Message:
    study = situation.facts.coverage.stale.get("brain")
    if study is None:
        return Message(N_("The brain was never imaged"))
    return Message(N_("The brain was last imaged on {on}"), {"on": On(study.on.last)})


def pet_ct(situation: Situation) -> NextStep | None:
    """Metabolic imaging, where plasma is the tumor's and none was done."""
    if not (situation.discordance and _is_tumor(situation)):
        return None
    if situation.facts.coverage.has_pet:
        return None
    return NextStep(
        id="pet-ct",
        message=Message(N_("PET-CT")),
        owner=Discipline.RADIOLOGY,
        why=Message(N_("No PET-CT yet; below 8–10 mm it does not exclude disease")),
        tag=Tag.JUDGED,
        not_before=situation.facts.on,
        due_on=_after(situation, STAGING_DAYS),
        references=(BOARD_JUDGMENT.id,),
        rules=(discordance.NO_PET,),
    )


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
        not_before=_after(situation, first),
        due_on=_after(situation, last),
        references=finding.references,
        rules=(finding.rule,),
    )


def paired_wbc(situation: Situation) -> NextStep | None:
    """White blood cells settle clonal hematopoiesis that is not excluded (D2)."""
    finding = situation.answers.findings.get(discordance.CH_NOT_EXCLUDED)
    if finding is None:
        return None
    return NextStep(
        id="paired-wbc",
        message=Message(N_("Test matched white blood cells")),
        owner=Discipline.MOLECULAR,
        why=finding.message,
        tag=Tag.SECONDARY,
        not_before=situation.facts.on,
        due_on=_after(situation, WBC_DAYS),
        references=(MAGEE_2025.id,),
        rules=(finding.rule,),
    )


def tissue(situation: Situation) -> NextStep | None:
    """Progression, or a clue of transformation, needs tissue before local therapy."""
    clues = sorted(progression.TRANSFORMATION_CLUES & situation.answers.findings.keys())
    if not (situation.growth and (situation.is_progression or clues)):
        return None
    finding = situation.answers.findings[clues[0]] if clues else None
    return NextStep(
        id="histology" if clues else "tissue-rebiopsy",
        message=Message(N_("Biopsy a growing lesion: histology, NGS, plasma beside")),
        owner=Discipline.PATHOLOGY,
        why=finding.message if finding else Message(N_("Progression by the criteria")),
        tag=Tag.JUDGED,
        not_before=situation.facts.on,
        due_on=_after(situation, REBIOPSY_DAYS),
        references=(BOARD_JUDGMENT.id,),
        rules=tuple(clues),
    )


def early_ct(situation: Situation) -> NextStep | None:
    """Growth short of progression is looked at early, by the same reader (P1, P2)."""
    on = early_ct_on(situation)
    if not (situation.growth and situation.is_above_nadir_not_pd) or on is None:
        return None
    return NextStep(
        id="early-ct",
        message=Message(N_("Early CT; the same reader measures all dates again")),
        owner=Discipline.RADIOLOGY,
        why=_why_early(situation),
        tag=Tag.JUDGED,
        due_on=on,
        references=(BOARD_JUDGMENT.id,),
        rules=(progression.ABOVE_NADIR,),
    )


def _why_early(situation: Situation) -> Message:
    finding = situation.answers.findings.get(progression.ABOVE_NADIR)
    return finding.message if finding else Message(N_("Growth short of progression"))


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
        why=_why_early(situation),
        tag=Tag.CHECKED if is_egfr_tki else Tag.JUDGED,
        due_on=on,
        references=(CHAFT_2011.id if is_egfr_tki else BOARD_JUDGMENT.id,),
        rules=(progression.ABOVE_NADIR,),
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
        tag=Tag.CHECKED,
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
    """MET amplification under an EGFR TKI, by the threshold of its study (P8)."""
    found = _follow(situation, "met-inhibitor-combination")
    if found is None:
        return None
    return NextStep(
        id="met-inhibitor-combination",
        message=Message(N_("Discuss adding a MET inhibitor, by its threshold")),
        owner=Discipline.ONCOLOGY,
        why=found.message,
        tag=found.tag,
        references=found.references,
        rules=(found.rule,),
    )


def trial(situation: Situation) -> NextStep | None:
    """Staging that finds nothing leaves drugs to trials, consent and the form (D6)."""
    if not (situation.discordance and _is_tumor(situation)):
        return None
    return NextStep(
        id="trial",
        message=Message(
            N_("If staging finds nothing: a trial; off label with consent")
        ),
        owner=Discipline.ONCOLOGY,
        why=Message(N_("Treating a molecular relapse helped in few cancers only")),
        tag=Tag.JUDGED,
        references=(BOARD_JUDGMENT.id,),
    )


STEPS: tuple[Callable[[Situation], NextStep | None], ...] = (
    urgent_pathway,
    hold_drug,
    check_medication,
    stage_now,
    brain_mri,
    pet_ct,
    repeat_plasma,
    paired_wbc,
    tissue,
    early_ct,
    continue_current,
    third_generation,
    met_inhibitor,
    trial,
)
