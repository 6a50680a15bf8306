"""How the window looks: fonts, an explicit palette, and one style sheet.

Every distance is a multiple of 4 pixels and no text is under 13. `apply` sets how large
text is in percent; every size of type in the window goes through `px`.

The style sheet is worn by parts of a window and by dialogs, never by the program: Qt
lays a program's sheet anew on every widget once for each widget that it lies in, which
takes ten times as long.
"""

from functools import cache

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from mdt_board.assets import asset
from mdt_board.palette import LIGHT, Palette
from mdt_board.presenters.parts import Tone

FONT_FILES = (
    "NotoSansSC-Regular.ttf",
    "NotoSansSC-Bold.ttf",
    "DejaVuSans.ttf",
    "DejaVuSans-Bold.ttf",
)
FAMILIES = ["Noto Sans SC", "DejaVu Sans"]
BODY_PX = 14
SMALL_PX = 13
UNIT = 4
GAP = 2 * UNIT
PAD = 3 * UNIT

FULL_PERCENT = 100
STYLE = "fusion"

DISCIPLINES = ("oncology", "radiology", "pathology", "molecular")
_ROLES = {
    QPalette.ColorRole.Window: "background",
    QPalette.ColorRole.Base: "card",
    QPalette.ColorRole.AlternateBase: "shade",
    QPalette.ColorRole.Button: "card",
    QPalette.ColorRole.ToolTipBase: "card",
    QPalette.ColorRole.WindowText: "ink",
    QPalette.ColorRole.Text: "ink",
    QPalette.ColorRole.ButtonText: "ink",
    QPalette.ColorRole.ToolTipText: "ink",
    QPalette.ColorRole.PlaceholderText: "muted",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "on_accent",
    QPalette.ColorRole.Link: "accent",
}


def load_fonts() -> None:
    """Load the bundled fonts; without them every hanzi is a box on a bare machine.

    Raises:
        OSError: when a font of the program is missing or broken.
    """
    for name in FONT_FILES:
        if QFontDatabase.addApplicationFont(str(asset("fonts", name))) < 0:
            raise OSError(f"font {name} cannot be loaded")


class _Look:
    """How large text is now, and the style sheet; one for the program."""

    percent = FULL_PERCENT
    sheet = ""


def px(size: int) -> int:
    """Return a size of type, and of what holds one line of it, as large as wanted."""
    return round(size * _Look.percent / FULL_PERCENT)


def font(size_px: int = BODY_PX, is_bold: bool = False) -> QFont:
    """Return the window's font, with figures of equal width.

    ``size_px`` is the size at 100 percent.
    """
    return _font(px(size_px), is_bold)


@cache  # made for every cell that is painted or measured; nobody changes one
def _font(size: int, is_bold: bool) -> QFont:
    chosen = QFont(FAMILIES)
    chosen.setPixelSize(size)
    chosen.setBold(is_bold)
    chosen.setFeature(QFont.Tag("tnum"), 1)
    return chosen


def apply(
    app: QApplication, palette: Palette, text_percent: int = FULL_PERCENT
) -> None:
    """Choose font and colors for the whole program; `dress` lets its parts wear them.

    What is given lays out every window anew, so that only what is new is given.
    """
    _Look.percent = text_percent
    if app.style().objectName() != STYLE:
        app.setStyle(STYLE)
    if app.font() != font():
        app.setFont(font())
    sheet = style_sheet(palette)
    if sheet != _Look.sheet:
        _Look.sheet = sheet
        colors = QPalette()
        for role, name in _ROLES.items():
            colors.setColor(role, QColor(palette.color(name)))
        app.setPalette(colors)


def dress(part: QWidget) -> None:
    """Let a part of a window, with all that is in it, wear what `apply` chose.

    A dialog may have been closed before its turn came.
    """
    if isValid(part) and part.styleSheet() != _Look.sheet:
        part.setStyleSheet(_Look.sheet)


def colors_of(widget: QWidget) -> Palette:
    """Return the palette of the window that ``widget`` is in."""
    found = getattr(widget.window(), "colors", LIGHT)
    return found if isinstance(found, Palette) else LIGHT


@cache  # a name is read for every line that is painted; nobody changes a color
def color_of(name: str) -> QColor:
    """Return the color that a palette writes as ``name``."""
    return QColor(name)


