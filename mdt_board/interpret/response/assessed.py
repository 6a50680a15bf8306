"""What every rule on response asks first: is there a visit to judge, and what lacks."""

from collections.abc import Callable
from functools import wraps

from mdt_board.interpret.facts import Facts, once
from mdt_board.interpret.known_cancer import is_cancer_known
from mdt_board.interpret.response.beyond_targets import (
    NewLesions,
    NonTargets,
    non_targets_of,
)
from mdt_board.interpret.response.recist_1_1 import new_lesions_on
from mdt_board.interpret.response.target_sum import sum_of
from mdt_board.interpret.response.visits import Visit, naming, of_role, visits
from mdt_board.interpret.rule import Because, Check, Unknown
from mdt_board.model.interpretation import TimePoint
from mdt_board.model.molecular import AssayKind
from mdt_board.model.oncology import Response
from mdt_board.model.quantity import Length
from mdt_board.model.radiology import Lesion, LesionRole
from mdt_board.model.text import N_, Message

SEARCHING = frozenset({AssayKind.TUMOR_NAIVE, AssayKind.METHYLATION})  # in plasma
Answer = Because | Unknown | None
MARKERS_LACK = N_(
    "the tumor markers that were raised at the baseline, within four weeks of the "
    "latest visit"
)


def at_follow_up(judge: Callable[[Facts, TimePoint], Answer]) -> Check:
    """Let a rule judge the latest visit after the baseline.

    Without lesions, or with a baseline only, there is nothing to judge: silent. With
    lesions but no role, dated measurement or baseline the rule cannot look: unknown.
    """

    @wraps(judge)
    def check(facts: Facts) -> Answer:
        found, latest = has_follow_up(facts), facts.latest
        if isinstance(found, Unknown):
            return found
        return judge(facts, latest) if found and latest else None

    return check


@once
def has_follow_up(facts: Facts) -> bool | Unknown:
    """Say whether the latest visit is one after the baseline, or what lacks."""
    latest = facts.latest
    lesions = facts.case.radiology.lesions
    if not lesions or (latest and latest.is_baseline):
        return False
    has_role = any(lesion.role for lesion in lesions)
    if not has_role and _is_searched(facts):
        return False  # a finding, not a course of disease
    if not has_role:
        return Unknown((Message(N_("which lesions are target lesions")),))
    if latest is None:
        return Unknown((Message(N_("measurements with the day of their study")),))
    if baseline_of(facts) is None:
        return Unknown((Message(N_("a baseline measurement")),))
    return True


def _is_searched(facts: Facts) -> bool:
    """Say whether plasma looked for a cancer where none is known.

    Tissue, and an assay that was built from a tumor, come from one that is known.
    """
    kinds = {assay.kind for assay in facts.case.molecular.assays}
    has_tumor = kinds & {AssayKind.TISSUE, AssayKind.TUMOR_INFORMED}
    is_known = has_tumor or is_cancer_known(facts.case)
    return not is_known and bool(kinds & SEARCHING)


@once
def baseline_of(facts: Facts) -> TimePoint | None:
    """Return the baseline visit."""
    return next((p for p in facts.time_points if p.is_baseline), None)


def nadir_of(facts: Facts, nadir: Length) -> TimePoint:
    """Return the last visit at which the sum was at its nadir."""
    return next(p for p in reversed(facts.time_points[:-1]) if p.total == nadir)


def latest_visit(facts: Facts, point: TimePoint) -> Visit:
    """Return what was seen at a time point."""
    return next(v for v in visits(facts.case.radiology) if v.on == point.on)


def non_targets_at(facts: Facts, point: TimePoint) -> NonTargets:
    """Return the non-target lesions at a time point."""
    lesions = of_role(facts.case.radiology, LesionRole.NON_TARGET)
    if not lesions:
        return NonTargets(None)
    return non_targets_of(latest_visit(facts, point), lesions)


def new_lesions_at(facts: Facts, point: TimePoint) -> NewLesions:
    """Return the new lesions at a time point."""
    baseline = baseline_of(facts)
    baseline_on = baseline.on if baseline else None
    return new_lesions_on(facts.case.radiology, point.on, baseline_on)


def missing_targets(facts: Facts, point: TimePoint) -> tuple[Lesion, ...]:
    """Return the target lesions without a size at a time point."""
    targets = of_role(facts.case.radiology, LesionRole.TARGET)
    return sum_of(latest_visit(facts, point), targets).missing


def target_records(facts: Facts, *points: TimePoint) -> tuple[str, ...]:
    """Return the ids of the target measurements at these time points."""
    return _records(facts, LesionRole.TARGET, points)


def non_target_records(facts: Facts, *points: TimePoint) -> tuple[str, ...]:
    """Return the ids of the non-target measurements at these time points."""
    return _records(facts, LesionRole.NON_TARGET, points)


def _records(
    facts: Facts, role: LesionRole, points: tuple[TimePoint, ...]
) -> tuple[str, ...]:
    return records_of(facts, of_role(facts.case.radiology, role), *points)


def records_of(
    facts: Facts, lesions: tuple[Lesion, ...], *points: TimePoint
) -> tuple[str, ...]:
    """Return the ids of what was seen of these lesions at these time points."""
    at = {record for p in points for record in p.records}
    ids = {lesion.id for lesion in lesions}
    measurements = facts.case.radiology.measurements
    return tuple(m.id for m in measurements if m.id in at and m.lesion in ids)


def targets_lacking(facts: Facts, point: TimePoint) -> Unknown:
    """Say which target lesions lack a size, or that the baseline sum does."""
    missing = missing_targets(facts, point)
    if not missing:
        return Unknown((Message(N_("the sum of all target lesions at the baseline")),))
    size = Message(
        N_("the size of {lesions} at the latest visit"),
        {"lesions": naming(facts.case.radiology, missing)},
    )
    return Unknown((size,))


def non_targets_lacking(facts: Facts, point: TimePoint) -> Unknown:
    """Say which non-target lesions were not assessed, or that markers were not."""
    missing = non_targets_at(facts, point).missing
    if not missing:
        return Unknown((Message(MARKERS_LACK),))
    text = N_("an assessment of {lesions} at the latest visit")
    return Unknown((Message(text, {"lesions": naming(facts.case.radiology, missing)}),))


def doubt(facts: Facts, point: TimePoint) -> Unknown:
    """Say which lesions are not known to be new."""
    uncertain = new_lesions_at(facts, point).uncertain
    text = N_("confirmation that {lesions} is a new lesion")
    words = {"lesions": naming(facts.case.radiology, uncertain)}
    return Unknown((Message(text, words),))


def lacking(facts: Facts, point: TimePoint) -> Unknown:
    """Say what keeps the overall response from being told."""
    if point.target is Response.NE:
        return targets_lacking(facts, point)
    return non_targets_lacking(facts, point)
