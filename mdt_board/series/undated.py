"""Variants without a dated assay: no curve has them, so they are counted and listed."""

from decimal import Decimal

from mdt_board.i18n import Translator
from mdt_board.model.molecular import AssayKind, Detected, Molecular, Variant
from mdt_board.model.text import N_
from mdt_board.series.charts import digits

MOST_LISTED = 10
BESIDE = (AssayKind.TISSUE, AssayKind.WBC)  # shown beside plasma, with or without a day


def undated_variants(molecular: Molecular) -> tuple[Variant, ...]:
    """Return the detected variants that no curve can hold.

    Their sample has no assay, or one without a day. Those that passed the filters come
    first, then named genes, then the highest fraction.
    """
    told = {a.sample for a in molecular.assays if a.sampled_on or a.kind in BESIDE}
    found = [
        v
        for v in molecular.variants
        if v.sample not in told and isinstance(v.result, Detected)
    ]
    return tuple(sorted(found, key=_order))


def undated_words(count: int, tr: Translator) -> str:
    """Say how many there are, what is missing for them, and which ones are listed."""
    words = tr(
        N_("{count}; assay data missing (kind, sampling date)"), count=f"{count:,}"
    )
    if count <= MOST_LISTED:
        return words
    listed = tr(
        N_("{shown} listed: passed filters and highest VAF first"), shown=MOST_LISTED
    )
    return tr.join([words, listed])


def variant_name(variant: Variant, tr: Translator) -> str:
    """Return the gene with the change, or the coordinates."""
    return tr.variant(f"{variant.gene} {variant.name}".strip())


def variant_share(variant: Variant, tr: Translator) -> str:
    """Return the fraction as a percentage, or nothing where none was reported."""
    share = _share(variant)
    return "" if share is None else tr.percent(share, digits(share))


def _order(variant: Variant) -> tuple[bool, bool, Decimal]:
    share = _share(variant) or Decimal(0)
    return bool(variant.filters), not variant.gene, -share


def _share(variant: Variant) -> Decimal | None:
    """Return the fraction, from the reads where they alone were reported."""
    result = variant.result
    if not isinstance(result, Detected):
        return None
    if result.vaf is None and result.total_reads and result.alt_reads is not None:
        return Decimal(result.alt_reads) / Decimal(result.total_reads)
    return result.vaf
