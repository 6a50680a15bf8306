"""Clonal hematopoiesis: shown by white blood cells, or not excluded without them."""

from mdt_board.interpret.ctdna.kinetics import PLASMA
from mdt_board.interpret.ctdna.origin_tables import origin_tables
from mdt_board.interpret.facts import Facts
from mdt_board.interpret.references import BOARD_JUDGMENT, MAGEE_2025
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.interpretation import Level, Origin, OriginAnswer, Tag
from mdt_board.model.molecular import AssayKind
from mdt_board.model.text import N_, Count, Message, Variants, Word


def _named(origins: list[Origin]) -> dict[str, Word]:
    return {"variants": Variants(tuple(f"{o.gene} {o.variant}" for o in origins))}


def _detected(origins: list[Origin], facts: Facts) -> tuple[str, ...]:
    points = (p for o in origins for p in facts.series[o.series].points)
    return tuple(p.record for p in points if p.status == "detected")


@rule(
    "ctdna.origin.ch-by-wbc",
    N_("Clonal hematopoiesis by matched white blood cells: {variants}"),
    MAGEE_2025,
)
def ch_by_wbc(facts: Facts) -> Because | Unknown | None:
    """White blood cells carry the plasma variant at the same fraction.

    When  an origin is answered clonal hematopoiesis from matched white blood cells
    Then  the variant is not read as tumor DNA
    Else  unknown when a variant that CH often carries has no white-cell result
    """
    found = [o for o in facts.origins.values() if _is_by_wbc(o, facts)]
    if found:
        wbc = tuple(
            r
            for o in found
            for c in o.clues
            if c.speaks_for is OriginAnswer.CH_LIKELY
            for r in c.records
            if r in _wbc_records(facts)
        )
        return Because((*_detected(found, facts), *wbc), _named(found))
    open_ones = _not_excluded(facts)
    if open_ones:
        missing = N_("matched white blood cells for {variants}")
        return Unknown((Message(missing, _named(open_ones)),))
    return None


def _is_by_wbc(origin: Origin, facts: Facts) -> bool:
    """Say whether white cells made it hematopoiesis, not plasma alone."""
    return origin.answer is OriginAnswer.CH_LIKELY and any(
        c.speaks_for is OriginAnswer.CH_LIKELY and set(c.records) & _wbc_records(facts)
        for c in origin.clues
    )


def _wbc_records(facts: Facts) -> frozenset[str]:
    samples = {s for s, a in facts.assays.items() if a.kind is AssayKind.WBC}
    return frozenset(v.id for v in facts.case.molecular.variants if v.sample in samples)


def _not_excluded(facts: Facts) -> list[Origin]:
    return [
        o
        for o in facts.origins.values()
        if (o.is_ch_prone and o.answer is OriginAnswer.UNDETERMINED)
        or (o.answer is OriginAnswer.CH_LIKELY and not _is_by_wbc(o, facts))
    ]


@rule(
    "ctdna.origin.ch-not-excluded",
    N_("Clonal hematopoiesis not excluded; test matched white blood cells: {variants}"),
    MAGEE_2025,
    BOARD_JUDGMENT,
    level=Level.CAUTION,
    tag=Tag.JUDGED,
)
def ch_not_excluded(facts: Facts) -> Because | Unknown | None:
    """A gene that clonal hematopoiesis often carries, and nothing that settles it.

    When  a plasma variant of such a gene has an undetermined origin
    Then  no drug and no diagnosis rests on it until white blood cells are tested
    Else  unknown when a detected variant has no gene; silent otherwise
    """
    found = _not_excluded(facts)
    if found:
        return Because(_detected(found, facts), _named(found))
    nameless = [
        v
        for v in facts.case.molecular.variants
        if not v.gene
        and v.result.status == "detected"
        and (assay := facts.assays.get(v.sample))
        and assay.kind in PLASMA
    ]
    if nameless:
        words: dict[str, Word] = {"count": Count(len(nameless))}
        return Unknown((Message(N_("the gene of {count} plasma variants"), words),))
    return None


@rule(
    "ctdna.origin.germline",
    N_(
        "Germline range, not to be read as ctDNA: {variants}; counseling, consent and "
        "a validated germline test settle it"
    ),
    MAGEE_2025,
    BOARD_JUDGMENT,
    level=Level.CAUTION,
    tag=Tag.JUDGED,
)
def germline(facts: Facts) -> Because | Unknown | None:
    """A plasma variant looks inherited: by its fraction, or by the white blood cells.

    When  an origin is answered germline
    Then  it is not read as tumor DNA; counseling and consent come before any test
    Else  unknown when a gene with germline variants was detected without a fraction
    """
    origins = facts.origins.values()
    found = [o for o in origins if o.answer is OriginAnswer.GERMLINE_LIKELY]
    if found:
        return Because(_detected(found, facts), _named(found))
    tables = origin_tables(facts.knowledge)
    unsized = [
        o
        for o in origins
        if tables.is_germline_gene(o.gene, o.variant) and _is_unsized(o, facts)
    ]
    if unsized:
        return Unknown((Message(N_("the VAF of {variants}"), _named(unsized)),))
    return None


def _is_unsized(origin: Origin, facts: Facts) -> bool:
    points = facts.series[origin.series].points
    detected = [p for p in points if p.status == "detected"]
    return bool(detected) and detected[-1].value is None


RULES: tuple[Rule, ...] = (ch_by_wbc, ch_not_excluded, germline)
