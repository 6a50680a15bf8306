"""What a DICOM measurement report brings, and why the rest was left."""

from decimal import Decimal
from pathlib import Path

import pytest
from pydicom.dataset import Dataset
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ImplicitVRLittleEndian,
)

from mdt_board import importers
from mdt_board.i18n import CHINESE, ENGLISH, Translator
from mdt_board.model.case import Case, IdentifierKind, Patient, Sex
from mdt_board.model.day import PartialDate
from mdt_board.model.issue import ImportResult, Issue, Severity
from mdt_board.model.quantity import Length
from mdt_board.model.radiology import (
    Lesion,
    LesionState,
    Measurement,
    Modality,
    Study,
)
from mdt_board.model.text import Count, FreeText, Plain
from mdt_board.workflow.edit import add
from tests.importers import dicom_sr_reports as sr


def read(tmp_path: Path, data: bytes, name: str = "report.dcm") -> ImportResult:
    path = tmp_path / name
    path.write_bytes(data)
    return importers.read(path)


def read_report(tmp_path: Path, *groups: Dataset) -> ImportResult:
    return read(tmp_path, sr.written(sr.report(*groups)))


def lesions(result: ImportResult) -> list[Lesion]:
    return [r for r in result.records if isinstance(r, Lesion)]


def measurements(result: ImportResult) -> list[Measurement]:
    return [r for r in result.records if isinstance(r, Measurement)]


def studies(result: ImportResult) -> list[Study]:
    return [r for r in result.records if isinstance(r, Study)]


def left(result: ImportResult) -> dict[tuple[str, str], int]:
    """Return how many numbers were listed, by place and concept."""
    found = {}
    for issue in result.issues:
        name, count = (
            issue.message.words.get("concept"),
            issue.message.words.get("count"),
        )
        if isinstance(name, Plain) and isinstance(count, Count):
            found[issue.place, name.text] = count.value
    return found


def said(issue: Issue) -> str:
    return Translator(ENGLISH).message(issue.message)


def why(result: ImportResult, concept: str) -> str:
    words = (i for i in result.issues if "concept" in i.message.words)
    named = [i for i in words if i.message.words["concept"] == Plain(concept)]
    assert len(named) == 1, concept
    assert Translator(CHINESE).message(named[0].message) != said(named[0])
    return said(named[0])


def with_patient(**values: str) -> bytes:
    dataset = sr.report(sr.group(sr.number(sr.LONG_AXIS, "18")))
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    return sr.written(dataset)


@pytest.mark.parametrize(
    ("value", "unit", "mm"),
    [
        ("1.82", sr.CM, "18.2"),
        ("18.2", sr.MM, "18.2"),
        ("18.2000", sr.MM, "18.2"),
        ("1.82E1", sr.MM, "18.2"),
        ("+.5", sr.CM, "5"),
        ("0.0001", sr.MM, "0.0001"),
        ("2000", sr.MM, "2000"),
        ("200", sr.CM, "2000"),
    ],
)
def test_a_diameter_comes_in_exactly_in_mm(
    tmp_path: Path, value: str, unit: sr.Triple, mm: str
) -> None:
    result = read_report(tmp_path, sr.group(sr.number(sr.LONG_AXIS, value, unit)))
    assert [m.diameter for m in measurements(result)] == [Length.from_mm(mm)]
    assert result.issues == ()


def test_a_diameter_of_more_digits_is_rounded_and_that_is_said(tmp_path: Path) -> None:
    result = read_report(tmp_path, sr.group(sr.number(sr.LONG_AXIS, "66.43856134")))
    assert [m.diameter for m in measurements(result)] == [Length.from_mm("66.4386")]
    assert [i.code for i in result.issues] == ["rounded"]


@pytest.mark.parametrize(
    "value",
    [
        *("NaN", "Infinity", "-Infinity", "1e999", "-18", "0", "2000.0001", "1e-9"),
        *("18\\19", "18 mm", "abc", "1_8", "9" * 900, "0x12", "1e"),
    ],
)
def test_a_number_that_no_length_is_is_listed(tmp_path: Path, value: str) -> None:
    result = read_report(tmp_path, sr.group(sr.number(sr.LONG_AXIS, value)))
    assert measurements(result) == []
    assert "not above 0 and up to 2000 mm: 1" in why(result, "Long Axis")


