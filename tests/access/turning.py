"""Cycles, noted laws and tension points at two tables of a copy of the demo county."""

from datetime import timedelta

from agencies.queries.teams import today_of
from confidentiality.scans import Scan
from mdt.kit.acting import Acting, acting
from protocols.actions import cycles, reviews, tensions
from protocols.models import ProtocolCycle
from tests.world import World

PAPER = Scan("image/png", b"minutes, drawn")


def turn(world: World) -> None:
    """Alder's fifth step gets a document; Birch has the same of its own."""
    for by, name in ((world.cora, "Alder County SART"), (world.olga, "Birch County SART")):
        team = world.team(name)
        with acting(Acting(by.pk, by.agency_id, "test")):
            if not ProtocolCycle.objects.filter(team=team).exists():
                cycles.begin(team=team, by=by)
            step = (
                ProtocolCycle.objects.get(team=team, closed_at=None).steps.select_related("cycle__team").get(number=5)
            )
            cycles.add_evidence(step=step, title="Minutes", scan=PAPER, by=by)
            reviews.note_statute(
                team=team,
                title="Kits",
                citation="ZZ Stat. 4",
                effective_on=today_of(team) + timedelta(days=20),
                verified=False,
                by=by,
            )
            tensions.open_point(team=team, key="words", title="", by=by)
