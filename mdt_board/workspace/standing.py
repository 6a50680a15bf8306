"""The signature on which a decision stands: whether it holds, and what came since."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from mdt_board.model.case import Case
from mdt_board.model.decision import SignOff
from mdt_board.model.interpretation import Interpretation
from mdt_board.model.text import Message, Term
from mdt_board.model.view import Signed
from mdt_board.workflow.access import KEPT
from mdt_board.workflow.outdated import POSITIONS, last_day, outdated
from mdt_board.workflow.sign import (
    PART_CHANGED,
    changed_parts,
    verify_alone,
    verify_sign_off,
)
from mdt_board.workspace import verification
from mdt_board.workspace.archive import Archive

Interpret = Callable[[Case, date], Interpretation]


@dataclass(frozen=True, slots=True)
class Standing:
    """What a reader is told of a signature: that it stands, or why it does not hold."""

    signed: Signed | None
    broken: tuple[Message, ...] = ()


def standing(
    archive: Archive, case: Case, today: date, interpret: Interpret
) -> Standing:
    """Return the state of the last signature of a case whose decision stands.

    Args:
        archive: the store, asked only when it is open already.
        case: any revision since the signature.
        today: what is dated later is not looked at.
        interpret: what the rules make of a case on a day.
    """
    sign_off = case.sign_offs[-1]
    is_kept = archive.is_open and archive.store.load(case.id, case.revision) == case
    then = _signed_case(archive, case, sign_off, is_kept)
    broken = verify_sign_off(then, sign_off) if then else verify_alone(sign_off)
    if then is not case:
        broken += _moved(case, sign_off)
    if broken:
        return Standing(None, broken)
    entry = verification.entry_of(archive, sign_off, case.id) if is_kept else None
    since = _since(case, then, today, interpret)
    return Standing(Signed(sign_off, entry.seal if entry else "", since))


def _signed_case(
    archive: Archive, case: Case, sign_off: SignOff, is_kept: bool
) -> Case | None:
    """Return the revision that was signed, where it is at hand."""
    if case.revision == sign_off.revision:
        return case
    return archive.store.load(case.id, sign_off.revision) if is_kept else None


def _moved(case: Case, sign_off: SignOff) -> tuple[Message, ...]:
    """Return what no edit since the signature may have changed."""
    moved = sorted(changed_parts(case, sign_off) & {*KEPT, "is_example"})
    return tuple(Message(PART_CHANGED, {"part": Term(f"part.{n}")}) for n in moved)


def _since(
    case: Case, then: Case | None, today: date, interpret: Interpret
) -> tuple[Message, ...]:
    """Return what outdates the decision; both versions are looked at on one day.

    So only what came since counts, and not that days have passed.
    """
    if then is None or then is case:
        return ()
    day = max(d for d in (last_day(case, today), last_day(then, today)) if d)
    positions = () if then.positions == case.positions else (Message(POSITIONS),)
    return *positions, *outdated(case, interpret(then, day), interpret(case, day))
