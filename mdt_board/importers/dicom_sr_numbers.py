"""The numbers of one measurement group: which is the diameter, and why others are not.

Nothing is chosen that the report does not say: of two different diameters neither is
read.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from mdt_board.importers import dicom_sr_codes as codes
from mdt_board.importers.dicom_sr_codes import Axis
from mdt_board.importers.dicom_sr_items import Item, Number
from mdt_board.model.quantity import MAX_MM, TICKS_PER_MM, Length
from mdt_board.model.text import N_

MAX_DIGITS = 64  # PS3.5 allows 16; some writers give 17 and more
MAX_NAME = 128  # characters of a concept that are shown
MAX_SUV = 10_000  # far above any tissue
SUV_PLACES = Decimal("0.000000000001")  # what an amount holds
TICK = Decimal(1) / TICKS_PER_MM

NO_FIELD = N_("{concept}: numbers for which the case has no field: {count}.")
LENGTH_UNSAID = N_(
    "{concept}: lengths that are not called a diameter: {count}. Enter by hand those "
    "that are one."
)
NORMAL = N_(
    "{concept}: numbers of normal anatomy or of a reference region: {count}. It is no "
    "lesion."
)
NOT_UNIT = N_(
    "{concept}: numbers whose unit is not mm or cm of UCUM: {count}. Enter them by "
    "hand, in mm."
)
NO_VALUE = N_("{concept}: numbers without a value: {count}. Look at the images.")
IMPOSSIBLE = N_("{concept}: numbers that are not above 0 and up to 2000 mm: {count}.")
OF_NODE = N_(
    "{concept}: diameters of a lymph node that are not its short axis: {count}. Only "
    "its short axis is read."
)
SHORT_ONLY = N_(
    "{concept}: short axes of what is not known to be a lymph node: {count}. Of such a "
    "lesion the longest diameter is read."
)
CONTRADICT = N_(
    "{concept}: diameters of one lesion that contradict each other: {count}. None was "
    "read; enter the right one by hand."
)
SECOND = N_(
    "{concept}: values of a lesion that an earlier group measured otherwise in the "
    "same study: {count}. The earlier one was kept; compare the two."
)
AGAIN = N_("{concept}: diameters that only repeat another: {count}.")
NO_STUDY = N_(
    "{concept}: diameters whose study the report does not name: {count}. Enter them by "
    "hand."
)

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)


@dataclass(slots=True)
class Measured:
    """What the numbers of one group say, and why each other one was not read.

    ``reasons`` holds the sentence for a number by its place in the document; a number
    in neither ``read`` nor there is one for which the case has no field.
    """

    diameter: Length | None = None
    suv_max: Decimal | None = None
    is_not_evaluable: bool = False
    is_rounded: bool = False
    read: set[str] = field(default_factory=set)
    reasons: dict[str, str] = field(default_factory=dict)

    def leave(self, numbers: list[Item], reason: str) -> None:
        """Take back what was read of these numbers, and say why."""
        self.read -= {n.place for n in numbers}
        self.reasons.update((n.place, reason) for n in numbers)


def measured(numbers: list[Item], is_node: bool) -> Measured:
    """Return what the numbers directly below a group say of its lesion."""
    found = Measured()
    for number in numbers:
        if number.name.key == codes.LENGTH:
            found.leave([number], LENGTH_UNSAID)
    _find_suv(numbers, found)
    wanted = (Axis.SHORT,) if is_node else (Axis.LONG, Axis.UNSAID)
    diameters: list[tuple[Item, Decimal]] = []
    for number in numbers:
        axis = _axis(number)
        if axis and axis not in wanted:
            found.leave([number], OF_NODE if is_node else SHORT_ONLY)
        elif axis:
            _find_diameter(number, found, diameters)
    _choose(diameters, found)
    return found


def concept(number: Item) -> str:
    """Name what a number is, with how it was derived, as the report words it."""
    words = [number.name.meaning, *(d.code.meaning for d in _derivations(number))]
    name = ", ".join(w for w in words if w) or number.name.value or "?"
    return name[:MAX_NAME]


def _derivations(number: Item) -> list[Item]:
    return number.named(codes.DERIVATION)


def _axis(number: Item) -> Axis | None:
    """Return which diameter it is; a mean or the like is none."""
    derived = {d.code.key for d in _derivations(number)}
    return codes.AXES.get(number.name.key) if derived <= {codes.MAXIMUM} else None


def _find_diameter(
    number: Item, found: Measured, diameters: list[tuple[Item, Decimal]]
) -> None:
    """Add the diameter to ``diameters``, or the reason why it is none to ``found``."""
    value = number.number
    if not value.written:
        _find_missing(number, found)
    elif value.unit.key not in codes.MM_BY_UNIT:
        found.leave([number], NOT_UNIT)
    elif (mm := _mm(value)) is None:
        found.leave([number], IMPOSSIBLE)
    else:
        diameters.append((number, mm))


def _find_missing(number: Item, found: Measured) -> None:
    if number.number.qualifier.key in codes.NOT_EVALUABLE:
        found.is_not_evaluable = True
        found.read.add(number.place)
    else:
        found.leave([number], NO_VALUE)


def _mm(value: Number) -> Decimal | None:
    number = _decimal(value)
    if number is None or not 0 < number <= MAX_MM:
        return None
    mm = number * codes.MM_BY_UNIT[value.unit.key]
    return mm if TICK <= mm <= MAX_MM else None


def _decimal(value: Number) -> Decimal | None:
    is_short = len(value.written) <= MAX_DIGITS
    is_number = is_short and _NUMBER.fullmatch(value.written)
    return Decimal(value.written) if is_number else None


def _choose(diameters: list[tuple[Item, Decimal]], found: Measured) -> None:
    """Read the one diameter that is said, once or again; of two different ones none."""
    items = [item for item, _ in diameters]
    ticks = {mm.quantize(TICK) for _, mm in diameters}
    if len(ticks) > 1:
        found.leave(items, CONTRADICT)
    elif ticks:
        mm = ticks.pop()
        found.diameter = Length.from_mm(f"{mm:f}")
        found.is_rounded = any(exact != mm for _, exact in diameters)
        found.leave(items, AGAIN)
        del found.reasons[items[0].place]
        found.read.add(items[0].place)


def _find_suv(numbers: list[Item], found: Measured) -> None:
    """Read the highest SUV by body weight, where just one is stated."""
    stated = [
        (n, value)
        for n in numbers
        if n.name.key == codes.SUV
        and {d.code.key for d in _derivations(n)} == {codes.MAXIMUM}
        and n.number.unit.key in codes.SUV_UNITS
        and (value := _decimal(n.number)) is not None
        and 0 <= value <= MAX_SUV
    ]
    if len(stated) == 1:
        number, value = stated[0]
        found.suv_max = Decimal(f"{value.quantize(SUV_PLACES).normalize():f}")
        found.read.add(number.place)
