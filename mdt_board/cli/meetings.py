"""Verbs about whole meetings: the demonstration on the example meeting."""

import argparse
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mdt_board.cli.session import Session
from mdt_board.cli.verbs import LANGUAGES, Parser, add_language, new_verb

if TYPE_CHECKING:
    from mdt_board.model.view import View
    from mdt_board.workspace import Workspace
    from mdt_board.workspace.decisions import Confirmation

_PAGE = re.compile(rb"/Type\s*/Page\b")  # reportlab leaves page objects readable


def add(verbs: "argparse._SubParsersAction[Parser]") -> None:
    """Add the verb of this group."""
    verb = new_verb(
        verbs,
        "demo",
        _demo,
        "take the examples from their source files through a store to signed PDFs",
        "demo --out out",
    )
    verb.add_argument("--out", metavar="DIR", required=True, help="folder to write to")
    add_language(verb, "language of the PDFs and of what is printed (PDFs: both)")


@dataclass(frozen=True, slots=True)
class _Room:
    """Where the demonstration takes place, and in which languages it is printed."""

    workspace: "Workspace"
    session: Session
    out: Path
    languages: tuple[str, ...]

    def confirm(self, view: "View", name: str, number: str) -> "Confirmation":
        """Return what the chair of the examples sees and confirms."""
        from mdt_board.presenters.signing import meaning, wording
        from mdt_board.workspace.decisions import Confirmation

        tr = self.session.tr
        said = wording(view, tr)
        return Confirmation(view, name, number, tr.language, said, meaning(tr))


def _demo(arguments: argparse.Namespace, session: Session) -> int:
    from mdt_board.cli.layout import columns
    from mdt_board.model.text import N_
    from mdt_board.workspace.demonstration import STORE_NAME, example_workspace
    from mdt_board.workspace.meetings import example_folders

    out = Path(arguments.out)
    out.mkdir(parents=True, exist_ok=True)
    languages = (arguments.lang,) if arguments.lang else LANGUAGES
    titles = (
        N_("Case"),
        N_("Files"),
        N_("Records"),
        N_("Issues"),
        N_("Response"),
        N_("Seal"),
        N_("PDF pages / bytes"),
        N_("Seconds"),
        N_("Headline"),
    )
    with example_workspace(session.language, out) as workspace:
        room = _Room(workspace, session, out, languages)
        rows = [_example(folder, room) for folder in example_folders()]
    session.say(columns([tuple(session.tr(t) for t in titles), *rows]))
    session.say(session.tr(N_("Written to {folder}"), folder=str(out)))
    check = f"mdt-board verify --store {out / STORE_NAME}"
    session.say(session.tr(N_("Check it with: {command}"), command=check))
    return 0


def _example(folder: Path, room: _Room) -> tuple[str, ...]:
    """Take one example to its signature and print it; return its row of the table."""
    from mdt_board.cli.words import counts_of, response_of
    from mdt_board.workspace.demonstration import signed_example

    started, tr = time.perf_counter(), room.session.tr
    signed = signed_example(room.workspace, folder, room.confirm)
    view, example = signed.view, signed.example
    printed = _write(view, room)
    return (
        view.case.id,
        str(len(example.files)),
        str(sum(counts_of(view.case).values())),
        str(len(example.issues)),
        response_of(view.interpretation, tr),
        view.signed.seal[:8] if view.signed else "",
        printed,
        f"{time.perf_counter() - started:.2f}",
        " ".join(tr.message(m) for m in view.interpretation.headline[:1]),
    )


def _write(view: "View", room: _Room) -> str:
    """Write case, interpretation and PDFs; return the PDFs' pages and bytes."""
    from mdt_board.model.interpretation import to_json
    from mdt_board.workspace.whole_file import write_whole

    case, workspace, out = view.case, room.workspace, room.out
    workspace.write_case(case, out / f"{case.id}.json")
    found = to_json(view.interpretation, indent=2)
    write_whole(out / f"{case.id}.interpretation.json", found)
    printed = []
    for language in room.languages:
        path = out / f"{case.id}_chart_{language}.pdf"
        room.session.say_issues(workspace.export_report(view, language, path))
        pdf = path.read_bytes()
        printed.append(f"{language} {len(_PAGE.findall(pdf))} / {len(pdf)}")
    return ", ".join(printed)
