"""The command line as a whole: its verbs, and what happens when one fails."""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from mdt_board.cli import (
    accounts,
    cases,
    decisions,
    exports,
    imports,
    knowledge,
    meetings,
    origin,
    records,
    response,
    stores,
    window,
)
from mdt_board.cli.session import OpenWindow, Session, is_text
from mdt_board.cli.verbs import Parser

INTERRUPTED = 130
GROUPS = (
    window,
    meetings,
    imports,
    cases,
    records,
    decisions,
    exports,
    stores,
    accounts,
    knowledge,
    origin,
    response,
)


def main(arguments: Sequence[str], open_window: OpenWindow) -> int:
    """Do what the arguments say and return the exit code.

    Args:
        arguments: those after the program's name; none opens the window.
        open_window: how to start the window, which this package may not know.
    """
    _speak_utf8()
    try:
        return _run(list(arguments) or ["window"], open_window)
    except BrokenPipeError:  # whoever was reading has read enough
        _drop_output()
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(arguments: list[str], open_window: OpenWindow) -> int:
    try:
        chosen = _parser().parse_args(arguments)
    except SystemExit as leaving:  # --help, --version, or a mistake
        _flush()
        return int(leaving.code or 0)
    asked = (getattr(chosen, name, None) for name in ("lang", "store", "user"))
    session = Session(open_window, *asked)
    try:
        code = _done(chosen, session)
        _flush()
    except BrokenPipeError:
        raise
    except Exception as error:
        from mdt_board.cli.exits import failure  # late: nothing failed so far

        code, line = failure(session.tr, error)
        session.complain(line)
    return code


def _done(chosen: argparse.Namespace, session: Session) -> int:
    _demand_text(chosen)
    try:
        return int(chosen.run(chosen, session))
    finally:
        session.close()


def _demand_text(chosen: argparse.Namespace) -> None:
    """Refuse bytes that are no text, but for the name of a file that is there.

    Raises:
        RefusedError: when something typed cannot be kept or shown.
    """
    for name, given in vars(chosen).items():
        for text in _texts(given):
            if not is_text(text) and not Path(text).exists():
                from mdt_board.cli.exits import NO_TEXT
                from mdt_board.workspace.refused import RefusedError, refusal

                raise RefusedError(name, (refusal("no-text", NO_TEXT),))


def _texts(given: object) -> Iterator[str]:
    if isinstance(given, str):
        yield given
    elif isinstance(given, list | tuple):
        for part in given:
            yield from _texts(part)


def _parser() -> Parser:
    parser = Parser(
        prog="mdt-board",
        description="Prepare, interpret, decide and record cases of a tumor board.",
        epilog="Without a verb, the board window opens on the example meeting.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--version", action=_Version, nargs=0, help="print the version and leave"
    )
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    for group in GROUPS:
        group.add(verbs)
    return parser


class _Version(argparse.Action):
    """Look the version up only when somebody asks."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        sys.stdout.write(f"mdt-board {version('mdt-board')}\n")
        parser.exit()


def _speak_utf8() -> None:
    """Write UTF-8 whatever the console's code page; a stray surrogate is escaped."""
    if sys.stdout is None:  # the shell closed it, or there never was a console
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115  # for good
    if sys.stderr is None:
        sys.stderr = sys.stdout
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _flush() -> None:
    """Write what is buffered now, while a failure can still be told."""
    sys.stdout.flush()


def _drop_output() -> None:
    """Keep the interpreter from flushing into the closed pipe as it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