@pytest.mark.parametrize(
    "unit",
    [
        ("UCUM", "m", "meter"),
        ("UCUM", "1", "px"),
        ("UCUM", "MM", "millimeter"),
        ("99LOCAL", "mm", "millimeter"),
        ("UCUM", "[in_i]", "inch"),
    ],
)
def test_a_diameter_in_another_unit_is_refused(tmp_path: Path, unit: sr.Triple) -> None:
    result = read_report(tmp_path, sr.group(sr.number(sr.LONG_AXIS, "18", unit)))
    assert measurements(result) == []
    assert "not mm or cm of UCUM: 1" in why(result, "Long Axis")


def test_a_lesion_keeps_label_tracking_uid_and_organ_and_has_no_role(
    tmp_path: Path,
) -> None:
    result = read_report(tmp_path, sr.group(sr.number(sr.OLD_LONG_AXIS, "18")))
    (lesion,) = lesions(result)
    assert (lesion.label, lesion.tracking_uid) == ("T1", "1.2.3.4")
    assert (lesion.organ, lesion.site, lesion.is_node) == ("liver", FreeText(), False)
    assert lesion.role is None
    (measurement,) = measurements(result)
    assert (measurement.lesion, measurement.state) == (lesion.id, LesionState.MEASURED)


@pytest.mark.parametrize(
    ("site", "below", "organ", "words"),
    [
        (("SRT", "T-62000", "Liver"), (), "liver", ""),
        (("SNM3", "T-62000", "Leber"), (), "liver", "Leber"),
        (("SRT", "T-71000", "Kidney"), (sr.LEFT,), "kidney", "Kidney, Left"),
        (("99X", "1", "liver"), (), "liver", ""),
        (("SRT", "T-53131", "base of tongue"), (), "", "base of tongue"),
        (
            ("SRT", "T-28200", "right upper lobe of lung"),
            (),
            "lung",
            "right upper lobe of lung",
        ),
    ],
)
def test_a_site_is_an_organ_where_listed_and_its_own_words_where_it_says_more(
    tmp_path: Path,
    site: sr.Triple,
    below: tuple[sr.Triple, ...],
    organ: str,
    words: str,
) -> None:
    side = ("SCT", "272741003", "Laterality")
    group = sr.group(
        sr.number(sr.LONG_AXIS, "18"),
        site=site,
        site_below=[sr.code(side, value) for value in below],
    )
    (lesion,) = lesions(read_report(tmp_path, group))
    assert (lesion.organ, lesion.site) == (organ, FreeText(en=words))


def test_of_a_node_only_the_short_axis_is_read(tmp_path: Path) -> None:
    axes = (sr.number(sr.LONG_AXIS, "25"), sr.number(sr.SHORT_AXIS, "17"))
    result = read_report(tmp_path, sr.group(*axes, site=sr.NODE))
    (lesion,) = lesions(result)
    assert (lesion.organ, lesion.is_node) == ("mediastinal-node", True)
    assert [m.diameter for m in measurements(result)] == [Length.from_mm(17)]
    assert "not its short axis: 1" in why(result, "Long Axis")


def test_a_diameter_of_a_node_that_is_not_called_its_short_axis_is_not_read(
    tmp_path: Path,
) -> None:
    result = read_report(tmp_path, sr.group(sr.number(sr.DIAMETER, "17"), site=sr.NODE))
    assert measurements(result) == []
    assert left(result) == {("group 1", "Diameter"): 1}


def test_a_finding_that_is_a_node_makes_its_site_one(tmp_path: Path) -> None:
    finding = sr.code(("DCM", "121071", "Finding"), ("SCT", "59441001", "Lymph node"))
    neck = ("SCT", "45048000", "Neck")
    group = sr.group(finding, sr.number(sr.SHORT_AXIS, "12"), site=neck)
    result = read_report(tmp_path, group)
    (lesion,) = lesions(result)
    assert (lesion.organ, lesion.is_node) == ("lymph-node", True)
    assert lesion.site == FreeText(en="Neck")
    assert [m.diameter for m in measurements(result)] == [Length.from_mm(12)]


