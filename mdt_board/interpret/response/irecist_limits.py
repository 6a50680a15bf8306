"""What iRECIST does not excuse, and what is no progression at all.

It is for immunotherapy, and for patients who are clinically stable; ground glass in
both lungs is a pattern of inflammation and no new lesion.
"""

from collections.abc import Callable
from functools import wraps

from mdt_board.interpret.facts import Facts
from mdt_board.interpret.references import IRECIST_2017, RECIST_2009
from mdt_board.interpret.response.assessed import Answer, at_follow_up, lacking
from mdt_board.interpret.response.immunotherapy import (
    immune_at,
    immunotherapy_at,
    open_at,
    under_immunotherapy,
)
from mdt_board.interpret.response.irecist_course import (
    CHECKPOINT_INHIBITOR,
    inhibitors,
)
from mdt_board.interpret.response.visits import naming
from mdt_board.interpret.rule import Because, Check, Rule, Unknown, rule
from mdt_board.model.day import PartialDate
from mdt_board.model.interpretation import Level, TimePoint
from mdt_board.model.oncology import Response
from mdt_board.model.radiology import Appearance, Lesion, LesionRole, LesionState
from mdt_board.model.text import N_, Count, Message, Term, Terms, Word

IMMUNE = frozenset(
    {Response.ICR, Response.IPR, Response.ISD, Response.IUPD, Response.ICPD}
)
GROUND_GLASS = "new-ground-glass"
LUNG = "lung"


def under_a_drug(judge: Callable[[Facts, TimePoint], Answer]) -> Check:
    """Let a rule judge the latest visit of a patient who was given systemic drugs."""
    at_visit = at_follow_up(judge)

    @wraps(judge)
    def check(facts: Facts) -> Answer:
        return at_visit(facts) if facts.exposure.ever_classes else None

    return check


@rule(
    "response.immunotherapy.clinically-unstable",
    N_(
        "ECOG {before} → {now} under immunotherapy: not stable enough to go on beyond "
        "the iUPD"
    ),
    IRECIST_2017,
    level=Level.CAUTION,
)
@under_immunotherapy
def clinically_unstable(facts: Facts, point: TimePoint) -> Answer:
    """Treatment beyond an iUPD is for the clinically stable only.

    When  an iUPD stands and performance status fell since immunotherapy began
    Then  the drug is not continued to wait for the confirmation
    Else  unknown without performance status before and at the iUPD
    """
    found, now = immunotherapy_at(facts), open_at(facts, point)
    if now is None or now.opened_on is None or found is None:
        return None
    status = sorted(facts.case.oncology.performance, key=lambda p: p.on.last)
    begun = found.started_on
    before = [p for p in status if begun and not p.on.is_after(begun)]
    since = [p for p in status if _is_since(p.on, begun)]
    if not before or not since:
        return Unknown((Message(N_("performance status before treatment and now")),))
    if since[-1].ecog <= before[-1].ecog:
        return None
    words: dict[str, Word] = {
        "before": Count(before[-1].ecog),
        "now": Count(since[-1].ecog),
    }
    return Because((before[-1].id, since[-1].id), words)


def _is_since(on: PartialDate, begun: PartialDate | None) -> bool:
    return bool(begun and on.is_after(begun))


@rule(
    "response.immunotherapy.not-for-this-drug",
    N_("PD under {drugs} is PD at once: iRECIST is for immunotherapy only"),
    IRECIST_2017,
)
@under_a_drug
def not_for_this_drug(facts: Facts, point: TimePoint) -> Answer:
    """Growth under a targeted drug is not excused as unconfirmed.

    When  the latest visit is PD under a current drug and no immunotherapy is given
    Then  say that iRECIST does not apply
    Else  unknown when a lesion was not evaluable; silent under immunotherapy
    """
    drugs = tuple(d.name for t in facts.exposure.current for d in t.drugs)
    if not drugs or immune_at(facts, point) is not None:
        return None
    if CHECKPOINT_INHIBITOR in facts.exposure.current_classes:
        return None
    if point.overall is Response.NE:
        return lacking(facts, point)
    if point.overall is not Response.PD:
        return None
    records = tuple(t.id for t in facts.exposure.current)
    return Because((*point.records, *records), {"drugs": Terms(drugs)})


