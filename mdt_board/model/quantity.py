"""Exact quantities. Response criteria turn on exact thresholds, where floats fail.

Every number has bounds that no measurement reaches: arithmetic stays exact within them,
and a file cannot make the program write a number of a million digits.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

Value = Annotated[Decimal, Field(max_digits=24, decimal_places=12)]
Amount = Annotated[Decimal, Field(ge=0, max_digits=24, decimal_places=12)]
Percentage = Annotated[Decimal, Field(ge=0, le=100, decimal_places=12)]
Whole = Annotated[int, Field(ge=0, le=10**12)]

TICKS_PER_MM = 10_000  # registries carry lengths with four decimals
MAX_MM = 2_000  # longer than a patient: a unit error, not a lesion
_NUMBER = re.compile(r"(\d{1,4})(?:\.(\d{1,4}))?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Length:
    """A length in whole ticks of 0.0001 mm; in JSON the millimeters as ``"18.2"``."""

    ticks: int

    @classmethod
    def from_mm(cls, mm: str | int | Decimal) -> Self:
        """Read millimeters exactly, at most four decimals, 0 to 2,000 mm.

        Raises:
            ValueError: when ``mm`` is not such a number.
        """
        found = _NUMBER.fullmatch(str(mm))
        if not found or int(found[1]) > MAX_MM:
            raise ValueError("a length is 0 to 2000 mm with at most four decimals")
        return cls(int(found[1]) * TICKS_PER_MM + int((found[2] or "0").ljust(4, "0")))

    @property
    def mm(self) -> Decimal:
        """The length in millimeters."""
        return Decimal(self.ticks) / TICKS_PER_MM

    def __add__(self, other: "Length") -> "Length":
        return Length(self.ticks + other.ticks)

    def __sub__(self, other: "Length") -> "Length":
        """Return the difference, which may be negative."""
        return Length(self.ticks - other.ticks)

    def __str__(self) -> str:
        """Return the millimeters without needless zeros, as ``18.2``."""
        whole, part = divmod(abs(self.ticks), TICKS_PER_MM)
        decimals = f".{part:04d}".rstrip("0").rstrip(".")
        return f"{'-' if self.ticks < 0 else ''}{whole}{decimals}"

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Read a string or a whole number; refuse floats, which are not exact."""
        readable = core_schema.union_schema(
            [core_schema.str_schema(), core_schema.int_schema(strict=True)]
        )
        from_text = core_schema.no_info_after_validator_function(cls.from_mm, readable)
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
        """Describe the text and the whole number that are read."""
        return {
            "description": "Millimeters, 0 to 2000, as text or as a whole number.",
            "anyOf": [
                {"type": "string", "pattern": f"^{_NUMBER.pattern}$"},
                {"type": "integer", "minimum": 0, "maximum": MAX_MM},
            ],
        }


ZERO = Length(0)
