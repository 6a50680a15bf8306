"""What molecular diagnostics brings: assays, and typed results of each variant.

Fractions (VAF, limit of detection) are exact decimals of one: 0.12 % is ``"0.0012"``.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from mdt_board.model.base import ListRecord, Record
from mdt_board.model.day import PartialDate
from mdt_board.model.quantity import Amount, Whole

Fraction = Annotated[Decimal, Field(ge=0, le=1, decimal_places=24)]


class AssayKind(StrEnum):
    """What was tested, and whether the assay knew the tumor."""

    TUMOR_INFORMED = "tumor-informed"
    TUMOR_NAIVE = "tumor-naive"
    METHYLATION = "methylation"
    TISSUE = "tissue"
    WBC = "wbc"
    GERMLINE = "germline"
    CSF = "csf"


class Detected(Record):
    """Seen. Reads are counts of molecules or reads as the laboratory reports them."""

    status: Literal["detected"] = "detected"
    vaf: Fraction | None = None
    alt_reads: Whole | None = None
    total_reads: Whole | None = None
    mutant_molecules: Whole | None = None
    loci_positive: Whole | None = None
    copy_number: Amount | None = None
    copy_ratio: Amount | None = None


class NotDetected(Record):
    """Looked for and not seen, down to the limit of detection. Never a zero."""

    status: Literal["not-detected"] = "not-detected"
    lod: Fraction | None = None
    total_reads: Whole | None = None


class NotAnalyzed(Record):
    """Not looked for."""

    status: Literal["not-analyzed"] = "not-analyzed"
    reason: str = ""


class Failed(Record):
    """Looked for without a result."""

    status: Literal["failed"] = "failed"
    reason: str = ""


Result = Annotated[
    Detected | NotDetected | NotAnalyzed | Failed, Field(discriminator="status")
]


class Assay(ListRecord):
    """One test of one sample.

    ``sample`` is the laboratory's name of the sample: it joins the assay to the
    variants of its files. ``result`` is the assay's own answer, where it gives one for
    all loci together (tumor-informed panels). ``genes`` empty means coverage unknown.
    ``turnaround_days`` is what the laboratory promises; what it took is in the dates.
    ``is_validated`` is by the laboratory itself, ``is_approved`` by the authority.
    """

    sample: str = Field(min_length=1)
    kind: AssayKind | None = None
    name: str = ""
    laboratory: str = ""
    sampled_on: PartialDate | None = None
    reported_on: PartialDate | None = None
    specimen: str = ""
    genes: tuple[str, ...] = ()
    lod: Fraction | None = None
    input_ng: Amount | None = None
    plasma_ml: Amount | None = None
    loci: int | None = Field(None, ge=1, le=10**12)
    depth: Whole | None = None
    is_validated: bool | None = None
    is_approved: bool | None = None
    turnaround_days: Whole | None = None
    price_yuan: Amount | None = None
    result: Result | None = None


class VariantKind(StrEnum):
    """What changed in the gene."""

    SMALL = "small"
    AMPLIFICATION = "amplification"
    DELETION = "deletion"
    FUSION = "fusion"


class Variant(ListRecord):
    """One typed result for one variant in one sample.

    ``sample`` joins it to its `Assay`. ``label`` is what people call it (``19del``).
    ``filters`` are those the caller set; empty means it passed. ``effect`` is what the
    change does, in the annotator's own word (``Silent``, ``missense_variant``).
    ``as_written`` is the name in the words of the file, where it was read into others.
    """

    sample: str = Field(min_length=1)
    gene: str = ""
    partner: str = ""
    kind: VariantKind = VariantKind.SMALL
    hgvs_p: str = ""
    hgvs_c: str = ""
    label: str = ""
    as_written: str = ""
    chromosome: str = ""
    position: Whole | None = None
    ref: str = ""
    alt: str = ""
    filters: tuple[str, ...] = ()
    effect: str = ""
    result: Result

    @property
    def name(self) -> str:
        """The shortest name that says which variant this is."""
        named = self.hgvs_p.removeprefix("p.") or self.label or self.hgvs_c
        if named or not self.chromosome:
            return named or self.kind.value
        return f"{self.chromosome}:{self.position} {self.ref}>{self.alt}"


class Molecular(Record):
    """The molecular contribution to the case."""

    assays: tuple[Assay, ...] = ()
    variants: tuple[Variant, ...] = ()
