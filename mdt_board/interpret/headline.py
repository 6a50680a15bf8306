"""The one thing to read: what is, with its numbers, and what comes first."""

from mdt_board.interpret.ctdna import discordance
from mdt_board.interpret.resistance import progression
from mdt_board.interpret.situation import Situation
from mdt_board.model.interpretation import FoldChange, Series
from mdt_board.model.text import (
    N_,
    Message,
    Mm,
    Number,
    Percent,
    Plain,
    Span,
    Term,
    Terms,
    Word,
)


def headline(situation: Situation) -> tuple[Message, ...]:
    """Return the clauses of the headline; red flags come first."""
    if situation.red_flags:
        return tuple(f.message for f in situation.red_flags)
    clauses = (*_response(situation), *_plasma(situation), *_first(situation))
    return clauses or (Message(N_("Too little is recorded to interpret")),)


def _response(situation: Situation) -> tuple[Message, ...]:
    latest = situation.facts.latest
    if latest is None or latest.overall is None:
        return ()
    response = Term(f"response.{latest.overall.value}")
    if not situation.is_above_nadir_not_pd or latest.pd_line is None:
        return (Message(N_("RECIST 1.1: {response}"), {"response": response}),)
    words: dict[str, Word] = {"response": response, "line": Mm(latest.pd_line)}
    if situation.answers.spoke(progression.WITHIN_ERROR):
        text = N_(
            "RECIST 1.1: {response}, short of PD (≥ {line}); the growth is within "
            "measurement error"
        )
        return (Message(text, words),)
    if situation.answers.spoke(progression.BEYOND_ERROR):
        text = N_(
            "RECIST 1.1: {response}, short of PD (≥ {line}); the growth exceeds "
            "measurement error"
        )
        return (Message(text, words),)
    return (Message(N_("RECIST 1.1: {response}, short of PD (≥ {line})"), words),)


def _plasma(situation: Situation) -> tuple[Message, ...]:
    if situation.growth:
        return _new_resistance(situation)
    if situation.discordance:
        return _relapse(situation)
    return ()


def _new_resistance(situation: Situation) -> tuple[Message, ...]:
    rows = [
        r
        for r in situation.facts.knowledge.mechanisms
        if r.id in situation.answers.findings
    ]
    if not rows:
        return ()
    names = Plain(
        ", ".join(dict.fromkeys(f"{r.gene} {r.variant}".strip() for r in rows))
    )
    if situation.answers.spoke(progression.UNCONFIRMED):
        text = N_("{names} newly detected in plasma: molecular progression unconfirmed")
    else:
        text = N_("{names} detected: acquired resistance")
    return (Message(text, {"names": names}),)


def _relapse(situation: Situation) -> tuple[Message, ...]:
    series = _leading_series(situation)
    if series is None:
        return ()
    leads = bool(situation.differential) and situation.differential[0].id
    name = {"name": Plain(series.label)}
    if leads != "molecular-relapse":
        return (Message(N_("Plasma positive, imaging negative: {name}"), name),)
    if series.change is None:
        return (Message(N_("Molecular relapse likely: {name}"), name),)
    return (_rise(series, series.change),)


def _rise(series: Series, change: FoldChange) -> Message:
    values = [p.value for p in series.points if p.value is not None]
    return Message(
        N_(
            "Molecular relapse likely: ctDNA {before} → {now}, × {ratio} "
            "(95 % CI {interval})"
        ),
        {
            "before": Percent(values[-2], digits=3),
            "now": Percent(values[-1], digits=3),
            "ratio": Number(change.ratio, digits=2),
            "interval": Span(change.low, change.high, digits=1),
        },
    )


def _leading_series(situation: Situation) -> Series | None:
    """Return the positive series that carries the question: the assay's own first."""
    positive = discordance.positive_series(situation.facts)
    return min(positive, key=lambda s: not s.id.startswith("assay:"), default=None)


def _first(situation: Situation) -> tuple[Message, ...]:
    """Say what comes first where something does."""
    if situation.growth and situation.facts.exposure.interactions:
        drugs = {
            "drugs": Terms(
                tuple(
                    dict.fromkeys(
                        i.co_medication.drug.name
                        for i in situation.facts.exposure.interactions
                    )
                )
            )
        }
        return (Message(N_("Check the medication first: {drugs}"), drugs),)
    if situation.discordance and situation.answers.spoke(discordance.STALE):
        words = situation.answers.findings[discordance.STALE].message.words
        text = N_("{regions} last imaged on {on}: complete staging within two weeks")
        return (Message(text, words),)
    return ()
