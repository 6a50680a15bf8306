"""What a board decides, kept as it is decided: positions, proposal, signature."""

from collections.abc import Iterable
from dataclasses import dataclass

from mdt_board.model.case import Case
from mdt_board.model.decision import Decision, GuardrailAnswer, Position, Signing
from mdt_board.model.interpretation import Interpretation
from mdt_board.model.person import User
from mdt_board.model.refusal import Refused
from mdt_board.model.text import FreeText
from mdt_board.workflow import decide
from mdt_board.workflow import sign as signing
from mdt_board.workspace.archive import Archive
from mdt_board.workspace.records import Kept, keep


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a signer confirms, and the words they see, in one language.

    ``name`` and ``number`` are the two identifiers of the patient.
    """

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
    archive: Archive,
    kept: Kept,
    shown: Interpretation,
    confirmed: Confirmation,
) -> Kept | Refused:
    """Sign the proposed decision of the case as it was shown."""
    after = signing.sign(kept.case, shown, _signing(archive, kept, confirmed))
    return _kept(archive, kept, after, "sign")


def amend(  # noqa: PLR0913  # what an amendment is made of
    archive: Archive,
    kept: Kept,
    shown: Interpretation,
    *,
    decision: Decision,
    reason: FreeText,
    confirmed: Confirmation,
) -> Kept | Refused:
    """Change a signed decision and sign it again, with what changed and why."""
    act = _signing(archive, kept, confirmed)
    after = signing.amend(kept.case, shown, decision, reason, act)
    return _kept(archive, kept, after, "amend")


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
