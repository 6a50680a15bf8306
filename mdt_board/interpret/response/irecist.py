"""iRECIST 2017 as a state machine: iUPD, its confirmation, and the reset of the bar.

Progression under immunotherapy is first unconfirmed (iUPD). A scan four to eight weeks
later confirms it (iCPD) only by growth beyond what the iUPD showed, or by progression
of another kind; where the disease shrinks instead the bar is reset, and a later
progression has to be confirmed again. Everything is compared with the first iUPD that
still stands, so that small steps add up.

Source: Seymour 2017, Lancet Oncol 18:e143-e152, Table 2 (PMC5648544), and the questions
and clarifications of the RECIST working group (recist.eortc.org/irecist).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from mdt_board.interpret.response import irecist_words as words
from mdt_board.interpret.response.irecist_visits import ImmuneVisit, Seen
from mdt_board.interpret.response.overall import overall_response
from mdt_board.interpret.response.target_sum import is_progression
from mdt_board.model.day import PartialDate
from mdt_board.model.interpretation import ImmuneTimePoint
from mdt_board.model.oncology import Response
from mdt_board.model.quantity import TICKS_PER_MM, Length
from mdt_board.model.text import Message, Name

TARGET, NON_TARGET, NEW = "target", "non-target", "new"
FURTHER = Length(5 * TICKS_PER_MM)
CONFIRM_AFTER = (timedelta(weeks=4), timedelta(weeks=8))
EARLIEST = timedelta(days=26)  # four weeks, two days of variance allowed
SHRUNK = frozenset({Response.CR, Response.PR})
IMMUNE = {
    Response.CR: Response.ICR,
    Response.PR: Response.IPR,
    Response.SD: Response.ISD,
}

BEST_FIRST = (
    *(Response.ICR, Response.IPR, Response.ISD, Response.NON_CR_NON_PD),
    *(Response.ICPD, Response.IUPD, Response.NE),
)


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """An iUPD that still stands: the visit that showed it, and what it rests on."""

    at: ImmuneVisit
    triggers: tuple[str, ...]

    @property
    def progressed_on(self) -> date:
        """The day from which progression dates, once it is confirmed.

        A new lesion dates back to the scan that first raised the suspicion.
        """
        noted = self.at.noted_on if NEW in self.triggers else None
        return min(self.at.on, noted or self.at.on)


@dataclass(frozen=True, slots=True)
class State:
    """What the visits so far leave behind.

    ``accepted`` are new lesions of an iUPD that was closed while they were still there:
    alone they no longer open one. ``new_nadir`` is the smallest sum of theirs since.
    """

    open: Unconfirmed | None = None
    confirmed: Unconfirmed | None = None
    accepted: frozenset[str] = frozenset()
    new_nadir: Length | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What holds for the whole course: names of lesions, days of new symptoms."""

    labels: dict[str, Name]
    symptom_days: tuple[PartialDate, ...] = ()


def immune_course(
    visits: Iterable[ImmuneVisit], case: Case
) -> tuple[ImmuneTimePoint, ...]:
    """Return the iRECIST response at each visit under immunotherapy."""
    state = State()
    course: list[ImmuneTimePoint] = []
    for visit in visits:
        state, point = step(state, visit, case)
        course.append(point)
    return tuple(course)


def step(state: State, visit: ImmuneVisit, case: Case) -> tuple[State, ImmuneTimePoint]:
    """Take one visit: return what it leaves behind, and its response."""
    if state.confirmed is not None:
        return state, _stands(state.confirmed, visit)
    if state.open is None:
        return _without_open(state, visit, case)
    if visit.on - state.open.at.on < EARLIEST:
        return _early(state, state.open, visit, case)
    proofs, questions = _proofs(state.open, visit, case, state.accepted)
    if proofs:
        return _confirm(state, state.open, visit, proofs)
    return _unproven(state, state.open, visit, questions)


def best_of(course: Iterable[ImmuneTimePoint]) -> Response | None:
    """Return the best response (Table 3), where responses need no confirmation.

    What comes after confirmed progression does not count; a response or stable disease
    after an iUPD that was not confirmed does. None without a visit.
    """
    seen: set[Response | None] = set()
    for point in course:
        seen.add(point.response)
        if point.response is Response.ICPD:
            break
    return next((r for r in BEST_FIRST if r in seen), None)


def _stands(confirmed: Unconfirmed, visit: ImmuneVisit) -> ImmuneTimePoint:
    return ImmuneTimePoint(
        on=visit.on,
        records=visit.records,
        response=Response.ICPD,
        opened_on=confirmed.at.on,
        progressed_on=confirmed.progressed_on,
        triggers=confirmed.triggers,
        why=(words.stands(confirmed.progressed_on),),
    )


def _without_open(
    state: State, visit: ImmuneVisit, case: Case
) -> tuple[State, ImmuneTimePoint]:
    triggers = _triggers(visit, state)
    if triggers:
        opened = Unconfirmed(visit, triggers)
        why = words.opened(visit, triggers, case.labels)
        return _opened(state, opened), _pending(opened, visit, why)
    response = _category(visit, state.accepted)
    why = _doubt(response, visit)
    point = ImmuneTimePoint(visit.on, visit.records, response, why=why)
    return _lowered(state, visit), point


