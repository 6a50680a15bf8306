"""MAF: one row is one variant with exact reads, or an issue that names its line."""

from decimal import Decimal
from pathlib import Path

import pytest

from mdt_board import importers
from mdt_board.importers import maf
from mdt_board.model.issue import ImportResult, Severity
from mdt_board.model.molecular import Detected, NotAnalyzed, NotDetected, Variant
from mdt_board.model.text import Count

ROW = {
    "Hugo_Symbol": "EGFR",
    "Chromosome": "7",
    "Start_Position": "55259515",
    "Variant_Classification": "Missense_Mutation",
    "Reference_Allele": "T",
    "Tumor_Seq_Allele1": "T",
    "Tumor_Seq_Allele2": "G",
    "Tumor_Sample_Barcode": "T1",
    "Matched_Norm_Sample_Barcode": "N1",
    "HGVSc": "c.2573T>G",
    "HGVSp_Short": "p.L858R",
    "t_depth": "1000",
    "t_ref_count": "879",
    "t_alt_count": "120",
    "n_depth": "900",
    "n_alt_count": "899",
    "FILTER": "PASS",
    "Mutation_Status": "Somatic",
}
FIELDS = tuple(ROW)


def text_of(*rows: dict[str, str], head: str = "#version 2.4\n") -> str:
    lines = ["\t".join(FIELDS)]
    lines += ["\t".join(row[f] for f in FIELDS) for row in rows]
    return head + "\n".join(lines) + "\n"


def read(folder: Path, text: str, name: str = "a.maf") -> ImportResult:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return importers.read(path)


def variants(result: ImportResult) -> list[Variant]:
    return [r for r in result.records if isinstance(r, Variant)]


def codes(result: ImportResult) -> list[str]:
    return [i.code for i in result.issues]


def test_a_row_is_the_tumors_variant_with_exact_reads(tmp_path: Path) -> None:
    result = read(tmp_path, text_of(ROW))
    (found,) = variants(result)
    assert (found.sample, found.gene, found.hgvs_p, found.hgvs_c) == (
        *("T1", "EGFR", "p.L858R", "c.2573T>G"),
    )
    assert (found.chromosome, found.position, found.ref, found.alt) == (
        *("7", 55259515, "T", "G"),
    )
    assert found.effect == "Missense_Mutation"
    assert found.result == Detected(
        vaf=Decimal("0.12"), alt_reads=120, total_reads=1000
    )
    assert result.issues == ()


def test_the_matched_normals_reads_are_never_the_tumors(tmp_path: Path) -> None:
    bare = ROW | {"t_depth": ".", "t_ref_count": "", "t_alt_count": "NA"}
    result = read(tmp_path, text_of(bare))
    (found,) = variants(result)
    assert found.result == Detected()
    assert codes(result) == ["no-read-counts"]


@pytest.mark.parametrize("kind", ["Silent", "Intron", "5'Flank", "Splice_Site", "IGR"])
def test_no_row_is_left_out_for_what_it_does(tmp_path: Path, kind: str) -> None:
    (found,) = variants(read(tmp_path, text_of(ROW | {"Variant_Classification": kind})))
    assert found.effect == kind


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"t_alt_count": "0"}, NotDetected(total_reads=1000)),
        ({"t_depth": "0", "t_alt_count": "0"}, NotAnalyzed(reason="no-depth")),
        (
            {"t_depth": "", "t_ref_count": "7", "t_alt_count": "1"},
            Detected(vaf=Decimal("0.125"), alt_reads=1, total_reads=8),
        ),
        (
            {"t_depth": "3000000", "t_alt_count": "1"},
            Detected(vaf=Decimal("3.33333E-7"), alt_reads=1, total_reads=3000000),
        ),
    ],
)
def test_results_are_typed_by_their_reads(
    tmp_path: Path, change: dict[str, str], expected: object
) -> None:
    (found,) = variants(read(tmp_path, text_of(ROW | change)))
    assert found.result == expected


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        ({"t_alt_count": "1001"}, "too-many-reads", "line 3, column t_alt_count"),
        ({"t_alt_count": "NaN"}, "bad-count", "line 3, column t_alt_count"),
        ({"t_depth": "Infinity"}, "bad-count", "line 3, column t_depth"),
        ({"t_depth": "-5"}, "bad-count", "line 3, column t_depth"),
        ({"t_depth": "9" * 5000}, "bad-count", "line 3, column t_depth"),
        ({"Tumor_Sample_Barcode": ""}, "no-sample", "line 3"),
        ({"Tumor_Seq_Allele2": "T"}, "no-allele", "line 3"),
        ({"Mutation_Status": "Germline"}, "germline", "line 3"),
        ({"Mutation_Status": "LOH"}, "loh", "line 3"),
        ({"Mutation_Status": "Wildtype"}, "wildtype", "line 3"),
        ({"Mutation_Status": "Unknown"}, "unknown-origin", "line 3"),
        ({"Mutation_Status": "Valid;Germline"}, "unknown-origin", "line 3"),
        (
            {"Mutation_Status": "Post-transcriptional modification"},
            "edited-rna",
            "line 3",
        ),
    ],
)
def test_what_cannot_be_the_tumors_result_costs_its_row_alone(
    tmp_path: Path, change: dict[str, str], code: str, place: str
) -> None:
    result = read(tmp_path, text_of(ROW | change, ROW))
    assert len(result.records) == 1
    (issue,) = (i for i in result.issues if i.severity is Severity.SKIPPED)
    assert (issue.code, issue.place) == (code, place)


