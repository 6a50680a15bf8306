from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import pytest

from mdt_board import importers
from mdt_board.assets import asset
from mdt_board.interpret.engine import interpret
from mdt_board.knowledge import bundled
from mdt_board.model.case import Case
from mdt_board.model.interpretation import Interpretation
from mdt_board.model.person import Discipline, Role, User
from mdt_board.model.text import FreeText
from mdt_board.workflow.edit import add

CaseOf = Callable[[str], Case]


@cache
def whole_case(name: str) -> Case:
    case = Case.model_validate_json(asset("examples", name, "case.json").read_bytes())
    for path in sorted(asset("examples", name).iterdir()):
        if path.suffix != ".json":
            case, issues = add(case, importers.read(path))
            assert issues == ()
    return case


@cache
def seen_case(name: str) -> Interpretation:
    return interpret(whole_case(name), bundled(), date(2026, 11, 24))


@pytest.fixture(scope="session")
def whole() -> CaseOf:
    """Return an example case with everything that its files bring."""
    return whole_case


@pytest.fixture(scope="session")
def seen() -> Callable[[str], Interpretation]:
    """Return what the rules make of an example case on the day of the meeting."""
    return seen_case


@pytest.fixture(scope="session")
def look() -> Callable[..., Interpretation]:
    """Return what the rules make of any case, on a day."""

    def interpreted(case: Case, on: date = date(2026, 11, 24)) -> Interpretation:
        return interpret(case, bundled(), on)

    return interpreted


@pytest.fixture(scope="session")
def with_fields() -> Callable[..., Case]:
    """Return a case with top-level fields replaced, through its validation."""

    def replaced(case: Case, **fields: Any) -> Case:
        document = {**case.model_dump(mode="json"), **fields}
        return Case.model_validate(document, strict=False)

    return replaced


@pytest.fixture(scope="session")
def user() -> Callable[..., User]:
    """Return an account with the roles and disciplines asked for."""

    def made(
        *roles: Role, speaks_for: tuple[Discipline, ...] = (), **more: Any
    ) -> User:
        fields: dict[str, Any] = {
            "id": "user-1",
            "name": FreeText(zh="示例主持人", en="Example Chair"),
            "title": FreeText(zh="主任医师", en="Chief physician"),
            "roles": roles,
            "disciplines": speaks_for,
        }
        return User(**{**fields, **more})

    return made


@pytest.fixture(scope="session")
def at() -> datetime:
    """Return the instant of the example meeting."""
    return datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