def test_of_another_lesion_the_longest_diameter_is_read(tmp_path: Path) -> None:
    axes = (sr.number(sr.SHORT_AXIS, "17"), sr.number(sr.LONG_AXIS, "25"))
    result = read_report(tmp_path, sr.group(*axes))
    assert [m.diameter for m in measurements(result)] == [Length.from_mm(25)]
    assert "not known to be a lymph node: 1" in why(result, "Short Axis")


def test_of_two_different_diameters_neither_is_chosen(tmp_path: Path) -> None:
    two = (sr.number(sr.LONG_AXIS, "25"), sr.number(sr.LONG_AXIS, "26"))
    result = read_report(tmp_path, sr.group(*two))
    assert measurements(result) == []
    assert "None was read" in why(result, "Long Axis")
    assert left(result) == {("group 1", "Long Axis"): 2}


def test_the_same_diameter_in_cm_and_mm_is_one(tmp_path: Path) -> None:
    two = (sr.number(sr.LONG_AXIS, "2.5", sr.CM), sr.number(sr.LONG_AXIS, "25"))
    result = read_report(tmp_path, sr.group(*two))
    assert [m.diameter for m in measurements(result)] == [Length.from_mm(25)]
    assert "only repeat another: 1" in why(result, "Long Axis")


def test_a_mean_diameter_and_a_volume_have_no_field_and_are_listed(
    tmp_path: Path,
) -> None:
    mean = sr.derived(("SRT", "R-00317", "Mean"))
    numbers = (
        sr.number(sr.DIAMETER, "18", sr.MM, mean),
        sr.number(sr.VOLUME, "70361.9", ("UCUM", "mm3", "cubic millimeter")),
        sr.number(sr.VOLUME, "70.3619", ("UCUM", "cm3", "cubic centimeter")),
    )
    result = read_report(tmp_path, sr.group(*numbers))
    assert measurements(result) == []
    assert len(lesions(result)) == 1
    assert left(result) == {
        ("group 1", "Diameter, Mean"): 1,
        ("group 1", "Volume"): 2,
    }


def test_a_length_that_is_not_called_a_diameter_is_left_to_a_person(
    tmp_path: Path,
) -> None:
    result = read_report(tmp_path, sr.group(sr.number(sr.LENGTH, "40")))
    assert measurements(result) == []
    assert "not called a diameter" in why(result, "Length")


@pytest.mark.parametrize(
    "finding",
    [
        sr.code(
            ("SCT", "276214006", "Finding category"),
            ("SCT", "91723000", "Anatomical structure"),
        ),
        sr.code(("DCM", "121071", "Finding"), ("SRT", "T-D0060", "Organ")),
        sr.code(("DCM", "121071", "Finding"), ("NCIt", "C94970", "Reference Region")),
    ],
)
def test_normal_anatomy_is_no_lesion(tmp_path: Path, finding: Dataset) -> None:
    result = read_report(tmp_path, sr.group(finding, sr.number(sr.DIAMETER, "20")))
    assert result.records == ()
    assert "It is no lesion" in why(result, "Diameter")


def test_a_measurement_that_failed_is_not_evaluable(tmp_path: Path) -> None:
    failed = ("DCM", "114006", "Measurement failure")
    result = read_report(tmp_path, sr.group(sr.no_number(sr.LONG_AXIS, failed)))
    (measurement,) = measurements(result)
    assert measurement.state is LesionState.NOT_EVALUABLE
    assert measurement.diameter is None
    assert left(result) == {}


@pytest.mark.parametrize(
    "qualifier",
    [None, ("DCM", "114000", "Not a number"), ("DCM", "114002", "Positive Infinity")],
)
def test_a_number_without_a_value_is_listed(
    tmp_path: Path, qualifier: sr.Triple | None
) -> None:
    result = read_report(tmp_path, sr.group(sr.no_number(sr.LONG_AXIS, qualifier)))
    assert measurements(result) == []
    assert "without a value: 1" in why(result, "Long Axis")


def test_the_highest_suv_comes_in_and_the_mean_does_not(tmp_path: Path) -> None:
    unit = ("UCUM", "{SUVbw}g/ml", "SUV body weight")
    numbers = (
        sr.number(sr.SUV, "20.8343", unit, sr.derived(("SRT", "G-A437", "Maximum"))),
        sr.number(sr.SUV, "10.2955", unit, sr.derived(("SRT", "R-00317", "Mean"))),
    )
    result = read_report(tmp_path, sr.group(*numbers))
    (measurement,) = measurements(result)
    assert measurement.suv_max == Decimal("20.8343")
    assert measurement.state is LesionState.PRESENT
    assert left(result) == {("group 1", "SUVbw, Mean"): 1}