def _opened(state: State, opened: Unconfirmed) -> State:
    return State(opened, None, state.accepted, state.new_nadir)


def _lowered(state: State, visit: ImmuneVisit) -> State:
    """Keep the smallest sum of the accepted new lesions, where all have a size."""
    now = _sum(state.accepted, visit.new)
    known = [x for x in (state.new_nadir, now) if x is not None]
    nadir = min(known) if known else None
    return State(state.open, state.confirmed, state.accepted, nadir)


def _triggers(visit: ImmuneVisit, state: State) -> tuple[str, ...]:
    found = {
        TARGET: visit.target is Response.PD,
        NON_TARGET: visit.non_target is Response.PD,
        NEW: _is_new_progression(visit, state),
    }
    return tuple(name for name, is_so in found.items() if is_so)


def _is_new_progression(visit: ImmuneVisit, state: State) -> bool:
    """Say whether new lesions progress: further ones, or accepted ones by RECIST."""
    if visit.new.there - state.accepted or visit.new.grown & state.accepted:
        return True
    total = _sum(state.accepted, visit.new)
    return total is not None and is_progression(total, state.new_nadir)


def _category(visit: ImmuneVisit, accepted: frozenset[str]) -> Response | None:
    """Return the category without progression; with a new lesion never complete.

    One that is only possible counts no more than in RECIST: see `_doubt`.
    """
    answer = overall_response(visit.target, visit.non_target, False)
    if answer is Response.CR and visit.new.there & accepted:
        answer = Response.PR
    return IMMUNE.get(answer, answer) if answer else None


def _doubt(response: Response | None, visit: ImmuneVisit) -> tuple[Message, ...]:
    """Say what a complete response hangs on, beside a possible new lesion."""
    is_open = response is Response.ICR and visit.has_uncertain_new
    return (words.complete_in_doubt(),) if is_open else ()


def _early(
    state: State, opened: Unconfirmed, visit: ImmuneVisit, case: Case
) -> tuple[State, ImmuneTimePoint]:
    """Disregard a scan before four weeks, but for new symptoms with a new lesion."""
    further = visit.new.there - opened.at.new.there - state.accepted
    if further and _had_new_symptom(opened.at.on, visit.on, case):
        proof = words.early_proof(further, case.labels)
        return _confirm(state, opened, visit, (proof,))
    why = words.too_early((visit.on - opened.at.on).days, _window(opened, visit)[0])
    return state, _pending(opened, visit, (why,))


def _had_new_symptom(after: date, until: date, case: Case) -> bool:
    return any(
        after < d.exact <= until for d in case.symptom_days if d.exact is not None
    )


def _confirm(
    state: State,
    opened: Unconfirmed,
    visit: ImmuneVisit,
    proofs: tuple[Message, ...],
) -> tuple[State, ImmuneTimePoint]:
    is_late = visit.on - opened.at.on > CONFIRM_AFTER[1]
    late = (words.late((visit.on - opened.at.on).days),) if is_late else ()
    point = ImmuneTimePoint(
        on=visit.on,
        records=visit.records,
        response=Response.ICPD,
        opened_on=opened.at.on,
        progressed_on=opened.progressed_on,
        triggers=opened.triggers,
        new_total=_sum(opened.at.best_new, visit.new),
        why=(words.confirmed(opened.progressed_on), *proofs, *late),
    )
    return State(None, opened, state.accepted, state.new_nadir), point


def _unproven(
    state: State,
    opened: Unconfirmed,
    visit: ImmuneVisit,
    questions: tuple[Message, ...],
) -> tuple[State, ImmuneTimePoint]:
    remaining = visit.new.there - state.accepted
    response = _closing(opened, visit, remaining, state.accepted)
    if response is not None:
        accepted = state.accepted | remaining
        closed = State(None, None, accepted, _sum(accepted, visit.new))
        why = (words.reset(opened.at.on), *_doubt(response, visit))
        return closed, ImmuneTimePoint(visit.on, visit.records, response, why=why)
    if _is_not_evaluable(visit):
        point = _pending(opened, visit, (words.still_open(opened.at.on),), questions)
        return state, replace(point, response=Response.NE)
    why = (words.unchanged(opened.at.on),)
    return state, _pending(opened, visit, why, questions)


def _closing(
    opened: Unconfirmed,
    visit: ImmuneVisit,
    remaining: frozenset[str],
    accepted: frozenset[str],
) -> Response | None:
    """Return the category that closes the iUPD; None while it stands.

    New lesions that stay close it only where the targets came to a response after they
    had appeared; unchanged beside targets that had responded before, it stands.
    """
    if Response.PD in (visit.target, visit.non_target) or _is_not_evaluable(visit):
        return None
    if visit.has_uncertain_new and NEW in opened.triggers:
        return None  # what was new is not known to be gone
    has_responded = visit.target in SHRUNK and opened.at.target not in SHRUNK
    if remaining and not has_responded:
        return None
    return _category(visit, accepted | remaining)


