"""RECIST 1.1 a second time: plain, slow, written from the published tables alone.

Eisenhauer et al., Eur J Cancer 2009;45:228-247. Its author had not read the
program's evaluator. It shares no code, no type and no constant with it; lengths
are whole hundredths of a millimeter, days are whole numbers. Where the paper
leaves the answer to a person, it gives every answer that the paper allows.
"""

from dataclasses import dataclass, field, replace
from typing import Literal

HUNDREDTHS_PER_MM = 100

CR, PR, SD, PD, NE = "CR", "PR", "SD", "PD", "NE"
NON_CR_NON_PD = "NON_CR_NON_PD"  # the tables print "non-CR/non-PD"
NO_TARGETS = "NO TARGETS"

NonTargetState = Literal["gone", "there", "unequivocal growth", "not assessed"]
NewState = Literal["none", "gone", "equivocal", "unequivocal"]
MarkerState = Literal["never raised", "normal", "raised", "unknown"]


@dataclass(frozen=True)
class Target:
    """A target lesion. Nodes are measured by their short axis."""

    name: str
    is_node: bool = False


@dataclass(frozen=True)
class Finding:
    """What was written down for one target on one day.

    Exactly one thing is said: a length (several when the lesion has split), that
    it has gone, that it is still visible but too small to measure, that it now
    belongs to another lesion, or, with nothing said, that it was not assessed.
    """

    lengths: tuple[int, ...] = ()
    has_gone: bool = False
    is_too_small: bool = False
    has_merged: bool = False
    merged_into: str = ""


@dataclass(frozen=True)
class Visit:
    """One day of imaging."""

    day: int
    targets: dict[str, Finding]
    non_targets: tuple[NonTargetState, ...] = ()
    new_lesions: tuple[NewState, ...] = ()
    markers: MarkerState = "never raised"


@dataclass(frozen=True)
class Course:
    """The baseline and what followed, in the order of days."""

    lesions: tuple[Target, ...]
    baseline: Visit
    follow_ups: tuple[Visit, ...]
    has_non_targets: bool = False


@dataclass(frozen=True)
class Bounds:
    """What the lesions that were not assessed would have to measure."""

    progression_from: int
    response_up_to: int | None  # None: response is no longer possible


@dataclass(frozen=True)
class Answer:
    """What the tables say of one follow-up visit."""

    day: int
    total: int | None
    measured_part: int
    nadir: int | None
    target: str
    non_target: str
    overall: str
    is_disease_after_complete_response: bool = False
    bounds: Bounds | None = None


@dataclass
class _Past:
    """What has to be remembered from visit to visit."""

    baseline: int | None
    sums: list[int] = field(default_factory=list)
    complete_on: list[int] = field(default_factory=list)
    had_complete: bool = False
    is_complete_confirmed: bool = False


# --- sizes -----------------------------------------------------------------------


def size_of(finding: Finding) -> int | None:
    """The length that goes into the sum, or None when it was not assessed."""
    # 4.3.2: a lesion that has disappeared is recorded as 0 mm
    if finding.has_gone:
        return 0
    # 4.3.2: coalesced lesions: one keeps the maximal diameter, the others 0
    if finding.has_merged:
        return 0
    # 4.3.2: present but too small to measure: the default of 5 mm
    if finding.is_too_small:
        return 5 * HUNDREDTHS_PER_MM
    # 4.3.2: fragments of a split lesion are added; a single length is itself,
    # also below 5 mm
    if finding.lengths:
        return sum(finding.lengths)
    return None


def sizes_of(course: Course, visit: Visit) -> list[int | None]:
    return [size_of(visit.targets.get(x.name, Finding())) for x in course.lesions]


# --- target lesions, 4.3.1 -------------------------------------------------------


def is_progression(total: int, nadir: int) -> bool:
    """At least 20 % over the smallest sum on study and at least 5 mm."""
    growth = total - nadir
    return 5 * growth >= nadir and growth >= 5 * HUNDREDTHS_PER_MM


def is_response(total: int, baseline: int) -> bool:
    """At least 30 % under the baseline sum."""
    return 10 * (baseline - total) >= 3 * baseline


