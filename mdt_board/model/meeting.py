"""A meeting of the board: when, where, who, and in which order the cases come."""

from datetime import time

from mdt_board.model.base import ListRecord, Record
from mdt_board.model.day import Day
from mdt_board.model.person import Person
from mdt_board.model.text import FreeText


class AgendaItem(Record):
    """One case on the agenda, by its id."""

    case: str
    is_decided: bool = False


class Meeting(ListRecord):
    """One session of one board."""

    board: FreeText = FreeText()
    on: Day
    starts_at: time | None = None
    room: FreeText = FreeText()
    hospital: FreeText = FreeText()
    chair: Person | None = None
    recorder: Person | None = None
    attendance: tuple[Person, ...] = ()
    agenda: tuple[AgendaItem, ...] = ()
