"""What the core argues against, and why. The board may decide otherwise, with a reason.

Ids are the must-nots of the vocabulary.
"""

from collections.abc import Callable

from mdt_board.interpret.ctdna import discordance
from mdt_board.interpret.next_steps import early_ct_on
from mdt_board.interpret.references import (
    BOARD_JUDGMENT,
    CHAFT_2011,
    ESMO_CTDNA_2022,
    MAGEE_2025,
    RECIST_2009,
    ZHANG_2022,
)
from mdt_board.interpret.resistance import progression
from mdt_board.interpret.situation import Situation
from mdt_board.model.interpretation import Guardrail, OriginAnswer
from mdt_board.model.text import N_, Gene, Message, Mm, On, Terms

# Repair genes that often carry clonal hematopoiesis in plasma (response.md 0.1 no. 5).
PARP_GENES = frozenset({"ATM", "BRCA1", "BRCA2", "CHEK2"})


def guardrails(situation: Situation) -> tuple[Guardrail, ...]:
    """Return what the core argues against in this situation."""
    found = (guard(situation) for guard in GUARDS)
    return tuple(g for g in found if g)


def subthreshold_growth(situation: Situation) -> Guardrail | None:
    """A drug is not changed for growth short of progression (P1, P2, P5)."""
    latest = situation.facts.latest
    if not (situation.growth and situation.is_above_nadir_not_pd and latest):
        return None
    if latest.pd_line is None:
        return None
    on = early_ct_on(situation)
    return Guardrail(
        id="therapy-changed-on-subthreshold-growth",
        message=Message(
            N_("Do not change the drug for growth below {line}; assess again by {on}"),
            {"line": Mm(latest.pd_line), "on": On(on or situation.facts.on)},
        ),
        references=(RECIST_2009.id, BOARD_JUDGMENT.id),
        rules=(progression.ABOVE_NADIR,),
    )


def molecular_is_not_progression(situation: Situation) -> Guardrail | None:
    """Molecular progression is a statement of its own, not PD (corrections 3)."""
    rows = {r.id for r in situation.facts.knowledge.mechanisms}
    spoke = rows & situation.answers.findings.keys()
    if situation.answers.spoke(progression.DRIVER_RISES):
        spoke |= {progression.DRIVER_RISES}
    if not spoke or situation.is_progression or not situation.growth:
        return None
    return Guardrail(
        id="progression-called-early",
        message=Message(N_("Molecular findings alone are not progression by RECIST")),
        references=(RECIST_2009.id, BOARD_JUDGMENT.id),
        rules=tuple(sorted(spoke)),
    )


def stopping_tki(situation: Situation) -> Guardrail | None:
    """An EGFR TKI is not stopped while tests are awaited: flare in 14 of 61."""
    if "egfr-tki" not in situation.facts.exposure.current_classes:
        return None
    if not situation.growth or any(f.id == "ild" for f in situation.red_flags):
        return None
    return Guardrail(
        id="tki-stopped-while-waiting",
        message=Message(
            N_("Do not stop {drugs} while waiting: flare in 14 of 61 after stopping"),
            {"drugs": Terms(situation.current_drugs)},
        ),
        references=(CHAFT_2011.id,),
    )


def waiting_with_staging(situation: Situation) -> Guardrail | None:
    """A tumor-derived positive is staged now, not repeated in three months (D5)."""
    if not situation.discordance:
        return None
    if not situation.answers.spoke(discordance.RELAPSE, discordance.TUMOR_ORIGIN):
        return None
    return Guardrail(
        id="wait-when-staging-is-due",
        message=Message(N_("Do not wait three months: staging is due now")),
        references=(ZHANG_2022.id, BOARD_JUDGMENT.id),
        rules=(discordance.RELAPSE,),
    )


def empirical_treatment(situation: Situation) -> Guardrail | None:
    """Drugs are not started on plasma alone; the hard-stop form asks for more (D10)."""
    if not situation.discordance:
        return None
    return Guardrail(
        id="empirical-treatment-without-histology",
        message=Message(
            N_(
                "No drug on plasma alone: without pathology the hard-stop form, "
                "consent and approval come first"
            )
        ),
        references=(BOARD_JUDGMENT.id,),
    )


def diagnosis_from_plasma(situation: Situation) -> Guardrail | None:
    """Plasma neither makes nor excludes the diagnosis of cancer (invariant 1)."""
    if not situation.discordance:
        return None
    return Guardrail(
        id="diagnosis-from-ctdna",
        message=Message(N_("ctDNA alone does not diagnose: pathology is the standard")),
        references=(ESMO_CTDNA_2022.id,),
    )


def reassurance(situation: Situation) -> Guardrail | None:
    """A signal that is no longer detected is not an all-clear (invariant 6)."""
    cleared = [
        s
        for s in situation.facts.series.values()
        if not s.id.startswith("lab:")
        and s.points
        and s.points[-1].status == "not-detected"
    ]
    if not cleared or discordance.positive_series(situation.facts):
        return None
    return Guardrail(
        id="reassurance-from-negative",
        message=Message(N_("Not detected now is not an all-clear")),
        references=(ESMO_CTDNA_2022.id,),
    )


def parp_on_plasma(situation: Situation) -> Guardrail | None:
    """No PARP inhibitor on a plasma variant that may be clonal hematopoiesis."""
    genes = sorted(
        {
            o.gene
            for o in situation.facts.origins.values()
            if o.gene in PARP_GENES and o.answer is not OriginAnswer.TUMOR_LIKELY
        }
    )
    if not genes:
        return None
    return Guardrail(
        id="parp-on-plasma-ch-gene",
        message=Message(
            N_("No PARP inhibitor on {gene} from plasma alone: CH not excluded"),
            {"gene": Gene(", ".join(genes))},
        ),
        references=(MAGEE_2025.id,),
        rules=(discordance.CH_NOT_EXCLUDED,),
    )


GUARDS: tuple[Callable[[Situation], Guardrail | None], ...] = (
    subthreshold_growth,
    molecular_is_not_progression,
    stopping_tki,
    waiting_with_staging,
    empirical_treatment,
    diagnosis_from_plasma,
    reassurance,
    parp_on_plasma,
)
