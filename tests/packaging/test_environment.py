"""The environment is made once, and made again when it is broken."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


@pytest.fixture
def finished(environment: ModuleType, checkout: Path) -> Any:
    """A real environment with one installed package, stamped as finished."""
    project = environment.Project(checkout)
    environment.create(project, os.environ)
    record = project.site_packages / "thing-1.dist-info" / "RECORD"
    record.parent.mkdir()
    (project.site_packages / "thing.py").write_bytes(b"answer = 42\n")
    record.write_text("thing.py,sha256=x,12\nthing-1.dist-info/RECORD,,\n")
    environment.write_stamp(project)
    return project


def test_a_finished_environment_is_left_alone(
    environment: ModuleType, finished: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    before = finished.stamp.stat().st_mtime_ns
    environment.provide(finished, os.environ)
    assert finished.stamp.stat().st_mtime_ns == before
    assert capsys.readouterr().out == ""


def test_no_environment_is_a_fault(environment: ModuleType, checkout: Path) -> None:
    project = environment.Project(checkout)
    assert environment.find_fault(project, os.environ) == "there is none yet"


def test_half_made_is_noticed(environment: ModuleType, finished: Any) -> None:
    finished.stamp.unlink()
    assert "did not finish" in environment.find_fault(finished, os.environ)


@pytest.mark.parametrize("text", ["", "{", "[]", "\x00"])
def test_an_unreadable_stamp_is_half_made(
    environment: ModuleType, finished: Any, text: str
) -> None:
    finished.stamp.write_text(text, encoding="utf-8")
    assert "did not finish" in environment.find_fault(finished, os.environ)


def test_a_moved_folder_is_noticed(
    environment: ModuleType, finished: Any, tmp_path: Path
) -> None:
    moved = finished.root.rename(tmp_path / "moved")
    fault = environment.find_fault(environment.Project(moved), os.environ)
    assert fault == f"it was made for {finished.venv}"


def test_another_python_is_noticed(environment: ModuleType, finished: Any) -> None:
    stamp = json.loads(finished.stamp.read_text(encoding="utf-8"))
    stamp["python"] = "CPython 3.11.0 x86_64"
    finished.stamp.write_text(json.dumps(stamp), encoding="utf-8")
    fault = environment.find_fault(finished, os.environ)
    assert fault.startswith("it was made by CPython 3.11.0 x86_64, this is ")


@pytest.mark.skipif(os.name == "nt", reason="POSIX links and modes")
@pytest.mark.parametrize("breakage", ["gone", "dangling", "garbage", "silent"])
def test_a_broken_interpreter_is_noticed(
    environment: ModuleType, finished: Any, breakage: str
) -> None:
    finished.python.unlink()
    if breakage == "dangling":
        finished.python.symlink_to("/nowhere/python3")
    if breakage in ("garbage", "silent"):
        text = "\x7fELF?" if breakage == "garbage" else "#!/bin/sh\n"
        finished.python.write_text(text)
        finished.python.chmod(0o755)
    fault = environment.find_fault(finished, os.environ)
    assert fault == "its Python does not start"


def test_a_foreign_interpreter_is_noticed(
    environment: ModuleType, finished: Any
) -> None:
    (finished.venv / "pyvenv.cfg").unlink()
    assert environment.find_fault(finished, os.environ) == "its Python does not start"


@pytest.mark.parametrize("text", [None, b"", b"answer = 4"])
def test_a_damaged_package_is_noticed(
    environment: ModuleType, finished: Any, text: bytes | None
) -> None:
    file = finished.site_packages / "thing.py"
    file.unlink() if text is None else file.write_bytes(text)
    fault = environment.find_fault(finished, os.environ)
    assert fault == "thing.py is missing or damaged"


def test_what_came_damaged_is_not_rebuilt_for_ever(
    environment: ModuleType, finished: Any
) -> None:
    (finished.site_packages / "thing.py").write_bytes(b"of another package")
    environment.write_stamp(finished)
    assert environment.find_fault(finished, os.environ) == ""


@pytest.mark.parametrize(
    "name", ["uv.lock", "pyproject.toml", "packaging/constraints.txt"]
)
def test_each_pinned_file_is_in_the_stamp(
    environment: ModuleType, finished: Any, name: str
) -> None:
    with (finished.root / name).open("ab") as file:
        file.write(b"\n")
    stamped = environment.read_stamp(finished)["files"]
    assert environment.hash_files(finished) != stamped
    assert environment.find_fault(finished, os.environ) == ""  # an update is enough


@pytest.mark.parametrize("kind", ["folder", "file", "link", "read-only"])
def test_whatever_is_there_can_be_discarded(
    environment: ModuleType, checkout: Path, tmp_path: Path, kind: str
) -> None:
    project = environment.Project(checkout)
    if kind == "file":
        project.venv.write_text("not a folder")
    elif kind == "link":
        (tmp_path / "elsewhere").mkdir()
        project.venv.symlink_to(tmp_path / "elsewhere")
    else:
        (project.venv / "inner").mkdir(parents=True)
        (project.venv / "inner" / "file").write_text("x")
        (project.venv / "inner").chmod(0o500 if kind == "read-only" else 0o700)
    environment.discard(project)
    assert not project.venv.exists()
    assert kind != "link" or (tmp_path / "elsewhere").is_dir()


def test_an_old_python_is_told_so(
    environment: ModuleType, processes: ModuleType
) -> None:
    with pytest.raises(processes.Stop, match=r"needs Python 3\.11 or newer; this is 3"):
        environment.refuse_old_python((3, 10))


def test_misleading_variables_do_not_reach_child_programs(
    processes: ModuleType,
) -> None:
    inherited = dict.fromkeys(processes.MISLEADING, "/elsewhere") | {"LANG": "C"}
    variables = processes.clean_environment(inherited)
    assert variables["LANG"] == "C"
    assert variables["UV_PYTHON_DOWNLOADS"] == "never"
    assert "/elsewhere" not in variables.values()


def test_a_uv_that_does_not_work_is_passed_over(
    environment: ModuleType, finished: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place, code in ((finished.root / "bin", 127), (finished.tools / "bin", 0)):
        place.mkdir(parents=True)
        (place / "uv").write_text(f"#!/bin/sh\nexit {code}\n")
        (place / "uv").chmod(0o755)
    monkeypatch.setenv("PATH", str(finished.root / "bin"))
    found = environment.find_uv(finished, os.environ)
    assert found == str(finished.tools / "bin" / "uv")


def test_without_network_the_message_says_what_to_do(
    environment: ModuleType, checkout: Path, no_network: dict[str, str]
) -> None:
    ended = subprocess.run(
        [sys.executable, str(checkout / "packaging" / "dev.py"), "test"],
        env=no_network,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        cwd=checkout.parent,
        check=False,
    )
    assert ended.returncode == 1
    last = ended.stdout[ended.stdout.rindex("No network") :]
    assert str(checkout / ".venv") in last
    assert "HTTPS_PROXY" in last
    assert "Traceback" not in ended.stdout + ended.stderr
    project = environment.Project(checkout)
    assert "did not finish" in environment.find_fault(project, os.environ)
