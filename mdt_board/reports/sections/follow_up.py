"""What is to be done, by whom and when, and whether it was done."""

from mdt_board.i18n import Translator
from mdt_board.model.decision import Decision, DecisionState, FollowUp
from mdt_board.model.interpretation import NextStep, Tag
from mdt_board.model.text import N_
from mdt_board.model.view import View
from mdt_board.reports.blocks import (
    DONE,
    OPEN,
    Block,
    Column,
    Heading,
    Note,
    Row,
    Table,
)
from mdt_board.reports.sections.sources import (
    cited,
    has_follow_ups,
    numbers,
    printable,
)
from mdt_board.reports.words import task_words, window


def section(view: View, tr: Translator) -> tuple[Block, ...]:
    """Return what the board planned, or else what the machine proposes, so marked."""
    if has_follow_ups(view) and view.case.decision:
        rows = tuple(_planned(f, tr) for f in view.case.decision.follow_ups)
        return Heading(_title(view.case.decision, tr)), _table(rows, tr)
    steps = printable(view.interpretation.next_steps)
    if not steps:
        return ()
    cite = numbers(view)
    return (
        Heading(tr(N_("Proposed next steps (system analysis, not decided)"))),
        _table(tuple(_proposed(s, cite, tr) for s in steps), tr),
        Note(tr(N_("Proposals of the software; nothing of this is decided."))),
    )


def _title(decision: Decision, tr: Translator) -> str:
    if decision.state is DecisionState.WITHDRAWN:
        return tr(N_("Follow-up of the withdrawn decision (not in force)"))
    return tr(N_("Carrying out and follow-up"))


def _table(rows: tuple[Row, ...], tr: Translator) -> Table:
    columns = (
        Column(tr(N_("What")), 0.49),
        Column(tr(N_("When")), 0.24),
        Column(tr(N_("Who")), 0.17),
        Column(tr(N_("Carried out")), 0.10),
    )
    return Table(columns, rows)


def _planned(follow_up: FollowUp, tr: Translator) -> Row:
    when = window(follow_up.not_before, follow_up.due_on, tr)
    owner = tr.term(f"discipline.{follow_up.owner.value}")
    ticked = DONE if follow_up.is_done else OPEN
    return Row((task_words(follow_up, tr), when, owner, ticked))


def _proposed(step: NextStep, cite: dict[str, int], tr: Translator) -> Row:
    judged = f" ({tr(N_('judgment'))})" if step.tag is Tag.JUDGED else ""
    what = tr.message(step.message) + judged + cited(step.references, cite)
    owner = tr.term(f"discipline.{step.owner.value}")
    when = window(step.not_before, step.due_on, tr)
    return Row((what, when, owner, OPEN), "alarm" if step.is_urgent else "ink")