def tone_colors(tone: Tone, palette: Palette) -> tuple[str, str]:
    """Return ink and ground of a chip."""
    if tone is Tone.PLAIN:
        return palette.muted, palette.shade
    return palette.color(tone.value), palette.color(f"{tone.value}_shade")


def style_sheet(p: Palette) -> str:
    """Return the style sheet in the colors of ``p``."""
    return "\n".join((_text(p), _surfaces(p), _controls(p), _frames(p), _tables(p)))


def _text(p: Palette) -> str:
    chips = "\n".join(
        f'*[role="chip"][tone="{tone.value}"] {{ color: {ink}; background: {ground}; }}'
        for tone in Tone
        for ink, ground in [tone_colors(tone, p)]
    )
    tones = "\n".join(
        f'*[role="{role}"][tone="{tone.value}"] {{ color: {p.color(tone.value)}; }}'
        for tone in Tone
        if tone is not Tone.PLAIN
        for role in ("body", "strong", "brief")
    )
    heads = "\n".join(
        f'*[role="title"][discipline="{d}"] {{ color: {p.color(d)}; }}'
        for d in DISCIPLINES
    )
    return f"""
* {{ font-size: {px(BODY_PX)}px; color: {p.ink}; }}
*[role="muted"], *[role="small"] {{ color: {p.muted}; font-size: {px(SMALL_PX)}px; }}
*[role="strong"] {{ font-weight: bold; }}
*[role="label"] {{ color: {p.muted}; font-size: {px(SMALL_PX)}px; font-weight: bold; }}
*[role="title"] {{ font-size: {px(16)}px; font-weight: bold; }}
*[role="headline"] {{ font-size: {px(19)}px; font-weight: bold; }}
*[role="name"] {{ font-size: {px(20)}px; font-weight: bold; }}
*[role="question"] {{ font-size: {px(18)}px; }}
*[role="brief"] {{ font-size: {px(15)}px; font-weight: bold; }}
*[role="lead"] {{ font-size: {px(15)}px; }}
*[role="chip"] {{ font-size: {px(SMALL_PX)}px; border-radius: 10px; padding: 0px 8px;
  min-height: {px(20)}px; max-height: {px(20)}px; }}
{chips}
{tones}
{heads}
"""


def _surfaces(p: Palette) -> str:
    edges = "\n".join(
        f'QFrame[surface="card"][discipline="{d}"] '
        f"{{ border-top: 3px solid {p.color(d)}; }}"
        for d in DISCIPLINES
    )
    return f"""
#content, QDialog {{ background: {p.background}; }}
QScrollArea, #inside {{ border: none; background: transparent; }}
QFrame[surface="card"] {{ background: {p.card}; border: 1px solid {p.line};
  border-radius: 6px; }}
{edges}
QFrame[surface="bar"] {{ background: {p.card}; border: none;
  border-bottom: 1px solid {p.line}; }}
QFrame[surface="rail"] {{ background: {p.card}; border: none;
  border-right: 1px solid {p.line}; }}
QFrame[surface="alarm"] {{ background: {p.alarm_shade};
  border: 1px solid {p.alarm}; border-radius: 6px; }}
QFrame[surface="notice"] {{ background: {p.caution_shade}; border: none;
  border-bottom: 1px solid {p.caution}; }}
QFrame[surface="question"] {{ border: none; border-left: 3px solid {p.accent}; }}
QToolTip {{ background: {p.card}; color: {p.ink}; border: 1px solid {p.line}; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {p.line}; border-radius: 4px;
  min-height: 32px; margin: 2px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
"""


