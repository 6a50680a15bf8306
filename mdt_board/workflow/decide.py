"""What the board decides: positions, the proposal, its way to the signature.

A decision goes from draft to proposed to signed, then to amended or withdrawn; `STEPS`
is the whole of it. What the core argues against is shown, and a decision against it is
signed only with a written answer; drugs without pathology need the hard-stop form.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from mdt_board.model.case import Case
from mdt_board.model.decision import (
    Choice,
    Decision,
    DecisionState,
    FollowUp,
    GuardrailAnswer,
    HardStopForm,
    NoConclusion,
    Position,
    Transition,
)
from mdt_board.model.edit import Edit
from mdt_board.model.interpretation import Guardrail, Interpretation, Objection
from mdt_board.model.person import User, Verb
from mdt_board.model.refusal import Refused
from mdt_board.model.text import N_, FreeText, Message, Term
from mdt_board.workflow.access import may
from mdt_board.workflow.edit import adding, apply, changing

STEPS: dict[DecisionState, frozenset[DecisionState]] = {
    DecisionState.DRAFT: frozenset({DecisionState.PROPOSED}),
    DecisionState.PROPOSED: frozenset({DecisionState.PROPOSED, DecisionState.SIGNED}),
    DecisionState.SIGNED: frozenset({DecisionState.AMENDED, DecisionState.WITHDRAWN}),
    DecisionState.AMENDED: frozenset({DecisionState.AMENDED, DecisionState.WITHDRAWN}),
    DecisionState.WITHDRAWN: frozenset({DecisionState.PROPOSED}),
}

NEW_DRUG = frozenset({Choice.CHANGE_THERAPY, Choice.TREAT_EMPIRICALLY})
OTHER_DRUG = NEW_DRUG | {Choice.TRIAL}
LOCAL = frozenset({Choice.LOCAL_THERAPY})
WAITING = frozenset({Choice.MONITOR, Choice.NO_CONCLUSION})
NO_CHOICE: frozenset[Choice] = frozenset()
WITHOUT_HISTOLOGY = "empirical-treatment-without-histology"
# Which choices go against a must-not. A choice does not name the drug: where it may be
# the wrong one, the board is asked. Must-nots about words go against no choice.
CONTRADICTS: dict[str, frozenset[Choice]] = {
    "chemotherapy-on-single-positive": NEW_DRUG,
    "parp-on-plasma-ch-gene": OTHER_DRUG,
    "anti-egfr-decision-on-ch": OTHER_DRUG,
    "reassurance-from-negative": NO_CHOICE,
    "immune-control-leading": frozenset({Choice.MONITOR}),
    "diagnosis-from-ctdna": LOCAL | {Choice.TREAT_EMPIRICALLY},
    "germline-reported-as-ctdna": NO_CHOICE,
    "li-fraumeni-from-blood": NO_CHOICE,
    "wait-when-staging-is-due": WAITING,
    WITHOUT_HISTOLOGY: NEW_DRUG,
    "progression-called-early": NEW_DRUG | LOCAL,
    "osimertinib-without-t790m-after-3g": NEW_DRUG,
    "sbrt-without-evidence": LOCAL,
    "sbrt-before-histology": LOCAL | OTHER_DRUG,
    "ici-for-transformed": OTHER_DRUG,
    "tki-stopped-while-waiting": frozenset({Choice.TRIAL}),  # its wash-out
    "therapy-changed-on-subthreshold-growth": OTHER_DRUG,
    "monitoring-with-red-flag": frozenset({Choice.MONITOR}),
    "drug-before-organ-function": OTHER_DRUG,
    "drug-before-infection-screen": OTHER_DRUG,
    "ici-with-autoimmunity-or-steroid": OTHER_DRUG,
    "drug-with-lung-disease": OTHER_DRUG | LOCAL,
}
HARD_STOP = {
    "tissue_routes_tried": "hard-stop.tissue-routes",
    "independent_detections": "hard-stop.independent-detections",
    "harm_of_waiting": "hard-stop.harm-of-waiting",
    "evidence_and_approval": "hard-stop.evidence-and-approval",
    "consent": "hard-stop.consent",
}

NO_SUCH_STEP = N_("A decision that is {state} cannot become {wanted}.")
NO_DECISION = N_("No decision is recorded.")
NO_REASON = N_("Write down the reason.")
NO_SUMMARY = N_("The summary of the chair is missing.")
NO_POSITION = N_("No expert's position is recorded.")
WHY_NO_CONCLUSION = N_("Choose why no conclusion was reached.")
NO_NEXT_ASSESSMENT = N_("Set the day of the next assessment.")
UNANSWERED = N_("Answer what the system analysis argues against: {guardrail}.")
STOP = N_(
    "Without pathology no anticancer drug is started as a rule; where it must be, fill "
    "in the hard-stop form."
)
STOP_LACKS = N_("Hard-stop form, missing: {field}.")
REVIEW_PAST = N_("The review date of the hard-stop form has to lie ahead.")
PLAN_PAST = N_("The next assessment or a follow-up item lies in the past.")
EMPTY_ITEM = N_("A follow-up item does not say what is to be done.")
BACKWARD_ITEM = N_("A follow-up item ends before it begins.")


# verbs


def record_position(case: Case, position: Position, by: User) -> Case | Refused:
    """Return the case with one expert's position, in place of the one of the same id.

    Refused without a reason, or for a discipline that ``by`` does not speak for.
    """
    earlier = [p for p in case.positions if p.id == position.id]
    for one in (*earlier, position):
        answer = may(by, Verb.POSITION, one.discipline)
        if isinstance(answer, Refused):
            return answer
    if not says(position.text):
        return Refused("reason", (Message(NO_REASON),))
    if not earlier:
        return apply(case, [adding(case, "positions", position)])
    fields = position.model_dump(mode="json", exclude={"id"})
    return apply(case, [changing(case, position.id, n, v) for n, v in fields.items()])


def propose(case: Case, decision: Decision, by: User, at: datetime) -> Case | Refused:
    """Return the case with ``decision`` proposed.

    The steps taken so far are kept, whatever ``decision`` says of them.
    """
    answer = may(by, Verb.DECIDE)
    if isinstance(answer, Refused):
        return answer
    reached = stepped(
        case,
        decision,
        Transition(state=DecisionState.PROPOSED, person=by.name, at=utc(at)),
    )
    return reached if isinstance(reached, Refused) else with_decision(case, reached)


def answer_guardrail(case: Case, answer: GuardrailAnswer, by: User) -> Case | Refused:
    """Return the case with the board's answer to what the core argues against.

    Earlier answers are kept. ``by`` is written as the one who answered.
    """
    refusal = may(by, Verb.DECIDE)
    if isinstance(refusal, Refused):
        return refusal
    if case.decision is None:
        return Refused("no-decision", (Message(NO_DECISION),))
    if DecisionState.PROPOSED not in STEPS[case.decision.state]:
        return _no_step(case.decision.state, DecisionState.PROPOSED)
    if not says(answer.reason):
        return Refused("reason", (Message(NO_REASON),))
    signed = GuardrailAnswer(
        **{**dict(answer), "person": by.name, "at": utc(answer.at)}
    )
    return apply(case, [adding(case, "decision.guardrail_answers", signed)])


def withdraw(case: Case, reason: FreeText, by: User, at: datetime) -> Case | Refused:
    """Return the case with its signed decision withdrawn; the signature stays."""
    answer = may(by, Verb.SIGN)
    if isinstance(answer, Refused):
        return answer
    if case.decision is None:
        return Refused("no-decision", (Message(NO_DECISION),))
    if not says(reason):
        return Refused("reason", (Message(NO_REASON),))
    step = Transition(
        state=DecisionState.WITHDRAWN, person=by.name, at=utc(at), reason=reason
    )
    reached = stepped(case, case.decision, step)
    return reached if isinstance(reached, Refused) else with_decision(case, reached)


# steps


def stepped(case: Case, content: Decision, step: Transition) -> Decision | Refused:
    """Return ``content`` as the decision of the case after one more step."""
    now = case.decision
    state = now.state if now else DecisionState.DRAFT
    if step.state not in STEPS[state]:
        return _no_step(state, step.state)
    taken = now.transitions if now else ()
    fields = {**dict(content), "state": step.state, "transitions": (*taken, step)}
    return Decision(**fields)


def with_decision(case: Case, decision: Decision) -> Case:
    """Return the case with another decision."""
    return apply(case, [decision_edit(case, decision)])


def decision_edit(case: Case, decision: Decision) -> Edit:
    """Return the edit that puts ``decision`` in the place of the case's own."""
    return changing(case, "", "decision", decision.model_dump(mode="json"))


