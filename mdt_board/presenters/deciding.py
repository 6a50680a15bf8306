"""What the dialogs of a decision show: positions, the proposal, the hard-stop form.

Pure functions of a `View`. What the core proposes is offered and never chosen; what a
person has typed is a `Typed…`, read into records by `presenters.typed_decision`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from mdt_board.assets import table
from mdt_board.i18n import Translator
from mdt_board.model.case import Case
from mdt_board.model.decision import (
    Choice,
    Decision,
    DecisionState,
    FollowUp,
    HardStopForm,
    NewLesionTrigger,
    NoConclusion,
    Position,
    SumTrigger,
    Trigger,
    VariantTrigger,
)
from mdt_board.model.interpretation import NextStep, Objection, Tag
from mdt_board.model.person import Discipline, User
from mdt_board.model.text import N_, FreeText
from mdt_board.model.view import View
from mdt_board.presenters.decision_bar import choice_order
from mdt_board.presenters.parts import judged_badge, reference_details
from mdt_board.reports.words import people, said, window
from mdt_board.workflow.decide import HARD_STOP

STANDING = frozenset({DecisionState.SIGNED, DecisionState.AMENDED})
KINDS = {
    "new-lesion": N_("any new lesion"),
    "sum": N_("sum of diameters at least (mm)"),
    "variant": N_("variant detected again in a second tube"),
    "other": N_("own words"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose from; an amber one needs an approval."""

    id: str
    text: str
    is_amber: bool = False


# positions


@dataclass(frozen=True, slots=True)
class TypedPosition:
    """What stands in the fields of one discipline's position; ids, else plain text."""

    discipline: str
    person: str = ""
    choice: str = ""
    text: str = ""
    is_reservation: bool = False


@dataclass(frozen=True, slots=True)
class PositionState:
    """The dialog of positions: whose, and what is recorded of each so far."""

    disciplines: tuple[Option, ...]
    choices: tuple[Option, ...]
    recorded: tuple[TypedPosition, ...]
    chosen: str


def position_state(
    view: View, speaker: User, tr: Translator, discipline: str = ""
) -> PositionState:
    """Return the positions that ``speaker`` may state, each as it is recorded.

    Without a discipline of their own everybody is shown every one; the refusal then
    says whose word it is.
    """
    own = tuple(d for d in Discipline if d in speaker.disciplines) or tuple(Discipline)
    spoken = {p.discipline: p for p in view.case.positions}
    chosen = discipline or next((d for d in own if d not in spoken), own[0]).value
    return PositionState(
        disciplines=_disciplines(own, tr),
        choices=choice_options(view.case, tr),
        recorded=tuple(
            _typed_position(d, spoken.get(d), view, speaker, tr) for d in own
        ),
        chosen=chosen if chosen in own else own[0].value,
    )


def _disciplines(every: tuple[Discipline, ...], tr: Translator) -> tuple[Option, ...]:
    return tuple(Option(d.value, tr.term(f"discipline.{d.value}")) for d in every)


def _typed_position(
    discipline: Discipline,
    position: Position | None,
    view: View,
    speaker: User,
    tr: Translator,
) -> TypedPosition:
    if position is None:
        name = _present(discipline, view, tr) or tr.free(speaker.name)
        return TypedPosition(discipline.value, person=name)
    return TypedPosition(
        discipline=discipline.value,
        person=tr.free(position.person),
        choice=position.choice.value if position.choice else "",
        text=tr.free(position.text),
        is_reservation=position.is_reservation,
    )


def _present(discipline: Discipline, view: View, tr: Translator) -> str:
    """Return who sits in the board for a discipline."""
    here = people(view.case, view.meeting)
    return next((tr.free(p.name) for p in here if p.discipline is discipline), "")


# the decision


@dataclass(frozen=True, slots=True)
class TypedTrigger:
    """One row of what brings a case back early; ``kind`` is a key of `KINDS`."""

    kind: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class TypedFollowUp:
    """One row of what is to be done; ``action`` is a name, ``owner`` an id."""

    id: str
    action: str = ""
    words: str = ""
    owner: str = ""
    not_before: str = ""
    due_on: str = ""