def test_numbers_below_other_numbers_and_of_images_are_listed(tmp_path: Path) -> None:
    below = sr.number(("99TEST", "1", "Parameter"), "2", ("UCUM", "1", "no units"))
    below.RelationshipType = "INFERRED FROM"
    library = sr.library()
    library.ContentSequence.append(sr.number(("DCM", "111026", "Spacing"), "0.8"))
    groups = [sr.group(sr.number(sr.LONG_AXIS, "18", sr.MM, below))]
    data = sr.written(sr.report(*groups, library_of=library))
    result = read(tmp_path, data)
    assert len(measurements(result)) == 1
    assert left(result) == {("images", "Spacing"): 1, ("group 1", "Parameter"): 1}


def test_the_study_is_that_of_the_images(tmp_path: Path) -> None:
    dataset = sr.report(
        sr.group(sr.number(sr.LONG_AXIS, "18"), sr.image()),
        library_of=sr.library("20261020", "MR"),
    )
    dataset.CurrentRequestedProcedureEvidenceSequence = [sr.evidence("1.2.9")]
    dataset.ContentSequence[0].ContentSequence[0].ContentSequence.pop()  # the CT image
    dataset.ContentSequence[0].ContentSequence[0].ContentSequence.append(sr.image())
    (study,) = studies(read(tmp_path, sr.written(dataset)))
    assert study.on == PartialDate(2026, 10, 20)
    assert (study.id, study.accession) == ("study-1-2-9", "")  # not the report's own


def test_the_accession_number_and_modality_of_the_study_are_kept(
    tmp_path: Path,
) -> None:
    result = read_report(tmp_path, sr.group(sr.number(sr.LONG_AXIS, "18")))
    (study,) = studies(result)
    (measurement,) = measurements(result)
    assert (study.id, study.accession) == ("study-acc-1", "ACC-1")
    assert (study.on, study.modality) == (PartialDate(2026, 10, 22), Modality.CT)
    assert (measurement.study, measurement.accession) == (study.id, "ACC-1")


def test_pet_alone_has_no_word_in_the_case_and_is_kept_as_written(
    tmp_path: Path,
) -> None:
    dataset = sr.report(
        sr.group(sr.number(sr.LONG_AXIS, "18")), library_of=sr.library(modality="PT")
    )
    for image in (
        dataset.ContentSequence[0].ContentSequence[0].ContentSequence[-1],
        dataset.CurrentRequestedProcedureEvidenceSequence[0].ReferencedSeriesSequence[
            0
        ],
    ):
        pet = "1.2.840.10008.5.1.4.1.1.128"
        image.ReferencedSOPSequence[0].ReferencedSOPClassUID = pet
    (study,) = studies(read(tmp_path, sr.written(dataset)))
    assert (study.modality, study.note) == (Modality.OTHER, FreeText(en="PT"))


def test_a_measurement_of_images_of_two_studies_is_listed(tmp_path: Path) -> None:
    group = sr.group(sr.number(sr.LONG_AXIS, "18"), sr.image(), sr.image(of="1.2.8"))
    dataset = sr.report(group)
    second = sr.evidence("1.2.9", of="1.2.8")
    dataset.CurrentRequestedProcedureEvidenceSequence.append(second)
    result = read(tmp_path, sr.written(dataset))
    assert measurements(result) == []
    assert "whose study the report does not name: 1" in why(result, "Long Axis")


def test_a_study_without_a_date_leaves_the_measurement_without_its_study(
    tmp_path: Path,
) -> None:
    group = sr.group(sr.number(sr.LONG_AXIS, "18"))
    dataset = sr.report(group, library_of=sr.library(day=""))
    dataset.StudyDate = ""
    result = read(tmp_path, sr.written(dataset))
    assert studies(result) == []
    assert [m.study for m in measurements(result)] == ["study-acc-1"]


