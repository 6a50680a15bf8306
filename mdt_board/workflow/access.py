"""Who may do what. One table of roles; and what an ordinary edit may not touch.

Nobody signs by editing: signatures, and how far a decision has come, change only by
the verbs of `decide` and `sign`, and a decision that was signed is amended instead.
Accounts are kept by administrators, and one of them always remains.
"""

import re
from collections.abc import Iterator

from pydantic import JsonValue

from mdt_board.model.case import Case
from mdt_board.model.decision import (
    STANDING,
    Decision,
    DecisionState,
    GuardrailAnswer,
    Position,
    Transition,
)
from mdt_board.model.person import Discipline, Role, User, Verb
from mdt_board.model.refusal import Allowed, Refused
from mdt_board.model.text import N_, FreeText, Message, Term, Terms
from mdt_board.workflow.edit import FIXED_FIELD

BOARD = frozenset({Role.MEMBER, Role.CHAIR})
ROLES: dict[Verb, frozenset[Role]] = {
    Verb.READ: BOARD | {Role.VIEWER},
    Verb.EXPORT: BOARD,
    Verb.EDIT: BOARD,
    Verb.POSITION: BOARD,
    Verb.DECIDE: BOARD,
    Verb.SIGN: frozenset({Role.CHAIR}),
    Verb.KEEP_STORE: frozenset({Role.ADMINISTRATOR}),
    Verb.MANAGE_ACCOUNTS: frozenset({Role.ADMINISTRATOR}),
}
KEPT = ("patient", "question", "attendance")  # of a case whose decision stands
SETTLED = frozenset(
    {DecisionState.SIGNED, DecisionState.AMENDED, DecisionState.WITHDRAWN}
)

CLOSED = N_("This account is closed.")
NEEDS_ROLE = N_("This needs one of the roles: {roles}.")
OTHER_DISCIPLINE = N_("Only {discipline} itself states or changes its position.")
BY_SIGNING = N_("Signatures are made only by signing.")
BY_VERBS = N_(
    "A decision moves on only by being proposed, signed, amended or withdrawn."
)
PROPOSE_AGAIN = N_("A proposed decision is changed by proposing it again.")
OWN_ANSWERS = N_("What the system analysis argues against is answered by deciding.")
STAYS = N_(
    "While a signed decision stands, patient, question and attendance stay as they "
    "were signed; withdraw the decision to change them."
)
AMEND_INSTEAD = N_("This decision was signed; amend it instead of editing it.")
ACCOUNT_ID = N_(
    "The id of an account is made of 1 to 64 small letters, digits, points, hyphens "
    "and underscores."
)
LAST_ADMINISTRATOR = N_(
    "This is the last account that manages accounts; it stays open and keeps its role."
)
_ACCOUNT_ID = re.compile(r"[a-z0-9._-]{1,64}")


def single_user(user_id: str, name: FreeText, title: FreeText) -> User:
    """Return the account of someone who works alone and may do everything."""
    return User(
        id=user_id,
        name=name,
        title=title,
        roles=(Role.MEMBER, Role.CHAIR, Role.ADMINISTRATOR),
        disciplines=tuple(Discipline),
    )


def may(
    user: User, verb: Verb, discipline: Discipline | None = None
) -> Allowed | Refused:
    """Say whether ``user`` may do this; ``discipline`` is whose position it is about.

    The answer counts as true when it is allowed.
    """
    if not user.is_active:
        return Refused("closed", (Message(CLOSED),))
    if not ROLES[verb] & set(user.roles):
        wanted = tuple(f"role.{r.value}" for r in Role if r in ROLES[verb])
        return Refused("role", (Message(NEEDS_ROLE, {"roles": Terms(wanted)}),))
    if discipline is not None and discipline not in user.disciplines:
        whose = Term(f"discipline.{discipline.value}")
        return Refused(
            "discipline", (Message(OTHER_DISCIPLINE, {"discipline": whose}),)
        )
    return Allowed()


