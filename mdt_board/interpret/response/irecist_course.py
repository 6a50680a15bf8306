"""When iRECIST applies, and the course it then makes: only under immunotherapy.

It begins with the first checkpoint inhibitor and ends where another systemic treatment
has taken its place. The baseline is the last visit before it began: progression under
an earlier drug is not counted against it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from mdt_board.interpret.exposure import Exposure, classes_of
from mdt_board.interpret.response import recist_1_1
from mdt_board.interpret.response.irecist import Case as Course
from mdt_board.interpret.response.irecist import immune_course
from mdt_board.interpret.response.irecist_visits import immune_visits
from mdt_board.interpret.response.visits import lesion_names
from mdt_board.model.case import Case
from mdt_board.model.day import PartialDate
from mdt_board.model.interpretation import ImmuneTimePoint, TimePoint
from mdt_board.model.knowledge import Knowledge
from mdt_board.model.oncology import Treatment, Trend
from mdt_board.model.radiology import Radiology

CHECKPOINT_INHIBITOR = "immune-checkpoint-inhibitor"
LONGEST_PAUSE = timedelta(weeks=12)  # a longer one begins a new course [J]


@dataclass(frozen=True, slots=True)
class Immunotherapy:
    """The span in which iRECIST applies; ``begun`` is None where it is not stated."""

    begun: PartialDate | None
    replaced_on: PartialDate | None
    is_current: bool


def immunotherapy_of(exposure: Exposure, knowledge: Knowledge) -> Immunotherapy | None:
    """Return the last span of immunotherapy; None without any.

    Drugs that followed each other are one span; after another treatment, or after
    twelve weeks without, it is a new one and needs a baseline of its own.
    """
    if CHECKPOINT_INHIBITOR not in exposure.ever_classes:
        return None
    every = (*exposure.past, *exposure.uncertain, *exposure.current)
    given = [t for t in every if inhibitors(t, knowledge)]
    others = [t for t in every if not inhibitors(t, knowledge)]
    is_current = any(t in exposure.current for t in given)
    begun = _last_span(given, others)
    replaced = () if is_current else _starts_after(begun, others)
    first = min(replaced, key=lambda s: s.first, default=None)
    return Immunotherapy(begun, first, is_current)


def _last_span(given: list[Treatment], others: list[Treatment]) -> PartialDate | None:
    """Return the start of the last span; None where a start is not stated."""
    starts = [t.started_on for t in given if t.started_on is not None]
    if len(starts) < len(given):
        return None
    ordered = sorted(given, key=_first_day, reverse=True)
    span = ordered[0]
    for earlier in ordered[1:]:
        if _is_apart(earlier, span, others):
            break
        span = earlier
    return span.started_on


def _first_day(treatment: Treatment) -> date:
    return treatment.started_on.first if treatment.started_on else date.min


def _is_apart(
    earlier: Treatment, later: Treatment, others: Iterable[Treatment]
) -> bool:
    """Say whether another treatment or a long pause lies between the two."""
    if any(_first_day(earlier) < _first_day(o) < _first_day(later) for o in others):
        return True
    ended = earlier.stopped_on or earlier.last_given_on
    return ended is not None and _first_day(later) - ended.last > LONGEST_PAUSE


def inhibitors(treatment: Treatment, knowledge: Knowledge) -> tuple[str, ...]:
    """Return the checkpoint inhibitors of a treatment, as recorded."""
    return tuple(
        d.name
        for d in treatment.drugs
        if CHECKPOINT_INHIBITOR in classes_of(d.name, knowledge)
    )


def _starts_after(
    begun: PartialDate | None, treatments: Iterable[Treatment]
) -> tuple[PartialDate, ...]:
    if begun is None:
        return ()
    starts = (t.started_on for t in treatments)
    return tuple(s for s in starts if s is not None and s.is_after(begun))


def immune_time_points(
    case: Case,
    knowledge: Knowledge,
    exposure: Exposure,
    points: tuple[TimePoint, ...],
) -> tuple[ImmuneTimePoint, ...]:
    """Return the iRECIST response at each visit under immunotherapy.

    Empty without immunotherapy, without the day on which it began, and without a visit
    after it.
    """
    span = immunotherapy_of(exposure, knowledge)
    if span is None or span.begun is None:
        return ()
    under = [p for p in points if is_under(span, p.on)]
    if not under:
        return ()
    days = {p.on for p in under}
    own = _with_own_baseline(case.radiology, points, span.begun)
    visits = (v for v in immune_visits(*own) if v.on in days)
    names = lesion_names(case.radiology)
    new = (s.on for s in case.oncology.symptoms if s.trend is Trend.NEW)
    return immune_course(visits, Course(names, tuple(new)))


def is_under(span: Immunotherapy, on: date) -> bool:
    """Say whether a visit is known to be after immunotherapy began, before another."""
    if span.begun is None or not span.begun.is_before(on):
        return False
    return span.replaced_on is None or span.replaced_on.is_before(on) is not True


def _with_own_baseline(
    radiology: Radiology, points: tuple[TimePoint, ...], begun: PartialDate
) -> tuple[Radiology, tuple[TimePoint, ...]]:
    """Judge against the last measured visit before immunotherapy began.

    Usually that is the baseline already, and nothing changes.
    """
    before = [p for p in points if begun.is_before(p.on) is not True]
    measured = [p for p in before if p.total is not None]
    if not measured or measured[-1].is_baseline:
        return radiology, points
    since = measured[-1].on
    later = tuple(s for s in radiology.studies if s.on.first >= since)
    known = {s.id for s in later}
    own = Radiology(
        studies=later,
        lesions=radiology.lesions,
        measurements=tuple(m for m in radiology.measurements if m.study in known),
    )
    last = points[-1].on
    return own, tuple(p for p in recist_1_1.time_points(own) if p.on <= last)
