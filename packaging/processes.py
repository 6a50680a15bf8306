"""Speaking to the person at the terminal, and running other programs for them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

INTERRUPTED = 130  # what shells answer for Ctrl+C
GRACE_SECONDS = 10  # for a child that saw the same Ctrl+C to tidy up

# Each of these would point Python, pip or uv at something other than our own venv.
MISLEADING = (
    "PIP_PREFIX",
    "PIP_TARGET",
    "PIP_USER",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONHOME",
    "PYTHONPATH",
    "UV_PROJECT_ENVIRONMENT",
    "UV_PYTHON",
    "VIRTUAL_ENV",
)


class Stop(Exception):  # noqa: N818 - not a fault of the program: a sentence to act on
    """A reason to end here that the reader can do something about."""


class Outcome(NamedTuple):
    """What a program answered."""

    code: int
    output: str


def say(sentence: str) -> None:
    """Print at once, so that our lines and those of child programs stay in order."""
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


def clean_environment(inherited: Mapping[str, str]) -> dict[str, str]:
    """Return the variables for child programs: no stray venv, system certificates."""
    kept = {key: value for key, value in inherited.items() if key not in MISLEADING}
    kept.update(
        UV_SYSTEM_CERTS="1",  # hospitals inspect TLS with certificates of their own
        UV_NATIVE_TLS="1",  # the same, as uv called it before
        UV_COMPILE_BYTECODE="1",  # uncompiled, the first start takes four times as long
        UV_PYTHON_DOWNLOADS="never",
    )
    return kept


def attend(command: Sequence[str], environment: Mapping[str, str], cwd: Path) -> int:
    """Run a program that owns the terminal; return its exit code."""
    with subprocess.Popen(command, env=dict(environment), cwd=str(cwd)) as child:
        return _exit_code(_wait(child))


def stream(
    command: Sequence[str], environment: Mapping[str, str], cwd: Path
) -> Outcome:
    """Run a program, showing its output as it comes and keeping it to be judged."""
    kept = []
    with _piped(command, environment, cwd) as child:
        try:
            for line in child.stdout or ():
                kept.append(line)
                say(line.rstrip("\n"))
        finally:
            code = _wait(child)
    return Outcome(_exit_code(code), "".join(kept))


def ask(command: Sequence[str], environment: Mapping[str, str]) -> Outcome:
    """Run a program quietly; one that cannot be started answers with code 127."""
    try:
        with _piped(command, environment, Path.cwd()) as child:
            output, _ = child.communicate()
    except OSError as error:
        return Outcome(127, str(error))
    return Outcome(_exit_code(child.returncode), output)


def _piped(
    command: Sequence[str], environment: Mapping[str, str], cwd: Path
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command,
        env=dict(environment),
        cwd=str(cwd),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )


def _wait(child: subprocess.Popen[str] | subprocess.Popen[bytes]) -> int:
    """Wait for a child; after Ctrl+C, which it got too, let it finish tidying up."""
    try:
        return child.wait()
    except KeyboardInterrupt:
        try:
            child.wait(GRACE_SECONDS)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            child.kill()
        raise


def _exit_code(code: int) -> int:
    """Turn "killed by signal n", which Python writes as -n, into the shells' 128+n."""
    return code if code >= 0 or os.name == "nt" else 128 - code
