"""Random facts, random instants: what the web role is shown equals what the naive oracle says (G1), with no job running."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace as Fact
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from confidentiality.elements import ALL
from tests import oracle, rows
from tests.copies import Connection, Copy, database_copy
from tests.examples import tried
from tests.oracle import Facts

CHICAGO = ZoneInfo("America/Chicago")
ZONES = ["America/Chicago", "America/New_York", "UTC"]


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


EDGES = [
    utc(2026, 3, 8, 6), utc(2026, 3, 8, 8), utc(2026, 3, 9, 5),  # midnight, the hour that is missing, the next midnight
    utc(2026, 11, 1, 5), utc(2026, 11, 1, 6, 30), utc(2026, 11, 1, 7, 30), utc(2026, 11, 2, 6),  # the hour that comes twice
    utc(2028, 2, 29, 6), utc(2028, 2, 29, 18), utc(2028, 3, 1, 6),  # a day that most years lack
    utc(2026, 12, 31, 23, 59, 59), utc(2027, 6, 15, 12),
]  # fmt: skip
JITTER = [timedelta(0), timedelta(microseconds=1), -timedelta(microseconds=1), timedelta(seconds=1), timedelta(hours=1)]
AFTER = ["accepted", "first_contact", "closed", "reopened"]
BEFORE = ["received", "consulting", "declined", "withdrawn", "redirected"]
HIDDEN_CLOCK = """
    CREATE OR REPLACE FUNCTION mdt_now() RETURNS timestamptz LANGUAGE sql STABLE
    AS $$ SELECT coalesce(nullif(current_setting('mdt.test_now', true), '')::timestamptz, now()) $$"""

times = st.sampled_from(EDGES)
dates = st.sampled_from(sorted({e.astimezone(CHICAGO).date() + timedelta(d) for e in EDGES for d in (-1, 0, 1)}))
flag = st.booleans()


@st.composite
def stories(draw: Any) -> dict[str, list[Any]]:
    """Facts by number: who, where, when; told to the database and to the oracle alike."""
    n = {"agencies": 3, "people": 6, "teams": 2, "cases": 4, "referrals": 4}
    pick = {name: st.integers(0, count - 1) for name, count in n.items()}
    maybe = {name: st.none() | numbers for name, numbers in pick.items()}
    some = lambda strategy, most: draw(st.lists(strategy, max_size=most))  # noqa: E731
    window = st.tuples(times, times).filter(lambda t: t[0] < t[1])
    span = st.tuples(dates, st.none() | dates).filter(lambda t: t[1] is None or t[0] <= t[1])
    mostly = st.sampled_from([True, True, True, False])
    return {
        "agencies": draw(st.lists(mostly, min_size=n["agencies"], max_size=n["agencies"])),
        "people": [(draw(maybe["agencies"]), draw(mostly), draw(flag), draw(flag)) for _ in range(n["people"])],
        "teams": [(draw(mostly), draw(st.sampled_from(ZONES))) for _ in range(n["teams"])],
        "cases": [(draw(pick["agencies"]), draw(times)) for _ in range(n["cases"])],
        "referrals": [
            (draw(pick["agencies"]), draw(pick["people"]), draw(times), draw(flag), draw(pick["agencies"]), draw(pick["teams"]),
             draw(maybe["cases"]), draw(flag), draw(pick["agencies"]), draw(pick["people"]),
             draw(maybe["cases"]), draw(maybe["referrals"]))
            for _ in range(n["referrals"])
        ],
        "seats": some(st.tuples(pick["teams"], pick["people"], pick["agencies"], span), 6),
        "acknowledgements": some(st.tuples(pick["people"], window), 6),
        "coordinators": draw(st.lists(st.tuples(pick["teams"], pick["people"]), max_size=4, unique=True)),
        "assignments": draw(st.lists(st.tuples(pick["cases"], pick["people"]), max_size=8, unique=True)),
        "emergencies": some(st.tuples(pick["cases"], pick["people"], window), 4),
        "releases": some(
            st.tuples(pick["cases"], pick["agencies"], maybe["people"], st.sampled_from([2, 512, 514, 4]), window,
                      st.sampled_from(["active", "active", "active", "prepared", "withdrawn", "void"]),
                      st.sampled_from(["now", "now", "after_death", "death_written_down"])), 6,
        ),
        "mandates": some(
            st.tuples(pick["cases"], pick["agencies"], maybe["people"], st.sampled_from([2, 512]), window, flag), 4,
        ),
        "recusals": draw(st.lists(st.tuples(pick["cases"], pick["people"], flag), max_size=6, unique_by=lambda t: t[:2])),
    }  # fmt: skip


class Told:
    """A story written down as the owner; ``facts`` says the same with the database's ids."""

    def __init__(self, db: Connection, story: dict[str, list[Any]]) -> None:
        self.db, self.facts, self.story = db, Facts(), story
        self.right = {name: rows.permission(db, name) for name in ("work_case", "coordinate_team")}
        self.place = rows.put(db, "agencies_jurisdiction")
        with db.transaction():
            self.who_is_there()
            self.what_they_keep()
            self.what_was_done()

    def keep(self, kind: str, table: str, columns: dict[str, Any], **fact: Any) -> int:
        key = rows.put(self.db, table, **columns)
        group = getattr(self.facts, kind)
        if isinstance(group, dict):
            group[key] = Fact(id=key, **fact)
        else:
            group.append(Fact(id=key, **fact))
        return key

    def who_is_there(self) -> None:
        for active in self.story["agencies"]:
            self.keep(
                "agencies", "agencies_agency", {"jurisdiction_id": self.place, "is_active": active}, active=active
            )
        self.agency = [*self.facts.agencies]
        for at, active, supervisor, answers in self.story["people"]:
            agency = None if at is None else self.agency[at]
            self.keep("people", "agencies_person", {
                "agency_id": agency, "runs_installation": agency is None, "is_active": active, "is_supervisor": supervisor,
                "takes_referrals": answers,
            }, agency=agency, active=active, supervisor=supervisor, answers=answers)  # fmt: skip
        self.person = [*self.facts.people]
        for active, zone in self.story["teams"]:
            columns = {"jurisdiction_id": self.place, "is_active": active, "time_zone": zone}
            self.keep("teams", "agencies_team", columns, active=active, zone=zone)
        self.team = [*self.facts.teams]
        taken: set[tuple[int, int]] = set()
        for team, person, agency, (first, last) in self.story["seats"]:
            if last is None and (team, person) in taken:
                continue  # one open seat for each person
            taken |= {(team, person)} if last is None else set()
            t, p, a = self.team[team], self.person[person], self.agency[agency]
            self.keep("seats", "agencies_seat", {"team_id": t, "person_id": p, "agency_id": a, "starts_on": first, "ends_on": last},
                      team=t, person=p, agency=a, first=first, last=last)  # fmt: skip
        for person, (signed, expires) in self.story["acknowledgements"]:
            p = self.person[person]
            columns = {"person_id": p, "signed_at": signed, "expires_at": expires}
            self.keep("acknowledgements", "agencies_acknowledgement", columns, person=p, signed=signed, expires=expires)
        for team, person in self.story["coordinators"]:
            t, p = self.team[team], self.person[person]
            columns = {"content_object_id": t, "user_id": p, "permission_id": self.right["coordinate_team"]}
            self.keep("coordinators", "agencies_teamcoordinator", columns, team=t, person=p)

    def what_they_keep(self) -> None:
        writer = self.person[0]
        for agency, opened in self.story["cases"]:
            a, code, public = self.agency[agency], rows.code(), uuid.uuid4()
            c = self.keep("cases", "cases_case", {"agency_id": a, "opened_by_id": writer, "opened_at": opened, "code": code,
                          "public_id": public}, agency=a, opened=opened, code=code, public=public)  # fmt: skip
            for table in ("cases_identity", "cases_narrative"):
                name = {"name": f"Testa {code}"} if table == "cases_identity" else {}
                rows.put(self.db, table, case_id=c, agency_id=a, updated_by_id=writer, **name)
        self.case = [*self.facts.cases]
        for origin, sender, sent, pool, to, team, case, taken, taker, who, became, after in self.story["referrals"]:
            sent_on = [*self.facts.referrals]
            self.links = (
                self.case[became] if taken and became is not None else None,
                sent_on[after] if after is not None and after < len(sent_on) else None,
            )
            self.refer(origin, sender, sent, None if pool else self.agency[to], self.team[team] if pool else None, case,
                       (self.agency[taker], self.person[who]) if taken else (None, None))  # fmt: skip

    def refer(self, origin: int, sender: int, sent: datetime, to: int | None, team: int | None, case: int | None,
              accepted: tuple[int | None, int | None]) -> None:  # fmt: skip
        agency, coordinator = accepted
        status = (AFTER if coordinator else BEFORE)[(origin + sender) % 4]
        from_agency = self.facts.cases[self.case[case]].agency if case is not None else self.agency[origin]
        public, (intake, before) = uuid.uuid4(), self.links
        r = self.keep("referrals", "cases_referral", {
            "public_id": public,
            "from_agency_id": from_agency, "sent_by_id": self.person[sender], "sent_at": sent, "to_agency_id": to, "to_team_id": team,
            "area_id": self.place, "accepted_agency_id": agency, "coordinator_id": coordinator, "status": status,
            "redirected_from_id": before,
        }, from_agency=from_agency, sender=self.person[sender], sent=sent, to_agency=to, to_team=team, accepted=agency,
           coordinator=coordinator, public=public, intake=intake, before=before, origin=None if case is None else self.case[case])  # fmt: skip
        rows.put(self.db, "cases_referralevent", referral_id=r, by_id=self.person[sender], by_agency_id=from_agency)
        if case is not None:
            rows.put(self.db, "cases_referralorigin", referral_id=r, case_id=self.case[case])
        if intake is not None:
            rows.put(self.db, "cases_referralintake", referral_id=r, case_id=intake)

    def what_was_done(self) -> None:
        for case, person in self.story["assignments"]:
            c, p = self.case[case], self.person[person]
            columns = {"content_object_id": c, "user_id": p, "permission_id": self.right["work_case"]}
            self.keep("assignments", "cases_caseassignment", columns, case=c, person=p)
        for case, person, (starts, expires) in self.story["emergencies"]:
            c, p = self.case[case], self.person[person]
            alerted = self.person[(person + 1) % len(self.person)]
            columns = {"case_id": c, "person_id": p, "alerted_id": alerted, "starts_at": starts, "expires_at": expires}
            self.keep(
                "emergencies",
                "confidentiality_emergencyaccess",
                columns,
                case=c,
                person=p,
                starts=starts,
                expires=expires,
            )
        for case, to, person, bits, (starts, expires), status, opens in self.story["releases"]:
            self.release(self.case[case], self.agency[to], None if person is None else self.person[person], {
                "elements": bits | 1, "status": status, "expires_at": expires, "countersigned_at": starts,
                "kind": "normal" if opens == "now" else "after_death",
                "takes_effect_at": starts + (expires - starts) / 2 if opens == "death_written_down" else None,
            })  # fmt: skip
        for case, to, person, bits, (starts, expires), ended in self.story["mandates"]:
            self.mandate(self.case[case], self.agency[to], None if person is None else self.person[person],
                         {"elements": bits | 1, "recorded_at": starts, "expires_at": expires,
                          "ended_at": rows.LONG_AGO if ended else None})  # fmt: skip
        for case, person, ended in self.story["recusals"]:
            c, p = self.case[case], self.person[person]
            columns = {"case_id": c, "person_id": p, "recorded_by_id": p, "ended_at": rows.LONG_AGO if ended else None}
            self.keep("recusals", "confidentiality_recusal", columns, case=c, person=p, ended=ended)

    def release(self, case: int, to: int, person: int | None, says: dict[str, Any]) -> None:
        agency = self.facts.cases[case].agency
        if agency == to:
            return  # a release leaves the room
        columns = {"case_id": case, "agency_id": agency, "recipient_id": to, "recipient_person_id": person,
                   "prepared_by_id": self.person[0], "prepared_at": says["expires_at"] - timedelta(days=1)}  # fmt: skip
        starts = says["countersigned_at"] if says["kind"] == "normal" else says["takes_effect_at"]
        self.keep("releases", "confidentiality_release", columns | says, case=case, recipient=to, person=person,
                  elements=says["elements"], status=says["status"], starts=starts, expires=says["expires_at"])  # fmt: skip

    def mandate(self, case: int, to: int, person: int | None, says: dict[str, Any]) -> None:
        agency = self.facts.cases[case].agency
        if agency == to:
            return
        columns = {"case_id": case, "agency_id": agency, "recipient_id": to, "recipient_person_id": person,
                   "recorded_by_id": self.person[0]}  # fmt: skip
        self.keep("mandates", "confidentiality_mandate", columns | says, case=case, recipient=to, person=person,
                  elements=says["elements"], ended=says["ended_at"] is not None, starts=says["recorded_at"],
                  expires=says["expires_at"])  # fmt: skip