@rule(
    "response.immunotherapy.category-without-immunotherapy",
    N_("{response} is recorded for {drugs}, no immunotherapy: RECIST 1.1 applies"),
    IRECIST_2017,
    level=Level.CAUTION,
)
def category_without_immunotherapy(facts: Facts) -> Because | Unknown | None:
    """An iRECIST category was recorded for a treatment without immunotherapy.

    When  the best response of such a treatment is iCR, iPR, iSD, iUPD or iCPD
    Then  it is judged by RECIST 1.1
    Else  unknown when an iRECIST category stands beside no drug; silent otherwise
    """
    of = [t for t in facts.case.oncology.treatments if t.best_response in IMMUNE]
    if any(not t.drugs for t in of):
        return Unknown((Message(N_("the drugs of every treatment line")),))
    found = next((t for t in of if not inhibitors(t, facts.knowledge)), None)
    if found is None or found.best_response is None:
        return None
    words: dict[str, Word] = {
        "response": Term(f"response.{found.best_response.value}"),
        "drugs": Terms(tuple(d.name for d in found.drugs)),
    }
    return Because((found.id,), words)


@rule(
    "response.immunotherapy.ground-glass-is-not-new",
    N_("New ground glass is no new lesion: think of pneumonitis first"),
    RECIST_2009,
    level=Level.CAUTION,
)
@under_a_drug
def ground_glass_is_not_new(facts: Facts, point: TimePoint) -> Answer:
    """Bilateral ground glass is a pattern of the lung, not a tumor deposit.

    When  new ground glass is recorded since the baseline and no lesion counts as new
    Then  it does not make the visit PD, and pneumonitis is looked for the same day
    Else  unknown when a possible new lesion of the lung does not say what it looks like
    """
    signs = [
        s
        for s in facts.case.oncology.symptoms
        if s.name == GROUND_GLASS and not s.on.is_after(point.on)
    ]
    doubtful = _doubtful_in_lung(facts, point)
    if doubtful:
        text = N_("whether {lesions} is solid or ground glass")
        return Unknown(
            (Message(text, {"lesions": naming(facts.case.radiology, doubtful)}),)
        )
    if not signs or point.has_new_lesion:
        return None
    return Because(tuple(s.id for s in signs))


def _doubtful_in_lung(facts: Facts, point: TimePoint) -> list[Lesion]:
    lesions = facts.case.radiology.lesions
    undescribed = [x for x in lesions if x.organ == LUNG and x.appearance is None]
    if not undescribed:
        return []
    seen = {
        m.lesion
        for m in facts.case.radiology.measurements
        if m.id in point.records and m.state is LesionState.EQUIVOCAL
    }
    return [x for x in undescribed if x.id in seen]


@rule(
    "response.immunotherapy.ground-glass-counted-as-new",
    N_("{lesions} is ground glass and recorded as new: pneumonitis is no progression"),
    RECIST_2009,
    level=Level.CAUTION,
)
@under_a_drug
def ground_glass_counted_as_new(facts: Facts, point: TimePoint) -> Answer:
    """A lesion recorded as new is ground glass, and makes the visit PD.

    When  a new lesion of the lung looks like ground glass, under a systemic drug
    Then  radiology decides whether it is a lesion at all before it counts as PD
    Else  unknown where the lesion's look is not stated beside recorded ground glass
    """
    lesions = facts.case.radiology.lesions
    new = [x for x in lesions if x.role is LesionRole.NEW and x.organ == LUNG]
    if not new:
        return None
    at_visit = {
        m.lesion for m in facts.case.radiology.measurements if m.id in point.records
    }
    in_lung = [x for x in new if x.id in at_visit]
    glass = [x for x in in_lung if x.appearance is Appearance.GROUND_GLASS]
    if glass and facts.exposure.current:
        words: dict[str, Word] = {"lesions": naming(facts.case.radiology, glass)}
        return Because(tuple(x.id for x in glass), words)
    has_sign = any(s.name == GROUND_GLASS for s in facts.case.oncology.symptoms)
    if has_sign and any(x.appearance is None for x in in_lung):
        return Unknown((Message(N_("what the new lung lesion looks like")),))
    return None


RULES: tuple[Rule, ...] = (
    clinically_unstable,
    not_for_this_drug,
    category_without_immunotherapy,
    ground_glass_is_not_new,
    ground_glass_counted_as_new,
)
