"""How the columns of a table on paper share its width."""

from collections.abc import Sequence
from math import ceil

from reportlab.graphics.shapes import Drawing
from reportlab.platypus import Flowable

from mdt_board.reports.paper.setting import Setting

BETWEEN_COLUMNS = 6.0
BESIDE = BETWEEN_COLUMNS + 0.1  # so that no rounding breaks a line that just fits
NARROWEST_SHARE = 0.2  # of the table, for the two columns with the longest words
RAGGED = 1.06  # broken lines end where a word does, not at the edge
STEPS = 24


def column_widths(
    rows: Sequence[Sequence[Flowable]], widths: Sequence[float]
) -> tuple[float, ...]:
    """Return the widths at which the rows have few lines, in points.

    Args:
        rows: the cells, the titles first.
        widths: what the columns were given; their sum stays.

    What some columns do not need goes to those that lack least, so that most have one
    line; the two with the longest words then share what the others leave.
    """
    lengths = [[_on_one_line(cell) + BESIDE for cell in row] for row in rows]
    wanted = [max(column) for column in zip(*lengths, strict=True)]
    found = [min(pair) for pair in zip(widths, wanted, strict=True)]
    spare = sum(widths) - sum(found)
    for at in sorted(range(len(wanted)), key=lambda at: wanted[at] - found[at]):
        given = min(spare, wanted[at] - found[at])
        found[at] += given
        spare -= given
    found[widths.index(max(widths))] += spare
    return tuple(found if len(found) == 1 else _weighed(lengths, wanted, found))


def _weighed(
    lengths: list[list[float]], wanted: list[float], found: list[float]
) -> list[float]:
    """Share what the two longest columns have so that the rows have fewest lines."""
    first, second = sorted(range(len(wanted)), key=lambda at: -wanted[at])[:2]
    both, least = found[first] + found[second], sum(found) * NARROWEST_SHARE
    if both <= 2 * least or _lines(lengths, found) == len(lengths):
        return found

    def at_share(step: int) -> list[float]:
        tried = list(found)
        tried[first] = least + (both - 2 * least) * step / STEPS
        tried[second] = both - tried[first]
        return tried

    tries = [found, *map(at_share, range(STEPS + 1))]
    return min(tries, key=lambda tried: _lines(lengths, tried))


def _lines(lengths: list[list[float]], widths: list[float]) -> int:
    """Return about how many lines all rows take at these widths."""
    return sum(
        max(
            1 if length <= width else ceil(length * RAGGED / width)
            for length, width in zip(row, widths, strict=True)
        )
        for row in lengths
    )


def _on_one_line(cell: Flowable) -> float:
    if isinstance(cell, Setting):
        return cell.natural_width
    return float(cell.width) if isinstance(cell, Drawing) else 0.0
