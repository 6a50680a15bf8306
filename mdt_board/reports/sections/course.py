"""The course: one axis of days, and the values over it."""

from mdt_board.i18n import Translator
from mdt_board.model.text import N_
from mdt_board.model.view import View
from mdt_board.reports.blocks import Block, Figures, Heading
from mdt_board.series import ctdna_chart, marker_chart, sum_chart, timeline


def section(view: View, tr: Translator) -> tuple[Block, ...]:
    """Return the timeline and the charts; nothing where nothing has a day."""
    line = timeline(view, tr)
    charts = (sum_chart(view, tr), ctdna_chart(view, tr), marker_chart(view, tr))
    drawn = tuple(chart for chart in charts if chart)
    if line is None and not drawn:
        return ()
    return Heading(tr(N_("Course"))), Figures(line, drawn)
