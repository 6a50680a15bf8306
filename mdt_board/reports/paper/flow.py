"""Each block as the pieces that reportlab sets, one function per kind of block."""

from collections.abc import Callable, Iterable
from itertools import zip_longest
from typing import Any

from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    HRFlowable,
    KeepTogether,
    Spacer,
    Table,
)

from mdt_board.reports import blocks
from mdt_board.reports.paper.chart import chart_drawing
from mdt_board.reports.paper.columns import BETWEEN_COLUMNS, column_widths
from mdt_board.reports.paper.fonts import REGULAR
from mdt_board.reports.paper.lettering import signature_line, tick_box
from mdt_board.reports.paper.setting import Setting, labeled, words
from mdt_board.reports.paper.styles import BODY_SIZE, GAP, PAGE, WIDTH, Style, color
from mdt_board.reports.paper.timeline import timeline_drawing
from mdt_board.reports.words import said

QUARTERS = 4
SMALL = 7.0
TABLE_SIZE = 7.8
MAX_SIGNATURES_A_ROW = 7
FEWEST_SIGNATURE_PLACES = 4  # a line to sign on is not longer than needed
HEADING_ROOM = 72.0  # a heading never stands alone at the foot of a page
HEADING_HEIGHT = 24.0
BOX_ROOM = 128.0  # of a heading with the box under it, which is never split
LONGEST_ROW = 400.0  # a row of more than half a page goes on over the page
Cells = list[list[Any]]
Commands = list[tuple[Any, ...]]


def flow(report: Iterable[blocks.Block]) -> list[Flowable]:
    """Return the pieces of all blocks in their order."""
    ordered = tuple(report)
    pieces: list[Flowable] = []
    for block, after in zip_longest(ordered, ordered[1:]):
        if isinstance(block, blocks.Heading) and isinstance(after, blocks.Figures):
            pieces.append(CondPageBreak(_figures_room(after)))
        if isinstance(block, blocks.Heading) and isinstance(after, blocks.Boxed):
            pieces.append(CondPageBreak(BOX_ROOM))
        pieces += SETTERS[type(block)](block)
    return pieces


def _title(block: blocks.Title) -> list[Flowable]:
    """Title and lines at the left, whose paper it is at the right, over a rule."""
    mark = [words(block.mark, Style(8, "caution", True, True))] if block.mark else []
    left = [words(block.text, Style(16, is_bold=True)), Spacer(0, 3)]
    left += [words(line, Style(8, "muted")) for line in block.lines]
    right = [
        words(block.owner, Style(10, is_bold=True, is_right=True)),
        words(block.state, Style(7.6, "muted", is_right=True)),
        *mark,
    ]
    commands: Commands = [
        ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
        ("LINEBELOW", (0, 0), (-1, 0), 1.4, color("ink")),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
    ]
    return [_grid([[left, right]], (WIDTH * 0.66, WIDTH * 0.34), commands), _space(5)]


def _facts(block: blocks.Facts) -> list[Flowable]:
    """Set facts side by side, a new row when four quarters are full."""
    rows: list[list[blocks.Fact]] = [[]]
    for fact in block.facts:
        if sum(f.width for f in rows[-1]) + fact.width > QUARTERS:
            rows.append([])
        rows[-1].append(fact)
    set_rows = [_fact_row(row) for row in rows]
    return [*set_rows, _rule(), _space(5)]


def _fact_row(facts: list[blocks.Fact]) -> Table:
    cells = [[_fact(fact) for fact in facts]]
    widths = tuple(WIDTH * fact.width / QUARTERS for fact in facts)
    return _grid(cells, widths, [("BOTTOMPADDING", (0, 0), (-1, -1), 4)])


def _fact(fact: blocks.Fact) -> list[Flowable]:
    return [
        words(fact.name, Style(SMALL, "muted")),
        words(fact.value),
    ]


def _heading(block: blocks.Heading) -> list[Flowable]:
    heading = words(block.text, Style(9.8, "muted", True))
    return [CondPageBreak(HEADING_ROOM), _space(4), heading, _space(3)]


def _boxed(block: blocks.Boxed) -> list[Flowable]:
    left = [
        words(block.name, Style(SMALL, "muted")),
        words(block.headline, Style(12.5, block.color, True)),
        words(block.under, Style(8)),
    ]
    right = [labeled(line.lead, line.text) for line in block.lines]
    commands: Commands = [
        ("BOX", (0, 0), (-1, -1), 1.2, color(block.color)),
        ("ROUNDEDCORNERS", [4, 4, 4, 4]),
        *_padding(9, 7),
    ]
    widest = max(piece.natural_width for piece in left) + 4 * 9
    share = min(WIDTH * 0.32, max(WIDTH * 0.22, widest))
    return [_grid([[left, right]], (share, WIDTH - share), commands), _space(4)]


