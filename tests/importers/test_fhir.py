"""FHIR: who it is about, what was found, what was done, and what was left out."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from mdt_board import importers
from mdt_board.i18n import ENGLISH, Translator
from mdt_board.model.base import ListRecord
from mdt_board.model.case import Diagnosis, IdentifierKind, Sex, Stage
from mdt_board.model.day import PartialDate
from mdt_board.model.issue import ImportResult, Severity
from mdt_board.model.oncology import (
    CoMedication,
    Comparator,
    FamilyHistory,
    LabValue,
    PastIllness,
    PerformanceStatus,
    Treatment,
    TreatmentKind,
)
from mdt_board.model.pathology import Stain, StainResult
from mdt_board.model.radiology import Lesion, Measurement, Modality, Study
from mdt_board.model.text import Count

LOINC, SNOMED = "http://loinc.org", "http://snomed.info/sct"
UCUM = "http://unitsofmeasure.org"
Node = dict[str, Any]


def concept(code: str, system: str = LOINC, display: str = "") -> Node:
    shown = {"display": display} if display else {}
    return {"coding": [{"system": system, "code": code, **shown}]}


def quantity(value: float, unit: str, **more: str) -> Node:
    return {"value": value, "unit": unit, "code": unit, "system": UCUM, **more}


def observation(code: Node, **elements: Any) -> Node:
    return {
        "resourceType": "Observation",
        "id": "o1",
        "status": "final",
        "code": code,
        "effectiveDateTime": "2026-03-02",
        **elements,
    }


def lab(**elements: Any) -> Node:
    value = {"valueQuantity": quantity(12.50, "ng/mL")}
    laboratory = {"category": [concept("laboratory", "observation-category")]}
    code = elements.pop("code", concept("2039-6"))
    return observation(code, **{**value, **laboratory, **elements})


def bundle(*resources: Any) -> Node:
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": r} for r in resources],
    }


def read(tmp_path: Path, document: Any, name: str = "export.json") -> ImportResult:
    path = tmp_path / name
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return importers.read(path)


def found(tmp_path: Path, *resources: Any) -> ImportResult:
    return read(tmp_path, bundle(*resources))


def only(result: ImportResult) -> ListRecord:
    assert [i.code for i in result.issues if i.severity is not Severity.NOTED] == []
    (record,) = result.records
    return record


def left_out(result: ImportResult) -> dict[str, str]:
    skipped = [i for i in result.issues if i.severity is Severity.SKIPPED]
    return {i.place: i.code for i in skipped}


PATIENT = {
    "resourceType": "Patient",
    "id": "p1",
    "identifier": [
        {"type": concept("MR", "v2-0203"), "value": "A-17"},
        {"type": concept("NNCHN", "v2-0203"), "value": "110101"},
        {"value": "old", "use": "old"},
    ],
    "name": [{"family": "王", "given": ["小明"]}],
    "gender": "male",
    "birthDate": "1961-07",
}


def test_the_patient_is_named_with_identifiers_as_the_file_says(tmp_path: Path) -> None:
    patient = found(tmp_path, PATIENT).patient
    assert patient is not None
    assert patient.name.zh == "王小明"
    assert [(i.kind, i.value) for i in patient.identifiers] == [
        (IdentifierKind.RECORD_NUMBER, "A-17"),
        (IdentifierKind.NATIONAL, "110101"),
    ]
    assert patient.birth_date == PartialDate(1961, 7)
    assert patient.sex is Sex.MALE


@pytest.mark.parametrize(
    "others",
    [
        [{**PATIENT, "id": "p2"}],
        [{**PATIENT, "birthDate": "1962"}],
        [lab(subject={"reference": "Patient/p2"})],
        [lab(subject={"reference": "urn:uuid:6c7b"})],
        [lab(subject={"identifier": {"value": "A-18"}})],
        [lab(subject={"reference": "#p"}, contained=[{**PATIENT, "gender": "female"}])],
    ],
)
def test_two_patients_in_one_file_are_refused(
    tmp_path: Path, others: list[Node]
) -> None:
    result = found(tmp_path, PATIENT, *others)
    assert result.source is None
    assert [i.code for i in result.issues] == ["two-patients"]
    assert result.records == ()


@pytest.mark.parametrize(
    "subject",
    [
        {"reference": "Patient/p1"},
        {"reference": "Patient/p1/_history/3"},
        {"reference": "http://hospital.example/fhir/Patient/p1"},
        {"identifier": {"value": "A-17"}},
        {"display": "the patient"},
        {"reference": "Group/g1"},
    ],
)
def test_one_patient_named_in_any_way_is_one(tmp_path: Path, subject: Node) -> None:
    result = found(tmp_path, PATIENT, lab(subject=subject))
    assert isinstance(only(result), LabValue)


def test_a_full_url_is_an_address_too(tmp_path: Path) -> None:
    url = "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0"
    entries = [
        {"fullUrl": url, "resource": PATIENT},
        {"resource": lab(subject={"reference": url})},
    ]
    result = read(tmp_path, {"resourceType": "Bundle", "entry": entries})
    assert isinstance(only(result), LabValue)


def test_a_patient_who_is_not_in_the_file_is_said(tmp_path: Path) -> None:
    result = read(tmp_path, lab(subject={"reference": "Patient/p9"}))
    assert [i.code for i in result.issues] == ["patient-not-included"]
    assert result.patient is None
    twice = found(
        tmp_path,
        lab(subject={"reference": "Patient/p9"}),
        lab(subject={"reference": "Patient/p8"}),
    )
    assert [i.code for i in twice.issues] == ["two-patients"]


def test_a_marker_is_kept_exactly(tmp_path: Path) -> None:
    written = json.dumps(lab()).replace("12.5", "12.50")
    record = only(read(tmp_path, written))
    assert isinstance(record, LabValue)
    assert record.analyte == "cea"
    assert str(record.value) == "12.50"
    assert record.unit == "ng/mL"
    assert record.on == PartialDate(2026, 3, 2)
    assert record.place == "Observation/o1"


def test_a_bound_keeps_its_comparator_and_range(tmp_path: Path) -> None:
    low, high = quantity(0, "ng/mL"), quantity(5, "ng/mL")
    record = only(
        found(
            tmp_path,
            lab(
                valueQuantity=quantity(0.5, "ng/mL", comparator="<"),
                referenceRange=[{"low": low, "high": high}],
            ),
        )
    )
    assert isinstance(record, LabValue)
    assert record.comparator is Comparator.BELOW
    assert (record.reference_low, record.reference_high) == (0, 5)


def test_cea_of_pleural_fluid_is_not_cea_of_serum(tmp_path: Path) -> None:
    code = concept("19169-2", display="Carcinoembryonic Ag [Mass/volume] in Pleural")
    record = only(found(tmp_path, lab(code=code)))
    assert isinstance(record, LabValue)
    assert record.analyte.startswith("Carcinoembryonic Ag")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"status": "preliminary"}, "not-final"),
        ({"status": "entered-in-error"}, "withdrawn"),
        ({"status": "cancelled"}, "withdrawn"),
        ({"status": "unknown"}, "no-status"),
        ({"status": None}, "bad-element"),
        ({"status": ""}, "no-status"),
        ({"effectiveDateTime": ""}, "no-date"),
        ({"effectiveDateTime": "2026-13-01"}, "bad-date"),
        ({"effectiveDateTime": "yesterday"}, "bad-date"),
        ({"effectiveDateTime": 20260302}, "bad-element"),
        ({"valueQuantity": {"value": "12"}}, "bad-element"),
        ({"valueQuantity": {"value": True}}, "bad-element"),
        ({"valueQuantity": {"value": "12,5"}}, "bad-element"),
        ({"valueQuantity": {"unit": "ng/mL"}}, "no-number"),
        ({"valueQuantity": [1]}, "bad-element"),
        ({"valueQuantity": quantity(1, "ng/mL", comparator=">=")}, "bound-not-kept"),
        ({"valueQuantity": quantity(1, "ng/mL", comparator="<=")}, "bound-not-kept"),
        ({"valueQuantity": quantity(1, "ng/mL", comparator="~")}, "bad-element"),
        ({"valueQuantity": {"value": 10**30}}, "unfit"),
        ({"valueQuantity": {"value": 1e-20}}, "unfit"),
        ({"valueString": "high", "valueQuantity": None}, "bad-element"),
        ({"code": {"coding": "x"}}, "bad-element"),
        ({"category": {"x": 1}}, "bad-element"),
    ],
)
def test_a_bad_entry_costs_itself_and_names_its_place(
    tmp_path: Path, change: Node, code: str
) -> None:
    good = {**lab(), "id": "good"}
    result = found(tmp_path, good, {**lab(), **change})
    assert left_out(result) == {"entry[1].resource Observation/o1": code}
    assert [r.place for r in result.records] == ["entry[0].resource Observation/good"]


@pytest.mark.parametrize("entry", [None, 3, "x", [], {}, {"resourceType": 4}])
def test_an_entry_without_a_resource_is_named(tmp_path: Path, entry: Any) -> None:
    result = found(tmp_path, lab(), entry)
    assert left_out(result) == {"entry[1].resource": "no-resource"}
    assert len(result.records) == 1


def test_types_that_are_not_read_are_counted(tmp_path: Path) -> None:
    plans = [{"resourceType": "CarePlan"}, {"resourceType": "CarePlan"}]
    result = found(tmp_path, *plans)
    (issue,) = result.issues
    assert (issue.code, issue.message.words["count"].value) == ("type-not-read", 2)  # type: ignore[union-attr]  # a Count


ECOG = concept("89247-1")


@pytest.mark.parametrize(
    "value",
    [{"valueInteger": 1}, {"valueCodeableConcept": concept("LA9623-5")}],
)
def test_ecog_is_read_as_number_or_answer(tmp_path: Path, value: Node) -> None:
    record = only(found(tmp_path, observation(ECOG, **value)))
    assert isinstance(record, PerformanceStatus)
    assert record.ecog == 1


@pytest.mark.parametrize("value", [{"valueInteger": 6}, {"valueString": "1"}, {}])
def test_what_is_no_ecog_is_left_out(tmp_path: Path, value: Node) -> None:
    result = found(tmp_path, observation(ECOG, **value))
    assert list(left_out(result).values()) == ["no-ecog"]


def test_karnofsky_is_listed_and_not_converted(tmp_path: Path) -> None:
    result = found(tmp_path, observation(concept("89243-0"), valueInteger=90))
    assert list(left_out(result).values()) == ["karnofsky"]
    assert result.records == ()


def test_a_stain_keeps_result_and_percentage(tmp_path: Path) -> None:
    cells = {"code": concept("85329-1"), "valueQuantity": quantity(85, "%")}
    positive = concept("10828004", SNOMED)
    record = only(
        found(
            tmp_path,
            observation(
                concept("85337-4"), valueCodeableConcept=positive, component=[cells]
            ),
        )
    )
    assert isinstance(record, Stain)
    assert (record.marker, record.result) == ("ER", StainResult.POSITIVE)
    assert record.percent == 85


def pd_l1(value: float, unit: str = "%", **more: str) -> Node:
    return lab(code=concept("83052-1"), valueQuantity=quantity(value, unit, **more))


@pytest.mark.parametrize("percent", [0, 1, 100])
def test_a_percentage_of_pd_l1_is_a_stain_even_when_it_is_zero(
    tmp_path: Path, percent: int
) -> None:
    record = only(found(tmp_path, pd_l1(percent)))
    assert isinstance(record, Stain)
    assert (record.marker, record.clone) == ("PD-L1", "22C3")
    assert record.percent == percent


def test_a_percentage_is_known_by_its_code_too(tmp_path: Path) -> None:
    worded = {"value": 0, "unit": "percent", "code": "%", "system": UCUM}
    record = only(found(tmp_path, lab(code=concept("83052-1"), valueQuantity=worded)))
    assert isinstance(record, Stain)
    assert record.percent == 0


@pytest.mark.parametrize("comparator", ["<", ">"])
def test_a_bound_of_pd_l1_is_left_to_be_entered_by_hand(
    tmp_path: Path, comparator: str
) -> None:
    result = found(tmp_path, pd_l1(1, comparator=comparator))
    assert result.records == ()
    (issue,) = [i for i in result.issues if i.severity is Severity.SKIPPED]
    assert issue.code == "stain-bound"
    assert "Enter it by hand" in Translator(ENGLISH).message(issue.message)


def test_an_amount_of_a_marker_is_measured_and_no_stain(tmp_path: Path) -> None:
    record = only(found(tmp_path, pd_l1(12, "ng/mL")))
    assert isinstance(record, LabValue)
    assert record.value == 12


def test_a_bound_that_is_not_kept_says_what_is(tmp_path: Path) -> None:
    result = found(tmp_path, lab(valueQuantity=quantity(1, "ng/mL", comparator="<=")))
    (issue,) = [i for i in result.issues if i.severity is Severity.SKIPPED]
    said = Translator(ENGLISH).message(issue.message)
    assert "≤ or ≥ is not kept; only < and > are" in said
    assert "does not have the form" not in said


CANCER = {
    "resourceType": "Condition",
    "id": "c1",
    "verificationStatus": concept("confirmed", "condition-ver-status"),
    "code": concept("254637007", SNOMED, "Non-small cell lung cancer (disorder)"),
    "onsetDateTime": "2026-01",
}


def stage_part(name: str, code: str, value: str, **more: Any) -> Node:
    said = concept("1", SNOMED, f"American Joint Committee on Cancer {value}")
    part = observation(concept(code, SNOMED), valueCodeableConcept=said, **more)
    return {**part, "id": name}


def test_a_cancer_is_a_diagnosis_with_the_stage_that_names_it(tmp_path: Path) -> None:
    edition = concept("897275008", SNOMED)
    group = stage_part(
        "g",
        "399537006",
        "stage IIIC (qualifier value)",
        method=edition,
        focus=[{"reference": "Condition/c1"}],
        hasMember=[{"reference": f"Observation/{n}"} for n in "tnm"],
    )
    parts = [
        stage_part("t", "399504009", "cT3"),
        stage_part("n", "399534004", "cN3"),
        stage_part("m", "399387003", "cM0"),
    ]
    record = only(found(tmp_path, CANCER, group, *parts))
    assert isinstance(record, Diagnosis)
    assert record.oncotree == "NSCLC"
    assert record.histology.en == "Non-small cell lung cancer"
    assert record.diagnosed_on == PartialDate(2026, 1)
    assert record.stage == Stage(
        edition="8", prefix="c", t="T3", n="N3", m="M0", group="IIIC"
    )


def test_a_stage_of_no_diagnosis_is_listed(tmp_path: Path) -> None:
    result = found(tmp_path, stage_part("t", "399504009", "cT3"))
    assert list(left_out(result).values()) == ["stage-not-linked"]


def test_two_values_of_one_category_are_no_stage(tmp_path: Path) -> None:
    focus = [{"reference": "Condition/c1"}]
    parts = [
        stage_part("a", "371494008", "pN1", focus=focus),
        stage_part("b", "371494008", "pN0", focus=focus),
    ]
    result = found(tmp_path, CANCER, *parts)
    assert [r.stage for r in result.records if isinstance(r, Diagnosis)] == [None]
    assert set(left_out(result).values()) == {"stage-not-linked"}


@pytest.mark.parametrize(
    ("status", "code"),
    [("refuted", "withdrawn"), ("provisional", "not-confirmed")],
)
def test_a_suspected_or_refuted_cancer_is_no_diagnosis(
    tmp_path: Path, status: str, code: str
) -> None:
    said = {"verificationStatus": concept(status, "condition-ver-status")}
    result = found(tmp_path, {**CANCER, **said})
    assert list(left_out(result).values()) == [code]


def test_a_cancer_in_remission_is_a_diagnosis_and_said(tmp_path: Path) -> None:
    over = {"clinicalStatus": concept("remission", "condition-clinical")}
    result = found(tmp_path, {**CANCER, **over})
    assert isinstance(only(result), Diagnosis)
    assert [i.code for i in result.issues] == ["inactive-cancer"]


def test_a_cause_of_death_is_no_second_diagnosis(tmp_path: Path) -> None:
    death = {"category": [concept("16100001", SNOMED)]}
    result = found(tmp_path, CANCER, {**CANCER, **death, "id": "c2"})
    assert list(left_out(result).values()) == ["cause-of-death"]


def test_drugs_of_a_course_are_one_treatment_with_it(tmp_path: Path) -> None:
    days = {"start": "2026-01-01", "end": "2026-03-01"}
    course = procedure(
        "18629005",
        id="course",
        meta={"profile": ["https://example.org/mii-pr-onko-systemische-therapie"]},
        performedPeriod=days,
    )
    del course["performedDateTime"]
    drugs = [
        {
            "resourceType": "MedicationStatement",
            "status": "completed",
            "medicationCodeableConcept": {"text": name},
            "effectivePeriod": days,
            "partOf": [{"reference": "Procedure/course"}],
        }
        for name in ("carboplatin", "paclitaxel")
    ]
    record = only(found(tmp_path, course, *drugs))
    assert isinstance(record, Treatment)
    assert [d.name for d in record.drugs] == ["carboplatin", "paclitaxel"]


def test_a_dose_that_a_statement_covers_is_not_a_second_treatment(
    tmp_path: Path,
) -> None:
    statement = {
        "resourceType": "MedicationStatement",
        "status": "active",
        "medicationCodeableConcept": {"text": "carboplatin"},
        "effectivePeriod": {"start": "2026-01-01"},
    }
    record = only(found(tmp_path, statement, given("a", "2026-01-22")))
    assert isinstance(record, Treatment)
    assert record.is_ongoing is True


def test_another_illness_goes_to_the_history(tmp_path: Path) -> None:
    code = concept("I50.32", "http://hl7.org/fhir/sid/icd-10-cm", "heart failure")
    record = only(found(tmp_path, {**CANCER, "code": code}))
    assert isinstance(record, PastIllness)
    assert record.name == "heart failure"


def test_a_relatives_cancer_is_family_history(tmp_path: Path) -> None:
    relative = {
        "resourceType": "FamilyMemberHistory",
        "status": "completed",
        "relationship": concept("MAUNT", "v3-RoleCode", "maternal aunt"),
        "condition": [
            {
                "code": concept("363443007", SNOMED, "Malignant tumor of ovary"),
                "onsetAge": {"value": 69, "code": "a"},
            }
        ],
    }
    record = only(found(tmp_path, relative))
    assert isinstance(record, FamilyHistory)
    assert (record.relative, record.age_years) == ("maternal aunt", 69)


def given(name: str, day: str, drug: str = "carboplatin", **more: Any) -> Node:
    return {
        "resourceType": "MedicationAdministration",
        "id": name,
        "status": "completed",
        "medicationCodeableConcept": {"text": drug},
        "effectiveDateTime": day,
        "dosage": {"dose": {"value": 450, "unit": "mg"}},
        **more,
    }


def test_administrations_of_a_drug_are_one_treatment(tmp_path: Path) -> None:
    record = only(
        found(tmp_path, given("b", "2026-02-01T10:00:00Z"), given("a", "2026-01-11"))
    )
    assert isinstance(record, Treatment)
    assert record.drugs[0].name == "carboplatin"
    assert (record.drugs[0].dose, record.drugs[0].dose_unit) == (450, "mg")
    assert record.started_on == PartialDate(2026, 1, 11)
    assert record.last_given_on == PartialDate(2026, 2, 1)
    assert record.is_ongoing is None
    assert record.cycles is None


def test_a_long_gap_begins_another_treatment(tmp_path: Path) -> None:
    result = found(tmp_path, given("a", "2025-01-01"), given("b", "2026-01-01"))
    assert len(result.records) == 2


def order(**more: Any) -> Node:
    return {
        "resourceType": "MedicationRequest",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {"text": "gefitinib 250 MG Oral Tablet"},
        "authoredOn": "2026-01-01",
        **more,
    }


def test_an_order_counts_where_nothing_else_tells_of_the_drug(tmp_path: Path) -> None:
    result = found(tmp_path, order())
    record = only(result)
    assert isinstance(record, Treatment)
    assert record.drugs[0].name == "gefitinib"
    assert record.started_on is None  # the day of an order is not that of a dose
    assert record.is_ongoing is None
    assert "only-ordered" in {i.code for i in result.issues}
    both = found(tmp_path, order(), given("a", "2026-01-02", "gefitinib"))
    assert list(left_out(both).values()) == ["order-of-given"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"intent": "plan"}, "only-planned"),
        ({"intent": "proposal"}, "only-planned"),
        ({"status": "draft"}, "not-final"),
        ({"status": "cancelled"}, "withdrawn"),
        ({"medicationCodeableConcept": {}}, "no-drug"),
    ],
)
def test_what_was_not_given_is_no_treatment(
    tmp_path: Path, change: Node, code: str
) -> None:
    result = found(tmp_path, order(**change))
    assert list(left_out(result).values()) == [code]


def test_a_form_that_makes_another_drug_is_kept_as_written(tmp_path: Path) -> None:
    name = "paclitaxel protein-bound 100 MG Injection"
    record = only(found(tmp_path, given("a", "2026-01-02", name)))
    assert isinstance(record, CoMedication)
    assert record.drug.name == name


def test_a_proton_pump_inhibitor_is_a_co_medication(tmp_path: Path) -> None:
    record = only(found(tmp_path, given("a", "2026-01-02", "omeprazole")))
    assert isinstance(record, CoMedication)
    assert record.drug.name == "omeprazole"


def procedure(category: str, **more: Any) -> Node:
    return {
        "resourceType": "Procedure",
        "status": "completed",
        "category": concept(category, SNOMED),
        "code": concept("1", SNOMED, "a procedure (procedure)"),
        "performedDateTime": "2026-01-05",
        **more,
    }


def test_an_operation_and_radiotherapy_are_treatments(tmp_path: Path) -> None:
    base = "http://hl7.org/fhir/us/mcode/StructureDefinition/"
    volume = {
        "url": f"{base}mcode-radiotherapy-dose-delivered-to-volume",
        "extension": [
            {"url": "totalDoseDelivered", "valueQuantity": quantity(5025, "cGy")},
            {"url": "fractionsDelivered", "valueUnsignedInt": 25},
        ],
    }
    result = found(
        tmp_path,
        procedure("387713003"),
        procedure("108290001", extension=[volume]),
        procedure("103693007"),
        procedure("387713003", status="not-done"),
    )
    surgery, radiation = result.records
    assert isinstance(surgery, Treatment)
    assert surgery.kind is TreatmentKind.SURGERY
    assert surgery.procedure.en == "a procedure"
    assert isinstance(radiation, Treatment)
    assert (radiation.dose_gy, radiation.fractions) == (Decimal("50.25"), 25)
    assert list(left_out(result).values()) == ["no-treatment", "withdrawn"]


def test_a_size_on_images_is_a_lesion_and_one_of_pathology_is_not(
    tmp_path: Path,
) -> None:
    size = observation(
        concept("21889-1"),
        method=concept("77477000", SNOMED),
        bodySite=concept("39607008", SNOMED, "Lung structure (body structure)"),
        valueQuantity=quantity(1.82, "cm"),
    )
    result = found(tmp_path, size, {**size, "id": "o2", "method": concept("1", SNOMED)})
    study, lesion, measurement = result.records
    assert isinstance(study, Study)
    assert isinstance(lesion, Lesion)
    assert (lesion.role, lesion.organ) == (None, "lung")
    assert isinstance(measurement, Measurement)
    assert str(measurement.diameter) == "18.2"
    assert list(left_out(result).values()) == ["size-not-imaged"]


def sized(name: str, value: float, unit: str = "mm", **more: Any) -> Node:
    made = observation(
        concept("21889-1"),
        method=concept("77477000", SNOMED),
        bodySite=concept("39607008", SNOMED, "Lung structure (body structure)"),
        valueQuantity=quantity(value, unit),
    )
    return {**made, "id": name, **more}


def structure(name: str, **more: Any) -> Node:
    return {"resourceType": "BodyStructure", "id": name, **more}


def of(name: str) -> Node:
    return {"focus": [{"reference": f"BodyStructure/{name}"}]}


def lesions(result: ImportResult) -> list[Lesion]:
    return [r for r in result.records if isinstance(r, Lesion)]


def diameters(result: ImportResult) -> list[tuple[str, str]]:
    found = [r for r in result.records if isinstance(r, Measurement)]
    return [(m.lesion, str(m.diameter)) for m in found]


def test_two_sizes_of_one_site_are_two_lesions_and_never_matched(
    tmp_path: Path,
) -> None:
    result = found(tmp_path, sized("s1", 20), sized("s2", 3.5, "cm"))
    first, second = lesions(result)
    assert diameters(result) == [(first.id, "20"), (second.id, "35")]
    assert first.label != second.label
    assert first.id != second.id
    assert {(le.organ, le.role) for le in lesions(result)} == {("lung", None)}
    notes = {i.code: i.message.words["count"] for i in result.issues}
    assert notes == {"no-tracking": Count(2)}
    other = found(tmp_path, sized("s1", 20), sized("s3", 1))
    assert not {le.id for le in lesions(other)} & {first.id, second.id}


def test_a_lesion_of_an_identifier_is_matched_at_every_visit(tmp_path: Path) -> None:
    known = structure("b", identifier=[{"value": "T-1"}])
    later = sized("s2", 25, effectiveDateTime="2026-05-02", **of("b"))
    result = found(tmp_path, known, sized("s1", 20, **of("b")), later)
    assert [(le.id, le.label) for le in lesions(result)] == [("lesion-t-1", "T-1")]
    assert diameters(result) == [("lesion-t-1", "20"), ("lesion-t-1", "25")]
    assert "no-tracking" not in {i.code for i in result.issues}


def test_a_body_structure_without_identifier_is_one_lesion_of_its_file(
    tmp_path: Path,
) -> None:
    later = sized("s2", 25, effectiveDateTime="2026-05-02", **of("b"))
    result = found(tmp_path, structure("b"), sized("s1", 20, **of("b")), later)
    (lesion,) = lesions(result)
    assert lesion.id != "lesion-b"
    assert diameters(result) == [(lesion.id, "20"), (lesion.id, "25")]
    assert "no-tracking" in {i.code for i in result.issues}


def test_a_second_size_of_one_lesion_and_study_is_an_issue(tmp_path: Path) -> None:
    known = structure("b", identifier=[{"value": "T-1"}])
    first, again = sized("s1", 20, **of("b")), sized("s2", 2, "cm", **of("b"))
    result = found(tmp_path, known, first, again, sized("s3", 31, **of("b")))
    assert diameters(result) == [("lesion-t-1", "20")]
    assert left_out(result) == {"entry[3].resource Observation/s3": "second-size"}


@pytest.mark.parametrize(
    ("code", "modality"),
    [
        ("77477000", Modality.CT),
        ("450436003", Modality.PET_CT),
        ("82918005", Modality.OTHER),
        ("113091000", Modality.MRI),
        ("ES", Modality.ENDOSCOPY),
    ],
)
def test_the_kind_of_images_is_the_one_stated(
    tmp_path: Path, code: str, modality: Modality
) -> None:
    result = found(tmp_path, sized("s1", 20, method=concept(code, SNOMED)))
    assert [r.modality for r in result.records if isinstance(r, Study)] == [modality]
