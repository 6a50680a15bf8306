"""What is known about one way of resistance, and about one amplification.

Frozen dataclasses that knowledge rows carry and an interpretation shows. Whatever is
tagged as unverified stays in the details, marked, off the room's screen and off paper.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mdt_board.model.tag import Tag
from mdt_board.model.text import FreeText


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often the mechanism was found, in whom. ``share`` is as published."""

    share: str
    population: FreeText
    tag: Tag
    reference: str


@dataclass(frozen=True, slots=True)
class WhatFollows:
    """What the mechanism opens, with its level of evidence.

    ``options`` are ids of drugs, classes or actions that are used together. ``escat``
    and ``oncokb`` are the names of levels only; both are empty where none was given.
    Options are never ranked against each other.
    """

    options: tuple[str, ...]
    escat: str
    oncokb: str
    note: FreeText
    tag: Tag
    reference: str


@dataclass(frozen=True, slots=True)
class RegionLabel:
    """What a regulator said, as last seen on ``as_of``; since when, if it is known.

    ``region`` is ``US``, ``EU`` or ``CN``; ``status`` the id of a term.
    """

    options: tuple[str, ...]
    region: str
    status: str
    since: str
    as_of: date
    note: FreeText
    tag: Tag


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two sources that do not agree, each in its own words."""

    text: FreeText
    tag: Tag
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mechanism:
    """What is known about one row of the resistance table.

    ``rule`` is the id of the row and of its rule; ``sees`` and ``misses`` are ids of
    the tests that can and cannot show it.
    """

    rule: str
    note: FreeText
    sees: tuple[str, ...]
    misses: tuple[str, ...]
    frequencies: tuple[Frequency, ...]
    follows: tuple[WhatFollows, ...]
    labels: tuple[RegionLabel, ...]
    conflicts: tuple[Conflict, ...]
    tag: Tag
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AmplificationLine:
    """One study's line for one assay, and whether this result reaches it.

    ``is_reached`` is None where the result lacks what the line asks for. ``line`` is as
    published (``GCN ≥ 5 or ratio ≥ 2``).
    """

    row: str
    study: str
    assay: str
    line: str
    is_reached: bool | None
    note: FreeText
    tag: Tag
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Amplification:
    """One amplification result beside the lines of the studies, which disagree.

    ``assay`` is the id of the method as far as it is known: ``fish``, ``ngs-tissue``,
    ``plasma`` or empty. ``tumor_fraction`` is that of a plasma sample, from the driver
    beside it; ``least_visible_copies`` what a tumor must have to show there.
    """

    record: str
    gene: str
    assay: str
    copies: Decimal | None
    ratio: Decimal | None
    tumor_fraction: Decimal | None
    least_visible_copies: Decimal | None
    lines: tuple[AmplificationLine, ...]
