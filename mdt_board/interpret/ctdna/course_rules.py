"""What the courses of plasma series say: speed, clearance, and whether they part."""

from datetime import date
from decimal import Decimal

from mdt_board.interpret.ctdna.kinetics import PAIR
from mdt_board.interpret.ctdna.setting import curative, is_after, is_metastatic
from mdt_board.interpret.ctdna.tumor_signal import looked
from mdt_board.interpret.facts import Facts, once
from mdt_board.interpret.references import (
    BOARD_JUDGMENT,
    CTDNA_ARITHMETIC,
    GALAXY_2024,
)
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.interpretation import (
    Clearance,
    CourseKind,
    Level,
    PlasmaCourse,
    Series,
    SeriesPoint,
    Tag,
)
from mdt_board.model.oncology import TreatmentKind
from mdt_board.model.text import (
    N_,
    Count,
    Message,
    Number,
    On,
    Span,
    Variants,
    Word,
)

SAMPLES = 3  # a course; two samples are a change, said elsewhere
REVERTED = "ctdna.course.reverted"
GROWS = "ctdna.course.doubling"
FALLS = "ctdna.course.half-life"


@once
def _tumor_courses(facts: Facts) -> list[tuple[Series, PlasmaCourse]]:
    """Return the tumor's series with their courses, whole panels first."""
    found = ((s, facts.courses.get(s.id)) for s in facts.tumor_series)
    known = [(s, c) for s, c in found if c is not None]
    return sorted(known, key=lambda k: not k[0].id.startswith("assay:"))


def _moving(facts: Facts, kind: CourseKind) -> Because | Unknown | None:
    courses = _tumor_courses(facts)
    for series, course in courses:
        days = course.doubling_days
        if course.kind is kind and days is not None and course.samples >= SAMPLES:
            return Because(_since(series, course), _words(series, course, days))
    is_open = any(
        c.kind is CourseKind.UNCLEAR
        and c.least_fold is None
        and sum(p.status == "detected" for p in looked(s)) >= PAIR
        and len(looked(s)) >= SAMPLES
        for s, c in courses
    )
    if is_open:
        missing = N_("DNA input, limits and loci of the plasma samples")
        return Unknown((Message(missing),))
    return None


def _since(series: Series, course: PlasmaCourse) -> tuple[str, ...]:
    return tuple(p.record for p in looked(series)[-course.samples :])


def _words(series: Series, course: PlasmaCourse, days: Decimal) -> dict[str, Word]:
    low, high = (
        None if d is None else abs(d)
        for d in (course.doubling_low, course.doubling_high)
    )
    return {
        "name": Variants((series.label,)),
        "count": Count(course.samples),
        "days": Number(abs(days)),
        "span": Span(low, high),
    }


@rule(
    GROWS,
    N_(
        "{name}: doubling time {days} days ({span}) over {count} samples, those "
        "without detection counted by what they could have missed"
    ),
    CTDNA_ARITHMETIC,
    level=Level.CAUTION,
)
def doubling(facts: Facts) -> Because | Unknown | None:
    """All samples since the last turn lie on a rising exponential.

    When  three samples of one assay or more, two of them detected, give a growth rate
          whose 95 % interval lies above zero
    Then  gives the doubling time; a sample without detection is never a zero
    Else  unknown when DNA input, limits or loci are missing; silent otherwise
    """
    return _moving(facts, CourseKind.RISING)


@rule(
    FALLS,
    N_(
        "{name}: half-life {days} days ({span}) over {count} samples, those without "
        "detection counted by what they could have missed"
    ),
    CTDNA_ARITHMETIC,
)
def half_life(facts: Facts) -> Because | Unknown | None:
    """All samples since the last turn lie on a falling exponential.

    When  as for the doubling time, with an interval below zero
    Then  gives the half-life
    Else  unknown when DNA input, limits or loci are missing; silent otherwise
    """
    return _moving(facts, CourseKind.FALLING)


