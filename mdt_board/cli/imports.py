"""The verb that brings files into a case."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mdt_board.cli.session import Session, language_of
from mdt_board.cli.verbs import Parser, add_case, add_language, new_verb

if TYPE_CHECKING:
    from mdt_board.model.case import Case

CASE = (".json",)
LEFT_OUT = "exit code 1: a file or row was left out or differs from what the case holds"


def add(verbs: "argparse._SubParsersAction[Parser]") -> None:
    """Add the verb of this group."""
    verb = new_verb(
        verbs,
        "import",
        _import,
        "add what files say to a case, and write the case back",
        "import case.json plasma.vcf lesions.csv",
    )
    add_case(verb)
    verb.add_argument("files", metavar="FILE", nargs="+", help="VCF and CSV files")
    add_language(verb)
    verb.add_argument(
        "--columns",
        action=_Columns,
        nargs=0,
        help="list the tables that are read and their headers (after --lang)",
    )
    verb.epilog = f"{LEFT_OUT}\n\n{verb.epilog}"


class _Columns(argparse.Action):
    """Answer a question that needs neither a case nor a file."""

    def __call__(
        self, parser: argparse.ArgumentParser, chosen: argparse.Namespace, *_: object
    ) -> None:
        from mdt_board.cli.tables import table_lines
        from mdt_board.i18n import Translator

        for line in table_lines(Translator(language_of(chosen.lang))):
            sys.stdout.write(f"{line}\n")
        parser.exit()


def _import(arguments: argparse.Namespace, session: Session) -> int:
    from mdt_board.cli.exits import Exit
    from mdt_board.cli.words import added_lines
    from mdt_board.model.issue import Severity

    target = Path(arguments.case)
    before = _case_at(target, session)
    files = [Path(name) for name in arguments.files]
    case, issues = session.workspace.import_files(before, files)
    if case != before:
        session.workspace.write_case(case, target)
    refused = [i for i in issues if i.severity is Severity.REFUSED]
    if len(refused) < len(files):
        for line in added_lines(before, case, session.tr):
            session.say(line)
    session.say_issues(issues)
    left_out = any(i.severity is not Severity.NOTED for i in issues)
    return Exit.REFUSED if left_out else Exit.OK


def _case_at(path: Path, session: Session) -> "Case":
    """Return the case of this file, or a new one; files may be named after patients."""
    from mdt_board.cli.outputs import demand_output

    if path.exists():
        return session.workspace.read_case(path)
    demand_output(path, CASE, ())
    return session.workspace.new_case()