def _ballot(block: blocks.Ballot) -> list[Flowable]:
    """Options with boxes to tick in two columns, then lines to write on."""
    options: Cells = [[tick_box(), words(o)] for o in block.options]
    if len(options) % 2:
        options.append(["", ""])
    half = len(options) // 2
    cells: Cells = [
        [*a, *b] for a, b in zip(options[:half], options[half:], strict=True)
    ]
    ticks = _grid(cells, (14.0, WIDTH / 2 - 24, 14.0, WIDTH / 2 - 24))
    written = [_blank_line(blank) for blank in block.blanks]
    inside = [words(block.name, Style(SMALL, "muted")), _space(2), ticks, *written]
    commands: Commands = [
        ("BOX", (0, 0), (-1, -1), 1.2, color("accent")),
        ("ROUNDEDCORNERS", [4, 4, 4, 4]),
        *_padding(9, 7),
    ]
    return [_grid([[inside]], (WIDTH,), commands), _space(4)]


def _blank_line(blank: str) -> Table:
    commands: Commands = [
        ("LINEBELOW", (1, 0), (1, 0), 0.5, color("muted")),
        ("TOPPADDING", (0, 0), (-1, -1), 5),
        ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
    ]
    cells: Cells = [[words(blank, Style(8)), ""]]
    return _grid(cells, (92.0, WIDTH - 112), commands)


def _cards(block: blocks.Cards) -> list[Flowable]:
    """Set cards two to a row; both of a row are as tall as the taller one."""
    pairs = [block.cards[i : i + 2] for i in range(0, len(block.cards), 2)]
    return [piece for pair in pairs for piece in (_card_row(pair), _space(GAP))]


def _card_row(pair: tuple[blocks.Card, ...]) -> Table:
    """Set two cards side by side; the last of an odd number has the whole width."""
    between = 6.0
    is_alone = len(pair) == 1
    width = WIDTH if is_alone else (WIDTH - between) / 2
    widths = (width,) if is_alone else (width, between, width)
    cells: list[Any] = [_card(card, width) for card in pair]
    commands: Commands = [*_padding(7, 5)]
    for column, card in zip((0, 2), pair, strict=False):
        at = (column, 0), (column, 0)
        commands += [
            ("BOX", *at, 0.6, color("line")),
            ("LINEABOVE", *at, 1.6, color(card.color)),
        ]
    return _grid([cells if is_alone else [cells[0], "", cells[1]]], widths, commands)


def _card(card: blocks.Card, outer: float) -> list[Flowable]:
    title = words(card.title, Style(9.2, card.color, True))
    by = words(said((card.mark, card.by)), Style(SMALL, "muted", is_right=True))
    width = outer - 14
    named = min(title.natural_width + 4, width / 2)
    head = _grid([[title, by]], (named, width - named))
    text = [words(card.text)] if card.text else [_space(24)]
    return [head, *text]


def _figures(block: blocks.Figures) -> list[Flowable]:
    pieces: list[Flowable] = []
    if block.timeline:
        pieces += [timeline_drawing(block.timeline, WIDTH), _space(2)]
    if block.charts:
        width = WIDTH / len(block.charts)
        drawn = [chart_drawing(chart, width - 8) for chart in block.charts]
        pieces.append(_grid([drawn], (width,) * len(drawn)))
    return pieces


def _figures_room(block: blocks.Figures) -> float:
    """Return the room that a heading and the first figure need together."""
    first = _figures(block)[:1]
    return sum(piece.wrap(WIDTH, PAGE[1])[1] for piece in first) + HEADING_HEIGHT


def _table(block: blocks.Table) -> list[Flowable]:
    head = [words(c.title, Style(SMALL, "muted")) for c in block.columns]
    rows = [_table_row(row) for row in block.rows]
    commands: Commands = [
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, color("ink")),
        ("LINEBELOW", (0, 1), (-1, -1), 0.5, color("line")),
        ("TOPPADDING", (0, 0), (-1, -1), 1.4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        ("RIGHTPADDING", (0, 0), (-2, -1), BETWEEN_COLUMNS),
    ]
    widths = column_widths([head, *rows], [WIDTH * c.width for c in block.columns])
    return [_grid([head, *rows], widths, commands, repeat=1), _space(3)]


