"""Which fields of which records are typed, in what order, and what each may hold.

One row of this table is one column or line of the record editor.
"""

from dataclasses import dataclass, field

from mdt_board.model.base import ListRecord
from mdt_board.model.case import Diagnosis
from mdt_board.model.molecular import Assay, Variant
from mdt_board.model.oncology import (
    Adherence,
    CoMedication,
    FamilyHistory,
    LabValue,
    PastIllness,
    PerformanceStatus,
    Symptom,
    Treatment,
)
from mdt_board.model.pathology import FailedBiopsy, Specimen, Stain
from mdt_board.model.radiology import Lesion, ReRead, Study
from mdt_board.model.text import N_
from mdt_board.presenters import choices
from mdt_board.presenters.choices import Choices

DAY_HINT = N_("2026-11-24, or 2026-11 or 2026")
DRUGS_HINT = N_("drug dose unit schedule + drug …")
SEVERAL_HINT = N_("several divided by commas")
RESULT_HINT = N_("VAF in %, reads as 8/2500, ND or <0.04, not analyzed, failed")
SEEN_HINT = N_("mm, or gone, too small, NE, still seen, 12+8 split, ->T2 merged")
NUMBER_HINT = N_("a number from 0")
WHOLE_HINT = N_("a whole number")
PERCENT_HINT = N_("0 to 100")
ECOG_HINT = N_("0 to 5")
LINE_HINT = N_("0 to 30")
GRADE_HINT = N_("0 to 5")
BOUND_HINT = N_("4.4 or <0.5")


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its path in the record, how it is typed, and what it may hold.

    ``title`` is the id of a term; it is ``field.<name>`` where nothing is said.
    """

    path: str
    kind: str = "text"
    hint: str = ""
    unit: str = ""
    choices: Choices | None = None
    is_needed: bool = False
    title: str = ""

    @property
    def term(self) -> str:
        """The id of the term that names it."""
        return self.title or f"field.{self.path.rpartition('.')[2]}"


@dataclass(frozen=True, slots=True)
class RecordKind:
    """One kind of record: where it stands in the case, and its fields."""

    id: str
    path: str
    record: type[ListRecord]
    title: str
    fields: tuple[Field, ...]
    fixed: dict[str, str] = field(default_factory=dict)


def _day(path: str, *, is_needed: bool = False) -> Field:
    return Field(path, "day", DAY_HINT, is_needed=is_needed)


def _one_of(path: str, names: Choices, *, is_needed: bool = False) -> Field:
    return Field(path, "choice", choices=names, is_needed=is_needed)


def _term(path: str, names: Choices, *, is_needed: bool = False) -> Field:
    return Field(path, "term", choices=names, is_needed=is_needed)


def _answer(path: str) -> Field:
    return Field(path, "choice", choices=choices.yes_or_no)


def _number(path: str, unit: str = "") -> Field:
    return Field(path, "number", NUMBER_HINT, unit)


def _whole(path: str, hint: str = WHOLE_HINT, *, is_needed: bool = False) -> Field:
    return Field(path, "whole", hint, is_needed=is_needed)


_KINDS = (
    RecordKind(
        "diagnoses",
        "diagnoses",
        Diagnosis,
        N_("Diagnosis and stage"),
        (
            _term("oncotree", choices.all_cancers),
            Field("histology"),
            Field("stage.prefix"),
            Field("stage.t"),
            Field("stage.n"),
            Field("stage.m"),
            Field("stage.group"),
            Field("stage.edition"),
            _day("diagnosed_on"),
            _term("driver_gene", choices.all_genes),
            Field("driver"),
        ),
    ),
    RecordKind(
        "treatments",
        "oncology.treatments",
        Treatment,
        N_("Treatment lines"),
        (
            _one_of("kind", choices.treatment_kinds),
            _whole("line", LINE_HINT),
            Field("drugs", "drugs", DRUGS_HINT, choices=choices.terms("drug")),
            Field("procedure"),
            _day("started_on"),
            _day("stopped_on"),
            _answer("is_ongoing"),
            _one_of("best_response", choices.responses),
            _one_of("stop_reason", choices.stop_reasons),
        ),
    ),
    RecordKind(
        "co-medications",
        "oncology.co_medications",
        CoMedication,
        N_("Other drugs"),
        (
            Field(
                "drug.name",
                "term",
                choices=choices.terms("drug"),
                is_needed=True,
                title="field.drug",
            ),
            _number("drug.dose"),
            Field("drug.dose_unit"),
            Field("drug.schedule"),
            _day("started_on"),
            _day("stopped_on"),
            _answer("is_self_bought"),
        ),
    ),
    RecordKind(
        "adherence",
        "oncology.adherence",
        Adherence,
        N_("Adherence"),
        (
            _day("on", is_needed=True),
            _one_of("level", choices.worded(choices.ADHERENCE), is_needed=True),
            Field("note"),
        ),
    ),
    RecordKind(
        "labs",
        "oncology.labs",
        LabValue,
        N_("Markers and laboratory values"),
        (
            _day("on", is_needed=True),
            _term("analyte", choices.terms("analyte"), is_needed=True),
            Field("value", "bounded", BOUND_HINT, is_needed=True),
            _term("unit", choices.units),
            Field("reference_low", "number", NUMBER_HINT),
            Field("reference_high", "number", NUMBER_HINT),
            Field("laboratory"),
        ),
    ),
    RecordKind(
        "symptoms",
        "oncology.symptoms",
        Symptom,
        N_("Symptoms"),
        (
            _day("on", is_needed=True),
            Field(
                "name",
                "term",
                choices=choices.terms("symptom"),
                is_needed=True,
                title="field.symptom",
            ),
            _one_of("trend", choices.worded(choices.TRENDS)),
            _whole("grade", GRADE_HINT),
            Field("note"),
        ),
    ),
    RecordKind(
        "performance",
        "oncology.performance",
        PerformanceStatus,
        N_("Performance status"),
        (
            _day("on", is_needed=True),
            _whole("ecog", ECOG_HINT, is_needed=True),
        ),
    ),
    RecordKind(
        "family",
        "oncology.family",
        FamilyHistory,
        N_("Family history"),
        (
            _term("relative", choices.terms("relative"), is_needed=True),
            _term("cancer", choices.terms("cancer"), is_needed=True),
            _whole("age_years"),
        ),
    ),
    RecordKind(
        "history",
        "oncology.history",
        PastIllness,
        N_("Other illnesses"),
        (Field("name", is_needed=True), _day("on"), Field("note")),
    ),
    RecordKind(
        "studies",
        "radiology.studies",
        Study,
        N_("Imaging studies"),
        (
            _day("on", is_needed=True),
            _one_of("modality", choices.modalities, is_needed=True),
            Field("regions", "terms", SEVERAL_HINT, choices=choices.terms("region")),
            _one_of("reading", choices.readings),
            _answer("has_contrast"),
            _number("slice_mm", "mm"),
            Field("reader"),
            _answer("is_not_done"),
            Field("note"),
        ),
    ),
    RecordKind(
        "lesions",
        "radiology.lesions",
        Lesion,
        N_("Lesions"),
        (
            Field("label", is_needed=True),
            _one_of("role", choices.roles),
            Field("site"),
            _term("organ", choices.terms("organ")),
            _answer("is_node"),
            _answer("is_irradiated"),
            _answer("is_cystic"),
            _answer("is_central"),
            _one_of("appearance", choices.worded(choices.APPEARANCES)),
            _answer("has_soft_tissue"),
        ),
    ),
    RecordKind(
        "rereads",
        "radiology.rereads",
        ReRead,
        N_("Second looks"),
        (
            Field("study", "choice", is_needed=True),
            Field("regions", "terms", SEVERAL_HINT, choices=choices.terms("region")),
            Field("series"),
            Field("prior", "choice"),
            _day("asked_on"),
            _day("answered_on"),
            _one_of("answer", choices.rereads),
            _day("first_visible_on"),
            Field("reader"),
            Field("note"),
        ),
    ),
    RecordKind(
        "specimens",
        "pathology.specimens",
        Specimen,
        N_("Specimens"),
        (
            _day("taken_on"),
            _term("site", choices.terms("organ")),
            _term("route", choices.terms("route")),
            _term("histology", choices.terms("histology")),
            Field("histology_text"),
            _whole("tumor_cells_percent", PERCENT_HINT),
            _whole("blocks_left"),
            _whole("slides_left"),
            _answer("is_after_progression"),
            _term("transformation", choices.terms("transformation")),
        ),
    ),
    RecordKind(
        "stains",
        "pathology.stains",
        Stain,
        N_("Immunohistochemistry"),
        (
            Field("marker", is_needed=True),
            Field("clone"),
            _one_of("result", choices.worded(choices.STAINS)),
            Field("percent", "number", PERCENT_HINT, "%"),
            Field("score"),
        ),
    ),
    RecordKind(
        "failed-biopsies",
        "pathology.failed_biopsies",
        FailedBiopsy,
        N_("Biopsies without tissue"),
        (
            _day("on"),
            _term("route", choices.terms("route")),
            Field("reason", is_needed=True),
        ),
    ),
    RecordKind(
        "variants",
        "molecular.variants",
        Variant,
        N_("Variants"),
        (
            Field("sample", is_needed=True),
            _term("gene", choices.all_genes),
            Field("hgvs_p", "protein"),
            Field("hgvs_c"),
            Field("label"),
            _one_of("kind", choices.worded(choices.CHANGES)),
            Field("result", "vaf", RESULT_HINT, "%", is_needed=True),
        ),
    ),
    RecordKind(
        "assays",
        "molecular.assays",
        Assay,
        N_("Molecular tests"),
        (
            Field("sample", is_needed=True),
            _one_of("kind", choices.assay_kinds),
            Field("name"),
            _day("sampled_on"),
            _day("reported_on"),
            Field("genes", "terms", SEVERAL_HINT, choices=choices.all_genes),
            Field("lod", "fraction", PERCENT_HINT, "%"),
            _number("input_ng", "ng"),
            Field("result", "vaf", RESULT_HINT, "%"),
        ),
    ),
)
KINDS = {kind.id: kind for kind in _KINDS}

PATIENT = (
    Field("patient.name.zh", title="field.name_zh"),
    Field("patient.name.en", title="field.name_en"),
    Field(
        "patient.identifiers.record-number", "identifier", title="field.record_number"
    ),
    Field(
        "patient.identifiers.outpatient-number",
        "identifier",
        title="field.outpatient_number",
    ),
    Field(
        "patient.identifiers.inpatient-number",
        "identifier",
        title="field.inpatient_number",
    ),
    _day("patient.birth_date"),
    _one_of("patient.sex", choices.worded(choices.SEXES)),
    Field("patient.bed"),
    Field("question.text.zh", title="field.question_zh"),
    Field("question.text.en", title="field.question_en"),
    Field(
        "oncology.smoking.status",
        "choice",
        choices=choices.worded(choices.SMOKING),
        title="field.smoking",
    ),
    Field("oncology.smoking.pack_years", "number", NUMBER_HINT),
)
FITNESS = (
    _answer("fitness.has_interstitial_lung_disease"),
    _answer("fitness.has_autoimmune_disease"),
    _answer("fitness.is_hbsag_positive"),
    _answer("fitness.is_tuberculosis_excluded"),
    Field("fitness.steroid_mg_prednisone_per_day", "number", NUMBER_HINT, "mg"),
    _whole("fitness.g8_score"),
    Field("fitness.note"),
    Field("wishes.preference"),
    _whole("wishes.distance_km"),
    _answer("wishes.consents_to_germline"),
)
