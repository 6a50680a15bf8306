"""Which plasma series follow the tumor, and how they end."""

from decimal import Decimal

from mdt_board.interpret.ctdna.driver import is_driver
from mdt_board.interpret.ctdna.kinetics import ANSWERED, series_id
from mdt_board.model.case import Case
from mdt_board.model.interpretation import Origin, OriginAnswer, Series, SeriesPoint
from mdt_board.model.text import Number

LOD_DIGITS = 4


def tumor_series(
    case: Case, series: dict[str, Series], origins: dict[str, Origin]
) -> tuple[Series, ...]:
    """Return the plasma series that follow the tumor: panels, drivers, by origin."""
    drivers = {series_id(v) for v in case.molecular.variants if is_driver(v, case)}
    return tuple(
        s
        for s in series.values()
        if s.id.startswith("assay:")
        or s.id in drivers
        or answer_of(s, origins) is OriginAnswer.TUMOR_LIKELY
    )


def answer_of(series: Series, origins: dict[str, Origin]) -> OriginAnswer | None:
    """Return where the series' variant comes from, as far as it was answered."""
    origin = origins.get(series.id)
    return origin.answer if origin else None


def looked(series: Series) -> tuple[SeriesPoint, ...]:
    """Return the points that have an answer."""
    return tuple(p for p in series.points if p.status in ANSWERED)


def run_of(points: tuple[SeriesPoint, ...]) -> tuple[SeriesPoint, ...]:
    """Return the detected points at the end of the series."""
    run: list[SeriesPoint] = []
    for point in reversed(points):
        if point.status != "detected":
            break
        run.insert(0, point)
    return tuple(run)


def digits_of(fraction: Decimal) -> int:
    """Return the decimals that a percentage needs to be written exactly."""
    exponent = (fraction * 100).normalize().as_tuple().exponent
    return min(LOD_DIGITS, max(0, -exponent)) if isinstance(exponent, int) else 0


def ratio_digits(ratio: Decimal) -> int:
    """Return the decimals of a ratio: as many as it has, two at most."""
    exponent = round(ratio, 2).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def nanograms(input_ng: Decimal) -> Number:
    """Word an amount of DNA, with a decimal only where it has one."""
    digits = 0 if input_ng == input_ng.to_integral_value() else 1
    return Number(input_ng, digits, "ng")
