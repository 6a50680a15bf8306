"""Why a visit has the response it has, in sentences with the numbers they rest on."""

from collections.abc import Iterator
from dataclasses import dataclass

from mdt_board.interpret.response.beyond_targets import NewLesions, NonTargets
from mdt_board.interpret.response.target_sum import (
    TargetSum,
    change,
    has_two_sizes,
    pr_line,
)
from mdt_board.interpret.response.visits import Visit, labels
from mdt_board.model.oncology import Response
from mdt_board.model.quantity import ZERO, Length
from mdt_board.model.text import N_, Message, Mm, Percent, Plain, Word

NO_PERCENTAGE = Plain("–")  # against a nadir of zero there is none


@dataclass(frozen=True, slots=True)
class Reading:
    """One visit with everything it is judged against.

    ``baseline`` and ``nadir`` are those of the earlier visits.
    """

    visit: Visit
    has_baseline: bool
    is_baseline: bool
    is_follow_up: bool
    targets: TargetSum
    non_targets: NonTargets
    new: NewLesions
    baseline: Length | None
    nadir: Length | None
    pd_line: Length | None
    pr_line: Length | None
    target: Response | None
    overall: Response | None
    had_complete_response: bool


def explain(reading: Reading) -> tuple[Message, ...]:
    """Explain target lesions, non-target lesions and new lesions, in this order."""
    if not reading.has_baseline:
        return (Message(N_("No baseline: the criteria cannot be applied")),)
    if reading.is_baseline:
        return tuple(_baseline(reading))
    if not reading.is_follow_up:
        return (Message(N_("Before the baseline: no response category")),)
    return (
        *_target(reading),
        *_contradictions(reading),
        *_non_target(reading.non_targets),
        *_new(reading.new),
        *_after_complete_response(reading),
    )


def relative(total: Length, reference: Length) -> Word:
    """Return the signed change as a percentage, a dash where there is none."""
    fraction = change(total, reference)
    return Percent(fraction, signed=True) if fraction is not None else NO_PERCENTAGE


def shrinkage(total: Length, baseline: Length) -> Word:
    """Return how much smaller the sum is than the baseline, without a sign."""
    fraction = change(total, baseline)
    return Percent(-fraction) if fraction is not None else NO_PERCENTAGE


def _baseline(reading: Reading) -> Iterator[Message]:
    targets = reading.targets
    if targets.total is not None:
        words: dict[str, Word] = {"sum": Mm(targets.total)}
        yield Message(N_("Baseline: the target diameters add up to {sum}"), words)
    elif targets.sizes:
        yield Message(
            N_("Baseline incomplete: {lesions} not measured"),
            {"lesions": Plain(labels(targets.missing))},
        )
    else:
        yield Message(N_("Baseline: non-target lesions only"))
    if reading.new.is_any is not False:
        yield from _already_there(reading.new)


def _already_there(new: NewLesions) -> Iterator[Message]:
    found = (*new.unequivocal, *new.uncertain)
    yield Message(
        N_("Recorded as new, but already seen at the baseline: {lesions}"),
        {"lesions": Plain(labels(found))},
    )


def _target(reading: Reading) -> Iterator[Message]:
    targets = reading.targets
    if not targets.sizes:
        yield Message(N_("No target lesions"))
    elif reading.target is Response.CR:
        yield Message(N_("Target lesions CR: none is left, every node is under 10 mm"))
    elif reading.target is Response.PD:
        yield _target_progression(reading)
    elif reading.target is Response.NE:
        yield from _target_not_evaluable(reading)
    elif targets.total is not None and reading.baseline is not None:
        yield _below_progression(reading, targets.total, reading.baseline)
        yield from _above_nadir(reading, targets.total)


def _target_progression(reading: Reading) -> Message:
    targets = reading.targets
    if reading.nadir is None or reading.pd_line is None:
        raise ValueError("progression of target lesions needs a nadir")
    words: dict[str, Word] = {
        "sum": Mm(targets.partial),
        "nadir": Mm(reading.nadir),
        "change": relative(targets.partial, reading.nadir),
        "line": Mm(reading.pd_line),
    }
    if targets.missing:
        words["lesions"] = Plain(labels(targets.missing))
        return Message(
            N_(
                "Target lesions PD: {sum} without {lesions}, against a nadir of "
                "{nadir} ({change}); PD from {line}"
            ),
            words,
        )
    return Message(
        N_(
            "Target lesions PD: {sum} against a nadir of {nadir} ({change}); "
            "PD from {line}"
        ),
        words,
    )


