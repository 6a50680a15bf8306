"""DICOM structured reports of measurements (PS3.16 TID 1500), always the same bytes.

The UIDs are of the root 2.25 and stand for nobody's images.
"""

import io
from dataclasses import dataclass

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filewriter import dcmwrite
from pydicom.uid import UID, ExplicitVRLittleEndian

Coded = tuple[str, str, str]  # scheme, value, meaning

COMPREHENSIVE_SR = "1.2.840.10008.5.1.4.1.1.88.33"
IMAGES = {"CT": "1.2.840.10008.5.1.4.1.1.2", "MR": "1.2.840.10008.5.1.4.1.1.4"}
WRITER = "2.25.26112400"
WRITER_NAME = "EXAMPLE_1"

REPORT: Coded = ("DCM", "126000", "Imaging Measurement Report")
LANGUAGE: Coded = ("DCM", "121049", "Language of Content Item and Descendants")
ENGLISH: Coded = ("RFC5646", "en", "English")
OBSERVER: Coded = ("DCM", "121008", "Person Observer Name")
LIBRARY: Coded = ("DCM", "111028", "Image Library")
LIBRARY_GROUP: Coded = ("DCM", "126200", "Image Library Group")
STUDY_DATE: Coded = ("DCM", "111060", "Study Date")
MODALITY: Coded = ("DCM", "121139", "Modality")
REGION: Coded = ("DCM", "123014", "Target Region")
SOURCE_IMAGE: Coded = ("DCM", "121324", "Source Image")
MEASUREMENTS: Coded = ("DCM", "126010", "Imaging Measurements")
GROUP: Coded = ("DCM", "125007", "Measurement Group")
TRACKING: Coded = ("DCM", "112039", "Tracking Identifier")
TRACKING_UID: Coded = ("DCM", "112040", "Tracking Unique Identifier")
SITE: Coded = ("SCT", "363698007", "Finding Site")
LONG_AXIS: Coded = ("SCT", "103339001", "Long Axis")
SHORT_AXIS: Coded = ("SCT", "103340004", "Short Axis")
MM: Coded = ("UCUM", "mm", "millimeter")

ABDOMEN: Coded = ("SCT", "818981001", "Abdomen")
CHEST: Coded = ("SCT", "816094009", "Chest")
HEAD: Coded = ("SCT", "12738006", "Brain")


@dataclass(frozen=True, slots=True)
class Target:
    """One lesion as a report names it; ``finer`` says where in its site it lies."""

    label: str
    tracking_uid: str
    site: Coded
    finer: tuple[Coded, Coded] | None = None
    is_node: bool = False


@dataclass(frozen=True, slots=True)
class Study:
    """The images that were measured, and of whom.

    ``number`` tells the study from every other one and makes its UIDs; ``on`` is a day
    as ``20261117``; ``patient`` is name in letters, name in hanzi, number, birth date
    and sex.
    """

    number: int
    accession: str
    on: str
    patient: tuple[str, str, str, str, str]
    reader: str
    regions: tuple[Coded, ...]
    modality: str = "CT"

    @property
    def uid(self) -> str:
        """The UID of the study; those of what lies in it begin with it."""
        return f"2.25.{self.number}"


def report(study: Study, measured: list[tuple[Target, str]]) -> bytes:
    """Return the report of one study: each lesion with its diameter in mm."""
    dataset = Dataset()
    _add_patient(dataset, study)
    dataset.SOPClassUID, dataset.SOPInstanceUID = COMPREHENSIVE_SR, f"{study.uid}.9"
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID = study.uid, f"{study.uid}.8"
    dataset.StudyDate = dataset.ContentDate = study.on
    dataset.StudyTime = dataset.ContentTime = "100000"
    dataset.AccessionNumber, dataset.StudyID = study.accession, study.accession
    dataset.Modality, dataset.SeriesNumber, dataset.InstanceNumber = "SR", "900", "1"
    dataset.Manufacturer, dataset.ReferringPhysicianName = "EXAMPLE", ""
    dataset.CompletionFlag, dataset.VerificationFlag = "COMPLETE", "UNVERIFIED"
    dataset.ReferencedPerformedProcedureStepSequence = []
    dataset.PerformedProcedureCodeSequence = []
    dataset.CurrentRequestedProcedureEvidenceSequence = [_evidence(study)]
    dataset.ValueType, dataset.ContinuityOfContent = "CONTAINER", "SEPARATE"
    dataset.ConceptNameCodeSequence = _coded(REPORT)
    dataset.ContentTemplateSequence = [_template()]
    groups = [_group(study, target, mm) for target, mm in measured]
    dataset.ContentSequence = [
        _code("HAS CONCEPT MOD", LANGUAGE, ENGLISH),
        _observer(study.reader),
        _library(study),
        _container(MEASUREMENTS, *groups),
    ]
    return _bytes(dataset)


