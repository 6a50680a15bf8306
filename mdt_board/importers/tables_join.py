"""What the rows of one table say together of the same study or lesion.

A row that says an attribute otherwise than an earlier row costs that attribute, not
the lesion and the measurement that stand beside it: a new lesion must not be lost.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mdt_board.model.base import ListRecord
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.radiology import Lesion, Study
from mdt_board.model.text import N_, FreeText, Message, Term, Where, Word

CONTRADICTS = N_("This row contradicts {earlier} of the same file; it was left out.")
OTHERWISE = N_(
    "This row gives the {field} otherwise than {earlier} of the same file; what it "
    "says of that was left out, the rest of the row was kept. Compare the two."
)
REPEATED = (Lesion, Study)  # each row of a measurement names its own anew
REGIONS = "regions"  # rows that name different ones each say more of their study
DERIVED = "is_node"  # follows from the organ, which is told
NOTHING: tuple[object, ...] = (None, "", ())
CLASH = object()
COLUMNS = {  # by the field of the record, where the columns' own field differs
    "on": ("date",),
    "slice_mm": ("slice",),
    "has_contrast": ("contrast",),
    "contrast_phase": ("phase",),
    "site": ("site_zh", "site_en"),
}


def take(
    found: Iterable[ListRecord],
    records: dict[str, ListRecord],
    place: str,
    columns: Mapping[str, str],
) -> list[Issue]:
    """Add what a row says to ``records``, and tell what contradicts an earlier row.

    Args:
        found: the records of the row.
        records: those of the rows before, by id; they are added to.
        place: where the row stands.
        columns: each field's own name in the file.
    """
    whole: dict[str, ListRecord] = {}
    told: list[Issue] = []
    for record in found:
        earlier = records.get(record.id)
        if earlier is None or _content(earlier) == _content(record):
            whole[record.id] = earlier or record
        elif isinstance(earlier, REPEATED):
            whole[record.id], clashes = _joined(earlier, record)
            told += _told(clashes, earlier, place, columns)
        else:
            message = Message(CONTRADICTS, {"earlier": Where(earlier.place)})
            return [Issue("contradiction", Severity.SKIPPED, place, message)]
    records.update(whole)
    return told


def _joined(earlier: ListRecord, later: ListRecord) -> tuple[ListRecord, list[str]]:
    """Return what both say together, and the fields of which they say two things."""
    said = {k: _either(k, v, getattr(later, k)) for k, v in earlier}
    clashes = [k for k, v in said.items() if v is CLASH]
    kept = {k: getattr(earlier, k) for k in (*clashes, "place")}
    if "organ" in clashes:
        kept[DERIVED] = getattr(earlier, DERIVED)
    both: dict[str, Any] = said | kept
    return type(earlier)(**both), [k for k in clashes if k not in ("place", DERIVED)]


def _told(
    clashes: list[str], earlier: ListRecord, place: str, columns: Mapping[str, str]
) -> Iterator[Issue]:
    for name in clashes:
        column = next(
            (columns[c] for c in COLUMNS.get(name, (name,)) if c in columns), ""
        )
        where = f"{place}, column {column}" if column else place
        words: dict[str, Word] = {
            "field": Term(f"field.{name}"),
            "earlier": Where(earlier.place),
        }
        yield Issue("contradiction", Severity.SKIPPED, where, Message(OTHERWISE, words))


def _either(name: str, old: object, new: object) -> object:
    if isinstance(old, FreeText) and isinstance(new, FreeText):
        halves = {k: _either(k, getattr(old, k), getattr(new, k)) for k in ("zh", "en")}
        return CLASH if CLASH in halves.values() else FreeText.model_validate(halves)
    if old in NOTHING or new in NOTHING:
        return new if old in NOTHING else old
    if name == REGIONS and isinstance(old, tuple) and isinstance(new, tuple):
        return tuple(dict.fromkeys((*old, *new)))
    return old if old == new else CLASH


def _content(record: ListRecord) -> dict[str, object]:
    return {k: v for k, v in dict(record).items() if k != "place"}
