"""The set-up scripts, imported from their folder as dev.py itself imports them."""

import importlib
import importlib.util
import os
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "packaging"


def _load(name: str) -> ModuleType:
    """Import a script from its path; it finds its neighbors beside itself."""
    if str(SCRIPTS) not in sys.path:
        sys.path.append(str(SCRIPTS))
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, SCRIPTS / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        module = sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[name]


@pytest.fixture
def dev() -> ModuleType:
    return _load("dev")


@pytest.fixture
def environment() -> ModuleType:
    return _load("environment")


@pytest.fixture
def system_libraries() -> ModuleType:
    return _load("system_libraries")


@pytest.fixture
def processes() -> ModuleType:
    return _load("processes")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A project folder with what set-up reads, and no environment."""
    root = tmp_path / "a checkout 多学科"
    shutil.copytree(SCRIPTS, root / "packaging", ignore=shutil.ignore_patterns("__*"))
    for name in ("uv.lock", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, root / name)
    return root


@pytest.fixture
def no_network(tmp_path: Path) -> dict[str, str]:
    """Variables under which no package can be had: dead proxy, no caches, no uv."""
    dead = "http://127.0.0.1:9"
    proxies = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy")
    return {
        **{
            key: value
            for key, value in os.environ.items()
            if "proxy" not in key.lower()
        },
        **dict.fromkeys(proxies, dead),
        "PATH": os.defpath,
        "HOME": str(tmp_path),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_FIND_LINKS": "",
        "PIP_INDEX_URL": f"{dead}/simple",
        "PIP_NO_CACHE_DIR": "1",
        "PIP_RETRIES": "0",
        "UV_CACHE_DIR": str(tmp_path / "uv-cache"),
    }
