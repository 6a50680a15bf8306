"""The verb that judges a trial: SDTM TU and TR in, RS out."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from mdt_board.cli.session import Session
from mdt_board.cli.verbs import Parser, add_language, new_verb

if TYPE_CHECKING:  # `--help` needs no model
    from mdt_board.model.course import Protocol

TABLES = (".csv", ".csv.gz")


def add(verbs: "argparse._SubParsersAction[Parser]") -> None:
    """Add the verb of this group."""
    verb = new_verb(
        verbs,
        "response",
        _response,
        "judge the lesions of a trial (SDTM TU and TR) by RECIST 1.1",
        "response TU.csv TR.csv --out RS.csv --explain why.csv",
    )
    verb.add_argument("tumors", metavar="TU", help="the identified tumors (.csv, .gz)")
    verb.add_argument("results", metavar="TR", help="their sizes and states")
    verb.add_argument(
        "--out", metavar="RS", required=True, help="the responses to write"
    )
    verb.add_argument(
        "--explain", metavar="FILE", help="also write each row with its reasons"
    )
    _add_protocol(verb)
    add_language(verb, "language of the reasons and of what is printed")


def _add_protocol(verb: Parser) -> None:
    """Let a protocol depart from the criteria; nothing does so by itself."""
    verb.add_argument(
        "--confirmation-days",
        type=_days,
        metavar="N",
        help="least days until a response is confirmed (28)",
    )
    verb.add_argument(
        "--stable-days",
        type=_days,
        metavar="N",
        help="least days from the baseline until disease is stable (42)",
    )
    verb.add_argument(
        "--response-persists",
        action="store_true",
        help="PR lasts until PD although the sum rises over its line (not RECIST)",
    )
    verb.add_argument(
        "--least-days-between",
        type=_days,
        metavar="N",
        help="leave out visits sooner after the last, such as 28 (not RECIST; off)",
    )


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= len("9999")):
        raise argparse.ArgumentTypeError("a number of days is 0 to 9999")
    return int(text)


def _response(arguments: argparse.Namespace, session: Session) -> int:
    from mdt_board.cli.exits import Exit
    from mdt_board.cli.outputs import demand_output
    from mdt_board.model.issue import Severity
    from mdt_board.model.text import N_
    from mdt_board.workspace import trials

    tumors, results = Path(arguments.tumors), Path(arguments.results)
    out = Path(arguments.out)
    reasons = Path(arguments.explain) if arguments.explain else None
    demand_output(out, TABLES, [tumors, results])
    if reasons:
        demand_output(reasons, TABLES, [tumors, results, out])
    answers, issues = trials.read_trial(tumors, results, _protocol(arguments))
    rows = trials.write_responses(answers, out)
    if reasons:
        trials.write_reasons(answers, session.tr, reasons)
    session.say_issues(issues)
    done = N_("{name}: {rows} rows for {courses} patients and readers")
    session.say(session.tr(done, name=str(out), rows=rows, courses=len(answers)))
    is_whole = all(issue.severity is Severity.NOTED for issue in issues)
    return Exit.OK if is_whole else Exit.REFUSED


def _protocol(arguments: argparse.Namespace) -> "Protocol":
    """Return the criteria with what was typed otherwise."""
    from mdt_board.model.course import RECIST_1_1

    names = ("confirmation_days", "stable_days", "least_days_between")
    asked = {name: getattr(arguments, name) for name in names}
    typed = {name: days for name, days in asked.items() if days is not None}
    persists = arguments.response_persists
    return RECIST_1_1._replace(does_response_persist=persists, **typed)
