"""Before anything is timed: the answers are right. A fast answer that shows too much or too little is none."""

from bench.people import NAIVE, Measured
from bench.place import Place
from bench.reads import LIMIT, as_person, our_list, our_reveal, our_search
from confidentiality import gate


class WrongAnswer(AssertionError):
    """The gate and the facts disagree."""


def check(place: Place, people: list[Measured]) -> None:
    """Ids, order and count of the list, and what search and reveal give, against the naive oracle."""
    for who in people:
        expected = [row[0] for row in place.owner_rows(NAIVE, [who.person.pk, gate.CAP])]
        place.as_web()
        page = as_person(our_list, who)()
        _same(who, "list", [case.pk for case in page.rows], expected[:LIMIT])  # type: ignore[attr-defined]
        _same(who, "count", page.total, len(expected))  # type: ignore[attr-defined]
        sees = bool(expected)
        _same(who, "reveal", as_person(our_reveal, who)() is not None, sees)
        found = as_person(our_search, who)()
        _same(who, "search", [case.pk for case in found], [who.case.pk] if sees else [])  # type: ignore[attr-defined]


def _same(who: Measured, what: str, got: object, expected: object) -> None:
    if got != expected:
        raise WrongAnswer(f"{what} of {who.letter}: {got} and not {expected}")
