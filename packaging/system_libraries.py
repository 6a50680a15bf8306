"""The system libraries that Qt needs on Linux, found by asking Qt's own files.

The wheels of Qt bring nearly everything, but leave the display and font libraries to
the system, and a bare Debian has none of them. The list changes with every release of
Qt, therefore nothing here lists what Qt needs: the dynamic linker is asked.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from processes import Stop, ask, say, stream

OS_RELEASE = Path("/etc/os-release")
QT_LIBRARIES = ("Core", "Gui", "Widgets", "DBus")
NOT_FOUND = re.compile(r"^\s*(\S+) => not found", re.MULTILINE)
SONAME = re.compile(r"(?P<name>.+?)\.so\.(?P<version>\d+)")

# Debian names a library package after its soname; these are the exceptions Qt can meet.
IRREGULAR_PACKAGES = {
    "libgio-2.0.so.0": "libglib2.0-0",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgmodule-2.0.so.0": "libglib2.0-0",
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libz.so.1": "zlib1g",
}


def platform_plugin(environ: Mapping[str, str]) -> str:
    """Name the Qt platform plugin that a program started here would load."""
    asked_for = re.split("[;:]", environ.get("QT_QPA_PLATFORM", ""))[0]
    if asked_for:
        return asked_for
    if environ.get("DISPLAY"):
        return "xcb"  # also under Wayland: Qt falls back to it, so it is enough
    return "wayland" if environ.get("WAYLAND_DISPLAY") else "offscreen"


def provide(pyside: Path, plugin: str, environ: Mapping[str, str]) -> None:
    """Make sure that Qt can load, or stop with the one command that is missing."""
    missing = find_missing(pyside, plugin, environ)
    if not missing:
        return
    say(f"Qt's platform plugin '{plugin}' lacks: {' '.join(missing)}")
    if not (is_debian() and is_root()):
        raise Stop(advice(missing))
    apt_install(debian_packages(missing), environ)
    left = find_missing(pyside, plugin, environ)
    if left:
        raise Stop(
            f"Qt still lacks {' '.join(left)}. Please install the packages that hold"
            " them, then run this command again."
        )


def find_missing(
    pyside: Path, plugin: str, environ: Mapping[str, str]
) -> tuple[str, ...]:
    """Return the sonames that the dynamic linker cannot find for Qt."""
    if shutil.which("ldd") is None:
        say("The system libraries were not checked: there is no 'ldd' here.")
        return ()
    files = [str(file) for file in qt_files(pyside, plugin) if file.is_file()]
    if not files:
        return ()
    return parse_ldd(ask(["ldd", *files], {**environ, "LC_ALL": "C"}).output)


def qt_files(pyside: Path, plugin: str) -> list[Path]:
    """Return the platform plugin and the libraries that every window loads."""
    qt = pyside / "Qt"
    libraries = [qt / "lib" / f"libQt6{name}.so.6" for name in QT_LIBRARIES]
    return [qt / "plugins" / "platforms" / f"libq{plugin}.so", *libraries]


def parse_ldd(output: str) -> tuple[str, ...]:
    """Return each soname that ldd could not find, once, in order."""
    return tuple(sorted(set(NOT_FOUND.findall(output))))


def debian_packages(sonames: Iterable[str]) -> list[str]:
    """Return the Debian packages that hold these libraries, each once."""
    return sorted({debian_package(soname) for soname in sonames})


def debian_package(soname: str) -> str:
    """Name the Debian package of a library: its table entry, or Debian's own rule.

    The rule (Debian policy 8.1) is name and version in lower case, with a hyphen
    between them where two digits would meet.
    """
    parts = SONAME.match(soname)
    if soname in IRREGULAR_PACKAGES or not parts:
        return IRREGULAR_PACKAGES.get(soname, soname)
    name = parts["name"].lower().replace("_", "-")
    return name + ("-" if name[-1].isdigit() else "") + parts["version"]


def advice(sonames: Iterable[str]) -> str:
    """Return the one command that installs these libraries on this system."""
    provided = " ".join(f"'{soname}()(64bit)'" for soname in sonames)
    if is_debian():
        packages = " ".join(debian_packages(sonames))
        command = f"sudo apt-get update && sudo apt-get install -y {packages}"
    elif shutil.which("dnf"):
        command = f"sudo dnf install -y {provided}"
    elif shutil.which("zypper"):
        command = f"sudo zypper install -y {provided}"
    else:
        return "Please install the packages that hold these libraries, then try again."
    return f"Please run this one command, then try again:\n\n    {command}\n"


def apt_install(packages: Iterable[str], environ: Mapping[str, str]) -> None:
    """Install packages as root; the package lists of a new machine are empty."""
    wanted = list(packages)
    say(f"Installing {' '.join(wanted)} ...")
    env = {**environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *wanted]
    stream(["apt-get", "update", "-q"], env, Path("/"))
    if stream(install, env, Path("/")).code:
        raise Stop(
            "apt-get could not install them (its message is above). With a network"
            f" connection, run:\n\n    apt-get update && apt-get install -y"
            f" {' '.join(wanted)}\n"
        )


def is_debian() -> bool:
    """Tell whether this is Debian or one of its children, such as Ubuntu."""
    if not OS_RELEASE.is_file() or shutil.which("apt-get") is None:
        return False
    text = OS_RELEASE.read_text(encoding="utf-8", errors="replace")
    families = re.findall(r"^ID(?:_LIKE)?=(.*)$", text, re.MULTILINE)
    return bool({"debian", "ubuntu"} & set(re.findall(r"\w+", " ".join(families))))


def is_root() -> bool:
    """Tell whether packages may be installed without asking anybody."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
