"""Units that are two names of the same amount: their numbers may be compared."""

from mdt_board.terminology.units import marker_unit

_SAME = (
    ("ng/mL", "µg/L"),
    ("pg/mL", "ng/L"),
    ("U/mL", "kU/L"),
    ("mIU/mL", "IU/L"),
)
_GROUPS = {symbol: names[0] for names in _SAME for symbol in names}


def group(unit: str) -> str:
    """Return what stands for every unit of the same amount; other text unchanged."""
    listed = marker_unit(unit)
    symbol = listed.symbol if listed else unit
    return _GROUPS.get(symbol, symbol)
