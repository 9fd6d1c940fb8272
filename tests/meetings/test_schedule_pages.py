"""Pages of planning: what is asked before anything is saved, what was typed stays, who sees nothing, how much is asked of the database."""

import re
from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mdt.kit import clock
from meetings.actions import schedule
from meetings.models import Meeting, Series
from meetings.queries import before
from tests import rooms
from tests.counting import Asked
from tests.meetings.planning import Hall, as_, set_status

Browser = Callable[[Any], Client]


@pytest.fixture
def hall() -> Hall:
    return Hall()


def typed(hall: Hall, days: int = 10, **changes: Any) -> dict[str, Any]:
    given = {
        "day": (hall.today + timedelta(days=days)).isoformat(), "at": "09:00", "minutes": "60", "place": "Room 1", "link": "",
        "whole": "table", "late_because": "",
    }  # fmt: skip
    return {**given, **changes}


def typed_series(hall: Hall, **changes: Any) -> dict[str, Any]:
    first = hall.today + timedelta(days=8)
    given = {
        "every": "week", "ordinal": "", "weekday": str(first.isoweekday()), "starts_on": first.isoformat(), "ends_on": "",
        "at": "09:00", "minutes": "60", "place": "Room 1", "link": "", "notice_days": "7", "focus_every": "",
        "skips_holidays": "on", "late_because": "",
    }  # fmt: skip
    return {**given, **changes}


def plan_url(hall: Hall, kind: str = "systems", name: str = "meeting_plan") -> str:
    return reverse(name, args=[hall.team.public_id, kind])


def anyway(answer: Any) -> str:
    found = re.search(r'name="anyway" value="(\w+)"', answer.content.decode())
    assert found, "there is nothing to save anyway"
    return found[1]


def words(answer: Any) -> str:
    body = answer.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body[body.index("<main") : body.index("</main>")])).replace(
        "&#x27;", "'"
    )


def test_a_meeting_is_planned_and_a_second_press_makes_no_second_one(hall: Hall, as_person: Browser) -> None:
    cora = as_person(hall.cora)
    assert "No case can be linked to it" in words(cora.get(reverse("meeting_new", args=[hall.team.public_id])))
    page = cora.get(plan_url(hall)).content.decode()
    once = re.search(r'name="once" value="([^"]+)"', page)[1]  # type: ignore[index]
    assert "Time zone: America/Chicago." in page
    for _ in range(2):
        answer = cora.post(plan_url(hall), typed(hall, once=once))
        made = Meeting.objects.get(team=hall.team)
        assert answer.headers["Location"] == reverse("meeting", args=[made.public_id])
    assert made.starts_at == hall.at(10)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"day": "2027-02-30"}, "valid date"), ({"minutes": "0"}, "greater than or equal to 5"), ({"at": "25:00"}, "valid time"),
        ({"place": "", "link": ""}, "Say where it is"), ({"whole": "chosen"}, "at least one person"),
        ({"day": "0001-01-01"}, "still to come"), ({"day": "9999-12-31"}, "within two years"), ({"link": "javascript:1"}, "valid URL"),
    ],
)  # fmt: skip
def test_wrong_input_is_told_and_the_rest_is_kept(
    hall: Hall, as_person: Browser, wrong: dict[str, str], said: str
) -> None:
    given = typed(hall, late_because="The bridge is closed", **wrong)
    answer = as_person(hall.cora).post(plan_url(hall), given)
    assert answer.status_code == 200 and said in words(answer)
    assert 'value="The bridge is closed"' in answer.content.decode()
    assert not Meeting.objects.filter(team=hall.team).exists()


def test_conflicts_are_shown_before_saving_and_name_no_meeting_that_one_cannot_see(
    hall: Hall, as_person: Browser
) -> None:
    near = rooms.team(jurisdiction=hall.county)
    lee = rooms.coordinator(near, rooms.person(hall.cac))
    rooms.seat(near, hall.ada)
    rooms.seat(hall.other_team, hall.rita)
    hall.call(10, by=lee, team=near, place="ROOM 1 ")  # Ada sits there too
    hall.call(10, by=hall.olga, team=hall.other_team, place="Room 1")  # in another county; Rita sits there too
    hall.call(10, kind="business", hour=9, place="Elsewhere", chosen=[hall.dan])
    cora = as_person(hall.cora)
    answer = cora.post(plan_url(hall), typed(hall))
    told = words(answer)
    assert f"{hall.ada.name} has another meeting then" in told
    assert f"{hall.rita.name} has another meeting then" in told
    assert told.count("The place is taken: another meeting is there") == 1
    assert f"{hall.dan.name} is invited to a meeting of {hall.team.name}" in told
    assert hall.other_team.name not in told and near.name not in told
    assert Meeting.objects.filter(team=hall.team).count() == 1  # nothing is saved yet
    key = anyway(answer)
    again = cora.post(plan_url(hall), typed(hall, anyway="0" * 16))  # other sentences than she was shown
    assert again.status_code == 200 and Meeting.objects.filter(team=hall.team).count() == 1
    assert cora.post(plan_url(hall), typed(hall, anyway=key)).status_code == 302
    assert Meeting.objects.filter(team=hall.team).count() == 2


