"""Verbs by which a board decides: position, decide, sign, amend, withdraw."""

import argparse
from typing import TYPE_CHECKING

from mdt_board.cli.session import Session
from mdt_board.cli.verbs import Parser, add_case, add_language, new_verb

if TYPE_CHECKING:
    from mdt_board.model.refusal import Refused
    from mdt_board.model.view import View
    from mdt_board.workspace.decisions import Confirmation
    from mdt_board.workspace.records import Kept

DECIDING = """\
TRIGGER is new-lesion, sum=30, variant=EGFR:T790M or text=…; a follow-up item is given
as OWNER DATE WHAT, where OWNER is a discipline, DATE a day or FROM..TO, and WHAT an
action of the vocabulary or your own words; an answer is GUARDRAIL=REASON."""


def add(verbs: "argparse._SubParsersAction[Parser]") -> None:
    """Add the verbs of this group."""
    _add_position(verbs)
    verb = new_verb(
        verbs,
        "decide",
        _decide,
        "propose the board's decision",
        "decide MDT-2026-0412 --choice monitor --summary 继续吉非替尼 "
        "--next 2026-12-22 --trigger sum=30 "
        "--follow-up molecular 2026-12-08..2026-12-22 repeat-plasma",
    )
    add_case(verb)
    _add_content(verb)
    add_language(verb)
    _add_signing(verbs)
    verb = new_verb(
        verbs,
        "withdraw",
        _withdraw,
        "withdraw a signed decision; its signature stays on record",
        'withdraw MDT-2026-0412 --reason "wrong patient discussed"',
    )
    add_case(verb)
    verb.add_argument("--reason", required=True, metavar="TEXT", help="why")
    add_language(verb)


def _add_position(verbs: "argparse._SubParsersAction[Parser]") -> None:
    verb = new_verb(
        verbs,
        "position",
        _position,
        "record what one discipline says, and whether it dissents",
        "position MDT-2026-0412 --discipline molecular --choice rebiopsy "
        "--reservation --text 血浆不能发现组织学转化",
    )
    add_case(verb)
    verb.add_argument(
        "--discipline", required=True, metavar="ID", help="such as radiology"
    )
    verb.add_argument(
        "--text", required=True, metavar="TEXT", help="the position with its reason"
    )
    verb.add_argument("--choice", metavar="ID", help="what they would decide")
    verb.add_argument("--person", metavar="NAME", help="who says so (you)")
    verb.add_argument(
        "--reservation", action="store_true", help="they dissent from the decision"
    )
    add_language(verb)


def _add_content(verb: Parser) -> None:
    verb.add_argument("--choice", metavar="ID", help="what is decided, as monitor")
    verb.add_argument("--summary", metavar="TEXT", help="the chair's summary")
    verb.add_argument(
        "--reason-for-none", metavar="ID", help="why no conclusion, as tissue-pending"
    )
    verb.add_argument("--next", metavar="DATE", help="day of the next assessment")
    verb.add_argument(
        "--trigger",
        metavar="TRIGGER",
        action="append",
        help="what brings it back early",
    )
    verb.add_argument(
        "--follow-up",
        metavar=("OWNER", "DATE", "WHAT"),
        nargs=3,
        action="append",
        help="what is to be done, by whom and when",
    )
    verb.add_argument(
        "--hard-stop",
        metavar="FILE",
        help="the form for treating without pathology (JSON of HardStopForm)",
    )
    verb.add_argument(
        "--answer",
        metavar="GUARDRAIL=REASON",
        action="append",
        default=[],
        help="why the board decides against what the analysis argues",
    )
    verb.epilog = f"{DECIDING}\n\n{verb.epilog}"


def _add_signing(verbs: "argparse._SubParsersAction[Parser]") -> None:
    verb = new_verb(
        verbs,
        "sign",
        _sign,
        "show what is to be signed, and sign the proposed decision",
        "sign MDT-2026-0412 --name 示例乙 --number EX-10023 --revision 7",
    )
    add_case(verb)
    _add_identifiers(verb)
    add_language(verb, "language of the words that are signed")
    verb = new_verb(
        verbs,
        "amend",
        _amend,
        "change a signed decision and sign it again, with the reason",
        "amend MDT-2026-0412 --summary … --reason … --name 示例乙 --number EX-10023 "
        "--revision 8",
    )
    add_case(verb)
    _add_content(verb)
    verb.add_argument("--reason", required=True, metavar="TEXT", help="why")
    _add_identifiers(verb)
    add_language(verb, "language of the words that are signed")


