"""From the words that a file uses to the ids of ``knowledge/terms.yaml``."""

import unicodedata
from functools import cache

from mdt_board.assets import table
from mdt_board.model.knowledge import folded

__all__ = ["folded", "slug", "term_id"]


def term_id(text: str, kind: str) -> str | None:
    """Return the id of the term of ``kind`` that goes by this name in any language."""
    return _ids(kind).get(folded(text))


@cache
def _ids(kind: str) -> dict[str, str]:
    ids: dict[str, str] = {}
    for row in table("terms"):
        if row["kind"] == kind:
            names = (row["id"], row["zh"], row["en"], *row.get("synonyms", ()))
            for name in names:
                ids.setdefault(folded(name), row["id"])
    return ids


def slug(text: str) -> str:
    """Return ``text`` as part of an id: letters and digits of any script, hyphens."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "-".join("".join(c if c.isalnum() else " " for c in plain).split())
