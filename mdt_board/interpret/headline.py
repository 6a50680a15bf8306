"""The one thing to read: what is, with its numbers, and what comes first."""

from mdt_board.interpret.ctdna import (
    blind_spots,
    discordance,
    other_causes,
    site_hints,
)
from mdt_board.interpret.resistance import progression
from mdt_board.interpret.resistance.oligoprogression import pattern_of
from mdt_board.interpret.resistance.transformation import grown_lesions
from mdt_board.interpret.response.new_lesion_rules import COMPLETE_IN_DOUBT
from mdt_board.interpret.situation import Situation
from mdt_board.model.interpretation import Band, FoldChange, Series, Tag, TimePoint
from mdt_board.model.knowledge import MechanismRow
from mdt_board.model.oncology import Response
from mdt_board.model.text import (
    N_,
    Count,
    Message,
    Mm,
    Number,
    Percent,
    Span,
    Term,
    Terms,
    Variants,
    Word,
    Written,
)

# The finding that words what leads the differential, the firmest first.
LEADS = {
    "mrd": (discordance.RESIDUAL,),
    "tumor-derived": (discordance.TUMOR_ORIGIN, site_hints.TYPICAL),
    "clonal-hematopoiesis": (discordance.CH_BY_WBC,),
    "ch-not-excluded": (discordance.CH_NOT_EXCLUDED,),
    "germline": (discordance.GERMLINE,),
    "unconfirmed-positive": (discordance.SINGLE,),
    "imaging-blind-spot": (blind_spots.LEPTOMENINGES, blind_spots.PERITONEUM),
    "non-cancer-methylation": (other_causes.NON_CANCER,),
}
QUIET = (
    "ctdna.post-operative-window",
    "ctdna.not-detected",
    discordance.CONFIRMED,
    discordance.SINGLE,
    discordance.IMAGING_NEGATIVE,
)


def headline(situation: Situation) -> tuple[Message, ...]:
    """Return the clauses of the headline; red flags come first."""
    flags = tuple(f.message for f in situation.red_flags)
    if flags:
        return (*flags, *_category(situation), *_unconfirmed(situation))
    clauses = (
        *_category(situation),
        *_pattern(situation),
        *_plasma(situation),
        *_first(situation),
    )
    return clauses or _quiet(situation)


def _quiet(situation: Situation) -> tuple[Message, ...]:
    """Say what plasma or imaging did say, where neither raises a question."""
    findings = situation.answers.findings
    spoken = (findings[r].message for r in QUIET if r in findings)
    first = next(spoken, None)
    return (first or Message(N_("Too little is recorded to interpret")),)


def _category(situation: Situation) -> tuple[Message, ...]:
    """Return the category: of iRECIST where an unconfirmed progression stands."""
    latest, immune = situation.facts.latest, situation.facts.immune[-1:]
    is_open = bool(immune) and immune[0].response is Response.IUPD
    if latest is not None and is_open and immune[0].on == latest.on:
        return immune[0].why[:1]
    return _complete_in_doubt(situation) or _response(situation)


def _complete_in_doubt(situation: Situation) -> tuple[Message, ...]:
    """Say CR with what it hangs on, where a possible new lesion stands beside it."""
    found = situation.answers.findings.get(COMPLETE_IN_DOUBT)
    if found is None:
        return ()
    text = N_("RECIST 1.1: {response}, if {lesions} proves to be no new lesion")
    response = Term(f"response.{Response.CR.value}")
    lesions = found.message.words["lesions"]
    return (Message(text, {"response": response, "lesions": lesions}),)


def _response(situation: Situation) -> tuple[Message, ...]:
    latest = situation.facts.latest
    if latest is None or latest.overall is None:
        return ()
    response = Term(f"response.{latest.overall.value}")
    if situation.answers.spoke(progression.CNS_ONLY) and latest.target is not None:
        return (_outside_the_brain(situation, latest),)
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


def _outside_the_brain(situation: Situation, latest: TimePoint) -> Message:
    """PD in the brain, and what the rest did: both belong in one sentence."""
    assert latest.overall is not None  # asked before
    assert latest.target is not None
    words: dict[str, Word] = {
        "response": Term(f"response.{latest.overall.value}"),
        "target": Term(f"response.{latest.target.value}"),
    }
    change = latest.change_from_baseline
    if change is None:
        text = N_("RECIST 1.1: {response} in the brain; outside the brain {target}")
        return Message(text, words)
    words["change"] = Percent(change, signed=True)
    text = N_(
        "RECIST 1.1: {response} in the brain; outside the brain {target} ({change} "
        "against baseline)"
    )
    return Message(text, words)


