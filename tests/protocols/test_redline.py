"""What changed between two texts: nothing is lost, and nothing is made up."""

import time

from hypothesis import given
from hypothesis import strategies as st

from protocols.redline import Text, compare, pieces

words = st.text(st.sampled_from("ab .\n«é,"), max_size=60)
texts = st.lists(st.builds(Text, st.sampled_from("pqrstu"), words, words), max_size=6, unique_by=lambda one: one.key)


def kept(found, *kinds):
    return "".join(piece.words for piece in found if piece.kind in kinds)


@given(words, words)
def test_without_what_is_in_it_is_the_old_text_and_without_what_is_out_the_new(old, new):
    found = pieces(old, new)
    assert kept(found, "same", "out") == old
    assert kept(found, "same", "in") == new
    assert all(piece.words for piece in found)


@given(texts, texts)
def test_of_two_versions_both_can_be_read(old, new):
    line = compare(old, new)
    assert {one.key: kept(one.body, "same", "out") for one in line.clauses if one.fate != "added"} == {
        t.key: t.body for t in old
    }
    later = [
        (one.key, kept(one.heading, "same", "in"), kept(one.body, "same", "in"))
        for one in line.clauses
        if one.fate != "removed"
    ]
    assert later == [(t.key, t.heading, t.body) for t in new]
    assert sum(line.count(fate) for fate in ("same", "changed", "added", "removed")) == len(
        {t.key for t in (*old, *new)}
    )
    assert compare(new, new).moved == 0


def test_words_clauses_and_order():
    old = [Text("a", "A", "One two three."), Text("b", "B", "Stays."), Text("c", "C", "Goes."), Text("d", "D", "Last.")]
    new = [
        Text("d", "D", "Last."),
        Text("a", "A", "One four three."),
        Text("b", "B", "Stays."),
        Text("e", "E", "Comes."),
    ]
    line = compare(old, new)
    assert [(one.key, one.fate, one.moved) for one in line.clauses] == [
        ("d", "same", True), ("a", "changed", False), ("b", "same", False), ("c", "removed", False), ("e", "added", False),
    ]  # fmt: skip
    assert [(piece.kind, piece.words) for piece in line.clauses[1].body] == [
        ("same", "One "), ("out", "two "), ("in", "four "), ("same", "three."),
    ]  # fmt: skip


def test_in_a_long_text_only_the_changed_words_are_marked_and_it_takes_no_minutes():
    old = " ".join(f"The agency meets its team on day {day} and tells who comes." for day in range(130))
    new = old.replace("day 77 and", "night 77 and").replace("day 9 and", "day 9 or")
    found = [(piece.kind, piece.words) for piece in pieces(old, new) if piece.kind != "same"]
    assert found == [("out", "and "), ("in", "or "), ("out", "day "), ("in", "night ")]
    begun = time.process_time()
    for old, new in (("and " * 2000, "and " * 999 + "or " + "and " * 1000), ("a b " * 2000, "b a " * 2000)):
        found = pieces(old, new)
        assert kept(found, "same", "in") == new
    assert time.process_time() - begun < 2
