"""Markers and laboratory values as rows: before, now, and what became of them."""

from decimal import Decimal

from mdt_board.i18n import NO_VALUE, Translator
from mdt_board.model.interpretation import Series, SeriesPoint
from mdt_board.model.oncology import Comparator, LabValue
from mdt_board.model.text import N_
from mdt_board.model.view import View
from mdt_board.presenters.parts import Column, Fact, Row, Table
from mdt_board.presenters.record_cells import cell_of
from mdt_board.series import is_marker, peak

MOST_ROWS = 5
LAB = "lab:"
SIGNS = {"below": "<", "above": ">"}


def markers(view: View, tr: Translator) -> tuple[Table, ...]:
    """Return a row for each marker that matters; no table where nothing was measured.

    Tumor markers come first, the highest above its reference before the others, then
    what is outside its reference.
    """
    rows = tuple(_row(s, view, tr) for s in _ordered(view)[:MOST_ROWS])
    if not rows:
        return ()
    columns = (
        Column(tr(N_("Laboratory"))),
        *(Column(tr(name), is_number=True) for name in (N_("Prior"), N_("Now"))),
        Column(tr(N_("Change")), is_number=True),
    )
    return (Table(title="", columns=columns, rows=rows, empty=""),)


def further_markers(view: View, tr: Translator) -> tuple[Fact, ...]:
    """Name what was measured and has no row."""
    names = [_name(s, tr) for s in _ordered(view)[MOST_ROWS:]]
    if not names:
        return ()
    return (Fact("further", tr(N_("Other values on file")), tr.join(names)),)


def _ordered(view: View) -> list[Series]:
    labs = _labs(view)
    found = [s for s in view.interpretation.series if s.id.startswith(LAB) and s.points]

    def rank(series: Series) -> tuple[bool, Decimal, bool]:
        is_odd = bool(_arrow(labs.get(series.points[-1].record)))
        is_tumor = is_marker(series)
        return (is_tumor, peak(series) if is_tumor else Decimal(0), is_odd)

    return sorted(found, key=rank, reverse=True)


def _row(series: Series, view: View, tr: Translator) -> Row:
    labs = _labs(view)
    last = series.points[-1]
    before = series.points[-2] if len(series.points) > 1 else None
    owner = labs.get(last.record)
    now = " ".join(t for t in (_arrow(owner), _value(last)) if t)
    cells = (_titled(series, tr), _value(before), now, _change(before, last, tr))
    edits = ((2, cell_of("labs", "value", owner, tr)),) if owner else ()
    records = tuple(p.record for p in series.points)
    return Row(series.id, cells, records, edits=edits)


def _labs(view: View) -> dict[str, LabValue]:
    return {lab.id: lab for lab in view.case.oncology.labs}


def _name(series: Series, tr: Translator) -> str:
    return tr.term(series.label) if series.is_term else series.label


def _titled(series: Series, tr: Translator) -> str:
    name = _name(series, tr)
    return f"{name} ({series.unit})" if series.unit else name


def _value(point: SeriesPoint | None) -> str:
    """Write a value, or the bound that alone was reported."""
    if point is None:
        return NO_VALUE
    if point.value is not None:
        return str(point.value)
    sign = SIGNS.get(point.status, "")
    return f"{sign}{point.limit}" if sign and point.limit is not None else NO_VALUE


def _arrow(lab: LabValue | None) -> str:
    """Say whether a value is above or below its own reference."""
    if lab is None:
        return ""
    low, high = lab.reference_low, lab.reference_high
    if high is not None and lab.value > high and lab.comparator is not Comparator.BELOW:
        return "↑"
    is_low = low is not None and lab.value < low
    return "↓" if is_low and lab.comparator is not Comparator.ABOVE else ""


def _change(before: SeriesPoint | None, last: SeriesPoint, tr: Translator) -> str:
    if before is None or last.value is None or not before.value:
        return NO_VALUE
    if before.value < 0:
        return NO_VALUE
    return tr.percent(last.value / before.value - 1, signed=True)
