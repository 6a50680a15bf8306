"""Which measurements belong to one visit: those of studies done on the same day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mdt_board.model.radiology import Lesion, LesionRole, Measurement, Radiology


@dataclass(frozen=True, slots=True)
class Visit:
    """What was seen on one day, by lesion id; a lesion may be seen in two studies."""

    on: date
    seen: Mapping[str, tuple[Measurement, ...]]

    @property
    def records(self) -> tuple[str, ...]:
        """The ids of the day's measurements, in an order that the case cannot turn."""
        return tuple(sorted(m.id for of in self.seen.values() for m in of))


def visits(radiology: Radiology) -> tuple[Visit, ...]:
    """Group the measurements by the exact day of their study, earliest first.

    Measurements of a study without an exact day are left out: `imprecise` and
    `unplaced` name them. So are those of lesions that nobody gave a role: a day on
    which only such were measured is no visit.
    """
    days = _days(radiology)
    lesions = {lesion.id for lesion in radiology.lesions if lesion.role}
    by_day: dict[date, dict[str, tuple[Measurement, ...]]] = {}
    for measurement in radiology.measurements:
        on = days.get(measurement.study)
        if on and measurement.lesion in lesions:
            seen = by_day.setdefault(on, {})
            seen[measurement.lesion] = (*seen.get(measurement.lesion, ()), measurement)
    return tuple(Visit(on, by_day[on]) for on in sorted(by_day))


def _days(radiology: Radiology) -> dict[str, date]:
    done = (s for s in radiology.studies if not s.is_not_done)
    return {s.id: day for s in done if (day := s.on.exact)}


def imprecise(radiology: Radiology) -> tuple[Measurement, ...]:
    """Return the measurements of studies known only to the month or the year."""
    partial = {s.id for s in radiology.studies if not s.on.exact}
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


def of_role(radiology: Radiology, role: LesionRole) -> tuple[Lesion, ...]:
    """Return the lesions of one role, in the order of their labels."""
    found = (lesion for lesion in radiology.lesions if lesion.role is role)
    return tuple(sorted(found, key=lambda lesion: (lesion.label, lesion.id)))


def labels(lesions: tuple[Lesion, ...]) -> str:
    """Name lesions in a sentence, by the labels that radiology gave them."""
    return ", ".join(lesion.label for lesion in lesions)
