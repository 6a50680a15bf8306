"""Why a visit has the response it has, in sentences with the numbers they rest on."""

from collections.abc import Callable
from enum import StrEnum
from functools import cache, lru_cache

from mdt_board.interpret.response import reasons as why
from mdt_board.interpret.response.target_sum import change, fraction_of
from mdt_board.model.course import Judged, Names, Reason
from mdt_board.model.quantity import Length
from mdt_board.model.radiology import Lesion
from mdt_board.model.text import (
    N_,
    Count,
    Message,
    Mm,
    Name,
    Percent,
    Plain,
    Word,
    Written,
)

NO_PERCENTAGE = Plain("–")  # against a nadir of zero there is none
TWO_SIZES = N_("{lesion} was given two different sizes on this day")

SUMS_KEPT = 4096

Wording = Callable[[Reason], dict[str, Word]]


def explain(judged: Judged, names: Names) -> tuple[Message, ...]:
    """Explain target lesions, non-target lesions and new lesions, in this order."""
    return tuple(_message(reason, names) for reason in judged.reasons)


def two_sizes(lesion: Lesion) -> Message:
    """Say that two studies of a visit gave a lesion different sizes."""
    return Message(TWO_SIZES, {"lesion": Written((lesion.site or lesion.label,))})


def relative(total: Length, reference: Length) -> Word:
    """Return the signed change as a percentage, a dash where there is none."""
    fraction = change(total, reference)
    return Percent(fraction, signed=True) if fraction is not None else NO_PERCENTAGE


def shrinkage(total: Length, baseline: Length) -> Word:
    """Return how much smaller the sum is than the baseline, without a sign."""
    fraction = change(total, baseline)
    return Percent(-fraction) if fraction is not None else NO_PERCENTAGE


@lru_cache(maxsize=SUMS_KEPT)
def _mm(ticks: int) -> Mm:
    """Return a length as a word; baseline, nadir and lines come again at each visit."""
    return Mm(Length(ticks))


def _signed(total: int, reference: int) -> Word:
    """Return the signed change of a sum in ticks, a dash where there is none."""
    fraction = fraction_of(total, reference)
    return NO_PERCENTAGE if fraction is None else Percent(fraction, 1, True)


def _lengths(*placeholders: str) -> Wording:
    """Return the wording of a sentence with one length for each placeholder."""

    def words(reason: Reason) -> dict[str, Word]:
        pairs = zip(placeholders, reason.numbers, strict=True)
        return {name: _mm(ticks) for name, ticks in pairs}

    return words


def _progression(reason: Reason) -> dict[str, Word]:
    total, nadir, line = reason.numbers
    change = _signed(total, nadir)
    return {"sum": _mm(total), "nadir": _mm(nadir), "change": change, "line": _mm(line)}


def _partial_response(reason: Reason) -> dict[str, Word]:
    total, baseline = reason.numbers
    fraction = fraction_of(total, baseline)
    change = NO_PERCENTAGE if fraction is None else Percent(-fraction)
    return {"sum": _mm(total), "baseline": _mm(baseline), "change": change}


def _stable(reason: Reason) -> dict[str, Word]:
    total, baseline, line = reason.numbers
    return {
        "sum": _mm(total),
        "baseline": _mm(baseline),
        "change": _signed(total, baseline),
        "line": _mm(line),
    }


def _above_nadir(reason: Reason) -> dict[str, Word]:
    total, nadir, line = reason.numbers
    return {
        "increase": _mm(total - nadir),
        "change": _signed(total, nadir),
        "nadir": _mm(nadir),
        "line": _mm(line),
    }


def _days(reason: Reason) -> dict[str, Word]:
    return {"days": Count(reason.numbers[0])}


WORDINGS: dict[str, Wording] = {
    why.BASELINE_SUM: _lengths("sum"),
    why.TARGET_PD: _progression,
    why.TARGET_PD_PROVEN: _progression,
    why.TARGET_PR: _partial_response,
    why.TARGET_SD: _stable,
    why.ABOVE_NADIR: _above_nadir,
    why.REST_TO_PD: _lengths("rest"),
    why.REST_TO_PR: _lengths("rest"),
    why.PR_EXCLUDED: _lengths("line"),
    why.RESPONSE_PERSISTS: _lengths("sum", "line"),
    why.TOO_SOON: _days,
}


def _message(reason: Reason, names: Names) -> Message:
    if not reason.numbers and not reason.lesions:
        return _as_it_is(reason.text)
    wording = WORDINGS.get(reason.text)
    words = wording(reason) if wording else {}
    if reason.lesions:
        kind = _kind(reason.text, names)
        words["lesions"] = Written(tuple(kind[number] for number in reason.lesions))
    return Message(reason.text, words)


@cache
def _as_it_is(text: str) -> Message:
    return Message(text)


OF_NEW = frozenset(
    {
        *(why.NEW_LESION, why.MAYBE_NEW, why.MAYBE_COMPLETE),
        *(why.ALREADY_THERE, why.STILL_THERE),
    }
)


def _kind(text: str, names: Names) -> tuple[Name, ...]:
    """Return the names of the lesions that a sentence can be about."""
    if text in OF_NEW:
        return names.new
    if text in (why.NON_TARGET_PD, why.NON_TARGET_NE):
        return names.non_targets
    return names.targets


class Part(StrEnum):
    """What of a visit a reason is about."""

    TARGET = "target"
    NON_TARGET = "non-target"
    NEW = "new"
    WHOLE = "whole"


def explain_parts(judged: Judged, names: Names) -> dict[Part, tuple[Message, ...]]:
    """Explain a visit, by what each sentence is about."""
    found: dict[Part, tuple[Message, ...]] = dict.fromkeys(Part, ())
    for reason in judged.reasons:
        part = PARTS.get(reason.text, Part.TARGET)
        found[part] = (*found[part], _message(reason, names))
    return found


PARTS = {
    **dict.fromkeys(
        (
            why.NO_NON_TARGETS.text,
            why.NON_TARGET_PD,
            why.NON_TARGET_NE,
            why.NON_TARGET_CR.text,
            why.NON_TARGET_STAYS.text,
            why.MARKERS_RAISED.text,
            why.MARKERS_NOT_MEASURED.text,
            why.STILL_THERE,
        ),
        Part.NON_TARGET,
    ),
    **dict.fromkeys(
        (why.NEW_LESION, why.MAYBE_NEW, why.NO_NEW_LESION.text, why.ALREADY_THERE),
        Part.NEW,
    ),
    **dict.fromkeys(
        (
            why.AFTER_COMPLETE.text,
            why.REAPPEARED.text,
            why.MAYBE_COMPLETE,
            why.TOO_SOON,
            why.NO_BASELINE.text,
            why.BEFORE_BASELINE.text,
        ),
        Part.WHOLE,
    ),
}
