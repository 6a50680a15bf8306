"""Translation at the last moment, by an explicit translator.

There is no global current language: the window, the command line and each report hold
their own `Translator`, so a Chinese report can be printed from an English screen.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from mdt_board.assets import asset, table
from mdt_board.model.place import Place, read_place
from mdt_board.model.text import (
    N_,
    Clauses,
    Count,
    FreeText,
    Gene,
    Message,
    Mm,
    Number,
    On,
    Percent,
    Plain,
    Span,
    Term,
    Terms,
    Values,
    Variants,
    Where,
    Word,
    Written,
)

ENGLISH = "en"
CHINESE = "zh"
LANGUAGES = (CHINESE, ENGLISH)
NO_VALUE = "–"
MINUS = "−"
STEPS = {
    "sheet": N_("sheet {numbers}"),
    "line": N_("line {numbers}"),
    "row": N_("row {numbers}"),
    "group": N_("group {numbers}"),
    "item": N_("item {numbers}"),
    "allele": N_("allele {numbers}"),
    "images": N_("images"),
    "patient": N_("patient"),
}

# What a variant's label says; longer phrases are tried first, for they hold the others.
LABEL_WORDS = {
    "homozygous deletion": "label.homozygous-deletion",
    "partial tandem duplication": "label.partial-tandem-duplication",
    "internal tandem duplication": "label.internal-tandem-duplication",
    "copy number gain": "label.gain",
    "copy number loss": "label.copy-loss",
    "skipping mutation": "label.skipping",
    "amplification": "kind.amplification",
    "deletion": "kind.deletion",
    "fusion": "kind.fusion",
    "skipping": "label.skipping",
    "insertion": "label.insertion",
    "duplication": "label.duplication",
    "rearrangement": "label.rearrangement",
    "mutation": "label.mutation",
    "gain": "label.gain",
    "loss": "label.loss",
}
_SYMBOLS = r"(?:\S*\d\S*|[A-Z][A-Z:-]*)"  # genes and HGVS: nothing to be translated
_LABEL = re.compile(
    rf"(?P<before>(?:{_SYMBOLS} )*?)(?:(?i:exon) (?P<exon>\d+) )?"
    rf"(?P<does>(?i:{'|'.join(LABEL_WORDS)}))(?P<after>(?: {_SYMBOLS})*)"
)
_PAIR = re.compile(r"(?:[A-Z0-9]+ )?([A-Z0-9-]+::[A-Z0-9-]+)")


@cache
def _catalogue(language: str) -> dict[str, str]:
    path = asset("locale", f"{language}.po")
    if not path.exists():
        return {}
    import polib  # late: an English session never needs it

    return {e.msgid: e.msgstr for e in polib.pofile(str(path)).translated_entries()}


@cache
def _names(language: str) -> dict[str, str]:
    return {row["id"]: row[language] for row in table("terms")}


def rounded(value: Decimal, digits: int) -> str:
    """Return ``value`` with ``digits`` decimals, halves rounded away from zero."""
    return f"{value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP):f}"


def signed(value: Decimal, digits: int = 1) -> str:
    """Return ``value`` with its sign, also where that is plus."""
    text = rounded(value, digits)
    return text if text.startswith("-") else f"+{text}"


class Translator:
    """Turns English source text and typed words into one language."""

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise ValueError(f"languages are {', '.join(LANGUAGES)}")
        self.language = language
        self._catalogue = _catalogue(language)

    def __call__(self, text: str, **words: str | int) -> str:
        """Translate ``text`` and fill in words that are already formatted."""
        return self._catalogue.get(text, text).format(**words)

    def message(self, message: Message) -> str:
        """Translate a sentence with its typed words."""
        words = {name: self.word(word) for name, word in message.words.items()}
        return self._catalogue.get(message.text, message.text).format(**words)

    def term(self, term_id: str) -> str:
        """Name a drug, organ, action … ; an id that is not listed is shown as typed."""
        return _names(self.language).get(term_id, term_id)

    def variant(self, label: str) -> str:
        """Say a variant's label (``MET exon 14 skipping``); symbols and HGVS stay.

        A label with words that are not known stays as it is, rather than half said.
        """
        if not self.is_chinese:
            return label
        found = _LABEL.fullmatch(label)
        said = self._label(found) if found else label
        pair = _PAIR.fullmatch(said)  # both genes are named by their fusion
        return f"{pair[1]} {self.term(LABEL_WORDS['fusion'])}" if pair else said

    def _label(self, found: re.Match[str]) -> str:
        exon = f"{found['exon']} {self.term('label.exon')}" if found["exon"] else ""
        does = self.term(LABEL_WORDS[found["does"].lower()])
        return f"{found['before']}{exon}{does}{found['after']}"

    def free(self, text: FreeText) -> str:
        """Return what a person wrote, in this language where they did."""
        own, other = (text.zh, text.en) if self.is_chinese else (text.en, text.zh)
        return own or other

    def join(self, parts: list[str]) -> str:
        """Join the parts of a list as the language does."""
        return ("、" if self.is_chinese else ", ").join(parts)

    def sentences(self, parts: list[str]) -> str:
        """Join clauses into running text.

        In English a clause with a capital begins a sentence of its own; one that begins
        with an acronym (``MET amplification``) may stand in the middle of one.
        """
        if self.is_chinese:
            return "；".join(parts)
        text, *rest = parts or [""]
        for part in rest:
            is_sentence = part[:1].isupper() and not part[1:2].isupper()
            text = f"{text.rstrip('.')}. {part}" if is_sentence else f"{text}; {part}"
        return text

    def day(self, day: date | None) -> str:
        """Write a day the same way in every language: 2026-11-24."""
        return day.isoformat() if day else NO_VALUE

    def percent(self, fraction: Decimal, digits: int = 1, signed: bool = False) -> str:
        """Write a fraction of one as a percentage."""
        number = rounded(fraction * 100, digits).replace("-", MINUS)
        plus = "+" if signed and fraction > 0 else ""
        return f"{plus}{number}{'%' if self.is_chinese else ' %'}"

    def place(self, place: str, file: str = "") -> str:
        """Say where in a file something stands; names from data stay as they are.

        English is what importers write, so it is kept.
        """
        found = read_place(place) if self.is_chinese else None
        inside = self._steps(found) if found else place
        return (" " if self.is_chinese else ": ").join(p for p in (file, inside) if p)

    def _steps(self, place: Place) -> str:
        steps = [self(STEPS[name], numbers=of) for name, of in place.steps]
        if place.column is not None:
            steps.append(self(N_("column {name}"), name=place.column))
        return "".join(steps)

    def colon(self, *parts: str) -> str:
        """Join what something is about and what is said of it; nothing is left out."""
        return ("：" if self.is_chinese else ": ").join(p for p in parts if p)

    @property
    def is_chinese(self) -> bool:
        """Say whether the reader reads Chinese."""
        return self.language == CHINESE

    def word(self, word: Word) -> str:
        """Format one typed word in this language."""
        return _FORMATS[type(word)](self, word)


def _span(tr: Translator, word: Span) -> str:
    low, high = (
        tr(N_("open")) if end is None else rounded(end, word.digits)
        for end in (word.low, word.high)
    )
    return f"{low}–{high}"


def _number(tr: Translator, word: Number) -> str:
    return f"{rounded(word.value, word.digits)} {word.unit}".rstrip()


def _values(tr: Translator, word: Values) -> str:
    """Join values as they are typed; what they mean stands behind in brackets."""
    return tr.join([_value(tr, word.field, value) for value in word.values])


def _value(tr: Translator, field: str, value: str) -> str:
    ids = (f"said.{field}.{value}", f"{field}.{value}")
    name = next((n for i in ids if (n := tr.term(i)) != i), value)
    if name.lower().replace("-", " ") == value.lower().replace("-", " "):
        return value
    return f"{value}（{name}）" if tr.is_chinese else f"{value} ({name})"


def _written(tr: Translator, word: Written) -> str:
    """Join names; where one holds a comma itself, English parts them by semicolons."""
    names = [n if isinstance(n, str) else tr.free(n) for n in word.names]
    if not tr.is_chinese and any("," in n for n in names):
        return "; ".join(names)
    return tr.join(names)


_FORMATS: dict[type, Callable[[Translator, Any], str]] = {
    Term: lambda tr, w: tr.term(w.id),
    Terms: lambda tr, w: tr.join([tr.term(i) for i in w.ids]),
    Gene: lambda tr, w: w.symbol,
    Mm: lambda tr, w: f"{w.length} mm",
    Percent: lambda tr, w: tr.percent(w.fraction, w.digits, w.signed),
    Number: _number,
    Span: _span,
    Count: lambda tr, w: str(w.value),
    On: lambda tr, w: tr.day(w.day),
    Plain: lambda tr, w: w.text,
    Values: _values,
    Where: lambda tr, w: " ".join(p for p in (w.file, tr.place(w.place)) if p),
    Written: _written,
    Variants: lambda tr, w: tr.join([tr.variant(label) for label in w.labels]),
    Clauses: lambda tr, w: tr.join([tr.message(m) for m in w.messages]),
}
