"""One sheet of cells: its header row is looked for, then its rows are read."""

from mdt_board.importers import mapping
from mdt_board.importers.found import Found
from mdt_board.importers.tables_header import UNKNOWN, Header
from mdt_board.importers.tables_rows import Line, records_of
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.mapping import TableMapping
from mdt_board.model.provenance import Source
from mdt_board.model.text import N_, Count, Message

TITLE_ROWS = 5  # what may stand above the headers: a title, the patient, the day

ABOVE = N_("Rows above the headers that were not read: {count}.")


def found_in(
    lines: list[Line], source: Source, mappings: tuple[TableMapping, ...]
) -> Found:
    """Return what the rows below the headers say; an empty sheet is told by none."""
    at, header = _header(lines, mappings)
    if isinstance(header, Issue):
        return Found((), (header,), unknown=_unknown(lines, header))
    found = records_of(lines[at + 1 :], header, source)
    if any(i.severity is Severity.REFUSED for i in found.issues):
        return found
    forms = mapping.forms(header, lines[at].cells)
    return found._replace(issues=(*_above(at, header), *found.issues), forms=forms)


def _header(
    lines: list[Line], mappings: tuple[TableMapping, ...]
) -> tuple[int, Header | Issue]:
    """Return the first row that can be told, or why the first one of all cannot."""
    tried = [
        mapping.meaning(line.cells, line.place, mappings)
        for line in lines[:TITLE_ROWS] or [Line("", [])]
    ]
    for at, found in enumerate(tried):
        if isinstance(found, Header) or found.code != UNKNOWN:
            return at, found
    return 0, tried[0]


def _unknown(lines: list[Line], why: Issue) -> tuple[TableMapping, ...]:
    """Return what the row that is likest to be headers seems to mean."""
    if why.code != UNKNOWN:
        return ()
    proposed = [mapping.propose(line.cells) for line in lines[:TITLE_ROWS]]
    known = [p for p in proposed if p]
    return tuple(sorted(known, key=_gaps)[:1])


def _gaps(proposed: TableMapping) -> int:
    return len(proposed.gaps) - len(proposed.columns)


def _above(at: int, header: Header) -> tuple[Issue, ...]:
    if not at:
        return ()
    message = Message(ABOVE, {"count": Count(at)})
    return (Issue("rows-above", Severity.NOTED, header.place, message),)
