"""Stores that older versions made are taken into use for ever."""

import shutil
from pathlib import Path

import pytest

from mdt_board.model.stored import Saved
from mdt_board.store.store import restore

DATA = Path(__file__).parent.parent / "data" / "store"
SIGNED_SEAL = "fe21550f0a8f1a56aa24c4e076224b9e139cda2acb88e05e3647716de0655baf"


@pytest.fixture(params=sorted(DATA.glob("*.sqlite")), ids=lambda path: path.stem)
def taken_up(request, place, at):
    restore(request.param, place, by="li", at=at)
    return place


def test_all_that_it_holds_is_read_and_it_goes_on(taken_up, open_at, put):
    with open_at(taken_up) as store:
        assert [(c.case_id, c.revision) for c in store.list_cases()] == [
            ("V1-2", 1),
            ("V1-1", 3),
        ]
        assert [store.load("V1-1", n).question.text.zh for n in (1, 2, 3)] == [
            "第一版",
            "第二版",
            "第三版",
        ]
        assert [c.case_id for c in store.list_cases("示例乙")] == ["V1-2"]
        assert store.draft("V1-1", "wu").base_revision == 2
        assert store.draft("V1-1", "wu").is_behind
        assert store.verify().is_whole
        assert isinstance(put(store, "goes on"), Saved)


def test_its_bytes_and_its_seals_are_what_they_were(taken_up, open_at):
    with open_at(taken_up) as store:
        signed = store.entry_with_seal(SIGNED_SEAL)
        assert (signed.action, signed.subject, signed.revision) == ("sign", "V1-1", 3)


def test_the_file_in_the_repository_stays_as_it_is(open_at, tmp_path):
    for source in DATA.glob("*.sqlite"):
        before = source.read_bytes()
        shutil.copyfile(source, tmp_path / source.name)
        with open_at(tmp_path / source.name, is_read_only=True) as store:
            assert store.verify().is_whole
        assert source.read_bytes() == before
