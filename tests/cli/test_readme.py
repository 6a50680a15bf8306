"""What the README promises exists: each verb, each option, each folder, each file."""

import re
import shlex

import pytest

from mdt_board.assets import HERE

ROOT = HERE.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\| `mdt-board(?: (\w+)([^`]*))?` \|", README, re.MULTILINE)


def test_the_readme_names_every_verb(run):
    named = [verb for verb, _ in COMMANDS if verb]
    listed = re.findall(r"^    (\w+)", run("--help").out, re.MULTILINE)
    assert sorted(named) == sorted(listed)


@pytest.mark.parametrize(("verb", "usage"), COMMANDS)
def test_every_option_that_the_readme_names_exists(run, verb, usage):
    shown = run(*shlex.split(verb), "--help").out
    for option in re.findall(r"--\w+", usage):
        assert option in shown


def test_the_two_commands_are_those_of_the_set_up():
    commands = re.findall(r"^python3 (packaging/dev\.py) (\w+)", README, re.MULTILINE)
    assert [word for _, word in commands] == ["run", "test"]
    set_up = (ROOT / "packaging" / "dev.py").read_text(encoding="utf-8")
    for _, word in commands:
        assert f'"{word}": {word}' in set_up


def test_every_folder_and_link_of_the_readme_exists():
    folders = re.findall(r"^\| (`[a-z_/`, ]+) \|", README, re.MULTILINE)
    named = [re.findall(r"`([^`]+)`", cell) for cell in folders]
    for name, *others in named:
        assert (ROOT / name).is_dir()
        for other in others:
            is_there = (ROOT / other).is_dir() or (ROOT / "mdt_board" / other).is_dir()
            assert is_there, other
    for link in re.findall(r"\[[^]]*\]\(([^)]+)\)", README):
        assert (ROOT / link).exists(), link
