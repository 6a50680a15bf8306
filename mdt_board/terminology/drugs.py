"""Drugs as prescriptions name them: with salt, strength and form around the name."""

import re
from functools import cache

from mdt_board.assets import table
from mdt_board.terminology.drug_names import drug_of

NOT_AGAINST_CANCER = {"ppi", "h2-blocker", "acid-suppressant", "strong-cyp3a-inducer"}
_PRODUCT = re.compile(
    r"(?:\d[\d.]* (?:ML|HR) )?(?P<name>[^\d/]{3,80}?) \d[\d.,]* (?:MG|MCG|UNT|G)\b.*",
    re.IGNORECASE,
)
_SALT = re.compile(
    r" (?:hydrochloride|hydrobromide|mesylate|maleate|sulfate|disodium|sodium|"
    r"dimaleate|tosylate|acetate|citrate|phosphate)$",
    re.IGNORECASE,
)


def drug_name(text: str) -> str:
    """Return the listed drug's id, or ``text`` as written.

    A product (``10 ML cisplatin 1 MG/ML Injection``) is reduced to its only
    ingredient, and a salt is left out, where the result is a listed drug; a form that
    makes it another drug (protein-bound, liposomal) is not.
    """
    written = text.strip()
    product = _PRODUCT.fullmatch(written)
    for name in (written, product["name"] if product else ""):
        found = drug_of(name) or drug_of(_SALT.sub("", name))
        if name and found:
            return found
    return written


def is_anticancer(name: str) -> bool:
    """Say whether a name is a listed drug whose class is one against cancer."""
    parents = _parents().get(name)
    return bool(parents) and not NOT_AGAINST_CANCER.intersection(parents or ())


@cache
def _parents() -> dict[str, tuple[str, ...]]:
    return {
        row["id"]: tuple(row.get("parents", ()))
        for row in table("terms")
        if row["kind"] == "drug"
    }
