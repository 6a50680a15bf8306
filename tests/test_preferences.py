"""Preferences: what was written comes back, and nothing else ever stops the start."""

import json
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt_board import preferences
from mdt_board.preferences import Preferences, language_of, read
from mdt_board.workspace import Workspace


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(preferences.FOLDER_VARIABLE, str(tmp_path / "config"))
    return tmp_path / "config"


def test_what_is_remembered_is_read_back(folder):
    chosen = Preferences("zh", 1366, 768, True)
    Workspace().remember(chosen)
    assert read(preferences.preferences_path()) == (chosen, ())
    assert [p.name for p in folder.iterdir()] == ["preferences.json"]


def test_without_a_file_the_defaults_hold_without_a_notice(folder):
    assert read(preferences.preferences_path()) == (Preferences(), ())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe\x00",
        b"[" * 50_000,
        b"9" * 5_000,
        b'{"language": "zh"}' + b" " * 200_000 + b"x",
    ],
)
def test_a_file_that_cannot_be_read_gives_defaults_and_a_notice(tmp_path, content):
    file = tmp_path / "preferences.json"
    file.write_bytes(content)
    chosen, issues = read(file)
    assert chosen in (Preferences(), Preferences("zh"))
    assert bool(issues) is (chosen == Preferences())


def test_a_folder_in_its_place_gives_defaults_and_a_notice(tmp_path):
    chosen, issues = read(tmp_path)
    assert chosen == Preferences()
    assert [i.code for i in issues] == ["preferences-unreadable"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("language", "fr"),
        ("language", 1),
        ("language", ["zh"]),
        ("window_width", 0),
        ("window_width", "1440"),
        ("window_width", True),
        ("window_height", 10**9),
        ("window_height", 900.5),
        ("is_maximized", 1),
        ("is_maximized", "yes"),
    ],
)
def test_one_bad_field_costs_only_itself(tmp_path, field, value):
    file = tmp_path / "preferences.json"
    good = {"language": "zh", "window_width": 1000, "is_maximized": True}
    file.write_text(json.dumps(good | {field: value}), encoding="utf-8")
    chosen, issues = read(file)
    assert getattr(chosen, field) == getattr(Preferences(), field)
    assert [i.place for i in issues] == [field]
    kept = {n: getattr(chosen, n) for n in good if n != field}
    assert kept == {n: v for n, v in good.items() if n != field}


def test_a_field_of_a_newer_program_is_ignored(tmp_path):
    file = tmp_path / "preferences.json"
    file.write_text('{"theme": "dark", "language": "en"}', encoding="utf-8")
    assert read(file) == (Preferences("en"), ())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
FIELDS = st.sampled_from(list(Preferences.__dataclass_fields__))


@given(st.dictionaries(FIELDS | st.text(), JSON))
def test_no_content_stops_the_start(document):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "preferences.json"
        file.write_text(json.dumps(document), encoding="utf-8")
        chosen, _ = read(file)
    for name, default in ((n, getattr(Preferences(), n)) for n in chosen.__slots__):
        assert type(getattr(chosen, name)) is type(default)


@pytest.mark.parametrize(
    ("chosen", "environment", "language"),
    [
        ("zh", {"LANG": "en_US.UTF-8"}, "zh"),
        ("", {"LANG": "zh_CN.UTF-8"}, "zh"),
        ("", {"LANG": "zh_CN.UTF-8", "LC_ALL": "de_DE.UTF-8"}, "en"),
        ("", {"LC_ALL": "", "LANG": "zh_TW"}, "zh"),
        ("", {"LANG": "C"}, "en"),
    ],
)
def test_the_language_is_the_persons_choice_else_the_systems(
    chosen, environment, language
):
    assert language_of(Preferences(chosen), environment) == language


def test_without_an_environment_the_locale_is_asked(monkeypatch):
    import locale

    monkeypatch.setattr(locale, "getlocale", lambda: ("Chinese_China", "936"))
    assert language_of(Preferences(), {}) == "zh"


@pytest.mark.skipif(
    getattr(os, "geteuid", int)() == 0, reason="root may write anywhere"
)
def test_a_folder_without_permission_is_told(folder):
    folder.mkdir()
    folder.chmod(0o500)
    with pytest.raises(PermissionError):
        Workspace().remember(Preferences())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text_percent", 90),
        ("text_percent", "125"),
        ("text_percent", True),
        ("is_dark", "dark"),
        ("window_geometry", "not hexadecimal"),
        ("window_geometry", "0" * 1_000),
        ("recent", "case-1"),
        ("recent", [1]),
        ("recent", [""]),
        ("recent", ["x"] * 100),
    ],
)
def test_how_the_window_looked_is_checked_too(tmp_path, field, value):
    file = tmp_path / "preferences.json"
    file.write_text(json.dumps({field: value}), encoding="utf-8")
    chosen, issues = read(file)
    assert chosen == Preferences()
    assert [i.place for i in issues] == [field]


def test_everything_about_the_window_comes_back(folder):
    chosen = Preferences(
        "en", 1366, 768, False, "01d9d0cb", True, 125, ("case-1", "/a/b.json")
    )
    Workspace().remember(chosen)
    assert read(preferences.preferences_path()) == (chosen, ())