def is_complete(course: Course, sizes: list[int]) -> bool:
    """Every target gone, every target node under 10 mm in its short axis."""
    for lesion, size in zip(course.lesions, sizes, strict=True):
        if lesion.is_node and size >= 10 * HUNDREDTHS_PER_MM:
            return False
        if not lesion.is_node and size != 0:
            return False
    return True


def target_response(course: Course, sizes: list[int | None], past: _Past) -> str:
    """CR, then PD, then PR, then SD; first of all whether everything was seen."""
    if not course.lesions:
        return NO_TARGETS
    known = [size for size in sizes if size is not None]
    nadir = min(past.sums) if past.sums else None
    # 4.4.2: lesions were not assessed: not evaluable, unless the others alone
    # already reach progression, the missing ones counted as nothing; where nothing
    # but normal nodes is left by that count it would be CR, which comes before PD
    if len(known) < len(sizes):
        counted = [size or 0 for size in sizes]
        proven = (
            nadir is not None
            and is_progression(sum(counted), nadir)
            and not is_complete(course, counted)
        )
        return PD if proven else NE
    # 4.3.1 CR: a sum above zero is allowed when only normal nodes make it
    if is_complete(course, known):
        return CR
    # 4.3.1 PD: against the nadir, baseline included; comes before PR
    if nadir is not None and is_progression(sum(known), nadir):
        return PD
    if past.baseline is None:
        return NE
    # 4.3.1 PR: against the baseline; SD is neither of them
    return PR if is_response(sum(known), past.baseline) else SD


def bounds_of(measured: int, past: _Past) -> Bounds | None:
    """How large the missing lesions must be for PD, how small for PR."""
    if past.baseline is None or not past.sums:
        return None
    nadir = min(past.sums)
    rise = max(-(-nadir // 5), 5 * HUNDREDTHS_PER_MM)
    room = past.baseline * 7 // 10 - measured
    return Bounds(
        progression_from=max(0, nadir + rise - measured),
        response_up_to=room if room >= 0 else None,
    )


# --- non-target lesions, 4.3.3 and 4.3.4 -----------------------------------------


def non_target_response(course: Course, visit: Visit) -> str:
    # 4.3.3 PD: unequivocal progression of any of them
    if "unequivocal growth" in visit.non_targets:
        return PD
    # Table 1: a patient without non-target disease counts as CR; lesions that the
    # baseline had and today does not mention were not assessed
    seen = visit.non_targets if course.has_non_targets else ("gone",)
    if not seen or "not assessed" in seen:
        return NE
    # 4.3.3 non-CR/non-PD: one or more persist, or markers above normal
    if "there" in seen or visit.markers == "raised":
        return NON_CR_NON_PD
    # 4.3.3 CR: all gone, and markers that were raised must be seen to be normal
    if visit.markers == "unknown":
        return NE
    return CR


# --- Tables 1 and 2: the overall response of a visit -----------------------------

_ANY_TARGET = (CR, PR, SD, PD, NE)
_ANY_NON_TARGET = (CR, NON_CR_NON_PD, PD, NE)
_NOT_PD = (CR, NON_CR_NON_PD)

# (target, non-target, new lesion, overall), tried from the top. The three rows of
# progression stand first because the table's "any" overlaps the others.
TABLE_1: tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[bool, ...], str], ...] = (
    # row "PD | any | yes or no": PD
    ((PD,), _ANY_NON_TARGET, (True, False), PD),
    # row "any | PD | yes or no": PD
    (_ANY_TARGET, (PD,), (True, False), PD),
    # row "any | any | yes": PD
    (_ANY_TARGET, _ANY_NON_TARGET, (True,), PD),
    # row "CR | CR | no": CR
    ((CR,), (CR,), (False,), CR),
    # row "CR | non-CR/non-PD | no": PR
    ((CR,), (NON_CR_NON_PD,), (False,), PR),
    # row "CR | not evaluated | no": PR
    ((CR,), (NE,), (False,), PR),
    # row "PR | non-PD or not all evaluated | no": PR
    ((PR,), (*_NOT_PD, NE), (False,), PR),
    # row "SD | non-PD or not all evaluated | no": SD
    ((SD,), (*_NOT_PD, NE), (False,), SD),
    # row "not all evaluated | non-PD | no": NE
    ((NE,), _NOT_PD, (False,), NE),
    # not printed: neither evaluated, which can be nothing else
    ((NE,), (NE,), (False,), NE),
)

