"""What growth short of progression means, and every rule on response.

Measurement error stands beside the category and never changes it.
"""

from decimal import Decimal

from mdt_board.interpret.facts import Facts
from mdt_board.interpret.references import (
    BOARD_JUDGMENT,
    OXNARD_2011,
    RECIST_2009,
    YOON_2016,
)
from mdt_board.interpret.response import categories, growth_course
from mdt_board.interpret.response.assessed import (
    Answer,
    at_follow_up,
    nadir_of,
    target_records,
    targets_lacking,
)
from mdt_board.interpret.response.explanation import relative
from mdt_board.interpret.response.visits import imprecise, naming, unplaced
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.interpretation import (
    ErrorBand,
    ErrorVerdict,
    Level,
    Tag,
    TimePoint,
)
from mdt_board.model.oncology import Response
from mdt_board.model.quantity import ZERO
from mdt_board.model.radiology import Measurement, Radiology
from mdt_board.model.text import (
    N_,
    Message,
    Mm,
    Number,
    Percent,
    Term,
    Word,
    Written,
)

NEAR_PD_LINE = (Decimal("0.2"), Decimal("0.8"))  # judgment
READERS = {True: "same-reader", False: "other-reader", None: "reader-not-stated"}


@rule(
    "response.recist-1-1.above-nadir-not-pd",
    N_("{increase} ({change}) above the nadir, not PD (≥ {line})"),
    RECIST_2009,
    level=Level.CAUTION,
)
@at_follow_up
def above_nadir(facts: Facts, point: TimePoint) -> Answer:
    """The sum grew from its smallest value without being progression, as in a PR.

    When  the sum is above its nadir and the response is neither PD nor CR, in which
          only normal nodes are left to vary
    Then  name the growth and the sum that would be PD
    Else  unknown when a target lesion has no size
    """
    if point.overall in (Response.PD, Response.CR) or point.target is None:
        return None
    if point.total is None or point.nadir is None or point.pd_line is None:
        return targets_lacking(facts, point)
    if point.total <= point.nadir:
        return None
    words: dict[str, Word] = {
        "increase": Mm(point.total - point.nadir),
        "change": relative(point.total, point.nadir),
        "line": Mm(point.pd_line),
    }
    return Because(target_records(facts, nadir_of(facts, point.nadir), point), words)


@rule(
    "response.measurement-error.within",
    N_("Growth within measurement error ({reader} ±{rc95}): cannot be called real yet"),
    YOON_2016,
    OXNARD_2011,
    tag=Tag.COMPUTED,
)
@at_follow_up
def within_error(facts: Facts, point: TimePoint) -> Answer:
    """Growth from the nadir that measuring twice often gives.

    When  the sum is above its nadir by so little that measuring twice, without growth,
          differs as much one time in five or more often
    Then  it cannot be told from no growth; the category stays what it is
    Else  unknown when a target lesion has no size
    """
    return _when(ErrorVerdict.USUAL, facts, point)


@rule(
    "response.measurement-error.possible",
    N_("Growth possibly real, yet measurement error reaches it ({reader} ±{rc95})"),
    YOON_2016,
    OXNARD_2011,
    level=Level.CAUTION,
    tag=Tag.COMPUTED,
)
@at_follow_up
def possible_change(facts: Facts, point: TimePoint) -> Answer:
    """Growth from the nadir that measuring twice sometimes gives.

    When  the sum is above its nadir by less than the 95 % repeatability coefficient,
          but so much that measuring twice differs as much less than one time in five
    Then  it may be real; the category stays what it is
    Else  unknown when a target lesion has no size
    """
    return _when(ErrorVerdict.POSSIBLE, facts, point)


