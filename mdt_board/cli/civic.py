"""What the verbs about CIViC and the table of access print."""

from pathlib import Path

from mdt_board.cli.session import Session
from mdt_board.i18n import Translator
from mdt_board.model.civic import CivicLayer
from mdt_board.model.text import N_
from mdt_board.presenters.civic import civic_line
from mdt_board.workspace.civic import (
    add_civic,
    civic_layer,
    default_folder,
    named,
    remove_civic,
)
from mdt_board.workspace.site import keep_access

NONE = N_("No reference layer was added; `knowledge add civic FILE` adds one.")
ORDER = N_(
    "{count} items, by gene, then level (A to E: how strong a study is, not what to "
    "do), the newest review first:"
)


def add(file: Path, session: Session) -> int:
    """Keep the file and say what it holds."""
    today = session.workspace.now().date()
    layer, issues = add_civic(file, default_folder(), today)
    session.say_issues(tuple(issues))
    session.say(_about(layer, session.tr))
    return 0


def add_access(file: Path, session: Session) -> int:
    """Keep the site's table of access and say how many rows of it are used."""
    rows, issues = keep_access(file, default_folder())
    session.say_issues(issues)
    text = N_("Access to drugs: {count} signed rows are used.")
    session.say(session.tr(text, count=len(rows)))
    return 1 if issues else 0


def show(variant: str, session: Session) -> int:
    """Say which layer is kept, and what it says of a variant."""
    layer = civic_layer(default_folder())
    if layer is None:
        session.say(session.tr(NONE))
        return 0
    session.say(_about(layer, session.tr))
    items = named(variant, layer) if variant else ()
    if items:
        session.say(session.tr(ORDER, count=len(items)))
    for item in items:
        session.say(civic_line(item, session.tr))
    if variant and not items:
        session.say(session.tr(N_("It has no item about this variant or gene alone.")))
    return 0


def remove(session: Session) -> int:
    """Remove the layer."""
    was_there = remove_civic(default_folder())
    text = N_("The CIViC file was removed.") if was_there else NONE
    session.say(session.tr(text))
    return 0


def _about(layer: CivicLayer, tr: Translator) -> str:
    return tr(
        N_("CIViC: {count} items of {name}, added {day}, SHA-256 {sha256}"),
        count=len(layer.items),
        name=layer.name,
        day=tr.day(layer.added_on),
        sha256=layer.sha256[:12],
    )