# (non-target, new lesion, overall)
TABLE_2: tuple[tuple[tuple[str, ...], tuple[bool, ...], str], ...] = (
    # row "CR | no": CR
    ((CR,), (False,), CR),
    # row "non-CR/non-PD | no": non-CR/non-PD, never SD
    ((NON_CR_NON_PD,), (False,), NON_CR_NON_PD),
    # row "not all evaluated | no": NE
    ((NE,), (False,), NE),
    # row "unequivocal PD | yes or no": PD
    ((PD,), (True, False), PD),
    # row "any | yes": PD
    (_ANY_NON_TARGET, (True,), PD),
)


def overall_response(target: str, non_target: str, has_new: bool) -> str:
    if target == NO_TARGETS:
        rows_2 = [
            overall
            for non_targets, news, overall in TABLE_2
            if non_target in non_targets and has_new in news
        ]
        return rows_2[0]
    rows = [
        overall
        for targets, non_targets, news, overall in TABLE_1
        if target in targets and non_target in non_targets and has_new in news
    ]
    return rows[0]


# --- a whole course --------------------------------------------------------------


def remember_complete(past: _Past, overall: str, day: int) -> None:
    """A complete response is confirmed four weeks later, nothing worse between."""
    if overall == CR:
        past.complete_on.append(day)
        past.is_complete_confirmed |= day - past.complete_on[0] >= 28
    elif overall != NE:
        past.complete_on.clear()


def answer_for(course: Course, visit: Visit, past: _Past) -> Answer:
    sizes = sizes_of(course, visit)
    known = [size for size in sizes if size is not None]
    is_whole = bool(sizes) and len(known) == len(sizes)
    target = target_response(course, sizes, past)
    non_target = non_target_response(course, visit)
    # 4.3.5: only an unequivocal new lesion counts; an equivocal one is looked at again
    overall = overall_response(target, non_target, "unequivocal" in visit.new_lesions)
    # Table 3, footnote: after a true CR any disease has come back and is PD,
    # whatever else was not assessed: what is seen is there
    gone = [0 if size is None else size for size in sizes]
    is_seen = not is_complete(course, gone) or "there" in visit.non_targets
    is_back = past.had_complete and overall != PD and is_seen
    if is_back and past.is_complete_confirmed:
        overall = PD
    is_open = bool(sizes) and not is_whole and target == NE
    answer = Answer(
        day=visit.day,
        total=sum(known) if is_whole else None,
        measured_part=sum(known),
        nadir=min(past.sums) if past.sums else None,
        target=target,
        non_target=non_target,
        overall=overall,
        is_disease_after_complete_response=is_back,
        bounds=bounds_of(sum(known), past) if is_open else None,
    )
    # the nadir takes whole sums only: a part of a sum is not a small sum
    if is_whole:
        past.sums.append(sum(known))
    past.had_complete |= overall == CR
    if is_back:
        past.complete_on.clear()
    remember_complete(past, overall, visit.day)
    return answer


def evaluate(course: Course) -> list[Answer]:
    """The answer for each follow-up visit, in order."""
    sizes = sizes_of(course, course.baseline)
    known = [size for size in sizes if size is not None]
    is_whole = bool(sizes) and len(known) == len(sizes)
    past = _Past(baseline=sum(known) if is_whole else None)
    # 4.3.1: the smallest sum on study includes the baseline
    if past.baseline is not None:
        past.sums.append(past.baseline)
    return [answer_for(course, visit, past) for visit in course.follow_ups]


def progression_day(course: Course, answers: list[Answer]) -> int | None:
    """The day of progression.

    4.3.5: when a new lesion that was equivocal is later unequivocal, progression is
    dated to the scan that showed it first.
    """
    for visit, answer in zip(course.follow_ups, answers, strict=True):
        if answer.overall == PD:
            unequivocal = [
                which
                for which, state in enumerate(visit.new_lesions)
                if state == "unequivocal"
            ]
            first_seen = [first_seen_day(course, visit, w) for w in unequivocal]
            return min([visit.day, *first_seen])
    return None


