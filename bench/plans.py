"""What does not vary between two runs: statements for each page, buffers for each read, and scans of whole tables."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.pages import PAGES, Browser
from bench.people import Measured, four
from bench.place import Place
from cases.models import Case, Identity
from confidentiality import gate
from confidentiality.elements import Element
from confidentiality.wall import WALL
from mdt.kit.acting import Acting, acting, transaction_as

SCANS = "SELECT relname, seq_scan FROM pg_stat_xact_user_tables WHERE seq_scan > 0"


@dataclass(frozen=True)
class Touched:
    """What one statement did: pages read or found in memory, rows thrown away, protected tables read from end to end."""

    buffers: int
    removed: int
    scanned: tuple[str, ...]


def explain(sql: str, params: Any) -> Touched:
    """Runs it and tells. What happens inside functions is in the buffers and in the scans as well."""
    with connection.cursor() as cursor:
        before = _scans(cursor)
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
        answer = cursor.fetchone()[0]
        after = _scans(cursor)
    plan = (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]
    scanned = sorted(name for name in after if after[name] > before.get(name, 0) and _is_protected(name))
    return Touched(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"], _removed(plan), tuple(scanned))


def _scans(cursor: Any) -> dict[str, int]:
    cursor.execute(SCANS)
    return dict(cursor.fetchall())


def _is_protected(name: str) -> bool:
    table = WALL.tables.get(name)
    return bool(table and table.protected) or name.startswith("confidentiality_ledger")


def _removed(plan: dict[str, Any]) -> int:
    here = plan.get("Rows Removed by Filter", 0) * plan.get("Actual Loops", 1)
    return int(max([here, *(_removed(part) for part in plan.get("Plans", []))]))


def browse(who: Measured) -> Touched:
    """The list: the function that finds, counts and records."""
    sql = "SELECT * FROM mdt_browse_cases(%s, %s, 'bench', 'bench', NULL, 50, %s)"
    return explain(sql, [who.person.pk, uuid4(), gate.CAP])


def search(who: Measured) -> Touched:
    sql = "SELECT * FROM mdt_find_cases(%s, %s, 'bench', %s, 25)"
    return explain(sql, [who.person.pk, uuid4(), who.case.code])


def search_name(who: Measured) -> Touched:
    """For a name that nobody has: all names that the person may read are read, and no other."""
    sql = "SELECT * FROM mdt_find_cases(%s, %s, 'bench', 'nobody has it', 25)"
    return explain(sql, [who.person.pk, uuid4()])


def look(who: Measured) -> Touched:
    sql = "SELECT * FROM mdt_look(%s, %s, 'bench', 'bench', %s, %s)"
    return explain(sql, [who.person.pk, uuid4(), who.case.public_id, int(Element.IDENTITY)])


def looks_since(who: Measured) -> Touched:
    """How often a record was looked at in a week, as its page tells."""
    with transaction_as(Acting(who.person.pk, who.person.agency_id, "bench")):
        return explain("SELECT * FROM mdt_looks_since(%s, now() - interval '7 days')", [who.case.pk])


def covers(who: Measured) -> Touched:
    """The rows of the list under their row policy."""
    me = Acting(who.person.pk, who.person.agency_id, "bench")
    with acting(me):
        page = gate.browse_cases(who.person, purpose="bench")
        with gate._reading(me):
            ids = [case.pk for case in page.rows] or [who.case.pk]
            query = Case.objects.select_related("agency").filter(pk__in=ids).query
            return explain(*query.sql_with_params())


def identity(who: Measured) -> Touched:
    """One element under its policy, which asks for the committed look. For who sees nothing: without a look."""
    me = Acting(who.person.pk, who.person.agency_id, "bench")
    with acting(me):
        try:
            with gate.open(who.person, who.case.public_id, Element.IDENTITY, purpose="bench") as opened:
                return explain(*Identity.objects.filter(case=opened.case).query.sql_with_params())
        except gate.RecordNotFound:
            with transaction_as(me):
                return explain("SELECT name FROM cases_identity WHERE case_id = %s", [who.case.pk])


READS: dict[str, Callable[[Measured], Touched]] = {
    "list: find and record": browse, "list: rows": covers, "search": search, "look": look, "element": identity,
}  # fmt: skip


def statements(place: Place, browser: Browser, path: str) -> list[str]:
    """Everything that one request sends to the database, BEGIN and COMMIT included; the second request, to be fair."""
    place.as_web()
    browser.get(path)
    with CaptureQueriesContext(connection) as captured:
        browser.get(path)
    return [query["sql"] for query in captured.captured_queries]


def report(scale: str) -> str:
    place = Place(scale, lambda sentence: None)
    try:
        people = four(place)
        return "\n".join([*_touched(place, people), *_statements(place, people)])
    finally:
        place.close()


def _touched(place: Place, people: list[Measured]) -> list[str]:
    lines = [f"{place.cases:,} cases: buffers, rows removed by a filter, protected tables read from end to end"]
    for name, read in READS.items():
        for who in people:
            place.as_web()
            for _ in range(6):  # until the functions have settled on their plans
                found = read(who)
            scanned = ", ".join(found.scanned) or "none"
            lines.append(f"  {name + '/' + who.letter:<28} {found.buffers:>7} {found.removed:>7}  {scanned}")
    return lines


def _statements(place: Place, people: list[Measured]) -> list[str]:
    lines = ["statements for each page, transactions included; those of the gate"]
    for who in people:
        browser = Browser(place, who)
        for name, address in PAGES.items():
            sent = statements(place, browser, address(who))
            gates = [sql for sql in sent if "mdt_look(" in sql or "mdt_browse" in sql or "set_config" in sql]
            lines.append(f"  {name + '/' + who.letter:<28} {len(sent):>7} {len(gates):>7}")
        browser.close()
    return lines
