"""Rows of assays and of variant results; every result is typed."""

from decimal import Decimal

from mdt_board.importers import cells
from mdt_board.importers.calls import against_reads, result_by_numbers
from mdt_board.importers.cells import Row
from mdt_board.importers.sandbox import record_id
from mdt_board.model.base import ListRecord
from mdt_board.model.issue import Issue, Severity
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
from mdt_board.terminology import fusions, hgvs, values
from mdt_board.terminology.names import slug
from mdt_board.terminology.variant_names import VariantName, read

NO_RESULT = N_("{column} is empty and there are no reads; the row was left out.")
TOO_MANY_READS = N_("{column} holds more reads than there are; the row was left out.")
CONTRADICTION = N_("{column} contradicts the numbers beside it; the row was left out.")
NO_VARIANT = N_("{column} is empty: which variant is meant cannot be told.")
NOT_READ = N_(
    "{column} names a variant in a way that is not known; it was kept as typed and no "
    "rule about a variant can use it."
)
NO_SAMPLE_COLUMN = N_(
    "The table has no column for the sample; the file's name stands for it. Name the "
    "sample so in the table of molecular tests."
)
SCALE_NOT_NEEDED = N_(
    "{column} does not say percent or fraction and was not read; the reads beside it "
    "give the fraction."
)
ZERO_VAF = N_("In {column} 0 was read as: not detected.")
COPY_KINDS = (VariantKind.AMPLIFICATION, VariantKind.DELETION)


def assay_row(row: Row) -> list[ListRecord]:
    """Return one assay, with its own answer where it gives one."""
    sample = cells.required(row, "sample")
    kind = cells.word(row, "kind", values.ASSAY_KINDS)
    has_answer = any(f in row.cells for f in ("result", "vaf"))
    return [
        Assay(
            id=f"assay-{slug(sample)}",
            source=row.source,
            place=row.place,
            sample=sample,
            kind=AssayKind(kind) if kind else None,
            name=cells.text(row, "name"),
            laboratory=cells.text(row, "laboratory"),
            sampled_on=cells.day(row, "date"),
            reported_on=cells.day(row, "reported_on"),
            specimen=cells.text(row, "specimen"),
            genes=cells.parts(row, "genes"),
            lod=_lod(row),
            input_ng=cells.amount(row, "input"),
            plasma_ml=cells.amount(row, "plasma"),
            loci=cells.whole(row, "loci"),
            depth=cells.whole(row, "depth"),
            result=_result(row) if has_answer else None,
        )
    ]


def variant_row(row: Row) -> list[ListRecord]:
    """Return one typed result of one variant in one sample."""
    named = cells.text(row, "hgvs_p") or cells.text(row, "variant")
    hgvs_c = cells.text(row, "hgvs_c")
    if not named and not hgvs_c:
        raise row.error("no-variant", NO_VARIANT, "hgvs_p")
    written = hgvs.coding(named)
    if not hgvs_c and written.startswith("c."):
        named, hgvs_c = "", written
    gene = cells.required(row, "gene")
    name = _name(row, named, gene)
    kind, partner = _kind(named, gene, name)
    return [
        Variant(
            id=record_id(row.sha256, row.place),
            source=row.source,
            place=row.place,
            sample=sample_of(row),
            gene=gene,
            partner=partner,
            kind=kind,
            hgvs_p=name.hgvs_p,
            hgvs_c=hgvs.coding(hgvs_c),
            label="" if name.hgvs_p or kind in COPY_KINDS else name.label or named,
            as_written="" if named in _usual(name) else named,
            result=_result(row),
        )
    ]


def _name(row: Row, named: str, gene: str) -> VariantName:
    """Read the variant's name; one that cannot be read is kept as typed and said so."""
    name = read(named, gene)
    short = hgvs.short_protein(named)
    if name.is_read or not named:
        return name
    if short.startswith("p."):  # HGVS of a kind that the reader does not know
        return VariantName(named, gene=gene, hgvs_p=short)
    row.note("variant-not-read", NOT_READ, "variant")
    return name


def _usual(name: VariantName) -> tuple[str, ...]:
    """Return the spellings from which nothing is lost."""
    plain = name.hgvs_p.removeprefix("p.")
    kinds = ("amplification", "deletion", "扩增", "缺失")
    return ("", name.hgvs_p, plain, name.label, *kinds)


def sample_of(row: Row) -> str:
    """Return the row's sample; a table without that column is one sample's file."""
    if "sample" in row.columns.names:
        return cells.required(row, "sample")
    row.note("sample-from-name", NO_SAMPLE_COLUMN, "sample")
    return row.file_sample


