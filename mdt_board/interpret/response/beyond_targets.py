"""What counts beside the target lesions: non-target lesions and new ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from mdt_board.interpret.response.target_sum import NORMAL_NODE_BELOW, TOO_SMALL_SIZE
from mdt_board.interpret.response.visits import WORK_UP_DAYS, Visit
from mdt_board.model.oncology import Response
from mdt_board.model.quantity import ZERO
from mdt_board.model.radiology import Appearance, Lesion, LesionState, Measurement

HEALING_BONE_DAYS = 112  # 16 weeks: osteoblastic reaction, Kanaoka 2023
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
    """The new lesions of one visit: seen without doubt, and possibly there.

    ``old`` are no new ones: they were there at the baseline and are not known to be
    gone.
    """

    unequivocal: tuple[Lesion, ...] = ()
    uncertain: tuple[Lesion, ...] = ()
    old: tuple[Lesion, ...] = ()

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
    looks = looks_at(visit, lesions)
    looked = tuple(zip(lesions, looks, strict=True))
    progressed = tuple(lesion for lesion, look in looked if look is Response.PD)
    missing = tuple(lesion for lesion, look in looked if look is Response.NE)
    return NonTargets(_worst(set(looks)), progressed, missing)


def looks_at(visit: Visit, lesions: tuple[Lesion, ...]) -> tuple[Response, ...]:
    """Return CR, NON_CR_NON_PD, PD or NE of each non-target lesion at one visit."""
    return tuple(_look(lesion, visit) for lesion in lesions)


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
    mentioned is not gone. So are one that so far only PET shows where there was no PET
    before, and sclerotic bone that turns up early under therapy: see `_Doubts`. One
    that was seen or suspected at the baseline is never new.
    """
    open_ones: set[str] = set()
    old: set[str] = set()
    doubts = _Doubts(days, baseline_on)
    for visit in days:
        looks = {x.id: _sighting(visit, x.id, x.id in open_ones) for x in lesions}
        doubts.look(visit, looks)
        if baseline_on and visit.on <= baseline_on:
            old |= {x for x in looks if looks[x] or _is_suspected(visit, x)}
        there = [x for x in lesions if looks[x.id] is not False]
        open_ones = {x.id for x in there}
        new = [x for x in there if x.id not in old]
        is_sure = {x.id: looks[x.id] and not doubts.has(x) for x in new}
        yield NewLesions(
            tuple(x for x in new if is_sure[x.id]),
            tuple(x for x in new if not is_sure[x.id]),
            tuple(x for x in there if x.id in old),
        )


class _Doubts:
    """What keeps a sighting from being a new lesion, though the reader was sure."""

    def __init__(self, days: tuple[Visit, ...], baseline_on: date | None) -> None:
        self._baseline_on = baseline_on
        first = baseline_on and baseline_on + timedelta(WORK_UP_DAYS)
        pets = (on for visit in days[:1] for on in visit.pets.values())
        self._had_pet = any(first and on <= first for on in pets)
        self._on_images: set[str] = set()
        self._grown: set[str] = set()
        self._first_on: dict[str, date] = {}

    def look(self, visit: Visit, looks: dict[str, bool | None]) -> None:
        """Remember since when each lesion is there, and what showed it."""
        for lesion, is_there in looks.items():
            if is_there is False:
                self._first_on.pop(lesion, None)
                self._on_images.discard(lesion)
            else:
                self._first_on.setdefault(lesion, visit.on)
            for seen in visit.seen.get(lesion, ()) if is_there else ():
                if seen.study not in visit.pets or seen.diameter:
                    self._on_images.add(lesion)
                if seen.state is LesionState.UNEQUIVOCAL_PROGRESSION:
                    self._grown.add(lesion)

    def has(self, lesion: Lesion) -> bool:
        """Say whether a lesion that is there may not be a new one.

        Uptake alone is new where an earlier PET did not show it; without one, CT or
        MRI must confirm it. Bone that turns sclerotic in the first weeks of therapy
        may be healing; it counts once a reader calls its own growth unequivocal.
        """
        if not self._had_pet and lesion.id not in self._on_images:
            return True
        if lesion.appearance is not Appearance.SCLEROTIC or lesion.id in self._grown:
            return False
        first_on = self._first_on.get(lesion.id)
        if first_on is None or self._baseline_on is None or lesion.has_soft_tissue:
            return False
        return (first_on - self._baseline_on).days <= HEALING_BONE_DAYS


def _sighting(visit: Visit, lesion: str, was_open: bool) -> bool | None:
    """Say whether a lesion is there; None when that is in doubt.

    Of several days, the last one settles a doubt.
    """
    seen = visit.seen.get(lesion, ())
    if not seen:
        return None if was_open else False
    if {_state(m) for m in seen} - IN_DOUBT - {LesionState.ABSENT}:
        return True
    last = visit.days_of(lesion)[-1]
    latest = {_state(m) for m in seen if visit.days.get(m.study, visit.on) == last}
    return None if latest & IN_DOUBT else False


def _is_suspected(visit: Visit, lesion: str) -> bool:
    """Say whether somebody saw at least something; not evaluable is not suspected."""
    states = {_state(m) for m in visit.seen.get(lesion, ())}
    return bool(states - {LesionState.ABSENT, LesionState.NOT_EVALUABLE})


def _state(measurement: Measurement) -> LesionState:
    is_zero = measurement.diameter == ZERO
    return LesionState.ABSENT if is_zero else measurement.state
