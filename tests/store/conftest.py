import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from functools import cache
from itertools import count
from types import SimpleNamespace

import pytest

from mdt_board.assets import asset
from mdt_board.model.case import Case, Question
from mdt_board.model.person import User
from mdt_board.model.stored import Saved
from mdt_board.model.text import FreeText
from mdt_board.store import trail
from mdt_board.store.store import Store
from mdt_board.workflow.access import single_user
from mdt_board.workflow.saving import POLICY

AT = datetime(2026, 11, 24, 6, tzinfo=UTC)
NUMBERS = count(1)
TESTER, WU = (
    single_user(name, FreeText(en=name), FreeText(en="Chief physician"))
    for name in ("tester", "wu")
)


@pytest.fixture(scope="session")
def at():
    return AT


@pytest.fixture(scope="session")
def trials():
    """How often a fault is tried: a part in daily use, all of it when asked for."""
    is_full = os.environ.get("MDT_BOARD_FAULTS") == "full"
    return lambda daily, full: full if is_full else daily


@pytest.fixture
def place(tmp_path):
    return tmp_path / "store" / "board.sqlite"


@cache
def example():
    return Case.model_validate_json(asset("examples", "b", "case.json").read_bytes())


@pytest.fixture(scope="session")
def case():
    return example()


@pytest.fixture(scope="session")
def asking():
    """Return a case of the given id, whose question carries the text."""

    def build(text, case_id="C-1"):
        question = Question(text=FreeText(en=text))
        fields = {**dict(example()), "id": case_id, "question": question}
        return Case(**fields)

    return build


def open_empty(place, **options):
    return Store.open(
        place,
        now=lambda: AT,
        new_id=lambda: f"id-{next(NUMBERS)}",
        policy=POLICY,
        **options,
    )


def open_store(place, **options):
    store = open_empty(place, **options)
    if not (store.read_only_because or len(store.accounts()) > 1):
        store.add_first_account(TESTER, at=AT)
        store.keep_account(WU, by=TESTER.id, at=AT)
    return store


@pytest.fixture(scope="session")
def open_at():
    """Open a store with the accounts tester and wu; whoever opens it closes it."""
    return open_store


@pytest.fixture(scope="session")
def open_without_accounts():
    """Open a store as it is; whoever opens it closes it."""
    return open_empty


@pytest.fixture
def store(place):
    with open_store(place) as opened:
        yield opened


def save_to(store, case, *, expected=None, by="tester", save_id="", **more):
    there = store.load(case.id) if expected is None else None
    if expected is None:
        expected = there.revision if there else 0
    return store.save(
        case,
        by=by,
        at=AT,
        expected_revision=expected,
        save_id=save_id or f"save-{next(NUMBERS)}",
        action=more.pop("action", "edit"),
        **more,
    )


@pytest.fixture(scope="session")
def save():
    """Save a case over its latest revision, or over the one that is expected."""
    return save_to


def entries_of(store):
    with closing(sqlite3.connect(store.path)) as file:
        file.row_factory = sqlite3.Row
        rows = file.execute("SELECT * FROM audit ORDER BY sequence").fetchall()
    return tuple(trail.entry_of(SimpleNamespace(**dict(row))) for row in rows)


@pytest.fixture(scope="session")
def audit():
    """Return the whole trail of a store, oldest first."""
    return entries_of


@pytest.fixture(scope="session")
def put(asking):
    """Save the case of the tests with this question."""
    return lambda store, text: save_to(store, asking(text))


@pytest.fixture(scope="session")
def busy_store(tmp_path_factory, asking):
    """Return the folder of a closed store with some cases, versions and entries."""
    folder = tmp_path_factory.mktemp("busy")
    with open_store(folder / "board.sqlite") as opened:
        for number in range(4):
            for revision in range(4):
                case = asking(f"病例 {number} {revision}", f"C-{number}")
                assert isinstance(save_to(opened, case), Saved)
            guest = User(id=f"guest-{number}", name=FreeText(en="Guest"))
            opened.keep_account(guest, by=WU.id, at=AT)
    return folder


@pytest.fixture
def copy_of_busy(busy_store, tmp_path):
    """Copy the busy store, as often as wanted; return the path of its file."""
    numbers = count()

    def copy():
        folder = tmp_path / f"copy-{next(numbers)}"
        shutil.copytree(busy_store, folder)
        return folder / "board.sqlite"

    return copy