def test_who_declined_or_meets_right_before_or_after_has_no_conflict(hall: Hall, as_person: Browser) -> None:
    for hour in (8, 10):
        hall.call(10, kind="business", hour=hour, place="Room 1")
    declined = hall.call(10, kind="business", hour=9, place="Elsewhere", chosen=[hall.dan])
    declined.attendees.update(reply="declined", replied_at=clock.now())
    assert as_person(hall.cora).post(plan_url(hall), typed(hall)).status_code == 302


def test_a_holiday_and_an_hour_that_the_clocks_take_or_give_are_said_first(
    hall: Hall, as_person: Browser, owner_db: Any
) -> None:
    owner_db.execute("INSERT INTO cases_holiday (jurisdiction_id, day, name) VALUES (%s, %s, 'Founders Day')",
                     [hall.county.pk, hall.today + timedelta(days=10)])  # fmt: skip
    cora = as_person(hall.cora)
    answer = cora.post(plan_url(hall), typed(hall))
    assert "is a holiday: Founders Day" in words(answer)
    assert cora.post(plan_url(hall), typed(hall, anyway=anyway(answer))).status_code == 302
    page = words(cora.get(reverse("meeting", args=[Meeting.objects.get(team=hall.team).public_id])))
    assert "holiday of the team's county: Founders Day" in page
    for day, at, said in (
        (_sunday(hall, 3, 2), "02:30", "2:30 a.m. does not exist. It begins at 3:30 a.m. CDT"),
        (_sunday(hall, 11, 1), "01:30", "1:30 a.m. comes twice. The first is meant: 1:30 a.m. CDT"),
    ):
        answer = cora.post(plan_url(hall), typed(hall, day=day.isoformat(), at=at))
        body = answer.content.decode()
        assert said in words(answer) and "(America/Chicago)" in body
        assert body.index("clocks go") < body.index('name="at"')  # above its field
        assert (
            cora.post(plan_url(hall), typed(hall, day=day.isoformat(), at=at, anyway=anyway(answer))).status_code == 302
        )


def _sunday(hall: Hall, month: int, which: int) -> date:
    """The next day on which clocks change in Chicago."""
    for year in (hall.today.year, hall.today.year + 1):
        first = date(year, month, 1)
        day = first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (which - 1))
        if day > hall.today + timedelta(days=8):
            return day
    raise AssertionError


@pytest.mark.slow
def test_a_series_says_all_that_it_meets_before_it_is_saved(hall: Hall, as_person: Browser, owner_db: Any) -> None:
    first = hall.today + timedelta(days=8)
    owner_db.execute("INSERT INTO cases_holiday (jurisdiction_id, day, name) VALUES (%s, %s, 'Day')",
                     [hall.county.pk, first + timedelta(weeks=1)])  # fmt: skip
    cora, url = as_person(hall.cora), plan_url(hall, name="series_new")
    answer = cora.post(url, typed_series(hall))
    assert "No meeting on" in words(answer) and not Series.objects.filter(team=hall.team).exists()
    assert cora.post(url, typed_series(hall, anyway=anyway(answer))).headers["Location"] == reverse("meetings")
    made = Series.objects.get(team=hall.team)
    assert "Every week on" in words(cora.get(reverse("meetings")))
    third = made.meetings.order_by("starts_at")[2]
    url = reverse("series_change", args=[third.public_id])
    assert 'value="Room 1"' in cora.get(url).content.decode()
    day = third.starts_at.astimezone(hall.zone).date()
    given = typed_series(hall, starts_on=day.isoformat(), at="10:00", place="Room 7")
    assert cora.post(url, given).status_code == 302  # its own dates are no conflict
    assert Series.objects.get(replaces=made).place == "Room 7"
    answer = cora.post(url, given)  # a second press
    assert answer.status_code == 302 and Series.objects.filter(team=hall.team).count() == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"every": "month"}, "which one of the month"), ({"ends_on": "2020-01-01"}, "before the first"),
        ({"starts_on": "2020-01-01"}, "That day is over"), ({"weekday": "9"}, "valid choice"), ({"focus_every": "0"}, "greater than"),
        ({"starts_on": "9999-12-30"}, "within two years"),
    ],
)  # fmt: skip
def test_a_wrong_series_is_told_and_kept(hall: Hall, as_person: Browser, wrong: dict[str, str], said: str) -> None:
    answer = as_person(hall.cora).post(plan_url(hall, name="series_new"), typed_series(hall, place="Attic", **wrong))
    assert answer.status_code == 200 and said in words(answer) and 'value="Attic"' in answer.content.decode()
    assert not Series.objects.filter(team=hall.team).exists()


