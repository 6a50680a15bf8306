"""How the elements of a FHIR resource are read: by name, by type, never guessed.

An element of the wrong type raises `EntryError`, which costs its entry; elements that
are not read here may be anything.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from mdt_board.model.coding import Coding
from mdt_board.model.day import PartialDate
from mdt_board.model.oncology import Comparator
from mdt_board.model.text import N_, FreeText, Message, Plain, Word
from mdt_board.terminology.fhir_codes import LOINC, SNOMED, UCUM
from mdt_board.terminology.units import marker_unit

Node = dict[str, Any]

BAD_ELEMENT = N_(
    "{element} does not have the form that FHIR gives it; it was left out."
)
BOUND_NOT_KEPT = N_(
    "A value with ≤ or ≥ is not kept; only < and > are. The entry was left out: enter "
    "it by hand, with < or > where the laboratory confirms it."
)
BAD_DATE = N_("{element} is not a date; the entry was left out.")
NO_DATE = N_("This entry does not say when; it was left out. Enter it with its date.")
NOT_FINAL = N_("This entry is not final yet; import the file again when it is.")
WITHDRAWN = N_("This entry was withdrawn, refuted or not done; it was left out.")
NO_STATUS = N_("The status of this entry is not stated or not known; it was left out.")

FINAL = frozenset({"final", "amended", "corrected", "appended"})
PENDING = frozenset({"registered", "preliminary", "partial", "draft", "preparation"})
UNKNOWN = frozenset({"", "unknown"})
BOUNDS = frozenset({"<=", ">="})
MAX_WORDS = 300  # characters of a name; longer ones are narratives
_DATE = re.compile(
    r"(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?:T[0-9:.]{2,18}(?:Z|[+-]\d\d:\d\d)?)?"
)
_SEMANTIC_TAG = re.compile(
    r" \((?:disorder|finding|procedure|regime/therapy|body structure|situation|"
    r"morphologic abnormality|qualifier value|observable entity|substance|"
    r"medicinal product|specimen|tumor staging)\)$"
)
_SYSTEMS = {LOINC: "LOINC", SNOMED: "SNOMED CT"}
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/%+-]{0,39}", re.ASCII)
_HANZI = re.compile(r"[㐀-鿿]")


class EntryError(ValueError):
    """What costs an entry; the element is named, its content is not."""

    def __init__(self, code: str, text: str, **words: Word) -> None:
        self.code = code
        self.message = Message(text, words)
        super().__init__(code)


def bad(element: str) -> EntryError:
    """Return the error that names an element of the wrong form."""
    return EntryError("bad-element", BAD_ELEMENT, element=Plain(element))


def text(node: Node, name: str) -> str:
    """Return a string, or nothing where it is absent."""
    value = node.get(name, "")
    if not isinstance(value, str):
        raise bad(name)
    return value.strip()


def inner(node: Node, name: str) -> Node:
    """Return an element with parts of its own; empty where it is absent."""
    value = node.get(name, {})
    if not isinstance(value, dict):
        raise bad(name)
    return value


def listed(node: Node, name: str) -> list[Node]:
    """Return a repeating element; empty where it is absent."""
    value = node.get(name, [])
    if not isinstance(value, list):
        raise bad(name)
    for part in value:
        if not isinstance(part, dict):
            raise bad(name)
    return value


def number(node: Node, name: str) -> Decimal | None:
    """Return a number as it was written; a number in quotation marks is none."""
    value = node.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise bad(name)
    return Decimal(value)


def whole(node: Node, name: str) -> int | None:
    """Return a count, from 0."""
    value = number(node, name)
    if value is None:
        return None
    if value < 0 or value >= 10**12 or value != value.to_integral_value():
        raise bad(name)
    return int(value)


def day(node: Node, name: str) -> PartialDate | None:
    """Return the local day, month or year of a date or an instant."""
    written = text(node, name)
    if not written:
        return None
    found = _DATE.fullmatch(written)
    try:
        return PartialDate.from_text(found[1] if found else "")
    except ValueError:
        raise EntryError("bad-date", BAD_DATE, element=Plain(name)) from None


def period(node: Node, name: str) -> tuple[PartialDate | None, PartialDate | None]:
    """Return the first and the last day of a period."""
    parts = inner(node, name)
    return day(parts, "start"), day(parts, "end")


def when(node: Node, name: str) -> PartialDate | None:
    """Return when something was: ``effective`` of any type, as far as one day is known.

    Of a period only what both its ends share is known.
    """
    for ending in ("DateTime", "Instant"):
        found = day(node, f"{name}{ending}")
        if found:
            return found
    start, end = period(node, f"{name}Period")
    return shared(start, end) if start and end else None


def required_when(node: Node, name: str) -> PartialDate:
    """Return when something was, which must be stated."""
    found = when(node, name)
    if found is None:
        raise EntryError("no-date", NO_DATE)
    return found


def shared(first: PartialDate, last: PartialDate) -> PartialDate | None:
    """Return the day, month or year in which both are."""
    if first.year != last.year:
        return None
    month = first.month if first.month == last.month else None
    is_same_day = month is not None and first.day == last.day
    return PartialDate(first.year, month, first.day if is_same_day else None)


def check_status(resource: Node, allowed: Iterable[str] = FINAL) -> None:
    """Refuse an entry that is not final, was withdrawn, or does not say which."""
    status = text(resource, "status")
    if status in allowed:
        return
    if status in PENDING:
        raise EntryError("not-final", NOT_FINAL)
    if status in UNKNOWN:
        raise EntryError("no-status", NO_STATUS)
    raise EntryError("withdrawn", WITHDRAWN)


def codings(concept: Node) -> tuple[Coding, ...]:
    """Return the codes of a concept; one without a code is left out."""
    found = listed(concept, "coding")
    read = ((text(c, "system"), text(c, "code"), text(c, "display")) for c in found)
    return tuple(Coding(system=s, code=c, display=d) for s, c, d in read if c)


NO_CODES: frozenset[str] = frozenset()
BLANK = frozenset({""})


def codes(concept: Node) -> frozenset[str]:
    """Return the codes of a concept without their systems, each unique by its form."""
    if "coding" not in concept:
        return NO_CODES
    return frozenset([text(c, "code") for c in listed(concept, "coding")]) - BLANK


def code_in(concept: Node, *systems: str) -> str:
    """Return the first code of a system whose address contains one of ``systems``."""
    found = (c.code for c in codings(concept) if any(s in c.system for s in systems))
    return next(found, "")


def words(concept: Node) -> str:
    """Return what a concept is called: its text, else a display, else its code."""
    displays = [_untagged(text(c, "display")) for c in listed(concept, "coding")]
    named = [_with_system(c) for c in codings(concept)]
    written = [text(concept, "text"), *displays, *named]
    return next((w for w in written if w), "")[:MAX_WORDS]


def _untagged(display: str) -> str:
    """Return a display without the kind of concept that SNOMED CT adds to it."""
    return _SEMANTIC_TAG.sub("", display)


def _with_system(coding: Coding) -> str:
    return f"{_SYSTEMS.get(coding.system, '')} {coding.code}".strip()


def shown(code: str) -> str:
    """Return a code or a type as it may be shown: never a person's words."""
    return code if _CODE.fullmatch(code) else "–"


