"""The example meeting can be tried without leaving anything behind."""

from pathlib import Path

from mdt_board.workspace.practice import Practice
from mdt_board.workspace.records import Kept


def test_looking_makes_no_store_and_closing_leaves_nothing():
    practice = Practice("en")
    views = practice.views()
    assert all(view.case.is_example and view.meeting for view in views)
    assert not practice.workspace.archive.is_open
    place = Path(practice.workspace.archive.place)
    practice.close()
    assert not place.parent.exists()


def test_what_is_saved_is_kept_until_it_is_closed():
    practice = Practice("en")
    view = practice.views()[0]
    begun = practice.workspace.find_or_begin(view.case.id)
    assert isinstance(practice.workspace.keep(begun, view.case, "create"), Kept)
    assert practice.workspace.find(view.case.id).case.revision == 1
    place = Path(practice.workspace.archive.place)
    practice.close()
    assert not place.exists()
