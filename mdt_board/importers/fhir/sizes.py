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
    SNOMED,
)
from mdt_board.terminology.names import slug
from mdt_board.terminology.organs import is_node
from mdt_board.terminology.snomed import MODALITIES, ORGANS, modality_of
from mdt_board.terminology.units import LENGTH_NAMES, length

NOT_IMAGED = N_(
    "It is not said that this size was measured on images; it was left out. Enter it "
    "with pathology or radiology."
)
NO_LESION = N_("This size names no lesion; enter it under radiology.")
NAMED = "lesion-"  # begins the ids of lesions that have an identifier
NO_SIZE = N_("This size is no length in mm or cm; it was left out.")


def size(entry: Entry, file: File, context: Context) -> Read:
    """Return study, lesion and measurement of a size that was measured on images.

    FHIR does not say whether a lesion is a target one: its role is None. Sizes of one
    day and kind of images are of one study, so a second one of a lesion contradicts
    the first unless it says the same.

    Raises:
        EntryError: when it was not measured on images, or which lesion is not said.
    """
    resource = entry.resource
    modality = _modality(resource)
    if modality is None or "specimen" in resource:
        raise EntryError("size-not-imaged", NOT_IMAGED)
    lesion = _lesion(entry, file)
    diameter, unread = _diameter(resource)
    on = required_when(resource, "effective")
    modality_on = f"{modality} {on}"
    study = Study(
        id=file.id_at(f"study {modality_on}"), source=file.source.id,
        place=entry.place, on=on, modality=modality,
    )  # fmt: skip
    measurement = Measurement(
        id=file.id_at(f"size {lesion.id} {modality_on}"), source=file.source.id,
        place=entry.place, lesion=lesion.id, study=study.id,
        state=LesionState.MEASURED, diameter=diameter,
    )  # fmt: skip
    if lesion.id.startswith(NAMED):
        return Read((study, lesion, measurement), unread)
    context.count("no-tracking", entry)
    return Read((study, lesion, measurement), unread)


def _modality(resource: Node) -> Modality | None:
    """Return how it was imaged; None when it is not said that it was."""
    known = codes(inner(resource, "method")) & MODALITIES.keys()
    if known:
        return modality_of(known)
    categories = {c for n in listed(resource, "category") for c in codes(n)}
    return Modality.OTHER if "imaging" in categories else None


def _lesion(entry: Entry, file: File) -> Lesion:
    """Return the lesion: known by its identifier, else by where the file holds it."""
    structure = _structure(entry, file)
    site = inner(entry.resource, "bodySite")
    number, place = _identifier(structure), structure.place if structure else ""
    own = structure.name.partition("/")[2] if structure else ""
    sole = f"{words(site)} ({entry.name or entry.place})" if words(site) else ""
    label = number or own or sole
    if not label:
        raise EntryError("no-lesion", NO_LESION)
    organ = ORGANS.get(code_in(site, SNOMED), "")
    unmatched = file.id_at(f"{place or entry.place} lesion")
    return Lesion(
        id=f"{NAMED}{slug(number)}" if slug(number) else unmatched,
        source=file.source.id,
        place=entry.place,
        label=label,
        organ=organ,
        is_node=is_node(organ) if organ else None,
        site=free(words(site)),
    )


def _structure(entry: Entry, file: File) -> Entry | None:
    found = (file.find(focus, entry) for focus in listed(entry.resource, "focus"))
    return next((f for f in found if f and f.kind == "BodyStructure"), None)


def _identifier(structure: Entry | None) -> str:
    """Return the lesion's identifier; a resource's id is one of its server alone."""
    found = listed(structure.resource, "identifier") if structure else []
    return next((v for i in found if (v := text(i, "value"))), "")


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
