"""Measurement reports that nobody on this project wrote, beside the checkout."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pydicom
import pytest
from pydicom.dataset import Dataset

from mdt_board import importers
from mdt_board.model.case import Case, Sex
from mdt_board.model.issue import ImportResult, Severity
from mdt_board.model.quantity import Length
from mdt_board.model.radiology import Lesion, LesionState, Measurement, Study
from mdt_board.model.text import Count, Plain
from mdt_board.workflow.edit import add

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "dicom_sr"
DUMPED = re.compile(r'NUM:\(,,"([^"]*)"\)="([^"]*)" \(([^,]*),([^,]*),')
REPORTS = [
    "dcmqi/result.dcm",
    "highdicom/sr_document.dcm",
    "highdicom/sr_document_with_multiple_groups.dcm",
]
OTHERS = {
    "dcmqi/ct-3slice/01.dcm": "CT Image Storage",
    "dcmqi/ct-3slice/02.dcm": "CT Image Storage",
    "dcmqi/ct-3slice/03.dcm": "CT Image Storage",
    "dcmqi/liver/liver.dcm": "Segmentation Storage",
    "highdicom/ct_image.dcm": "CT Image Storage",
    "highdicom/seg_image_ct_binary.dcm": "Segmentation Storage",
}
NODULE = "1.2.826.0.1.3680043.10.511.3.11998155355995483197548907108234588"
STUDY = "1.3.6.1.4.1.5962.1.2.1.20040119072730.12322"


def path_of(name: str) -> Path:
    path = DATA / name
    if not path.is_file():
        pytest.skip(f"shared/data/dicom_sr/{name} is not beside the checkout")
    return path


def numbers_in(path: Path) -> list[Dataset]:
    """Return every NUM item of the file, found by other means than the importer's."""
    found, left = [], [pydicom.dcmread(path)]
    while left:
        dataset = left.pop()
        found += [dataset] if dataset.get("ValueType") == "NUM" else []
        left += dataset.get("ContentSequence", [])
    return found


def imported(result: ImportResult) -> int:
    """Return how many numbers of the file went into records."""
    seen = [r for r in result.records if isinstance(r, Measurement)]
    lost = LesionState.NOT_EVALUABLE
    sizes = sum(m.diameter is not None or m.state is lost for m in seen)
    return sizes + sum(m.suv_max is not None for m in seen)


def listed(result: ImportResult) -> dict[str, int]:
    """Return how many numbers were listed with a reason, by concept."""
    found: dict[str, int] = {}
    for issue in result.issues:
        words = issue.message.words
        name, count = words.get("concept"), words.get("count")
        if isinstance(name, Plain) and isinstance(count, Count):
            found[name.text] = found.get(name.text, 0) + count.value
            assert issue.place
    return found


def meanings(numbers: list[Dataset]) -> dict[str, int]:
    """Name each number by its concept and derivation, and count them."""
    found: dict[str, int] = {}
    for number in numbers:
        name = number.ConceptNameCodeSequence[0].CodeMeaning
        for child in number.get("ContentSequence", []):
            concept = child.ConceptNameCodeSequence[0]
            if (concept.CodingSchemeDesignator, concept.CodeValue) == ("DCM", "121401"):
                name += f", {child.ConceptCodeSequence[0].CodeMeaning}"
        found[name] = found.get(name, 0) + 1
    return found


def test_every_file_of_the_folder_is_looked_at() -> None:
    path_of("README.md")
    found = {str(p.relative_to(DATA).as_posix()) for p in DATA.rglob("*.dcm")}
    assert {*REPORTS, *OTHERS} <= found


@pytest.mark.parametrize(
    ("name", "items", "taken"),
    [(REPORTS[0], 29, 0), (REPORTS[1], 1, 0), (REPORTS[2], 4, 1)],
)
def test_every_number_is_imported_or_listed(name: str, items: int, taken: int) -> None:
    path = path_of(name)
    result = importers.read(path)
    assert result.source is not None
    assert len(numbers_in(path)) == items
    assert imported(result) == taken
    assert imported(result) + sum(listed(result).values()) == items


@pytest.mark.parametrize("name", REPORTS)
def test_what_is_listed_goes_by_the_names_of_the_file(name: str) -> None:
    path = path_of(name)
    left = meanings(numbers_in(path))
    for concept, count in listed(importers.read(path)).items():
        left[concept] -= count
    taken = {concept: count for concept, count in left.items() if count}
    assert taken == ({"Diameter": 1} if name == REPORTS[2] else {})


def test_every_number_of_the_dump_is_named() -> None:
    """The dump was made by another program; no length is among lesions' numbers."""
    dump = path_of("dcmqi/result.dsrdump").read_text()
    dumped = DUMPED.findall(dump)
    found = {
        (
            n.ConceptNameCodeSequence[0].CodeMeaning,
            Decimal(str(n.MeasuredValueSequence[0].NumericValue)),
            n.MeasuredValueSequence[0].MeasurementUnitsCodeSequence[0].CodeValue,
        )
        for n in numbers_in(path_of("dcmqi/result.dcm"))
    }
    assert {(n, Decimal(v), u) for n, v, u, _ in dumped} == found
    result = importers.read(path_of("dcmqi/result.dcm"))
    names = {name.partition(",")[0] for name in listed(result)}
    assert names == {name for name, *_ in dumped}
    assert len(dumped) == sum(listed(result).values()) == 29


