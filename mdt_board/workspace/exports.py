"""Views onto paper: one report, in any language, whatever the window speaks."""

from pathlib import Path

from mdt_board.i18n import Translator
from mdt_board.model.issue import Issue
from mdt_board.model.view import View
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


def export_text(view: View, tr: Translator, path: Path) -> None:
    """Write the chart summary as plain text; raises OSError."""
    from mdt_board.reports import report, to_text  # late: as above

    write_whole(path, to_text.text_of(report.build(view, tr)).encode())