def test_time_point_and_reader_are_kept(tmp_path: Path) -> None:
    time = sr.words(("UMLS", "C2348792", "Time Point"), "基线")
    observer = sr.item("HAS OBS CONTEXT", "PNAME", ("DCM", "121008", "Person Observer"))
    observer.PersonName = "EXAMPLE^READER"
    group = sr.group(time, observer, sr.number(sr.LONG_AXIS, "18"))
    dataset = sr.report(group)
    dataset.SpecificCharacterSet = "ISO_IR 192"
    result = read(tmp_path, sr.written(dataset))
    (study,) = studies(result)
    assert study.note == FreeText(zh="Time Point: 基线")
    assert [m.reader for m in measurements(result)] == ["EXAMPLE READER"]


def test_a_lesion_of_two_reports_is_one_with_two_measurements(tmp_path: Path) -> None:
    case = Case(id="c")
    for day, mm, study in (("20260813", "16", "1.2.5"), ("20261110", "18", "1.2.6")):
        dataset = sr.report(
            sr.group(sr.number(sr.LONG_AXIS, mm)), library_of=sr.library(day)
        )
        dataset.AccessionNumber = ""
        dataset.StudyInstanceUID = study
        dataset.CurrentRequestedProcedureEvidenceSequence = [sr.evidence(study)]
        case, _ = add(case, read(tmp_path, sr.written(dataset)))
    (lesion,) = case.radiology.lesions
    assert {m.lesion for m in case.radiology.measurements} == {lesion.id}
    sizes = [str(m.diameter) for m in case.radiology.measurements]
    assert (sizes, len(case.radiology.studies)) == (["16", "18"], 2)


def test_a_report_goes_in_twice_and_is_there_once(tmp_path: Path) -> None:
    result = read_report(tmp_path, sr.group(sr.number(sr.LONG_AXIS, "18")))
    case, issues = add(Case(id="c"), result)
    again, noted = add(case, result)
    assert issues == ()
    assert again is case
    assert [i.code for i in noted] == ["already-there"]


def test_a_corrected_report_is_a_difference(tmp_path: Path) -> None:
    first = read_report(tmp_path, sr.group(sr.number(sr.LONG_AXIS, "18")))
    second = read_report(tmp_path, sr.group(sr.number(sr.LONG_AXIS, "19")))
    case, _ = add(Case(id="c"), first)
    case, issues = add(case, second)
    assert len([i for i in issues if i.severity is Severity.SKIPPED]) == 1
    assert [str(m.diameter) for m in case.radiology.measurements] == ["18"]


def test_lesions_without_a_tracking_uid_are_not_matched(tmp_path: Path) -> None:
    groups = [
        sr.group(sr.number(sr.LONG_AXIS, mm), tracking="", label="lesion")
        for mm in ("18", "19")
    ]
    result = read_report(tmp_path, *groups)
    assert len({x.id for x in lesions(result)}) == len(measurements(result)) == 2
    assert [i.code for i in result.issues] == ["no-tracking"]


def test_a_group_without_a_label_goes_by_its_place(tmp_path: Path) -> None:
    result = read_report(tmp_path, sr.group(sr.number(sr.LONG_AXIS, "18"), label=""))
    assert [x.label for x in lesions(result)] == ["group 1"]


@pytest.mark.parametrize(
    ("second", "reason"),
    [("18", "only repeat another: 1"), ("19", "The earlier one was kept")],
)
def test_a_lesion_measured_twice_in_one_study_is_kept_once(
    tmp_path: Path, second: str, reason: str
) -> None:
    groups = [sr.group(sr.number(sr.LONG_AXIS, mm)) for mm in ("18", second)]
    result = read_report(tmp_path, *groups)
    assert [m.diameter for m in measurements(result)] == [Length.from_mm(18)]
    assert reason in why(result, "Long Axis")


def test_a_lesion_described_in_two_ways_is_noted(tmp_path: Path) -> None:
    number = sr.number(sr.LONG_AXIS, "18")
    result = read_report(tmp_path, sr.group(number), sr.group(label="T2"))
    assert [x.label for x in lesions(result)] == ["T1"]
    assert [(i.code, i.place) for i in result.issues] == [("otherwise", "group 2")]


def test_statements_that_are_not_numbers_are_counted(tmp_path: Path) -> None:
    significance = sr.code(
        ("DCM", "121403", "Level of Significance"), ("SCT", "371928007", "Not signif.")
    )
    result = read_report(
        tmp_path, sr.group(significance, sr.number(sr.LONG_AXIS, "18"))
    )
    (issue,) = result.issues
    assert (issue.code, issue.message.words) == ("not-read", {"count": Count(1)})


