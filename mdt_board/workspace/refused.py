"""How a verb says that what it was given cannot be used."""

from collections.abc import Mapping

from mdt_board.model.issue import Issue, Severity
from mdt_board.model.text import Message, Word


class RefusedError(Exception):
    """The person's input cannot be used; each issue says what, where and what to do.

    ``name`` is the file's name as it was given. No issue quotes the file's content.
    """

    def __init__(self, name: str, issues: tuple[Issue, ...]) -> None:
        self.name = name
        self.issues = issues
        super().__init__(issues[0].code)


def refusal(
    code: str, text: str, place: str = "", words: Mapping[str, Word] | None = None
) -> Issue:
    """Return the issue of a whole file that is refused."""
    return Issue(code, Severity.REFUSED, place, Message(text, dict(words or {})))
