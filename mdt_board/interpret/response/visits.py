"""Which measurements belong to one visit: those of one day, or of one work-up.

A work-up may take days: CT on Monday, bone scan on Wednesday, MRI of the brain next
week. Judged each by itself, every one of them would miss the lesions of the others.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from mdt_board.interpret.kept import PARTS_KEPT, kept
from mdt_board.model.radiology import (
    Lesion,
    LesionRole,
    Measurement,
    Modality,
    Radiology,
)
from mdt_board.model.text import Name, Written

WORK_UP_DAYS = 14  # judgment: from the first to the last study of one visit

Sightings = dict[str, tuple[Measurement, ...]]


@dataclass(frozen=True, slots=True)
class Visit:
    """What was seen at one visit, by lesion id; a lesion may be seen in two studies.

    ``on`` is its first day and ``days`` has the day of each of its studies; ``pets``
    has that of every PET-CT of the case.
    """

    on: date
    seen: Mapping[str, tuple[Measurement, ...]]
    days: Mapping[str, date] = field(default_factory=dict)
    pets: Mapping[str, date] = field(default_factory=dict)

    @property
    def records(self) -> tuple[str, ...]:
        """The ids of the visit's measurements, in an order that no case can turn."""
        return tuple(sorted(m.id for of in self.seen.values() for m in of))

    @property
    def until(self) -> date:
        """Its last day."""
        return max(self.days.values(), default=self.on)

    def days_of(self, lesion: str) -> tuple[date, ...]:
        """Return the days on which a lesion was looked at, earliest first."""
        days = (self.days.get(m.study, self.on) for m in self.seen.get(lesion, ()))
        return tuple(sorted(days))


@kept(lambda seen: (seen.studies, seen.lesions, seen.measurements))
def visits(radiology: Radiology) -> tuple[Visit, ...]:
    """Group the measurements by visit, earliest first.

    Studies of one day are one visit. A later study joins it within `WORK_UP_DAYS` of
    its first day, unless it looks again at a target or non-target lesion: then it is
    follow-up. Measurements of a study without an exact day are left out: `imprecise`
    and `unplaced` name them. So are those of lesions that nobody gave a role: a day on
    which only such were measured is no visit.
    """
    days, roles = _days(radiology), _roles(radiology)
    by_day: dict[date, Sightings] = {}
    for measurement in radiology.measurements:
        on = days.get(measurement.study)
        if on and measurement.lesion in roles:
            seen = by_day.setdefault(on, {})
            seen[measurement.lesion] = (*seen.get(measurement.lesion, ()), measurement)
    followed = {x for x, role in roles.items() if role is not LesionRole.NEW}
    return tuple(_visit(radiology, *of_visit) for of_visit in _joined(by_day, followed))


@kept(
    lambda radiology, on, seen: (
        *(radiology.studies, on),
        *chain.from_iterable(seen.values()),
    ),
    PARTS_KEPT,
)
def _visit(radiology: Radiology, on: date, seen: Sightings) -> Visit:
    """Return one visit: the same object as long as nothing of it is another."""
    days = _days(radiology)
    on_pet = (s for s in radiology.studies if s.modality is Modality.PET_CT)
    pets = {s.id: days[s.id] for s in on_pet if s.id in days}
    return Visit(on, seen, _study_days(seen, days), pets)


def _joined(
    by_day: dict[date, Sightings], followed: set[str]
) -> list[tuple[date, Sightings]]:
    """Join the days of one work-up; ``followed`` are looked at once in each."""
    found: list[tuple[date, Sightings]] = []
    for on in sorted(by_day):
        seen = by_day[on]
        if found and (on - found[-1][0]).days <= WORK_UP_DAYS:
            before = found[-1][1]
            if not followed & before.keys() & seen.keys():
                for lesion, of in seen.items():
                    before[lesion] = (*before.get(lesion, ()), *of)
                continue
        found.append((on, dict(seen)))
    return found


def _study_days(seen: Sightings, days: dict[str, date]) -> dict[str, date]:
    return {m.study: days[m.study] for of in seen.values() for m in of}


@kept(lambda radiology: (radiology.studies,))
def _days(radiology: Radiology) -> dict[str, date]:
    done = (s for s in radiology.studies if not s.is_not_done)
    return {s.id: day for s in done if (day := s.on.exact)}


@kept(lambda radiology: (radiology.lesions,))
def _roles(radiology: Radiology) -> dict[str, LesionRole]:
    return {lesion.id: lesion.role for lesion in radiology.lesions if lesion.role}


def imprecise(radiology: Radiology) -> tuple[Measurement, ...]:
    """Return the measurements of studies known only to the month or the year."""
    partial = {s.id for s in radiology.studies if not s.on.exact}
    if not partial:
        return ()
    return tuple(m for m in radiology.measurements if m.study in partial)


def unplaced(radiology: Radiology) -> tuple[Measurement, ...]:
    """Return measurements whose study was not done or is not in the case.

    So are those of a lesion that the case does not list.
    """
    studies = {s.id for s in radiology.studies if not s.is_not_done}
    lesions = {lesion.id for lesion in radiology.lesions}
    return tuple(
        m
        for m in radiology.measurements
        if m.study not in studies or m.lesion not in lesions
    )


@kept(lambda radiology, role: (radiology.lesions, role))
def of_role(radiology: Radiology, role: LesionRole) -> tuple[Lesion, ...]:
    """Return the lesions of one role, in the order of their labels."""
    found = (lesion for lesion in radiology.lesions if lesion.role is role)
    return tuple(sorted(found, key=lambda lesion: (lesion.label, lesion.id)))


@kept(lambda radiology: (radiology.lesions,))
def lesion_names(radiology: Radiology) -> dict[str, Name]:
    """Return what each lesion is called, by id.

    The site that a person named, in both languages, where no other lesion has the same;
    else the label that radiology gave it.
    """
    lesions = radiology.lesions
    sites = Counter(x.site for x in lesions if x.site)
    return {x.id: x.site if sites[x.site] == 1 else x.label for x in lesions}


def naming(radiology: Radiology, lesions: Iterable[Lesion]) -> Written:
    """Name lesions in a sentence."""
    names = lesion_names(radiology)
    return Written(tuple(names[x.id] for x in lesions))