def test_the_patient_is_found(tmp_path: Path) -> None:
    patient = read(tmp_path, with_patient(PatientName="EXAMPLE^A")).patient
    assert patient is not None
    assert patient.name == FreeText(en="EXAMPLE A")
    ((kind, value),) = [(i.kind, i.value) for i in patient.identifiers]
    assert (kind, value) == (IdentifierKind.RECORD_NUMBER, "000000")
    assert (patient.birth_date, patient.sex) == (PartialDate(1965, 1, 1), Sex.FEMALE)


def test_a_report_of_nobody_names_nobody(tmp_path: Path) -> None:
    names = ("PatientName", "PatientID", "PatientBirthDate", "PatientSex")
    assert read(tmp_path, with_patient(**dict.fromkeys(names, ""))).patient is None


@pytest.mark.parametrize("charset", ["GB18030", "GBK", "ISO_IR 192"])
@pytest.mark.parametrize(
    ("written", "zh", "en"),
    [
        ("Shili^Jia=示例^甲", "示例甲", "Shili Jia"),
        ("示例^甲", "示例甲", ""),
        ("示例甲", "示例甲", ""),
        ("EXAMPLE-A", "", "EXAMPLE-A"),
    ],
)
def test_a_name_is_read_in_both_writings(
    tmp_path: Path, charset: str, written: str, zh: str, en: str
) -> None:
    data = with_patient(SpecificCharacterSet=charset, PatientName=written)
    patient = read(tmp_path, data).patient
    assert patient is not None
    assert patient.name == FreeText(zh=zh, en=en)


def test_labels_and_sites_are_read_in_gb18030(tmp_path: Path) -> None:
    site = ("99LOCAL", "1", "肝")
    group = sr.group(sr.number(sr.LONG_AXIS, "18"), label="肝 S8 病灶", site=site)
    dataset = sr.report(group)
    dataset.SpecificCharacterSet = "GB18030"
    (lesion,) = lesions(read(tmp_path, sr.written(dataset)))
    assert (lesion.label, lesion.organ) == ("肝 S8 病灶", "liver")


def test_a_name_outside_the_stated_characters_is_left_out(tmp_path: Path) -> None:
    data = with_patient(SpecificCharacterSet="GB18030", PatientName="示例^甲")
    harmed = data.replace(b"GB18030 ", b"ISO_IR 6")  # what many devices write
    result = read(tmp_path, harmed)
    assert result.patient is not None
    assert result.patient.name == FreeText()
    assert [i.code for i in result.issues] == ["characters"]
    assert not any("示" in said(i) for i in result.issues)


def test_a_name_without_a_stated_character_set_is_left_out(tmp_path: Path) -> None:
    dataset = sr.report(sr.group(sr.number(sr.LONG_AXIS, "18"), label="GBLABEL0"))
    data = sr.written(dataset).replace(b"EXAMPLE-A ", "示例甲示例".encode("gb18030"))
    data = data.replace(b"GBLABEL0", "病灶编号".encode("gb18030"))
    result = read(tmp_path, data)
    assert result.patient is not None
    assert result.patient.name == FreeText()
    assert [i.code for i in result.issues] == ["characters", "characters"]


def test_a_birth_date_that_is_none_is_left_out(tmp_path: Path) -> None:
    data = with_patient(PatientBirthDate="19650101").replace(b"19650101", b"19651341")
    result = read(tmp_path, data)
    assert result.patient is not None
    assert result.patient.birth_date is None
    assert [i.code for i in result.issues] == ["bad-date"]


@pytest.mark.parametrize(
    "syntax",
    [ImplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian],
)
def test_every_transfer_syntax_gives_the_same(tmp_path: Path, syntax: str) -> None:
    dataset = sr.report(sr.group(sr.number(sr.LONG_AXIS, "1.82", sr.CM)))
    usual = read(tmp_path, sr.written(dataset))
    dataset = sr.report(sr.group(sr.number(sr.LONG_AXIS, "1.82", sr.CM)))
    other = read(tmp_path, sr.written(dataset, syntax))
    assert [m.diameter for m in measurements(other)] == [Length.from_mm("18.2")]
    assert [r.id for r in other.records] == [r.id for r in usual.records]
    assert other.patient == usual.patient


