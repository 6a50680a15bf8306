"""What the rail shows: the meeting's cases in order, and follow-ups that are due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mdt_board.i18n import Translator
from mdt_board.model.decision import DecisionState, FollowUp
from mdt_board.model.meeting import Meeting
from mdt_board.model.text import N_
from mdt_board.model.view import View
from mdt_board.presenters import standing
from mdt_board.presenters.case_strip import shown_name
from mdt_board.presenters.parts import Chip, Tone
from mdt_board.reports.words import task_words

NO_DAYS: Mapping[str, date] = {}


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """One case of the agenda, or one follow-up: who, what about, how far."""

    case: str
    title: str
    text: str
    state: Chip
    is_current: bool


@dataclass(frozen=True, slots=True)
class AgendaState:
    """The rail. ``meeting`` and ``present`` stand in the bar above it."""

    meeting: str
    present: str
    title: str
    rows: tuple[AgendaRow, ...]
    due_title: str
    due: tuple[AgendaRow, ...]


def present(
    views: tuple[View, ...],
    current: str,
    meeting: Meeting | None,
    tr: Translator,
    days: Mapping[str, date] = NO_DAYS,
) -> AgendaState:
    """List the cases in the order of the meeting, then follow-ups, overdue first.

    Args:
        views: one for each case.
        current: the id of the case that is shown.
        meeting: the one that is open.
        tr: the language of the window.
        days: today for each case, by which a follow-up is overdue. A signed view is of
            the day of its signature; where a case is left out, that day is taken.
    """
    decided = {i.case for i in meeting.agenda if i.is_decided} if meeting else set()
    decided |= {view.case.id for view in views if view.signed}
    due = sorted(
        (
            (task, place, view)
            for place, view in enumerate(views, start=1)
            for task in _open(view)
        ),
        key=lambda found: found[0].due_on,
    )
    return AgendaState(
        meeting=_meeting(meeting, tr),
        present=_attendance(meeting, tr),
        title=_title(len(views), len(decided), tr),
        rows=tuple(
            _row(place, view, view.case.id == current, view.case.id in decided, tr)
            for place, view in enumerate(views, start=1)
        ),
        due_title=tr(N_("Follow-up · {count}"), count=len(due)) if due else "",
        due=tuple(
            _due(task, place, view, days.get(view.case.id, view.on), tr)
            for task, place, view in due
        ),
    )


def _meeting(meeting: Meeting | None, tr: Translator) -> str:
    if meeting is None:
        return tr(N_("no meeting"))
    starts = f" {meeting.starts_at:%H:%M}" if meeting.starts_at else ""
    parts = (tr.free(meeting.board), f"{tr.day(meeting.on)}{starts}")
    return " · ".join(p for p in parts if p)


def _attendance(meeting: Meeting | None, tr: Translator) -> str:
    here = meeting.attendance if meeting else ()
    if not here:
        return ""
    names = list(
        dict.fromkeys(tr.term(f"discipline-short.{p.discipline.value}") for p in here)
    )
    return tr(N_("Present: {names}"), names=tr.join(names))


def _title(cases: int, decided: int, tr: Translator) -> str:
    if decided:
        return tr(
            N_("Agenda · cases: {cases} · decided: {decided}"),
            cases=cases,
            decided=decided,
        )
    return tr(N_("Agenda · cases: {cases}"), cases=cases)


def _row(
    place: int, view: View, is_current: bool, is_decided: bool, tr: Translator
) -> AgendaRow:
    return AgendaRow(
        case=view.case.id,
        title=_numbered(place, view, tr),
        text=tr.free(view.case.question.text) or tr(N_("no question recorded")),
        state=_state(view, is_decided, tr),
        is_current=is_current,
    )


def _state(view: View, is_decided: bool, tr: Translator) -> Chip:
    stands = standing.chip(view, tr)
    if stands:
        return stands
    if is_decided:
        return Chip(tr(N_("decided")), Tone.GOOD)
    checklist = view.interpretation.completeness.values()
    missing = sum(not item.is_present for items in checklist for item in items)
    if missing:
        return Chip(tr(N_("{count} missing"), count=missing), Tone.CAUTION)
    return Chip(tr(N_("ready")), Tone.GOOD)


def _open(view: View) -> tuple[FollowUp, ...]:
    """Return what is still to be done; what was withdrawn binds nobody."""
    decision = view.case.decision
    if decision is None or decision.state is DecisionState.WITHDRAWN:
        return ()
    return tuple(f for f in decision.follow_ups if not f.is_done)


def _numbered(place: int, view: View, tr: Translator) -> str:
    """Name a case by its number on the agenda too: masked names are alike."""
    return f"{place:02d} {shown_name(view.case.patient, view.privacy, tr)}"


def _due(
    task: FollowUp, place: int, view: View, today: date, tr: Translator
) -> AgendaRow:
    return AgendaRow(
        case=view.case.id,
        title=_numbered(place, view, tr),
        text=task_words(task, tr),
        state=_due_chip(task.due_on, today, tr),
        is_current=False,
    )


def _due_chip(due_on: date, today: date, tr: Translator) -> Chip:
    late = (today - due_on).days
    if late > 0:
        return Chip(tr(N_("{days} d overdue"), days=late), Tone.ALARM)
    return Chip(f"{due_on:%m-%d}")
