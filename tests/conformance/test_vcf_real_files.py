"""Variant files that nobody on this project wrote, beside the checkout."""

import csv
import gzip
from decimal import Decimal
from pathlib import Path

import pytest

from mdt_board import importers
from mdt_board.assets import asset
from mdt_board.importers.calls import Origin
from mdt_board.model.case import Case
from mdt_board.model.issue import ImportResult, Severity
from mdt_board.model.molecular import Detected, Variant
from mdt_board.model.text import Count
from mdt_board.workflow.edit import add

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
CALLERS = [
    *("mutect", "merged", "varscan", "strelka", "sniper", "muse", "radia", "pindel"),
    *("delly", "b37", "b38", "grch38", "maf2vcf"),
]


def folder(name: str) -> Path:
    path = DATA / name
    if not path.is_dir():
        pytest.skip(f"shared/data/{name} is not beside the checkout")
    return path


def data_lines(path: Path) -> list[int]:
    """Return the numbers of the lines that hold records."""
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()
    lines = enumerate(text.split("\n"), 1)
    return [n for n, line in lines if line.strip() and not line.startswith("#")]


def lines_of(result: ImportResult) -> set[int]:
    """Return the numbers of the lines that were imported or listed as left out."""
    skipped = [i.place for i in result.issues if i.severity is Severity.SKIPPED]
    places = [*(r.place for r in result.records), *skipped]
    return {int(p.partition(",")[0].removeprefix("line ")) for p in places}


def variants(result: ImportResult) -> list[Variant]:
    return [r for r in result.records if isinstance(r, Variant)]


def test_the_colorectal_tumor_is_imported_whole() -> None:
    path = folder("vcf_tumor") / "T001-COAD.grch38.vcf.gz"
    result = importers.read(path)
    assert len(result.records) == 3313
    assert result.issues == ()
    assert lines_of(result) == set(data_lines(path))


def test_the_colorectal_tumors_depths_counts_and_fractions_are_the_files() -> None:
    """TVAF leaves out reads of third bases, which the depth and so the VAF count."""
    path = folder("vcf_tumor") / "T001-COAD.grch38.vcf.gz"
    stated = {}
    for line in gzip.decompress(path.read_bytes()).decode().splitlines():
        if not line.startswith("#"):
            chrom, pos, _, ref, alt, _, _, info, fmt, call = line.split("\t")
            fields = dict(f.partition("=")[::2] for f in info.split(";"))
            fields |= zip(fmt.split(":"), call.split(":"), strict=True)
            stated[chrom, int(pos), ref, alt] = fields
    for v in variants(importers.read(path)):
        fields = stated[v.chromosome, v.position or 0, v.ref, v.alt]
        assert isinstance(v.result, Detected)
        reference, alternate = (int(d) for d in fields["ADT"].split(","))
        depth = int(fields["TDP"])
        assert (v.result.alt_reads, v.result.total_reads) == (alternate, depth)
        assert v.result.vaf is not None
        assert abs(v.result.vaf - Decimal(alternate) / depth) < Decimal("0.000001")
        of_two = Decimal(alternate) / (reference + alternate)
        assert abs(of_two - Decimal(fields["TVAF"])) < Decimal("0.000001")


def test_the_colorectal_tumor_goes_into_a_case_twice_and_is_there_once() -> None:
    result = importers.read(folder("vcf_tumor") / "T001-COAD.grch38.vcf.gz")
    text = asset("examples", "a", "case.json").read_bytes()
    case, issues = add(Case.model_validate_json(text), result)
    again, noted = add(case, result)
    assert issues == ()
    assert again is case
    assert len(case.molecular.variants) == 3313
    assert [i.code for i in noted] == ["already-there"]


@pytest.mark.parametrize("caller", CALLERS)
def test_every_line_of_every_caller_is_imported_or_listed_or_counted(
    caller: str,
) -> None:
    """Every tumor's call of every line that is read is imported or counted apart."""
    path = folder("vcf_callers") / f"test_{caller}.vcf"
    result = importers.read(path)
    apart = set_apart(result)
    listed = {i.place for i in result.issues if i.severity is Severity.SKIPPED}
    listed -= {i.place for i in result.issues if i.code in apart}
    lines = path.read_text().split("\n")
    left_out = {int(p.partition(",")[0].removeprefix("line ")) for p in listed}
    tumors = 2 if caller == "radia" else 1
    calls = sum(
        tumors * len(lines[n - 1].split("\t")[4].split(","))
        for n in set(data_lines(path)) - left_out
    )
    assert len(result.records) + sum(apart.values()) == calls
    assert "normal-sample" in {i.code for i in result.issues}
    if not apart:
        assert lines_of(result) == set(data_lines(path))


