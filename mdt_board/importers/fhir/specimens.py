"""Samples: what was taken, what was tested of it, and by which name they join."""

from dataclasses import dataclass, field

from mdt_board.importers.fhir.bundle import Entry, File
from mdt_board.importers.fhir.elements import (
    EntryError,
    Node,
    check_status,
    code_in,
    codes,
    codings,
    day,
    inner,
    listed,
    text,
    when,
    words,
)
from mdt_board.model.base import ListRecord
from mdt_board.model.day import PartialDate
from mdt_board.model.molecular import Assay, AssayKind
from mdt_board.model.pathology import Specimen
from mdt_board.model.text import N_
from mdt_board.terminology.fhir_codes import (
    BLOOD_AND_FLUIDS,
    GENE,
    GERMLINE,
    REGION_STUDIED,
    SNOMED,
    SOURCE_CLASS,
    SPINAL_FLUID,
    TISSUE,
    VARIANT,
)
from mdt_board.terminology.names import slug
from mdt_board.terminology.snomed import ORGANS

NOT_TISSUE = N_(
    "This sample is blood or another fluid that no test of the file names; it was left "
    "out."
)
NOT_GENETIC = N_(
    "This report joins results that are read one by one; its own text was not read."
)
NO_SAMPLE = N_(
    "This genetic report names no sample; enter the test with its sample, date and "
    "limit of detection."
)
SPECIMEN_STATUS = frozenset({"", "available", "unavailable"})
MAX_NAME = 120


@dataclass(slots=True)
class Samples:
    """How the file's samples are called, and which reports and variants name them."""

    reports_of: dict[str, list[Entry]] = field(default_factory=dict)
    tested: set[str] = field(default_factory=set)
    classes: dict[str, set[str]] = field(default_factory=dict)
    genes: dict[str, list[str]] = field(default_factory=dict)
    regions: set[str] = field(default_factory=set)
    reported: set[str] = field(default_factory=set)


def name_of(entry: Entry) -> str:
    """Return the laboratory's name of a sample, as the variants will call it."""
    accession = text(inner(entry.resource, "accessionIdentifier"), "value")
    numbers = [text(i, "value") for i in listed(entry.resource, "identifier")]
    own_id = entry.name.partition("/")[2] or slug(entry.url)
    return next((n for n in (accession, *numbers, own_id) if n), entry.place)[:MAX_NAME]


def named(reference: Node, file: File, owner: Entry) -> str:
    """Return the name of the sample that a reference means, in the file or not."""
    found = file.find(reference, owner)
    if found and found.kind == "Specimen":
        return name_of(found)
    number = text(inner(reference, "identifier"), "value")
    address = text(reference, "reference").rstrip("/").rpartition("/")[2]
    return (number or address or text(reference, "display"))[:MAX_NAME]


def samples(file: File) -> Samples:
    """Return what the file's reports and variants say of its samples."""
    found = Samples()
    for entry in file.of_kind("DiagnosticReport"):
        try:
            _note_report(entry, file, found)
        except EntryError:  # told where the report itself is read
            continue
    for entry in file.of_kind("Observation"):
        _note_class(entry, file, found)
    return found


def _note_report(entry: Entry, file: File, found: Samples) -> None:
    for result in listed(entry.resource, "result"):
        observed = file.find(result, entry)
        if observed:
            found.reports_of.setdefault(observed.place, []).append(entry)
            _note_region(observed, entry, found)
    if is_genetic(entry, file):
        for reference in listed(entry.resource, "specimen"):
            taken = file.find(reference, entry)
            if taken and taken.kind == "Specimen":
                found.tested.add(taken.place)
                found.reported.add(name_of(taken))


def _note_region(observed: Entry, report: Entry, found: Samples) -> None:
    """Note which genes a report's test looked at, where its entries can be read."""
    try:
        if REGION_STUDIED not in codes(inner(observed.resource, "code")):
            return
        check_status(observed.resource)
        check_status(report.resource)
        components = listed(observed.resource, "component")
        concepts = [inner(c, "valueCodeableConcept") for c in components]
        is_gene = [GENE in codes(inner(c, "code")) for c in components]
        if not all(is_gene) or not listed(report.resource, "specimen"):
            return
        genes = [g.display for c in concepts for g in codings(c) if g.display]
    except EntryError:  # told where the entries themselves are read
        return
    if genes and not found.genes.get(report.place):
        found.genes[report.place] = list(dict.fromkeys(genes))
        found.regions.add(observed.place)


def _note_class(entry: Entry, file: File, found: Samples) -> None:
    try:
        if VARIANT in codes(inner(entry.resource, "code")):
            sample = sample_of(entry, file, found)
            for component in listed(entry.resource, "component"):
                if SOURCE_CLASS in codes(inner(component, "code")):
                    said = codes(inner(component, "valueCodeableConcept"))
                    found.classes.setdefault(sample, set()).update(said)
    except EntryError:  # told where the observation itself is read
        return


