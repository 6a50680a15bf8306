"""What the core argues against, and why. The board may decide otherwise, with a reason.

Ids are the must-nots of the vocabulary.
"""

from collections.abc import Callable

from mdt_board.interpret import fitness
from mdt_board.interpret.ctdna import discordance
from mdt_board.interpret.plasma_guards import ANTI_EGFR_GENES
from mdt_board.interpret.plasma_guards import GUARDS as PLASMA_GUARDS
from mdt_board.interpret.references import (
    BOARD_JUDGMENT,
    CHAFT_2011,
    CHMIELECKI_2023,
    COBRA_2024,
    CURB_2024,
    ESMO_CTDNA_2022,
    IRECIST_2017,
    MAGEE_2025,
    MARCOUX_2019,
    RECIST_2009,
)
from mdt_board.interpret.resistance import progression
from mdt_board.interpret.resistance.oligoprogression import evidence_of
from mdt_board.interpret.situation import Situation
from mdt_board.interpret.windows import early_ct_on
from mdt_board.model.interpretation import Band, Guardrail, OriginAnswer
from mdt_board.model.text import N_, Message, Mm, On, Term, Terms, Variants

# Repair genes that often carry clonal hematopoiesis in plasma (response.md 0.1 no. 5),
# and others of which a PARP inhibitor is discussed: an open origin opens none of them.
CH_PRONE_REPAIR = frozenset({"ATM", "BRCA1", "BRCA2", "CHEK2"})
PARP_GENES = CH_PRONE_REPAIR | {"BARD1", "BRIP1", "CDK12", "PALB2", "RAD51C", "RAD51D"}
HISTOLOGY = "resistance.transformation.histology"
UNDETERMINED, CH_LIKELY = OriginAnswer.UNDETERMINED, OriginAnswer.CH_LIKELY
GERMLINE_LIKELY = OriginAnswer.GERMLINE_LIKELY


def guardrails(situation: Situation) -> tuple[Guardrail, ...]:
    """Return what the core argues against in this situation."""
    found = map(situation.ask, GUARDS)
    kept: dict[str, Guardrail] = {}
    for guard in found:
        if guard is not None:
            kept.setdefault(guard.id, guard)
    return tuple(kept.values())


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
    rows = situation.facts.knowledge.mechanism_by_id
    spoke = rows.keys() & situation.answers.findings.keys()
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


def opacity_is_not_progression(situation: Situation) -> Guardrail | None:
    """An opacity that comes and goes under osimertinib is no new lesion (C2)."""
    spoke = situation.answers.spoke(progression.TRANSIENT_OPACITY)
    if not spoke or situation.is_progression or not situation.growth:
        return None
    return Guardrail(
        id="progression-called-early",
        message=Message(
            N_("An opacity of the lung without symptoms is not progression")
        ),
        references=(BOARD_JUDGMENT.id,),
        rules=(progression.TRANSIENT_OPACITY,),
    )


def local_therapy_without_evidence(situation: Situation) -> Guardrail | None:
    """Local therapy of oligoprogression helped in lung cancer, not in breast (K8)."""
    answers = situation.answers
    if not answers.spoke(progression.OLIGO) or answers.spoke(progression.CNS_ONLY):
        return None
    evidence = evidence_of(situation.facts)
    if evidence == "oligo-evidence.lung":
        return None
    text = (
        N_("No radiosurgery by default: in breast cancer it did not delay progression")
        if evidence == "oligo-evidence.breast"
        else N_("No radiosurgery by default: no trial of it is known for this tumor")
    )
    return Guardrail(
        id="sbrt-without-evidence",
        message=Message(text),
        references=(CURB_2024.id,),
        rules=(progression.OLIGO,),
    )


def waiting_with_red_flag(situation: Situation) -> Guardrail | None:
    """Whoever shows a red flag is not watched (invariant 7)."""
    if not situation.red_flags:
        return None
    return Guardrail(
        id="monitoring-with-red-flag",
        message=Message(
            N_("No watching and waiting: {flag}"),
            {"flag": Term(f"red-flag.{situation.red_flags[0].id}")},
        ),
        references=(BOARD_JUDGMENT.id,),
    )


