"""What every verb of the command line is made of."""

import argparse
from collections.abc import Callable
from datetime import date
from typing import Never

from mdt_board.cli.session import Session, one_line

Run = Callable[[argparse.Namespace, Session], int]
LANGUAGES = ("zh", "en")  # as in `i18n`, which `--help` should not have to load


class Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one line and does not guess names."""

    def error(self, message: str) -> Never:
        """Leave with one line; the usage is what ``--help`` is for."""
        self.exit(2, f"{self.prog}: {one_line(message)} (see {self.prog} --help)\n")


def new_verb(
    verbs: "argparse._SubParsersAction[Parser]",
    name: str,
    run: Run,
    about: str,
    example: str,
) -> Parser:
    """Add a verb with its help and an example of its use."""
    verb = verbs.add_parser(
        name,
        help=about,
        description=f"{about[0].upper()}{about[1:]}.",
        epilog=f"example:\n  mdt-board {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    verb.set_defaults(run=run)
    return verb


def add_language(verb: Parser, about: str = "language of what is printed") -> None:
    """Let the verb be asked for in one of the languages."""
    verb.add_argument("--lang", choices=LANGUAGES, help=about)


def add_case(verb: Parser) -> None:
    """Let the verb take one case, from the store or from a file."""
    verb.add_argument(
        "case", metavar="CASE", help="a case's id in the store, or a case file (JSON)"
    )
    add_store(verb)


def add_new(verb: Parser) -> None:
    """Let the verb begin a case; without the word a mistyped id would do so."""
    verb.add_argument(
        "--new", action="store_true", help="begin this case; it is not there yet"
    )


def add_store(verb: Parser) -> None:
    """Let the verb name the store, and who works in it."""
    verb.add_argument(
        "--store",
        metavar="URL",
        help="path or URL of the store (MDT_BOARD_STORE, else your own)",
    )
    verb.add_argument(
        "--user",
        metavar="ID",
        help="your account; its password is asked for, or read from MDT_BOARD_PASSWORD",
    )


def add_day(verb: Parser) -> None:
    """Let the verb look at the case as it is known on a certain day."""
    verb.add_argument(
        "--on",
        type=_day,
        metavar="DATE",
        help="the day to interpret for, as 2026-11-24 (today; an example's own day)",
    )


def _day(text: str) -> date:
    from mdt_board.model.day import charted  # late: `--help` needs no model

    try:
        return charted(date.fromisoformat(text))
    except ValueError:
        problem = "a date is YYYY-MM-DD, from 1900 to 2199"
        raise argparse.ArgumentTypeError(problem) from None