def utc(at: datetime) -> datetime:
    """Return an instant in UTC.

    Raises:
        ValueError: when ``at`` has no time zone.
    """
    if at.tzinfo is None:
        raise ValueError("an instant of the record has a time zone")
    return at.astimezone(UTC)


def says(text: FreeText) -> bool:
    """Say whether anything but blanks was written."""
    return bool(text.zh.strip() or text.en.strip())


def _no_step(state: DecisionState, wanted: DecisionState) -> Refused:
    words = {
        "state": Term(f"decision-state.{state.value}"),
        "wanted": Term(f"decision-state.{wanted.value}"),
    }
    return Refused("step", (Message(NO_SUCH_STEP, words),))


# what a signature needs


def contradicted(
    choice: Choice, interpretation: Interpretation
) -> tuple[Guardrail, ...]:
    """Return what the core argues against and ``choice`` would do.

    A must-not that is not in the table has to be answered whatever was chosen.
    """
    every = frozenset(Choice)
    return tuple(
        g for g in interpretation.guardrails if choice in CONTRADICTS.get(g.id, every)
    )


def objections(choice: Choice, interpretation: Interpretation) -> tuple[Objection, ...]:
    """Return what the core argues against of ``choice``, each with its reasons.

    For whoever proposes it, before anything is recorded: the same must-nots that
    `missing_for_signature` asks to be answered.
    """
    findings = {f.rule: f.message for f in interpretation.findings}
    return tuple(
        Objection(g, tuple(findings[r] for r in g.rules if r in findings))
        for g in contradicted(choice, interpretation)
    )


