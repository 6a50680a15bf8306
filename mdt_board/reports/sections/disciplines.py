"""What each expert said, one card per position, in the color of the discipline."""

from mdt_board.i18n import Translator
from mdt_board.model.decision import Position
from mdt_board.model.person import Discipline
from mdt_board.model.text import N_
from mdt_board.model.view import View
from mdt_board.palette import discipline_color
from mdt_board.reports.blocks import Block, Card, Cards, Heading
from mdt_board.reports.words import people, person_line, speaker

PANELS = (
    Discipline.ONCOLOGY,
    Discipline.RADIOLOGY,
    Discipline.PATHOLOGY,
    Discipline.MOLECULAR,
)


def section(view: View, tr: Translator) -> tuple[Block, ...]:
    """Return the positions; a discipline of the four panels without one stays blank."""
    positions = view.case.positions
    spoken = {p.discipline for p in positions}
    order = [*PANELS, *(d for d in Discipline if d not in PANELS)]
    cards = [
        card
        for discipline in order
        for card in (
            *(_card(p, view, tr) for p in positions if p.discipline is discipline),
            *_blank(discipline, view, tr)[: discipline not in spoken],
        )
    ]
    return Heading(tr(N_("Opinions of the experts"))), Cards(tuple(cards))


def _card(position: Position, view: View, tr: Translator) -> Card:
    return Card(
        title=tr.term(f"discipline.{position.discipline.value}"),
        by=speaker(position, view, tr),
        text=tr.free(position.text),
        color=discipline_color(position.discipline),
        mark=tr(N_("reservation")) if position.is_reservation else "",
    )


def _blank(discipline: Discipline, view: View, tr: Translator) -> list[Card]:
    """Return a card to write on, for a discipline that was expected to speak."""
    present = [p for p in people(view.case, view.meeting) if p.discipline is discipline]
    if discipline not in PANELS:
        return []
    by = person_line(present[0], tr) if present else ""
    title = tr.term(f"discipline.{discipline.value}")
    return [Card(title, by, "", discipline_color(discipline), tr(N_("not recorded")))]
