"""Which plasma series are positive now, and which of them somebody has to explain."""

from collections.abc import Iterable

from mdt_board.model.interpretation import Origin, OriginAnswer, Series
from mdt_board.model.molecular import Assay, AssayKind

EXPLAINED = frozenset({OriginAnswer.CH_LIKELY, OriginAnswer.GERMLINE_LIKELY})
NOT_PLASMA = ("lab:", "csf:")
WHOLE_TESTS = ("assay:", "test:")  # answers of an assay, not of one variant


def plasma_series(every: Iterable[Series]) -> tuple[Series, ...]:
    """Return the series of plasma that have points: no laboratory value, no CSF."""
    return tuple(s for s in every if s.points and not s.id.startswith(NOT_PLASMA))


def positive_series(plasma: Iterable[Series]) -> tuple[Series, ...]:
    """Return the plasma series whose latest point is detected, with any origin."""
    return tuple(s for s in plasma if s.points[-1].status == "detected")


def suspicious_series(
    positive: Iterable[Series], origins: dict[str, Origin], assays: dict[str, Assay]
) -> tuple[Series, ...]:
    """Return the positive series not known to be hematopoietic or inherited.

    The loci of a tumor-informed panel are judged together, as the panel. ``assays`` is
    by sample name.
    """
    explained = {o.series for o in origins.values() if o.answer in EXPLAINED}
    return tuple(
        s for s in positive if s.id not in explained and not _is_panel_locus(s, assays)
    )


def _is_panel_locus(series: Series, assays: dict[str, Assay]) -> bool:
    if series.id.startswith(WHOLE_TESTS):
        return False
    tubes = (assays.get(p.sample) for p in series.points)
    return all(
        a is not None and a.kind is AssayKind.TUMOR_INFORMED and a.result is not None
        for a in tubes
    )


def detected_run(series: Series) -> int:
    """Return how many of the last samples were detected, one after another."""
    run = 0
    for point in reversed(series.points):
        if point.status != "detected":
            break
        run += 1
    return run
