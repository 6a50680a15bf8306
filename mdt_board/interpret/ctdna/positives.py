"""Which plasma series are positive now, and which of them somebody has to explain."""

from mdt_board.interpret.facts import Facts
from mdt_board.model.interpretation import OriginAnswer, Series
from mdt_board.model.molecular import AssayKind

EXPLAINED = frozenset({OriginAnswer.CH_LIKELY, OriginAnswer.GERMLINE_LIKELY})
NOT_PLASMA = ("lab:", "csf:")
WHOLE_TESTS = ("assay:", "test:")  # answers of an assay, not of one variant


def plasma_series(facts: Facts) -> tuple[Series, ...]:
    """Return the series of plasma that have points: no laboratory value, no CSF."""
    every = facts.series.values()
    return tuple(s for s in every if s.points and not s.id.startswith(NOT_PLASMA))


def positive_series(facts: Facts) -> tuple[Series, ...]:
    """Return the plasma series whose latest point is detected, with any origin."""
    plasma = plasma_series(facts)
    return tuple(s for s in plasma if s.points[-1].status == "detected")


def suspicious_series(facts: Facts) -> list[Series]:
    """Return the positive series not known to be hematopoietic or inherited.

    The loci of a tumor-informed panel are judged together, as the panel.
    """
    explained = {o.series for o in facts.origins.values() if o.answer in EXPLAINED}
    return [
        s
        for s in positive_series(facts)
        if s.id not in explained and not _is_panel_locus(s, facts)
    ]


def _is_panel_locus(series: Series, facts: Facts) -> bool:
    if series.id.startswith(WHOLE_TESTS):
        return False
    assays = (facts.assays.get(p.sample) for p in series.points)
    return all(
        a is not None and a.kind is AssayKind.TUMOR_INFORMED and a.result is not None
        for a in assays
    )


def detected_run(series: Series) -> int:
    """Return how many of the last samples were detected, one after another."""
    run = 0
    for point in reversed(series.points):
        if point.status != "detected":
            break
        run += 1
    return run
