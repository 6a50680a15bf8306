"""Whether a file is about the patient of the case: by numbers, never by a name alone.

One thing that cannot be the same person's stops the file. A common number confirms; a
common name without one is told as not confirmed.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from mdt_board.model.case import Case, Identifier, IdentifierKind, Patient
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.text import N_, FreeText, Message, Plain, Term, Word
from mdt_board.workflow.edit import apply, changing

TAKEN_OVER = ("name", "identifiers", "birth_date", "sex", "department", "bed")
UNKNOWN = "–"

# The one message that quotes a patient's data: for the person at the screen, who has to
# compare the two. It is never logged.
DIFFERENT = N_(
    "The file is about another patient, and nothing of it was added. In the file: "
    "{file_name}; {file_numbers}; {file_born}; {file_sex}. In the case: {case_name}; "
    "{case_numbers}; {case_born}; {case_sex}. If both are one person, add the file's "
    "number to the patient of the case (`mdt-board edit`, patient.identifiers) or "
    "correct the wrong entry, and import again."
)
UNCONFIRMED = N_(
    "The file and the case have no number of the patient in common, so the identity is "
    "not confirmed by a number. Compare name, birth date and sex yourself."
)
NAME_DIFFERS = N_(
    "The patient's number is that of the case, and the name is written differently. "
    "Compare the two."
)
TAKEN = N_(
    "The case named no patient; name, numbers, birth date and sex were taken over from "
    "this file as far as it has them. Check them."
)


class Identity(StrEnum):
    """What comparing two patients' data says."""

    SAME = "same"  # a common number, and nothing against it
    UNCONFIRMED = "unconfirmed"  # nothing against it, and no common number
    DIFFERENT = "different"
    NOBODY = "nobody"  # at least one side names nobody


@dataclass(frozen=True, slots=True)
class Checked:
    """The case to go on with and what to tell; ``may_add`` says whose file it is."""

    case: Case
    may_add: bool
    issues: tuple[Issue, ...] = ()


def compare(one: Patient, other: Patient) -> Identity:
    """Say whether both can be the same person; the order of the two is of no account.

    Numbers of the same kind with none in common, birth dates that cannot be the same
    day, and two sexes are conflicts, whatever else agrees. Numbers of unknown kind may
    be of different systems: they confirm and never conflict. Names that differ are a
    conflict only where no number confirms, as they are written in many ways.
    """
    if not _names_anybody(one) or not _names_anybody(other):
        return Identity.NOBODY
    if _conflict(one, other):
        return Identity.DIFFERENT
    if _numbers(one) & _numbers(other):
        return Identity.SAME
    if _is_name_different(one.name, other.name):
        return Identity.DIFFERENT
    return Identity.UNCONFIRMED


def check(case: Case, arrived: Patient | None, place: str = "") -> Checked:
    """Compare whom a file names with the patient of the case.

    A case that names nobody takes over what the file says; what is written in a case is
    never replaced.
    """
    if arrived is None or not _names_anybody(arrived):
        return Checked(case, may_add=True)
    found = compare(case.patient, arrived)
    if found is Identity.NOBODY:
        note = _note("patient-taken-over", TAKEN, place)
        return Checked(_taken_over(case, arrived), True, (note,))
    if found is Identity.DIFFERENT:
        message = Message(DIFFERENT, _side_by_side(arrived, case.patient))
        issue = Issue("patient-differs", Severity.REFUSED, place, message)
        return Checked(case, False, (issue,))
    if found is Identity.UNCONFIRMED:
        note = _note("identity-unconfirmed", UNCONFIRMED, place)
        return Checked(case, True, (note,))
    if _is_name_different(case.patient.name, arrived.name):
        return Checked(case, True, (_note("name-differs", NAME_DIFFERS, place),))
    return Checked(case, may_add=True)


def _names_anybody(patient: Patient) -> bool:
    told = (patient.name, patient.identifiers, patient.birth_date, patient.sex)
    return any(told)


def _conflict(one: Patient, other: Patient) -> bool:
    if one.sex and other.sex and one.sex is not other.sex:
        return True
    first, second = one.birth_date, other.birth_date
    if first and second and (first.last < second.first or second.last < first.first):
        return True
    return any(_is_number_different(one, other, kind) for kind in IdentifierKind)


def _is_number_different(one: Patient, other: Patient, kind: IdentifierKind) -> bool:
    if kind is IdentifierKind.OTHER:
        return False
    mine, theirs = (
        {value for of_kind, value in _numbers(p) if of_kind is kind}
        for p in (one, other)
    )
    return bool(mine and theirs and not mine & theirs)


def _numbers(patient: Patient) -> set[tuple[IdentifierKind, str]]:
    return {(i.kind, _number(i)) for i in patient.identifiers}


def _number(identifier: Identifier) -> str:
    """Return the number without blanks, in plain digits and capitals; zeros count."""
    return "".join(unicodedata.normalize("NFKC", identifier.value).split()).upper()


_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_WITHIN = re.compile(r"[-'’·.]")  # parts of one name that are written together or not


def _is_name_different(one: FreeText, other: FreeText) -> bool:
    """Say whether both are written in the same script and differ there."""
    mine, theirs = _written(one), _written(other)
    return any(mine[script] != theirs[script] for script in mine.keys() & theirs.keys())


def _written(name: FreeText) -> dict[bool, tuple[str, ...]]:
    """Return the parts of the name in hanzi and those in letters, in no order."""
    found: dict[bool, tuple[str, ...]] = {}
    for text in (name.zh, name.en):
        plain = unicodedata.normalize("NFKC", text).casefold()
        is_han = bool(_HAN.search(plain))
        parts = re.split(r"[\s,^=]+", _WITHIN.sub("", plain))
        known = [p for p in parts if p]
        if known:
            found[is_han] = ("".join(known),) if is_han else tuple(sorted(known))
    return found


def _taken_over(case: Case, arrived: Patient) -> Case:
    """Fill in the empty fields of the case's patient."""
    document = arrived.model_dump(mode="json")
    fields = [
        name
        for name in TAKEN_OVER
        if getattr(arrived, name) and not getattr(case.patient, name)
    ]
    edits = [changing(case, "", f"patient.{name}", document[name]) for name in fields]
    return apply(case, edits)


def _side_by_side(arrived: Patient, known: Patient) -> dict[str, Word]:
    return {**_told("file", arrived), **_told("case", known)}


def _told(side: str, patient: Patient) -> dict[str, Word]:
    name = " / ".join(n for n in (patient.name.zh, patient.name.en) if n)
    numbers = ", ".join(i.value for i in patient.identifiers)
    return {
        f"{side}_name": Plain(name or UNKNOWN),
        f"{side}_numbers": Plain(numbers or UNKNOWN),
        f"{side}_born": Plain(str(patient.birth_date or UNKNOWN)),
        f"{side}_sex": Term(f"sex.{patient.sex}") if patient.sex else Plain(UNKNOWN),
    }


def _note(code: str, text: str, place: str) -> Issue:
    return Issue(code, Severity.NOTED, place, Message(text))
