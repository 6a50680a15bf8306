"""The verb that says where the plasma variants of a table or VCF come from."""

import argparse
from pathlib import Path

from mdt_board.cli.session import Session
from mdt_board.cli.verbs import Parser, add_language, new_verb

OLDEST = 130
LEFT_OUT = "exit code 1: a row was left out; its line and the reason are printed"


def add(verbs: "argparse._SubParsersAction[Parser]") -> None:
    """Add the verb of this group."""
    verb = new_verb(
        verbs,
        "origin",
        _origin,
        "weigh where each plasma variant of a table or VCF comes from",
        "origin variants.csv --history LUAD --out origins.csv",
    )
    verb.add_argument(
        "variants", metavar="VARIANTS", help="CSV or TSV of many patients, or a VCF"
    )
    verb.add_argument(
        "--out", metavar="FILE", required=True, help="the .csv file to write"
    )
    verb.add_argument(
        "--age", type=_age, metavar="YEARS", help="age where the table has none"
    )
    verb.add_argument(
        "--history",
        default="",
        metavar="CANCER",
        help="known cancer (an OncoTree code, or yes) or none, where not in the table",
    )
    verb.add_argument(
        "--wbc", metavar="FILE", help="CSV or VCF of matched white blood cells"
    )
    verb.add_argument("--tissue", metavar="FILE", help="CSV or VCF of tumor tissue")
    add_language(verb)
    verb.epilog = f"{LEFT_OUT}\n\n{verb.epilog}"


def _age(text: str) -> str:
    if not text.isascii() or not text.isdigit() or int(text) > OLDEST:
        raise argparse.ArgumentTypeError(f"an age is a whole number up to {OLDEST}")
    return text


def _origin(arguments: argparse.Namespace, session: Session) -> int:
    from mdt_board.cli.exits import Exit
    from mdt_board.cli.outputs import demand_output
    from mdt_board.knowledge import bundled
    from mdt_board.model.issue import Severity
    from mdt_board.workspace.variant_origins import Beside, origins_in
    from mdt_board.workspace.whole_file import write_whole

    out, variants = Path(arguments.out), Path(arguments.variants)
    wbc, tissue = (Path(p) if p else None for p in (arguments.wbc, arguments.tissue))
    demand_output(out, (".csv",), [p for p in (variants, wbc, tissue) if p])
    beside = Beside(arguments.age or "", arguments.history, wbc, tissue)
    found = origins_in(variants, beside, bundled())
    write_whole(out, found.table)
    session.say_issues(found.issues)
    left_out = any(i.severity is not Severity.NOTED for i in found.issues)
    return Exit.REFUSED if left_out else Exit.OK
