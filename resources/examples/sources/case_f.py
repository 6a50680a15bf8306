"""Case F: a hospital's bundle, two plasma samples, two scans, prescriptions."""

from sources import fhir
from sources.tables import comma_separated

READER = "示例读片医师甲"
SCANS = ("2026-09-01", "2026-11-12")
PLASMA = (("F-P1", "2026-09-04", 42, "4.1"), ("F-P2", "2026-11-10", 40, "0.62"))
DOSES = ("2026-09-08", "2026-09-29", "2026-10-20", "2026-11-10")
VALUES = (
    fhir.Analyte("2039-6", "CEA", "ng/mL", "ng/mL", ("12.6", "9.8"), high="5"),
    fhir.Analyte("14804-9", "LDH", "U/L", "U/L", ("231", "240"), low="120", high="250"),
    fhir.Analyte("59408-5", "SpO2", "%", "%", ("98", "95"), kind="vital-signs"),
)
LESIONS = (
    ("RUL", "右肺上叶", "right upper lobe", "肺", "靶病灶", (52, 64)),
    ("R adrenal", "右肾上腺", "right adrenal gland", "肾上腺", "靶病灶", (24, 29)),
)


def files() -> dict[str, bytes]:
    """Return the files of the case by name."""
    return {
        "ctdna-tests-EX-10027.csv": _tests(),
        "his-fhir-EX-10027.json": _bundle(),
        "lis-hepatitis-b-EX-10027.csv": _hepatitis(),
        "pacs-lesions-EX-10027.csv": _lesions(),
        "pacs-list-EX-10027.csv": _studies(),
        "pharmacy-EX-10027.csv": _prescriptions(),
    }


def _tests() -> bytes:
    headers = ("样本编号", "检测类型", "检测项目", "采样日期", "标本类型")
    more = ("覆盖基因", "检出限(%)", "投入量(ng)")
    genes = "KRAS;EGFR;ALK;TP53;STK11;KEAP1"
    rows = [
        (sample, "血浆", "ctDNA-NGS", day, "plasma", genes, "0.05", nanograms)
        for sample, day, nanograms, _ in PLASMA
    ]
    return comma_separated([(*headers, *more), *rows])


def _bundle() -> bytes:
    stage = fhir.TumorStage("T3", "N0", "M1b", "IVA", "2026-09-01")
    entries = [
        fhir.patient("示例己", "EX-10027", "male", "1960-06-21"),
        *fhir.lung_adenocarcinoma("2026-08-25", stage),
        *(fhir.given("pembrolizumab", "200", "q3w", day) for day in DOSES),
        *(fhir.ecog(day, 1) for day in SCANS),
        *(entry for v in VALUES for entry in fhir.laboratory(v, SCANS)),
    ]
    for sample, day, _, percent in PLASMA:
        entries += fhir.plasma(sample, day, "KRAS", "c.34G>T", "p.(Gly12Cys)", percent)
    return fhir.bundle(entries)


def _hepatitis() -> bytes:
    return comma_separated(
        [
            ("检验项目", "结果", "单位", "采样日期"),
            ("乙肝病毒 DNA", "<20", "IU/mL", "2026-11-10"),
        ],
        encoding="gb18030",
    )


def _lesions() -> bytes:
    headers = ("检查号", "检查日期", "病灶", "部位", "部位(英文)", "器官", "类型")
    rows = [
        (f"EX-CT-{61 + n:04d}", day, label, zh, en, organ, role, mm[n], READER)
        for n, day in enumerate(SCANS)
        for label, zh, en, organ, role, mm in LESIONS
    ]
    return comma_separated([(*headers, "直径(mm)", "阅片者"), *rows])


def _studies() -> bytes:
    headers = ("检查号", "检查日期", "检查类型", "扫描范围", "层厚(mm)", "是否增强")
    rows = [
        (f"EX-CT-{61 + n:04d}", day, "CT", "胸部、腹部", 1, "是", READER, "阳性")
        for n, day in enumerate(SCANS)
    ]
    return comma_separated([(*headers, "阅片医师", "影像结论"), *rows])


def _prescriptions() -> bytes:
    return comma_separated(
        [
            ("治疗类型", "药物", "剂量", "剂量单位", "频次", "开始日期"),
            ("合并用药", "恩替卡韦", "0.5", "mg", "qd", "2026-08"),
        ]
    )