def _add_identifiers(verb: Parser) -> None:
    verb.add_argument("--name", metavar="TEXT", help="the patient's name, to confirm")
    verb.add_argument(
        "--number", metavar="TEXT", help="the patient's record number, to confirm"
    )
    verb.add_argument(
        "--revision",
        metavar="N",
        type=int,
        help="the revision whose words you have read; they are shown without it",
    )
    verb.add_argument(
        "--meaning", metavar="TEXT", help="what the signature stands for (the usual)"
    )


def _position(arguments: argparse.Namespace, session: Session) -> int:
    from mdt_board.cli.arguments import position

    kept = session.find(arguments.case)
    stated = position(arguments, kept, session.workspace)
    return _told(session.workspace.record_position(kept, stated), kept, session)


def _decide(arguments: argparse.Namespace, session: Session) -> int:
    from mdt_board.cli.arguments import answers, decision

    workspace = session.workspace
    kept = session.find(arguments.case)
    wanted = decision(arguments, kept.case.decision, workspace)
    given = answers(arguments.answer, workspace)
    return _told(workspace.propose(kept, wanted, given), kept, session)


def _sign(arguments: argparse.Namespace, session: Session) -> int:
    workspace = session.workspace
    kept = session.find(arguments.case)
    confirmed = _confirmed(arguments, workspace.proposal(kept), session)
    if not _is_seen(arguments, kept, confirmed, session):
        return _unseen(kept, session)
    return _told(workspace.sign(kept, confirmed), kept, session)


def _amend(arguments: argparse.Namespace, session: Session) -> int:
    from mdt_board.cli.arguments import answers, decision
    from mdt_board.model.refusal import Refused
    from mdt_board.model.text import written

    workspace = session.workspace
    kept = session.find(arguments.case)
    wanted = decision(arguments, kept.case.decision, workspace)
    shown = workspace.amendment(kept, wanted, answers(arguments.answer, workspace))
    if isinstance(shown, Refused):
        return session.refuse(kept.name, shown, "amend")
    confirmed = _confirmed(arguments, shown, session)
    if not _is_seen(arguments, kept, confirmed, session):
        return _unseen(kept, session)
    reason = written(arguments.reason)
    return _told(workspace.amend(kept, reason, confirmed), kept, session, "amend")


def _is_seen(
    arguments: argparse.Namespace,
    kept: "Kept",
    confirmed: "Confirmation",
    session: Session,
) -> bool:
    """Show the words; say whether the signer has seen this very revision before."""
    for line in confirmed.wording:
        session.say(line)
    session.say("")
    return bool(arguments.revision == kept.case.revision)


def _unseen(kept: "Kept", session: Session) -> int:
    from mdt_board.cli.exits import Exit
    from mdt_board.model.text import N_

    text = N_(
        "Nothing was signed yet. Read the words above; to sign them, give the same "
        "command with --revision {revision}."
    )
    session.complain(session.tr(text, revision=str(kept.case.revision)))
    return Exit.MISTAKE


def _withdraw(arguments: argparse.Namespace, session: Session) -> int:
    from mdt_board.model.text import written

    kept = session.find(arguments.case)
    answer = session.workspace.withdraw(kept, written(arguments.reason))
    return _told(answer, kept, session)


def _confirmed(
    arguments: argparse.Namespace, shown: "View", session: Session
) -> "Confirmation":
    """Return what the signer confirms, and the words that they are shown."""
    from mdt_board.presenters.signing import meaning, wording
    from mdt_board.workspace.decisions import Confirmation

    return Confirmation(
        shown=shown,
        name=arguments.name or "",
        number=arguments.number or "",
        language=session.language,
        wording=wording(shown, session.tr),
        meaning=arguments.meaning or meaning(session.tr),
    )


def _told(
    answer: "Kept | Refused", kept: "Kept", session: Session, answers: str = "decide"
) -> int:
    from mdt_board.cli.recorded import decided_lines
    from mdt_board.model.refusal import Refused

    if isinstance(answer, Refused):
        return session.refuse(kept.name, answer, answers)
    view = session.workspace.view_of(answer.case)
    for line in decided_lines(view, session.tr):
        session.say(line)
    return 0
