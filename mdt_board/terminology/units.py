"""Closed tables of units: what is not in them is kept as written and never converted.

A general unit library reads U/mL as catalytic activity and fails on mIU/mL; the few
units that lengths and tumor markers come in are listed instead.
"""

from dataclasses import dataclass
from decimal import Decimal

from mdt_board.model.quantity import Length
from mdt_board.terminology.names import folded

MM_PER = {"mm": Decimal(1), "cm": Decimal(10)}
LENGTH_NAMES = {"mm": "mm", "毫米": "mm", "cm": "cm", "厘米": "cm"}


@dataclass(frozen=True, slots=True)
class Unit:
    """A marker unit: how it is shown, and its UCUM code."""

    symbol: str
    ucum: str


MARKER_UNITS = (
    Unit("ng/mL", "ng/mL"),
    Unit("µg/L", "ug/L"),
    Unit("pg/mL", "pg/mL"),
    Unit("ng/L", "ng/L"),
    Unit("U/mL", "U/mL"),
    Unit("kU/L", "kU/L"),
    Unit("U/L", "U/L"),
    Unit("IU/mL", "[IU]/mL"),
    Unit("mIU/mL", "m[IU]/mL"),
    Unit("IU/L", "[IU]/L"),
    Unit("g/L", "g/L"),
    Unit("g/dL", "g/dL"),
    Unit("µg/mL", "ug/mL"),
    Unit("nmol/L", "nmol/L"),
    Unit("pmol/L", "pmol/L"),
    Unit("10^12/L", "10*12/L"),
    Unit("%", "%"),
    Unit("fL", "fL"),
    Unit("µmol/L", "umol/L"),
    Unit("mmol/L", "mmol/L"),
    Unit("mg/L", "mg/L"),
    Unit("mg/dL", "mg/dL"),
    Unit("mL/min", "mL/min"),
    Unit("10^9/L", "10*9/L"),
    Unit("copies/mL", "{copies}/mL"),
    Unit("kg", "kg"),
    Unit("lb", "[lb_av]"),
    Unit("mm", "mm"),
    Unit("cm", "cm"),
    Unit("m²", "m2"),
    Unit("mmHg", "mm[Hg]"),
    Unit("10^3/µL", "10*3/uL"),
    Unit("10^6/µL", "10*6/uL"),
    Unit("/nL", "/nL"),
    Unit("/pL", "/pL"),
    Unit("ms", "ms"),
)
_OTHERWISE = {
    "10^9/L": ("×10^9/L", "x10^9/L", "10⁹/L", "×10⁹/L", "10E9/L"),
    "10^12/L": ("×10^12/L", "x10^12/L", "10¹²/L", "×10¹²/L", "10E12/L"),
}
_SPELLED = {
    folded(name): u
    for u in MARKER_UNITS
    for name in (u.symbol, u.ucum, *_OTHERWISE.get(u.symbol, ()))
}


def marker_unit(text: str) -> Unit | None:
    """Return the listed unit that ``text`` spells, in either spelling."""
    return _SPELLED.get(folded(text))


def length(value: Decimal, unit: str) -> Length:
    """Return a length given in ``unit``, one of `MM_PER`, exactly.

    Raises:
        ValueError: when it is out of range or finer than 0.0001 mm.
    """
    mm = value * MM_PER[unit]
    return Length.from_mm(f"{mm.normalize():f}")
