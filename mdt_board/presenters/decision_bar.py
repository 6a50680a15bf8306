"""What the decision bar shows: the options, what experts said, what is decided."""

from dataclasses import dataclass

from mdt_board.i18n import Translator
from mdt_board.model.case import QuestionKind
from mdt_board.model.decision import (
    Choice,
    Decision,
    DecisionState,
    NewLesionTrigger,
    OtherTrigger,
    Position,
    SumTrigger,
    Trigger,
    VariantTrigger,
)
from mdt_board.model.person import Discipline
from mdt_board.model.text import N_
from mdt_board.model.view import View
from mdt_board.presenters import standing
from mdt_board.presenters.parts import Chip, Detail, Statement, Tone
from mdt_board.reports.words import task_words

PANELS = (
    Discipline.ONCOLOGY,
    Discipline.RADIOLOGY,
    Discipline.PATHOLOGY,
    Discipline.MOLECULAR,
)
ORDER = {
    QuestionKind.CTDNA_POSITIVE_IMAGING_NEGATIVE: (
        Choice.ESCALATE_IMAGING,
        Choice.MONITOR,
        Choice.REBIOPSY,
        Choice.TRIAL,
        Choice.CHANGE_THERAPY,
        Choice.LOCAL_THERAPY,
        Choice.NO_CONCLUSION,
    ),
    QuestionKind.GROWTH_ON_THERAPY: (
        Choice.MONITOR,
        Choice.ESCALATE_IMAGING,
        Choice.REBIOPSY,
        Choice.LOCAL_THERAPY,
        Choice.CHANGE_THERAPY,
        Choice.TRIAL,
        Choice.NO_CONCLUSION,
    ),
}
STATES = {
    DecisionState.DRAFT: (N_("draft"), Tone.PLAIN),
    DecisionState.PROPOSED: (N_("proposed"), Tone.ACCENT),
    DecisionState.SIGNED: (N_("signed"), Tone.GOOD),
    DecisionState.AMENDED: (N_("amended"), Tone.CAUTION),
    DecisionState.WITHDRAWN: (N_("withdrawn"), Tone.ALARM),
}


@dataclass(frozen=True, slots=True)
class OptionState:
    """One thing the board can decide; amber ones need an approval."""

    id: str
    text: str
    note: str
    is_chosen: bool
    needs_approval: bool


@dataclass(frozen=True, slots=True)
class PositionChip:
    """Where one discipline stands, and the words that a reader of the screen hears."""

    discipline: str
    chip: Chip
    spoken: str


@dataclass(frozen=True, slots=True)
class Commands:
    """What the buttons say; an empty one is not there, for it could not be done."""

    record: str
    sign: str = ""
    withdraw: str = ""


@dataclass(frozen=True, slots=True)
class DecisionBarState:
    """What people said and decided; nothing here is the machine's.

    ``standing`` says who proposed, signed, amended or withdrew it, and whether data
    that came later have outdated it. ``case`` tells one case's bar from another's.
    """

    case: str
    title: str
    options: tuple[OptionState, ...]
    positions_title: str
    positions: tuple[PositionChip, ...]
    said: Statement
    state: Chip
    standing: tuple[Statement, ...]
    commands: Commands


def present(view: View, tr: Translator) -> DecisionBarState:
    """Show the options in the order of the question, and what is recorded so far."""
    case = view.case
    return DecisionBarState(
        case=case.id,
        title=tr(N_("Decision of the board")),
        options=tuple(
            _option(choice, case.decision, tr)
            for choice in choice_order(case.question.kind)
        ),
        positions_title=tr(N_("Positions")),
        positions=_positions(case.positions, tr),
        said=_said(view, tr),
        state=_state(view, tr),
        standing=standing.present(view, tr),
        commands=_commands(case.decision, tr),
    )


def choice_order(kind: QuestionKind) -> tuple[Choice, ...]:
    """Return every choice as the question orders them, the empirical one last."""
    order = ORDER.get(kind, ORDER[QuestionKind.GROWTH_ON_THERAPY])
    return (*order, Choice.TREAT_EMPIRICALLY)


def _commands(decision: Decision | None, tr: Translator) -> Commands:
    """Say what can be done next: record, then sign; what was signed is amended."""
    state = decision.state if decision else DecisionState.DRAFT
    is_standing = state in (DecisionState.SIGNED, DecisionState.AMENDED)
    return Commands(
        record=tr(N_("Amend …")) if is_standing else tr(N_("Record …")),
        sign=tr(N_("Sign …")) if state is DecisionState.PROPOSED else "",
        withdraw=tr(N_("Withdraw …")) if is_standing else "",
    )


