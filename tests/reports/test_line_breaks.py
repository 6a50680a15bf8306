"""Lines break where a Chinese or an English reader expects it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt_board.reports.paper.line_breaks import break_lines


def lines(text, room):
    """Break text whose Han characters are two wide and whose letters are one."""
    widths = [2.0 if ord(c) >= 0x2E80 else 1.0 for c in text]
    return [text[start:end] for start, end in break_lines(text, widths, room)]


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("靶病灶直径总和", 6, ["靶病灶", "直径总", "和"]),
        ("疗效评价，稳定", 8, ["疗效评", "价，稳定"]),
        ("主任医师（病理科）", 10, ["主任医师", "（病理科）"]),
        ("检出:0.012%→0.045%", 12, ["检出:0.012%→", "0.045%"]),
        ("两次检出:0.012%", 10, ["两次检出:", "0.012%"]),
        ("服用gefitinib后", 9, ["服用", "gefitinib", "后"]),
        ("two short words", 9, ["two short", "words"]),
        ("about 4.1 mm more", 9, ["about", "4.1 mm", "more"]),
        ("since 2026-11-10 only", 12, ["since", "2026-11-10", "only"]),
        ("first\nsecond", 20, ["first", "second"]),
        ("E746_A750delinsVP", 6, ["E746_A", "750del", "insVP"]),
        ("", 5, [""]),
    ],
)
def test_a_text_breaks_here(text, room, expected):
    assert [line.rstrip() for line in lines(text, room)] == expected


@given(st.text(alphabet="ab 12，（）“”,.患者药\n", max_size=60), st.integers(2, 30))
def test_no_character_but_a_space_or_a_break_is_lost_or_moved(text, room):
    kept = "".join("".join(lines(text, room)).split())
    assert kept == "".join(text.split())


@given(st.text(alphabet="ab 12，（）,.患者药", max_size=60), st.integers(2, 30))
def test_no_line_is_wider_than_its_room(text, room):
    for line in lines(text, room):
        width = sum(2 if ord(c) >= 0x2E80 else 1 for c in line.rstrip())
        assert width <= room
