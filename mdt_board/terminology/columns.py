"""The closed table of column headers: what each is called, in English and Chinese.

A unit may follow in parentheses or after an underscore: ``直径(mm)``, ``lod_percent``.
"""

import re
import unicodedata

from mdt_board.terminology.names import folded
from mdt_board.terminology.units import LENGTH_NAMES, marker_unit

SPELLINGS: dict[str, tuple[str, ...]] = {
    # whose table it is
    "patient_name": (
        "patient name", "姓名", "患者姓名", "病人姓名", "受检者姓名", "受检者",
    ),
    "record_number": (
        "mrn", "medical record number", "record number", "病案号", "病历号",
    ),
    "inpatient_number": ("inpatient number", "住院号"),
    "outpatient_number": ("outpatient number", "门诊号"),
    "patient_id": ("patient id", "患者id", "患者编号", "病人id", "病人编号"),
    "patient": ("patient", "患者", "病人"),
    "birth_date": (
        "birth date", "date of birth", "dob", "出生日期", "出生年月", "生日",
    ),
    "sex": ("sex", "gender", "性别"),
    # when, and which examination or sample
    "date": (
        "date", "day", "study date", "sampled on", "sample date", "collected on",
        "日期", "检查日期", "采样日期", "采血日期", "检验日期", "标本日期", "采集日期",
        "采样时间", "采血时间", "采集时间", "检验时间",
    ),
    "reported_on": ("reported on", "report date", "报告日期"),
    "accession": ("accession", "accession number", "检查号", "影像号", "检查流水号"),
    "series": ("series", "series number", "序列号"),
    "reader": ("reader", "radiologist", "阅片者", "阅片医师", "读片医师", "测量者"),
    "modality": ("modality", "检查方式", "检查类型", "设备类型"),
    "regions": ("regions", "region", "检查部位", "扫描范围", "检查范围"),
    "sequence": ("sequence", "扫描序列", "成像序列"),
    "slice": ("slice", "slice thickness", "层厚"),
    "contrast": ("contrast", "增强", "是否增强"),
    "phase": ("phase", "contrast phase", "期相"),
    "reading": ("reading", "impression", "阅片结论", "影像结论"),
    # lesions
    "lesion": ("lesion", "lesion label", "病灶", "病灶编号", "病灶名称"),
    "site_zh": ("site zh", "部位", "部位(中文)", "病灶部位"),
    "site_en": ("site", "site en", "location", "部位(英文)"),
    "organ": ("organ", "器官", "脏器"),
    "role": ("role", "lesion type", "类型", "病灶类型"),
    "state": ("state", "status", "状态", "病灶状态"),
    "diameter": ("diameter", "size", "直径", "径线", "大小", "长径", "测量值"),
    "suv_max": ("suv max",),
    # assays and variants
    "sample": (
        "sample", "sample id", "sample name", "样本", "样本号", "样本编号", "样本名称",
        "标本号", "标本编号",
    ),
    "kind": ("kind", "assay kind", "treatment kind", "种类", "检测类型", "治疗类型"),
    "name": ("name", "assay", "panel", "检测项目", "检测名称"),
    "laboratory": ("laboratory", "lab", "检测机构", "实验室", "检验单位"),
    "specimen": ("specimen", "标本", "样本类型", "标本类型"),
    "genes": ("genes", "genes covered", "检测基因", "覆盖基因"),
    "lod": ("lod", "limit of detection", "检测下限", "检出限"),
    "input": ("input", "input dna", "投入dna", "投入量", "起始dna量", "dna投入量"),
    "plasma": ("plasma", "plasma volume", "血浆量", "血浆体积"),
    "loci": ("loci", "位点数", "监测位点数"),
    "loci_positive": ("loci positive", "positive loci", "阳性位点数", "检出位点数"),
    "molecules": ("mutant molecules", "突变分子数"),
    "depth": ("mean depth", "平均深度", "平均测序深度"),
    "site_depth": (
        "depth", "read depth", "coverage", "深度", "测序深度", "位点深度", "覆盖深度",
    ),
    "result": ("result", "检测结果"),
    "gene": ("gene", "gene symbol", "hugo symbol", "基因", "基因名", "基因名称"),
    "variant": (
        "variant", "alteration", "mutation", "变异", "突变", "变异位点", "突变位点",
    ),
    "change": (
        "variant type", "alteration type", "变异类型", "突变类型",
    ),
    "hgvs_c": ("hgvs c", "cdna", "核苷酸改变", "核苷酸变化", "碱基改变"),
    "hgvs_p": (
        "hgvs p", "protein", "amino acid change", "氨基酸改变", "氨基酸变化",
    ),
    "vaf": (
        "vaf", "af", "variant allele fraction", "variant allele frequency",
        "allele frequency", "丰度", "突变丰度", "变异丰度", "突变频率", "变异频率",
    ),
    "alt_reads": ("alt reads", "mutant reads", "突变reads", "突变reads数", "突变读数"),
    "total_reads": ("total reads", "总reads", "总reads数", "总读数"),
    # copy numbers and fusions
    "copy_number": ("copy number", "cn", "total cn", "拷贝数"),
    "copy_ratio": ("copy ratio", "copy number ratio", "拷贝数比值"),
    "log_ratio": (
        "log ratio", "log2", "log2 ratio", "seg.mean", "segment mean", "log2比值",
    ),
    "cn_call": (
        "call", "cn call", "cnv call", "cna call", "cnv type", "拷贝数变异",
        "拷贝数变异类型",
    ),
    "major": ("nmajor", "major cn", "major copy number"),
    "minor": ("nminor", "minor cn", "minor copy number"),
    "chromosome": ("chromosome", "chrom", "chr", "染色体"),
    "position": ("position", "pos", "start position", "loc.start", "起始位置"),
    "end_position": ("end", "end position", "loc.end", "终止位置"),
    "fusion": (
        "fusion", "fusion gene", "fusion name", "#fusionname", "融合", "融合基因",
    ),
    "gene_5": (
        "gene1", "#gene1", "left gene", "5' gene", "site1 hugo symbol",
        "5'端基因", "5'基因", "基因1",
    ),
    "gene_3": (
        "gene2", "right gene", "3' gene", "partner", "partner gene",
        "site2 hugo symbol", "3'端基因", "3'基因", "基因2", "伙伴基因", "伴侣基因",
    ),
    "breakpoint_5": ("left breakpoint", "breakpoint1", "5'断点", "断点1"),
    "breakpoint_3": ("right breakpoint", "breakpoint2", "3'断点", "断点2"),
    "supporting_reads": (
        "split reads", "supporting reads", "junction read count", "支持reads",
        "支持reads数", "支持读数", "断裂reads数",
    ),
    # laboratory values
    "analyte": (
        "analyte", "marker", "test", "指标", "检验项目", "检验指标", "项目", "项目名称",
    ),
    "value": ("value", "结果", "数值", "检验结果", "测定值"),
    "unit": ("unit", "units", "单位"),
    "reference": ("reference", "reference range", "参考范围", "参考区间", "参考值"),
    "method": ("method", "方法", "检测方法"),
    # treatment
    "line": ("line", "line of therapy", "线数", "治疗线"),
    "drug": ("drug", "drugs", "medication", "药物", "药品", "药名"),
    "dose": ("dose", "剂量"),
    "dose_unit": ("dose unit", "剂量单位"),
    "schedule": ("schedule", "用法", "频次"),
    "started_on": ("started on", "start", "start date", "开始", "开始日期"),
    "stopped_on": ("stopped on", "stop", "end date", "stop date", "结束", "停止日期"),
    "ongoing": ("ongoing", "正在使用", "是否在用"),
    "cycles": ("cycles", "周期数", "周期"),
    "procedure_zh": ("procedure zh", "手术", "手术名称", "操作"),
    "procedure_en": ("procedure", "procedure en", "手术(英文)"),
    "best_response": ("best response", "最佳疗效"),
    "stop_reason": ("stop reason", "停药原因", "停止原因"),
}  # fmt: skip

