"""The pieces that panel states are made of: ready words, no Qt, no case."""

from dataclasses import dataclass
from enum import StrEnum

from mdt_board.i18n import Translator
from mdt_board.model.interpretation import Finding, Level, Reference, Tag
from mdt_board.model.text import N_
from mdt_board.presenters.editing import CellEdit


class Tone(StrEnum):
    """What a color would say; it always stands beside a word or a shape."""

    PLAIN = "plain"
    ACCENT = "accent"
    GOOD = "good"
    CAUTION = "caution"
    ALARM = "alarm"


@dataclass(frozen=True, slots=True)
class Chip:
    """A few words on a tinted ground."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and what is known of it. A tone other than plain makes it a chip."""

    id: str
    name: str
    value: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; numbers are aligned at their right edge."""

    title: str
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row: ``tones`` are by column index, for cells that are shown as chips.

    ``records`` are the case's records that the row shows. ``edits`` are the cells that
    may be typed into, by column; ``removes`` is what goes when the row is deleted.
    """

    id: str
    cells: tuple[str, ...]
    records: tuple[str, ...] = ()
    is_total: bool = False
    tones: tuple[tuple[int, Tone], ...] = ()
    edits: tuple[tuple[int, CellEdit], ...] = ()
    removes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """The row in which a record begins: its cells by column, and what is given.

    ``kind`` names the record; ``fixed`` are fields that are not typed.
    """

    kind: str
    cells: tuple[tuple[int, CellEdit], ...]
    fixed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A small table; ``empty`` is said when there are no rows.

    ``draft`` is the row that Insert offers, None where nothing is added.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: str
    draft: Draft | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """One step of a waterfall; places are shares of its width, ``even`` the zero line.

    ``is_result`` marks what all the steps add up to.
    """

    start: float
    end: float
    even: float
    is_result: bool = False


@dataclass(frozen=True, slots=True)
class Detail:
    """One line under an opened statement: a reason, a reference, a missing datum.

    ``mark`` says what it does (+ for, − against, ? missing); ``badge`` how well it is
    founded; ``bar`` how much it weighs.
    """

    text: str
    mark: str = ""
    badge: str = ""
    is_reference: bool = False
    bar: Bar | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement that opens to its reasons and references."""

    id: str
    text: str
    details: tuple[Detail, ...] = ()
    records: tuple[str, ...] = ()
    tone: Tone = Tone.PLAIN
    badges: tuple[Chip, ...] = ()


TAG_WORDS = {
    Tag.CHECKED: N_("checked"),
    Tag.SECONDARY: N_("secondary source"),
    Tag.COMPUTED: N_("computed"),
    Tag.JUDGED: N_("judgment"),
    Tag.UNVERIFIED: N_("unverified"),
}
LEVEL_TONES = {
    Level.INFO: Tone.PLAIN,
    Level.CAUTION: Tone.CAUTION,
    Level.ALARM: Tone.ALARM,
}


def reference_details(
    ids: tuple[str, ...], known: dict[str, Reference], tr: Translator
) -> tuple[Detail, ...]:
    """Write the references with these ids, each with how well it is founded."""
    return tuple(
        Detail(
            text=_cited(known[i], tr) if i in known else i,
            badge=tr(TAG_WORDS[known[i].tag]) if i in known else "",
            is_reference=True,
        )
        for i in ids
    )


def finding_statement(
    finding: Finding, known: dict[str, Reference], tr: Translator
) -> Statement:
    """Show what one rule concluded; it opens to its rule and references."""
    rule = Detail(
        text=tr(N_("Rule {rule}"), rule=finding.rule), badge=tr(TAG_WORDS[finding.tag])
    )
    return Statement(
        id=finding.rule + ":" + ",".join(finding.records),
        text=tr.message(finding.message),
        details=(rule, *reference_details(finding.references, known, tr)),
        records=finding.records,
        tone=LEVEL_TONES[finding.level],
        badges=judged_badge(finding.tag, tr),
    )


def judged_badge(tag: Tag, tr: Translator) -> tuple[Chip, ...]:
    """Mark what is a judgment, so that nobody takes it for a measurement."""
    return (Chip(tr(TAG_WORDS[tag])),) if tag is Tag.JUDGED else ()


def _cited(reference: Reference, tr: Translator) -> str:
    """Write a source; only what the rule base itself is the source of has a Chinese."""
    parts = [f"{tr(reference.citation)} ({reference.year})", reference.section]
    if reference.pmid:
        parts.append(f"PMID {reference.pmid}")
    elif reference.doi:
        parts.append(f"doi {reference.doi}")
    return " · ".join(p for p in parts if p)
