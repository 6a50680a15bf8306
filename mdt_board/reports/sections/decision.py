"""The board's decision, first of all: whether it stands, what it says, and why."""

from mdt_board.i18n import Translator
from mdt_board.model.decision import (
    Choice,
    Decision,
    DecisionState,
    GuardrailAnswer,
)
from mdt_board.model.text import N_
from mdt_board.model.view import View
from mdt_board.reports.blocks import (
    Ballot,
    Block,
    Boxed,
    Column,
    Heading,
    Labeled,
    Row,
    Table,
)
from mdt_board.reports.sections.header import state_words
from mdt_board.reports.words import (
    hard_stop_rows,
    local_time,
    said,
    speaker,
    trigger_words,
)

BLANKS = (
    N_("Summary"),
    N_("Come back early if"),
    N_("Reservations"),
    N_("Next assessment on"),
)


def section(view: View, tr: Translator) -> tuple[Block, ...]:
    """Return the decision in its box, or the options to tick by hand."""
    decision = view.case.decision
    if decision is None:
        return (_ballot(tr),)
    return (
        _box(view, decision, tr),
        *_hard_stop(decision, tr),
        *_answers(view, decision, tr),
    )


def _box(view: View, decision: Decision, tr: Translator) -> Boxed:
    is_signed = decision.state in (DecisionState.SIGNED, DecisionState.AMENDED)
    name = tr(N_("Summary of the chair"))
    if not is_signed:
        name = tr(N_("{name} ({state})"), name=name, state=state_words(view, tr))
    return Boxed(
        name=name,
        headline=tr.term(f"choice.{decision.choice.value}"),
        under=_next_assessment(decision, tr),
        lines=_lines(view, decision, tr),
        color=_color(decision),
    )


def _color(decision: Decision) -> str:
    if decision.state is DecisionState.WITHDRAWN:
        return "muted"
    is_empirical = decision.choice is Choice.TREAT_EMPIRICALLY
    return "caution" if is_empirical else "accent"


def _ballot(tr: Translator) -> Ballot:
    return Ballot(
        name=tr(N_("Summary of the chair (to be filled in)")),
        options=tuple(tr.term(f"choice.{choice.value}") for choice in Choice),
        blanks=tuple(tr(blank) for blank in BLANKS),
    )


def _next_assessment(decision: Decision, tr: Translator) -> str:
    day = decision.next_assessment_on
    if day is None:
        return tr(N_("next assessment: no date set"))
    return tr(N_("next assessment {day}"), day=tr.day(day))


def _lines(view: View, decision: Decision, tr: Translator) -> tuple[Labeled, ...]:
    lines = [Labeled("", tr.free(decision.summary))]
    if decision.reason_for_no_conclusion:
        reason = tr.term(decision.reason_for_no_conclusion)
        lines.append(Labeled(tr(N_("No conclusion because:")), reason))
    if decision.triggers:
        triggers = tr.join([trigger_words(t, tr) for t in decision.triggers])
        lines.append(Labeled(tr(N_("Come back early if:")), triggers))
    for position in view.case.positions:
        if position.is_reservation:
            discipline = tr.term(f"discipline.{position.discipline.value}")
            who = f"{discipline} {speaker(position, view, tr)}".strip()
            label = tr(N_("Reservation ({who}):"), who=who)
            lines.append(Labeled(label, tr.free(position.text)))
    return tuple(line for line in lines if line.text)


def _hard_stop(decision: Decision, tr: Translator) -> tuple[Block, ...]:
    """Return the whole form that drugs without pathology need; no field is left out."""
    if decision.hard_stop is None:
        return ()
    columns = (
        Column(tr(N_("Hard-stop form")), 0.28),
        Column(tr(N_("Written by the board")), 0.72),
    )
    rows = tuple(
        Row((name, words or tr(N_("not filled in"))), "caution")
        for name, words in hard_stop_rows(decision.hard_stop, tr)
    )
    title = tr(N_("Hard-stop form: drugs without pathology"))
    return Heading(title), Table(columns, rows)


def _answers(view: View, decision: Decision, tr: Translator) -> tuple[Block, ...]:
    """Return why the board decided against what the system analysis argues."""
    if not decision.guardrail_answers:
        return ()
    columns = (
        Column(tr(N_("The system analysis argues against")), 0.30),
        Column(tr(N_("Reason of the board")), 0.42),
        Column(tr(N_("Answered by")), 0.28),
    )
    rows = tuple(_answer(a, view, tr) for a in decision.guardrail_answers)
    return Heading(tr(N_("Decided against the system analysis"))), Table(columns, rows)


def _answer(answer: GuardrailAnswer, view: View, tr: Translator) -> Row:
    when = local_time(answer.at, view.site.time_zone)
    who = said((tr.free(answer.person), when))
    guardrail = tr.term(f"guardrail.{answer.guardrail}")
    return Row((guardrail, tr.free(answer.reason), who))
