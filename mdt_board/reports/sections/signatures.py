"""Who signs, and who has signed."""

from datetime import datetime
from zoneinfo import ZoneInfo

from mdt_board.i18n import Translator
from mdt_board.model.person import Discipline
from mdt_board.model.text import N_, FreeText
from mdt_board.model.view import View
from mdt_board.reports.blocks import Block, Labeled, Lines, Signatures
from mdt_board.reports.words import people, said


def section(view: View, tr: Translator) -> tuple[Block, ...]:
    """Return the signatures given so far, and a line for each one to come."""
    zone = view.site.time_zone
    given = tuple(
        Labeled(
            tr(N_("Signed by {person}:"), person=_signer(s.person, s.title, tr)),
            said((_local(s.at, zone), s.meaning, f"SHA-256 {s.case_sha256[:12]}")),
        )
        for s in view.case.sign_offs
    )
    return (*((Lines(given),) if given else ()), Signatures(_names(view, tr)))


def _names(view: View, tr: Translator) -> tuple[str, ...]:
    reserved = {p.discipline for p in view.case.positions if p.is_reservation}
    attending = {p.discipline for p in people(view.case, view.meeting)}
    disciplines = [d for d in Discipline if d in attending | reserved]
    named = [
        tr(N_("{discipline} (reservation)"), discipline=_name(d, tr))
        if d in reserved
        else _name(d, tr)
        for d in disciplines
    ]
    return (*named, tr(N_("Chair, reviewed")))


def _name(discipline: Discipline, tr: Translator) -> str:
    return tr.term(f"discipline.{discipline.value}")


def _signer(person: FreeText, title: FreeText, tr: Translator) -> str:
    return said((tr.free(person), tr.free(title)), " ")


def _local(at: datetime, zone: str) -> str:
    """Write an instant as the hospital's clocks showed it."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
