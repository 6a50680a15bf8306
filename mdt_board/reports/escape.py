"""The one door for words on their way into a PDF.

reportlab's own paragraphs parse markup, by which a name could embed a local file or
make a live link, and they drop a character that the font lacks without a word. Here
nothing is parsed: words are drawn as they stand, each character in a font that has it,
and one that no font has as its code point. Nothing else may put words on paper.
"""

from functools import lru_cache
from itertools import groupby
from unicodedata import category

from mdt_board.reports.paper.fonts import FALLBACK, REGULAR, covers

LINE_BREAK = "\n"
CONTROLS = frozenset({"Cc", "Cf"})
ZERO_WIDTH = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")  # nothing to see
SPACES = frozenset("\t\r\v\f\u2007\u2008\u2009\u200a\u202f")


@lru_cache(maxsize=4096)
def runs(text: str) -> tuple[tuple[str, str], ...]:
    """Split plain text into stretches of one font: ``(font name, stretch)``.

    Line breaks stay where they are, in a stretch of the first font.
    """
    shown = ((_font_of(s), s) for s in map(_shown, text))
    grouped = groupby(shown, key=lambda pair: pair[0])
    return tuple((font, "".join(s for _, s in pairs)) for font, pairs in grouped)


def unprintable(text: str) -> tuple[str, ...]:
    """Return the characters that no font has, each as its code point ``U+1F600``."""
    return tuple(dict.fromkeys(s for s in map(_shown, text) if len(s) > 1))


def _shown(character: str) -> str:
    """Return the character, or what stands for it when no font has it."""
    if character in SPACES:
        return " "
    if character == LINE_BREAK:
        return character
    if character in ZERO_WIDTH:
        return ""
    is_control = category(character) in CONTROLS  # would turn the text around unseen
    is_known = covers(REGULAR, character) or covers(FALLBACK, character)
    return character if is_known and not is_control else f"U+{ord(character):04X}"


def _font_of(shown: str) -> str:
    """Return the first font that has what is shown; a code point is plain letters."""
    is_plain = len(shown) != 1 or shown == LINE_BREAK or covers(REGULAR, shown)
    return REGULAR if is_plain else FALLBACK