def _table_row(row: blocks.Row) -> list[Flowable]:
    """Set the cells; only the first one is in the row's color."""
    inks = (row.color, *("ink" for _ in row.cells[1:]))
    return [
        tick_box(cell == blocks.DONE)
        if cell in (blocks.OPEN, blocks.DONE)
        else words(cell, Style(TABLE_SIZE, ink))
        for cell, ink in zip(row.cells, inks, strict=True)
    ]


def _lines(block: blocks.Lines) -> list[Flowable]:
    size = SMALL if block.color == "muted" else BODY_SIZE
    drawn = Style(size, block.color)
    return [*(labeled(line.lead, line.text, drawn) for line in block.lines), _space(3)]


def _note(block: blocks.Note) -> list[Flowable]:
    return [words(block.text, Style(SMALL, "muted")), _space(2)]


def _signatures(block: blocks.Signatures) -> list[Flowable]:
    """Lines to sign on, side by side, with room for a pen above each."""
    names = block.names
    step = MAX_SIGNATURES_A_ROW
    chunks = [names[i : i + step] for i in range(0, len(names), step)]
    rows = [_signature_row(chunk) for chunk in chunks]
    return [KeepTogether([_space(16), *rows]), _space(4)]


def _signature_row(names: tuple[str, ...]) -> Table:
    width = WIDTH / max(len(names), FEWEST_SIGNATURE_PLACES)
    signed = [[signature_line(width - 8), words(name, Style(SMALL))] for name in names]
    return _grid(
        [signed], (width,) * len(names), [("BOTTOMPADDING", (0, 0), (-1, -1), 8)]
    )


def _grid(
    cells: Cells,
    widths: tuple[float, ...],
    commands: Iterable[tuple[Any, ...]] = (),
    repeat: int = 0,
) -> Table:
    """Return a table without lines or padding but for the commands."""
    base: Commands = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("FONTNAME", (0, 0), (-1, -1), REGULAR),  # an empty cell sets its font too
        *_padding(0, 0),
    ]
    return Table(
        [part for row in cells for part in _parts(row, widths)],
        colWidths=widths,
        style=[*base, *commands],
        hAlign="LEFT",
        repeatRows=repeat,
    )


def _parts(row: list[Any], widths: tuple[float, ...]) -> Cells:
    """Return a row as it is, or in several where it may be taller than a page."""
    columns = list(zip(row, widths, strict=True))
    if not any(_height(cell, width) > LONGEST_ROW for cell, width in columns):
        return [row]
    cut = [_cut_cell(cell, width) for cell, width in columns]
    return [list(parts) for parts in zip_longest(*cut, fillvalue="")]


def _height(cell: Any, width: float) -> float:
    """Return about how tall the words of a cell are, in points."""
    return sum(
        (piece.natural_width / width + 1) * piece.style.leading
        for piece in _pieces(cell)
        if isinstance(piece, Setting)
    )


def _cut_cell(cell: Any, width: float) -> Cells:
    """Return the pieces of a cell in portions that fit a page with room to spare."""
    portions: Cells = [[]]
    used = 0.0
    for piece in _pieces(cell):
        for part in _cut(piece, width):
            height = part.wrap(width, LONGEST_ROW)[1]
            if portions[-1] and used + height > LONGEST_ROW:
                portions.append([])
                used = 0.0
            portions[-1].append(part)
            used += height
    return portions


def _cut(piece: Flowable, width: float) -> list[Flowable]:
    parts = [piece]
    while isinstance(parts[-1], Setting):
        halves = parts[-1].split(width, LONGEST_ROW)
        if not halves:
            break
        parts[-1:] = halves
    return parts


def _pieces(cell: Any) -> list[Flowable]:
    pieces = cell if isinstance(cell, list) else [cell]
    return [p for p in pieces if isinstance(p, Flowable)]


def _padding(x: float, y: float) -> Commands:
    whole = (0, 0), (-1, -1)
    sides = {"LEFT": x, "RIGHT": x, "TOP": y, "BOTTOM": y}
    return [(f"{side}PADDING", *whole, size) for side, size in sides.items()]


def _rule() -> HRFlowable:
    return HRFlowable("100%", 0.6, spaceBefore=2, spaceAfter=0, color=color("line"))


def _space(height: float) -> Spacer:
    return Spacer(0, height)


SETTERS: dict[type, Callable[[Any], list[Flowable]]] = {
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
