"""The closed table of column headers: what each is called, in English and Chinese.

A unit may follow in parentheses or after an underscore: ``直径(mm)``, ``lod_percent``.
"""

import re
import unicodedata

from mdt_board.terminology.names import folded

SPELLINGS: dict[str, tuple[str, ...]] = {
    # when, and which examination or sample
    "date": (
        "date", "day", "study date", "sampled on", "sample date", "collected on",
        "日期", "检查日期", "采样日期", "采血日期", "检验日期", "标本日期", "采集日期",
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
    "sample": ("sample", "sample id", "样本", "样本号", "样本编号", "标本号"),
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
    "depth": ("depth", "mean depth", "测序深度", "平均深度"),
    "result": ("result", "检测结果"),
    "gene": ("gene", "基因"),
    "variant": ("variant", "alteration", "变异", "突变"),
    "hgvs_c": ("hgvs c", "cdna", "核苷酸改变"),
    "hgvs_p": ("hgvs p", "protein", "氨基酸改变"),
    "vaf": ("vaf", "af", "variant allele fraction", "丰度", "突变丰度", "变异丰度"),
    "alt_reads": ("alt reads", "mutant reads", "突变reads", "突变reads数", "突变读数"),
    "total_reads": ("total reads", "总reads", "总reads数", "总读数"),
    # laboratory values
    "analyte": ("analyte", "marker", "test", "指标", "检验项目", "项目"),
    "value": ("value", "结果", "数值", "检验结果"),
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

UNIT_NAMES = {
    "percent": "%", "pct": "%", "%": "%", "fraction": "fraction", "小数": "fraction",
    "mm": "mm", "毫米": "mm", "cm": "cm", "厘米": "cm",
    "ng": "ng", "ml": "mL", "毫升": "mL",
}  # fmt: skip
_IN_PARENTHESES = re.compile(r"(.+?)\s*[(\[]([^()\[\]]+)[)\]]")
_AT_THE_END = re.compile(r"(.+?)[ _](percent|pct|fraction|mm|cm|ng|ml)")


def column(header: str) -> tuple[str, str] | None:
    """Return the field and the unit that a header names, or None when it is unknown.

    The unit is empty where the header states none.
    """
    text = unicodedata.normalize("NFKC", header).strip()
    whole = _FIELDS.get(folded(text))
    if whole:
        return whole, ""
    for pattern in (_IN_PARENTHESES, _AT_THE_END):
        found = pattern.fullmatch(text.lower())
        if found and folded(found[1]) in _FIELDS and found[2].strip() in UNIT_NAMES:
            return _FIELDS[folded(found[1])], UNIT_NAMES[found[2].strip()]
    return None


_FIELDS = {
    folded(spelling): field
    for field, spellings in SPELLINGS.items()
    for spelling in spellings
}