PATIENT_FIELDS = frozenset({
    "patient_name", "record_number", "inpatient_number", "outpatient_number",
    "patient_id", "patient", "birth_date", "sex",
})  # fmt: skip

UNIT_NAMES = {
    "percent": "%", "pct": "%", "%": "%", "fraction": "fraction", "小数": "fraction",
    "mm": "mm", "毫米": "mm", "cm": "cm", "厘米": "cm",
    "ng": "ng", "ml": "mL", "毫升": "mL",
}  # fmt: skip
SHARES = frozenset({"%", "fraction"})
FIELD_UNITS: dict[str, frozenset[str]] = {
    "diameter": frozenset(LENGTH_NAMES.values()),
    "slice": frozenset({"mm"}),
    "vaf": SHARES, "lod": SHARES, "result": SHARES,
    "input": frozenset({"ng"}), "plasma": frozenset({"mL"}),
}  # fmt: skip
_IN_PARENTHESES = re.compile(r"(.+?)\s*[(\[]([^()\[\]]+)[)\]]")
_AT_THE_END = re.compile(r"(.+?)[ _](percent|pct|fraction|mm|cm|ng|ml)", re.IGNORECASE)


def column(header: str) -> tuple[str, str] | None:
    """Return the field and the unit that a header names, or None when it is unknown.

    The unit is empty where the header states none. A unit that the field cannot have
    makes the header unknown: nothing is converted that is not in the closed tables.
    """
    text = unicodedata.normalize("NFKC", header).strip()
    whole = _FIELDS.get(folded(text))
    if whole:
        return whole, ""
    for before, written in units_in(text):
        name = _FIELDS.get(folded(before))
        unit = unit_of(name, written) if name else None
        if name and unit:
            return name, unit
    return None


def units_in(header: str) -> list[tuple[str, str]]:
    """Return the ways to read a header as a name and what follows it as its unit."""
    text = unicodedata.normalize("NFKC", header).strip()
    matches = (p.fullmatch(text) for p in (_IN_PARENTHESES, _AT_THE_END))
    return [(found[1], found[2]) for found in matches if found]


def unit_of(field: str, text: str) -> str | None:
    """Return the listed unit that ``text`` spells, when ``field`` may have it."""
    if field == "value":
        listed = marker_unit(text)
        return listed.symbol if listed else None
    unit = UNIT_NAMES.get(unicodedata.normalize("NFKC", text).strip().lower())
    return unit if unit in FIELD_UNITS.get(field, ()) else None


_FIELDS = {
    folded(spelling): field
    for field, spellings in SPELLINGS.items()
    for spelling in spellings
}
