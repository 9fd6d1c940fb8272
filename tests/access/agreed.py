"""Agreements in a copy of the demo county, so that their pages have something to show and to hide."""

from datetime import timedelta

from agencies.models import Agency, Person
from agencies.queries.teams import today_of
from confidentiality.scans import Scan
from mdt.kit.acting import Acting, acting
from protocols.actions import authority, deciding, matrix, signing, writing
from protocols.actions.matrix import TaskLine
from protocols.models import Authority, Version
from protocols.queries.matrix import digest_of_tasks
from tests.access.meeting import meet
from tests.access.turning import turn
from tests.access.worked import work
from tests.world import World

PAPER = Scan("image/png", b"a signed page, drawn")
HEADS = ("hana", "gus", "lou", "dora")


def agree(world: World) -> None:
    """One text is out with a paper that waits to be verified; another is being written, with a comment; one is elsewhere."""
    for first_name in HEADS:
        who = getattr(world, first_name)
        if not Authority.objects.filter(person=who, agency=who.agency_id).exists():
            head(world.adam, who)
    out = drafted(world.cora, world.team("Alder County SART").name, world)
    with _as(world.cora):
        writing.send(version=out, by=world.cora)
    out.refresh_from_db()
    with _as(world.ada):
        signing.sign_on_paper(
            version=out, party=out.parties.get(agency=world.hana.agency), signatory=world.hana, name="Hana Ortiz",
            signed_on=today_of(out.agreement.team), scan=PAPER, by=world.ada,
        )  # fmt: skip
    written = drafted(world.cora, world.team("Alder County SART").name, world)
    with _as(world.ada):
        writing.comment(
            agreement=written.agreement, version=written, key="purpose", body="We read it otherwise", by=world.ada
        )
    drafted(world.olga, world.team("Birch County SART").name, world)
    turn(world)
    meet(world)
    decided(world)
    work(world)


def decided(world: World) -> None:
    """Elsewhere too a question is open, with a reservation that nobody has answered."""
    with _as(world.olga):
        made = writing.begin(team=world.team("Birch County SART"), kind="protocol", title="How we respond", template="response",
                             profile="own", by=world.olga)  # fmt: skip
        version = made.versions.get()
        lines = [TaskLine("purpose", "Call an advocate", {"advocacy": "leads"})]
        matrix.set_tasks(version=version, lines=lines, seen=digest_of_tasks(version), by=world.olga)
        proposal = deciding.propose(version=version, question="Do we?", threshold="all_agree", least=None,
                                    closes_on=today_of(made.team) + timedelta(days=9), by=world.olga)  # fmt: skip
        deciding.say(proposal=proposal, number=3, words="Who drives?", seen="", by=world.olga)


def head(by: Person, who: Person) -> None:
    with _as(by):
        authority.record(
            agency=who.agency or Agency(), person=who, office="Director", source="head", citation="Charter, section 4",
            starts_on=who.date_joined.date().replace(year=2020), by=by,
        )  # fmt: skip


def drafted(by: Person, team: str, world: World) -> Version:
    with _as(by):
        made = writing.begin(
            team=world.team(team), kind="mou", title="Working together", template="sart", profile="own", by=by
        )
        version = made.versions.get()
        terms = {name: getattr(version, name) for name in writing.TERMS} | {"fallback": by.agency}
        writing.set_terms(version=version, by=by, **terms)
    version.refresh_from_db()
    return version


def _as(person: Person):  # type: ignore[no-untyped-def]
    return acting(Acting(person.pk, person.agency_id, "test"))
