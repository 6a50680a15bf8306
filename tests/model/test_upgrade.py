"""Older documents become current ones as they are read; newer ones are refused."""

import pytest

from mdt_board.model import upgrade
from mdt_board.model.upgrade import NewerSchemaError, upgraded


@pytest.fixture
def _third_schema(monkeypatch):
    """Pretend that this program writes schema 3, two changes after the first."""
    steps = {
        1: lambda d: {**d, "schema_version": 2, "name": d["nome"]},
        2: lambda d: {**d, "schema_version": 3, "names": [d["name"]]},
    }
    monkeypatch.setattr(upgrade, "SCHEMA_VERSION", 3)
    monkeypatch.setattr(upgrade, "STEPS", steps)


def test_the_current_schema_is_left_as_it_is():
    document = {"schema_version": 1, "id": "a"}
    assert upgraded(document) is document


@pytest.mark.usefixtures("_third_schema")
def test_every_step_is_taken_in_order_and_the_document_is_not_changed():
    document = {"schema_version": 1, "nome": "x"}
    current = upgraded(document)
    assert (current["schema_version"], current["names"]) == (3, ["x"])
    assert document == {"schema_version": 1, "nome": "x"}


@pytest.mark.usefixtures("_third_schema")
def test_a_document_takes_only_the_steps_that_it_lacks():
    current = upgraded({"schema_version": 2, "name": "y"})
    assert (current["schema_version"], current["names"]) == (3, ["y"])


def test_there_is_a_step_from_every_older_schema():
    assert set(upgrade.STEPS) == set(range(1, upgrade.SCHEMA_VERSION))


def test_a_newer_schema_is_refused_with_its_number():
    newer = upgrade.SCHEMA_VERSION + 1
    with pytest.raises(NewerSchemaError) as caught:
        upgraded({"schema_version": newer})
    assert caught.value.version == newer
