"""Who the store knows, what it lets them save, and what a hand in its file achieves."""

import sqlite3
from contextlib import closing
from datetime import date, datetime

import pytest

from mdt_board.i18n import Translator
from mdt_board.interpret.engine import interpret
from mdt_board.knowledge import bundled
from mdt_board.model.canonical import sha256_of
from mdt_board.model.decision import DecisionState, Signing
from mdt_board.model.person import Discipline, Role, User
from mdt_board.model.refusal import Refused
from mdt_board.model.stored import Conflict, Policy, Saved
from mdt_board.model.text import FreeText
from mdt_board.store.errors import StoreRefusedError
from mdt_board.workflow.access import may_keep_account, single_user
from mdt_board.workflow.decide import propose
from mdt_board.workflow.saving import POLICY, may_save
from mdt_board.workflow.sign import sign, verify_sign_off


def person(name, *roles, **more):
    fields = {
        "id": name,
        "name": FreeText(en=name),
        "title": FreeText(en="Physician"),
        "roles": roles,
        "disciplines": tuple(Discipline),
    }
    return User(**{**fields, **more})


def but(user, **fields):
    return User(**{**dict(user), **fields})


@pytest.fixture
def staffed(store, at):
    """Return a store with one account of each role, named after it."""
    for role in Role:
        store.keep_account(person(role.value, role), by="tester", at=at)
    return store


# who may save


def test_an_empty_store_knows_nobody(place, open_without_accounts, put, at, audit):
    with open_without_accounts(place) as store:
        assert store.accounts() == ()
        answer = put(store, "one")
        assert isinstance(answer, Refused)
        assert answer.code == "no-account"
        added = store.keep_account(person("li", *Role), by="li", at=at)
        assert isinstance(added, Refused)
        assert [e.action for e in audit(store)] == ["create-store"]
        assert store.list_cases() == ()


def test_the_first_account_is_added_once(place, open_without_accounts, save, case, at):
    first = single_user("me", FreeText(en="Li"), FreeText())
    with open_without_accounts(place) as store:
        assert store.add_first_account(first, at=at) == first
        assert store.add_first_account(first, at=at) == first
        assert store.accounts() == (first,)
        assert [e.action for e in store.history("me")] == ["add-account"]
        with pytest.raises(StoreRefusedError) as refused:
            store.add_first_account(but(first, id="other"), at=at)
        assert refused.value.code == "has-accounts"
        assert isinstance(save(store, case, by="me"), Saved)


def test_the_first_account_is_an_administrator_s(place, open_without_accounts, at):
    with open_without_accounts(place) as store:
        with pytest.raises(StoreRefusedError) as refused:
            store.add_first_account(person("li", Role.CHAIR), at=at)
        assert refused.value.code == "role"
        assert store.accounts() == ()


@pytest.mark.parametrize("role", Role)
def test_each_role_saves_what_it_may(staffed, save, case, role):
    answer = save(staffed, case, by=role.value)
    if role in (Role.MEMBER, Role.CHAIR):
        assert isinstance(answer, Saved)
    else:
        assert isinstance(answer, Refused)
        assert staffed.load(case.id) is None
        assert staffed.history(case.id) == ()


@pytest.mark.parametrize("name", ["nobody", "", "Tester", "' OR 1=1 --", "%"])
def test_nobody_saves_without_an_account(store, save, case, name, audit):
    before = audit(store)
    answer = save(store, case, by=name)
    assert isinstance(answer, Refused)
    assert answer.code == "no-account"
    assert audit(store) == before


def test_a_closed_account_saves_nothing_more(store, save, asking, at, audit):
    save(store, asking("one"), by="wu")
    closed = but(store.account("wu"), is_active=False)
    wu = store.account("wu")
    assert store.keep_account(closed, by="tester", at=at, seen=wu) == closed
    assert audit(store)[-1].action == "close-account"
    answer = save(store, asking("two"), by="wu")
    assert isinstance(answer, Refused)
    assert store.load("C-1").revision == 1
    assert store.save_draft("C-1", base_revision=1, by="wu", at=at, edits=()).code
    again = but(closed, is_active=True)
    assert store.keep_account(again, by="tester", at=at, seen=closed) == again
    assert audit(store)[-1].action == "change-account"
    assert isinstance(save(store, asking("two"), by="wu"), Saved)


