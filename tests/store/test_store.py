import stat
import sys
from datetime import datetime

import pytest

from mdt_board.model.audit import first_broken
from mdt_board.model.decision import DecisionState
from mdt_board.model.edit import Edit
from mdt_board.model.stored import Conflict, Saved
from mdt_board.store.errors import StoreRefusedError
from mdt_board.store.place import default_path, path_of
from mdt_board.store.store import Store
from mdt_board.workspace import Workspace

EDITS = (Edit(record_id="", field="patient.bed", before="12", after="14"),)


def test_what_was_saved_is_read_back_the_same(store, save):
    workspace = Workspace()
    workspace.open_example_meeting()
    for case_id in workspace.case_ids():
        case = workspace.open_case(case_id)
        saved = save(store, case)
        assert store.load(case_id) == saved.case
        assert saved.case.revision == 1
        assert {**dict(saved.case), "revision": 0} == dict(case)


def test_a_case_that_is_not_there_is_none(store, save, case):
    assert store.load("nobody") is None
    save(store, case)
    assert store.load(case.id, 2) is None


def test_every_version_stays(store, save, asking):
    for text in ("one", "two", "three"):
        save(store, asking(text))
    texts = [store.load("C-1", n).question.text.en for n in (1, 2, 3)]
    assert texts == ["one", "two", "three"]
    assert store.load("C-1").revision == 3


def test_each_version_has_its_entry_and_the_chain_holds(store, save, asking, audit):
    first = save(store, asking("one"), action="create")
    second = save(store, asking("two"), by="wu", action="edit", details_sha256="d" * 64)
    created, *added, one, two = audit(store)
    assert created.action == "create-store"
    assert [(e.action, e.subject, e.actor) for e in added] == [
        ("add-account", "tester", "tester"),
        ("add-account", "wu", "tester"),
    ]
    assert (one, two) == (first.entry, second.entry)
    assert (two.actor, two.action, two.revision) == ("wu", "edit", 2)
    assert two.before_sha256 == one.after_sha256
    assert first_broken(audit(store)) is None
    assert store.history("C-1") == (one, two)
    assert audit(store)[4:] == (two,)
    assert store.entry_with_seal(two.seal) == two
    assert store.entry_with_seal("0" * 64) is None


def test_the_same_save_again_saves_nothing_twice(store, save, asking):
    first = save(store, asking("one"), expected=0, save_id="s-1")
    save(store, asking("two"))
    again = save(store, asking("one"), expected=0, save_id="s-1")
    assert again == Saved(first.case, first.entry, is_repeat=True)
    assert len(store.history("C-1")) == 2


def test_a_save_id_belongs_to_one_save(store, save, asking):
    save(store, asking("one"), expected=0, save_id="s-1")
    with pytest.raises(ValueError, match="another save"):
        save(store, asking("two"), expected=0, save_id="s-1")


def test_a_save_over_a_newer_revision_is_a_conflict(store, save, asking):
    save(store, asking("one"))
    newer = save(store, asking("two"), by="wu")
    answer = save(store, asking("other"), expected=1)
    assert answer == Conflict(1, newer.case, newer.entry)
    assert len(store.history("C-1")) == 2
    assert store.load("C-1") == newer.case


def test_a_save_of_a_revision_that_never_was_is_a_conflict(store, save, asking):
    assert save(store, asking("one"), expected=4) == Conflict(4, None, None)


def test_an_instant_without_a_zone_is_refused(store, case):
    with pytest.raises(ValueError, match="time zone"):
        store.save(
            case,
            by="tester",
            at=datetime(2026, 1, 1),
            expected_revision=0,
            save_id="s",
            action="edit",
        )
    assert store.history(case.id) == ()


def test_the_list_shows_the_latest_version_of_each_case(store, save, asking, case):
    save(store, asking("one"))
    save(store, case)
    save(store, asking("two"), by="wu")
    first, second = store.list_cases()
    assert (first.case_id, first.revision, first.updated_by) == ("C-1", 2, "wu")
    assert first.question.en == "two"
    assert second.case_id == case.id
    assert second.name == case.patient.name
    assert second.numbers == tuple(i.value for i in case.patient.identifiers)
    assert second.driver_gene == "EGFR"
    assert second.decision_state is DecisionState.DRAFT
    assert second.next_assessment_on == case.decision.next_assessment_on


