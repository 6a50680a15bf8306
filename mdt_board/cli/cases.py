"""Verbs that look at cases: show, interpret, batch."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mdt_board.cli.session import Session
from mdt_board.cli.verbs import (
    Parser,
    add_case,
    add_day,
    add_language,
    add_store,
    new_verb,
)

if TYPE_CHECKING:
    from datetime import date

    from mdt_board.model.case import Case

LINES = (".jsonl", ".json")


def add(verbs: "argparse._SubParsersAction[Parser]") -> None:
    """Add the verbs of this group."""
    verb = new_verb(
        verbs, "show", _show, "show what is in a case", "show case.json --lang en"
    )
    add_case(verb)
    verb.add_argument(
        "--ids", action="store_true", help="the records too, by their ids, as for edit"
    )
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

    case = session.find(arguments.case).case
    view = session.workspace.view_of(case)
    for line in (*case_lines(view, session.tr), *_met(case, session)):
        session.say(line)
    if arguments.ids:
        from mdt_board.cli.record_ids import id_lines

        for line in id_lines(case):
            session.say(line)
    return 0


def _interpret(arguments: argparse.Namespace, session: Session) -> int:
    from mdt_board.cli.words import interpretation_lines, standing_lines
    from mdt_board.model.interpretation import to_json

    case = session.find(arguments.case).case
    view = session.workspace.view_of(case, arguments.on)
    if arguments.json:
        session.say(to_json(view.interpretation, indent=2).decode())
        return 0
    for line in (
        *standing_lines(view, session.tr),
        *interpretation_lines(view, session.tr),
    ):
        session.say(line)
    for line in _met(case, session, arguments.on):
        session.say(line)
    return 0


def _met(case: "Case", session: Session, on: "date | None" = None) -> Iterator[str]:
    """Say which triggers of the decision new data have met."""
    from mdt_board.cli.contents import block
    from mdt_board.cli.recorded import MET, met_rows, met_triggers

    met = met_triggers(case, session.workspace, on)
    yield from block(session.tr(MET), met_rows(met, session.tr))


def _batch(arguments: argparse.Namespace, session: Session) -> int:
    from mdt_board.batch import interpret_all
    from mdt_board.cli.exits import Exit, refused_line
    from mdt_board.cli.outputs import demand_output
    from mdt_board.workspace.records import is_file_name

    names, out = arguments.cases, Path(arguments.out)
    demand_output(out, LINES, [Path(name) for name in names])
    if not all(map(is_file_name, names)):
        session.demand_store()
    refused = interpret_all(session.workspace, names, out, arguments.on)
    for error in refused:
        session.complain(f"{error.name}: {refused_line(session.tr, error)}")
    session.say(f"{len(names) - len(refused)} / {len(names)} → {arguments.out}")
    return Exit.REFUSED if refused else Exit.OK
