"""What a verb writes is never what it reads, and never another kind of file."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mdt_board.assets import HERE
from mdt_board.cli.window import has_screen


@pytest.fixture
def refuses(run, tmp_path):
    """Run a command that must be refused in one line and change no file."""

    def refuse(*arguments):
        before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
        ran = run(*arguments, "--lang", "en")
        assert (ran.code, ran.out, len(ran.err.splitlines())) == (2, "", 1)
        after = {p: p.read_bytes() for p in before}
        assert after == before
        return ran.err

    return refuse


@pytest.mark.parametrize(
    ("verb", "option"),
    [("report", "--out"), ("batch", "--out"), ("window", "--screenshot")],
)
def test_the_case_is_never_overwritten(refuses, case_b, verb, option):
    said = refuses(verb, case_b, option, case_b)
    assert "read by the same command" in said


def test_a_link_to_the_case_is_the_case(refuses, case_b, tmp_path):
    link = tmp_path / "b.pdf"
    link.hardlink_to(case_b)
    assert "read by the same command" in refuses("report", case_b, "--out", link)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("lesions.csv", ("report", "--out")),
        ("b.txt", ("report", "--out")),
        ("b.pdf", ("report", "--text", "--out")),
        ("other.pdf", ("batch", "--out")),
        ("other.json", ("window", "--screenshot")),
    ],
)
def test_a_file_of_another_kind_is_never_overwritten(
    refuses, case_b, tmp_path, name, arguments
):
    (tmp_path / name).write_text("kept", encoding="utf-8")
    verb, *options = arguments
    said = refuses(verb, case_b, *options, tmp_path / name)
    assert "must end in" in said


def test_a_device_or_a_folder_is_no_place_to_write(refuses, case_b, tmp_path):
    (tmp_path / "folder.pdf").mkdir()
    places = [tmp_path / "folder.pdf", *filter(Path.exists, [Path("/dev/full")])]
    for place in places:
        assert "folder or a device" in refuses("report", case_b, "--out", place)


def test_what_is_no_case_but_can_be_imported_is_told(run, example):
    for name, kind in (("lesions.csv", "table"), ("plasma_2026-11-12.vcf", "VCF")):
        file = next(p for p in example.iterdir() if p.suffix == Path(name).suffix)
        ran = run("show", file, "--lang", "en")
        assert ran.code == 2
        assert kind in ran.err
        assert "mdt-board import" in ran.err


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"QT_QPA_PLATFORM": "offscreen"}, True),
        ("win32", {}, True),
        ("darwin", {}, True),
    ],
)
def test_a_screen_is_looked_for_on_linux(platform, environment, expected):
    assert has_screen(platform, environment) is expected


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="screens of Linux")
def test_without_a_screen_the_window_says_so_in_one_line():
    screens = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environment = {k: v for k, v in os.environ.items() if k not in screens}
    ran = subprocess.run(
        [sys.executable, "-m", "mdt_board", "window", "--lang", "en"],
        env=environment,
        cwd=HERE.parent,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (3, "")
    assert ran.stderr.startswith("mdt-board: there is no screen")
    assert len(ran.stderr.splitlines()) == 1
