from decimal import Decimal
from pathlib import Path

import pytest

from mdt_board import importers
from mdt_board.importers import vcf
from mdt_board.model.issue import ImportResult, Severity
from mdt_board.model.molecular import Detected, NotAnalyzed, NotDetected, Variant
from mdt_board.model.text import Count, Plain

HEAD = """##fileformat=VCFv4.2
##FILTER=<ID=weak,Description="Weak evidence">
##INFO=<ID=GENE,Number=1,Type=String,Description="Gene">
##INFO=<ID=HGVSP,Number=1,Type=String,Description="Protein change">
##INFO=<ID=ANN,Number=.,Type=String,Description="SnpEff">
##INFO=<ID=CSQ,Number=.,Type=String,Description="Format: Allele|SYMBOL|HGVSc|HGVSp">
##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">
##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Depths">
##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Depth">
##FORMAT=<ID=AF,Number=A,Type=Float,Description="Fraction">
##FORMAT=<ID=FA,Number=A,Type=Float,Description="Fraction">
##FORMAT=<ID=DPT,Number=1,Type=Integer,Description="Depth in tumor">
##FORMAT=<ID=ADT,Number=.,Type=String,Description="Depths in tumor">
##FORMAT=<ID=AU,Number=2,Type=Integer,Description="A in tiers 1,2">
##FORMAT=<ID=CU,Number=2,Type=Integer,Description="C in tiers 1,2">
##FORMAT=<ID=GU,Number=2,Type=Integer,Description="G in tiers 1,2">
##FORMAT=<ID=TU,Number=2,Type=Integer,Description="T in tiers 1,2">
##FORMAT=<ID=DP4,Number=4,Type=Integer,Description="Strands">
##FORMAT=<ID=XX,Number=1,Type=Integer,Description="Something else">
"""
COLUMNS = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT"


def text_of(*lines: str, samples: str = "T1", head: str = HEAD) -> str:
    names = "\t".join([COLUMNS, *samples.split()])
    return head + "\n".join([names, *lines]) + "\n"


def line(
    fmt: str, *calls: str, alt: str = "T", info: str = ".", filters: str = "PASS"
) -> str:
    return "\t".join(["chr7", "100", ".", "C", alt, ".", filters, info, fmt, *calls])


def read(folder: Path, text: str) -> ImportResult:
    path = folder / "a.vcf"
    path.write_text(text, encoding="utf-8", newline="")
    return importers.read(path)


def variants(result: ImportResult) -> list[Variant]:
    return [r for r in result.records if isinstance(r, Variant)]


def only(result: ImportResult) -> Variant:
    (variant,) = variants(result)
    return variant


def codes(result: ImportResult) -> list[str]:
    return [i.code for i in result.issues]


@pytest.mark.parametrize(
    ("fmt", "call", "expected"),
    [
        ("GT:AD:DP", "0/1:90,10:100", ("0.1", 10, 100)),
        ("GT:AD", "0/1:90,10", ("0.1", 10, 100)),
        ("GT:AD:DP:AF", "0/1:9988,12:10000:0.0012", ("0.0012", 12, 10000)),
        ("GT:AD:DP:FA", "0:175,30:206:0.146", ("0.146", 30, 206)),
        ("GT:AD:DP:FA", "0:0,13:10:1.00", ("1", 13, 13)),
        ("GT:AD:DP", "0/1:.,21:54", ("0.388889", 21, 54)),
        ("GT:DPT:ADT", "0/1:29:21,8", ("0.275862", 8, 29)),
        ("AU:CU:GU:TU", "0,0:39,39:0,0:1,2", ("0.025", 1, 40)),
        ("GT:DP4", "0/1:3,0,0,4", ("0.571429", 4, 7)),
        ("GT:AF", "0/1:0.25", ("0.25", None, None)),
        ("GT:DP", "0/1:50", (None, None, 50)),
        ("GT:XX", "0/1:50", (None, None, None)),
        ("AD", "3999999,1", ("0.00000025", 1, 4000000)),
    ],
)
def test_reads_are_taken_from_the_fields_that_callers_use(
    tmp_path: Path, fmt: str, call: str, expected: tuple[str | None, int, int]
) -> None:
    result = only(read(tmp_path, text_of(line(fmt, call)))).result
    assert isinstance(result, Detected)
    vaf = None if expected[0] is None else Decimal(expected[0])
    assert (result.vaf, result.alt_reads, result.total_reads) == (vaf, *expected[1:])