def _pattern(situation: Situation) -> tuple[Message, ...]:
    """Say what leads where it decides what comes first: histology, or restaging."""
    if not (situation.growth and situation.differential):
        return ()
    leads = situation.differential[0]
    if leads.band is not Band.LEADING:
        return ()
    if leads.id == "transformation":
        grown = grown_lesions(situation.facts)
        if not grown:
            return (Message(N_("Transformation leads: histology first, this week")),)
        words: dict[str, Word] = {"lesion": Written(grown)}
        text = N_(
            "Transformation leads: biopsy {lesion} this week, before any new drug or "
            "radiation"
        )
        return (Message(text, words),)
    if leads.id == "oligoprogression":
        pattern = pattern_of(situation.facts)
        count = Count(len(pattern.progressing) if pattern else 0)
        is_open = not situation.answers.spoke(*progression.TRANSFORMATION_CLUES)
        restage = N_(
            "Oligoprogression by count ({count}): restage body and brain first"
        )
        biopsy = N_(
            "Oligoprogression by count ({count}): histology before local therapy"
        )
        text = restage if is_open else biopsy
        return (Message(text, {"count": count}),)
    return ()


def _plasma(situation: Situation) -> tuple[Message, ...]:
    if situation.growth:
        return (*_unconfirmed(situation), *_new_resistance(situation))
    return _origin(situation)


def _unconfirmed(situation: Situation) -> tuple[Message, ...]:
    findings = situation.answers.findings
    rules = (progression.UNCONFIRMED_PD, progression.CNS_ONLY)
    return tuple(findings[r].message for r in rules if r in findings)


def _new_resistance(situation: Situation) -> tuple[Message, ...]:
    """Name what was found; what nobody has checked stays in the details."""
    by_id = situation.facts.knowledge.mechanism_by_id
    rows = [
        r
        for i in situation.answers.findings
        if (r := by_id.get(i)) and r.is_new_alteration and r.tag is not Tag.UNVERIFIED
    ]
    if not rows:
        return ()
    names = Terms(tuple(dict.fromkeys(_name(r) for r in rows)))
    return (Message(_standing(situation), {"names": names}),)


def _name(row: MechanismRow) -> str:
    named = f"{row.gene} {row.variant}"
    return named if row.variant else f"alteration.{row.gene}-{row.kind}"


def _standing(situation: Situation) -> str:
    answers = situation.answers
    is_open = progression.UNCONFIRMED in answers.unanswered
    if answers.spoke(progression.UNCONFIRMED) or is_open:
        if situation.is_progression:
            return N_("{names} newly detected in plasma, to be confirmed")
        return N_("{names} newly detected in plasma: molecular progression unconfirmed")
    if situation.is_progression:
        return N_("{names} detected: acquired resistance")
    return N_("{names} detected; imaging is not PD")


def _origin(situation: Situation) -> tuple[Message, ...]:
    """Say what leads, in the words of its own finding; relapse with its rise."""
    leads = situation.differential[0] if situation.differential else None
    if leads is None or leads.band is not Band.LEADING:
        return ()
    has_residual = situation.answers.spoke(discordance.RESIDUAL)
    if leads.id == "molecular-relapse" or (leads.id == "mrd" and not has_residual):
        return _relapse(situation)
    findings = situation.answers.findings
    rules = (r for r in LEADS.get(leads.id, ()) if r in findings)
    return tuple(findings[r].message for r in list(rules)[:1])


def _relapse(situation: Situation) -> tuple[Message, ...]:
    series = _leading_series(situation)
    if series is None:
        return ()
    name = {"name": Variants((series.label,))}
    if not situation.answers.spoke(discordance.RELAPSE):
        text = N_("Plasma positive after curative treatment, to be confirmed: {name}")
        return (Message(text, name),)
    if series.change is None or series.change.low <= 1:
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
    positive = situation.facts.positive
    return min(positive, key=lambda s: not s.id.startswith("assay:"), default=None)


def _first(situation: Situation) -> tuple[Message, ...]:
    """Say what comes first where something does."""
    if situation.growth and situation.interacting_drugs:
        drugs = {"drugs": Terms(situation.interacting_drugs)}
        return (Message(N_("Check the medication first: {drugs}"), drugs),)
    is_due = situation.discordance and situation.is_tumor_dna
    if is_due and situation.answers.spoke(discordance.STALE):
        words = situation.answers.findings[discordance.STALE].message.words
        text = N_("{regions} last imaged on {on}: complete staging within two weeks")
        return (Message(text, words),)
    return ()
