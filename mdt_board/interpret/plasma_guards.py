"""What the core argues against where plasma alone would decide."""

from collections.abc import Callable

from mdt_board.interpret.ctdna import course_rules, discordance
from mdt_board.interpret.references import ESMO_CTDNA_2022, GALAXY_2024, MAGEE_2025
from mdt_board.interpret.situation import Situation
from mdt_board.model.interpretation import Guardrail, OriginAnswer
from mdt_board.model.text import N_, Gene, Message

ANTI_EGFR_GENES = frozenset({"KRAS", "NRAS", "BRAF"})


def diagnosis_without_cancer(situation: Situation) -> Guardrail | None:
    """Without a known cancer plasma is no verdict either, whatever it shows."""
    if situation.discordance or situation.facts.case.diagnoses:
        return None
    if not situation.facts.plasma:
        return None
    return Guardrail(
        id="diagnosis-from-ctdna",
        message=Message(
            N_("Plasma says neither cancer nor no cancer: it is not a diagnosis")
        ),
        references=(ESMO_CTDNA_2022.id,),
    )


def immune_control(situation: Situation) -> Guardrail | None:
    """A signal that went away by itself is not credited to immunity (E4)."""
    if not situation.answers.spoke(course_rules.REVERTED):
        return None
    return Guardrail(
        id="immune-control-leading",
        message=Message(
            N_("Reverted is not cured: 2 of 105 stayed clear without treatment")
        ),
        references=(GALAXY_2024.id,),
        rules=(course_rules.REVERTED,),
    )


def anti_egfr_not_excluded(situation: Situation) -> Guardrail | None:
    """RAS or RAF of plasma in a gene that CH carries, without white cells or tissue."""
    origins = [o for o in situation.facts.origins.values() if o.gene in ANTI_EGFR_GENES]
    if any(o.answer is OriginAnswer.CH_LIKELY for o in origins):
        return None  # white cells carry it: the firmer sentence is said
    open_ones = {
        o.gene
        for o in origins
        if o.is_ch_prone and o.answer is OriginAnswer.UNDETERMINED
    }
    if not open_ones:
        return None
    return Guardrail(
        id="anti-egfr-decision-on-ch",
        message=Message(
            N_(
                "No decision on an EGFR antibody from {gene} of plasma before white "
                "blood cells or tissue"
            ),
            {"gene": Gene(", ".join(sorted(open_ones)))},
        ),
        references=(MAGEE_2025.id,),
        rules=(discordance.CH_NOT_EXCLUDED,),
    )


GUARDS: tuple[Callable[[Situation], Guardrail | None], ...] = (
    diagnosis_without_cancer,
    immune_control,
    anti_egfr_not_excluded,
)
