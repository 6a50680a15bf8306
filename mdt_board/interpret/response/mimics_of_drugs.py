"""Growth that a drug, or stopping it, makes without more tumor; what settles each.

None changes the response category: the criteria are applied as they are, and the board
decides on what stands beside them. What iRECIST says of unconfirmed progression is in
`immunotherapy`.
"""

from mdt_board.interpret.facts import Facts
from mdt_board.interpret.references import (
    BOARD_JUDGMENT,
    CHAFT_2011,
    KANAOKA_2023,
    OSIMERTINIB_EFFUSION_2017,
    PARK_2020,
    PCWG3_2016,
)
from mdt_board.interpret.response.assessed import Answer, lacking
from mdt_board.interpret.response.irecist_course import CHECKPOINT_INHIBITOR
from mdt_board.interpret.response.mimic_context import (
    asks,
    at_growth,
    current_of,
    drugs_of,
    naming_of,
    of_organ,
    seen_of,
    weeks_since_start,
)
from mdt_board.interpret.response.mimic_signs import Suspect
from mdt_board.interpret.rule import Because, Rule, rule
from mdt_board.model.interpretation import Level, TimePoint
from mdt_board.model.oncology import Response
from mdt_board.model.radiology import Appearance, Modality
from mdt_board.model.text import N_, Count, Term, Word

EGFR_TKI = "egfr-tki"
HEALS_BONE = frozenset({EGFR_TKI, "endocrine-therapy", "chemotherapy"})
TARGETED = frozenset({"tki", "anti-vegf"})
BONE_REACTION_WEEKS = 16  # C2
BONE_SCAN_FLARE_WEEKS = 12  # PCWG3
EFFUSION_WEEKS = 12  # early [J]
WITHDRAWAL_DAYS = 28  # after 3 to 21 days, and the scan that shows it [J]
NOT_PROGRESSED = frozenset({Response.CR, Response.PR, Response.SD})


@rule(
    "response.mimic.pseudoprogression",
    N_(
        "Pseudoprogression under {drug} is possible (3–8 % of all treated, about 1 in "
        "7 of unconfirmed PD): the next CT, ctDNA, general condition or a biopsy decide"
    ),
    PARK_2020,
    level=Level.CAUTION,
)
@at_growth
def pseudoprogression(facts: Facts, point: TimePoint) -> Answer:
    """Under immunotherapy growth may be inflammation; it usually is not.

    When  the latest visit is PD under a current immune checkpoint inhibitor
    Then  how often that is no progression, and what would tell
    Else  unknown when the visit could not be evaluated; silent under other drugs
    """
    found = current_of(facts, {CHECKPOINT_INHIBITOR})
    if found is None:
        return None
    if point.overall is Response.NE:
        return lacking(facts, point)
    if point.overall is not Response.PD:
        return None
    treatment, drug = found
    return Because((*point.records, treatment.id), {"drug": Term(drug)})


@rule(
    "response.mimic.pseudoprogression.unlikely",
    N_(
        "Under {drug} larger size without more tumor is known from single cases only: "
        "pseudoprogression does not explain the PD"
    ),
    BOARD_JUDGMENT,
)
@at_growth
def pseudoprogression_unlikely(facts: Facts, point: TimePoint) -> Answer:
    """A targeted drug does not make tumors swell.

    When  the latest visit is PD under a current targeted drug, no immunotherapy given
    Then  pseudoprogression is not an excuse
    Else  unknown when the visit could not be evaluated
    """
    found = current_of(facts, TARGETED)
    if found is None or CHECKPOINT_INHIBITOR in facts.exposure.current_classes:
        return None
    if point.overall is Response.NE:
        return lacking(facts, point)
    if point.overall is not Response.PD:
        return None
    treatment, drug = found
    return Because((*point.records, treatment.id), {"drug": Term(drug)})


@rule(
    "response.mimic.withdrawal-flare",
    N_(
        "Growth {days} days after {drug} was stopped may be the flare of stopping (14 "
        "of 61, median 8 days; elsewhere 2 of 52): restarting it would tell"
    ),
    CHAFT_2011,
    level=Level.CAUTION,
)
@at_growth
def withdrawal_flare(facts: Facts, point: TimePoint) -> Answer:
    """Disease can flare within weeks of stopping an EGFR TKI.

    When  a lesion grew or came within four weeks of the last EGFR TKI
    Then  the flare is thought of before resistance
    Else  unknown when the day of stopping is not known to the day
    """
    if not facts.suspects or EGFR_TKI in facts.exposure.current_classes:
        return None
    stopped = [
        (t, d) for t in facts.exposure.past for d in drugs_of(facts, t, {EGFR_TKI})
    ]
    for treatment, drug in stopped:
        ended = treatment.stopped_on
        if ended is None or (point.on - ended.last).days > WITHDRAWAL_DAYS:
            continue
        if ended.exact is None:
            return asks(N_("the day on which the EGFR TKI was stopped"))
        days = (point.on - ended.exact).days
        if 0 < days <= WITHDRAWAL_DAYS:
            words: dict[str, Word] = {"days": Count(days), "drug": Term(drug)}
            return Because((treatment.id, *seen_of(facts.suspects)), words)
    return None


