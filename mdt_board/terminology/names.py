"""From the words that a file uses to the ids of ``knowledge/terms.yaml``."""

import re
import unicodedata
from functools import cache

from mdt_board.assets import table
from mdt_board.model.knowledge import folded

__all__ = ["analyte_id", "folded", "slug", "term_id"]

_BRACKETS = re.compile(r"(.+)\((.+)\)")
_TWO_SCRIPTS = re.compile(
    r"([\u4e00-\u9fff].*[\u4e00-\u9fff])\s+(.+)|(.+)\s+([\u4e00-\u9fff]+)"
)
_BESIDE = frozenset(  # says nothing of what was measured, or in which fluid
    {
        "血",
        "血清",
        "定量",
        "serum",
        "化学发光",
        "化学发光法",
        "电化学发光",
        "电化学发光法",
    }
)


def term_id(text: str, kind: str) -> str | None:
    """Return the id of the term of ``kind`` that goes by this name in any language."""
    return _ids(kind).get(folded(text))


@cache
def analyte_id(text: str) -> str | None:
    """Return the id of an analyte whose name may carry a second one beside it.

    Laboratories write the Chinese name and the abbreviation together, with or without
    brackets. Both must be names of one analyte: what is not known may say another fluid
    or form, as in creatinine of urine or free PSA.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    whole = term_id(plain, "analyte")
    found = _BRACKETS.fullmatch(plain) or _TWO_SCRIPTS.fullmatch(plain)
    if whole or not found:
        return whole
    parts = [p for p in found.groups() if p and p.strip() not in _BESIDE]
    ids = {term_id(p.removeprefix("血清"), "analyte") for p in parts}
    return ids.pop() if len(ids) == 1 else None


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