def test_varscans_germline_calls_are_not_the_tumors() -> None:
    """One of the two calls of unknown origin is listed, for its alleles."""
    path = folder("vcf_callers") / "test_varscan.vcf"
    result = importers.read(path)
    assert set_apart(result) == {"germline": 425, "loh": 42, "unknown-origin": 1}
    lines = path.read_text().split("\n")
    numbers = [
        int(r.place.partition(",")[0].removeprefix("line ")) for r in result.records
    ]
    assert all(";SS=2;" in lines[n - 1] for n in numbers)
    assert len(numbers) == 31


def set_apart(result: ImportResult) -> dict[str, int]:
    """Return how many calls of each origin were counted and left out."""
    origins = {o.value for o in Origin}
    found = {}
    for issue in result.issues:
        count = issue.message.words.get("count")
        if issue.code in origins and isinstance(count, Count):
            found[issue.code] = count.value
    return found


def test_the_mutect_calls_keep_their_depths_counts_fractions_and_filters() -> None:
    path = folder("vcf_callers") / "test_mutect.vcf"
    lines = path.read_text().split("\n")
    result = importers.read(path)
    assert len(result.records) == len(data_lines(path)) == 500
    for v in variants(result):
        number = int(v.place.partition(",")[0].removeprefix("line "))
        cells = lines[number - 1].split("\t")
        call = dict(zip(cells[8].split(":"), cells[10].split(":"), strict=False))
        assert v.sample == "TUMOR"
        assert v.filters == (() if cells[6] == "PASS" else (cells[6],))
        reference, alternate = (int(d) for d in call["AD"].split(","))
        if isinstance(v.result, Detected):
            assert v.result.alt_reads == alternate > 0
            assert v.result.vaf == Decimal(call["FA"])
            depth = max(int(call["DP"]), alternate)
            assert v.result.total_reads in (depth, reference + alternate)
        else:
            assert alternate == 0


@pytest.mark.parametrize(
    ("vcf", "maf"),
    [
        ("test.vcf", "test.maf"),
        ("test_b38.vcf", "test_b38_output.maf"),
        ("test.vcf", "test_output.vep_isoforms.maf"),
    ],
)
def test_depth_count_and_fraction_equal_those_of_the_maf(vcf: str, maf: str) -> None:
    """The MAF lists each site once, for the allele that the genotype names first."""
    where = folder("vcf_callers")
    with (where / maf).open() as file:
        rows = list(csv.DictReader((r for r in file if r[0] != "#"), delimiter="\t"))
    found = [v for v in variants(importers.read(where / vcf)) if _is_read(v)]
    compared = 0
    for row in rows:
        count, depth = int(row["t_alt_count"]), int(row["t_depth"])
        at_site = [v for v in found if _is_same_change(v, row)]
        assert at_site, row["Start_Position"]
        results = [v.result for v in at_site if isinstance(v.result, Detected)]
        same = [r for r in results if (r.alt_reads, r.total_reads) == (count, depth)]
        assert same, row["Start_Position"]
        assert same[0].vaf is not None
        assert abs(same[0].vaf - Decimal(count) / depth) < Decimal("0.000001")
        compared += 1
    assert compared == len(rows) >= 20


def _is_read(variant: Variant) -> bool:
    return isinstance(variant.result, Detected)


def _is_same_change(variant: Variant, row: dict[str, str]) -> bool:
    """Compare a VCF allele with a MAF row, which leaves out the shared first base."""
    ref, alt = row["Reference_Allele"].strip("-"), row["Tumor_Seq_Allele2"].strip("-")
    start = int(row["Start_Position"])
    same_chromosome = variant.chromosome == row["Chromosome"]
    for shared in range(min(len(variant.ref), len(variant.alt)) + 1):
        first = variant.position or 0
        trimmed = (variant.ref[shared:], variant.alt[shared:])
        place = first + shared - (0 if trimmed[0] else 1)
        if same_chromosome and trimmed == (ref, alt) and place == start:
            return True
    return False
