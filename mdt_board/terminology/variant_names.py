"""Variants as people write them: one name for the same change, the original kept.

``T790M``, ``p.Thr790Met`` and ``EGFR T790M`` are one; so are ``19del`` and ``外显子19
缺失``, and a fusion by either partner. What cannot be read stays as typed, and marked.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from mdt_board.terminology import fusions, hgvs
from mdt_board.terminology.haplotypes import haplotypes

NAMES_KEPT = 4096  # of one case; the same few are asked for by every rule
ALIASES = {
    "HER2": "ERBB2", "HER3": "ERBB3", "HER4": "ERBB4", "CMET": "MET", "C-MET": "MET",
    "TRKA": "NTRK1", "TRKB": "NTRK2", "TRKC": "NTRK3", "P53": "TP53", "CKIT": "KIT",
    "C-KIT": "KIT",
}  # fmt: skip
# The residues that an exon codes for, where people name mutations by exon.
EXONS = {
    "EGFR": {18: (688, 728), 19: (729, 761), 20: (762, 823), 21: (824, 875)},
    "KIT": {9: (449, 514), 11: (550, 591), 13: (627, 664), 14: (665, 714),
            17: (788, 828), 18: (829, 861)},
}  # fmt: skip
_GENE = re.compile(r"(c-MET|c-KIT|[A-Z][A-Z0-9]{1,9})(?:[\s:_-]+|(?=[^\x00-\x7f]))(.+)")
_AMPLIFIED = re.compile(r"(?:基因)?扩增|\bamp(?:lification|lified)?\b", re.I)
_DELETED = re.compile(
    r"(?:纯合|基因)缺失|homozygous deletion|\bdeep deletion\b|\bgene loss\b", re.I
)
_FUSED = re.compile(r"融合|重排|\bfusion\b|\brearrange", re.I)
_EXON = re.compile(
    r"(?:第\s*)?(?:(?:exon|ex|外显子)\s*(\d{1,2})|(\d{1,2})\s*号?外显子)", re.I
)
_BARE_EXON = re.compile(r"(?:(\d{1,2})\s*-?\s*(del|ins)|(del|ins)\s*(\d{1,2}))", re.I)
_DOES = (
    ("skipping", re.compile(r"跳跃|跳读|skip", re.I)),
    ("deletion", re.compile(r"缺失|del", re.I)),
    ("insertion", re.compile(r"插入|ins|dup", re.I)),
    ("mutation", re.compile(r"突变|mut", re.I)),
)
_SPECIAL = (
    ("AR-V7", re.compile(r"ar[\s-]*v7|剪接变异体\s*7|splice variant 7", re.I)),
    ("reversion", re.compile(r"回复突变|回复|revers|revert", re.I)),
    ("splice", re.compile(r"剪接|splic", re.I)),
)
_CHANGE = re.compile(
    r"p\.(?:[A-Z*]\d+(?:[A-Z*=]|_[A-Z]\d+(?:del|dup|ins|delins)[A-Z*]*|"
    r"(?:del|dup|delins)[A-Z*]*|[A-Z]?fs(?:\*\d+)?))",
    re.ASCII,
)
_RESIDUE = re.compile(r"([A-Z])(\d+)([A-Z*])?", re.ASCII)
_SEVERAL = re.compile(r"[\[;,、]")
_CUTS = re.compile(r"fs|\*", re.ASCII)
_CUT_EFFECTS = ("frameshift", "frame_shift", "stop_gained", "nonsense", "splice_")
THREE = {short: long for long, short in hgvs.ONE_LETTER.items()}


@dataclass(frozen=True, slots=True)
class VariantName:
    """A variant's name as it was typed, and what was read in it.

    ``kind`` is that of `model.molecular.VariantKind`. ``label`` is a name that is no
    HGVS (``19del``, ``exon 14 skipping``). Where ``is_read`` is False nothing but
    ``text`` and the gene holds.
    """

    text: str
    gene: str = ""
    partner: str = ""
    kind: str = "small"
    hgvs_p: str = ""
    hgvs_c: str = ""
    label: str = ""
    is_read: bool = True


@lru_cache(maxsize=NAMES_KEPT)
def read(text: str, gene: str = "") -> VariantName:
    """Read a variant's name; ``gene`` is the one of its own column, if it has one."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found_gene, rest = _gene_in(plain)
    symbol = symbol_of(gene) or found_gene
    if gene and found_gene and symbol_of(gene) != found_gene:
        rest = plain  # `EML4-ALK` in a row of ALK: the first word is no heading
    for reader in (_haplotype, _structural, _coding, _protein, _exon, _special):
        found = reader(text, symbol, rest)
        if found:
            return found
    return VariantName(text, gene=symbol, label=text, is_read=False)


def symbol_of(gene: str) -> str:
    """Return the gene's symbol for a name by which its protein is known."""
    plain = gene.strip()
    return ALIASES.get(plain.upper(), plain)


def _gene_in(plain: str) -> tuple[str, str]:
    """Return the gene that a name begins with, and the rest."""
    found = _GENE.fullmatch(plain)
    if not found or _RESIDUE.fullmatch(found[1]) or fusions.pair_in(plain):
        return "", plain
    return symbol_of(found[1]), found[2]