def needs_hard_stop(choice: Choice, interpretation: Interpretation) -> bool:
    """Say whether this starts a drug without pathology, by whatever name."""
    if choice is Choice.TREAT_EMPIRICALLY:
        return True
    stops = {g.id for g in interpretation.guardrails}
    return choice in NEW_DRUG and WITHOUT_HISTOLOGY in stops


def missing_for_signature(
    case: Case, interpretation: Interpretation
) -> tuple[Message, ...]:
    """Return what the decision still lacks before it can be signed."""
    decision = case.decision
    if decision is None:
        return (Message(NO_DECISION),)
    lacks = [*_record_lacks(case, decision), *_plan_lacks(decision, interpretation.on)]
    answered = {a.guardrail for a in decision.guardrail_answers if says(a.reason)}
    for guardrail in contradicted(decision.choice, interpretation):
        if guardrail.id not in answered:
            name = Term(f"guardrail.{guardrail.id}")
            lacks.append(Message(UNANSWERED, {"guardrail": name}))
    if needs_hard_stop(decision.choice, interpretation):
        lacks += _stop_lacks(decision.hard_stop, interpretation.on)
    return tuple(lacks)


def _record_lacks(case: Case, decision: Decision) -> Iterator[Message]:
    if not any(says(p.text) for p in case.positions):
        yield Message(NO_POSITION)
    if not says(decision.summary):
        yield Message(NO_SUMMARY)
    reasons = set(NoConclusion)
    is_open = decision.choice is Choice.NO_CONCLUSION
    if is_open and decision.reason_for_no_conclusion not in reasons:
        yield Message(WHY_NO_CONCLUSION)


def _plan_lacks(decision: Decision, on: date) -> Iterator[Message]:
    """Yield what the plan lacks on the day ``on``; what is done may lie behind."""
    following = decision.next_assessment_on
    if decision.choice is Choice.MONITOR and following is None:
        yield Message(NO_NEXT_ASSESSMENT)
    open_items = [f.due_on for f in decision.follow_ups if not f.is_done]
    if (following and following < on) or any(day < on for day in open_items):
        yield Message(PLAN_PAST)
    if any(not (f.action or says(f.text)) for f in decision.follow_ups):
        yield Message(EMPTY_ITEM)
    if any(_is_backward(f) for f in decision.follow_ups):
        yield Message(BACKWARD_ITEM)


def _is_backward(item: FollowUp) -> bool:
    return item.not_before is not None and item.not_before > item.due_on


def _stop_lacks(form: HardStopForm | None, on: date) -> Iterator[Message]:
    if form is None:
        yield Message(STOP)
    for name, term in HARD_STOP.items():
        if form is None or not says(getattr(form, name)):
            yield Message(STOP_LACKS, {"field": Term(term)})
    if form is None:
        yield Message(STOP_LACKS, {"field": Term("hard-stop.review-date")})
    elif form.review_on <= on:
        yield Message(REVIEW_PAST)