@pytest.mark.parametrize(
    ("fmt", "call", "total"),
    [
        ("GT:AD:DP", "0/0:4300,0:4300", 4300),
        ("GT:AD", "0/0:4300,0", 4300),
        ("GT:DP", "0/0:88", 88),
        ("GT:AF", "0/0:0", None),
    ],
)
def test_no_reads_at_a_covered_position_is_not_detected_and_never_zero(
    tmp_path: Path, fmt: str, call: str, total: int | None
) -> None:
    result = only(read(tmp_path, text_of(line(fmt, call)))).result
    assert result == NotDetected(total_reads=total)


@pytest.mark.parametrize("call", ["./.:.:.", ".", "0/0:0,0:0"])
def test_a_position_without_call_or_depth_was_not_analyzed(
    tmp_path: Path, call: str
) -> None:
    result = only(read(tmp_path, text_of(line("GT:AD:DP", call)))).result
    assert isinstance(result, NotAnalyzed)


@pytest.mark.parametrize(
    ("fmt", "call", "field"),
    [
        ("GT:AF", "0/1:1.5", "AF"),
        ("GT:AF", "0/1:nan", "AF"),
        ("GT:AF", "0/1:inf", "AF"),
        ("GT:AF", "0/1:-0.1", "AF"),
        ("GT:AD:DP", "0/1:-4,10:100", "AD"),
        ("GT:DP4:DP", "0/1:1,1,-2,4:3", "DP4"),
    ],
)
def test_an_impossible_number_costs_its_line_and_names_its_field(
    tmp_path: Path, fmt: str, call: str, field: str
) -> None:
    result = read(tmp_path, text_of(line(fmt, call), line("GT:AD", "0/1:9,1")))
    assert len(result.records) == 1
    (issue,) = (i for i in result.issues if i.severity is Severity.SKIPPED)
    assert (issue.code, issue.place) == ("bad-field", f"line 21, column {field}")


def test_each_alternate_allele_is_a_variant_with_its_own_reads(tmp_path: Path) -> None:
    text = text_of(line("GT:AD:DP", "1/2:70,20,10:100", alt="T,G"))
    found = variants(read(tmp_path, text))
    assert [v.alt for v in found] == ["T", "G"]
    fractions = [v.result.vaf for v in found if isinstance(v.result, Detected)]
    assert fractions == [Decimal("0.2"), Decimal("0.1")]
    assert len({v.id for v in found}) == 2


def test_filters_are_kept_and_pass_is_none(tmp_path: Path) -> None:
    lines = [line("GT:AD", "0/1:9,1", filters=f) for f in ("PASS", ".", "weak;other")]
    found = variants(read(tmp_path, text_of(*lines)))
    assert [v.filters for v in found] == [(), (), ("weak", "other")]


def test_calls_that_did_not_pass_are_counted_in_one_note(tmp_path: Path) -> None:
    lines = [line("GT:AD", "0/1:9,1", filters=f) for f in ("PASS", "weak", "REJECT")]
    result = read(tmp_path, text_of(*lines))
    (note,) = (i for i in result.issues if i.code == "not-passed")
    assert (note.severity, note.message.words) == (Severity.NOTED, {"count": Count(2)})


@pytest.mark.parametrize(
    ("info", "expected"),
    [
        ("GENE=EGFR;HGVSP=p.T790M", ("EGFR", "", "p.T790M")),
        (
            "ANN=T|missense_variant|MODERATE|EGFR|E1|transcript|NM_005228.5|pc|20/28|"
            "c.2369C>T|p.Thr790Met|1/2",
            ("EGFR", "c.2369C>T", "p.T790M"),
        ),
        (
            "CSQ=T|EGFR|NM_005228.5:c.2369C>T|NP_005219.2:p.Thr790Met",
            ("EGFR", "c.2369C>T", "p.T790M"),
        ),
        (".", ("", "", "")),
    ],
)
def test_names_come_from_our_own_keys_snpeff_or_vep(
    tmp_path: Path, info: str, expected: tuple[str, str, str]
) -> None:
    v = only(read(tmp_path, text_of(line("GT:AD", "0/1:9,1", info=info))))
    assert (v.gene, v.hgvs_c, v.hgvs_p) == expected


