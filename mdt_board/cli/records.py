"""Verbs about cases in the store: list, history, edit."""

import argparse
from typing import TYPE_CHECKING

from mdt_board.cli.session import Session
from mdt_board.cli.verbs import (
    Parser,
    add_case,
    add_day,
    add_language,
    add_new,
    add_store,
    new_verb,
)

if TYPE_CHECKING:
    from mdt_board.model.case import Case
    from mdt_board.workspace.records import Kept

EDITING = """\
FIELD is a field of the case (patient.name.zh) or, after the id of a record and a colon,
a field of that record (lab-3:value). VALUE is read as JSON where the field takes it
so, else as the words typed; null makes the field unknown again."""


def add(verbs: "argparse._SubParsersAction[Parser]") -> None:
    """Add the verbs of this group."""
    _add_list(verbs)
    verb = new_verb(
        verbs,
        "history",
        _history,
        "say who did what to a case and when",
        "history MDT-2026-0412",
    )
    add_case(verb)
    add_language(verb)
    _add_edit(verbs)


def _add_list(verbs: "argparse._SubParsersAction[Parser]") -> None:
    verb = new_verb(
        verbs,
        "list",
        _list,
        "list the cases of the store, or what is to be done",
        'list "EGFR 19del"',
    )
    verb.add_argument(
        "search", metavar="TEXT", nargs="?", default="", help="words to look for"
    )
    verb.add_argument(
        "--due",
        action="store_true",
        help="what signed decisions still ask for, and which triggers were met",
    )
    verb.add_argument(
        "--owner", metavar="DISCIPLINE", help="with --due, what this discipline does"
    )
    verb.add_argument(
        "--rereads",
        action="store_true",
        help="how often second looks at images found something at this site",
    )
    add_day(verb)
    add_store(verb)
    add_language(verb)


def _add_edit(verbs: "argparse._SubParsersAction[Parser]") -> None:
    verb = new_verb(
        verbs,
        "edit",
        _edit,
        "change fields and records of a case; all of it, or nothing",
        "edit MDT-2026-0412 --set patient.name.zh=示例乙 "
        '--add \'oncology.performance={"on": "2026-11-24", "ecog": 1}\'',
    )
    add_case(verb)
    verb.add_argument(
        "--set",
        metavar="FIELD=VALUE",
        action="append",
        default=[],
        help="set a field",
    )
    verb.add_argument(
        "--add",
        metavar="LIST=JSON",
        action="append",
        default=[],
        help="add a record to a list; its id is made when it has none",
    )
    verb.add_argument(
        "--remove", metavar="ID", action="append", default=[], help="take a record out"
    )
    verb.add_argument(
        "--undo", action="store_true", help="take back your own latest edits only"
    )
    add_new(verb)
    add_language(verb)
    verb.epilog = f"{EDITING}\n\n{verb.epilog}"


def _list(arguments: argparse.Namespace, session: Session) -> int:
    from mdt_board.cli.layout import columns
    from mdt_board.cli.recorded import summary_rows
    from mdt_board.model.text import N_

    session.demand_store()
    if arguments.rereads:
        return _list_rereads(arguments, session)
    if arguments.due or arguments.owner:
        return _list_due(arguments, session)
    cases = session.workspace.list_cases(arguments.search)
    if cases or not arguments.search:
        session.say(columns(summary_rows(cases, session.tr)))
    else:
        session.say(session.tr(N_("No case matches.")))
    return 0


def _list_rereads(arguments: argparse.Namespace, session: Session) -> int:
    """Say what came of the second looks that plasma asked for, over all cases."""
    from mdt_board.interpret.ctdna.reread import site_rate
    from mdt_board.model.text import N_

    workspace = session.workspace
    cases = workspace.list_cases(arguments.search)
    rate = site_rate(
        r for s in cases for r in workspace.find(s.case_id).case.radiology.rereads
    )
    counts = {"asked": rate.asked, "answered": rate.answered, "found": rate.found}
    text = N_("Second looks: {asked} asked for, {answered} answered, {found} found it")
    session.say(session.tr(text, **counts))
    if rate.rate is not None and rate.low is not None and rate.high is not None:
        text = N_("Found in {share} % of those answered (95 % CI {low}–{high})")
        shares = {"share": rate.rate, "low": rate.low, "high": rate.high}
        shown = {name: f"{value * 100:.0f}" for name, value in shares.items()}
        session.say(session.tr(text, **shown))
    return 0


def _list_due(arguments: argparse.Namespace, session: Session) -> int:
    from mdt_board.cli.arguments import discipline
    from mdt_board.cli.layout import columns
    from mdt_board.cli.recorded import due_rows, met_lines

    workspace, typed = session.workspace, arguments.owner
    owner = discipline(typed, "--owner") if typed else None
    items = workspace.due(arguments.on, owner)
    names = {s.case_id: s.name for s in workspace.list_cases()}
    session.say(columns(due_rows(items, names, session.tr)))
    for line in met_lines(workspace, arguments.on, session.tr):
        session.say(line)
    return 0


def _history(arguments: argparse.Namespace, session: Session) -> int:
    from mdt_board.cli.layout import columns
    from mdt_board.cli.recorded import entry_rows, step_rows

    kept = session.find(arguments.case)
    if kept.file:
        rows = step_rows(kept.case, session.tr)
    else:
        entries = session.workspace.history(kept.case.id)
        # an account may have the same id; only what was done to a case has a revision
        own = [entry for entry in entries if entry.revision is not None]
        rows = entry_rows(own, session.tr)
    session.say(columns(rows))
    return 0


def _edit(arguments: argparse.Namespace, session: Session) -> int:
    from mdt_board.cli.beginning import case_at
    from mdt_board.cli.recorded import changes
    from mdt_board.model.refusal import Refused
    from mdt_board.model.text import N_
    from mdt_board.workspace.refused import RefusedError, refusal

    workspace = session.workspace
    if arguments.undo and (arguments.set or arguments.add or arguments.remove):
        text = N_(
            "--undo takes back and changes nothing else; leave the other changes out."
        )
        raise RefusedError("--undo", (refusal("alone", text),))
    kept = case_at(arguments, session)
    if arguments.undo:
        answer = workspace.undo(kept)
    else:
        answer = workspace.keep(kept, _edited(arguments, kept, session), "edit")
    if isinstance(answer, Refused):
        return session.refuse(kept.name, answer)
    for line in changes(kept.case, answer.case, session.tr):
        session.say(line)
    return 0


def _edited(arguments: argparse.Namespace, kept: "Kept", session: Session) -> "Case":
    """Return the case after every change that was asked for, in their order."""
    from mdt_board.workspace.typed import edited

    return edited(
        kept,
        settings=arguments.set,
        additions=arguments.add,
        removals=arguments.remove,
        new_id=session.workspace.new_id,
    )
