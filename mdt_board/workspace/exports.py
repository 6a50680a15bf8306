"""Views onto paper: one report, in any language, whatever the window speaks."""

from pathlib import Path

from mdt_board.i18n import Translator
from mdt_board.model.view import View
from mdt_board.workspace.whole_file import write_whole


def export_pdf(view: View, translator: Translator, path: Path) -> None:
    """Print the chart summary of ``view``; raises OSError."""
    from mdt_board.reports import report, to_pdf  # late: a font takes 40 ms to load

    to_pdf.write(report.build(view, translator), path)


def export_text(view: View, translator: Translator, path: Path) -> None:
    """Write the chart summary of ``view`` as plain text; raises OSError."""
    from mdt_board.reports import report, to_text  # late: as for the PDF

    write_whole(path, to_text.text_of(report.build(view, translator)).encode())
