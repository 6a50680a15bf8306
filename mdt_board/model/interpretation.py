"""What the rules made of a case: every statement with its reasons and sources.

Frozen slotted dataclasses, not pydantic records: nothing here comes from outside, and
building them costs a tenth. `to_json` writes them; ids are those of the vocabulary.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache

from pydantic import TypeAdapter

from mdt_board.model.mechanism import Amplification, Mechanism
from mdt_board.model.oncology import Response
from mdt_board.model.plan import (
    Band,
    ChecklistItem,
    Concordance,
    GrowthPoints,
    Guardrail,
    Hypothesis,
    NextStep,
    Objection,
    Outcome,
    PlannedTest,
    Point,
    PointsAnswer,
    Reason,
    RedFlag,
)
from mdt_board.model.plasma_result import (
    Clearance,
    Clue,
    CourseKind,
    FoldChange,
    ImagingCoverage,
    Origin,
    OriginAnswer,
    OriginOdds,
    PlasmaCourse,
    PlasmaSample,
    RegionLook,
    ReReadRequest,
    Series,
    SeriesPoint,
)
from mdt_board.model.response_result import (
    BestResponse,
    ErrorBand,
    ErrorSetting,
    ErrorVerdict,
    ImmuneTimePoint,
    LesionCheck,
    LesionGrowth,
    LesionSize,
    SumTrend,
    TimePoint,
)
from mdt_board.model.tag import Tag
from mdt_board.model.text import Message

# Everyone knows the parts from here.
__all__ = [
    "Band",
    "BestResponse",
    "ChecklistItem",
    "Clearance",
    "Clue",
    "Concordance",
    "CourseKind",
    "ErrorBand",
    "ErrorSetting",
    "ErrorVerdict",
    "Finding",
    "FoldChange",
    "GrowthPoints",
    "Guardrail",
    "Hypothesis",
    "ImagingCoverage",
    "ImmuneTimePoint",
    "Interpretation",
    "LesionCheck",
    "LesionGrowth",
    "LesionSize",
    "Level",
    "NextStep",
    "Objection",
    "Origin",
    "OriginAnswer",
    "OriginOdds",
    "Outcome",
    "PlannedTest",
    "PlasmaCourse",
    "PlasmaSample",
    "Point",
    "PointsAnswer",
    "ReReadRequest",
    "Reason",
    "RedFlag",
    "Reference",
    "RegionLook",
    "Series",
    "SeriesPoint",
    "SumTrend",
    "Tag",
    "TimePoint",
    "Unanswered",
    "from_json",
    "to_json",
]


@dataclass(frozen=True, slots=True)
class Reference:
    """A publication or guideline edition that a statement rests on."""

    id: str
    citation: str
    year: int
    tag: Tag
    section: str = ""
    pmid: str = ""
    doi: str = ""


class Level(StrEnum):
    """How much attention a statement asks for."""

    INFO = "info"
    CAUTION = "caution"
    ALARM = "alarm"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule concluded, on which records and which references."""

    rule: str
    message: Message
    records: tuple[str, ...]
    references: tuple[str, ...]
    tag: Tag
    level: Level = Level.INFO

    @property
    def area(self) -> str:
        """The first part of the rule's id: response, ctdna, resistance …."""
        return self.rule.split(".", 1)[0]


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A rule that could not look, and what the case lacks for it."""

    rule: str
    missing: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Interpretation:
    """Everything the rules made of one case on one day; recomputed, never edited.

    ``completeness`` is a checklist per discipline id (``oncology``, ``radiology`` …).
    ``mechanisms`` is what is known about each row of resistance that spoke, by its rule
    id; ``amplifications`` each amplification result beside the studies' lines.
    """

    case: str
    revision: int
    on: date
    ruleset: str
    knowledge_sha256: str
    headline: tuple[Message, ...] = ()
    response: tuple[TimePoint, ...] = ()
    best_response: BestResponse | None = None
    immune_response: tuple[ImmuneTimePoint, ...] = ()
    immune_best: Response | None = None
    lesion_checks: tuple[LesionCheck, ...] = ()
    error_band: ErrorBand | None = None
    lesion_growth: tuple[LesionGrowth, ...] = ()
    sum_trend: SumTrend | None = None
    series: tuple[Series, ...] = ()
    plasma_courses: tuple[PlasmaCourse, ...] = ()
    plasma_samples: tuple[PlasmaSample, ...] = ()
    imaging_coverage: ImagingCoverage = field(default_factory=ImagingCoverage)
    reread_requests: tuple[ReReadRequest, ...] = ()
    origins: tuple[Origin, ...] = ()
    findings: tuple[Finding, ...] = ()
    unknown: tuple[Unanswered, ...] = ()
    differential: tuple[Hypothesis, ...] = ()
    discriminating_test: str = ""
    discriminating_reason: Message | None = None
    next_steps: tuple[NextStep, ...] = ()
    guardrails: tuple[Guardrail, ...] = ()
    red_flags: tuple[RedFlag, ...] = ()
    completeness: dict[str, tuple[ChecklistItem, ...]] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()
    mechanisms: tuple[Mechanism, ...] = ()
    amplifications: tuple[Amplification, ...] = ()
    growth_points: GrowthPoints | None = None
    concordance: Concordance | None = None
    test_plan: tuple[PlannedTest, ...] = ()


@cache
def _adapter() -> TypeAdapter[Interpretation]:
    return TypeAdapter(Interpretation)


def to_json(interpretation: Interpretation, indent: int | None = None) -> bytes:
    """Return the interpretation as UTF-8 JSON with the vocabulary's ids."""
    return _adapter().dump_json(interpretation, indent=indent)


def from_json(document: bytes) -> Interpretation:
    """Return the interpretation that `to_json` wrote, as a signature keeps it.

    Raises:
        pydantic.ValidationError: when it is not one.
    """
    return _adapter().validate_json(document)
