"""Meetings at two tables of a copy of the demo county: a series of Birch's own beside Alder's, and one for chosen people."""

from datetime import time, timedelta

from agencies.queries.teams import today_of
from confidentiality import gate
from mdt.kit import clock
from mdt.kit.acting import Acting, acting
from meetings.actions import agenda, deciding, room, schedule, series
from meetings.models import Item, ItemCase, Meeting
from tests.world import World


def meet(world: World) -> None:
    birch = world.team("Birch County SART")
    with acting(Acting(world.olga.pk, world.olga.agency_id, "test")):
        rule = series.Rule(
            "month", 3, 3, today_of(birch) + timedelta(days=8), None, time(9), 60, place="Shelter office"
        )
        series.begin(team=birch, kind="systems", rule=rule, by=world.olga)
    with acting(Acting(world.cora.pk, world.cora.agency_id, "test")):
        where = schedule.Where(clock.now() + timedelta(days=9), 30, "Small room")
        alder = world.team("Alder County SART")
        schedule.call(team=alder, kind="business", where=where, by=world.cora, chosen=[world.ada, world.dan])
    on_agendas(world)
    _talked_about(world)


def _talked_about(world: World) -> None:
    """Two advocates of one room talk about a case of it, which is open to nobody else who is invited."""
    ada, alder = world.ada, world.team("Alder County SART")
    with acting(Acting(ada.pk, ada.agency_id, "test")):
        where = schedule.Where(clock.now() + timedelta(minutes=10), 30)
        meeting = schedule.call(team=alder, kind="emergency", where=where, by=ada, chosen=[ada, world.bea, world.dan])
        found = gate.browse_cases(ada, purpose="test").rows
        case = next(one for one in found if one.agency_id == ada.agency_id and one.status == "open")
        with gate.begin(ada):
            item = Item(meeting=meeting, kind="case", agency=ada.agency, added_by=ada)
            item.save()
            ItemCase(item=item, case=case, elements=3, criterion="new").save()
        room.begin(meeting=meeting, by=ada)
        room.open_item(meeting=meeting, item=item.public_id, by=ada)
        put = deciding.propose(item=item, step="exam", proposal="", threshold="no_objection", least=None, by=ada)
        said = {"number": 1, "holding": "", "words": "", "seen": None}
        deciding.stand(decision=put, agency=ada.agency, by=ada, **said)
        mine = meeting.attendees.get(person=ada)
        deciding.add_task(item=item, step="exam", what="", owner=mine.public_id, due_on=today_of(alder), by=ada)


def on_agendas(world: World) -> None:
    """A case of Ada's and something about the system on Alder's next case review; something of Birch's own."""
    next_one = Meeting.objects.filter(status="planned").order_by("starts_at")
    words = {"kind": "systems", "text": "", "minutes": 5, "reviewed": False}
    with acting(Acting(world.ada.pk, world.ada.agency_id, "test")):
        review = next_one.filter(team=world.team("Alder County SART"), kind="consultation")[0]
        own = [
            c
            for c in gate.browse_cases(world.ada, purpose="test").rows
            if c.agency_id == world.ada.agency_id and c.status == "open"
        ]
        answers = {"wishes": [], "wishes_absent": "declined", "criterion": "new", "adult": True, "elements": 2}
        for case in own[:3]:
            agenda.bring(meeting=review, case=case.public_id, answers=answers, minutes=10, by=world.ada)
        agenda.add_item(meeting=review, title="Who calls the lab", by=world.ada, **words)
    with acting(Acting(world.olga.pk, world.olga.agency_id, "test")):
        systems = next_one.filter(team=world.team("Birch County SART"), kind="systems")[0]
        agenda.add_item(meeting=systems, title="Who calls the lab", by=world.olga, **words)