@pytest.mark.parametrize(
    ("samples", "head"),
    [
        ("NORMAL TUMOR", HEAD),
        ("DNA_NORMAL TUMOR", HEAD),
        ("S1 TUMOR", HEAD + "##normal_sample=S1\n##tumor_sample=TUMOR\n"),
        ("S1 TUMOR", HEAD + '##MuTect="x normal_sample_name=S1 y"\n'),
    ],
)
def test_normal_samples_are_left_out_and_said_so(
    tmp_path: Path, samples: str, head: str
) -> None:
    text = text_of(line("GT:AD", "0/0:9,0", "0/1:8,2"), samples=samples, head=head)
    result = read(tmp_path, text)
    assert only(result).sample == "TUMOR"
    assert codes(result) == ["normal-sample"]


def test_a_file_of_normal_samples_or_none_is_refused(tmp_path: Path) -> None:
    normal = text_of(line("GT:AD", "0/0:9,0"), samples="NORMAL")
    assert codes(read(tmp_path, normal)) == ["only-normal-samples"]
    sites = HEAD + COLUMNS.removesuffix("\tFORMAT") + "\nchr7\t1\t.\tC\tT\t.\t.\t.\n"
    assert codes(read(tmp_path, sites)) == ["no-samples"]


def test_every_data_line_is_imported_or_listed(tmp_path: Path) -> None:
    good = line("GT:AD", "0/1:9,1")
    bad = {
        "chr7\tpos\t.\tC\tT\t.\t.\t.\tGT\t0/1": "bad-line",
        "chr7\t1\t.\tC": "bad-line",
        "chr7\t1\t.\tC\tT/A\t.\t.\t.\tGT\t0/1": "bad-line",
        "chr7\t1\t.\t<b>\tT\t.\t.\t.\tGT\t0/1": "bad-line",
        line("GT:AD", "0/1:9,1", alt="."): "no-allele",
        line("GT:AD", "0/1:9,1", alt="*"): "no-allele",
        line("GT:AD", "0/1:9,1", alt="<DEL>"): "structural-variant",
        line("GT:AD", "0/1:9,1", alt="C[chr2:100["): "structural-variant",
    }
    result = read(tmp_path, text_of(good, *bad, "", good))
    places = [i.place for i in result.issues]
    assert len(result.records) == 2
    assert codes(result) == list(bad.values())
    assert places == [f"line {22 + i}" for i in range(len(bad))]


def test_an_issue_never_quotes_what_stood_in_the_file(tmp_path: Path) -> None:
    result = read(tmp_path, text_of("chr7\tcanary\t.\tC\tcanary", line("GT", "0/1")))
    assert "canary" not in repr(result.issues)


def test_a_file_of_damaged_lines_is_refused_and_not_listed(tmp_path: Path) -> None:
    result = read(tmp_path, text_of(*["x\ty"] * 10_001))
    assert result.source is None
    assert codes(result) == ["too-many-bad-lines"]


def test_a_header_without_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vcf, "MAX_HEADER", 1000)
    text = "##fileformat=VCFv4.2\n" + "##note=x\n" * 200 + COLUMNS + "\tT1\n"
    assert codes(read(tmp_path, text)) == ["vcf-header"]


def test_a_stated_fraction_that_is_not_that_of_its_reads_is_noted(
    tmp_path: Path,
) -> None:
    text = text_of(line("GT:AD:DP:AF", "0/1:90,10:100:0.4"))
    result = read(tmp_path, text)
    assert codes(result) == ["fraction-differs"]
    assert only(result).result == Detected(
        vaf=Decimal("0.4"), alt_reads=10, total_reads=100
    )


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    text = text_of(line("GT:AD:DP", "0/1:90,10:100"))
    unix = only(read(tmp_path, text))
    windows = only(read(tmp_path, "\ufeff" + text.replace("\n", "\r\n")))
    assert unix.result == windows.result


