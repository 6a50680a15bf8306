"""Which drugs the patient takes and took, by class, and what interferes with them."""

from dataclasses import dataclass
from datetime import date

from mdt_board.model.day import PartialDate
from mdt_board.model.knowledge import InteractionRow, Knowledge
from mdt_board.model.oncology import (
    CoMedication,
    Oncology,
    Treatment,
    TreatmentKind,
)


@dataclass(frozen=True, slots=True)
class Interaction:
    """A co-medication that changes the exposure to a current drug."""

    row: InteractionRow
    drug: str
    treatment: Treatment
    co_medication: CoMedication


@dataclass(frozen=True, slots=True)
class Exposure:
    """Current and earlier systemic treatment; classes include those of classes.

    ``current`` are treatments known to go on; ``uncertain`` those of which neither an
    end nor that they go on was stated.
    """

    current: tuple[Treatment, ...]
    uncertain: tuple[Treatment, ...]
    past: tuple[Treatment, ...]
    current_classes: frozenset[str]
    ever_classes: frozenset[str]
    interactions: tuple[Interaction, ...]


def exposure_of(oncology: Oncology, knowledge: Knowledge, on: date) -> Exposure:
    """Sort the systemic treatments by whether they go on, and find interactions."""
    systemic = [
        t
        for t in oncology.treatments
        if t.kind is TreatmentKind.SYSTEMIC and t.drugs and _has_begun(t.started_on, on)
    ]
    current = tuple(t for t in systemic if _goes_on(t, on))
    uncertain = tuple(t for t in systemic if _goes_on(t, on) is None)
    past = tuple(t for t in systemic if _goes_on(t, on) is False)
    return Exposure(
        current=current,
        uncertain=uncertain,
        past=past,
        current_classes=_classes(current, knowledge),
        ever_classes=_classes(systemic, knowledge),
        interactions=_interactions(current, oncology, knowledge, on),
    )


def classes_of(term: str, knowledge: Knowledge) -> frozenset[str]:
    """Return the term's own id and its classes; a name not listed has none."""
    spoken = term.strip().casefold()
    classes = knowledge.classes.get(term) or knowledge.classes.get(spoken)
    return classes or frozenset((term,))


def _classes(
    treatments: list[Treatment] | tuple[Treatment, ...], knowledge: Knowledge
) -> frozenset[str]:
    names = {d.name for t in treatments for d in t.drugs}
    return frozenset().union(*(classes_of(n, knowledge) for n in names))


def _has_begun(started_on: PartialDate | None, on: date) -> bool:
    """Say whether it may have begun by ``on``; an unknown start may have."""
    return started_on is None or started_on.is_after(on) is not True


def _goes_on(treatment: Treatment, on: date) -> bool | None:
    if treatment.stopped_on:
        return _reaches(treatment.stopped_on, on)
    return treatment.is_ongoing


def _reaches(stopped_on: PartialDate, on: date) -> bool | None:
    """Say whether something that stopped then was still going on at ``on``."""
    before = stopped_on.is_before(on)
    return None if before is None else not before


def _interactions(
    current: tuple[Treatment, ...],
    oncology: Oncology,
    knowledge: Knowledge,
    on: date,
) -> tuple[Interaction, ...]:
    taken = [
        c
        for c in oncology.co_medications
        if _has_begun(c.started_on, on)
        and (c.stopped_on is None or _reaches(c.stopped_on, on) is not False)
    ]
    return tuple(
        Interaction(row, drug.name, treatment, other)
        for treatment in current
        for drug in treatment.drugs
        for row in knowledge.interactions
        if classes_of(drug.name, knowledge) & set(row.drugs)
        for other in taken
        if classes_of(other.drug.name, knowledge) & set(row.with_)
    )