@dataclass(frozen=True, slots=True)
class TypedHardStop:
    """The fields of the hard-stop form, as they were typed."""

    tissue_routes_tried: str = ""
    independent_detections: str = ""
    harm_of_waiting: str = ""
    evidence_and_approval: str = ""
    consent: str = ""
    review_on: str = ""


@dataclass(frozen=True, slots=True)
class TypedDecision:
    """Everything in the fields of the decision dialog.

    ``answers`` are pairs of a must-not and the board's answer to it. ``because`` is why
    a decision that was signed is amended.
    """

    choice: str = ""
    summary: str = ""
    no_conclusion: str = ""
    next_on: str = ""
    triggers: tuple[TypedTrigger, ...] = ()
    follow_ups: tuple[TypedFollowUp, ...] = ()
    hard_stop: TypedHardStop = TypedHardStop()
    answers: tuple[tuple[str, str], ...] = ()
    because: str = ""


@dataclass(frozen=True, slots=True)
class StepState:
    """A step that the core proposes, and the row that it becomes when taken over."""

    id: str
    text: str
    when: str
    why: str
    row: TypedFollowUp


@dataclass(frozen=True, slots=True)
class GuardrailState:
    """What the core argues against, its sources, and what the board answered so far."""

    id: str
    name: str
    text: str
    sources: tuple[str, ...]
    answered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecisionDialogState:
    """The decision dialog: what can be chosen, what is offered, what stands so far.

    ``opens_form`` says that the hard-stop form comes first.
    """

    is_amendment: bool
    choices: tuple[Option, ...]
    reasons: tuple[Option, ...]
    owners: tuple[Option, ...]
    trigger_kinds: tuple[Option, ...]
    actions: tuple[str, ...]
    variants: tuple[str, ...]
    pd_line: str
    steps: tuple[StepState, ...]
    typed: TypedDecision
    opens_form: bool


def decision_state(view: View, tr: Translator, choice: str = "") -> DecisionDialogState:
    """Return what the board can decide; ``choice`` is what was picked before."""
    decision = standing_content(view.case)
    return DecisionDialogState(
        is_amendment=stands(view.case),
        choices=choice_options(view.case, tr),
        reasons=tuple(Option(r.value, tr.term(r.value)) for r in NoConclusion),
        owners=_disciplines(tuple(Discipline), tr),
        trigger_kinds=tuple(Option(kind, tr(text)) for kind, text in KINDS.items()),
        actions=tuple(tr.term(action) for action in _actions()),
        variants=tuple(
            s.label
            for s in view.interpretation.series
            if s.id.startswith("variant:") and not s.is_term
        ),
        pd_line=_pd_line(view),
        steps=tuple(_steps(view, tr)),
        typed=_typed(decision, tr, choice),
        opens_form=choice == Choice.TREAT_EMPIRICALLY,
    )


def stands(case: Case) -> bool:
    """Say whether a signed decision stands, which is amended and not proposed anew."""
    return case.decision is not None and case.decision.state in STANDING


def standing_content(case: Case) -> Decision | None:
    """Return the decision to go on from; what was withdrawn is never carried over."""
    decision = case.decision
    if decision is None or decision.state is DecisionState.WITHDRAWN:
        return None
    return decision


def choice_options(case: Case, tr: Translator) -> tuple[Option, ...]:
    """Return every choice in the order of the question, the empirical one last."""
    return tuple(
        Option(c.value, tr.term(f"choice.{c.value}"), c is Choice.TREAT_EMPIRICALLY)
        for c in choice_order(case.question.kind)
    )


@cache
def _actions() -> tuple[str, ...]:
    return tuple(row["id"] for row in table("terms") if row["kind"] == "action")


def _pd_line(view: View) -> str:
    lines = [p.pd_line for p in view.interpretation.response if p.pd_line]
    return str(lines[-1]) if lines else ""


def _steps(view: View, tr: Translator) -> Iterator[StepState]:
    for step in view.interpretation.next_steps:
        if step.tag is not Tag.UNVERIFIED:
            yield _step(step, tr)


