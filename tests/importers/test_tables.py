from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pytest

from mdt_board import importers
from mdt_board.importers import tables_rows
from mdt_board.model.base import ListRecord
from mdt_board.model.case import Case, Identifier, IdentifierKind, Patient, Sex
from mdt_board.model.day import PartialDate
from mdt_board.model.issue import ImportResult, Severity
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
from mdt_board.model.oncology import CoMedication, Comparator, LabValue, Treatment
from mdt_board.model.quantity import Length
from mdt_board.model.radiology import (
    Lesion,
    LesionRole,
    LesionState,
    Measurement,
    Modality,
    Study,
)
from mdt_board.model.text import FreeText, Where
from mdt_board.workflow.identity import check

Kind = TypeVar("Kind", bound=ListRecord)


def read(
    folder: Path, text: str, encoding: str = "utf-8", name: str = "a.csv"
) -> ImportResult:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return importers.read(path)


def of(kind: type[Kind], result: ImportResult) -> list[Kind]:
    return [r for r in result.records if isinstance(r, kind)]


def issues(result: ImportResult) -> list[tuple[str, str]]:
    return [(i.code, i.place) for i in result.issues]


LAB = "date,analyte,value,unit,reference\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_chinese_tables_are_read_in_each_encoding_and_with_each_delimiter(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    text = (
        "检验日期,检验项目,结果,单位,参考范围\n2026年11月10日,癌胚抗原,4.4,ng/mL,0-5\n"
    )
    result = read(tmp_path, text.replace(",", delimiter), encoding)
    (lab,) = of(LabValue, result)
    assert (str(lab.on), lab.analyte, lab.value) == (
        "2026-11-10",
        "cea",
        Decimal("4.4"),
    )
    assert (lab.reference_low, lab.reference_high) == (Decimal(0), Decimal(5))
    assert result.issues == ()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("4.4", (Comparator.EQUAL, "4.4")),
        ("<0.5", (Comparator.BELOW, "0.5")),
        ("> 1000", (Comparator.ABOVE, "1000")),
        ("\uff1c0.5", (Comparator.BELOW, "0.5")),
        ('"12,5"', (Comparator.EQUAL, "12.5")),
    ],
)
def test_a_laboratory_value_keeps_its_number_and_comparator(
    tmp_path: Path, written: str, expected: tuple[Comparator, str]
) -> None:
    (lab,) = of(LabValue, read(tmp_path, f"{LAB}2026-11-10,CEA,{written},ng/mL,<5\n"))
    assert (lab.comparator, lab.value) == (expected[0], Decimal(expected[1]))


@pytest.mark.parametrize(
    ("written", "value", "noted"),
    [
        ("1e3", "1000", []),
        ("1e3 ng/mL", "1000", []),
        ("1.5E-2ng/mL", "0.015", []),
        ("5.2↑", "5.2", ["flags"]),
        ("5.2 ↓", "5.2", ["flags"]),
        ("5.2↑ ng/mL", "5.2", ["flags"]),
        ("5.2 ng/mL ↑", "5.2", ["flags"]),
        ("5.2 H", "5.2", ["flags"]),
        ("5.2L", "5.2", ["flags"]),
    ],
)
def test_exponents_are_read_and_flags_read_past(
    tmp_path: Path, written: str, value: str, noted: list[str]
) -> None:
    result = read(tmp_path, f"{LAB}2026-11-10,CEA,{written},ng/mL,<5\n")
    (lab,) = of(LabValue, result)
    assert (str(lab.value), lab.unit) == (value, "ng/mL")
    assert [code for code, _ in issues(result)] == noted


def test_powers_of_ten_in_a_unit_are_no_exponent(tmp_path: Path) -> None:
    text = "date,analyte,value,unit\n2026-11-10,WBC,4.5E9/L,E9/L\n"
    (lab,) = of(LabValue, read(tmp_path, text))
    assert (lab.value, lab.unit) == (Decimal("4.5"), "E9/L")


def test_l_is_liters_where_no_unit_or_liters_are_stated(tmp_path: Path) -> None:
    text = "date,analyte,value,unit\n2026-11-10,FEV1,2.1 L,L\n2026-11-10,CEA,2.1 L,\n"
    result = read(tmp_path, text)
    assert [lab.unit for lab in of(LabValue, result)] == ["L"]
    assert issues(result)[-1] == ("bad-number", "line 3, column value")


