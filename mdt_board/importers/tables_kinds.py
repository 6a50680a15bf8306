"""The kinds of tables that are read: what tells each, and how its rows are made."""

from collections.abc import Callable
from dataclasses import dataclass, field

from mdt_board.importers import (
    rows_molecular,
    rows_oncology,
    rows_radiology,
    rows_structural,
)
from mdt_board.importers.cells import Row
from mdt_board.model.base import ListRecord
from mdt_board.model.text import N_
from mdt_board.terminology.columns import PATIENT_FIELDS


@dataclass(frozen=True, slots=True)
class TableKind:
    """One kind of table: the headers that tell it, those it reads, and its rows.

    ``tells`` are sets of fields of which each must have one present; ``also`` maps a
    header's usual field to the one that it means in this kind of table, and ``then``
    does so once the kind is told. ``needs`` are those of which each row fills one.
    ``title`` is what people call it; ``id`` stands for it in a remembered mapping.
    """

    id: str
    title: str
    tells: tuple[frozenset[str], ...]
    reads: frozenset[str]
    make: Callable[[Row], list[ListRecord]]
    also: dict[str, str] = field(default_factory=dict)
    then: dict[str, str] = field(default_factory=dict)
    needs: frozenset[str] = frozenset()

    def is_told_by(self, fields: set[str]) -> bool:
        """Say whether these fields, or what they mean here, tell this kind."""
        meant = fields | {self.also[f] for f in fields & set(self.also)}
        return all(meant & one for one in self.tells)


def _kind(  # noqa: PLR0913, PLR0917  # a row of the table below
    kind_id: str,
    title: str,
    tells: str,
    reads: str,
    make: Callable[[Row], list[ListRecord]],
    also: dict[str, str] | None = None,
    then: dict[str, str] | None = None,
    needs: str = "",
) -> TableKind:
    told = tuple(frozenset(one.split("|")) for one in tells.split())
    read = PATIENT_FIELDS.union(*told, reads.split())
    needed = frozenset(needs.split())
    return TableKind(kind_id, title, told, read, make, also or {}, then or {}, needed)


KINDS = (
    _kind(
        "lesions",
        N_("Lesions"),
        "lesion diameter|state",
        "date accession site_zh site_en organ role series reader suv_max modality "
        "regions slice contrast phase sequence reading",
        rows_radiology.lesion_row,
        needs="accession modality",
    ),
    _kind(
        "fusions",
        N_("Fusions"),
        "fusion|gene_3 gene_5|gene|sample|breakpoint_5|supporting_reads|result",
        "breakpoint_3",
        rows_structural.fusion_row,
        {"value": "result", "alt_reads": "supporting_reads"},
    ),
    _kind(
        "copy-numbers",
        N_("Copy numbers of genes"),
        "gene copy_number|copy_ratio|log_ratio|cn_call",
        "sample",
        rows_structural.copies_row,
        then={"change": "cn_call", "variant": "cn_call", "result": "cn_call"},
    ),
    _kind(
        "segments",
        N_("Copy numbers of segments"),
        "chromosome position|started_on end_position "
        "major|minor|log_ratio|copy_number|copy_ratio",
        "sample",
        rows_structural.segment_row,
    ),
    _kind(
        "variants",
        N_("Variant results"),
        "gene sample|variant|hgvs_c|hgvs_p",
        "result vaf alt_reads total_reads lod molecules loci_positive",
        rows_molecular.variant_row,
        {"value": "result", "site_depth": "total_reads"},
    ),
    _kind(
        "assays",
        N_("Molecular tests"),
        "sample kind|lod|input|loci",
        "name laboratory date reported_on specimen genes plasma depth result vaf "
        "loci_positive molecules alt_reads total_reads",
        rows_molecular.assay_row,
        {"value": "result", "role": "kind", "site_depth": "depth"},
    ),
    _kind(
        "labs",
        N_("Laboratory and marker values"),
        "analyte value date",
        "unit reference laboratory method",
        rows_oncology.lab_row,
        {"result": "value"},
    ),
    _kind(
        "studies",
        N_("Imaging studies"),
        "date modality",
        "accession regions sequence slice contrast phase reader series reading",
        rows_radiology.study_row,
        {"site_zh": "regions", "value": "reading"},
    ),
    _kind(
        "treatments",
        N_("Treatment lines"),
        "drug|procedure_zh|procedure_en started_on|stopped_on|ongoing|kind",
        "line dose dose_unit schedule cycles best_response stop_reason",
        rows_oncology.treatment_row,
        {"role": "kind"},
    ),
)
BY_ID = {kind.id: kind for kind in KINDS}
