"""Files in, records and issues out: one file per format.

Bad input is a value: nothing that a file contains makes `read` raise.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from mdt_board.importers import dicom_sr, dnpm, excel, fhir, maf, sandbox, tables, vcf
from mdt_board.importers.found import Found
from mdt_board.importers.sandbox import Content, OnBytes
from mdt_board.model.issue import ImportResult, Issue, Severity
from mdt_board.model.mapping import TableMapping
from mdt_board.model.provenance import Source
from mdt_board.model.text import N_

UNKNOWN_TYPE = N_(
    "This type of file is not read. Import VCF (.vcf, .vcf.gz), MAF (.maf), FHIR "
    "(.json), a DICOM measurement report (.dcm) or a table (.csv, .tsv, .xlsx)."
)
BINARY = N_("The file is not plain text; export it as text in UTF-8.")
IS_UTF_16 = N_("The file is text in UTF-16; save it again in UTF-8.")
IS_PACKED = N_(
    "The file is packed and no text: if it is an Excel workbook, name it .xlsx; unpack "
    "it if it is not."
)
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
PACKED = b"PK\x03\x04"


class Importer(Protocol):
    """What each module of `IMPORTERS` offers."""

    NAME: str
    IS_BINARY: bool

    def accepts(self, content: Content) -> bool:
        """Say whether the file looks like this format, by its name or first bytes."""

    def read(self, content: Content, source: Source) -> Found:
        """Return the file's records and what was wrong with it."""


IMPORTERS: tuple[Importer, ...] = (vcf, maf, dicom_sr, dnpm, fhir, excel, tables)
MAPPED = {excel.NAME: excel.read, tables.NAME: tables.read}


def read(
    path: Path,
    on_bytes: OnBytes | None = None,
    mappings: Sequence[TableMapping] = (),
) -> ImportResult:
    """Read one file with the first importer that accepts it; never raises for input.

    ``mappings`` say what headers mean that are not known here; only tables use them.
    This reads in the process that calls it. A file from outside is read through
    `child_reader.Reader`, which survives what the file does to its reader.
    """
    content = sandbox.content_of(path, on_bytes)
    if isinstance(content, Issue):
        return ImportResult(None, (), (content,))
    importer = next((i for i in IMPORTERS if i.accepts(content)), None)
    is_text = importer is None or not importer.IS_BINARY
    if is_text and b"\0" in content.data:
        return ImportResult(None, (), (_no_text(content),))
    if importer is None:
        return ImportResult(None, (), (sandbox.refused("unknown-type", UNKNOWN_TYPE),))
    source = _source(content, importer.NAME)
    mapped = MAPPED.get(importer.NAME)
    found = (
        mapped(content, source, mappings) if mapped else importer.read(content, source)
    )
    if any(i.severity is Severity.REFUSED for i in found.issues):
        return ImportResult(None, (), found.issues, unknown=found.unknown)
    return ImportResult(source, *found)


def _no_text(content: Content) -> Issue:
    """Say of bytes that are no text what they are, as far as they show it."""
    if content.data.startswith(UTF_16_MARKS):
        return sandbox.refused("utf-16", IS_UTF_16)
    if content.data.startswith(PACKED):
        return sandbox.refused("packed", IS_PACKED)
    return sandbox.refused("binary", BINARY)


def _source(content: Content, name: str) -> Source:
    return Source(
        id=f"source-{content.sha256[:16]}",
        name=content.name,
        format=name,
        sha256=content.sha256,
    )