def _controls(p: Palette) -> str:
    chips = "\n".join(
        f'QToolButton[role="chip"][tone="{tone.value}"] '
        f"{{ color: {ink}; background: {ground}; }}"
        for tone in Tone
        for ink, ground in [tone_colors(tone, p)]
    )
    return f"""
QMenuBar {{ background: transparent; }}
QMenuBar::item {{ padding: 8px 12px; border-radius: 4px; background: transparent; }}
QMenuBar::item:selected {{ background: {p.accent_shade}; }}
QMenu {{ background: {p.card}; border: 1px solid {p.line}; padding: 4px; }}
QMenu::item {{ padding: 8px 24px; border-radius: 4px; }}
QMenu::item:selected {{ background: {p.accent_shade}; }}
QToolButton {{ background: {p.card}; border: 1px solid {p.line}; border-radius: 4px;
  padding: 4px 12px; min-height: {px(24)}px; }}
QToolButton:hover {{ background: {p.shade}; }}
QToolButton:focus {{ border: 2px solid {p.accent}; padding: 3px 11px; }}
QToolButton:checked {{ background: {p.accent_shade}; color: {p.accent}; }}
QToolButton[role="chip"] {{ border: 1px solid transparent; font-size: {px(SMALL_PX)}px;
  border-radius: 10px; padding: 0px 8px;
  min-height: {px(20)}px; max-height: {px(20)}px; }}
QToolButton[role="chip"]:focus {{ border: 1px solid {p.accent}; padding: 0px 8px; }}
{chips}
QPushButton {{ background: {p.card}; border: 1px solid {p.line}; border-radius: 4px;
  padding: 4px 16px; min-height: {px(24)}px; }}
QPushButton:hover {{ background: {p.shade}; }}
QPushButton:focus {{ border: 2px solid {p.accent}; padding: 3px 15px; }}
QPushButton:default {{ background: {p.accent}; color: {p.on_accent};
  border-color: {p.accent}; }}
QPushButton:disabled, QToolButton:disabled {{ color: {p.muted};
  background: {p.background}; border-color: {p.line}; }}
QLineEdit {{ background: {p.card}; border: 1px solid {p.line}; border-radius: 4px;
  padding: 4px 8px; min-height: {px(20)}px; selection-background-color: {p.accent};
  selection-color: {p.on_accent}; }}
QLineEdit:focus {{ border: 2px solid {p.accent}; padding: 3px 7px; }}
QProgressBar {{ background: {p.shade}; border: none; border-radius: 4px;
  min-height: {px(20)}px; text-align: center; }}
QProgressBar::chunk {{ background: {p.accent_shade}; border-radius: 4px; }}
QTabBar::tab {{ padding: 8px 16px; border: none; background: transparent;
  color: {p.muted}; }}
QTabBar::tab:selected {{ color: {p.ink}; font-weight: bold;
  border-bottom: 3px solid {p.accent}; }}
QTabBar::tab:focus {{ background: {p.accent_shade}; }}
"""


def _frames(p: Palette) -> str:
    return f"""
QFrame[role="statement"] {{ border: 1px solid transparent; border-radius: 4px; }}
QFrame[role="statement"][pointed="true"] {{ background: {p.caution_shade};
  border-left: 3px solid {p.caution}; }}
QFrame[role="statement"]:hover {{ background: {p.shade}; }}
QFrame[role="statement"]:focus {{ border-color: {p.accent}; }}
QFrame[role="agenda"] {{ border: none; border-left: 3px solid transparent;
  border-radius: 4px; }}
QFrame[role="agenda"]:hover {{ background: {p.shade}; }}
QFrame[role="agenda"][current="true"] {{ background: {p.accent_shade};
  border-left-color: {p.accent}; }}
QFrame[role="agenda"]:focus {{ border: 2px solid {p.accent}; }}
QFrame[role="option"] {{ border: none; border-radius: 8px;
  background: {p.shade}; }}
QFrame[role="option"][state="chosen"] {{ background: {p.accent_shade}; }}
QFrame[role="option"][state="approval"] {{ background: {p.caution_shade}; }}
QFrame[role="option"] QLabel {{ color: {p.muted}; font-size: {px(SMALL_PX)}px; }}
QFrame[role="option"][state="chosen"] QLabel {{ color: {p.accent};
  font-weight: bold; }}
QFrame[role="option"][state="approval"] QLabel {{ color: {p.caution}; }}
"""


def _tables(p: Palette) -> str:
    return f"""
QTableView {{ background: transparent; border: none; gridline-color: {p.grid};
  selection-background-color: {p.accent_shade}; selection-color: {p.ink}; }}
QTableView:focus {{ border: none; outline: 1px solid {p.accent}; }}
QHeaderView {{ background: transparent; border: none; }}
QHeaderView::section {{ background: transparent; color: {p.muted}; border: none;
  border-bottom: 1px solid {p.line}; padding: 4px 4px; font-size: {px(SMALL_PX)}px; }}
"""
