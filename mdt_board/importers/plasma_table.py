"""A table of plasma variants of many patients, for the question where each comes from.

One row per variant; only patient and gene must be there. Empty cells (also ``NA``,
``NaN`` and ``.``) are unknown, never zero. A row that cannot be read is an issue with
its line.
"""

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from mdt_board.importers.calls import against_reads
from mdt_board.importers.sandbox import Content, refused
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.text import N_, Count, Message, Plain
from mdt_board.terminology.columns import unit_of, units_in
from mdt_board.terminology.gene_symbols import gene_symbol

COLUMNS = (
    *("patient", "gene", "hgvs_p", "chrom", "pos", "ref", "alt", "vaf"),
    *("alt_reads", "total_reads", "wbc_alt_reads", "wbc_total_reads"),
    *("tissue_alt_reads", "tissue_total_reads", "age", "cancer_history"),
    *("prior_therapy", "fragment_ratio"),
)
NEEDED = COLUMNS[:2]
_AT = {column: i for i, column in enumerate(COLUMNS)}
UNKNOWN = frozenset({"", "na", "n/a", "nan", ".", "none given", "unknown", "not known"})
UNKNOWN |= {"not stated", "未知", "不详", "不明"}
OF_READS = ("gene", "alt_reads", "total_reads")  # of a file of white cells or tissue
STANDS_FOR = {"wbc_alt_reads": "alt_reads", "wbc_total_reads": "total_reads"}
YEARS = frozenset({"years", "year", "yrs", "yr", "y", "岁"})
MAX_CELL = 1_000
MAX_READS = 10**9
OLDEST = 130
MAX_RATIO = 100.0

NO_COLUMN = N_("The table lacks the column {column}; its first line names the columns.")
TWICE = N_("The table has the column {column} twice; keep one.")
NO_UNIT = N_(
    "The column {column} cannot be read with what follows its name; write {name}. A "
    "fraction in percent is written vaf (%)."
)
SYMBOLS = N_(
    "Genes were read by their symbols in capitals (egfr as EGFR, HER2 as ERBB2); rows: "
    "{count}."
)
ENCODING = N_("The table is not in UTF-8; export it again in UTF-8.")
BAD_TABLE = N_("The table cannot be read as CSV from here on; export it again.")
NO_ROWS = N_("The table has no rows.")
EXTRA = N_("Columns that are not among those known were not read: {columns}.")
MISSING = N_("{column} is empty; fill it in. The row was left out.")
BAD_NUMBER = N_("{column} is not a number in its range; the row was left out.")
TOO_MANY = N_("{column} counts more alternate reads than reads; the row was left out.")
NO_TOTAL = N_("{column} has alternate reads without all reads; the row was left out.")
NOT_SEEN = N_(
    "No read carries this variant, so it has no origin; the row was left out."
)
BAD_CELLS = N_("The row has more cells than the header; it was left out.")

_WHOLE = re.compile(r"(\d{1,12})(?:\.0*)?", re.ASCII)


class PlasmaRow(NamedTuple):
    """One row: its line, its cells as written, and its numbers.

    Pairs are alternate and all reads; ``vaf`` comes from the reads where it is not
    given. ``cells`` are by `COLUMNS`; ``gene`` is the symbol that its cell stands for.
    """

    line: int
    cells: tuple[str, ...]
    gene: str
    place: tuple[str, int] | None
    vaf: float | None
    reads: tuple[int, int] | None
    wbc: tuple[int, int] | None
    tissue: tuple[int, int] | None
    age: int | None
    fragment_ratio: float | None
    is_filtered: bool = False

    def text(self, column: str) -> str:
        """Return the cell as written; empty where it says that it is unknown."""
        cell = self.cells[_AT[column]]
        return "" if cell.lower() in UNKNOWN else cell


class PlasmaTable(NamedTuple):
    """The rows that could be read, and an issue per row that could not."""

    rows: tuple[PlasmaRow, ...]
    issues: tuple[Issue, ...]


class _BadRowError(ValueError):
    """What is wrong with a row; never the cell itself."""

    def __init__(self, text: str, column: str = "") -> None:
        self.text = text
        self.column = column
        super().__init__(column)


def read_plasma(content: Content) -> PlasmaTable:
    """Return the rows of a CSV or TSV table; a refused file has no rows."""
    return _read(content, NEEDED, {c: c for c in COLUMNS})


def read_reads(content: Content) -> PlasmaTable:
    """Return the rows of another material's table: its own reads, as ``wbc``.

    No alternate read is a reading there. The patient may be missing.
    """
    own = {c: c for c in COLUMNS if c not in (*OF_READS[1:], "vaf")}
    return _read(content, OF_READS, own | STANDS_FOR)