def test_who_has_no_account_learns_nothing_from_a_conflict(store, save, asking):
    save(store, asking("one"))
    assert isinstance(save(store, asking("two"), by="nobody", expected=0), Refused)
    assert isinstance(save(store, asking("two"), by="wu", expected=0), Conflict)


def test_a_refused_save_leaves_everything_and_may_be_tried_again(
    staffed, save, asking, at, audit
):
    save(staffed, asking("one"))
    staffed.save_draft("C-1", base_revision=1, by="member", at=at, edits=())
    before, mark = audit(staffed), bytes_of(staffed)
    assert isinstance(save(staffed, asking("two"), by="viewer", save_id="s"), Refused)
    assert (audit(staffed), bytes_of(staffed)) == (before, mark)
    assert isinstance(save(staffed, asking("two"), by="member", save_id="s"), Saved)


def bytes_of(store):
    with closing(sqlite3.connect(store.path)) as file:
        return list(file.iterdump())


@pytest.mark.parametrize("action", ["save", "", "restore-store", "add-account"])
def test_an_action_that_the_policy_does_not_know_is_refused(store, save, case, action):
    assert isinstance(save(store, case, action=action), Refused)


@pytest.mark.parametrize("state", ["proposed", "signed", "amended", "withdrawn"])
def test_a_decision_does_not_move_by_editing(store, save, case, state):
    save(store, case)
    decision = type(case.decision)(
        **{**dict(case.decision), "state": DecisionState(state)}
    )
    moved = type(case)(**{**dict(case), "decision": decision})
    for action in ("edit", "import", "merge", "undo", "create", "position"):
        answer = save(store, moved, action=action)
        assert isinstance(answer, Refused)
    assert store.load(case.id).decision.state is DecisionState.DRAFT


def signing(user, case, at):
    return Signing(
        id="sign-off-1",
        person=user,
        at=at,
        language="en",
        wording=("Partial response.",),
        identifiers=(case.patient.name.zh, case.patient.identifiers[0].value),
        meaning="Reviewed and signed",
    )


def test_a_decision_is_signed_and_kept_by_a_chair_alone(store, save, open_at, case, at):
    chair = store.account("tester")
    first = save(store, case, action="create").case
    proposed = propose(first, first.decision, chair, at)
    second = save(store, proposed, action="decide").case
    seen = interpret(second, bundled(), date(2026, 11, 24))
    signed = sign(second, seen, signing(chair, second, at))
    for by, action in (("wu", "sign"), ("tester", "edit"), ("tester", "amend")):
        assert isinstance(save(store, signed, by=by, action=action), Refused)
    kept = save(store, signed, action="sign").case
    assert verify_sign_off(kept, kept.sign_offs[0]) == ()
    with open_at(store.path) as other:
        read = other.load(case.id)
        assert read == kept
        assert verify_sign_off(read, read.sign_offs[0]) == ()


def test_the_policy_sees_the_latest_version_whatever_was_at_hand(
    place, open_at, save, asking
):
    """Also when another program saved it, and with nothing at hand."""
    asked = []

    def noting(user, before, after, action):
        asked.append((user.id, before, after.revision, action))
        return may_save(user, before, after, action)

    policy = Policy(noting, may_keep_account)
    with open_at(place) as one, open_at(place) as other:
        one._policy = policy
        for turn in range(12):
            saver = (one, other)[turn % 2]
            save(saver, asking(f"{turn}"), expected=turn)
        assert [(b.revision if b else 0) for _, b, _, _ in asked] == list(
            range(0, 12, 2)
        )
        assert [n for _, _, n, _ in asked] == list(range(1, 13, 2))
        assert asked[3][1] == other.load("C-1", 6)


def test_a_policy_that_breaks_saves_nothing(place, open_at, save, asking):
    def broken(*_asked):
        raise ZeroDivisionError

    with open_at(place) as store:
        save(store, asking("one"))
        store._policy = Policy(broken, POLICY.may_keep_account)
        with pytest.raises(ZeroDivisionError):
            save(store, asking("two"))
        assert store.load("C-1").revision == 1
        assert store.verify().is_whole


# accounts and the trail