@rule(
    "response.measurement-error.beyond",
    N_("Growth larger than measurement error ({reader} ±{rc95})"),
    YOON_2016,
    OXNARD_2011,
    level=Level.CAUTION,
    tag=Tag.COMPUTED,
)
@at_follow_up
def beyond_error(facts: Facts, point: TimePoint) -> Answer:
    """Growth from the nadir that measuring twice seldom gives.

    When  the sum is above its nadir by the 95 % repeatability coefficient or more
    Then  it is unlikely to be measurement alone; the category stays what it is
    Else  unknown when a target lesion has no size
    """
    return _when(ErrorVerdict.LARGER, facts, point)


def _when(verdict: ErrorVerdict, facts: Facts, point: TimePoint) -> Answer:
    band = _band_of_growth(facts, point)
    if not isinstance(band, ErrorBand):
        return band
    return _because(facts, point, band) if band.verdict is verdict else None


@rule(
    "response.measurement-error.near-pd-line",
    N_(
        "Probability {p} that the true sum is at the PD line or above: let one reader "
        "measure baseline, nadir and today again, side by side"
    ),
    BOARD_JUDGMENT,
    YOON_2016,
    level=Level.CAUTION,
    tag=Tag.JUDGED,
)
@at_follow_up
def near_pd_line(facts: Facts, point: TimePoint) -> Answer:
    """Measurement error leaves open on which side of the PD line the sum is.

    When  the sum grew, and the true one is over the PD line with 20 to 80 % probability
    Then  the three dates are measured again by one reader before the board decides
    Else  unknown when a target lesion has no size
    """
    band = _band_of_growth(facts, point)
    if not isinstance(band, ErrorBand):
        return band
    low, high = NEAR_PD_LINE
    if not low <= band.p_beyond_pd_line <= high:
        return None
    words: dict[str, Word] = {"p": Percent(band.p_beyond_pd_line, digits=0)}
    return Because(_compared(facts, point), words)


def _band_of_growth(facts: Facts, point: TimePoint) -> ErrorBand | Unknown | None:
    """Return the error band where the sum grew; None where it did not."""
    if point.target is None:
        return None
    if point.total is None or point.nadir is None:
        return targets_lacking(facts, point)
    band = facts.error_band
    return band if band and band.change > ZERO else None


def _because(facts: Facts, point: TimePoint, band: ErrorBand) -> Because:
    words: dict[str, Word] = {
        "reader": Term(READERS[band.is_same_reader]),
        "rc95": Number(band.rc95, digits=1, unit="mm"),
    }
    return Because(_compared(facts, point), words)


def _compared(facts: Facts, point: TimePoint) -> tuple[str, ...]:
    at_nadir = [p for p in facts.time_points[:-1] if p.total == point.nadir]
    return target_records(facts, *at_nadir[-1:], point)


@rule(
    "response.study-day",
    N_("Left out of the response, the day of the study is not known: {lesions}"),
    RECIST_2009,
    level=Level.CAUTION,
)
def study_day(facts: Facts) -> Because | Unknown | None:
    """Measurements need the day of their study to be put in order.

    When  a measured study is known only to the month or the year
    Then  name what is left out of the response for it
    Else  unknown when the study, or the lesion, of a measurement is not in the case
    """
    radiology = facts.case.radiology
    left_out = imprecise(radiology)
    if left_out:
        words: dict[str, Word] = {"lesions": _named(radiology, left_out)}
        return Because(tuple(m.id for m in left_out), words)
    lost = unplaced(radiology)
    if lost:
        text = N_("the study and the lesion that these measurements belong to: {ids}")
        ids: dict[str, Word] = {"ids": Written(tuple(m.id for m in lost))}
        return Unknown((Message(text, ids),))
    return None


def _named(radiology: Radiology, measurements: tuple[Measurement, ...]) -> Written:
    ids = {m.lesion for m in measurements}
    return naming(radiology, (x for x in radiology.lesions if x.id in ids))


RULES: tuple[Rule, ...] = (
    *categories.RULES,
    above_nadir,
    within_error,
    possible_change,
    beyond_error,
    near_pd_line,
    *growth_course.RULES,
    study_day,
)
