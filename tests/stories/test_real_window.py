"""The program in a real window: a screen, a mouse pointer, keys from outside."""

import os
import shutil
import subprocess
import sys
import time

import pytest
from PySide6.QtGui import QImage

pytestmark = pytest.mark.skipif(
    not (shutil.which("Xvfb") and shutil.which("xdotool")),
    reason="needs Xvfb and xdotool",
)
PATIENCE_S = 60


@pytest.fixture
def screen():
    """A screen of a laptop's size; its number is the display's name."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24"],
        pass_fds=(writing,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        number = told.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait()


@pytest.fixture
def tool(screen):
    """Press keys and ask about windows on that screen."""

    def run(*words):
        return subprocess.run(
            ["xdotool", *words],
            env={**os.environ, "DISPLAY": screen},
            capture_output=True,
            text=True,
            check=False,
        ).stdout.strip()

    return run


def until(found, what):
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE_S:
        answer = found()
        if answer:
            return answer
        time.sleep(0.2)
    raise AssertionError(what)


def test_the_program_opens_answers_keys_and_leaves_nothing_behind(
    screen, tool, tmp_path
):
    environment = {
        **os.environ,
        "DISPLAY": screen,
        "QT_QPA_PLATFORM": "xcb",
        "MDT_BOARD_CONFIG_DIR": str(tmp_path / "config"),
        "MDT_BOARD_LOG_DIR": str(tmp_path / "log"),
        "MDT_BOARD_STORE": str(tmp_path / "board.sqlite"),
        "LANG": "en_US.UTF-8",
        "LC_ALL": "",
    }
    started = subprocess.Popen(
        [sys.executable, "-m", "mdt_board"], env=environment, stderr=subprocess.PIPE
    )
    try:
        window = until(
            lambda: tool("search", "--onlyvisible", "--name", "^MDT Board$"), "a window"
        ).split()[0]
        tool("windowsize", window, "1280", "720")
        tool("windowfocus", "--sync", window)
        time.sleep(3)  # the first case is read meanwhile
        tool("key", "--window", window, "ctrl+l")
        tool("key", "--window", window, "ctrl+d")
        tool("key", "--window", window, "F1")
        listed = ("search", "--onlyvisible", "--name", "快捷键")
        dialog = until(lambda: tool(*listed), "the list of shortcuts")
        tool("windowfocus", "--sync", dialog)
        tool("key", "Escape")
        until(lambda: not tool(*listed), "the list closed")
        tool("windowfocus", "--sync", window)  # nobody gives the focus back here
        tool("key", "ctrl+q")
        _, said = started.communicate(timeout=PATIENCE_S)
    finally:
        if started.poll() is None:
            started.kill()
            started.communicate()
    assert started.returncode == 0
    assert b"Traceback" not in said
    kept = (tmp_path / "config" / "preferences.json").read_text(encoding="utf-8")
    assert '"language": "zh"' in kept
    assert '"is_dark": true' in kept
    assert not (tmp_path / "board.sqlite").exists()
    assert not (tmp_path / "log" / "mdt-board.log").exists()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_real_screen_shows_what_the_picture_shows(screen, tmp_path, language):
    path = tmp_path / "board.png"
    environment = {**os.environ, "DISPLAY": screen, "QT_QPA_PLATFORM": "xcb"}
    subprocess.run(
        [
            *(sys.executable, "-m", "mdt_board", "window", "--lang", language),
            *("--screenshot", str(path), "--size", "1366x768"),
        ],
        env=environment,
        check=True,
        timeout=PATIENCE_S,
        capture_output=True,
    )
    image = QImage(str(path))
    assert (image.width(), image.height()) == (1366, 768)
    seen = {image.pixel(x, y) for x in range(0, 1366, 7) for y in range(0, 768, 7)}
    assert len(seen) > 50
