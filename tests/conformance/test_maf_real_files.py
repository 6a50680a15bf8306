"""MAF files, copy numbers and fusions that nobody on this project wrote."""

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from mdt_board import importers
from mdt_board.model.issue import ImportResult, Severity
from mdt_board.model.molecular import Detected, NotDetected, Variant, VariantKind

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
MAFS = {
    "test.maf": 20,
    "test_b38_output.maf": 25,
    "test_b38_output.more.maf": 25,
    "test_output.custom_isoforms.maf": 20,
    "test_output.vep_isoforms.maf": 20,
}


def file(folder: str, name: str) -> Path:
    path = DATA / folder / name
    if not path.exists():
        pytest.skip(f"shared/data/{folder}/{name} is not beside the checkout")
    return path


def variants(result: ImportResult) -> list[Variant]:
    return [r for r in result.records if isinstance(r, Variant)]


def skipped(result: ImportResult) -> list[str]:
    return [i.place for i in result.issues if i.severity is Severity.SKIPPED]


@pytest.mark.parametrize(("name", "count"), MAFS.items())
def test_every_row_is_there_with_its_exact_depth_count_and_fraction(
    name: str, count: int
) -> None:
    path = file("vcf_callers", name)
    with path.open() as lines:
        rows = list(csv.DictReader((r for r in lines if r[0] != "#"), delimiter="\t"))
    result = importers.read(path)
    assert len(result.records) == len(rows) == count
    assert skipped(result) == []
    for row, variant in zip(rows, variants(result), strict=True):
        alt, depth = int(row["t_alt_count"]), int(row["t_depth"])
        assert variant.sample == row["Tumor_Sample_Barcode"]
        assert variant.effect == row["Variant_Classification"]
        assert variant.position == int(row["Start_Position"])
        assert variant.hgvs_p == row.get("HGVSp_Short", "").replace("%3D", "=")
        if alt:
            assert isinstance(variant.result, Detected)
            assert (variant.result.alt_reads, variant.result.total_reads) == (
                *(alt, depth),
            )
            assert abs((variant.result.vaf or 0) - Decimal(alt) / depth) < Decimal(
                "0.000001"
            )
        else:
            assert variant.result == NotDetected(total_reads=depth)


def test_every_fusion_of_the_colorectal_tumor_is_imported_with_its_reads() -> None:
    path = file("vcf_tumor", "T001-COAD.grch38.fusions.tsv")
    with path.open() as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    result = importers.read(path)
    found = variants(result)
    assert len(found) == len(rows) == 9
    for row, variant in zip(rows, found, strict=True):
        assert variant.kind is VariantKind.FUSION
        assert variant.label == row["FusionGene"].replace("--", "::")
        assert {variant.gene, variant.partner} == set(row["FusionGene"].split("--"))
        spots = {f"{variant.chromosome}:{variant.position}", variant.alt}
        assert spots == {row["LeftBreakpoint"], row["RightBreakpoint"]}
        assert variant.result == Detected(alt_reads=int(row["SplitReads"]))
    named = {v.partner: v.gene for v in found}
    assert (named["EML4"], named["CCDC6"], named["TACC3"]) == ("ALK", "RET", "FGFR3")


def test_every_segment_of_the_colorectal_tumor_is_listed() -> None:
    path = file("vcf_tumor", "T001-COAD.grch38.cna.tsv")
    rows = path.read_text().splitlines()[1:]
    result = importers.read(path)
    assert result.records == ()
    assert Counter(i.code for i in result.issues) == {"segment": len(rows)}
    places = {p.partition(",")[0] for p in skipped(result)}
    assert places == {f"line {n}" for n in range(2, len(rows) + 2)}
