"""What changed between two texts: nothing is lost, and nothing is made up."""

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
