"""The embedded fonts: Noto Sans SC, and DejaVu Sans for what it lacks."""

import re
from functools import cache
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont, TTFontFace

from mdt_board.assets import asset

REGULAR = "NotoSansSC"
BOLD = "NotoSansSC-Bold"
FALLBACK = "DejaVuSans"
FALLBACK_BOLD = "DejaVuSans-Bold"
BOLDER = {REGULAR: BOLD, FALLBACK: FALLBACK_BOLD}
FILES = {
    REGULAR: "NotoSansSC-Regular.ttf",
    BOLD: "NotoSansSC-Bold.ttf",
    FALLBACK: "DejaVuSans.ttf",
    FALLBACK_BOLD: "DejaVuSans-Bold.ttf",
}
PER_MILLE = 1000
BEYOND_BASIC_PLANE = re.compile(r"<([0-9A-F]{5,6})>")


class _Font(TTFont):
    """A font whose rare characters can be found in and copied from the PDF.

    reportlab maps glyphs back to code points, where UTF-16 is asked for: 𠮷 in a name
    would be copied as another character.
    """

    def addObjects(self, doc: Any) -> None:  # noqa: N802  # reportlab's name
        """Embed the font, then put the maps right."""
        super().addObjects(doc)
        for name, stream in doc.idToObject.items():
            if name.startswith("toUnicodeCMap:"):
                stream.content = BEYOND_BASIC_PLANE.sub(_utf_16, stream.content)


def _utf_16(found: re.Match[str]) -> str:
    return f"<{chr(int(found[1], 16)).encode('utf-16-be').hex().upper()}>"


def register() -> None:
    """Make the first font the base one: no document then has unembedded Helvetica."""
    face(REGULAR)
    pdfmetrics.registerFontFamily(
        REGULAR,
        normal=REGULAR,
        baseFontFor="all",  # type: ignore[call-arg]  # the stubs lack it
    )


@cache
def face(font: str) -> TTFontFace:
    """Return the outlines and widths of a font, read when it is first used."""
    path = str(asset("fonts", FILES[font]))
    loaded = _Font(font, path, asciiReadable=0)  # embed only the letters used
    pdfmetrics.registerFont(loaded)
    return loaded.face


def covers(font: str, character: str) -> bool:
    """Say whether a font has a glyph for this character; both weights have the same."""
    return ord(character) in face(font).charToGlyph


def width_of(text: str, font: str, size: float) -> float:
    """Return the width of text in points."""
    return sum(widths_of(text, font)) * size / PER_MILLE


def widths_of(text: str, font: str) -> list[float]:
    """Return the width of each character, in thousandths of the size."""
    known, otherwise = face(font).charWidths, face(font).defaultWidth
    return [known.get(ord(character), otherwise) for character in text]
