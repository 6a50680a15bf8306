"""What is kept of a password tells nothing, costs time, and never too much of it."""

import subprocess
import sys
import time

import pytest
from argon2 import PasswordHasher, Type, extract_parameters
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mdt_board.workspace import passwords
from mdt_board.workspace.passwords import hashed, is_outdated, matches

WORD = "correct horse 电池"
LEAST_SECONDS = 0.1


@pytest.fixture(scope="module")
def kept():
    return hashed(WORD)


def cheap(word=WORD, **options):
    """Hash at once; what is tested here does not depend on the work."""
    fields = {"time_cost": 1, "memory_cost": 64, "parallelism": 1, **options}
    return PasswordHasher(**fields).hash(word)


def test_a_password_matches_its_own_hash_and_no_other(kept):
    assert matches(WORD, kept)
    assert not matches(WORD + "x", kept)
    assert not matches("", kept)
    assert WORD not in kept


def test_the_same_password_is_kept_differently_each_time(kept):
    again = hashed(WORD)
    assert again != kept
    assert matches(WORD, again)


def test_the_work_is_what_the_rfc_recommends_or_more(kept):
    asked = extract_parameters(kept)
    assert (asked.type, asked.memory_cost, asked.parallelism) == (Type.ID, 64 * 1024, 4)
    assert asked.time_cost >= 3
    assert (asked.salt_len, asked.hash_len) == (16, 32)


def test_a_guess_costs_more_than_a_tenth_of_a_second_of_computing(kept):
    started = time.process_time()  # of all threads
    assert not matches("wrong guess", kept)
    assert time.process_time() - started > LEAST_SECONDS


@pytest.mark.parametrize("text", ["", "1234567", "密码密码密码密", "x" * 1025])
def test_a_password_that_is_too_short_or_endless_is_not_kept(text):
    with pytest.raises(ValueError, match="8 to 1024 characters"):
        hashed(text)


def test_eight_characters_are_enough_in_any_script():
    assert passwords.MIN_CHARACTERS == 8
    word = "示例医院口令一二"
    assert matches(word, hashed(word))


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("ｐａｓｓ１２３４！", "pass1234!"),
        ("cafe\u0301 noir 1", "caf\u00e9 noir 1"),
        ("two\u3000words", "two words"),
    ],
)
def test_how_a_password_is_typed_does_not_matter(typed, other):
    assert matches(typed, hashed(other))
    assert matches(other, hashed(typed))


def test_case_matters(kept):
    assert not matches(WORD.upper(), kept)


def test_what_is_no_text_is_not_kept_and_matches_nothing(kept):
    with pytest.raises(ValueError, match="is text") as refused:
        hashed("canary-\ud800-word")
    assert "canary" not in str(refused.value)
    assert not matches("canary-\ud800-word", kept)
    assert not matches("x" * 10_000_000, kept)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.one_of(
        st.text(max_size=80),
        st.builds(
            "$argon2id$v={}$m={},t={},p={}${}${}".format,
            *[st.one_of(st.integers(-1, 40), st.text(max_size=3))] * 4,
            *[st.text("ABCDabcd0123+/=", max_size=90)] * 2,
        ),
    )
)
@example("$argon2id$v=19$m=64,t=1,p=1$" + "A" * 22 + "$" + "B" * 43)
@example("$argon2id$v=19$m=8,t=1,p=1$$")
@example("$argon2id$v=19$m=8,t=1,p=1$表皮$因子")
def test_garbage_in_the_place_of_a_hash_matches_nothing(quick_hasher, garbage):
    assert not matches(WORD, garbage)
    assert is_outdated(garbage) in (True, False)


@pytest.fixture
def quick_hasher(monkeypatch):
    """Let what is computed for nothing be quick, for there are many of it here."""
    for name, value in (("PASSES", 1), ("LANES", 1), ("MEMORY_KIB", 64)):
        monkeypatch.setattr(passwords, name, value)


TOO_MUCH = {
    "memory": {"memory_cost": passwords.MEMORY_KIB + 1},
    "passes": {"time_cost": passwords.MAX_PASSES + 1},
    "lanes": {"parallelism": passwords.MAX_LANES + 1, "memory_cost": 1024},
    "salt": {"salt_len": passwords.MAX_SALT_BYTES + 1},
    "tag": {"hash_len": passwords.MAX_TAG_BYTES + 1},
    "kind": {"type": Type.I},
}


@pytest.mark.parametrize("which", TOO_MUCH)
def test_a_hash_that_asks_for_too_much_work_is_not_even_tried(which):
    assert matches(WORD, cheap())
    assert not matches(WORD, cheap(**TOO_MUCH[which]))


def test_a_hash_that_asks_for_terabytes_is_refused_at_once():
    asked = cheap().replace("m=64,t=1", f"m={2**31},t={2**31}")
    started = time.perf_counter()
    assert not matches(WORD, asked)
    assert time.perf_counter() - started < 10


@pytest.mark.parametrize(
    "kept_hash", ["", "garbage", "$argon2id$v=19$m=9999999,t=9,p=1$"]
)
def test_no_hash_takes_as_long_as_a_wrong_password(kept, kept_hash):
    """Computing time, for the machine may be busy with other things."""

    def seconds(password_hash):
        started = time.process_time()
        assert not matches("wrong guess", password_hash)
        return time.process_time() - started

    usual = min(seconds(kept) for _ in range(3))
    without = min(seconds(kept_hash) for _ in range(3))
    assert 0.5 < without / usual < 2


def test_a_hash_of_less_work_is_outdated(kept):
    assert not is_outdated(kept)
    assert is_outdated(cheap())
    assert is_outdated("")


def test_a_hash_of_more_passes_within_bounds_still_matches():
    assert matches(WORD, cheap(time_cost=passwords.MAX_PASSES))


def test_nothing_heavy_is_imported_before_a_password_is_typed():
    code = (
        "import sys, mdt_board.workspace.passwords; sys.exit('argon2' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
