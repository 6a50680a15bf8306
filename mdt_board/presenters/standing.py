"""Whether the decision stands: who proposed, signed, amended or withdrew it."""

from collections.abc import Iterator

from mdt_board.i18n import Translator
from mdt_board.model.decision import (
    STANDING,
    Decision,
    DecisionState,
    SignOff,
    Transition,
)
from mdt_board.model.text import N_
from mdt_board.model.view import Signed, View
from mdt_board.presenters.parts import Chip, Detail, Statement, Tone
from mdt_board.reports.changes import changes_of
from mdt_board.reports.seal import GROUP
from mdt_board.reports.sections.signatures import (
    NO_TRAIL,
    proof_lines,
    signed_lines,
    unshown_words,
)
from mdt_board.reports.sections.standing import by_whom, last_step
from mdt_board.reports.words import local_time, said, titled


def present(view: View, tr: Translator) -> tuple[Statement, ...]:
    """Return the decision's standing; each line opens to its reasons."""
    decision = view.case.decision
    return tuple(_lines(decision, view, tr)) if decision else ()


def chip(view: View, tr: Translator) -> Chip | None:
    """Say in a word how the decision stands; None while nothing was signed."""
    decision = view.case.decision
    if view.broken:
        return Chip(tr(N_("■ signature broken")), Tone.ALARM)
    if view.signed:
        return outdated_chip(view, tr) or Chip(tr(N_("decided")), Tone.GOOD)
    if decision and decision.state is DecisionState.WITHDRAWN:
        return Chip(tr(N_("withdrawn")), Tone.ALARM)
    return None


def outdated_chip(view: View, tr: Translator) -> Chip | None:
    """Say that data since the signature have outdated the decision; else None."""
    if view.signed and view.signed.outdated:
        return Chip(tr(N_("▲ outdated")), Tone.CAUTION)
    return None


def _lines(decision: Decision, view: View, tr: Translator) -> Iterator[Statement]:
    if view.signed and view.signed.outdated:
        yield _outdated(view.signed, tr)
    if view.signed:
        yield _signed(view.signed, decision, view, tr)
    elif decision.state in STANDING:
        yield Statement("standing", unshown_words(view, tr), tone=Tone.ALARM)
    else:
        yield from _unsigned(decision, view, tr)


def _outdated(signed: Signed, tr: Translator) -> Statement:
    count = len(signed.outdated)
    return Statement(
        id="outdated",
        text=tr(N_("▲ Outdated by data since the signature: {count}"), count=count),
        details=tuple(Detail(tr.message(m), "▪") for m in signed.outdated),
        tone=Tone.CAUTION,
    )


def _signed(
    signed: Signed, decision: Decision, view: View, tr: Translator
) -> Statement:
    is_amended = decision.state is DecisionState.AMENDED
    text = N_("Amended by {who}") if is_amended else N_("Signed by {who}")
    mark = tr(N_("seal {seal}…"), seal=signed.seal[:GROUP]) if signed.seal else ""
    lines = (
        *signed_lines(signed.sign_off, view, tr),
        *proof_lines(signed, view, tr),
    )
    no_trail = () if signed.seal else (Detail(tr(NO_TRAIL), "▲"),)
    return Statement(
        id="standing",
        text=said((tr(text, who=_signer(signed.sign_off, view, tr)), mark)),
        details=(
            *no_trail,
            *(_amended(decision, tr) if is_amended else ()),
            *(Detail(line.lead + line.text, "·") for line in lines),
        ),
    )


def _signer(given: SignOff, view: View, tr: Translator) -> str:
    who = titled(given.person, given.title, tr)
    return said((who, local_time(given.at, view.site.time_zone)))


def _amended(decision: Decision, tr: Translator) -> Iterator[Detail]:
    """Say why the decision was amended last, and what changed."""
    step = last_step(decision)
    if step is None:
        return
    yield Detail(tr(N_("Reason: {words}"), words=tr.free(step.reason)), "·")
    for change in changes_of(step, decision, tr):
        words = f"{change.before} → {change.after}"
        yield Detail(tr(N_("{name}: {words}"), name=change.name, words=words), "Δ")


def _unsigned(decision: Decision, view: View, tr: Translator) -> Iterator[Statement]:
    step = last_step(decision)
    if step is None:
        return
    if decision.state is DecisionState.PROPOSED:
        who = by_whom(step, view, tr)
        yield Statement(
            "standing", tr(N_("Proposed by {who}, not signed yet"), who=who)
        )
    if decision.state is DecisionState.WITHDRAWN:
        yield _withdrawn(step, view, tr)


def _withdrawn(step: Transition, view: View, tr: Translator) -> Statement:
    given = tuple(
        Detail(
            tr(N_("No longer stands: signed by {who}"), who=_signer(s, view, tr)), "×"
        )
        for s in view.case.sign_offs
    )
    words = tr(
        N_("Withdrawn by {who}: {reason}"),
        who=by_whom(step, view, tr),
        reason=tr.free(step.reason),
    )
    return Statement("standing", words, given, tone=Tone.ALARM)
