"""Sentences that are written in English now and translated when shown.

A `Message` is English text with typed words; the `Translator` formats each word in
the reader's language. What a person wrote is a `FreeText` and is never translated.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from mdt_board.model.base import Record
from mdt_board.model.quantity import Length


def N_(text: str) -> str:  # noqa: N802  # the name that translators' tools know
    """Mark ``text`` for translators without translating it."""
    return text


class FreeText(Record):
    """What a person wrote, in one language or in both; never translated."""

    zh: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        """Say whether anything was written."""
        return bool(self.zh or self.en)


def written(text: str) -> FreeText:
    """Return typed words in the field of their language: Chinese where they hold Han.

    What was typed is kept as it is, but for blanks around it.
    """
    words = text.strip()
    is_chinese = any("\u3400" <= c <= "\u9fff" or c >= "\U00020000" for c in words)
    return FreeText(zh=words) if is_chinese else FreeText(en=words)


@dataclass(frozen=True, slots=True)
class Term:
    """A drug, organ, class, mechanism … by its id in ``knowledge/terms.yaml``."""

    id: str
    kind: Literal["term"] = "term"


@dataclass(frozen=True, slots=True)
class Gene:
    """A gene symbol; the same in every language."""

    symbol: str
    kind: Literal["gene"] = "gene"


@dataclass(frozen=True, slots=True)
class Mm:
    """A length, shown in millimeters."""

    length: Length
    kind: Literal["mm"] = "mm"


@dataclass(frozen=True, slots=True)
class Percent:
    """A fraction of one, shown as a percentage with ``digits`` decimals.

    ``signed`` puts a plus before a rise, as in +8.0 %.
    """

    fraction: Decimal
    digits: int = 1
    signed: bool = False
    kind: Literal["percent"] = "percent"


@dataclass(frozen=True, slots=True)
class Number:
    """A plain number with ``digits`` decimals and a unit that is not translated."""

    value: Decimal
    digits: int = 0
    unit: str = ""
    kind: Literal["number"] = "number"


@dataclass(frozen=True, slots=True)
class Span:
    """An interval of plain numbers; ``None`` stands for an end that is open."""

    low: Decimal | None
    high: Decimal | None
    digits: int = 0
    kind: Literal["span"] = "span"


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number of things."""

    value: int
    kind: Literal["count"] = "count"


@dataclass(frozen=True, slots=True)
class On:
    """A local day."""

    day: date
    kind: Literal["on"] = "on"


@dataclass(frozen=True, slots=True)
class Plain:
    """Words as they stand in the data (a lesion label, an HGVS name): plain text."""

    text: str
    kind: Literal["plain"] = "plain"


@dataclass(frozen=True, slots=True)
class Terms:
    """Several terms, joined as the language joins a list."""

    ids: tuple[str, ...]
    kind: Literal["terms"] = "terms"


@dataclass(frozen=True, slots=True)
class Where:
    """Where in a file something stands, as `place` writes it; ``file`` is its name."""

    place: str
    file: str = ""
    kind: Literal["where"] = "where"


@dataclass(frozen=True, slots=True)
class Values:
    """Values as a field is given them, each with its name in the reader's language."""

    field: str
    values: tuple[str, ...]
    kind: Literal["values"] = "values"


# What something is called: in both languages where a person wrote so, or as it stands.
Name = FreeText | str


@dataclass(frozen=True, slots=True)
class Written:
    """Names that a person wrote (of lesions), joined as the language joins a list."""

    names: tuple[Name, ...]
    kind: Literal["written"] = "written"


@dataclass(frozen=True, slots=True)
class Variants:
    """Genes or variants by their labels, joined as the language joins a list.

    Symbols and HGVS stay; what a label says in words is said in the language.
    """

    labels: tuple[str, ...]
    kind: Literal["variants"] = "variants"


@dataclass(frozen=True, slots=True)
class Clauses:
    """Parts of a sentence of one form, joined as the language joins a list."""

    messages: "tuple[Message, ...]"
    kind: Literal["clauses"] = "clauses"


Word = (
    Term
    | Gene
    | Mm
    | Percent
    | Number
    | Span
    | Count
    | On
    | Plain
    | Terms
    | Values
    | Where
    | Written
    | Variants
    | Clauses
)


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence to be shown later, in whatever language is asked for.

    ``text`` is the English that translators see; ``words`` fill its placeholders.
    """

    text: str
    words: Mapping[str, Word] = field(default_factory=dict)
