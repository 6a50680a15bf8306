"""Protein changes in one short spelling, so that the same change has one name."""

import re

ONE_LETTER = {
    "Ala": "A", "Arg": "R", "Asn": "N", "Asp": "D", "Cys": "C", "Gln": "Q",
    "Glu": "E", "Gly": "G", "His": "H", "Ile": "I", "Leu": "L", "Lys": "K",
    "Met": "M", "Phe": "F", "Pro": "P", "Ser": "S", "Thr": "T", "Trp": "W",
    "Tyr": "Y", "Val": "V", "Sec": "U", "Ter": "*",
}  # fmt: skip
_THREE = re.compile("|".join(ONE_LETTER))
_BARE = re.compile(r"[A-Z]\d+([A-Z*]|_[A-Z]\d+\w*|[A-Za-z]+\*?\d*)", re.ASCII)
_PREDICTED = re.compile(r"p\.\((.+)\)")


def short_protein(text: str) -> str:
    """Return ``p.L858R`` for ``NP_005219.2:p.(Leu858Arg)``; other text unchanged.

    Adds the ``p.`` that laboratories leave out before a plain substitution.
    """
    named = text.rpartition(":")[2].strip().replace("%3D", "=")
    predicted = _PREDICTED.fullmatch(named)
    named = f"p.{predicted[1]}" if predicted else named
    short = _THREE.sub(lambda m: ONE_LETTER[m[0]], named)
    return f"p.{short}" if _BARE.fullmatch(short) else short


def coding(text: str) -> str:
    """Return ``c.2573T>G`` for ``NM_005228.5:c.2573T>G``."""
    return text.rpartition(":")[2].strip()
