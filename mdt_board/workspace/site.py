"""What the site and the person keep beside the cases: access to drugs, and CIViC."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from mdt_board.importers.site_access import FILE_NAME, Rows, read_access
from mdt_board.model.case import Case
from mdt_board.model.civic import CivicItem, CivicLayer
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.text import N_, Message
from mdt_board.model.view import CivicBeside
from mdt_board.workspace.civic import beside, civic_layer, default_folder
from mdt_board.workspace.refused import RefusedError, refusal
from mdt_board.workspace.whole_file import write_whole

UNREADABLE = N_(
    "The kept CIViC file cannot be opened; add it again: knowledge add civic FILE."
)


class Site:
    """Reads each file once, when it is first asked for."""

    @property
    def folder(self) -> Path:
        """Where both are kept."""
        return default_folder()

    @cached_property
    def _table(self) -> tuple[Rows, tuple[Issue, ...]]:
        return read_access(self.folder / FILE_NAME)

    @property
    def access(self) -> Rows:
        """The signed rows of the table of access; empty where there is none."""
        return self._table[0]

    @cached_property
    def _layer(self) -> tuple[CivicLayer | None, tuple[Issue, ...]]:
        try:
            return civic_layer(self.folder), ()
        except RefusedError as error:
            return None, error.issues
        except OSError:
            return None, (refusal("civic-unreadable", UNREADABLE),)

    def problems(self) -> tuple[Message, ...]:
        """Say what of either could not be used."""
        return tuple(i.message for i in (*self._table[1], *self._layer[1]))

    def civic(self, case: Case) -> tuple[CivicBeside, ...]:
        """Return what CIViC holds on each variant of a case, where it was added."""
        layer = self._layer[0]
        if layer is None:
            return ()
        return tuple(_beside(case, layer))


def _beside(case: Case, layer: CivicLayer) -> Iterator[CivicBeside]:
    told: set[tuple[str, str, tuple[CivicItem, ...]]] = set()
    for variant in case.molecular.variants:
        others = [v for v in case.molecular.variants if v.sample == variant.sample]
        items = beside(variant, others, layer)
        name = f"{variant.gene} {variant.name}".strip()
        key = (variant.gene, variant.name, items)
        if items and key not in told:
            told.add(key)
            yield CivicBeside(variant.id, name, layer.added_on, items)


def keep_access(path: Path, folder: Path) -> tuple[Rows, tuple[Issue, ...]]:
    """Keep a table of access; return its rows and what of it is not used.

    Raises:
        RefusedError: when it is no such table; the one before stays.
        OSError: when it cannot be read or kept.
    """
    data = path.read_bytes()
    rows, issues = read_access(path)
    if any(issue.severity is Severity.REFUSED for issue in issues):
        raise RefusedError(path.name, issues)
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / FILE_NAME, data)
    return rows, issues
