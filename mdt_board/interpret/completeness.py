"""What a board needs to decide and does not have, per discipline.

A checklist, not a grade: each item is there or it is not, with the day of its latest
datum, its age and who can supply it. It depends on the question: a person without a
known cancer is not asked for its stage, histology or treatment.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from mdt_board.interpret.exposure import classes_of
from mdt_board.interpret.facts import Facts, once
from mdt_board.interpret.known_cancer import is_cancer_known
from mdt_board.interpret.situation import Situation
from mdt_board.model.day import PartialDate
from mdt_board.model.interpretation import ChecklistItem
from mdt_board.model.molecular import Assay, AssayKind
from mdt_board.model.oncology import TreatmentKind
from mdt_board.model.person import Discipline
from mdt_board.model.text import N_, Message

TUMOR_MARKER = "tumor-marker"  # the class of terms that CEA and its like belong to
ORGAN_FUNCTION = ("creatinine", "alanine-aminotransferase", "total-bilirubin")
G8_FROM_YEARS = 70
Checklist = tuple[ChecklistItem, ...]
ONCOLOGY, RADIOLOGY = Discipline.ONCOLOGY, Discipline.RADIOLOGY
PATHOLOGY, MOLECULAR = Discipline.PATHOLOGY, Discipline.MOLECULAR


def completeness(situation: Situation) -> dict[str, Checklist]:
    """Return the checklist of each of the four disciplines by its id."""
    return {d.value: situation.ask(question) for d, question in QUESTIONS.items()}


def _item(text: str, is_present: bool, supplier: Discipline) -> ChecklistItem:
    return ChecklistItem(Message(text), is_present, supplier=supplier)


def _dated(
    facts: Facts,
    text: str,
    days: Iterable[PartialDate | date | None],
    supplier: Discipline,
) -> ChecklistItem:
    """Return an item that is there when any datum is, with the latest day of them."""
    data = list(days)
    known = [d if isinstance(d, date) else d.last for d in data if d is not None]
    as_of = min(max(known), facts.on) if known else None
    return ChecklistItem(
        Message(text),
        bool(data),
        as_of=as_of,
        age_days=(facts.on - as_of).days if as_of else None,
        supplier=supplier,
    )


def _has_cancer(facts: Facts) -> bool:
    return is_cancer_known(facts.case)


def _oncology(facts: Facts, growth: bool) -> Iterator[ChecklistItem]:
    oncology = facts.case.oncology
    symptoms = (s.on for s in oncology.symptoms)
    if _has_cancer(facts):
        yield from _of_cancer(facts)
    yield _dated(facts, N_("symptoms"), symptoms, ONCOLOGY)
    yield _item(N_("family history"), bool(oncology.family), ONCOLOGY)
    yield _item(N_("smoking"), oncology.smoking is not None, ONCOLOGY)
    if growth:
        yield from _of_growth(facts)
    if facts.exposure.current:
        yield from _of_treatment(facts)
    yield from _implausible(facts)


def _of_cancer(facts: Facts) -> Iterator[ChecklistItem]:
    stages = [d.stage for d in facts.case.diagnoses if d.stage]
    is_staged = any(s.group and s.edition for s in stages)
    performance = (p.on for p in facts.case.oncology.performance)
    yield _item(N_("stage with edition"), is_staged, ONCOLOGY)
    is_dated = _are_treatments_dated(facts)
    yield _item(N_("treatment lines with dates"), is_dated, ONCOLOGY)
    yield _dated(facts, N_("performance status"), performance, ONCOLOGY)
    markers = (
        s.points[-1].on for s in facts.series.values() if _is_marker(s.id, facts)
    )
    yield _dated(facts, N_("tumor markers"), markers, ONCOLOGY)


def _is_marker(series: str, facts: Facts) -> bool:
    label = facts.series[series].label
    is_lab = series.startswith("lab:")
    return is_lab and TUMOR_MARKER in classes_of(label, facts.knowledge)


def _of_growth(facts: Facts) -> Iterator[ChecklistItem]:
    oncology = facts.case.oncology
    adherence = (a.on for a in oncology.adherence)
    yield _dated(facts, N_("adherence, asked"), adherence, ONCOLOGY)
    others = (c.started_on for c in oncology.co_medications)
    text = N_("co-medication, herbal and purchased drugs included")
    yield _dated(facts, text, others, Discipline.PHARMACY)


def _of_treatment(facts: Facts) -> Iterator[ChecklistItem]:
    """Ask what limits the next treatment: organs, lung, infection, age."""
    by_analyte: dict[str, list[PartialDate]] = {}
    for lab in facts.case.oncology.labs:
        by_analyte.setdefault(lab.analyte, []).append(lab.on)
    organs = [on for a in ORGAN_FUNCTION for on in by_analyte.get(a, ())]
    yield _dated(facts, N_("kidney and liver function"), organs, ONCOLOGY)
    fitness = facts.case.fitness
    lung = fitness.has_interstitial_lung_disease is not None
    yield _item(N_("interstitial lung disease, asked"), lung, Discipline.PULMONOLOGY)
    infection = fitness.is_hbsag_positive is not None
    yield _item(N_("hepatitis B, tested"), infection, ONCOLOGY)
    ages = facts.case.patient.ages_on(facts.on)
    if ages and ages[0] >= G8_FROM_YEARS:
        is_scored = fitness.g8_score is not None
        yield _item(N_("G8 score, from 70 years"), is_scored, ONCOLOGY)


def _implausible(facts: Facts) -> Iterator[ChecklistItem]:
    """Name what is recorded and cannot be; items that only a mistake brings up."""
    patient = facts.case.patient
    if patient.birth_date and patient.ages_on(facts.on) is None:
        yield _item(N_("plausible date of birth"), False, ONCOLOGY)
    listed = facts.knowledge.analytes.values()
    labs = facts.case.oncology.labs
    if any(lab.value < 0 and lab.analyte in listed for lab in labs):
        text = N_("plausible laboratory values, none below zero")
        yield _item(text, False, ONCOLOGY)


def _are_treatments_dated(facts: Facts) -> bool:
    treatments = facts.case.oncology.treatments
    return bool(treatments) and all(t.started_on for t in treatments)


def _radiology(facts: Facts, growth: bool) -> Iterator[ChecklistItem]:
    coverage = facts.coverage
    studies = facts.case.radiology.studies
    lesions = facts.case.radiology.lesions
    days = (s.on for s in coverage.current.values())
    yield _dated(facts, N_("current imaging"), days, RADIOLOGY)
    if _has_cancer(facts):
        yield _brain(facts)
    is_sliced = all(s.slice_mm for s in coverage.current.values())
    yield _item(N_("slice thickness"), bool(studies) and is_sliced, RADIOLOGY)
    is_named = bool(studies) and all(s.reader for s in studies)
    yield _item(N_("reader named"), is_named, RADIOLOGY)
    if lesions:
        has_roles = all(x.role for x in lesions)
        yield _item(N_("role of each lesion"), has_roles, RADIOLOGY)
    if growth:
        points = _first_visit(facts)
        yield _dated(facts, N_("baseline measurements"), points, RADIOLOGY)
    if growth and any(
        t.kind is TreatmentKind.RADIOTHERAPY for t in facts.case.oncology.treatments
    ):
        yield _irradiated(facts)


@once
def _first_visit(facts: Facts) -> list[date]:
    return [p.on for p in facts.time_points[:1]]


def _brain(facts: Facts) -> ChecklistItem:
    last = facts.last_study.get("brain")
    as_of = last.on.last if last else None
    return ChecklistItem(
        Message(N_("brain imaging within 90 days")),
        "brain" in facts.coverage.current,
        as_of=as_of,
        age_days=(facts.on - as_of).days if as_of else None,
        supplier=RADIOLOGY,
    )


def _irradiated(facts: Facts) -> ChecklistItem:
    """What was irradiated before is asked of whoever irradiated it."""
    courses = [
        t
        for t in facts.case.oncology.treatments
        if t.kind is TreatmentKind.RADIOTHERAPY
    ]
    is_known = all(t.region and t.dose_gy is not None for t in courses)
    text = N_("earlier radiotherapy with dose and field")
    return _item(text, is_known, Discipline.RADIATION_ONCOLOGY)


def _pathology(facts: Facts) -> Iterator[ChecklistItem]:
    if not _has_cancer(facts):
        return
    pathology = facts.case.pathology
    specimens = pathology.specimens
    histology = [s.taken_on for s in specimens if s.histology]
    yield _dated(facts, N_("histology"), histology, PATHOLOGY)
    yield _item(N_("immunohistochemistry"), bool(pathology.stains), PATHOLOGY)
    left = any(s.blocks_left is not None for s in specimens)
    yield _item(N_("tissue left"), left, PATHOLOGY)
    after = [s.taken_on for s in specimens if s.is_after_progression]
    tried = [b.on for b in pathology.failed_biopsies]
    text = N_("tissue after growth, or why there is none")
    yield _dated(facts, text, [*after, *tried], PATHOLOGY)


def _molecular(facts: Facts) -> Iterator[ChecklistItem]:
    assays = facts.case.molecular.assays
    plasma = _latest_plasma(facts)
    limits = [a.sampled_on for a in plasma if a.lod]
    yield _dated(facts, N_("plasma with limit of detection"), limits, MOLECULAR)
    inputs = [a.sampled_on for a in plasma if a.input_ng]
    yield _dated(facts, N_("input DNA"), inputs, MOLECULAR)
    if _has_cancer(facts):
        is_known = any(d.driver_gene for d in facts.case.diagnoses)
        yield _item(N_("driver known"), is_known, MOLECULAR)
    wbc = [a.sampled_on for a in assays if a.kind is AssayKind.WBC]
    yield _dated(facts, N_("matched white blood cells"), wbc, MOLECULAR)


def _latest_plasma(facts: Facts) -> list[Assay]:
    """Return the assays behind the last point of each series."""
    last = (s.points[-1].sample for s in facts.series.values() if s.points)
    return [facts.assays[sample] for sample in last if sample in facts.assays]


QUESTIONS: dict[Discipline, Callable[[Situation], Checklist]] = {
    ONCOLOGY: lambda s: tuple(_oncology(s.facts, s.growth)),
    RADIOLOGY: lambda s: tuple(_radiology(s.facts, s.growth)),
    PATHOLOGY: lambda s: tuple(_pathology(s.facts)),
    MOLECULAR: lambda s: tuple(_molecular(s.facts)),
}
