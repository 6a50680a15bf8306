"""What the store asks before it saves: may this person make this version of that one?

Each action says what it may change and no more. What is refused here was not made by
the verbs of `edit`, `decide` and `sign`, or was made by somebody else.
"""

import json
from collections.abc import Callable

from mdt_board.model.case import Case
from mdt_board.model.decision import (
    STANDING,
    Decision,
    DecisionState,
    GuardrailAnswer,
    SignOff,
)
from mdt_board.model.interpretation import from_json
from mdt_board.model.person import User, Verb
from mdt_board.model.refusal import Allowed, Refused
from mdt_board.model.stored import Policy
from mdt_board.model.text import N_, Message, Plain
from mdt_board.workflow.access import (
    AMEND_INSTEAD,
    BY_SIGNING,
    BY_VERBS,
    disciplines_changed,
    may,
    may_change,
    may_keep_account,
    progress,
)
from mdt_board.workflow.decide import STEPS, missing_for_signature, says
from mdt_board.workflow.edit import numbered
from mdt_board.workflow.merge import difference
from mdt_board.workflow.sign import (
    NO_WORDING,
    amended_case,
    misidentified,
    unsaid,
    verify_sign_off,
)

ORDINARY = frozenset({"create", "edit", "import", "merge", "undo"})
PROGRESS = frozenset({"state", "transitions"})
ANSWERS = "guardrail_answers"

UNKNOWN_ACTION = N_("The store does not know this kind of change: {action}.")
CARRIED = N_(
    "A case that was proposed or signed in one store is not carried into another: a "
    "signature is proven by the audit trail of its own store. Check it with "
    "`mdt-board verify`."
)
BEYOND = N_("This step changes more of the case than it may; nothing was saved.")
ONE_SIGNATURE = N_("Signing adds one signature and leaves the earlier ones.")
OWN_NAME = N_("Everybody signs for themselves, with the name and title of the account.")
UNTOLD = N_("An amendment says why, and exactly what it changed.")
OWN_STEP = N_("A step of a decision carries the name of whoever takes it.")
ANSWERS_STAY = N_("Answers to what the system analysis argues against are kept.")
OWN_ANSWER = N_(
    "An answer to what the system analysis argues against carries the name of whoever "
    "gives it."
)


def may_save(
    user: User, before: Case | None, after: Case, action: str
) -> Allowed | Refused:
    """Say whether ``user`` may save ``after`` as the version that follows ``before``.

    Args:
        user: the account as it is now.
        before: the latest version; None for a case that is new here.
        after: what is to be saved; its own revision does not count.
        action: ``create edit import merge undo position decide sign amend withdraw``.

    Raises:
        ValueError: when they are not versions of the same case.
    """
    if before is not None and before.id != after.id:
        raise ValueError("these are two cases, not two versions of one")
    if action in ORDINARY:
        return may_change(user, before, after) if before else _may_bring(user, after)
    look = _LOOKS.get(action)
    if look is None:
        return Refused("action", (Message(UNKNOWN_ACTION, {"action": Plain(action)}),))
    return look(user, before or Case(id=after.id), after)


def _may_bring(user: User, case: Case) -> Allowed | Refused:
    """Say whether a case may come in that was made elsewhere, positions and all."""
    answer = may(user, Verb.EDIT)
    if isinstance(answer, Refused):
        return answer
    if case.sign_offs or progress(case.decision) != progress(None):
        return Refused("carried", (Message(CARRIED),))
    if case.decision and case.decision.guardrail_answers:
        return Refused("answers", (Message(OWN_ANSWER),))
    for discipline in disciplines_changed((), case.positions):
        answer = answer and may(user, Verb.POSITION, discipline)
    return answer


def _may_state(user: User, before: Case, after: Case) -> Allowed | Refused:
    if _changed(before, after) - {"positions"}:
        return Refused("beyond", (Message(BEYOND),))
    answer = may(user, Verb.POSITION)
    for discipline in disciplines_changed(before.positions, after.positions):
        answer = answer and may(user, Verb.POSITION, discipline)
    return answer


def _may_decide(user: User, before: Case, after: Case) -> Allowed | Refused:
    answer = may(user, Verb.DECIDE)
    if isinstance(answer, Refused):
        return answer
    if before.sign_offs != after.sign_offs:
        return Refused("signature", (Message(BY_SIGNING),))
    if _changed(before, after) - {"decision"} or after.decision is None:
        return Refused("beyond", (Message(BEYOND),))
    if before.decision and before.decision.state in STANDING:
        return Refused("signed", (Message(AMEND_INSTEAD),))
    if progress(before.decision) != progress(after.decision):
        answer = _step(user, before, after.decision, DecisionState.PROPOSED)
    elif _content(before, {ANSWERS}) != _content(after, {ANSWERS}):
        return Refused("progress", (Message(BY_VERBS),))
    return answer and _answers_added(user, before.decision, after.decision)


def _may_sign(user: User, before: Case, after: Case) -> Allowed | Refused:
    """Say whether the proposal is signed as it stands, by ``user`` and nobody else."""
    answer = _signed(user, before, after, DecisionState.SIGNED)
    if answer and _content(before, PROGRESS) != _content(after, PROGRESS):
        return Refused("beyond", (Message(BEYOND),))
    return answer


