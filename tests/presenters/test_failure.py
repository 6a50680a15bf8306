"""Where in a file something is wrong, in the reader's language and told once."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt_board.i18n import Translator
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.text import Count, Message, Plain, Where
from mdt_board.presenters.failure import issue_line, told_line, told_once

ENGLISH, CHINESE = Translator("en"), Translator("zh")
TEXT = "{column} is empty; fill it in. The row was left out."


def issue(inside: str, file: str = "", column: str = "VAF") -> Issue:
    place = ": ".join(p for p in (file, inside) if p)
    message = Message(TEXT, {"column": Plain(column)})
    return Issue("missing", Severity.SKIPPED, place, message, file)


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("line 4", "第 4 行"),
        ("row 3, column VAF", "第 3 行“VAF”列"),
        ("sheet 2", "第 2 张工作表"),
        (
            "sheet 2, row 3, column diameter (mm)",
            "第 2 张工作表第 3 行“diameter (mm)”列",
        ),
        ("line 18, allele 1, column AD", "第 18 行第 1 个等位基因“AD”列"),
        ("group 2", "第 2 组"),
        ("item 1.2.3", "条目 1.2.3"),
        ("images", "影像部分"),
        ("lines 3–14, 17, column VAF", "第 3–14, 17 行“VAF”列"),
    ],
)
def test_a_place_is_said_in_the_readers_language(inside, said):
    assert CHINESE.place(inside, "a.csv") == f"a.csv {said}"
    assert ENGLISH.place(inside, "a.csv") == f"a.csv: {inside}"


def test_a_column_that_is_called_like_a_place_stays_as_it_is():
    said = CHINESE.place("row 3, column line 4, column row 5")
    assert said == "第 3 行“line 4, column row 5”列"


@pytest.mark.parametrize("name", ["line 4", "group 1", "images", "a: row 3", "第 3 行"])
def test_a_file_that_is_called_like_a_place_keeps_its_name(name):
    assert issue_line(issue("", name), CHINESE).startswith(f"{name}：")
    assert issue_line(issue("line 9", name), CHINESE).startswith(f"{name} 第 9 行：")


@pytest.mark.parametrize(
    "path", ["entry[4].resource Patient/line 4", "radiology.lesions[0].role", "--set"]
)
def test_a_path_into_a_document_is_shown_as_it_is(path):
    assert CHINESE.place(path) == path


def test_a_place_in_a_sentence_is_said_in_its_language():
    message = Message(
        "This row contradicts {earlier} of the same file; it was left out.",
        {"earlier": Where("line 2")},
    )
    assert "line" not in CHINESE.message(message)
    assert "第 2 行" in CHINESE.message(message)
    assert "line 2" in ENGLISH.message(message)


def test_issues_that_say_the_same_are_told_once_with_every_line():
    lines = (*range(3, 15), 17, 20, 21)
    issues = [issue(f"line {n}, column VAF", "a.csv") for n in lines]
    (told,) = told_once(issues)
    assert told.times == len(issues)
    assert told_line(told, ENGLISH) == (
        "a.csv: lines 3–14, 17, 20, 21, column VAF: VAF is empty; fill it in. The row "
        "was left out. (15 in all)"
    )
    said = told_line(told, CHINESE)
    assert said.startswith("a.csv 第 3–14, 17, 20, 21 行“VAF”列：")
    assert said.endswith("（共 15 处）")


def test_entries_of_a_bundle_are_told_once():
    issues = [issue(f"entry[{n}].resource Observation/o{n}", "b.json") for n in (4, 6)]
    (told,) = told_once(issues)
    assert told_line(told, ENGLISH).startswith("b.json: entry[4, 6].resource: ")


def test_what_differs_in_file_column_kind_or_words_is_told_apart():
    one = issue("line 3, column VAF", "a.csv")
    others = (
        issue("line 4, column VAF", "b.csv"),
        issue("line 4, column AD", "a.csv"),
        issue("sheet 1, row 4, column VAF", "a.csv"),
        issue("line 4, column VAF", "a.csv", column="AD"),
        replace(issue("line 4, column VAF", "a.csv"), severity=Severity.NOTED),
        issue("", "a.csv"),
    )
    assert [t.issue for t in told_once((one, *others))] == [one, *others]


def test_many_scattered_lines_name_the_first_the_last_and_the_number():
    (told,) = told_once(issue(f"line {n}", "a.csv") for n in range(2, 2_002, 2))
    line = told_line(told, ENGLISH)
    assert line.startswith("a.csv: lines 2, 4, 6, ")
    assert " … 2000: " in line
    assert line.endswith("(1000 in all)")
    assert len(line) < 400
    assert told_line(told, CHINESE).startswith("a.csv 第 2, 4, 6, ")


@given(st.lists(st.integers(1, 60), min_size=1, max_size=40, unique=True))
def test_no_line_is_lost_and_none_is_made_up(numbers):
    (told,) = told_once(issue(f"line {n}") for n in numbers)
    named = told.issue.place.partition(" ")[2]
    found: set[int] = set()
    for part in named.split(", "):
        first, _, last = part.partition("–")
        found |= set(range(int(first), int(last or first) + 1))
    assert found == set(numbers)
    assert told.times == len(numbers)


def test_words_of_every_kind_can_be_gathered():
    words = {"number": Count(2), "where": Where("line 1", "x.csv")}
    message = Message("{number} {where}", words)
    issues = [Issue("a", Severity.NOTED, f"line {n}", message) for n in (1, 2)]
    assert len(told_once(issues)) == 1


def test_every_step_that_importers_write_has_its_chinese():
    """A place that no pattern knows would stay English."""
    source = Path(__file__).parents[2] / "mdt_board" / "importers"
    text = "".join(p.read_text(encoding="utf-8") for p in source.rglob("*.py"))
    for name in ("line", "row", "sheet", "group", "item", "allele"):
        assert f"{name} {{" in text or f'LINE = ", {name} "' in text
        assert f"{name} " not in CHINESE.place(f"{name} 1")
