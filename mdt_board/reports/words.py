"""How the parts of a case are written on paper: who, which stage, which drug."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mdt_board.i18n import NO_VALUE, Translator
from mdt_board.model.case import Case, Diagnosis, IdentifierKind, Patient, Sex, Stage
from mdt_board.model.day import PartialDate
from mdt_board.model.decision import (
    FollowUp,
    HardStopForm,
    NewLesionTrigger,
    OtherTrigger,
    Position,
    SumTrigger,
    Trigger,
)
from mdt_board.model.meeting import Meeting
from mdt_board.model.oncology import Drug, Treatment, TreatmentKind
from mdt_board.model.person import Person
from mdt_board.model.text import N_, FreeText
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
    ages = patient.ages_on(on)
    if ages is None:
        return tr(N_("age unknown") if patient.birth_date else N_("age not recorded"))
    youngest, oldest = ages
    years = str(oldest) if youngest == oldest else f"{youngest}–{oldest}"
    return tr(N_("{years} years"), years=years)


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
    return titled(person.name, person.title, tr)


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


def titled(name: FreeText, title: FreeText, tr: Translator) -> str:
    """Write a name with its professional title, where it has one."""
    parts = tr.free(name), tr.free(title)
    if not all(parts):
        return "".join(parts)
    return tr(N_("{name}, {title}"), name=parts[0], title=parts[1])


# what was decided


def trigger_words(trigger: Trigger, tr: Translator) -> str:
    """Say what would bring the case back before its time."""
    if isinstance(trigger, NewLesionTrigger):
        return tr(N_("any new lesion"))
    if isinstance(trigger, SumTrigger):
        return tr(N_("sum of diameters ≥ {sum} mm"), sum=str(trigger.at_least))
    if isinstance(trigger, OtherTrigger):
        return tr.free(trigger.text)
    name = tr.variant(f"{trigger.gene} {trigger.name}".strip())
    return tr(N_("{variant} detected again in a second tube"), variant=name)


def task_words(task: FollowUp, tr: Translator) -> str:
    """Say what is to be done."""
    return tr.free(task.text) or tr.term(f"action.{task.action}")


def hard_stop_rows(form: HardStopForm, tr: Translator) -> tuple[tuple[str, str], ...]:
    """Return every field of the hard-stop form with what was written there."""
    return (
        (tr.term("hard-stop.tissue-routes"), tr.free(form.tissue_routes_tried)),
        (
            tr.term("hard-stop.independent-detections"),
            tr.free(form.independent_detections),
        ),
        (tr.term("hard-stop.harm-of-waiting"), tr.free(form.harm_of_waiting)),
        (
            tr.term("hard-stop.evidence-and-approval"),
            tr.free(form.evidence_and_approval),
        ),
        (tr.term("hard-stop.consent"), tr.free(form.consent)),
        (tr.term("hard-stop.review-date"), tr.day(form.review_on)),
    )


def window(not_before: date | None, due_on: date | None, tr: Translator) -> str:
    """Write from when and until when, as far as it is set."""
    if not_before and due_on and not_before != due_on:
        start, end = tr.day(not_before), tr.day(due_on)
        return tr(N_("{start} to {end}"), start=start, end=end)
    if due_on:
        return tr(N_("by {day}"), day=tr.day(due_on))
    return tr(N_("from {day}"), day=tr.day(not_before)) if not_before else NO_VALUE


def local_time(at: datetime, zone: str) -> str:
    """Write an instant as the site's clocks showed it, with their distance from UTC.

    A zone that this machine does not know is written in UTC.
    """
    local = at.astimezone(_zone(zone)).isoformat(" ", "minutes")
    return f"{local[:16]} (UTC{local[16:]})"


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
