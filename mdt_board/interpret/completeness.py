"""What a board needs to decide and does not have, per discipline.

A checklist, not a grade: each item is there or it is not.
"""

from collections.abc import Iterator

from mdt_board.interpret.exposure import classes_of
from mdt_board.interpret.facts import Facts
from mdt_board.model.interpretation import ChecklistItem
from mdt_board.model.molecular import Assay, AssayKind
from mdt_board.model.person import Discipline
from mdt_board.model.text import N_, Message

TUMOR_MARKER = "tumor-marker"  # the class of terms that CEA and its like belong to
Checklist = tuple[ChecklistItem, ...]


def completeness(facts: Facts, growth: bool) -> dict[str, Checklist]:
    """Return the checklist of each of the four disciplines by its id.

    ``growth`` says whether the case asks why something grows under a drug.
    """
    return {
        Discipline.ONCOLOGY.value: _oncology(facts, growth),
        Discipline.RADIOLOGY.value: _radiology(facts, growth),
        Discipline.PATHOLOGY.value: _pathology(facts),
        Discipline.MOLECULAR.value: _molecular(facts),
    }


def _item(text: str, is_present: bool) -> ChecklistItem:
    return ChecklistItem(Message(text), is_present)


def _oncology(facts: Facts, growth: bool) -> Checklist:
    oncology = facts.case.oncology
    stages = [d.stage for d in facts.case.diagnoses if d.stage]
    items = [
        _item(N_("stage with edition"), any(s.group and s.edition for s in stages)),
        _item(N_("treatment lines with dates"), _are_treatments_dated(facts)),
        _item(N_("performance status"), bool(oncology.performance)),
        _item(N_("tumor markers"), _has_tumor_marker(facts)),
        _item(N_("symptoms"), bool(oncology.symptoms)),
        _item(N_("family history"), bool(oncology.family)),
        _item(N_("smoking"), oncology.smoking is not None),
    ]
    if growth:
        items.append(_item(N_("adherence, asked"), bool(oncology.adherence)))
    return (*items, *_implausible(facts))


def _implausible(facts: Facts) -> Iterator[ChecklistItem]:
    """Name what is recorded and cannot be; items that only a mistake brings up."""
    patient = facts.case.patient
    if patient.birth_date and patient.ages_on(facts.on) is None:
        yield _item(N_("plausible date of birth"), False)
    listed = facts.knowledge.analytes.values()
    labs = facts.case.oncology.labs
    if any(lab.value < 0 and lab.analyte in listed for lab in labs):
        yield _item(N_("plausible laboratory values, none below zero"), False)


def _has_tumor_marker(facts: Facts) -> bool:
    labs = (s for s in facts.series.values() if s.id.startswith("lab:"))
    return any(TUMOR_MARKER in classes_of(s.label, facts.knowledge) for s in labs)


def _are_treatments_dated(facts: Facts) -> bool:
    treatments = facts.case.oncology.treatments
    return bool(treatments) and all(t.started_on for t in treatments)


def _radiology(facts: Facts, growth: bool) -> Checklist:
    coverage = facts.coverage
    studies = facts.case.radiology.studies
    lesions = facts.case.radiology.lesions
    items = [
        _item(N_("current imaging"), bool(coverage.current)),
        _item(N_("brain imaging within 90 days"), "brain" in coverage.current),
        _item(
            N_("slice thickness"),
            bool(studies) and all(s.slice_mm for s in coverage.current.values()),
        ),
        _item(N_("reader named"), bool(studies) and all(s.reader for s in studies)),
    ]
    if lesions:
        items.append(_item(N_("role of each lesion"), all(x.role for x in lesions)))
    if growth:
        items.append(_item(N_("baseline measurements"), bool(facts.time_points)))
    return tuple(items)


def _pathology(facts: Facts) -> Checklist:
    pathology = facts.case.pathology
    specimens = pathology.specimens
    return (
        _item(N_("histology"), any(s.histology for s in specimens)),
        _item(N_("immunohistochemistry"), bool(pathology.stains)),
        _item(
            N_("tissue left"),
            any(s.blocks_left is not None for s in specimens),
        ),
        _item(
            N_("tissue after growth, or why there is none"),
            any(s.is_after_progression for s in specimens)
            or bool(pathology.failed_biopsies),
        ),
    )


def _molecular(facts: Facts) -> Checklist:
    assays = facts.case.molecular.assays
    plasma = _latest_plasma(facts)
    return (
        _item(N_("plasma with limit of detection"), any(a.lod for a in plasma)),
        _item(N_("input DNA"), any(a.input_ng for a in plasma)),
        _item(N_("driver known"), any(d.driver_gene for d in facts.case.diagnoses)),
        _item(
            N_("matched white blood cells"),
            any(a.kind is AssayKind.WBC for a in assays),
        ),
    )


def _latest_plasma(facts: Facts) -> list[Assay]:
    """Return the assays behind the last point of each series."""
    last = (s.points[-1].sample for s in facts.series.values() if s.points)
    return [facts.assays[sample] for sample in last if sample in facts.assays]
