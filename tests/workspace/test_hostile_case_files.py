"""Whatever a case file holds, it is read or refused in words that quote nothing."""

import json
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from mdt_board.assets import asset
from mdt_board.i18n import Translator
from mdt_board.model.case import Case
from mdt_board.workspace import RefusedError
from mdt_board.workspace.case_files import case_bytes, read_case

CANARY = "欧阳金丝雀"
EXAMPLE = asset("examples", "b", "case.json").read_bytes()
DOCUMENT = json.loads(EXAMPLE)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.just(CANARY),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.just(CANARY) | st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


def _read(content):
    """Return the case, or what is said of it in both languages."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "case.json"
        file.write_bytes(content)
        try:
            return read_case(file)
        except RefusedError as refused:
            issues = refused.issues
    assert issues
    said = [Translator(n).message(i.message) for n in ("zh", "en") for i in issues]
    return " ".join([*said, *(i.place for i in issues)])


def _paths(value, path=()):
    yield path
    if isinstance(value, dict | list):
        keys = value if isinstance(value, dict) else range(len(value))
        for key in keys:
            yield from _paths(value[key], (*path, key))


def _replaced(document, path, new):
    if not path:
        return new
    changed = document.copy()
    changed[path[0]] = _replaced(document[path[0]], path[1:], new)
    return changed


@given(st.binary(max_size=300))
def test_any_bytes_are_refused(content):
    assert isinstance(_read(content), str)


@given(st.integers(0, len(EXAMPLE) - 1), st.binary(min_size=1, max_size=4))
def test_damage_anywhere_is_read_or_refused(place, damage):
    read = _read(EXAMPLE[:place] + damage + EXAMPLE[place + len(damage) :])
    assert isinstance(read, Case | str)


@given(st.integers(0, len(EXAMPLE) - 5))
def test_a_file_cut_anywhere_is_refused(length):
    assert isinstance(_read(EXAMPLE[:length]), str)


@given(st.sampled_from(list(_paths(DOCUMENT))), JSON)
def test_any_value_in_any_place_is_read_or_refused_without_being_quoted(path, new):
    read = _read(json.dumps(_replaced(DOCUMENT, path, new)).encode())
    if isinstance(read, Case):
        assert Case.model_validate_json(case_bytes(read)) == read
    else:
        assert CANARY not in read
