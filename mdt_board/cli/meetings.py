"""Verbs about whole meetings: the demonstration on the example meeting."""

import argparse
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

from mdt_board.cli.session import Session
from mdt_board.cli.verbs import LANGUAGES, Parser, add_language, new_verb

if TYPE_CHECKING:
    from mdt_board.model.view import View

_PAGE = re.compile(rb"/Type\s*/Page\b")  # reportlab leaves page objects readable


def add(verbs: "argparse._SubParsersAction[Parser]") -> None:
    """Add the verb of this group."""
    verb = new_verb(
        verbs,
        "demo",
        _demo,
        "go from the examples' source files to interpretations and PDFs",
        "demo --out out",
    )
    verb.add_argument("--out", metavar="DIR", required=True, help="folder to write to")
    add_language(verb, "language of the PDFs and of what is printed (PDFs: both)")


def _demo(arguments: argparse.Namespace, session: Session) -> int:
    from mdt_board.cli.layout import columns
    from mdt_board.model.text import N_
    from mdt_board.workspace.meetings import example_folders, example_meeting

    session.workspace.meeting = example_meeting()
    out = Path(arguments.out)
    out.mkdir(parents=True, exist_ok=True)
    languages = (arguments.lang,) if arguments.lang else LANGUAGES
    titles = (
        N_("Case"),
        N_("Files"),
        N_("Records"),
        N_("Issues"),
        N_("Response"),
        N_("PDF pages / bytes"),
        N_("Seconds"),
        N_("Headline"),
    )
    rows = [_example(f, out, languages, session) for f in example_folders()]
    session.say(columns([tuple(session.tr(t) for t in titles), *rows]))
    session.say(session.tr(N_("Written to {folder}"), folder=str(out)))
    return 0


def _example(
    folder: Path, out: Path, languages: tuple[str, ...], session: Session
) -> tuple[str, ...]:
    """Build, interpret and print one example; return its row of the table."""
    from mdt_board.cli.words import counts_of, response_of
    from mdt_board.workspace.meetings import build_example

    started = time.perf_counter()
    example = build_example(folder)
    view = session.workspace.view_of(example.case, issues=example.issues)
    printed = _write(view, out, languages, session)
    return (
        example.case.id,
        str(len(example.files)),
        str(sum(counts_of(example.case).values())),
        str(len(example.issues)),
        response_of(view.interpretation, session.tr),
        printed,
        f"{time.perf_counter() - started:.2f}",
        " ".join(session.tr.message(m) for m in view.interpretation.headline[:1]),
    )


def _write(
    view: "View", out: Path, languages: tuple[str, ...], session: Session
) -> str:
    """Write case, interpretation and PDFs; return the PDFs' pages and bytes."""
    from mdt_board.model.interpretation import to_json
    from mdt_board.workspace.whole_file import write_whole

    case, workspace = view.case, session.workspace
    workspace.write_case(case, out / f"{case.id}.json")
    found = to_json(view.interpretation, indent=2)
    write_whole(out / f"{case.id}.interpretation.json", found)
    printed = []
    for language in languages:
        path = out / f"{case.id}_chart_{language}.pdf"
        session.say_issues(workspace.export_report(view, language, path))
        pdf = path.read_bytes()
        printed.append(f"{language} {len(_PAGE.findall(pdf))} / {len(pdf)}")
    return ", ".join(printed)
