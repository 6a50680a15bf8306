"""How clauses become running text in each language."""

import pytest

from mdt_board.i18n import Translator


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ([], ""),
        (["Sum 30 mm", "Check the drugs first"], "Sum 30 mm. Check the drugs first"),
        (["One.", "Two"], "One. Two"),
        (["two values", "MET in tissue"], "two values; MET in tissue"),
        (["the stage", "the driver"], "the stage; the driver"),
    ],
)
def test_an_english_clause_with_a_capital_begins_a_sentence(parts, text):
    assert Translator("en").sentences(parts) == text


def test_chinese_clauses_are_joined_by_a_full_width_semicolon():
    assert Translator("zh").sentences(["甲", "乙"]) == "甲；乙"
