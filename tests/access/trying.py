"""How the matrix is tried: who may what, said from the facts alone, and the addresses of things seen, hidden and missing."""

import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from types import SimpleNamespace as Fact
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from pypdf import PdfReader

from agencies.models import Person
from mdt.kit import clock
from tests.access import things
from tests.access.matrix import MATRIX, Kind, Row
from tests.copies import Connection
from tests.examples import EVERYTHING
from tests.oracle import walled

BY_THING = {
    Kind.CASE,
    Kind.CONTACT,
    Kind.RECEIVED,
    Kind.OWN_CASE,
    Kind.RELEASE,
    Kind.SERVICE,
    Kind.AWARD,
    Kind.DESTROYED,
    Kind.REFERRAL,
    Kind.TEAM,
    Kind.CASE_TEAM,
    Kind.AGREEMENT,
    Kind.CYCLE,
    Kind.MEETING,
    Kind.ITEM,
    Kind.BRINGING,
    Kind.DECISION,
    Kind.TASK,
    Kind.SEATED,
    Kind.REPORTED,
    Kind.REVIEW,
    Kind.WORK,
    Kind.SIGNERS,
    Kind.ACCOUNT,
    Kind.AWARD_REPORTER,
    Kind.PUBLICATION,
    Kind.INSTALLATION,
}


def names_of_the_map(patterns: list[Any] | None = None) -> list[str | None]:
    """The name of every address that the project answers."""
    found: list[str | None] = []
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            found += names_of_the_map(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            found.append(pattern.name)
    return found


def signed_in(person: Person, **options: Any) -> Client:
    """A browser of somebody who has just proved who they are."""
    client = Client(**options)
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session["account_authentication_methods_user"] = str(person.pk)
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session.save()
    return client


def text_of(answer: Any) -> bytes:
    """Everything that an answer says, a download's words included."""
    body: bytes = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.headers.get("Content-Type") == "application/pdf":
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages).encode()
    return body


@dataclass(frozen=True)
class Address:
    """One thing that a name can be asked for, and whether it is there for the person."""

    name: str
    url: str
    seen: bool
    ids: tuple[str, ...] = ()

    @property
    def row(self) -> Row:
        return MATRIX[self.name]


