"""Lesions that TU calls NEW though they were there at the baseline."""

from collections.abc import Collection, Mapping, Sequence

from mdt_board.model.course import Seen

NOT_SEEN = frozenset({"NOT EVALUABLE", "ABSENT"})


def without_old(
    seen: tuple[Seen, ...],
    states: Sequence[Mapping[str, Collection[str]]],
    links: tuple[str, ...],
    baseline: int | None,
) -> tuple[Seen, ...]:
    """Keep lesions apart that were seen or suspected until the baseline: not new.

    Args:
        seen: what each visit showed.
        states: what TR calls each lesion at each visit.
        links: the lesions that TU calls new.
        baseline: the number of the baseline visit; None without one.
    """
    until = 0 if baseline is None else baseline + 1
    old = {
        i
        for visit, found in zip(states[:until], seen[:until], strict=True)
        for i in (*found.new, *found.maybe_new)
        if i in found.new or set(visit.get(links[i], ())) - NOT_SEEN
    }
    return tuple(_apart(found, old) for found in seen) if old else seen


def _apart(seen: Seen, old: set[int]) -> Seen:
    return seen._replace(
        new=tuple(i for i in seen.new if i not in old),
        maybe_new=tuple(i for i in seen.maybe_new if i not in old),
        old=tuple(i for i in sorted((*seen.new, *seen.maybe_new)) if i in old),
    )