def may_change(user: User, before: Case, after: Case) -> Allowed | Refused:
    """Say whether ``user`` may turn one version into the other by ordinary edits.

    What was signed stays as it is, but for what has been carried out since.
    """
    answer = may(user, Verb.EDIT)
    if isinstance(answer, Refused):
        return answer
    if before.sign_offs != after.sign_offs:
        return Refused("signature", (Message(BY_SIGNING),))
    if progress(before.decision) != progress(after.decision):
        return Refused("progress", (Message(BY_VERBS),))
    refused = _may_change_decision(before, after)
    if refused is not None:
        return refused
    for discipline in disciplines_changed(before.positions, after.positions):
        answer = may(user, Verb.POSITION, discipline)
        if isinstance(answer, Refused):
            return answer
    return answer


def _may_change_decision(before: Case, after: Case) -> Refused | None:
    """Return why an edit goes too far into what was proposed or signed."""
    state = before.decision.state if before.decision else DecisionState.DRAFT
    if _settled(before.decision) != _settled(after.decision):
        return Refused("signed", (Message(AMEND_INSTEAD),))
    if state is DecisionState.PROPOSED and before.decision != after.decision:
        return Refused("proposed", (Message(PROPOSE_AGAIN),))
    if _answers(before.decision) != _answers(after.decision):
        return Refused("answers", (Message(OWN_ANSWERS),))
    is_kept = all(getattr(before, name) == getattr(after, name) for name in KEPT)
    if state in STANDING and not is_kept:
        return Refused("stays", (Message(STAYS),))
    if before.is_example != after.is_example:
        return Refused("fixed", (Message(FIXED_FIELD),))
    return None


def _answers(decision: Decision | None) -> tuple[GuardrailAnswer, ...]:
    return decision.guardrail_answers if decision else ()


def progress(
    decision: Decision | None,
) -> tuple[DecisionState, tuple[Transition, ...]]:
    """Return how far a decision has come, which nobody changes by editing."""
    if decision is None:
        return DecisionState.DRAFT, ()
    return decision.state, decision.transitions


def _settled(decision: Decision | None) -> JsonValue:
    """Return what nobody edits: a signed decision without what was carried out."""
    if decision is None or decision.state not in SETTLED:
        return None
    carried_out = {"follow_ups": {"__all__": {"is_done"}}}
    document: JsonValue = decision.model_dump(mode="json", exclude=carried_out)
    return document


def disciplines_changed(
    before: tuple[Position, ...], after: tuple[Position, ...]
) -> Iterator[Discipline]:
    """Yield whose positions were added, changed or taken out."""
    for position in before:
        if position not in after:
            yield position.discipline
    for position in after:
        if position not in before:
            yield position.discipline


def may_keep_account(
    by: User, accounts: tuple[User, ...], wanted: User
) -> Allowed | Refused:
    """Say whether ``by`` may add an account or change it to ``wanted``.

    Everybody changes their own password; all else is for administrators. The first
    account is kept by itself.

    Args:
        by: the account of whoever does it, as it is now.
        accounts: all that there are now.
        wanted: the account as it is to be.
    """
    if not _ACCOUNT_ID.fullmatch(wanted.id):
        return Refused("account-id", (Message(ACCOUNT_ID),))
    others = [a for a in accounts if a.id != wanted.id]
    before = next((a for a in accounts if a.id == wanted.id), None)
    answer = may(by, Verb.MANAGE_ACCOUNTS)
    if isinstance(answer, Refused) and not _is_own_password(by, before, wanted):
        return answer
    if not any(may(account, Verb.MANAGE_ACCOUNTS) for account in (*others, wanted)):
        return Refused("last-administrator", (Message(LAST_ADMINISTRATOR),))
    return Allowed()


def _is_own_password(by: User, before: User | None, wanted: User) -> bool:
    """Say whether somebody changes nothing but their own password."""
    if before is None or by.id != wanted.id or not by.is_active:
        return False
    return User(**{**dict(wanted), "password_hash": before.password_hash}) == before
