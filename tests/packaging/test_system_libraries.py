"""What Qt lacks is read from the linker's own words."""

import os
import shutil
import sys
from pathlib import Path
from types import ModuleType

import PySide6
import pytest

LDD_OUTPUT = """\
/x/platforms/libqxcb.so:
\tlinux-vdso.so.1 (0x00007ffd6a5f2000)
\tlibQt6XcbQpa.so.6 => /x/lib/libQt6XcbQpa.so.6 (0x00007f0c5f200000)
\tlibxcb-icccm.so.4 => not found
\tlibGL.so.1 => not found
/x/lib/libQt6Gui.so.6:
\tlibGL.so.1 => not found
\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f0c5ee1f000)
"""


def test_each_missing_library_is_read_once(system_libraries: ModuleType) -> None:
    missing = system_libraries.parse_ldd(LDD_OUTPUT)
    assert missing == ("libGL.so.1", "libxcb-icccm.so.4")


def test_nothing_missing_is_nothing(system_libraries: ModuleType) -> None:
    assert system_libraries.parse_ldd("\tstatically linked\n") == ()


@pytest.mark.parametrize(
    ("soname", "package"),
    [
        ("libEGL.so.1", "libegl1"),
        ("libGL.so.1", "libgl1"),
        ("libX11-xcb.so.1", "libx11-xcb1"),
        ("libdbus-1.so.3", "libdbus-1-3"),
        ("libfontconfig.so.1", "libfontconfig1"),
        ("libfreetype.so.6", "libfreetype6"),
        ("libgcc_s.so.1", "libgcc-s1"),
        ("libglib-2.0.so.0", "libglib2.0-0"),
        ("libgthread-2.0.so.0", "libglib2.0-0"),
        ("libstdc++.so.6", "libstdc++6"),
        ("libwayland-cursor.so.0", "libwayland-cursor0"),
        ("libxcb-cursor.so.0", "libxcb-cursor0"),
        ("libxcb-icccm.so.4", "libxcb-icccm4"),
        ("libxcb-image.so.0", "libxcb-image0"),
        ("libxcb-keysyms.so.1", "libxcb-keysyms1"),
        ("libxcb-randr.so.0", "libxcb-randr0"),
        ("libxcb-render-util.so.0", "libxcb-render-util0"),
        ("libxcb-shape.so.0", "libxcb-shape0"),
        ("libxcb-sync.so.1", "libxcb-sync1"),
        ("libxcb-util.so.1", "libxcb-util1"),
        ("libxcb-xfixes.so.0", "libxcb-xfixes0"),
        ("libxcb-xkb.so.1", "libxcb-xkb1"),
        ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
        ("libxkbcommon.so.0", "libxkbcommon0"),
        ("libz.so.1", "zlib1g"),
    ],
)
def test_debian_package_of_a_library(
    system_libraries: ModuleType, soname: str, package: str
) -> None:
    assert system_libraries.debian_package(soname) == package


@pytest.mark.parametrize(
    ("variables", "plugin"),
    [
        ({}, "offscreen"),
        ({"DISPLAY": ":0"}, "xcb"),
        ({"DISPLAY": ""}, "offscreen"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "wayland"),
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, "xcb"),
        ({"QT_QPA_PLATFORM": "offscreen", "DISPLAY": ":0"}, "offscreen"),
        ({"QT_QPA_PLATFORM": "wayland;xcb"}, "wayland"),
        ({"QT_QPA_PLATFORM": "minimal:size=8x8"}, "minimal"),
    ],
)
def test_the_plugin_that_qt_would_load(
    system_libraries: ModuleType, variables: dict[str, str], plugin: str
) -> None:
    assert system_libraries.platform_plugin(variables) == plugin


@pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux linker")
class TestOnLinux:
    """The real Qt and the real linker."""

    def test_the_files_asked_about_are_there(
        self, system_libraries: ModuleType
    ) -> None:
        pyside = Path(PySide6.__file__).parent
        for plugin in ("xcb", "offscreen", "minimal", "wayland"):
            files = system_libraries.qt_files(pyside, plugin)
            assert [file for file in files if not file.is_file()] == []

    def test_these_tests_run_so_nothing_is_missing_offscreen(
        self, system_libraries: ModuleType
    ) -> None:
        pyside = Path(PySide6.__file__).parent
        assert system_libraries.find_missing(pyside, "offscreen", os.environ) == ()

    def test_a_library_that_is_not_there_is_found_missing(
        self, system_libraries: ModuleType, tmp_path: Path
    ) -> None:
        """Taken from its neighbors, the plugin finds no Qt beside itself."""
        here = Path(PySide6.__file__).parent / "Qt/plugins/platforms/libqminimal.so"
        alone = tmp_path / "Qt" / "plugins" / "platforms"
        alone.mkdir(parents=True)
        shutil.copy(here, alone)
        missing = system_libraries.find_missing(tmp_path, "minimal", os.environ)
        assert "libQt6Gui.so.6" in missing


@pytest.mark.parametrize(
    ("release", "expected"),
    [
        ("ID=debian\n", True),
        ('ID=linuxmint\nID_LIKE="ubuntu debian"\n', True),
        ('NAME="Not debian"\nID=fedora\n', False),
    ],
)
def test_debian_and_its_children_are_known(
    system_libraries: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    release: str,
    expected: bool,
) -> None:
    (tmp_path / "os-release").write_text(release)
    (tmp_path / "apt-get").write_text("#!/bin/sh\n")
    (tmp_path / "apt-get").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(system_libraries, "OS_RELEASE", tmp_path / "os-release")
    assert system_libraries.is_debian() is expected


@pytest.mark.parametrize(
    ("tool", "command"),
    [
        ("apt-get", "sudo apt-get install -y libegl1 libglib2.0-0"),
        ("dnf", "sudo dnf install -y 'libEGL.so.1()(64bit)'"),
        ("zypper", "sudo zypper install -y 'libEGL.so.1()(64bit)'"),
        ("none", "install the packages that hold these libraries"),
    ],
)
def test_one_command_is_advised(
    system_libraries: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tool: str,
    command: str,
) -> None:
    (tmp_path / tool).write_text("#!/bin/sh\n")
    (tmp_path / tool).chmod(0o755)
    (tmp_path / "os-release").write_text("ID=debian\n")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(system_libraries, "OS_RELEASE", tmp_path / "os-release")
    missing = ["libEGL.so.1", "libglib-2.0.so.0", "libgthread-2.0.so.0"]
    assert command in system_libraries.advice(missing)