def _below_progression(reading: Reading, total: Length, baseline: Length) -> Message:
    words: dict[str, Word] = {"sum": Mm(total), "baseline": Mm(baseline)}
    if reading.target is Response.PR:
        words["change"] = shrinkage(total, baseline)
        text = N_("Target lesions PR: {sum}, −{change} from the baseline of {baseline}")
        return Message(text, words)
    words["change"] = relative(total, baseline)
    words["line"] = Mm(pr_line(baseline))
    return Message(
        N_(
            "Target lesions SD: {sum}, {change} from the baseline of {baseline}; "
            "PR from {line} down"
        ),
        words,
    )


def _above_nadir(reading: Reading, total: Length) -> Iterator[Message]:
    nadir, line = reading.nadir, reading.pd_line
    if nadir is None or line is None or total <= nadir:
        return
    yield Message(
        N_("{increase} ({change}) above the nadir of {nadir}, not PD (≥ {line})"),
        {
            "increase": Mm(total - nadir),
            "change": relative(total, nadir),
            "nadir": Mm(nadir),
            "line": Mm(line),
        },
    )


def _target_not_evaluable(reading: Reading) -> Iterator[Message]:
    targets = reading.targets
    if not targets.missing:
        yield Message(N_("Target lesions NE: the baseline sum is not known"))
        return
    lesions: dict[str, Word] = {"lesions": Plain(labels(targets.missing))}
    yield Message(N_("Target lesions NE: {lesions} not measured"), lesions)
    yield from _bounds(reading)


def _bounds(reading: Reading) -> Iterator[Message]:
    """Say what the missing lesions could still make of the response."""
    partial = reading.targets.partial
    if partial == ZERO:
        return
    if reading.pd_line is not None and partial < reading.pd_line:
        yield Message(
            N_("It would be PD if the missing lesions add up to {rest} or more"),
            {"rest": Mm(reading.pd_line - partial)},
        )
    if reading.pr_line is not None and partial > reading.pr_line:
        yield Message(
            N_("PR is excluded: the measured lesions alone exceed {line}"),
            {"line": Mm(reading.pr_line)},
        )


def _contradictions(reading: Reading) -> Iterator[Message]:
    ids = frozenset(reading.targets.sizes)
    for lesion in reading.targets.missing:
        if has_two_sizes(reading.visit, lesion.id, ids):
            yield Message(
                N_("{lesion} was given two different sizes on this day"),
                {"lesion": Plain(lesion.label)},
            )


def _non_target(non_targets: NonTargets) -> Iterator[Message]:
    if non_targets.response is None:
        yield Message(N_("No non-target lesions"))
    elif non_targets.response is Response.PD:
        yield Message(
            N_("Non-target lesions PD: {lesions} progressed unequivocally"),
            {"lesions": Plain(labels(non_targets.progressed))},
        )
    elif non_targets.response is Response.NE:
        yield Message(
            N_("Non-target lesions NE: {lesions} not assessed"),
            {"lesions": Plain(labels(non_targets.missing))},
        )
    elif non_targets.response is Response.CR:
        yield Message(
            N_("Non-target lesions CR: all gone; it also takes normal tumor markers")
        )
    else:
        yield Message(N_("Non-target lesions: neither gone nor clearly progressed"))


def _new(new: NewLesions) -> Iterator[Message]:
    if new.unequivocal:
        found: dict[str, Word] = {"lesions": Plain(labels(new.unequivocal))}
        yield Message(N_("New lesion, hence PD: {lesions}"), found)
    if new.uncertain:
        doubt: dict[str, Word] = {"lesions": Plain(labels(new.uncertain))}
        yield Message(
            N_("Possible new lesion, not PD until confirmed: {lesions}"), doubt
        )
    if new.is_any is False:
        yield Message(N_("No new lesion recorded"))


def _after_complete_response(reading: Reading) -> Iterator[Message]:
    if is_disease_after_complete_response(
        reading.overall, reading.had_complete_response
    ):
        yield Message(
            N_("Disease after a complete response: review whether that was true")
        )


def is_disease_after_complete_response(
    overall: Response | None, had_complete_response: bool
) -> bool:
    """Say whether there is disease again where all of it had gone."""
    is_without_disease = overall in (None, Response.CR, Response.NE)
    return had_complete_response and not is_without_disease