class Hall:
    """One database, its facts, and who may see what in it."""

    def __init__(self, db: Connection) -> None:
        self.facts, self.now = things.load(db), clock.now()
        self.seats: dict[tuple[int, int], list[Fact]] = {}
        for seat in self.facts.seats:
            self.seats.setdefault((seat.person, seat.team), []).append(seat)
        self.bait = things.bait(db, self.facts)
        self.rows, self.scans = things.rows_of(db), things.scans_of(db)
        self.places = [row[0] for row in db.execute("SELECT public_id FROM agencies_jurisdiction ORDER BY id LIMIT 1")]

    def me(self, person: Person) -> Fact:
        return self.facts.people[person.pk]

    def sits(self, me: Fact, team: Fact) -> bool:
        today = self.now.astimezone(ZoneInfo(team.zone)).date()
        return any(
            s.agency == me.agency and s.first <= today and (s.last is None or today <= s.last) and team.active
            for s in self.seats.get((me.id, team.id), ())
        ) and things.works(self.facts, me)  # fmt: skip

    def offices(self, me: Fact) -> list[Fact]:
        """By what the person signs, or once signed, for the own agency."""
        return [a for a in self.facts.authorities if a.person == me.id and a.agency == me.agency]

    def signed(self, me: Fact) -> bool:
        return any(a.person == me.id and a.signed <= self.now < a.expires for a in self.facts.acknowledgements)

    def is_walled(self, me: Fact, thing: Any) -> bool:
        return thing.case is not None and walled(self.facts, me, self.facts.cases[thing.case])

    def sees_item(self, me: Fact, thing: Any) -> bool:
        return self.meets(me, thing) and not self.is_walled(me, thing)

    def is_told(self, me: Fact, thing: Any) -> bool:
        """By the subcommittee, to the table above."""
        above = self.facts.teams.get(thing.above)
        return thing.case is None and above is not None and self.signed(me) and self.sits(me, above)

    def sees_behind(self, me: Fact, thing: Any) -> bool:
        return thing.case is None or things.sees_case(self.facts, me, self.facts.cases[thing.case], self.now)

    def meets(self, me: Fact, thing: Any) -> bool:
        """At the table of the meeting."""
        invited = me.id in thing.invited
        at_table = self.signed(me) and self.sits(me, self.facts.teams[thing.team]) and (not thing.chosen or invited)
        return things.works(self.facts, me) and (at_table or (invited and thing.kind in ("systems", "business")))

    def agrees(self, me: Fact, thing: Any) -> bool:
        asked = me.active and me.agency in thing.asked and bool(self.offices(me))
        return asked or (me.agency is not None and self.sits(me, self.facts.teams[thing.team]))

    def there(self, kind: Kind, me: Fact, thing: Fact | None) -> bool:
        """Whether a page of this kind is there for the person, by the facts."""
        rules: dict[Kind, Callable[[], bool]] = {
            Kind.AGENCY: lambda: me.agency is not None,
            Kind.CASE: lambda: things.sees_case(self.facts, me, thing, self.now),
            Kind.CONTACT: lambda: things.in_own_room(self.facts, me, thing, self.now)
            or bool(things.released(self.facts, me, thing, self.now) & 4),
            Kind.RECEIVED: lambda: not things.in_own_room(self.facts, me, thing, self.now)
            and bool(things.released(self.facts, me, thing, self.now) & 2),
            Kind.OWN_CASE: lambda: things.in_own_room(self.facts, me, thing, self.now),
            Kind.RELEASE: lambda: things.in_own_room(self.facts, me, self.facts.cases[thing.case], self.now),
            Kind.REFERRAL: lambda: bool(things.sides_of_referral(self.facts, me, thing, self.now)),
            Kind.TEAM: lambda: me.installs or self.sits(me, thing),
            Kind.CASE_TEAM: lambda: thing.purpose == "case" and (me.installs or self.sits(me, thing)),
            Kind.AGREEMENT: lambda: self.agrees(me, thing),
            Kind.CYCLE: lambda: me.agency is not None and self.sits(me, self.facts.teams[thing.team]),
            Kind.MEETING: lambda: self.meets(me, thing),
            Kind.ITEM: lambda: self.sees_item(me, thing),
            Kind.DECISION: lambda: self.sees_item(me, thing) and self.sees_behind(me, thing),
            Kind.TASK: lambda: (self.sees_item(me, thing) and self.sees_behind(me, thing)) or self.is_told(me, thing)
            or (thing.owner == me.id and things.works(self.facts, me) and not self.is_walled(me, thing)),
            Kind.SEATED: lambda: self.signed(me) and self.sits(me, thing),
            Kind.REPORTED: lambda: thing.team is not None and self.signed(me) and self.sits(me, self.facts.teams[thing.team]),
            Kind.BRINGING: lambda: self.meets(me, thing) and things.in_own_room(self.facts, me, thing.of_case, self.now),
            Kind.REVIEW: lambda: self.agrees(me, thing),
            Kind.WORK: lambda: self.writes(me) and (thing is None or thing.agency == me.agency),
            Kind.SIGNERS: lambda: me.installs
            or ((thing is None or thing.agency == me.agency) and (me.manages or bool(self.offices(me)))),
            Kind.HEAD: lambda: any(a.before is None for a in self.offices(me)),
            Kind.SUPERVISOR: lambda: me.supervisor,
            Kind.DESTROYED: lambda: me.supervisor and me.agency == thing.agency,
            Kind.AWARD: lambda: me.supervisor and me.agency == thing.agency,
            Kind.SERVICE: lambda: things.in_own_room(self.facts, me, self.facts.cases[thing.case], self.now),
            Kind.MANAGER: lambda: me.manages or me.installs,
            Kind.OWN_AGENCY: lambda: me.manages,
            Kind.ACCOUNT: lambda: me.installs or (me.manages and thing.agency == me.agency),
            Kind.AWARD_REPORTER: lambda: things.works(self.facts, me) and me.agency == thing.agency and me.id in thing.reporters,
            Kind.PUBLICATION: lambda: self.reads(me, thing),
            Kind.PICTURE: lambda: any(
                p.status == "released" and self.reads(me, p) for p in self.facts.publications if p.agency == thing.agency),
            Kind.INSTALLATION: lambda: me.installs,
        }  # fmt: skip
        return rules[kind]() if kind in rules else True

    def writes(self, me: Fact) -> bool:
        """Down what the own agency did."""
        named = any(r.person == me.id and r.agency == me.agency for r in self.facts.reporters)
        return things.works(self.facts, me) and (me.supervisor or named)

    def knows(self, me: Fact, address: "Address") -> bool:
        """Whether a release shows the person that there is such a case, though not this page of it."""
        known = [c for c in self.facts.cases.values() if str(c.public) in address.ids]
        return any(things.sees_case(self.facts, me, case, self.now) for case in known)

    def reads(self, me: Fact, thing: Any) -> bool:
        """A protected product: in its agency for who reports or supervises, released for the team or for everybody."""
        if not things.works(self.facts, me):
            return False
        names = {one.person for one in self.facts.reporters if one.agency == me.agency}
        if thing.agency == me.agency and (me.supervisor or me.id in names):
            return True
        tables = [s.team for s in self.facts.seats if s.agency == thing.agency]
        together = any(self.sits(me, self.facts.teams[team]) for team in set(tables))
        return thing.status == "released" and (thing.audience == "public" or together)

    # --- Addresses -------------------------------------------------------------------------------------------
    def addresses(self, me: Fact, name: str) -> list[Address]:
        """One thing that is seen and one that is hidden, of one's own agency and of another; or the one address there is.

        In the quick run one hidden thing of these, another one for each person and page.
        """
        row, parts = MATRIX[name], self.parts(name)
        words = dict(row.words)
        if not parts - words.keys():
            return [Address(name, reverse(name, kwargs=words), self.there(row.kind, me, None))]
        found = []
        for thing in self.chosen(row.kind, me, name):
            ids = self.ids_of(name, thing, parts)
            if ids:
                url = reverse(name, kwargs={**words, **ids})
                found.append(Address(name, url, self.there(row.kind, me, thing), tuple(ids.values())))
        return found if EVERYTHING else self._fewer(found, me.id + len(name))

    @staticmethod
    def _fewer(found: list[Address], turn: int) -> list[Address]:
        """Of the seen and of the hidden ones, one each."""
        split = [[a for a in found if a.seen], [a for a in found if not a.seen]]
        return [some[turn % len(some)] for some in split if some]

    def missing(self, name: str) -> Address:
        """The same address for a thing that does not exist."""
        ids = {part: str(uuid.uuid4()) for part in self.parts(name) - dict(MATRIX[name].words).keys()}
        url = reverse(name, kwargs={**dict(MATRIX[name].words), **ids})
        return Address(name, url, False, tuple(ids.values()))

    def beside(self, name: str, hidden: Address) -> Address:
        """What the hidden thing is compared with. Where a meeting stands in the address too, only the case is another: that
        the meeting is there is known to who sits at its table."""
        if not {"case", "meeting"} <= self.parts(name):
            return self.missing(name)
        ids = {**resolve(hidden.url).kwargs, "case": str(uuid.uuid4())}
        return Address(name, reverse(name, kwargs=ids), False, tuple(str(one) for one in ids.values()))

    @staticmethod
    def address_of(name: str, ids: dict[str, str]) -> str:
        return reverse(name, kwargs={**dict(MATRIX[name].words), **ids})

    @staticmethod
    def parts(name: str) -> set[str]:
        """The names of the parts of an address that change."""
        return set(get_resolver().reverse_dict.getlist(name)[0][0][0][1]) - {"adding"}

    def chosen(self, kind: Kind, me: Fact, name: str) -> Iterator[Fact]:
        """At most one thing of each sort: seen or not, of one's own agency or not."""
        sorts: dict[object, Fact] = {}
        for thing in self.pool(kind, name):
            own = getattr(thing, "agency", getattr(thing, "from_agency", None)) == me.agency
            walled = any(
                r.person == me.id and r.case == thing.id and not r.ended for r in self.facts.recusals
            ) and kind in (Kind.CASE, Kind.CONTACT, Kind.RECEIVED, Kind.OWN_CASE)
            if self.ids_of(name, thing, self.parts(name)):
                sorts.setdefault((self.there(kind, me, thing), own, walled), thing)
        yield from sorts.values()

    def pool(self, kind: Kind, name: str) -> list[Fact]:
        pools = {
            Kind.CASE: self.facts.cases, Kind.CONTACT: self.facts.cases, Kind.RECEIVED: self.facts.cases, Kind.OWN_CASE: self.facts.cases,
            Kind.REFERRAL: self.facts.referrals, Kind.TEAM: self.facts.teams, Kind.CASE_TEAM: self.facts.teams,
        }  # fmt: skip
        if kind is Kind.AGREEMENT:
            return self.facts.agreements
        if kind is Kind.WORK:
            return self.facts.works
        if kind is Kind.CYCLE:
            return self.facts.cycles
        if kind is Kind.MEETING:
            return self.facts.meetings
        if kind is Kind.ITEM:
            return self.facts.items
        if kind in (Kind.DECISION, Kind.TASK, Kind.REPORTED):
            return {Kind.DECISION: self.facts.decisions, Kind.TASK: self.facts.tasks}.get(kind, self.facts.reported)
        if kind in (Kind.AWARD, Kind.SERVICE):
            return self.facts.awards if kind is Kind.AWARD else self.facts.services
        if kind is Kind.DESTROYED:
            return self.facts.purges
        if kind is Kind.SEATED:
            return [*self.facts.teams.values()]
        if kind is Kind.BRINGING:
            return [
                Fact(**{**vars(m), "meeting": m.public, "public": c.public, "of_case": c, "agency": c.agency})
                for m in self.facts.meetings if m.kind == "consultation" for c in self.facts.cases.values()
            ]  # fmt: skip
        if kind is Kind.AWARD_REPORTER:
            return self.facts.counts
        if kind is Kind.PUBLICATION:
            return self.facts.publications
        if kind is Kind.REVIEW:
            texts = {a.id: a for a in self.facts.agreements}
            return [Fact(**{**vars(texts[r.id]), "review": r.review}) for r in self.facts.reviews]
        if kind in (Kind.SIGNERS, Kind.PICTURE):
            return [Fact(id=a.id, public=a.public, agency=a.id) for a in self.facts.agencies.values()]
        if kind is Kind.RELEASE:
            parts = self.parts(name)
            doors = (
                self.facts.mandates
                if "mandate" in parts
                else self.facts.holds
                if "hold" in parts
                else self.facts.releases
            )
            return [
                Fact(id=r.public, public=self.facts.cases[r.case].public, door=r.public, case=r.case,
                     agency=self.facts.cases[r.case].agency)
                for r in doors
            ]  # fmt: skip
        if kind in pools:
            return [*pools[kind].values()]
        if name in ("agency_people", "invite", "agency_change"):
            return [Fact(id=a.id, public=a.public, agency=a.id) for a in self.facts.agencies.values()]
        if name == "team_change":
            return [*self.facts.teams.values()]
        if name == "jurisdiction_change":
            return [Fact(id=0, public=self.places[0], agency=None)]
        return [p for p in self.facts.people.values() if p.agency is not None]

    def ids_of(self, name: str, thing: Fact, parts: set[str]) -> dict[str, str]:
        if hasattr(thing, "assignment"):
            told = {
                part: getattr(thing, name.split("_")[0] if part == "public_id" else part)
                for part in parts - {"source", "day"}
            }
            return {part: str(one) for part, one in told.items()} if all(told.values()) else {}
        if mine := parts & {"cycle", "evidence", "statute", "tension", "review"}:
            told = {part: getattr(thing, part) for part in mine}
            return {part: str(one) for part, one in told.items()} if all(told.values()) else {}
        if hasattr(thing, "reporters"):
            told = {part: getattr(thing, part) for part in parts & {"award", "run", "partner"}}
            return {part: str(one) for part, one in told.items()} if all(told.values()) else {}
        given = {part: str(thing.public) for part in parts & {"case", "referral", "team", "public_id", "meeting"}}
        given |= {part: str(thing.door) for part in parts & {"release", "mandate", "hold"}}
        given |= {
            part: str(getattr(thing, part))
            for part in parts & {"item", "meeting", "award", "event", "purge", "certificate"}
            if hasattr(thing, part)
        }
        if mine := parts & {"decision", "task", "attendee"}:
            told = {part: getattr(thing, part) for part in mine} | (
                {"agency": thing.stood} if "agency" in parts else {}
            )
            return given | {part: str(one) for part, one in told.items()} if all(told.values()) else {}
        if "meeting" in parts and "seat" in parts:
            return given | {"seat": str(thing.seat)} if thing.seat else {}
        if "agreement" in parts:
            return self.ids_of_agreement(thing, parts)
        if "agency" in parts:
            held = [str(a.public) for a in self.facts.authorities if a.agency == thing.agency]
            if "authority" in parts and not held:
                return {}
            return {"agency": str(thing.public)} | ({"authority": held[0]} if "authority" in parts else {})
        if "scan" in parts:
            given["scan"] = str(self.scans.get(thing.door, ""))
        if "row" in parts:
            given["row"] = str(self.rows.get(thing.id, ""))
        if not all(given.values()):
            return {}
        if "seat" in parts:
            seats = [s for s in self.facts.seats if s.team == thing.id]
            if not seats:
                return {}
            given["seat"] = str(seats[0].public)
        return given

    @staticmethod
    def ids_of_agreement(thing: Fact, parts: set[str]) -> dict[str, str]:
        """Nothing, where the agreement has no such comment, paper, question or reservation."""
        told = {"agreement": thing.public, "comment": thing.comment, "signature": thing.paper, "agency": thing.party,
                "proposal": thing.proposal, "gradient": thing.gradient}  # fmt: skip
        wanted = parts & told.keys()
        return {part: str(told[part]) for part in wanted} if all(told[part] for part in wanted) else {}
