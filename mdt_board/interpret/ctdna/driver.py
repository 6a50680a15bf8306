"""Recognize the cancer's own driver among reported variants, whatever it is called."""

import re
from functools import lru_cache

from mdt_board.model.case import Case, Diagnosis
from mdt_board.model.molecular import Variant, VariantKind

EXON_19_DELETION = "19del"
# EGFR exon 19 codes for residues 729 to 761
EXON_19_RESIDUES = range(729, 762)
NAMES_KEPT = 4096  # of one case; the same few names are asked for by every rule
_SPELLINGS = frozenset({"19del", "del19", "exon19deletion", "exon19del", "ex19del"})
_DELETION = re.compile(r"[A-Z](\d+)_[A-Z](\d+)del(ins[A-Z]+)?", re.ASCII)


def drivers_of(case: Case) -> tuple[Diagnosis, ...]:
    """Return the diagnoses whose driver gene is known."""
    return tuple(d for d in case.diagnoses if d.driver_gene)


def is_driver(variant: Variant, case: Case) -> bool:
    """Say whether the variant is the driver of one of the diagnoses."""
    return any(
        variant.gene == d.driver_gene and is_called(variant, d.driver)
        for d in case.diagnoses
        if d.driver_gene
    )


def is_called(variant: Variant, name: str) -> bool:
    """Say whether people would call the variant by ``name`` (``L858R``, ``19del``).

    A driver without a name is recognized when it is a fusion: its partner varies.
    """
    if not name:
        return variant.kind is VariantKind.FUSION
    spoken = _plain(name)
    if spoken in (
        _plain(variant.hgvs_p),
        _plain(variant.label),
        _plain(variant.hgvs_c),
    ):
        return True
    if variant.kind is VariantKind.FUSION:
        return "fusion" in spoken or _plain(variant.partner) in spoken.split("-")
    return spoken == EXON_19_DELETION and _is_exon_19_deletion(variant)


@lru_cache(maxsize=NAMES_KEPT)
def _plain(name: str) -> str:
    short = re.sub(r"[\s_()]", "", name.removeprefix("p.")).lower()
    return EXON_19_DELETION if short.replace("-", "") in _SPELLINGS else short


def _is_exon_19_deletion(variant: Variant) -> bool:
    found = _DELETION.search(variant.hgvs_p)
    ends = [int(n) for n in found.groups()[:2]] if found else []
    is_inside = bool(ends) and all(n in EXON_19_RESIDUES for n in ends)
    return variant.gene == "EGFR" and is_inside
