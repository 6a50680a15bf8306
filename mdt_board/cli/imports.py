"""The verb that brings files into a case."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mdt_board.cli.session import Session, language_of
from mdt_board.cli.verbs import Parser, add_case, add_language, new_verb

if TYPE_CHECKING:
    from mdt_board.model.mapping import MappedColumn, TableMapping
    from mdt_board.workspace.records import Kept

CASE = (".json",)
MAX_SENDER = 200
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
        "--dry-run",
        action="store_true",
        help="show what would come in, what not and why; write nothing",
    )
    verb.add_argument(
        "--accept-corrections",
        action="store_true",
        help="let files change what the case has otherwise; each change is told",
    )
    verb.add_argument(
        "--map",
        action="append",
        default=[],
        type=_mapped,
        metavar="HEADER=FIELD[UNIT]",
        help="say what a header means, e.g. 'freq=vaf[%%]'; may be repeated",
    )
    verb.add_argument(
        "--sender",
        default="",
        type=_sender,
        metavar="NAME",
        help="who sends the tables; with --map, what it says is remembered",
    )
    verb.add_argument(
        "--columns",
        action=_Columns,
        nargs=0,
        help="list the tables that are read and their headers (after --lang)",
    )
    verb.epilog = f"{LEFT_OUT}\n\n{verb.epilog}"


def _mapped(text: str) -> "MappedColumn":
    from mdt_board.importers.mapping import MappingError, mapped_column  # late: --help

    try:
        return mapped_column(text)
    except MappingError as error:
        problem = f"{error.part}: no header=field[unit] of ours (see --columns)"
        raise argparse.ArgumentTypeError(problem) from None


def _sender(text: str) -> str:
    if len(text) > MAX_SENDER:
        raise argparse.ArgumentTypeError(f"a name has at most {MAX_SENDER} letters")
    return text.strip()


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
    from mdt_board.cli.arrivals import Progress, trial_lines
    from mdt_board.cli.exits import Exit
    from mdt_board.cli.words import added_lines
    from mdt_board.model.issue import Severity
    from mdt_board.model.refusal import Refused
    from mdt_board.workspace.imports import How, remember

    kept = _case_at(arguments.case, session)
    before = kept.case
    files = [Path(name) for name in arguments.files]
    with Progress(session.tr) as progress:
        forms: list[TableMapping] = []
        how = How(
            arguments.accept_corrections,
            on_progress=progress.show,
            mappings=_mappings(arguments),
            sender=arguments.sender,
            on_forms=forms.extend,
        )
        case, issues = session.workspace.import_files(before, files, how)
    if not arguments.dry_run:
        answer = session.workspace.keep(kept, case, "import")
        if isinstance(answer, Refused):
            return session.refuse(kept.name, answer)
        remember(forms)
    refused = [i for i in issues if i.severity is Severity.REFUSED]
    if len(refused) < len(files):
        for line in added_lines(before, case, session.tr):
            session.say(line)
    if arguments.dry_run:
        for line in trial_lines(before, case, session.tr):
            session.say(line)
    session.say_issues(issues)
    left_out = any(i.severity is not Severity.NOTED for i in issues)
    return Exit.REFUSED if left_out else Exit.OK


def _mappings(arguments: argparse.Namespace) -> "tuple[TableMapping, ...]":
    from mdt_board.model.mapping import TableMapping

    columns = tuple(arguments.map)
    if not columns:
        return ()
    return (TableMapping(columns=columns, sender=arguments.sender),)


def _case_at(name: str, session: Session) -> "Kept":
    """Return this case, or a new one; files may be named after patients."""
    from mdt_board.cli.outputs import demand_output

    kept = session.workspace.find_or_begin(name)
    if kept.file and not kept.file.exists():
        demand_output(kept.file, CASE, ())
    return kept
