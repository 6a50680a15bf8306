"""What could stand in a field instead of what was written there."""

from typing import Literal

import pytest
from pydantic import BaseModel, ValidationError

from mdt_board.i18n import Translator
from mdt_board.workspace.field_errors import issues_of

Dozen = Literal["a1", "b2", "c3", "d4", "e5", "f6", "g7", "h8", "i9", "j10", "k11", "l"]


class Short(BaseModel):
    grade: Dozen


class Long(BaseModel):
    grade: Literal[Dozen, "steady"]


def said(kind, grade):
    document = {"grade": grade}
    with pytest.raises(ValidationError) as caught:
        kind.model_validate(document)
    return Translator("en").message(issues_of(caught.value, document)[0].message)


def test_a_dozen_values_are_named_all():
    assert said(Short, "x") == (
        "this value is not one of a1, b2, c3, d4, e5, f6, g7, h8, i9, j10, k11, l"
    )


def test_of_more_values_the_three_closest_are_named_and_the_typed_one_is_not():
    text = said(Long, "staedy")
    assert text.startswith(
        "this value is not in the list; the closest in it are steady, "
    )
    assert text.count(",") == 2
    assert "staedy" not in text
