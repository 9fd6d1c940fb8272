"""Which pages there are to be measured: every named address of the live map that answers GET, with somebody who gets it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg

from agencies.models import Person
from bench.pages import Browser
from bench.place import Place
from tests.access.agreed import agree
from tests.access.matrix import MATRIX
from tests.access.trying import Hall, names_of_the_map
from tests.world import World

# Pages that the bench cannot open, each with the reason. A page that is not named here and that nobody gets is a fault.
_SECRET, _FACTOR, _STATE = (
    "of a secret address",
    "of who has set up a second factor",
    "of a state that the demo has nobody in",
)
NOT_TIMED = {
    "account_login": "leads on who is signed in", "mfa_authenticate": "leads on who is signed in",
    "mfa_login_webauthn": "leads on who is signed in", "account_reset_password_from_key": _SECRET,
    "account_reset_password_from_key_done": "leads on", "mfa_reauthenticate": _FACTOR,
    "mfa_view_recovery_codes": _FACTOR, "mfa_reauthenticate_webauthn": _FACTOR,
    "team_first_coordinator": _STATE, "agreement_document": _STATE, "agreement_approval_file": _STATE,
    "agreement_sign_now": "comes after a question", "protocol_propose": _STATE, "authority_instrument": _STATE,
    "report_behind": "the same view as report_behind_one", "referral_attempt": _STATE, "referral_told": _STATE,
    "readyz": "asks for the web's own role",
}  # fmt: skip
# Who is asked first: a supervisor, who has the longest lists; who works on cases; who coordinates; heads of other agencies.
FIRST = ("hana", "ada", "cora", "lou", "gus", "dora", "sana", "olga", "june", "dan", "adam")
TRIES = 25  # things of one sort that are asked for until one answers with a page
FEW = 60  # cases of the cast and a little more: whose facts are read one by one
CASES = (
    "SELECT id FROM (SELECT id FROM public.cases_case ORDER BY id LIMIT %(few)s) AS first"
    " UNION SELECT case_id FROM public.meetings_itemcase"
)


@dataclass(frozen=True)
class Chosen:
    """One page: its name in the map, who opens it, and where."""

    name: str
    person: Person
    path: str


def pages_of_the_map() -> list[str]:
    """Every name that the project answers with a page, in the order of the matrix."""
    live = set(names_of_the_map())
    return [name for name, row in MATRIX.items() if name in live and 200 in row.opened]


def furnish(place: Place) -> None:
    """What the demo has not: agreements to sign, questions, meetings under way, work of an agency. Done once."""
    if place.owner_rows("SELECT 1 FROM reports_product WHERE title = 'A manual'"):
        return
    place.as_web()
    agree(World())


def hall_of(place: Place) -> Hall:
    with psycopg.connect(place.env("owner")["OWNER_DATABASE_URL"], autocommit=True) as db:
        return first_county(db)


def first_county(db: Any) -> Hall:
    """The facts of the first cases, whatever the size of the database: the rest is out of this connection's sight."""
    ids = [row[0] for row in db.execute(CASES, {"few": FEW})]
    db.execute("CREATE TEMP TABLE few AS SELECT unnest(%s::bigint[]) AS id", [ids])
    for table, column in _with_cases(db):
        db.execute(f"CREATE TEMP VIEW {table} AS SELECT * FROM public.{table} WHERE {column} IN (SELECT id FROM few)")
    db.execute(
        "CREATE TEMP VIEW cases_referral AS SELECT * FROM public.cases_referral r WHERE id <= (SELECT max(id) FROM ("
        "SELECT id FROM public.cases_referral ORDER BY id LIMIT 30) AS x) AND NOT EXISTS ("
        "SELECT FROM public.cases_referralorigin o WHERE o.referral_id = r.id AND o.case_id NOT IN (SELECT id FROM few))"
    )
    return Hall(db)


def _with_cases(db: Any) -> Iterable[tuple[str, str]]:
    """Every table with a row for each case, and the column that says which."""
    rows = db.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
        " AND (column_name = 'case_id' OR (table_name, column_name) IN"
        " (('cases_case', 'id'), ('cases_caseassignment', 'content_object_id')))"
        " AND table_name NOT LIKE 'confidentiality_ledger%%' AND table_name NOT LIKE 'meetings_%%'"
    ).fetchall()
    return [(table, column) for table, column in rows if (table, column) != ("cases_caseassignment", "case_id")]


def people(place: Place) -> list[Person]:
    """The cast, those first who see most; not the thousands who were made to fill the rooms."""
    place.as_bare()
    cast = list(Person.objects.select_related("agency").filter(email__endswith=".example", is_active=True))
    cast = [one for one in cast if not any(part in one.email for part in ("+", "bench", "@bulk."))]
    turn = {name: at for at, name in enumerate(FIRST)}
    return sorted(cast, key=lambda one: (turn.get(one.email.split(".")[0], len(turn)), one.pk))


def choose(
    place: Place, hall: Hall, browsers: dict[int, Browser], like: dict[str, Chosen] | None = None
) -> Iterator[Chosen | str]:
    """For each page the first person and thing that get it, or its name where nobody does. ``like``: who got it elsewhere is
    asked before all others."""
    cast = people(place)
    for name in pages_of_the_map():
        if name not in NOT_TIMED:
            before = like[name].person.email if like and name in like else ""
            asked = sorted(cast, key=lambda one, email=before: one.email != email)  # type: ignore[misc]
            yield first(place, hall, browsers, asked, name) or name


def first(place: Place, hall: Hall, browsers: dict[int, Browser], cast: list[Person], name: str) -> Chosen | None:
    for person in cast:
        if person.pk not in browsers:
            browsers[person.pk] = Browser.of(place, person)
        place.as_web()
        for path in addresses(hall, person, name):
            if browsers[person.pk].get(path) == 200:
                return Chosen(name, person, path)
    return None


def addresses(hall: Hall, person: Person, name: str) -> Iterator[str]:
    """Of things that are there for the person by the facts, the first few."""
    row, parts, me = MATRIX[name], hall.parts(name), hall.facts.people[person.pk]
    if not parts - dict(row.words).keys():
        yield hall.address_of(name, {})
        return
    tried = 0
    for thing in hall.pool(row.kind, name):
        if ("row" in parts and thing.id not in hall.rows) or ("scan" in parts and thing.door not in hall.scans):
            continue
        if tried == TRIES:
            return
        ids = hall.ids_of(name, thing, parts) if hall.there(row.kind, me, thing) else {}
        if ids:
            tried += 1
            yield hall.address_of(name, ids)
