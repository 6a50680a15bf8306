"""The course: one axis of days, and the values over it."""

from mdt_board.i18n import Translator
from mdt_board.model.text import N_
from mdt_board.model.view import View
from mdt_board.reports.blocks import Block, Figures, Heading, Labeled, Lines
from mdt_board.reports.words import said
from mdt_board.series import (
    MOST_LISTED,
    ctdna_chart,
    marker_chart,
    sum_chart,
    timeline,
    undated_variants,
    undated_words,
    variant_name,
    variant_share,
)


def section(view: View, tr: Translator) -> tuple[Block, ...]:
    """Return the timeline and the charts; nothing where nothing has a day."""
    line = timeline(view, tr)
    charts = (sum_chart(view, tr), ctdna_chart(view, tr), marker_chart(view, tr))
    drawn = tuple(chart for chart in charts if chart)
    figures = (Figures(line, drawn),) if line or drawn else ()
    blocks = (*figures, *_undated(view, tr))
    return (Heading(tr(N_("Course"))), *blocks) if blocks else ()


def _undated(view: View, tr: Translator) -> tuple[Block, ...]:
    """Name the variants that no curve has, so that none is lost without a word."""
    undated = undated_variants(view.case.molecular)
    if not undated:
        return ()
    named = [
        said((variant_name(v, tr), variant_share(v, tr)), " ")
        for v in undated[:MOST_LISTED]
    ]
    return (
        Lines(
            (
                Labeled(tr(N_("Variants imported:")), undated_words(len(undated), tr)),
                Labeled("", tr.join(named)),
            )
        ),
    )
