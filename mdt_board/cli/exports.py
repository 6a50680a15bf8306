"""The verb that prints a case."""

import argparse
from pathlib import Path

from mdt_board.cli.session import Session
from mdt_board.cli.verbs import Parser, add_case, add_day, add_language, new_verb

PDF, TEXT = (".pdf",), (".txt", ".text")


def add(verbs: "argparse._SubParsersAction[Parser]") -> None:
    """Add the verb of this group."""
    verb = new_verb(
        verbs,
        "report",
        _report,
        "print a case as a PDF or as plain text",
        "report case.json --kind chart --lang zh --out case.pdf",
    )
    add_case(verb)
    verb.add_argument(
        "--kind", choices=("chart",), default="chart", help="what to print"
    )
    add_language(verb, "language of the report")
    add_day(verb)
    verb.add_argument(
        "--out", metavar="FILE", required=True, help="the .pdf or .txt file to write"
    )
    verb.add_argument("--text", action="store_true", help="plain text, not a PDF")


def _report(arguments: argparse.Namespace, session: Session) -> int:
    from mdt_board.cli.outputs import demand_output

    workspace, out = session.workspace, Path(arguments.out)
    case = Path(arguments.case)
    demand_output(out, TEXT if arguments.text else PDF, [case])
    view = workspace.view_of(workspace.read_case(case), arguments.on)
    if arguments.text:
        workspace.export_text(view, session.language, out)
    else:
        issues = workspace.export_report(view, session.language, out)
        session.say_issues(issues)
    session.say(str(out))
    return 0
