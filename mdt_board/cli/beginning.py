"""The case of a verb that may begin one: found, or begun when that was asked for."""

import argparse
from typing import TYPE_CHECKING

from mdt_board.cli.outputs import demand_output
from mdt_board.model.case import Case
from mdt_board.model.text import N_
from mdt_board.workspace.records import Kept, is_file_name
from mdt_board.workspace.refused import RefusedError, refusal
from mdt_board.workspace.typed import demand_case_id

if TYPE_CHECKING:
    from mdt_board.cli.session import Session

CASE = (".json",)
NONE_YET = N_("There is no such case; look at its name, or begin it with --new.")
IS_THERE = N_("This case is there already; leave --new out.")


def case_at(arguments: argparse.Namespace, session: "Session") -> Kept:
    """Return the case that was named, or a new one that is not kept yet.

    A case that begins in a file is not named after it: files may be named after
    patients.

    Raises:
        RefusedError: when it is not there and was not to be begun, or the reverse.
        OSError: when the machine cannot read it.
    """
    name = arguments.case
    kept = _begun(name, session) if arguments.new else _found(name, session)
    if kept is None:
        text = IS_THERE if arguments.new else NONE_YET
        raise RefusedError(name, (refusal("new", text),))
    return kept


def _found(name: str, session: "Session") -> Kept | None:
    try:
        return session.find(name)
    except RefusedError as error:
        if error.issues[0].code in {"no-case", "no-file"}:
            return None
        raise


def _begun(name: str, session: "Session") -> Kept | None:
    if not is_file_name(name):
        demand_case_id(name)
        if not session.workspace.archive.is_there:
            return Kept(Case(id=name))  # the store is made when something is kept
    kept = session.workspace.find_or_begin(name)
    if kept.file is None:
        return None if kept.case.revision else kept
    if kept.file.exists():
        return None
    demand_output(kept.file, CASE, ())
    return kept
