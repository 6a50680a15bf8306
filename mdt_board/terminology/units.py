"""Closed tables of units: what is not in them is kept as written and never converted.

A general unit library reads U/mL as catalytic activity and fails on mIU/mL; the few
units that lengths and tumor markers come in are listed instead, with exact factors.
"""

from dataclasses import dataclass
from decimal import Decimal

from mdt_board.model.quantity import Length
from mdt_board.terminology.names import folded

MM_PER = {"mm": Decimal(1), "cm": Decimal(10)}
LENGTH_NAMES = {"mm": "mm", "毫米": "mm", "cm": "cm", "厘米": "cm"}


@dataclass(frozen=True, slots=True)
class Unit:
    """A marker unit: how it is shown, its UCUM code, and ``factor`` × ``base``."""

    symbol: str
    ucum: str
    base: str
    factor: Decimal


MARKER_UNITS = (
    Unit("ng/mL", "ng/mL", "ng/mL", Decimal(1)),
    Unit("µg/L", "ug/L", "ng/mL", Decimal(1)),
    Unit("pg/mL", "pg/mL", "ng/mL", Decimal("0.001")),
    Unit("ng/L", "ng/L", "ng/mL", Decimal("0.001")),
    Unit("U/mL", "U/mL", "U/mL", Decimal(1)),
    Unit("kU/L", "kU/L", "U/mL", Decimal(1)),
    Unit("U/L", "U/L", "U/L", Decimal(1)),
    Unit("IU/mL", "[IU]/mL", "IU/mL", Decimal(1)),
    Unit("mIU/mL", "m[IU]/mL", "IU/mL", Decimal("0.001")),
    Unit("IU/L", "[IU]/L", "IU/mL", Decimal("0.001")),
    Unit("g/L", "g/L", "g/L", Decimal(1)),
    Unit("%", "%", "%", Decimal(1)),
    Unit("fL", "fL", "fL", Decimal(1)),
    Unit("µmol/L", "umol/L", "µmol/L", Decimal(1)),
    Unit("10^9/L", "10*9/L", "10^9/L", Decimal(1)),
)
_SPELLED = {folded(name): u for u in MARKER_UNITS for name in (u.symbol, u.ucum)}


def marker_unit(text: str) -> Unit | None:
    """Return the listed unit that ``text`` spells, in either spelling."""
    return _SPELLED.get(folded(text))


def convert(value: Decimal, given: Unit, wanted: Unit) -> Decimal:
    """Return ``value`` in another unit of the same base, exactly.

    Raises:
        ValueError: when the two do not measure the same thing.
    """
    if given.base != wanted.base:
        raise ValueError(f"{given.symbol} is not {wanted.symbol}")
    return value * given.factor / wanted.factor


def length(value: Decimal, unit: str) -> Length:
    """Return a length given in ``unit``, one of `MM_PER`, exactly.

    Raises:
        ValueError: when it is out of range or finer than 0.0001 mm.
    """
    mm = value * MM_PER[unit]
    return Length.from_mm(f"{mm.normalize():f}")
