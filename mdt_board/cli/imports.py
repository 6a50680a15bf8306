"""The verb that brings files into a case."""

import argparse
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mdt_board.cli.session import Session, language_of
from mdt_board.cli.verbs import Parser, add_case, add_language, add_new, new_verb

if TYPE_CHECKING:
    from mdt_board.model.case import Case
    from mdt_board.model.issue import Issue
    from mdt_board.model.mapping import MappedColumn, TableMapping

MAX_SENDER = 200
LEFT_OUT = "exit code 1: a file or row was left out or differs from what the case holds"


FILES = (
    "VCF, MAF, tables (CSV, TSV, Excel), FHIR bundles (JSON), DICOM measurement reports"
)


def add(verbs: "argparse._SubParsersAction[Parser]") -> None:
    """Add the verb of this group."""
    verb = new_verb(
        verbs,
        "import",
        _import,
        "add what files say to a case, and write the case back",
        "import P-17 --new plasma.vcf assays.csv lesions.csv",
    )
    add_case(verb)
    verb.add_argument("files", metavar="FILE", nargs="+", help=FILES)
    add_new(verb)
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
        problem = (
            f"{error.part}: write HEADER=FIELD or HEADER=FIELD[UNIT], with a field "
            "and unit that --columns lists"
        )
        raise argparse.ArgumentTypeError(problem) from None


def _sender(text: str) -> str:
    if len(text) > MAX_SENDER:
        raise argparse.ArgumentTypeError(f"a name has at most {MAX_SENDER} letters")
    return text.strip()


class _Found(NamedTuple):
    """What files brought: the case with it, the issues, and which tables they were."""

    case: "Case"
    issues: "tuple[Issue, ...]"
    forms: "list[TableMapping]"
    unknown: "list[tuple[str, TableMapping]]"


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
    from mdt_board.cli.arrivals import role_lines
    from mdt_board.cli.beginning import case_at
    from mdt_board.cli.exits import Exit
    from mdt_board.model.refusal import Refused
    from mdt_board.model.text import N_

    kept = case_at(arguments, session)
    try:
        reads = [(kept.case, _read(arguments, kept.case, session))]
    except KeyboardInterrupt:
        session.complain(session.tr(N_("Cancelled; nothing was written.")))
        raise

    def again(case: "Case") -> "Case":
        """Read the files into what others saved meanwhile."""
        reads.append((case, _read(arguments, case, session)))
        return reads[-1][1].case

    if not arguments.dry_run:
        first = reads[0][1].case
        answer = session.workspace.keep(kept, first, "import", again)
        if isinstance(answer, Refused):
            return session.refuse(kept.name, answer)
    before, found = reads[-1]
    code = _told(arguments, before, found, session)
    if not arguments.dry_run:
        for line in role_lines(found.case, _named(arguments), session.tr):
            session.say(line)
    if arguments.dry_run or _is_remembered(found.forms, session):
        return code
    return Exit.REFUSED


def _named(arguments: argparse.Namespace) -> str:
    """Return the case as a shell takes it, with the store where one was named."""
    words = [arguments.case, *(("--store", arguments.store) if arguments.store else ())]
    return shlex.join(words)


def _is_remembered(forms: "list[TableMapping]", session: Session) -> bool:
    """Remember what headers mean; the import itself is kept already."""
    from mdt_board.model.text import N_
    from mdt_board.workspace.imports import remember

    try:
        remember(forms)
    except OSError as error:
        text = N_(
            "{file}: what the headers mean could not be remembered; the rest is done."
        )
        session.complain(session.tr(text, file=str(error.filename or "")))
        return False
    return True


def _read(arguments: argparse.Namespace, case: "Case", session: Session) -> _Found:
    """Read the files into the case, which is not kept yet."""
    from mdt_board.cli.arrivals import Progress
    from mdt_board.workspace.imports import How

    files = [Path(name) for name in arguments.files]
    forms: list[TableMapping] = []
    unknown: list[tuple[str, TableMapping]] = []

    def ask(name: str, tables: "tuple[TableMapping, ...]") -> None:
        unknown.extend((name, table) for table in tables)

    with Progress(session.tr) as progress:
        how = How(
            arguments.accept_corrections,
            on_progress=progress.show,
            mappings=_mappings(arguments),
            sender=arguments.sender,
            on_forms=forms.extend,
            on_unknown=ask,
        )
        after, issues = session.workspace.import_files(case, files, how)
    return _Found(after, issues, forms, unknown)


def _told(
    arguments: argparse.Namespace, before: "Case", found: _Found, session: Session
) -> int:
    """Say what came in and what did not, and what unknown headers seem to mean."""
    from mdt_board.cli.arrivals import proposal_lines, trial_lines
    from mdt_board.cli.exits import Exit
    from mdt_board.cli.words import added_lines
    from mdt_board.model.issue import Severity

    lines: list[str] = []
    refused = [i for i in found.issues if i.severity is Severity.REFUSED]
    if len(refused) < len(arguments.files):
        lines += added_lines(before, found.case, session.tr)
    if arguments.dry_run:
        lines += trial_lines(before, found.case, session.tr)
    for line in lines:
        session.say(line)
    session.say_issues(found.issues)
    for name, table in found.unknown:
        for line in proposal_lines(name, table, session.tr):
            session.say(line)
    left_out = any(i.severity is not Severity.NOTED for i in found.issues)
    return Exit.REFUSED if left_out else Exit.OK


def _mappings(arguments: argparse.Namespace) -> "tuple[TableMapping, ...]":
    from mdt_board.model.mapping import TableMapping

    columns = tuple(arguments.map)
    if not columns:
        return ()
    return (TableMapping(columns=columns, sender=arguments.sender),)