def keep_draft(store, at, edits=EDITS, base=1, by="tester"):
    store.save_draft("C-1", base_revision=base, by=by, at=at, edits=edits)


def test_a_draft_is_overwritten_and_kept_per_person(store, save, asking, at):
    save(store, asking("one"))
    keep_draft(store, at, (EDITS[0], EDITS[0]))
    keep_draft(store, at)
    draft = store.draft("C-1", "tester")
    assert (draft.edits, draft.at, draft.base_revision) == (EDITS, at, 1)
    assert not draft.is_behind
    assert store.draft("C-1", "wu") is None


def test_a_draft_says_that_the_case_has_moved_on(store, save, asking, at):
    save(store, asking("one"))
    keep_draft(store, at)
    save(store, asking("two"), by="wu")
    draft = store.draft("C-1", "tester")
    assert draft.is_behind
    assert (draft.base_revision, draft.current_revision) == (1, 2)


def test_a_save_drops_the_own_draft_only(store, save, asking, at):
    save(store, asking("one"))
    keep_draft(store, at, by="tester")
    keep_draft(store, at, by="wu")
    save(store, asking("two"), by="tester")
    assert store.draft("C-1", "tester") is None
    assert store.draft("C-1", "wu").is_behind


def test_a_save_in_another_window_leaves_the_draft_of_this_one(store, save, asking, at):
    save(store, asking("one"))
    save(store, asking("two"))
    keep_draft(store, at, base=1)
    save(store, asking("three"), expected=2)
    assert store.draft("C-1", "tester").edits == EDITS
    save(store, asking("four"), expected=3, typed_on=1)
    assert store.draft("C-1", "tester") is None


def test_no_edits_drop_the_draft(store, at):
    keep_draft(store, at, base=0)
    keep_draft(store, at, (), base=0)
    assert store.draft("C-1", "tester") is None


def test_a_draft_is_there_after_reopening(place, open_at, at):
    with open_at(place) as store:
        keep_draft(store, at, base=0)
    with open_at(place) as store:
        assert store.draft("C-1", "tester").edits == EDITS


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_only_the_owner_can_read_any_of_it(store, save, case):
    save(store, case)
    store.backup()
    folder = store.path.parent
    for path in (folder, *folder.rglob("*")):
        allowed = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == allowed, path.name


def test_two_programs_see_each_other_s_saves(place, open_at, save, asking):
    with open_at(place) as one, open_at(place) as other:
        save(one, asking("one"))
        assert other.load("C-1").question.text.en == "one"
        assert isinstance(save(other, asking("two"), expected=0), Conflict)


def test_a_whole_store_is_proven_whole_and_says_what_is_not(store, save, case):
    save(store, case)
    report = store.verify()
    assert report.is_whole
    assert [c.code for c in report.checks if c.holds] == [
        "pages", "trail", "head", "versions", "listing", "accounts",
    ]  # fmt: skip
    assert len(report.unproven) == 1
    quick = store.verify(is_quick=True)
    assert quick.is_whole
    assert [c.code for c in quick.checks if c.holds is None] == ["versions", "listing"]


def test_reading_makes_no_store(open_at, place):
    with pytest.raises(StoreRefusedError) as refused:
        open_at(place, may_create=False)
    assert refused.value.code == "no-store"
    assert not place.parent.exists()
    open_at(place).close()
    open_at(place, may_create=False).close()


def test_a_url_of_a_file_is_a_path_and_other_urls_are_refused(tmp_path):
    assert path_of(f"sqlite:///{tmp_path}/a.sqlite") == tmp_path / "a.sqlite"
    assert path_of(str(tmp_path)) == tmp_path
    with pytest.raises(StoreRefusedError) as refused:
        path_of("postgresql://localhost/board")
    assert refused.value.code == "no-such-kind"


@pytest.mark.skipif(sys.platform != "linux", reason="the variable is Linux's")
def test_the_store_is_in_the_user_s_data_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_path() == tmp_path / "mdt-board" / "store" / "board.sqlite"


def test_an_error_text_quotes_nothing_that_is_stored(store, save, asking):
    save(store, asking("one"), save_id="s-1")
    with pytest.raises(Exception, match="save_id") as bug:
        save(store, asking("张三 canary"), save_id="s-1")
    assert "canary" not in str(bug.value)
    assert isinstance(store, Store)
