"""What counts beside the target lesions: non-target lesions and new ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from mdt_board.interpret.response.target_sum import NORMAL_NODE_BELOW, TOO_SMALL_SIZE
from mdt_board.interpret.response.visits import Visit
from mdt_board.model.oncology import Response
from mdt_board.model.quantity import ZERO
from mdt_board.model.radiology import Lesion, LesionState, Measurement

IN_DOUBT = frozenset(
    {LesionState.EQUIVOCAL, LesionState.TOO_SMALL, LesionState.NOT_EVALUABLE}
)


@dataclass(frozen=True, slots=True)
class NonTargets:
    """The non-target lesions of one visit; ``response`` is None when there are none."""

    response: Response | None
    progressed: tuple[Lesion, ...] = ()
    missing: tuple[Lesion, ...] = ()


@dataclass(frozen=True, slots=True)
class NewLesions:
    """The new lesions of one visit: seen without doubt, and possibly there."""

    unequivocal: tuple[Lesion, ...] = ()
    uncertain: tuple[Lesion, ...] = ()

    @property
    def is_any(self) -> bool | None:
        """Say whether there is a new lesion; None when that cannot be told."""
        return True if self.unequivocal else None if self.uncertain else False


def non_targets_of(visit: Visit, lesions: tuple[Lesion, ...]) -> NonTargets:
    """Judge the non-target lesions of one visit (RECIST 1.1 §4.3.3).

    Progression is what the reader called unequivocal; size alone never is.
    """
    if not lesions:
        return NonTargets(None)
    looks = {lesion.id: _look(lesion, visit) for lesion in lesions}
    progressed = tuple(x for x in lesions if looks[x.id] is Response.PD)
    missing = tuple(x for x in lesions if looks[x.id] is Response.NE)
    return NonTargets(_worst(set(looks.values())), progressed, missing)


def _worst(looks: set[Response]) -> Response:
    order = (Response.PD, Response.NE, Response.NON_CR_NON_PD, Response.CR)
    return next(r for r in order if r in looks)


def _look(lesion: Lesion, visit: Visit) -> Response:
    """Return what the day's studies together say about one non-target lesion."""
    looks = {_answer(lesion, m) for m in visit.seen.get(lesion.id, ())}
    order = (Response.PD, Response.NON_CR_NON_PD, Response.CR)
    return next((r for r in order if r in looks), Response.NE)


def _answer(lesion: Lesion, measurement: Measurement) -> Response:
    if measurement.state is LesionState.UNEQUIVOCAL_PROGRESSION:
        return Response.PD
    if measurement.state is LesionState.NOT_EVALUABLE:
        return Response.NE
    is_gone = _is_gone(lesion, measurement)
    return Response.CR if is_gone else Response.NON_CR_NON_PD


def _is_gone(lesion: Lesion, measurement: Measurement) -> bool:
    size = measurement.diameter
    if measurement.state is LesionState.TOO_SMALL and size is None:
        size = TOO_SMALL_SIZE
    if size is None:
        return measurement.state is LesionState.ABSENT
    return size < NORMAL_NODE_BELOW if lesion.is_node else size == ZERO


def new_lesions(
    days: tuple[Visit, ...], lesions: tuple[Lesion, ...], baseline_on: date | None
) -> Iterator[NewLesions]:
    """Yield the new lesions of each visit in turn (RECIST 1.1 §4.3.5).

    One that was seen or suspected before and is not mentioned now is uncertain: not
    mentioned is not gone. So is one that was already there at the baseline.
    """
    open_ones: set[str] = set()
    old: set[str] = set()
    for visit in days:
        looks = {x.id: _sighting(visit, x.id, x.id in open_ones) for x in lesions}
        if baseline_on and visit.on <= baseline_on:
            old |= {x for x, is_there in looks.items() if is_there is not False}
        sure = tuple(x for x in lesions if looks[x.id] and x.id not in old)
        unsure = tuple(
            x for x in lesions if looks[x.id] is None or (looks[x.id] and x.id in old)
        )
        open_ones = {x.id for x in (*sure, *unsure)}
        yield NewLesions(sure, unsure)


def _sighting(visit: Visit, lesion: str, was_open: bool) -> bool | None:
    """Say whether a lesion is there; None when that is in doubt."""
    states = {_state(m) for m in visit.seen.get(lesion, ())}
    if not states:
        return None if was_open else False
    if states - IN_DOUBT - {LesionState.ABSENT}:
        return True
    return None if states & IN_DOUBT else False


def _state(measurement: Measurement) -> LesionState:
    is_zero = measurement.diameter == ZERO
    return LesionState.ABSENT if is_zero else measurement.state
