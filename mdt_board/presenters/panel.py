"""What the four discipline panels have in common: a head, facts, a table, a chart."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from mdt_board.i18n import Translator
from mdt_board.model.base import ListRecord
from mdt_board.model.day import PartialDate
from mdt_board.model.interpretation import ChecklistItem, Tag
from mdt_board.model.mechanism import Mechanism
from mdt_board.model.person import Discipline
from mdt_board.model.text import N_
from mdt_board.model.view import View
from mdt_board.presenters.editing import Reader
from mdt_board.presenters.mechanism_details import mechanism_details
from mdt_board.presenters.parts import (
    Chip,
    Fact,
    Statement,
    Table,
    Tone,
    finding_statement,
)
from mdt_board.series import Chart

FULL_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Head:
    """A panel's title, who speaks, and the checklist behind the completeness figure."""

    discipline: str
    title: str
    author: str
    completeness: Chip
    completeness_title: str
    checklist: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class PanelState:
    """One discipline's panel. ``statements`` are the machine's, marked as such.

    ``reader`` reads what is typed into its cells; states that differ only in it look
    the same.
    """

    head: Head
    facts: tuple[Fact, ...]
    tables: tuple[Table, ...]
    chart: Chart | None
    notes: tuple[Fact, ...]
    statements_title: str
    statements: tuple[Statement, ...]
    reader: Reader | None = field(default=None, compare=False, repr=False)


def head(discipline: Discipline, view: View, tr: Translator, as_of: str) -> Head:
    """Return the head of one panel; ``as_of`` is the day of its latest datum."""
    as_of = as_of.removeprefix(f"{view.on.year}-")
    checklist = view.interpretation.completeness.get(discipline.value, ())
    missing = sum(not item.is_present for item in checklist)
    return Head(
        discipline=discipline.value,
        title=tr.term(f"discipline.{discipline.value}"),
        author=" · ".join(t for t in (_author(discipline, view, tr), as_of) if t),
        completeness=_completeness(len(checklist), missing, tr),
        completeness_title=tr(N_("Completeness")),
        checklist=tuple(
            Fact(
                id=f"{discipline.value}:{place}",
                name=tr.message(item.message),
                value=_on_file(item, tr),
                tone=Tone.PLAIN if item.is_present else Tone.CAUTION,
            )
            for place, item in enumerate(checklist)
        ),
    )


def _on_file(item: ChecklistItem, tr: Translator) -> str:
    """Say how old a datum is, or that it is missing and who can supply it."""
    if item.is_present and item.as_of and item.age_days is not None:
        text = N_("on file, {day} ({count} d)")
        return tr(text, day=str(item.as_of), count=item.age_days)
    if item.is_present:
        return tr(N_("on file"))
    if item.supplier:
        who = tr.term(f"discipline-short.{item.supplier.value}")
        return tr(N_("missing; ask {who}"), who=who)
    return tr(N_("missing"))


def statements_about(
    records: Iterable[ListRecord], view: View, tr: Translator
) -> tuple[Statement, ...]:
    """Return the findings that rest on one of these records, the gravest first.

    Unverified ones stay away: a panel is read by the whole room.
    """
    own = {record.id for record in records}
    known = {r.id: r for r in view.interpretation.references}
    order = {Tone.ALARM: 0, Tone.CAUTION: 1}
    rows = {m.rule: m for m in view.interpretation.mechanisms}
    found = [
        _with_row(finding_statement(finding, known, tr), rows.get(finding.rule), tr)
        for finding in view.interpretation.findings
        if finding.tag is not Tag.UNVERIFIED and own & set(finding.records)
    ]
    return tuple(sorted(found, key=lambda s: order.get(s.tone, 2)))


def _with_row(statement: Statement, row: Mechanism | None, tr: Translator) -> Statement:
    """Add what is known about a way of resistance to the finding that met it."""
    if row is None:
        return statement
    return replace(statement, details=(*statement.details, *mechanism_details(row, tr)))


def latest_day(days: Iterable[PartialDate]) -> str:
    """Write the latest of these days, as well as it is known."""
    return str(max(days, key=lambda d: d.last, default=""))


def statements_title(statements: tuple[Statement, ...], tr: Translator) -> str:
    """Return the heading that keeps the machine's words apart from people's."""
    return tr(N_("System analysis (for discussion) · {count}"), count=len(statements))


def _author(discipline: Discipline, view: View, tr: Translator) -> str:
    here = view.meeting.attendance if view.meeting else ()
    for person in (*view.case.attendance, *here):
        if person.discipline is discipline:
            return tr.free(person.name)
    return ""


def _completeness(total: int, missing: int, tr: Translator) -> Chip:
    if not total:
        return Chip(tr(N_("not checked")))
    if not missing:
        return Chip(tr(N_("{percent} %"), percent=FULL_PERCENT), Tone.GOOD)
    percent = FULL_PERCENT * (total - missing) // total
    return Chip(tr(N_("{percent} %"), percent=percent), Tone.CAUTION)
