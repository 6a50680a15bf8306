"""What looks like growth in an organ and need not be tumor; what settles each.

None changes the response category. Suspected pneumonitis is a red flag and comes first
(`red_flags`).
"""

from datetime import date

from mdt_board.interpret.exposure import classes_of
from mdt_board.interpret.facts import Facts
from mdt_board.interpret.red_flags import red_flags
from mdt_board.interpret.references import (
    BOARD_JUDGMENT,
    GIST_CYSTIC_2008,
    TAPO_REVIEW,
)
from mdt_board.interpret.response.assessed import Answer
from mdt_board.interpret.response.mimic_context import (
    asks,
    at_growth,
    current_of,
    naming_of,
    of_organ,
    seen_of,
)
from mdt_board.interpret.response.visits import lesion_names
from mdt_board.interpret.rule import Because, Rule, rule
from mdt_board.model.interpretation import Level, TimePoint
from mdt_board.model.oncology import Response, TreatmentKind
from mdt_board.model.radiology import Appearance
from mdt_board.model.text import N_, Name, Term, Word, Written

THIRD_GENERATION = "egfr-tki-3g"
CHEST = frozenset({"lung", "mediastinal-node", "hilar-node"})
RADIONECROSIS_DAYS = (90, 550)  # 3 to 18 months
PNEUMONITIS = "ild"


@rule(
    "response.mimic.transient-pulmonary-opacity",
    N_(
        "{lesions}: ground glass under {drug} without symptoms often passes on the "
        "drug (up to 20 %, median 6 weeks): no progression; exclude infection and "
        "pneumonitis, CT in 2–4 weeks"
    ),
    TAPO_REVIEW,
    level=Level.CAUTION,
)
def transient_opacity(facts: Facts) -> Answer:
    """Opacities of the lung come and go under third-generation EGFR TKIs.

    When  a ground-glass lesion of the lung was seen at the latest visit under a current
          third-generation EGFR TKI, and pneumonitis is not suspected
    Then  it is looked at again soon and not counted as progression meanwhile
    Else  unknown when a new lung lesion does not say what it looks like
    """
    found = current_of(facts, {THIRD_GENERATION})
    if found is None or not facts.case.radiology.lesions:
        return None
    glass = _ground_glass(facts)
    new = [s for s in of_organ(facts, {"lung"}) if s.is_new]
    unclear = [s for s in new if s.lesion.appearance is None]
    if not glass:
        text = N_("whether {lesions} is solid or ground glass")
        return asks(text, naming_of(facts, unclear)) if unclear else None
    if any(flag.id == PNEUMONITIS for flag in red_flags(facts)):
        return None
    treatment, drug = found
    words: dict[str, Word] = {
        "lesions": Written(tuple(name for name, _ in glass)),
        "drug": Term(drug),
    }
    return Because((*(record for _, record in glass), treatment.id), words)


def _ground_glass(facts: Facts) -> list[tuple[Name, str]]:
    """Return name and record of the ground glass seen since the drug, if any."""
    radiology = facts.case.radiology
    names = lesion_names(radiology)
    glass = {
        x.id: names[x.id]
        for x in radiology.lesions
        if x.appearance is Appearance.GROUND_GLASS
        and "lung" in classes_of(x.organ, facts.knowledge)
    }
    if not glass:
        return []
    days = {s.id: s.on.exact for s in radiology.studies if not s.is_not_done}
    seen = [(d, m) for m in radiology.measurements if (d := days.get(m.study))]
    last = max((d for d, _ in seen), default=None)
    return [(glass[m.lesion], m.id) for d, m in seen if d == last and m.lesion in glass]


@rule(
    "response.mimic.cavitation",
    N_(
        "{lesions} has a cavity: the longest diameter counts it as tumor; the width of "
        "the wall and of the solid part tell whether there is more (category unchanged)"
    ),
    BOARD_JUDGMENT,
    level=Level.CAUTION,
)
@at_growth
def cavitation(facts: Facts, point: TimePoint) -> Answer:
    """A lung lesion that hollows out can measure more with less tumor.

    When  a lung lesion with a cavity grew
    Then  its wall and solid part are measured beside it; the category stays
    Else  unknown when, under a drug that makes cavities, a growing lung lesion does not
          say what it looks like
    """
    lung = [s for s in of_organ(facts, {"lung"}) if not s.is_new]
    hollow = [s for s in lung if s.lesion.appearance is Appearance.CAVITATED]
    if hollow:
        return Because(seen_of(hollow), {"lesions": naming_of(facts, hollow)})
    unclear = [s for s in lung if s.lesion.appearance is None]
    if unclear and current_of(facts, {"anti-vegf"}):
        return asks(N_("whether {lesions} has a cavity"), naming_of(facts, unclear))
    return None


