"""Views onto paper: one report, in any language, whatever the window speaks."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from mdt_board.i18n import LANGUAGES, Translator
from mdt_board.model.issue import Issue
from mdt_board.model.view import View
from mdt_board.workspace import meetings
from mdt_board.workspace.whole_file import write_whole


def export_pdf(view: View, tr: Translator, path: Path) -> tuple[Issue, ...]:
    """Print the chart summary; return what of it could not be printed as it stands.

    Raises:
        OSError: when it cannot be written; an older file is then unchanged.
    """
    from mdt_board.reports import report, to_pdf  # late: takes 150 ms

    built = report.build(view, tr)
    write_whole(path, to_pdf.to_bytes(built))
    return to_pdf.issues(built)


def pdf_bytes(view: View, tr: Translator) -> bytes:
    """Return the chart summary as PDF; the same view gives the same bytes."""
    from mdt_board.reports import report, to_pdf  # late: as above

    return to_pdf.to_bytes(report.build(view, tr))


def every_print(view: View, translator: Callable[[str], Translator]) -> Iterator[bytes]:
    """Print a case in each way it would be: in each language, on the agenda or not."""
    views = [view]
    if view.case.is_example and not view.meeting:
        views.append(replace(view, meeting=meetings.example_meeting()))
    for one in views:
        for language in LANGUAGES:
            yield pdf_bytes(one, translator(language))


def export_text(view: View, tr: Translator, path: Path) -> None:
    """Write the chart summary as plain text; raises OSError."""
    from mdt_board.reports import report, to_text  # late: as above

    write_whole(path, to_text.text_of(report.build(view, tr)).encode())