def test_an_emergency_is_called_from_the_page_minutes_from_now(hall: Hall, as_person: Browser) -> None:
    ada, url = as_person(hall.ada), plan_url(hall, "emergency")
    seat = hall.dan.seats.get().public_id
    given = {"soon": "15", "minutes": "30", "place": "", "link": "https://meet.rooms.example/x", "people": [str(seat)]}
    assert "at least one person" in words(ada.post(url, {**given, "people": []}))
    assert ada.post(url, given).status_code == 302
    made = Meeting.objects.get(team=hall.team)
    assert timedelta(minutes=12) < made.starts_at - clock.now() <= timedelta(minutes=15)
    assert as_person(hall.dan).get(reverse("meeting", args=[made.public_id])).status_code == 200
    assert as_person(hall.cora).get(reverse("meeting", args=[made.public_id])).status_code == 404


def test_the_page_tells_and_answers(hall: Hall, as_person: Browser) -> None:
    made = hall.call(kind="consultation", needed=[hall.dan])
    ada, here = as_person(hall.ada), reverse("meeting", args=[made.public_id])
    page = words(ada.get(here))
    assert "A case is heard only while everybody in the room has a lawful basis for it" in page
    assert "America/Chicago" in page and "4 have not answered" in page and "Has to be there" in page
    assert "Change this date" not in page and "Change this date" in words(as_person(hall.cora).get(here))
    for answer in ("accepted", "accepted", "declined"):
        assert ada.post(reverse("meeting_reply", args=[made.public_id]), {"answer": answer}).headers["Location"] == here
    page = words(ada.get(here))
    assert "You have answered: I do not come." in page and "1 does not come · 3 have not answered" in page
    assert "one of the three" in words(
        ada.post(reverse("meeting_reply", args=[made.public_id]), {"answer": "x"}, follow=True)
    )


def test_of_a_meeting_that_was_held_the_page_says_who_was_there(hall: Hall, as_person: Browser, owner_db: Any) -> None:
    made = hall.call()
    noted = "UPDATE meetings_attendee SET presence = %s, noted_at = now(), noted_by_id = person_id WHERE meeting_id = %s AND person_id = %s"
    for who, presence in ((hall.ada, "present"), (hall.dan, "out"), (hall.rita, "excused")):
        owner_db.execute(noted, [presence, made.pk, who.pk])
    set_status(owner_db, made, "held", hall.at(-1))
    page = words(as_person(hall.ada).get(reverse("meeting", args=[made.public_id])))
    assert "2 were there · 1 excused" in page and "Do you come?" not in page and "not answered" not in page


def test_one_date_is_moved_and_cancelled_from_its_page(hall: Hall, as_person: Browser) -> None:
    made = hall.call()
    cora = as_person(hall.cora)
    url = reverse("meeting_change", args=[made.public_id])
    assert cora.post(url, typed(hall, 11, place="Attic")).status_code == 302
    made.refresh_from_db()
    assert (made.starts_at, made.place) == (hall.at(11), "Attic")
    answer = cora.post(url, typed(hall, 2, place="Attic"))
    assert "days of notice are due" in words(answer) and f'value="{typed(hall, 2)["day"]}"' in answer.content.decode()
    url = reverse("meeting_cancel", args=[made.public_id])
    assert "It cannot be taken back" in words(cora.get(url))
    assert [cora.post(url).status_code for _ in range(2)] == [302, 302]
    page = words(cora.get(reverse("meeting", args=[made.public_id])))
    assert "Cancelled" in page and "Do you come?" not in page and "Change this date" not in page


