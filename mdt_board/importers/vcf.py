"""VCF, plain or gzipped: one typed result per alternate allele and tumor sample.

Every data line becomes variants or an issue that names it; none is dropped.
"""

import io
import warnings
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from mdt_board.importers.calls import Origin, SetApart
from mdt_board.importers.found import Found
from mdt_board.importers.sandbox import Content, record_id, refused
from mdt_board.importers.tables_rows import sample_named
from mdt_board.importers.vcf_calls import (
    Allele,
    Call,
    ImpossibleCallError,
    filters_of,
    origin_stated,
    result_of,
)
from mdt_board.importers.vcf_names import csq_fields, names_of
from mdt_board.importers.vcf_notes import note, notes
from mdt_board.importers.vcf_samples import normals_of
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.molecular import NotDetected, Variant
from mdt_board.model.provenance import Source
from mdt_board.model.text import N_, Count, Message, Plain, Word

if TYPE_CHECKING:
    import vcfpy

NAME = "vcf"
IS_BINARY = False
EXTENSIONS = (".vcf", ".vcf.gz")
MAGIC = b"##fileformat=VCF"
ENCODED = "utf-8-sig"
COMMENT = b"##"
MAX_HEADER = 20_000_000  # characters; those of whole genomes have under one million
MAX_BAD_LINES = 10_000  # beyond this a file is damaged, not flawed
LETTERS = frozenset("ACGTN")
SMALL = frozenset({"SNV", "MNV", "DEL", "INS", "INDEL"})
PEDIGREE = "##PEDIGREE"  # of which the parser demands an ID that few have
OVERLAPPED = "*"  # the allele is gone with a deletion that another line holds
SITE_CALL = ("DP", "DP4", "AF")  # LoFreq's, of which a list of known sites has no DP4
SITE_COLUMN = 8

ENCODING = N_("The file is not in UTF-8; export it again in UTF-8.")
NO_VCF = N_(
    "The name is a VCF's, but the first line is not ##fileformat=VCF: export it again "
    "as VCF, or name a table .csv."
)
HEADER = N_("The VCF header cannot be read; the file may be cut off. Export it again.")
NO_COLUMN = N_(
    "The VCF has no column for a sample; the file's name stands for it. Name the "
    "sample so in the table of molecular tests."
)
NO_SAMPLES = N_("The VCF names no sample, so its variants belong to nobody.")
TOO_MANY = N_("More than {limit} lines of the VCF cannot be read; export it again.")
NO_RECORDS = N_("The VCF has a header and no variant; nothing was added.")
SKIPPED_NORMAL = N_("Normal samples left out: {count}. Only tumor samples are read.")
BAD_LINE = N_("This line is not a VCF record; it was left out. Check the line.")
BAD_FIELD = N_("The field {field} holds an impossible value; the line was left out.")
NO_ALLELE = N_("This line names no alternate allele; it was left out.")
STRUCTURAL = N_(
    "This line holds a structural variant, which is not read from VCF; enter it by "
    "hand."
)


@dataclass(frozen=True, slots=True)
class _Header:
    """What is read once per file."""

    parser: "vcfpy.parser.Parser"
    tumors: tuple[tuple[int, str], ...]  # column (from 10) and name of each sample
    normals: int
    csq: tuple[str, ...]
    length: int  # in lines
    is_sampled: bool = True


def accepts(content: Content) -> bool:
    """Say whether the file is VCF by its first bytes or its name."""
    name = content.name.lower()
    return content.data.startswith(MAGIC) or name.endswith(EXTENSIONS)


def read(content: Content, source: Source) -> Found:
    """Return the variants of every tumor sample, and an issue per line left out."""
    if not content.is_text_in(ENCODED):
        return Found((), (refused("encoding", ENCODING),))
    if not content.data.removeprefix(BOM_UTF8).startswith(COMMENT):
        return Found((), (refused("no-vcf", NO_VCF),))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # vcfpy warns with the line's own text
        lines = content.text_in(ENCODED)
        header = _header(lines, content.name)
        if isinstance(header, Issue):
            return Found((), (header,))
        return _records(lines, header, source)


def _header(stream: io.TextIOWrapper, file_name: str) -> _Header | Issue:
    import vcfpy  # late: start-up never needs it

    lines = _header_lines(stream)
    if lines is None:
        return refused("vcf-header", HEADER)
    try:
        parsed = (line for line in lines if not line.startswith(PEDIGREE))
        text = "".join(f"{line}\n" for line in parsed)
        raw = io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8")
        reader = vcfpy.Reader.from_stream(raw)
        csq = _csq(reader.header)
    except Exception:  # the parser raises whatever it stumbles over
        return refused("vcf-header", HEADER)
    names = list(reader.header.samples.names)
    if not names and all(reader.header.has_header_line("INFO", k) for k in SITE_CALL):
        alone = ((SITE_COLUMN, sample_named(file_name)),)
        return _Header(reader.parser, alone, 0, csq, len(lines), is_sampled=False)
    if not names:
        return refused("no-samples", NO_SAMPLES)
    is_normal = normals_of(lines[:-1], names)
    if isinstance(is_normal, Issue):
        return is_normal
    tumors = tuple(
        (10 + i, name) for i, name in enumerate(names) if name not in is_normal
    )
    return _Header(reader.parser, tumors, len(names) - len(tumors), csq, len(lines))