def free(written: str) -> FreeText:
    """Return words in the language that their letters show."""
    is_chinese = bool(_HANZI.search(written))
    return FreeText(zh=written) if is_chinese else FreeText(en=written)


def quantity(node: Node) -> tuple[Comparator, Decimal | None, str]:
    """Return comparator, value and unit; the UCUM code where it is a listed unit."""
    written = text(node, "comparator")
    if written in BOUNDS:
        raise EntryError("bound-not-kept", BOUND_NOT_KEPT)
    if written not in ("", "<", ">"):
        raise bad("comparator")
    code = text(node, "code") if text(node, "system") in ("", UCUM) else ""
    written_unit = text(node, "unit")
    known = marker_unit(code) or marker_unit(written_unit)
    unit = known.symbol if known else written_unit or code
    return Comparator(written or "="), number(node, "value"), unit


def extensions(node: Node, ending: str) -> list[Node]:
    """Return the extensions whose address ends so."""
    return [e for e in listed(node, "extension") if text(e, "url").endswith(ending)]


def profiles(resource: Node) -> str:
    """Return the names of the profiles that the resource claims, joined."""
    claimed = inner(resource, "meta").get("profile")
    found = claimed if isinstance(claimed, list) else []
    return " ".join(p for p in found if isinstance(p, str))
