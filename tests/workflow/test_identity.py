"""Whose file it is: numbers decide, a name alone never does."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from mdt_board.model.case import Case, Identifier, IdentifierKind, Patient, Sex
from mdt_board.model.day import PartialDate
from mdt_board.model.issue import Severity
from mdt_board.model.text import FreeText, Term
from mdt_board.workflow.edit import apply, changing
from mdt_board.workflow.identity import Identity, check, compare

RECORD = IdentifierKind.RECORD_NUMBER
INPATIENT = IdentifierKind.INPATIENT_NUMBER


def patient(
    name: str = "", number: str = "", kind: IdentifierKind = RECORD, **more: Any
) -> Patient:
    is_english = name.isascii()
    return Patient(
        name=FreeText(en=name) if is_english else FreeText(zh=name),
        identifiers=(Identifier(kind=kind, value=number),) if number else (),
        **more,
    )


def born(day: str) -> Patient:
    return patient(number="A1", birth_date=PartialDate.from_text(day))


SAME, DIFFERENT = Identity.SAME, Identity.DIFFERENT
UNCONFIRMED, NOBODY = Identity.UNCONFIRMED, Identity.NOBODY


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        (patient(number="A1"), patient(number="A1"), SAME),
        (patient(number="A1"), patient(number=" ａ1 "), SAME),
        (patient("张三", "A1"), patient("章三", "A1"), SAME),
        (patient("张三", "A1"), patient("张三", "A2"), DIFFERENT),
        (patient(number="01"), patient(number="1"), DIFFERENT),
        (born("1960"), born("1961-02"), DIFFERENT),
        (born("1960"), born("1960-02-03"), SAME),
        (patient("", "A1", sex=Sex.MALE), patient("", "A1", sex=Sex.FEMALE), DIFFERENT),
        (patient("张三"), patient("张三"), UNCONFIRMED),
        (patient("张三", "A1"), patient("张三"), UNCONFIRMED),
        (patient("张三", "A1"), patient("李四"), DIFFERENT),
        (patient("张三"), patient("Zhang San"), UNCONFIRMED),
        (patient("Zhang San"), patient("SAN^ZHANG"), UNCONFIRMED),
        (patient("张 三"), patient("张三"), UNCONFIRMED),
        (patient("张三", "1"), patient("张三", "1", kind=INPATIENT), UNCONFIRMED),
        (patient(number="A1"), patient("张三"), UNCONFIRMED),
        (Patient(), patient("张三"), NOBODY),
        (Patient(bed="12"), patient("张三"), NOBODY),
    ],
)  # fmt: skip
def test_two_patients_are_compared(
    one: Patient, other: Patient, found: Identity
) -> None:
    assert compare(one, other) is found
    assert compare(other, one) is found


def test_numbers_of_unknown_systems_confirm_and_never_conflict() -> None:
    other = IdentifierKind.OTHER
    mine = patient("张三", "x-1", kind=other)
    assert compare(mine, patient("张三", "x-1", kind=other)) is SAME
    assert compare(mine, patient("张三", "y-2", kind=other)) is UNCONFIRMED


NUMBERS = st.builds(
    Identifier,
    kind=st.sampled_from(IdentifierKind),
    value=st.sampled_from(["1", "2", "03"]),
)
PATIENTS = st.builds(
    Patient,
    name=st.builds(
        FreeText,
        zh=st.sampled_from(["", "张三", "李四"]),
        en=st.sampled_from(["", "Zhang San", "Li Si"]),
    ),
    identifiers=st.lists(NUMBERS, max_size=3).map(tuple),
    birth_date=st.none()
    | st.dates(date(1960, 1, 1), date(1960, 1, 3)).map(PartialDate.from_day)
    | st.just(PartialDate(1960)),
    sex=st.none() | st.sampled_from(Sex),
)


@given(PATIENTS, PATIENTS)
def test_the_order_of_the_two_is_of_no_account(one: Patient, other: Patient) -> None:
    assert compare(one, other) is compare(other, one)


def values(patient: Patient, kind: IdentifierKind) -> set[str]:
    return {i.value for i in patient.identifiers if i.kind is kind}


@given(PATIENTS, PATIENTS)
def test_conflicting_data_are_never_taken_for_one_person(
    one: Patient, other: Patient
) -> None:
    kinds = set(IdentifierKind) - {IdentifierKind.OTHER}
    both = [(values(one, k), values(other, k)) for k in kinds]
    days = [p.birth_date.exact for p in (one, other) if p.birth_date]
    conflicts = (
        any(a and b and not a & b for a, b in both),
        bool(one.sex and other.sex and one.sex != other.sex),
        None not in days and len(set(days)) == 2,
    )
    if any(conflicts):
        assert compare(one, other) is DIFFERENT
        assert not check(Case(id="a", patient=one), other).may_add


@given(PATIENTS, PATIENTS)
def test_nobody_is_confirmed_without_a_common_number(
    one: Patient, other: Patient
) -> None:
    common = any(values(one, k) & values(other, k) for k in IdentifierKind)
    if compare(one, other) is SAME:
        assert common


@given(PATIENTS, PATIENTS)
def test_what_a_case_says_of_its_patient_is_never_replaced(
    one: Patient, other: Patient
) -> None:
    after = check(Case(id="a", patient=one), other).case.patient
    for name in ("name", "identifiers", "birth_date", "sex"):
        if getattr(one, name):
            assert getattr(after, name) == getattr(one, name)


def test_a_file_of_another_patient_is_stopped_with_both_side_by_side() -> None:
    birth = PartialDate(1960, 1, 2)
    known = patient("张三", "A1", birth_date=birth, sex=Sex.MALE)
    case = Case(id="a", patient=known)
    number = Identifier(kind=RECORD, value="B2")
    name = FreeText(zh="李四", en="Li Si")
    found = check(case, Patient(name=name, identifiers=(number,)))
    assert not found.may_add
    assert found.case is case
    (issue,) = found.issues
    assert (issue.code, issue.severity) == ("patient-differs", Severity.REFUSED)
    said = issue.message.words
    assert {k: w.id if isinstance(w, Term) else w.text for k, w in said.items()} == {
        "file_name": "李四 / Li Si",
        "file_numbers": "B2",
        "file_born": "–",
        "file_sex": "–",
        "case_name": "张三",
        "case_numbers": "A1",
        "case_born": "1960-01-02",
        "case_sex": "sex.male",
    }


def test_a_case_of_nobody_takes_the_patient_over_and_keeps_what_it_has() -> None:
    case = Case(id="a", patient=Patient(bed="12"))
    arrived = Patient(
        name=FreeText(zh="张三"),
        identifiers=(Identifier(kind=RECORD, value="A1"),),
        birth_date=PartialDate(1960, 1),
        sex=Sex.FEMALE,
        bed="9",
    )
    found = check(case, arrived)
    assert found.may_add
    assert [i.code for i in found.issues] == ["patient-taken-over"]
    document = arrived.model_dump() | {"bed": "12"}
    assert found.case.patient.model_dump() == document


@pytest.mark.parametrize(
    ("arrived", "codes"),
    [
        (None, []),
        (Patient(), []),
        (patient("张三", "A1"), []),
        (patient("张三"), ["identity-unconfirmed"]),
        (patient("章三", "A1"), ["name-differs"]),
    ],
)
def test_what_is_not_certain_is_noted_and_does_not_stop_the_file(
    arrived: Patient | None, codes: list[str]
) -> None:
    case = Case(id="a", patient=patient("张三", "A1"))
    found = check(case, arrived)
    assert found.may_add
    assert found.case is case
    assert [i.code for i in found.issues] == codes
    assert {i.severity for i in found.issues} <= {Severity.NOTED}
    assert not any(i.message.words for i in found.issues)


@pytest.mark.parametrize(
    "kind",
    [RECORD, INPATIENT, IdentifierKind.OUTPATIENT_NUMBER],
)
def test_two_numbers_of_one_person_are_reconciled_by_adding_the_other(
    kind: IdentifierKind,
) -> None:
    known, arrived = patient("张三", "1", kind), patient("张三", "2", kind)
    others = set(IdentifierKind) - {kind}
    for other in others:
        assert compare(known, patient("张三", "2", other)) is UNCONFIRMED
    case = Case(id="a", patient=known)
    (issue,) = check(case, arrived).issues
    assert "patient.identifiers" in issue.message.text
    numbers: list[JsonValue] = [
        {"kind": kind.value, "value": number} for number in ("1", "2")
    ]
    case = apply(case, [changing(case, "", "patient.identifiers", numbers)])
    assert check(case, arrived).may_add
    assert check(case, known).may_add