@pytest.mark.parametrize("written", ["≤0.5", "≥ 60", "<=0.5", ">=60"])
def test_at_most_and_at_least_say_what_to_write(tmp_path: Path, written: str) -> None:
    result = read(tmp_path, f"{LAB}2026-11-10,CEA,{written},ng/mL,<5\n")
    assert result.records == ()
    assert issues(result) == [("bad-bound", "line 2, column value")]
    assert "write < or >" in result.issues[0].message.text


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        (">60", 60, None),
        ("≥60", 60, None),
        (">=60", 60, None),
        ("<5", None, 5),
        ("≤5", None, 5),
        ("<5 ng/mL", None, 5),
        ("0-5ng/mL", 0, 5),
        ("0～5 μg/L", 0, 5),
        ("0 至 5", 0, 5),
        ("", None, None),
    ],
)
def test_a_reference_range_has_two_ends_or_one(
    tmp_path: Path, written: str, low: int | None, high: int | None
) -> None:
    result = read(tmp_path, f"{LAB}2026-11-10,CEA,4,ng/mL,{written}\n")
    (lab,) = of(LabValue, result)
    assert (lab.reference_low, lab.reference_high) == (low, high)
    assert result.issues == ()


@pytest.mark.parametrize("written", ["阴性", "0-5 U/mL", "5-0", "<5 >2", "0-5-9"])
def test_a_range_that_cannot_be_read_costs_only_itself(
    tmp_path: Path, written: str
) -> None:
    result = read(tmp_path, f"{LAB}2026-11-10,CEA,4,ng/mL,{written}\n")
    (lab,) = of(LabValue, result)
    assert lab.value == Decimal(4)
    assert (lab.reference_low, lab.reference_high) == (None, None)
    assert issues(result) == [("bad-range", "line 2, column reference")]


def test_a_decimal_comma_is_noted_and_an_ambiguous_one_refused(tmp_path: Path) -> None:
    text = f'{LAB}2026-11-10,CEA,"12,5",ng/mL,<5\n2026-11-10,CEA,"1,234",ng/mL,<5\n'
    result = read(tmp_path, text)
    assert len(result.records) == 1
    assert issues(result) == [
        ("decimal-comma", "line 2, column value"),
        ("ambiguous-comma", "line 3, column value"),
    ]


HOSTILE = [
    "NaN",
    "Infinity",
    "-inf",
    "1e999",
    "1e13x",
    "0x10",
    "true",
    "1.2.3",
    "9" * 50,
]


@pytest.mark.parametrize("written", HOSTILE)
@pytest.mark.parametrize(
    "table",
    [
        f"{LAB}2026-11-10,CEA,@,ng/mL,<5\n",
        "accession,lesion,role,diameter_mm\nX,T1,target,@\n",
        "sample,gene,hgvs_p,vaf_percent\nS,EGFR,T790M,@\n",
        "sample,kind,input_ng\nS,tissue,@\n",
        "sample,gene,hgvs_p,alt_reads,total_reads\nS,EGFR,T790M,@,99\n",
        "drug,started_on,cycles\ncisplatin,2026,@\n",
        "date,modality,slice_mm\n2026,CT,@\n",
    ],
)
def test_what_is_not_a_plain_number_costs_its_row_alone(
    tmp_path: Path, table: str, written: str
) -> None:
    result = read(tmp_path, table.replace("@", written))
    assert result.records == ()
    (issue,) = result.issues
    assert (issue.severity, issue.place[:7]) == (Severity.SKIPPED, "line 2,")
    assert written not in repr(issue)


LESIONS = "检查号,病灶,部位,器官,类型,直径({}),状态\n"


@pytest.mark.parametrize(
    ("unit", "written", "mm"),
    [("mm", "18.2", "18.2"), ("cm", "1.82", "18.2"), ("mm", "1.82cm", "18.2")],
)
def test_diameters_are_exact_in_either_unit(
    tmp_path: Path, unit: str, written: str, mm: str
) -> None:
    text = LESIONS.format(unit) + f"CT1,RUL,右上叶,肺,靶病灶,{written},\n"
    result = read(tmp_path, text)
    (measured,) = of(Measurement, result)
    (lesion,) = of(Lesion, result)
    assert measured.diameter == Length.from_mm(mm)
    assert (lesion.id, lesion.organ, lesion.role) == (
        "lesion-rul",
        "lung",
        LesionRole.TARGET,
    )
    converted = [c for c, _ in issues(result)]
    assert converted == ([] if "cm" not in unit + written else ["unit-converted"])


@pytest.mark.parametrize(
    "written", ["-5", "2001", "0.00001", "<5", "18 ng", "18..2", "20x18"]
)
def test_a_diameter_that_no_lesion_has_is_refused(tmp_path: Path, written: str) -> None:
    text = LESIONS.format("mm") + f"CT1,RUL,右上叶,肺,靶病灶,{written},\n"
    result = read(tmp_path, text)
    assert result.records == ()
    assert [i.severity for i in result.issues] == [Severity.SKIPPED]


def test_a_diameter_without_a_unit_is_not_guessed(tmp_path: Path) -> None:
    result = read(tmp_path, "accession,lesion,role,diameter\nX,T1,target,18\n")
    assert issues(result) == [("no-unit", "line 2, column diameter")]


