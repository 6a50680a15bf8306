"""What rules read, derived once per case: time points, series, exposure, coverage.

The calculations are in the areas' own modules, which know nothing of `Facts`; rules
read the result. Missing stays missing here: an absent record never becomes a zero.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from typing import Any, TypeVar

from mdt_board.interpret import derived
from mdt_board.interpret.analytes import with_known_analytes
from mdt_board.interpret.ctdna.coverage import Coverage
from mdt_board.interpret.exposure import Exposure
from mdt_board.interpret.kept import one_day
from mdt_board.interpret.known import known_on, not_passed
from mdt_board.interpret.resistance.alterations import Alterations
from mdt_board.interpret.response.mimic_signs import Suspect
from mdt_board.model.case import Case
from mdt_board.model.interpretation import (
    BestResponse,
    ErrorBand,
    ImagingCoverage,
    ImmuneTimePoint,
    LesionCheck,
    LesionGrowth,
    Origin,
    PlasmaCourse,
    PlasmaSample,
    Series,
    SumTrend,
    TimePoint,
)
from mdt_board.model.knowledge import Knowledge
from mdt_board.model.molecular import Assay, Variant
from mdt_board.model.radiology import Study

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Facts:
    """A case as the rules read it.

    ``assays`` is by sample name. ``tumor_series`` are the plasma series that follow the
    tumor. ``last_study`` is the latest study that was done, by the region it covered.
    ``plasma`` are the series of plasma, ``positive`` those detected now and
    ``suspicious`` what of them somebody has to explain.
    ``imaging`` says organ by organ where imaging looked, ``courses`` how each plasma
    series runs, ``samples`` what each plasma tube can carry.
    ``not_passed`` are calls that the variant caller did not pass; they stand nowhere
    else. ``remembered`` is what `recall` keeps.
    """

    case: Case
    knowledge: Knowledge
    on: date
    assays: dict[str, Assay]
    time_points: tuple[TimePoint, ...]
    best_response: BestResponse | None
    immune: tuple[ImmuneTimePoint, ...]
    lesion_checks: tuple[LesionCheck, ...]
    error_band: ErrorBand | None
    lesion_growth: tuple[LesionGrowth, ...]
    sum_trend: SumTrend | None
    suspects: tuple[Suspect, ...]
    series: dict[str, Series]
    origins: dict[str, Origin]
    tumor_series: tuple[Series, ...]
    plasma: tuple[Series, ...]
    positive: tuple[Series, ...]
    suspicious: tuple[Series, ...]
    exposure: Exposure
    last_study: dict[str, Study]
    coverage: Coverage
    imaging: ImagingCoverage
    courses: dict[str, PlasmaCourse]
    samples: tuple[PlasmaSample, ...]
    not_passed: tuple[Variant, ...]
    alterations: Alterations
    remembered: dict[object, Any] = field(
        default_factory=dict, compare=False, repr=False
    )

    def recall(self, calculate: Callable[["Facts"], T]) -> T:
        """Return what several rules ask for, calculated once for the same facts."""
        if calculate not in self.remembered:
            self.remembered[calculate] = calculate(self)
        answer: T = self.remembered[calculate]
        return answer

    @property
    def latest(self) -> TimePoint | None:
        """The last time point that was assessed."""
        return self.time_points[-1] if self.time_points else None


def once(calculate: Callable[[Facts], T]) -> Callable[[Facts], T]:
    """Let a calculation that several rules ask for run once for the same facts.

    It answers with records and words, never with the facts themselves.
    """

    @wraps(calculate)
    def recalled(facts: Facts) -> T:
        return facts.recall(calculate)

    return recalled


def derive(case: Case, knowledge: Knowledge, on: date) -> Facts:
    """Derive the facts of ``case`` as they are known on the day ``on``."""
    on = one_day(on)
    set_apart = not_passed(case, on)
    case = with_known_analytes(known_on(case, on), knowledge)
    assays = derived.assays_by_sample(case.molecular)
    molecular = derived.molecular_series(case.molecular, assays, on)
    series = derived.every_series(molecular, derived.lab_series(case.oncology.labs, on))
    origins = derived.origins(case, assays, molecular, knowledge)
    plasma = derived.plasma(series)
    positive = derived.positive(plasma)
    last_study = derived.last_study(case.radiology, on)
    markers = derived.marker_values(case.oncology.labs, knowledge)
    measured = derived.measured(case.radiology, markers, knowledge, on)
    exposure = derived.exposure(case.oncology, knowledge, on)
    points = measured.time_points
    by_id = derived.assays_by_id(case.molecular)
    return Facts(
        case=case,
        knowledge=knowledge,
        on=on,
        assays=assays,
        time_points=points,
        best_response=measured.best_response,
        error_band=measured.error_band,
        lesion_growth=measured.lesion_growth,
        suspects=measured.suspects,
        sum_trend=measured.sum_trend,
        series=series,
        origins=origins,
        tumor_series=derived.following_tumor(case, molecular, origins),
        plasma=plasma,
        positive=positive,
        suspicious=derived.suspicious(positive, origins, assays),
        exposure=exposure,
        immune=derived.immune(case, knowledge, exposure, points),
        lesion_checks=measured.lesion_checks,
        last_study=last_study,
        coverage=derived.coverage(case, last_study, on),
        imaging=derived.imaging(case, knowledge, on),
        courses=derived.courses(molecular, assays, by_id),
        samples=derived.samples(case),
        not_passed=set_apart,
        alterations=derived.alterations(case, assays, knowledge, exposure),
    )
