"""Whom a DICOM file says it is about."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mdt_board.importers.dicom_sr_items import UNREADABLE, name_of, text
from mdt_board.importers.dicom_sr_studies import day_of
from mdt_board.model.case import Identifier, IdentifierKind, Patient, Sex
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.text import N_, FreeText, Message, written

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

PLACE = "patient"
SEXES = {"F": Sex.FEMALE, "M": Sex.MALE, "O": Sex.OTHER}

BAD_NAME = N_(
    "The patient's name is not in the character set that the file states; it was left "
    "out. Compare the patient by the record number."
)
BAD_BIRTH = N_("The patient's birth date cannot be read; it was left out.")


def patient_of(dataset: "Dataset") -> tuple[Patient | None, tuple[Issue, ...]]:
    """Return the patient, None where the file names nobody, and what was left out.

    The name is kept in the order in which DICOM writes it: the family name first.
    """
    name = _name(dataset)
    number = text(dataset, "PatientID")
    born = text(dataset, "PatientBirthDate")
    patient = Patient(
        name=name or FreeText(),
        identifiers=(
            (Identifier(kind=IdentifierKind.RECORD_NUMBER, value=number),)
            if number and UNREADABLE not in number
            else ()
        ),
        birth_date=day_of(born),
        sex=SEXES.get(text(dataset, "PatientSex")),
    )
    issues = tuple(_notes(is_bad_name=name is None, born=born, patient=patient))
    return (None if patient == Patient() else patient), issues


def _name(dataset: "Dataset") -> FreeText | None:
    """Return the name; None when bytes of it are not in the stated character set."""
    letters, ideographs = name_of(dataset, "PatientName")
    if UNREADABLE in letters or UNREADABLE in ideographs:
        return None
    name = written(letters)  # hanzi often stand where letters belong
    return FreeText(zh=_closed(ideographs or name.zh), en=name.en)


def _closed(name: str) -> str:
    """Write a Chinese name without the gap between family and given name."""
    return name if name.isascii() else name.replace(" ", "")


def _notes(is_bad_name: bool, born: str, patient: Patient) -> Iterator[Issue]:
    if is_bad_name:
        yield Issue("characters", Severity.NOTED, PLACE, Message(BAD_NAME))
    if born and patient.birth_date is None:
        yield Issue("bad-date", Severity.NOTED, PLACE, Message(BAD_BIRTH))