@pytest.mark.parametrize(
    ("diameter", "state", "expected"),
    [
        ("0", "", LesionState.ABSENT),
        ("", "消失", LesionState.ABSENT),
        ("", "过小无法测量", LesionState.TOO_SMALL),
        ("", "NE", LesionState.NOT_EVALUABLE),
    ],
)
def test_a_lesion_without_a_diameter_has_a_state(
    tmp_path: Path, diameter: str, state: str, expected: LesionState
) -> None:
    text = LESIONS.format("mm") + f"CT1,RUL,右上叶,肺,靶病灶,{diameter},{state}\n"
    (measured,) = of(Measurement, read(tmp_path, text))
    assert (measured.state, measured.diameter) == (expected, None)


def test_a_missing_diameter_is_not_a_zero(tmp_path: Path) -> None:
    text = LESIONS.format("mm") + "CT1,RUL,右上叶,肺,靶病灶,,\n"
    assert issues(read(tmp_path, text)) == [("missing", "line 2, column 直径(mm)")]


def test_nodes_are_known_by_their_organ(tmp_path: Path) -> None:
    text = (
        LESIONS.format("mm")
        + "CT1,LN7,隆突下,纵隔淋巴结,靶,9,\nCT1,B,顶叶,脑,非靶,9,\n"
    )
    node, brain = of(Lesion, read(tmp_path, text))
    assert (node.is_node, brain.is_node, brain.organ) == (True, False, "brain")


@pytest.mark.parametrize(
    ("organ", "is_node"), [("", None), ("Xyz", None), ("肺", False)]
)
def test_whether_a_lesion_of_an_unknown_organ_is_a_node_is_unknown(
    tmp_path: Path, organ: str, is_node: bool | None
) -> None:
    text = LESIONS.format("mm") + f"CT1,RUL,右上叶,{organ},靶病灶,18,\n"
    (lesion,) = of(Lesion, read(tmp_path, text))
    assert lesion.is_node is is_node


def test_a_lesion_is_one_record_whose_rows_must_agree(tmp_path: Path) -> None:
    rows = "CT1,RUL,右上叶,肺,靶病灶,31,\nCT2,RUL,右上叶,肺,靶病灶,16,\n"
    other = "CT3,RUL,右上叶,肝,靶病灶,16,\n"
    result = read(tmp_path, LESIONS.format("mm") + rows + other)
    assert len(of(Lesion, result)) == 1
    assert len(of(Measurement, result)) == 3
    assert of(Lesion, result)[0].organ == "lung"
    assert issues(result) == [("contradiction", "line 4, column 器官")]


def test_lesion_rows_describe_their_study_when_they_name_its_modality(
    tmp_path: Path,
) -> None:
    text = (
        "date,modality,regions,lesion,role,diameter_mm\n"
        "2026-11-10,CT,chest,T1,target,18\n2026-11-10,CT,chest,T2,target,9\n"
    )
    result = read(tmp_path, text)
    (study,) = of(Study, result)
    assert (study.id, study.modality) == ("study-2026-11-10-ct-chest", Modality.CT)
    assert {m.study for m in of(Measurement, result)} == {study.id}


def test_a_measurement_of_no_study_is_left_out(tmp_path: Path) -> None:
    text = "date,lesion,role,diameter_mm\n2026-11-10,T1,target,18\n"
    assert issues(read(tmp_path, text)) == [("no-study", "line 2, column accession")]


def variant_result(folder: Path, columns: str, cells: str) -> Result:
    text = f"sample,gene,hgvs_p,{columns}\nS,EGFR,p.Thr790Met,{cells}\n"
    (variant,) = of(Variant, read(folder, text))
    assert (variant.gene, variant.hgvs_p) == ("EGFR", "p.T790M")
    return variant.result


@pytest.mark.parametrize(
    ("columns", "cells", "expected"),
    [
        ("vaf_percent", "0.12", Detected(vaf=Decimal("0.0012"))),
        ("丰度(%)", "0.12%", Detected(vaf=Decimal("0.0012"))),
        ("vaf", "0.12 %", Detected(vaf=Decimal("0.0012"))),
        ("vaf_fraction", "0.0012", Detected(vaf=Decimal("0.0012"))),
        ("vaf_percent", "ND", NotDetected()),
        ("检测结果,检测下限(%)", "未检出,0.04", NotDetected(lod=Decimal("0.0004"))),
        ("vaf_percent", "<0.04", NotDetected(lod=Decimal("0.0004"))),
        ("vaf_percent", "0", NotDetected()),
        ("result", "未检测", NotAnalyzed()),
        ("result", "失败", Failed()),
        ("result", "检出", Detected()),
        ("alt_reads,total_reads", "0,8412", NotDetected(total_reads=8412)),
        ("alt_reads,total_reads", "0,0", NotAnalyzed(reason="no-depth")),
        (
            "vaf_percent,alt_reads,total_reads",
            "0.0,1,8000",
            Detected(vaf=Decimal("0.000125"), alt_reads=1, total_reads=8000),
        ),
        (
            "alt_reads,total_reads",
            '12,"10,000"',
            Detected(vaf=Decimal("0.0012"), alt_reads=12, total_reads=10000),
        ),
    ],
)
def test_a_variant_result_is_typed(
    tmp_path: Path, columns: str, cells: str, expected: Result
) -> None:
    assert variant_result(tmp_path, columns, cells) == expected


