"""Where lines of Chinese and English text may break.

Han characters may part anywhere but before closing and after opening punctuation;
words, numbers and dates stay whole, and a number keeps its unit.
"""

from collections.abc import Sequence

FIRST_HAN = 0x2E80  # CJK radicals; everything after is Han, kana or full width
NEVER_FIRST = frozenset(",.;:!?%)]}’”…·、。，．；：！？％）】》」』〉〕")
NEVER_LAST = frozenset("([{‘“（【《「『〈〔±≥≤×")
PAUSES = frozenset(",;:→")  # half-width ones are common in Chinese as it is typed
UNITS = ("mm", "ng", "mg", "mL", "Gy", "kg", "%")
LONGEST_UNIT = 2


def break_lines(
    text: str, widths: Sequence[float], room: float
) -> list[tuple[int, int]]:
    """Return the lines as ``(start, end)`` within the text.

    ``widths`` has the width of each character, in the unit of ``room``. Spaces at the
    end of a line may hang over; a word longer than a line is cut.
    """
    lines: list[tuple[int, int]] = []
    start = 0
    while start < len(text):
        end = _line_end(text, widths, room, start)
        lines.append((start, end))
        start = end
        while start < len(text) and text[start] == " ":
            start += 1
        if start < len(text) and text[start] == "\n":
            start += 1
    return lines or [(0, 0)]


def _line_end(text: str, widths: Sequence[float], room: float, start: int) -> int:
    """Return where the line that begins at ``start`` ends."""
    used, best = 0.0, 0
    for i in range(start, len(text)):
        if text[i] == "\n":
            return i
        if i > start and _may_break(text, i):
            best = i
        used += widths[i]
        if used > room and text[i] != " ":
            return best or max(i, start + 1)
    return len(text)


def _may_break(text: str, i: int) -> bool:
    """Say whether a line may end before the character at ``i``."""
    before, after = text[i - 1], text[i]
    if after == " " or after in NEVER_FIRST or before in NEVER_LAST:
        return False
    if before == " ":
        return not _is_unit(text, i)
    if before in PAUSES and i > 1:
        return before == "→" or ord(text[i - 2]) >= FIRST_HAN
    return ord(before) >= FIRST_HAN or ord(after) >= FIRST_HAN


def _is_unit(text: str, i: int) -> bool:
    """Say whether the unit of a number begins at ``i``, after its space."""
    is_number = i > 1 and text[i - 2].isdigit()
    return is_number and text[i : i + LONGEST_UNIT].startswith(UNITS)
