"""Tumor sizes: those measured on images become a lesion and its measurement."""

from mdt_board.importers.fhir.bundle import Entry, File
from mdt_board.importers.fhir.context import Context, Read
from mdt_board.importers.fhir.elements import (
    EntryError,
    Node,
    code_in,
    codes,
    free,
    inner,
    listed,
    quantity,
    required_when,
    text,
    words,
)
from mdt_board.model.oncology import Comparator
from mdt_board.model.quantity import Length
from mdt_board.model.radiology import (
    Lesion,
    LesionState,
    Measurement,
    Modality,
    Study,
)
from mdt_board.model.text import N_
from mdt_board.terminology.fhir_codes import (
    LARGEST_DIMENSION,
    MODALITIES,
    ORGANS,
    SNOMED,
)
from mdt_board.terminology.names import slug
from mdt_board.terminology.organs import is_node
from mdt_board.terminology.units import LENGTH_NAMES, length

NOT_IMAGED = N_(
    "It is not said that this size was measured on images; it was left out. Enter it "
    "with pathology or radiology."
)
NO_LESION = N_("This size names no lesion; enter it under radiology.")
NO_SIZE = N_("This size is no length in mm or cm; it was left out.")


def size(entry: Entry, file: File, context: Context) -> Read:
    """Return study, lesion and measurement of a size that was measured on images.

    FHIR does not say whether a lesion is a target one; it is non-target until a
    radiologist says otherwise, and that is noted.

    Raises:
        EntryError: when it was not measured on images, or which lesion is not said.
    """
    resource = entry.resource
    modality = _modality(resource)
    if modality is None or "specimen" in resource:
        raise EntryError("size-not-imaged", NOT_IMAGED)
    label = _label(entry, file)
    if not label:
        raise EntryError("no-lesion", NO_LESION)
    diameter, unread = _diameter(resource)
    on = required_when(resource, "effective")
    study = Study(
        id=file.id_at(f"{entry.place} study"), source=file.source.id,
        place=entry.place, on=on, modality=modality,
    )  # fmt: skip
    lesion = _lesion(entry, file, label)
    measurement = Measurement(
        id=file.id_at(entry.place), source=file.source.id, place=entry.place,
        lesion=lesion.id, study=study.id, state=LesionState.MEASURED, diameter=diameter,
    )  # fmt: skip
    return Read((study, lesion, measurement), unread)


def _modality(resource: Node) -> Modality | None:
    """Return how it was imaged; None when it is not said that it was."""
    known = codes(inner(resource, "method")) & MODALITIES.keys()
    if known:
        return MODALITIES[min(known)]
    categories = {c for n in listed(resource, "category") for c in codes(n)}
    return Modality.OTHER if "imaging" in categories else None


def _label(entry: Entry, file: File) -> str:
    for focus in listed(entry.resource, "focus"):
        found = file.find(focus, entry)
        if found and found.kind == "BodyStructure":
            numbers = [text(i, "value") for i in listed(found.resource, "identifier")]
            own = found.name.partition("/")[2]
            return next((n for n in (*numbers, own) if n), "")
    return words(inner(entry.resource, "bodySite"))


def _lesion(entry: Entry, file: File, label: str) -> Lesion:
    site = inner(entry.resource, "bodySite")
    organ = ORGANS.get(code_in(site, SNOMED), "")
    return Lesion(
        id=f"lesion-{slug(label)}" if slug(label) else file.id_at(f"{entry.place} l"),
        source=file.source.id,
        place=entry.place,
        label=label,
        organ=organ,
        is_node=is_node(organ) if organ else None,
        site=free(words(site)),
    )


def _diameter(resource: Node) -> tuple[Length, tuple[Node, ...]]:
    """Return the largest dimension, and the values beside it."""
    stated = [resource] if "valueQuantity" in resource else []
    parts = listed(resource, "component")
    stated += [p for p in parts if codes(inner(p, "code")) & LARGEST_DIMENSION]
    if len(stated) != 1:
        raise EntryError("no-size", NO_SIZE)
    comparator, value, unit = quantity(inner(stated[0], "valueQuantity"))
    unit = LENGTH_NAMES.get(unit, "")
    if value is None or not unit or comparator is not Comparator.EQUAL:
        raise EntryError("no-size", NO_SIZE)
    try:
        found = length(value, unit)
    except ValueError:
        raise EntryError("no-size", NO_SIZE) from None
    return found, tuple(p for p in parts if p is not stated[0])
