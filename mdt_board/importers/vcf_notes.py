"""What is noted of many calls at once, whichever file they came in."""

from collections.abc import Iterator
from decimal import Decimal

from mdt_board.model.issue import Issue, Severity
from mdt_board.model.molecular import Detected, Result, Variant
from mdt_board.model.text import N_, Count, Message

MAX_DISAGREEMENT = Decimal("0.02")  # more than a fraction rounded to two digits

NO_READS = N_(
    "Results without read counts in a field that this program knows: {count}. They are "
    "marked detected without a fraction."
)
NOT_PASSED = N_(
    "Calls that the variant caller did not pass: {count}. They are kept with their "
    "filters and count neither as detected nor as not detected."
)
DISAGREE = N_(
    "Results whose stated fraction is not that of their reads: {count}. The stated one "
    "was kept; compare with the laboratory's report."
)


def notes(variants: list[Variant]) -> Iterator[Issue]:
    """Yield one note for each thing that some of the calls share."""
    seen = [v.result for v in variants if isinstance(v.result, Detected)]
    bare = sum(r.vaf is None for r in seen)
    if bare:
        yield note("no-read-counts", NO_READS, bare)
    differing = sum(_disagrees(v.result) for v in variants)
    if differing:
        yield note("fraction-differs", DISAGREE, differing)
    flagged = sum(bool(v.filters) and isinstance(v.result, Detected) for v in variants)
    if flagged:
        yield note("not-passed", NOT_PASSED, flagged)


def note(code: str, text: str, count: int, place: str = "") -> Issue:
    """Return one note that counts."""
    return Issue(code, Severity.NOTED, place, Message(text, {"count": Count(count)}))


def _disagrees(result: Result) -> bool:
    if not isinstance(result, Detected) or result.vaf is None:
        return False
    if result.alt_reads is None or not result.total_reads:
        return False
    from_reads = Decimal(result.alt_reads) / result.total_reads
    return abs(from_reads - result.vaf) > MAX_DISAGREEMENT
