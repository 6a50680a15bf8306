"""The sum of target diameters, and the two lines it is judged against.

Everything is whole ticks of 0.0001 mm: 27.0 → 32.4 mm is exactly +20 %, which binary
fractions miss. A lesion that was not measured has no size; it is never zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from mdt_board.interpret.kept import PARTS_KEPT, kept
from mdt_board.interpret.response import course
from mdt_board.interpret.response.visits import Visit
from mdt_board.model.quantity import TICKS_PER_MM, ZERO, Length
from mdt_board.model.radiology import Lesion, LesionState, Measurement

NORMAL_NODE_BELOW = Length(course.NORMAL_NODE_BELOW)
TOO_SMALL_SIZE = Length(5 * TICKS_PER_MM)  # RECIST 1.1 §4.3.2: seen, not measurable
WITHOUT_DIAMETER = {LesionState.ABSENT: ZERO, LesionState.TOO_SMALL: TOO_SMALL_SIZE}
SIXTH_DECIMAL = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class TargetSum:
    """The target lesions of one visit: size by lesion id, None where not evaluable.

    ``total`` is None unless every target has a size; ``partial`` adds those that have.
    """

    sizes: Mapping[str, Length | None]
    total: Length | None
    partial: Length
    missing: tuple[Lesion, ...]

    @property
    def is_measured(self) -> bool:
        """Say whether at least one target has a size."""
        return len(self.missing) < len(self.sizes)


@kept(lambda visit, targets: (visit, targets), PARTS_KEPT)
def sum_of(visit: Visit, targets: tuple[Lesion, ...]) -> TargetSum:
    """Add the sizes of the targets at one visit."""
    ids = frozenset(t.id for t in targets)
    sizes = {t.id: size_of(visit, t.id, ids) for t in targets}
    missing = tuple(t for t in targets if sizes[t.id] is None)
    partial = Length(sum(size.ticks for size in sizes.values() if size))
    return TargetSum(
        sizes=sizes,
        total=partial if targets and not missing else None,
        partial=partial,
        missing=missing,
    )


def size_of(visit: Visit, lesion: str, targets: frozenset[str]) -> Length | None:
    """Return the size of one target at one visit; None when it cannot be told.

    Two studies of one day that give different sizes leave it open which one counts.
    """
    seen = visit.seen.get(lesion, ())
    if len(seen) == 1:
        return _size(seen[0], visit, targets)
    sizes = {_size(m, visit, targets) for m in seen} - {None}
    return sizes.pop() if len(sizes) == 1 else None


def has_two_sizes(visit: Visit, lesion: str, targets: frozenset[str]) -> bool:
    """Say whether two studies of the day contradict each other on the lesion."""
    seen = visit.seen.get(lesion, ())
    sizes = {_size(m, visit, targets) for m in seen} - {None}
    return len(sizes) > 1


def _size(
    measurement: Measurement, visit: Visit, targets: frozenset[str]
) -> Length | None:
    if measurement.state is LesionState.NOT_EVALUABLE:
        return None
    if measurement.state is LesionState.MERGED:
        return ZERO if _is_counted_elsewhere(measurement, visit, targets) else None
    if measurement.state is LesionState.SPLIT and measurement.fragments:
        return Length(sum(f.ticks for f in measurement.fragments))
    if measurement.state is not LesionState.ABSENT and measurement.diameter is not None:
        return measurement.diameter
    return WITHOUT_DIAMETER.get(measurement.state)


def _is_counted_elsewhere(
    measurement: Measurement, visit: Visit, targets: frozenset[str]
) -> bool:
    """Say whether another target, not itself merged, was seen in its place."""
    other = measurement.merged_into
    if other not in targets:
        return False
    states = {m.state for m in visit.seen.get(other, ())}
    return bool(states) and LesionState.MERGED not in states


def is_progression(total: Length, nadir: Length | None) -> bool:
    """Say whether ``total`` is at least 20 % and at least 5 mm above the nadir."""
    return nadir is not None and total >= pd_line(nadir)


def is_partial_response(total: Length, baseline: Length) -> bool:
    """Say whether ``total`` is at least 30 % below the baseline."""
    return total <= pr_line(baseline)


def pd_line(nadir: Length) -> Length:
    """Return the smallest sum that is progression from this nadir."""
    return Length(course.pd_line(nadir.ticks))


def pr_line(baseline: Length) -> Length:
    """Return the largest sum that is partial response from this baseline."""
    return Length(course.pr_line(baseline.ticks))


def change(total: Length | None, reference: Length | None) -> Decimal | None:
    """Return the change as a fraction of one, to six decimals.

    None when either is not known or the reference is zero: nothing is a percentage of
    nothing.
    """
    if total is None or reference is None:
        return None
    return fraction_of(total.ticks, reference.ticks)


def fraction_of(total: int, reference: int) -> Decimal | None:
    """Return the change of ticks as a fraction of one, to six decimals."""
    if not reference:
        return None
    return (Decimal(total - reference) / reference).quantize(SIXTH_DECIMAL)
