"""Rows about plasma positives: where a variant points, and what imaging shows."""

from mdt_board.knowledge.fields import BadRowError, Fields
from mdt_board.model.knowledge import CoverageRow, SiteHintRow
from mdt_board.model.radiology import Modality

SEXES = ("", "female", "male")
SITE_HINT_KEYS = frozenset(
    {"id", "gene", "variants", "kind", "beside", "sex", "sites", "tests"}
    | {"actions", "is_typical", "tag", "references"}
)
COVERAGE_KEYS = frozenset({"id", "organ", "by", "sex", "tag", "references"})


def site_hint(row: Fields) -> SiteHintRow:
    """Return the row that says where a variant points."""
    return SiteHintRow(
        id=row.text("id"),
        gene=row.text("gene"),
        variants=row.texts("variants"),
        kind=row.choice("kind", ("small", "fusion")),
        beside=row.texts("beside"),
        sex=_sex(row),
        sites=row.some_named("sites"),
        tests=row.some_named("tests"),
        actions=row.named("actions", "action."),
        is_typical=row.choice("is_typical", ("yes", "no")) == "yes",
        tag=row.tag(),
        references=row.some("references"),
    )


def coverage(row: Fields) -> CoverageRow:
    """Return the row that says what shows an organ."""
    by = tuple(_by(row, text) for text in row.texts("by"))
    return CoverageRow(
        id=row.text("id"),
        organ=row.term("organ"),
        by=by,
        sex=_sex(row),
        tag=row.tag(),
        references=row.some("references"),
    )


def _sex(row: Fields) -> str:
    value = row.optional("sex")
    if value not in SEXES:
        raise BadRowError(f"sex {value!r} is none of {', '.join(SEXES[1:])}")
    return value


def _by(row: Fields, text: str) -> tuple[str, str]:
    """Return modality and region of one way of looking."""
    modality, _, region = text.partition(":")
    if modality not in set(Modality):
        raise BadRowError(f"by {text!r} names no modality")
    if region not in row.terms:
        raise BadRowError(f"no term {region!r}")
    return modality, region
