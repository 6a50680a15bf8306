"""The chart summary: what a colleague reads in two minutes a year later."""

from mdt_board.i18n import Translator
from mdt_board.model.text import N_
from mdt_board.model.view import View
from mdt_board.reports.blocks import Footer, Report
from mdt_board.reports.sections import (
    analysis,
    course,
    decision,
    disciplines,
    follow_up,
    header,
    signatures,
    sources,
    standing,
)
from mdt_board.reports.words import said

SECTIONS = (
    header.section,
    standing.warnings,
    decision.section,
    standing.history,
    disciplines.section,
    course.section,
    analysis.section,
    follow_up.section,
    signatures.section,
    sources.section,
)


def build(view: View, tr: Translator) -> Report:
    """Build the chart summary of one case, every word in the translator's language."""
    return Report(
        title=view.case.id,
        subject=tr(N_("Record of the tumor board (MDT)")),
        language=tr.language,
        blocks=tuple(block for section in SECTIONS for block in section(view, tr)),
        footer=_footer(view, tr),
    )


def _footer(view: View, tr: Translator) -> Footer:
    digest = sources.digest(view)
    example = tr(N_("EXAMPLE")) if view.case.is_example else ""
    ruleset = tr(N_("rules {ruleset}"), ruleset=view.interpretation.ruleset)
    state = header.state_words(view, tr)
    return Footer(
        left=said((view.case.id, header.version(view, tr), state, example)),
        right=said((f"SHA-256 {digest[:4]}…{digest[-4:]}", ruleset)),
        page=tr(N_("page {page} of {pages}"), page="{page}", pages="{pages}"),
    )
