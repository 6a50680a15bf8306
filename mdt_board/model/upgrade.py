"""Older case documents become current ones as they are read; files are not rewritten.

Schema 1 is the first, so there is no step yet: `STEPS` maps a version to the function
that turns a document of that version into the next one's.
"""

from collections.abc import Callable
from typing import Any

from mdt_board.model.case import SCHEMA_VERSION

Document = dict[str, Any]
STEPS: dict[int, Callable[[Document], Document]] = {}


class NewerSchemaError(ValueError):
    """The document was written by a newer program."""

    def __init__(self, version: int) -> None:
        self.version = version
        super().__init__(f"case schema {version}; this program reads {SCHEMA_VERSION}")


def upgraded(document: Document) -> Document:
    """Return ``document`` in the current schema.

    Raises:
        NewerSchemaError: when it comes from a newer program.
        ValueError: when its version is not a whole number from 1.
    """
    version = document.get("schema_version")
    if type(version) is not int or version < 1:
        raise ValueError("schema_version is a whole number from 1")
    if version > SCHEMA_VERSION:
        raise NewerSchemaError(version)
    for step in range(version, SCHEMA_VERSION):
        document = STEPS[step](document)
    return document
