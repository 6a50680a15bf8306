"""Verbs that look at cases: show, interpret, batch."""

import argparse
from pathlib import Path

from mdt_board.cli.session import Session
from mdt_board.cli.verbs import (
    Parser,
    add_case,
    add_day,
    add_language,
    add_store,
    new_verb,
)

LINES = (".jsonl", ".json")


def add(verbs: "argparse._SubParsersAction[Parser]") -> None:
    """Add the verbs of this group."""
    verb = new_verb(
        verbs, "show", _show, "show what is in a case", "show case.json --lang en"
    )
    add_case(verb)
    add_language(verb)
    verb = new_verb(
        verbs,
        "interpret",
        _interpret,
        "say what the rules make of a case",
        "interpret case.json --on 2026-11-24 --json",
    )
    add_case(verb)
    add_day(verb)
    add_language(verb)
    verb.add_argument("--json", action="store_true", help="everything, as JSON")
    verb = new_verb(
        verbs,
        "batch",
        _batch,
        "interpret many cases into one file, a line of JSON each",
        "batch cases/*.json --out interpretations.jsonl",
    )
    verb.add_argument(
        "cases", metavar="CASE", nargs="+", help="case files (JSON) or ids in the store"
    )
    add_store(verb)
    add_day(verb)
    verb.add_argument(
        "--out", metavar="FILE", required=True, help="the .jsonl file to write"
    )
    add_language(verb)


def _show(arguments: argparse.Namespace, session: Session) -> int:
    from mdt_board.cli.words import case_lines

    workspace = session.workspace
    view = workspace.view_of(workspace.find(arguments.case).case)
    for line in case_lines(view, session.tr):
        session.say(line)
    return 0


def _interpret(arguments: argparse.Namespace, session: Session) -> int:
    from mdt_board.cli.words import interpretation_lines
    from mdt_board.model.interpretation import to_json

    workspace = session.workspace
    view = workspace.view_of(workspace.find(arguments.case).case, arguments.on)
    if arguments.json:
        session.say(to_json(view.interpretation, indent=2).decode())
        return 0
    for line in interpretation_lines(view, session.tr):
        session.say(line)
    return 0


def _batch(arguments: argparse.Namespace, session: Session) -> int:
    from mdt_board.batch import interpret_all
    from mdt_board.cli.exits import Exit, refused_line
    from mdt_board.cli.outputs import demand_output

    names, out = arguments.cases, Path(arguments.out)
    demand_output(out, LINES, [Path(name) for name in names])
    refused = interpret_all(session.workspace, names, out, arguments.on)
    for error in refused:
        session.complain(f"{error.name}: {refused_line(session.tr, error)}")
    session.say(f"{len(names) - len(refused)} / {len(names)} → {arguments.out}")
    return Exit.REFUSED if refused else Exit.OK
