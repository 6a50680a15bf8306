"""The closed tables of words in cells, in English and Chinese."""

from mdt_board.model.case import Sex
from mdt_board.model.molecular import AssayKind
from mdt_board.model.oncology import Response, StopReason
from mdt_board.model.radiology import LesionRole, LesionState, Modality, Reading
from mdt_board.terminology.names import folded

Words = dict[str, tuple[str, ...]]

ROLES: Words = {
    LesionRole.TARGET: ("target", "靶病灶", "靶"),
    LesionRole.NON_TARGET: ("non-target", "非靶病灶", "非靶"),
    LesionRole.NEW: ("new", "new lesion", "新病灶"),
}
STATES: Words = {
    LesionState.MEASURED: ("measured", "已测量"),
    LesionState.PRESENT: ("present", "存在"),
    LesionState.ABSENT: ("absent", "disappeared", "消失", "未见"),
    LesionState.TOO_SMALL: ("too small", "too small to measure", "过小无法测量"),
    LesionState.NOT_EVALUABLE: ("not evaluable", "NE", "不可评价", "无法评价"),
    LesionState.UNEQUIVOCAL_PROGRESSION: ("unequivocal progression", "明确进展"),
    LesionState.UNEQUIVOCAL: ("unequivocal", "明确"),
    LesionState.EQUIVOCAL: ("equivocal", "可疑", "不明确"),
}
MODALITIES: Words = {
    Modality.CT: ("CT", "增强 CT"),
    Modality.MRI: ("MRI", "MR", "磁共振", "核磁共振"),
    Modality.PET_CT: ("PET-CT", "PET/CT"),
    Modality.XRAY: ("X-ray", "XR", "DR", "X 线"),
    Modality.ULTRASOUND: ("ultrasound", "US", "超声"),
    Modality.BONE_SCAN: ("bone scan", "骨扫描"),
    Modality.ENDOSCOPY: ("endoscopy", "内镜"),
}
READINGS: Words = {
    Reading.NEGATIVE: ("negative", "阴性", "未见转移", "未见异常"),
    Reading.POSITIVE: ("positive", "阳性"),
    Reading.EQUIVOCAL: ("equivocal", "可疑", "不确定"),
}
ASSAY_KINDS: Words = {
    AssayKind.TUMOR_INFORMED: ("tumor-informed", "tumour-informed", "组织指导"),
    AssayKind.TUMOR_NAIVE: ("tumor-naive", "tumour-naive", "血浆", "非组织指导"),
    AssayKind.METHYLATION: ("methylation", "甲基化"),
    AssayKind.TISSUE: ("tissue", "组织"),
    AssayKind.WBC: ("WBC", "white cells", "白细胞", "配对白细胞"),
    AssayKind.GERMLINE: ("germline", "胚系"),
    AssayKind.CSF: ("CSF", "脑脊液"),
}
RESPONSES: Words = {
    Response.CR: ("CR", "完全缓解"),
    Response.PR: ("PR", "部分缓解"),
    Response.SD: ("SD", "疾病稳定"),
    Response.PD: ("PD", "疾病进展"),
    Response.NE: ("NE", "不可评价"),
    Response.NON_CR_NON_PD: ("non-CR/non-PD", "非CR/非PD"),
}
STOP_REASONS: Words = {
    StopReason.PROGRESSION: ("progression", "进展", "疾病进展"),
    StopReason.TOXICITY: ("toxicity", "毒性", "不良反应"),
    StopReason.COMPLETED: ("completed", "完成", "按计划完成"),
    StopReason.PATIENT_CHOICE: ("patient choice", "患者意愿"),
    StopReason.OTHER: ("other", "其他"),
}
SEXES: Words = {
    Sex.FEMALE: ("female", "F", "女", "女性"),
    Sex.MALE: ("male", "M", "男", "男性"),
    Sex.OTHER: ("other", "O", "其他"),
}
CO_MEDICATION = "co-medication"
TREATMENT_KINDS: Words = {
    "systemic": ("systemic", "全身治疗", "药物治疗"),
    "surgery": ("surgery", "手术"),
    "radiotherapy": ("radiotherapy", "放疗", "放射治疗"),
    "local": ("local", "局部治疗"),
    CO_MEDICATION: (CO_MEDICATION, "合并用药", "同期用药"),
}
YES, NO = "yes", "no"
ANSWERS: Words = {
    YES: ("yes", "y", "true", "是", "有"),
    NO: ("no", "false", "否", "无"),
}
DETECTED, NOT_DETECTED, NOT_ANALYZED, FAILED = (
    "detected",
    "not-detected",
    "not-analyzed",
    "failed",
)
RESULTS: Words = {
    DETECTED: ("detected", "positive", "检出", "阳性"),
    NOT_DETECTED: ("ND", "not detected", "未检出", "negative", "阴性"),
    NOT_ANALYZED: ("NA", "N/A", "not analyzed", "not analysed", "未检测", "未做"),
    FAILED: ("failed", "失败", "检测失败"),
}

AMPLIFIED, DELETED, UNCHANGED, ONE_STEP = "amplified", "deleted", "unchanged", "step"
COPY_CALLS: Words = {
    AMPLIFIED: (
        "amplification", "amplified", "amp", "high-level amplification", "扩增",
        "基因扩增", "拷贝数扩增",
    ),
    DELETED: (
        "deletion", "del", "deep deletion", "homozygous deletion", "homdel", "缺失",
        "纯合缺失", "拷贝数缺失",
    ),
    UNCHANGED: (
        "neutral", "normal", "diploid", "none", "no change", "not amplified", "正常",
        "无", "无扩增", "未见扩增", "阴性", "未检出",
    ),
    ONE_STEP: (
        "gain", "low-level gain", "loss", "hemizygous deletion", "shallow deletion",
        "hetloss", "增益", "拷贝数增加", "拷贝数减少", "杂合缺失",
    ),
}  # fmt: skip


def meaning(text: str, words: Words) -> str | None:
    """Return which of ``words`` the text is, or None when it is none of them."""
    asked = folded(text)
    return next(
        (key for key, names in words.items() if asked in {folded(n) for n in names}),
        None,
    )
