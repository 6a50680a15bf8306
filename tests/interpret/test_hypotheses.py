from hypothesis import given
from hypothesis import strategies as st

from mdt_board.interpret.hypotheses import Answers, Explanation, weigh, weighed
from mdt_board.model.interpretation import Band, Finding, Tag, Unanswered
from mdt_board.model.text import Message

RULES = ("a", "b", "c", "d", "e", "f")


def ranked(explanations, said):
    return weigh(weighed(e, said) for e in explanations)


def finding(rule, tag=Tag.CHECKED):
    return Finding(rule, Message(rule), (f"record-{rule}",), ("source",), tag)


def answers(spoke="", silent_for_want_of_data="", tag=Tag.CHECKED):
    return Answers(
        {r: finding(r, tag) for r in spoke},
        {r: Unanswered(r, (Message(f"lacks {r}"),)) for r in silent_for_want_of_data},
    )


def explanation(name, for_="", against="", missing="", **more):
    return Explanation(
        name, frozenset(for_), frozenset(against), frozenset(missing), **more
    )


def test_two_more_for_than_against_lead():
    (one,) = ranked([explanation("x", "abc", "d")], answers("abcd"))
    assert one.band is Band.LEADING
    assert [r.rule for r in one.for_] == ["a", "b", "c"]


def test_only_one_leads_and_equals_keep_their_order():
    found = ranked([explanation("x", "ab"), explanation("y", "cd")], answers("abcd"))
    assert [(h.id, h.band) for h in found] == [
        ("x", Band.LEADING),
        ("y", Band.LIKELY),
    ]


def test_more_against_than_for_is_unlikely_and_never_leads():
    (one,) = ranked([explanation("x", "a", "bc")], answers("abc"))
    assert one.band is Band.UNLIKELY


def test_nothing_but_gaps_is_not_assessable():
    (one,) = ranked([explanation("x", "a", missing="a")], answers("", "a"))
    assert one.band is Band.NOT_ASSESSABLE
    assert [r.message.text for r in one.missing] == ["lacks a"]


def test_what_nothing_bears_on_is_left_out():
    assert ranked([explanation("x", "a")], answers("b")) == ()


def test_unverified_reasons_are_shown_and_not_counted():
    (one,) = ranked([explanation("x", "ab")], answers("ab", tag=Tag.UNVERIFIED))
    assert one.band is Band.NOT_ASSESSABLE
    assert len(one.for_) == 2


def test_what_may_never_lead_stays_below():
    found = ranked(
        [explanation("immune", "abc", never_leads=True), explanation("x", "d")],
        answers("abcd"),
    )
    assert [h.id for h in found if h.band is Band.LEADING] == ["x"]


subsets = st.frozensets(st.sampled_from(RULES))


@given(st.lists(st.tuples(subsets, subsets), max_size=4), subsets)
def test_at_most_one_leads_and_a_reason_more_never_hurts(pairs, spoke):
    explanations = [Explanation(str(i), f, a) for i, (f, a) in enumerate(pairs)]
    found = ranked(explanations, answers(spoke))
    assert sum(h.band is Band.LEADING for h in found) <= 1
    for h in found:
        assert {r.rule for r in h.for_} <= spoke
        if h.band in (Band.LEADING, Band.LIKELY, Band.POSSIBLE):
            assert h.for_
