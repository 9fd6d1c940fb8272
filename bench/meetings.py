"""An agenda of sixty cases before twenty-five people, the page of the room and its screen, against the same request whose view
only renders the same template from what the page had in its hands.

**A** brings every case, and is told who lacks what; **C** coordinates, and is told who would have to leave;
**D** sits at the table.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from auditlog.context import disable_auditlog
from django.contrib.auth.models import Permission
from django.urls import reverse

from agencies.models import Acknowledgement, Agency, Person, Seat, Team
from bench import ready, rounds
from bench.pages import Browser
from bench.people import Measured
from bench.place import Place
from bench.reads import bare_reads
from cases.models import Case, CaseAssignment, Identity, Narrative
from confidentiality.elements import Element
from confidentiality.models import Release
from mdt.kit import clock
from meetings.models import Attendee, Item, ItemCase, Meeting

CASES, PEOPLE, AGENCIES = 60, 25, 8
PARTS = int(Element.IDENTITY | Element.NARRATIVE)
PLACE = "Bench room"  # by which the meetings are found again
LASTS = timedelta(days=60)  # how long the releases last


@dataclass(frozen=True)
class Table:
    """``planned`` has everything on its agenda; at ``under_way`` all are in the room and the first case is open to them."""

    planned: Meeting
    under_way: Meeting
    readers: dict[str, Person]


def compare(place: Place, turns: int) -> Iterator[tuple[str, rounds.Result]]:
    from meetings.views import agenda, room

    table = _made(place)
    for letter, person in table.readers.items():
        browser = Browser(place, Measured(letter, person, 0, None))  # type: ignore[arg-type]  # no case is asked for
        planned, under_way = [table.planned.public_id], [table.under_way.public_id]
        pages: dict[str, tuple[str, Any]] = {
            "agenda page": (reverse("agenda", args=planned), agenda),
            "screen, list": (reverse("screen", args=planned), room),
            "screen, case": (reverse("screen", args=under_way), room),
        }
        if letter == "C":
            pages["room page"] = (reverse("room", args=under_way), room)
        try:
            for name, (path, views) in pages.items():
                yield f"{name}/{letter}@{place.cases}", ready.compare(place, browser, path, turns, views)
        finally:
            browser.close()


def _made(place: Place) -> Table:
    place.as_bare()
    team, cora = Team.objects.get(name="Alder County SART"), _by_mail("cora.bell@")
    with bare_reads(), disable_auditlog():  # put there, not done by anybody
        people = _people(team, cora)
        found = Meeting.objects.filter(place=PLACE, starts_at__gt=clock.now() + timedelta(days=1)).first()
        if found is None:
            return make(team, cora, people, CASES)
        under_way = Meeting.objects.filter(place=PLACE, status="under_way").latest("pk")
        return _table(found, under_way, people)


def _by_mail(begins: str) -> Person:
    return Person.objects.select_related("agency").get(email__startswith=begins)


def _table(planned: Meeting, under_way: Meeting, people: list[Person]) -> Table:
    return Table(planned, under_way, {"A": people[1], "C": people[0], "D": people[2]})


def _people(team: Team, coordinator: Person) -> list[Person]:
    """Who coordinates, then people of eight agencies in turn; all seated and acknowledged."""
    like = coordinator.agency
    agencies = [_agency(number, like) for number in range(AGENCIES)]
    people = [_person(number, agencies[number % AGENCIES]) for number in range(PEOPLE - 1)]
    for one in people:
        seated = {"discipline": one.agency.discipline, "agency": one.agency, "starts_on": date(2020, 1, 1)}  # type: ignore[union-attr]
        Seat.objects.get_or_create(team=team, person=one, defaults=seated)
        signed = {"wording": "1", "text_sha256": "0" * 64, "signed_name": one.name}
        if not Acknowledgement.objects.filter(person=one, expires_at__gt=clock.now() + LASTS).exists():
            Acknowledgement.objects.create(person=one, expires_at=clock.now() + timedelta(days=300), **signed)
    return [coordinator, *people]


def _agency(number: int, like: Any) -> Agency:
    fields = {"sector": "advocacy", "discipline": "advocacy", "jurisdiction_id": like.jurisdiction_id}
    return Agency.objects.get_or_create(name=f"Bench table {number}", defaults=fields)[0]


def _person(number: int, agency: Agency) -> Person:
    fields = {"name": f"Testa Table {number}", "agency": agency, "takes_referrals": True, "password": "!"}
    return Person.objects.get_or_create(email=f"table.{number}@bench.example", defaults=fields)[0]


def make(team: Team, coordinator: Person, people: list[Any], cases: int) -> Table:
    """``people`` begin with who coordinates, then who brings all the cases."""
    brings, now = people[1], clock.now()
    room = [one for one in people if one.agency_id == brings.agency_id]
    files = [_case(brings, room) for _ in range(cases)]
    # By agency, to whoever answers there; to the coordinator by name.
    to: dict[Any, Any] = {one.agency: None for one in people if one.agency != brings.agency} | {
        coordinator.agency: coordinator
    }
    for number, case in enumerate(files):
        for place, (agency, person) in enumerate(to.items()):
            if number == 0 or (number + place) % 3:  # the first to all of them, each of the others to two thirds
                parts = 3 if number and (number + place) % 5 == 0 else PARTS | 1
                _release(case, agency, brings, elements=parts, recipient_person=person)
    planned = Meeting(
        team=team, kind="consultation", starts_at=now + timedelta(days=45), place=PLACE, made_by=coordinator
    )
    planned.save()
    under_way = Meeting(
        team=team, kind="consultation", starts_at=now, place=PLACE, made_by=coordinator, status="under_way", began_at=now,
        began_by=coordinator,
    )  # fmt: skip
    under_way.save()
    noted = {"presence": "present", "noted_at": now, "noted_by": coordinator}
    for meeting, fields in ((planned, {}), (under_way, noted)):
        for one in people:
            Attendee.objects.create(meeting=meeting, person=one, agency=one.agency, discipline="advocacy", **fields)
        items = [_item(meeting, case, brings, number) for number, case in enumerate(files)]
    items[0].status, items[0].opened_at = "open", now
    items[0].save()
    return _table(planned, under_way, people)


def _case(brings: Person, room: list[Person]) -> Case:
    who = {"agency": brings.agency, "updated_by": brings}
    case = Case(agency=brings.agency, opened_by=brings)
    case.save()
    permission = Permission.objects.get(codename="work_case")
    for one in room:
        CaseAssignment.objects.create(content_object=case, user=one, permission=permission)
    Identity(case=case, name="Testa Person-960", **who).save()
    Narrative(case=case, wants="To be safe", told_us="What she told us. " * 40, **who).save()
    return case


def _release(case: Case, to: Agency, by: Person, **fields: Any) -> None:
    now = clock.now()
    Release(
        case=case, agency_id=case.agency_id, recipient=to, purpose="safety", methods=["here"], prepared_by=by,
        prepared_at=now - timedelta(days=1), countersigned_by=by, countersigned_at=now, status="active",
        expires_at=now + LASTS - timedelta(days=1), sha256="0" * 64, **fields,
    ).save()  # fmt: skip


def _item(meeting: Meeting, case: Case, by: Person, position: int) -> Item:
    item = Item(meeting=meeting, kind="case", agency=by.agency, added_by=by, position=position)
    item.save()
    ItemCase(item=item, case=case, elements=PARTS, criterion="new", wishes=["safety"]).save()
    return item