def stopping_tki(situation: Situation) -> Guardrail | None:
    """An EGFR TKI is not stopped while tests are awaited: flare in 14 of 61."""
    if "egfr-tki" not in situation.facts.exposure.current_classes:
        return None
    if not situation.growth or any(f.id == "ild" for f in situation.red_flags):
        return None  # suspected pneumonitis is the exception: the drug is held
    return Guardrail(
        id="tki-stopped-while-waiting",
        message=Message(
            N_(
                "Do not stop {drugs} while waiting: flare in 14 of 61 after 8 days "
                "(median), in another series in 2 of 52; a trial's wash-out is an "
                "exception to be planned"
            ),
            {"drugs": Terms(situation.current_drugs)},
        ),
        references=(CHAFT_2011.id,),
    )


def waiting_with_staging(situation: Situation) -> Guardrail | None:
    """A tumor-derived positive is staged now, not repeated in three months (D5)."""
    if not situation.discordance:
        return None
    if not situation.is_tumor_dna:
        return None
    return Guardrail(
        id="wait-when-staging-is-due",
        message=Message(N_("Do not wait three months: staging is due now")),
        references=(BOARD_JUDGMENT.id,),
        rules=discordance.TUMOR_RULES,
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
    """A tumor that plasma does not show is not gone (invariant 6).

    White cells that carry another variant do not change that.
    """
    plasma = situation.facts.plasma
    absent = [s for s in plasma if s.points[-1].status == "not-detected"]
    if not absent or situation.facts.suspicious:
        return None
    return Guardrail(
        id="reassurance-from-negative",
        message=Message(N_("Not detected now is not an all-clear")),
        references=(ESMO_CTDNA_2022.id,),
    )


def single_positive(situation: Situation) -> Guardrail | None:
    """One positive of plasma alone starts no treatment (D1)."""
    is_single = situation.answers.spoke(discordance.SINGLE)
    if not (situation.discordance and is_single) or situation.is_tumor_dna:
        return None
    return Guardrail(
        id="chemotherapy-on-single-positive",
        message=Message(N_("No chemotherapy on one positive that nothing confirms")),
        references=(COBRA_2024.id,),
        rules=(discordance.SINGLE,),
    )


def _genes(
    situation: Situation, among: frozenset[str], *answers: OriginAnswer
) -> list[str]:
    origins = situation.facts.origins.values()
    found = {o.gene for o in origins if o.gene in among and o.answer in answers}
    return sorted(found)


def parp_on_plasma(situation: Situation) -> Guardrail | None:
    """No PARP inhibitor on a plasma variant that may be clonal hematopoiesis."""
    by_plasma = {o.gene for o in situation.facts.origins.values() if not o.is_backed}
    tumor = _genes(situation, CH_PRONE_REPAIR & by_plasma, OriginAnswer.TUMOR_LIKELY)
    genes = sorted({*tumor, *_genes(situation, PARP_GENES, UNDETERMINED, CH_LIKELY)})
    if not genes:
        return None
    carried = {
        o.gene
        for o in situation.facts.origins.values()
        if o.answer is CH_LIKELY and o.is_backed
    }
    is_carried = carried.issuperset(genes)
    text = (
        N_("No PARP inhibitor on {gene}: white blood cells carry it")
        if is_carried
        else N_("No PARP inhibitor on {gene} from plasma alone: CH not excluded")
    )
    rule = discordance.CH_BY_WBC if is_carried else discordance.CH_NOT_EXCLUDED
    return Guardrail(
        id="parp-on-plasma-ch-gene",
        message=Message(text, {"gene": Variants(tuple(genes))}),
        references=(MAGEE_2025.id,),
        rules=(rule,),
    )


def anti_egfr_on_hematopoiesis(situation: Situation) -> Guardrail | None:
    """RAS of white blood cells says nothing about the tumor (invariant 5)."""
    genes = _genes(situation, ANTI_EGFR_GENES, CH_LIKELY)
    if not genes:
        return None
    return Guardrail(
        id="anti-egfr-decision-on-ch",
        message=Message(
            N_("No decision on an EGFR antibody from {gene} that white cells carry"),
            {"gene": Variants(tuple(genes))},
        ),
        references=(MAGEE_2025.id,),
        rules=(discordance.CH_BY_WBC,),
    )


def germline_as_plasma(situation: Situation) -> Guardrail | None:
    """What looks inherited is neither reported as ctDNA nor treated on (D4)."""
    if not situation.answers.spoke(discordance.GERMLINE):
        return None
    return Guardrail(
        id="germline-reported-as-ctdna",
        message=Message(
            N_("Do not report it as ctDNA; no drug before a validated germline test")
        ),
        references=(BOARD_JUDGMENT.id,),
        rules=(discordance.GERMLINE,),
    )


def li_fraumeni(situation: Situation) -> Guardrail | None:
    """TP53 in blood is more often hematopoiesis than inherited (F5)."""
    if not _genes(situation, frozenset({"TP53"}), CH_LIKELY, GERMLINE_LIKELY):
        return None
    return Guardrail(
        id="li-fraumeni-from-blood",
        message=Message(
            N_("TP53 in blood does not show Li-Fraumeni syndrome: CH looks the same")
        ),
        references=(BOARD_JUDGMENT.id,),
    )


def local_therapy_before_histology(situation: Situation) -> Guardrail | None:
    """A lesion that may have transformed is biopsied before it is irradiated."""
    clues = progression.TRANSFORMATION_CLUES & situation.answers.findings.keys()
    if not situation.growth or not clues or situation.answers.spoke(HISTOLOGY):
        return None
    return Guardrail(
        id="sbrt-before-histology",
        message=Message(
            N_("No local therapy and no new systemic drug before its histology")
        ),
        references=(BOARD_JUDGMENT.id,),
        rules=tuple(sorted(clues)),
    )


def immunotherapy_for_transformed(situation: Situation) -> Guardrail | None:
    """Transformed tumors did not respond to checkpoint inhibitors: 0 of 17."""
    if situation.band("transformation") not in (Band.LEADING, Band.LIKELY):
        return None
    return Guardrail(
        id="ici-for-transformed",
        message=Message(
            N_("No immunotherapy for a transformed tumor: 0 of 17 responded")
        ),
        references=(MARCOUX_2019.id,),
        rules=(HISTOLOGY,),
    )


def third_generation_again(situation: Situation) -> Guardrail | None:
    """After a third-generation EGFR TKI, T790M is no route to another (K0.2)."""
    is_exposed = "egfr-tki-3g" in situation.facts.exposure.ever_classes
    if not (situation.growth and is_exposed and situation.is_progression):
        return None
    if situation.answers.spoke(progression.CNS_ONLY):
        return None  # the drug may go on beside local therapy of the brain
    return Guardrail(
        id="osimertinib-without-t790m-after-3g",
        message=Message(
            N_(
                "No change to another third-generation EGFR TKI: one was given "
                "already, with or without T790M"
            )
        ),
        references=(CHMIELECKI_2023.id, BOARD_JUDGMENT.id),
    )


def unconfirmed_progression(situation: Situation) -> Guardrail | None:
    """One PD under immunotherapy is confirmed first, if the patient is stable."""
    if not situation.answers.spoke(progression.UNCONFIRMED_PD):
        return None
    return Guardrail(
        id="progression-called-early",
        message=Message(
            N_(
                "Under immunotherapy one PD is not confirmed progression; go on beyond "
                "it only in a stable patient"
            )
        ),
        references=(IRECIST_2017.id,),
        rules=(progression.UNCONFIRMED_PD,),
    )


GUARDS: tuple[Callable[[Situation], Guardrail | None], ...] = (
    waiting_with_red_flag,
    subthreshold_growth,
    molecular_is_not_progression,
    opacity_is_not_progression,
    stopping_tki,
    waiting_with_staging,
    empirical_treatment,
    diagnosis_from_plasma,
    reassurance,
    single_positive,
    parp_on_plasma,
    anti_egfr_on_hematopoiesis,
    germline_as_plasma,
    li_fraumeni,
    local_therapy_before_histology,
    local_therapy_without_evidence,
    immunotherapy_for_transformed,
    third_generation_again,
    unconfirmed_progression,
    *PLASMA_GUARDS,
    *fitness.GUARDS,
)
