"""From what TR says of one patient and reader to the course that the rules judge."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from mdt_board.importers.sdtm_old import without_old
from mdt_board.importers.sdtm_table import PLAIN_NUMBER, Notes, visit_number
from mdt_board.model.course import Course, Names, Seen
from mdt_board.model.day import PartialDate
from mdt_board.model.oncology import Response
from mdt_board.model.quantity import TICKS_PER_MM
from mdt_board.model.text import N_, Count
from mdt_board.model.trial import TrialCourse, TrialVisit

Key = tuple[str, str, str]  # USUBJID, evaluator, its id

TARGET, NON_TARGET, NEW = "TARGET", "NON-TARGET", "NEW"
NODE_SIZES = ("SAXIS", "LPERP")  # the short axis, never the long one
OTHER_SIZES = ("LDIAM", "DIAMETER")
NODE_DISEASE_FROM = 10 * TICKS_PER_MM  # RECIST 1.1 §4.3.2
TOO_SMALL_SIZE = 5 * TICKS_PER_MM  # RECIST 1.1 §4.3.2: seen, not measurable
ABSENT, TOO_SMALL = "ABSENT", "TOO SMALL TO MEASURE"
NOT_EVALUABLE = "NOT EVALUABLE"
ROLES = (TARGET, NON_TARGET, NEW)
SEEN_NEW = "NEW, not ABSENT"  # among the roles of a day: what a new lesion dates from
LONG_VISIT_DAYS = 14  # judgment: as long as a work-up takes

CR, PD = Response.CR, Response.PD
NE, NON_CR_NON_PD = Response.NE, Response.NON_CR_NON_PD
NON_TARGET_STATES = {
    ABSENT: CR,
    "PRESENT": NON_CR_NON_PD,
    "EQUIVOCAL": NON_CR_NON_PD,
    TOO_SMALL: NON_CR_NON_PD,
    "UNEQUIVOCAL": PD,
    "UNEQUIVOCAL PROGRESSION": PD,
    NOT_EVALUABLE: NE,
}
IS_NEW: dict[str, bool | None] = {
    "UNEQUIVOCAL": True,
    "UNEQUIVOCAL PROGRESSION": True,
    "PRESENT": True,
    "EQUIVOCAL": None,
    TOO_SMALL: None,
    NOT_EVALUABLE: None,
    ABSENT: False,
}
STATES = frozenset(NON_TARGET_STATES)

TWO_SIZES = N_("The lesion has two sizes at one visit; it counts as not evaluable.")
TWO_STATES = N_("The lesion has two states at one visit; it counts as not evaluable.")
CONTRADICTION = N_(
    "State and size of the lesion contradict each other at one visit; it counts as not "
    "evaluable."
)
OTHER_AXIS = N_(
    "Only another diameter was given than the one that counts (of a node the short "
    "axis); the lesion counts as not evaluable."
)
NO_BASELINE = N_(
    "No target and no non-target lesion was seen at any visit: no response is told."
)
UNORDERED = N_("VISITNUM and the dates disagree; the visits were ordered by date.")
TWO_VISITS = N_("Two visits share this VISITNUM; they were told apart by their dates.")
LONG_VISIT = N_("The studies of one visit are {days} days apart.")
SUM_DIFFERS = N_("SUMDIAM differs from the sum of the rows, which was used.")
NEW_BY_TU = N_("A NEW tumor without a state at its visit was taken as unequivocal.")
LATE_TARGET = N_("A target was first measured after the baseline, which lacks it.")


class Tumor(NamedTuple):
    """What TU says of one lesion, and the visit at which it was identified, if told."""

    role: str
    is_node: bool
    place: str
    number: str = ""
    visit: str = ""
    written: str = ""


@dataclass(slots=True)
class Look:
    """What TR says of one lesion at one visit: ticks by test, and states."""

    place: str
    sizes: dict[str, set[int]] = field(default_factory=dict)
    states: set[str] = field(default_factory=set)


@dataclass(slots=True)
class VisitRows:
    """The rows of one day of a visit; ``roles`` are those of the lesions looked at."""

    number: str
    name: str
    place: str
    written: str
    day: PartialDate | None
    roles: set[str] = field(default_factory=set)
    looks: dict[str, Look] = field(default_factory=dict)
    told_sum: int | None = None


@dataclass(slots=True)
class ReaderRows:
    """What TU and TR say of one patient and reader; ``written`` is as TR names them.

    ``visits`` are by number and date: what belongs together is told by `course_of`.
    """

    tumors: dict[str, Tumor] = field(default_factory=dict)
    visits: dict[tuple[str, str], VisitRows] = field(default_factory=dict)
    written: tuple[str, str] = ("", "")


@dataclass(slots=True)
class _Visit:
    """One visit of all its days, with those on which it can have begun and ended."""

    number: str
    days: list[VisitRows]
    looks: dict[str, Look]

    @property
    def place(self) -> str:
        """Where its first row stands."""
        return self.days[0].place

    @property
    def bounds(self) -> tuple[date | None, date | None, bool]:
        """First and last day, and whether they are known to the day.

        Where some are, those known to the month or the year add nothing.
        """
        dated = [d.day for d in self.days if d.day]
        exact = [day for day in dated if day.exact]
        known = exact or dated
        if not known:
            return None, None, False
        first, last = min(d.first for d in known), max(d.last for d in known)
        return first, last, bool(exact)

    @property
    def told_sum(self) -> int | None:
        """SUMDIAM, where exactly one is given."""
        told = {d.told_sum for d in self.days if d.told_sum is not None}
        return told.pop() if len(told) == 1 else None


def course_of(key: Key, rows: ReaderRows, notes: Notes) -> TrialCourse | None:
    """Return the course of one patient and reader; None without any visit."""
    if not rows.visits:
        return None
    links = {r: _links(rows, r) for r in ROLES}
    visits = _visits(rows, notes)
    seen = tuple(_seen(visits, links, rows.tumors, notes))
    baseline = _baseline(visits, seen, links)
    if baseline is None:
        notes.note(visits[0].place, "no-baseline", NO_BASELINE)
    states = [{x: look.states for x, look in v.looks.items()} for v in visits]
    seen = without_old(seen, states, links[NEW], baseline)
    _complain(visits, seen, baseline, notes)
    least = tuple(_disease_from(rows.tumors[x]) for x in links[TARGET])
    return TrialCourse(
        key[0],
        *rows.written,
        Names(links[TARGET], links[NON_TARGET], links[NEW]),
        Course(least, seen, baseline),
        tuple(_named(v) for v in visits),
    )


def _links(rows: ReaderRows, role: str) -> tuple[str, ...]:
    return tuple(link for link, tumor in rows.tumors.items() if tumor.role == role)


def _visits(rows: ReaderRows, notes: Notes) -> list[_Visit]:
    """Join the days of each visit, and order the visits.

    Days of one number that are far apart and look at the same lesion again are two
    visits: unscheduled ones often share a number.
    """
    found: list[_Visit] = []
    by_number: dict[str, list[VisitRows]] = {}
    for (number, _), day in rows.visits.items():
        by_number.setdefault(number, []).append(day)
    for number, days in by_number.items():
        visits = [_Visit(number, [], {})]
        for day in sorted(days, key=_when):
            if visits[-1].days and _is_another(visits[-1], day):
                notes.note(day.place, "two-visits", TWO_VISITS)
                visits.append(_Visit(number, [], {}))
            _join(visits[-1], day)
        found += visits
    return _ordered(found, notes)


def _when(day: VisitRows) -> tuple[date, str]:
    return (day.day.last if day.day else date.min), day.written


def _is_another(visit: _Visit, day: VisitRows) -> bool:
    first = visit.bounds[0]
    if first is None or day.day is None or not visit.looks.keys() & day.looks.keys():
        return False
    return (day.day.first - first).days > LONG_VISIT_DAYS


def _join(visit: _Visit, day: VisitRows) -> None:
    visit.days.append(day)
    for link, look in day.looks.items():
        known = visit.looks.setdefault(link, look)
        if known is not look:
            known.states |= look.states
            for test, sizes in look.sizes.items():
                known.sizes[test] = known.sizes.get(test, set()) | sizes


def _ordered(visits: list[_Visit], notes: Notes) -> list[_Visit]:
    """Order visits by their number, by their dates where these say otherwise."""
    by_number = sorted(visits, key=lambda v: _number(v.number))
    exact = [v.bounds[0] for v in by_number if v.bounds[2]]
    days = [day for day in exact if day]
    if days == sorted(days):
        return by_number
    notes.note(by_number[0].place, "visit-order", UNORDERED)
    return sorted(by_number, key=lambda v: v.bounds[0] or date.max)


def _number(text: str) -> tuple[Decimal, str]:
    """Order visits by number; what is none comes last, by its letters."""
    is_number = PLAIN_NUMBER.fullmatch(text)
    return Decimal(text if is_number else "Infinity"), "" if is_number else text


def _seen(
    visits: list[_Visit],
    links: dict[str, tuple[str, ...]],
    tumors: dict[str, Tumor],
    notes: Notes,
) -> Iterator[Seen]:
    """Yield what each visit showed; a new lesion not mentioned again is in doubt."""
    is_open: set[str] = set()
    for visit in visits:
        looks = visit.looks
        on, _, is_exact = visit.bounds
        answers = {
            x: _is_new(looks.get(x), tumors[x], visit.number, x in is_open, notes)
            for x in links[NEW]
        }
        is_open = {x for x, answer in answers.items() if answer is not False}
        yield Seen(
            on if is_exact else None,
            tuple(_size(looks.get(x), tumors[x], notes) for x in links[TARGET]),
            tuple(_state(looks.get(x), tumors[x], notes) for x in links[NON_TARGET]),
            tuple(i for i, x in enumerate(links[NEW]) if answers[x]),
            tuple(i for i, x in enumerate(links[NEW]) if answers[x] is None),
        )


def _size(look: Look | None, tumor: Tumor, notes: Notes) -> int | None:
    """Return the size of a lesion in ticks; None where it cannot be told."""
    if look is None:
        return None
    tests = NODE_SIZES if tumor.is_node else OTHER_SIZES
    sizes = next((look.sizes[t] for t in tests if t in look.sizes), set())
    if len(sizes) > 1:
        notes.note(look.place, "two-sizes", TWO_SIZES)
        return None
    size = next(iter(sizes), None)
    if size is not None and _contradicts(look.states, size, tumor):
        notes.note(look.place, "contradiction", CONTRADICTION)
        return None
    if size is not None:
        return size
    if look.sizes and not look.states:
        notes.note(look.place, "other-axis", OTHER_AXIS)
    if look.states == {ABSENT}:
        return 0
    return TOO_SMALL_SIZE if look.states == {TOO_SMALL} else None


def _contradicts(states: set[str], size: int, tumor: Tumor) -> bool:
    """Say whether what was said to be there has no size, or the other way round.

    A node under 10 mm is normal: to call it ABSENT contradicts nothing.
    """
    if NOT_EVALUABLE in states or (ABSENT in states and size >= _disease_from(tumor)):
        return True
    return size == 0 and bool(states - {ABSENT})


def _disease_from(tumor: Tumor) -> int:
    return NODE_DISEASE_FROM if tumor.is_node else 1


def _state(look: Look | None, tumor: Tumor, notes: Notes) -> Response:
    """Return what is said of a non-target lesion; NE where nothing is."""
    if look is None:
        return NE
    if tumor.is_node and look.states == {TOO_SMALL}:
        return CR  # a node under 10 mm is normal (§4.3.2)
    answers = {NON_TARGET_STATES[state] for state in look.states}
    if len(answers) > 1:
        notes.note(look.place, "two-states", TWO_STATES)
        return NE
    size = _size(look, tumor, notes)
    if answers:
        answer = answers.pop()
        return NE if answer is CR and size is None else answer
    if size is None:
        return NE
    return CR if size < _disease_from(tumor) else NON_CR_NON_PD


def _is_new(
    look: Look | None, tumor: Tumor, number: str, was_open: bool, notes: Notes
) -> bool | None:
    """Say whether a new lesion is there; None while that is in doubt."""
    if look is None and visit_number(tumor.number) == number:
        notes.note(tumor.place, "new-by-tu", NEW_BY_TU)
        return True
    if look is None:
        return None if was_open else False
    answers = {IS_NEW[state] for state in look.states}
    size = _size(look, tumor, notes)
    if True in answers or (size and not answers):
        return True
    return False if size is not None and answers <= {False} else None


def _baseline(
    visits: list[_Visit], seen: tuple[Seen, ...], links: dict[str, tuple[str, ...]]
) -> int | None:
    """Return the first visit with a measured target or, without any, a non-target."""
    if links[TARGET]:
        found = (i for i, s in enumerate(seen) if any(x is not None for x in s.sizes))
    else:
        others = set(links[NON_TARGET])
        found = (i for i, v in enumerate(visits) if others & v.looks.keys())
    return next(found, None)


def _complain(
    visits: list[_Visit], seen: tuple[Seen, ...], baseline: int | None, notes: Notes
) -> None:
    """Note what is odd about visits without changing the answer."""
    for visit, found in zip(visits, seen, strict=True):
        first, last, is_exact = visit.bounds
        days = (last - first).days if first and last and is_exact else 0
        if days > LONG_VISIT_DAYS:
            notes.note(visit.place, "long-visit", LONG_VISIT, days=Count(days))
        told = visit.told_sum
        if told is not None and told != sum(x for x in found.sizes if x is not None):
            notes.note(visit.place, "sum-differs", SUM_DIFFERS)
    if baseline is None or None not in seen[baseline].sizes:
        return
    lacking = [i for i, size in enumerate(seen[baseline].sizes) if size is None]
    if any(s.sizes[i] is not None for s in seen[baseline + 1 :] for i in lacking):
        notes.note(visits[baseline].place, "late-target", LATE_TARGET)


def _named(visit: _Visit) -> TrialVisit:
    first, last, _ = visit.bounds
    dated = [d for d in visit.days if d.day]
    of = {role: [d for d in dated if role in d.roles] or dated for role in ROLES}
    number, name = visit.days[0].number, visit.days[0].name
    return TrialVisit(
        number if number != name or PLAIN_NUMBER.fullmatch(number) else "",
        name,
        first,
        last,
        _latest(dated),
        _latest(of[TARGET]),
        _latest(of[NON_TARGET]),
        _earliest([d for d in dated if SEEN_NEW in d.roles] or of[NEW]),
    )


def _latest(days: list[VisitRows]) -> str:
    """Return the last date as written: then a sum was complete."""
    return max(days, key=_when).written if days else ""


def _earliest(days: list[VisitRows]) -> str:
    """Return the first date as written: then a new lesion was seen."""
    return min(days, key=_when).written if days else ""
