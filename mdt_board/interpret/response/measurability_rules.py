"""Whether the targets are ones that RECIST 1.1 lets one measure, and how many."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from mdt_board.interpret.exposure import classes_of
from mdt_board.interpret.facts import Facts
from mdt_board.interpret.references import RECIST_2009
from mdt_board.interpret.response.assessed import baseline_of
from mdt_board.interpret.response.measurability import Sight, check
from mdt_board.interpret.response.measurability_selection import (
    MAX_TARGETS,
    crowded,
    organ_of,
    proposed,
)
from mdt_board.interpret.response.visits import naming, of_role
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.day import PartialDate
from mdt_board.model.interpretation import Level, TimePoint
from mdt_board.model.oncology import TreatmentKind
from mdt_board.model.quantity import Length
from mdt_board.model.radiology import Lesion, LesionRole
from mdt_board.model.text import N_, Count, Message, On, Terms, Word

BASELINE_DAYS = 28  # never more than four weeks before treatment (§3.2)


@rule(
    "response.measurability.not-measurable",
    N_("Not measurable as targets by RECIST 1.1: {lesions}"),
    RECIST_2009,
    level=Level.CAUTION,
)
def not_measurable(facts: Facts) -> Because | Unknown | None:
    """A target lesion is too small, in the wrong place or on the wrong images (§3.1).

    When  a target lesion cannot be measured at the baseline; the reasons are with it
    Then  radiology makes it a non-target lesion, which changes the sum
    Else  unknown where slice thickness, soft tissue or the like is not stated
    """
    targets = {x.id: x for x in facts.case.radiology.lesions}
    checks = facts.lesion_checks
    failing = tuple(targets[c.lesion] for c in checks if c.is_measurable is False)
    if failing:
        words: dict[str, Word] = {"lesions": naming(facts.case.radiology, failing)}
        return Because(tuple(x.id for x in failing), words)
    open_ones = [c for c in checks if c.is_measurable is None]
    if not open_ones:
        return None
    named = tuple(targets[c.lesion] for c in open_ones)
    text = N_("what makes {lesions} measurable: slice thickness, size, soft tissue …")
    return Unknown((Message(text, {"lesions": naming(facts.case.radiology, named)}),))


@rule(
    "response.measurability.too-many-targets",
    N_(
        "{count} target lesions: RECIST 1.1 takes five at most, the rest are non-target"
    ),
    RECIST_2009,
    level=Level.CAUTION,
)
def too_many_targets(facts: Facts) -> Because | Unknown | None:
    """Five lesions in all are measured (§4.2).

    When  more than five lesions are targets
    Then  the sum is not one of RECIST 1.1
    Else  unknown while so many lesions have no role that it could be; silent otherwise
    """
    lesions = facts.case.radiology.lesions
    targets = [x for x in lesions if x.role is LesionRole.TARGET]
    if len(targets) > MAX_TARGETS:
        return Because(tuple(x.id for x in targets), {"count": Count(len(targets))})
    without = tuple(x for x in lesions if x.role is None)
    if targets and len(targets) + len(without) > MAX_TARGETS:
        return Unknown((_role(facts, without),))
    return None


def _role(facts: Facts, lesions: tuple[Lesion, ...]) -> Message:
    return Message(
        N_("the role of {lesions}"), {"lesions": naming(facts.case.radiology, lesions)}
    )


@rule(
    "response.measurability.too-many-of-an-organ",
    N_("More than two target lesions in one organ: {organs}"),
    RECIST_2009,
    level=Level.CAUTION,
)
def too_many_of_an_organ(facts: Facts) -> Because | Unknown | None:
    """Two lesions of an organ; all nodes are one organ, and so are paired ones (§4.2).

    When  an organ has more than two target lesions
    Then  the others are non-target lesions
    Else  unknown where targets without an organ could make it three
    """
    targets = of_role(facts.case.radiology, LesionRole.TARGET)
    organs = {x.id: _organ(x, facts) for x in targets}
    found = crowded(organs.values())
    if found:
        records = tuple(x.id for x in targets if organs[x.id] in found)
        return Because(records, {"organs": Terms(tuple(sorted(found)))})
    unstated = tuple(x for x in targets if not organs[x.id])
    most = max(
        (list(organs.values()).count(o) for o in organs.values() if o), default=0
    )
    if unstated and len(unstated) + most > len(("first", "second")):
        text = N_("the organ of {lesions}")
        return Unknown(
            (Message(text, {"lesions": naming(facts.case.radiology, unstated)}),)
        )
    return None


def _organ(lesion: Lesion, facts: Facts) -> str:
    return organ_of(lesion, classes_of(lesion.organ, facts.knowledge))


@rule(
    "response.measurability.baseline-not-before-treatment",
    N_("The baseline of {baseline} is not within four weeks before treatment of {on}"),
    RECIST_2009,
    level=Level.CAUTION,
)
def baseline_not_before_treatment(facts: Facts) -> Because | Unknown | None:
    """The baseline is at most four weeks before treatment, and never after it (§3.2).

    When  the baseline is more than 28 days before the first systemic treatment that
          began since, or after the first one
    Then  growth before treatment, or a response to it, is in the baseline
    Else  unknown where the day of that treatment is not stated; silent otherwise
    """
    baseline = baseline_of(facts)
    exposure = facts.exposure
    given = (*exposure.past, *exposure.uncertain, *exposure.current)
    if baseline is None or not given:
        return None
    starts = [t.started_on for t in given if t.started_on is not None]
    if len(starts) < len(given):
        return Unknown((Message(N_("the day on which treatment began")),))
    began = _first_after(starts, baseline.on)
    if began is None:
        return _after_the_start(facts, baseline)
    if (began.first - baseline.on).days <= BASELINE_DAYS:
        return None
    words: dict[str, Word] = {"baseline": On(baseline.on), "on": On(began.first)}
    return Because(baseline.records, words)


def _first_after(starts: list[PartialDate], on: date) -> PartialDate | None:
    later = [s for s in starts if s.last >= on]
    return min(later, key=lambda s: s.first, default=None)


def _after_the_start(facts: Facts, baseline: TimePoint) -> Because | None:
    """Say that the drug that goes on was begun before the baseline."""
    starts = [t.started_on for t in facts.exposure.current if t.started_on is not None]
    if not starts:
        return None
    last = max(starts, key=lambda s: s.last)
    words: dict[str, Word] = {"baseline": On(baseline.on), "on": On(last.last)}
    return Because(baseline.records, words)


@rule(
    "response.measurability.irradiated-target",
    N_("{lesions} was irradiated: what it does is not the drug's effect alone"),
    RECIST_2009,
    level=Level.CAUTION,
)
def irradiated_target(facts: Facts) -> Because | Unknown | None:
    """A lesion in an irradiated field is a target only if it has grown since (§3.1).

    When  a target lesion is recorded as irradiated or ablated
    Then  its shrinking may be that treatment's
    Else  unknown where its region was irradiated and nobody says whether it was in the
          field; silent otherwise
    """
    targets = of_role(facts.case.radiology, LesionRole.TARGET)
    hit = tuple(x for x in targets if x.is_irradiated)
    if hit:
        words: dict[str, Word] = {"lesions": naming(facts.case.radiology, hit)}
        return Because(tuple(x.id for x in hit), words)
    fields = {
        t.region
        for t in facts.case.oncology.treatments
        if t.kind is TreatmentKind.RADIOTHERAPY and t.region
    }
    near = tuple(
        x
        for x in targets
        if x.is_irradiated is None and fields & classes_of(x.organ, facts.knowledge)
    )
    if not near:
        return None
    text = N_("whether {lesions} lay in the irradiated field")
    return Unknown((Message(text, {"lesions": naming(facts.case.radiology, near)}),))


@dataclass(frozen=True, slots=True)
class _Candidate:
    lesion: Lesion
    size: Length


@rule(
    "response.measurability.proposed-targets",
    N_("No lesion has a role; by size and organ the targets could be {lesions}"),
    RECIST_2009,
)
def proposed_targets(facts: Facts) -> Because | Unknown | None:
    """Lesions without a role: which of them could be targets, for radiology to decide.

    When  no lesion has a role and some can be measured on their first study
    Then  propose the largest of every organ, two of an organ, five in all
    Else  unknown where none is known to be measurable; silent once one has a role, and
          without a known cancer
    """
    lesions = facts.case.radiology.lesions
    is_known_cancer = bool(facts.case.diagnoses)
    if not is_known_cancer or not lesions or any(x.role for x in lesions):
        return None
    candidates = list(_candidates(facts))
    chosen = proposed(candidates, lambda c: _organ(c.lesion, facts), lambda c: c.size)
    if not chosen:
        return Unknown((Message(N_("a lesion that is known to be measurable")),))
    named = tuple(c.lesion for c in chosen)
    words: dict[str, Word] = {"lesions": naming(facts.case.radiology, named)}
    return Because(tuple(x.id for x in named), words)


def _candidates(facts: Facts) -> Iterator[_Candidate]:
    radiology = facts.case.radiology
    studies = {s.id: s for s in radiology.studies if not s.is_not_done}
    for lesion in radiology.lesions:
        seen = [
            m
            for m in radiology.measurements
            if m.lesion == lesion.id and m.study in studies
        ]
        first = min(seen, key=lambda m: studies[m.study].on.first, default=None)
        if first is None or first.diameter is None:
            continue
        size = first.diameter
        classes = classes_of(lesion.organ, facts.knowledge)
        if check(Sight(lesion, studies[first.study], size, classes)).is_measurable:
            yield _Candidate(lesion, size)


RULES: tuple[Rule, ...] = (
    not_measurable,
    too_many_targets,
    too_many_of_an_organ,
    baseline_not_before_treatment,
    irradiated_target,
    proposed_targets,
)
