"""TNM categories and stage groups as systems write them."""

import re

# A stage observation's code: which category it gives, and how it was found
CATEGORIES = {
    "399504009": ("t", "c"), "384625004": ("t", "p"), "78873005": ("t", ""),
    "21905-5": ("t", "c"), "21899-0": ("t", "p"),
    "399534004": ("n", "c"), "371494008": ("n", "p"), "277206009": ("n", ""),
    "21906-3": ("n", "c"), "21900-6": ("n", "p"),
    "399387003": ("m", "c"), "371497001": ("m", "p"), "277208005": ("m", ""),
    "21907-1": ("m", "c"), "21901-4": ("m", "p"),
    "399537006": ("group", "c"), "399588009": ("group", "p"),
    "21908-9": ("group", "c"), "21902-2": ("group", "p"), "21914-7": ("group", ""),
}  # fmt: skip
EDITIONS = {"897275008": "8", "443830009": "7"}

_CATEGORY = re.compile(
    r"(?<![A-Za-z0-9])([acpry]{0,3})([TNM])"
    r"((?:[0-4](?:mi|[a-d]\d?)?|X|is|a)(?:\([a-z0-9+-]{1,12}\))?)(?![A-Za-z0-9])"
)
_GROUP = re.compile(
    r"(?:(?:stage|stadium|group)\s+|^)(0|I{1,3}|IV)([A-E]?\d?)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_EDITION = re.compile(r"(\d{1,2})\s?(?:st|nd|rd|th)?\.?\s?(?:edition|auflage|版)", re.I)


def category(text: str) -> tuple[str, str] | None:
    """Return prefix and category (``"c", "T3"``) that ``text`` names, if any."""
    found = _CATEGORY.search(text)
    return (found[1], f"{found[2]}{found[3]}") if found else None


def group(text: str) -> str | None:
    """Return the stage group that ``text`` names, as ``IIIA``."""
    found = _GROUP.search(text.strip())
    return f"{found[1]}{found[2]}".upper() if found else None


def edition(text: str) -> str:
    """Return the edition's number that ``text`` names, or nothing."""
    found = _EDITION.search(text)
    return found[1] if found else ""
