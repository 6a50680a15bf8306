"""Several changes in one name, and whether they lie on one copy of the gene.

HGVS writes ``p.[T790M;C797S]`` for one copy (cis), ``p.[T790M];[C797S]`` for two
(trans) and ``p.[T790M(;)C797S]`` where that is not known. A call of all residues
between two (``p.T790_C797delinsMQLMPFGS``) is of one copy: no read spans both.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from mdt_board.terminology import hgvs

CIS, TRANS, UNKNOWN = "cis", "trans", "unknown"
NAMES_KEPT = 4096  # of one case; the same few are asked for by every rule
_UNPHASED = "(;)"
_ALLELES = re.compile(
    r"(?:[^\s\[\]]*:)?(?:p\.)?(\[[^\[\]]+\](?:\s*(?:\(;\)|;)\s*\[[^\[\]]+\])*)"
)
_COPY = re.compile(r"\[([^\[\]]+)\]")
_REPLACED = re.compile(r"p\.([A-Z])(\d+)_([A-Z])(\d+)delins([A-Z]+)", re.ASCII)
_ONE = re.compile(r"p\.[A-Z]\d+\S+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Haplotypes:
    """The changes on each copy of the gene; all apart where that is not known."""

    copies: tuple[tuple[str, ...], ...]
    is_phased: bool

    @property
    def changes(self) -> tuple[str, ...]:
        """Every change, in the short spelling ``p.T790M``."""
        return tuple(change for copy in self.copies for change in copy)

    @property
    def name(self) -> str:
        """The name in the short spelling, as ``p.[T790M;C797S]``."""
        joint = "(;)".join if not self.is_phased else "];[".join
        copies = (";".join(c.removeprefix("p.") for c in one) for one in self.copies)
        return f"p.[{joint(copies)}]"


@lru_cache(maxsize=NAMES_KEPT)
def haplotypes(text: str) -> Haplotypes | None:
    """Return the changes that one name holds, by copy; None where it holds only one."""
    return _written(text) or _replaced(text)


def _written(text: str) -> Haplotypes | None:
    found = _ALLELES.fullmatch(text.strip())
    if not found:
        return None
    is_phased = _UNPHASED not in found[1]
    written = _COPY.findall(found[1])
    copies = tuple(_changes(copy) for copy in written)
    changes = [change for copy in copies for change in copy]
    if len(changes) == 1 or not all(_ONE.fullmatch(c) for c in changes):
        return None
    if is_phased:
        return Haplotypes(copies, is_phased)
    return Haplotypes(tuple((change,) for change in changes), is_phased)


def _changes(copy: str) -> tuple[str, ...]:
    parts = copy.replace(_UNPHASED, ";").split(";")
    return tuple(hgvs.short_protein(p.strip().strip("()")) for p in parts)


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
    return any(change.removeprefix("p.") in names for change in copy)
