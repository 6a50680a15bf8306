"""Reads of white blood cells or tissue in a file of their own, by patient."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from mdt_board.importers import sandbox, vcf
from mdt_board.importers.plasma_table import PlasmaRow, read_reads
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.molecular import Detected, NotDetected, Variant
from mdt_board.model.provenance import Source
from mdt_board.model.text import N_, Message
from mdt_board.terminology.gene_symbols import gene_symbol
from mdt_board.workspace.refused import RefusedError, refusal

WHOSE = N_(
    "The file does not say whose reads these are, and the variants are of several "
    "patients; add the column patient."
)
NO_MATCH = N_(
    "Nothing in this file is one of the variants, so it says nothing; compare patient, "
    "gene, protein change and place in both files."
)
Key = tuple[str, ...]
Pair = tuple[int, int]
Entry = tuple[str, tuple[Key, ...], Pair]  # patient, names of the variant, reads


@dataclass(frozen=True, slots=True)
class Material:
    """Alternate and all reads by patient and variant; one not named is unknown.

    The patient is empty where the file and the variants are of one and the same.
    """

    reads: Mapping[tuple[str, Key], Pair] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()

    def of(self, row: PlasmaRow) -> Pair | None:
        """Return the reads of the variant of a row, in its own patient."""
        if not self.reads:
            return None
        places = ((p, k) for p in (row.cells[0], "") for k in keys_of(row))
        return next((self.reads[at] for at in places if at in self.reads), None)


def material_in(path: Path | None, rows: list[PlasmaRow]) -> Material:
    """Read the file of another material for these rows of plasma.

    Raises:
        RefusedError: when it cannot be read, or does not say whose reads it has.
    """
    if path is None:
        return Material()
    content = sandbox.content_of(path)
    if isinstance(content, Issue):
        raise RefusedError(str(path), (content,))
    is_vcf = vcf.accepts(content)
    entries, issues = _of_vcf(content) if is_vcf else _of_table(content)
    refused = tuple(i for i in issues if i.severity is Severity.REFUSED)
    if refused:
        raise RefusedError(str(path), refused)
    found = Material(_by_patient(path, entries, {r.cells[0] for r in rows}))
    if rows and not any(found.of(r) for r in rows):
        issues = (*issues, Issue("no-match", Severity.NOTED, "", Message(NO_MATCH)))
    name = content.name
    told = (replace(i, place=f"{name} {i.place}".strip(), file=name) for i in issues)
    return replace(found, issues=tuple(told))


def keys_of(row: PlasmaRow) -> tuple[Key, ...]:
    """Return what makes two rows the same variant: by place, then by name.

    A gene alone names no variant.
    """
    keys: list[Key] = []
    if row.place:
        chromosome, position = row.place
        alleles = row.text("ref").upper(), row.text("alt").upper()
        keys.append((chromosome, str(position), *alleles))
    if name := row.text("hgvs_p").removeprefix("p."):
        keys.append((row.gene, name))
    return tuple(keys)


def source_of(content: sandbox.Content) -> Source:
    """Return where the records of a VCF come from."""
    sha256 = content.sha256
    return Source(id=sha256, name=content.name, format=vcf.NAME, sha256=sha256)


def _by_patient(
    path: Path, entries: list[Entry], patients: set[str]
) -> dict[tuple[str, Key], Pair]:
    """Sort the reads; of a variant that is there twice the deeper one counts."""
    named = {patient for patient, _, _ in entries}
    is_of_one = len(patients) <= 1 and len(named) <= 1
    if "" in named and not is_of_one:
        raise RefusedError(str(path), (refusal("whose-reads", WHOSE),))
    kept: dict[tuple[str, Key], Pair] = {}
    for patient, keys, pair in entries:
        for key in keys:
            at = ("" if is_of_one else patient, key)
            if at not in kept or pair[1] > kept[at][1]:
                kept[at] = pair
    return kept


def _of_table(content: sandbox.Content) -> tuple[list[Entry], tuple[Issue, ...]]:
    table = read_reads(content)
    entries = [(r.cells[0], keys_of(r), r.wbc) for r in table.rows]
    return [(p, keys, pair) for p, keys, pair in entries if pair], table.issues


def _of_vcf(content: sandbox.Content) -> tuple[list[Entry], tuple[Issue, ...]]:
    found = vcf.read(content, source_of(content))
    variants = (r for r in found.records if isinstance(r, Variant))
    entries = [
        (v.sample, tuple(_keys_of_variant(v)), pair)
        for v in variants
        if (pair := _pair_of(v))
    ]
    issues = tuple(i for i in found.issues if i.severity is not Severity.NOTED)
    return entries, issues


def _keys_of_variant(variant: Variant) -> Iterator[Key]:
    if variant.chromosome and variant.position is not None:
        chromosome = variant.chromosome.lower().removeprefix("chr").upper()
        alleles = variant.ref.upper(), variant.alt.upper()
        yield (chromosome, str(variant.position), *alleles)
    if name := variant.hgvs_p.removeprefix("p."):
        yield (gene_symbol(variant.gene), name)


def _pair_of(variant: Variant) -> Pair | None:
    """Return its reads; a detected variant without them is no zero."""
    result = variant.result
    if isinstance(result, NotDetected) and result.total_reads:
        return 0, result.total_reads
    if isinstance(result, Detected) and result.total_reads:
        alt = result.alt_reads
        return (alt, result.total_reads) if alt is not None else None
    return None
