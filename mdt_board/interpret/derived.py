"""The calculations behind `Facts`, each kept for the parts of the case that it reads.

The areas' own modules know neither `Facts` nor this: they calculate. Here stands what
each of them reads, so that an edit costs only what hangs on the part that it changed.
What follows from the parts named (a series from results) need not be named beside them.
"""

from dataclasses import dataclass
from datetime import date

from mdt_board.interpret.ctdna import course, kinetics, origin, tubes
from mdt_board.interpret.ctdna.coverage import coverage_of
from mdt_board.interpret.ctdna.imaging_coverage import coverage_map
from mdt_board.interpret.ctdna.positives import (
    plasma_series,
    positive_series,
    suspicious_series,
)
from mdt_board.interpret.ctdna.tumor_signal import tumor_series
from mdt_board.interpret.exposure import Exposure, classes_of, exposure_of
from mdt_board.interpret.kept import kept
from mdt_board.interpret.resistance.alterations import alterations_of
from mdt_board.interpret.response import growth_rate, measurement_error, recist_1_1
from mdt_board.interpret.response.irecist_course import immune_time_points
from mdt_board.interpret.response.markers import TUMOR_MARKER, markers_of
from mdt_board.interpret.response.measurability import lesion_checks
from mdt_board.interpret.response.mimic_signs import Suspect, suspects
from mdt_board.interpret.response.outcome import outcome_of
from mdt_board.model.case import Case
from mdt_board.model.interpretation import (
    BestResponse,
    ErrorBand,
    ImmuneTimePoint,
    LesionCheck,
    LesionGrowth,
    Series,
    SumTrend,
    TimePoint,
)
from mdt_board.model.knowledge import Knowledge
from mdt_board.model.molecular import Assay, Molecular
from mdt_board.model.oncology import LabValue
from mdt_board.model.radiology import Radiology, Study

# What the board writes about the case and does with it: nothing is concluded from it.
UNREAD = frozenset(
    {
        *("schema_version", "id", "revision", "is_example", "summary", "attendance"),
        *("positions", "decision", "sign_offs", "disclosure", "sources"),
    }
)
CLINICAL = tuple(name for name in Case.model_fields if name not in UNREAD)


@dataclass(frozen=True, slots=True)
class Measured:
    """What follows from the measurements: time points and what is read from them."""

    time_points: tuple[TimePoint, ...]
    best_response: BestResponse | None
    error_band: ErrorBand | None
    lesion_growth: tuple[LesionGrowth, ...]
    suspects: tuple[Suspect, ...]
    sum_trend: SumTrend | None
    lesion_checks: tuple[LesionCheck, ...]


@kept(lambda radiology, markers, knowledge, on: (radiology, *markers, knowledge, on))
def measured(
    radiology: Radiology, markers: tuple[LabValue, ...], knowledge: Knowledge, on: date
) -> Measured:
    """Judge every visit until the day ``on``; ``markers`` may hold back a CR."""
    seen = recist_1_1.time_points(radiology, ask_markers(markers, knowledge))
    points = tuple(p for p in seen if p.on <= on)
    growth = growth_rate.lesion_growth(radiology, points)
    return Measured(
        time_points=points,
        best_response=outcome_of(radiology, points),
        error_band=measurement_error.error_band(radiology, points),
        lesion_growth=growth,
        suspects=suspects(radiology, points, growth),
        sum_trend=growth_rate.sum_trend(radiology, points),
        lesion_checks=lesion_checks(radiology, points, knowledge),
    )


@kept(lambda labs, knowledge: (labs, knowledge))
def marker_values(
    labs: tuple[LabValue, ...], knowledge: Knowledge
) -> tuple[LabValue, ...]:
    """Return the values of tumor markers: no other value bears on a response."""
    return tuple(v for v in labs if TUMOR_MARKER in classes_of(v.analyte, knowledge))


@kept(
    lambda case, knowledge, exposure, points: (
        *(case.radiology, case.oncology.symptoms, knowledge, exposure, points),
    )
)
def immune(
    case: Case,
    knowledge: Knowledge,
    exposure: Exposure,
    points: tuple[TimePoint, ...],
) -> tuple[ImmuneTimePoint, ...]:
    """Judge the visits under immunotherapy."""
    return immune_time_points(case, knowledge, exposure, points)


@kept(lambda molecular, labs: (molecular, labs))
def every_series(
    molecular: dict[str, Series], labs: dict[str, Series]
) -> dict[str, Series]:
    """Return the series of the laboratory behind those of molecular pathology."""
    return molecular | labs


@kept(lambda molecular: (molecular,))
def assays_by_sample(molecular: Molecular) -> dict[str, Assay]:
    """Return the assay of each sample by the sample's name."""
    return {a.sample: a for a in molecular.assays}


@kept(lambda radiology, on: (radiology.studies, on))
def last_study(radiology: Radiology, on: date) -> dict[str, Study]:
    """Return the latest study that was done, by the region it covered."""
    latest: dict[str, Study] = {}
    done = (s for s in radiology.studies if not s.is_not_done and s.on.first <= on)
    for study in sorted(done, key=lambda s: s.on.last):
        latest.update(dict.fromkeys(study.regions, study))
    return latest


ask_markers = kept(lambda markers, knowledge: (*markers, knowledge))(markers_of)
exposure = kept(
    lambda oncology, knowledge, on: (
        *(oncology.treatments, oncology.co_medications, knowledge, on),
    )
)(exposure_of)
molecular_series = kept(lambda molecular, assays, on: (molecular, on))(
    kinetics.molecular_series
)
lab_series = kept(lambda labs, on: (labs, on))(kinetics.lab_series)
plasma = kept(lambda series: (series,))(lambda s: plasma_series(s.values()))
positive = kept(lambda plasma: (plasma,))(positive_series)
suspicious = kept(lambda positive, origins, assays: (positive, origins, assays))(
    suspicious_series
)
origins = kept(
    lambda case, assays, series, knowledge: (
        *(case.patient, case.diagnoses, case.oncology.treatments, case.wishes),
        *(case.radiology.lesions, case.molecular, series, knowledge),
    )
)(origin.origins_of)
following_tumor = kept(
    lambda case, series, origins: (case.diagnoses, case.molecular, series, origins)
)(tumor_series)
imaging = kept(
    lambda case, knowledge, on: (
        *(case.patient.sex, case.radiology.studies, knowledge, on),
    )
)(coverage_map)
coverage = kept(
    lambda case, last_study, on: (
        *(case.diagnoses, case.radiology.studies, last_study, on),
    )
)(coverage_of)
samples = kept(lambda case: (case.molecular, case.oncology.treatments))(
    tubes.samples_of
)
alterations = kept(
    lambda case, assays, knowledge, exposure: (
        *(case.diagnoses, case.molecular, knowledge, exposure),
    )
)(alterations_of)
courses = kept(lambda series, assays, own: (series, assays, own))(course.courses_of)


@kept(lambda molecular: (molecular,))
def assays_by_id(molecular: Molecular) -> dict[str, Assay]:
    """Return the assays by record id."""
    return {a.id: a for a in molecular.assays}
