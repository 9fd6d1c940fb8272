"""Awards of two agencies in a copy of the demo county, with what each wrote down of its work."""

from datetime import date, timedelta
from typing import Any

from agencies.models import Award, AwardReporter
from mdt.kit import acting as kit
from mdt.kit.acting import Acting, acting
from protocols.models import Agreement
from protocols.vocabulary import Kind
from reports.actions import activity, forms, links, partners, tracked
from reports.models import Tracked
from reports.queries.links import agreements_of
from tests.world import World

DAY = date(2026, 3, 3)


def work(world: World) -> None:
    """Ada reports for the agency that Hana supervises; Lou for his own alone."""
    for director, reporter in ((world.hana, world.ada), (world.lou, world.lou)):
        with acting(Acting(director.pk, director.agency_id, "test")):
            award = _award(director)
            with kit.recorded():
                AwardReporter(award=award, person=reporter, named_by=director).save()
            _write(director, award)
    with acting(Acting(world.hana.pk, world.hana.agency_id, "test")):
        for award in Award.objects.filter(reporters__person=world.hana):
            partners.take(
                by=world.hana, award=award, first=date(2025, 1, 1), partner=world.lou.agency, given_by="Lou", role="Sheriff",
                given_on=DAY, signed=True,
            )  # fmt: skip


def _award(director: Any) -> Award:
    with kit.recorded():
        award = Award(
            agency=director.agency, number="W-1", title="An award", form="ovw.stop", version="2017", created_by=director,
            starts_on=date(2025, 1, 1), ends_on=date(2038, 12, 31),
        )  # fmt: skip
        award.save()
    return award


def _write(by: Any, award: Award) -> None:
    heads = {"court": 3}
    activity.write_training(
        by=by, title="Stalking", on=DAY, topics=["stalking"], heads=heads, shares={"court": {award: 3}}
    )
    activity.write_product(by=by, on=DAY, award=award, kind="manual", title="A manual")
    activity.write_staff(by=by, award=award, starts_on=DAY, ends_on=None, job="prosecutor", percent=50)
    activity.write_policy(by=by, award=award, topic="courts.docket", action="revised", on=DAY)
    if Tracked.objects.filter(
        agency=by.agency, source="trainings", to_on=None
    ).exists():  # the demo's, which goes on otherwise
        tracked.switch_off(by=by, source="trainings", day=DAY - timedelta(days=2))
    tracked.switch_on(by=by, source="trainings", day=DAY)
    forms.make_form(by=by, title="Our board", period="month", tables=[("pmt_race", "By race")])
    for one in agreements_of(by, Kind.MOU)[:1]:
        links.link(by=by, award=award, agreement=one)
    protocols: list[Agreement] = [*agreements_of(by, Kind.PROTOCOL)[:1]]
    for one in protocols:
        links.stand_for(by=by, award=award, protocol=one, topic="courts.security")
