"""Verbs about who may work in the store."""

import argparse
from typing import TYPE_CHECKING

from mdt_board.cli.session import Session
from mdt_board.cli.verbs import Parser, add_language, add_store, new_verb

if TYPE_CHECKING:
    from mdt_board.model.person import User
    from mdt_board.model.refusal import Refused


OWN = "the account (your own)"


def add(verbs: "argparse._SubParsersAction[Parser]") -> None:
    """Add the verbs of this group."""
    verb = verbs.add_parser(
        "account",
        help="who may work in the store, and as what",
        description="Say who may work in the store, and as what.",
        allow_abbrev=False,
    )
    inner = verb.add_subparsers(metavar="VERB", required=True, parser_class=Parser)
    one = new_verb(inner, "list", _list, "list the accounts", "account list")
    _add_shared(one)
    one = new_verb(
        inner,
        "add",
        _add,
        "add somebody; their password is asked for",
        "account add li --name 示例医师 --title 主任医师 --role chair "
        "--discipline oncology",
    )
    one.add_argument("account", metavar="ID", help="small letters and digits")
    _add_fields(one)
    one = new_verb(
        inner,
        "change",
        _change,
        "change name, title, roles or disciplines; what is left out stays",
        "account change --name 示例医师 --title 主任医师",
    )
    one.add_argument("account", metavar="ID", nargs="?", help=OWN)
    _add_fields(one)
    about = "set a password; it is asked for twice"
    one = new_verb(inner, "password", _password, about, "account password")
    one.add_argument("account", metavar="ID", nargs="?", help=OWN)
    _add_shared(one)
    about = "close an account; what it did stays recorded"
    one = new_verb(inner, "close", _close, about, "account close li")
    one.add_argument("account", metavar="ID", help="the account")
    _add_shared(one)


def _add_fields(verb: Parser) -> None:
    verb.add_argument("--name", metavar="TEXT", help="as it is to be signed")
    verb.add_argument("--title", metavar="TEXT", help="professional title")
    verb.add_argument(
        "--role",
        metavar="ROLE",
        action="append",
        help="viewer, member, chair or administrator; may be given again",
    )
    verb.add_argument(
        "--discipline",
        metavar="ID",
        action="append",
        help="for which they speak; may be given again",
    )
    _add_shared(verb)


def _add_shared(verb: Parser) -> None:
    add_store(verb)
    add_language(verb)


def _list(_: argparse.Namespace, session: Session) -> int:
    from mdt_board.cli.layout import columns
    from mdt_board.cli.recorded import account_rows

    session.demand_store()
    session.say(columns(account_rows(session.workspace.accounts(), session.tr)))
    return 0


def _add(arguments: argparse.Namespace, session: Session) -> int:
    from mdt_board.cli.arguments import account

    user = account(arguments, None)
    password = session.new_password(user.id)
    return _told(session.workspace.add_account(user, password), user.id, session)


def _change(arguments: argparse.Namespace, session: Session) -> int:
    from mdt_board.cli.arguments import account

    seen = _meant(arguments, session)
    answer = session.workspace.change_account(account(arguments, seen), seen)
    return _told(answer, seen.id, session)


def _password(arguments: argparse.Namespace, session: Session) -> int:
    name = _meant(arguments, session).id
    answer = session.workspace.set_password(name, session.new_password(name))
    return _told(answer, name, session)


def _meant(arguments: argparse.Namespace, session: Session) -> "User":
    """Return the account that was named, or that of whoever works here."""
    if arguments.account is None:
        return session.workspace.archive.person()
    session.demand_store()
    return session.workspace.account(arguments.account)


def _close(arguments: argparse.Namespace, session: Session) -> int:
    from mdt_board.model.person import User

    seen = _meant(arguments, session)
    closed = User(**{**dict(seen), "is_active": False})
    return _told(session.workspace.change_account(closed, seen), seen.id, session)


def _told(answer: "User | Refused", name: str, session: Session) -> int:
    from mdt_board.cli.layout import columns
    from mdt_board.cli.recorded import account_rows
    from mdt_board.model.refusal import Refused

    if isinstance(answer, Refused):
        return session.refuse(name, answer)
    session.say(columns(account_rows([answer], session.tr)))
    return 0
