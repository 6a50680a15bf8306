"""Case E: five scans outside the brain, one new lesion inside, plasma without it."""

from sources import fhir
from sources.measurement_report import ABDOMEN, CHEST, HEAD, Study, Target, report
from sources.tables import comma_separated

READER = "示例读片医师甲"
PATIENT = ("EXAMPLE-E", "示例戊", "EX-10026", "19810214", "M")
DAYS = ("2024-04-29", "2024-07-08", "2025-06-10", "2026-05-12", "2026-11-10")
MEASURED = {
    Target("LLL", "2.25.4150001", ("SCT", "41224006", "Left lower lobe of lung")): (
        "42", "24", "14", "14", "15",
    ),
    Target(
        "Liver S6",
        "2.25.4150002",
        ("SCT", "10200004", "Liver"),
        (("SCT", "106233006", "Topographical modifier"), ("99EX", "S6", "segment 6")),
    ): ("28", "15", "9", "9", "9"),
    Target(
        "LN 4L",
        "2.25.4150003",
        ("SCT", "62683002", "Mediastinal lymph node"),
        (("SCT", "106233006", "Topographical modifier"), ("99EX", "4L", "station 4L")),
        is_node=True,
    ): ("19", "11", "7", "7", "7"),
}  # fmt: skip
FRONTAL = Target(
    "R frontal",
    "2.25.4150004",
    ("SCT", "83251001", "Frontal lobe"),
    (("SCT", "272741003", "Laterality"), ("SCT", "24028007", "Right")),
)
FRACTIONS = ("2.1%", "未检出", "未检出", "未检出", "未检出")
INPUTS_NG = (30, 30, 30, 30, 24)
BRAIN_READINGS = ("阴性", "阴性", "阴性", "阴性", "阳性")


def files() -> dict[str, bytes]:
    """Return the files of the case by name."""
    return {
        "ctdna-tests-EX-10026.csv": _tests(),
        "his-fhir-EX-10026.json": _bundle(),
        "ngs-fusion-EX-10026.csv": _fusion(),
        "pacs-list-EX-10026.csv": _studies(),
        **{f"pacs-sr-EX-CT-{51 + n:04d}.dcm": _trunk(n) for n in range(len(DAYS))},
        "pacs-sr-EX-MR-0055.dcm": _brain(),
    }


def _trunk(number: int) -> bytes:
    on = DAYS[number].replace("-", "")
    accession = f"EX-CT-{51 + number:04d}"
    study = Study(415001 + number, accession, on, PATIENT, READER, (ABDOMEN, CHEST))
    return report(study, [(target, mm[number]) for target, mm in MEASURED.items()])


def _brain() -> bytes:
    on = DAYS[-1].replace("-", "")
    study = Study(415105, "EX-MR-0055", on, PATIENT, READER, (HEAD,), "MR")
    return report(study, [(FRONTAL, "11")])


def _studies() -> bytes:
    headers = ("检查号", "检查日期", "检查类型", "扫描范围", "扫描序列", "层厚(mm)")
    rows: list[tuple[str | int, ...]] = []
    for n, (day, brain) in enumerate(zip(DAYS, BRAIN_READINGS, strict=True), 51):
        trunk = (f"EX-CT-{n:04d}", day, "CT", "腹部、胸部", "", 1)
        head = (f"EX-MR-{n:04d}", day, "磁共振", "颅脑", "T1 3D + FLAIR", 1)
        rows += [(*trunk, "是", READER, "阳性"), (*head, "是", READER, brain)]
    return comma_separated([(*headers, "是否增强", "阅片医师", "影像结论"), *rows])


def _tests() -> bytes:
    headers = ("样本编号", "检测类型", "检测项目", "采样日期", "标本类型")
    more = ("覆盖基因", "检出限(%)", "投入量(ng)")
    rows = [
        (
            f"E-P{n}",
            "血浆",
            "ctDNA-NGS",
            day,
            "plasma",
            "ALK;TP53;EGFR;KRAS;MET",
            0.1,
            g,
        )
        for n, (day, g) in enumerate(zip(DAYS, INPUTS_NG, strict=True), 1)
    ]
    return comma_separated([(*headers, *more), *rows])


def _fusion() -> bytes:
    rows = [
        (f"E-P{n}", "ALK", "EML4-ALK (v3)", fraction)
        for n, fraction in enumerate(FRACTIONS, 1)
    ]
    return comma_separated([("样本编号", "基因", "变异", "丰度"), *rows])


def _bundle() -> bytes:
    stage = fhir.TumorStage("T2b", "N2a", "M1b", "IVA", "2024-04-29")
    return fhir.bundle(
        [
            fhir.patient("示例戊", "EX-10026", "male", "1981-02-14"),
            *fhir.lung_adenocarcinoma("2024-04-22", stage),
            fhir.taken("alectinib", "600", "bid", "2024-05-10"),
            fhir.ecog("2026-05-12", 0),
            fhir.ecog("2026-11-10", 0),
        ]
    )
