"""Answers kept for as long as the parts of a case they were read from stay the same.

Records are frozen and an edit leaves the parts that it does not touch the same
objects, so an answer holds while its parts are the very objects it was made of. A
keystroke in radiology then pays for radiology only. Nothing is concluded otherwise:
what is kept is what the calculation would return again.
"""

from collections.abc import Callable
from datetime import date
from functools import lru_cache, wraps
from threading import Lock
from typing import ParamSpec, TypeVar

KEPT = 8  # answers of one calculation: the case before and after a few edits
PARTS_KEPT = 256  # where it is asked of each visit or lesion of a case

P = ParamSpec("P")
T = TypeVar("T")
_changing = Lock()


def kept(
    reads: Callable[..., tuple[object, ...]],
    most: int = KEPT,
) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Let a calculation answer again only when something that it reads is another.

    Args:
        reads: returns, of the same arguments, every object that the answer depends on.
            They are compared by identity, so all of them must be frozen; what follows
            from the others alone may be left out.
        most: how many answers are kept.
    """

    def keeping(calculate: Callable[P, T]) -> Callable[P, T]:
        answers: dict[tuple[int, ...], tuple[tuple[object, ...], T]] = {}

        @wraps(calculate)
        def answer(*args: P.args, **kwargs: P.kwargs) -> T:
            parts = reads(*args, **kwargs)
            key = tuple(map(id, parts))
            known = answers.get(key)  # holds its parts, so no id is given out again
            if known is None:
                known = (parts, calculate(*args, **kwargs))
                _keep(answers, key, known, most)
            return known[1]

        return answer

    return keeping


@lru_cache(maxsize=64)
def one_day(on: date) -> date:
    """Return one object for equal days, so that what was kept for a day is found."""
    return on


def _keep(
    answers: dict[tuple[int, ...], T], key: tuple[int, ...], answer: T, most: int
) -> None:
    with _changing:
        if len(answers) >= most:
            del answers[next(iter(answers))]
        answers[key] = answer