def test_the_numbers_of_an_organ_are_no_lesion() -> None:
    """Its one group says that it found an organ, the liver: nothing is made of it."""
    result = importers.read(path_of("dcmqi/result.dcm"))
    assert result.records == ()
    expected = json.loads(path_of("dcmqi/expected.json").read_text())
    bundle = [e["resource"] for e in expected["entry"]]
    named = {
        r["code"]["coding"][0]["display"]
        for r in bundle
        if r["resourceType"] == "Observation"
    }
    assert named <= {name.partition(",")[0] for name in listed(result)}


def test_the_patient_is_the_one_that_others_read() -> None:
    patient = importers.read(path_of("dcmqi/result.dcm")).patient
    expected = json.loads(path_of("dcmqi/expected.json").read_text())
    (person,) = [
        e["resource"]
        for e in expected["entry"]
        if e["resource"]["resourceType"] == "Patient"
    ]
    assert patient is not None
    assert [i.value for i in patient.identifiers] == [person["identifier"][0]["value"]]
    assert patient.name.en == person["name"][0]["family"]
    assert patient.sex is Sex.MALE


def test_the_nodule_comes_in_with_size_site_tracking_and_study() -> None:
    result = importers.read(path_of(REPORTS[2]))
    measurements = [r for r in result.records if isinstance(r, Measurement)]
    lesions = {r.id: r for r in result.records if isinstance(r, Lesion)}
    (study,) = [r for r in result.records if isinstance(r, Study)]
    (nodule,) = measurements
    assert nodule.diameter == Length.from_mm(10)
    lesion = lesions[nodule.lesion]
    assert (lesion.label, lesion.tracking_uid) == ("LungNodule0001", NODULE)
    assert (lesion.organ, lesion.role) == ("lung", None)
    assert (nodule.study, str(study.on)) == (study.id, "2004-01-19")
    assert study.id == f"study-{STUDY.replace('.', '-')}"
    assert nodule.reader == "Doe John"


def test_aorta_and_vertebra_are_no_lesions() -> None:
    lesions = [
        r.label
        for r in importers.read(path_of(REPORTS[2])).records
        if isinstance(r, Lesion)
    ]
    assert lesions == ["Image0001", "LungNodule0001"]


def test_a_site_that_is_no_listed_organ_keeps_its_words() -> None:
    (lesion,) = importers.read(path_of(REPORTS[1])).records
    assert isinstance(lesion, Lesion)
    assert (lesion.organ, lesion.label) == ("", "Planar ROI Measurements")
    assert lesion.site.en == "Cervico-thoracic spine, Vertebral foramen"


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_goes_into_a_case_twice_and_is_there_once(name: str) -> None:
    result = importers.read(path_of(name))
    case, issues = add(Case(id="c"), result)
    again, _ = add(case, result)
    assert issues == ()
    assert again is case


@pytest.mark.parametrize(("name", "kind"), OTHERS.items())
def test_what_is_no_report_is_refused_by_its_kind(name: str, kind: str) -> None:
    result = importers.read(path_of(name))
    (issue,) = result.issues
    assert (issue.code, issue.severity) == ("no-report", Severity.REFUSED)
    assert issue.message.words["kind"] == Plain(kind)
    assert result.source is None


def test_the_writers_own_inputs_are_no_dicom() -> None:
    """They are settings of the program that wrote the reports, not DICOM JSON."""
    path_of("dcmqi_json/sr-tid1500-example.json")
    for path in sorted((DATA / "dcmqi_json").glob("*.json")):
        document = json.loads(path.read_text())
        with pytest.raises(TypeError):
            Dataset.from_json(document)
        assert "Measurements" in document


def test_the_numbers_that_went_into_the_report_are_those_in_it() -> None:
    """The writer's settings lie beside its report: value, unit and derivation."""
    settings = json.loads(path_of("dcmqi/metadata.json").read_text())
    asked = {
        (
            m["quantity"]["CodeMeaning"],
            Decimal(m["value"]),
            m["units"]["CodeValue"],
        )
        for group in settings["Measurements"]
        for m in group["measurementItems"]
    }
    found = {
        (
            n.ConceptNameCodeSequence[0].CodeMeaning,
            Decimal(str(n.MeasuredValueSequence[0].NumericValue)),
            n.MeasuredValueSequence[0].MeasurementUnitsCodeSequence[0].CodeValue,
        )
        for n in numbers_in(path_of("dcmqi/result.dcm"))
    }
    assert asked <= found
    concepts = listed(importers.read(path_of("dcmqi/result.dcm")))
    assert {a[0] for a in asked} <= {c.partition(",")[0] for c in concepts}
