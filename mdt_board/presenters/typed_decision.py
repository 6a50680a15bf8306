"""Reads what was typed in the dialogs of a decision, or says what is wrong.

Called at every key: what cannot be read is a `Problem` at its field, never an error.
Words that were not touched keep their other language.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from datetime import date, datetime, timedelta

from mdt_board.i18n import CHINESE, ENGLISH, Translator
from mdt_board.model.day import charted
from mdt_board.model.decision import (
    Choice,
    Decision,
    FollowUp,
    GuardrailAnswer,
    HardStopForm,
    NewLesionTrigger,
    OtherTrigger,
    Position,
    SumTrigger,
    Trigger,
    VariantTrigger,
)
from mdt_board.model.person import Discipline
from mdt_board.model.quantity import Length
from mdt_board.model.text import N_, FreeText, Message, written
from mdt_board.model.view import View
from mdt_board.presenters.deciding import (
    GuardrailState,
    TypedDecision,
    TypedFollowUp,
    TypedHardStop,
    TypedPosition,
    TypedTrigger,
    guardrail_state,
    standing_content,
    stands,
)
from mdt_board.reports.words import people
from mdt_board.terminology.names import term_id
from mdt_board.workflow.decide import (
    HARD_STOP,
    NO_REASON,
    missing_for_signature,
    needs_hard_stop,
    objections,
    with_decision,
)
from mdt_board.workflow.sign import NO_MEANING, WRONG_NAME, WRONG_NUMBER

WEEK_DAYS = 7
NO_WORDS = FreeText()
CHOOSE = N_("Choose what the board decides.")
NOT_A_DAY = N_(
    "Write a day as 2026-12-22, or +14 for days and +6w for weeks from today."
)
NEEDS_DAY = N_("Write the day by which it is to be done.")
NEEDS_OWNER = N_("Choose who is responsible.")
NEEDS_WHAT = N_("Say what is to be done.")
NOT_AN_ACTION = N_("This is not one of the listed actions; write it as own words.")
NOT_MM = N_("Write millimeters, 0 to 2000, as 30 or 30.5.")
NOT_A_VARIANT = N_("Write gene and variant, as EGFR T790M.")
NEEDS_WORDS = N_("Write what brings the case back early.")
NEEDS_REVIEW = N_("Write the review date of the hard-stop form.")
FIELD_OF = {WRONG_NAME: "name", WRONG_NUMBER: "number", NO_MEANING: "meaning"}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field, by the field's name; rows are counted from 0."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Basis:
    """On what a decision is read: the case, today's analysis, who types, fresh ids.

    ``now`` and ``new_id`` are those of the workspace.
    """

    view: View
    by: FreeText
    now: Callable[[], datetime]
    new_id: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the fields say just now.

    ``decision`` is None while something cannot be read; ``problems`` say what.
    ``against`` is what the core argues against for the option chosen, ``lacks`` what is
    still missing for a signature.
    """

    problems: tuple[Problem, ...]
    decision: Decision | None = None
    answers: tuple[GuardrailAnswer, ...] = ()
    because: FreeText = NO_WORDS
    against: tuple[GuardrailState, ...] = ()
    needs_hard_stop: bool = False
    lacks: tuple[str, ...] = ()


def read_decision(typed: TypedDecision, basis: Basis, tr: Translator) -> Reading:
    """Return what is decided, what the core says to it, and what cannot be read."""
    problems: list[Problem] = []
    decision = _decision(typed, basis, tr, problems)
    because = _words(typed.because, ())
    if stands(basis.view.case) and not because:
        problems.append(Problem("because", tr(NO_REASON)))
    if not typed.choice:
        return Reading((Problem("choice", tr(CHOOSE)), *problems))
    choice, found = Choice(typed.choice), basis.view.interpretation
    against = objections(choice, found)
    argued = {o.guardrail.id for o in against}
    answers = tuple(_answers(typed, argued, basis))
    return Reading(
        problems=tuple(problems),
        decision=None if problems else decision,
        answers=answers,
        because=because,
        against=tuple(guardrail_state(o, basis.view, tr) for o in against),
        needs_hard_stop=needs_hard_stop(choice, found),
        lacks=tuple(_lacks(decision, answers, basis, tr)) if decision else (),
    )


