"""The two commands of the README."""

import ast
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
OLDEST_TO_READ_THE_MESSAGE = (3, 8)


def imported(script: Path) -> set[str]:
    """Return the top names of the modules that a script imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(script.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        if isinstance(node, ast.ImportFrom):
            found.add(str(node.module).split(".")[0])
    return found


def test_what_sets_up_the_environment_uses_the_standard_library_only() -> None:
    """Other scripts run within the environment and may use what is in it."""
    scripts = {s.stem: s for s in (ROOT / "packaging").glob("*.py")}
    asked, reached = {"dev"}, set[str]()
    while asked:
        name = asked.pop()
        reached.add(name)
        own = imported(scripts[name]) & scripts.keys()
        asked |= own - reached
    assert {"environment", "processes", "system_libraries"} <= reached
    for name in reached:
        assert imported(scripts[name]) <= sys.stdlib_module_names | reached


def test_an_older_python_can_read_the_scripts() -> None:
    for script in (ROOT / "packaging").glob("*.py"):
        source = script.read_text(encoding="utf-8")
        assert ast.parse(source, feature_version=OLDEST_TO_READ_THE_MESSAGE).body


@pytest.mark.parametrize(
    ("arguments", "code"), [([], 2), (["--help"], 0), (["tset"], 2)]
)
def test_usage_is_shown_from_any_folder(
    tmp_path: Path, arguments: list[str], code: int
) -> None:
    command = [sys.executable, str(ROOT / "packaging" / "dev.py"), *arguments]
    ended = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ended.returncode == code
    assert "dev.py run" in ended.stdout
    assert ended.stderr == ""


def test_every_step_runs_and_the_failed_one_is_named(
    dev: ModuleType, capfd: pytest.CaptureFixture[str]
) -> None:
    good = dev.Step("good", [sys.executable, "-c", "print('looked')"])
    bad = dev.Step("bad", [sys.executable, "-c", "raise SystemExit(3)"])
    assert [dev.passes(step, os.environ) for step in (bad, good)] == [False, True]
    shown = capfd.readouterr().out
    assert "--- bad FAILED with exit code 3 in" in shown
    assert "--- good passed in" in shown
    assert shown.index("=== good") < shown.index("looked") < shown.index("--- good")


def test_pytest_arguments_come_last_so_that_they_win(dev: ModuleType) -> None:
    assert dev.ci_steps(["-n", "0", "-k", "recist"])[-1].command[-4:] == [
        *("-n", "0", "-k", "recist")
    ]


def test_ci_runs_the_same_command() -> None:
    last = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1]
    assert last == "python3 packaging/dev.py test"


def test_a_program_ended_by_a_signal_has_failed(
    processes: ModuleType, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", "import os; os.abort()"]
    assert processes.attend(command, os.environ, tmp_path) != 0
    if os.name != "nt":
        code = processes.attend(command, os.environ, tmp_path)
        assert code == 128 + signal.SIGABRT


def test_a_program_that_cannot_start_is_an_answer(processes: ModuleType) -> None:
    assert processes.ask(["/nowhere/to/be/found"], os.environ).code == 127


@pytest.mark.skipif(os.name == "nt", reason="sends a POSIX signal to a group")
def test_interrupting_lets_the_child_tidy_up_and_shows_no_traceback(
    tmp_path: Path,
) -> None:
    child = (
        "import time\ntry:\n print('up', flush=True); time.sleep(60)\n"
        "except KeyboardInterrupt:\n time.sleep(0.5); open('tidy', 'w').close()\n"
    )
    parent = (
        f"import sys; sys.path.insert(0, {str(ROOT / 'packaging')!r})\n"
        "import dev, os, pathlib\n"
        "def run(arguments):\n"
        f" return dev.attend([sys.executable, '-c', {child!r}], os.environ,"
        " pathlib.Path.cwd())\n"
        "dev.run = run\nsys.exit(dev.main(['run']))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", parent],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "up\n"
        time.sleep(0.1)
        os.killpg(running.pid, signal.SIGINT)
        rest = running.stdout.read()
    assert running.returncode == 130
    assert rest == "\nInterrupted.\n"
    assert (tmp_path / "tidy").exists()