class Shown:
    """What one person is shown at one instant, asked as mdt_web."""

    def __init__(self, web: Connection, person: int, now: datetime) -> None:
        self.web, self.person, self.request = web, person, uuid.uuid4()
        web.execute("SELECT set_config('mdt.test_now', %s, false)", [now.isoformat()])

    def read(self, sql: str) -> set[Any]:
        with self.web.transaction():
            self.web.execute("SELECT set_config('mdt.user_id', %s, true), set_config('mdt.request_id', %s, true)",
                             [str(self.person), str(self.request)])  # fmt: skip
            return {row[0] for row in self.web.execute(sql)}  # type: ignore[arg-type]

    def pages(self, function: str, public: dict[int, uuid.UUID], *more: object) -> tuple[list[int], list[int]]:
        """Ids of all pages in their order, and the total that each page began with."""
        ids: list[int] = []
        totals: list[int] = []
        before = None
        while True:
            marks = ", ".join(["%s"] * (7 + len(more)))
            found = self.web.execute(f"SELECT * FROM {function}({marks})",
                                     [self.person, self.request, "t", "t", *more, before, 2, 201]).fetchall()  # fmt: skip
            if not found:
                return ids, totals
            ids += [row[0] for row in found]  # type: ignore[misc]
            totals.append(found[0][1])  # type: ignore[arg-type]
            before = public[ids[-1]]

    def found(self, text: str) -> set[Any]:
        return {
            row[0]
            for row in self.web.execute(
                "SELECT * FROM mdt_find_cases(%s, %s, 't', %s, 25)", [self.person, self.request, text]
            )
        }

    def looked(self, public: uuid.UUID) -> set[Any]:
        return {row[0] for row in self.web.execute("SELECT * FROM mdt_look(%s, %s, 't', 't', %s, %s)",
                                                   [self.person, self.request, public, ALL])}  # fmt: skip

    def looked_at_referral(self, public: uuid.UUID) -> set[Any]:
        return {
            row[0]
            for row in self.web.execute(
                "SELECT * FROM mdt_look_referral(%s, %s, 't', 't', %s)", [self.person, self.request, public]
            )
        }