def _kind(named: str, gene: str, name: VariantName) -> tuple[VariantKind, str]:
    """Return what a variant's own name says that it is, and a fusion's partner."""
    call = values.meaning(named, values.COPY_CALLS) if named else None
    if call in (values.AMPLIFIED, values.DELETED):
        amplified = call == values.AMPLIFIED
        return (VariantKind.AMPLIFICATION if amplified else VariantKind.DELETION), ""
    pair = fusions.pair_in(cells.plain(named))
    if pair and gene in pair:
        return VariantKind.FUSION, pair[1] if gene == pair[0] else pair[0]
    return VariantKind(name.kind), name.partner


def _lod(row: Row) -> Decimal | None:
    if "lod" not in row.cells:
        return None
    comparator, value = cells.fraction(row, "lod")
    if comparator is not Comparator.EQUAL:
        raise row.error("bad-number", cells.BAD_NUMBER, "lod")
    return value


def _result(row: Row) -> Result:
    """Read the result from its word, its fraction or its reads, in that order."""
    name = "result" if "result" in row.cells else "vaf"
    said = values.meaning(cells.text(row, name), values.RESULTS)
    if said == values.NOT_ANALYZED:
        return NotAnalyzed()
    if said == values.FAILED:
        return Failed()
    comparator, vaf = _vaf(row)
    alt, total = _reads(row)
    if said == values.NOT_DETECTED:
        if vaf or alt:
            raise row.error("contradiction", CONTRADICTION, name)
        return NotDetected(lod=_lod(row), total_reads=total)
    if comparator is Comparator.BELOW:
        return NotDetected(lod=vaf, total_reads=total)
    if said == values.DETECTED and (alt == 0 or vaf == 0):
        raise row.error("contradiction", CONTRADICTION, name)
    return _by_numbers(row, vaf, alt, total, is_detected=said == values.DETECTED)


def _by_numbers(
    row: Row,
    vaf: Decimal | None,
    alt: int | None,
    total: int | None,
    is_detected: bool,
) -> Result:
    name = "vaf" if "vaf" in row.cells else "result"
    if alt == 0 and vaf:
        raise row.error("contradiction", CONTRADICTION, name)
    _tell_against_reads(row, name, vaf, alt, total)
    found = result_by_numbers(alt, total, vaf, _lod(row))
    if found is None and not is_detected:
        raise row.error("no-result", NO_RESULT, "result")
    if isinstance(found, NotDetected) and vaf == 0:
        row.note("zero-fraction", ZERO_VAF, name)
    if isinstance(found, NotDetected | NotAnalyzed):
        return found
    seen = found or Detected(total_reads=total)
    return Detected(
        vaf=seen.vaf,
        alt_reads=seen.alt_reads,
        total_reads=seen.total_reads,
        mutant_molecules=cells.whole(row, "molecules"),
        loci_positive=cells.whole(row, "loci_positive"),
    )


def _tell_against_reads(
    row: Row, name: str, vaf: Decimal | None, alt: int | None, total: int | None
) -> None:
    message = against_reads(vaf, alt, total)
    if message:
        code = "fraction-against-reads"
        place = f"{row.place}, column {row.columns.names[name]}"
        row.notes[code, row.place] = Issue(code, Severity.NOTED, place, message)


def _vaf(row: Row) -> tuple[Comparator, Decimal | None]:
    """Return the fraction from its own column, or from a result that is a number."""
    for name in ("vaf", "result"):
        written = cells.text(row, name)
        if written and values.meaning(written, values.RESULTS) is None:
            if _is_given_by_reads(row, name):
                row.note("scale-not-needed", SCALE_NOT_NEEDED, name)
                continue
            comparator, value = cells.fraction(row, name)
            if comparator is Comparator.ABOVE:
                raise row.error("bad-number", cells.BAD_NUMBER, name)
            return comparator, value
    return Comparator.EQUAL, None


def _is_given_by_reads(row: Row, name: str) -> bool:
    """Say whether a number without a unit can be left for the reads beside it."""
    is_bare = cells.bare_number(cells.text(row, name)) is not None
    has_reads = "alt_reads" in row.cells and "total_reads" in row.cells
    return is_bare and has_reads and not row.columns.units.get(name)


def _reads(row: Row) -> tuple[int | None, int | None]:
    alt, total = cells.whole(row, "alt_reads"), cells.whole(row, "total_reads")
    if alt is not None and total is not None and alt > total:
        raise row.error("too-many-reads", TOO_MANY_READS, "alt_reads")
    return alt, total
