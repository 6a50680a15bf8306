"""Whether a sample was taken after a treatment that selects damaged clones."""

from collections.abc import Iterable
from datetime import date

from mdt_board.interpret.ctdna.origin_parts import GENOTOXIC
from mdt_board.interpret.exposure import classes_of
from mdt_board.model.knowledge import Knowledge
from mdt_board.model.oncology import Treatment, TreatmentKind


def genotoxic_of(
    treatments: Iterable[Treatment], knowledge: Knowledge
) -> tuple[Treatment, ...]:
    """Return the treatments that select clones with a damaged gene."""
    return tuple(t for t in treatments if _is_genotoxic(t, knowledge))


def _is_genotoxic(treatment: Treatment, knowledge: Knowledge) -> bool:
    if treatment.kind is TreatmentKind.RADIOTHERAPY:
        return True
    return any(classes_of(d.name, knowledge) & GENOTOXIC for d in treatment.drugs)


def had_before(on: date | None, treatments: Iterable[Treatment]) -> bool | None:
    """Say whether one of the treatments began before ``on``, the day of a sample.

    Never False: a treatment of which nobody wrote when it began is no earlier one, and
    one that nobody recorded may have been.
    """
    if on is None:
        return None
    return any(_began_before(t, on) for t in treatments) or None


def may_have_had_before(on: date, treatments: Iterable[Treatment]) -> bool:
    """Say whether one of the treatments can have begun before a sample's day ``on``.

    One of which nobody wrote when it began, or only the month of the sample, can have.
    """
    return any(
        t.started_on is None or t.started_on.is_before(on) is not False
        for t in treatments
    )


def _began_before(treatment: Treatment, on: date) -> bool:
    """What was given or ended before a day began before it as well."""
    days = (treatment.started_on, treatment.last_given_on, treatment.stopped_on)
    return any(day is not None and day.is_before(on) for day in days)
