"""What an import says while it reads, and what came from which file."""

import sys
import time
from collections import Counter
from collections.abc import Iterator
from shlex import quote
from types import TracebackType
from typing import TYPE_CHECKING, Self

from mdt_board.cli.layout import columns
from mdt_board.cli.session import visible
from mdt_board.model.text import N_

if TYPE_CHECKING:
    from mdt_board.i18n import Translator
    from mdt_board.model.case import Case
    from mdt_board.model.mapping import TableMapping

SILENT_SECONDS = 1.0  # a short import says nothing
NAME_LENGTH = 40  # the line must not wrap: it is written over itself
MAX_COLUMNS = 40
MAX_LESIONS = 12
INDENT = "  "
ERASED = "\r\x1b[K"


class Progress:
    """One line on the terminal that is written over itself and erased at the end."""

    def __init__(self, tr: "Translator") -> None:
        self._tr = tr
        self._is_shown = False
        self._began = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._is_shown:
            self._write(ERASED)

    def show(self, done_files: float, all_files: int, name: str) -> None:
        """Say which file is read and how far all are, when it takes long."""
        is_short = time.monotonic() - self._began < SILENT_SECONDS
        if is_short or not sys.stderr.isatty():
            return
        self._is_shown = True
        percent = int(100 * done_files / max(all_files, 1))
        text = self._tr(
            N_("Reading {name} ({number} of {count}), {percent} %"),
            name=visible(name)[:NAME_LENGTH],
            number=min(int(done_files) + 1, all_files),
            count=all_files,
            percent=percent,
        )
        self._write(ERASED + " ".join(text.split()))

    @staticmethod
    def _write(text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()


def proposal_lines(name: str, table: "TableMapping", tr: "Translator") -> Iterator[str]:
    """Say what the headers of a table seem to mean that could not be told.

    ``name`` is that of its file; one column without a meaning is no table. What is
    unknown is left open in a line that can be given to ``--map``.
    """
    from mdt_board.cli.tables import headers
    from mdt_board.importers.mapping import lacking, nearest
    from mdt_board.importers.tables_kinds import BY_ID

    if len(table.columns) == 1 and not table.columns[0].field:
        return
    text = N_("{name}: what the headers seem to mean; name the others with --map:")
    yield tr(text, name=name)
    shown = table.columns[:MAX_COLUMNS]
    rows = [(c.header, "→", _meant(c.field, c.unit)) for c in shown]
    yield from (INDENT + line for line in columns(rows).split("\n"))
    more = len(table.columns) - len(shown)
    if more:
        yield INDENT + tr(N_("and {number} more"), number=more)
    for near in nearest(table):
        kind = BY_ID[near.kind]
        lacks = [headers(one, kind, tr) for one in lacking(near)]
        yield tr(
            N_("For the table “{kind}” it lacks: {headers}."),
            kind=tr(kind.title),
            headers=tr.join(lacks),
        )


def _meant(field: str, unit: str) -> str:
    return f"{field} [{unit}]" if unit else field or "?"


def role_lines(case: "Case", named: str, tr: "Translator") -> Iterator[str]:
    """Write the command that gives each lesion without a role its own.

    Args:
        case: as it was kept.
        named: the case, and the store where one was named, as the shell takes them.
        tr: the language.
    """
    lesions = [x for x in case.radiology.lesions if x.role is None]
    if not lesions:
        return
    yield tr(N_("To give each its role (target, non-target or new):"))
    for lesion in lesions[:MAX_LESIONS]:
        setting = quote(f"{lesion.id}:role=target")
        yield f"{INDENT}mdt-board edit {named} --set {setting}  # {lesion.label}"
    more = len(lesions) - MAX_LESIONS
    if more > 0:
        yield INDENT + tr(N_("and {number} more"), number=more)


def trial_lines(before: "Case", after: "Case", tr: "Translator") -> Iterator[str]:
    """Say how many records of each kind each file would bring, and that it did not."""
    from mdt_board.cli.words import KINDS
    from mdt_board.workflow.edit import all_records

    had = {record.id for _, _, record in all_records(before)}
    names = {source.id: source.name for source in after.sources}
    titles = dict(KINDS)
    found = Counter(
        (names.get(record.source, ""), ".".join(path))
        for path, _, record in all_records(after)
        if record.id not in had and ".".join(path) in titles
    )
    rows = [(name, tr(titles[path]), f"+{n}") for (name, path), n in found.items()]
    if rows:
        yield columns(sorted(rows))
    yield tr(N_("This was a trial; nothing was written."))