def _step(step: NextStep, tr: Translator) -> StepState:
    action = f"action.{step.id}"
    is_dated = step.not_before or step.due_on
    when = window(step.not_before, step.due_on, tr) if is_dated else ""
    judged = [chip.text for chip in judged_badge(step.tag, tr)]
    owner = tr.term(f"discipline.{step.owner.value}")
    text = tr.message(step.message)
    return StepState(
        id=step.id,
        text=text,
        when=said((owner, when, *judged)),
        why=tr.message(step.why),
        row=TypedFollowUp(
            id="",
            action=tr.term(action) if action in _actions() else "",
            words=text,
            owner=step.owner.value,
            not_before=step.not_before.isoformat() if step.not_before else "",
            due_on=step.due_on.isoformat() if step.due_on else "",
        ),
    )


def guardrail_state(objection: Objection, view: View, tr: Translator) -> GuardrailState:
    """Show one must-not with what the board answered to it so far."""
    guardrail, decision = objection.guardrail, standing_content(view.case)
    known = {r.id: r for r in view.interpretation.references}
    given = decision.guardrail_answers if decision else ()
    details = reference_details(guardrail.references, known, tr)
    sources = (f"{d.text} · {d.badge}" for d in details)
    return GuardrailState(
        id=guardrail.id,
        name=tr.term(f"guardrail.{guardrail.id}"),
        text=tr.message(guardrail.message),
        sources=(*map(tr.message, objection.because), *sources),
        answered=tuple(
            said((tr.free(a.reason), tr.free(a.person)))
            for a in given
            if a.guardrail == guardrail.id
        ),
    )


def _typed(decision: Decision | None, tr: Translator, choice: str) -> TypedDecision:
    """Return the fields as recorded so far; a choice just picked comes before."""
    if decision is None:
        return TypedDecision(choice=choice)
    return TypedDecision(
        choice=choice or decision.choice.value,
        summary=tr.free(decision.summary),
        no_conclusion=decision.reason_for_no_conclusion,
        next_on=_day(decision.next_assessment_on),
        triggers=tuple(_typed_trigger(t, tr) for t in decision.triggers),
        follow_ups=tuple(_typed_follow_up(f, tr) for f in decision.follow_ups),
        hard_stop=typed_hard_stop(decision.hard_stop, tr),
    )


def _day(day: object) -> str:
    return str(day) if day else ""


def _typed_trigger(trigger: Trigger, tr: Translator) -> TypedTrigger:
    if isinstance(trigger, NewLesionTrigger):
        return TypedTrigger(trigger.kind)
    if isinstance(trigger, SumTrigger):
        return TypedTrigger(trigger.kind, str(trigger.at_least))
    if isinstance(trigger, VariantTrigger):
        return TypedTrigger(trigger.kind, f"{trigger.gene} {trigger.name}".strip())
    return TypedTrigger(trigger.kind, tr.free(trigger.text))


def _typed_follow_up(item: FollowUp, tr: Translator) -> TypedFollowUp:
    return TypedFollowUp(
        id=item.id,
        action=tr.term(f"action.{item.action}") if item.action else "",
        words=tr.free(item.text),
        owner=item.owner.value,
        not_before=_day(item.not_before),
        due_on=_day(item.due_on),
    )


# the hard-stop form


@dataclass(frozen=True, slots=True)
class HardStopState:
    """The hard-stop form: each field with its name, and what was typed so far."""

    fields: tuple[Option, ...]
    review: str
    typed: TypedHardStop


def hard_stop_state(typed: TypedHardStop, tr: Translator) -> HardStopState:
    """Return the form with its fields in the order of the paper."""
    return HardStopState(
        fields=tuple(
            Option(name, _title(tr.term(term))) for name, term in HARD_STOP.items()
        ),
        review=_title(tr.term("hard-stop.review-date")),
        typed=typed,
    )


def _title(words: str) -> str:
    return words[:1].upper() + words[1:]


def typed_hard_stop(form: HardStopForm | None, tr: Translator) -> TypedHardStop:
    """Return the form's fields as they are typed."""
    if form is None:
        return TypedHardStop()
    words: dict[str, FreeText] = {name: getattr(form, name) for name in HARD_STOP}
    texts = {name: tr.free(text) for name, text in words.items()}
    return TypedHardStop(**texts, review_on=_day(form.review_on))
