"""A team whose three agencies have heads who may sign, for tests of agreements."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from agencies.models import Agency, Person
from agencies.queries.teams import today_of
from confidentiality.scans import Scan
from mdt.kit import clock
from mdt.kit.acting import Acting, acting
from protocols.actions import authority, signing, writing
from protocols.models import Agreement, Authority, Party, Version
from tests import rooms

PAPER = Scan("application/pdf", b"%PDF-1.7 a signed page %%EOF")
LONG_AGO = date(2020, 1, 1)


@contextmanager
def as_(person: Person) -> Iterator[None]:
    with acting(Acting(person.pk, person.agency_id, "test")):
        yield


class Table:
    """Harbor, the sheriff and the CAC sit at one table; the stranger sits nowhere near it."""

    def __init__(self, **team: Any) -> None:
        self.county = rooms.county()
        self.harbor, self.sheriff, self.cac = (rooms.agency(jurisdiction=self.county) for _ in range(3))
        self.team = rooms.team(jurisdiction=self.county, **team)
        self.cora = rooms.coordinator(self.team, rooms.person(self.cac))
        self.ada, self.dan = rooms.person(self.harbor), rooms.person(self.sheriff)
        for who in (self.ada, self.dan):
            rooms.seat(self.team, who)
        self.hana, self.lou, self.gus = (rooms.person(at) for at in (self.harbor, self.sheriff, self.cac))
        self.mia = rooms.person(self.harbor, manages_people=True)
        self.adam = rooms.person(None)
        self.olga = rooms.person(rooms.agency())
        for who in (self.hana, self.lou, self.gus):
            self.heads(who)

    @property
    def today(self) -> date:
        return today_of(self.team)

    def heads(self, who: Person, since: date = LONG_AGO, **more: Any) -> Authority:
        agency = who.agency or Agency()
        with as_(self.adam):
            return authority.record(
                agency=agency, person=who, office="Director", source="head", citation="Charter, section 4", starts_on=since,
                by=self.adam, **more,
            )  # fmt: skip

    def drafted(self, template: str = "sart", **more: Any) -> Version:
        with as_(self.cora):
            made = writing.begin(
                team=self.team,
                kind="mou",
                title="Working together",
                template=template,
                profile="own",
                by=self.cora,
                **more,
            )
            version = made.versions.get()
            terms = {name: getattr(version, name) for name in writing.TERMS} | {"fallback": self.harbor}
            writing.set_terms(version=version, by=self.cora, **terms)
        version.refresh_from_db()
        return version

    def out(self, version: Version | None = None, **more: Any) -> Version:
        version = version or self.drafted(**more)
        with as_(self.cora):
            writing.send(version=version, by=self.cora)
        version.refresh_from_db()
        return version

    def party(self, version: Version, agency: Agency) -> Party:
        return version.parties.get(agency=agency)

    def sign(self, version: Version, who: Person, **changes: Any) -> Any:
        """As the page does it: shown, read, proved afresh."""
        now = clock.now()
        values = {
            "shown": version.sha256, "name": who.name, "proof": signing.Proof("code", now, now - timedelta(minutes=2)), **changes,
        }  # fmt: skip
        with as_(who):
            return signing.sign(version=version, party=self.party(version, who.agency or Agency()), by=who, **values)

    def executed(self, **more: Any) -> Version:
        version = self.out(**more)
        for who in (self.hana, self.lou, self.gus):
            self.sign(version, who)
        version.refresh_from_db()
        return version

    def fresh(self, version: Version) -> Agreement:
        return Agreement.objects.get(pk=version.agreement_id)

    def executed_each_way(self) -> Version:
        """A delegate signs for Harbor, the sheriff on paper, the CAC after its council: all that a certificate can tell."""
        version = self.drafted()
        rows = [
            {"agency": agency, "position": 1, "is_required": True, "body": "tribal_council" if agency == self.cac else ""}
            for agency in (self.harbor, self.sheriff, self.cac)
        ]  # fmt: skip
        with as_(self.cora):
            writing.set_parties(version=version, parties=rows, by=self.cora)
        self.out(version)
        with as_(self.hana):
            authority.delegate(
                to=self.ada, office="Acting director", citation="Letter of Monday", starts_on=self.today, ends_on=None,
                instrument=PAPER, by=self.hana,
            )  # fmt: skip
        self.sign(version, self.ada)
        self.on_paper(version, self.lou)
        with as_(self.gus):
            signing.approve(party=self.party(version, self.cac), number="R-7", decided_on=self.today, by=self.gus)
        self.sign(version, self.gus)
        version.refresh_from_db()
        return version

    def on_paper(self, version: Version, who: Person) -> None:
        """Handed in by the coordinator, compared by Dan."""
        with as_(self.cora):
            made = signing.sign_on_paper(
                version=version, party=self.party(version, who.agency or Agency()), signatory=who, name=who.name,
                signed_on=self.today, scan=PAPER, by=self.cora,
            )  # fmt: skip
        with as_(self.dan):
            signing.verify_paper(signature=made, by=self.dan)
