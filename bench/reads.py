"""The database's part of each protected read, through the gate, and the same read as anybody would write it bare."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection

from bench.people import Measured
from bench.place import Place
from cases.models import Case, Identity
from confidentiality import gate
from confidentiality.context import open_gates
from confidentiality.elements import Element
from mdt.kit.acting import Acting, acting, current

LIMIT = 50
Read = Callable[[Measured], object]


@dataclass(frozen=True)
class Pair:
    """A read, bare and through the gate. ``inside``: what only the gate's own functions may do, so the owner does it.
    Not ``recorded``: without the ledger's row, so that what the wall costs and what the record costs can be told apart."""

    name: str
    bare: Read
    ours: Read
    inside: bool = False
    recorded: bool = True

    def prepare(self, place: Place) -> None:
        """Take the role that ours has."""
        if self.inside:
            place.as_bare()
        else:
            place.as_web()


@contextmanager
def bare_reads() -> Iterator[None]:
    """The bell on the door is off; who reads here is the owner, whom no policy stops."""
    token = open_gates.set(1)
    try:
        yield
    finally:
        open_gates.reset(token)


def as_bare(read: Read, who: Measured) -> Callable[[], object]:
    def work() -> object:
        with bare_reads():
            return read(who)

    return work


def as_person(read: Read, who: Measured) -> Callable[[], object]:
    """A request of its own, as the middleware opens it."""

    def work() -> object:
        with acting(Acting(who.person.pk, who.person.agency_id, "bench")):
            return read(who)

    return work


def bare_list(_who: Measured) -> object:
    cases = Case.objects.order_by("-opened_at", "-pk")
    return list(cases.select_related("agency")[:LIMIT]), cases[: gate.CAP].count()


def our_list(who: Measured) -> object:
    return gate.browse_cases(who.person, purpose="bench", limit=LIMIT)


def bare_search(who: Measured) -> object:
    code = who.case.code
    return list(Case.objects.filter(code__gte=code, code__lt=code + "~").select_related("agency")[:25])


def our_search(who: Measured) -> object:
    return gate.search(who.person, who.case.code)


def bare_detail(who: Measured) -> object:
    return Case.objects.select_related("agency").get(public_id=who.case.public_id)


def our_detail(who: Measured) -> object:
    try:
        with gate.open(who.person, who.case.public_id, purpose="bench") as opened:
            return opened.case
    except gate.RecordNotFound:  # Z: the refusal is what is measured
        return None


def bare_reveal(who: Measured) -> object:
    case = bare_detail(who)
    return Identity.objects.filter(case=case).first()


def our_reveal(who: Measured) -> object:
    try:
        with gate.open(who.person, who.case.public_id, Element.IDENTITY, purpose="bench") as opened:
            return Identity.objects.filter(case=opened.case).first()
    except gate.RecordNotFound:
        return None


def bare_key(who: Measured) -> object:
    with connection.cursor() as cursor:
        cursor.execute("SELECT code FROM cases_case WHERE id = %s", [who.case.pk])
        return cursor.fetchone()


def our_ledger(who: Measured) -> object:
    """One row with fifty ids, committed."""
    with connection.cursor() as cursor:
        ids = list(range(who.case.pk - LIMIT, who.case.pk))
        cursor.execute(
            "SELECT mdt_note(%s, %s, 'browse', 'bench', 'bench', %s, '{}')", [who.person.pk, current().request_id, ids]
        )
        return cursor.fetchone()


PAIRS = (
    Pair("list", bare_list, our_list),
    Pair("list, no record", bare_list, our_list, recorded=False),
    Pair("search", bare_search, our_search),
    Pair("search, no record", bare_search, our_search, recorded=False),
    Pair("detail", bare_detail, our_detail),
    Pair("reveal", bare_reveal, our_reveal),
    Pair("ledger", bare_key, our_ledger, inside=True),
)
