"""What of a case was known on a day: the board must not learn from its future.

A record with a partial date is kept as long as it may lie before the day; one without
a date is kept.
"""

from datetime import date

from mdt_board.interpret.kept import kept
from mdt_board.model.case import Case
from mdt_board.model.day import PartialDate
from mdt_board.model.molecular import Molecular, Variant
from mdt_board.model.oncology import Oncology
from mdt_board.model.pathology import Pathology
from mdt_board.model.radiology import Radiology, ReRead


def known_on(case: Case, on: date) -> Case:
    """Return the case without what was sampled, imaged, taken or seen after ``on``.

    Calls that the variant caller did not pass are left out too: see `not_passed`.
    Treatments and co-medications keep their own dates: `exposure_of` sorts them.
    """
    parts = {
        "oncology": _oncology(case.oncology, on),
        "radiology": _radiology(case.radiology, on),
        "pathology": _pathology(case.pathology, on),
        "molecular": _molecular(case.molecular, on),
    }
    if all(part is getattr(case, name) for name, part in parts.items()):
        return case  # nothing lies ahead: the usual case, and no record is made anew
    return Case.model_construct(**dict(case) | parts)  # unchanged parts stay themselves


@kept(lambda case, on: (case.molecular, on))
def not_passed(case: Case, on: date) -> tuple[Variant, ...]:
    """Return the results known on ``on`` that the variant caller did not pass.

    They are no evidence for or against anything; a rule names them.
    """
    known = (s.sample for s in case.molecular.assays if _is_known(s.sampled_on, on))
    later = {a.sample for a in case.molecular.assays} - set(known)
    return tuple(
        v
        for v in case.molecular.variants
        if not _is_passed(v) and v.sample not in later
    )


def _is_passed(variant: Variant) -> bool:
    """A flagged result says neither detected nor not detected."""
    return not variant.filters


def _is_known(day: PartialDate | None, on: date) -> bool:
    return day is None or day.first <= on


@kept(lambda oncology, on: (oncology, on))
def _oncology(oncology: Oncology, on: date) -> Oncology:
    days = (
        *(a.on for a in oncology.adherence),
        *(p.on for p in oncology.performance),
        *(s.on for s in oncology.symptoms),
        *(v.on for v in oncology.labs),
    )
    if all(_is_known(day, on) for day in days):
        return oncology
    return Oncology(
        treatments=oncology.treatments,
        co_medications=oncology.co_medications,
        adherence=tuple(a for a in oncology.adherence if _is_known(a.on, on)),
        performance=tuple(p for p in oncology.performance if _is_known(p.on, on)),
        symptoms=tuple(s for s in oncology.symptoms if _is_known(s.on, on)),
        labs=tuple(v for v in oncology.labs if _is_known(v.on, on)),
        family=oncology.family,
        history=tuple(i for i in oncology.history if _is_known(i.on, on)),
        smoking=oncology.smoking,
    )


@kept(lambda radiology, on: (radiology, on))
def _radiology(radiology: Radiology, on: date) -> Radiology:
    """Leave later studies out with what was measured on them."""
    later = {s.id for s in radiology.studies if not _is_known(s.on, on)}
    if not later and not radiology.rereads:
        return radiology
    return Radiology(
        studies=tuple(s for s in radiology.studies if s.id not in later),
        lesions=radiology.lesions,
        measurements=tuple(m for m in radiology.measurements if m.study not in later),
        rereads=tuple(
            _read_again(r, on)
            for r in radiology.rereads
            if r.study not in later and _is_known(r.asked_on, on)
        ),
    )


def _read_again(asked: ReRead, on: date) -> ReRead:
    """Return the request as it stood: an answer of later was not there yet."""
    if asked.answer is None or _is_known(asked.answered_on, on):
        return asked
    unanswered = {"answer": None, "answered_on": None, "first_visible_on": None}
    return ReRead(**dict(asked) | unanswered)


@kept(lambda pathology, on: (pathology, on))
def _pathology(pathology: Pathology, on: date) -> Pathology:
    later = {s.id for s in pathology.specimens if not _is_known(s.taken_on, on)}
    if not later and all(_is_known(b.on, on) for b in pathology.failed_biopsies):
        return pathology
    return Pathology(
        specimens=tuple(s for s in pathology.specimens if s.id not in later),
        stains=tuple(s for s in pathology.stains if s.specimen not in later),
        failed_biopsies=tuple(
            b for b in pathology.failed_biopsies if _is_known(b.on, on)
        ),
    )


@kept(lambda molecular, on: (molecular, on))
def _molecular(molecular: Molecular, on: date) -> Molecular:
    """Leave later samples out with their variants; an undated sample stays."""
    later = {a.sample for a in molecular.assays if not _is_known(a.sampled_on, on)}
    if not later and all(_is_passed(v) for v in molecular.variants):
        return molecular
    return Molecular(
        assays=tuple(a for a in molecular.assays if a.sample not in later),
        variants=tuple(
            v for v in molecular.variants if v.sample not in later and _is_passed(v)
        ),
    )