@pytest.mark.parametrize(
    ("columns", "cells", "code"),
    [
        ("vaf", "0.12", "no-unit"),
        ("vaf_percent", "120", "bad-number"),
        ("vaf_percent", "-1", "bad-number"),
        ("vaf_percent", "", "no-result"),
        ("result,vaf_percent", "ND,0.3", "contradiction"),
        ("result,alt_reads", "检出,0", "contradiction"),
        ("vaf_percent,alt_reads", "12,0", "contradiction"),
        ("alt_reads,total_reads", "9,8", "too-many-reads"),
        ("alt_reads,total_reads", "1.5,8", "bad-count"),
    ],
)
def test_a_result_that_says_nothing_certain_costs_its_row(
    tmp_path: Path, columns: str, cells: str, code: str
) -> None:
    text = f"sample,gene,hgvs_p,{columns}\nS,EGFR,T790M,{cells}\n"
    result = read(tmp_path, text)
    assert result.records == ()
    assert [i.code for i in result.issues] == [code]


def test_what_is_no_hgvs_is_the_variants_label(tmp_path: Path) -> None:
    text = "样本号,基因,变异,检测结果\nS,EGFR,19del,未检出\nS,EGFR,L858R,未检出\n"
    first, second = of(Variant, read(tmp_path, text))
    assert (first.label, first.hgvs_p) == ("19del", "")
    assert (second.label, second.hgvs_p) == ("", "p.L858R")


def test_an_assay_keeps_its_limits_and_its_own_answer(tmp_path: Path) -> None:
    text = (
        "样本号,检测类型,采样日期,检测下限(%),投入DNA(ng),位点数,检测结果,丰度(%),突变分子数\n"
        "P1,组织指导,2026-08-11,0.0065,30,16,检出,0.012,9\n"
    )
    (assay,) = of(Assay, read(tmp_path, text))
    assert (assay.id, assay.kind) == ("assay-p1", AssayKind.TUMOR_INFORMED)
    assert (assay.lod, assay.input_ng, assay.loci) == (
        Decimal("0.000065"),
        Decimal(30),
        16,
    )
    assert assay.result == Detected(vaf=Decimal("0.00012"), mutant_molecules=9)


def test_treatments_operations_and_co_medication_share_a_table(tmp_path: Path) -> None:
    text = (
        "治疗类型,药物,剂量,剂量单位,用法,开始日期,停止日期,手术,线数,最佳疗效\n"
        "手术,,,,,2023-06-13,2023-06-13,右肺上叶切除,,\n"
        "药物治疗,顺铂+培美曲塞,,,,2023-07,2023-10,,,\n"
        "药物治疗,吉非替尼,250,mg,qd,2025-12-20,,,1,PR\n"
        "合并用药,奥美拉唑,20,mg,qd,2026-09-20,,,,\n"
    )
    result = read(tmp_path, text)
    operation, chemotherapy, tki = of(Treatment, result)
    (other,) = of(CoMedication, result)
    assert operation.procedure.zh == "右肺上叶切除"
    assert [d.name for d in chemotherapy.drugs] == ["cisplatin", "pemetrexed"]
    assert chemotherapy.started_on == PartialDate(2023, 7)
    assert (tki.drugs[0].name, tki.drugs[0].dose, tki.is_ongoing) == (
        "gefitinib",
        Decimal(250),
        None,
    )
    assert other.drug.name == "omeprazole"
    assert result.issues == ()


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("药物治疗,吉非替尼,2026-13-01,", "bad-date"),
        ("药物治疗,吉非替尼,01/02/2026,", "bad-date"),
        ("药物治疗,吉非替尼,2026-02-30,", "bad-date"),
        ("药物治疗,吉非替尼,2026-02-03,2026-02-01", "stop-before-start"),
        ("药物治疗,,2026-02-03,", "missing"),
        ("合并用药,奥美拉唑;法莫替丁,2026-02-03,", "bad-drug"),
        ("巫术,吉非替尼,2026-02-03,", "unknown-word"),
    ],
)
def test_a_treatment_that_cannot_be_told_costs_its_row(
    tmp_path: Path, row: str, code: str
) -> None:
    result = read(tmp_path, f"治疗类型,药物,开始日期,停止日期\n{row}\n")
    assert result.records == ()
    assert [i.code for i in result.issues] == [code]


def test_a_record_beyond_its_own_limits_costs_its_row(tmp_path: Path) -> None:
    result = read(tmp_path, "drug,started_on,line\ngefitinib,2026,31\n")
    assert issues(result) == [("unfit", "line 2")]