def test_a_second_hour_that_is_the_same_stays_the_second(hall: Hall, as_person: Browser, owner_db: Any) -> None:
    """The clocks went back: a meeting at the second 1:30 keeps its moment when only its place is changed."""
    day = _sunday(hall, 11, 1)
    made = hall.call()
    second = before.recurring.moment(day, time(1, 30), hall.zone) + timedelta(hours=1)
    owner_db.execute("UPDATE meetings_meeting SET starts_at = %s WHERE id = %s", [second, made.pk])
    cora, url = as_person(hall.cora), reverse("meeting_change", args=[made.public_id])
    given = typed(hall, day=day.isoformat(), at="01:30", place="Attic")
    answer = cora.post(url, given)
    key = anyway(answer) if answer.status_code == 200 else ""
    cora.post(url, {**given, "anyway": key})
    made.refresh_from_db()
    assert (made.place, made.starts_at) == ("Attic", second)


def test_C01_who_is_not_at_the_table_gets_what_a_missing_meeting_gives(hall: Hall, as_person: Browser) -> None:
    open_one, chosen = hall.call(), hall.call(11, kind="consultation", chosen=[hall.ada])
    series = hall.begin()
    unsigned = rooms.person(hall.harbor)  # at the table, and has not signed the acknowledgement
    rooms.seat(hall.team, unsigned)
    names = ("meeting", "meeting_change", "meeting_cancel", "series_change", "series_end")
    for who in (hall.zoe, hall.olga, unsigned, rooms.person(None)):
        browser = as_person(who)
        for meeting in (open_one, chosen, series.meetings.earliest("starts_at")):
            there = [browser.get(reverse(name, args=[meeting.public_id])).status_code for name in names]
            there += [
                browser.post(reverse(name, args=[meeting.public_id])).status_code
                for name in (*names[1:], "meeting_reply")
            ]
            assert set(there) == {404}, who
    browser = as_person(hall.dan)  # at the table, and not among those who were chosen
    assert browser.get(reverse("meeting", args=[chosen.public_id])).status_code == 404
    assert browser.get(reverse("meeting", args=[open_one.public_id])).status_code == 200
    for name, kind in (("meeting_plan", "systems"), ("series_new", "systems")):
        assert browser.get(plan_url(hall, kind, name)).status_code == 302  # told on the page before, why
        assert as_person(hall.olga).get(plan_url(hall, kind, name)).status_code == 404
    assert as_person(hall.cora).get(plan_url(hall, "party")).status_code == 404


@pytest.mark.slow
def test_the_list_shows_what_comes_first_and_asks_the_same_of_the_database_for_one_as_for_three(
    hall: Hall, as_person: Browser, owner_db: Any
) -> None:
    ada, counts = as_person(hall.ada), []
    made = [hall.call(10, late="")]
    set_status(owner_db, hall.call(12), "held", hall.at(-3))
    for more in (0, 2):
        for number in range(more):
            made.append(hall.call(20 + number, kind="business"))
            set_status(owner_db, hall.call(30 + number), "held", hall.at(-5 - number))
        for name in ("meetings", "today"):
            ada.get(reverse(name))
            with Asked() as asked:
                answer = ada.get(reverse(name))
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
    page = answer.content.decode()
    assert page.index(str(made[0].public_id)) < page.index(str(made[1].public_id))
    listed = ada.get(reverse("meetings")).content.decode()
    assert listed.index('id="h-coming"') < listed.index(str(made[2].public_id)) < listed.index('id="h-past"')
    assert "Your answer is missing" in listed


def test_the_page_of_one_asks_the_same_for_one_who_is_invited_as_for_three(hall: Hall, as_person: Browser) -> None:
    counts, cora = [], as_person(hall.cora)
    for people in ([hall.ada], [hall.ada, hall.dan, hall.rita]):
        made = hall.call(kind="business", chosen=people)
        for name in ("meeting", "meeting_change"):
            cora.get(reverse(name, args=[made.public_id]))
            with Asked() as asked:
                cora.get(reverse(name, args=[made.public_id]))
            counts.append(len(asked))
    assert counts[:2] == counts[2:]


def test_today_shows_two_weeks_and_answers_that_are_owed(hall: Hall, as_person: Browser) -> None:
    soon, owed, answered, far = (hall.call(days, kind="business") for days in (13, 20, 21, 40))
    with as_(hall.ada):
        schedule.reply(meeting=answered, answer="accepted", by=hall.ada)
    page = as_person(hall.ada).get("/").content.decode()
    shown = [str(one.public_id) in page for one in (soon, owed, answered, far)]
    assert shown == [True, True, False, False]
    assert "Say whether you come" in page
