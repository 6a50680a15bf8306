"""How text becomes words to search by, the same on every database.

A word is a run of letters and digits; each Chinese character is a word of its own,
because Chinese does not put spaces between words. The words are written in ASCII, with
every other character as its number between underscores, so that the database's own idea
of letters does not matter and nothing that is typed can be taken for syntax.
"""

import re
import unicodedata
from collections.abc import Iterable

FIELD_END = "_"  # no phrase reaches over it
# from U+2E80 on, the scripts that are written without spaces
_WORD = re.compile("[^\\W_\u2e80-\U0010ffff]+|[^\\W\0-\u2e7f]")
_NOT_ASCII = re.compile("[^\0-\x7f]")


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of ``text``, folded: width, case and form do not matter."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return tuple(_NOT_ASCII.sub(_number, word) for word in _WORD.findall(folded))


def _number(char: re.Match[str]) -> str:
    return f"_{ord(char[0]):x}_"


def indexed(fields: Iterable[str]) -> str:
    """Return what is indexed for the fields of one case."""
    return f" {FIELD_END} ".join(" ".join(words_of(field)) for field in fields if field)


def phrases_of(search: str) -> tuple[str, ...] | None:
    """Return the phrases that a search asks for, all of them; None asks for nothing.

    What is typed between two spaces is one phrase: its words follow each other. A
    search of signs only has no phrase, and so nothing is found.
    """
    if not search.strip():
        return None
    return tuple(" ".join(w) for w in map(words_of, search.split()) if w)
