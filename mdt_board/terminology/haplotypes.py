"""Several changes in one name, and whether they lie on one copy of the gene.

HGVS writes ``p.[T790M;C797S]`` for one copy (cis), ``p.[T790M];[C797S]`` for two
(trans) and ``p.[T790M(;)C797S]`` where that is not known; ``c.[2369C>T;2390G>C]`` says
it of the codons. A call of all residues between two (``p.T790_C797delinsMQLMPFGS``) is
of one copy: it is made from reads that span both. A bare list (``T790M;C797S``) names
both changes, but no phase.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from mdt_board.terminology import hgvs

CIS, TRANS, UNKNOWN = "cis", "trans", "unknown"
NAMES_KEPT = 4096  # of one case; the same few are asked for by every rule
_UNPHASED = "(;)"
_ALLELES = re.compile(
    r"(?:[^\s\[\]]*:)?(p\.|c\.)?(\[[^\[\]]+\](?:\s*(?:\(;\)|;)\s*\[[^\[\]]+\])*)"
)
_COPY = re.compile(r"\[([^\[\]]+)\]")
_LIST = re.compile(r"[;,；，、]")
_REPLACED = re.compile(r"p\.([A-Z])(\d+)_([A-Z])(\d+)delins([A-Z]+)", re.ASCII)
_ONE = re.compile(r"p\.[A-Z]\d+\S+", re.ASCII)
_CODING = re.compile(r"c\.(\d+)[ACGT]>[ACGT]", re.ASCII)
_RESIDUE = re.compile(r"[A-Z](\d+)[A-Z*]?", re.ASCII)
_UNCHANGED = "="


@dataclass(frozen=True, slots=True)
class Haplotypes:
    """The changes on each copy of the gene; all apart where that is not known."""

    copies: tuple[tuple[str, ...], ...]
    is_phased: bool

    @property
    def changes(self) -> tuple[str, ...]:
        """Every change, in the short spelling ``p.T790M`` or ``c.2369C>T``."""
        return tuple(change for copy in self.copies for change in copy)

    @property
    def is_coding(self) -> bool:
        """Say whether the changes are of the coding DNA."""
        return self.changes[0].startswith("c.")

    @property
    def name(self) -> str:
        """The name in the short spelling, as ``p.[T790M;C797S]``."""
        joint = "(;)".join if not self.is_phased else "];[".join
        copies = (";".join(c[2:] for c in one) for one in self.copies)
        return f"{self.changes[0][:2]}[{joint(copies)}]"


@lru_cache(maxsize=NAMES_KEPT)
def haplotypes(text: str) -> Haplotypes | None:
    """Return the changes that one name holds, by copy; None where it holds only one."""
    return _written(text) or _listed(text) or _replaced(text)


def _written(text: str) -> Haplotypes | None:
    found = _ALLELES.fullmatch(text.strip())
    if not found:
        return None
    is_coding, alleles = found[1] == "c.", found[2]
    is_phased = _UNPHASED not in alleles
    written = (copy.strip() for copy in _COPY.findall(alleles))
    read = _coding_changes if is_coding else _changes
    copies = tuple(read(copy) for copy in written if copy != _UNCHANGED)
    changes = [change for copy in copies for change in copy]
    one = _CODING if is_coding else _ONE
    if len(changes) < 2 or not all(one.fullmatch(c) for c in changes):  # noqa: PLR2004
        return None
    if is_phased:
        return Haplotypes(copies, is_phased)
    return Haplotypes(tuple((change,) for change in changes), is_phased)


def _listed(text: str) -> Haplotypes | None:
    changes = [hgvs.short_protein(part.strip()) for part in _LIST.split(text)]
    if len(changes) < 2 or not all(_ONE.fullmatch(c) for c in changes):  # noqa: PLR2004
        return None
    return Haplotypes(tuple((change,) for change in changes), is_phased=False)


def _changes(copy: str) -> tuple[str, ...]:
    return tuple(hgvs.short_protein(part.strip("()")) for part in _parts(copy))


def _coding_changes(copy: str) -> tuple[str, ...]:
    return tuple(f"c.{part.removeprefix('c.')}" for part in _parts(copy))


def _parts(copy: str) -> list[str]:
    return [part.strip() for part in copy.replace(_UNPHASED, ";").split(";")]


def _replaced(text: str) -> Haplotypes | None:
    """Read a run of residues that was replaced by as many: its two ends are known."""
    found = _REPLACED.fullmatch(hgvs.short_protein(text))
    if not found:
        return None
    first, start, last, end, new = found.groups()
    ends = ((first, start, new[0]), (last, end, new[-1]))
    is_whole = len(new) == int(end) - int(start) + 1
    if not is_whole or any(old == now for old, _, now in ends):
        return None
    return Haplotypes((tuple(f"p.{a}{n}{b}" for a, n, b in ends),), is_phased=True)


def phase_in(text: str, one: frozenset[str], other: frozenset[str]) -> str:
    """Return how two changes lie in a name that holds both; empty where it does not.

    The changes are given as the names by which each may be called (``T790M``).
    """
    held = haplotypes(text)
    if held is None:
        return ""
    at = [{i for i, c in enumerate(held.copies) if _has(c, n)} for n in (one, other)]
    if not all(at):
        return ""
    if not held.is_phased:
        return UNKNOWN
    return CIS if at[0] & at[1] else TRANS


def _has(copy: tuple[str, ...], names: frozenset[str]) -> bool:
    return any(
        change.removeprefix("p.") in names or _codon(change) in _codons(names)
        for change in copy
    )


def _codon(change: str) -> int | None:
    """Return the codon in which a substitution of the coding DNA lies."""
    found = _CODING.fullmatch(change)
    return (int(found[1]) + 2) // 3 if found else None


def _codons(names: frozenset[str]) -> set[int]:
    return {int(found[1]) for n in names if (found := _RESIDUE.fullmatch(n))}