def test_a_name_that_is_not_listed_is_kept_and_noted_once(tmp_path: Path) -> None:
    text = "drug,started_on\ncanarymab,2026\ncanarymab,2025\n"
    result = read(tmp_path, text)
    assert [t.drugs[0].name for t in of(Treatment, result)] == ["canarymab"] * 2
    assert issues(result) == [("unlisted-name", "line 2, column drug")]
    assert "canary" not in repr(result.issues)


def test_a_unit_that_is_not_listed_is_kept_and_noted(tmp_path: Path) -> None:
    latin = "date,analyte,value,unit\n2026-11-10,CEA,4.4,\xb5g/L\n".encode("latin-1")
    (tmp_path / "table.csv").write_bytes(latin)
    result = importers.read(tmp_path / "table.csv")
    assert [lab.unit for lab in of(LabValue, result)] == ["礸/L"]
    assert issues(result) == [("unlisted-unit", "line 2, column unit")]


def test_columns_that_are_not_read_are_named_and_never_dropped_silently(
    tmp_path: Path,
) -> None:
    text = "date,analyte,value,unit,备注,lesion\n2026-11-10,CEA,4.4,ng/mL,x,y\n"
    result = read(tmp_path, text)
    (issue,) = result.issues
    assert (issue.code, issue.severity) == ("unread-columns", Severity.NOTED)
    assert "备注, lesion" in repr(issue.message)
    assert len(result.records) == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("date,analyte,value,Value\n2026,CEA,1,2\n", "duplicate-header"),
        ("date,analyte,value,结果\n2026,CEA,1,2\n", "duplicate-header"),
        ("date,analyte,value,x,x\n2026,CEA,1,2,3\n", "duplicate-header"),
        ('date,analyte,value\n2026,"CEA,1\n', "broken-quotes"),
        ("only one column\n1\n", "unknown-table"),
    ],
)
def test_a_table_whose_columns_cannot_be_told_is_refused(
    tmp_path: Path, text: str, code: str
) -> None:
    result = read(tmp_path, text)
    assert result.source is None
    assert [i.code for i in result.issues] == [code]


@pytest.mark.parametrize(
    ("limit", "code"),
    [("MAX_ROWS", "too-many-rows"), ("MAX_BAD_ROWS", "too-many-bad-rows")],
)
def test_a_table_beyond_its_limits_is_refused_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, code: str
) -> None:
    monkeypatch.setattr(tables_rows, limit, 4)
    value = "1" if limit == "MAX_ROWS" else "x"
    result = read(tmp_path, LAB + f"2026-11-10,CEA,{value},ng/mL,<5\n" * 5)
    assert result.source is None
    assert [i.code for i in result.issues] == [code]


def test_extra_cells_blank_rows_and_short_rows(tmp_path: Path) -> None:
    text = (
        "date,analyte,value,unit\n\n2026-11-10,CEA,4.4\n,,,\n"
        "2026-11-10,CEA,4.4,ng/mL,7\n2026-11-10,CEA,4.4,ng/mL,,\n"
    )
    result = read(tmp_path, text)
    assert [r.place for r in result.records] == ["line 3", "line 6"]
    assert issues(result) == [("extra-cells", "line 5")]


def test_every_row_becomes_a_record_or_an_issue(tmp_path: Path) -> None:
    rows = ["2026-11-10,CEA,4.4,ng/mL,<5", "x,CEA,4.4,ng/mL,<5", "2026,,4.4,ng/mL,<5"]
    result = read(tmp_path, LAB + "\n".join(rows * 40) + "\n")
    skipped = [i for i in result.issues if i.severity is Severity.SKIPPED]
    assert (len(result.records), len(skipped)) == (40, 80)


def test_the_table_of_a_chinese_report_needs_no_sample_column(tmp_path: Path) -> None:
    text = "基因,变异,丰度(%),深度\nEGFR,p.L858R,12.3,8000\nTP53,c.818G>A,0.5,7000\n"
    result = read(tmp_path, text, name="血浆-7.csv")
    first, second = of(Variant, result)
    assert {first.sample, second.sample} == {"血浆-7"}
    assert (second.hgvs_c, second.hgvs_p, second.label) == ("c.818G>A", "", "")
    assert first.result == Detected(vaf=Decimal("0.123"), total_reads=8000)
    assert [c for c, _ in issues(result)] == ["sample-from-name"]


SHARES = "样本号,基因,变异,丰度\n"


def test_numbers_above_one_without_a_unit_can_only_be_percent(tmp_path: Path) -> None:
    text = SHARES + "S,EGFR,L858R,12.3\nS,TP53,R273H,4.5\nS,KRAS,G12C,<0.1\n"
    result = read(tmp_path, text)
    assert [v.result for v in of(Variant, result)] == [
        Detected(vaf=Decimal("0.123")),
        Detected(vaf=Decimal("0.045")),
        NotDetected(lod=Decimal("0.001")),
    ]
    assert issues(result) == [("percent-assumed", "line 1, column 丰度")]