def test_undefined_lengths_give_the_same(tmp_path: Path) -> None:
    dataset = sr.report(sr.group(sr.number(sr.LONG_AXIS, "18")))
    waiting = [dataset]
    while waiting:
        for element in waiting.pop():
            if element.VR == "SQ":
                element.is_undefined_length = True
                for item in element.value:
                    item.is_undefined_length_sequence_item = True
                    waiting.append(item)
    result = read(tmp_path, sr.written(dataset))
    assert [m.diameter for m in measurements(result)] == [Length.from_mm(18)]


@pytest.mark.parametrize("name", ["report", "report.dcm", "REPORT.DCM", "IM-0001"])
def test_dicom_is_known_by_its_bytes_whatever_its_name(
    tmp_path: Path, name: str
) -> None:
    data = sr.written(sr.report(sr.group(sr.number(sr.LONG_AXIS, "18"))))
    assert len(measurements(read(tmp_path, data, name))) == 1


def one_refusal(result: ImportResult) -> str:
    (issue,) = result.issues
    assert issue.severity is Severity.REFUSED
    assert (result.source, result.records) == (None, ())
    return said(issue)


def test_a_file_that_only_is_called_dicom_is_refused(tmp_path: Path) -> None:
    assert "is not DICOM" in one_refusal(read(tmp_path, b"DICOM" * 100))


def test_an_image_is_refused_by_its_kind(tmp_path: Path) -> None:
    dataset = sr.report()
    dataset.SOPClassUID = sr.CT_IMAGE
    text = one_refusal(read(tmp_path, sr.written(dataset)))
    assert "not a structured report but: CT Image Storage" in text


def test_an_image_under_the_head_of_a_report_is_refused(tmp_path: Path) -> None:
    data = sr.written(sr.report())
    at = data.rindex(sr.COMPREHENSIVE_SR.encode())
    class_uid = "1.2.840.10008.5.1.4.1.1.2.2.1".ljust(len(sr.COMPREHENSIVE_SR), "\0")
    changed = data[:at] + class_uid.encode()[:29] + data[at + 29 :]
    assert "not a structured report" in one_refusal(read(tmp_path, changed))


def test_another_template_is_refused_by_its_number(tmp_path: Path) -> None:
    dataset = sr.report(sr.group(sr.number(sr.LONG_AXIS, "18")))
    dataset.ContentTemplateSequence[0].TemplateIdentifier = "2000"
    text = one_refusal(read(tmp_path, sr.written(dataset)))
    assert "not a measurement report of TID 1500 but: " in text
    assert "TID 2000" in text


def test_another_title_without_a_template_is_refused_by_its_title(
    tmp_path: Path,
) -> None:
    dataset = sr.report()
    del dataset.ContentTemplateSequence
    dataset.ConceptNameCodeSequence = sr.coded(("LN", "18748-4", "Radiology Report"))
    assert "Radiology Report" in one_refusal(read(tmp_path, sr.written(dataset)))


def test_a_report_with_the_title_but_no_template_is_read(tmp_path: Path) -> None:
    dataset = sr.report(sr.group(sr.number(sr.LONG_AXIS, "18")))
    del dataset.ContentTemplateSequence
    assert len(measurements(read(tmp_path, sr.written(dataset)))) == 1


def test_a_report_without_groups_says_so(tmp_path: Path) -> None:
    result = read_report(tmp_path)
    assert result.source is not None
    assert [i.code for i in result.issues] == ["no-records"]


def test_no_issue_names_the_patient(tmp_path: Path) -> None:
    result = read_report(tmp_path, sr.group(sr.number(sr.LONG_AXIS, "x")))
    assert isinstance(result.patient, Patient)
    for language in (ENGLISH, CHINESE):
        for issue in result.issues:
            text = Translator(language).message(issue.message) + issue.place
            assert "EXAMPLE-A" not in text
            assert "000000" not in text


def test_what_pydicom_complains_of_is_not_printed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    data = with_patient(PatientBirthDate="19650101").replace(b"19650101", b"SECRET-1")
    read(tmp_path, data)
    assert "SECRET" not in "".join(capfd.readouterr())
