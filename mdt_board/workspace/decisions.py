"""What a board decides, kept as it is decided: positions, proposal, signature."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mdt_board.model.case import Case
from mdt_board.model.decision import Decision, GuardrailAnswer, Position, Signing
from mdt_board.model.person import User
from mdt_board.model.refusal import Refused
from mdt_board.model.text import N_, FreeText, Message
from mdt_board.model.view import View
from mdt_board.workflow import decide
from mdt_board.workflow import sign as signing
from mdt_board.workspace.archive import Archive
from mdt_board.workspace.records import Kept, keep

OTHER_CASE = N_("What was shown is not the case as it is now; look at it again.")
OTHER_DAY = N_("What was shown is the analysis of another day; look at it again.")


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a signer confirms, and what they see, in words of one language.

    ``shown`` is what the words were made of. ``name`` and ``number`` are the two
    identifiers of the patient.
    """

    shown: View
    name: str
    number: str
    language: str
    wording: tuple[str, ...]
    meaning: str


def record_position(archive: Archive, kept: Kept, position: Position) -> Kept | Refused:
    """Keep what one expert says."""
    person = _person(archive, kept)
    after = decide.record_position(kept.case, position, person)
    return _kept(archive, kept, after, "position")


def propose(
    archive: Archive,
    kept: Kept,
    decision: Decision,
    answers: Iterable[GuardrailAnswer] = (),
) -> Kept | Refused:
    """Keep a decision as proposed, with answers to what the core argues against."""
    person = _person(archive, kept)
    after = decide.propose(kept.case, decision, person, archive.now())
    for answer in answers:
        if isinstance(after, Refused):
            break
        after = decide.answer_guardrail(after, answer, person)
    return _kept(archive, kept, after, "decide")


def sign(
    archive: Archive, kept: Kept, confirmed: Confirmation, today: date
) -> Kept | Refused:
    """Sign the proposed decision exactly as it was shown."""
    shown = confirmed.shown
    refused = _other_than_shown(kept.case, confirmed, today)
    if refused is not None:
        return refused
    act = _signing(archive, kept, confirmed)
    after = signing.sign(kept.case, shown.interpretation, act)
    return _kept(archive, kept, after, "sign")


def amended(
    archive: Archive, kept: Kept, decision: Decision, answers: Iterable[GuardrailAnswer]
) -> Case | Refused:
    """Return the signed case with another decision, answers given by the person."""
    if kept.case.decision is None:
        return Refused("no-decision", (Message(decide.NO_DECISION),))
    person, at = _person(archive, kept), decide.utc(archive.now())
    given = (
        GuardrailAnswer(**{**dict(a), "person": person.name, "at": at}) for a in answers
    )
    fields = dict(decision)
    fields["guardrail_answers"] = (*kept.case.decision.guardrail_answers, *given)
    return signing.amended_case(kept.case, Decision(**fields))


def amend(
    archive: Archive,
    kept: Kept,
    reason: FreeText,
    confirmed: Confirmation,
    today: date,
) -> Kept | Refused:
    """Change a signed decision as it was shown and sign it, with the reason."""
    shown, decision = confirmed.shown, confirmed.shown.case.decision
    if kept.case.decision is None or decision is None:
        return Refused("no-decision", (Message(decide.NO_DECISION),))
    content = signing.amended_case(kept.case, decision)
    refused = _other_than_shown(content, confirmed, today)
    if refused is not None:
        return refused
    act = _signing(archive, kept, confirmed)
    after = signing.amend(kept.case, shown.interpretation, decision, reason, act)
    return _kept(archive, kept, after, "amend")


def _other_than_shown(
    case: Case, confirmed: Confirmation, today: date
) -> Refused | None:
    """Return a refusal where what was shown is not what would be signed."""
    if confirmed.shown.case != case:
        return Refused("other-case", (Message(OTHER_CASE),))
    if confirmed.shown.interpretation.on != today:
        return Refused("other-day", (Message(OTHER_DAY),))
    return None


def withdraw(archive: Archive, kept: Kept, reason: FreeText) -> Kept | Refused:
    """Withdraw a signed decision; its signature stays on record."""
    person = _person(archive, kept)
    after = decide.withdraw(kept.case, reason, person, archive.now())
    return _kept(archive, kept, after, "withdraw")


def _signing(archive: Archive, kept: Kept, confirmed: Confirmation) -> Signing:
    return Signing(
        id=archive.new_id(),
        person=_person(archive, kept),
        at=archive.now(),
        language=confirmed.language,
        wording=confirmed.wording,
        identifiers=(confirmed.name, confirmed.number),
        meaning=confirmed.meaning,
    )


def _person(archive: Archive, kept: Kept) -> User:
    return archive.person_for_file() if kept.file else archive.person()


def _kept(
    archive: Archive, kept: Kept, after: Case | Refused, action: str
) -> Kept | Refused:
    if isinstance(after, Refused):
        return after
    is_signature = len(after.sign_offs) > len(kept.case.sign_offs)
    seal = after.sign_offs[-1].seal if is_signature else ""
    return keep(archive, kept, after, action, seal)
