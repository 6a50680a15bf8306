"""Points for and against growth being real (C3): judgment that nobody validated.

The context counts once: the start value of a targeted drug stands for months of
response before, too. What plasma says of the driver is a statement of its own and is
not added. Without measurable growth the points never reach "progression likely".
"""

from collections.abc import Iterator
from itertools import islice

from mdt_board.interpret.facts import Facts
from mdt_board.interpret.hypotheses import Answers
from mdt_board.interpret.red_flags import RECENT_DAYS
from mdt_board.interpret.resistance.marker_change import (
    DOWN,
    UP,
    MarkerChange,
    changes,
)
from mdt_board.interpret.resistance.progression import (
    BEYOND_ERROR,
    DRIVER_RISES,
    PROGRESSION,
    WITHIN_ERROR,
)
from mdt_board.interpret.response.immunotherapy import CHECKPOINT_INHIBITOR
from mdt_board.interpret.situation import mechanisms_found
from mdt_board.model.interpretation import GrowthPoints, Point, PointsAnswer, Tag
from mdt_board.model.oncology import Response, Trend
from mdt_board.model.text import N_, Message, Terms, Word

M = Tag.UNVERIFIED
LIKELY_FROM, UNCLEAR_FROM = 5, 1
EARLY_IMMUNOTHERAPY_DAYS = 84
NEW_LESION = "response.recist-1-1.new-lesion"
PAIR, RISES = 2, 3


def growth_points(facts: Facts, answers: Answers) -> GrowthPoints | None:
    """Return the points of the last visit under treatment; None without one."""
    latest = facts.latest
    if latest is None or latest.is_baseline or not facts.exposure.current:
        return None
    if latest.overall in (None, Response.NE):
        return None
    items = tuple(_items(facts, answers))
    total = sum(i.points for i in items)
    has_grown = answers.spoke(WITHIN_ERROR, BEYOND_ERROR, *PROGRESSION)
    is_capped = not has_grown and total >= LIKELY_FROM
    total = LIKELY_FROM - 1 if is_capped else total
    return GrowthPoints(
        items=items,
        molecular=tuple(_molecular(facts, answers)),
        total=total,
        is_capped=is_capped,
        answer=_answer(total),
    )


def _answer(total: int) -> PointsAnswer:
    if total >= LIKELY_FROM:
        return PointsAnswer.LIKELY
    return PointsAnswer.UNCLEAR if total >= UNCLEAR_FROM else PointsAnswer.MIMIC


def _items(facts: Facts, answers: Answers) -> Iterator[Point]:
    yield _start(facts)
    yield from _of_imaging(facts, answers)
    yield from _of_the_patient(facts)
    yield from _of_markers(facts)
    yield from _of_tissue(facts)


def _start(facts: Facts) -> Point:
    """Under immunotherapy growth may be inflammation; under a targeted drug seldom."""
    if CHECKPOINT_INHIBITOR not in facts.exposure.current_classes:
        return Point(Message(N_("Starting value: a targeted or other drug")), 2)
    latest = facts.latest
    begun = [t.started_on.last for t in facts.exposure.current if t.started_on]
    is_early = latest is None or (
        bool(begun) and (latest.on - max(begun)).days <= EARLY_IMMUNOTHERAPY_DAYS
    )
    if is_early:
        return Point(Message(N_("Starting value: immunotherapy, first 12 weeks")), 0)
    return Point(Message(N_("Starting value: immunotherapy, later")), 1)


def _of_imaging(facts: Facts, answers: Answers) -> Iterator[Point]:
    findings = answers.findings
    if BEYOND_ERROR in findings:
        found = findings[BEYOND_ERROR]
        yield Point(found.message, 2, found.records)
    if WITHIN_ERROR in findings and not answers.spoke(*PROGRESSION):
        found = findings[WITHIN_ERROR]
        yield Point(found.message, -2, found.records)
    totals = [t.total for t in facts.time_points[-RISES:] if t.total]
    if len(totals) == RISES and totals == sorted(set(totals)):
        yield Point(Message(N_("Second consecutive rise of the sum")), 4)
    elif facts.latest and facts.latest.overall is Response.ICPD:
        yield Point(Message(N_("Confirmed progression (iCPD)")), 4)
    if NEW_LESION in findings:
        found = findings[NEW_LESION]
        yield Point(found.message, 4, found.records)


def _of_the_patient(facts: Facts) -> Iterator[Point]:
    known = sorted(facts.case.oncology.performance, key=lambda p: p.on.last)[-PAIR:]
    if len(known) == PAIR and known[1].ecog > known[0].ecog:
        worse = Message(N_("Performance status worse by at least one level"))
        yield Point(worse, 2, tuple(p.id for p in known))
        return
    recent = [
        s
        for s in facts.case.oncology.symptoms
        if (facts.on - s.on.last).days <= RECENT_DAYS
    ]
    bad = [s for s in recent if s.trend in (Trend.NEW, Trend.WORSE)]
    if bad:
        names = Terms(tuple(dict.fromkeys(s.name for s in bad)))
        message = Message(N_("New or worse: {symptoms}"), {"symptoms": names})
        yield Point(message, 2, tuple(s.id for s in bad))
    elif recent and all(s.trend in (Trend.BETTER, Trend.GONE) for s in recent):
        better = Message(N_("Symptoms better or gone"))
        yield Point(better, -1, tuple(s.id for s in recent))


def _of_markers(facts: Facts) -> Iterator[Point]:
    """A rise counts when two draws show it; a fall counts little."""
    every = changes(facts)
    up = [c for c in every if c.direction == UP]
    risen = [c for c in up if c.is_repeated]
    fallen = [c for c in every if c.direction == DOWN]
    if risen:
        text = N_("{marker} above its change value on two draws")
        yield Point(Message(text, _named(risen)), 2, _records(risen))
    elif fallen and not up:
        text = N_("{marker} fell beyond its change value: weak")
        yield Point(Message(text, _named(fallen)), -1, _records(fallen))
    ldh = facts.series.get("lab:lactate-dehydrogenase")
    high = ldh.reference_high if ldh else None
    values = [p for p in ldh.points if p.value] if ldh else []
    if high and len(values) >= PAIR:
        before, now = (p.value for p in values[-PAIR:])
        if before and now and before <= high < now:
            message = Message(N_("LDH newly above its reference"))
            yield Point(message, 1, (values[-1].record,))


def _named(found: list[MarkerChange]) -> dict[str, Word]:
    return {"marker": Terms(tuple(c.marker for c in found))}


def _records(found: list[MarkerChange]) -> tuple[str, ...]:
    return tuple(record for c in found for record in c.records)


def _of_tissue(facts: Facts) -> Iterator[Point]:
    specimens = [
        s for s in facts.case.pathology.specimens if s.is_after_progression is True
    ]
    viable = [s for s in specimens if s.tumor_cells_percent]
    empty = [s for s in specimens if s.tumor_cells_percent == 0]
    if viable:
        message = Message(N_("Biopsy shows viable tumor"))
        yield Point(message, 6, tuple(s.id for s in viable))
    elif empty:
        message = Message(N_("Biopsy without tumor cells; it may have missed them"))
        yield Point(message, -4, tuple(s.id for s in empty))


def _molecular(facts: Facts, answers: Answers) -> Iterator[Point]:
    findings = answers.findings
    if DRIVER_RISES in findings:
        found = findings[DRIVER_RISES]
        yield Point(found.message, 3, found.records)
    checked = (f for r, f in mechanisms_found(facts, answers) if r.tag is not M)
    for found in islice(checked, 1):
        yield Point(found.message, 3, found.records)
