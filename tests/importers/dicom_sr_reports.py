"""Small measurement reports, made with pydicom, for the tests of the importer."""

import io
from collections.abc import Iterable

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filewriter import dcmwrite
from pydicom.uid import UID, ExplicitVRLittleEndian

Triple = tuple[str, str, str]  # scheme, value, meaning

COMPREHENSIVE_SR = "1.2.840.10008.5.1.4.1.1.88.33"
CT_IMAGE = "1.2.840.10008.5.1.4.1.1.2"
STUDY, IMAGE = "1.2.3.100", "1.2.3.200"

REPORT: Triple = ("DCM", "126000", "Imaging Measurement Report")
LONG_AXIS: Triple = ("SCT", "103339001", "Long Axis")
SHORT_AXIS: Triple = ("SCT", "103340004", "Short Axis")
OLD_LONG_AXIS: Triple = ("SRT", "G-A185", "Long Axis")
DIAMETER: Triple = ("SCT", "81827009", "Diameter")
LENGTH: Triple = ("SCT", "410668003", "Length")
VOLUME: Triple = ("SCT", "118565006", "Volume")
SUV: Triple = ("DCM", "126401", "SUVbw")
MM: Triple = ("UCUM", "mm", "millimeter")
CM: Triple = ("UCUM", "cm", "centimeter")
LIVER: Triple = ("SCT", "10200004", "Liver")
LEFT: Triple = ("SCT", "7771000", "Left")
NODE: Triple = ("SCT", "62683002", "mediastinal lymph node")


def coded(triple: Triple) -> list[Dataset]:
    found = Dataset()
    found.CodingSchemeDesignator, value, found.CodeMeaning = triple
    found.CodeValue = value
    return [found]


def item(relation: str, kind: str, name: Triple, *below: Dataset) -> Dataset:
    found = Dataset()
    found.RelationshipType = relation
    found.ValueType = kind
    found.ConceptNameCodeSequence = coded(name)
    if below:
        found.ContentSequence = list(below)
    return found


def container(name: Triple, *below: Dataset) -> Dataset:
    return item("CONTAINS", "CONTAINER", name, *below)


def words(name: Triple, text: str) -> Dataset:
    found = item("HAS OBS CONTEXT", "TEXT", name)
    found.TextValue = text
    return found


def uid(name: Triple, value: str) -> Dataset:
    found = item("HAS OBS CONTEXT", "UIDREF", name)
    found.UID = value
    return found


def code(name: Triple, value: Triple, *below: Dataset) -> Dataset:
    found = item("HAS CONCEPT MOD", "CODE", name, *below)
    found.ConceptCodeSequence = coded(value)
    return found


def number(name: Triple, value: str, unit: Triple = MM, *below: Dataset) -> Dataset:
    found = item("CONTAINS", "NUM", name, *below)
    measured = Dataset()
    measured.add_new("NumericValue", "ST", value)  # ST: any text, as damage writes it
    measured["NumericValue"].VR = "DS"
    measured.MeasurementUnitsCodeSequence = coded(unit)
    found.MeasuredValueSequence = [measured]
    return found


def no_number(name: Triple, qualifier: Triple | None = None) -> Dataset:
    found = item("CONTAINS", "NUM", name)
    found.MeasuredValueSequence = []
    if qualifier:
        found.NumericValueQualifierCodeSequence = coded(qualifier)
    return found


def derived(value: Triple) -> Dataset:
    return code(("DCM", "121401", "Derivation"), value)


def image(name: Triple = ("DCM", "121324", "Source Image"), of: str = IMAGE) -> Dataset:
    found = item("CONTAINS", "IMAGE", name)
    found.ReferencedSOPSequence = [reference(of)]
    return found


def reference(of: str) -> Dataset:
    found = Dataset()
    found.ReferencedSOPClassUID, found.ReferencedSOPInstanceUID = CT_IMAGE, of
    return found


def group(
    *below: Dataset,
    label: str = "T1",
    tracking: str = "1.2.3.4",
    site: Triple | None = LIVER,
    site_below: Iterable[Dataset] = (),
) -> Dataset:
    said: list[Dataset] = []
    if label:
        said.append(words(("DCM", "112039", "Tracking Identifier"), label))
    if tracking:
        said.append(uid(("DCM", "112040", "Tracking Unique Identifier"), tracking))
    if site:
        name = ("SCT", "363698007", "Finding Site")
        said.append(code(name, site, *site_below))
    return container(("DCM", "125007", "Measurement Group"), *said, *below)


def library(day: str = "20261022", modality: str = "CT", of: str = IMAGE) -> Dataset:
    when = item("HAS ACQ CONTEXT", "DATE", ("DCM", "111060", "Study Date"))
    when.Date = day
    how = code(("DCM", "121139", "Modality"), ("DCM", modality, modality))
    inner = container(("DCM", "126200", "Image Library Group"), how, when, image(of=of))
    return container(("DCM", "111028", "Image Library"), inner)


def evidence(study: str = STUDY, of: str = IMAGE) -> Dataset:
    series = Dataset()
    series.SeriesInstanceUID = f"{study}.1"
    series.ReferencedSOPSequence = [reference(of)]
    found = Dataset()
    found.StudyInstanceUID, found.ReferencedSeriesSequence = study, [series]
    return found


def report(*groups: Dataset, library_of: Dataset | None = None) -> Dataset:
    """Return a report of study 1.2.3.100, of 2026-10-22, of an impossible patient."""
    found = Dataset()
    found.SOPClassUID, found.SOPInstanceUID = COMPREHENSIVE_SR, "1.2.3.300"
    found.StudyInstanceUID, found.StudyDate = STUDY, "20261022"
    found.AccessionNumber, found.Modality = "ACC-1", "SR"
    found.PatientName, found.PatientID = "EXAMPLE-A", "000000"
    found.PatientBirthDate, found.PatientSex = "19650101", "F"
    found.ValueType = "CONTAINER"
    found.ConceptNameCodeSequence = coded(REPORT)
    template = Dataset()
    template.MappingResource, template.TemplateIdentifier = "DCMR", "1500"
    found.ContentTemplateSequence = [template]
    found.CurrentRequestedProcedureEvidenceSequence = [evidence()]
    measurements = container(("DCM", "126010", "Imaging Measurements"), *groups)
    found.ContentSequence = [library_of or library(), measurements]
    return found


def written(dataset: Dataset, syntax: str = ExplicitVRLittleEndian) -> bytes:
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    meta.TransferSyntaxUID = UID(syntax)
    dataset.file_meta = meta
    file = io.BytesIO()
    dcmwrite(file, dataset, enforce_file_format=True)
    return file.getvalue()
