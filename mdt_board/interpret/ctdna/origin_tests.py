"""Which single test is expected to change the odds of an origin most.

Each test is seen or not; how often under each origin is judgment. The test with the
greatest expected fall of uncertainty (entropy) is the one that would decide.
"""

from math import log

from mdt_board.model.interpretation import OriginAnswer

PAIRED_WBC = "paired-wbc"
REPEAT_PLASMA = "repeat-plasma"
GERMLINE_TEST = "germline-test"
TISSUE = "tissue-rebiopsy"
ASK_HISTORY = "cancer-history"  # costs a question
# chance of a positive test by origin: tumor, hematopoiesis, germline, technical
TESTS = {
    PAIRED_WBC: (0.001, 0.97, 0.99, 0.05),
    GERMLINE_TEST: (0.001, 0.01, 0.99, 0.001),
    REPEAT_PLASMA: (0.9, 0.95, 0.999, 0.05),
    TISSUE: (0.8, 0.05, 0.99, 0.01),
}
LEAST_CH = 0.2  # from this share on, untested white cells come first (D2)
Shares = tuple[float, ...]


def deciding_test(
    shares: Shares,
    answer: OriginAnswer,
    has_wbc: bool,
    is_repeated: bool,
    is_doubted: bool,
) -> str:
    """Return the action that would decide, or nothing where the answer stands.

    Args:
        shares: of tumor, hematopoiesis, germline and technical; their sum is one.
        answer: as it stands.
        has_wbc: white cells were read deeply enough.
        is_repeated: it was detected in more than one sample.
        is_doubted: even a likely answer is tested: no cancer is known, or plasma alone
            shows a fraction that a germline variant can have.
    """
    if answer is OriginAnswer.GERMLINE_LIKELY:
        return GERMLINE_TEST
    if answer is OriginAnswer.TECHNICAL_LIKELY:
        return REPEAT_PLASMA
    is_open = answer is OriginAnswer.UNDETERMINED
    if not is_open:
        is_settled = has_wbc or (shares[1] < LEAST_CH and not is_doubted)
        return "" if is_settled else PAIRED_WBC
    done = {PAIRED_WBC} if has_wbc else {TISSUE}  # blood before a needle
    if is_repeated:
        done.add(REPEAT_PLASMA)
    left = [t for t in TESTS if t not in done]
    return max(left, key=lambda t: _gain(shares, TESTS[t]))


def _gain(shares: Shares, positive: Shares) -> float:
    """Return the expected fall of entropy, up to a constant of the shares."""
    seen = [s * p for s, p in zip(shares, positive, strict=True)]
    missed = [s - p for s, p in zip(shares, seen, strict=True)]
    return -_spread(seen) - _spread(missed)


def _spread(joint: list[float]) -> float:
    total = sum(joint)
    return -sum(j * log(j / total) for j in joint if j > 0)
