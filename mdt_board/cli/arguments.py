"""What was typed after a verb, as the model's nouns."""

import argparse
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from mdt_board.model.decision import (
    Choice,
    Decision,
    DecisionState,
    FollowUp,
    GuardrailAnswer,
    HardStopForm,
    NewLesionTrigger,
    NoConclusion,
    OtherTrigger,
    Position,
    SumTrigger,
    Trigger,
    VariantTrigger,
)
from mdt_board.model.person import Discipline, Role, User
from mdt_board.model.quantity import Length
from mdt_board.model.text import N_, FreeText, Plain, written
from mdt_board.terminology import completion
from mdt_board.workspace import RefusedError, Workspace
from mdt_board.workspace.case_files import read_record
from mdt_board.workspace.records import Kept
from mdt_board.workspace.refused import refusal

NOT_LISTED = N_("{given} is not one of {known}.")
NOT_A_DAY = N_("{given} is not a day, written as 2026-12-22.")
NOT_A_TRIGGER = N_(
    "{given} is no trigger; write new-lesion, sum=30, variant=EGFR:T790M or text=…"
)
NO_CHOICE = N_("Say with --choice what is decided: {known}.")
NOT_AN_ANSWER = N_("{given} is no answer; write GUARDRAIL=REASON.")
NO_GUARDRAIL = N_("{given} names nothing to answer; the closest are {known}.")
GUARDRAIL = "guardrail"
REASON_PREFIX = "no-conclusion."

Listed = TypeVar("Listed", bound=StrEnum)


def position(
    arguments: argparse.Namespace, kept: Kept, workspace: Workspace
) -> Position:
    """Return the position that was typed; raises RefusedError."""
    choice = arguments.choice
    person = arguments.person
    archive = workspace.archive
    here = archive.person_for_file if kept.file else archive.person
    return Position(
        id=workspace.new_id(),
        discipline=discipline(arguments.discipline, "--discipline"),
        person=written(person) if person else here().name,
        choice=_one_of(Choice, choice, "--choice") if choice else None,
        text=written(arguments.text),
        is_reservation=arguments.reservation,
    )


def decision(
    arguments: argparse.Namespace, now: Decision | None, workspace: Workspace
) -> Decision:
    """Return the decision as typed; what was not typed stays as it is now.

    Nothing of a decision that was withdrawn is carried over.

    Raises:
        RefusedError: when something typed cannot be meant.
    """
    typed: dict[str, object] = {}
    if now and now.state is DecisionState.WITHDRAWN:
        now = None
    if arguments.choice:
        typed["choice"] = _one_of(Choice, arguments.choice, "--choice")
    if arguments.summary is not None:
        typed["summary"] = written(arguments.summary)
    if arguments.reason_for_none:
        typed["reason_for_no_conclusion"] = _reason(arguments.reason_for_none)
    if arguments.next:
        typed["next_assessment_on"] = _day(arguments.next, "--next")
    if arguments.trigger is not None:
        typed["triggers"] = tuple(_trigger(text) for text in arguments.trigger)
    if arguments.follow_up is not None:
        items = (_follow_up(f, workspace) for f in arguments.follow_up)
        typed["follow_ups"] = tuple(items)
    if arguments.hard_stop:
        typed["hard_stop"] = read_record(HardStopForm, Path(arguments.hard_stop))
    if now is None and "choice" not in typed:
        raise _refused(NO_CHOICE, "--choice", known=_known(Choice))
    return Decision(**{**(dict(now) if now else {}), **typed})


def answers(typed: Iterable[str], workspace: Workspace) -> tuple[GuardrailAnswer, ...]:
    """Return the answers to must-nots that were typed; raises RefusedError."""
    return tuple(_answer(text, workspace) for text in typed)


def discipline(text: str, place: str) -> Discipline:
    """Return the discipline of this id; raises RefusedError."""
    return _one_of(Discipline, text, place)


def account(arguments: argparse.Namespace, now: User | None) -> User:
    """Return the account as typed; what was not typed stays as it is now.

    Raises:
        RefusedError: when something typed cannot be meant.
    """
    typed: dict[str, object] = {} if now else {"id": arguments.account}
    if arguments.name is not None:
        typed["name"] = written(arguments.name)
    if arguments.title is not None:
        typed["title"] = written(arguments.title)
    if arguments.role is not None:
        typed["roles"] = tuple(_one_of(Role, r, "--role") for r in arguments.role)
    if arguments.discipline is not None:
        named = arguments.discipline
        spoken = (_one_of(Discipline, d, "--discipline") for d in named)
        typed["disciplines"] = tuple(spoken)
    blank: dict[str, object] = {"name": FreeText()}
    return User(**{**(dict(now) if now else blank), **typed})


def _answer(text: str, workspace: Workspace) -> GuardrailAnswer:
    guardrail, _, reason = text.partition("=")
    if not reason.strip():
        raise _refused(NOT_AN_ANSWER, "--answer", given=text)
    guardrail = guardrail.strip()
    listed = completion.listed(workspace.language, GUARDRAIL)
    known = [choice.value.removeprefix(f"{GUARDRAIL}.") for choice in listed]
    if guardrail not in known:
        near = ", ".join(completion.closest(known, guardrail))
        raise _refused(NO_GUARDRAIL, "--answer", given=guardrail, known=near)
    return GuardrailAnswer(
        id=workspace.new_id(),
        guardrail=guardrail,
        reason=written(reason),
        at=workspace.now(),
    )


def _reason(text: str) -> str:
    name = text if text.startswith(REASON_PREFIX) else f"{REASON_PREFIX}{text}"
    return _one_of(NoConclusion, name, "--reason-for-none").value


def _trigger(text: str) -> Trigger:
    kind, _, value = text.partition("=")
    gene, _, name = value.partition(":")
    if kind == "new-lesion" and not value:
        return NewLesionTrigger()
    if kind == "sum":
        return SumTrigger(at_least=_length(value, text))
    if kind == "variant" and gene and name:
        return VariantTrigger(gene=gene, name=name)
    if kind == "text" and value:
        return OtherTrigger(text=written(value))
    raise _refused(NOT_A_TRIGGER, "--trigger", given=text)


def _length(value: str, typed: str) -> Length:
    try:
        return Length.from_mm(value)
    except ValueError:
        raise _refused(NOT_A_TRIGGER, "--trigger", given=typed) from None


def _follow_up(typed: list[str], workspace: Workspace) -> FollowUp:
    owner, window, what = typed
    first, dots, last = window.partition("..")
    is_action = f"action.{what}" in workspace.knowledge.terms
    return FollowUp(
        id=workspace.new_id(),
        owner=_one_of(Discipline, owner, "--follow-up"),
        not_before=_day(first, "--follow-up") if dots else None,
        due_on=_day(last if dots else first, "--follow-up"),
        action=what if is_action else "",
        text=FreeText() if is_action else written(what),
    )


def _day(text: str, place: str) -> date:
    from mdt_board.model.day import charted

    try:
        return charted(date.fromisoformat(text))
    except ValueError:
        raise _refused(NOT_A_DAY, place, given=text) from None


def _one_of(kind: type[Listed], text: str, place: str) -> Listed:
    try:
        return kind(text)
    except ValueError:
        known = _known(kind)
        raise _refused(NOT_LISTED, place, given=text, known=known) from None


def _known(kind: type[StrEnum]) -> str:
    return ", ".join(member.value.removeprefix(REASON_PREFIX) for member in kind)


def _refused(text: str, place: str, **words: str) -> RefusedError:
    said = {name: Plain(word) for name, word in words.items()}
    return RefusedError(place, (refusal("typed", text, words=said),))
