"""What the case strip shows: who, what disease, what treatment, which question."""

from dataclasses import dataclass, field
from datetime import date

from mdt_board.i18n import Translator
from mdt_board.model.case import Case, Diagnosis, IdentifierKind, Patient, Sex, Stage
from mdt_board.model.text import N_
from mdt_board.model.view import View
from mdt_board.presenters.editing import Reader
from mdt_board.presenters.parts import Chip, Tone
from mdt_board.presenters.regimen import current_line, dosed, months_between

SEXES = {
    Sex.FEMALE: N_("female"),
    Sex.MALE: N_("male"),
    Sex.OTHER: N_("sex: other"),
}
IDENTIFIERS = {
    IdentifierKind.RECORD_NUMBER: N_("MRN {number}"),
    IdentifierKind.OUTPATIENT_NUMBER: N_("Outpatient no. {number}"),
    IdentifierKind.INPATIENT_NUMBER: N_("Inpatient no. {number}"),
    IdentifierKind.NATIONAL: N_("National ID {number}"),
    IdentifierKind.OTHER: N_("ID {number}"),
}
MASK = "***"


@dataclass(frozen=True, slots=True)
class CaseStripState:
    """Each pair is a line to read from afar and a smaller one under it.

    ``reader`` reads what is typed of the patient; there is none while names are masked.
    """

    name: str
    about: str
    identifiers: str
    diagnosis: str
    diagnosed: str
    regimen: str
    since: str
    ecog: str
    ecog_on: str
    question_title: str
    question: str
    flags: tuple[Chip, ...]
    reader: Reader | None = field(default=None, compare=False, repr=False)


def present(view: View, tr: Translator) -> CaseStripState:
    """Say who the case is about and what the board is asked."""
    case = view.case
    diagnosis, diagnosed = _diagnosis(case, tr)
    regimen, since = _regimen(view, tr)
    ecog, ecog_on = _ecog(case, tr)
    return CaseStripState(
        name=shown_name(case.patient, view.privacy, tr),
        about=_about(case.patient, view.on, tr),
        identifiers=_identifiers(view, tr),
        diagnosis=diagnosis,
        diagnosed=diagnosed,
        regimen=regimen,
        since=since,
        ecog=ecog,
        ecog_on=ecog_on,
        question_title=tr(N_("Question to the board")),
        question=tr.free(case.question.text) or tr(N_("no question recorded")),
        flags=_flags(view, tr),
        reader=None if view.privacy else Reader(view.case, tr),
    )


def shown_name(patient: Patient, privacy: bool, tr: Translator) -> str:
    """Return the name, masked after its first character on a shared screen."""
    name = tr.free(patient.name)
    if not name:
        return tr(N_("name not recorded"))
    return f"{name[0]}**" if privacy else name


def _about(patient: Patient, on: date, tr: Translator) -> str:
    sex = tr(SEXES[patient.sex]) if patient.sex else tr(N_("sex unknown"))
    return f"{sex} {_age(patient, on, tr)}"


def _age(patient: Patient, on: date, tr: Translator) -> str:
    """Write the age; two where the birth date leaves two possible."""
    ages = patient.ages_on(on)
    if ages is None:
        return tr(N_("age unknown"))
    youngest, oldest = ages
    years = str(oldest) if youngest == oldest else f"{youngest}–{oldest}"
    return tr(N_("{years} y"), years=years)


def _identifiers(view: View, tr: Translator) -> str:
    case = view.case
    numbers = [
        tr(IDENTIFIERS[i.kind], number=MASK if view.privacy else i.value)
        for i in case.patient.identifiers
    ]
    return " · ".join([*numbers, tr(N_("Case {case}"), case=case.id)])


def _diagnosis(case: Case, tr: Translator) -> tuple[str, str]:
    if not case.diagnoses:
        return tr(N_("no cancer diagnosis")), ""
    first = case.diagnoses[0]
    histology = tr.free(first.histology) or first.oncotree
    line = " ".join(t for t in (histology, _stage(first.stage, tr)) if t)
    driver = " ".join(t for t in (first.driver_gene, first.driver) if t)
    return line, " · ".join(t for t in (driver, _diagnosed(first, tr)) if t)


def _diagnosed(diagnosis: Diagnosis, tr: Translator) -> str:
    if not diagnosis.diagnosed_on:
        return ""
    return tr(N_("diagnosed {day}"), day=str(diagnosis.diagnosed_on))


def _stage(stage: Stage | None, tr: Translator) -> str:
    if not stage:
        return ""
    letters = (("T", stage.t), ("N", stage.n), ("M", stage.m))
    tnm = "".join(t if t.upper().startswith(k) else k + t for k, t in letters if t)
    named = " · ".join(
        t for t in (f"{stage.prefix}{tnm}" if tnm else "", stage.group) if t
    )
    edition = tr(N_("(ed. {edition})"), edition=stage.edition) if stage.edition else ""
    return " ".join(t for t in (named, edition) if t)


def _regimen(view: View, tr: Translator) -> tuple[str, str]:
    line = current_line(view.case.oncology)
    if not line:
        return tr(N_("no systemic treatment recorded")), ""
    drugs = " + ".join(dosed(drug, tr) for drug in line.drugs)
    number = tr(N_("line {number}"), number=line.line) if line.line else ""
    if line.stopped_on:
        ended = tr(N_("stopped {day}"), day=str(line.stopped_on))
        return drugs, " · ".join(t for t in (number, ended) if t)
    return drugs, " · ".join(t for t in (number, _since(view, tr)) if t)


def _since(view: View, tr: Translator) -> str:
    line = current_line(view.case.oncology)
    if not line or not line.started_on:
        return tr(N_("start not recorded"))
    months = months_between(line.started_on, view.on)
    since = tr(N_("since {day}"), day=str(line.started_on))
    if months is None:
        return since
    return tr(N_("{since} ({months} months)"), since=since, months=months)


def _ecog(case: Case, tr: Translator) -> tuple[str, str]:
    seen = sorted(case.oncology.performance, key=lambda p: p.on.last)
    if not seen:
        return tr(N_("ECOG unknown")), ""
    before = seen[-2].ecog if len(seen) > 1 else None
    last = tr(N_("last time {ecog}"), ecog=before) if before is not None else ""
    return f"ECOG {seen[-1].ecog}", last or str(seen[-1].on)


def _flags(view: View, tr: Translator) -> tuple[Chip, ...]:
    example = (Chip(tr(N_("EXAMPLE")), Tone.ACCENT),) if view.case.is_example else ()
    issues = len(view.issues)
    noted = (Chip(tr(N_("import notes: {count}"), count=issues), Tone.CAUTION),)
    return (*example, *(noted if issues else ()))
