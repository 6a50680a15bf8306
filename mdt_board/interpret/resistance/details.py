"""What is known about each row of resistance that spoke."""

from collections.abc import Iterable

from mdt_board.model.knowledge import Knowledge
from mdt_board.model.mechanism import Mechanism


def details_of(rules: Iterable[str], knowledge: Knowledge) -> tuple[Mechanism, ...]:
    """Return what is known about the rows among these rules, in their order."""
    rows = knowledge.mechanism_by_id
    return tuple(rows[rule].detail for rule in rules if rule in rows)
