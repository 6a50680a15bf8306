"""Rows about response criteria that are named and not computed."""

from mdt_board.knowledge.fields import Fields
from mdt_board.model.knowledge import CriteriaRow

CRITERIA_KEYS = frozenset(
    {"id", "name", "codes", "under", "organs", "measure", "beside"}
    | {"tag", "references"}
)


def criteria(row: Fields) -> CriteriaRow:
    """Return the row that says to whom a set of response criteria applies."""
    return CriteriaRow(
        id=row.text("id"),
        name=row.text("name"),
        codes=frozenset(row.texts("codes")),
        under=row.named("under"),
        organs=row.named("organs"),
        measure=row.choice("measure", ("", "suv")) if row.optional("measure") else "",
        is_beside=row.choice("beside", ("yes", "no")) == "yes",
        tag=row.tag(),
        references=row.some("references"),
    )
