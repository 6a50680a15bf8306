"""The board's decision, first of all: summary, triggers, reservations."""

from mdt_board.i18n import Translator
from mdt_board.model.decision import (
    Choice,
    Decision,
    DecisionState,
    HardStopForm,
    NewLesionTrigger,
    OtherTrigger,
    SumTrigger,
    Trigger,
)
from mdt_board.model.text import N_
from mdt_board.model.view import View
from mdt_board.reports.blocks import Ballot, Block, Boxed, Labeled
from mdt_board.reports.sections.header import state_words
from mdt_board.reports.words import speaker

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
    is_signed = decision.state in (DecisionState.SIGNED, DecisionState.AMENDED)
    name = tr(N_("Summary of the chair"))
    if not is_signed:
        name = tr(N_("{name} ({state})"), name=name, state=state_words(view, tr))
    is_empirical = decision.choice is Choice.TREAT_EMPIRICALLY
    return (
        Boxed(
            name=name,
            headline=tr.term(f"choice.{decision.choice.value}"),
            under=_next_assessment(decision, tr),
            lines=_lines(view, decision, tr),
            color="caution" if is_empirical else "accent",
        ),
    )


def trigger_words(trigger: Trigger, tr: Translator) -> str:
    """Say what would bring the case back before its time."""
    if isinstance(trigger, NewLesionTrigger):
        return tr(N_("any new lesion"))
    if isinstance(trigger, SumTrigger):
        return tr(N_("sum of diameters ≥ {sum} mm"), sum=str(trigger.at_least))
    if isinstance(trigger, OtherTrigger):
        return tr.free(trigger.text)
    name = f"{trigger.gene} {trigger.name}".strip()
    return tr(N_("{variant} detected again in a second tube"), variant=name)


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
        reason = decision.reason_for_no_conclusion
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
    if decision.hard_stop:
        lines += _hard_stop(decision.hard_stop, tr)
    return tuple(line for line in lines if line.text)


def _hard_stop(form: HardStopForm, tr: Translator) -> list[Labeled]:
    """Return what was written before drugs are given without pathology."""
    return [
        Labeled(tr(N_("Tissue routes tried:")), tr.free(form.tissue_routes_tried)),
        Labeled(
            tr(N_("Two independent detections:")),
            tr.free(form.independent_detections),
        ),
        Labeled(tr(N_("Harm of waiting:")), tr.free(form.harm_of_waiting)),
        Labeled(
            tr(N_("Evidence and off-label approval:")),
            tr.free(form.evidence_and_approval),
        ),
        Labeled(tr(N_("Written consent:")), tr.free(form.consent)),
        Labeled(tr(N_("Review on:")), tr.day(form.review_on)),
    ]
