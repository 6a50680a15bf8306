"""Case C: plasma of a screening test, white cells, a blood count, and one nodule."""

from sources.calls import NONSENSE, Change, vcf
from sources.measurement_report import CHEST, Study, Target, report
from sources.tables import comma_separated, workbook

READER = "示例读片医师甲"
TP53 = Change("TP53", "c.524G>A", "p.R175H", "chr17:7675088", "C>T")
DNMT3A = Change("DNMT3A", "c.2644C>T", "p.R882C", "chr2:25234374", "G>A")
TET2 = Change("TET2", "c.3250C>T", "p.Q1084*", "chr4:105237192", "C>T", NONSENSE)
NODULE = Target("RLL", "2.25.4130001", ("SCT", "266005", "Right lower lobe of lung"))
LOW_DOSE_CT = Study(
    413001,
    "EX-CT-0031",
    "20261012",
    ("EXAMPLE-C", "示例丙", "EX-10024", "19540318", "M"),
    READER,
    (CHEST,),
)
GENES = "TP53;DNMT3A;TET2;ASXL1;KRAS;EGFR;BRAF;PIK3CA"


def files() -> dict[str, bytes]:
    """Return the files of the case by name."""
    return {
        "ctdna-tests-EX-10024.csv": _tests(),
        "lis-blood-count-EX-10024.xlsx": _blood_count(),
        "ngs-plasma-20260915.vcf": vcf(
            "20260915",
            "C-P1",
            [(DNMT3A, (138, 6000)), (TET2, (66, 6000)), (TP53, (25, 5952))],
        ),
        "ngs-plasma-20261020.vcf": vcf(
            "20261020",
            "C-P2",
            [(DNMT3A, (144, 6000)), (TET2, (66, 6000)), (TP53, (27, 6000))],
        ),
        "ngs-white-cells-20261020.csv": _white_cells(),
        "pacs-list-EX-10024.csv": _studies(),
        "pacs-sr-EX-CT-0031.dcm": report(LOW_DOSE_CT, [(NODULE, "7")]),
    }


def _tests() -> bytes:
    """The DNA put in carries 6,000 molecules: 40 ng, half of which is recovered."""
    headers = ("样本编号", "检测类型", "检测项目", "采样日期", "标本类型")
    more = ("覆盖基因", "检出限(%)", "投入量(ng)")
    return comma_separated(
        [
            (*headers, *more),
            ("C-P1", "血浆", "ctDNA-NGS", "2026-09-15", "plasma", GENES, "0.1", 40),
            ("C-P2", "血浆", "ctDNA-NGS", "2026-10-20", "plasma", GENES, "0.1", 40),
            ("C-W2", "配对白细胞", "ctDNA-NGS", "2026-10-20", "blood", GENES, "", ""),
        ]
    )


def _white_cells() -> bytes:
    changes = ((TP53, 31, 7949), (DNMT3A, 192, 8000), (TET2, 96, 8000))
    headers = (
        "样本编号",
        "基因",
        "核苷酸改变",
        "氨基酸改变",
        "突变reads数",
        "总reads数",
    )
    rows = [("C-W2", c.gene, c.hgvs_c, c.hgvs_p, alt, n) for c, alt, n in changes]
    return comma_separated([headers, *rows])


def _blood_count() -> bytes:
    day = "2026-10-20"
    rows: list[tuple[str | float, ...]] = [
        ("检验项目", "结果", "单位", "参考区间", "采样时间"),
        ("血红蛋白", 118, "g/L", "130-175", day),
        ("平均红细胞体积", 101, "fL", "82-100", day),
        ("红细胞分布宽度", 15.8, "%", "11.5-14.5", day),
        ("血小板计数", 142, "10^9/L", "125-350", day),
    ]
    return workbook({"血常规": rows})


def _studies() -> bytes:
    headers = ("检查号", "检查日期", "检查类型", "扫描范围", "层厚(mm)", "是否增强")
    row = ("EX-CT-0031", "2026-10-12", "CT", "胸部", 1, "否", READER, "可疑")
    return comma_separated([(*headers, "阅片医师", "影像结论"), row])
