"""Which single test would change the odds of the explanations most.

Weights come from the counted differential and the answers of each test are judgment
[J]: nobody has measured them together. The test is chosen by the information it is
expected to give (in bits), which is the expected change of the odds.
"""

from collections.abc import Mapping
from math import log2

from mdt_board.model.interpretation import Band, Hypothesis

TUMOR, CH, GERMLINE = "tumor", "hematopoiesis", "germline"
TECHNICAL, OTHER = "technical", "other-cause"
# What each hypothesis of the vocabulary says of where the signal comes from.
SOURCES: Mapping[str, tuple[str, ...]] = {
    "mrd": (TUMOR,),
    "molecular-relapse": (TUMOR,),
    "tumor-derived": (TUMOR,),
    "second-primary": (TUMOR,),
    "clonal-hematopoiesis": (CH,),
    "ch-not-excluded": (CH, TUMOR),
    "germline": (GERMLINE,),
    "technical-false-positive": (TECHNICAL,),
    "unconfirmed-positive": (TECHNICAL, TUMOR),
    "non-cancer-methylation": (OTHER,),
}
# The probability that a test is positive when the signal has this source [J].
POSITIVE: Mapping[str, Mapping[str, float]] = {
    "repeat-plasma": {TUMOR: 0.85, CH: 0.98, GERMLINE: 1, TECHNICAL: 0.05, OTHER: 0.8},
    "paired-wbc": {TUMOR: 0.03, CH: 0.97, GERMLINE: 1, TECHNICAL: 0.03, OTHER: 0.03},
    "germline-test": {
        TUMOR: 0.01,
        CH: 0.05,
        GERMLINE: 0.99,
        TECHNICAL: 0.01,
        OTHER: 0.01,
    },
    "stage-now": {TUMOR: 0.6, CH: 0.1, GERMLINE: 0.1, TECHNICAL: 0.1, OTHER: 0.1},
    "treat-other-cause": {
        TUMOR: 0.1,
        CH: 0.05,
        GERMLINE: 0.01,
        TECHNICAL: 0.3,
        OTHER: 0.8,
    },
}
STANDING = frozenset({Band.LEADING, Band.LIKELY, Band.POSSIBLE})
LEAST_BITS = 0.05  # a test that promises less is not worth naming


def best_test(differential: tuple[Hypothesis, ...]) -> str:
    """Return the action id of the most informative test; empty when none tells."""
    weights = _weights(differential)
    gains = {test: gain(weights, chances) for test, chances in POSITIVE.items()}
    best = max(gains, key=lambda test: (gains[test], test))
    return best if gains[best] >= LEAST_BITS else ""


def _weights(differential: tuple[Hypothesis, ...]) -> dict[str, float]:
    """Return the share of each source: twice as much for each reason more."""
    raw: dict[str, float] = {}
    for hypothesis in differential:
        sources = SOURCES.get(hypothesis.id, ())
        if hypothesis.band in STANDING and sources:
            weight = 2.0 ** (len(hypothesis.for_) - len(hypothesis.against))
            for source in sources:
                raw[source] = max(raw.get(source, 0.0), weight)
    total = sum(raw.values())
    return {source: weight / total for source, weight in raw.items()}


def gain(weights: Mapping[str, float], chances: Mapping[str, float]) -> float:
    """Return the bits that a test is expected to give about the source."""
    positive = sum(w * chances[s] for s, w in weights.items())
    within = sum(w * _entropy(chances[s]) for s, w in weights.items())
    return _entropy(positive) - within


def _entropy(p: float) -> float:
    if p <= 0 or p >= 1:
        return 0.0
    return -p * log2(p) - (1 - p) * log2(1 - p)