def test_a_header_without_variants_is_an_empty_import_that_says_so(
    tmp_path: Path,
) -> None:
    result = read(tmp_path, text_of())
    assert result.source is not None
    assert codes(result) == ["no-records"]


CALLERS = HEAD + (
    '##FORMAT=<ID=RD,Number=1,Type=Integer,Description="Reads of the reference">\n'
    '##FORMAT=<ID=FREQ,Number=1,Type=String,Description="Frequency">\n'
    '##FORMAT=<ID=TAR,Number=2,Type=Integer,Description="Other reads in tiers 1,2">\n'
    '##FORMAT=<ID=TIR,Number=2,Type=Integer,Description="Indel reads in tiers 1,2">\n'
)
VARSCAN = CALLERS.replace("ID=AD,Number=R", "ID=AD,Number=1")


@pytest.mark.parametrize(
    ("head", "fmt", "call", "expected"),
    [
        (VARSCAN, "GT:DP:RD:AD:FREQ", "0/1:40:26:13:33.33%", ("0.333333", 13, 39)),
        (VARSCAN, "GT:DP:FREQ", "0/1:40:12.3%", ("0.123", None, 40)),
        (VARSCAN, "GT:FREQ", "0/1:12,3%", ("0.123", None, None)),
        (CALLERS, "DP:AU:CU:GU:TU", "66:0,0:39,40:2,2:25,27", ("0.378788", 25, 66)),
        (CALLERS, "DP:AU:CU:GU:TU", "70:0,0:39,40:2,2:25,27", ("0.378788", 25, 66)),
        (CALLERS, "DP:TAR:TIR", "90:60,61:20,22", ("0.25", 20, 80)),
        (CALLERS, "GT:AD:AF:DP:F1R2", "0/1:90,10:0.104:100:5,5", ("0.104", 10, 100)),
        (CALLERS, "GT:DP:VF", "0/1:100:0.2", (None, None, 100)),
    ],
)
def test_each_callers_own_fields_are_read_exactly(
    tmp_path: Path,
    head: str,
    fmt: str,
    call: str,
    expected: tuple[str | None, int | None, int | None],
) -> None:
    result = only(read(tmp_path, text_of(line(fmt, call), head=head))).result
    assert isinstance(result, Detected)
    vaf = None if expected[0] is None else Decimal(expected[0])
    assert (result.vaf, result.alt_reads, result.total_reads) == (vaf, *expected[1:])


@pytest.mark.parametrize("percent", ["120%", "12", "-3%", "nan%", "1e3%"])
def test_an_impossible_percentage_costs_its_line(tmp_path: Path, percent: str) -> None:
    text = text_of(line("GT:FREQ", f"0/1:{percent}"), head=VARSCAN)
    assert codes(read(tmp_path, text)) == ["bad-field"]


def test_an_undeclared_fraction_is_a_number_all_the_same(tmp_path: Path) -> None:
    head = HEAD.replace("##FORMAT=<ID=AF", "##FORMAT=<ID=ZZ")
    found = only(read(tmp_path, text_of(line("GT:AF", "0/1:0.25"), head=head)))
    assert found.result == Detected(vaf=Decimal("0.25"))


LOFREQ = """##fileformat=VCFv4.0
##source=lofreq call -f ref.fa tumor.bam
##INFO=<ID=DP,Number=1,Type=Integer,Description="Raw Depth">
##INFO=<ID=AF,Number=1,Type=Float,Description="Allele Frequency">
##INFO=<ID=DP4,Number=4,Type=Integer,Description="ref and alt, by strand">
"""
SITES = COLUMNS.removesuffix("\tFORMAT") + "\n"


def test_calls_without_sample_columns_are_those_of_the_files_own_sample(
    tmp_path: Path,
) -> None:
    row = "chr7\t100\t.\tC\tT\t9\tPASS\tDP=1000;AF=0.012000;SB=0;DP4=500,487,6,6\n"
    path = tmp_path / "P7-plasma.vcf"
    path.write_text(LOFREQ + SITES + row, encoding="utf-8")
    result = importers.read(path)
    found = only(result)
    assert found.sample == "P7-plasma"
    assert found.result == Detected(
        vaf=Decimal("0.012"), alt_reads=12, total_reads=1000
    )
    assert codes(result) == ["sample-from-name"]


