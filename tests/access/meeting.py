"""Meetings at two tables of a copy of the demo county: a series of Birch's own beside Alder's, and one for chosen people."""

from datetime import time, timedelta

from agencies.queries.teams import today_of
from confidentiality import gate
from mdt.kit import clock
from mdt.kit.acting import Acting, acting
from meetings.actions import agenda, schedule, series
from meetings.models import Meeting
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
