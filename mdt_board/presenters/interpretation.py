"""What the interpretation row shows: headline, differential, next steps, and doubts."""

from collections.abc import Iterator
from dataclasses import dataclass

from mdt_board.i18n import Translator
from mdt_board.model.interpretation import (
    Band,
    Finding,
    Guardrail,
    Hypothesis,
    NextStep,
    Reason,
    RedFlag,
    Reference,
    Tag,
)
from mdt_board.model.text import N_, Message
from mdt_board.model.view import View
from mdt_board.presenters.parts import (
    TAG_WORDS,
    Chip,
    Detail,
    Statement,
    Tone,
    finding_statement,
    judged_badge,
    reference_details,
)
from mdt_board.presenters.plan_details import plan_details
from mdt_board.reports.weighed import weighed

BANDS = {
    Band.LEADING: (N_("leading"), Tone.ACCENT),
    Band.LIKELY: (N_("likely"), Tone.ACCENT),
    Band.POSSIBLE: (N_("possible"), Tone.PLAIN),
    Band.UNLIKELY: (N_("unlikely"), Tone.PLAIN),
    Band.NOT_ASSESSABLE: (N_("not assessable"), Tone.CAUTION),
}
FOR, AGAINST, MISSING = "+", "−", "?"
STEPS_TITLE = N_("Proposed next steps")
MOST_ROWS = 7  # of the differential; more push the plan off the screen
NO_RULE = N_("No rule spoke on this case.")

Known = dict[str, Reference]


@dataclass(frozen=True, slots=True)
class HypothesisState:
    """One explanation: how it stands, and how many reasons speak either way.

    Unverified reasons are not counted; they are only among the details.
    """

    statement: Statement
    band: Chip
    for_count: int
    against_count: int
    missing_count: int
    counts: str
    is_unlikely: bool = False


Weighed = tuple[HypothesisState, ...]


@dataclass(frozen=True, slots=True)
class InterpretationState:
    """The three cards of the interpretation, in reading order."""

    title: str
    disclaimer: str
    red_flags: tuple[Statement, ...]
    headline: tuple[str, ...]
    lead: tuple[str, ...]
    reasons: Statement | None
    unverified: Statement | None
    differential_title: str
    differential_legend: tuple[str, str, str]
    differential: tuple[HypothesisState, ...]
    unlikely: Statement | None
    deciding: Statement | None
    steps_title: str
    steps: tuple[Statement, ...]
    guardrails: Statement | None
    unknowns: Statement | None
    plan: Statement | None
    empty: str


def present(view: View, tr: Translator) -> InterpretationState:
    """Say what the rules made of the case, each statement with its reasons."""
    found = view.interpretation
    known = {r.id: r for r in found.references}
    every = tuple(_hypothesis(h, tr) for h in weighed(found))
    standing, rest = _shown(every)
    headline, *lead = [tr.message(m) for m in found.headline] or [""]
    return InterpretationState(
        title=_title(found.ruleset, tr),
        disclaimer=tr(
            N_(
                "Made by software from fixed rules, for discussion; the signed record "
                "decides."
            )
        ),
        red_flags=warnings(view, tr),
        headline=(headline,) if headline else (),
        lead=tuple(lead),
        reasons=_reasons(found.findings, tr),
        unverified=_unverified(view, known, tr),
        differential_title=tr(N_("Differential")),
        differential_legend=(tr(N_("against")), tr(N_("for")), tr(N_("missing"))),
        differential=standing,
        unlikely=_unlikely(rest, tr),
        deciding=_deciding(found.discriminating_test, found.discriminating_reason, tr),
        steps_title=tr(STEPS_TITLE),
        steps=proposed(view, tr),
        guardrails=_guardrails(found.guardrails, known, tr),
        unknowns=_unknowns(view, tr),
        plan=plan_details(view, tr),
        empty=tr(NO_RULE),
    )


def warnings(view: View, tr: Translator) -> tuple[Statement, ...]:
    """Word what cannot wait, with its sources."""
    found = view.interpretation
    known = {r.id: r for r in found.references}
    return tuple(_red_flag(f, known, tr) for f in found.red_flags)


