"""Observations: every value goes into the case or is named as not read."""

from collections.abc import Callable
from decimal import Decimal

from mdt_board.importers.fhir.bundle import Entry, File
from mdt_board.importers.fhir.context import Context, Read
from mdt_board.importers.fhir.elements import (
    EntryError,
    Node,
    bad,
    check_status,
    codes,
    codings,
    inner,
    listed,
    number,
    quantity,
    required_when,
    shown,
    text,
    when,
    words,
)
from mdt_board.importers.fhir.sizes import size
from mdt_board.importers.fhir.specimens import taken_on
from mdt_board.importers.fhir.staging import NOT_LINKED, category_of, part_of
from mdt_board.importers.fhir.variants import variant
from mdt_board.model.base import ListRecord
from mdt_board.model.day import PartialDate
from mdt_board.model.oncology import Comparator, LabValue, PerformanceStatus
from mdt_board.model.pathology import Stain, StainResult
from mdt_board.model.text import N_, Plain
from mdt_board.terminology import fhir_codes as fc
from mdt_board.terminology.names import analyte_id

UNREAD = N_(
    "The observation {name} has no place in the case; it was left out. Enter by hand "
    "what matters of it."
)
NO_VALUE = N_("This observation states no value; nothing is read from it.")
NOT_CONVERTED = N_(
    "Karnofsky is not converted to ECOG; ask for the ECOG status and enter it."
)
STATUS_UNREAD = N_(
    "The course as judged elsewhere was left out; the response here comes from the "
    "measurements. Enter those."
)
SMOKING_UNREAD = N_("Smoking is not read from FHIR; enter it with the history.")
IMPLICATION = N_(
    "A laboratory's own conclusion from a variant was left out; the variant itself is "
    "read where the file holds it."
)
NO_ECOG = N_("This performance status is none of ECOG 0 to 5; it was left out.")
NO_NUMBER = N_("This laboratory value is no number; it was left out. Enter it by hand.")
NO_STAIN = N_(
    "The result of this stain is not one that is known here; enter it by hand."
)
STAIN_BOUND = N_(
    "The percentage of this stain is a bound such as < 1 %, or is not stated; it was "
    "left out. Enter it by hand as the report words it."
)
REGION_UNLINKED = N_(
    "The genes that were studied belong to no test of the file; enter them with the "
    "test."
)
WHY = {
    **dict.fromkeys(fc.KARNOFSKY, ("karnofsky", NOT_CONVERTED)),
    **dict.fromkeys(fc.DISEASE_STATUS, ("disease-status", STATUS_UNREAD)),
    **dict.fromkeys(fc.SMOKING, ("smoking", SMOKING_UNREAD)),
    **dict.fromkeys(fc.IMPLICATIONS, ("implication", IMPLICATION)),
}
MEASURED = frozenset({"laboratory", "vital-signs"})


def observation(entry: Entry, file: File, context: Context) -> Read:
    """Return the records of one observation, and its values that were not read.

    Raises:
        EntryError: when nothing of it can be read, and why.
    """
    resource = entry.resource
    check_status(resource)
    found = codes(inner(resource, "code"))
    if fc.VARIANT in found:
        records, unread = variant(entry, file, context.samples)
        return Read(tuple(records), unread)
    if part_of(resource):
        return _stage(entry, context)
    for known, read in READERS:
        if found & known:
            return read(entry, file, context)
    for code in sorted(found & WHY.keys()):
        raise EntryError(*WHY[code])
    return _measured(entry, file, context)


def _stage(entry: Entry, context: Context) -> Read:
    said = category_of(entry)
    if entry.place not in context.stages.used:
        raise EntryError("stage-not-linked", NOT_LINKED)
    return Read((), tuple(listed(said.entry.resource, "component")))


def _region(entry: Entry, _file: File, context: Context) -> Read:
    if entry.place not in context.samples.regions:
        raise EntryError("region-not-linked", REGION_UNLINKED)
    return Read(())


def _performance(entry: Entry, file: File, _context: Context) -> Read:
    resource = entry.resource
    on = required_when(resource, "effective")
    answers = codes(inner(resource, "valueCodeableConcept")) & fc.ECOG_ANSWERS.keys()
    grades = {fc.ECOG_ANSWERS[a] for a in answers}
    value = number(resource, "valueInteger")
    if value is None:
        _, value, _ = quantity(inner(resource, "valueQuantity"))
    if value is not None:
        grades.add(int(value) if value in range(6) else -1)
    if len(grades) != 1 or -1 in grades:
        raise EntryError("no-ecog", NO_ECOG)
    record = PerformanceStatus(
        id=file.id_at(entry.place), source=file.source.id, place=entry.place,
        on=on, ecog=grades.pop(),
    )  # fmt: skip
    return Read((record,), tuple(listed(resource, "component")))


