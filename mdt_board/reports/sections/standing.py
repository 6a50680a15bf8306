"""Whether the decision stands: outdated, withdrawn, amended; before it and after it."""

from mdt_board.i18n import Translator
from mdt_board.model.decision import Decision, DecisionState, Transition
from mdt_board.model.text import N_
from mdt_board.model.view import View
from mdt_board.reports.blocks import (
    Block,
    Boxed,
    Column,
    Heading,
    Labeled,
    Lines,
    Row,
    Table,
)
from mdt_board.reports.changes import changes_of
from mdt_board.reports.words import local_time, said


def warnings(view: View, tr: Translator) -> tuple[Block, ...]:
    """Return what a reader must know before the decision; nothing while it stands."""
    return *_broken(view, tr), *_outdated(view, tr), *_withdrawn(view, tr)


def history(view: View, tr: Translator) -> tuple[Block, ...]:
    """Return each amendment of the decision that stands, what it changed and why."""
    decision = view.case.decision
    if decision is None:
        return ()
    return tuple(
        block
        for step in current_steps(decision)
        if step.state is DecisionState.AMENDED
        for block in _amendment(step, decision, view, tr)
    )


def current_steps(decision: Decision) -> tuple[Transition, ...]:
    """Return the steps of the decision as it is, without those of an earlier one."""
    taken = decision.transitions
    ends = [n for n, t in enumerate(taken) if t.state is DecisionState.WITHDRAWN]
    is_withdrawn = decision.state is DecisionState.WITHDRAWN
    earlier = ends[:-1] if is_withdrawn else ends
    return taken[earlier[-1] + 1 :] if earlier else taken


def last_step(decision: Decision) -> Transition | None:
    """Return the step that brought the decision into its state, where it is kept."""
    steps = [t for t in decision.transitions if t.state is decision.state]
    return steps[-1] if steps else None


def by_whom(step: Transition, view: View, tr: Translator) -> str:
    """Say who took a step, and when."""
    return said((tr.free(step.person), local_time(step.at, view.site.time_zone)))


def _broken(view: View, tr: Translator) -> tuple[Block, ...]:
    if not view.broken:
        return ()
    lines = (Labeled("▪", tr.message(m)) for m in view.broken)
    return (
        Boxed(
            name=tr(N_("Before you rely on the decision below")),
            headline=tr(N_("■ The signature does not hold")),
            under="",
            lines=tuple(lines),
            color="alarm",
        ),
    )


def _outdated(view: View, tr: Translator) -> tuple[Block, ...]:
    if view.signed is None or not view.signed.outdated:
        return ()
    signed = view.signed.sign_off.revision
    return (
        Boxed(
            name=tr(N_("Before you rely on the decision below")),
            headline=tr(N_("▲ Outdated")),
            under=tr(N_("signed on revision {number}"), number=signed),
            lines=(
                Labeled(
                    "",
                    tr(
                        N_(
                            "Since the signature data have come that change the system "
                            "analysis. The board has to look at the case again; this "
                            "paper shows the analysis as it was signed."
                        )
                    ),
                ),
                *(Labeled("▪", tr.message(m)) for m in view.signed.outdated),
            ),
            color="caution",
        ),
    )


def _withdrawn(view: View, tr: Translator) -> tuple[Block, ...]:
    """Say that the decision, or one before it, was withdrawn."""
    decision = view.case.decision
    if decision is None:
        return ()
    gone = [t for t in decision.transitions if t.state is DecisionState.WITHDRAWN]
    is_now = decision.state is DecisionState.WITHDRAWN
    if is_now:
        return (_withdrawal(gone[-1] if gone else None, view, tr),)
    label = tr(N_("An earlier decision was withdrawn:"))
    lines = tuple(
        Labeled(label, said((by_whom(t, view, tr), tr.free(t.reason)))) for t in gone
    )
    return (Lines(lines, "muted"),) if lines else ()


def _withdrawal(step: Transition | None, view: View, tr: Translator) -> Boxed:
    reason = tr.free(step.reason) if step else ""
    lines = (
        Labeled(tr(N_("Reason:")), reason or tr(N_("not recorded"))),
        Labeled("", tr(N_("The decision below and its signature no longer stand."))),
    )
    return Boxed(
        name=tr(N_("Before you rely on the decision below")),
        headline=tr(N_("■ Withdrawn")),
        under=by_whom(step, view, tr) if step else "",
        lines=lines,
        color="alarm",
    )


def _amendment(
    step: Transition, decision: Decision, view: View, tr: Translator
) -> tuple[Block, ...]:
    title = tr(N_("Amended: {who}"), who=by_whom(step, view, tr))
    reason = Labeled(tr(N_("Reason:")), tr.free(step.reason))
    changes = changes_of(step, decision, tr)
    if not changes:
        same = tr(N_("Nothing was changed: the decision was confirmed on new data."))
        return Heading(title), Lines((reason, Labeled("", same)))
    columns = (
        Column(tr(N_("Changed")), 0.24),
        Column(tr(N_("Before")), 0.38),
        Column(tr(N_("After")), 0.38),
    )
    rows = tuple(Row((c.name, c.before, c.after)) for c in changes)
    return Heading(title), Lines((reason,)), Table(columns, rows)
