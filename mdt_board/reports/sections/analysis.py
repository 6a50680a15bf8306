"""What the machine made of the case: marked as such, with its disclaimer.

Unverified statements [M] are never printed; judgments [J] are named as such.
"""

from mdt_board.i18n import Translator
from mdt_board.model.interpretation import (
    Band,
    Finding,
    Hypothesis,
    Level,
    Reason,
    Tag,
)
from mdt_board.model.text import N_
from mdt_board.model.view import View
from mdt_board.reports.blocks import (
    Block,
    Column,
    Heading,
    Labeled,
    Lines,
    Note,
    Row,
    Table,
)
from mdt_board.reports.sections.sources import cited, numbers, printable
from mdt_board.reports.words import record_names

DISCLAIMER = N_(
    "The “System analysis” is made by software from fixed rules, for discussion only; "
    "it is neither a diagnosis nor an order. The diagnosis rests on pathology and the "
    "whole clinical picture, the decision on the record signed by the chair."
)
BANDS = {
    Band.LEADING: N_("leading"),
    Band.LIKELY: N_("likely"),
    Band.POSSIBLE: N_("possible"),
    Band.UNLIKELY: N_("unlikely"),
    Band.NOT_ASSESSABLE: N_("cannot be assessed"),
}
COLORS = {Level.INFO: "ink", Level.CAUTION: "caution", Level.ALARM: "alarm"}
GRAVEST_FIRST = {Level.ALARM: 0, Level.CAUTION: 1, Level.INFO: 2}
MAX_BASIS = 3


def section(view: View, tr: Translator) -> tuple[Block, ...]:
    """Return the machine's block, from its warnings to its disclaimer."""
    named = tr(N_("System analysis (for discussion)"))
    ruleset = view.interpretation.ruleset
    title = tr(N_("{title} · rules {ruleset}"), title=named, ruleset=ruleset)
    return (
        Heading(title),
        *_red_flags(view, tr),
        *_headline(view, tr),
        *_findings(view, tr),
        *_differential(view, tr),
        *_limits(view, tr),
        Note(tr(DISCLAIMER)),
    )


def _red_flags(view: View, tr: Translator) -> tuple[Block, ...]:
    flags = view.interpretation.red_flags
    cite = numbers(view)
    lines = tuple(
        Labeled(tr(N_("Warning: ")), tr.message(f.message) + cited(f.references, cite))
        for f in flags
    )
    return (Lines(lines, "alarm"),) if lines else ()


def _headline(view: View, tr: Translator) -> tuple[Block, ...]:
    said = [tr.message(message) for message in view.interpretation.headline]
    return (Lines((Labeled(tr.sentences(said), ""),)),) if said else ()


def _findings(view: View, tr: Translator) -> tuple[Block, ...]:
    found = sorted(
        printable(view.interpretation.findings), key=lambda f: GRAVEST_FIRST[f.level]
    )
    if not found:
        return ()
    names, cite = record_names(view, tr), numbers(view)
    columns = (
        Column(tr(N_("Conclusion")), 0.60),
        Column(tr(N_("Basis")), 0.27),
        Column(tr(N_("Source")), 0.13),
    )
    return (Table(columns, tuple(_row(f, names, cite, tr) for f in found)),)


def _row(
    finding: Finding, names: dict[str, str], cite: dict[str, int], tr: Translator
) -> Row:
    judged = tr(N_("judgment")) if finding.tag is Tag.JUDGED else ""
    source = f"{cited(finding.references, cite)} {judged}".strip()
    basis = _basis(finding.records, names, tr)
    return Row((tr.message(finding.message), basis, source), COLORS[finding.level])


def _basis(records: tuple[str, ...], names: dict[str, str], tr: Translator) -> str:
    """Name the first records a finding rests on, and how many more there are."""
    known = list(dict.fromkeys(names[r] for r in records if r in names))
    shown = tr.join(known[:MAX_BASIS])
    more = len(known) - MAX_BASIS
    return (
        tr(N_("{shown} and {count} more"), shown=shown, count=more)
        if more > 0
        else shown
    )


def _differential(view: View, tr: Translator) -> tuple[Block, ...]:
    hypotheses = view.interpretation.differential
    if not hypotheses:
        return ()
    columns = (
        Column(tr(N_("Differential")), 0.24),
        Column(tr(N_("Standing")), 0.12),
        Column(tr(N_("for")), 0.32),
        Column(tr(N_("against / missing")), 0.32),
    )
    table = Table(columns, tuple(_hypothesis(h, tr) for h in hypotheses))
    test = view.interpretation.discriminating_test
    if not test:
        return (table,)
    words = tr.term(f"action.{test}")
    reason = view.interpretation.discriminating_reason
    why = f" – {tr.message(reason)}" if reason else ""
    label = tr(N_("The test that would decide: "))
    return table, Lines((Labeled(label, words + why),))


def _hypothesis(hypothesis: Hypothesis, tr: Translator) -> Row:
    missing = _reasons(hypothesis.missing, tr)
    lacking = tr(N_("missing: {what}"), what=missing) if missing else ""
    sides = [side for side in (_reasons(hypothesis.against, tr), lacking) if side]
    return Row(
        (
            tr.term(f"hypothesis.{hypothesis.id}"),
            tr(BANDS[hypothesis.band]),
            _reasons(hypothesis.for_, tr),
            tr.sentences(sides),
        )
    )


def _reasons(reasons: tuple[Reason, ...], tr: Translator) -> str:
    return tr.sentences([tr.message(r.message) for r in printable(reasons)])


def _limits(view: View, tr: Translator) -> tuple[Block, ...]:
    """Say what the rules argue against, and what they could not tell."""
    cite = numbers(view)
    against = [
        Labeled(
            tr(N_("Argued against: ")),
            tr.message(g.message) + cited(g.references, cite),
        )
        for g in view.interpretation.guardrails
    ]
    missing = dict.fromkeys(
        tr.message(message)
        for unanswered in view.interpretation.unknown
        for message in unanswered.missing
    )
    unknown = [Labeled(tr(N_("Cannot be told yet: ")), tr.sentences(list(missing)))]
    lines = (*against, *(unknown if missing else ()))
    return (Lines(lines),) if lines else ()
