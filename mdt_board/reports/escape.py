"""The one door for words on their way into a PDF.

reportlab's paragraphs parse markup: unescaped, a name could embed a local file or make
a live link. They also drop a character that the font lacks without a word. So every
string passes here: it is escaped, each character gets a font that has it, and one that
no font has is printed as its code point. Nothing else may build a `Paragraph`.
"""

from functools import lru_cache
from itertools import groupby
from xml.sax.saxutils import escape

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph

from mdt_board.reports.paper.fonts import FALLBACK, REGULAR, covers

LINE_BREAK = "\n"
SPACES = frozenset("\t\r\u2009\u200a\u202f")


def paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    """Set plain text as a paragraph."""
    return Paragraph(_markup(text), style)


def labeled(label: str, text: str, style: ParagraphStyle) -> Paragraph:
    """Set plain text after a bold label."""
    bold = f"<b>{_markup(label)}</b>" if label else ""
    return Paragraph(bold + _markup(text), style)


@lru_cache(maxsize=4096)
def runs(text: str) -> tuple[tuple[str, str], ...]:
    """Split plain text into stretches of one font: ``(font name, stretch)``."""
    shown = (_shown(character) for character in text)
    grouped = groupby(((_font_of(s), s) for s in shown), key=lambda pair: pair[0])
    return tuple((font, "".join(s for _, s in pairs)) for font, pairs in grouped)


def unprintable(text: str) -> tuple[str, ...]:
    """Return the characters that no font has, each as its code point ``U+1F600``."""
    return tuple(dict.fromkeys(_shown(c) for c in text if len(_shown(c)) > 1))


def _markup(text: str) -> str:
    parts = [
        escape(stretch)
        if font == REGULAR
        else f'<font name="{font}">{escape(stretch)}</font>'
        for font, stretch in runs(text)
    ]
    return "".join(parts).replace(LINE_BREAK, "<br/>")


def _shown(character: str) -> str:
    """Return the character, or what stands for it when no font has it."""
    if character in SPACES:
        return " "
    if character == LINE_BREAK or _font_of(character) or covers(FALLBACK, character):
        return character
    return f"U+{ord(character):04X}"


def _font_of(shown: str) -> str:
    """Return the first font that has what is shown; a code point is plain letters."""
    if len(shown) > 1 or shown == LINE_BREAK or covers(REGULAR, shown):
        return REGULAR
    return FALLBACK if covers(FALLBACK, shown) else ""
