"""Characters that nobody sees but that act: on paper and in plain text alike."""

from unicodedata import category

LINE_BREAK = "\n"
ACTING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # steer a terminal, turn text around
ZERO_WIDTH = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")  # nothing to see
SPACES = frozenset("\t\r\v\f\u2007\u2008\u2009\u200a\u202f")


def seen(character: str) -> str:
    """Return the character, or what stands for one that acts: its code point."""
    if character == LINE_BREAK:
        return character
    if character in SPACES:
        return " "
    if character in ZERO_WIDTH:
        return ""
    return code_of(character) if category(character) in ACTING else character


def code_of(character: str) -> str:
    """Return the code point as people write it: ``U+001B``."""
    return f"U+{ord(character):04X}"
