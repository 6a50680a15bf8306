"""A report as plain text, to paste into the hospital's record system."""

from collections.abc import Callable
from typing import Any

from mdt_board.reports import blocks
from mdt_board.reports.unseen import seen
from mdt_board.reports.words import said

BETWEEN = " | "
SIGN_HERE = "____________"


def text_of(report: blocks.Report) -> str:
    """Return every word of the report but for the charts, one thing a line.

    A character that would act on a terminal or turn words around is its code point.
    """
    parts = [_block(block) for block in report.blocks]
    foot = said((report.footer.left, report.footer.right))
    text = "\n".join([*(part for part in parts if part), "", foot, ""])
    return "".join(map(seen, text))


def _block(block: blocks.Block) -> str:
    return WRITERS[type(block)](block)


def _title(block: blocks.Title) -> str:
    whose = said((block.owner, block.state))
    return "\n".join(t for t in (block.mark, block.text, whose, *block.lines) if t)


def _heading(block: blocks.Heading) -> str:
    return f"\n{block.text}"


def _facts(block: blocks.Facts) -> str:
    return "\n".join(f"{fact.name}: {fact.value}" for fact in block.facts)


def _boxed(block: blocks.Boxed) -> str:
    head = f"\n{block.name}: {said((block.headline, block.under))}"
    return "\n".join([head, *(line.lead + line.text for line in block.lines)])


def _ballot(block: blocks.Ballot) -> str:
    options = [f"[ ] {option}" for option in block.options]
    blanks = [f"{blank}: {SIGN_HERE}" for blank in block.blanks]
    return "\n".join([f"\n{block.name}", *options, *blanks])


def _cards(block: blocks.Cards) -> str:
    return "\n".join(
        f"{said((card.title, card.by, card.mark))}: {card.text}" for card in block.cards
    )


def _table(block: blocks.Table) -> str:
    head = BETWEEN.join(column.title for column in block.columns)
    return "\n".join([head, *(BETWEEN.join(row.cells) for row in block.rows)])


def _lines(block: blocks.Lines) -> str:
    return "\n".join(line.lead + line.text for line in block.lines)


def _note(block: blocks.Note) -> str:
    return block.text


def _signatures(block: blocks.Signatures) -> str:
    return "\n".join(f"{name}: {SIGN_HERE}" for name in block.names)


def _figures(block: blocks.Figures) -> str:
    """Write the values of each chart, as far as they have words."""
    lines = []
    for chart in block.charts:
        for line in chart.lines:
            values = [f"{p.on} {p.label}" for p in line.points]
            lines.append(f"{chart.title} – {line.label}: {BETWEEN.join(values)}")
    return "\n".join(lines)


WRITERS: dict[type, Callable[[Any], str]] = {
    blocks.Title: _title,
    blocks.Facts: _facts,
    blocks.Heading: _heading,
    blocks.Boxed: _boxed,
    blocks.Ballot: _ballot,
    blocks.Cards: _cards,
    blocks.Figures: _figures,
    blocks.Table: _table,
    blocks.Lines: _lines,
    blocks.Note: _note,
    blocks.Signatures: _signatures,
}