@rule(
    "response.mimic.bone-flare",
    N_(
        "{lesions}: sclerotic bone {weeks} weeks after {drug} began is mostly healing "
        "(37 of 45), no new lesion: image again in 6–8 weeks; pain, lysis or a "
        "soft-tissue part speak against it"
    ),
    KANAOKA_2023,
    level=Level.CAUTION,
)
@at_growth
def bone_flare(facts: Facts, point: TimePoint) -> Answer:
    """Bone metastases that heal become denser, also those that nobody saw before.

    When  sclerotic bone without a soft-tissue part came or grew in the first 16 weeks
          of an EGFR TKI, endocrine therapy or chemotherapy, and nothing else did
    Then  it is a reaction first
    Else  unknown when the bone's look or the start of the drug is not stated
    """
    bone = of_organ(facts, {"bone"})
    found = current_of(facts, HEALS_BONE)
    if not bone or len(bone) < len(facts.suspects) or found is None:
        return None
    if any(s.lesion.appearance is None for s in bone):
        text = N_("whether {lesions} is sclerotic, mixed or lytic")
        return asks(text, naming_of(facts, bone))
    if any(not _is_healing(s) for s in bone):
        return None
    treatment, drug = found
    weeks = weeks_since_start(treatment, point.on)
    if weeks is None:
        return asks(N_("the day on which the current drug began"))
    if weeks > BONE_REACTION_WEEKS:
        return None
    words: dict[str, Word] = {
        "lesions": naming_of(facts, bone),
        "weeks": Count(weeks),
        "drug": Term(drug),
    }
    return Because((*seen_of(bone), treatment.id), words)


def _is_healing(suspect: Suspect) -> bool:
    is_sclerotic = suspect.lesion.appearance is Appearance.SCLEROTIC
    return is_sclerotic and suspect.lesion.has_soft_tissue is not True


@rule(
    "response.mimic.bone-scan-flare",
    N_(
        "{lesions}: new on a bone scan in the first 12 weeks of {drug}: progression "
        "only with two further new lesions at least 6 weeks later (PCWG3)"
    ),
    PCWG3_2016,
    level=Level.CAUTION,
)
@at_growth
def bone_scan_flare(facts: Facts, point: TimePoint) -> Answer:
    """A bone scan lights up where bone heals.

    When  new bone lesions were seen on a bone scan within 12 weeks of the start of
          endocrine therapy or chemotherapy
    Then  the two-plus-two rule decides, not this scan
    Else  unknown when the start of the drug is not known to the day
    """
    bone = [s for s in of_organ(facts, {"bone"}) if s.is_new]
    found = current_of(facts, HEALS_BONE - {EGFR_TKI})
    if not bone or found is None or not _is_on_bone_scan(facts, bone):
        return None
    treatment, drug = found
    weeks = weeks_since_start(treatment, point.on)
    if weeks is None:
        return asks(N_("the day on which the current drug began"))
    if weeks > BONE_SCAN_FLARE_WEEKS:
        return None
    words: dict[str, Word] = {"lesions": naming_of(facts, bone), "drug": Term(drug)}
    return Because((*seen_of(bone), treatment.id), words)


def _is_on_bone_scan(facts: Facts, bone: list[Suspect]) -> bool:
    radiology = facts.case.radiology
    scans = {s.id for s in radiology.studies if s.modality is Modality.BONE_SCAN}
    records = set(seen_of(bone))
    return any(m.study in scans for m in radiology.measurements if m.id in records)


@rule(
    "response.mimic.paradoxical-effusion",
    N_(
        "{lesions} grew while the rest responds, {weeks} weeks after {drug} began: an "
        "early effusion need not be progression; tap it for cytology"
    ),
    OSIMERTINIB_EFFUSION_2017,
    level=Level.CAUTION,
)
@at_growth
def paradoxical_effusion(facts: Facts, point: TimePoint) -> Answer:
    """An effusion rose early under osimertinib while the tumor shrank (one case).

    When  only pleural lesions grew or came, in the first 12 weeks of an EGFR TKI, and
          the targets did not progress
    Then  cytology before it is called progression
    Else  unknown when the start of the drug is not known to the day
    """
    pleural = of_organ(facts, {"pleura"})
    found = current_of(facts, {EGFR_TKI})
    is_alone = bool(pleural) and len(pleural) == len(facts.suspects)
    if not is_alone or found is None or point.target not in NOT_PROGRESSED:
        return None
    treatment, drug = found
    weeks = weeks_since_start(treatment, point.on)
    if weeks is None:
        return asks(N_("the day on which the current drug began"))
    if weeks > EFFUSION_WEEKS:
        return None
    words: dict[str, Word] = {
        "lesions": naming_of(facts, pleural),
        "weeks": Count(weeks),
        "drug": Term(drug),
    }
    return Because((*seen_of(pleural), treatment.id), words)


RULES: tuple[Rule, ...] = (
    pseudoprogression,
    pseudoprogression_unlikely,
    withdrawal_flare,
    bone_flare,
    bone_scan_flare,
    paradoxical_effusion,
)
