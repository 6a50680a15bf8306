"""Files in, records and issues out: one file per format.

Bad input is a value: nothing that a file contains makes `read` raise.
"""

from pathlib import Path
from typing import Protocol

from mdt_board.importers import sandbox, tables, vcf
from mdt_board.importers.sandbox import Content
from mdt_board.model.base import ListRecord
from mdt_board.model.issue import ImportResult, Issue, Severity
from mdt_board.model.provenance import Source
from mdt_board.model.text import N_

UNKNOWN_TYPE = N_(
    "This type of file is not read. Import VCF (.vcf, .vcf.gz) or a table (.csv, .tsv)."
)


class Importer(Protocol):
    """What each module of `IMPORTERS` offers."""

    NAME: str

    def accepts(self, content: Content) -> bool:
        """Say whether the file looks like this format, by its name or first bytes."""

    def read(
        self, content: Content, source: Source
    ) -> tuple[tuple[ListRecord, ...], tuple[Issue, ...]]:
        """Return the file's records and what was wrong with it."""


IMPORTERS: tuple[Importer, ...] = (vcf, tables)


def read(path: Path) -> ImportResult:
    """Read one file with the first importer that accepts it; never raises for input."""
    content = sandbox.content_of(path)
    if isinstance(content, Issue):
        return ImportResult(None, (), (content,))
    importer = next((i for i in IMPORTERS if i.accepts(content)), None)
    if importer is None:
        return ImportResult(None, (), (sandbox.refused("unknown-type", UNKNOWN_TYPE),))
    source = _source(content, importer.NAME)
    records, issues = importer.read(content, source)
    if any(i.severity is Severity.REFUSED for i in issues):
        return ImportResult(None, (), issues)
    return ImportResult(source, records, issues)


def _source(content: Content, name: str) -> Source:
    return Source(
        id=f"source-{content.sha256[:16]}",
        name=content.name,
        format=name,
        sha256=content.sha256,
    )
