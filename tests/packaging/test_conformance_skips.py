"""Beside the conformance data, a skipped conformance test fails the run."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOOKS = Path(__file__).resolve().parents[1] / "conformance" / "conftest.py"
SKIPPING = {
    "test": "import pytest\n\ndef test_it():\n    pytest.skip('no data')\n",
    "mark": "import pytest\n\n@pytest.mark.skip\ndef test_it(): ...\n",
    "module": "import pytest\n\npytest.skip('no data', allow_module_level=True)\n",
}
XFAIL = "import pytest\n\n@pytest.mark.xfail\ndef test_it():\n    assert False\n"


def run_pytest(root: Path, text: str, insist: str = "0") -> int:
    folder = root / "tests" / "conformance"
    folder.mkdir(parents=True)
    shutil.copy(HOOKS, folder)
    (folder / "test_it.py").write_text(text)
    (folder / "test_fine.py").write_text("def test_fine(): ...\n")
    variables = {**os.environ, "MDT_BOARD_REQUIRE_CONFORMANCE": insist}
    # plugins are slow to load, and pytest-xdist would see itself as a worker
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "."]
    variables["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    ended = subprocess.run(
        command, cwd=root, env=variables, capture_output=True, text=True, check=False
    )
    return ended.returncode


@pytest.mark.parametrize("kind", SKIPPING)
def test_a_skip_beside_the_data_fails(tmp_path: Path, kind: str) -> None:
    (tmp_path / "shared" / "data").mkdir(parents=True)
    assert run_pytest(tmp_path / "project", SKIPPING[kind]) != 0


def test_a_skip_without_the_data_is_a_skip(tmp_path: Path) -> None:
    assert run_pytest(tmp_path / "project", SKIPPING["test"]) == 0


def test_a_skip_fails_where_conformance_is_required(tmp_path: Path) -> None:
    assert run_pytest(tmp_path / "project", SKIPPING["test"], insist="1") != 0


def test_an_expected_failure_is_no_skip(tmp_path: Path) -> None:
    (tmp_path / "shared" / "data").mkdir(parents=True)
    assert run_pytest(tmp_path / "project", XFAIL) == 0
