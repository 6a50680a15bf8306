"""Stores that older versions made are taken into use for ever."""

import shutil
from pathlib import Path

import pytest

from mdt_board.model.stored import Saved
from mdt_board.store.errors import StoreRefusedError
from mdt_board.store.migrations import STEPS
from mdt_board.store.store import restore
from mdt_board.workflow.sign import verify_sign_off

DATA = Path(__file__).parent.parent / "data" / "store"
OLD = {p.stem: p for p in sorted(DATA.glob("*.sqlite"))}
# the revision that was signed and the seal of its entry, as a printed record has it
SIGNED = {
    "v1": (3, "fe21550f0a8f1a56aa24c4e076224b9e139cda2acb88e05e3647716de0655baf"),
    "v2": (5, "0cc58cf55473e28c8657dfe84ee778fc0b343ddd09cd38b00d5c04928226ac47"),
}
ACCOUNTS = {"v1": ["tester", "wu"], "v2": ["gone", "li", "wu"]}


@pytest.fixture(params=OLD)
def name(request):
    return request.param


@pytest.fixture
def taken_up(name, place, at):
    restore(OLD[name], place, by="li", at=at)
    return place


def test_each_schema_left_its_file():
    assert list(OLD) == [f"v{n}" for n in range(1, len(STEPS) + 1)]


def test_all_that_it_holds_is_read_and_it_goes_on(
    taken_up, name, open_at, save, asking
):
    one, two = f"{name.upper()}-1", f"{name.upper()}-2"
    with open_at(taken_up) as store:
        assert [(c.case_id, c.revision) for c in store.list_cases()] == [
            (two, 1),
            (one, SIGNED[name][0]),
        ]
        assert [store.load(one, n).question.text.zh for n in (1, 2, 3)] == [
            "第一版",
            "第二版",
            "第三版",
        ]
        assert [c.case_id for c in store.list_cases("示例乙")] == [two]
        assert store.draft(one, "wu").base_revision == 2
        assert store.draft(one, "wu").is_behind
        assert [a.id for a in store.accounts()] == ACCOUNTS[name]
        assert store.verify().is_whole
        by = "li" if store.account("li") else "tester"
        assert isinstance(save(store, asking("goes on"), by=by), Saved)


def test_its_bytes_and_its_seals_are_what_they_were(taken_up, name, open_at):
    revision, seal = SIGNED[name]
    with open_at(taken_up) as store:
        signed = store.entry_with_seal(seal)
        case_id = f"{name.upper()}-1"
        assert (signed.action, signed.subject) == ("sign", case_id)
        assert signed.revision == revision
        case = store.load(case_id, revision)
        assert len(case.sign_offs) == (name != "v1")  # v1 only named the action so
        assert [verify_sign_off(case, s) for s in case.sign_offs] in ([], [()])


def test_the_file_in_the_repository_stays_as_it_is(open_at, name, tmp_path):
    before = OLD[name].read_bytes()
    copied = tmp_path / OLD[name].name
    shutil.copyfile(OLD[name], copied)
    if name == f"v{len(STEPS)}":
        with open_at(copied, is_read_only=True) as store:
            assert store.verify().is_whole
    else:
        with pytest.raises(StoreRefusedError) as refused:
            open_at(copied, is_read_only=True)
        assert refused.value.code == "store-older"
    assert copied.read_bytes() == OLD[name].read_bytes() == before
