"""Rows of the origin model: its numbers, and the variants that speak for one origin."""

import re
from decimal import Decimal, InvalidOperation

from mdt_board.knowledge.fields import BadRowError, Fields
from mdt_board.model.knowledge import HotspotRow, OriginRow

ORIGIN_KEYS = frozenset({"id", "value", "low", "high", "tag", "references"})
HOTSPOT_KEYS = frozenset(
    {"id", "gene", "of", "variants", "places", "tag", "references"}
)
ORIGINS = ("tumor", "ch", "germline")
_PLACE = re.compile(r"([0-9]{1,2}|X|Y):([0-9]{1,9})")


def origin(row: Fields) -> OriginRow:
    """Return one number of the model; its range must hold it."""
    built = OriginRow(
        id=row.text("id"),
        value=_signed(row, "value"),
        low=_signed(row, "low"),
        high=_signed(row, "high"),
        tag=row.tag(),
        references=row.some("references"),
    )
    if not built.low <= built.value <= built.high:
        raise BadRowError("the value is not between low and high")
    return built


def hotspot(row: Fields) -> HotspotRow:
    """Return the variants that speak for one origin."""
    return HotspotRow(
        id=row.text("id"),
        gene=row.text("gene"),
        of=row.choice("of", ORIGINS),
        variants=row.texts("variants"),
        places=tuple(_place(text) for text in row.texts("places")),
        tag=row.tag(),
        references=row.some("references"),
    )


def _signed(row: Fields, key: str) -> Decimal:
    try:
        number = Decimal(row.text(key))
    except InvalidOperation:
        raise BadRowError(f"{key} is not a number") from None
    if not number.is_finite():
        raise BadRowError(f"{key} is not a finite number")
    return number


def _place(text: str) -> tuple[str, int]:
    found = _PLACE.fullmatch(text)
    if not found:
        raise BadRowError(f"places: {text!r} is not chromosome:position")
    return found[1], int(found[2])
