"""Which explanations of a differential are shown, on the screen as on paper."""

from mdt_board.model.interpretation import Band, Hypothesis, Interpretation

CATEGORY = "recist-progression"
FOREMOST = frozenset({Band.LEADING, Band.LIKELY})


def weighed(found: Interpretation) -> tuple[Hypothesis, ...]:
    """Return the explanations in their order, without what only repeats the headline.

    A response category is measured, not weighed; it is an explanation only where it
    stands foremost, as beside pseudoprogression.
    """
    return tuple(
        h for h in found.differential if h.id != CATEGORY or h.band in FOREMOST
    )
