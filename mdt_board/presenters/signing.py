"""What a signer sees and signs: whole sentences in one language, in reading order.

They are built of the same words as screen and paper, and never masked: whoever signs
has to know for whom. Unverified statements [M] are not among them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from mdt_board.i18n import Translator
from mdt_board.model.decision import Decision, GuardrailAnswer, Position
from mdt_board.model.interpretation import Guardrail, NextStep, Tag
from mdt_board.model.person import User
from mdt_board.model.text import N_
from mdt_board.model.view import View
from mdt_board.presenters import interpretation
from mdt_board.reports.words import (
    current_treatment,
    diagnosis_line,
    hard_stop_rows,
    identifier_line,
    patient_line,
    said,
    speaker,
    task_words,
    titled,
    trigger_words,
    window,
)

NAMED = N_("{name}: {words}")


def wording(view: View, tr: Translator) -> tuple[str, ...]:
    """Return the sentences that a signer sees and signs, in their order."""
    view = replace(view, privacy=False)
    return (
        *_about(view, tr),
        *_found(view, tr),
        *_against(view, tr),
        *_unknown(view, tr),
        *_positions(view, tr),
        *_decided(view, tr),
    )


def meaning(tr: Translator) -> str:
    """Return what the signature of a chair stands for unless they say otherwise."""
    return tr(
        N_(
            "As chair I have reviewed this record and approve it as the decision of "
            "the board."
        )
    )


def _named(name: str, words: str, tr: Translator) -> str:
    return tr(NAMED, name=name, words=words)


def _about(view: View, tr: Translator) -> Iterator[str]:
    """Say who the case is about, and what the board was asked."""
    case = view.case
    who = said((patient_line(view, tr), identifier_line(view, tr), case.id))
    yield _named(tr(N_("Patient")), who, tr)
    diagnosis = diagnosis_line(case, tr) or tr(N_("no cancer diagnosis recorded"))
    yield _named(tr(N_("Diagnosis and stage")), diagnosis, tr)
    yield _named(tr(N_("Current or last treatment")), current_treatment(view, tr), tr)
    asked = tr.free(case.question.text) or tr(N_("no question recorded"))
    yield _named(tr(N_("Question to the board")), asked, tr)


# the machine's part


def _found(view: View, tr: Translator) -> Iterator[str]:
    """Say what the rules made of the case, first what comes before any plan."""
    shown = interpretation.present(view, tr)
    yield from (flag.text for flag in shown.red_flags)
    said_first = (*shown.headline, *shown.lead) or (shown.empty,)
    yield from (_named(shown.title, line, tr) for line in said_first)
    for hypothesis in shown.differential:
        standing = f"{hypothesis.band.text} ({hypothesis.counts})"
        name = f"{shown.differential_title} · {hypothesis.statement.text}"
        yield _named(name, standing, tr)
    if shown.unlikely:
        yield _named(shown.differential_title, shown.unlikely.text, tr)
    if shown.deciding:
        yield shown.deciding.text
    for step in view.interpretation.next_steps:
        if step.tag is not Tag.UNVERIFIED:
            yield _named(shown.steps_title, _step(step, tr), tr)


def _step(step: NextStep, tr: Translator) -> str:
    owner = tr.term(f"discipline.{step.owner.value}")
    is_dated = step.not_before or step.due_on
    when = window(step.not_before, step.due_on, tr) if is_dated else ""
    judged = tr(N_("judgment")) if step.tag is Tag.JUDGED else ""
    return said((tr.message(step.message), owner, when, judged))


def _against(view: View, tr: Translator) -> Iterator[str]:
    """Say what the rules argue against, each with the answer of the board."""
    decision = view.case.decision
    answers = decision.guardrail_answers if decision else ()
    found = view.interpretation.guardrails
    for guardrail in found:
        yield _argued(guardrail, tr)
        own = (a for a in answers if a.guardrail == guardrail.id)
        yield from (_answered(a, tr) for a in own)
    known = {g.id for g in found}
    yield from (_answered(a, tr) for a in answers if a.guardrail not in known)


def _argued(guardrail: Guardrail, tr: Translator) -> str:
    return _named(tr(N_("Argued against")), tr.message(guardrail.message), tr)


def _answered(answer: GuardrailAnswer, tr: Translator) -> str:
    guardrail = tr.term(f"guardrail.{answer.guardrail}")
    return tr(
        N_("Answer of the board ({guardrail}): {reason} ({person})"),
        guardrail=guardrail,
        reason=tr.free(answer.reason),
        person=tr.free(answer.person),
    )


def _unknown(view: View, tr: Translator) -> Iterator[str]:
    lines = [
        tr.message(message)
        for unanswered in view.interpretation.unknown
        for message in unanswered.missing
    ]
    name = tr(N_("Missing, so it cannot be told"))
    yield from (_named(name, line, tr) for line in dict.fromkeys(lines))


# what people said and decided


def _positions(view: View, tr: Translator) -> Iterator[str]:
    yield from (_position(p, view, tr) for p in view.case.positions)


def _position(position: Position, view: View, tr: Translator) -> str:
    choice = tr.term(f"choice.{position.choice.value}") if position.choice else ""
    dissent = tr(N_("reservation")) if position.is_reservation else ""
    discipline = tr.term(f"discipline.{position.discipline.value}")
    name = said((discipline, speaker(position, view, tr), choice, dissent))
    return _named(name, tr.free(position.text), tr)


def _decided(view: View, tr: Translator) -> Iterator[str]:
    decision = view.case.decision
    if decision is None:
        yield tr(N_("The board has not decided yet."))
        return
    yield _named(
        tr(N_("Decision of the board")), tr.term(f"choice.{decision.choice.value}"), tr
    )
    if decision.summary:
        yield _named(tr(N_("Summary of the chair")), tr.free(decision.summary), tr)
    if decision.reason_for_no_conclusion:
        reason = tr.term(decision.reason_for_no_conclusion)
        yield _named(tr(N_("No conclusion because")), reason, tr)
    yield from _planned(decision, tr)
    yield from _hard_stop(decision, tr)


def _planned(decision: Decision, tr: Translator) -> Iterator[str]:
    """Say what brings the case back early, what is to be done, and when it is seen."""
    for trigger in decision.triggers:
        yield _named(tr(N_("Come back early if")), trigger_words(trigger, tr), tr)
    for task in decision.follow_ups:
        owner = tr.term(f"discipline.{task.owner.value}")
        when = window(task.not_before, task.due_on, tr)
        done = tr(N_("done")) if task.is_done else ""
        what = said((task_words(task, tr), owner, when, done))
        yield _named(tr(N_("Carrying out and follow-up")), what, tr)
    if decision.next_assessment_on:
        day = tr.day(decision.next_assessment_on)
        yield _named(tr(N_("Next assessment on")), day, tr)


def _hard_stop(decision: Decision, tr: Translator) -> Iterator[str]:
    form = decision.hard_stop
    title = tr(N_("Hard-stop form"))
    for name, words in hard_stop_rows(form, tr) if form else ():
        yield _named(f"{title} · {name}", words or tr(N_("not filled in")), tr)


# the dialogs of a signature


@dataclass(frozen=True, slots=True)
class SignatureState:
    """What is signed: the sentences, by whom, and what is asked for beside a name."""

    signer: str
    lines: tuple[str, ...]
    meaning: str
    needs_password: bool
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TypedSignature:
    """What a signer types; but for the usual meaning nothing of it is there before."""

    name: str
    number: str
    meaning: str
    password: str = field(default="", repr=False)


def signature_state(
    view: View, signer: User, lacks: tuple[str, ...], tr: Translator
) -> SignatureState:
    """Return what ``signer`` sees and signs.

    Args:
        view: with the analysis of today, not with one that was signed.
        signer: whose account it is.
        lacks: what the decision lacks for a signature.
        tr: the language that is signed in.
    """
    return SignatureState(
        signer=titled(signer.name, signer.title, tr),
        lines=wording(view, tr),
        meaning=meaning(tr),
        needs_password=bool(signer.password_hash),
        lacks=lacks,
    )


@dataclass(frozen=True, slots=True)
class WithdrawalState:
    """What would be withdrawn, and whose signature would no longer stand."""

    lines: tuple[str, ...]


def withdrawal_state(view: View, tr: Translator) -> WithdrawalState:
    """Return what is decided now and by whom it was signed."""
    decision = view.case.decision
    signed = [titled(s.person, s.title, tr) for s in view.case.sign_offs[-1:]]
    lines = (
        tr.term(f"choice.{decision.choice.value}") if decision else "",
        tr.free(decision.summary) if decision else "",
        *(tr(N_("Signed by {who}"), who=who) for who in signed),
    )
    return WithdrawalState(tuple(line for line in lines if line))
