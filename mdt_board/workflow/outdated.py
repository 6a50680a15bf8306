"""Whether what is known now would have been put to the board differently.

A decision is never carried over silently: where the interpretation now says something
else than the one that was signed, the decision is marked outdated, with what differs.
Another number of decimals, another way to write a sentence or a later day does not
outdate a decision.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Context, Decimal

from mdt_board.model.case import Case
from mdt_board.model.day import PartialDate
from mdt_board.model.decision import STANDING
from mdt_board.model.interpretation import Interpretation
from mdt_board.model.text import (
    N_,
    Message,
    Number,
    Percent,
    Plain,
    Span,
    Term,
    Terms,
    Word,
)
from mdt_board.workflow.edit import all_records

SHOWN_DIGITS = 6  # more than any sentence shows; beyond it lies arithmetic noise

HEADLINE = N_("Outdated: the headline says something else now.")
RESPONSE = N_("Outdated: the response or a sum is not the one that was signed.")
LEADING = N_("Outdated: the leading explanation was {before}, it is now {now}.")
DIFFERENTIAL = N_("Outdated: the order or weight of the explanations has changed.")
STEPS = N_("Outdated: other next steps are proposed now.")
NEW_GUARDRAIL = N_(
    "Outdated: the system analysis now also argues against {guardrails}."
)
NO_GUARDRAIL = N_(
    "Outdated: the system analysis no longer argues against {guardrails}."
)
POSITIONS = N_("Outdated: positions were recorded or changed since the signature.")
RED_FLAGS = N_("Outdated: the red flags have changed.")


DATES = ("on", "sampled_on", "reported_on", "taken_on", "started_on", "stopped_on")


def last_day(case: Case, today: date) -> date:
    """Return the last day, ``today`` at the latest, of which the case holds anything.

    The day of the last signature counts too.
    """
    days = [case.sign_offs[-1].at.date()] if case.sign_offs else [date.min]
    for _, _, record in all_records(case):
        dated = (getattr(record, name, None) for name in DATES)
        days += [d.last for d in dated if isinstance(d, PartialDate)]
    return max((day for day in days if day <= today), default=today)


def outdated(
    case: Case, signed: Interpretation, now: Interpretation
) -> tuple[Message, ...]:
    """Return why the decision of the case is outdated; nothing while it holds.

    Args:
        case: as it is now; only a decision that stands can be outdated.
        signed: the interpretation that was signed.
        now: the interpretation of the case as it is now.
    """
    if case.decision is None or case.decision.state not in STANDING:
        return ()
    return tuple(_reasons(signed, now))


def _reasons(signed: Interpretation, now: Interpretation) -> Iterator[Message]:
    if _flags(signed) != _flags(now):
        yield Message(RED_FLAGS)
    if [_meant(m) for m in signed.headline] != [_meant(m) for m in now.headline]:
        yield Message(HEADLINE)
    if _response(signed) != _response(now):
        yield Message(RESPONSE)
    yield from _differential(signed, now)
    if _steps(signed) != _steps(now):
        yield Message(STEPS)
    yield from _guardrails(signed, now)


def _flags(interpretation: Interpretation) -> frozenset[str]:
    return frozenset(f.id for f in interpretation.red_flags)


def _response(interpretation: Interpretation) -> list[tuple[object, ...]]:
    """Return what each visit says; how it is explained does not count."""
    return [
        (p.on, p.total, p.overall, p.has_new_lesion) for p in interpretation.response
    ]


def _steps(interpretation: Interpretation) -> list[tuple[str, bool]]:
    """Return what is proposed; days are left out, for they move with the calendar."""
    return [(s.id, s.is_urgent) for s in interpretation.next_steps]


def _differential(signed: Interpretation, now: Interpretation) -> Iterator[Message]:
    before, after = ([(h.id, h.band) for h in i.differential] for i in (signed, now))
    if before == after:
        return
    if before and after and before[0][0] != after[0][0]:
        words = {"before": before[0][0], "now": after[0][0]}
        terms = {k: Term(f"hypothesis.{v}") for k, v in words.items()}
        yield Message(LEADING, terms)
    else:
        yield Message(DIFFERENTIAL)


def _guardrails(signed: Interpretation, now: Interpretation) -> Iterator[Message]:
    before, after = ({g.id for g in i.guardrails} for i in (signed, now))
    for text, changed in (
        (NEW_GUARDRAIL, after - before),
        (NO_GUARDRAIL, before - after),
    ):
        if changed:
            names = Terms(tuple(f"guardrail.{g}" for g in sorted(changed)))
            yield Message(text, {"guardrails": names})


# what a sentence means, however it is written


def _meant(message: Message) -> tuple[object, ...]:
    words = tuple((name, _value(w)) for name, w in sorted(message.words.items()))
    letters = "".join(c for c in message.text.casefold() if c.isalnum() or c in "{}")
    return letters, words


def _value(word: Word) -> object:
    """Return what a word says, without how many digits of it are shown."""
    if isinstance(word, Percent):
        return _number(word.fraction)
    if isinstance(word, Number):
        return _number(word.value), word.unit
    if isinstance(word, Span):
        return _number(word.low), _number(word.high)
    if isinstance(word, Plain):
        return " ".join(word.text.split())
    return word


def _number(value: Decimal | None) -> Decimal | None:
    """Return a number to the digits that could ever be shown."""
    return None if value is None else Context(prec=SHOWN_DIGITS).plus(value).normalize()