@rule(
    "ctdna.course.cleared",
    N_(
        "{name}: not detected in the last {count} samples by the same assay, after it "
        "had been; that is no all-clear"
    ),
    BOARD_JUDGMENT,
)
def cleared(facts: Facts) -> Because | Unknown | None:
    """A signal that was detected is gone in samples that could have shown it.

    When  the last samples of a tumor series are not detected with limit or DNA input,
          after an earlier one was detected
    Then  says in how many; one is not yet sustained
    Else  unknown when these samples carry no numbers; silent otherwise
    """
    is_open = False
    for series, course in _tumor_courses(facts):
        points = looked(series)
        if points[-1].status == "detected":
            continue
        if course.clearance in (Clearance.ONCE, Clearance.SUSTAINED):
            run = _absent_run(points)
            words: dict[str, Word] = {
                "name": Variants((series.label,)),
                "count": Count(len(run)),
            }
            return Because(tuple(p.record for p in run), words)
        is_open = is_open or any(p.status == "detected" for p in points)
    if is_open:
        missing = N_("limit of detection or DNA input of the last samples")
        return Unknown((Message(missing),))
    return None


def _absent_run(points: tuple[SeriesPoint, ...]) -> tuple[SeriesPoint, ...]:
    run = 0
    for point in reversed(points):
        if point.status == "detected":
            break
        run += 1
    return points[len(points) - run :]


@rule(
    REVERTED,
    N_(
        "{name}: detected after curative treatment on {on}, not detected since without "
        "treatment: not an all-clear; 2 of 105 stayed clear by themselves"
    ),
    GALAXY_2024,
    level=Level.CAUTION,
)
def reverted(facts: Facts) -> Because | Unknown | None:
    """A positive after treatment for cure turned negative by itself.

    When  a tumor series was detected after curative treatment of disease that is not
          metastatic, is not detected now, and no drug was given between
    Then  says that this is no all-clear; immune control is not inferred
    Else  unknown when the days of a systemic treatment are missing; silent otherwise
    """
    treatments = curative(facts)
    if not treatments or is_metastatic(facts):
        return None
    for series, _ in _tumor_courses(facts):
        points = looked(series)
        seen = [p for p in points if p.status == "detected"]
        if not seen or points[-1].status == "detected":
            continue
        if is_after(treatments, seen[-1].on) is not True:
            continue
        between = _was_treated(facts, seen[-1].on, points[-1].on)
        if between is None:
            return Unknown((Message(N_("the days of each systemic treatment")),))
        if not between:
            words: dict[str, Word] = {
                "name": Variants((series.label,)),
                "on": On(seen[-1].on),
            }
            return Because((seen[-1].record, points[-1].record), words)
    return None


def _was_treated(facts: Facts, first: date, last: date) -> bool | None:
    """Say whether any drug was given between two days; None if that is not known."""
    drugs = [
        t for t in facts.case.oncology.treatments if t.kind is TreatmentKind.SYSTEMIC
    ]
    if any(t.started_on is None for t in drugs):
        return None
    return any(
        t.started_on.first <= last
        and (t.stopped_on is None or t.stopped_on.last >= first)
        for t in drugs
        if t.started_on
    )


@rule(
    "ctdna.course.transient-clearance",
    N_("{name}: not detected on {on}, detected again on {again}: cleared for a time"),
    GALAXY_2024,
    level=Level.CAUTION,
    tag=Tag.JUDGED,
)
def transient_clearance(facts: Facts) -> Because | Unknown | None:
    """A signal was gone in an informative sample and came back.

    When  a tumor series is detected now, was detected before, and between was not in
          a sample with limit or DNA input
    Then  the clearance was transient; it ended on the first day of detection again
    Else  unknown when the samples between carry no numbers; silent otherwise
    """
    is_open = False
    for series, course in _tumor_courses(facts):
        points = looked(series)
        seen = [i for i, p in enumerate(points) if p.status == "detected"]
        if not seen or points[-1].status != "detected":
            continue
        back = next((i for i in reversed(seen) if i - 1 not in seen), 0)
        if course.clearance is Clearance.TRANSIENT and back > seen[0]:
            gone, again = points[back - 1], points[back]
            words: dict[str, Word] = {
                "name": Variants((series.label,)),
                "on": On(gone.on),
                "again": On(again.on),
            }
            return Because((gone.record, again.record), words)
        is_open = is_open or back > seen[0]
    if is_open:
        missing = N_("limit of detection or DNA input of the samples between")
        return Unknown((Message(missing),))
    return None


RULES: tuple[Rule, ...] = (
    doubling,
    half_life,
    cleared,
    reverted,
    transient_clearance,
)
