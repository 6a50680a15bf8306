"""How the parts of a case are written on paper: who, which stage, which drug."""

from collections.abc import Iterable
from datetime import date

from mdt_board.i18n import NO_VALUE, Translator
from mdt_board.model.case import Case, Diagnosis, IdentifierKind, Patient, Sex, Stage
from mdt_board.model.day import PartialDate
from mdt_board.model.decision import Position
from mdt_board.model.meeting import Meeting
from mdt_board.model.oncology import Drug, Treatment, TreatmentKind
from mdt_board.model.person import Person
from mdt_board.model.text import N_
from mdt_board.model.view import View

SEXES = {Sex.FEMALE: N_("female"), Sex.MALE: N_("male"), Sex.OTHER: N_("other sex")}
IDENTIFIERS = {
    IdentifierKind.RECORD_NUMBER: N_("record no."),
    IdentifierKind.OUTPATIENT_NUMBER: N_("outpatient no."),
    IdentifierKind.INPATIENT_NUMBER: N_("inpatient no."),
    IdentifierKind.NATIONAL: N_("ID no."),
    IdentifierKind.OTHER: N_("no."),
}
MONTHS_A_YEAR = 12
MASK = "***"


def said(parts: Iterable[str], between: str = " · ") -> str:
    """Join the parts that say something."""
    return between.join(part for part in parts if part)


def patient_name(view: View, tr: Translator) -> str:
    """Return the name, or its first character alone where privacy is asked for."""
    name = tr.free(view.case.patient.name)
    if not name:
        return tr(N_("name not recorded"))
    return f"{name[0]}**" if view.privacy else name


def patient_line(view: View, tr: Translator) -> str:
    """Return name, sex and age."""
    patient = view.case.patient
    sex = tr(SEXES[patient.sex]) if patient.sex else tr(N_("sex not recorded"))
    return said((patient_name(view, tr), sex, _age(patient, view.on, tr)), "  ")


def _age(patient: Patient, on: date, tr: Translator) -> str:
    """Return the age in years, both where the birth date leaves two."""
    born = patient.birth_date
    if born is None:
        return tr(N_("age not recorded"))
    youngest, oldest = (_years(day, on) for day in (born.last, born.first))
    years = str(oldest) if youngest == oldest else f"{youngest}–{oldest}"
    return tr(N_("{years} years"), years=years)


def _years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def identifier_line(view: View, tr: Translator) -> str:
    """Return the numbers by which the hospital knows the patient, or stars."""
    return said(
        f"{tr(IDENTIFIERS[i.kind])} {MASK if view.privacy else i.value}"
        for i in view.case.patient.identifiers
    )


def place_line(patient: Patient, tr: Translator) -> str:
    """Return department and bed."""
    bed = tr(N_("bed {bed}"), bed=patient.bed) if patient.bed else ""
    return said((tr.free(patient.department), bed))


def diagnosis_line(case: Case, tr: Translator) -> str:
    """Return each diagnosis with its stage and driver."""
    return tr.sentences([_diagnosis(d, tr) for d in case.diagnoses])


def _diagnosis(diagnosis: Diagnosis, tr: Translator) -> str:
    name = tr.free(diagnosis.histology) or diagnosis.oncotree
    stage = _stage(diagnosis.stage, tr) if diagnosis.stage else ""
    driver = said((diagnosis.driver_gene, diagnosis.driver), " ")
    return said((said((name, stage), " "), driver))


def _stage(stage: Stage, tr: Translator) -> str:
    letters = (("T", stage.t), ("N", stage.n), ("M", stage.m))
    tnm = "".join(t if t.upper().startswith(k) else k + t for k, t in letters if t)
    edition = tr(N_("(edition {edition})"), edition=stage.edition)
    return said(
        (f"{stage.prefix}{tnm}", stage.group, edition if stage.edition else ""), " "
    )


def current_treatment(view: View, tr: Translator) -> str:
    """Return the treatment that goes on, or the last one with its end."""
    systemic = [
        t
        for t in view.case.oncology.treatments
        if t.kind is TreatmentKind.SYSTEMIC and t.started_on
    ]
    if not systemic:
        return tr(N_("no systemic treatment recorded"))
    last = max(systemic, key=_recency)
    number = tr(N_("line {number}"), number=last.line) if last.line else ""
    since = _since(last, view.on, tr)
    return said((treatment_name(last, tr), number, since))


def _recency(treatment: Treatment) -> tuple[bool, date]:
    started = treatment.started_on
    goes_on = treatment.is_ongoing is True and treatment.stopped_on is None
    return goes_on, started.first if started else date.min


def _since(treatment: Treatment, on: date, tr: Translator) -> str:
    start, stop = treatment.started_on, treatment.stopped_on
    if start is None or stop:
        return f"{start or '?'} – {stop or '?'}"
    months = _months(start, on)
    since = tr(N_("since {day}"), day=str(start))
    if months is None:
        return since
    return tr(N_("{since} ({months} months)"), since=since, months=months)


def _months(start: PartialDate, on: date) -> int | None:
    """Return whole months, or None where the first day is not known."""
    day = start.exact
    if day is None:
        return None
    months = (on.year - day.year) * MONTHS_A_YEAR + on.month - day.month
    return months - (on.day < day.day)


def treatment_name(treatment: Treatment, tr: Translator) -> str:
    """Name a treatment by its drugs, or by what was done."""
    drugs = " + ".join(_dosed(drug, tr) for drug in treatment.drugs)
    return drugs or tr.free(treatment.procedure) or treatment.kind.value


def _dosed(drug: Drug, tr: Translator) -> str:
    dose = f"{drug.dose} {drug.dose_unit}".strip() if drug.dose is not None else ""
    return said((tr.term(drug.name), dose, drug.schedule), " ")


def person_line(person: Person | None, tr: Translator) -> str:
    """Return a member of staff with their title."""
    if person is None:
        return NO_VALUE
    name, title = tr.free(person.name), tr.free(person.title)
    if not name or not title:
        return name or title
    return tr(N_("{name}, {title}"), name=name, title=title)


def people(case: Case, meeting: Meeting | None) -> tuple[Person, ...]:
    """Return who took part: as the case says, else as the meeting does."""
    return case.attendance or (meeting.attendance if meeting else ())


def speaker(position: Position, view: View, tr: Translator) -> str:
    """Return who holds a position, with the title that the attendance gives them."""
    name = tr.free(position.person)
    for person in people(view.case, view.meeting):
        if name and name in (person.name.zh, person.name.en):
            return person_line(person, tr)
    return name
