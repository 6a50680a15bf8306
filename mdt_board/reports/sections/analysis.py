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
from mdt_board.reports.basis import basis, record_names
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
from mdt_board.reports.sections.sources import cited, numbers, printable, weighty
from mdt_board.reports.weighed import weighed

DISCLAIMER = N_(
    "The system analysis is made by software from fixed rules, for discussion only; it "
    "is neither a diagnosis nor an order. The diagnosis rests on pathology and the "
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
        Labeled(tr(N_("Warning:")), tr.message(f.message) + cited(f.references, cite))
        for f in flags
    )
    return (Lines(lines, "alarm"),) if lines else ()


def _headline(view: View, tr: Translator) -> tuple[Block, ...]:
    said = [tr.message(message) for message in view.interpretation.headline]
    return (Lines((Labeled(tr.sentences(said), ""),)),) if said else ()


def _findings(view: View, tr: Translator) -> tuple[Block, ...]:
    found = _gravest_first(view)
    if not found:
        return ()
    names, cite = record_names(view, tr), numbers(view)
    columns = (
        Column(tr(N_("No.")), 0.05),
        Column(tr(N_("Conclusion")), 0.51),
        Column(tr(N_("Basis")), 0.30),
        Column(tr(N_("Source")), 0.14),
    )
    rows = tuple(
        _row(place, f, basis(f.records, names, tr), cite, tr)
        for place, f in enumerate(found, start=1)
    )
    return (Table(columns, rows),)


def _gravest_first(view: View) -> list[Finding]:
    """Return what may be printed, in the order of its numbers."""
    return sorted(weighty(view), key=lambda f: GRAVEST_FIRST[f.level])


def _row(
    place: int, finding: Finding, rests_on: str, cite: dict[str, int], tr: Translator
) -> Row:
    judged = tr(N_("judgment")) if finding.tag is Tag.JUDGED else ""
    source = f"{cited(finding.references, cite)} {judged}".strip()
    cells = (str(place), tr.message(finding.message), rests_on, source)
    return Row(cells, COLORS[finding.level])


def _differential(view: View, tr: Translator) -> tuple[Block, ...]:
    """Return the hypotheses; their reasons are the numbers of the conclusions."""
    hypotheses = weighed(view.interpretation)
    if not hypotheses:
        return ()
    places = _places(view, tr)
    columns = (
        Column(tr(N_("Differential")), 0.24),
        Column(tr(N_("Standing")), 0.15),
        Column(tr(N_("for (no.)")), 0.11),
        Column(tr(N_("against (no.)")), 0.11),
        Column(tr(N_("missing")), 0.39),
    )
    standing = [h for h in hypotheses if h.band is not Band.UNLIKELY]
    unlikely = [h for h in hypotheses if h.band is Band.UNLIKELY]
    rows = tuple(_hypothesis(h, places, tr) for h in standing)
    table = (Table(columns, rows),) if rows else ()
    return *table, *_unlikely(unlikely, places, tr), *_deciding(view, tr)


def _places(view: View, tr: Translator) -> dict[str, str]:
    """Return how a reason is cited: by its number, or as the warning above all."""
    found = {f.rule: str(n) for n, f in enumerate(_gravest_first(view), start=1)}
    flags = {
        tr.message(f.message): tr(N_("warning")) for f in view.interpretation.red_flags
    }
    return {**flags, **found}


def _unlikely(
    hypotheses: list[Hypothesis], places: dict[str, str], tr: Translator
) -> tuple[Block, ...]:
    """Name on one line what is unlikely, each with what speaks for and against it."""
    if not hypotheses:
        return ()
    named = [_named(h, places, tr) for h in hypotheses]
    label = tr(N_("Unlikely (numbers against, then for):"))
    return (Lines((Labeled(label, tr.sentences(named)),)),)


def _named(hypothesis: Hypothesis, places: dict[str, str], tr: Translator) -> str:
    sides = ((hypothesis.against, "−"), (hypothesis.for_, "+"))
    marked = [f"{mark}{_reasons(side, places, tr)}" for side, mark in sides if side]
    name = tr.term(f"hypothesis.{hypothesis.id}")
    return f"{name} ({'; '.join(marked)})" if marked else name


def _deciding(view: View, tr: Translator) -> tuple[Block, ...]:
    test = view.interpretation.discriminating_test
    if not test:
        return ()
    reason = view.interpretation.discriminating_reason
    named = [tr.term(f"action.{test}"), tr.message(reason) if reason else ""]
    label = tr(N_("The test that would decide:"))
    words = " – ".join(dict.fromkeys(word for word in named if word))
    return (Lines((Labeled(label, words),)),)


def _hypothesis(hypothesis: Hypothesis, places: dict[str, str], tr: Translator) -> Row:
    sides = (hypothesis.for_, hypothesis.against, hypothesis.missing)
    return Row(
        (
            tr.term(f"hypothesis.{hypothesis.id}"),
            tr(BANDS[hypothesis.band]),
            *(_reasons(side, places, tr) for side in sides),
        )
    )


def _reasons(
    reasons: tuple[Reason, ...], places: dict[str, str], tr: Translator
) -> str:
    """Return the number of each reason, or its words where it has none."""
    worded = [(r.rule, tr.message(r.message)) for r in printable(reasons)]
    named = [places.get(rule) or places.get(said, said) for rule, said in worded]
    return tr.join(list(dict.fromkeys(named)))


def _limits(view: View, tr: Translator) -> tuple[Block, ...]:
    """Say what the rules argue against, and what they could not tell.

    What the differential names as missing is not said again.
    """
    cite = numbers(view)
    against = [
        tr.message(g.message) + cited(g.references, cite)
        for g in view.interpretation.guardrails
    ]
    named = {
        tr.message(reason.message)
        for hypothesis in weighed(view.interpretation)
        if hypothesis.band is not Band.UNLIKELY
        for reason in printable(hypothesis.missing)
    }
    unknown = [
        words
        for unanswered in view.interpretation.unknown
        for words in map(tr.message, unanswered.missing)
        if words not in named
    ]
    label = N_("Also missing:") if named else N_("Missing, so it cannot be told:")
    lines = (
        Labeled(tr(N_("Argued against:")), tr.sentences(against)),
        Labeled(tr(label), _once(unknown, tr)),
    )
    shown = tuple(line for line in lines if line.text)
    return (Lines(shown),) if shown else ()


def _once(parts: list[str], tr: Translator) -> str:
    return tr.sentences(list(dict.fromkeys(parts)))
