"""The verb that opens the window; `__main__` hands in how."""

import argparse
import os
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from mdt_board.cli.session import PASSWORD_VARIABLE, Session, WindowRequest
from mdt_board.cli.verbs import Parser, add_language, add_store, new_verb

MIN_WINDOW, MAX_WINDOW = 320, 7680  # Qt draws no picture of 100,000 pixels a side
PICTURE = (".png",)
_SIZE = re.compile(r"(\d{1,5})x(\d{1,5})", re.ASCII)


def add(verbs: "argparse._SubParsersAction[Parser]") -> None:
    """Add the verb of this group."""
    verb = new_verb(
        verbs,
        "window",
        open_window,
        "open the board window on the example meeting, or on one case",
        "window --lang zh --screenshot board.png --size 1920x1080",
    )
    verb.add_argument(
        "case",
        metavar="CASE",
        nargs="?",
        help="a case's id in the store, or a case file (JSON)",
    )
    add_store(verb)
    add_language(verb, "language of the window")
    verb.add_argument(
        "--screenshot", metavar="FILE", help="draw the window to a PNG and leave"
    )
    verb.add_argument(
        "--size",
        type=_size,
        default=(1920, 1080),
        metavar="WxH",
        help="size of the picture in pixels (1920x1080)",
    )


def open_window(arguments: argparse.Namespace, session: Session) -> int:
    """Open the window as the arguments ask; without any, on the example meeting."""
    from mdt_board.workspace.records import is_file_name

    width, height = arguments.size
    picture = Path(arguments.screenshot) if arguments.screenshot else None
    if picture:
        from mdt_board.cli.outputs import demand_output

        inputs = [Path(arguments.case)] if arguments.case else []
        demand_output(picture, PICTURE, inputs)
    if arguments.case and not is_file_name(arguments.case):
        session.demand_store()
    if not picture and PASSWORD_VARIABLE not in os.environ:
        archive = session.workspace.archive  # the window asks in a dialog of its own
        archive.login = replace(archive.login, ask=None)
    request = WindowRequest(
        case=arguments.case or "",
        screenshot=picture,
        width=width,
        height=height,
    )
    return session.open_window(session.workspace, request)


def has_screen(platform: str, environment: Mapping[str, str]) -> bool:
    """Say whether a window can be shown; Qt ends the whole program where it cannot.

    Args:
        platform: as ``sys.platform`` names it; only Linux runs without a screen.
        environment: the variables by which Linux names its screen.
    """
    named = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
    return not platform.startswith("linux") or any(map(environment.get, named))


def _size(text: str) -> tuple[int, int]:
    found = _SIZE.fullmatch(text)
    size = (int(found[1]), int(found[2])) if found else (0, 0)
    if not all(MIN_WINDOW <= side <= MAX_WINDOW for side in size):
        problem = f"a size is WIDTHxHEIGHT, each {MIN_WINDOW} to {MAX_WINDOW} pixels"
        raise argparse.ArgumentTypeError(problem)
    return size
