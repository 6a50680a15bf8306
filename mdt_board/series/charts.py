"""The three charts of values over time: sum of diameters, ctDNA, marker."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from mdt_board.i18n import Translator, rounded
from mdt_board.model.interpretation import (
    Interpretation,
    OriginAnswer,
    Series,
    SeriesPoint,
)
from mdt_board.model.oncology import Response
from mdt_board.model.text import N_
from mdt_board.model.view import View
from mdt_board.series.shapes import (
    Band,
    Chart,
    Guide,
    Line,
    Point,
    decade_ticks,
    month_ticks,
    opened,
    value_ticks,
)

MAX_LINES = 6
TUMOR_MARKERS = frozenset(
    {"cea", "ca19-9", "ca125", "ca15-3", "afp", "psa"}
    | {"nse", "progrp", "cyfra21-1", "scc-ag"}
)
EMPTY_PERCENT = 1.0  # where a log axis stands that has no value above zero
MARKER_COLORS = ("oncology", "accent", "molecular", "pathology")
MOST_LINEAR = 30.0  # multiples; above, low values lie on the foot of a linear axis
TUMOR_COLORS = ("molecular", "pathology", "accent", "oncology", "ink")


def sum_chart(view: View, tr: Translator) -> Chart | None:
    """Draw the sum of diameters (mm) with the PD line and the measurement error.

    Visits whose sum is not complete have no point.
    """
    visits = [(t, float(t.total.mm)) for t in view.interpretation.response if t.total]
    if not visits:
        return None
    points = tuple(
        Point(t.on, mm, False, _visit_label(f"{t.total} mm", t.overall, tr), r)
        for t, mm in visits
        for r in [t.records[0] if t.records else ""]
    )
    bands = _error_bands(view.interpretation, points, tr)
    guides = _pd_guides(view.interpretation, points)
    values = [p.value for p in points] + [g.value for g in guides]
    values += [edge for b in bands for edge in (b.low, b.high)]
    return _framed(
        (tr(N_("Sum of target lesion diameters (mm)")), "mm"),
        (Line("sum", tr(N_("Sum")), "radiology", points),),
        (bands, guides),
        (max(0.0, min(values) * 0.75), max(values) * 1.08),
    )


def ctdna_chart(view: View, tr: Translator) -> Chart | None:
    """Draw ctDNA fractions (%) on a log axis.

    Not detected stands at its limit; zero, which the axis has not, at its foot.
    """
    drawn = _detected_series(view.interpretation)
    if not drawn:
        return None
    guides = _lod_guides(view, drawn, tr)
    shares = [v for s in drawn for p in s.points for v in (p.value, p.limit) if v]
    values = [float(v) * 100 for v in shares] + [g.value for g in guides]
    values = values or [EMPTY_PERCENT]
    low, high = min(values) / 5, max(values) * 2  # room for the words of the limit
    colors = _ctdna_colors(view.interpretation, drawn)
    lines = tuple(_ctdna_line(s, colors[s.id], low, tr) for s in drawn)
    return _framed(
        (tr(N_("ctDNA (%, log axis)")), "%"),
        lines,
        ((), guides),
        (low, high),
        is_log=True,
    )


def marker_chart(view: View, tr: Translator) -> Chart | None:
    """Draw the tumor markers: those that were ever above their reference together.

    Several stand as multiples of their own upper reference limit, the highest first;
    one alone, or the highest where none was ever above, in its unit with that band.
    """
    markers = [s for s in view.interpretation.series if is_marker(s)]
    if not markers:
        return None
    markers.sort(key=peak, reverse=True)
    raised = [s for s in markers if peak(s) > 1][: len(MARKER_COLORS)]
    if len(raised) > 1:
        return _multiples(raised, tr)
    return _marker(markers[0], tr)


def _marker(series: Series, tr: Translator) -> Chart:
    points = tuple(map(_lab_point, _bounded(series)))
    name = _marker_name(series, tr)
    high = series.reference_high
    bands = (_reference_band(high, series.unit, tr),) if high and high > 0 else ()
    values = [0.0, *(p.value for p in points), *(b.high for b in bands)]
    return _framed(
        (f"{name} ({series.unit})" if series.unit else name, series.unit),
        (Line(series.id, name, "oncology", points),),
        (bands, ()),
        (min(values) * 1.1, max(values) * 1.1),
    )


def _multiples(raised: list[Series], tr: Translator) -> Chart:
    """Draw several markers on one axis; a log one where the values lie far apart."""
    lines = tuple(
        Line(s.id, _marker_name(s, tr), color, tuple(_multiple(s)))
        for s, color in zip(raised, MARKER_COLORS, strict=False)
    )
    values = [1.0, *(p.value for line in lines for p in line.points)]
    is_log = min(values) > 0 and max(values) > MOST_LINEAR
    low, high = min(values), max(values)
    ends = (low / 1.5, high * 1.5) if is_log else (min(0.0, low * 1.1), high * 1.1)
    guide = Guide(1.0, tr(N_("reference limit")), "muted")
    chart = _framed(
        (tr(N_("Tumor markers (× upper reference limit)")), "×"),
        lines,
        ((), (guide,)),
        ends,
        is_log=is_log,
    )
    return replace(chart, is_relative=True)


def _multiple(series: Series) -> Iterator[Point]:
    """Yield the points of a marker as multiples; their labels keep the values."""
    assert series.reference_high  # only a marker with a limit was ever above it
    for found in _bounded(series):
        point = _lab_point(found)
        value = point.value / float(series.reference_high)
        yield replace(point, value=value)


def _bounded(series: Series) -> list[SeriesPoint]:
    """Return the points that have a value, or a bound to stand at."""
    return [p for p in series.points if p.value is not None or p.limit is not None]


def _marker_name(series: Series, tr: Translator) -> str:
    return tr.term(series.label) if series.is_term else series.label


def _framed(
    chart_title: tuple[str, str],
    lines: tuple[Line, ...],
    marks: tuple[tuple[Band, ...], tuple[Guide, ...]],
    y: tuple[float, float],
    is_log: bool = False,
) -> Chart:
    """Put lines, bands and guides on axes that reach past the first and last day."""
    days = [p.on for line in lines for p in line.points]
    margin = timedelta(days=max(10, (max(days) - min(days)).days // 20))
    low, high = min(days) - margin, max(days) + margin
    title, unit = chart_title
    bands, guides = marks
    y_low, y_high = opened(*y)
    return Chart(
        title=title,
        unit=unit,
        lines=lines,
        bands=bands,
        guides=guides,
        x_ticks=month_ticks(low, high),
        y_ticks=(decade_ticks if is_log else value_ticks)(y_low, y_high),
        x_low=low.toordinal(),
        x_high=high.toordinal(),
        y_low=y_low,
        y_high=y_high,
        is_log=is_log,
    )


_STATES = {
    Response.PD: "alarm",
    Response.ICPD: "alarm",
    Response.IUPD: "caution",
    Response.SD: "accent",
    Response.ISD: "accent",
    Response.NE: "muted",
}


def response_color(response: Response | None) -> str:
    """Name the color of a response; one that is not known is gray."""
    return "muted" if response is None else _STATES.get(response, "good")


def response_name(response: Response | None, tr: Translator) -> str:
    """Return the short name of a response: PR, iUPD, 非CR/非PD."""
    if response is Response.NON_CR_NON_PD:
        return tr(N_("Non-CR/non-PD"))
    return response.value if response else ""


def _visit_label(total: str, response: Response | None, tr: Translator) -> str:
    return f"{total} {response_name(response, tr)}".rstrip()


def _error_bands(
    interpretation: Interpretation, points: Sequence[Point], tr: Translator
) -> tuple[Band, ...]:
    band = interpretation.error_band
    if band is None or len(points) < 2:  # noqa: PLR2004  # a change needs two sums
        return ()
    last, half = points[-1], float(band.rc95)
    label = tr(N_("Measurement error ±{mm} mm"), mm=rounded(band.rc95, 1))
    low, high = last.value - half, last.value + half
    return (Band(low, high, "accent_shade", label, points[-2].on, last.on),)


def _pd_guides(
    interpretation: Interpretation, points: Sequence[Point]
) -> tuple[Guide, ...]:
    line = interpretation.response[-1].pd_line
    if line is None or len(points) < 2:  # noqa: PLR2004  # a line to cross later
        return ()
    start = min(points, key=lambda p: p.value).on
    start = start if start < points[-1].on else points[-2].on
    return (Guide(float(line.mm), f"PD ≥ {line} mm", "alarm", True, start),)


def ctdna_series(interpretation: Interpretation) -> list[Series]:
    """Return the plasma series that stand for themselves.

    A tumor-informed panel answers for all its loci: those of its samples are left out.
    """
    plasma = [s for s in interpretation.series if _is_plasma(s)]
    panels = [s for s in plasma if s.id.startswith("assay:")]
    samples = {p.sample for s in panels for p in s.points}
    others = [
        s
        for s in plasma
        if s not in panels and not samples & {p.sample for p in s.points}
    ]
    return [*panels, *others]


def _detected_series(interpretation: Interpretation) -> list[Series]:
    """Return the series that ever had a value, the latest highest first."""
    found = [s for s in ctdna_series(interpretation) if _has_value(s)]
    found.sort(key=lambda s: s.points[-1].value or Decimal(0), reverse=True)
    return found[:MAX_LINES]


def _ctdna_colors(
    interpretation: Interpretation, drawn: Iterable[Series]
) -> dict[str, str]:
    """Color clonal hematopoiesis gray, what is newly detected red, the rest apart."""
    blood = from_blood(interpretation)
    colors: dict[str, str] = {}
    others = iter(TUMOR_COLORS * MAX_LINES)
    for series in drawn:
        if series.id in blood:
            colors[series.id] = "muted"
        else:
            colors[series.id] = "alarm" if newly_detected(series) else next(others)
    return colors


def from_blood(interpretation: Interpretation) -> frozenset[str]:
    """Return the series that come from blood cells or germline, not from a tumor."""
    answers = (OriginAnswer.CH_LIKELY, OriginAnswer.GERMLINE_LIKELY)
    return frozenset(o.series for o in interpretation.origins if o.answer in answers)


def _is_plasma(series: Series) -> bool:
    """Say whether a series holds fractions of plasma: of a variant or of an assay."""
    return series.unit == "fraction" and series.id.startswith(("variant:", "assay:"))


def newly_detected(series: Series) -> bool:
    """Say whether the last point is the first that was detected, after a miss."""
    *earlier, last = series.points
    return bool(last.value and earlier) and not any(p.value for p in earlier)


def _ctdna_line(series: Series, color: str, floor_: float, tr: Translator) -> Line:
    """Return the line of one series; a limit nobody stated stands on the axis."""
    points = []
    for p in series.points:
        if p.value is not None:
            points.append(_share_point(p, p.value, floor_, tr))
        elif p.status == "not-detected":
            value = float(p.limit) * 100 if p.limit else floor_
            points.append(Point(p.on, value, True, _missed(p.limit, tr), p.record))
    return Line(series.id, tr.variant(series.label), color, tuple(points))


def _share_point(
    point: SeriesPoint, share: Decimal, floor_: float, tr: Translator
) -> Point:
    """Return a fraction; one that no log axis has is hollow at its foot, in words."""
    words = tr.percent(share, digits(share))
    if share > 0:
        return Point(point.on, float(share) * 100, False, words, point.record)
    label = tr(N_("{value} (a log axis has no place for it)"), value=words)
    return Point(point.on, floor_, True, label, point.record)


def _missed(limit: Decimal | None, tr: Translator) -> str:
    if limit is None:
        return tr(N_("not detected (limit of detection not stated)"))
    percent = tr.percent(limit, digits(limit))
    return tr(N_("not detected (limit of detection {limit})"), limit=percent)


def digits(fraction: Decimal) -> int:
    """Return the decimals that a percentage has, or that show two of its figures."""
    percent = (fraction * 100).normalize()
    stated = max(0, -int(percent.as_tuple().exponent))
    return min(stated, max(1, 1 - percent.adjusted())) if fraction else 0


def _lod_guides(
    view: View, drawn: Iterable[Series], tr: Translator
) -> tuple[Guide, ...]:
    """Return the limit of detection that the latest drawn sample had, where stated."""
    samples = {p.sample: p.on for s in drawn for p in s.points}
    stated = [
        (samples[a.sample], a.lod)
        for a in view.case.molecular.assays
        if a.sample in samples and a.lod
    ]
    if not stated:
        return ()
    limit = max(stated)[1]
    label = tr(N_("LOD {limit}"), limit=tr.percent(limit, digits(limit)))
    return (Guide(float(limit) * 100, label, "muted"),)


def is_marker(series: Series) -> bool:
    """Say whether a series is a tumor marker, in one unit, with a value."""
    name = series.id.removeprefix("lab:")
    is_marker_id = name != series.id and name in TUMOR_MARKERS
    return is_marker_id and _has_value(series)


def _has_value(series: Series) -> bool:
    return any(p.value is not None for p in series.points)


def _lab_point(point: SeriesPoint) -> Point:
    """Return a value, or hollow at the bound where only a bound was reported."""
    if point.value is not None:
        return Point(
            point.on, float(point.value), False, f"{point.value}", point.record
        )
    assert point.limit is not None  # only points with one of the two are drawn
    sign = "<" if point.status == "below" else ">"
    label = f"{sign}{point.limit}"
    return Point(point.on, float(point.limit), True, label, point.record)


def peak(series: Series) -> Decimal:
    """Return the highest value, as a multiple of the reference where there is one."""
    top = max(p.value for p in series.points if p.value is not None)
    high = series.reference_high
    return top / high if high and high > 0 else Decimal(0)


def _reference_band(high: Decimal, unit: str, tr: Translator) -> Band:
    label = tr(N_("reference < {high}"), high=f"{high} {unit}".rstrip())
    return Band(0.0, float(high), "good_shade", label)