def _haplotype(text: str, gene: str, rest: str) -> VariantName | None:
    """Read several changes in one name (``p.[T790M;C797S]``)."""
    held = haplotypes(rest) if _SEVERAL.search(rest) else None
    if held is None:
        return None
    if held.is_coding and all(is_hgvs(c) for c in held.changes):
        return VariantName(text, gene=gene, hgvs_c=held.name)
    if all(is_hgvs(long_protein(c)) for c in held.changes):
        return VariantName(text, gene=gene, hgvs_p=held.name)
    return None


def _structural(text: str, gene: str, rest: str) -> VariantName | None:
    if _AMPLIFIED.search(rest):
        return VariantName(text, gene=gene, kind="amplification")
    if _DELETED.search(rest):
        return VariantName(text, gene=gene, kind="deletion")
    pair = fusions.pair_in(rest) if not _CHANGE.search(rest) else None
    if pair and all(_is_symbol(g) for g in pair):
        return _fusion(text, gene, *pair)
    if _FUSED.search(rest):
        return VariantName(text, gene=gene, kind="fusion")
    return None


def _is_symbol(name: str) -> bool:
    return name == name.upper() and not _RESIDUE.fullmatch(name) and not name.isdigit()


def _fusion(text: str, gene: str, five: str, three: str) -> VariantName:
    """Name it for the driver, or for the gene of the row when it is one of the two."""
    driver, partner = fusions.driver_first(five, three)
    if gene == partner:
        driver, partner = partner, driver
    label = f"{five}::{three}"
    return VariantName(text, gene=driver, partner=partner, kind="fusion", label=label)


def _protein(text: str, gene: str, rest: str) -> VariantName | None:
    first = re.split(r"[\s,，;；(（]", rest.removeprefix("p. "), maxsplit=1)[0]
    for written in (rest, first):
        short = hgvs.short_protein(written)
        if _CHANGE.fullmatch(short) and is_hgvs(long_protein(short)):
            return VariantName(text, gene=gene, hgvs_p=short)
    return None


def _coding(text: str, gene: str, rest: str) -> VariantName | None:
    coding = hgvs.coding(rest)
    if coding.startswith("c.") and is_hgvs(coding):
        return VariantName(text, gene=gene, hgvs_c=coding)
    return None


def _exon(text: str, gene: str, rest: str) -> VariantName | None:
    found = _EXON.search(rest)
    bare = _BARE_EXON.fullmatch(rest.replace(" ", ""))
    if found:
        number = found[1] or found[2]
    elif bare:
        number = bare[1] or bare[4]
    else:
        return None
    does = next((name for name, word in _DOES if word.search(rest)), "")
    label = f"exon {int(number)} {does}".strip()
    return VariantName(text, gene=gene, label=SHORT.get(label, label))


SHORT = {"exon 19 deletion": "19del"}


def _special(text: str, gene: str, rest: str) -> VariantName | None:
    for label, word in _SPECIAL:
        if word.search(rest):
            return VariantName(text, gene=gene, label=label)
    return None


def long_protein(short: str) -> str:
    """Return ``p.Thr790Met`` for ``p.T790M``."""
    body = re.sub(r"fs\*\d+$", "fs", short.removeprefix("p."))
    body = re.sub(r"(?<=\d)[A-Z]fs$", "fs", body)
    kept = re.split(r"(delins|del|dup|ins|fs)", body)
    return "p." + "".join(
        part if i % 2 else re.sub(r"[A-Z*]", lambda m: THREE.get(m[0], m[0]), part)
        for i, part in enumerate(kept)
    )


def is_hgvs(text: str) -> bool:
    """Say whether the description is valid MAVE-HGVS, a strict subset of HGVS."""
    from mavehgvs import Variant  # late: only what is typed or imported is checked
    from mavehgvs.exceptions import MaveHgvsParseError

    try:
        Variant(text)
    except MaveHgvsParseError:
        return False
    return True


@lru_cache(maxsize=NAMES_KEPT)
def names_of(gene: str, hgvs_p: str, label: str, effect: str = "") -> frozenset[str]:
    """Return every name by which rows of knowledge may call a recorded variant.

    ``T790X`` is any other residue at 790; ``exon 17`` a mutation that this exon codes
    for; ``loss`` a change that cuts the protein short.
    """
    return frozenset(_names(gene, hgvs_p, label, effect))


def _names(gene: str, hgvs_p: str, label: str, effect: str) -> Iterator[str]:
    held = haplotypes(hgvs_p or label)
    for change in held.changes if held else ():
        yield from _names(gene, change, "", "")
    short = hgvs.short_protein(hgvs_p or label).removeprefix("p.")
    yield from (short, label)
    residue = _RESIDUE.match(short)
    if residue:
        if residue[3] and residue[3] != residue[1]:
            yield f"{residue[1]}{residue[2]}X"
        yield from _exons_of(gene, int(residue[2]))
    if found := _EXON.search(label):
        yield f"exon {found[1] or found[2]}"
    yield from (name for name, word in _SPECIAL if word.search(label))
    is_cut = bool(residue and _CUTS.search(short))
    if is_cut or effect.casefold().startswith(_CUT_EFFECTS):
        yield "loss"


def _exons_of(gene: str, residue: int) -> Iterator[str]:
    for exon, (first, last) in EXONS.get(gene, {}).items():
        if first <= residue <= last:
            yield f"exon {exon}"
