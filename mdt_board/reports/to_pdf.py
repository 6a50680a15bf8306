"""A report as a PDF. reportlab is imported when the first one is printed."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from mdt_board.model.issue import Issue, Severity
from mdt_board.model.text import N_, Message, Plain
from mdt_board.reports.blocks import Report


def to_bytes(report: Report) -> bytes:
    """Return the PDF: embedded fonts only, the same bytes for the same report."""
    from mdt_board.reports.paper.document import render  # late: takes 150 ms

    return render(report)


def issues(report: Report) -> tuple[Issue, ...]:
    """Return one issue for each character that no embedded font has."""
    from mdt_board.reports.escape import unprintable  # late: as above

    codes = dict.fromkeys(c for text in _strings(report) for c in unprintable(text))
    sentence = N_("No font has the character {code}; its code is printed instead")
    return tuple(
        Issue(
            code="report.character",
            severity=Severity.NOTED,
            place=report.title,
            message=Message(sentence, {"code": Plain(code)}),
        )
        for code in codes
    )


def _strings(part: object) -> Iterator[str]:
    """Walk through every string of a report."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for each in part:
            yield from _strings(each)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _strings(getattr(part, field.name))
