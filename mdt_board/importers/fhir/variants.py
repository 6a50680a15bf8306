"""Genetic variants of the genomics-reporting and mCODE profiles.

Present is detected, absent is looked for and not seen: never a fraction of zero.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from mdt_board.importers.fhir.bundle import Entry, File
from mdt_board.importers.fhir.components import Components
from mdt_board.importers.fhir.copies import (
    CONTRADICTION,
    FEWER,
    MORE,
    UNCALLED,
    copies_kind,
)
from mdt_board.importers.fhir.elements import (
    EntryError,
    Node,
    code_in,
    codes,
    codings,
    inner,
    listed,
    quantity,
    text,
    whole,
    words,
)
from mdt_board.importers.fhir.specimens import Samples, sample_of
from mdt_board.model.base import ListRecord
from mdt_board.model.molecular import (
    Assay,
    AssayKind,
    Detected,
    Failed,
    NotAnalyzed,
    NotDetected,
    Result,
    Variant,
    VariantKind,
)
from mdt_board.model.oncology import Comparator
from mdt_board.model.text import N_
from mdt_board.terminology import fhir_codes as fc
from mdt_board.terminology import hgvs
from mdt_board.terminology.names import slug

NO_RESULT = N_(
    "This variant is said neither present nor absent; it was left out. Ask the "
    "laboratory."
)
SEVERAL_GENES = N_("More than two genes are in this variant; enter it by hand.")
NO_VARIANT = N_("This entry names no gene and no change; it was left out.")

FRACTIONS = frozenset({"1", "decimal", "fraction"})
HUNDRED = 100
FUSED_GENES = 2
GERMLINE_NAME = "(germline)"
NO_CALL_REASON, UNCLEAR_REASON = "no-call", "indeterminate"
_CHROMOSOMES = {
    **{f"NC_{n:06d}": str(n) for n in range(1, 23)},
    "NC_000023": "X",
    "NC_000024": "Y",
}
_CLINVAR = re.compile(
    r"[A-Z]{2}_[\d.]+\((?P<gene>[A-Za-z0-9-]+)\):(?P<c>c\.\S+)"
    r"(?: \((?P<p>p\.[^\s()]+)\))?"
)
CHANGES = (fc.GENE, fc.HGVS_C, fc.HGVS_P, fc.HGVS_G, fc.KNOWN_AS, fc.START_END)
NAMES = (fc.HGVS_C, fc.HGVS_P, fc.HGVS_G)
KIND_CODES = {
    VariantKind.AMPLIFICATION: MORE,
    VariantKind.DELETION: FEWER,
    VariantKind.FUSION: fc.FUSION,
}
SINGLE = (fc.VAF, fc.HGVS_C, fc.HGVS_P, fc.COPY_NUMBER, fc.ALLELE_READS)


def variant(
    entry: Entry, file: File, samples: Samples
) -> tuple[list[ListRecord], tuple[Node, ...]]:
    """Return the typed results of one variant, and its components that were not read.

    Raises:
        EntryError: when it says neither present nor absent, contradicts itself, or
            names no change.
    """
    parts = Components(listed(entry.resource, "component"))
    _check_single(parts)
    result = _result(entry.resource, parts)
    genes = _genes(parts)
    if not any(parts.of(code) for code in CHANGES):
        raise EntryError("no-variant", NO_VARIANT)
    sample, assays = _sample(entry, file, samples, parts)
    call = _Call(entry, file, sample, result, parts)
    if isinstance(result, NotDetected) and len(genes) > 1:
        found = [
            _variant(call, gene, "", f" gene {n}") for n, gene in enumerate(genes, 1)
        ]
        return [*assays, *found], parts.unread()
    if len(genes) > FUSED_GENES:
        raise EntryError("several-genes", SEVERAL_GENES)
    gene, partner, *_ = (*genes, "", "")
    return [*assays, _variant(call, gene, partner)], parts.unread()


def _sample(
    entry: Entry, file: File, samples: Samples, parts: Components
) -> tuple[str, list[Assay]]:
    """Return the sample, and the test of it where only the variant tells of it.

    A germline variant is never one of the tumor's sample: it gets a sample of its own.
    """
    sample = sample_of(entry, file, samples) or _unnamed(entry, samples)
    classes = [(n, _codes_of(c)) for n, c in parts.of(fc.SOURCE_CLASS)]
    if not any(fc.GERMLINE in c for _, c in classes):
        return sample, []
    parts.read.update(n for n, _ in classes)
    if samples.classes.get(sample) == {fc.GERMLINE} and sample in samples.reported:
        return sample, []
    name = f"{sample} {GERMLINE_NAME}"
    assay = Assay(
        id=f"assay-{slug(name)}", source=file.source.id, place=entry.place,
        sample=name, kind=AssayKind.GERMLINE,
    )  # fmt: skip
    return name, [assay]


def _unnamed(entry: Entry, samples: Samples) -> str:
    """Return what an unnamed sample is called: after its report or its entry."""
    reports = samples.reports_of.get(entry.place, [])
    return reports[0].name if reports and reports[0].name else entry.name or entry.place


def _check_single(parts: Components) -> None:
    """Refuse two different values of what a variant has one of."""
    for code in SINGLE:
        values = [{k: v for k, v in c.items() if k != "id"} for _, c in parts.of(code)]
        if any(value != values[0] for value in values):
            raise EntryError("contradiction", CONTRADICTION)


def _result(resource: Node, parts: Components) -> Result:
    said = codes(inner(resource, "valueCodeableConcept"))
    vaf = _vaf(parts)
    if fc.ABSENT in said:
        if vaf:
            raise EntryError("contradiction", CONTRADICTION)
        return NotDetected()
    if fc.NO_CALL in said:
        return NotAnalyzed(reason=NO_CALL_REASON)
    if fc.INDETERMINATE in said:
        return Failed(reason=UNCLEAR_REASON)
    if fc.PRESENT not in said:
        raise EntryError("no-result", NO_RESULT)
    if vaf == 0:
        raise EntryError("contradiction", CONTRADICTION)
    reads, copies = _reads(parts), _copies(parts)
    return Detected(vaf=vaf, alt_reads=reads, copy_number=copies)


def _vaf(parts: Components) -> Decimal | None:
    """Return the fraction, where its unit says whether it is one of a hundred."""
    for at, component in parts.of(fc.VAF):
        node = inner(component, "valueQuantity")
        comparator, value, _ = quantity(node)
        unit = text(node, "code") or text(node, "unit").lower()
        if value is None or comparator is not Comparator.EQUAL:
            return None
        if unit not in FRACTIONS and unit != "%":
            return None
        parts.read.add(at)
        return value / HUNDRED if unit == "%" else value
    return None


def _reads(parts: Components) -> int | None:
    for at, component in parts.of(fc.ALLELE_READS):
        found = whole(inner(component, "valueQuantity"), "value")
        if found is not None:
            parts.read.add(at)
        return found
    return None


def _copies(parts: Components) -> Decimal | None:
    for at, component in parts.of(fc.COPY_NUMBER):
        comparator, value, _ = quantity(inner(component, "valueQuantity"))
        if value is None or comparator is not Comparator.EQUAL:
            return None
        parts.read.add(at)
        return value
    return None


def _genes(parts: Components) -> list[str]:
    """Return the gene symbols in their order; one concept may carry several."""
    found: list[str] = []
    for at, component in parts.of(fc.GENE):
        concept = inner(component, "valueCodeableConcept")
        symbols = [c.display for c in codings(concept) if c.display]
        named = symbols or [w for w in (words(concept),) if w]
        if named:
            parts.read.add(at)
        found += named
    known = "" if found else _known(parts, "gene")
    return list(dict.fromkeys(found)) or [g for g in (known,) if g]


@dataclass(frozen=True, slots=True)
class _Call:
    """What every record of one variant observation shares."""

    entry: Entry
    file: File
    sample: str
    result: Result
    parts: Components


def _variant(call: _Call, gene: str, partner: str, inside: str = "") -> Variant:
    place = f"{call.entry.place}{inside}"
    parts = call.parts
    hgvs_p, hgvs_c = _protein(parts), _coding(parts)
    label = "" if hgvs_p or hgvs_c else _label(parts)
    site = _site(parts)
    return Variant(
        id=call.file.id_at(place),
        source=call.file.source.id,
        place=place,
        sample=call.sample,
        gene=gene,
        partner=partner,
        kind=_kind(call, partner, label),
        hgvs_p=hgvs_p,
        hgvs_c=hgvs_c,
        label=label,
        chromosome=site[0],
        position=site[1],
        ref=site[2],
        alt=site[3],
        result=call.result,
    )


def _protein(parts: Components) -> str:
    concept = parts.concept(fc.HGVS_P)
    return hgvs.short_protein(
        _named_by_hgvs(concept) if concept else _known(parts, "p")
    )


def _coding(parts: Components) -> str:
    """Return the coding change; some files give it as the genomic or the known one."""
    concept = parts.concept(fc.HGVS_C)
    if concept:
        return hgvs.coding(_named_by_hgvs(concept))
    for at, component in parts.of(fc.HGVS_G):
        written = _named_by_hgvs(inner(component, "valueCodeableConcept"))
        if hgvs.coding(written).startswith("c."):
            parts.read.add(at)
            return hgvs.coding(written)
    return _known(parts, "c")


def _known(parts: Components, which: str) -> str:
    """Return gene, coding or protein of a variant that is named as ClinVar does."""
    for at, component in parts.of(fc.KNOWN_AS):
        named = words(inner(component, "valueCodeableConcept"))
        found = _CLINVAR.fullmatch(named)
        if found and found[which] and _agrees(parts, found):
            parts.read.add(at)
            return found[which]
    return ""


def _agrees(parts: Components, known: re.Match[str]) -> bool:
    """Say whether a ClinVar name means what the components beside it say.

    It may be the name of another variant at the same place.
    """
    coding = [_named_by_hgvs(_concept_of(c)) for _, c in parts.of(fc.HGVS_C)]
    protein = [_named_by_hgvs(_concept_of(c)) for _, c in parts.of(fc.HGVS_P)]
    return all(hgvs.coding(c) == known["c"] for c in coding if c) and all(
        hgvs.short_protein(p) == hgvs.short_protein(known["p"] or "")
        for p in protein
        if p
    )


def _concept_of(component: Node) -> Node:
    return inner(component, "valueCodeableConcept")


def _named_by_hgvs(concept: Node) -> str:
    return code_in(concept, "hgvs") or words(concept)


def _label(parts: Components) -> str:
    """Return what the variant is called where it has no HGVS name of a transcript."""
    return words(parts.concept(fc.KNOWN_AS)) or _named_by_hgvs(parts.concept(fc.HGVS_G))


def _kind(call: _Call, partner: str, label: str) -> VariantKind:
    parts, result = call.parts, call.result
    is_detected = isinstance(result, Detected)
    number = result.copy_number if isinstance(result, Detected) else None
    for code in (fc.CHANGE_TYPE, fc.CONSEQUENCE):
        said = frozenset(c for _, p in parts.of(code) for c in _codes_of(p))
        kind = copies_kind(said, fc.VALUE_NAMES[code], number, is_detected)
        if kind is None and said & fc.FUSION:
            kind = VariantKind.FUSION
        if kind is not None:
            known = KIND_CODES[kind]
            parts.read.update(n for n, p in parts.of(code) if _codes_of(p) & known)
            return kind
    if partner or "fusion" in label.lower() or "融合" in label:
        return VariantKind.FUSION
    if parts.of(fc.COPY_NUMBER) and not any(parts.of(c) for c in NAMES):
        raise EntryError("no-call", UNCALLED)
    return VariantKind.SMALL


def _codes_of(component: Node) -> frozenset[str]:
    return codes(inner(component, "valueCodeableConcept"))


def _site(parts: Components) -> tuple[str, int | None, str, str]:
    """Return chromosome, position from 1 and both alleles, where all are stated."""
    alleles = [_allele(parts, code) for code in (fc.REF, fc.ALT)]
    chromosome = _chromosome(parts)
    position = _position(parts)
    if not chromosome or position is None or not all(a for _, a in alleles):
        return "", None, "", ""
    used = [n for n, _ in alleles]
    used += [n for c in (fc.START_END, fc.COORDINATES) for n, _ in parts.of(c)[:1]]
    parts.read.update(used)
    parts.read.add(chromosome[0])
    return chromosome[1], position, alleles[0][1], alleles[1][1]


def _allele(parts: Components, code: str) -> tuple[int, str]:
    for at, component in parts.of(code):
        return at, text(component, "valueString")
    return -1, ""


def _chromosome(parts: Components) -> tuple[int, str] | None:
    for at, component in parts.of(fc.REFERENCE_SEQUENCE):
        for code in _codes_of(component):
            found = _CHROMOSOMES.get(code.partition(".")[0])
            if found:
                return at, found
    return None


def _position(parts: Components) -> int | None:
    """Return the first base counted from 1; how it is counted must be said."""
    counted = {c for _, p in parts.of(fc.COORDINATES) for c in _codes_of(p)}
    for _, component in parts.of(fc.START_END)[:1]:
        low = whole(inner(inner(component, "valueRange"), "low"), "value")
        if low is not None and counted & fc.FROM_ONE:
            return low
        if low is not None and counted & fc.FROM_ZERO:
            return low + 1
    return None
