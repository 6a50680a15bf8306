"""Every row of the table of roles is asked by a verb of the command line."""

import pytest

from mdt_board.cli.session import NEW_PASSWORD_VARIABLE, PASSWORD_VARIABLE
from mdt_board.model.person import Role, Verb
from mdt_board.workflow.access import ROLES

ASKING = {
    Verb.READ: ("show", "MDT-2026-0412"),
    Verb.EXPORT: ("report", "MDT-2026-0412", "--out", "b.pdf"),
    Verb.EDIT: ("edit", "P-2", "--new", "--set", "patient.bed=1"),
    Verb.POSITION: (
        *("position", "MDT-2026-0412", "--discipline", "surgery"),
        *("--text", "no"),
    ),
    Verb.DECIDE: ("decide", "MDT-2026-0412", "--choice", "monitor"),
    Verb.SIGN: ("withdraw", "MDT-2026-0412", "--reason", "wrong patient"),
    Verb.KEEP_STORE: ("store", "backup"),
    Verb.MANAGE_ACCOUNTS: ("account", "change", "li", "--name", "x"),
}


@pytest.fixture
def as_role(run, stored, monkeypatch):
    """Run a verb as somebody of this role alone."""
    monkeypatch.setenv(NEW_PASSWORD_VARIABLE, "correct horse")
    assert run("account", "password").code == 0
    monkeypatch.setenv(PASSWORD_VARIABLE, "correct horse")
    for role in Role:
        made = ("--name", "示例", "--role", role.value, "--discipline", "surgery")
        assert run("account", "add", role.value, *made).code == 0
    assert run("account", "add", "li", "--name", "李示例").code == 0

    def run_it(role, *verb):
        return run(*verb, "--user", role.value, "--lang", "en")

    return run_it


def test_each_row_has_a_verb_that_asks_it():
    assert set(ASKING) == set(ROLES) == set(Verb)


def test_each_verb_refuses_the_roles_that_its_row_leaves_out(
    as_role, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    for verb, words in ASKING.items():
        for role in set(Role) - ROLES[verb]:
            ran = as_role(role, *words)
            assert ran.code == 2, (verb, role)
            assert "This needs one of the roles" in ran.err, (verb, role)
            assert ran.out == ""
    assert not list(tmp_path.glob("b.pdf"))


@pytest.mark.parametrize("verb", sorted(set(Verb) - {Verb.SIGN}))
def test_each_verb_is_done_for_the_roles_of_its_row(
    as_role, tmp_path, monkeypatch, verb
):
    monkeypatch.chdir(tmp_path)
    role = sorted(ROLES[verb])[0]
    ran = as_role(role, *ASKING[verb])
    assert (ran.code, ran.err) == (0, "")
