"""Days that may be known only to the month or the year."""

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Self

from pydantic import AfterValidator, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

YEARS = range(1900, 2200)  # of any chart; day arithmetic stays in the calendar

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def charted(day: date) -> date:
    """Return ``day`` when a chart can hold it.

    Raises:
        ValueError: when its year is not one of `YEARS`.
    """
    if day.year not in YEARS:
        raise ValueError(f"a year is {YEARS[0]} to {YEARS[-1]}")
    return day


Day = Annotated[date, AfterValidator(charted)]


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, a month or a day; in JSON ``"2025"``, ``"2025-12"``, ``"2025-12-20"``.

    ``first`` is the earliest day it can be; rules ask for it more than for anything
    else. Comparing two may answer ``None``: the order is not known.
    """

    year: int
    month: int | None = None
    day: int | None = None
    first: date = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse a day that no calendar or chart has."""
        if self.day is not None and self.month is None:
            raise ValueError("a day needs its month")
        if self.month == 0 or self.day == 0:  # some systems write 00 for unknown
            raise ValueError("what is unknown of a date is left out")
        first = charted(date(self.year, self.month or 1, self.day or 1))
        object.__setattr__(self, "first", first)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``.

        Raises:
            ValueError: when ``text`` is none of these or names no calendar day.
        """
        found = _DAY.fullmatch(text)
        if not found:
            raise ValueError("a date is YYYY, YYYY-MM or YYYY-MM-DD")
        year, month, day = found.groups()
        return cls(int(year), int(month) if month else None, int(day) if day else None)

    @classmethod
    def from_day(cls, day: date) -> Self:
        """Return the same day as a fully known date."""
        return cls(day.year, day.month, day.day)

    @property
    def last(self) -> date:
        """The latest day it can be."""
        if self.day:
            return self.first
        month = self.month or 12
        return date(self.year, month, monthrange(self.year, month)[1])

    @property
    def exact(self) -> date | None:
        """The day, when it is known to the day."""
        return self.first if self.day else None

    def is_before(self, other: "PartialDate | date") -> bool | None:
        """Say whether this is before ``other``; ``None`` when that cannot be told."""
        first, last = _bounds(other)
        if self.last < first:
            return True
        return False if self.first >= last else None

    def is_after(self, other: "PartialDate | date") -> bool | None:
        """Say whether this is after ``other``; ``None`` when that cannot be told."""
        first, last = _bounds(other)
        if self.first > last:
            return True
        return False if self.last <= first else None

    def __str__(self) -> str:
        """Return what is known, as ``2025-12``."""
        known = (f"{self.year:04d}", self.month, self.day)
        return "-".join(
            p if isinstance(p, str) else f"{p:02d}" for p in known if p is not None
        )

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Read from text; write as text."""
        from_text = core_schema.no_info_after_validator_function(
            cls.from_text, core_schema.str_schema()
        )
        return core_schema.json_or_python_schema(
            json_schema=from_text,
            python_schema=core_schema.union_schema(
                [core_schema.is_instance_schema(cls), from_text]
            ),
            serialization=core_schema.to_string_ser_schema(),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe the text that is read."""
        return {
            "type": "string",
            "description": "YYYY, YYYY-MM or YYYY-MM-DD, as far as it is known.",
            "pattern": f"^{_DAY.pattern}$",
        }


def _bounds(day: PartialDate | date) -> tuple[date, date]:
    return (day.first, day.last) if isinstance(day, PartialDate) else (day, day)