@pytest.fixture(scope="module")
def hall() -> Iterator[Copy]:
    """A database whose clock can be set, and which no worker can enter."""
    with database_copy("oracle") as copy:
        with copy.owner() as owner, copy.superuser() as superuser:
            owner.execute(HIDDEN_CLOCK)
            superuser.execute(f'REVOKE CONNECT ON DATABASE "{copy.name}" FROM PUBLIC')
            superuser.execute(f'GRANT CONNECT ON DATABASE "{copy.name}" TO mdt_web, mdt_owner')
        yield copy


def test_no_worker_can_enter(hall: Copy) -> None:
    """What follows is seen with every job dead: there is nobody who could run one."""
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        hall.worker()


@tried(8)
@given(story=stories(), instants=st.lists(st.tuples(times, st.sampled_from(JITTER)), min_size=2, max_size=3))
def test_G1_what_is_shown_is_what_the_oracle_says(hall: Copy, story: dict[str, list[Any]], instants: list[Any]) -> None:
    with hall.owner() as owner, hall.web() as web:
        told = Told(owner, story)
        for edge, jitter in instants:
            for me in told.facts.people.values():
                agree(web, told.facts, me, edge + jitter)
        web.execute("SELECT set_config('mdt.test_now', '', false)")
        assert difference(owner) == []