def proposed(view: View, tr: Translator) -> tuple[Statement, ...]:
    """Word the next steps in their order, each with its reason."""
    found = view.interpretation
    known = {r.id: r for r in found.references}
    return tuple(
        _step(place, s, known, tr)
        for place, s in enumerate(_verified(found.next_steps), start=1)
    )


def _title(ruleset: str, tr: Translator) -> str:
    named = tr(N_("System analysis (for discussion)"))
    return tr(N_("{title} · rules {ruleset}"), title=named, ruleset=ruleset)


def _deciding(test: str, why: Message | None, tr: Translator) -> Statement | None:
    if not test:
        return None
    return Statement(
        id="deciding",
        text=tr(N_("Deciding test: {test}"), test=tr.term(f"action.{test}")),
        details=(Detail(tr.message(why), "·"),) if why else (),
    )


def _red_flag(flag: RedFlag, known: Known, tr: Translator) -> Statement:
    work_up = (Detail(tr.message(flag.work_up), "→"),) if flag.work_up else ()
    return Statement(
        id=flag.id,
        text=tr(N_("Warning: {words}"), words=tr.message(flag.message)),
        details=(*work_up, *reference_details(flag.references, known, tr)),
        records=flag.records,
        tone=Tone.ALARM,
    )


def _reasons(findings: tuple[Finding, ...], tr: Translator) -> Statement | None:
    """Gather every verified finding under one line that opens."""
    shown = [f for f in findings if f.tag is not Tag.UNVERIFIED]
    if not shown:
        return None
    return Statement(
        id="reasons",
        text=tr(N_("Findings behind it: {count}"), count=len(shown)),
        details=tuple(
            Detail(tr.message(f.message), "·", tr(TAG_WORDS[f.tag])) for f in shown
        ),
        records=tuple(dict.fromkeys(r for f in shown for r in f.records)),
    )


def _unverified(view: View, known: Known, tr: Translator) -> Statement | None:
    """Keep what nobody has checked behind one closed line, marked line by line."""
    found = view.interpretation
    findings = [
        finding_statement(f, known, tr)
        for f in found.findings
        if f.tag is Tag.UNVERIFIED
    ]
    texts = [s.text for s in findings]
    texts += [
        tr.message(s.message) for s in found.next_steps if s.tag is Tag.UNVERIFIED
    ]
    if not texts:
        return None
    badge = tr(TAG_WORDS[Tag.UNVERIFIED])
    return Statement(
        id="unverified",
        text=tr(N_("{count} statements not yet verified"), count=len(texts)),
        details=tuple(Detail(text, "·", badge) for text in texts),
    )


def _hypothesis(hypothesis: Hypothesis, tr: Translator) -> HypothesisState:
    words, tone = BANDS[hypothesis.band]
    sides = (
        (FOR, hypothesis.for_),
        (AGAINST, hypothesis.against),
        (MISSING, hypothesis.missing),
    )
    counts = [sum(r.tag is not Tag.UNVERIFIED for r in reasons) for _, reasons in sides]
    details = [_reason(mark, r, tr) for mark, reasons in sides for r in reasons]
    if hypothesis.settled_by:
        test = tr.term(f"action.{hypothesis.settled_by}")
        details.append(Detail(tr(N_("Settled by: {test}"), test=test), "→"))
    return HypothesisState(
        statement=Statement(
            id=hypothesis.id,
            text=tr.term(f"hypothesis.{hypothesis.id}"),
            details=tuple(details),
            records=_records(sides),
        ),
        band=Chip(tr(words), tone),
        for_count=counts[0],
        against_count=counts[1],
        missing_count=counts[2],
        counts=_counts(counts, tr),
        is_unlikely=hypothesis.band is Band.UNLIKELY,
    )


def _shown(every: Weighed) -> tuple[Weighed, Weighed]:
    """Return what has a row of its own, and what is unlikely where rows are many."""
    if len(every) <= MOST_ROWS:
        return every, ()
    standing = tuple(h for h in every if not h.is_unlikely)
    return standing, tuple(h for h in every if h.is_unlikely)


