"""Steps of imaging: staging, the brain, metabolism, and an early or a missing scan."""

from mdt_board.interpret.ctdna import discordance
from mdt_board.interpret.known_cancer import is_cancer_known
from mdt_board.interpret.red_flags import recent_symptoms
from mdt_board.interpret.references import (
    BOARD_JUDGMENT,
    CURB_2024,
    IRECIST_2017,
    RECIST_2009,
    ZHANG_2022,
)
from mdt_board.interpret.resistance import progression
from mdt_board.interpret.resistance.recent_tests import is_brain_due
from mdt_board.interpret.situation import Situation
from mdt_board.interpret.windows import (
    BRAIN_AT_PD_DAYS,
    BRAIN_MRI_DAYS,
    RESTAGING_DAYS,
    STAGING_DAYS,
    SYMPTOM_DAYS,
    after,
    early_ct_on,
)
from mdt_board.model.interpretation import NextStep, Tag
from mdt_board.model.oncology import Response
from mdt_board.model.person import Discipline
from mdt_board.model.quantity import Length
from mdt_board.model.text import N_, Message, Mm, On, Terms

NEUROLOGICAL = frozenset(
    {"headache", "neurological-deficit", "seizure", "raised-intracranial-pressure"}
)
NOT_EVALUABLE = "response.recist-1-1.not-evaluable"


def stage_now(situation: Situation) -> NextStep | None:
    """A positive that is the tumor's is staged now, not after a wait (D5, D7)."""
    if not (situation.discordance and situation.is_tumor_dna):
        return None
    if is_cancer_known(situation.facts.case):
        message = Message(N_("Complete staging now, before any plan"))
    else:
        message = Message(N_("Look for the primary where the variant points"))
    return NextStep(
        id="stage-now",
        message=message,
        owner=Discipline.RADIOLOGY,
        why=_why_staging(situation),
        tag=Tag.JUDGED,
        not_before=situation.facts.on,
        due_on=after(situation, STAGING_DAYS),
        references=(BOARD_JUDGMENT.id,),
        rules=discordance.TUMOR_RULES,
    )


def _why_staging(situation: Situation) -> Message:
    findings = situation.answers.findings
    return next(findings[r].message for r in discordance.TUMOR_RULES if r in findings)


def brain_mri(situation: Situation) -> NextStep | None:
    """The brain: for a symptom at once; else where its last image is too old."""
    symptoms = recent_symptoms(situation.facts, NEUROLOGICAL)
    has_cancer = is_cancer_known(situation.facts.case)
    if symptoms and has_cancer:
        names = Terms(tuple(dict.fromkeys(s.name for s in symptoms)))
        why = Message(
            N_("{symptoms}: plasma and an earlier scan do not answer for it"),
            {"symptoms": names},
        )
        return _mri(situation, SYMPTOM_DAYS, why)
    if not is_brain_due(situation.facts) or not _needs_brain(situation):
        return None
    days = BRAIN_AT_PD_DAYS if situation.is_progression else BRAIN_MRI_DAYS
    if situation.discordance:
        days = STAGING_DAYS
    return _mri(situation, days, _last_brain(situation))


def _mri(situation: Situation, days: int, why: Message) -> NextStep:
    return NextStep(
        id="brain-mri",
        message=Message(N_("Contrast brain MRI")),
        owner=Discipline.RADIOLOGY,
        why=why,
        tag=Tag.JUDGED,
        not_before=situation.facts.on,
        due_on=after(situation, days),
        references=(ZHANG_2022.id, BOARD_JUDGMENT.id),
        rules=(discordance.STALE,),
    )


def _needs_brain(situation: Situation) -> bool:
    is_discordant = situation.discordance and situation.is_tumor_dna
    return is_discordant or (
        situation.growth and bool(situation.facts.exposure.current)
    )


def _last_brain(situation: Situation) -> Message:
    study = situation.facts.coverage.stale.get("brain")
    if study is None:
        return Message(N_("No brain imaging is recorded"))
    return Message(N_("The brain was last imaged on {on}"), {"on": On(study.on.last)})


