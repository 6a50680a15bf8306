"""What a cell with a closed list of answers may hold, worded for the reader."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeVar

from mdt_board.i18n import Translator
from mdt_board.model.case import Case, Sex
from mdt_board.model.molecular import VariantKind
from mdt_board.model.oncology import (
    AdherenceLevel,
    Response,
    SmokingStatus,
    TreatmentKind,
    Trend,
)
from mdt_board.model.pathology import StainResult
from mdt_board.model.radiology import Appearance, Modality, Reading, ReReadAnswer
from mdt_board.model.text import N_
from mdt_board.presenters.regimen import KINDS
from mdt_board.series import response_name
from mdt_board.terminology import values
from mdt_board.terminology.completion import Choice, cancers, genes, listed

Answer = TypeVar("Answer", bound=StrEnum)
Choices = Callable[[Translator], tuple[Choice, ...]]

TRENDS = {
    Trend.NEW: N_("new"),
    Trend.WORSE: N_("worse"),
    Trend.STABLE: N_("stable"),
    Trend.BETTER: N_("better"),
    Trend.GONE: N_("gone"),
}
SMOKING = {
    SmokingStatus.NEVER: N_("never smoked"),
    SmokingStatus.FORMER: N_("former smoker"),
    SmokingStatus.CURRENT: N_("current smoker"),
}
ADHERENCE = {
    AdherenceLevel.FULL: N_("regular"),
    AdherenceLevel.PARTIAL: N_("doses missed"),
    AdherenceLevel.POOR: N_("often missed"),
}
STAINS = {
    StainResult.POSITIVE: N_("positive"),
    StainResult.NEGATIVE: N_("negative"),
    StainResult.RETAINED: N_("retained"),
    StainResult.LOST: N_("lost"),
    StainResult.EQUIVOCAL: N_("equivocal"),
}
APPEARANCES = {
    Appearance.SOLID: N_("solid"),
    Appearance.PART_SOLID: N_("part-solid"),
    Appearance.GROUND_GLASS: N_("ground glass"),
    Appearance.LYTIC: N_("lytic"),
    Appearance.MIXED_BONE: N_("lytic and sclerotic"),
    Appearance.SCLEROTIC: N_("sclerotic"),
    Appearance.CAVITATED: N_("with a cavity"),
}
READINGS = {
    Reading.NEGATIVE: N_("no lesion seen"),
    Reading.POSITIVE: N_("lesion seen"),
    Reading.EQUIVOCAL: N_("equivocal"),
}
MODALITIES = {
    Modality.CT: "CT",
    Modality.MRI: "MRI",
    Modality.PET_CT: "PET-CT",
    Modality.XRAY: N_("X-ray"),
    Modality.ULTRASOUND: N_("ultrasound"),
    Modality.BONE_SCAN: N_("bone scan"),
    Modality.ENDOSCOPY: N_("endoscopy"),
    Modality.OTHER: N_("other imaging"),
}
SEXES = {
    Sex.FEMALE: N_("female"),
    Sex.MALE: N_("male"),
    Sex.OTHER: N_("sex: other"),
}
CHANGES = {
    VariantKind.SMALL: N_("small variant"),
    VariantKind.AMPLIFICATION: N_("amplification"),
    VariantKind.DELETION: N_("deletion"),
    VariantKind.FUSION: N_("fusion"),
}
ECOG = tuple(str(n) for n in range(6))
GRADES = tuple(str(n) for n in range(1, 6))


def worded(texts: Mapping[Answer, str], words: values.Words | None = None) -> Choices:
    """Return the choices of an enumeration; ``words`` are further spellings."""

    def choices(tr: Translator) -> tuple[Choice, ...]:
        return tuple(
            Choice(value.value, tr(text), (words or {}).get(value.value, ()))
            for value, text in texts.items()
        )

    return choices


def spelled(words: values.Words) -> Choices:
    """Return choices by their spellings: the first one in the reader's language."""

    def choices(tr: Translator) -> tuple[Choice, ...]:
        return tuple(
            Choice(str(value), _first(names, tr), names)
            for value, names in words.items()
        )

    return choices


def _first(names: tuple[str, ...], tr: Translator) -> str:
    chinese = [n for n in names if any("\u4e00" <= c <= "\u9fff" for c in n)]
    return chinese[0] if tr.is_chinese and chinese else names[0]


def terms(*kinds: str) -> Choices:
    """Return the listed terms of these kinds."""
    return lambda tr: listed(tr.language, *kinds)


def rereads(tr: Translator) -> tuple[Choice, ...]:
    """Return what a second look at images may find."""
    return tuple(Choice(a.value, tr.term(f"reread.{a.value}")) for a in ReReadAnswer)


def studies(case: Case, tr: Translator) -> tuple[Choice, ...]:
    """Return the studies of a case, by day and kind, the latest first."""
    found = sorted(case.radiology.studies, key=lambda s: s.on.last, reverse=True)
    return tuple(
        Choice(s.id, f"{s.on} {tr(MODALITIES[s.modality])}")
        for s in found
        if not s.is_not_done
    )


def all_genes(_: Translator) -> tuple[Choice, ...]:
    """Return the listed genes."""
    return genes()


def all_cancers(tr: Translator) -> tuple[Choice, ...]:
    """Return the listed cancer types."""
    return cancers(tr.language)


def responses(tr: Translator) -> tuple[Choice, ...]:
    """Return the response categories."""
    return tuple(
        Choice(r.value, response_name(r, tr), values.RESPONSES.get(r, ()))
        for r in Response
    )


def units(_: Translator) -> tuple[Choice, ...]:
    """Return the units of laboratory values."""
    from mdt_board.terminology.units import MARKER_UNITS

    return tuple(Choice(u.symbol, u.symbol, (u.ucum,)) for u in MARKER_UNITS)


yes_or_no = spelled(values.ANSWERS)
roles = spelled(values.ROLES)
assay_kinds = spelled(values.ASSAY_KINDS)
stop_reasons = spelled(values.STOP_REASONS)
treatment_kinds = worded(
    {kind: KINDS[kind] for kind in TreatmentKind}, values.TREATMENT_KINDS
)
modalities = worded(MODALITIES, values.MODALITIES)
readings = worded(READINGS, values.READINGS)
