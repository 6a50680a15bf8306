"""What is known, compiled once per rule set from ``resources/knowledge``."""

import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from mdt_board.model.interpretation import Tag


def folded(text: str) -> str:
    """Return ``text`` without case, width, spaces, hyphens and underscores."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in plain if not c.isspace() and c not in "-_‐–")


@dataclass(frozen=True, slots=True)
class TermRow:
    """One name of a drug, class, organ, marker …, in every language.

    ``parents`` are ids of classes it belongs to; ``synonyms`` other spellings.
    """

    id: str
    kind: str
    names: dict[str, str]
    parents: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MechanismRow:
    """One published way in which a driver's drugs stop working.

    It applies to patients with ``driver`` under a drug of ``under``; ``without`` are
    classes that must never have been given for ``follows`` to be offered.
    """

    id: str
    driver: str
    under: tuple[str, ...]
    gene: str
    kind: str
    variant: str
    mechanism: str
    hypothesis: str
    follows: tuple[str, ...]
    without: tuple[str, ...]
    tag: Tag
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InteractionRow:
    """One published way in which another drug changes the exposure to a drug."""

    id: str
    drugs: tuple[str, ...]
    with_: tuple[str, ...]
    effect: str
    tag: Tag
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChRow:
    """How often a gene (or one variant of it) is clonal hematopoiesis in plasma.

    ``except_tumors`` are OncoTree codes in which the variant is a tumor's own driver.
    """

    id: str
    gene: str
    variants: tuple[str, ...]
    tier: str
    prior: Decimal
    low: Decimal
    high: Decimal
    except_tumors: tuple[str, ...]
    tag: Tag
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MarkerRow:
    """A tumor marker's published reference change value (fraction of one)."""

    id: str
    marker: str
    change: Decimal
    tag: Tag
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything the rules look up. ``sha256`` is over the tables as shipped.

    ``classes`` has, for each term, its own id, its classes and their classes in turn;
    for drugs and symptoms also by their other names, in lower case. ``analytes`` has
    the id of each analyte by all its names, `folded`.
    """

    terms: dict[str, TermRow]
    classes: dict[str, frozenset[str]]
    analytes: dict[str, str]
    mechanisms: tuple[MechanismRow, ...]
    interactions: tuple[InteractionRow, ...]
    clonal_hematopoiesis: tuple[ChRow, ...]
    markers: tuple[MarkerRow, ...]
    sha256: str
