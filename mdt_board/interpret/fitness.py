"""What of the patient's fitness argues against a new drug, as far as it is known.

Nothing is assumed of what nobody asked: that is on the checklist. Laboratory values are
held against their own reference limits, so that no threshold of ours is invented.
"""

from mdt_board.interpret.references import BOARD_JUDGMENT
from mdt_board.interpret.situation import Situation
from mdt_board.model.interpretation import Guardrail
from mdt_board.model.oncology import LabValue
from mdt_board.model.text import N_, Message, Terms

RECENT_DAYS = 90  # an older value says little about today's organ function [J]
# What the next drugs strain: too high is bad, or too low is.
TOO_HIGH = frozenset(
    {
        "creatinine",
        "alanine-aminotransferase",
        "aspartate-aminotransferase",
        "total-bilirubin",
        "qtc",
    }
)
TOO_LOW = frozenset({"neutrophils", "platelets", "hemoglobin", "lvef", "dlco", "spo2"})
HBV_DNA = "hbv-dna"


def _is_drug_at_hand(situation: Situation) -> bool:
    """Say whether a change of drug is on the table: progression under treatment."""
    return situation.growth and situation.is_progression


def organ_function(situation: Situation) -> Guardrail | None:
    """A new drug meets organs that are out of their reference limits."""
    if not _is_drug_at_hand(situation):
        return None
    names = [lab.analyte for lab in _latest(situation) if _is_outside(lab)]
    if not names:
        return None
    return Guardrail(
        id="drug-before-organ-function",
        message=Message(
            N_("No new drug before these are looked at: {names} outside reference"),
            {"names": Terms(tuple(dict.fromkeys(names)))},
        ),
        references=(BOARD_JUDGMENT.id,),
    )


def _latest(situation: Situation) -> list[LabValue]:
    """Return the latest value of each analyte of organ function, if recent."""
    latest: dict[str, LabValue] = {}
    on = situation.facts.on
    for lab in sorted(situation.facts.case.oncology.labs, key=lambda v: v.on.last):
        is_recent = (on - lab.on.last).days <= RECENT_DAYS
        if lab.analyte in TOO_HIGH | TOO_LOW and is_recent:
            latest[lab.analyte] = lab
    return list(latest.values())


def _is_outside(lab: LabValue) -> bool:
    if lab.analyte in TOO_HIGH:
        return lab.reference_high is not None and lab.value > lab.reference_high
    return lab.reference_low is not None and lab.value < lab.reference_low


SETTLE_FIRST = N_("No new drug or steroid before these are settled: {names}")
URGENT = N_(
    "Settle today, before a new drug or steroid: {names}; what a severe course needs "
    "at once does not wait for it"
)


def infection(situation: Situation) -> Guardrail | None:
    """Hepatitis B and tuberculosis flare under immune and cytotoxic drugs and steroids.

    Hepatitis B without a measured viral load; tuberculosis that is known to be not
    excluded, which "not asked" is not.
    """
    if not _is_drug_at_hand(situation) and not situation.red_flags:
        return None
    fitness = situation.facts.case.fitness
    has_load = any(v.analyte == HBV_DNA for v in situation.facts.case.oncology.labs)
    open_ones = []
    if fitness.is_hbsag_positive and not has_load:
        open_ones.append("infection.hepatitis-b")
    if fitness.is_tuberculosis_excluded is False:
        open_ones.append("infection.tuberculosis")
    if not open_ones:
        return None
    return Guardrail(
        id="drug-before-infection-screen",
        message=Message(
            URGENT if situation.red_flags else SETTLE_FIRST,
            {"names": Terms(tuple(open_ones))},
        ),
        references=(BOARD_JUDGMENT.id,),
    )


def immunity(situation: Situation) -> Guardrail | None:
    """Autoimmune disease or steroids speak against immunotherapy by default."""
    if not _is_drug_at_hand(situation):
        return None
    fitness = situation.facts.case.fitness
    found = []
    if fitness.has_autoimmune_disease:
        found.append("fitness.autoimmune-disease")
    if fitness.steroid_mg_prednisone_per_day:
        found.append("fitness.steroid")
    if not found:
        return None
    return Guardrail(
        id="ici-with-autoimmunity-or-steroid",
        message=Message(
            N_("No immunotherapy by default: {names}"), {"names": Terms(tuple(found))}
        ),
        references=(BOARD_JUDGMENT.id,),
    )


def lung(situation: Situation) -> Guardrail | None:
    """Interstitial lung disease before: drugs and radiation of the chest inflame it."""
    is_known = situation.facts.case.fitness.has_interstitial_lung_disease
    if not (is_known and _is_drug_at_hand(situation)):
        return None
    return Guardrail(
        id="drug-with-lung-disease",
        message=Message(
            N_(
                "Interstitial lung disease is on record: no new drug or chest "
                "radiotherapy without pulmonology"
            )
        ),
        references=(BOARD_JUDGMENT.id,),
    )


GUARDS = (organ_function, infection, immunity, lung)
