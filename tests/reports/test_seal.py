"""What ties paper to the trail is found again in what was printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt_board.reports.seal import case_words, printed_case, printed_seal, seal_words

SEALS = st.text("0123456789abcdef", min_size=64, max_size=64)
IDS = st.text("ABCMDTxyz-_./ 0123456789病例", min_size=1).filter(
    lambda i: i == " ".join(i.split())
)


@given(SEALS, st.text(), st.text())
def test_a_seal_is_found_among_any_words(seal, before, after):
    assert printed_seal(f"{before}\r\n{seal_words(seal)}\r\n{after}") == seal


@given(SEALS)
def test_a_seal_that_was_broken_over_lines_is_found(seal):
    assert printed_seal(seal_words(seal).replace(" ", "\r\n")) == seal


@given(IDS, st.integers(0, 99_999))
def test_case_and_revision_are_found(case_id, revision):
    assert printed_case(f"x {case_words(case_id, revision)} y") == (case_id, revision)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a" * 64,
        "seal " + " ".join(["0" * 8] * 8),
        "[seal " + " ".join(["0" * 8] * 7) + "]",
        "[seal " + " ".join(["0" * 8] * 9) + "]",
        seal_words("0" * 64).upper(),
    ],
)
def test_what_is_no_seal_is_not_taken_for_one(text):
    assert printed_seal(text) is None


def test_two_different_seals_are_none():
    both = seal_words("0" * 64) + seal_words("1" * 64)
    assert printed_seal(both) is None
    assert printed_seal(seal_words("1" * 64) * 2) == "1" * 64
    assert printed_case(case_words("A", 1) + case_words("A", 2)) is None