def _add_patient(dataset: Dataset, study: Study) -> None:
    letters, hanzi, number, born, sex = study.patient
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.PatientName = f"{letters}={hanzi}"
    dataset.PatientID, dataset.PatientBirthDate = number, born
    dataset.PatientSex = sex


def _bytes(dataset: Dataset) -> bytes:
    """Write the file with a head of our own: pydicom's names its version."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.ImplementationClassUID = UID(WRITER)
    meta.ImplementationVersionName = WRITER_NAME
    dataset.file_meta = meta
    file = io.BytesIO()
    dcmwrite(file, dataset, enforce_file_format=True)
    return file.getvalue()


def _template() -> Dataset:
    found = Dataset()
    found.MappingResource, found.TemplateIdentifier = "DCMR", "1500"
    return found


def _evidence(study: Study) -> Dataset:
    series = Dataset()
    series.SeriesInstanceUID = f"{study.uid}.1"
    series.ReferencedSOPSequence = [_reference(study)]
    found = Dataset()
    found.StudyInstanceUID, found.ReferencedSeriesSequence = study.uid, [series]
    return found


def _reference(study: Study) -> Dataset:
    found = Dataset()
    found.ReferencedSOPClassUID = IMAGES[study.modality]
    found.ReferencedSOPInstanceUID = f"{study.uid}.1.1"
    return found


def _library(study: Study) -> Dataset:
    on = _item("HAS ACQ CONTEXT", "DATE", STUDY_DATE)
    on.Date = study.on
    how = ("DCM", study.modality, study.modality)
    facts = [
        _code("HAS ACQ CONTEXT", MODALITY, how),
        on,
        *(_code("HAS ACQ CONTEXT", REGION, region) for region in study.regions),
    ]
    return _container(LIBRARY, _container(LIBRARY_GROUP, *facts, _image(study)))


def _group(study: Study, target: Target, mm: str) -> Dataset:
    label = _item("HAS OBS CONTEXT", "TEXT", TRACKING)
    label.TextValue = target.label
    uid = _item("HAS OBS CONTEXT", "UIDREF", TRACKING_UID)
    uid.UID = target.tracking_uid
    site = _code("HAS CONCEPT MOD", SITE, target.site)
    if target.finer:
        site.ContentSequence = [_code("HAS CONCEPT MOD", *target.finer)]
    number = _item("CONTAINS", "NUM", SHORT_AXIS if target.is_node else LONG_AXIS)
    value = Dataset()
    value.NumericValue, value.MeasurementUnitsCodeSequence = mm, _coded(MM)
    number.MeasuredValueSequence = [value]
    image = _image(study)
    image.RelationshipType = "INFERRED FROM"
    number.ContentSequence = [image]
    return _container(GROUP, label, uid, site, number)


def _observer(reader: str) -> Dataset:
    found = _item("HAS OBS CONTEXT", "PNAME", OBSERVER)
    found.PersonName = f"={reader}"
    return found


def _image(study: Study) -> Dataset:
    found = _item("CONTAINS", "IMAGE", SOURCE_IMAGE)
    found.ReferencedSOPSequence = [_reference(study)]
    return found


def _coded(coded: Coded) -> list[Dataset]:
    found = Dataset()
    found.CodingSchemeDesignator, found.CodeValue, found.CodeMeaning = coded
    return [found]


def _item(relation: str, kind: str, name: Coded) -> Dataset:
    found = Dataset()
    found.RelationshipType, found.ValueType = relation, kind
    found.ConceptNameCodeSequence = _coded(name)
    return found


def _container(name: Coded, *below: Dataset) -> Dataset:
    found = _item("CONTAINS", "CONTAINER", name)
    found.ContinuityOfContent = "SEPARATE"
    found.ContentSequence = list(below)
    return found


def _code(relation: str, name: Coded, value: Coded) -> Dataset:
    found = _item(relation, "CODE", name)
    found.ConceptCodeSequence = _coded(value)
    return found