@pytest.mark.parametrize(
    ("written", "is_percent"),
    [
        (["12.3"], True),
        (["0.3"], False),
        (["12.3", "0.4"], False),
        (["12.3", "ND"], True),
        (["12.3", "4.5", "0.4"], True),
        (["12.3", "4.5", "0.4", "0.2"], False),
        (["0.3", "0.2", "0.1", "12.3"], False),
    ],
)
def test_one_number_above_one_does_not_make_the_others_percent(
    tmp_path: Path, written: list[str], is_percent: bool
) -> None:
    rows = "".join(f"S,G{n},L858R,{cell}\n" for n, cell in enumerate(written))
    result = read(tmp_path, SHARES + rows)
    codes = [code for code, _ in issues(result)]
    numbers = [w for w in written if w != "ND"]
    assert codes == (["percent-assumed"] if is_percent else ["no-unit"] * len(numbers))
    assert len(result.records) == len(written) - codes.count("no-unit")


def test_small_numbers_without_a_unit_are_never_guessed(tmp_path: Path) -> None:
    result = read(
        tmp_path, SHARES + "S,EGFR,L858R,0.3\nS,TP53,R273H,1\nS,ALK,G1202R,ND\n"
    )
    assert [v.result for v in of(Variant, result)] == [NotDetected()]
    assert issues(result) == [
        ("no-unit", "line 2, column 丰度"),
        ("no-unit", "line 3, column 丰度"),
    ]
    assert "(fraction)" in result.issues[0].message.text


def test_reads_decide_where_a_fraction_has_no_unit(tmp_path: Path) -> None:
    text = "sample,gene,hgvs_p,vaf,alt_reads,total_reads\nS,EGFR,L858R,0.12,12,100\n"
    result = read(tmp_path, text)
    (found,) = of(Variant, result)
    assert found.result == Detected(vaf=Decimal("0.12"), alt_reads=12, total_reads=100)
    assert issues(result) == [("scale-not-needed", "line 2, column vaf")]


def test_a_percent_sign_under_a_header_of_fractions_is_refused(tmp_path: Path) -> None:
    text = "sample,gene,hgvs_p,vaf_fraction\nS,EGFR,L858R,12%\nS,EGFR,T790M,0.01\n"
    result = read(tmp_path, text)
    assert len(result.records) == 1
    assert issues(result) == [("mixed-units", "line 2, column vaf_fraction")]


def test_decimal_commas_are_read_where_another_sign_divides_cells(
    tmp_path: Path,
) -> None:
    text = "sample;gene;hgvs_p;vaf (%)\nS;EGFR;L858R;12,3\n"
    (found,) = of(Variant, read(tmp_path, text))
    assert found.result == Detected(vaf=Decimal("0.123"))


def test_an_analyte_with_two_units_in_one_table_is_refused(tmp_path: Path) -> None:
    text = (
        "日期,检验项目,结果,单位\n2026-11-10,血红蛋白,132,g/L\n"
        "2026-11-11,HGB,13.1,g/dL\n2026-11-12,CEA,4,ng/mL\n2026-11-13,CEA,4,ug/L\n"
    )
    result = read(tmp_path, text)
    kept = [(v.analyte, v.unit) for v in of(LabValue, result)]
    assert kept[:1] == [("hemoglobin", "g/L")]
    assert [u for _, u in kept[1:]] == ["ng/mL", "µg/L"]
    assert issues(result) == [("mixed-units", "line 3, column 单位")]


def test_the_unit_of_a_value_may_stand_in_its_header(tmp_path: Path) -> None:
    text = "日期,检验项目,结果(ng/mL)\n2026-11-10 08:30,CEA,4.4\n"
    (found,) = of(LabValue, read(tmp_path, text))
    assert (str(found.on), found.value, found.unit) == (
        *("2026-11-10", Decimal("4.4"), "ng/mL"),
    )
    mixed = "日期,检验项目,结果(ng/mL),单位\n2026-11-10,CEA,4.4,U/mL\n"
    assert [c for c, _ in issues(read(tmp_path, mixed))] == ["bad-unit"]


def test_a_title_above_the_headers_is_passed_over_and_told(tmp_path: Path) -> None:
    text = "肿瘤标志物\n检验科\n日期,指标,结果,单位\n2026-11-10,CEA,4.4,ng/mL\n"
    result = read(tmp_path, text)
    assert len(result.records) == 1
    assert issues(result) == [("rows-above", "line 3")]


COPIES = "样本号,基因,拷贝数,变异类型\n"


