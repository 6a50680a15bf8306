"""The project's own virtual environment: made once, noticed when broken."""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import json
import os
import platform
import shutil
import stat
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from processes import Outcome, Stop, ask, say, stream
from system_libraries import apt_install, is_debian, is_root

WINDOWS = os.name == "nt"
OLDEST_PYTHON = (3, 11)
STAMPED_FILES = ("uv.lock", "pyproject.toml", "packaging/constraints.txt")
PIP = ("-m", "pip", "--disable-pip-version-check", "--no-input")
WHOAMI = "import sys; print(sys.version.split()[0], sys.prefix)"

# How uv, pip and the system's resolver say that no server was reached.
NO_NETWORK = (
    "name resolution",
    "name or service not known",
    "getaddrinfo failed",
    "nodename nor servname",
    "dns error",
    "newconnectionerror",
    "connection refused",
    "connection reset",
    "network is unreachable",
    "no route to host",
    "timed out",
    "(from versions: none)",  # all that pip says when it may not retry
    "proxyerror",
    "error sending request",
)


@dataclass(frozen=True)
class Project:
    """Where things lie in one checkout."""

    root: Path

    @property
    def venv(self) -> Path:
        """The folder of the environment."""
        return self.root / ".venv"

    @property
    def scripts(self) -> Path:
        """The folder of the environment's commands."""
        return self.venv / ("Scripts" if WINDOWS else "bin")

    @property
    def python(self) -> Path:
        """The environment's interpreter."""
        return self.scripts / ("python.exe" if WINDOWS else "python")

    @property
    def site_packages(self) -> Path:
        """The folder of the installed packages."""
        version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
        inner = Path("Lib") if WINDOWS else Path("lib") / version
        return self.venv / inner / "site-packages"

    @property
    def tools(self) -> Path:
        """Our own uv; a folder apart, because uv removes what the lock lacks."""
        return self.venv / "tools"

    @property
    def stamp(self) -> Path:
        """The note that set-up finished, and from what."""
        return self.venv / "set-up.json"


def provide(project: Project, environment: Mapping[str, str]) -> None:
    """Make the environment fit the checkout; do nothing when it does already."""
    refuse_old_python(sys.version_info[:2])
    fault = find_fault(project, environment)
    if not fault and read_stamp(project).get("files") == hash_files(project):
        return
    if fault:
        say(f"Setting up {project.venv}: {fault}.")
        discard(project)
        create(project, environment)
    else:
        say("The pinned packages have changed: bringing .venv up to date.")
        project.stamp.unlink()  # an interrupted update must be noticed
    install(project, environment)
    write_stamp(project)


def refuse_old_python(version: tuple[int, ...]) -> None:
    """Stop with a sentence where the program itself would stop with a traceback."""
    if version < OLDEST_PYTHON:
        found, needed = (".".join(map(str, pair)) for pair in (version, OLDEST_PYTHON))
        raise Stop(
            f"MDT Board needs Python {needed} or newer; this is {found}"
            f" ({sys.executable}). Install a newer Python and call this script with"
            f" it, for example: python{needed} packaging/dev.py"
        )


def find_fault(project: Project, environment: Mapping[str, str]) -> str:
    """Say why the environment must be made anew; say nothing when it need not."""
    stamp = read_stamp(project)
    if not project.venv.is_dir():
        return "there is none yet"
    if not stamp:
        return "the last set-up did not finish"
    if stamp.get("place") != str(project.venv):
        return f"it was made for {stamp.get('place')}"
    if stamp.get("python") != describe_python():
        return f"it was made by {stamp.get('python')}, this is {describe_python()}"
    if not interpreter_answers(project, environment):
        return "its Python does not start"
    damaged = set(damaged_files(project)) - set(stamp.get("overlapping", "").split())
    return f"{min(damaged)} is missing or damaged" if damaged else ""


def read_stamp(project: Project) -> dict[str, str]:
    """Return what the last finished set-up wrote; nothing if it left no clear note."""
    try:
        stamp = json.loads(project.stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(project: Project) -> None:
    """Write the stamp, last of all, and whole or not at all."""
    stamp = {
        "files": hash_files(project),
        "python": describe_python(),
        "place": str(project.venv),
        # Two packages may own one file; that is how they came, not damage.
        "overlapping": " ".join(sorted(damaged_files(project))),
    }
    draft = project.stamp.with_suffix(".new")
    draft.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    draft.replace(project.stamp)


def hash_files(project: Project) -> str:
    """Return one hash over the files that decide what is installed."""
    digest = hashlib.sha256()
    for name in STAMPED_FILES:
        digest.update((project.root / name).read_bytes() + b"\0")
    return digest.hexdigest()


def describe_python() -> str:
    """Name the interpreter at hand: a venv fits only the version that made it."""
    name, version = platform.python_implementation(), platform.python_version()
    return f"{name} {version} {platform.machine()}"


def interpreter_answers(project: Project, environment: Mapping[str, str]) -> bool:
    """Tell whether the venv's Python starts, is this version and is in this folder."""
    answer = ask([str(project.python), "-I", "-c", WHOAMI], environment)
    version, _, prefix = answer.output.strip().partition(" ")
    same_place = prefix and Path(prefix).resolve() == project.venv.resolve()
    return not answer.code and version == platform.python_version() and bool(same_place)


def damaged_files(project: Project) -> Iterator[str]:
    """Yield installed files that are gone or have another size than their record."""
    packages = str(project.site_packages)
    for record in project.site_packages.glob("*.dist-info/RECORD"):
        with record.open(encoding="utf-8", newline="") as file:
            for name, _hash, size in csv.reader(file):
                # bytecode is rewritten when compiled, and made again when missing
                if not size or name.endswith(".pyc"):
                    continue
                if _size(os.path.join(packages, name)) != int(size):
                    yield name


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return -1


def discard(project: Project) -> None:
    """Remove the environment, whatever is left of it."""
    if project.venv.is_symlink() or project.venv.is_file():
        project.venv.unlink()
    elif project.venv.is_dir():
        try:
            shutil.rmtree(project.venv)
        except PermissionError:
            unlock(project.venv)
            shutil.rmtree(project.venv)


def unlock(folder: Path) -> None:
    """Make all within writable: Windows, or a careful package, marks files read-only.

    Links are left alone: one of them is the system's own Python.
    """
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | stat.S_IRWXU)


