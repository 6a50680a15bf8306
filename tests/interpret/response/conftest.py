"""A short way to write down what radiology saw."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from mdt_board.model.day import PartialDate
from mdt_board.model.quantity import Length
from mdt_board.model.radiology import (
    Lesion,
    LesionRole,
    LesionState,
    Measurement,
    Modality,
    Radiology,
    Study,
)

FIRST_DAY = date(2026, 1, 5)


class Course:
    """Builds a `Radiology`: each lesion with what was seen of it at each visit.

    A cell is a diameter ("18.2", a `Length`), a state, a tuple of fragments, a dict of
    measurement fields, or None where the lesion is not mentioned.
    """

    def __init__(self, visits, days=None, readers=None, slice_mm=None):
        days = days or [FIRST_DAY + timedelta(56 * i) for i in range(visits)]
        self.studies = tuple(
            Study(
                id=f"s{i}",
                on=day if isinstance(day, PartialDate) else PartialDate.from_day(day),
                modality=Modality.CT,
                reader=readers[i] if readers else "",
                slice_mm=Decimal(slice_mm) if slice_mm else None,
            )
            for i, day in enumerate(days)
        )
        self.lesions = []
        self.measurements = []

    def lesion(self, role, *cells, id=None, is_node=False):
        id = id or f"L{len(self.lesions)}"
        self.lesions.append(
            Lesion(id=id, label=id, role=LesionRole(role), is_node=is_node)
        )
        for i, cell in enumerate(cells):
            if cell is not None:
                self.measurements.append(
                    Measurement(
                        id=f"{id}-{i}", lesion=id, study=f"s{i}", **fields(cell)
                    )
                )
        return self

    def target(self, *cells, **how):
        return self.lesion("target", *cells, **how)

    def node(self, *cells, **how):
        return self.lesion("target", *cells, is_node=True, **how)

    def non_target(self, *cells, **how):
        return self.lesion("non-target", *cells, **how)

    def new(self, *cells, **how):
        return self.lesion("new", *cells, **how)

    def radiology(self):
        return Radiology(
            studies=self.studies,
            lesions=tuple(self.lesions),
            measurements=tuple(self.measurements),
        )


def fields(cell):
    if isinstance(cell, dict):
        return cell
    if isinstance(cell, LesionState):
        return {"state": cell}
    if isinstance(cell, tuple):
        return {
            "state": LesionState.SPLIT,
            "fragments": tuple(Length.from_mm(part) for part in cell),
        }
    diameter = cell if isinstance(cell, Length) else Length.from_mm(cell)
    return {"state": LesionState.MEASURED, "diameter": diameter}


@pytest.fixture(scope="session")
def course():
    return Course
