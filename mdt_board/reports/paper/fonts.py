"""The embedded fonts: Noto Sans SC, and DejaVu Sans for what it lacks."""

from functools import cache

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
    loaded = TTFont(font, str(asset("fonts", FILES[font])))
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
