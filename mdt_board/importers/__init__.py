"""Files in, records and issues out: one file per format.

Bad input is a value: nothing that a file contains makes `read` raise.
"""

from pathlib import Path
from typing import Protocol

from mdt_board.importers import sandbox, tables, vcf
from mdt_board.importers.found import Found
from mdt_board.importers.sandbox import Content
from mdt_board.model.issue import ImportResult, Issue, Severity
from mdt_board.model.provenance import Source
from mdt_board.model.text import N_

UNKNOWN_TYPE = N_(
    "This type of file is not read. Import VCF (.vcf, .vcf.gz) or a table (.csv, .tsv)."
)
BINARY = N_("The file is not plain text; export it as text in UTF-8.")


class Importer(Protocol):
    """What each module of `IMPORTERS` offers."""

    NAME: str
    IS_BINARY: bool

    def accepts(self, content: Content) -> bool:
        """Say whether the file looks like this format, by its name or first bytes."""

    def read(self, content: Content, source: Source) -> Found:
        """Return the file's records and what was wrong with it."""


IMPORTERS: tuple[Importer, ...] = (vcf, tables)


def read(path: Path) -> ImportResult:
    """Read one file with the first importer that accepts it; never raises for input."""
    content = sandbox.content_of(path)
    if isinstance(content, Issue):
        return ImportResult(None, (), (content,))
    importer = next((i for i in IMPORTERS if i.accepts(content)), None)
    is_text = importer is None or not importer.IS_BINARY
    if is_text and b"\0" in content.data:
        return ImportResult(None, (), (sandbox.refused("binary", BINARY),))
    if importer is None:
        return ImportResult(None, (), (sandbox.refused("unknown-type", UNKNOWN_TYPE),))
    source = _source(content, importer.NAME)
    found = importer.read(content, source)
    if any(i.severity is Severity.REFUSED for i in found.issues):
        return ImportResult(None, (), found.issues)
    return ImportResult(source, found.records, found.issues, found.patient)


def _source(content: Content, name: str) -> Source:
    return Source(
        id=f"source-{content.sha256[:16]}",
        name=content.name,
        format=name,
        sha256=content.sha256,
    )