def test_each_change_of_an_account_stands_in_the_trail_with_its_seal(store, at):
    made = person("li", Role.MEMBER, password_hash="secret-hash")
    store.keep_account(made, by="tester", at=at)
    other = but(made, roles=(Role.CHAIR,))
    store.keep_account(other, by="tester", at=at, seen=made)
    store.keep_account(other, by="tester", at=at, seen=made)  # changes nothing
    added, changed = store.history("li")
    assert (added.action, added.actor) == ("add-account", "tester")
    assert added.details_sha256 == sha256_of(made.model_dump(mode="json"))
    assert changed.action == "change-account"
    assert changed.details_sha256 == sha256_of(other.model_dump(mode="json"))
    assert store.account("li") == other
    assert [a.id for a in store.accounts()] == ["li", "tester", "wu"]
    assert store.account("nobody") is None


def test_accounts_are_there_after_reopening_and_in_a_backup(place, open_at, at):
    with open_at(place) as store:
        store.keep_account(person("li", Role.MEMBER), by="tester", at=at)
        there, backup = store.accounts(), store.backup()
    for path, read_only in ((place, False), (backup, True)):
        with open_at(path, is_read_only=read_only) as store:
            assert store.accounts() == there
            assert store.verify().is_whole


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MEMBER, Role.CHAIR])
def test_only_administrators_keep_accounts_of_others(staffed, at, role, audit):
    before = audit(staffed)
    for wanted in (
        person("new", Role.VIEWER),
        but(staffed.account("wu"), password_hash="x"),
        person(role.value, *Role),
    ):
        seen = staffed.account(wanted.id)
        answer = staffed.keep_account(wanted, by=role.value, at=at, seen=seen)
        assert isinstance(answer, Refused)
    seen = staffed.account(role.value)
    own = but(seen, password_hash="own")
    assert audit(staffed) == before
    assert staffed.keep_account(own, by=role.value, at=at, seen=seen) == own


def test_the_last_administrator_stays(store, at):
    head = store.account("tester")
    wu = store.account("wu")
    assert store.keep_account(but(wu, is_active=False), by="tester", at=at, seen=wu)
    for wanted in (but(head, is_active=False), but(head, roles=(Role.CHAIR,))):
        answer = store.keep_account(wanted, by="tester", at=at, seen=head)
        assert isinstance(answer, Refused)
        assert answer.code == "last-administrator"
    assert store.account("tester") == head


# two at one account


def test_two_changes_of_one_account_are_both_kept(store, at):
    seen = store.account("wu")
    reset = but(seen, password_hash="new-hash")
    assert store.keep_account(reset, by="tester", at=at, seen=seen) == reset
    viewer = but(seen, roles=(Role.VIEWER,))  # still with the old password
    kept = store.keep_account(viewer, by="tester", at=at, seen=seen)
    assert kept == but(reset, roles=(Role.VIEWER,)) == store.account("wu")


def test_the_same_of_an_account_is_not_overwritten(store, at):
    seen = store.account("wu")
    one, two = (but(seen, name=FreeText(en=name)) for name in ("One", "Two"))
    store.keep_account(one, by="tester", at=at, seen=seen)
    answer = store.keep_account(two, by="tester", at=at, seen=seen)
    assert isinstance(answer, Refused)
    assert answer.code == "account-moved"
    assert store.account("wu") == one
    assert store.keep_account(one, by="tester", at=at, seen=seen) == one


def test_an_account_that_was_added_meanwhile_is_not_replaced(store, at):
    one, two = (person("li", Role.MEMBER, title=FreeText(en=t)) for t in ("Dr", "Prof"))
    assert store.keep_account(one, by="tester", at=at) == one
    answer = store.keep_account(two, by="tester", at=at)
    assert isinstance(answer, Refused)
    assert answer.code == "id-taken"
    assert store.account("li") == one


def test_what_two_changes_come_to_is_asked_of_the_policy(store, at):
    """Each alone leaves an administrator; both together do not."""
    wu, tester = store.account("wu"), store.account("tester")
    closed = but(wu, is_active=False)
    assert store.keep_account(closed, by="tester", at=at, seen=wu)
    lesser = but(tester, roles=(Role.CHAIR,))
    answer = store.keep_account(lesser, by="tester", at=at, seen=tester)
    assert isinstance(answer, Refused)


# a hand in the file