def _state(view: View, tr: Translator) -> Chip:
    decision = view.case.decision
    if decision is None:
        return Chip(tr(N_("no decision yet")))
    text, tone = STATES[decision.state]
    return standing.outdated_chip(view, tr) or Chip(tr(text), tone)


def _option(choice: Choice, decision: Decision | None, tr: Translator) -> OptionState:
    is_chosen = bool(decision and decision.choice is choice)
    is_amber = choice is Choice.TREAT_EMPIRICALLY
    note = tr(N_("needs approval")) if is_amber else ""
    return OptionState(
        id=choice.value,
        text=tr(EMPIRICAL) if is_amber else tr.term(f"choice.{choice.value}"),
        note=note,
        is_chosen=is_chosen,
        needs_approval=is_amber,
    )


EMPIRICAL = N_("Treat empirically")


def _positions(
    positions: tuple[Position, ...], tr: Translator
) -> tuple[PositionChip, ...]:
    """Show where each discipline stands; one that has not spoken is shown so."""
    spoken = {p.discipline: p for p in positions}
    shown = (*PANELS, *(d for d in spoken if d not in PANELS))
    return tuple(
        PositionChip(
            d.value, _stand(d, spoken.get(d), tr), _heard(d, spoken.get(d), tr)
        )
        for d in shown
    )


def _heard(discipline: Discipline, position: Position | None, tr: Translator) -> str:
    name = tr.term(f"discipline.{discipline.value}")
    words = tr.free(position.text) if position else tr(N_("no position yet"))
    return tr(N_("{name}: {words}"), name=name, words=words)


def _stand(discipline: Discipline, position: Position | None, tr: Translator) -> Chip:
    name = tr.term(f"discipline-short.{discipline.value}")
    if position is None:
        return Chip(f"{name} –")
    if position.is_reservation:
        return Chip(tr(N_("{name} reservation"), name=name), Tone.ALARM)
    return Chip(f"{name} ✓", Tone.GOOD)


def _said(view: View, tr: Translator) -> Statement:
    """Show the chair's summary; it opens to positions, triggers and follow-up."""
    lines = [_spoken(p, tr) for p in view.case.positions]
    decision = view.case.decision
    if decision:
        lines += [Detail(trigger_words(t, tr), "↺") for t in decision.triggers]
        lines += [
            _follow_up(view, place, tr) for place in range(len(decision.follow_ups))
        ]
    return Statement("decision", _summary(decision, tr), tuple(lines))


def _spoken(position: Position, tr: Translator) -> Detail:
    name = tr.free(position.person) or tr.term(
        f"discipline.{position.discipline.value}"
    )
    words = tr(N_("{name}: {words}"), name=name, words=tr.free(position.text))
    badge = tr(N_("reservation")) if position.is_reservation else ""
    return Detail(words, "“", badge)


def trigger_words(trigger: Trigger, tr: Translator) -> str:
    """Say what would bring the case back early."""
    if isinstance(trigger, NewLesionTrigger):
        return tr(N_("Back early: any new lesion"))
    if isinstance(trigger, SumTrigger):
        return tr(N_("Back early: sum ≥ {mm} mm"), mm=str(trigger.at_least))
    if isinstance(trigger, VariantTrigger):
        name = tr.variant(f"{trigger.gene} {trigger.name}")
        return tr(N_("Back early: {name} detected again in a second tube"), name=name)
    return _other_trigger(trigger, tr)


def _other_trigger(trigger: OtherTrigger, tr: Translator) -> str:
    return tr(N_("Back early: {words}"), words=tr.free(trigger.text))


def _follow_up(view: View, place: int, tr: Translator) -> Detail:
    if view.case.decision is None:
        raise ValueError("a follow-up needs a decision")
    task = view.case.decision.follow_ups[place]
    owner = tr.term(f"discipline.{task.owner.value}")
    text = f"{task_words(task, tr)} · {owner} · {tr.day(task.due_on)}"
    return Detail(text, "□", tr(N_("done")) if task.is_done else "")


def _summary(decision: Decision | None, tr: Translator) -> str:
    if decision is None:
        return tr(N_("The board has not decided yet."))
    words = tr.free(decision.summary) or tr(N_("no summary written"))
    if decision.next_assessment_on:
        day = tr.day(decision.next_assessment_on)
        words = tr.sentences(
            [words.rstrip("。."), tr(N_("next assessment {day}"), day=day)]
        )
    if decision.choice is Choice.NO_CONCLUSION and decision.reason_for_no_conclusion:
        return tr.sentences([tr.term(decision.reason_for_no_conclusion), words])
    return words
