"""The one door for words on their way into a PDF.

reportlab's own paragraphs parse markup, by which a name could embed a local file or
make a live link, and they drop a character that the font lacks without a word. Here
nothing is parsed: words are drawn as they stand, each character in a font that has it,
and one that no font has as its code point. Nothing else may put words on paper.
"""

from functools import lru_cache
from itertools import groupby

from mdt_board.reports.paper.fonts import FALLBACK, REGULAR, covers
from mdt_board.reports.unseen import LINE_BREAK, code_of, seen


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
    """Return the character, or what stands for it when it acts or no font has it."""
    shown = seen(character)
    if len(shown) != 1 or shown == LINE_BREAK:
        return shown
    is_known = covers(REGULAR, shown) or covers(FALLBACK, shown)
    return shown if is_known else code_of(shown)


def _font_of(shown: str) -> str:
    """Return the first font that has what is shown; a code point is plain letters."""
    is_plain = len(shown) != 1 or shown == LINE_BREAK or covers(REGULAR, shown)
    return REGULAR if is_plain else FALLBACK