def _read(
    content: Content, needed: tuple[str, ...], sources: Mapping[str, str]
) -> PlasmaTable:
    """Read each column from the one it is taken ``sources`` from; others are empty."""
    try:
        text = content.data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return PlasmaTable((), (refused("encoding", ENCODING),))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        written = [c.strip().lower() for c in next(reader, [])]
    except csv.Error:
        return PlasmaTable((), (refused("bad-table", BAD_TABLE),))
    known = frozenset(sources.values())
    header = [_named(h, known) for h in written]
    wrong = _wrong_header(header, needed) or _wrong_unit(header, known)
    if wrong:
        return PlasmaTable((), (wrong,))
    percent = [i for i, h in enumerate(written) if h != header[i] and _is_percent(h)]
    lines = ((reader.line_num, _with_percent(cells, percent)) for cells in reader)
    found = {c: header.index(s) for c, s in sources.items() if s in header}
    at = [found.get(c, -1) for c in COLUMNS]
    return _rows(lines, header, at, tuple(c for c in needed if c in NEEDED))


def _named(header: str, known: frozenset[str]) -> str:
    """Return the column that a header names with a unit that the column may have."""
    if header in known:
        return header
    for name, unit in _units(header):
        is_share = name == "vaf" and unit_of(name, unit) is not None
        if name in known and (is_share or (name == "age" and unit in YEARS)):
            return name
    return header


def _is_percent(header: str) -> bool:
    return any(unit_of("vaf", unit) == "%" for _, unit in _units(header))


def _units(header: str) -> list[tuple[str, str]]:
    """Return the ways to read a header as name and unit; ``vaf%`` is one."""
    sign = header[-1:]
    if unit_of("vaf", sign) == "%":
        return [(header[:-1].strip(), sign)]
    return units_in(header)


def _with_percent(cells: list[str], columns: list[int]) -> list[str]:
    """Write % after the numbers of the columns whose header says percent."""
    for i in columns:
        cell = cells[i].strip() if i < len(cells) else ""
        if cell.lower() not in UNKNOWN and not cell.endswith("%"):
            cells[i] = f"{cell}%"
    return cells


def _delimiter(text: str) -> str:
    first = text.split("\n", 1)[0]
    return max(",\t;", key=first.count)


def _wrong_header(header: list[str], needed: tuple[str, ...]) -> Issue | None:
    for column in needed:
        if column not in header:
            return refused("no-column", NO_COLUMN, column=Plain(column))
    twice = [c for c in COLUMNS if header.count(c) > 1]
    if twice:
        return refused("column-twice", TWICE, column=Plain(twice[0]))
    return None


def _wrong_unit(header: list[str], known: frozenset[str]) -> Issue | None:
    """Refuse a column of ours that says something of its numbers which is not read."""
    for written in header:
        name = next((n for n, _ in _units(written) if n in known), None)
        if name and written not in known:
            column = Plain(written[:MAX_CELL])
            return refused("column-unit", NO_UNIT, column=column, name=Plain(name))
    return None


def _rows(
    lines: Iterator[tuple[int, list[str]]],
    header: list[str],
    at: list[int],
    needed: tuple[str, ...],
) -> PlasmaTable:
    """Read to the end, or to where the table is no table any more."""
    line = 1
    rows: list[PlasmaRow] = []
    issues = [*_extra(header)]
    pairs = zip(COLUMNS, at, strict=True)
    names = {c: header[i] for c, i in pairs if i >= 0}
    try:
        for line, cells in lines:
            if not any(map(str.strip, cells)):
                continue
            try:
                rows.append(_row(cells, at, len(header), line, needed))
            except _BadRowError as bad:
                issues.append(_skipped(bad, line, names))
    except csv.Error:
        place = f"line {line + 1}"
        issues.append(
            Issue("bad-table", Severity.SKIPPED, place, Message(BAD_TABLE, {}))
        )
    if not rows and not issues:
        issues.append(refused("no-rows", NO_ROWS))
    issues.extend(_against_reads(rows))
    issues.extend(_by_symbol(rows))
    return PlasmaTable(tuple(rows), tuple(issues))


def _extra(header: list[str]) -> Iterator[Issue]:
    extra = [h for h in header if h and h not in COLUMNS]
    if extra:
        words = {"columns": Plain(", ".join(extra)[:MAX_CELL])}
        yield Issue("columns", Severity.NOTED, "line 1", Message(EXTRA, words))


