"""What a VCF record calls its variant: gene and HGVS, as annotators write them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mdt_board.terminology import hgvs

# SnpEff's columns are fixed; those of VEP are declared in the header
ANN_FIELDS = ("Allele", "", "", "SYMBOL", "", "", "", "", "", "HGVSc", "HGVSp")
_CSQ_FORMAT = re.compile(r"Format: ([^\"']+)")


@dataclass(frozen=True, slots=True)
class Names:
    """Gene symbol, HGVS and the laboratory's own label; empty where not stated."""

    gene: str = ""
    hgvs_c: str = ""
    hgvs_p: str = ""
    label: str = ""


def csq_fields(description: str) -> tuple[str, ...]:
    """Return the columns of VEP's CSQ from the description in the header."""
    found = _CSQ_FORMAT.search(description)
    return tuple(found[1].strip().split("|")) if found else ()


def names_of(info: Mapping[str, Any], allele: int, csq: tuple[str, ...]) -> Names:
    """Return the names of the ``allele``-th alternate allele (from 1)."""
    if "GENE" in info or "HGVSP" in info or "HGVSC" in info:
        return _own(info, allele)
    if "CSQ" in info and csq:
        return _annotated(info["CSQ"], csq, allele)
    if "ANN" in info:
        return _annotated(info["ANN"], ANN_FIELDS, allele)
    return Names()


def _own(info: Mapping[str, Any], allele: int) -> Names:
    return Names(
        gene=_text(info.get("GENE"), allele),
        hgvs_c=hgvs.coding(_text(info.get("HGVSC"), allele)),
        hgvs_p=hgvs.short_protein(_text(info.get("HGVSP"), allele)),
        label=_text(info.get("LABEL"), allele),
    )


def _annotated(value: Any, fields: tuple[str, ...], allele: int) -> Names:
    """Read the first annotation of the allele: annotators put the worst first."""
    entries = [
        str(e).split("|") for e in (value if isinstance(value, list) else [value])
    ]
    alleles = list(dict.fromkeys(e[0] for e in entries))
    wanted = alleles[min(allele, len(alleles)) - 1]
    first = next(e for e in entries if e[0] == wanted)
    row = dict(zip(fields, first, strict=False))
    return Names(
        gene=row.get("SYMBOL", ""),
        hgvs_c=hgvs.coding(row.get("HGVSc", "")),
        hgvs_p=hgvs.short_protein(row.get("HGVSp", "")),
    )


def _text(value: Any, allele: int) -> str:
    if isinstance(value, list):
        value = value[allele - 1] if len(value) >= allele else None
    return "" if value is None or value is True else str(value)
