"""How fast it grows: doubling time, and growth too slow for any single scan to show."""

from mdt_board.interpret.facts import Facts
from mdt_board.interpret.references import OXNARD_2011, RECIST_2009, YOON_2016
from mdt_board.interpret.response.assessed import (
    Answer,
    at_follow_up,
    target_records,
    targets_lacking,
)
from mdt_board.interpret.response.visits import lesion_names
from mdt_board.interpret.rule import Because, Rule, rule
from mdt_board.model.interpretation import Level, Tag, TimePoint
from mdt_board.model.text import N_, Count, Mm, Number, On, Span, Word, Written


@rule(
    "response.growth.doubling-time",
    N_(
        "{lesion}: {before} to {after} in {days} days, volume doubling time {doubling} "
        "days (95 % {span})"
    ),
    YOON_2016,
    OXNARD_2011,
    tag=Tag.COMPUTED,
)
@at_follow_up
def doubling_time(facts: Facts, point: TimePoint) -> Answer:
    """The target that doubles fastest, where that can be told from stable.

    When  a target grew since it was last measured, by more than measurement error
    Then  the volume doubling time with its interval, of the fastest
    Else  unknown when a target has no size; silent when none grew so much
    """
    told = [g for g in facts.lesion_growth if g.is_distinguishable]
    timed = [(g.doubling_days, g) for g in told if g.doubling_days is not None]
    if not timed:
        is_lacking = point.target is not None and point.total is None
        return targets_lacking(facts, point) if is_lacking else None
    days, fastest = min(timed, key=lambda one: one[0])
    words: dict[str, Word] = {
        "lesion": Written((lesion_names(facts.case.radiology)[fastest.lesion],)),
        "before": Mm(fastest.before),
        "after": Mm(fastest.after),
        "days": Count((fastest.until - fastest.since).days),
        "doubling": Number(days),
        "span": Span(fastest.doubling_low, fastest.doubling_high),
    }
    return Because(fastest.records, words)


@rule(
    "response.growth.slow-creep",
    N_(
        "Slow growth over {visits} scans since {since}: {increase} in all, {rate} mm a "
        "month (95 % {span}), though no single step exceeds measurement error"
    ),
    RECIST_2009,
    YOON_2016,
    level=Level.CAUTION,
    tag=Tag.COMPUTED,
)
@at_follow_up
def slow_creep(facts: Facts, point: TimePoint) -> Answer:
    """Growth that comparing with the last scan alone would never show.

    When  the sum rose at every visit since the nadir, at least twice, never by more
          than measurement error, and the line through all sums rises beyond it
    Then  the growth is real although no single step is; the category stays what it is
    Else  unknown when a target has no size at the latest visit
    """
    if point.target is not None and point.total is None:
        return targets_lacking(facts, point)
    trend = facts.sum_trend
    if trend is None or not trend.is_creeping:
        return None
    words: dict[str, Word] = {
        "visits": Count(trend.visits),
        "since": On(trend.since),
        "increase": Mm(trend.increase),
        "rate": Number(trend.mm_per_month, digits=1),
        "span": Span(trend.low, trend.high, digits=1),
    }
    since = [p for p in facts.time_points if p.on >= trend.since]
    return Because(target_records(facts, *since), words)


RULES: tuple[Rule, ...] = (doubling_time, slow_creep)
