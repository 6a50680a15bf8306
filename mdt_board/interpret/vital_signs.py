"""Oxygen saturation and troponin, where a value alone says that today is the day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from mdt_board.model.oncology import Comparator, LabValue

OXYGEN, TROPONIN = "spo2", "troponin"
PERCENT = frozenset({"%", ""})
PLAUSIBLE = range(50, 101)  # a saturation in percent; anything else is a unit error
RECENT_DAYS = 28  # an older value belongs to the history [J]
FALL = 3  # points below the value before, under a drug [J]
LOW = 93  # percent: low enough without a value before [J]
TOO_LITTLE = 90  # percent: respiratory failure until shown otherwise [J]


@dataclass(frozen=True, slots=True)
class Oxygen:
    """The last saturation and the one before, in percent."""

    before: Decimal
    now: Decimal
    records: tuple[str, ...]

    @property
    def has_fallen(self) -> bool:
        """Say whether it is low, or clearly below the value before."""
        return self.before - self.now >= FALL or self.now <= LOW

    @property
    def is_too_little(self) -> bool:
        """Say whether it is respiratory failure by itself."""
        return self.now < TOO_LITTLE


def oxygen_of(labs: Iterable[LabValue], on: date) -> Oxygen | None:
    """Return the last two saturations; None without a recent one.

    A first value has itself before it: it cannot have fallen, but it can be low.
    """
    values = _of(OXYGEN, labs, Comparator.ABOVE)
    plausible = [v for v in values if v.unit in PERCENT and _is_plausible(v.value)]
    if not plausible or not _is_recent(plausible[-1], on):
        return None
    now = plausible[-1]
    before = plausible[-2] if len(plausible) > 1 else now
    records = tuple(dict.fromkeys((before.id, now.id)))
    return Oxygen(before.value, now.value, records)


def is_troponin_high(labs: Iterable[LabValue], on: date) -> str:
    """Return the record of a recent troponin above its reference; empty without."""
    values = _of(TROPONIN, labs, Comparator.BELOW)
    if not values or not _is_recent(values[-1], on):
        return ""
    last = values[-1]
    limit = last.reference_high
    is_high = limit is not None and last.value > limit
    return last.id if is_high else ""


def _of(analyte: str, labs: Iterable[LabValue], harmless: Comparator) -> list[LabValue]:
    """Return the values of one analyte, the oldest first.

    A bound on the ``harmless`` side says nothing; one on the other is at least as bad.
    """
    found = (v for v in labs if v.analyte == analyte)
    telling = (v for v in found if v.comparator is not harmless)
    return sorted(telling, key=lambda v: v.on.last)


def _is_plausible(value: Decimal) -> bool:
    return PLAUSIBLE[0] <= value <= PLAUSIBLE[-1]


def _is_recent(value: LabValue, on: date) -> bool:
    return on - timedelta(RECENT_DAYS) <= value.on.last and value.on.first <= on
