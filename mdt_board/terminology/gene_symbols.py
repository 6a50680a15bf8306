"""A gene's registered symbol, however its letters were written."""

import re
from functools import lru_cache

from mdt_board.terminology.variant_names import symbol_of

_READING_FRAME = re.compile(r"(C(?:\d{1,2}|X|Y))ORF(\d+)", re.ASCII)


@lru_cache(maxsize=4096)
def gene_symbol(written: str) -> str:
    """Return the symbol: ``EGFR`` for ``egfr``, ``ERBB2`` for ``her2``.

    Symbols of human genes have capitals only, but for open reading frames (C11orf30).
    """
    symbol = symbol_of(written).upper()
    frame = _READING_FRAME.fullmatch(symbol)
    return f"{frame[1]}orf{frame[2]}" if frame else symbol
