"""Meetings of the demo: the third Wednesday at nine over both clock changes, one review that was held, the other series."""

from datetime import time
from zoneinfo import ZoneInfo

from mdt.demo import cast
from meetings.actions import making
from meetings.models import Meeting, Series
from meetings.queries.cadence import of_teams
from tests.world import World


def test_the_case_review_is_the_third_wednesday_at_nine_over_both_clock_changes(world: World) -> None:
    team = world.team(cast.SART)
    found = Meeting.objects.filter(team=team, series__kind="consultation", status="planned")
    zone = ZoneInfo(team.time_zone)
    local = [one.starts_at.astimezone(zone) for one in found]
    assert len(local) >= 12 and {at.time() for at in local} == {time(9)}
    assert {at.isoweekday() for at in local} == {3} and all(15 <= at.day <= 21 for at in local)
    assert len({at.utcoffset() for at in local}) == 2


def test_one_review_was_held_with_everybody_noted_and_the_next_one_has_answers(world: World) -> None:
    team = world.team(cast.SART)
    held = Meeting.objects.get(team=team, status="held")
    assert held.began_at and held.ended_at and held.ended_at > held.began_at > held.starts_at
    noted = list(held.attendees.values_list("presence", flat=True))
    assert len(noted) == 15 and set(noted) == {"present", "absent", "excused"}
    following = Meeting.objects.filter(team=team, kind="consultation", status="planned").earliest("starts_at")
    assert {one.reply for one in following.attendees.all()} == {"", "accepted", "tentative", "declined"}
    assert following.attendees.filter(is_needed=True).count() == 4


def test_the_teams_meet_as_often_as_they_have_to(world: World) -> None:
    told = {one.what: one.state for one in of_teams([world.team(cast.SART)])}
    assert told["review"] == "good"
    quarterly = Series.objects.filter(every="quarter", team__name__in=[cast.SART, "Alder Trafficking Response"])
    assert {one.team.name for one in quarterly} == {cast.SART, "Alder Trafficking Response"}
    assert Meeting.objects.filter(series__in=quarterly, trafficking_focus=True).exists()


def test_the_worker_finds_nothing_to_add(world: World) -> None:
    before = Meeting.objects.filter(team=world.team(cast.SART)).count()
    making.make_ahead()
    assert Meeting.objects.filter(team=world.team(cast.SART)).count() == before
