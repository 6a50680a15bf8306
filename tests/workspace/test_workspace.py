"""The workspace: the example meeting, the clock, and views of the open cases."""

import socket
from datetime import UTC, date, datetime

import pytest

from mdt_board.model.case import Case
from mdt_board.workspace import Workspace
from mdt_board.workspace.clock import EXAMPLE_DAY, example_now, real_now


@pytest.fixture(scope="module")
def workspace():
    workspace = Workspace(language="zh")
    workspace.open_example_meeting()
    return workspace


def test_the_example_cases_come_in_the_order_of_the_agenda(workspace):
    assert workspace.case_ids() == tuple(i.case for i in workspace.meeting.agenda)
    assert workspace.case_ids()


def test_every_example_is_marked_and_comes_from_its_source_files(workspace):
    for case in map(workspace.open_case, workspace.case_ids()):
        assert case.is_example
        assert len(case.sources) >= 6
        assert case.molecular.variants


def test_the_examples_take_place_on_their_own_day_whatever_the_clock(workspace):
    late = Workspace(now=lambda: datetime(2031, 1, 1, tzinfo=UTC))
    late.open_example_meeting()
    assert late.meeting.on == EXAMPLE_DAY
    for case_id in late.case_ids():
        assert late.view(case_id).on == EXAMPLE_DAY
        assert late.view(case_id) == workspace.view(case_id)


def test_a_view_carries_the_meeting_and_the_import_issues(workspace):
    first = workspace.view(workspace.case_ids()[0])
    assert first.meeting is workspace.meeting
    assert first.interpretation.case == first.case.id
    assert all(issue.place for issue in first.issues)


def test_a_case_that_is_not_on_the_agenda_has_no_meeting(workspace):
    assert workspace.view_of(Case(id="other")).meeting is None


def test_an_unknown_case_is_a_key_error(workspace):
    with pytest.raises(KeyError):
        workspace.view("no such case")


def test_a_real_case_is_seen_on_the_day_of_the_clock():
    workspace = Workspace(now=lambda: datetime(2027, 3, 1, 8, tzinfo=UTC))
    assert workspace.view_of(Case(id="a")).on == date(2027, 3, 1)
    chosen = workspace.view_of(Case(id="a"), date(2026, 1, 1))
    assert chosen.on == chosen.interpretation.on == date(2026, 1, 1)


def test_both_clocks_know_their_zone():
    assert real_now().tzinfo
    assert example_now().date() == EXAMPLE_DAY


def test_a_case_file_stays_open_by_its_id(tmp_path):
    workspace = Workspace()
    workspace.write_case(Case(id="MDT-7"), tmp_path / "any name.json")
    assert workspace.open_case_file(tmp_path / "any name.json").id == "MDT-7"
    assert workspace.case_ids() == ("MDT-7",)
    assert workspace.view("MDT-7").case == Case(id="MDT-7")


def test_the_translator_is_the_screens_or_the_one_asked_for(workspace):
    assert workspace.translator().language == "zh"
    assert workspace.translator("en").language == "en"


def test_nothing_reaches_for_the_network(monkeypatch):
    def refused(*_arguments, **_options):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "socket", refused)
    workspace = Workspace()
    workspace.open_example_meeting()
    assert workspace.view(workspace.case_ids()[0]).interpretation.headline