def test_a_list_of_known_sites_is_not_taken_for_calls(tmp_path: Path) -> None:
    head = LOFREQ.replace("ID=DP4", "ID=AN")
    row = "chr7\t100\t.\tC\tT\t9\tPASS\tDP=1000;AF=0.012;AN=4\n"
    assert codes(read(tmp_path, head + SITES + row)) == ["no-samples"]


VEP = HEAD.replace(
    "Format: Allele|SYMBOL|HGVSc|HGVSp",
    "Format: Allele|Consequence|SYMBOL|HGVSc|HGVSp|PICK|CANONICAL|ALLELE_NUM",
)


@pytest.mark.parametrize(
    ("alt", "csq", "expected"),
    [
        (
            "T",
            "T|intron_variant|AS1||||,T|missense_variant|EGFR|N:c.1C>T|P:p.Ala1Val||YES|",
            [("EGFR", "missense_variant")],
        ),
        (
            "T",
            "T|missense_variant|A|||||,T|stop_gained|B|||1||",
            [("B", "stop_gained")],
        ),
        ("T,G", "G|missense_variant|B|||||", [("", ""), ("B", "missense_variant")]),
        (
            "CAA,G",
            "G|missense_variant|B|||||2,AA|inframe_insertion|A|||||1",
            [("A", "inframe_insertion"), ("B", "missense_variant")],
        ),
        ("CAA", "AA|inframe_insertion|A|||||", [("A", "inframe_insertion")]),
    ],
)
def test_an_annotation_is_its_own_alleles_and_the_chief_one(
    tmp_path: Path, alt: str, csq: str, expected: list[tuple[str, str]]
) -> None:
    reads = ",".join("9" for _ in range(alt.count(",") + 2))
    row = line("GT:AD", f"0/1:{reads}", alt=alt, info=f"CSQ={csq}")
    found = variants(read(tmp_path, text_of(row, head=VEP)))
    assert [(v.gene, v.effect) for v in found] == expected


def test_a_declared_tumor_is_not_normal_whatever_its_name(tmp_path: Path) -> None:
    head = HEAD + "##tumor_sample=abNORMAL-1\n"
    text = text_of(line("GT:AD", "0/1:9,1"), samples="abNORMAL-1", head=head)
    assert only(read(tmp_path, text)).sample == "abNORMAL-1"


@pytest.mark.parametrize(
    ("info", "fmt", "call", "code"),
    [
        ("SS=1", "GT:AD", "0/1:9,9", "germline"),
        ("SS=0", "GT:AD", "0/1:9,9", "wildtype"),
        ("SS=3", "GT:AD", "0/1:9,9", "loh"),
        ("SS=4", "GT:AD", "0/1:9,9", "edited-rna"),
        ("SS=5", "GT:AD", "0/1:9,9", "unknown-origin"),
        ("SS=2", "GT:AD:SS", "0/1:9,9:1", "germline"),
    ],
)
def test_what_its_caller_does_not_call_somatic_is_counted_and_left_out(
    tmp_path: Path, info: str, fmt: str, call: str, code: str
) -> None:
    text = text_of(line(fmt, call, info=info), line(fmt, call, info=info))
    result = read(tmp_path, text)
    assert result.records == ()
    (issue,) = result.issues
    assert (issue.code, issue.severity, issue.place) == (
        *(code, Severity.SKIPPED, "line 21"),
    )
    assert issue.message.words == {"count": Count(2)}


@pytest.mark.parametrize(
    ("info", "fmt", "call"),
    [
        ("SS=2", "GT:AD", "0/1:9,9"),
        ("SS=1", "GT:AD:SS", "0/1:9,9:2"),
        ("SS=2", "GT:AD:SS", "0/1:9,9:."),
        ("SSC=1", "GT:AD", "0/1:9,9"),
    ],
)
def test_a_somatic_call_is_the_tumors_and_the_sample_says_it_before_the_site(
    tmp_path: Path, info: str, fmt: str, call: str
) -> None:
    result = read(tmp_path, text_of(line(fmt, call, info=info)))
    assert isinstance(only(result).result, Detected)


