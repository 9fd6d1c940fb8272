"""What everybody can read in the two forms: which numbers are the same, which add up, which are no more than others.

Written from the text of the forms. ``sure`` follows from how a form counts; the rest is what a reader would take for granted.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bench.attacker.files import File, Place

# Tables in which nobody was helped: work on systems, papers, and what an agency gives out.
NOT_PEOPLE = {
    "ovw.stop": {"training_events", "people_trained", "products", "staff"},
    "house.work": {"meetings", "papers", "trainings", "people_trained"},
}
CRIMES = ("sa", "dv", "st", "total")
FAMILIES = "abcde"


@dataclass(frozen=True)
class Row:
    """low ≤ Σ factor × place ≤ high; None where there is no end."""

    terms: tuple[tuple[Place, int], ...]
    low: int | None = None
    high: int | None = None
    sure: bool = True


def people(file: File) -> Iterator[Place]:
    """Places of tables about people."""
    aside = NOT_PEOPLE.get(file.form, set())
    return (place for place in file.cells if place[0] not in aside)


def rows(file: File) -> Iterator[Row]:
    """Of the rows below those of which the file knows every place, shown or withheld."""
    yield from _totals(file)
    of = {"ovc.pmt": _pmt, "ovw.stop": _stop}.get(file.form)
    for row in of(file) if of else ():
        if all(place in file.cells for place, _factor in row.terms):
            yield row


def same(one: Place, other: Place) -> Row:
    return Row(((one, 1), (other, -1)), 0, 0)


def at_most(less: Iterable[Place], more: Iterable[Place], *, sure: bool = True, times: int = 1) -> Row:
    """``times`` × Σ less ≤ Σ more. A place on both sides is counted on both."""
    terms: dict[Place, int] = {}
    for places, factor in ((less, times), (more, -1)):
        for place in places:
            terms[place] = terms.get(place, 0) + factor
    return Row(tuple((place, factor) for place, factor in terms.items() if factor), high=0, sure=sure)


def _totals(file: File) -> Iterator[Row]:
    for place in file.cells:
        for axis in (1, 2):
            if place[axis] == "total":
                other = 3 - axis
                parts = [p for p in file.cells if p[0] == place[0] and p[other] == place[other] and p[axis] != "total"]
                if parts:
                    yield Row(((place, -1), *((p, 1) for p in parts)), 0, 0)


def _table(file: File, key: str, column: str = "") -> list[Place]:
    return [place for place in file.cells if place[0] == key and place[2] == column and place[1] != "total"]


def _pmt(file: File) -> Iterator[Row]:
    individuals, new = ("individuals", "individuals", ""), ("new", "new", "")
    types, several = _table(file, "victimization"), ("several", "several", "")
    families = [(f"persons_{x}", x, "") for x in FAMILIES]
    helped: Place = ("compensation", "persons", "")
    for key in ("race", "sex", "age"):
        yield same((key, "total", ""), new)
    for place in (new, several, helped, *types, *families, *_table(file, "classes")):
        yield at_most([place], [individuals])
    for one in types:  # who has two kinds has one besides this
        yield at_most([several], [other for other in types if other != one])
    yield at_most([several], types, times=2)
    yield at_most([individuals, several], types, sure=False)
    yield at_most([individuals], [*(place for place in families if place in file.cells), helped], sure=False)
    for family in families:  # who was helped was helped once or more
        yield at_most([family], _table(file, f"lines_{family[1]}"))


def _stop(file: File) -> Iterator[Row]:
    for crime in CRIMES:
        everybody: Place = ("status", "total", crime)
        yield same(("sex", "total", crime), everybody)
        yield same(("age", "total", crime), everybody)
        for key in ("race", "others", "relationship"):
            for place in _table(file, key, crime):
                yield at_most([place], [everybody])
        yield at_most([everybody], _table(file, "race", crime))
        yield at_most([everybody], _table(file, "relationship", crime), sure=False)
        for kind in ("temporary_civil", "final_civil", "temporary_criminal", "final_criminal"):
            yield at_most([("orders_granted", kind, crime)], [("orders_requested", kind, crime)], sure=False)
    served: Place = ("status", "total", "total")
    services, shelter = _table(file, "services"), _table(file, "shelter_victims")
    for place in (*services, *shelter):
        yield at_most([place], [served])
    yield at_most([served], [*services, *shelter], sure=False)
    for place in shelter:
        yield at_most([place], [("shelter_nights", *place[1:])])
    short = [("status", "partial", "total"), ("not_served", "not_served", "total")]
    reasons = _table(file, "reasons")
    for place in reasons:
        yield at_most([place], short)
    yield at_most(short, reasons)
    yield at_most([("hotline_primary", "calls", "")], [("hotline", "calls", "")])