@pytest.mark.parametrize(
    ("cells", "kind", "expected"),
    [
        (
            "S,MET,8.2,扩增",
            VariantKind.AMPLIFICATION,
            Detected(copy_number=Decimal("8.2")),
        ),
        (
            "S,RB1,0,纯合缺失",
            VariantKind.DELETION,
            Detected(copy_number=Decimal(0)),
        ),
        ("S,ERBB2,2,正常", VariantKind.AMPLIFICATION, NotDetected()),
    ],
)
def test_the_laboratorys_call_of_a_copy_number_is_kept(
    tmp_path: Path, cells: str, kind: VariantKind, expected: Result
) -> None:
    (found,) = of(Variant, read(tmp_path, f"{COPIES}{cells}\n"))
    assert (found.kind, found.result, found.label) == (kind, expected, "")


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ("S,MET,8.2,", "no-call"),
        ("S,MET,3,gain", "single-copies"),
        ("S,MET,1,扩增", "contradiction"),
        ("S,RB1,4,缺失", "contradiction"),
        ("S,RB1,NaN,缺失", "bad-number"),
        ("S,RB1,1,wild", "unknown-word"),
    ],
)
def test_a_copy_number_that_is_no_call_costs_its_row(
    tmp_path: Path, cells: str, code: str
) -> None:
    result = read(tmp_path, f"{COPIES}{cells}\n")
    assert result.records == ()
    assert [c for c, _ in issues(result)] == [code]


def test_a_logarithm_to_base_two_becomes_a_ratio(tmp_path: Path) -> None:
    text = "sample,gene,log2,call\nS,MET,2,amplification\nS,RB1,-1.5,deletion\n"
    first, second = of(Variant, read(tmp_path, text))
    assert first.result == Detected(copy_ratio=Decimal(4))
    assert second.result == Detected(copy_ratio=Decimal("0.353553"))


@pytest.mark.parametrize(
    "text",
    [
        "ID\tchrom\tloc.start\tloc.end\tnum.mark\tseg.mean\nS\t7\t1\t9\t4\t2.1\n",
        "Chromosome\tStart\tEnd\tnMajor\tnMinor\n1\t1\t9\t1\t0\n",
    ],
)
def test_segments_without_genes_are_listed_one_by_one(
    tmp_path: Path, text: str
) -> None:
    result = read(tmp_path, text, name="a.seg")
    assert result.records == ()
    assert ("segment", "line 2, column") in [
        (c, p.rpartition(" ")[0]) for c, p in issues(result)
    ]


@pytest.mark.parametrize(
    ("header", "cells", "expected"),
    [
        ("fusion", "EML4-ALK", ("ALK", "EML4", "EML4::ALK")),
        ("融合", "EML4-ALK融合", ("ALK", "EML4", "EML4::ALK")),
        ("fusion", "CCDC6::RET", ("RET", "CCDC6", "CCDC6::RET")),
        ("fusion", "FGFR3--TACC3", ("FGFR3", "TACC3", "FGFR3::TACC3")),
        ("fusion", "HLA-A--ALK", ("ALK", "HLA-A", "HLA-A::ALK")),
        ("#FusionName", "EML4^E1.2--ALK^E2.3", ("ALK", "EML4", "EML4::ALK")),
        ("gene1,gene2", "EWSR1,FLI1", ("FLI1", "EWSR1", "EWSR1::FLI1")),
    ],
)
def test_a_fusion_is_named_for_the_gene_that_drives(
    tmp_path: Path, header: str, cells: str, expected: tuple[str, str, str]
) -> None:
    text = f"sample,{header},split reads\nS,{cells},55\n"
    (found,) = of(Variant, read(tmp_path, text))
    assert (found.gene, found.partner, found.label) == expected
    assert (found.kind, found.result) == (VariantKind.FUSION, Detected(alt_reads=55))


@pytest.mark.parametrize("name", ["ALK", "HLA-A-ALK", "融合", "EML4-ALK-ROS1", "a b-c"])
def test_a_fusion_of_unclear_genes_costs_its_row(tmp_path: Path, name: str) -> None:
    result = read(tmp_path, f"sample,fusion,split reads\nS,{name},55\n")
    assert issues(result) == [("no-pair", "line 2, column fusion")]


def test_amplifications_and_fusions_among_variants_have_their_kind(
    tmp_path: Path,
) -> None:
    text = "样本号,基因,变异,检测结果\nS,MET,扩增,检出\nS,ALK,EML4-ALK融合,检出\n"
    copies, fusion = of(Variant, read(tmp_path, text))
    assert (copies.kind, copies.label) == (VariantKind.AMPLIFICATION, "")
    assert (fusion.kind, fusion.partner) == (VariantKind.FUSION, "EML4")


WHOSE = "姓名,病案号,住院号,出生日期,性别,日期,指标,结果,单位\n"
FIRST = "示例甲,A1,H1,1960-01-02,女,2026-01-02,CEA,5,ng/mL\n"


def test_a_table_of_one_patient_says_whose_it_is(tmp_path: Path) -> None:
    later = FIRST.replace("H1", "H2").replace("2026-01-02", "2026-02-02")
    result = read(tmp_path, WHOSE + FIRST + later)
    assert issues(result) == []
    assert len(result.records) == 2
    assert result.patient == Patient(
        name=FreeText(zh="示例甲"),
        identifiers=(
            Identifier(kind=IdentifierKind.RECORD_NUMBER, value="A1"),
            Identifier(kind=IdentifierKind.INPATIENT_NUMBER, value="H1"),
            Identifier(kind=IdentifierKind.INPATIENT_NUMBER, value="H2"),
        ),
        birth_date=PartialDate(1960, 1, 2),
        sex=Sex.FEMALE,
    )


