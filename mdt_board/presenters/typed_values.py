"""Typed words as one value each: numbers, days, choices, names, doses.

Nothing is guessed: what can be read in two ways is refused with what is expected.
"""

import re
import unicodedata
from decimal import Decimal

from pydantic import JsonValue

from mdt_board.model.day import PartialDate
from mdt_board.model.quantity import Length
from mdt_board.model.text import N_, Message, Plain, Word
from mdt_board.terminology import units
from mdt_board.terminology.completion import Choice, closest, meant
from mdt_board.terminology.drugs import drug_name
from mdt_board.terminology.hgvs import short_protein

BAD_NUMBER = N_("Not a number; write it with a point, as 4.4.")
BAD_WHOLE = N_("Not a whole number; write digits only, as 12.")
BAD_DAY = N_("Not a day; write 2026-11-24, or 2026-11 or 2026 where no more is known.")
BAD_CHOICE = N_("Not one of these: {choices}.")
CLOSEST = N_("Not in the list; the closest in it: {choices}.")
BAD_LENGTH = N_("A diameter is 0 to 2000 mm with at most four decimals, as 18.2.")
BAD_SHARE = N_("A share is 0 to 100 %, as 0.31.")

MOST_NAMED = 12
YES, NO = "yes", "no"
_NUMBER = re.compile(r"-?\d{1,12}(?:[.,]\d{1,12})?", re.ASCII)
_THOUSANDS = re.compile(r"-?\d{1,3},\d{3}", re.ASCII)
_LENGTH = re.compile(r"(\S+?)\s*(mm|cm|毫米|厘米)?", re.IGNORECASE)
_DAY = re.compile(
    r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2}))?)?[年月日]?", re.ASCII
)
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_BETWEEN = re.compile(r"[;；、,，]|\s\+\s|^\+|\+$")
_BETWEEN_DRUGS = re.compile(r"\s*[+；;、]\s*")
_DOSE = re.compile(
    r"(?P<name>.*?\S)\s+(?P<dose>\d{1,7}(?:\.\d{1,4})?)\s*"
    r"(?P<unit>mg/m2|mg/m²|mg/kg|µg|ug|mg|AUC|IU|ml|mL|g)(?:\s+(?P<schedule>.+))?"
)


class Unreadable(ValueError):  # noqa: N818  # an answer to a person, not a failure
    """Typed words that mean nothing in their cell; the message says what would."""

    def __init__(self, text: str, words: dict[str, Word] | None = None) -> None:
        self.message = Message(text, words or {})
        super().__init__(text)


def plain(text: str) -> str:
    """Return typed words without full-width forms and outer space."""
    return unicodedata.normalize("NFKC", text).strip()


def decimal(text: str, problem: str = BAD_NUMBER) -> Decimal:
    """Read a plain number; a comma that may divide thousands is refused.

    Raises:
        Unreadable: with ``problem``.
    """
    digits = plain(text)
    if not _NUMBER.fullmatch(digits) or _THOUSANDS.fullmatch(digits):
        raise Unreadable(problem)
    return Decimal(digits.replace(",", "."))


def length(text: str) -> Length:
    """Read a length in millimeters, or in the unit that is written after it."""
    found = _LENGTH.fullmatch(plain(text))
    if not found:
        raise Unreadable(BAD_LENGTH)
    unit = units.LENGTH_NAMES[(found[2] or "mm").lower()]
    try:
        return units.length(decimal(found[1], BAD_LENGTH), unit)
    except ValueError as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(BAD_LENGTH) from None


def share(text: str) -> Decimal:
    """Read a percentage as a fraction of one; the sign may be left out."""
    value = decimal(plain(text).removesuffix("%"), BAD_SHARE) / 100
    if not 0 <= value <= 1:
        raise Unreadable(BAD_SHARE)
    return value


def read_number(text: str, _: tuple[Choice, ...]) -> JsonValue:
    """Read a number exactly."""
    return f"{decimal(text):f}"


def read_fraction(text: str, _: tuple[Choice, ...]) -> JsonValue:
    """Read a percentage as a fraction of one."""
    return f"{share(text).normalize():f}"


def read_whole(text: str, _: tuple[Choice, ...]) -> JsonValue:
    """Read a whole number from 0."""
    digits = plain(text)
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 12):  # noqa: PLR2004  # more than anything counted
        raise Unreadable(BAD_WHOLE)
    return int(digits)


def read_day(text: str, _: tuple[Choice, ...] = ()) -> JsonValue:
    """Read a day, month or year, written from the year down."""
    found = _COMPACT_DAY.fullmatch(plain(text)) or _DAY.fullmatch(plain(text))
    if not found:
        raise Unreadable(BAD_DAY)
    year, month, day = (int(p) if p else None for p in found.groups())
    try:
        return str(PartialDate(year or 0, month, day))
    except ValueError:  # no calendar has it
        raise Unreadable(BAD_DAY) from None


def read_choice(text: str, choices: tuple[Choice, ...]) -> JsonValue:
    """Read one of the choices by any of its names; yes and no are truth values."""
    found = meant(choices, text)
    if found is None:
        raise _not_listed(text, tuple(c.text for c in choices))
    return {YES: True, NO: False}.get(found.value, found.value)


def _not_listed(text: str, names: tuple[str, ...]) -> Unreadable:
    """Name all that could stand here, or of many those that were likeliest meant."""
    is_short = len(names) <= MOST_NAMED
    said = Plain(" / ".join(names if is_short else closest(names, text)))
    return Unreadable(BAD_CHOICE if is_short else CLOSEST, {"choices": said})


def read_term(text: str, choices: tuple[Choice, ...]) -> JsonValue:
    """Read a listed name as its id; other words stay as they were typed."""
    found = meant(choices, text)
    return found.value if found else text


def read_protein(text: str, _: tuple[Choice, ...]) -> JsonValue:
    """Read a protein change in its one spelling: L858R is p.L858R."""
    return short_protein(text)


def read_terms(text: str, choices: tuple[Choice, ...]) -> JsonValue:
    """Read several names, divided by commas or semicolons."""
    parts = [p.strip() for p in _BETWEEN.split(text)]
    return [read_term(p, choices) for p in parts if p]


def read_drugs(text: str, choices: tuple[Choice, ...]) -> JsonValue:
    """Read drugs with dose and schedule, as ``pemetrexed 500 mg/m2 q3w + …``."""
    parts = [p.strip() for p in _BETWEEN_DRUGS.split(text)]
    return [_drug(p, choices) for p in parts if p]


def _drug(text: str, choices: tuple[Choice, ...]) -> JsonValue:
    found = _DOSE.fullmatch(text)
    if not found:
        return {"name": _drug_name(text, choices)}
    return {
        "name": _drug_name(found["name"], choices),
        "dose": found["dose"],
        "dose_unit": found["unit"],
        "schedule": (found["schedule"] or "").strip(),
    }


def _drug_name(text: str, choices: tuple[Choice, ...]) -> str:
    found = meant(choices, text)
    return found.value if found else drug_name(text)