def test_rows_that_are_not_the_tumors_are_counted_once_by_origin(
    tmp_path: Path,
) -> None:
    words = ["Germline", "LOH", "GERMLINE ", "somatic", "", "."]
    rows = [ROW | {"Mutation_Status": word} for word in words]
    result = read(tmp_path, text_of(*rows))
    assert len(result.records) == 3
    counted = {i.code: i.message.words["count"] for i in result.issues}
    assert counted == {"germline": Count(2), "loh": Count(1)}


@pytest.mark.parametrize("written", ["0", "0.0", "0.000"])
@pytest.mark.parametrize(("depth", "total"), [("", None), ("800", 800)])
def test_a_stated_fraction_of_zero_is_not_detected(
    tmp_path: Path, written: str, depth: str, total: int | None
) -> None:
    reads = {"t_depth": depth, "t_ref_count": "", "t_alt_count": "."}
    text = text_of(ROW | reads | {"n_depth": written}).replace("n_depth", "tumor_f")
    (found,) = variants(read(tmp_path, text))
    assert found.result == NotDetected(total_reads=total)


def test_a_call_that_did_not_pass_keeps_its_filters(tmp_path: Path) -> None:
    result = read(tmp_path, text_of(ROW | {"FILTER": "common_variant,weak"}))
    (found,) = variants(result)
    assert found.filters == ("common_variant", "weak")
    assert codes(result) == ["not-passed"]


def test_columns_are_found_by_name_and_comments_passed_over(tmp_path: Path) -> None:
    turned = text_of(ROW).splitlines()
    mixed = [turned[0], "# made by hand", turned[1], "", "# between", turned[2]]
    (found,) = variants(read(tmp_path, "\n".join(mixed)))
    assert found.place == "line 6"
    reversed_cells = ["\t".join(reversed(x.split("\t"))) for x in turned[1:]]
    (again,) = variants(read(tmp_path, "\n".join(reversed_cells)))
    assert again.result == found.result


def test_a_maf_is_known_by_its_first_line_too(tmp_path: Path) -> None:
    assert len(read(tmp_path, text_of(ROW), "mutations.txt").records) == 1
    assert len(read(tmp_path, text_of(ROW, head=""), "data.tsv").records) == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("#version 2.4\n", "maf-header"),
        ("#version 2.4\nChromosome\tStart_Position\n7\t1\n", "maf-header"),
        (text_of(ROW).replace("n_depth", "t_depth"), "duplicate-header"),
        (text_of(), "no-records"),
    ],
)
def test_a_file_without_its_headers_or_rows_says_so(
    tmp_path: Path, text: str, code: str
) -> None:
    result = read(tmp_path, text)
    assert (result.records, codes(result)) == ((), [code])


def test_a_damaged_file_is_refused_and_not_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maf, "MAX_BAD_ROWS", 3)
    result = read(tmp_path, text_of(*[ROW | {"t_depth": "x"}] * 5))
    assert result.source is None
    assert codes(result) == ["too-many-bad-rows"]