def create(project: Project, environment: Mapping[str, str]) -> None:
    """Make an empty environment; pip joins it only where it is needed (3 s)."""
    base = getattr(sys, "_base_executable", None) or sys.executable
    command = [base, "-m", "venv", "--without-pip", str(project.venv)]
    if stream(command, environment, project.root).code:
        raise Stop(f"Python could not make {project.venv}; its message is above.")


def install(project: Project, environment: Mapping[str, str]) -> None:
    """Install what the lock pins: with uv, or with pip where uv fails."""
    uv = find_uv(project, environment) or install_uv(project, environment)
    if uv and not uv_sync(project, uv, environment).code:
        return
    say("uv could not do it: pip takes over.")
    pip_sync(project, environment)


def find_uv(project: Project, environment: Mapping[str, str]) -> str:
    """Return a uv that works: the person's own, else ours, else nothing."""
    ours = (str(file) for file in project.tools.glob("*/uv*"))
    known = [path for path in ours if Path(path).stem == "uv"]
    for candidate in [shutil.which("uv"), *known]:
        # a version manager may put a "uv" on PATH that only says it is not installed
        if candidate and not ask([candidate, "--version"], environment).code:
            return candidate
    return ""


def install_uv(project: Project, environment: Mapping[str, str]) -> str:
    """Install the pinned uv beside the packages; return it, or nothing."""
    provide_pip(project, environment)
    command = [str(project.python), *PIP, "install", "--quiet", "--require-hashes"]
    where = ["--target", str(project.tools), "-r", "packaging/uv.txt"]
    stream([*command, *where], environment, project.root)
    return find_uv(project, environment)


def uv_sync(project: Project, uv: str, environment: Mapping[str, str]) -> Outcome:
    """Let uv install the lock; on CI, where nobody would see it, insist it is fresh."""
    in_ci = environment.get("CI", "").lower() in ("1", "true", "yes")
    command = [uv, "sync", "--locked" if in_ci else "--frozen"]
    outcome = stream(
        [*command, "--python", str(project.python)], environment, project.root
    )
    if outcome.code and in_ci and "needs to be updated" in outcome.output:
        raise Stop("uv.lock is older than pyproject.toml: run 'uv lock' and commit it.")
    return outcome


def pip_sync(project: Project, environment: Mapping[str, str]) -> None:
    """Install the same pins with pip, each file held to its hash."""
    provide_pip(project, environment)
    pip = [str(project.python), *PIP, "install"]
    packages = ["--require-hashes", "-r", "packaging/constraints.txt"]
    ourselves = ["--no-deps", "--no-build-isolation", "-e", "."]
    for arguments in (packages, ourselves):
        outcome = stream([*pip, *arguments], environment, project.root)
        if outcome.code:
            raise Stop(explain(project, outcome.output))


def explain(project: Project, output: str) -> str:
    """Say what a failed installation means, and what to do about it."""
    if any(words in output.lower() for words in NO_NETWORK):
        return (
            "No network: no server with the pinned packages could be reached.\n"
            f"Set-up of {project.venv} needs it once; nothing has to be cleaned up.\n"
            "Connect this machine (behind a proxy: set HTTPS_PROXY; with a package"
            " mirror of your own: set PIP_INDEX_URL), then run the same command again."
        )
    return (
        f"The packages could not be installed into {project.venv}.\n"
        "The reason stands above; set that right, then run the same command again."
    )


def provide_pip(project: Project, environment: Mapping[str, str]) -> None:
    """Put pip into the environment; Debian packs that ability separately."""
    python = str(project.python)
    if not ask([python, "-I", "-c", "import pip"], environment).code:
        return
    if importlib.util.find_spec("ensurepip") is None:
        provide_ensurepip(environment)
    outcome = ask([python, "-I", "-m", "ensurepip"], environment)
    if outcome.code:
        raise Stop(f"Python could not set up pip:\n{outcome.output}")


def provide_ensurepip(environment: Mapping[str, str]) -> None:
    """Install the missing half of Debian's venv, or say how to."""
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if is_debian() and is_root():
        apt_install([package], environment)
    elif is_debian():
        raise Stop(
            "This Python cannot make environments. Please run this one command, then"
            " try again:\n\n    sudo apt-get update && sudo apt-get install -y"
            f" {package}\n"
        )
    else:
        raise Stop(f"{sys.executable} lacks its 'ensurepip' module: please install it.")
