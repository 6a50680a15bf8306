"""What the window's code must not do."""

import ast
from pathlib import Path

import pytest

from mdt_board.gui import theme
from mdt_board.palette import DARK, LIGHT

PACKAGE = Path(theme.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))
RICH = {"QTextBrowser", "QTextEdit", "QTableWidget", "QListWidget", "QTreeWidget"}


def names_in(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        n.id if isinstance(n, ast.Name) else n.name
        for n in ast.walk(tree)
        if isinstance(n, ast.Name | ast.alias)
    }


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_only_the_plain_label_shows_text(path):
    used = names_in(path)
    assert path.name == "plain.py" or "QLabel" not in used
    assert not used & RICH


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_tooltips_go_through_the_escaping_door(path):
    text = path.read_text(encoding="utf-8")
    assert path.name == "plain.py" or "setToolTip(" not in text


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_only_the_plot_imports_the_plotting_library(path):
    assert path.name == "plot.py" or "import pyqtgraph" not in path.read_text()


@pytest.mark.parametrize("colors", [LIGHT, DARK])
def test_no_text_is_smaller_than_thirteen_pixels(colors):
    sheet = theme.style_sheet(colors)
    sizes = [int(part.split("px")[0]) for part in sheet.split("font-size: ")[1:]]
    assert min(sizes) >= 13