@pytest.mark.parametrize(
    ("header", "one", "other"),
    [
        ("姓名", "示例甲", "示例乙"),
        ("病案号", "A1", "A2"),
        ("住院号", "H1", "H2"),
        ("门诊号", "H1", "H2"),
        ("患者ID", "P-1", "P-2"),
        ("patient", "Example A", "Example B"),
        ("patient id", "P-1", "P-2"),
        ("patient_id", "P-1", "P-2"),
        ("MRN", "P-1", "P-2"),
        ("出生日期", "1960-01-02", "1960/01/03"),
        ("birth date", "1960", "1961"),
        ("性别", "男", "女"),
        ("sex", "F", "male"),
    ],
)
def test_a_table_of_two_patients_is_refused_with_the_lines(
    tmp_path: Path, header: str, one: str, other: str
) -> None:
    rows = (f"{p},{d},CEA,5,ng/mL\n" for p, d in ((one, "2026"), (other, "2025")))
    result = read(tmp_path, f"{header},日期,指标,结果,单位\n" + "".join(rows))
    assert result.records == ()
    (issue,) = result.issues
    assert (issue.code, issue.severity) == ("two-patients", Severity.REFUSED)
    assert issue.place == f"line 3, column {header}"
    assert issue.message.words["earlier"] == Where("line 2")
    assert other not in repr(issue)


def test_the_same_patient_is_one_however_it_is_written(tmp_path: Path) -> None:
    head = "patient,sex,birth date,日期,指标,结果,单位\n"
    rows = (
        "Example A,F,1960-01-02,2026,CEA,5,ng/mL\n"
        "EXAMPLE a,女,1960/1/2,2025,CEA,5,ng/mL\n"
    )
    result = read(tmp_path, head + rows + ",,,2024,CEA,5,ng/mL\n")
    assert len(result.records) == 3
    assert result.patient is not None
    assert result.patient.name == FreeText(en="Example A")
    assert result.patient.identifiers == ()


def test_a_birth_date_or_sex_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    text = "birth date,性别,日期,指标,结果,单位\nearly,?,2026,CEA,5,ng/mL\n"
    result = read(tmp_path, text)
    assert len(result.records) == 1
    assert issues(result) == [
        ("patient-not-compared", "line 1, column birth date"),
        ("patient-not-compared", "line 1, column 性别"),
    ]


@pytest.mark.parametrize("header", ["姓名", "病案号", "patient id", "MRN", "sex"])
def test_another_patient_s_table_is_stopped(tmp_path: Path, header: str) -> None:
    cell = {"姓名": "示例乙", "sex": "M"}.get(header, "B2")
    result = read(tmp_path, f"{header},日期,指标,结果,单位\n{cell},2026,CEA,5,ng/mL\n")
    own = Identifier(kind=IdentifierKind.RECORD_NUMBER, value="A1")
    patient = Patient(name=FreeText(zh="示例甲"), identifiers=(own,), sex=Sex.FEMALE)
    found = check(Case(id="a", patient=patient), result.patient)
    assert not found.may_add


ROLES = "lesion,role,organ,site,date,modality,diameter (mm)\n"


def test_an_empty_role_is_unknown_and_the_row_is_kept(tmp_path):
    result = read(tmp_path, f"{ROLES}L1,,lung,,2026-01-01,CT,20\n")
    lesion, measurement = (
        next(r for r in result.records if isinstance(r, kind))
        for kind in (Lesion, Measurement)
    )
    assert lesion.role is None
    assert measurement.diameter == Length.from_mm(20)
    assert [i for i in result.issues if i.severity is not Severity.NOTED] == []


@pytest.mark.parametrize("first_says", [True, False])
def test_a_row_that_says_less_of_its_lesion_contradicts_nothing(tmp_path, first_says):
    more, less = "L1,target,lung,right", "L1,,,"
    rows = (more, less) if first_says else (less, more)
    text = "".join(
        f"{row},2026-0{month}-01,CT,20\n" for month, row in enumerate(rows, 1)
    )
    result = read(tmp_path, ROLES + text)
    (lesion,) = (r for r in result.records if isinstance(r, Lesion))
    assert (lesion.role, lesion.organ, lesion.site.en, lesion.place) == (
        LesionRole.TARGET,
        "lung",
        "right",
        "line 2",
    )
    assert len([r for r in result.records if isinstance(r, Measurement)]) == 2
    assert result.issues == ()


def test_another_role_of_the_same_lesion_is_a_contradiction(tmp_path):
    rows = "L1,target,,,2026-01-01,CT,20\nL1,new,,,2026-02-01,CT,20\n"
    result = read(tmp_path, ROLES + rows)
    told = [(i.code, i.place) for i in result.issues]
    assert told == [("contradiction", "line 3, column role")]