def _may_amend(user: User, before: Case, after: Case) -> Allowed | Refused:
    """Say whether the amendment tells what it changed and why, and no more."""
    answer = _signed(user, before, after, DecisionState.AMENDED)
    if not answer or after.decision is None:
        return answer
    step = after.decision.transitions[-1]
    content = amended_case(before, after.decision)
    if not says(step.reason) or step.changes != difference(before, content):
        return Refused("amendment", (Message(UNTOLD),))
    return _answers_added(user, before.decision, after.decision)


def _signed(
    user: User, before: Case, after: Case, wanted: DecisionState
) -> Allowed | Refused:
    answer = may(user, Verb.SIGN)
    if isinstance(answer, Refused):
        return answer
    if _changed(before, after) - {"decision", "sign_offs"} or after.decision is None:
        return Refused("beyond", (Message(BEYOND),))
    answer = _step(user, before, after.decision, wanted)
    return answer and _signature_added(user, before, after)


def _signature_added(user: User, before: Case, after: Case) -> Allowed | Refused:
    if not after.sign_offs or after.sign_offs[:-1] != before.sign_offs:
        return Refused("signature", (Message(ONE_SIGNATURE),))
    signature = after.sign_offs[-1]
    signer = (signature.person_id, signature.person, signature.title)
    if signer != (user.id, user.name, user.title):
        return Refused("signature", (Message(OWN_NAME),))
    decision = after.decision
    if decision is None or signature.at != decision.transitions[-1].at:
        return Refused("signature", (Message(OWN_STEP),))
    wrong = verify_sign_off(numbered(after, before.revision + 1), signature)
    wrong = wrong or _lacking(after, signature)
    return Refused("signature", wrong) if wrong else Allowed()


def _lacking(case: Case, signature: SignOff) -> tuple[Message, ...]:
    """Return what the case still lacks for this signature; verified it is."""
    if signature.seen is None:
        return (Message(NO_WORDING),)
    seen = from_json(json.dumps(signature.seen.interpretation).encode())
    return (
        *misidentified(case, signature.identifiers),
        *unsaid(signature.person, signature.title, signature.meaning, signature.seen),
        *missing_for_signature(case, seen),
    )


def _may_withdraw(user: User, before: Case, after: Case) -> Allowed | Refused:
    answer = may(user, Verb.SIGN)
    if isinstance(answer, Refused):
        return answer
    if before.sign_offs != after.sign_offs:
        return Refused("signature", (Message(BY_SIGNING),))
    is_beyond = _content(before, PROGRESS) != _content(after, PROGRESS)
    if is_beyond or _changed(before, after) - {"decision"} or after.decision is None:
        return Refused("beyond", (Message(BEYOND),))
    return _step(user, before, after.decision, DecisionState.WITHDRAWN)


_LOOKS: dict[str, Callable[[User, Case, Case], Allowed | Refused]] = {
    "position": _may_state,
    "decide": _may_decide,
    "sign": _may_sign,
    "amend": _may_amend,
    "withdraw": _may_withdraw,
}


# what differs


def _changed(before: Case, after: Case) -> set[str]:
    """Return the parts of the case that differ, but for its number."""
    names = set(Case.model_fields) - {"revision"}
    return {name for name in names if getattr(before, name) != getattr(after, name)}


def _content(case: Case, without: set[str] | frozenset[str]) -> dict[str, object]:
    """Return what the decision says, without some of its fields."""
    fields = dict(case.decision) if case.decision else {}
    return {name: value for name, value in fields.items() if name not in without}


def _step(
    user: User, before: Case, now: Decision, wanted: DecisionState
) -> Allowed | Refused:
    """Say whether ``user`` took exactly one step that the table of steps allows."""
    state, taken = progress(before.decision)
    one = now.transitions[-1:]
    is_allowed = now.state is wanted and wanted in STEPS[state]
    if not (is_allowed and one and one[0].state is wanted):
        return Refused("progress", (Message(BY_VERBS),))
    if now.transitions[:-1] != taken:
        return Refused("progress", (Message(BY_VERBS),))
    if one[0].person != user.name:
        return Refused("step", (Message(OWN_STEP),))
    return Allowed()


def _answers_added(
    user: User, before: Decision | None, now: Decision
) -> Allowed | Refused:
    """Say whether no answer was lost or given in another's name.

    Those to a decision that was withdrawn go with it.
    """
    earlier: tuple[GuardrailAnswer, ...] = before.guardrail_answers if before else ()
    is_anew = progress(before)[0] is DecisionState.WITHDRAWN is not now.state
    if not is_anew and any(a not in now.guardrail_answers for a in earlier):
        return Refused("answers", (Message(ANSWERS_STAY),))
    new = [answer for answer in now.guardrail_answers if answer not in earlier]
    if any(answer.person != user.name for answer in new):
        return Refused("answers", (Message(OWN_ANSWER),))
    return Allowed()


POLICY = Policy(may_save, may_keep_account)
