"""The clinical evidence file of CIViC (tab-separated, also gzipped), item by item."""

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from mdt_board.model.civic import CivicItem, VariantKey
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.text import N_, Count, Message
from mdt_board.terminology.variant_names import VariantName, read

COLUMNS = (
    *("molecular_profile", "disease", "therapies", "evidence_type"),
    *("evidence_direction", "evidence_level", "significance", "evidence_statement"),
    *("citation_id", "citation", "rating", "evidence_status", "evidence_id"),
    *("last_review_date", "evidence_civic_url", "is_flagged"),
)
GZIP = b"\x1f\x8b"
MAX_BYTES = 200_000_000  # unpacked; the whole of CIViC is five million
MAX_CELL = 1_000_000
MAX_DIGITS = 18
LEVELS = frozenset("ABCDE")
ACCEPTED = "accepted"
NOT_CIVIC = N_(
    "This is not a clinical evidence file of CIViC; download it from civicdb.org as "
    "tab-separated text (ClinicalEvidenceSummaries)."
)
TOO_LARGE = N_("The file is far larger than all of CIViC; it was not read.")
ROWS_LEFT_OUT = N_(
    "{count} items have no id, no level from A to E or a status other than accepted; "
    "they were left out."
)


@dataclass(frozen=True, slots=True)
class CivicFile:
    """What a file brought: its items, or why it was refused."""

    items: tuple[CivicItem, ...]
    issues: tuple[Issue, ...]


def read_civic(data: bytes) -> CivicFile:
    """Read the evidence items of one file; never an exception for bad input."""
    try:
        text = _unpacked(data).decode("utf-8-sig")
        rows = list(_rows(text))
    except _TooLargeError:
        return _refused("too-large", TOO_LARGE)
    except (OSError, EOFError, zlib.error, ValueError, csv.Error):
        return _refused("not-civic", NOT_CIVIC)
    if not rows:
        return _refused("not-civic", NOT_CIVIC)
    found = [_item(row) for row in rows]
    items = tuple(item for item in found if item)
    left_out = len(rows) - len(items)
    issues = (_left_out(left_out),) if left_out else ()
    return CivicFile(items, issues)


class _TooLargeError(Exception):
    """The unpacked file would not fit."""


def _unpacked(data: bytes) -> bytes:
    if not data.startswith(GZIP):
        whole = data
    else:
        with gzip.open(io.BytesIO(data)) as packed:
            whole = packed.read(MAX_BYTES + 1)
    if len(whole) > MAX_BYTES:
        raise _TooLargeError
    return whole


def _rows(text: str) -> Iterator[dict[str, str]]:
    """Yield each row by its headers.

    Raises:
        ValueError: when a column is missing.
    """
    before = csv.field_size_limit(MAX_CELL)
    try:
        table = csv.DictReader(io.StringIO(text), delimiter="\t")
        if not set(COLUMNS) <= set(table.fieldnames or ()):
            raise ValueError
        for row in table:
            yield {name: row.get(name) or "" for name in COLUMNS}
    finally:
        csv.field_size_limit(before)


def _item(row: dict[str, str]) -> CivicItem | None:
    level = row["evidence_level"]
    is_whole = _is_number(row["evidence_id"]) and level in LEVELS
    if not is_whole or row["evidence_status"] != ACCEPTED:
        return None
    rating = row["rating"]
    return CivicItem(
        id=row["evidence_id"],
        profile=row["molecular_profile"],
        parts=parts_of(row["molecular_profile"]),
        disease=row["disease"],
        therapies=row["therapies"],
        type=row["evidence_type"],
        direction=row["evidence_direction"],
        level=level,
        significance=row["significance"],
        statement=row["evidence_statement"],
        citation=row["citation"],
        source_id=row["citation_id"],
        rating=int(rating) if _is_number(rating) else None,
        is_flagged=row["is_flagged"].casefold() != "false",
        reviewed_on=_day(row["last_review_date"]),
        url=row["evidence_civic_url"],
    )


def _is_number(text: str) -> bool:
    """Say whether it is a whole number of plain digits, short enough to be read."""
    return text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def parts_of(profile: str) -> tuple[VariantKey, ...]:
    """Return the variants of a profile; none where they are not simply together."""
    if " OR " in profile or "NOT " in profile or "(" in profile:
        return ()
    keys = [_key(part) for part in profile.split(" AND ")]
    return tuple(k for k in keys if k) if all(keys) else ()


def _key(profile: str) -> VariantKey | None:
    """Read one variant's name as CIViC writes it; ``v`` stands for any partner."""
    gene, _, rest = profile.strip().partition(" ")
    if "::" in gene:
        return _fusion(gene, rest)
    name = read(rest, gene)
    return key_of(name) if rest and name.is_read else None


def _fusion(pair: str, rest: str) -> VariantKey | None:
    five, _, three = pair.partition("::")
    if rest != "Fusion":
        return None
    if "v" in (five, three):
        return VariantKey(three if five == "v" else five, "fusion", "")
    name = read(pair)
    return VariantKey(name.gene, "fusion", name.partner)


def key_of(name: VariantName) -> VariantKey | None:
    """Return what a variant's name is looked up by; None when it is too general."""
    if not name.gene:
        return None
    if name.kind == "small":
        shown = name.hgvs_p or name.hgvs_c or name.label
        return VariantKey(name.gene, "small", shown) if shown else None
    return VariantKey(name.gene, name.kind, name.partner)


def _refused(code: str, text: str) -> CivicFile:
    return CivicFile((), (Issue(code, Severity.REFUSED, "", Message(text)),))


def _left_out(count: int) -> Issue:
    message = Message(ROWS_LEFT_OUT, {"count": Count(count)})
    return Issue("rows-left-out", Severity.NOTED, "", message)
