"""Planning in a browser: a meeting in a minute without a script, what is said before it is saved, a series, an emergency."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from meetings.models import Meeting, Series
from tests import rooms
from tests.browser.test_agreements import kept, may_sign_in
from tests.browser.test_every_page import faults_of
from tests.meetings.planning import Hall

pytestmark = pytest.mark.browser
SignIn = Callable[..., Page]


@pytest.fixture
def hall(owner_db: Any) -> Hall:
    made = Hall()
    for who in (made.cora, made.ada):
        may_sign_in(who)
    near = rooms.team(jurisdiction=made.county, name=f"Night line {made.team.pk}")
    lee = rooms.coordinator(near, rooms.person(made.cac))
    rooms.seat(near, made.dan)
    made.call(9, by=lee, team=near, place="the annex", kind="business")
    owner_db.execute("INSERT INTO cases_holiday (jurisdiction_id, day, name) VALUES (%s, %s, 'Founders Day')",
                     [made.county.pk, made.today + timedelta(days=16)])  # fmt: skip
    return made


@pytest.mark.slow
def test_a_coordinator_plans_moves_and_cancels_without_a_script(hall: Hall, sign_in: SignIn) -> None:
    page = sign_in(hall.cora.email, java_script_enabled=False)
    page.get_by_role("link", name="Meetings").first.click()
    kept(page, "meetings-none")
    page.get_by_role("link", name=f"New meeting of {hall.team.name}").click()
    kept(page, "meeting-new")
    page.locator("a[href$='/consultation/']").click()
    expect(page.locator(".lead")).to_contain_text("lawful basis")
    page.get_by_role("button", name="Plan it").click()
    expect(page.locator(".summary")).to_contain_text("Day: this needs an answer")
    page.locator("[name=day]").fill(str(hall.today + timedelta(days=9)))
    page.locator("[name=at]").fill("09:30")
    page.locator("[name=place]").fill("The Annex")
    page.get_by_text("Say who has to be there").click()
    page.locator("label", has_text=hall.dan.name).locator("[name=needed]").check()
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_text("The place is taken")).to_be_visible()
    expect(page.get_by_text(f"{hall.dan.name} has another meeting then")).to_be_visible()
    kept(page, "meeting-conflict")
    page.get_by_role("button", name="Save anyway").click()
    expect(page.locator(".messages")).to_contain_text("The meeting is planned")
    page.get_by_role("button", name="I come").first.click()
    expect(page.get_by_text("You have answered: I come.")).to_be_visible()
    kept(page, "meeting")
    page.get_by_role("link", name="Change this date").click()
    page.locator("[name=place]").fill("Attic")
    page.locator("[name=day]").fill(str(hall.today + timedelta(days=2)))
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".summary")).to_contain_text("days of notice are due")
    kept(page, "meeting-notice")
    page.locator("[name=late_because]").fill("The judge is here only then")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("The judge is here only then")).to_be_visible()
    page.get_by_role("link", name="Cancel this date").click()
    page.get_by_role("button", name="Cancel this date").click()
    expect(page.locator(".messages")).to_contain_text("The meeting is cancelled")
    assert Meeting.objects.get(team=hall.team).status == "cancelled"
    page.get_by_role("link", name="Meetings").first.click()
    kept(page, "meetings-past")


@pytest.mark.slow
def test_S13_a_series_an_emergency_and_their_warnings_are_accessible(hall: Hall, sign_in: SignIn) -> None:
    page, faults = sign_in(hall.cora.email), []
    new = f"/meetings/new/{hall.team.public_id}/"
    page.goto(new + "systems/series/")
    page.get_by_label("Every week").check()
    page.locator("[name=weekday]").select_option(value=str((hall.today + timedelta(days=9)).isoweekday()))
    page.locator("[name=starts_on]").fill(str(hall.today + timedelta(days=9)))
    page.locator("[name=at]").fill("02:30")
    page.locator("[name=place]").fill("The annex")
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_text("a holiday.")).to_be_visible()
    faults += faults_of(page, "series with warnings")
    kept(page, "series-warned")
    page.get_by_role("button", name="Save anyway").click()
    expect(page.locator(".messages")).to_contain_text("thirteen months ahead")
    faults += faults_of(page, "/meetings/")
    kept(page, "meetings")
    first = Series.objects.get(team=hall.team).meetings.earliest("starts_at")
    for path in ("", "series/", "series/end/", "cancel/", "change/"):
        page.goto(f"/meetings/{first.public_id}/{path}")
        faults += faults_of(page, path)
        kept(page, f"one-{path.replace('/', '-')}")
    page.goto(new + "emergency/")
    page.get_by_role("button", name="Call the meeting").click()
    expect(page.locator(".summary")).to_contain_text("Choose at least one person")
    faults += faults_of(page, "emergency with errors")
    kept(page, "emergency")
    page.emulate_media(color_scheme="dark")
    page.goto("/")
    kept(page, "today-dark")
    assert faults == []