def _stain(entry: Entry, file: File, context: Context) -> Read:
    resource = entry.resource
    concept = inner(resource, "code")
    marker, clone = fc.STAINS[min(codes(concept) & fc.STAINS.keys())]
    if "valueQuantity" in resource and not _is_percentage(resource):
        return _measured(entry, file, context)  # an amount per volume is no stain
    if "valueQuantity" in resource and _percent(resource) is None:
        raise EntryError("stain-bound", STAIN_BOUND)
    result = _stain_result(inner(resource, "valueCodeableConcept"))
    percent = _percent(resource)
    unread: list[Node] = []
    for component in listed(resource, "component"):
        is_cells = codes(inner(component, "code")) & fc.POSITIVE_CELLS
        own = _percent(component) if is_cells and percent is None else None
        percent = own if own is not None else percent
        unread += [component] if own is None else []
    if result is None and percent is None:
        raise EntryError("no-stain-result", NO_STAIN)
    if result is None and "valueCodeableConcept" in resource:
        unread.append(resource)
    record = Stain(
        id=file.id_at(entry.place), source=file.source.id, place=entry.place,
        specimen=_specimen_id(entry, file), marker=marker, clone=clone,
        result=result, percent=percent,
    )  # fmt: skip
    return Read((record,), tuple(unread))


def _stain_result(concept: Node) -> StainResult | None:
    found = {fc.STAIN_ANSWERS[c] for c in codes(concept) & fc.STAIN_ANSWERS.keys()}
    return found.pop() if len(found) == 1 else None


def _is_percentage(node: Node) -> bool:
    stated = inner(node, "valueQuantity")
    return "%" in (quantity(stated)[2], text(stated, "code"))


def _percent(node: Node) -> Decimal | None:
    comparator, value, _ = quantity(inner(node, "valueQuantity"))
    is_exact = _is_percentage(node) and comparator is Comparator.EQUAL
    return value if is_exact else None


def _specimen_id(entry: Entry, file: File) -> str:
    found = file.find(inner(entry.resource, "specimen"), entry)
    return file.id_at(found.place) if found and found.kind == "Specimen" else ""


READERS: tuple[tuple[frozenset[str], Callable[[Entry, File, Context], Read]], ...] = (
    (frozenset(fc.ECOG), _performance),
    (frozenset(fc.TUMOR_SIZE), size),
    (frozenset({fc.REGION_STUDIED}), _region),
    (frozenset(fc.STAINS), _stain),
)


def _measured(entry: Entry, file: File, context: Context) -> Read:
    """Read a laboratory value or vital sign; what is neither is named."""
    resource = entry.resource
    concept = inner(resource, "code")
    known = codes(concept) & fc.ANALYTES.keys()
    categories = {c for n in listed(resource, "category") for c in codes(n)}
    states = any(key.startswith("value") for key in resource)
    parts = listed(resource, "component")
    if not states and not any(k.startswith("value") for p in parts for k in p):
        raise EntryError("no-value", NO_VALUE)
    if not known and not categories & MEASURED:
        raise EntryError("observation-unread", UNREAD, name=Plain(_code(concept)))
    if states and not resource.keys() & {"valueQuantity", "valueInteger"}:
        raise EntryError("no-number", NO_NUMBER)
    if not states:
        raise EntryError("observation-unread", UNREAD, name=Plain(_code(concept)))
    return Read((_lab(entry, file, context),), tuple(parts))


def _code(concept: Node) -> str:
    """Return the code by which the observation is known; words may be a person's."""
    return shown(next((c.code for c in codings(concept)), ""))


def _lab(entry: Entry, file: File, context: Context) -> ListRecord:
    resource = entry.resource
    stated = inner(resource, "valueQuantity")
    if not stated:
        stated = {"value": resource.get("valueInteger")}
    comparator, value, unit = quantity(stated)
    if value is None:
        raise EntryError("no-number", NO_NUMBER)
    if not unit:
        context.count("no-unit", entry)
    low, high = _reference(resource, unit)
    return LabValue(
        id=file.id_at(entry.place),
        source=file.source.id,
        place=entry.place,
        on=_on(entry, file),
        analyte=_analyte(inner(resource, "code")),
        value=value,
        comparator=comparator,
        unit=unit,
        reference_low=low,
        reference_high=high,
        method=words(inner(resource, "method")),
    )


def _analyte(concept: Node) -> str:
    """Return the listed analyte, or the words; a name is not one of another fluid."""
    known = codes(concept) & fc.ANALYTES.keys()
    if known:
        return fc.ANALYTES[min(known)]
    written = words(concept)
    if not written:
        raise bad("code")
    return analyte_id(written) or written


def _on(entry: Entry, file: File) -> PartialDate:
    """Return the day of the value, else the day on which its sample was taken."""
    stated = when(entry.resource, "effective")
    if stated:
        return stated
    sample = file.find(inner(entry.resource, "specimen"), entry)
    taken = taken_on(sample) if sample and sample.kind == "Specimen" else None
    return taken or required_when(entry.resource, "effective")


def _reference(resource: Node, unit: str) -> tuple[Decimal | None, Decimal | None]:
    """Return the one reference range that is in the value's own unit."""
    ranges = listed(resource, "referenceRange")
    if len(ranges) != 1:
        return None, None
    ends = [quantity(inner(ranges[0], end)) for end in ("low", "high")]
    low, high = (v if u in (unit, "") else None for _, v, u in ends)
    return low, high
