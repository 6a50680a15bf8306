"""What CIViC says, in one line an item; a reference beside the program's own rules."""

from mdt_board.i18n import Translator
from mdt_board.model.civic import CivicItem
from mdt_board.model.text import N_
from mdt_board.model.view import CivicBeside
from mdt_board.presenters.parts import Detail, Statement


def civic_statement(found: CivicBeside, tr: Translator) -> Statement:
    """Show what CIViC holds on one variant; it opens to the items."""
    text = tr(
        N_("CIViC on {name}: {count} items (file of {day}); no rule uses them"),
        name=found.name,
        count=len(found.items),
        day=tr.day(found.added_on),
    )
    details = tuple(
        Detail(civic_line(item, tr), is_reference=True) for item in found.items
    )
    return Statement(f"civic:{found.record}", text, details, (found.record,))


def civic_line(item: CivicItem, tr: Translator) -> str:
    """Write one item with its level and date; a flagged one is marked first."""
    flagged = tr(N_("[flagged in CIViC: not current]")) if item.is_flagged else ""
    level = tr(N_("level {level}"), level=item.level)
    reviewed = tr(N_("reviewed {day}"), day=tr.day(item.reviewed_on))
    claim = f"{item.significance} ({item.direction})"
    parts = (item.profile, item.therapies, claim, item.disease, level, reviewed)
    shown = " · ".join(p for p in (flagged, *parts, item.citation) if p)
    return f"EID{item.id} {shown}"
