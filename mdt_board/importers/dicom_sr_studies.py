"""Which study was measured: from the images that a group of measurements refers to.

The report lies in a study of its own number only when it says so: the images, the
library of images and the list of evidence come first.
"""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mdt_board.importers import dicom_sr_codes as codes
from mdt_board.importers.dicom_sr_items import Item, sequence, text
from mdt_board.model.day import PartialDate
from mdt_board.model.provenance import Source
from mdt_board.model.radiology import Modality, Study
from mdt_board.model.text import FreeText, written
from mdt_board.terminology.names import slug
from mdt_board.terminology.snomed import modality_of

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

PLACE = "images"
EVIDENCE = (
    "CurrentRequestedProcedureEvidenceSequence",
    "PertinentOtherEvidenceSequence",
)
_CLASS = "1.2.840.10008.5.1.4.1.1."  # begins the UIDs of image classes, PS3.6 table A-1
CLASSES = {
    **dict.fromkeys((f"{_CLASS}2", f"{_CLASS}2.1"), "CT"),
    **dict.fromkeys((f"{_CLASS}4", f"{_CLASS}4.1"), "MR"),
    **dict.fromkeys((f"{_CLASS}128", f"{_CLASS}130"), "PT"),
    **dict.fromkeys((f"{_CLASS}6.1", f"{_CLASS}3.1"), "US"),
    **dict.fromkeys((f"{_CLASS}1", f"{_CLASS}1.1"), "CR"),
}
_DAY = re.compile(r"(\d{4})[.-]?(\d{2})?[.-]?(\d{2})?", re.ASCII)


@dataclass(slots=True)
class _Said:
    """What is said of one study, from wherever it is said."""

    days: set[str] = field(default_factory=set)
    modalities: set[str] = field(default_factory=set)
    regions: set[str] = field(default_factory=set)
    accession: str = ""


@dataclass(slots=True)
class Studies:
    """The studies that a report refers to, by study UID, and each image's study."""

    said: dict[str, _Said]
    of_image: dict[str, str]

    def of_group(self, group: Item) -> str | None:
        """Return the UID of the one study that a group measured; None if not clear."""
        images = [i.image.uid for i in group.all() if i.image]
        named = {self.of_image[i] for i in images if i in self.of_image}
        found = named or set(self.said)
        return next(iter(found)) if len(found) == 1 else None

    def record_id(self, uid: str) -> str:
        """Return the study's id: that of its accession number where it has one."""
        return f"study-{slug(self.said[uid].accession or uid)}"

    def accession(self, uid: str) -> str:
        """Return the study's accession number, empty if it is not stated."""
        return self.said[uid].accession

    def record(
        self, uid: str, source: Source, reader: str, notes: list[str]
    ) -> Study | None:
        """Return the study, or None where its day is not stated or not one day."""
        said = self.said[uid]
        days = {day for text in said.days if (day := day_of(text))}
        if len(days) != 1:
            return None
        modality, left = _modality(said.modalities)
        return Study(
            id=self.record_id(uid),
            source=source.id,
            place=PLACE,
            on=days.pop(),
            modality=modality,
            regions=tuple(sorted(said.regions)),
            reader=reader,
            accession=said.accession,
            note=_note([*left, *notes]),
        )


def studies_of(dataset: "Dataset", root: Item) -> Studies:
    """Return every study that the report refers to; its own where it names none."""
    found = Studies({}, {})
    for keyword in EVIDENCE:
        for evidence in sequence(dataset, keyword):
            _add_evidence(evidence, found)
    own = text(dataset, "StudyInstanceUID")
    if not found.said and own:
        found.said[own] = _Said()
    _add_library(root, found)
    _add_header(dataset, own, found)
    return found


def day_of(written_day: str) -> PartialDate | None:
    """Read a DICOM date, YYYYMMDD or the first parts of it; None if it is none."""
    found = _DAY.fullmatch(written_day)
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        return PartialDate(year or 0, month, day)
    except ValueError:
        return None


def _add_evidence(evidence: "Dataset", found: Studies) -> None:
    uid = text(evidence, "StudyInstanceUID")
    if not uid:
        return
    said = found.said.setdefault(uid, _Said())
    for series in sequence(evidence, "ReferencedSeriesSequence"):
        for image in sequence(series, "ReferencedSOPSequence"):
            found.of_image[text(image, "ReferencedSOPInstanceUID")] = uid
            modality = CLASSES.get(text(image, "ReferencedSOPClassUID"))
            said.modalities |= {modality} if modality else set()


def _add_library(root: Item, found: Studies) -> None:
    """Add what the library says of its images, or of all images of a group of it."""
    for library in root.named(codes.IMAGE_LIBRARY):
        for group in (library, *(i for i in library.items if i.kind == "CONTAINER")):
            images = [i for i in group.items if i.image]
            for image in images:
                _add_image(image, group, found)


def _add_image(image: Item, group: Item, found: Studies) -> None:
    uid = found.of_image.get(image.image.uid) if image.image else None
    if uid is None and len(found.said) == 1:
        uid = next(iter(found.said))
    if uid is None or image.image is None:
        return
    said = found.said[uid]
    for fact in (*group.items, *image.items):
        if fact.name.key == codes.STUDY_DATE:
            said.days.add(fact.text)
        elif fact.name.key == codes.MODALITY:
            said.modalities.add(fact.code.value)
        elif fact.name.key == codes.TARGET_REGION:
            region = codes.region_of(fact.code)
            said.regions |= {region} if region else set()
    modality = CLASSES.get(image.image.class_uid)
    said.modalities |= {modality} if modality else set()


def _add_header(dataset: "Dataset", own: str, found: Studies) -> None:
    """Add date and accession number of the report's own study, where it is measured."""
    if own in found.said:
        found.said[own].accession = text(dataset, "AccessionNumber")
        if not found.said[own].days:
            found.said[own].days.add(text(dataset, "StudyDate"))
    for request in sequence(dataset, "ReferencedRequestSequence"):
        said = found.said.get(text(request, "StudyInstanceUID"))
        if said and not said.accession:
            said.accession = text(request, "AccessionNumber")


def _modality(stated: set[str]) -> tuple[Modality, list[str]]:
    """Return the modality, and what was stated where the case has no word for it."""
    found = modality_of(stated)
    return found, sorted(stated) if found is Modality.OTHER else []


def _note(words: list[str]) -> FreeText:
    return written("; ".join(dict.fromkeys(w for w in words if w)))
