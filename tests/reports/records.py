"""Random facts of a run, such as an agency could have: whole persons, contacts, trainings and the rest of the work."""

from decimal import Decimal

from hypothesis import strategies as st

from reports.dims import ABSENCES, dims
from tests.reports.oracle import Fact

AMOUNTS = st.one_of(st.none(), st.integers(min_value=1, max_value=9).map(Decimal))


def _codes(dim: str, least: int = 0, most: int = 3) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(dims()[dim].codes), min_size=least, max_size=most, unique=True)


def _answer(dim: str, most: int = 1) -> st.SearchStrategy[list[str]]:
    """Some answers, or one of the four absences, or nothing at all."""
    real = [code for code in dims()[dim].codes if code not in ABSENCES]
    several = st.lists(st.sampled_from(real), min_size=1, max_size=most, unique=True)
    return st.one_of(several, st.sampled_from(ABSENCES).map(lambda code: [code]), st.just([]))


@st.composite
def _person(draw: st.DrawFn, key: str) -> list[Fact]:
    codes = {
        "role": _codes("role", 1, 1), "status": _codes("status", 1, 1), "new": _codes("new", 1, 1),
        "primary": _codes("primary", 1, 1), "victimization": _codes("victimization", 0, 4), "race": _answer("race", 3),
        "sex": _answer("sex"), "age": _answer("age"), "classification": _codes("classification"),
        "relationship": _codes("relationship"), "reason": _codes("reason"),
    }  # fmt: skip
    amounts = ("service", "order_requested", "order_granted", "nights", "sheltered_family", "unmet", "doubled")
    facts = [Fact("person", key, dim, code) for dim, some in codes.items() for code in draw(some)]
    return facts + [Fact("person", key, dim, code, draw(AMOUNTS)) for dim in amounts for code in draw(_codes(dim))]


@st.composite
def facts(draw: st.DrawFn, persons: int = 6) -> list[Fact]:
    made = [fact for number in range(draw(st.integers(0, persons))) for fact in draw(_person(f"p{number}"))]
    for number in range(draw(st.integers(0, 3))):
        made += [
            Fact("contact", f"c{number}", "contact", code, draw(AMOUNTS)) for code in draw(_codes("contact", 1, 2))
        ]
        made += [Fact("contact", f"c{number}", "service", code, draw(AMOUNTS)) for code in draw(_codes("service"))]
    for number in range(draw(st.integers(0, 2))):
        made.append(Fact("training", f"t{number}", "event", "event"))
        made += [Fact("training", f"t{number}", "people", code, draw(AMOUNTS)) for code in draw(_codes("people"))]
        made += [Fact("training", f"t{number}", "topic", code) for code in draw(_codes("topic"))]
    for number, kind in enumerate(draw(_codes("agency_type", 0, 3))):
        made.append(Fact("coordination", f"a{number}", "agency_type", kind))
        for dim in ("contacts", "meetings", "mou", "times_met"):
            made += [Fact("coordination", f"a{number}", dim, code, draw(AMOUNTS)) for code in draw(_codes(dim, 0, 1))]
    for kind, dim in (("staff", "job"), ("product", "product"), ("policy", "policy")):
        made += [Fact(kind, f"{dim}{n}", dim, code, draw(AMOUNTS)) for n, code in enumerate(draw(_codes(dim)))]
    return made
