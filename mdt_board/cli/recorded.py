"""What the store says, as rows and lines for a terminal."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from mdt_board.cli.contents import block
from mdt_board.cli.layout import columns
from mdt_board.i18n import NO_VALUE, Translator
from mdt_board.model.audit import AuditEntry
from mdt_board.model.case import Case
from mdt_board.model.decision import STANDING, DueItem, MetTrigger
from mdt_board.model.edit import Edit
from mdt_board.model.person import User
from mdt_board.model.stored import CaseSummary, Report
from mdt_board.model.text import N_, FreeText
from mdt_board.model.view import View
from mdt_board.presenters import decision_bar
from mdt_board.presenters.decision_bar import STATES
from mdt_board.reports.words import trigger_words
from mdt_board.workflow.follow_up import triggers_met
from mdt_board.workflow.merge import difference
from mdt_board.workflow.sign import record_numbers
from mdt_board.workspace import Workspace
from mdt_board.workspace.brief import brief

NEEDS_NAME = N_("A signature needs the patient's name, not yet here: {example}")
NEEDS_NUMBER = N_(
    "A signature needs a record number of the patient, not yet here: {example}"
)
MET = N_("Triggers that new data have met")
Rows = list[tuple[str, ...]]
INDENT = "  "
MARKS = {True: "✓", False: "✗", None: "?"}


def summary_rows(cases: Iterable[CaseSummary], tr: Translator) -> Rows:
    """List cases: who, which disease, which question, how far the decision has come."""
    titles = (
        N_("Case"),
        N_("Revision"),
        N_("Name"),
        N_("Diagnosis"),
        N_("Question"),
        N_("Decision"),
        N_("Next assessment"),
        N_("Saved"),
    )
    return [_titles(titles, tr), *(_summary(c, tr) for c in cases)]


def _summary(case: CaseSummary, tr: Translator) -> tuple[str, ...]:
    driver = f"{case.driver_gene} {case.driver}".strip()
    disease = tr.free(case.histology) or case.oncotree
    state = tr(STATES[case.decision_state][0]) if case.decision_state else ""
    choice = tr.term(f"choice.{case.choice.value}") if case.choice else ""
    return (
        case.case_id,
        str(case.revision),
        tr.free(case.name) or NO_VALUE,
        " · ".join(p for p in (disease, driver) if p) or NO_VALUE,
        tr.free(case.question) or NO_VALUE,
        " · ".join(p for p in (choice, state) if p) or NO_VALUE,
        tr.day(case.next_assessment_on),
        f"{moment(case.updated_at)} {case.updated_by}",
    )


def due_rows(
    items: Iterable[DueItem], names: Mapping[str, FreeText], tr: Translator
) -> Rows:
    """List what is to be done: overdue first, with case, owner and window."""
    titles = (N_("Due"), N_("Case"), N_("Name"), N_("To do"), N_("Owner"), "")
    return [
        _titles(titles, tr),
        *(_due(i, names, tr) for i in items),
    ]


def _due(
    item: DueItem, names: Mapping[str, FreeText], tr: Translator
) -> tuple[str, ...]:
    task = item.follow_up
    since = f"{tr.day(task.not_before)} – " if task.not_before else ""
    return (
        since + tr.day(task.due_on),
        item.case,
        tr.free(names.get(item.case, FreeText())),
        tr.free(task.text) or tr.term(f"action.{task.action}"),
        tr.term(f"discipline.{task.owner.value}"),
        tr(N_("overdue")) if item.is_overdue else "",
    )


def met_triggers(
    case: Case, workspace: Workspace, on: date | None = None
) -> tuple[MetTrigger, ...]:
    """Return the triggers of a decision that stands which data since have met."""
    last = case.sign_offs[-1:]
    if not last or last[0].revision == case.revision:
        return ()  # nothing has come in since
    return triggers_met(case, workspace.interpret(case, on))


def met_rows(met: Iterable[MetTrigger], tr: Translator) -> Rows:
    """List triggers that were met, with the records that met them."""
    return [(trigger_words(m.trigger, tr), tr.join(list(m.records))) for m in met]


def met_lines(workspace: Workspace, on: date | None, tr: Translator) -> Iterator[str]:
    """Say of every decision that stands which of its triggers new data have met."""
    rows = [
        (summary.case_id, tr.free(summary.name), *row)
        for summary in workspace.list_cases()
        if summary.decision_state in STANDING
        for case in [workspace.find(summary.case_id).case]
        for row in met_rows(met_triggers(case, workspace, on), tr)
    ]
    yield from block(tr(MET), rows)


def entry_rows(entries: Iterable[AuditEntry], tr: Translator) -> Rows:
    """List audit entries: number, instant, person, action, revision, seal."""
    titles = (
        N_("Entry"),
        N_("Time"),
        N_("Account"),
        N_("Action"),
        N_("Revision"),
        N_("Seal"),
    )
    return [_titles(titles, tr), *(_entry(e, tr) for e in entries)]


def _entry(entry: AuditEntry, tr: Translator) -> tuple[str, ...]:
    return (
        str(entry.sequence),
        moment(entry.at),
        entry.actor,
        tr.term(f"audit-action.{entry.action}"),
        NO_VALUE if entry.revision is None else str(entry.revision),
        entry.seal[:16],
    )


def step_rows(case: Case, tr: Translator) -> Rows:
    """List the steps of a decision; all that a case file keeps of its past."""
    steps = case.decision.transitions if case.decision else ()
    titles = (N_("Time"), N_("Person"), N_("Step"), N_("Reason"))
    rows = [
        (
            moment(s.at),
            tr.free(s.person),
            tr(STATES[s.state][0]),
            tr.free(s.reason),
        )
        for s in steps
    ]
    return [_titles(titles, tr), *rows]


def account_rows(users: Iterable[User], tr: Translator) -> Rows:
    """List accounts: id, name, title, roles, disciplines, whether they can log in."""
    titles = (
        N_("Account"),
        N_("Name"),
        N_("Title"),
        N_("Roles"),
        N_("Speaks for"),
        "",
    )
    return [
        _titles(titles, tr),
        *(_account(u, tr) for u in users),
    ]


def _account(user: User, tr: Translator) -> tuple[str, ...]:
    state = "" if user.password_hash else tr(N_("no password"))
    return (
        user.id,
        tr.free(user.name) or NO_VALUE,
        tr.free(user.title) or NO_VALUE,
        tr.join([tr.term(f"role.{r.value}") for r in user.roles]),
        tr.join([tr.term(f"discipline.{d.value}") for d in user.disciplines]),
        state if user.is_active else tr(N_("closed")),
    )


def report_lines(report: Report, tr: Translator) -> Iterator[str]:
    """Say what was verified, what is broken, and what nobody can prove from here."""
    for check in report.checks:
        yield f"{MARKS[check.holds]} {tr.message(check.message)}"
    yield ""
    yield tr(N_("Not proven:"))
    yield from (f"{INDENT}· {tr.message(m)}" for m in report.unproven)
    yield ""
    yield from (tr(text) for text in _outcome(report))


BROKEN = N_("Something is broken; the lines with ✗ say what.")
ALL_HOLDS = N_("Everything that was checked holds.")
OTHER_BYTES = N_(
    "The bytes of the PDF are not those of this program's print: what its pages show "
    "beside text was not compared and may have been altered. Print the record anew."
)
STANDS_NO_MORE = N_(
    "Nothing checked is broken, but a decision was withdrawn and stands no more."
)
OPEN = N_(
    "Nothing checked is broken; the lines with ? say what changed after a signature or "
    "could not be checked."
)


def _outcome(report: Report) -> Iterator[str]:
    """Sum it up; what could not be compared or stands no more is never all well."""
    asked = {check.code for check in report.checks if check.holds is None}
    if not report.is_whole:
        yield BROKEN
    elif not asked:
        yield ALL_HOLDS
    elif not asked & {"pages", "withdrawn"}:
        yield OPEN
    if "withdrawn" in asked and report.is_whole:
        yield STANDS_NO_MORE
    if "pages" in asked:
        yield OTHER_BYTES


def decided_lines(view: View, tr: Translator) -> Iterator[str]:
    """Say where the decision stands now: positions, choice, state, revision, seal."""
    state = decision_bar.present(view, tr)
    yield f"{state.positions_title}: {tr.join([p.chip.text for p in state.positions])}"
    chosen = [o.text for o in state.options if o.is_chosen]
    stands = " · ".join((*chosen, state.state.text))
    yield f"{state.title}: {stands}"
    if view.signed and view.signed.seal:
        yield f"{tr(N_('Seal'))}: {view.signed.seal}"
    elif not view.signed:
        yield from _unidentified(view.case, tr)
    yield tr(N_("Revision {number}."), number=str(view.case.revision))


def _unidentified(case: Case, tr: Translator) -> Iterator[str]:
    """Say which of name and record number the case lacks for a signature."""
    if not (case.patient.name.zh.strip() or case.patient.name.en.strip()):
        yield tr(NEEDS_NAME, example="edit --set patient.name.zh=…")
    if not record_numbers(case):
        record = '{"kind": "record-number", "value": "…"}'
        yield tr(NEEDS_NUMBER, example=f"edit --add 'patient.identifiers={record}'")


def changes(before: Case, after: Case, tr: Translator) -> Iterator[str]:
    """Say what an edit changed, field by field, and which revision it made."""
    edits = difference(before, after)
    yield columns([_edit(e) for e in edits]) if edits else tr(N_("Nothing changed."))
    if edits:
        yield tr(N_("Revision {number}."), number=str(after.revision))


def _edit(edit: Edit) -> tuple[str, ...]:
    name = ":".join(p for p in (edit.record_id, edit.field) if p)
    return name, brief(edit.before), "→", brief(edit.after)


def _titles(texts: tuple[str, ...], tr: Translator) -> tuple[str, ...]:
    return tuple(tr(text) if text else "" for text in texts)


def moment(at: datetime) -> str:
    """Write an instant in the machine's own zone, with its offset."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M %z")
