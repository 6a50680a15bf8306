"""Rules about the code itself."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "mdt_board"
SOURCES = sorted(PACKAGE.rglob("*.py"))
CATALOGUES = sorted((ROOT / "resources/locale").glob("*.po"))
PLACEHOLDER = re.compile(r"{(\w+)}")


def marked_texts():
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "N_":
                yield ast.literal_eval(node.args[0])


MARKED = set(marked_texts())


def by_stem(path):
    return path.stem


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=by_stem)
def test_every_marked_text_is_translated(catalogue):
    entries = polib.pofile(str(catalogue)).translated_entries()
    assert sorted(MARKED - {e.msgid for e in entries}) == []


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=by_stem)
def test_no_translation_is_left_over_or_given_twice(catalogue):
    texts = [e.msgid for e in polib.pofile(str(catalogue))]
    assert sorted(set(texts) - MARKED) == []
    assert sorted({t for t in texts if texts.count(t) > 1}) == []


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=by_stem)
def test_translations_keep_their_placeholders(catalogue):
    for entry in polib.pofile(str(catalogue)).translated_entries():
        wanted = sorted(PLACEHOLDER.findall(entry.msgid))
        assert sorted(PLACEHOLDER.findall(entry.msgstr)) == wanted, entry.msgid


FORBIDDEN = ("谷值", "在靶耐药", "升级影像", "表决", "意见书", "野生型")


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=by_stem)
def test_no_translation_uses_a_forbidden_word(catalogue):
    for entry in polib.pofile(str(catalogue)).translated_entries():
        assert not [w for w in FORBIDDEN if w in entry.msgstr], entry.msgstr


HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!()]")


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=by_stem)
def test_chinese_is_set_with_full_width_punctuation(catalogue):
    texts = [e.msgstr for e in polib.pofile(str(catalogue)).translated_entries()]
    mnemonic = re.compile(r"\(&\w\)")
    assert [t for t in texts if HALF_WIDTH.search(mnemonic.sub("", t))] == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_modules_stay_small(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_only_edit_may_copy_a_record_with_changes():
    users = [p.name for p in SOURCES if "model_copy" in p.read_text(encoding="utf-8")]
    assert set(users) <= {"edit.py"}


def test_the_top_level_is_the_agreed_one():
    allowed = {
        "pyproject.toml", "README.md", "mdt_board", "resources", "tests", "packaging",
        "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "uv.lock", ".ci",
        ".gitignore", ".gitattributes",
    }  # fmt: skip
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert {name.split("/")[0] for name in tracked} <= allowed


BREACHES = {
    "layers": ("mdt_board/model/base.py", "import mdt_board.workflow"),
    "qt": ("mdt_board/presenters/__init__.py", "import PySide6"),
    "pure": ("mdt_board/interpret/__init__.py", "import sqlite3"),
}


@pytest.mark.parametrize("contract", BREACHES)
def test_each_import_contract_notices_a_breach(contract, tmp_path):
    """A contract that names the wrong module proves nothing, so each is broken once."""
    broken, line = BREACHES[contract]
    for path in SOURCES:
        copy = tmp_path / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    target = tmp_path / broken
    target.write_text(f"{target.read_text(encoding='utf-8')}\n{line}\n", "utf-8")
    lint = "from importlinter.cli import lint_imports_command as run; run()"
    run = subprocess.run(
        [sys.executable, "-c", lint, "--contract", contract, "--no-cache"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(tmp_path), "PATH": "", "PYTHONUTF8": "1"},
    )
    assert run.returncode == 1, run.stdout + run.stderr
    assert "BROKEN" in run.stdout
