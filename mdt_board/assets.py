"""Where the program's files are: in a checkout, a wheel or a frozen build."""

from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = next(p for p in (HERE / "resources", HERE.parent / "resources") if p.is_dir())


def asset(*parts: str) -> Path:
    """Return the path of one resource, e.g. ``asset("fonts", "DejaVuSans.ttf")``."""
    return ROOT.joinpath(*parts)


@cache
def table(name: str) -> list[dict[str, Any]]:
    """Return the rows of one knowledge table; every scalar is a string.

    YAML's own types are not used: they would make ``NO`` false and 2026.10 2026.1.

    Raises:
        OSError: when there is no such table.
        yaml.YAMLError: when the file is not YAML.
    """
    import yaml  # late: start-up does not need it before the first paint

    with asset("knowledge", f"{name}.yaml").open(encoding="utf-8") as file:
        rows: list[dict[str, Any]] = yaml.load(file, Loader=yaml.CBaseLoader)
    return rows