def _decision(
    typed: TypedDecision, basis: Basis, tr: Translator, problems: list[Problem]
) -> Decision | None:
    """Return the decision as far as it can be read; what cannot is left out."""
    before = standing_content(basis.view.case)
    next_on = _optional_day("next_on", typed.next_on, basis, tr, problems)
    triggers = tuple(_triggers(typed.triggers, before, tr, problems))
    items = tuple(_follow_ups(typed.follow_ups, basis, tr, problems))
    form = read_hard_stop(typed.hard_stop, basis, tr, problems)
    if not typed.choice:
        return None
    is_open = typed.choice == Choice.NO_CONCLUSION
    return Decision(
        choice=Choice(typed.choice),
        summary=_words(typed.summary, [before.summary] if before else ()),
        reason_for_no_conclusion=typed.no_conclusion if is_open else "",
        next_assessment_on=next_on,
        triggers=triggers,
        follow_ups=items,
        hard_stop=form,
        guardrail_answers=before.guardrail_answers if before else (),
    )


def _words(typed: str, known: Iterable[FreeText]) -> FreeText:
    """Return what was typed; words that are known keep their other language."""
    words = typed.strip()
    same = (k for k in known if words and words in (k.zh.strip(), k.en.strip()))
    return next(same, written(words) if words else FreeText())


def _answers(
    typed: TypedDecision, argued: set[str], basis: Basis
) -> Iterator[GuardrailAnswer]:
    """Yield the answers to what the core argues against for this option."""
    for guardrail, words in typed.answers:
        if guardrail in argued and words.strip():
            yield GuardrailAnswer(
                id=basis.new_id(),
                guardrail=guardrail,
                reason=written(words),
                person=basis.by,
                at=basis.now(),
            )


def _lacks(
    decision: Decision,
    answers: tuple[GuardrailAnswer, ...],
    basis: Basis,
    tr: Translator,
) -> Iterator[str]:
    case = with_decision(basis.view.case, with_answers(decision, answers))
    for message in missing_for_signature(case, basis.view.interpretation):
        yield tr.message(message)


def with_answers(decision: Decision, answers: tuple[GuardrailAnswer, ...]) -> Decision:
    """Return the decision with more answers to what the core argues against."""
    given = (*decision.guardrail_answers, *answers)
    return Decision(**{**dict(decision), "guardrail_answers": given})


# days


def read_day(text: str, today: date) -> date | None:
    """Read ``2026-12-22``, ``2026/12/22``, ``20261222``, ``+14`` days or ``+6w``.

    None when it is none of these.
    """
    words = text.strip().lower().replace("/", "-").replace(".", "-")
    try:
        if words.startswith("+"):
            days = WEEK_DAYS if words.endswith("w") else 1
            return charted(today + timedelta(days * int(words[1:].rstrip("wd"))))
        return charted(date.fromisoformat(words))
    except (ValueError, OverflowError):
        return None


def _optional_day(
    field: str, text: str, basis: Basis, tr: Translator, problems: list[Problem]
) -> date | None:
    if not text.strip():
        return None
    day = read_day(text, basis.view.on)
    if day is None:
        problems.append(Problem(field, tr(NOT_A_DAY)))
    return day


# triggers


def _triggers(
    rows: tuple[TypedTrigger, ...],
    before: Decision | None,
    tr: Translator,
    problems: list[Problem],
) -> Iterator[Trigger]:
    known = [
        t.text
        for t in (before.triggers if before else ())
        if isinstance(t, OtherTrigger)
    ]
    for place, row in enumerate(rows):
        found = _trigger(row, known)
        if isinstance(found, str):
            problems.append(Problem(f"trigger.{place}", tr(found)))
        else:
            yield found


def _trigger(row: TypedTrigger, known: list[FreeText]) -> Trigger | str:
    """Return the trigger, or the English of what is wrong with it."""
    words = row.text.strip()
    if row.kind == "new-lesion":
        return NewLesionTrigger()
    if row.kind == "sum":
        try:
            return SumTrigger(at_least=Length.from_mm(words.removesuffix("mm").strip()))
        except ValueError:
            return NOT_MM
    if row.kind == "variant":
        gene, _, name = words.partition(" ")
        is_whole = gene and name.strip()
        return (
            VariantTrigger(gene=gene, name=name.strip()) if is_whole else NOT_A_VARIANT
        )
    return OtherTrigger(text=_words(words, known)) if words else NEEDS_WORDS


# follow-up