def _header_lines(stream: io.TextIOWrapper) -> list[str] | None:
    """Return the lines up to the one that names the columns, if there is one."""
    lines: list[str] = []
    left = MAX_HEADER
    while left > 0 and (line := stream.readline(left)):
        lines.append(line.rstrip("\r\n"))
        left -= len(line)
        if line.startswith("#CHROM"):
            return lines
    return None


def _csq(header: "vcfpy.Header") -> tuple[str, ...]:
    if not header.has_header_line("INFO", "CSQ"):
        return ()
    return csq_fields(str(header.get_info_field_info("CSQ").description))


def _records(lines: Iterable[str], header: _Header, source: Source) -> Found:
    variants: list[Variant] = []
    issues: list[Issue] = list(_header_notes(header))
    apart = SetApart()
    skipped = 0
    for number, line in enumerate(lines, header.length + 1):
        if not line.strip():
            continue
        found = _of_line(line, number, header, source)
        if isinstance(found, Issue):
            issues.append(found)
            skipped += 1
            if skipped > MAX_BAD_LINES:
                limit = Count(MAX_BAD_LINES)
                return Found(
                    (), (refused("too-many-bad-lines", TOO_MANY, limit=limit),)
                )
        else:
            _sort(found, f"line {number}", variants, apart)
    left_out = tuple(apart.issues())
    issues.extend(left_out)
    issues.extend(_notes(variants, bool(skipped or left_out)))
    return Found(tuple(variants), tuple(issues))


def _sort(
    found: list[Variant | Origin], place: str, variants: list[Variant], apart: SetApart
) -> None:
    for one in found:
        if isinstance(one, Variant):
            variants.append(one)
        else:
            apart.add(one, place)


def _header_notes(header: _Header) -> Iterator[Issue]:
    if not header.is_sampled:
        yield Issue("sample-from-name", Severity.NOTED, "header", Message(NO_COLUMN))
    if header.normals:
        yield note("normal-sample", SKIPPED_NORMAL, header.normals, "header")


def _notes(variants: list[Variant], has_lines: bool) -> Iterator[Issue]:
    if not variants and not has_lines:
        yield Issue("no-records", Severity.NOTED, "", Message(NO_RECORDS))
    yield from notes(variants)


def _of_line(
    line: str, number: int, header: _Header, source: Source
) -> list[Variant | Origin] | Issue:
    """Return the line's calls, at least one, or why there are none.

    Of a call that is not the tumor's only its origin is returned.
    """
    place = f"line {number}"
    try:
        record = header.parser.parse_line(line)
        if record is None or record.POS < 0:
            return _skipped("bad-line", BAD_LINE, place)
        return _of_record(_Site(record, place, header, source))
    except ImpossibleCallError as error:
        place = f"{place}, column {error.field}"
        return _skipped("bad-field", BAD_FIELD, place, field=Plain(error.field))
    except Exception:  # the parser raises whatever it stumbles over
        return _skipped("bad-line", BAD_LINE, place)


class _Site(NamedTuple):
    """One data line as parsed, with what its variants hang on."""

    record: "vcfpy.Record"
    place: str
    header: _Header
    source: Source


def _of_record(site: _Site) -> list[Variant | Origin] | Issue:
    ref, alts = site.record.REF, site.record.ALT
    texts = [(alt.type in SMALL, getattr(alt, "value", "") or "") for alt in alts]
    alleles = [
        Allele(number, len(texts), ref, text)
        for number, (is_small, text) in enumerate(texts, 1)
        if is_small and LETTERS.issuperset(text.upper())
    ]
    if alleles and LETTERS.issuperset(ref.upper()):
        return [_variant(site, a, s) for a in alleles for s in site.header.tumors]
    if any(not is_small for is_small, _ in texts):
        return _skipped("structural-variant", STRUCTURAL, site.place)
    if all(text == OVERLAPPED for _, text in texts):
        return _skipped("no-allele", NO_ALLELE, site.place)
    return _skipped("bad-line", BAD_LINE, site.place)


def _variant(site: _Site, allele: Allele, sample: tuple[int, str]) -> Variant | Origin:
    record, (column, name) = site.record, sample
    call = _call(record, name, site.header)
    result = result_of(call, allele)
    origin = origin_stated(call, record.INFO, allele)
    is_same = origin is Origin.WILDTYPE and isinstance(result, NotDetected)
    if origin is not Origin.SOMATIC and not is_same:  # caller and reads both say: none
        return origin
    names = names_of(record.INFO, allele, site.header.csq)
    place = f"{site.place}, allele {allele.number}, column {column}"
    return Variant(
        id=record_id(site.source.sha256, place),
        source=site.source.id,
        place=place,
        sample=name,
        gene=names.gene,
        hgvs_c=names.hgvs_c,
        hgvs_p=names.hgvs_p,
        label=names.label,
        chromosome=record.CHROM,
        position=record.POS,
        ref=allele.ref,
        alt=allele.alt,
        filters=filters_of(record.FILTER, call),
        effect=names.effect,
        result=result,
    )


def _call(record: "vcfpy.Record", name: str, header: _Header) -> Call:
    """Return the fields of a sample's call, which LoFreq writes among the site's."""
    if header.is_sampled:
        fields: Call = record.call_for_sample[name].data
        return fields
    return {k: v for k, v in record.INFO.items() if k in SITE_CALL}


def _skipped(code: str, text: str, place: str, **words: Word) -> Issue:
    return Issue(code, Severity.SKIPPED, place, Message(text, words))