def _unlikely(rest: Weighed, tr: Translator) -> Statement | None:
    if not rest:
        return None
    names = tr.join([h.statement.text for h in rest])
    details = (
        detail
        for h in rest
        for detail in (Detail(f"{h.statement.text} {h.counts}"), *h.statement.details)
    )
    return Statement(
        id="unlikely",
        text=tr(N_("Unlikely: {names}"), names=names),
        details=tuple(details),
        records=tuple(dict.fromkeys(r for h in rest for r in h.statement.records)),
    )


def _records(sides: tuple[tuple[str, tuple[Reason, ...]], ...]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            record for _, reasons in sides for r in reasons for record in r.records
        )
    )


def _counts(counts: list[int], tr: Translator) -> str:
    text = f"+{counts[0]} −{counts[1]}"
    if not counts[2]:
        return text
    return tr(N_("{counts} missing {number}"), counts=text, number=counts[2])


def _reason(mark: str, reason: Reason, tr: Translator) -> Detail:
    return Detail(tr.message(reason.message), mark, tr(TAG_WORDS[reason.tag]))


def _verified(steps: tuple[NextStep, ...]) -> tuple[NextStep, ...]:
    return tuple(s for s in steps if s.tag is not Tag.UNVERIFIED)


def _step(place: int, step: NextStep, known: Known, tr: Translator) -> Statement:
    owner = tr.term(f"discipline-short.{step.owner.value}")
    tone = Tone.ALARM if step.is_urgent else Tone.ACCENT
    when = _window(step, tr)
    badges = (Chip(" · ".join(t for t in (owner, when) if t), tone),)
    why = Detail(tr.message(step.why), "·", tr(TAG_WORDS[step.tag]))
    beside = tuple(Detail(text, "·") for text in _beside_step(step, tr))
    return Statement(
        id=step.id,
        text=f"{place}  {tr.message(step.message)}",
        details=(why, *beside, *reference_details(step.references, known, tr)),
        tone=Tone.ALARM if step.is_urgent else Tone.PLAIN,
        badges=(*badges, *judged_badge(step.tag, tr)),
    )


def _beside_step(step: NextStep, tr: Translator) -> Iterator[str]:
    """Say what would make a step wrong, what it is weighed against, how to get it."""
    if step.wrong_if:
        yield tr.message(step.wrong_if)
    if step.alternative_to:
        other = tr.term(f"action.{step.alternative_to}")
        yield tr(N_("Beside “{other}”; neither is ranked first."), other=other)
    yield from (tr.message(note) for note in step.access)
    if step.is_out_of_reach:
        yield tr(N_("Not to be had here by any road in the site's table."))


def _window(step: NextStep, tr: Translator) -> str:
    """Write from when and until when, without the year that everyone knows."""
    if step.not_before and step.due_on and step.not_before != step.due_on:
        start, end = f"{step.not_before:%m-%d}", f"{step.due_on:%m-%d}"
        return tr(N_("{start} to {end}"), start=start, end=end)
    if step.due_on:
        return tr(N_("by {day}"), day=f"{step.due_on:%m-%d}")
    if step.not_before:
        return tr(N_("from {day}"), day=f"{step.not_before:%m-%d}")
    return ""


def _guardrails(
    guardrails: tuple[Guardrail, ...], known: Known, tr: Translator
) -> Statement | None:
    if not guardrails:
        return None
    details = [
        detail
        for g in guardrails
        for detail in (
            Detail(tr.message(g.message), "×"),
            *reference_details(g.references, known, tr),
        )
    ]
    return Statement(
        id="guardrails",
        text=tr(N_("Argued against: {count}"), count=len(guardrails)),
        details=tuple(details),
        tone=Tone.CAUTION,
    )


def _unknowns(view: View, tr: Translator) -> Statement | None:
    missing = [
        tr.message(message)
        for unanswered in view.interpretation.unknown
        for message in unanswered.missing
    ]
    lines = tuple(dict.fromkeys(missing))
    if not lines:
        return None
    return Statement(
        id="unknowns",
        text=tr(N_("Cannot be told yet: {count}"), count=len(lines)),
        details=tuple(Detail(line, MISSING) for line in lines),
    )