def _is_not_evaluable(visit: ImmuneVisit) -> bool:
    answer = overall_response(visit.target, visit.non_target, False)
    return answer in (None, Response.NE)


def _pending(
    opened: Unconfirmed,
    visit: ImmuneVisit,
    why: tuple[Message, ...],
    lacks: tuple[Message, ...] = (),
) -> ImmuneTimePoint:
    first, last = _window(opened, visit)
    total, new_total = opened.at.total, _sum(opened.at.best_new, opened.at.new)
    is_by_target = TARGET in opened.triggers and total is not None
    has_new = bool(opened.at.best_new) and NEW in opened.triggers and new_total
    return ImmuneTimePoint(
        on=visit.on,
        records=visit.records,
        response=Response.IUPD,
        opened_on=opened.at.on,
        progressed_on=opened.progressed_on,
        triggers=opened.triggers,
        confirm_from=first,
        confirm_until=last,
        confirm_sum=total + FURTHER if is_by_target and total else None,
        new_total=_sum(opened.at.best_new, visit.new),
        confirm_new_sum=new_total + FURTHER if has_new and new_total else None,
        why=why,
        lacks=lacks,
    )


def _window(opened: Unconfirmed, visit: ImmuneVisit) -> tuple[date, date]:
    """Return when the next scan can confirm; one too early does not move it."""
    is_early = visit.on - opened.at.on < EARLIEST
    since = opened.at.on if is_early else visit.on
    return since + CONFIRM_AFTER[0], since + CONFIRM_AFTER[1]


def _sum(lesions: frozenset[str], seen: Seen) -> Length | None:
    """Add the sizes of these lesions; None unless each of them has one."""
    if not lesions or not lesions <= seen.sizes.keys():
        return None
    return Length(sum(seen.sizes[x].ticks for x in lesions))


def _proofs(
    opened: Unconfirmed, visit: ImmuneVisit, case: Case, accepted: frozenset[str]
) -> tuple[tuple[Message, ...], tuple[Message, ...]]:
    """Return what confirms the iUPD, and the questions that keep it open."""
    proofs, questions = [], []
    for found in (
        _of_targets(opened, visit),
        _of_non_targets(opened, visit, case),
        _of_new(opened, visit, case, accepted),
    ):
        proofs += found[0]
        questions += found[1]
    return tuple(proofs), tuple(questions)


Found = tuple[list[Message], list[Message]]


def _of_targets(opened: Unconfirmed, visit: ImmuneVisit) -> Found:
    before = opened.at.total
    if TARGET in opened.triggers:
        if before is None:
            is_open = visit.target is Response.PD
            return [], [words.no_sum_then(opened.at.on)] if is_open else []
        further = visit.least - before
        is_more = further >= FURTHER
        return ([words.further_targets(further, FURTHER)] if is_more else []), []
    if visit.target is not Response.PD:
        return [], []
    if opened.at.target is Response.NE:
        return [], [words.no_sum_then(opened.at.on)]
    return [words.newly(TARGET)], []


def _of_non_targets(opened: Unconfirmed, visit: ImmuneVisit, case: Case) -> Found:
    then, now = opened.at.non_targets, visit.non_targets
    if NON_TARGET not in opened.triggers:
        if visit.non_target is not Response.PD:
            return [], []
        if opened.at.non_target is Response.NE:
            return [], [words.grew_further(now.grown, case.labels)]
        return [words.newly(NON_TARGET)], []
    larger = _larger(then.grown, then, now) | (now.grown - then.grown)
    if larger:
        return [words.further(larger, case.labels)], []
    unsized = {x for x in now.grown if x not in now.sizes or x not in then.sizes}
    if unsized:
        return [], [words.grew_further(frozenset(unsized), case.labels)]
    return [], []


def _larger(lesions: frozenset[str], then: Seen, now: Seen) -> frozenset[str]:
    """Return those of the lesions that are larger now, where both sizes are known."""
    both = lesions & then.sizes.keys() & now.sizes.keys()
    return frozenset(x for x in both if now.sizes[x] > then.sizes[x])


def _of_new(
    opened: Unconfirmed, visit: ImmuneVisit, case: Case, accepted: frozenset[str]
) -> Found:
    further = visit.new.there - opened.at.new.there - accepted
    if further:
        return [words.further_new(further, case.labels)], []
    if NEW not in opened.triggers:
        return [], []
    then, now, best = opened.at.new, visit.new, opened.at.best_new
    before = _sum(best, then)
    least = Length(sum(now.sizes[x].ticks for x in best if x in now.sizes))
    if before is not None and least - before >= FURTHER:
        return [words.further_new_sum(least - before)], []
    rest = then.there - best
    larger = _larger(rest, then, now) | ((now.grown - then.grown) & then.there)
    if larger:
        return [words.further(larger, case.labels)], []
    unsized = frozenset(x for x in then.there & now.there if x not in now.sizes)
    return [], [words.grew_further(unsized, case.labels)] if unsized else []
