"""Verbs that print what the program knows: rules and the form of a case."""

import argparse
import json
from pathlib import Path

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
    _add_layer_verbs(verbs)
    new_verb(
        verbs,
        "schema",
        _schema,
        "print the JSON Schema of case files",
        "schema > case.schema.json",
    )


def _add_layer_verbs(verbs: "argparse._SubParsersAction[Parser]") -> None:
    verb = verbs.add_parser(
        "knowledge",
        help="keep CIViC beside the rules, and the site's table of access to drugs",
        description="Keep what the site knows: CIViC changes no answer of the rules, "
        "the table of access only says which drugs can be had.",
        allow_abbrev=False,
    )
    inner = verb.add_subparsers(metavar="VERB", required=True, parser_class=Parser)
    one = new_verb(
        inner,
        "add",
        _add,
        "keep the evidence file of CIViC, or the site's table of access",
        "knowledge add civic nightly-ClinicalEvidenceSummaries.tsv",
    )
    one.add_argument("layer", choices=("civic", "access"), help="which")
    one.add_argument("file", metavar="FILE", type=Path, help="the file, also gzipped")
    add_language(one)
    one = new_verb(
        inner,
        "show",
        _show,
        "say which layer is kept, or what it says of a variant",
        'knowledge show "EGFR T790M"',
    )
    one.add_argument(
        "variant",
        metavar="VARIANT",
        nargs="?",
        help="a variant with its gene, or a gene; capitals do not matter",
    )
    add_language(one)
    new_verb(
        inner,
        "template",
        _template,
        "print the columns of the table of access, to be filled in and signed",
        "knowledge template > access.csv",
    )
    one = new_verb(inner, "remove", _remove, "remove a layer", "knowledge remove civic")
    one.add_argument("layer", choices=("civic",), help="which layer")
    add_language(one)


def _add(arguments: argparse.Namespace, session: Session) -> int:
    from mdt_board.cli import civic

    if arguments.layer == "access":
        return civic.add_access(arguments.file, session)
    return civic.add(arguments.file, session)


def _template(_arguments: argparse.Namespace, session: Session) -> int:
    from mdt_board.importers.site_access import EMPTY_TABLE

    session.say(EMPTY_TABLE.rstrip())
    return 0


def _show(arguments: argparse.Namespace, session: Session) -> int:
    from mdt_board.cli import civic

    return civic.show(arguments.variant or "", session)


def _remove(_arguments: argparse.Namespace, session: Session) -> int:
    from mdt_board.cli import civic

    return civic.remove(session)


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
