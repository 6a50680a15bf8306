"""Set MDT Board up, and run or test it, with nothing but Python at hand.

python3 packaging/dev.py run [ARGUMENTS ...]
    With arguments: run the program with them ("run --help" lists them).
    Without: open the board window on the example meeting, or, where there is no
    display, make its PDFs and screenshots in the folder "out".

python3 packaging/dev.py test [PYTEST ARGUMENTS ...]
    Run everything that continuous integration runs.
"""

from __future__ import annotations

import io
import os
import platform
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import environment
import system_libraries
from environment import Project
from processes import INTERRUPTED, Stop, attend, clean_environment, say

PROJECT = Project(Path(__file__).resolve().parent.parent)
CONFORMANCE_DATA = PROJECT.root.parent / "shared" / "data"
WINDOW_SIZE = "1920x1080"


class Step(NamedTuple):
    """One thing that continuous integration checks."""

    name: str
    command: Sequence[str]


def main(arguments: Sequence[str]) -> int:
    """Do what was asked; return the exit code."""
    verbs = {"run": run, "test": test}
    if not arguments or arguments[0] not in verbs:
        say((__doc__ or "").rstrip())
        return 0 if arguments and arguments[0] in ("-h", "--help") else 2
    try:
        return verbs[arguments[0]](arguments[1:])
    except Stop as stop:
        say(f"\n{stop}")
    except OSError as error:
        say(f"\n{error.strerror or error}: {error.filename or PROJECT.root}")
    except KeyboardInterrupt:
        say("\nInterrupted.")
        return INTERRUPTED
    return 1


def run(arguments: Sequence[str]) -> int:
    """Set up and start the program; without a display, do its main job unseen."""
    variables = clean_environment(os.environ)
    seen = has_display(variables)
    if not seen:
        variables.setdefault("QT_QPA_PLATFORM", "offscreen")
    set_up(variables)
    if arguments or seen:
        return attend(program(*arguments), variables, Path.cwd())
    return run_unseen(variables)


def test(arguments: Sequence[str]) -> int:
    """Set up and run every check, also when an earlier one has failed."""
    variables = clean_environment(os.environ)
    variables["QT_QPA_PLATFORM"] = "offscreen"
    set_up(variables)
    require_conformance(variables)
    started = time.perf_counter()
    steps = ci_steps(arguments)
    failed = [step.name for step in steps if not passes(step, variables)]
    seconds = time.perf_counter() - started
    if failed:
        say(f"\nFAILED: {', '.join(failed)} ({len(steps)} steps in {seconds:.1f} s)")
    else:
        say(f"\nAll {len(steps)} steps passed in {seconds:.1f} s.")
    return 1 if failed else 0


def set_up(variables: Mapping[str, str]) -> None:
    """Provide the environment, and the system libraries that wheels do not bring."""
    environment.provide(PROJECT, variables)
    if platform.system() == "Linux":
        plugin = system_libraries.platform_plugin(variables)
        pyside = PROJECT.site_packages / "PySide6"
        system_libraries.provide(pyside, plugin, variables)


def has_display(variables: Mapping[str, str]) -> bool:
    """Tell whether a window could be seen; Windows and macOS always have a screen."""
    if platform.system() != "Linux":
        return True
    return bool(variables.get("DISPLAY") or variables.get("WAYLAND_DISPLAY"))


def program(*arguments: str) -> list[str]:
    """Return the command that starts MDT Board."""
    return [str(PROJECT.python), "-m", "mdt_board", *arguments]


def run_unseen(variables: Mapping[str, str]) -> int:
    """Go from the example's source files to PDFs and screenshots, without a window."""
    out = PROJECT.root / "out"
    out.mkdir(exist_ok=True)
    say("There is no display here: running the example meeting without a window.")
    pictures = [screenshot(out, language) for language in ("zh", "en")]
    for job in [("demo", "--out", str(out)), *pictures]:
        code = attend(program(*job), variables, PROJECT.root)
        if code:
            say(f"\n'mdt-board {' '.join(job)}' failed with exit code {code}.")
            return code
    say(f"The PDFs and the screenshots of the window are in {out}")
    return 0


def screenshot(out: Path, language: str) -> tuple[str, ...]:
    """Return the arguments that picture the window in one language."""
    picture = out / f"board_{language}.png"
    options = ("--lang", language, "--size", WINDOW_SIZE)
    return ("window", "--screenshot", str(picture), *options)


def ci_steps(pytest_arguments: Sequence[str]) -> list[Step]:
    """Return everything that must hold before a change is accepted."""
    python = str(PROJECT.python)
    mypy = [python, "-m", "mypy"]
    return [
        Step("ruff check", [python, "-m", "ruff", "check"]),
        Step("ruff format", [python, "-m", "ruff", "format", "--check"]),
        Step("mypy", mypy),
        Step("mypy (set-up)", [*mypy, "--strict", "packaging/dev.py"]),
        Step("import contracts", [str(PROJECT.scripts / "lint-imports")]),
        # two workers: what CI has, and a GUI test must not meet a starved machine
        Step("pytest", [python, "-m", "pytest", "-n", "2", *pytest_arguments]),
    ]


def passes(step: Step, variables: Mapping[str, str]) -> bool:
    """Run one step, showing its name, its output, and how it went."""
    say(f"\n=== {step.name}")
    started = time.perf_counter()
    code = attend(step.command, variables, PROJECT.root)
    seconds = time.perf_counter() - started
    verdict = f"FAILED with exit code {code}" if code else "passed"
    say(f"--- {step.name} {verdict} in {seconds:.1f} s")
    return code == 0


def require_conformance(variables: dict[str, str]) -> None:
    """Where the conformance data lie, a skipped conformance test is a failure."""
    if CONFORMANCE_DATA.is_dir():
        variables["MDT_BOARD_REQUIRE_CONFORMANCE"] = "1"
    else:
        say(f"No {CONFORMANCE_DATA}: the conformance tests that read it are skipped.")


if __name__ == "__main__":
    if isinstance(sys.stdout, io.TextIOWrapper):
        # a path or a tool may write what an old console cannot show
        sys.stdout.reconfigure(errors="replace")
    sys.exit(main(sys.argv[1:]))