def sample_of(entry: Entry, file: File, found: Samples) -> str:
    """Return the sample that a variant was looked for in; empty where none is named.

    Of a report on a tumor and a normal sample it is the tumor, unless germline.
    """
    own = inner(entry.resource, "specimen")
    if own:
        return named(own, file, entry)
    reports = found.reports_of.get(entry.place, [])
    specimens = [(s, r) for r in reports for s in listed(r.resource, "specimen")]
    if len(specimens) > 1 and not _is_germline(entry):
        taken = [(s, r, file.find(s, r)) for s, r in specimens]
        specimens = [(s, r) for s, r, f in taken if f and _is_tissue(f.resource)]
    if len(specimens) == 1:
        return named(specimens[0][0], file, specimens[0][1])
    return ""


def _is_germline(entry: Entry) -> bool:
    for component in listed(entry.resource, "component"):
        if SOURCE_CLASS in codes(inner(component, "code")):
            return GERMLINE in codes(inner(component, "valueCodeableConcept"))
    return False


def _is_tissue(resource: Node) -> bool:
    return bool(codes(inner(resource, "type")) & TISSUE)


def specimen(entry: Entry, file: File, found: Samples) -> list[ListRecord]:
    """Return a specimen of tissue; a fluid belongs to its test.

    Raises:
        EntryError: when it is useless or withdrawn, or a fluid that nothing names.
    """
    resource = entry.resource
    check_status({"status": resource.get("status", "available")}, SPECIMEN_STATUS)
    if codes(inner(resource, "type")) & BLOOD_AND_FLUIDS:
        if entry.place in found.tested:
            return []
        raise EntryError("not-tissue", NOT_TISSUE)
    site = inner(inner(resource, "collection"), "bodySite")
    code = code_in(site, SNOMED)
    return [
        Specimen(
            id=file.id_at(entry.place),
            source=file.source.id,
            place=entry.place,
            taken_on=taken_on(entry),
            site=ORGANS.get(code) or words(site),
        )
    ]


def taken_on(entry: Entry) -> PartialDate | None:
    """Return when a sample was taken; when it arrived is another day."""
    return when(inner(entry.resource, "collection"), "collected")


def is_genetic(entry: Entry, file: File) -> bool:
    """Say whether a report is one of genetics.

    Raises:
        EntryError: when what it refers to cannot be read.
    """
    categories = [codes(c) for c in listed(entry.resource, "category")]
    if any("GE" in c for c in categories):
        return True
    results = [file.find(r, entry) for r in listed(entry.resource, "result")]
    return any(VARIANT in codes(inner(r.resource, "code")) for r in results if r)


def report(entry: Entry, file: File, found: Samples) -> list[ListRecord]:
    """Return a test per sample that a genetic report names.

    Raises:
        EntryError: when it is not final, is no genetic report, or names no sample.
    """
    check_status(entry.resource)
    if not is_genetic(entry, file):
        raise EntryError("not-genetic", NOT_GENETIC)
    assays = [_assay(s, entry, file, found) for s in listed(entry.resource, "specimen")]
    if not assays:
        raise EntryError("no-sample", NO_SAMPLE)
    return list(assays)


def _assay(reference: Node, entry: Entry, file: File, found: Samples) -> Assay:
    sample = named(reference, file, entry)
    taken = file.find(reference, entry)
    is_specimen = taken is not None and taken.kind == "Specimen"
    performers = listed(entry.resource, "performer")
    tissue = taken and is_specimen and _is_tissue(taken.resource)
    return Assay(
        id=f"assay-{slug(sample)}" if slug(sample) else file.id_at(entry.place),
        source=file.source.id,
        place=entry.place,
        sample=sample or entry.place,
        kind=_kind(taken, sample, found) if taken and is_specimen else None,
        name=words(inner(entry.resource, "code")),
        laboratory=_laboratory(performers, file, entry),
        sampled_on=taken_on(taken) if taken and is_specimen else None,
        reported_on=day(entry.resource, "issued"),
        specimen=file.id_at(taken.place) if taken and tissue else "",
        genes=tuple(found.genes.get(entry.place, ())) if tissue or not taken else (),
    )


def _kind(taken: Entry, sample: str, found: Samples) -> AssayKind | None:
    """Return what was tested; whether a plasma test knew the tumor is not said."""
    of_sample = codes(inner(taken.resource, "type"))
    if found.classes.get(sample) == {GERMLINE}:
        return AssayKind.GERMLINE
    if of_sample & TISSUE:
        return AssayKind.TISSUE
    return AssayKind.CSF if of_sample & SPINAL_FLUID else None


def _laboratory(performers: list[Node], file: File, entry: Entry) -> str:
    for performer in performers:
        found = file.find(performer, entry)
        if found and found.kind == "Organization":
            return text(found.resource, "name")[:MAX_NAME]
    return next((d for p in performers if (d := text(p, "display"))), "")[:MAX_NAME]
