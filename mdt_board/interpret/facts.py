"""What rules read, derived once per case: time points, series, exposure, coverage.

The calculations are in the areas' own modules, which know nothing of `Facts`; rules
read the result. Missing stays missing here: an absent record never becomes a zero.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from typing import Any, TypeVar

from mdt_board.interpret.analytes import with_known_analytes
from mdt_board.interpret.ctdna import course, kinetics, origin, tubes
from mdt_board.interpret.ctdna.coverage import Coverage, coverage_of
from mdt_board.interpret.ctdna.imaging_coverage import coverage_map
from mdt_board.interpret.ctdna.positives import (
    plasma_series,
    positive_series,
    suspicious_series,
)
from mdt_board.interpret.ctdna.tumor_signal import tumor_series
from mdt_board.interpret.exposure import Exposure, exposure_of
from mdt_board.interpret.known import known_on, not_passed
from mdt_board.interpret.resistance.alterations import Alterations, alterations_of
from mdt_board.interpret.response import growth_rate, measurement_error, recist_1_1
from mdt_board.interpret.response.irecist_course import immune_time_points
from mdt_board.interpret.response.markers import markers_of
from mdt_board.interpret.response.measurability import lesion_checks
from mdt_board.interpret.response.mimic_signs import Suspect, suspects
from mdt_board.interpret.response.outcome import outcome_of
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
    else. ``remembered`` is what `once` keeps.
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

    @property
    def latest(self) -> TimePoint | None:
        """The last time point that was assessed."""
        return self.time_points[-1] if self.time_points else None


T = TypeVar("T")


def once(calculate: Callable[[Facts], T]) -> Callable[[Facts], T]:
    """Let a calculation that several rules ask for run once for the same facts."""

    @wraps(calculate)
    def remembered(facts: Facts) -> T:
        kept = facts.remembered
        if calculate not in kept:
            kept[calculate] = calculate(facts)
        answer: T = kept[calculate]
        return answer

    return remembered


def derive(case: Case, knowledge: Knowledge, on: date) -> Facts:
    """Derive the facts of ``case`` as they are known on the day ``on``."""
    set_apart = not_passed(case, on)
    case = with_known_analytes(known_on(case, on), knowledge)
    assays = {a.sample: a for a in case.molecular.assays}
    series = kinetics.series_of(case, assays, on)
    origins = origin.origins_of(case, assays, series, knowledge)
    plasma = plasma_series(series.values())
    positive = positive_series(plasma)
    last_study = _last_study(case, on)
    markers = markers_of(case.oncology.labs, knowledge)
    seen = recist_1_1.time_points(case.radiology, markers)
    time_points = tuple(p for p in seen if p.on <= on)
    exposure = exposure_of(case.oncology, knowledge, on)
    growth = growth_rate.lesion_growth(case.radiology, time_points)
    return Facts(
        case=case,
        knowledge=knowledge,
        on=on,
        assays=assays,
        time_points=time_points,
        best_response=outcome_of(case.radiology, time_points),
        error_band=measurement_error.error_band(case.radiology, time_points),
        lesion_growth=growth,
        suspects=suspects(case.radiology, time_points, growth),
        sum_trend=growth_rate.sum_trend(case.radiology, time_points),
        series=series,
        origins=origins,
        tumor_series=tumor_series(case, series, origins),
        plasma=plasma,
        positive=positive,
        suspicious=suspicious_series(positive, origins, assays),
        exposure=exposure,
        immune=immune_time_points(case, knowledge, exposure, time_points),
        lesion_checks=lesion_checks(case.radiology, time_points, knowledge),
        last_study=last_study,
        coverage=coverage_of(case, last_study, on),
        imaging=coverage_map(case, knowledge, on),
        courses=course.courses_of(
            series, assays, {a.id: a for a in case.molecular.assays}
        ),
        samples=tubes.samples_of(case),
        not_passed=set_apart,
        alterations=alterations_of(case, assays, knowledge, exposure),
    )


def _last_study(case: Case, on: date) -> dict[str, Study]:
    latest: dict[str, Study] = {}
    done = (s for s in case.radiology.studies if not s.is_not_done and s.on.first <= on)
    for study in sorted(done, key=lambda s: s.on.last):
        latest.update(dict.fromkeys(study.regions, study))
    return latest
