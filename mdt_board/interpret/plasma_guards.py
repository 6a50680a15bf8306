"""What the core argues against where plasma alone would decide."""

from collections.abc import Callable
from decimal import Decimal

from mdt_board.interpret.ctdna import course_rules, discordance
from mdt_board.interpret.ctdna.prior_therapy import genotoxic_of, may_have_had_before
from mdt_board.interpret.facts import Facts
from mdt_board.interpret.references import ESMO_CTDNA_2022, GALAXY_2024, MAGEE_2025
from mdt_board.interpret.situation import Situation
from mdt_board.model.interpretation import Guardrail, Origin, OriginAnswer
from mdt_board.model.text import N_, Message, Variants

ANTI_EGFR_GENES = frozenset({"KRAS", "NRAS", "BRAF"})
COLORECTAL = "cancer.colorectal"  # the cancer in which RAS decides on an antibody
LOW_FRACTION = Decimal("0.05")  # all KRAS of hematopoiesis was below (F3)


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
    """RAS or RAF of plasma in bowel cancer, without white cells or tissue.

    Open origins, and low fractions after treatment that selects clones: there
    hematopoiesis carries KRAS too (response.md 0.1 no. 5, discordance.md F3).
    """
    facts = situation.facts
    families = facts.alterations.families
    if families and COLORECTAL not in families:
        return None
    origins = [o for o in facts.origins.values() if o.gene in ANTI_EGFR_GENES]
    if any(o.answer is OriginAnswer.CH_LIKELY for o in origins):
        return None  # white cells carry it: the firmer sentence is said
    open_ones = {o.gene for o in origins if _may_be_hematopoiesis(o, facts)}
    if not open_ones:
        return None
    return Guardrail(
        id="anti-egfr-decision-on-ch",
        message=Message(
            N_(
                "No decision on an EGFR antibody from {gene} of plasma before white "
                "blood cells or tissue"
            ),
            {"gene": Variants(tuple(sorted(open_ones)))},
        ),
        references=(MAGEE_2025.id,),
        rules=(discordance.CH_NOT_EXCLUDED,),
    )


def _may_be_hematopoiesis(origin: Origin, facts: Facts) -> bool:
    if origin.is_backed:
        return False
    if origin.answer is not OriginAnswer.TUMOR_LIKELY:
        return origin.answer is OriginAnswer.UNDETERMINED
    seen = [(p.value, p.on) for p in facts.series[origin.series].points if p.value]
    if not seen or max(value for value, _ in seen) >= LOW_FRACTION:
        return False
    treatments = genotoxic_of(facts.case.oncology.treatments, facts.knowledge)
    return may_have_had_before(max(on for _, on in seen), treatments)


GUARDS: tuple[Callable[[Situation], Guardrail | None], ...] = (
    diagnosis_without_cancer,
    immune_control,
    anti_egfr_not_excluded,
)