def first_seen_day(course: Course, visit: Visit, which: int) -> int:
    """The first scan that showed a new lesion, since it was last seen to be gone."""
    first = visit.day
    for earlier in reversed(course.follow_ups):
        if earlier.day >= visit.day:
            continue
        if earlier.new_lesions[which] == "gone":
            break
        if earlier.new_lesions[which] in ("equivocal", "unequivocal"):
            first = earlier.day
    return first


# --- best overall response, 4.4.3 and Table 3 ------------------------------------


def until_progression(answers: list[Answer], day: int | None) -> list[Answer]:
    """What counts for the best response: everything before the day of progression.

    4.3.5 dates progression to the scan that first raised the suspicion; that scan is
    then PD, whatever it was called at the time.
    """
    if day is None:
        return answers
    before = [answer for answer in answers if answer.day < day]
    on_the_day = [replace(x, overall=PD) for x in answers if x.day == day]
    return [*before, *on_the_day]


def best_response(kept: list[Answer], start: int, minimum_days: int) -> str:
    """The best over all visits until progression, without confirmation (4.4.3)."""
    said = [answer.overall for answer in kept]
    # the best response is the best of all visits
    for best in (CR, PR):
        if best in said:
            return best
    return stable_or_worse(kept, start, minimum_days)


def stable_or_worse(kept: list[Answer], start: int, minimum_days: int) -> str:
    """What is left when there is no (confirmed) response."""
    long_enough = [
        answer.overall for answer in kept if answer.day - start >= minimum_days
    ]
    # 4.4.3: stable must have lasted the minimum time from the start; a response
    # that was not confirmed is at least that (Table 3, rows 3 to 5, 7 to 9)
    if any(said in (CR, PR, SD) for said in long_enough):
        return SD
    if NON_CR_NON_PD in long_enough:
        return NON_CR_NON_PD
    # 4.4.3: stable too short, then progression: PD; then nothing: not evaluable
    return PD if any(answer.overall == PD for answer in kept) else NE


def has_confirmed(
    kept: list[Answer],
    firsts: tuple[str, ...],
    nexts: tuple[str, ...],
    days: int,
    most_gaps: int,
) -> bool:
    """A first response, a second after `days`, and nothing worse between them.

    `most_gaps` is how many visits between them may be not evaluable.
    """
    for i, first in enumerate(kept):
        for j in range(i + 1, len(kept)):
            between = [answer.overall for answer in kept[i + 1 : j]]
            if (
                first.overall in firsts
                and kept[j].overall in nexts
                and kept[j].day - first.day >= days
                and all(said in (*nexts, NE) for said in between)
                and between.count(NE) <= most_gaps
            ):
                return True
    return False


def best_confirmed(
    kept: list[Answer], start: int, minimum_days: int, confirm_days: int = 28
) -> set[str]:
    """Table 3: every best overall response that the paper allows.

    One answer, except in two places. Where disease follows an unconfirmed CR the
    footnote asks whether the CR was true, and that is for a person to say. How many
    visits may be not evaluable between a response and its confirmation the paper does
    not say: one is the strictest reading that still allows a gap, any number the
    widest.
    """
    allowed = set()
    for most_gaps in (1, len(kept)):
        # row "CR | CR": CR
        if has_confirmed(kept, (CR,), (CR,), confirm_days, most_gaps):
            allowed.add(CR)
        # rows "PR | CR" and "PR | PR": PR
        elif has_confirmed(kept, (PR,), (PR, CR), confirm_days, most_gaps):
            allowed.add(PR)
        # rows "CR | SD, PD, NE" and "PR | SD, PD, NE" and "NE | NE"
        else:
            allowed.add(stable_or_worse(kept, start, minimum_days))
    said = [answer.overall for answer in kept]
    after = said[said.index(CR) :] if CR in said else []
    is_back = any(answer.is_disease_after_complete_response for answer in kept)
    if (is_back or set(after) & {PR, SD, NON_CR_NON_PD}) and CR not in allowed:
        # row "CR | PR": SD, PD or PR; row "CR | SD": SD, else PD
        allowed |= {PD, stable_or_worse(kept, start, minimum_days)}
        allowed |= {PR} if PR in said else set()
    return allowed
