"""Words reach the paper as they stand, or visibly as their code."""

import ast
from pathlib import Path
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt_board.reports import to_pdf
from mdt_board.reports.blocks import Card, Cards, Footer, Labeled, Lines, Report
from mdt_board.reports.escape import runs, unprintable
from mdt_board.reports.paper.fonts import BOLDER, FALLBACK, REGULAR, face
from mdt_board.reports.to_text import text_of
from mdt_board.reports.unseen import ACTING, ZERO_WIDTH

PACKAGE = Path(__file__).parents[2] / "mdt_board"
PAYLOADS = (
    '<img src="file:///etc/passwd"/>',
    '<a href="https://example.org">click</a>',
    "<b>bold</b> & <i>x</i> &amp; &#65;",
    '</para><para fontSize="40">',
    "<font color=red>",
    "(a\\) Tj ET",
    "{page} {0} %s",
)


def report_with(text):
    return Report(
        title="CASE",
        subject="",
        language="en",
        blocks=(Lines((Labeled(text, text),)), Cards((Card(text, text, text, "ink"),))),
        footer=Footer(text, text, "page {page} of {pages}"),
    )


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markup_in_data_is_printed_as_it_stands(payload, words_of):
    content = to_pdf.to_bytes(report_with(payload))
    assert words_of(content).count("".join(payload.split())) >= 4
    assert b"/Annot" not in content
    assert b"/URI" not in content
    assert b"/XObject" not in content


def test_a_character_of_the_second_font_is_printed_in_it(words_of):
    assert dict(runs("a☐")) == {REGULAR: "a", FALLBACK: "☐"}
    assert "a☐b" in words_of(to_pdf.to_bytes(report_with("a☐b")))


def test_a_character_of_no_font_is_printed_as_its_code_with_an_issue(words_of):
    report = report_with("示例🩻甲")
    assert "示例U+1FA7B甲" in words_of(to_pdf.to_bytes(report))
    (issue,) = to_pdf.issues(report)
    assert issue.code == "report.character"
    assert issue.place == "CASE"
    assert issue.message.words["code"].text == "U+1FA7B"


@pytest.mark.parametrize("rare", ["𠂇", "😀", "𫗧"])
def test_a_character_beyond_the_basic_plane_can_be_searched_for(rare, words_of):
    assert not unprintable(rare)
    assert f"甲{rare}乙" in words_of(to_pdf.to_bytes(report_with(f"甲{rare}乙")))


def test_bidirectional_overrides_and_control_characters_are_made_visible():
    assert unprintable("a\u202eb\x00c") == ("U+202E", "U+0000")


def test_both_weights_of_a_font_have_the_same_characters():
    for font, bolder in BOLDER.items():
        only_regular = set(face(font).charToGlyph) - set(face(bolder).charToGlyph)
        assert not {c for c in only_regular if chr(c).isprintable()} & HOSPITAL


HOSPITAL = {ord(c) for c in "患者主持人≥±→·–−×“”‘’☐☑ABCabc0123456789()（），；：、。%μ"}


@given(st.text(max_size=60))
def test_no_character_is_ever_lost(text):
    shown = "".join(stretch for _, stretch in runs(text))
    rest = iter(shown)
    for character in "".join(c for c in text if c not in ZERO_WIDTH):
        if not unprintable(character) and character.strip():
            assert character in rest


def test_nothing_else_puts_words_on_paper():
    """reportlab's paragraphs parse markup, so nobody may use them."""
    for path in (PACKAGE / "reports").rglob("*.py"):
        names = {
            alias.name
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        assert not names & {"Paragraph", "XPreformatted", "Image"}, path
        if path.name not in {"lettering.py"}:
            assert "String" not in names, path


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a\x1b[2Jb", "aU+001B[2Jb"),
        ("a\u202eb", "aU+202Eb"),
        ("a\x85b", "aU+0085b"),
        ("a\u2028b", "aU+2028b"),
        ("a\rb\tc", "a b c"),
        ("a\u200bb\nc", "ab\nc"),
        ("示例🩻甲", "示例🩻甲"),
    ],
)
def test_plain_text_shows_what_would_act_on_a_terminal(typed, shown):
    text = text_of(report_with(typed))
    assert text.count(shown) == 7
    assert not set(text) & set("\x1b\x85\u202e\u2028\u200b\r\t")


@given(st.text())
def test_nothing_that_acts_is_in_plain_text(typed):
    acting = [c for c in text_of(report_with(typed)) if category(c) in ACTING]
    assert set(acting) <= {"\n"}