def test_wild_type_without_reads_is_not_detected(tmp_path: Path) -> None:
    result = read(tmp_path, text_of(line("GT:AD:SS", "0/0:40,0:0")))
    assert only(result).result == NotDetected(total_reads=40)


@pytest.mark.parametrize(
    ("filters", "own", "expected"),
    [
        ("PASS", "PASS", ()),
        (".", "q10", ("q10",)),
        ("weak", "q10;weak", ("weak", "q10")),
    ],
)
def test_the_samples_own_filters_are_kept_beside_the_sites(
    tmp_path: Path, filters: str, own: str, expected: tuple[str, ...]
) -> None:
    row = line("GT:AD:FT", f"0/1:9,9:{own}", filters=filters)
    assert only(read(tmp_path, text_of(row))).filters == expected


@pytest.mark.parametrize(
    ("samples", "head"),
    [
        ("P17_N P17_T", ""),
        ("P17-N1 P17-T1", ""),
        ("P17.n P17.tumor", ""),
        ("P17_blood P17_T", ""),
        ("P17_PBMC P17_plasma", ""),
        ("P17_WBC A2", ""),
        ("germline-9 A2", ""),
        ("A1 A2", "##PEDIGREE=<Derived=A2,Original=A1>\n"),
        ("A1 A2", "##PEDIGREE=<ID=A2,Original=A1>\n"),
        ("NORMAL A2", "##SAMPLE=<ID=NORMAL,Description=plasma>\n"),
        ("A1_T A2", '##SAMPLE=<ID=A1_T,Description="Germline">\n'),
        ("A1 A2", '##SAMPLE=<ID=A1,Genomes=Germline,Description="x">\n'),
        ("A1 A2", '##SAMPLE=<ID=A1,Description="NormalDNASample">\n'),
        ("A1 A2", "##normal_sample=A1\n"),
    ],
)
def test_a_normal_sample_is_known_by_the_header_or_the_names(
    tmp_path: Path, samples: str, head: str
) -> None:
    row = line("GT:AD", "0/1:9,9", "0/1:8,2")
    result = read(tmp_path, text_of(row, samples=samples, head=HEAD + head))
    assert only(result).sample == samples.split()[1]
    assert codes(result) == ["normal-sample"]


@pytest.mark.parametrize(
    ("samples", "head"),
    [
        ("A1 A2", ""),
        ("P17_T P17_B", ""),
        ("P17_N P17_X", ""),
        ("A1 A2", "##tumor_sample=A2\n"),
        ("A1 A2", '##SAMPLE=<ID=A1,Description="normal beside the tumor">\n'),
    ],
)
def test_samples_whose_roles_are_not_told_are_named_and_the_file_refused(
    tmp_path: Path, samples: str, head: str
) -> None:
    row = line("GT:AD", "0/1:9,9", "0/1:8,2")
    result = read(tmp_path, text_of(row, samples=samples, head=HEAD + head))
    assert result.source is None
    (issue,) = result.issues
    assert issue.code == "untold-samples"
    assert issue.message.words == {"samples": Plain(samples.replace(" ", ", "))}


@pytest.mark.parametrize(
    ("samples", "head"),
    [
        ("plasma-2026-02 plasma-2026-05", ""),
        ("DNA_TUMOR RNA_TUMOR", ""),
        ("P17_T1 P17_T2", ""),
        ("A1 A2", "##tumor_sample=A1\n##tumor_sample=A2\n"),
        ("primary met", "##PEDIGREE=<Derived=met,Original=primary>\n"),
    ],
)
def test_several_samples_that_are_all_known_as_tumors_are_all_read(
    tmp_path: Path, samples: str, head: str
) -> None:
    row = line("GT:AD", "0/1:9,9", "0/1:8,2")
    result = read(tmp_path, text_of(row, samples=samples, head=HEAD + head))
    assert [v.sample for v in variants(result)] == samples.split()
    assert result.issues == ()
