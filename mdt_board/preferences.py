"""What this person prefers: language and window, in a small JSON file of their own.

Only strings, whole numbers, truth values and lists of strings; a file that cannot be
read gives the defaults and a notice, never an error.
"""

import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from mdt_board.i18n import CHINESE, ENGLISH, LANGUAGES
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.mapping import TableMapping
from mdt_board.model.text import N_, Message

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FOLDER_VARIABLE = "MDT_BOARD_CONFIG_DIR"
MAX_BYTES = 100_000
MIN_WINDOW = 320
MAX_WINDOW = 16_384
TEXT_PERCENTS = (100, 110, 125, 150)
MAX_RECENT = 12
MAX_NAME = 4_096  # a path is no longer on any system
_GEOMETRY = re.compile(r"(?:[0-9a-f]{2}){0,200}", re.ASCII)
UNREADABLE = N_(
    "The preferences file cannot be read; the defaults are used. Change a preference "
    "to write it anew."
)
UNUSABLE = N_("This preference is not usable; its default is used.")
MAX_FORMS_BYTES = 2_000_000
MAX_FORMS = 300  # the oldest is forgotten first
FORMS_UNREADABLE = N_(
    "What is remembered of the senders' tables cannot be read and was not used; name "
    "their columns again with --map."
)


@dataclass(frozen=True, slots=True)
class Preferences:
    """One person's choices; an empty ``language`` follows the system.

    ``window_width`` and ``window_height`` are in pixels that do not depend on scale.
    ``window_geometry`` is where the window was, as Qt writes it, in hexadecimal digits.
    ``recent`` are ids of cases and names of case files, the latest first.
    """

    language: str = ""
    window_width: int = 1440
    window_height: int = 900
    is_maximized: bool = False
    window_geometry: str = ""
    is_dark: bool = False
    text_percent: int = 100
    recent: tuple[str, ...] = ()


def preferences_path() -> Path:
    """Return where this user's preferences are kept."""
    folder = os.environ.get(FOLDER_VARIABLE)
    if not folder:
        from platformdirs import user_config_dir  # late: tests and sites set a folder

        folder = user_config_dir("mdt-board", appauthor=False)
    return Path(folder) / "preferences.json"


def read(path: Path) -> tuple[Preferences, tuple[Issue, ...]]:
    """Return the preferences kept in ``path``, and what of them could not be used."""
    try:
        with path.open("rb") as file:
            document = json.loads(file.read(MAX_BYTES))
    except FileNotFoundError:
        return Preferences(), ()
    except (OSError, ValueError, RecursionError):
        return Preferences(), (_notice("preferences-unreadable", "", UNREADABLE),)
    if not isinstance(document, dict):
        return Preferences(), (_notice("preferences-unreadable", "", UNREADABLE),)
    return _usable(document)


def forms_path() -> Path:
    """Return where the meanings of the senders' tables are kept."""
    return preferences_path().with_name("table-forms.json")


def read_forms(path: Path) -> tuple[tuple[TableMapping, ...], tuple[Issue, ...]]:
    """Return what is remembered of the senders' tables, or a notice that it is lost."""
    try:
        with path.open("rb") as file:
            document = file.read(MAX_FORMS_BYTES + 1)
        return _forms().validate_json(document), ()
    except FileNotFoundError:
        return (), ()
    except (OSError, ValueError, RecursionError):
        return (), (_notice("forms-unreadable", "", FORMS_UNREADABLE),)


def with_form(
    known: tuple[TableMapping, ...], form: TableMapping
) -> tuple[TableMapping, ...]:
    """Return the forms with this one in place of the sender's earlier one."""
    same = (form.sender, form.header_sha256)
    others = [k for k in known if (k.sender, k.header_sha256) != same]
    return (*others, form)[-MAX_FORMS:]


def forms_json(forms: tuple[TableMapping, ...]) -> bytes:
    """Return the bytes to keep in the file."""
    return _forms().dump_json(forms, indent=2) + b"\n"


def with_recent(known: tuple[str, ...], name: str) -> tuple[str, ...]:
    """Return the recent names with this one first; the oldest are forgotten."""
    return (name, *(k for k in known if k != name))[:MAX_RECENT]


def to_json(preferences: Preferences) -> bytes:
    """Return the bytes to keep in the file."""
    return json.dumps(asdict(preferences), indent=2, sort_keys=True).encode() + b"\n"


def language_of(preferences: Preferences, environment: Mapping[str, str]) -> str:
    """Return the language to start in: the person's choice, else the system's.

    POSIX names it in the environment; Windows only in its locale.
    """
    if preferences.language:
        return preferences.language
    names = (environment.get(n, "") for n in ("LC_ALL", "LC_MESSAGES", "LANG"))
    system = next((n for n in names if n), "") or _system_locale()
    return CHINESE if system.lower().startswith(("zh", "chinese")) else ENGLISH


@cache
def _forms() -> "TypeAdapter[tuple[TableMapping, ...]]":
    from pydantic import TypeAdapter  # late: the start needs none of this

    return TypeAdapter(tuple[TableMapping, ...])


def _system_locale() -> str:
    import locale  # late: the environment usually answers

    try:
        return locale.getlocale()[0] or ""
    except ValueError:  # macOS sets names that Python does not know
        return ""


def _usable(document: dict[str, object]) -> tuple[Preferences, tuple[Issue, ...]]:
    """Take each field that has the right type; unknown fields are a newer program's."""
    known = {f.name for f in fields(Preferences)}
    given = {n: v for n, v in document.items() if n in known}
    good = {n: v for n, v in given.items() if _is_usable(n, v)}
    bad = [n for n in given if n not in good]
    issues = tuple(_notice("preference-unusable", n, UNUSABLE) for n in bad)
    frozen = {n: tuple(v) if isinstance(v, list) else v for n, v in good.items()}
    return Preferences(**frozen), issues  # type: ignore[arg-type]  # checked above


def _is_usable(name: str, value: object) -> bool:
    return _TESTS.get(name, _is_side)(value)


def _is_side(value: object) -> bool:
    return type(value) is int and MIN_WINDOW <= value <= MAX_WINDOW


def _is_names(value: object) -> bool:
    if not isinstance(value, list) or len(value) > MAX_RECENT:
        return False
    return all(isinstance(name, str) and 0 < len(name) <= MAX_NAME for name in value)


_TESTS: dict[str, Callable[[object], bool]] = {
    "language": lambda value: value in ("", *LANGUAGES),
    "is_maximized": lambda value: isinstance(value, bool),
    "is_dark": lambda value: isinstance(value, bool),
    "text_percent": lambda value: type(value) is int and value in TEXT_PERCENTS,
    "window_geometry": lambda value: (
        isinstance(value, str) and _GEOMETRY.fullmatch(value) is not None
    ),
    "recent": _is_names,
}


def _notice(code: str, place: str, text: str) -> Issue:
    return Issue(code, Severity.NOTED, place, Message(text))