def agree(web: Connection, facts: Facts, me: Fact, now: datetime) -> None:
    note(f"{me} at {now}")
    shown = Shown(web, me.id, now)
    mine = {c.id for c in facts.cases.values() if oracle.sees_case(facts, me, c, now)}
    sides = {r.id: oracle.sides_of_referral(facts, me, r, now) for r in facts.referrals.values()}
    seen = {r for r, side in sides.items() if side}
    own = {c.id for c in facts.cases.values() if oracle.in_own_room(facts, me, c, now)}
    agree_on_covers(shown, facts, mine, own, seen)
    agree_on_lists(shown, web, facts, mine, own, sides)
    bits = {c: ALL if c in own else oracle.released(facts, me, facts.cases[c], now) for c in mine}
    agree_on_elements(shown, facts, bits, seen)


def agree_on_covers(shown: Shown, facts: Facts, mine: set[int], own: set[int], seen: set[int]) -> None:
    assert shown.read("SELECT id FROM cases_case") == mine
    assert shown.read("SELECT case_id FROM confidentiality_grant WHERE case_id IS NOT NULL") == mine
    assert shown.read("SELECT referral_id FROM confidentiality_grant WHERE referral_id IS NOT NULL") == seen
    assert shown.read("SELECT id FROM cases_referral") == seen
    assert shown.read("SELECT referral_id FROM cases_referralevent") == seen
    origins = {r.id for r in facts.referrals.values() if r.origin in own}
    assert shown.read("SELECT referral_id FROM cases_referralorigin") == origins


