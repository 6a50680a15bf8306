"""What is known about one way of resistance, behind the finding that met it.

Nothing unverified: a panel is read by the whole room. What follows is never ranked.
"""

from collections.abc import Iterator

from mdt_board.i18n import Translator
from mdt_board.model.interpretation import Tag
from mdt_board.model.mechanism import (
    Frequency,
    Mechanism,
    RegionLabel,
    WhatFollows,
)
from mdt_board.model.text import N_
from mdt_board.presenters.parts import TAG_WORDS, Detail

NAMED = N_("{name}: {words}")


def mechanism_details(known: Mechanism, tr: Translator) -> tuple[Detail, ...]:
    """Return the lines of one row that are verified, each with how well."""
    if known.tag is Tag.UNVERIFIED:
        return ()
    return (
        *_note(known, tr),
        *_tests(known, tr),
        *(_frequency(f, tr) for f in known.frequencies if _is_shown(f.tag)),
        *(_follows(f, tr) for f in known.follows if _is_shown(f.tag)),
        *(_label(x, tr) for x in known.labels if _is_shown(x.tag)),
        *(
            Detail(tr.free(c.text), "≠", tr(TAG_WORDS[c.tag]))
            for c in known.conflicts
            if _is_shown(c.tag)
        ),
    )


def _is_shown(tag: Tag) -> bool:
    return tag is not Tag.UNVERIFIED


def _note(known: Mechanism, tr: Translator) -> Iterator[Detail]:
    if known.note:
        yield Detail(tr.free(known.note), "·", tr(TAG_WORDS[known.tag]))


def _tests(known: Mechanism, tr: Translator) -> Iterator[Detail]:
    for text, tests in (
        (N_("seen by {tests}"), known.sees),
        (N_("not seen by {tests}"), known.misses),
    ):
        if tests:
            names = tr.join([tr.term(test) for test in tests])
            yield Detail(tr(text, tests=names), "·")


def _frequency(frequency: Frequency, tr: Translator) -> Detail:
    text = N_("how often: {share}, {population}")
    words = tr(text, share=frequency.share, population=tr.free(frequency.population))
    return Detail(words, "·", tr(TAG_WORDS[frequency.tag]))


def _follows(follows: WhatFollows, tr: Translator) -> Detail:
    options = " + ".join(tr.term(option) for option in follows.options)
    levels = [
        f"{name} {level}"
        for name, level in (("ESCAT", follows.escat), ("OncoKB", follows.oncokb))
        if level
    ]
    parts = [p for p in (options, *levels, tr.free(follows.note)) if p]
    text = tr(N_("what it opens, unranked: {words}"), words=" · ".join(parts))
    return Detail(text, "→", tr(TAG_WORDS[follows.tag]))


def _label(label: RegionLabel, tr: Translator) -> Detail:
    options = " + ".join(tr.term(option) for option in label.options)
    state = tr(
        N_("{status} (as of {day})"), status=tr.term(label.status), day=str(label.as_of)
    )
    words = tr(NAMED, name=f"{label.region} · {options}", words=state)
    return Detail(words, "·", tr(TAG_WORDS[label.tag]))
