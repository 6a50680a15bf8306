"""RECIST 1.1 on a whole course: the one engine behind the window and behind trials.

Everything is whole ticks of 0.0001 mm, so that 27.0 → 32.4 mm is exactly +20 %. What
was not evaluable is None and never zero: it lowers no nadir and completes no sum.

Source: Eisenhauer 2009, Eur J Cancer 45:228-247, doi 10.1016/j.ejca.2008.10.026.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from mdt_board.interpret.response import reasons as why
from mdt_board.interpret.response.overall import overall_response
from mdt_board.model.course import (
    RECIST_1_1,
    Course,
    Judged,
    Protocol,
    Reason,
    Seen,
)
from mdt_board.model.oncology import Response
from mdt_board.model.quantity import TICKS_PER_MM

PD_LEAST_INCREASE = 5 * TICKS_PER_MM  # §4.3.1, inclusive
NORMAL_NODE_BELOW = 10 * TICKS_PER_MM  # §4.3.2
OTHER_DISEASE_FROM = 1  # tick: any lesion that is not a node must be gone

CR, PR, SD, PD = Response.CR, Response.PR, Response.SD, Response.PD
NE, NON_CR_NON_PD = Response.NE, Response.NON_CR_NON_PD


class _Past:
    """What the visits so far leave to be judged against."""

    __slots__ = (
        "baseline",
        "complete_since",
        "counted_on",
        "disease_from",
        "had_complete",
        "had_response",
        "is_complete_confirmed",
        "nadir",
        "pd_line",
        "pr_line",
        "protocol",
    )

    def __init__(self, course: Course, seen: Seen, protocol: Protocol) -> None:
        """Begin at the baseline; a sum that lacks a lesion is no reference."""
        total, _ = _added(seen.sizes)
        self.disease_from = course.disease_from
        self.protocol = protocol
        self.baseline = self.nadir = total
        self.pd_line = None if total is None else pd_line(total)
        self.pr_line = None if total is None else pr_line(total)
        self.had_response = self.had_complete = self.is_complete_confirmed = False
        self.complete_since: date | None = None
        self.counted_on = seen.on


def judge(course: Course, protocol: Protocol = RECIST_1_1) -> tuple[Judged, ...]:
    """Return the response at each visit, in the order of the visits.

    Progression is judged against the nadir (the smallest earlier sum, baseline
    included), response against the baseline, never against the last visit alone.
    Visits before the baseline, or without any, have no category.
    """
    visits, at = course.visits, course.baseline
    if at is None:
        return tuple(_beside(seen, (why.NO_BASELINE,)) for seen in visits)
    past = _Past(course, visits[at], protocol)
    return (
        *[_beside(seen, (why.BEFORE_BASELINE,)) for seen in visits[:at]],
        _at_baseline(visits[at]),
        *[_follow_up(past, seen) for seen in visits[at + 1 :]],
    )


def pd_line(nadir: int) -> int:
    """Return the smallest sum that is progression from this nadir, in ticks."""
    return max(-(-6 * nadir // 5), nadir + PD_LEAST_INCREASE)


def pr_line(baseline: int) -> int:
    """Return the largest sum that is partial response from this baseline, in ticks."""
    return 7 * baseline // 10


def disease_from(is_node: bool | None) -> int:
    """Return the size in ticks from which a lesion is disease; under it CR (§4.3.1)."""
    return NORMAL_NODE_BELOW if is_node else OTHER_DISEASE_FROM


def _added(sizes: Sequence[int | None]) -> tuple[int | None, int]:
    """Return the sum of all sizes, None where one lacks, and of those that there are.

    Without any target there is no sum.
    """
    known = [size for size in sizes if size is not None]
    partial = sum(known)
    return (partial if known and len(known) == len(sizes) else None), partial


def _missing(seen: Seen) -> tuple[int, ...]:
    return tuple(i for i, size in enumerate(seen.sizes) if size is None)


def _has_new(seen: Seen) -> bool | None:
    return True if seen.new else None if seen.maybe_new else False


def _at_baseline(seen: Seen) -> Judged:
    total, _ = _added(seen.sizes)
    if total is not None:
        reason = Reason(why.BASELINE_SUM, (total,))
    elif seen.sizes:
        reason = Reason(why.BASELINE_LACKS, (), _missing(seen))
    else:
        reason = why.BASELINE_NON_TARGETS
    there = (*seen.new, *seen.maybe_new, *seen.old)
    more = (Reason(why.ALREADY_THERE, (), there),) if there else ()
    return _beside(seen, (reason, *more), is_baseline=True)


def _beside(
    seen: Seen, reasons: tuple[Reason, ...], is_baseline: bool = False
) -> Judged:
    """Return a visit that has no category."""
    total, partial = _added(seen.sizes)
    return Judged(
        seen=seen,
        is_baseline=is_baseline,
        is_follow_up=False,
        total=total,
        partial=partial,
        baseline=None,
        nadir=None,
        pd_line=None,
        pr_line=None,
        target=None,
        non_target=None,
        has_new=_has_new(seen),
        overall=None,
        reasons=reasons,
    )


def _follow_up(past: _Past, seen: Seen) -> Judged:
    """Judge one visit, then let the next be judged against it."""
    total, partial = _added(seen.sizes)
    reasons: list[Reason] = []
    has_disease = partial > 0 and _has_disease(seen.sizes, past.disease_from)
    target = _target(past, seen, (total, partial), has_disease, reasons)
    non_target = _non_target(seen, target, reasons)
    has_new = _new(seen, reasons)
    overall = _overall(seen, target, non_target, reasons)
    nadir, line = past.nadir, past.pd_line
    if _is_too_soon(past, seen):
        reasons.append(Reason(why.TOO_SOON, (past.protocol.least_days_between,)))
        overall = None
    else:
        overall = _after_complete(past, seen, overall, has_disease, reasons)
        _remember(past, seen, total, target)
    return Judged(
        seen,
        False,
        True,
        total,
        partial,
        past.baseline,
        nadir,
        line,
        past.pr_line,
        target,
        non_target,
        has_new,
        overall,
        tuple(reasons),
    )


def _overall(
    seen: Seen,
    target: Response | None,
    non_target: Response | None,
    reasons: list[Reason],
) -> Response | None:
    """Combine the three answers; say what a possible new lesion may make of CR."""
    has_new = _has_new(seen)
    answer = overall_response(target, non_target, has_new)
    if has_new is None and answer is CR:
        reasons.append(Reason(why.MAYBE_COMPLETE, (), seen.maybe_new))
    return answer


def _has_disease(sizes: Sequence[int | None], disease_from: tuple[int, ...]) -> bool:
    """Say whether a measured target is more than a normal node."""
    for size, least in zip(sizes, disease_from, strict=True):
        if size is not None and size >= least:
            return True
    return False


def _target(
    past: _Past,
    seen: Seen,
    added: tuple[int | None, int],
    has_disease: bool,
    reasons: list[Reason],
) -> Response | None:
    """Judge the target lesions (§4.3.1), in this order: missing, CR, PD, PR, SD.

    PD outranks PR where both hold.
    """
    total, partial = added
    if not seen.sizes:
        reasons.append(why.NO_TARGETS)
        return None
    if total is None:
        return _incomplete(past, seen, partial, has_disease, reasons)
    if not has_disease:
        reasons.append(why.TARGET_CR)
        return CR
    nadir, line, least = past.nadir, past.pd_line, past.pr_line
    if nadir is not None and line is not None and total >= line:
        reasons.append(Reason(why.TARGET_PD, (total, nadir, line)))
        return PD
    if past.baseline is None or least is None:
        reasons.append(why.NO_BASELINE_SUM)
        return NE
    if total <= least:
        answer = PR
        reasons.append(Reason(why.TARGET_PR, (total, past.baseline)))
    elif past.had_response and past.protocol.does_response_persist:
        answer = PR
        reasons.append(Reason(why.RESPONSE_PERSISTS, (total, least)))
    else:
        answer = SD
        reasons.append(Reason(why.TARGET_SD, (total, past.baseline, least)))
    if nadir is not None and line is not None and total > nadir:
        reasons.append(Reason(why.ABOVE_NADIR, (total, nadir, line)))
    return answer


def _incomplete(
    past: _Past,
    seen: Seen,
    partial: int,
    has_disease: bool,
    reasons: list[Reason],
) -> Response:
    """Judge targets of which some lack (§4.4.2), and say what those leave open.

    A missing lesion can only make the sum larger, so it does not matter where the
    measured ones already prove PD. Normal nodes alone prove nothing: with the missing
    lesions gone it would be CR.
    """
    missing = _missing(seen)
    nadir, line = past.nadir, past.pd_line
    if has_disease and nadir is not None and line is not None and partial >= line:
        reasons.append(Reason(why.TARGET_PD_PROVEN, (partial, nadir, line), missing))
        return PD
    reasons.append(Reason(why.TARGETS_MISSING, (), missing))
    if len(missing) < len(seen.sizes):
        reasons += _left_open(past, partial)
    return NE


def _left_open(past: _Past, partial: int) -> Iterator[Reason]:
    """Yield what the missing lesions would have to add up to, or no longer can."""
    line, least = past.pd_line, past.pr_line
    if line is not None and partial < line:
        yield Reason(why.REST_TO_PD, (line - partial,))
    if least is not None and partial > least:
        yield Reason(why.PR_EXCLUDED, (least,))
    elif least is not None and (line is None or least < line):
        yield Reason(why.REST_TO_PR, (least - partial,))


def _non_target(
    seen: Seen, target: Response | None, reasons: list[Reason]
) -> Response | None:
    """Judge the non-target lesions (§4.3.3), with the markers where CR depends on them.

    Progression is what the reader called unequivocal; size alone never is. What was
    there at the baseline and still is counts as one, though recorded as new.
    """
    looks = seen.non_targets
    if seen.old:
        reasons.append(Reason(why.STILL_THERE, (), seen.old))
    if not looks:
        reasons += () if seen.old else (why.NO_NON_TARGETS,)
        answer = None
    elif PD in looks:
        lesions = tuple(i for i, look in enumerate(looks) if look is PD)
        reasons.append(Reason(why.NON_TARGET_PD, (), lesions))
        return PD
    elif NE in looks:
        lesions = tuple(i for i, look in enumerate(looks) if look is NE)
        reasons.append(Reason(why.NON_TARGET_NE, (), lesions))
        return NE
    elif NON_CR_NON_PD in looks:
        reasons.append(why.NON_TARGET_STAYS)
        return NON_CR_NON_PD
    else:
        reasons.append(why.NON_TARGET_CR)
        answer = CR
    if seen.old:
        return NON_CR_NON_PD
    if seen.markers is None or (answer is None and target is not CR):
        return answer
    is_raised = seen.markers is NON_CR_NON_PD
    reasons.append(why.MARKERS_RAISED if is_raised else why.MARKERS_NOT_MEASURED)
    return seen.markers


def _new(seen: Seen, reasons: list[Reason]) -> bool | None:
    """Say whether there is a new lesion (§4.3.5); None while that is in doubt."""
    if not seen.new and not seen.maybe_new:
        reasons.append(why.NO_NEW_LESION)
        return False
    if seen.new:
        reasons.append(Reason(why.NEW_LESION, (), seen.new))
    if seen.maybe_new:
        reasons.append(Reason(why.MAYBE_NEW, (), seen.maybe_new))
    return True if seen.new else None


def _is_too_soon(past: _Past, seen: Seen) -> bool:
    """Say whether the protocol leaves this visit out; never by RECIST itself."""
    least = past.protocol.least_days_between
    if not least or past.counted_on is None or seen.on is None:
        return False
    return (seen.on - past.counted_on).days < least


def _after_complete(
    past: _Past,
    seen: Seen,
    overall: Response | None,
    has_disease: bool,
    reasons: list[Reason],
) -> Response | None:
    """Follow a complete response: confirmed, disease that comes back is PD.

    Before it is confirmed the first scan may have been misread (Table 3, footnote):
    then the board reviews it and nothing is guessed.
    """
    if overall is CR:
        _confirm(past, seen)
        return overall
    if not past.had_complete:
        return overall
    has_other = bool(seen.old) or NON_CR_NON_PD in seen.non_targets
    is_back = has_disease or has_other or overall is PD
    if is_back or overall is not NE:
        past.complete_since = None  # what follows confirms no CR before
    if not is_back:
        return overall
    if past.is_complete_confirmed:
        reasons.append(why.REAPPEARED)
        return PD
    if overall is not NE:
        reasons.append(why.AFTER_COMPLETE)
    return overall


def _confirm(past: _Past, seen: Seen) -> None:
    """Note a complete response, and whether it confirms the one before it (§4.6)."""
    past.had_complete = True
    if seen.on is None:
        return
    if past.complete_since is None:
        past.complete_since = seen.on
    elif (seen.on - past.complete_since).days >= past.protocol.confirmation_days:
        past.is_complete_confirmed = True


def _remember(
    past: _Past, seen: Seen, total: int | None, target: Response | None
) -> None:
    """Lower the nadir where the visit has a whole sum; one not evaluable leaves it."""
    past.counted_on = seen.on or past.counted_on
    if target is PR or target is CR:
        past.had_response = True
    if total is not None and (past.nadir is None or total < past.nadir):
        past.nadir = total
        past.pd_line = pd_line(total)
