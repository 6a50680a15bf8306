"""What a finding rests on, in few words: which records of the case, and of when."""

from collections.abc import Iterator

from mdt_board.i18n import Translator
from mdt_board.model.case import Case
from mdt_board.model.day import PartialDate
from mdt_board.model.text import N_
from mdt_board.model.view import View
from mdt_board.reports.words import treatment_name

Named = tuple[str, str, str]  # record id, name, day
Names = dict[str, tuple[str, str]]  # name and day, by record id


def record_names(view: View, tr: Translator) -> Names:
    """Name every record that a finding may rest on, with its day where it has one."""
    kinds = (_imaging, _molecular, _oncology, _pathology)
    named = (row for kind in kinds for row in kind(view.case, tr))
    return {record: (name, day) for record, name, day in named if name}


def basis(records: tuple[str, ...], names: Names, tr: Translator) -> str:
    """Return the names of the records, each once, with its first and its last day.

    Names of the same days stand together before them.
    """
    days: dict[str, list[str]] = {}
    for record in records:
        if record in names:
            name, day = names[record]
            days.setdefault(name, []).append(day)
    spans: dict[str, list[str]] = {}
    for name, found in days.items():
        spans.setdefault(_span(found), []).append(name)
    parts = [f"{tr.join(named)} {span}".rstrip() for span, named in spans.items()]
    return tr.join(parts)


def _span(days: list[str]) -> str:
    first, last = min(days), max(days)
    return first if first == last else f"{first} – {last}"


def _day(day: PartialDate | None) -> str:
    return str(day) if day else ""


def _imaging(case: Case, tr: Translator) -> Iterator[Named]:
    studies = {s.id: s for s in case.radiology.studies}
    for study in studies.values():
        yield study.id, study.modality.value, _day(study.on)
    for lesion in case.radiology.lesions:
        yield lesion.id, tr.free(lesion.site) or lesion.label, ""
    for measured in case.radiology.measurements:
        seen = studies.get(measured.study)
        if seen:
            yield measured.id, seen.modality.value, _day(seen.on)


def _molecular(case: Case, tr: Translator) -> Iterator[Named]:
    sampled = {a.sample: _day(a.sampled_on) for a in case.molecular.assays}
    for assay in case.molecular.assays:
        yield assay.id, assay.name or tr(N_("molecular test")), sampled[assay.sample]
    for variant in case.molecular.variants:
        name = tr.variant(f"{variant.gene} {variant.label or variant.name}".strip())
        yield variant.id, name, sampled.get(variant.sample, "")


def _oncology(case: Case, tr: Translator) -> Iterator[Named]:
    oncology = case.oncology
    for lab in oncology.labs:
        yield lab.id, tr.term(lab.analyte), _day(lab.on)
    for treatment in oncology.treatments:
        yield treatment.id, treatment_name(treatment, tr), ""
    for other in oncology.co_medications:
        yield other.id, tr.term(other.drug.name), _day(other.started_on)
    for symptom in oncology.symptoms:
        yield symptom.id, tr.term(symptom.name), _day(symptom.on)
    for status in oncology.performance:
        yield status.id, f"ECOG {status.ecog}", _day(status.on)


def _pathology(case: Case, tr: Translator) -> Iterator[Named]:
    taken = {s.id: _day(s.taken_on) for s in case.pathology.specimens}
    for specimen, day in taken.items():
        yield specimen, tr(N_("tissue")), day
    for stain in case.pathology.stains:
        yield stain.id, f"{stain.marker} IHC", taken.get(stain.specimen, "")
