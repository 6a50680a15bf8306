"""DICOM structured reports of measurements (PS3.16 TID 1500).

Every number of the report goes into a record or is listed with the reason; the two
together are all numbers that the file holds.
"""

import warnings
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mdt_board.importers import dicom_sr_codes as codes
from mdt_board.importers.dicom_sr_bytes import DAMAGED, is_dicom, report_of
from mdt_board.importers.dicom_sr_groups import Groups, read_group
from mdt_board.importers.dicom_sr_items import (
    UNREADABLE,
    Item,
    code_of,
    sequence,
    text,
    tree_of,
)
from mdt_board.importers.dicom_sr_numbers import NO_FIELD, concept
from mdt_board.importers.dicom_sr_patient import patient_of
from mdt_board.importers.dicom_sr_studies import studies_of
from mdt_board.importers.found import Found
from mdt_board.importers.sandbox import Content, refused
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.provenance import Source
from mdt_board.model.text import N_, Count, Message, Plain

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

NAME = "dicom-sr"
IS_BINARY = True
EXTENSIONS = (".dcm", ".dcm.gz")
TEMPLATE = "1500"

NOT_TID_1500 = N_(
    "This structured report is not a measurement report of TID 1500 but: {kind}. "
    "Export it as one, or enter its findings by hand."
)
NOTHING = N_("The report holds no group of measurements; nothing was added.")
CHARACTERS = N_(
    "Texts with characters that the report's stated character set does not have: "
    "{count}. Compare names and labels with the report."
)
IMAGE_NUMBERS = "images"


def accepts(content: Content) -> bool:
    """Say whether the file is DICOM, by its first bytes or its name."""
    return is_dicom(content.data) or content.name.lower().endswith(EXTENSIONS)


def read(content: Content, source: Source) -> Found:
    """Return lesions, measurements and studies, and every number that was left."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pydicom warns with the value itself
        dataset = report_of(content)
        if isinstance(dataset, Issue):
            return Found((), (dataset,))
        try:
            return _read(dataset, source)
        except Exception:  # pydicom raises whatever it stumbles over
            return Found((), (refused("damaged", DAMAGED),))


def _read(dataset: "Dataset", source: Source) -> Found:
    other = _other_template(dataset)
    if other is not None:
        return Found((), (refused("not-tid-1500", NOT_TID_1500, kind=Plain(other)),))
    root = tree_of(dataset)
    reader = ", ".join(i.text for i in root.named(codes.OBSERVER) if i.text)
    found = Groups(source, studies_of(dataset, root), reader)
    places = _groups(root, found)
    patient, notes = patient_of(dataset)
    issues = (
        *notes,
        *found.notes(),
        *_nothing(places),
        *_characters(root),
        *_left(root, found, places),
    )
    return Found(found.records(), issues, patient)


def _other_template(dataset: "Dataset") -> str | None:
    """Return what the report says it is when that is not TID 1500."""
    title = code_of(dataset, "ConceptNameCodeSequence")
    stated = [
        text(template, "TemplateIdentifier")
        for template in sequence(dataset, "ContentTemplateSequence")
    ]
    if TEMPLATE in stated or (not stated and title.key in codes.REPORT_TITLES):
        return None
    template = f"TID {stated[0]}" if stated and stated[0] else ""
    return " · ".join(w for w in (title.meaning, template) if w) or "?"


def _groups(root: Item, found: Groups) -> dict[str, str]:
    """Read every measurement group; return the name of each by its place."""
    containers = root.named(codes.MEASUREMENTS)
    groups = [g for c in containers for g in c.named(codes.GROUP)]
    places = {g.place: f"group {n}" for n, g in enumerate(groups, 1)}
    for group in groups:
        read_group(group, places[group.place], found)
    return places


def _nothing(places: dict[str, str]) -> Iterator[Issue]:
    if not places:
        yield Issue("no-records", Severity.NOTED, "", Message(NOTHING))


def _characters(root: Item) -> Iterator[Issue]:
    texts = (t for i in root.all() for t in (i.text, i.name.meaning, i.code.meaning))
    count = sum(UNREADABLE in t for t in texts)
    if count:
        message = Message(CHARACTERS, {"count": Count(count)})
        yield Issue("characters", Severity.NOTED, "", message)


def _left(root: Item, found: Groups, places: dict[str, str]) -> Iterator[Issue]:
    """Yield each kind of number that was left, with where and how many."""
    left = Counter(
        (_where(i, root, places), concept(i), found.reasons.get(i.place, NO_FIELD))
        for i in root.all()
        if i.kind == "NUM" and i.place not in found.read
    )
    for (place, name, reason), count in left.items():
        message = Message(reason, {"concept": Plain(name), "count": Count(count)})
        code, severity = (
            ("no-field", Severity.NOTED)
            if reason == NO_FIELD
            else ("not-imported", Severity.SKIPPED)
        )
        yield Issue(code, severity, place, message)


def _where(number: Item, root: Item, places: dict[str, str]) -> str:
    """Name the group or the part of the report in which a number stands."""
    parts = number.place.split(".")
    above = (".".join(parts[:n]) for n in range(len(parts), 0, -1))
    group = next((places[p] for p in above if p in places), "")
    libraries = {i.place for i in root.named(codes.IMAGE_LIBRARY)}
    is_of_images = ".".join(parts[:2]) in libraries
    return group or (IMAGE_NUMBERS if is_of_images else f"item {number.place}")