def pet_ct(situation: Situation) -> NextStep | None:
    """Metabolic imaging: for tumor DNA unseen, and before the brain is irradiated."""
    is_unseen = situation.discordance and situation.is_tumor_dna
    is_before_local = situation.answers.spoke(progression.CNS_ONLY)
    if not (is_unseen or is_before_local):
        return None
    if is_unseen and situation.facts.coverage.has_pet:
        return None
    text = (
        N_("No PET-CT yet; below 8–10 mm it does not exclude disease")
        if is_unseen
        else N_("Before local therapy the rest must be shown to be controlled")
    )
    return NextStep(
        id="pet-ct",
        message=Message(
            N_("PET-CT")
            if is_unseen
            else N_("PET-CT: does anything progress outside the brain?")
        ),
        owner=Discipline.RADIOLOGY,
        why=Message(text),
        tag=Tag.JUDGED,
        not_before=situation.facts.on,
        due_on=after(situation, STAGING_DAYS if is_unseen else RESTAGING_DAYS),
        references=(BOARD_JUDGMENT.id,) if is_unseen else (CURB_2024.id,),
        rules=(discordance.NO_PET,) if is_unseen else (progression.CNS_ONLY,),
    )


def repeat_imaging(situation: Situation) -> NextStep | None:
    """A scan that confirms PD under immunotherapy, or one that can be evaluated."""
    finding = situation.answers.findings.get(progression.UNCONFIRMED_PD)
    immune = situation.facts.immune[-1:]
    if finding is not None and immune:
        first = immune[0].confirm_from or situation.facts.on
        last = immune[0].confirm_until or situation.facts.on
        return NextStep(
            id="repeat-imaging",
            message=_confirming(immune[0].confirm_sum),
            owner=Discipline.RADIOLOGY,
            why=finding.message,
            tag=finding.tag,
            not_before=max(first, situation.facts.on),
            due_on=max(last, situation.facts.on),
            references=(IRECIST_2017.id,),
            rules=(finding.rule,),
        )
    return _complete_visit(situation)


def _confirming(line: Length | None) -> Message:
    """Say what the next scan has to show, where the targets decide it."""
    if line is None:
        return Message(N_("Image again to confirm or refute the progression"))
    text = N_("Image again: iCPD from a target sum of {line}, or if others progress")
    return Message(text, {"line": Mm(line)})


def _complete_visit(situation: Situation) -> NextStep | None:
    finding = situation.answers.findings.get(NOT_EVALUABLE)
    if finding is None or situation.overall is not Response.NE:
        return None
    return NextStep(
        id="repeat-imaging",
        message=Message(N_("Measure what is missing, or image it again")),
        owner=Discipline.RADIOLOGY,
        why=finding.message,
        tag=Tag.JUDGED,
        not_before=situation.facts.on,
        due_on=after(situation, STAGING_DAYS),
        references=(RECIST_2009.id, BOARD_JUDGMENT.id),
        rules=(finding.rule,),
    )


def early_ct(situation: Situation) -> NextStep | None:
    """Growth short of progression is looked at early, by the same reader (P1, P2)."""
    on = early_ct_on(situation)
    if not (situation.growth and situation.is_above_nadir_not_pd) or on is None:
        return None
    return NextStep(
        id="early-ct",
        message=Message(N_("Early CT; same reader re-measures all dates")),
        owner=Discipline.RADIOLOGY,
        why=why_early(situation),
        tag=Tag.JUDGED,
        due_on=on,
        references=(BOARD_JUDGMENT.id,),
        rules=(progression.ABOVE_NADIR,),
    )


def why_early(situation: Situation) -> Message:
    """Say how far the sum is above its nadir."""
    finding = situation.answers.findings.get(progression.ABOVE_NADIR)
    return finding.message if finding else Message(N_("Growth short of progression"))
