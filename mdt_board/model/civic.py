"""Evidence of CIViC that a person brought: a reference beside the program's own rules.

It is shown with its level and date and changes no answer. Flagged items are marked; a
combined profile is one claim about several variants together and is never split.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class VariantKey:
    """What a variant is looked up by: its gene, kind and one name.

    ``name`` is ``p.T790M``, a label such as ``19del``, or a fusion's other gene; empty
    for any of the kind.
    """

    gene: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class CivicItem:
    """One evidence item, in CIViC's own words.

    ``parts`` are the variants of its profile; several mean all of them together. None
    are left where the profile says OR or NOT, or cannot be read: such an item is kept
    under its own name and looked up by nothing. ``level`` is A to E, ``rating`` 1 to 5.
    """

    id: str
    profile: str
    parts: tuple[VariantKey, ...]
    disease: str
    therapies: str
    type: str
    direction: str
    level: str
    significance: str
    statement: str
    citation: str
    source_id: str
    rating: int | None
    is_flagged: bool
    reviewed_on: date | None
    url: str

    @property
    def is_combined(self) -> bool:
        """Say whether it is about several variants together."""
        return len(self.parts) > 1


@dataclass(frozen=True, slots=True)
class CivicLayer:
    """The items of one file, as kept: its name, checksum and the day it was added."""

    name: str
    sha256: str
    added_on: date
    items: tuple[CivicItem, ...]