@rule(
    "response.mimic.cystic-change",
    N_(
        "{lesions} is cystic: fluid or bleeding under treatment enlarges it without "
        "more tumor; density, contrast or MRI tell, a nodule inside it is progression"
    ),
    GIST_CYSTIC_2008,
    level=Level.CAUTION,
)
@at_growth
def cystic_change(facts: Facts, point: TimePoint) -> Answer:
    """Lesions that turn cystic grow while they respond, best known in GIST.

    When  a lesion that is cystic grew or came
    Then  its density is compared before it is called progression
    Else  unknown when, under a KIT inhibitor, a growing lesion does not say whether it
          is cystic
    """
    cystic = [s for s in facts.suspects if s.lesion.is_cystic]
    if cystic:
        return Because(seen_of(cystic), {"lesions": naming_of(facts, cystic)})
    unclear = [s for s in facts.suspects if s.lesion.is_cystic is None]
    if unclear and current_of(facts, {"kit-tki"}):
        return asks(N_("whether {lesions} is cystic"), naming_of(facts, unclear))
    return None


@rule(
    "response.mimic.radionecrosis",
    N_(
        "{lesions}: growth in irradiated brain may be radionecrosis: perfusion MRI or "
        "amino-acid PET tell, size alone does not"
    ),
    BOARD_JUDGMENT,
    level=Level.CAUTION,
)
@at_growth
def radionecrosis(facts: Facts, point: TimePoint) -> Answer:
    """Irradiated brain can enhance and grow 3 to 18 months later.

    When  a brain lesion grew or came and was irradiated, or radiotherapy of the brain
          lies 3 to 18 months back
    Then  it is not called progression by its size
    Else  unknown when nobody stated whether the lesion was irradiated, or when
    """
    brain = of_organ(facts, {"brain"})
    if not brain:
        return None
    irradiated = [s for s in brain if s.lesion.is_irradiated]
    treated = _brain_radiotherapy(facts, point.on)
    if not irradiated and True in treated:
        irradiated = [s for s in brain if s.lesion.is_irradiated is not False]
    if irradiated:
        return Because(seen_of(irradiated), {"lesions": naming_of(facts, irradiated)})
    unclear = [s for s in brain if s.lesion.is_irradiated is None]
    if unclear and (None in treated or any(not s.is_new for s in unclear)):
        return asks(
            N_("whether {lesions} was irradiated, and when"), naming_of(facts, unclear)
        )
    return None


def _brain_radiotherapy(facts: Facts, on: date) -> set[bool | None]:
    """Say of each irradiation of the brain whether it lies in the time of necrosis."""
    first, last = RADIONECROSIS_DAYS
    answers: set[bool | None] = set()
    for treatment in facts.case.oncology.treatments:
        is_brain = "brain" in classes_of(treatment.region, facts.knowledge)
        if treatment.kind is not TreatmentKind.RADIOTHERAPY or not is_brain:
            continue
        ended = treatment.stopped_on or treatment.started_on
        day = None if ended is None else ended.exact
        answers.add(None if day is None else first <= (on - day).days <= last)
    return answers


@rule(
    "response.mimic.infection",
    N_(
        "{lesions}: a new lesion of the chest may be infection, tuberculosis included, "
        "or granuloma: interferon-gamma test, sputum, CRP and, where it stays, a "
        "biopsy with microbiology tell"
    ),
    BOARD_JUDGMENT,
)
@at_growth
def infection(facts: Facts, point: TimePoint) -> Answer:
    """What is new in the chest during treatment is not always tumor.

    When  a new lesion of the lung, or of a node of the chest, is not ground glass
    Then  infection and granuloma are on the list, with what tells them apart
    Else  unknown when the organ of a new lesion is not stated
    """
    new = [s for s in facts.suspects if s.is_new]
    chest = [
        s
        for s in new
        if classes_of(s.lesion.organ, facts.knowledge) & CHEST
        and s.lesion.appearance is not Appearance.GROUND_GLASS
    ]
    if chest:
        return Because(seen_of(chest), {"lesions": naming_of(facts, chest)})
    unclear = [s for s in new if not s.lesion.organ]
    return (
        asks(N_("the organ of {lesions}"), naming_of(facts, unclear))
        if unclear
        else None
    )


@rule(
    "response.mimic.unmasked-liver-lesion",
    N_(
        "{lesions}: a liver lesion seen for the first time while the rest responds may "
        "have been there, hidden: look at the scan before treatment again, MRI"
    ),
    BOARD_JUDGMENT,
    level=Level.CAUTION,
)
@at_growth
def unmasked_liver_lesion(facts: Facts, point: TimePoint) -> Answer:
    """Liver metastases that lose their enhancement become visible by it.

    When  a new liver lesion was seen while the targets are CR or PR
    Then  the scan before treatment is looked at again
    Else  unknown when the organ of a new lesion is not stated
    """
    new = [s for s in facts.suspects if s.is_new]
    if not new or point.target not in (Response.CR, Response.PR):
        return None
    liver = [s for s in of_organ(facts, {"liver"}) if s.is_new]
    if liver:
        return Because(seen_of(liver), {"lesions": naming_of(facts, liver)})
    unclear = [s for s in new if not s.lesion.organ]
    return (
        asks(N_("the organ of {lesions}"), naming_of(facts, unclear))
        if unclear
        else None
    )


RULES: tuple[Rule, ...] = (
    transient_opacity,
    cavitation,
    cystic_change,
    radionecrosis,
    infection,
    unmasked_liver_lesion,
)
