"""Whom the rows of a table name: one patient, or the file is not one patient's.

Several numbers of visits are of several patients only where nothing else in every row
says that they are one person's.
"""

import unicodedata
from collections.abc import Iterable
from functools import reduce

from mdt_board.importers import cells
from mdt_board.importers.cells import CellError, Row
from mdt_board.importers.sandbox import refused
from mdt_board.importers.tables_header import Header
from mdt_board.model.case import Identifier, IdentifierKind, Patient, Sex
from mdt_board.model.day import PartialDate
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.text import N_, FreeText, Message, Plain, Where, Word, written
from mdt_board.terminology.columns import PATIENT_FIELDS
from mdt_board.terminology.values import SEXES, meaning

NUMBERS = {
    "record_number": IdentifierKind.RECORD_NUMBER,
    "inpatient_number": IdentifierKind.INPATIENT_NUMBER,
    "outpatient_number": IdentifierKind.OUTPATIENT_NUMBER,
    "patient_id": IdentifierKind.RECORD_NUMBER,  # as DICOM's, so that it can conflict
    "patient": IdentifierKind.RECORD_NUMBER,
}
OF_A_VISIT = frozenset({"inpatient_number", "outpatient_number"})
TELLS_ONE = frozenset({"patient_name", "record_number", "patient_id", "patient"})

TWO = "two-patients"
TWO_PATIENTS = N_(
    "{column} names another patient here than in {earlier}, and nothing of the table "
    "was added; export each patient's rows into a file of its own."
)
TWO_SHEETS = N_(
    "The sheets name more than one patient, and nothing of the file was added; export "
    "each patient's sheets into a file of its own."
)
NOT_COMPARED = N_(
    "{column} cannot be read, so it was not compared with the case; check that the "
    "table is this patient's."
)

Cell = tuple[str, str]  # where its row stands, and what it says
Whose = tuple[Patient | None, tuple[Issue, ...]]


def patient_in(rows: Iterable[tuple[str, list[str]]], header: Header) -> Whose:
    """Return whom the rows name, None where they name nobody.

    Args:
        rows: the place and the cells of each.
        header: what the columns mean.

    A refusal is returned where they name more than one.
    """
    listed = list(rows)
    said = {
        name: [(p, c[at]) for p, c in listed if at < len(c) and c[at].strip()]
        for at, name in enumerate(header.fields)
        if name in PATIENT_FIELDS
    }
    is_one = any(len(said.get(name, ())) == len(listed) for name in TELLS_ONE)
    for name, filled in said.items():
        other = None if is_one and name in OF_A_VISIT else _other(name, filled)
        if other:
            return None, (_two(header.columns.names[name], filled[0][0], other),)
    return _patient(said, header)


def joined(patients: Iterable[Patient]) -> Patient | Issue | None:
    """Return the one patient that the sheets of a workbook name, or why there is none.

    Each patient has at most the fields that its sheet names.
    """
    known = list(patients)
    for at, one in enumerate(known):
        if any(_clashes(one, other) for other in known[at + 1 :]):
            return refused(TWO, TWO_SHEETS)
    return reduce(_merged, known) if known else None


def _two(column: str, earlier: str, place: str) -> Issue:
    words: dict[str, Word] = {"column": Plain(column), "earlier": Where(earlier)}
    where = f"{place}, column {column}"
    return refused(TWO, TWO_PATIENTS, where, **words)


def _other(name: str, filled: list[Cell]) -> str | None:
    """Return the place of the first cell that names another one than the first."""
    if not filled:
        return None
    first = _compared(name, filled[0][1])
    return next((p for p, text in filled if _compared(name, text) != first), None)


def _compared(name: str, text: str) -> str:
    if name == "sex":
        return meaning(text, SEXES) or _plain(text)
    if name == "birth_date":
        return str(_day(text) or _plain(text))
    return _plain(text)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _patient(said: dict[str, list[Cell]], header: Header) -> Whose:
    first = {name: filled[0][1].strip() for name, filled in said.items() if filled}
    if not first:
        return None, ()
    name = first.get("patient_name", "") or _name_in(first.get("patient", ""))
    born, sex = _day(first.get("birth_date", "")), meaning(first.get("sex", ""), SEXES)
    patient = Patient(
        name=written(name) if name else FreeText(),
        identifiers=_identifiers(said),
        birth_date=born,
        sex=Sex(sex) if sex else None,
    )
    unread = [
        n for n, v in (("birth_date", born), ("sex", sex)) if n in first and not v
    ]
    return patient, tuple(_not_compared(header, n) for n in unread)


def _name_in(text: str) -> str:
    """Return what stands in a column of patients when it is no number."""
    return "" if any(c.isdigit() for c in text) else text


def _identifiers(said: dict[str, list[Cell]]) -> tuple[Identifier, ...]:
    """Return each number once, those of several visits too."""
    found: dict[tuple[IdentifierKind, str], Identifier] = {}
    for name, kind in NUMBERS.items():
        for _, text in said.get(name, ()):
            if name == "patient" and _name_in(text):
                continue
            one = Identifier(kind=kind, value=text.strip())
            found.setdefault((kind, _plain(text)), one)
    return tuple(found.values())


def _not_compared(header: Header, name: str) -> Issue:
    column = header.columns.names[name]
    message = Message(NOT_COMPARED, {"column": Plain(column)})
    place = f"{header.place}, column {column}"
    return Issue("patient-not-compared", Severity.NOTED, place, message)


def _day(text: str) -> PartialDate | None:
    columns = cells.Columns({}, {})
    try:
        return cells.day(Row("", {"birth_date": text}, columns, "", ""), "birth_date")
    except CellError:
        return None


def _clashes(one: Patient, other: Patient) -> bool:
    """Say whether two sheets name two patients; a number of a visit is no proof."""
    pairs = (
        (_plain(one.name.zh), _plain(other.name.zh)),
        (_plain(one.name.en), _plain(other.name.en)),
        (one.birth_date, other.birth_date),
        (one.sex, other.sex),
    )
    if any(a and b and a != b for a, b in pairs):
        return True
    mine, theirs = _record_numbers(one), _record_numbers(other)
    return bool(mine and theirs and not mine & theirs)


def _record_numbers(patient: Patient) -> set[str]:
    kind = IdentifierKind.RECORD_NUMBER
    return {_plain(i.value) for i in patient.identifiers if i.kind is kind}


def _merged(one: Patient, other: Patient) -> Patient:
    known = {(i.kind, _plain(i.value)): i for i in one.identifiers}
    for identifier in other.identifiers:
        known.setdefault((identifier.kind, _plain(identifier.value)), identifier)
    return Patient(
        name=FreeText(zh=one.name.zh or other.name.zh, en=one.name.en or other.name.en),
        identifiers=tuple(known.values()),
        birth_date=one.birth_date or other.birth_date,
        sex=one.sex or other.sex,
    )
