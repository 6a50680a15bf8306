"""What a VCF record calls its variant: gene and HGVS, as annotators write them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mdt_board.importers.vcf_calls import Allele
from mdt_board.terminology import hgvs

# SnpEff's columns are fixed; those of VEP are declared in the header
ANN_FIELDS = (
    *("Allele", "Consequence", "", "SYMBOL", "", "", "", "", "", "HGVSc", "HGVSp"),
)
# of several transcripts the one that the annotator, then the community, calls the chief
CHIEF = (("PICK", "1"), ("CANONICAL", "YES"))
_CSQ_FORMAT = re.compile(r"Format: ([^\"']+)")


@dataclass(frozen=True, slots=True)
class Names:
    """Gene symbol, HGVS and the laboratory's own label; empty where not stated."""

    gene: str = ""
    hgvs_c: str = ""
    hgvs_p: str = ""
    label: str = ""
    effect: str = ""


UNNAMED = Names()


def csq_fields(description: str) -> tuple[str, ...]:
    """Return the columns of VEP's CSQ from the description in the header."""
    found = _CSQ_FORMAT.search(description)
    return tuple(found[1].strip().split("|")) if found else ()


def names_of(info: Mapping[str, Any], allele: Allele, csq: tuple[str, ...]) -> Names:
    """Return the names of one alternate allele."""
    if "GENE" in info or "HGVSP" in info or "HGVSC" in info:
        return _own(info, allele.number)
    if "CSQ" in info and csq:
        return _annotated(info["CSQ"], csq, allele)
    if "ANN" in info:
        return _annotated(info["ANN"], ANN_FIELDS, allele)
    return UNNAMED


def _own(info: Mapping[str, Any], allele: int) -> Names:
    return Names(
        gene=_text(info.get("GENE"), allele),
        hgvs_c=hgvs.coding(_text(info.get("HGVSC"), allele)),
        hgvs_p=hgvs.short_protein(_text(info.get("HGVSP"), allele)),
        label=_text(info.get("LABEL"), allele),
    )


def _annotated(value: Any, fields: tuple[str, ...], allele: Allele) -> Names:
    """Read the allele's chief annotation, else its first: SnpEff puts the worst first.

    An annotation that cannot be told to be this allele's is not believed to be.
    """
    entries = value if isinstance(value, list) else [value]
    rows = [dict(zip(fields, str(e).split("|"), strict=False)) for e in entries]
    own = [r for r in rows if _is_of(r, allele)]
    if not own and allele.of == 1:
        own = rows
    if not own:
        return UNNAMED
    row = max(own, key=_rank)  # of equal ones the first
    return Names(
        gene=row.get("SYMBOL", ""),
        hgvs_c=hgvs.coding(row.get("HGVSc", "")),
        hgvs_p=hgvs.short_protein(row.get("HGVSp", "")),
        effect=row.get("Consequence", ""),
    )


def _is_of(row: dict[str, str], allele: Allele) -> bool:
    """Say whether an annotation is the allele's, by its number or its letters.

    VEP leaves out the base that an insertion or deletion shares with the reference.
    """
    number = row.get("ALLELE_NUM", "")
    if number:
        return number == str(allele.number)
    shared = allele.ref[:1].upper() == allele.alt[:1].upper()
    return row.get("Allele") in (allele.alt, shared and (allele.alt[1:] or "-"))


def _rank(row: dict[str, str]) -> tuple[bool, ...]:
    is_mane = bool(row.get("MANE_SELECT"))
    picked, canonical = (row.get(name) == said for name, said in CHIEF)
    return picked, is_mane, canonical


def _text(value: Any, allele: int) -> str:
    if isinstance(value, list):
        value = value[allele - 1] if len(value) >= allele else None
    return "" if value is None or value is True else str(value)
