"""Verbs that print what the program knows: rules and the form of a case."""

import argparse
import json

from mdt_board.cli.session import Session
from mdt_board.cli.verbs import Parser, add_language, new_verb


def add(verbs: "argparse._SubParsersAction[Parser]") -> None:
    """Add the verbs of this group."""
    verb = new_verb(
        verbs,
        "rules",
        _rules,
        "list every rule and row with sources, tag and examples",
        "rules --lang en",
    )
    add_language(verb)
    new_verb(
        verbs,
        "schema",
        _schema,
        "print the JSON Schema of case files",
        "schema > case.schema.json",
    )


def _rules(_arguments: argparse.Namespace, session: Session) -> int:
    from mdt_board.cli.catalogue import catalogue_lines, examples

    for depth, line in catalogue_lines(
        session.workspace.knowledge, examples(), session.tr
    ):
        session.say("  " * depth + line)
    return 0


def _schema(_arguments: argparse.Namespace, session: Session) -> int:
    from mdt_board.workspace.case_files import schema

    session.say(json.dumps(schema(), indent=2, ensure_ascii=False))
    return 0
