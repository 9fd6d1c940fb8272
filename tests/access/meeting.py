"""Meetings at two tables of a copy of the demo county: a series of Birch's own beside Alder's, and one for chosen people."""

from datetime import time, timedelta

from agencies.queries.teams import today_of
from mdt.kit import clock
from mdt.kit.acting import Acting, acting
from meetings.actions import schedule, series
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
