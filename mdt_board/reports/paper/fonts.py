"""The embedded fonts: Noto Sans SC, and DejaVu Sans for what it lacks."""

from functools import cache

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont, TTFontFace

from mdt_board.assets import asset

REGULAR = "NotoSansSC"
BOLD = "NotoSansSC-Bold"
FALLBACK = "DejaVuSans"
FALLBACK_BOLD = "DejaVuSans-Bold"
FILES = {
    REGULAR: "NotoSansSC-Regular.ttf",
    BOLD: "NotoSansSC-Bold.ttf",
    FALLBACK: "DejaVuSans.ttf",
    FALLBACK_BOLD: "DejaVuSans-Bold.ttf",
}


@cache
def register() -> None:
    """Make the fonts known, and keep unembedded Helvetica out of every document."""
    for name, file in FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(asset("fonts", file))))
    pdfmetrics.registerFontFamily(
        REGULAR,
        normal=REGULAR,
        bold=BOLD,
        italic=REGULAR,
        boldItalic=BOLD,
        baseFontFor="all",  # type: ignore[call-arg]  # the stubs lack it
    )
    pdfmetrics.registerFontFamily(
        FALLBACK,
        normal=FALLBACK,
        bold=FALLBACK_BOLD,
        italic=FALLBACK,
        boldItalic=FALLBACK_BOLD,
    )


def covers(font: str, character: str) -> bool:
    """Say whether a font has a glyph for this character, in both weights."""
    return ord(character) in _coverage(font)


def width_of(text: str, font: str, size: float) -> float:
    """Return the width of text in points."""
    width: float = pdfmetrics.stringWidth(text, font, size)
    return width


@cache
def _coverage(font: str) -> frozenset[int]:
    register()
    bold = BOLD if font == REGULAR else FALLBACK_BOLD
    normal, heavy = (set(_face(name).charToGlyph) for name in (font, bold))
    return frozenset(normal & heavy)


def _face(name: str) -> TTFontFace:
    font: TTFont = pdfmetrics.getFont(name)  # type: ignore[assignment]
    return font.face
