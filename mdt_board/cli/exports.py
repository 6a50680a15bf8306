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
    from mdt_board.model.person import Verb
    from mdt_board.workspace.refused import RefusedError, refusal

    workspace, out = session.workspace, Path(arguments.out)
    demand_output(out, TEXT if arguments.text else PDF, [Path(arguments.case)])
    kept = session.find(arguments.case)
    if not kept.file:
        workspace.archive.demand(Verb.EXPORT)
    view = workspace.view_of(kept.case, arguments.on)
    if arguments.on and workspace.view_of(kept.case).signed:
        raise RefusedError(kept.name, (refusal("signed-day", _signed_day()),))
    if arguments.text:
        workspace.export_text(view, session.language, out)
    else:
        issues = workspace.export_report(view, session.language, out)
        session.say_issues(issues)
    session.say(str(out))
    return 0


def _signed_day() -> str:
    from mdt_board.model.text import N_  # late: `--help` needs no model

    return N_(
        "The decision of this case is signed, and its record is that of the signature; "
        "leave --on out, or look at another day with `mdt-board interpret`."
    )