def change(path, *statements):
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("DROP TRIGGER accounts_DELETE")
        for statement in statements:
            file.execute(statement)


ALTERATIONS = {
    "role": "UPDATE accounts SET document = "
    "replace(document, '[\"viewer\"]', '[\"chair\"]') WHERE id = 'li'",
    "password": "UPDATE accounts SET document = "
    "replace(document, 'kept-hash', 'other-hash') WHERE id = 'li'",
    "older row": "UPDATE accounts SET document = (SELECT document FROM old)"
    " WHERE id = 'li'",
    "another's row": "UPDATE accounts SET document = "
    "(SELECT document FROM accounts WHERE id = 'wu') WHERE id = 'li'",
    "garbage": "UPDATE accounts SET document = x'00ff' WHERE id = 'li'",
    "removal": "DELETE FROM accounts WHERE id = 'li'",
    "renaming": "UPDATE accounts SET id = 'liu' WHERE id = 'li'",
}


@pytest.fixture
def attacked(place, open_at, at, save, asking):
    """Return a store in which the viewer li, once a chair, was altered by hand."""

    def attack(how):
        with open_at(place) as store:
            save(store, asking("one"))
            chair = person("li", Role.CHAIR, password_hash="kept-hash")
            store.keep_account(chair, by="tester", at=at)
            with closing(sqlite3.connect(place, isolation_level=None)) as file:
                file.execute(
                    "CREATE TABLE old AS SELECT * FROM accounts WHERE id = 'li'"
                )
            viewer = but(chair, roles=(Role.VIEWER,))
            store.keep_account(viewer, by="tester", at=at, seen=chair)
        change(place, ALTERATIONS[how], "DROP TABLE old")
        return open_at(place)

    return attack


@pytest.mark.parametrize("how", ALTERATIONS)
def test_an_account_that_was_altered_by_hand_gives_no_right(
    attacked, save, asking, how
):
    with attacked(how) as store:
        for name in ("li", "liu"):
            answer = save(store, asking("two"), by=name)
            assert isinstance(answer, Refused)
            assert store.account(name) is None
        assert [a.id for a in store.accounts()] == ["tester", "wu"]
        assert store.load("C-1").revision == 1
        assert isinstance(save(store, asking("two"), by="wu"), Saved)


@pytest.mark.parametrize("how", ALTERATIONS)
def test_the_verification_names_the_account_that_was_altered(attacked, how):
    with attacked(how) as store:
        report = store.verify()
        wrong = [c.code for c in report.checks if c.holds is False]
        assert wrong == ["accounts"]
        assert "账户 li" in Translator("zh").message(report.first_broken.message)
        assert not store.verify(is_quick=True).is_whole


@pytest.mark.parametrize("how", ALTERATIONS)
def test_an_administrator_sets_an_altered_account_right(attacked, save, at, how):
    with attacked(how) as store:
        anew = person("li", Role.VIEWER, password_hash="new-hash")
        assert store.keep_account(anew, by="tester", at=at) == anew
        assert store.account("li") == anew
        whole = how != "renaming"  # a row that nobody sealed stays one
        assert store.verify().is_whole is whole


def test_removed_accounts_do_not_make_room_for_a_first_one(place, open_at, at):
    with open_at(place):
        pass
    change(place, "DELETE FROM accounts")
    with pytest.raises(StoreRefusedError) as refused:
        open_at(place)  # the tests' own adds a first account
    assert refused.value.code == "damaged"


def test_accounts_are_closed_and_not_deleted(place, open_at):
    with open_at(place):
        pass
    is_refused = pytest.raises(sqlite3.IntegrityError, match="closed, not deleted")
    with closing(sqlite3.connect(place)) as file, is_refused:
        file.execute("DELETE FROM accounts")


# drafts


def test_a_draft_is_kept_for_those_who_have_an_account(store, at):
    edits = ()
    answer = store.save_draft("C-1", base_revision=0, by="nobody", at=at, edits=edits)
    assert isinstance(answer, Refused)
    assert store.save_draft("C-1", base_revision=0, by="wu", at=at, edits=edits) is None


def test_a_draft_without_a_time_zone_is_a_bug(store):
    naive = datetime(2026, 1, 1)
    with pytest.raises(ValueError, match="time zone"):
        store.save_draft("C-1", base_revision=0, by="wu", at=naive, edits=())