def _against_reads(rows: list[PlasmaRow]) -> Iterator[Issue]:
    """Tell the rows whose fraction does not fit the reads beside it."""
    for row in rows:
        cell = row.text("vaf")
        if cell and row.reads:
            share = Decimal(cell.removesuffix("%")) / (100 if "%" in cell else 1)
            message = against_reads(share, *row.reads)
            if message:
                code, place = "fraction-against-reads", f"line {row.line}"
                yield Issue(code, Severity.NOTED, place, message)


def _by_symbol(rows: list[PlasmaRow]) -> Iterator[Issue]:
    """Say how many genes were written otherwise than their symbols."""
    count = sum(r.gene != r.text("gene") for r in rows)
    if count:
        words = {"count": Count(count)}
        yield Issue("gene-symbol", Severity.NOTED, "", Message(SYMBOLS, words))


def _skipped(bad: _BadRowError, line: int, names: Mapping[str, str]) -> Issue:
    """Name the column as the file does."""
    column = names.get(bad.column, bad.column)
    words = {"column": Plain(column)} if column else {}
    return Issue("row", Severity.SKIPPED, f"line {line}", Message(bad.text, words))


def _row(
    cells: list[str], at: list[int], width: int, line: int, needed: tuple[str, ...]
) -> PlasmaRow:
    if len(cells) > width and any(c.strip() for c in cells[width:]):
        raise _BadRowError(BAD_CELLS)
    count = len(cells)
    kept = tuple([cells[i].strip()[:MAX_CELL] if 0 <= i < count else "" for i in at])
    return parsed(kept, line, needed)


def parsed(
    cells: tuple[str, ...], line: int, needed: Iterable[str] = NEEDED
) -> PlasmaRow:
    """Return the row of cells in the order of `COLUMNS`.

    Raises:
        ValueError: when a cell cannot be read or contradicts another.
    """
    known = ["" if c.lower() in UNKNOWN else c for c in cells]
    _, _, _, chrom, pos, *_ = known
    for column in needed:
        if not known[COLUMNS.index(column)]:
            raise _BadRowError(MISSING, column)
    reads = _pair(known, 8)
    vaf = _fraction(known[7], "vaf")
    if vaf is None and reads:
        vaf = reads[0] / reads[1]
    if vaf == 0 or (reads and not reads[0]):
        raise _BadRowError(NOT_SEEN)
    position = _whole(pos, "pos")
    return PlasmaRow(
        line=line,
        cells=cells,
        gene=gene_symbol(known[1]),
        place=(chrom.lower().removeprefix("chr").upper(), position)
        if chrom and position
        else None,
        vaf=vaf,
        reads=reads,
        wbc=_pair(known, 10),
        tissue=_pair(known, 12),
        age=_age(known[14]),
        fragment_ratio=_ratio(known[17]),
    )


def _pair(known: list[str], first: int) -> tuple[int, int] | None:
    """Return alternate and all reads; all without alternate say nothing."""
    names = COLUMNS[first], COLUMNS[first + 1]
    alt, total = (_whole(known[first + i], names[i]) for i in (0, 1))
    if alt is None or not total:
        if alt:
            raise _BadRowError(NO_TOTAL, names[0])
        return None
    if alt > total:
        raise _BadRowError(TOO_MANY, names[0])
    return alt, total


def _whole(cell: str, column: str) -> int | None:
    if not cell:
        return None
    found = _WHOLE.fullmatch(cell)
    if not found or int(found[1]) > MAX_READS:
        raise _BadRowError(BAD_NUMBER, column)
    return int(found[1])


def _fraction(cell: str, column: str) -> float | None:
    if not cell:
        return None
    percent = cell.endswith("%")
    value = _number(cell.removesuffix("%"), column) / (100 if percent else 1)
    if not 0 <= value <= 1:
        raise _BadRowError(BAD_NUMBER, column)
    return value


def _age(cell: str) -> int | None:
    if not cell:
        return None
    value = _number(cell, "age")
    if not 0 <= value <= OLDEST:
        raise _BadRowError(BAD_NUMBER, "age")
    return int(value)


def _ratio(cell: str) -> float | None:
    if not cell:
        return None
    value = _number(cell, "fragment_ratio")
    if not 0 <= value <= MAX_RATIO:
        raise _BadRowError(BAD_NUMBER, "fragment_ratio")
    return value


def _number(cell: str, column: str) -> float:
    try:
        value = float(cell) if "_" not in cell else math.nan
    except ValueError:
        raise _BadRowError(BAD_NUMBER, column) from None
    if not math.isfinite(value):
        raise _BadRowError(BAD_NUMBER, column)
    return value
