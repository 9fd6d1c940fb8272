"""Everything that opens or shuts a door, in any order and at any instant: what each person is shown after each step is what
the naive oracle says (G1). The steps are the product's own actions, as mdt_web; the clock is the test's, for the database and
for the pages alike; no job runs."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace as Fact
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from agencies.models import Person
from cases.actions import access
from cases.actions.cases import close_case, open_case, reopen_case
from cases.actions.referrals import send
from cases.models import Identity, InvolvedPerson, Narrative
from confidentiality import gate
from confidentiality.actions import mandates, releases
from confidentiality.actions.mandates import Care
from confidentiality.elements import Element
from confidentiality.models import Basis, Release
from confidentiality.policy.mandates import Compelled
from confidentiality.signers import Standing
from confidentiality.terms import Terms
from mdt.kit import clock, ids
from mdt.kit.acting import Acting, acting
from mdt.kit.errors import Refused
from tests import oracle, rooms
from tests.confidentiality.test_mandates import law
from tests.confidentiality.test_oracle import Shown, difference
from tests.copies import Copy, database_copy
from tests.examples import tried

PARTS = {"cases_identity": int(Element.IDENTITY), "cases_narrative": int(Element.NARRATIVE)}
CARE = Care("Her name", None, "", "", "No way that she called safe", "A plan")
ADULT, CHILD = Standing(31, False, "none", "advocacy"), Standing(15, False, "none", "advocacy")
SET_CLOCK = """
    CREATE TABLE the_clock (at timestamptz);
    INSERT INTO the_clock VALUES (now());
    GRANT SELECT, UPDATE ON the_clock TO PUBLIC;
    CREATE OR REPLACE FUNCTION mdt_now() RETURNS timestamptz LANGUAGE sql STABLE AS $$ SELECT at FROM the_clock $$"""
nth = st.integers(0, 7)
parts = st.sampled_from([int(Element.IDENTITY), int(Element.NARRATIVE), int(Element.IDENTITY | Element.NARRATIVE)])
steps = st.sampled_from(
    [timedelta(seconds=1), timedelta(minutes=59), timedelta(hours=7), timedelta(days=1), timedelta(days=9)]
)


class _Told(Shown):
    """What one person is shown at the clock's instant."""

    def __init__(self, web: Any, person: int) -> None:
        self.web, self.person, self.request = web, person, ids.public_id()


