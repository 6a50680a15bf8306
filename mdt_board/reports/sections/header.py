"""Who, where and when, by whom, and the question put to the board."""

from mdt_board.i18n import Translator
from mdt_board.model.decision import DecisionState
from mdt_board.model.person import Person
from mdt_board.model.text import N_
from mdt_board.model.view import View
from mdt_board.reports.blocks import Block, Fact, Facts, Title
from mdt_board.reports.words import (
    current_treatment,
    diagnosis_line,
    identifier_line,
    patient_line,
    people,
    person_line,
    place_line,
    said,
)

TO_FILL_IN = "________"
STATES = {
    DecisionState.DRAFT: N_("draft, not signed"),
    DecisionState.PROPOSED: N_("proposed, not signed"),
    DecisionState.SIGNED: N_("signed"),
    DecisionState.AMENDED: N_("amended"),
    DecisionState.WITHDRAWN: N_("withdrawn"),
}


def section(view: View, tr: Translator) -> tuple[Block, ...]:
    """Return the head of the record, and what a hospital's record must name."""
    case, meeting = view.case, view.meeting
    hospital = meeting.hospital if meeting and meeting.hospital else view.site.hospital
    title = Title(
        text=tr(N_("Record of the tumor board (MDT)")),
        lines=(_when_and_where(view, tr),),
        owner=tr.free(hospital),
        state=said((case.id, version(view, tr), state_words(view, tr))),
        mark=tr(N_("EXAMPLE")) if case.is_example else "",
    )
    return title, Facts(_facts(view, tr))


def version(view: View, tr: Translator) -> str:
    """Return which revision of the case this is."""
    return tr(N_("revision {number}"), number=view.case.revision)


def state_words(view: View, tr: Translator) -> str:
    """Say how far the decision has come."""
    decision = view.case.decision
    if decision is None:
        return tr(N_("no decision recorded"))
    if view.broken:
        return tr(N_("signature does not hold"))
    is_outdated = view.signed is not None and bool(view.signed.outdated)
    outdated = tr(N_("outdated")) if is_outdated else ""
    return said((tr(STATES[decision.state]), outdated))


def _when_and_where(view: View, tr: Translator) -> str:
    meeting = view.meeting
    if meeting is None:
        return tr(N_("Time and place: {blank}"), blank=TO_FILL_IN)
    at = f"{meeting.starts_at:%H:%M}" if meeting.starts_at else ""
    when = said((tr.day(meeting.on), at), " ")
    return said((when, tr.free(meeting.room), tr.free(meeting.board)))


def _facts(view: View, tr: Translator) -> tuple[Fact, ...]:
    case, meeting = view.case, view.meeting
    chair = meeting.chair if meeting else None
    recorder = meeting.recorder if meeting else None
    numbers = identifier_line(view, tr) or TO_FILL_IN
    staff = tr.join([_titled(p, tr) for p in people(case, meeting)])
    summary = tr.free(case.summary)
    return (
        Fact(tr(N_("Patient")), patient_line(view, tr)),
        Fact(tr(N_("Record number")), numbers),
        Fact(tr(N_("Department, bed")), place_line(case.patient, tr) or TO_FILL_IN),
        Fact(tr(N_("Chair / recorder")), _pair(chair, recorder, tr)),
        Fact(tr(N_("Diagnosis and stage")), _diagnosed(view, tr), 2),
        Fact(tr(N_("Current or last treatment")), current_treatment(view, tr), 2),
        Fact(tr(N_("Question to the board")), _asked(view, tr), 4),
        Fact(tr(N_("Attendance")), staff or TO_FILL_IN, 4),
        *((Fact(tr(N_("History in brief")), summary, 4),) if summary else ()),
    )


def _diagnosed(view: View, tr: Translator) -> str:
    return diagnosis_line(view.case, tr) or tr(N_("no cancer diagnosis recorded"))


def _asked(view: View, tr: Translator) -> str:
    return tr.free(view.case.question.text) or TO_FILL_IN


def _pair(chair: Person | None, recorder: Person | None, tr: Translator) -> str:
    both = (person_line(p, tr) if p else TO_FILL_IN for p in (chair, recorder))
    return said(both, " / ")


def _titled(person: Person, tr: Translator) -> str:
    """Return name, title and discipline of one who took part."""
    discipline = tr.term(f"discipline.{person.discipline.value}")
    return tr(
        N_("{person} ({discipline})"),
        person=person_line(person, tr),
        discipline=discipline,
    )
