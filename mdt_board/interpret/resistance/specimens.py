"""Rows about what pathology shows under a drug: histology and stains.

Plasma cannot show either.
"""

from mdt_board.interpret.resistance.context import Context, is_under
from mdt_board.interpret.rule import Because, Unknown
from mdt_board.model.text import N_, Gene, Message, Term, Word
from mdt_board.terminology.variant_names import symbol_of


def look(context: Context) -> Because | Unknown | None:
    """Return the specimen or stain that shows it, taken under the drug.

    When  a specimen taken under the drug shows the row's histology or stain
    Then  names it
    Else  unknown when such a specimen or the drug has no date; silent otherwise
    """
    is_histology = context.row.kind == "histology"
    found = _histologies(context) if is_histology else _stains(context)
    for record, is_dated in found:
        if is_dated:
            words: dict[str, Word] = {
                "gene": Gene(context.row.gene),
                "drug": context.drug,
                "mechanism": Term(context.row.mechanism),
            }
            return Because((record, context.treatment.id), words)
    if any(is_dated is None for _, is_dated in found):
        drug = {"drug": context.drug}
        return Unknown(
            (Message(N_("whether the specimen was taken under {drug}"), drug),)
        )
    return None


def _histologies(context: Context) -> list[tuple[str, bool | None]]:
    specimens = context.facts.case.pathology.specimens
    return [
        (s.id, is_under(s, context.treatment))
        for s in specimens
        if s.transformation in context.row.variants
    ]


def _stains(context: Context) -> list[tuple[str, bool | None]]:
    pathology = context.facts.case.pathology
    taken = {s.id: s for s in pathology.specimens}
    return [
        (s.id, is_under(taken[s.specimen], context.treatment))
        for s in pathology.stains
        if symbol_of(s.marker) == context.row.gene
        and s.result is not None
        and s.result.value in context.row.variants
        and s.specimen in taken
    ]
