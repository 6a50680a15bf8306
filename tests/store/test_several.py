"""Several programs at once: nothing is overwritten silently."""

import os
import sys
import time
from datetime import UTC, datetime

import pytest

from mdt_board.model.oncology import PerformanceStatus
from mdt_board.model.stored import Conflict, Saved
from mdt_board.workflow.edit import adding, apply
from mdt_board.workspace import Workspace
from mdt_board.workspace.archive import Login
from mdt_board.workspace.ids import counted_ids
from mdt_board.workspace.records import Kept

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="needs fork"),
    pytest.mark.filterwarnings("ignore:This process:DeprecationWarning"),  # of threads
]
PROGRAMS = 8


def run_all(work, programs=PROGRAMS):
    children = []
    for number in range(programs):
        child = os.fork()
        if child == 0:
            try:
                work(number)
            except BaseException as error:
                os.write(2, repr(error).encode())
                os._exit(1)
            os._exit(0)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * programs


def add_token(case, token, asking):
    return asking(f"{case.question.text.en} {token}")


def edit(store, token, asking, save):
    """Put a token in, anew on what somebody else has saved meanwhile."""
    case = store.load("C-1")
    attempt = 0
    while True:
        attempt += 1
        wanted = add_token(case, token, asking)
        answer = save(
            store, wanted, expected=case.revision, save_id=f"{token}-{attempt}"
        )
        if isinstance(answer, Saved):
            return
        case = answer.current


def overwrite(store, token, asking, save):
    """The control: whoever comes last wins."""
    case = store.load("C-1")
    wanted, expected = add_token(case, token, asking), case.revision
    attempt = 0
    while True:
        attempt += 1
        save_id = f"{token}-{attempt}"
        answer = save(store, wanted, expected=expected, save_id=save_id)
        if not isinstance(answer, Conflict):
            return
        expected = answer.current.revision


@pytest.fixture
def edited(place, open_at, asking, save):
    """Let all programs edit one case; return the tokens and the revision at the end."""

    def run(how, edits):
        with open_at(place) as store:
            save(store, asking("start"))

        def work(number):
            with open_at(place) as store:
                for n in range(edits):
                    how(store, f"p{number}n{n}", asking, save)

        run_all(work)
        with open_at(place) as store:
            assert store.verify().is_whole
            case = store.load("C-1")
        return set(case.question.text.en.split()) - {"start"}, case.revision

    return run


def test_no_edit_is_overwritten(edited, trials):
    edits = trials(50, 500)
    tokens, revision = edited(edit, edits)
    assert tokens == {f"p{p}n{n}" for p in range(PROGRAMS) for n in range(edits)}
    assert revision == 1 + PROGRAMS * edits


def test_the_control_that_overwrites_loses_edits(edited):
    tokens, revision = edited(overwrite, 10)
    assert revision == 1 + PROGRAMS * 10
    assert len(tokens) < PROGRAMS * 10


def test_programs_that_create_a_store_at_once_share_it(
    tmp_path, open_at, asking, save, audit
):
    for turn in range(5):
        place = tmp_path / str(turn) / "board.sqlite"

        def work(number, place=place):
            with open_at(place) as store:
                save(store, asking("first", f"C-{number}"), save_id=f"p{number}")

        run_all(work)
        with open_at(place) as store:
            assert len(store.list_cases()) == PROGRAMS
            assert [e.action for e in audit(store)].count("create-store") == 1
            assert store.verify().is_whole


# through the workspace

STATIONS = 4
EDITS = 6
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def station(place):
    """Open a workspace of its own on the same store."""

    def opened(name):
        return Workspace(
            now=lambda: NOON,
            new_id=counted_ids(name),
            store=str(place),
            login=Login(name="somebody"),
        )

    return opened


def add_status(workspace, found, record_id):
    status = {"id": record_id, "on": "2026-11-24", "ecog": 1}
    record = PerformanceStatus.model_validate(status, strict=False)
    after = apply(found.case, [adding(found.case, "oncology.performance", record)])
    answer = workspace.keep(found, after, "edit")
    assert isinstance(answer, Kept), answer
    return answer


@pytest.mark.parametrize("is_in_a_file", [False, True])
def test_what_several_stations_keep_is_joined(station, tmp_path, is_in_a_file):
    """All of them have found the same version before the first one saves."""
    name = str(tmp_path / "case.json") if is_in_a_file else "P-1"
    begun = station("begin")
    add_status(begun, begun.find_or_begin(name), "first")
    begun.close()

    def work(number):
        workspace = station(f"station-{number}")
        found = workspace.find(name)
        (tmp_path / f"ready-{number}").touch()
        until = time.monotonic() + 30
        while len(list(tmp_path.glob("ready-*"))) < STATIONS:
            assert time.monotonic() < until
            time.sleep(0.01)
        for n in range(EDITS):
            found = add_status(workspace, found, f"s{number}n{n}")
        workspace.close()

    run_all(work, STATIONS)
    end = station("end")
    case = end.find(name).case
    end.close()
    wanted = {f"s{s}n{n}" for s in range(STATIONS) for n in range(EDITS)}
    assert {r.id for r in case.oncology.performance} == wanted | {"first"}
    assert case.revision == 1 + STATIONS * EDITS
    assert [p for p in tmp_path.iterdir() if p.name.endswith(".lock")] == []