def _follow_ups(
    rows: tuple[TypedFollowUp, ...],
    basis: Basis,
    tr: Translator,
    problems: list[Problem],
) -> Iterator[FollowUp]:
    before = standing_content(basis.view.case)
    recorded = {f.id: f for f in before.follow_ups} if before else {}
    known = [*(f.text for f in recorded.values()), *_step_words(basis.view)]
    for place, row in enumerate(rows):
        item = _follow_up(row, place, basis, tr, problems)
        if item:
            text = _words(row.words, known)
            is_done = row.id in recorded and recorded[row.id].is_done
            yield FollowUp(**{**dict(item), "text": text, "is_done": is_done})


def _step_words(view: View) -> Iterator[FreeText]:
    """Yield what the core proposes, in both languages, as it may be taken over."""
    zh, en = Translator(CHINESE), Translator(ENGLISH)
    for step in view.interpretation.next_steps:
        yield FreeText(zh=zh.message(step.message), en=en.message(step.message))


def _follow_up(
    row: TypedFollowUp,
    place: int,
    basis: Basis,
    tr: Translator,
    problems: list[Problem],
) -> FollowUp | None:
    """Return one row without its words; what is wrong with it goes to ``problems``."""
    field = f"follow_up.{place}"
    wrong: list[Problem] = []
    action = _action(row.action)
    if action is None:
        wrong.append(Problem(f"{field}.action", tr(NOT_AN_ACTION)))
    elif not (action or row.words.strip()):
        wrong.append(Problem(f"{field}.words", tr(NEEDS_WHAT)))
    if not row.owner:
        wrong.append(Problem(f"{field}.owner", tr(NEEDS_OWNER)))
    if not row.due_on.strip():
        wrong.append(Problem(f"{field}.due_on", tr(NEEDS_DAY)))
    due_on = _optional_day(f"{field}.due_on", row.due_on, basis, tr, wrong)
    not_before = _optional_day(f"{field}.not_before", row.not_before, basis, tr, wrong)
    problems += wrong
    if wrong or due_on is None:
        return None
    return FollowUp(
        id=row.id,
        action=action or "",
        owner=Discipline(row.owner),
        not_before=not_before,
        due_on=due_on,
    )


def _action(name: str) -> str | None:
    """Return the action of this name in any language; None when there is none."""
    if not name.strip():
        return ""
    found = term_id(name, "action") or term_id(f"action.{name}", "action")
    return found.removeprefix("action.") if found else None


# the hard-stop form


def read_hard_stop(
    typed: TypedHardStop, basis: Basis, tr: Translator, problems: list[Problem]
) -> HardStopForm | None:
    """Return the form, None while it is empty or its review date cannot be read."""
    if not any(text.strip() for text in astuple(typed)):
        return None
    before = standing_content(basis.view.case)
    form = before.hard_stop if before else None
    if not typed.review_on.strip():
        problems.append(Problem("review_on", tr(NEEDS_REVIEW)))
    review_on = _optional_day("review_on", typed.review_on, basis, tr, problems)
    if review_on is None:
        return None
    texts = {
        name: _words(getattr(typed, name), [getattr(form, name)] if form else ())
        for name in HARD_STOP
    }
    return HardStopForm(**texts, review_on=review_on)


def filled_in(typed: TypedHardStop) -> tuple[int, int]:
    """Return how many fields of the form are filled in, and how many there are."""
    texts = astuple(typed)
    return sum(bool(text.strip()) for text in texts), len(fields(typed))


# positions and signatures


def read_position(
    typed: TypedPosition, basis: Basis, tr: Translator
) -> Position | Problem:
    """Return one expert's position, or what it lacks."""
    if not typed.text.strip():
        return Problem("text", tr(NO_REASON))
    case, meeting = basis.view.case, basis.view.meeting
    spoken = [p for p in case.positions if p.discipline == typed.discipline]
    present = [person.name for person in people(case, meeting)]
    names = [*(p.person for p in spoken), *present, basis.by]
    return Position(
        id=spoken[-1].id if spoken else basis.new_id(),
        discipline=Discipline(typed.discipline),
        person=_words(typed.person, names),
        choice=Choice(typed.choice) if typed.choice else None,
        text=_words(typed.text, [p.text for p in spoken]),
        is_reservation=typed.is_reservation,
    )


def problems_of(reasons: tuple[Message, ...], tr: Translator) -> tuple[Problem, ...]:
    """Return why a signature was refused, each at its field; "" is the whole dialog."""
    return tuple(Problem(FIELD_OF.get(m.text, ""), tr.message(m)) for m in reasons)