class Doors(RuleBasedStateMachine):
    """One record, its own agency, the police, child protection and a stranger; facts are told to the oracle as they happen."""

    hall: Copy
    at: datetime

    def __init__(self) -> None:
        super().__init__()
        self.owner, self.web = self.hall.owner(), self.hall.web()
        Doors.at = datetime.now(tz=UTC) + timedelta(hours=1)  # the record is opened before it, by the real clock
        self._tick(timedelta(0))

    def teardown(self) -> None:
        assert difference(self.owner) == []
        self.owner.close()
        self.web.close()

    @initialize()
    def settle(self) -> None:
        home, police = rooms.agency(), rooms.agency(sector="local_police", regimes=["CJIS"])
        child = rooms.agency(sector="child_welfare", regimes=["CAPTA"])
        self.people: list[Person] = [
            rooms.person(home), rooms.person(home), rooms.person(home, is_supervisor=True),
            rooms.person(police, takes_referrals=True), rooms.person(police), rooms.person(police, is_supervisor=True),
            rooms.person(child, takes_referrals=True), rooms.person(rooms.agency(), is_supervisor=True, takes_referrals=True),
        ]  # fmt: skip
        self.ada, self.bea, self.hana, self.dan, *_, self.cal, _olga = self.people
        self.table = rooms.team(jurisdiction=home.jurisdiction)
        self.cora = rooms.coordinator(self.table, rooms.person(police), acknowledged_until=self.at + timedelta(days=20))
        rooms.agreed(self.table, self.cora)
        self.law = law()
        self.public = ids.public_id()
        self._as(self.ada, lambda: open_case(public_id=self.public, by=self.ada))
        self.father = ids.public_id()
        assert self._as(self.ada, self._write_down) and self._as(self.ada, self._refer)
        self._learn(home)

    def _write_down(self) -> bool:
        elements = Element.IDENTITY | Element.NARRATIVE | Element.PEOPLE
        with gate.action(self.ada, self.public, elements, purpose="test") as opened:
            says = {"case": opened.case, "agency": self.ada.agency, "updated_by": self.ada}
            Identity(**says, name="Testa Person-790").save()
            Narrative(**says, wants="Testa wants quiet").save()
            InvolvedPerson(**says, public_id=self.father, relation="father", harmed_her="no", harmed_parent="no").save()
        return True

    def _refer(self) -> Any:
        facts = {"tier": 2, "urgency": "soon", "risk_band": "", "area_kind": "county", "area": self.ada.agency.jurisdiction,
                 "age_band": "", "language": "", "access_needs": [], "asked_for": ["advocacy"], "absences": {}}  # fmt: skip
        return send(
            by=self.ada,
            once=ids.public_id(),
            recipient=f"team:{self.table.public_id}",
            answers=facts,
            case=self.public,
        )

    def _learn(self, home: Any) -> None:
        """What the oracle knows at the beginning, read once by the owner."""
        from tests.access import things

        loaded, mine = things.load(self.owner), {p.pk for p in [*self.people, self.cora]}
        self.facts = loaded
        self.facts.people = {k: v for k, v in loaded.people.items() if k in mine}
        self.case = next(c for c in loaded.cases.values() if c.public == self.public)
        self.facts.cases = {self.case.id: self.case}
        self.facts.referrals = {k: r for k, r in loaded.referrals.items() if r.origin == self.case.id}
        for name in ("releases", "mandates", "emergencies", "recusals"):
            setattr(self.facts, name, [])
        self.facts.assignments = [Fact(person=self.ada.pk, case=self.case.id)]

    # --- How a step is made -----------------------------------------------------------------------------------
    def _tick(self, by: timedelta) -> None:
        Doors.at += by
        self.owner.execute("UPDATE the_clock SET at = %s", [Doors.at])

    def _as(self, who: Person, act: Callable[[], Any]) -> Any:
        """The answer of the action, or None when it was refused or is not there for the person."""
        with acting(Acting(who.pk, who.agency_id, "test")):
            try:
                return act()
            except (Refused, gate.RecordNotFound):
                return None

    def _release(self, n: int, *statuses: str) -> Fact | None:
        live = [r for r in self.facts.releases if r.status in statuses]
        return live[n % len(live)] if live else None

    def _own(self, who: Person) -> bool:
        return oracle.in_own_room(self.facts, self.facts.people[who.pk], self.case, self.at)

    # --- Time -------------------------------------------------------------------------------------------------
    @rule(by=steps)
    def time_passes(self, by: timedelta) -> None:
        self._tick(by)

    @rule(n=nth, off=st.sampled_from([timedelta(0), -timedelta(microseconds=1)]))
    def the_very_end_of_a_door(self, n: int, off: timedelta) -> None:
        ends = sorted({d.expires for d in [*self.facts.releases, *self.facts.mandates] if d.expires + off >= self.at})
        if ends:
            self._tick(ends[n % len(ends)] + off - self.at)

    # --- Releases ---------------------------------------------------------------------------------------------
    @rule(
        to=st.integers(3, 7),
        alone=st.booleans(),
        elements=parts,
        days=st.sampled_from([1, 15, 30]),
        child=st.booleans(),
    )
    def prepare(self, to: int, alone: bool, elements: int, days: int, child: bool, extends: Fact | None = None) -> None:
        recipient = self.people[to]
        terms = Terms(
            recipient=recipient.agency_id or 0, recipient_person=recipient.pk if alone else None, elements=elements,
            kind="normal", purpose="safety", in_her_words="So that they know", methods=["here"], withheld="",
            expires_at=self.at + timedelta(days=days), why_long="", copy="none", alternatives=True, risks=True,
            voluntary=True, spoken="en", language="en", interpreting="none", interpreter="", interpreter_apart=False,
            standing=CHILD if child else ADULT,
        )  # fmt: skip
        made = self._as(self.ada, lambda: releases.prepare(
            case=self.public, terms=terms, by=self.ada, extends=extends.public if extends else None))  # fmt: skip
        assert (made is None) == (not self._own(self.ada) or self.case.status == "closed" or self._inactive(terms))
        if made is not None:
            self.facts.releases.append(Fact(
                public=made, case=self.case.id, recipient=terms.recipient, person=terms.recipient_person, elements=elements | 1,
                status="prepared", starts=None, expires=terms.expires_at, extends=extends, signed=set(),
                needed={"survivor", "parent"} if child else {"survivor"},
            ))  # fmt: skip

    def _inactive(self, terms: Terms) -> bool:
        return terms.recipient_person is not None and not self.facts.people[terms.recipient_person].active

    @rule(n=nth, days=st.sampled_from([1, 15]))
    def extend(self, n: int, days: int) -> None:
        if found := self._release(n, "active"):
            to = next(i for i, p in enumerate(self.people) if p.agency_id == found.recipient)
            self.prepare(to, False, found.elements & ~1, days, False, found)

    @rule(n=nth, capacity=st.sampled_from(["survivor", "parent"]))
    def sign(self, n: int, capacity: str) -> None:
        if (found := self._release(n, "prepared")) is None:
            return
        with acting(Acting(self.ada.pk, self.ada.agency_id, "test")), gate.own_rows(self.ada):
            row = Release.objects.filter(public_id=found.public).first()
        signer = self.father if capacity == "parent" else None
        may = (
            row is not None and self._own(self.ada) and found.expires > self.at and capacity in found.needed - found.signed
            and not (capacity == "parent" and self._harmed())
        )  # fmt: skip
        done = row is not None and self._as(self.ada, lambda: releases.sign(
            case=self.public, release=found.public, capacity=capacity, name="Testa", way="device", shown=row.sha256,
            language="en", signer=signer, by=self.ada) or True)  # fmt: skip
        assert bool(done) == may
        found.signed |= {capacity} if done else set()

    @rule(n=nth)
    def countersign(self, n: int) -> None:
        if (found := self._release(n, "prepared")) is None:
            return
        may = self._own(self.ada) and found.expires > self.at and found.signed == found.needed
        done = self._as(
            self.ada, lambda: releases.countersign(case=self.public, release=found.public, by=self.ada) or True
        )
        assert bool(done) == may
        if done:
            found.status, found.starts = "active", self.at
            if found.extends is not None and found.extends.status == "active":
                found.extends.status = "replaced"

    @rule(n=nth, who=st.integers(0, 7))
    def withdraw(self, n: int, who: int) -> None:
        """Whoever can open the record; for everybody else there is nothing to take back."""
        if (found := self._release(n, "prepared", "active")) is None:
            return
        by = self.people[who]
        done = self._as(
            by, lambda: releases.withdraw(case=self.public, release=found.public, channel="oral", by=by) or True
        )
        assert bool(done) == self._own(by)
        found.status = "withdrawn" if done else found.status

    @rule(who=st.integers(0, 7))
    def withdraw_by_code(self, who: int) -> None:
        by = self.people[who]
        self._as(by, lambda: releases.withdraw_all(code=self.case.code, channel="oral", by=by))
        me = self.facts.people[by.pk]
        if me.active and me.agency == self.case.agency and not oracle.walled(self.facts, me, self.case):
            for found in self.facts.releases:
                found.status = "withdrawn" if found.status in ("prepared", "active") else found.status

    @rule()
    def the_father_harmed_her(self) -> None:
        """Known later than his signature: what he signed is void at once (law C-07)."""

        def mark() -> bool:
            with gate.action(self.ada, self.public, Element.PEOPLE, purpose="test"):
                row = InvolvedPerson.objects.get(public_id=self.father)
                row.harmed_her = "yes"
                row.save()
            return True

        if not self._harmed() and self._as(self.ada, mark):
            for found in self.facts.releases:
                if "parent" in found.signed and found.status in ("prepared", "active"):
                    found.status = "void"

    def _harmed(self) -> bool:
        row = self.owner.execute(
            "SELECT harmed_her FROM cases_involvedperson WHERE public_id = %s", [self.father]
        ).fetchone()
        return row is not None and row[0] == "yes"

    # --- Laws and orders --------------------------------------------------------------------------------------
    @rule(order=st.booleans(), to=st.sampled_from([3, 6]), days=st.sampled_from([1, 20]))
    def compel(self, order: bool, to: int, days: int) -> None:
        recipient = self.people[to]
        given = Compelled(
            Basis.COURT_MANDATE if order else Basis.STATUTORY_MANDATE, None if order else self.law, "24-118", "Judge Orr", order,
            recipient.agency, None, int(Element.IDENTITY), ["here"], self.at + timedelta(days=days),
        )  # fmt: skip
        made = self._as(self.hana, lambda: mandates.record(case=self.public, given=given, care=CARE, by=self.hana))
        assert (made is not None) == (self._own(self.hana) and (order or to == 6))
        if made is not None:
            self.facts.mandates.append(Fact(public=made, case=self.case.id, recipient=recipient.agency_id, person=None, elements=3,
                                            ended=False, starts=self.at, expires=given.expires_at))  # fmt: skip

    @rule(n=nth)
    def the_order_is_lifted(self, n: int) -> None:
        live = [m for m in self.facts.mandates if not m.ended]
        if live:
            found = live[n % len(live)]
            done = self._as(
                self.hana, lambda: mandates.end(case=self.public, mandate=found.public, by=self.hana) or True
            )
            found.ended = bool(done)

    # --- People -----------------------------------------------------------------------------------------------
    @rule(who=st.integers(0, 7))
    def wall_off(self, who: int) -> None:
        person = self.people[who]
        if self._as(self.hana, lambda: access.recuse(case=self.public, person=person, by=self.hana) or True):
            self.facts.recusals.append(Fact(person=person.pk, case=self.case.id, ended=False))
            self.facts.assignments = [a for a in self.facts.assignments if a.person != person.pk]

    @rule(who=st.integers(0, 7))
    def end_the_wall(self, who: int) -> None:
        person = self.people[who]
        if self._as(self.hana, lambda: access.end_recusal(case=self.public, person=person, by=self.hana) or True):
            for found in self.facts.recusals:
                found.ended = found.ended or found.person == person.pk

    @rule(who=st.integers(0, 2))
    def assign(self, who: int) -> None:
        person = self.people[who]
        if self._as(self.hana, lambda: access.assign(case=self.public, person=person, by=self.hana) or True):
            self.facts.assignments.append(Fact(person=person.pk, case=self.case.id))

    @rule()
    def emergency(self) -> None:
        act = lambda: access.break_glass(code=self.case.code, reason="danger", alerted=self.hana, by=self.bea)  # noqa: E731
        already = self._own(self.bea)
        if self._as(self.bea, act) and not already:
            self.facts.emergencies.append(Fact(person=self.bea.pk, case=self.case.id, starts=self.at,
                                               expires=self.at + timedelta(minutes=60)))  # fmt: skip

    @rule(who=st.integers(0, 7), column=st.sampled_from(["is_active", "takes_referrals", "is_supervisor"]))
    def an_account_changes(self, who: int, column: str) -> None:
        me = self.facts.people[self.people[who].pk]
        name = {"is_active": "active", "takes_referrals": "answers", "is_supervisor": "supervisor"}[column]
        setattr(me, name, not getattr(me, name))
        self.owner.execute(f"UPDATE agencies_person SET {column} = NOT {column} WHERE id = %s", [me.id])  # type: ignore[arg-type]
        self.people[who].refresh_from_db()

    @rule()
    def close_or_open(self) -> None:
        if self.case.status == "open":
            if self._as(self.hana, lambda: close_case(case=self.public, by=self.hana) or True):
                self.case.status = "closed"
                for found in self.facts.releases:
                    found.status = "closed" if found.status in ("prepared", "active") else found.status
        elif self._as(self.hana, lambda: reopen_case(case=self.public, by=self.hana) or True):
            self.case.status = "open"

    # --- What has to be true after each step -------------------------------------------------------------------
    @invariant()
    def everybody_is_shown_what_the_oracle_says(self) -> None:
        if not hasattr(self, "facts"):
            return
        for me in self.facts.people.values():
            own = oracle.in_own_room(self.facts, me, self.case, self.at)
            bits = -1 if own else oracle.released(self.facts, me, self.case, self.at)
            shown = _Told(self.web, me.id)
            assert shown.looked(self.public) == ({self.case.id} if bits else set()), (me, self.at)
            for table, bit in PARTS.items():
                there = shown.read(f"SELECT case_id FROM {table} WHERE case_id = {self.case.id}")
                assert there == ({self.case.id} if bits & bit else set()), (me, table, self.at)
            for doors in ("release", "mandate"):
                if not bits:
                    assert shown.read(f"SELECT id FROM confidentiality_{doors} WHERE case_id = {self.case.id}") == set()
            for referral in self.facts.referrals.values():
                seen = bool(oracle.sides_of_referral(self.facts, me, referral, self.at))
                assert bool(shown.looked_at_referral(referral.public)) == seen, (me, self.at)


@pytest.fixture(scope="module")
def hall() -> Iterator[Copy]:
    """A database whose one clock the test sets, for every connection to it."""
    with database_copy("doors") as copy:
        with copy.superuser() as db:
            db.execute("SET ROLE mdt_owner")
            db.execute(SET_CLOCK)
        yield copy


def test_G1_doors_open_and_shut_as_the_oracle_says(hall: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: Doors.at)
    Doors.hall = hall
    from django.db import connections

    with hall.served(), _owner_on(connections, hall.name):
        run_state_machine_as_test(Doors, settings=tried(4, stateful_step_count=30))


class _owner_on:  # noqa: N801 - reads as a sentence where it stands
    """Rooms are furnished by the owner; inside, on the copy."""

    def __init__(self, connections: Any, name: str) -> None:
        self.connections, self.name = connections, name

    def __enter__(self) -> None:
        self.before = self.connections.settings["owner"]["NAME"]
        self._on(self.name)

    def __exit__(self, *_: object) -> None:
        self._on(self.before)

    def _on(self, name: str) -> None:
        self.connections["owner"].close()
        del self.connections["owner"]
        self.connections.settings["owner"]["NAME"] = name
