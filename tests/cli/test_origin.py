"""The verb that weighs where plasma variants come from."""

import csv

from mdt_board.importers.plasma_table import COLUMNS
from mdt_board.workspace.variant_origins import ADDED

VCF = """##fileformat=VCFv4.2
##INFO=<ID=GENE,Number=1,Type=String,Description="Gene">
##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">
##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Depths">
##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Depth">
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS1
chr12\t25398284\t.\tC\tT\t.\tPASS\tGENE=KRAS\tGT:AD:DP\t0/1:{kras}
chr17\t7578406\t.\tC\tT\t.\tPASS\tGENE=TP53\tGT:AD:DP\t{tp53}
"""


def table(path, *rows, header=COLUMNS):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerows(rows)
    return path


def answers(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def variant(patient="P1", gene="TP53", **cells):
    return {"patient": patient, "gene": gene} | cells


def test_the_table_comes_back_with_what_was_found(run, tmp_path):
    given = [
        variant(gene="DNMT3A", alt_reads=60, total_reads=5000, cancer_history="LUAD"),
        variant(gene="KRAS", alt_reads=50, total_reads=5000, wbc_alt_reads=60,
                wbc_total_reads=6000, cancer_history="LUAD"),
    ]  # fmt: skip
    out = tmp_path / "out.csv"
    ran = run("origin", str(table(tmp_path / "in.csv", *given)), "--out", str(out))
    assert (ran.code, ran.err) == (0, "")
    found = answers(out)
    assert tuple(found[0]) == (*COLUMNS, *ADDED)
    for row, cells in zip(found, given, strict=True):
        assert {c: row[c] for c in cells} == {c: str(v) for c, v in cells.items()}
        shares = [row[f"p_{x}"] for x in ("tumor", "ch", "germline", "technical")]
        assert round(sum(map(float, shares)), 9) == 1
    assert [row["answer"] for row in found] == ["ch_likely", "ch_likely"]
    assert "ch:wbc=" in found[1]["contributions"]


def test_a_bad_row_is_told_with_its_line_and_the_rest_is_written(run, tmp_path):
    rows = (variant(vaf="0.01"), variant(vaf="7"), variant(vaf="0.02"))
    out = tmp_path / "out.csv"
    file = table(tmp_path / "in.csv", *rows)
    ran = run("origin", str(file), "--out", str(out), "--lang", "en")
    assert ran.code == 1
    assert "line 3: vaf is not a number in its range" in ran.out
    assert len(answers(out)) == 2


def test_a_table_without_its_columns_is_refused_and_nothing_is_written(run, tmp_path):
    out = tmp_path / "out.csv"
    file = table(tmp_path / "in.csv", {"gene": "TP53"}, header=("gene",))
    assert run("origin", str(file), "--out", str(out)).code == 2
    assert not out.exists()


def test_the_output_never_goes_over_an_input(run, tmp_path):
    file = table(tmp_path / "in.csv", variant(vaf="0.01"))
    before = file.read_bytes()
    assert run("origin", str(file), "--out", str(file)).code == 2
    assert file.read_bytes() == before


def test_age_and_history_stand_in_only_for_empty_cells(run, tmp_path):
    rows = (variant("P1", age=50), variant("P2"), variant("P3", cancer_history="none"))
    out = tmp_path / "out.csv"
    file = table(tmp_path / "in.csv", *rows)
    run("origin", str(file), "--age", "81", "--history", "LUAD", "--out", str(out))
    parts = [row["contributions"] for row in answers(out)]
    assert "age.50-59" in parts[0]
    assert "age.80" in parts[1]
    assert "no-cancer." in parts[2]
    assert "no-cancer." not in parts[1]


def test_a_vcf_with_the_vcf_of_its_white_cells(run, tmp_path):
    plasma, wbc = tmp_path / "plasma.vcf", tmp_path / "wbc.vcf"
    plasma.write_text(VCF.format(kras="4950,50:5000", tp53="0/1:4950,50:5000"))
    wbc.write_text(VCF.format(kras="5940,60:6000", tp53="0/0:6000,0:6000"))
    out = tmp_path / "out.csv"
    asked = ("--history", "LUAD", "--wbc", str(wbc), "--out", str(out))
    assert run("origin", str(plasma), *asked).code == 0
    found = {row["gene"]: row["answer"] for row in answers(out)}
    assert found == {"KRAS": "ch_likely", "TP53": "tumor_likely"}


def test_a_cell_that_a_spreadsheet_would_run_is_written_as_text(run, tmp_path):
    out = tmp_path / "out.csv"
    file = table(tmp_path / "in.csv", variant(patient="=1+1", vaf="0.01"))
    run("origin", str(file), "--out", str(out))
    assert answers(out)[0]["patient"] == "'=1+1"


def in_white_cells(patient="", **cells):
    """Return a row of white cells that carry KRAS G12D as plasma does."""
    reads = {"alt_reads": 32, "total_reads": 8000}
    return variant(patient, "KRAS", hgvs_p="p.G12D") | reads | cells


def plasma_of(*patients, **cells):
    reads = {"alt_reads": 20, "total_reads": 5000, "cancer_history": "LUAD"}
    return [variant(p, "KRAS", hgvs_p="G12D") | reads | cells for p in patients]


def with_white_cells(run, tmp_path, plasma, *white_cells, code=0, text=None):
    out, cells = tmp_path / "out.csv", tmp_path / "wbc.csv"
    if text is None:
        table(cells, *white_cells)
    else:
        cells.write_bytes(text)
    asked = (str(table(tmp_path / "in.csv", *plasma)), "--wbc", str(cells))
    ran = run("origin", *asked, "--out", str(out), "--lang", "en")
    assert ran.code == code, ran.err
    return ran, ([r["answer"] for r in answers(out)] if out.exists() else None)


def test_white_cells_of_one_patient_say_nothing_of_another(run, tmp_path):
    plasma = plasma_of("A", "B")
    _, found = with_white_cells(run, tmp_path, plasma, in_white_cells("A"))
    assert found == ["ch_likely", "tumor_likely"]


def test_white_cells_of_nobody_in_particular_are_refused_for_several(run, tmp_path):
    plasma = plasma_of("A", "B")
    ran, found = with_white_cells(run, tmp_path, plasma, in_white_cells(), code=2)
    assert "whose reads" in ran.err
    assert found is None


def test_white_cells_of_the_only_patient_need_no_name(run, tmp_path):
    for named in ("", "lab 17"):
        cells = in_white_cells(named)
        assert with_white_cells(run, tmp_path, plasma_of("A"), cells)[1] == [
            "ch_likely"
        ]


def test_white_cells_in_tabs_and_capitals_are_read_as_well(run, tmp_path):
    text = b"Gene\tHGVS_p\tAlt_reads\tTotal_reads\nKRAS\tp.G12D\t32\t8000\n"
    _, found = with_white_cells(run, tmp_path, plasma_of("A"), text=text)
    assert found == ["ch_likely"]


def test_a_variant_is_found_by_name_where_one_file_has_no_place(run, tmp_path):
    place = {"chrom": "12", "pos": 25398284, "ref": "C", "alt": "T"}
    plasma = plasma_of("A", **place)
    _, found = with_white_cells(run, tmp_path, plasma, in_white_cells())
    assert found == ["ch_likely"]


def test_a_row_of_white_cells_that_cannot_be_read_is_told(run, tmp_path):
    bad = in_white_cells(alt_reads="many")
    ran, _ = with_white_cells(run, tmp_path, plasma_of("A"), bad, code=1)
    assert "wbc.csv: line 2: alt_reads is not a number" in ran.out


def test_white_cells_that_match_nothing_are_told_and_never_passed_over(run, tmp_path):
    other = in_white_cells("A", hgvs_p="p.G12V")
    ran, _ = with_white_cells(run, tmp_path, plasma_of("A"), other)
    assert "one of the variants" in ran.out


def test_no_file_of_white_cells_makes_the_verb_crash(run, tmp_path):
    wide = b"gene,alt_reads,total_reads\n" + b"x" * 200_000 + b",1,2\n"
    ran, found = with_white_cells(run, tmp_path, plasma_of("A"), text=wide, code=1)
    assert "wbc.csv" in ran.out + ran.err
    assert found
    for text in (b"x" * 200_000, b"\xff\xfe", b"gene,alt_reads\nKRAS,1\n", b"a\x00b\n"):
        (tmp_path / "out.csv").unlink(missing_ok=True)
        ran, found = with_white_cells(run, tmp_path, plasma_of("A"), text=text, code=2)
        assert "wbc.csv" in ran.err
        assert found is None


def test_what_was_denied_is_no_cancer_and_no_therapy(run, tmp_path):
    rows = [
        variant(cancer_history=h, vaf="0.004", prior_therapy=t)
        for h, t in (("no known cancer", "no chemotherapy"), ("无肿瘤史", "未化疗"))
    ]
    rows.append(variant(cancer_history="unknown", prior_therapy="unknown", vaf="0.004"))
    out = tmp_path / "out.csv"
    run("origin", str(table(tmp_path / "in.csv", *rows)), "--out", str(out))
    parts = [row["contributions"] for row in answers(out)]
    assert ["no-cancer." in p for p in parts] == [True, True, False]
    assert not any("therapy" in p for p in parts)


def test_white_cells_find_a_gene_written_in_small_letters(run, tmp_path):
    cells = in_white_cells("A", gene="kras")
    ran, found = with_white_cells(run, tmp_path, plasma_of("A"), cells)
    assert found == ["ch_likely"]
    assert "wbc.csv" in ran.out
    assert "in capitals" in ran.out


def test_small_letters_weigh_as_the_gene_that_they_name_and_it_is_told(run, tmp_path):
    rows = [variant(p, g, vaf="0.01") for p, g in (("A", "egfr"), ("B", "EGFR"))]
    out = tmp_path / "out.csv"
    file = str(table(tmp_path / "in.csv", *rows))
    ran = run("origin", file, "--out", str(out), "--lang", "en")
    assert ran.code == 0
    assert "egfr as EGFR" in ran.out
    small, large = answers(out)
    assert (small.pop("gene"), large.pop("gene")) == ("egfr", "EGFR")
    assert small | {"patient": ""} == large | {"patient": ""}


def test_the_help_tells_every_column_in_both_languages(run):
    english, chinese = run("origin", "--help").out.split("表格的列")
    for words in (english, chinese):
        assert set(COLUMNS) <= set(words.split())


def test_an_answer_that_an_untold_history_would_change_is_open(run, tmp_path):
    told = {"": "undetermined", "未知": "undetermined", "unknown": "undetermined"}
    told |= {"yes": "tumor_likely"}
    rows = [
        variant(str(i), "KRAS", hgvs_p="p.G12D", vaf="0.01", cancer_history=h)
        for i, h in enumerate(told)
    ]
    out = tmp_path / "out.csv"
    run("origin", str(table(tmp_path / "in.csv", *rows)), "--out", str(out))
    found = answers(out)
    assert [r["answer"] for r in found] == [*told.values()]
    assert [r["deciding_test"] for r in found] == [*["cancer-history"] * 3, ""]
    said = ["history.unknown-cancer-taken" in r["contributions"] for r in found]
    assert said == [True, True, True, False]


def test_a_fraction_that_germline_can_have_asks_for_white_cells(run, tmp_path):
    cells = [("0.38", ""), ("0.38", "yes"), ("0.34", "yes"), ("0.29", "yes")]
    rows = [
        variant(str(i), "LRP1B", hgvs_p="p.A100T", vaf=v, cancer_history=h)
        for i, (v, h) in enumerate(cells)
    ]
    out = tmp_path / "out.csv"
    run("origin", str(table(tmp_path / "in.csv", *rows)), "--out", str(out))
    found = answers(out)
    assert [r["answer"] for r in found[:2]] == ["undetermined", "tumor_likely"]
    assert [r["deciding_test"] for r in found] == [*["paired-wbc"] * 3, ""]
