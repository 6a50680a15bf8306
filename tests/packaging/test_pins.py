"""Both ways of setting up install the same versions."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PIN = re.compile(r"^([a-z0-9-]+)==([^ ;\\]+)", re.MULTILINE)
BUILD_ONLY = {"editables", "hatchling", "tomlkit", "trove-classifiers"}


def pins(name: str) -> set[tuple[str, str]]:
    return set(PIN.findall((ROOT / "packaging" / name).read_text(encoding="utf-8")))


def locked() -> set[tuple[str, str]]:
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    packages = [each for each in lock["package"] if "editable" not in each["source"]]
    return {(each["name"], each["version"]) for each in packages}


def test_constraints_and_lock_agree() -> None:
    """After a change of uv.lock: see packaging/constraints.in."""
    build_only = {pin for pin in pins("constraints.txt") if pin[0] in BUILD_ONLY}
    assert pins("constraints.txt") - build_only == locked()
    assert {name for name, _ in build_only} == BUILD_ONLY


def test_every_pin_has_hashes() -> None:
    for name in ("constraints.txt", "uv.txt"):
        text = (ROOT / "packaging" / name).read_text(encoding="utf-8")
        requirements = re.split(r"^(?=[a-z0-9-]+==)", text, flags=re.MULTILINE)[1:]
        assert requirements
        assert all("--hash=sha256:" in each for each in requirements)


def test_only_uv_is_installed_as_a_tool() -> None:
    assert {name for name, _ in pins("uv.txt")} == {"uv"}
