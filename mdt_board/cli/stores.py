"""Verbs about the store itself, and about what can be proven with it."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from mdt_board.cli.session import Session
from mdt_board.cli.verbs import Parser, add_language, add_store, new_verb

if TYPE_CHECKING:
    from mdt_board.model.stored import Report


def add(verbs: "argparse._SubParsersAction[Parser]") -> None:
    """Add the verbs of this group."""
    verb = new_verb(
        verbs,
        "verify",
        _verify,
        "say what is proven of a store, a case or a printed record, and what is not",
        "verify MDT-2026-0412_chart_zh.pdf",
    )
    verb.add_argument(
        "what",
        metavar="STORE|PDF|CASE",
        nargs="?",
        help="a store's file, a printed record, a case's id or file (your store)",
    )
    add_store(verb)
    add_language(verb)
    _add_store_verbs(verbs)


def _add_store_verbs(verbs: "argparse._SubParsersAction[Parser]") -> None:
    verb = verbs.add_parser(
        "store",
        help="look after the store: where it is, backups, cases from files",
        description="Look after the store.",
        allow_abbrev=False,
    )
    inner = verb.add_subparsers(metavar="VERB", required=True, parser_class=Parser)
    for name, run, about, example in (
        ("info", _info, "say where the store is and what it holds", "store info"),
        ("backup", _backup, "make a verified backup now", "store backup"),
        ("verify", _verify_store, "verify the store", "store verify"),
    ):
        one = new_verb(inner, name, run, about, example)
        add_store(one)
        add_language(one)
    one = new_verb(
        inner,
        "restore",
        _restore,
        "put a backup in the place of the store; the old one is kept",
        "store restore",
    )
    one.add_argument("backup", metavar="FILE", nargs="?", help="(the newest one)")
    one.add_argument(
        "--other-store",
        action="store_true",
        help="the file may be a backup of another store than the one that is there",
    )
    add_store(one)
    add_language(one)
    one = new_verb(
        inner, "add", _add, "take case files into the store", "store add case.json"
    )
    one.add_argument("files", metavar="FILE", nargs="+", help="case files (JSON)")
    add_store(one)
    add_language(one)


def _verify(arguments: argparse.Namespace, session: Session) -> int:
    from mdt_board.workspace.verification import is_pdf, is_store

    workspace, what = session.workspace, arguments.what
    if what is None:
        return _verify_store(arguments, session)
    if is_store(Path(what)):
        return _reported(workspace.verify_other_store(Path(what)), session)
    if is_pdf(Path(what)):
        session.demand_store()
        return _reported(workspace.verify_pdf(Path(what)), session)
    return _reported(workspace.verify_case(session.find(what)), session)


def _verify_store(_: argparse.Namespace, session: Session) -> int:
    session.demand_store()
    return _reported(session.workspace.verify_store(), session)


def _reported(report: "Report", session: Session) -> int:
    from mdt_board.cli.exits import Exit
    from mdt_board.cli.recorded import report_lines

    for line in report_lines(report, session.tr):
        session.say(line)
    is_other = any(c.code == "pages" and not c.holds for c in report.checks)
    return Exit.OK if report.is_whole and not is_other else Exit.REFUSED


def _info(_: argparse.Namespace, session: Session) -> int:
    from mdt_board.model.text import N_

    session.demand_store()
    tr, found = session.tr, session.workspace.store_info()
    session.say(str(found.path))
    session.say(tr(N_("Cases: {number}."), number=str(found.cases)))
    session.say(tr(N_("Backups: {number}."), number=str(len(found.backups))))
    for path in found.backups:
        session.say(f"  {path}")
    for notice in found.notices:
        session.say(tr.message(notice))
    return 0


def _backup(_: argparse.Namespace, session: Session) -> int:
    session.demand_store()
    session.say(str(session.workspace.back_up()))
    return 0


def _restore(arguments: argparse.Namespace, session: Session) -> int:
    from mdt_board.model.text import N_

    chosen = Path(arguments.backup) if arguments.backup else None
    source, old = session.workspace.restore(chosen, arguments.other_store)
    tr = session.tr
    session.say(tr(N_("Restored from {file}."), file=str(source)))
    if old:
        session.say(tr(N_("The store as it was is kept in {file}."), file=str(old)))
    return 0


def _add(arguments: argparse.Namespace, session: Session) -> int:
    """Take in every file that can be; one that cannot does not stop the others."""
    from mdt_board.cli.exits import Exit
    from mdt_board.model.person import Verb

    session.workspace.archive.demand(Verb.EDIT)  # asked once, not for each file
    taken = [_is_taken(name, session) for name in arguments.files]
    if all(taken):
        return Exit.OK
    return Exit.REFUSED if any(taken) else Exit.MISTAKE


def _is_taken(name: str, session: Session) -> bool:
    from mdt_board.cli.exits import refused_line
    from mdt_board.model.refusal import Refused
    from mdt_board.workspace.refused import RefusedError

    try:
        answer = session.workspace.take_in(Path(name))
    except RefusedError as error:
        session.complain(f"{error.name}: {refused_line(session.tr, error)}")
        return False
    if isinstance(answer, Refused):
        session.refuse(name, answer)
        return False
    session.say(f"{name} → {answer.case.id}")
    return True
