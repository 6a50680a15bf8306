"""Case D: five scans of three lesions, plasma, tissue, and three markers."""

from sources.calls import NONSENSE, Change, maf
from sources.measurement_report import ABDOMEN, CHEST, Study, Target, report
from sources.tables import comma_separated, workbook

READER = "示例读片医师甲"
PATIENT = ("EXAMPLE-D", "示例丁", "EX-10025", "19630709", "F")
DAYS = ("2025-05-26", "2025-07-29", "2026-02-03", "2026-08-11", "2026-11-17")
MEASURED = {
    Target("LLL", "2.25.4140001", ("SCT", "41224006", "Left lower lobe of lung")): (
        "38", "24", "20", "21", "22",
    ),
    Target(
        "Liver S8",
        "2.25.4140002",
        ("SCT", "10200004", "Liver"),
        (("SCT", "106233006", "Topographical modifier"), ("99EX", "S8", "segment 8")),
    ): ("22", "13", "10", "11", "24"),
    Target(
        "LN 7",
        "2.25.4140003",
        ("SCT", "28330007", "Subcarinal lymph node"),
        is_node=True,
    ): ("18", "11", "9", "9", "10"),
}  # fmt: skip
MARKERS = {
    ("癌胚抗原", "ng/mL", "<5"): (46, 8.0, 5.1, 4.6, 3.9),
    ("神经元特异性烯醇化酶", "ng/mL", "<16.3"): (14, 13, 15, 21, 58),
    ("胃泌素释放肽前体", "pg/mL", "<69"): (38, 36, 41, 96, 412),
}
L858R = Change("EGFR", "c.2573T>G", "p.L858R")
TP53 = Change("TP53", "c.743G>A", "p.R248Q")
RB1 = Change("RB1", "c.1735C>T", "p.R579*", effect=NONSENSE)
T790M = Change("EGFR", "c.2369C>T", "p.T790M")
C797S = Change("EGFR", "c.2390G>C", "p.C797S")
READS = 10_000
MUTANT_READS = {
    L858R: (360, 0, 0, 8, 680),
    TP53: (290, 0, 0, 10, 750),
    RB1: (190, 0, 0, 0, 610),
}
GENES = "EGFR;TP53;RB1;MET;ERBB2;KRAS;BRAF;ALK;PIK3CA"
INPUT_NG = 46


def files() -> dict[str, bytes]:
    """Return the files of the case by name."""
    return {
        "ctdna-tests-EX-10025.csv": _tests(),
        "lis-markers-EX-10025.xlsx": _markers(),
        "ngs-copies-20261117.csv": _copies(),
        "ngs-plasma-EX-10025.maf": _plasma(),
        "ngs-tissue-20250520.maf": maf([("D-T1", c, None) for c in (L858R, TP53, RB1)]),
        "pacs-list-EX-10025.csv": _studies(),
        **{f"pacs-sr-{_accession(n)}.dcm": _report(n) for n in range(len(DAYS))},
        "pharmacy-EX-10025.csv": _treatments(),
    }


def _accession(number: int) -> str:
    return f"EX-CT-{41 + number:04d}"


def _report(number: int) -> bytes:
    on = DAYS[number].replace("-", "")
    study = Study(
        414001 + number, _accession(number), on, PATIENT, READER, (ABDOMEN, CHEST)
    )
    return report(study, [(target, mm[number]) for target, mm in MEASURED.items()])


def _studies() -> bytes:
    headers = ("检查号", "检查日期", "检查类型", "扫描范围", "层厚(mm)", "是否增强")
    return comma_separated(
        [
            (*headers, "阅片医师", "影像结论"),
            *(
                (_accession(n), day, "CT", "腹部、胸部", 1, "是", READER, "阳性")
                for n, day in enumerate(DAYS)
            ),
        ]
    )


def _tests() -> bytes:
    headers = ("样本编号", "检测类型", "检测项目", "采样日期", "标本类型")
    more = ("覆盖基因", "检出限(%)", "投入量(ng)")
    plasma = [
        (f"D-P{n}", "血浆", "ctDNA-NGS", day, "plasma", GENES, "0.05", INPUT_NG)
        for n, day in enumerate(DAYS, 1)
    ]
    tissue = ("D-T1", "组织", "tissue-panel", "2025-05-20", "biopsy", GENES, "", "")
    return comma_separated([(*headers, *more), tissue, *plasma])


def _plasma() -> bytes:
    """Followed variants in every sample, resistance variants in the last one."""
    last = f"D-P{len(DAYS)}"
    followed = [
        (f"D-P{n}", change, (alt, READS))
        for change, reads in MUTANT_READS.items()
        for n, alt in enumerate(reads, 1)
    ]
    return maf([*followed, *((last, c, (0, READS)) for c in (T790M, C797S))])


def _copies() -> bytes:
    return comma_separated(
        [
            ("样本编号", "基因", "拷贝数", "拷贝数变异"),
            (f"D-P{len(DAYS)}", "MET", 2, "未见扩增"),
        ]
    )


def _markers() -> bytes:
    headers = ("检验项目", "结果", "单位", "参考范围", "采样日期")
    rows = [
        (name, value, unit, reference, day)
        for (name, unit, reference), values in MARKERS.items()
        for value, day in zip(values, DAYS, strict=True)
    ]
    return workbook({"肿瘤标志物": [headers, *rows]})


def _treatments() -> bytes:
    headers = ("治疗类型", "线数", "药物", "剂量", "剂量单位", "频次", "开始日期")
    row = ("药物治疗", 1, "奥希替尼", 80, "mg", "qd", "2025-06-03", "是", "PR")
    return comma_separated([(*headers, "是否在用", "最佳疗效"), row])
