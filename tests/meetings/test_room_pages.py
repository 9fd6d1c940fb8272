"""Pages of a meeting as it goes: the room names no survivor, the screen shows while everybody may hear, minutes tell each reader
what is open to her."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader

from meetings.actions import room
from meetings.models import Meeting
from meetings.queries.showing import by_discipline
from meetings.vocabulary import Presence
from tests import rooms
from tests.cases.referring import as_
from tests.counting import Asked
from tests.meetings.scene import BAIT, Scene
from tests.meetings.test_deciding import opened as at_work
from tests.meetings.test_deciding import task
from tests.protocols.reading import text


@pytest.fixture
def scene(superuser_db: Any) -> Scene:
    return Scene(superuser_db)


def at(name: str, meeting: Meeting, *more: object) -> str:
    return reverse(name, args=[meeting.public_id, *more])


def opened(scene: Scene, **behind: Any) -> tuple[Meeting, Any]:
    meeting = scene.begun(scene.ada, scene.dan, scene.cora)
    item = scene.item(meeting, **behind)
    scene.open(meeting, item)
    return meeting, item


def test_the_screen_shows_her_while_everybody_may_hear_and_then_nothing(scene: Scene, as_person: Any) -> None:
    meeting, _item = opened(scene, wishes=["no_report"])
    cora = as_person(scene.cora)
    page = text(cora.get(at("screen", meeting)))
    assert BAIT in page and page.index("No contact with police") < page.index(BAIT)  # what she wants stands first
    assert "data-closes=" in page and "<title>Meetings</title>" in page
    scene.withdraw(scene.to_dan)
    page = text(cora.get(at("screen", meeting)))
    assert BAIT not in page and "No contact with police" not in page and "Not everybody who is in the room" in page
    scene.note(meeting, scene.dan, Presence.OUT)
    assert BAIT in text(cora.get(at("screen", meeting)))


def test_the_screen_of_somebody_without_a_basis_shows_nothing(scene: Scene, as_person: Any) -> None:
    meeting, _item = opened(scene)
    page = text(as_person(scene.rex).get(at("screen", meeting)))  # at the table, not in the room
    assert BAIT not in page and scene.case.code not in page and "not open to whoever signed in" in page
    for stranger in (scene.olga, scene.adam, scene.fay):
        assert as_person(stranger).get(at("screen", meeting)).status_code == 404


def test_T10_what_she_wants_is_asked_of_every_case(scene: Scene, as_person: Any) -> None:
    meeting, item = opened(scene, wishes_absent="declined")
    assert "Declined to say" in text(as_person(scene.dan).get(at("room_item", meeting, item.public_id)))
    assert "Declined to say" not in text(as_person(scene.rex).get(at("room_item", meeting, item.public_id)))


def test_the_room_never_names_a_survivor(scene: Scene, as_person: Any) -> None:
    meeting, item = opened(scene)
    for name in ("room", "minutes"):
        page = text(as_person(scene.cora).get(at(name, meeting)))
        assert BAIT not in page and scene.case.code not in page and item.code in page


def test_one_press_notes_a_person_and_a_second_one_says_so(scene: Scene, as_person: Any) -> None:
    meeting = scene.begun(scene.ada, scene.dan, scene.cora, present=(scene.ada,))
    cora, dan = as_person(scene.cora), scene.attendee(meeting, scene.dan)
    path = at("room_note", meeting, dan.public_id)
    assert cora.post(path, {"presence": "present"}).url == at("room", meeting)
    assert "noted already" in text(cora.post(path, {"presence": "present"}, follow=True))
    assert "Say whether" in text(cora.post(path, {"presence": "elsewhere"}, follow=True))
    dan.refresh_from_db()
    assert (dan.presence, dan.noted_by_id) == ("present", scene.cora.pk)
    assert as_person(scene.dan).post(path, {"presence": "absent"}).status_code == 302
    dan.refresh_from_db()
    assert dan.presence == "present"


def test_R17_the_room_says_who_steps_out_first(scene: Scene, as_person: Any) -> None:
    meeting = scene.begun(scene.ada, scene.rex, scene.cora)
    item = scene.item(meeting)
    cora = as_person(scene.cora)
    page = text(cora.get(at("room", meeting)))
    assert f"Steps out before it opens: {scene.rex.name}" in page
    assert "Not everybody in the room may hear" in text(
        cora.post(at("room_open", meeting, item.public_id), follow=True)
    )
    assert scene.status(item) == "waiting"


def test_a_decision_and_a_task_by_the_pages(scene: Scene, as_person: Any) -> None:
    meeting, item = opened(scene)
    cora = as_person(scene.cora)
    here = at("room_item", meeting, item.public_id)
    wrong = text(
        cora.post(at("room_propose", meeting, item.public_id), {"step": "", "threshold": "at_least", "least": "1"})
    )
    assert "summary" in wrong and 'value="1"' in wrong  # nothing is lost
    assert (
        cora.post(at("room_propose", meeting, item.public_id), {"step": "exam", "threshold": "no_objection"}).url
        == here
    )
    page = text(cora.get(here))
    assert "A medical exam is offered" in page and page.count("Has said nothing yet") == 3
    path = re.findall(r"/meetings/[0-9a-f-]+/room/decisions/[0-9a-f-]+/[0-9a-f-]{36}/", page)[0]
    assert "At 7 or 8" in text(cora.post(path, {"number": "8"}))
    assert cora.post(path, {"number": "2"}).url == here
    assert "Agreement with a minor point" in text(cora.get(here))
    dan = scene.attendee(meeting, scene.dan)
    task = {"step": "tell_her", "owner": str(dan.public_id), "due_on": "2039-01-01"}
    assert cora.post(at("room_task", meeting, item.public_id), task).url == here
    mine = text(as_person(scene.dan).get("/meetings/tasks/"))
    assert "She is told where things stand" in mine and BAIT not in mine and scene.case.code not in mine
    assert "She is told" not in text(as_person(scene.rex).get("/meetings/tasks/"))


def test_minutes_tell_each_reader_what_is_open_to_her(scene: Scene, as_person: Any) -> None:
    meeting, item = opened(scene)
    as_person(scene.cora).post(
        at("room_propose", meeting, item.public_id), {"step": "exam", "threshold": "no_objection"}
    )
    scene.words(meeting, "How long exams take")
    assert "A medical exam is offered" in text(as_person(scene.dan).get(at("minutes", meeting)))
    rex = text(as_person(scene.rex).get(at("minutes", meeting)))
    assert "A medical exam is offered" not in rex and "for those to whom the case is open" in rex and item.code in rex
    scene.wall(scene.rex)
    walled = text(as_person(scene.rex).get(at("minutes", meeting)))
    assert item.code not in walled and "for those to whom" not in walled and "1. How long exams take" in walled


def test_minutes_are_approved_and_read_by_who_was_away(scene: Scene, as_person: Any) -> None:
    meeting = scene.begun(scene.ada, scene.dan, scene.cora, scene.bea, present=(scene.ada, scene.dan))
    with as_(scene.cora):
        room.end(meeting=meeting, by=scene.cora)
    meeting.refresh_from_db()
    assert "Approve the minutes" not in text(as_person(scene.cora).get(at("minutes", meeting)))
    dan = as_person(scene.dan)
    assert "Approve the minutes" in text(dan.get(at("minutes", meeting)))
    assert "approved" in text(dan.post(at("minutes_approve", meeting), follow=True))
    bea = as_person(scene.bea)
    assert "I have read them" in text(bea.get(at("minutes", meeting)))
    bea.post(at("minutes_read", meeting))
    assert "I have read them" not in text(bea.get(at("minutes", meeting)))


def counted(browser: Any, path: str) -> int:
    text(browser.get(path))  # a browser's first page asks more
    with Asked() as statements:
        text(browser.get(path))
    return len(statements)


@pytest.mark.slow
def test_the_room_asks_as_much_for_one_item_and_person_as_for_three(scene: Scene, as_person: Any) -> None:
    cora = as_person(scene.cora)
    small = scene.begun(scene.cora)
    scene.item(small)
    big = scene.begun(scene.ada, scene.dan, scene.cora, scene.bea)
    for case in (scene.case, rooms.case(scene.ada), rooms.case(scene.ada)):
        scene.item(big, case=case)
    for name in ("room", "minutes", "screen"):
        assert counted(cora, at(name, small)) == counted(cora, at(name, big)), name


def test_the_list_of_tasks_asks_as_much_for_one_as_for_three(scene: Scene, as_person: Any) -> None:
    _meeting, item = at_work(scene)
    dan, cora = as_person(scene.dan), as_person(scene.cora)
    task(scene, item, scene.dan)
    one = counted(dan, "/meetings/tasks/"), counted(cora, "/meetings/tasks/")
    for step in ("exam", "housing"):
        task(scene, item, scene.dan, step=step)
    assert (counted(dan, "/meetings/tasks/"), counted(cora, "/meetings/tasks/")) == one


def test_a_task_takes_longer_or_is_done(scene: Scene, as_person: Any) -> None:
    _meeting, item = at_work(scene)
    made = task(scene, item, scene.dan)
    dan = as_person(scene.dan)
    later = reverse("task_later", args=[made.public_id])
    assert "That day is past" in text(dan.post(later, {"due_on": "2020-01-01"}))
    assert dan.post(later, {"due_on": "2039-01-01"}).url == "/meetings/tasks/"
    settle = reverse("task_settle", args=[made.public_id])
    for who in (scene.rex, scene.olga):
        assert as_person(who).post(settle, {"how": "done"}).status_code == 404
        assert as_person(who).get(later).status_code == 404
    assert dan.post(settle, {"how": "done"}).status_code == 302
    assert "settled already" in text(dan.post(settle, {"how": "drop"}, follow=True))


def test_S03_the_minutes_on_paper_hold_coded_facts_alone(scene: Scene, as_person: Any) -> None:
    meeting, item = opened(scene)
    as_person(scene.cora).post(
        at("room_propose", meeting, item.public_id), {"step": "exam", "threshold": "no_objection"}
    )
    paper = b"".join([as_person(scene.cora).get(at("minutes_pdf", meeting)).content])
    read = PdfReader(BytesIO(paper))
    words = "".join(sheet.extract_text() for sheet in read.pages) + str(read.metadata)
    assert item.code in words
    assert not [bait for bait in ("A medical exam", scene.case.code, "Testa", "Person-741") if bait in words]


@pytest.mark.slow
def test_a_subcommittee_reports_to_its_parent_without_any_case(scene: Scene, as_person: Any, owner_db: Any) -> None:
    above = rooms.team(jurisdiction=scene.county)
    reader, guest = rooms.person(scene.harbor), rooms.person(scene.sheriff)
    for one in (reader, guest):
        rooms.seat(above, one)
    rooms.acknowledged(reader)
    scene.db.execute(
        "UPDATE agencies_team SET structure = 'subcommittee', parent_id = %s WHERE id = %s", [above.pk, scene.team.pk]
    )
    meeting = scene.begun(scene.ada, scene.dan, scene.cora)
    case, words = scene.item(meeting), scene.words(meeting, "How long exams take")
    scene.open(meeting, words)
    cora = as_person(scene.cora)
    cora.post(at("room_propose", meeting, words.public_id), {"proposal": "We ask the lab", "threshold": "no_objection"})
    path, listed = at("reported", meeting), reverse("reported_list")
    with as_(scene.cora):
        room.end(meeting=meeting, by=scene.cora)
    assert as_person(reader).get(path).status_code == 404  # not approved yet
    as_person(scene.dan).post(at("minutes_approve", meeting))
    page = text(as_person(reader).get(path))
    assert "How long exams take" in page and "We ask the lab" in page and case.code not in page and "A case" not in page
    assert scene.team.name in text(as_person(reader).get(listed))
    for who in (guest, scene.dan, scene.olga):  # not acknowledged; at the table below; elsewhere
        assert as_person(who).get(path).status_code == 404
        assert scene.team.name not in text(as_person(who).get(listed))
    assert as_person(reader).get(at("minutes", meeting)).status_code == 404
    one = counted(as_person(reader), listed)
    for _more in range(2):
        again = scene.begun(scene.ada, scene.dan, scene.cora)
        with as_(scene.cora):
            room.end(meeting=again, by=scene.cora)
        as_person(scene.dan).post(at("minutes_approve", again))
    assert counted(as_person(reader), listed) == one


def test_T10_attendance_and_follow_through_are_counted_by_discipline(scene: Scene, as_person: Any) -> None:
    path = reverse("how_we_meet", args=[scene.team.public_id])
    assert "No meeting was held yet" in text(as_person(scene.cora).get(path))
    meeting, item = at_work(scene)
    late, soon = task(scene, item, scene.dan), task(scene, item, scene.dan, step="exam")
    as_person(scene.dan).post(reverse("task_settle", args=[soon.public_id]), {"how": "done"})
    scene.db.execute("UPDATE meetings_task SET due_on = '2026-01-01' WHERE id = %s", [late.pk])
    scene.note(meeting, scene.dan, Presence.EXCUSED)
    with as_(scene.cora):
        room.end(meeting=meeting, by=scene.cora)
    (row,) = shown_to(scene, scene.cora)
    assert (row.invited, row.came, row.in_time, row.late, row.overdue, row.open) == (3, 2, 1, 0, 1, 0)
    (row,) = shown_to(scene, scene.rex)  # what is about a case that is not open to him is not counted for him
    assert (row.invited, row.came, row.in_time, row.overdue) == (3, 2, 0, 0)
    assert "2 of 3" in text(as_person(scene.cora).get(path))
    assert as_person(scene.olga).get(path).status_code == 404


def shown_to(scene: Scene, person: Any) -> list[Any]:
    with as_(person):
        return by_discipline(person, scene.team)


def test_P05_a_closed_file_is_talked_about_redacted_and_decided_on_in_words(scene: Scene, as_person: Any) -> None:
    scene.db.execute("UPDATE cases_case SET status = 'closed' WHERE id = %s", [scene.case.pk])
    meeting = scene.begun(scene.ada, scene.rex, scene.cora, kind="file_review")
    item = scene.item(meeting, kind="file", elements=1, litigation="none", coarse={"age_band": "25-59"})
    scene.open(meeting, item)  # rex has no basis, and needs none for what names nobody
    cora = as_person(scene.cora)
    for name, more in (("screen", ()), ("room_item", (item.public_id,))):
        page = text(cora.get(at(name, meeting, *more)))
        assert "25 to 59" in page and BAIT not in page and scene.case.code not in page, name
    propose = at("room_propose", meeting, item.public_id)
    typed = {"proposal": "Maria Gonzalez should have had an advocate", "threshold": "no_objection"}
    assert "may point at a person" in text(cora.post(propose, typed))
    assert cora.post(propose, {**typed, "proposal": "An advocate comes at once"}).status_code == 302
    assert "An advocate comes at once" in text(as_person(scene.rex).get(at("room_item", meeting, item.public_id)))
    assert scene.db.execute("SELECT count(*) FROM meetings_heard WHERE item_id = %s", [item.pk]).fetchone() == (0,)
    scene.wall(scene.rex)
    assert as_person(scene.rex).get(at("room_item", meeting, item.public_id)).status_code == 404


def test_G3_a_meeting_that_somebody_cannot_see_is_not_counted_for_her(scene: Scene) -> None:
    meeting = scene.begun(scene.ada, scene.cora, chosen_only=True)
    with as_(scene.cora):
        room.end(meeting=meeting, by=scene.cora)
    assert [row.invited for row in shown_to(scene, scene.cora)] == [2]  # bait
    assert shown_to(scene, scene.dan) == []
