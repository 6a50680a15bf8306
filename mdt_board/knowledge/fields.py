"""The fields of one row of a table, each of which must be of the expected form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from mdt_board.i18n import LANGUAGES
from mdt_board.model.interpretation import Tag
from mdt_board.model.knowledge import TermRow
from mdt_board.model.text import FreeText


class BadRowError(ValueError):
    """What is wrong with the row at hand; its place is added by the table's reader."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one row, each of which must be of the expected form."""

    fields: dict[str, Any]
    terms: Mapping[str, TermRow]

    def text(self, key: str) -> str:
        """Return a text that is there."""
        value = self.fields.get(key)
        if not isinstance(value, str) or not value:
            raise BadRowError(f"{key} is missing")
        return value

    def optional(self, key: str) -> str:
        """Return a text, empty when the field is not there."""
        value = self.fields.get(key, "")
        if not isinstance(value, str):
            raise BadRowError(f"{key} is not text")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self.fields.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise BadRowError(f"{key} is not a list of texts")
        return tuple(value)

    def some(self, key: str) -> tuple[str, ...]:
        """Return a list of texts that is not empty."""
        value = self.texts(key)
        if not value:
            raise BadRowError(f"{key} is empty")
        return value

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        """Return one of the choices."""
        value = self.text(key)
        if value not in choices:
            raise BadRowError(f"{key} {value!r} is none of {', '.join(choices)}")
        return value

    def fraction(self, key: str) -> Decimal:
        """Return a number from 0 to 1."""
        number = self.number(key)
        if number > 1:
            raise BadRowError(f"{key} is more than 1")
        return number

    def number(self, key: str) -> Decimal:
        """Return a number from 0."""
        try:
            number = Decimal(self.text(key))
        except InvalidOperation:
            raise BadRowError(f"{key} is not a number") from None
        if not number.is_finite() or number < 0:
            raise BadRowError(f"{key} is not a number from 0")
        return number

    def tag(self) -> Tag:
        """Return how well the row is founded."""
        return Tag(self.choice("tag", tuple(Tag)))

    def day(self, key: str) -> date:
        """Return a day that is written whole."""
        try:
            return date.fromisoformat(self.text(key))
        except ValueError:
            raise BadRowError(f"{key} is not a day") from None

    def maybe(self, key: str) -> Decimal | None:
        """Return a number, or None when the field is not there."""
        return self.number(key) if key in self.fields else None

    def spoken(self, key: str) -> FreeText:
        """Return words in every language; none when the field is not there."""
        if key not in self.fields:
            return FreeText()
        both = self.inner(key)
        return FreeText(**{language: both.text(language) for language in LANGUAGES})

    def inner(self, key: str) -> "Fields":
        """Return the row that is the value of a field."""
        return Fields(self._fields_of(key, self.fields.get(key)), self.terms)

    def parts(self, key: str) -> tuple["Fields", ...]:
        """Return the rows inside this row."""
        value = self.fields.get(key, [])
        if not isinstance(value, list):
            raise BadRowError(f"{key} is not a list of rows")
        return tuple(Fields(self._fields_of(key, v), self.terms) for v in value)

    def only(self, keys: frozenset[str]) -> "Fields":
        """Return the row itself, which has no other fields."""
        strange = sorted(set(self.fields) - keys)
        if strange:
            raise BadRowError(f"unknown field {strange[0]}")
        return self

    @staticmethod
    def _fields_of(key: str, value: object) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise BadRowError(f"{key} is not a row of fields")
        return value

    def term(self, key: str, prefix: str = "") -> str:
        """Return a text that, behind the prefix, is the id of a term."""
        value = self.text(key)
        self._demand(prefix + value)
        return value

    def named(self, key: str, prefix: str = "") -> tuple[str, ...]:
        """Return texts that, behind the prefix, are ids of terms."""
        values = self.texts(key)
        for value in values:
            self._demand(prefix + value)
        return values

    def some_named(self, key: str) -> tuple[str, ...]:
        """Return ids of terms, at least one."""
        self.some(key)
        return self.named(key)

    def _demand(self, term: str) -> None:
        if term not in self.terms:
            raise BadRowError(f"no term {term!r}")
