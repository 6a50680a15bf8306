"""What a typed word can become: names of both languages, found by any part of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import Any

from mdt_board.assets import table
from mdt_board.terminology.names import folded

MOST_SHOWN = 12
CLOSEST = 3
ONCOTREE = "oncotree."
# Genes that plasma, tissue and white-cell panels of solid tumors report
_PANEL_GENES = (
    "EGFR", "ALK", "ROS1", "RET", "MET", "ERBB2", "BRAF", "KRAS", "NRAS", "HRAS",
    "NTRK1", "NTRK2", "NTRK3", "NRG1", "FGFR1", "FGFR2", "FGFR3", "PIK3CA", "PTEN",
    "AKT1", "MTOR", "TP53", "RB1", "CDKN2A", "CDK4", "CDK6", "CCND1", "CCNE1", "MYC",
    "STK11", "KEAP1", "NFE2L2", "SMARCA4", "ARID1A", "SMAD4", "APC", "CTNNB1", "MAP2K1",
    "KIT", "PDGFRA", "IDH1", "IDH2", "BRCA1", "BRCA2", "PALB2", "ATM", "CHEK2", "MLH1",
    "MSH2", "MSH6", "PMS2", "POLE", "POLD1", "ESR1", "AR", "VHL", "NF1", "TSC1", "TSC2",
    "FBXW7", "GNAS", "NOTCH1", "TERT", "HGF", "DNMT3A", "TET2", "ASXL1", "PPM1D",
    "JAK2",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that a cell may hold.

    ``value`` is what the case keeps, ``text`` what is shown, ``spellings`` are other
    words by which it is found and read.
    """

    value: str
    text: str
    spellings: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every word that means it, the shown one first."""
        return (self.text, self.value, *self.spellings)


@cache
def listed(language: str, *kinds: str) -> tuple[Choice, ...]:
    """Return the terms of these kinds, named in ``language`` and found in both."""
    rows = (row for row in _terms() if row["kind"] in kinds)
    return tuple(_choice(row, row["id"], language) for row in rows)


@cache
def cancers(language: str) -> tuple[Choice, ...]:
    """Return the cancer types by their OncoTree codes."""
    return tuple(
        Choice(c.value.removeprefix(ONCOTREE), c.text, c.spellings)
        for c in listed(language, "oncotree")
    )


@cache
def genes() -> tuple[Choice, ...]:
    """Return the genes that rules know, and those of the usual panels."""
    known = [row.get("gene", "") for row in table("clonal_hematopoiesis")]
    symbols = sorted({*_PANEL_GENES, *known} - {""})
    return tuple(Choice(symbol, symbol) for symbol in symbols)


def matches(choices: Iterable[Choice], typed: str) -> tuple[Choice, ...]:
    """Return the choices that ``typed`` can mean, those that begin with it first."""
    asked = folded(typed)
    found = [(rank, c) for c in choices if (rank := _rank(c, asked)) is not None]
    found.sort(key=lambda pair: pair[0])
    return tuple(choice for _, choice in found[:MOST_SHOWN])


def meant(choices: Iterable[Choice], typed: str) -> Choice | None:
    """Return the choice that goes by exactly this name, in any spelling."""
    asked = folded(typed)
    return next((c for c in choices if asked in map(folded, c.names)), None)


def closest(names: Iterable[str], typed: str) -> tuple[str, ...]:
    """Return the few names that are written most like what was typed."""
    asked = folded(typed)

    def likeness(name: str) -> float:
        return SequenceMatcher(None, folded(name), asked).ratio()

    return tuple(sorted(names, key=likeness, reverse=True)[:CLOSEST])


@cache
def _terms() -> tuple[dict[str, Any], ...]:
    return tuple(table("terms"))


def _rank(choice: Choice, asked: str) -> int | None:
    names = [folded(name) for name in choice.names]
    if any(name.startswith(asked) for name in names):
        return 0
    return 1 if any(asked in name for name in names) else None


def _choice(row: dict[str, Any], value: str, language: str) -> Choice:
    other = row["en" if language == "zh" else "zh"]
    return Choice(value, row[language], (other, *row.get("synonyms", ())))