def agree_on_lists(
    shown: Shown, web: Connection, facts: Facts, mine: set[int], own_room: set[int], sides: dict[int, set[str]]
) -> None:  # fmt: skip
    order = sorted(mine, key=lambda i: (facts.cases[i].opened, i), reverse=True)
    ids, totals = shown.pages("mdt_browse_cases", {c.id: c.public for c in facts.cases.values()})
    assert (ids, totals[:1]) == (order, [len(mine)] if mine else [])
    for own, side in ((None, None), (True, "sent"), (False, "received")):
        wanted = [i for i, s in sides.items() if (side in s if side else s)]
        wanted.sort(key=lambda i: (facts.referrals[i].sent, i), reverse=True)
        found = web.execute("SELECT * FROM mdt_browse_referrals(%s, %s, 't', 't', %s, NULL, NULL, 50, 201)",
                            [shown.person, shown.request, own]).fetchall()  # fmt: skip
        assert [row[0] for row in found] == wanted
        assert {row[1] for row in found} == ({len(wanted)} if wanted else set())
    for case in facts.cases.values():
        for begun in (case.code[:3], case.code[:6], case.code):  # in their two ways of being sought
            assert shown.found(begun.lower()) == {i for i in mine if facts.cases[i].code.startswith(begun)}
        assert shown.found(f"testa {case.code}") == {case.id} & own_room  # a name finds in one's own room alone


def agree_on_elements(shown: Shown, facts: Facts, bits: dict[int, int], seen: set[int]) -> None:
    tables = {"cases_identity": 2, "cases_narrative": 512}
    assert all(shown.read(f"SELECT case_id FROM {table}") == set() for table in tables)  # no look, no row (G2)
    opened: set[int] = set()
    for case in facts.cases.values():
        assert shown.looked(case.public) == {case.id} & bits.keys()
        opened |= {case.id} & bits.keys()
        for table, bit in tables.items():
            assert shown.read(f"SELECT case_id FROM {table}") == {c for c in opened if bits[c] & bit}
    for referral in facts.referrals.values():
        assert (referral.id in seen) == bool(shown.looked_at_referral(referral.public))


def difference(owner: Connection) -> list[tuple[object, ...]]:
    """Grants that the facts do not give, and those that are missing."""
    columns = (
        "principal, case_id, referral_id, subject_at, elements, own, basis, source, source_id, starts_at, expires_at"
    )
    both = (f"SELECT {columns} FROM confidentiality_grant", f"SELECT {columns} FROM mdt_derived")
    return owner.execute(f"({both[0]} EXCEPT ALL {both[1]}) UNION ALL ({both[1]} EXCEPT ALL {both[0]})").fetchall()
