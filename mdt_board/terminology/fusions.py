"""How the two genes of a fusion are written, and which of them it is named for."""

import re

# the partner whose protein drives the tumor; the other one varies
DRIVERS = frozenset(
    {
        "ALK", "ROS1", "RET", "NTRK1", "NTRK2", "NTRK3", "FGFR1", "FGFR2", "FGFR3",
        "BRAF", "RAF1", "MET", "EGFR", "ERBB2", "ERBB4", "NRG1", "ABL1", "PDGFRA",
        "PDGFRB", "JAK2",
    }
)  # fmt: skip
_DIVIDERS = ("::", "--", "—", "/", "-", "_")
_SYMBOL = re.compile(r"[A-Za-z][\w.@-]{0,29}", re.ASCII)
_SAYS_SO = re.compile(
    r"\s*(?:\(.*\))?\s*(?:融合基因|融合|gene fusion|fusion)?\s*$", re.I
)
_ACCESSION = re.compile(r"\^[\w.]+", re.ASCII)


def pair_in(name: str) -> tuple[str, str] | None:
    """Return the 5' and 3' gene of a name such as ``EML4::ALK``; None when unclear."""
    plain = _SAYS_SO.sub("", _ACCESSION.sub("", name), count=1)
    divider = next((d for d in _DIVIDERS if d in plain), "")
    genes = [g.strip() for g in plain.split(divider)] if divider else []
    if len(genes) != 2 or not all(_SYMBOL.fullmatch(g) for g in genes):  # noqa: PLR2004  # two genes
        return None
    return genes[0], genes[1]


def driver_first(five: str, three: str) -> tuple[str, str]:
    """Return the gene that the fusion is named for, and its partner.

    Where the listed drivers do not decide, it is the gene of the 3' end, which brings
    the catalytic part of most fusions.
    """
    is_five = five in DRIVERS and three not in DRIVERS
    return (five, three) if is_five else (three, five)
