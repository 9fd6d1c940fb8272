"""Cases with planted identifiers in every field, put on agendas and talked about: none of them reaches a page, a paper, a title or
a log of somebody without a basis, nor any list, calendar, mail or record of changes (law R-17, S-03, S-04, S-17)."""

import itertools
import logging
from datetime import date, timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.urls import reverse
from pypdf import PdfReader

from agencies.queries.teams import today_of
from mdt.kit.acting import Acting, acting
from meetings import tasks
from meetings.actions import calendars, deciding, minutes, room
from meetings.models import Item, Meeting
from tests import rows
from tests.agencies import mailserver
from tests.copies import as_worker
from tests.examples import EVERYTHING
from tests.meetings import test_calendar_mails as mails
from tests.meetings.agendas import PARTS, Table, as_, under_way
from tests.meetings.test_agenda_pages import paper
from tests.protocols.reading import text

MANY = 1_000 if EVERYTHING else 20
EACH = 50  # items on one agenda
NAME, PHONE, CODE, BORN = "Plantedname", "555-7", "PLNT", date(1931, 2, 3)
BIRTHS = ("1931-02-03", "Feb. 3, 1931", "February 3, 1931", "02/03/1931", "2/3/1931")
_numbers = itertools.count(1)


def planted(db: Any, table: Table) -> int:
    """A case whose every field of words holds something that would be recognized; its id."""
    n = next(_numbers)
    who = {"agency_id": table.harbor.pk, "updated_by_id": table.ada.pk}
    case = rows.put(db, "cases_case", agency_id=table.harbor.pk, opened_by_id=table.ada.pk, code=f"{CODE}{n:04}")
    rows.put(
        db,
        "cases_caseassignment",
        content_object_id=case,
        user_id=table.ada.pk,
        permission_id=rows.permission(db, "work_case"),
    )
    for name, planted_in in WORDS.items():
        words = {key: f"{NAME}{n} {PHONE}{n:03}" for key in planted_in if isinstance(rows.SAMPLES[name].get(key), str)}
        born = {"date_of_birth": BORN} if name == "cases_identity" else {}
        rows.put(db, name, case_id=case, **who, **words, **born)
    return case


WORDS = {
    "cases_identity": ("name", "other_names", "pronouns"), "cases_contactplan": ("code_word", "who_may_answer", "instructions"),
    "cases_contactmethod": ("value", "safe_hours"), "cases_location": ("address", "area"), "cases_demographics": ("gender", "race_ethnicity"),
    "cases_victimization": ("happened",), "cases_involvedperson": ("name", "relation", "note"), "cases_narrative": ("wants", "told_us"),
}  # fmt: skip
MODELS = {model._meta.db_table: model for model in apps.get_app_config("cases").get_models()}
EVERY_PART = 1 | sum({int(getattr(MODELS[name], "element", 0)) for name in WORDS})


def on_agenda(db: Any, table: Table, meeting: Any, case: int, parts: int = PARTS | 1) -> str:
    item = rows.put(
        db,
        "meetings_item",
        meeting_id=meeting.pk,
        agency_id=table.harbor.pk,
        added_by_id=table.ada.pk,
        kind="case",
        title="",
    )
    rows.put(db, "meetings_itemcase", item_id=item, case_id=case, elements=parts, wishes=["left_alone"])
    return str(db.execute("SELECT code FROM meetings_item WHERE id = %s", [item]).fetchone()[0])


@pytest.mark.slow
@pytest.mark.parametrize("round_", range(max(1, MANY // EACH)))
def test_R17_S03_no_planted_identifier_reaches_anybody_without_a_basis(
    round_: int, as_person: Any, superuser_db: psycopg.Connection[Any], caplog: pytest.LogCaptureFixture
) -> None:
    table = Table()
    meeting = table.meeting()
    with superuser_db.transaction():
        cases = [planted(superuser_db, table) for _n in range(min(MANY, EACH))]
        codes = [on_agenda(superuser_db, table, meeting, case) for case in cases]
    publics = [
        str(row[0]) for row in superuser_db.execute("SELECT public_id FROM cases_case WHERE id = ANY (%s)", [cases])
    ]
    said: list[str] = []
    caplog.set_level(logging.DEBUG)
    for who in (table.cora, table.dan, table.rita):
        page = text(as_person(who).get(reverse("agenda", args=[meeting.public_id])))
        assert all(code in page for code in codes)
        said += [page, paper(as_person(who).get(reverse("agenda_pdf", args=[meeting.public_id])).content)]
        said += [text(as_person(who).get(reverse("agenda_add", args=[meeting.public_id])))]
    said.append(paper(as_person(table.ada).get(reverse("agenda_pdf", args=[meeting.public_id])).content))
    for words in [*said, caplog.text]:
        assert not [bait for bait in (NAME, PHONE, CODE, *BIRTHS, "To be left alone", *publics) if bait in words], (
            round_
        )
    own = text(as_person(table.ada).get(reverse("agenda", args=[meeting.public_id])))
    assert own.count(CODE) == len(cases), "the bait is there for whom it is open"
    assert NAME not in own


# --- While they are talked about, and after -----------------------------------------------------------------------------


def heard(table: Table, meeting: Meeting, item: Item, cora: Any) -> str:
    """Opened, shown on the screen, decided about, given to Ada as a task, and done with; what the screen said."""
    with as_(table.cora):
        room.open_item(meeting=meeting, item=item.public_id, by=table.cora)
        screen = text(cora.get(reverse("screen", args=[meeting.public_id])))
        one = deciding.propose(
            item=item, step="interview", proposal="", threshold="all_agree", least=None, by=table.cora
        )
        for agency in (table.harbor, table.cac):
            deciding.stand(decision=one, agency=agency, number=1, holding="", words="", seen=None, by=table.cora)
        deciding.close(decision=one, by=table.cora)
        owner = meeting.attendees.get(person=table.ada).public_id
        due_on = today_of(table.team) + timedelta(days=7)
        deciding.add_task(item=item, step="interview", what="", owner=owner, due_on=due_on, by=table.cora)
        room.settle(meeting=meeting, item=item.public_id, done=True, by=table.cora)
    return screen


def streams(content: bytes) -> str:
    """Every stream of a document, unpacked, with all that stands beside them."""
    read = PdfReader(BytesIO(content))
    every = [read.get_object(number) for number in range(1, int(read.trailer["/Size"]))]
    return "\n".join(f"{one}{one.get_data()!r}" if hasattr(one, "get_data") else f"{one}" for one in every)


def sent(table: Table, later: Meeting, db: Any) -> list[str]:
    """Invitations and reminders of everybody at the table as they came in at a mail server, raw and unpacked."""
    server = mailserver.MailServer()
    server.start()
    try:
        db.execute(mails.NOTHING_WAITS)
        calendars.invite(later)
        mails.send(server)
        with as_worker():
            tasks.plan_reminders()
        due = "UPDATE agencies_reminder SET due_at = now() - interval '1 minute' WHERE sent_at IS NULL AND person_id = ANY (%s)"
        db.execute(due, [[one.pk for one in table.everybody]])
        logged = mailserver.send(server)
    finally:
        server.stop()
    got = [one for person in table.everybody for one in server.to(person.email)]
    assert len(got) >= 2 * len(table.everybody), "an invitation and a reminder for each"
    assert any("You have something to do" in str(one["Subject"]) for one in got)
    parts = [f"{part.get_content()}" for one in got for part in one.walk() if not part.is_multipart()]
    return [*(f"{one}" for one in got), *parts, logged]


def after(table: Table, meeting: Meeting, later: Meeting, as_person: Any, db: Any) -> list[str]:
    """Everything that tells of the meeting without being the page of somebody to whom a case is open."""
    here, said = [meeting.public_id], []
    for who in (table.dan, table.rita):
        pages = [reverse(name, args=here) for name in ("agenda", "minutes", "screen", "meeting")]
        pages += [reverse("agenda", args=[later.public_id]), reverse("tasks"), reverse("meetings"), "/"]
        said += [text(as_person(who).get(path)) for path in pages]
    for who in (table.ada, table.cora):  # to whom the cases are open
        said += [text(as_person(who).get(path)) for path in (reverse("tasks"), reverse("meetings"))]
        for name in ("minutes_pdf", "agenda_pdf"):
            document = as_person(who).get(reverse(name, args=here)).content
            said += [paper(document), streams(document)]
    assert "<title>" in said[0]
    with acting(Acting(table.ada.pk, table.ada.agency_id, "test")):
        address = f"/calendar/{calendars.make_feed(by=table.ada)}.ics"
    feed = as_person(table.ada).get(address).content.decode()
    assert "BEGIN:VEVENT" in feed
    made = db.execute(
        "SELECT object_repr || changes_text || changes::text FROM confidentiality_changeentry WHERE actor_id = ANY (%s)",
        [[one.pk for one in table.everybody]],
    ).fetchall()
    assert made
    return [*said, feed, *(row[0] for row in made)]


@pytest.mark.parametrize("round_", range(max(1, MANY // EACH)))
def test_R17_S03_S04_what_is_talked_about_stays_in_the_room(
    round_: int, as_person: Any, superuser_db: psycopg.Connection[Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)  # as the web logs
    table, parts = Table(), EVERY_PART
    meeting, later = table.meeting(days=0), table.meeting()
    with superuser_db.transaction():
        cases = [planted(superuser_db, table) for _n in range(min(MANY, EACH))]
        for case in cases:
            known = SimpleNamespace(pk=case, agency_id=table.harbor.pk)
            table.release(superuser_db, table.cac, known, recipient_person_id=table.cora.pk, elements=parts)  # type: ignore[arg-type]
        codes = [on_agenda(superuser_db, table, meeting, case, parts) for case in cases]
        for case in cases:
            on_agenda(superuser_db, table, later, case, parts)
        under_way(superuser_db, meeting, table.ada, table.cora)
    found = superuser_db.execute(
        "SELECT id, public_id FROM meetings_item WHERE meeting_id = %s ORDER BY id", [meeting.pk]
    )
    cora, meeting = as_person(table.cora), Meeting.objects.select_related("team").get(pk=meeting.pk)
    said = [text(cora.get(reverse("room", args=[meeting.public_id])))]
    screens = [
        heard(table, meeting, Item(pk=key, public_id=public, meeting_id=meeting.pk), cora)
        for key, public in found.fetchall()
    ]
    for screen in screens:
        assert NAME in screen and PHONE in screen and any(one in screen for one in BIRTHS), "the bait is there"
        assert "To be left alone" in screen and "<title>Meetings</title>" in screen
    said.append(text(cora.get(reverse("room", args=[meeting.public_id]))))
    with as_(table.cora):
        room.end(meeting=meeting, by=table.cora)
    with as_(table.ada):
        minutes.approve(meeting=meeting, by=table.ada)
    said += after(table, meeting, later, as_person, superuser_db) + sent(table, later, superuser_db)
    assert all(code in said[0] for code in codes)
    ids = superuser_db.execute("SELECT public_id::text FROM cases_case WHERE id = ANY (%s)", [cases]).fetchall()
    baits = (NAME, PHONE, CODE, *BIRTHS, "To be left alone", *(row[0] for row in ids))
    for words in [*said, caplog.text]:
        assert not [bait for bait in baits if bait in words.replace("\r\n ", "")], words[:200]


def test_the_plants_are_in_every_field_of_words(superuser_db: Any) -> None:
    """A field of words that is added to an element is planted too, or this fails."""
    elements = [name for name, sample in rows.SAMPLES.items() if name.startswith("cases_") and "absences" in sample]
    closed = {
        "pronouns", "kind", "safety", "safe_hours", "age_band", "language", "reported", "harmed_her", "harmed_parent",
        "works_at_member_agency", "sex", "relationship", "age_class", "service", "outcome", "her_reason", "code", "learned_from",
        "team_outcome", "charges", "disposition", "protection_finding", "medical", "mental_health",
    }  # fmt: skip
    words = {
        name: {key for key, value in rows.SAMPLES[name].items() if isinstance(value, str)} - closed
        for name in elements if name != "cases_referral"
    }  # fmt: skip
    assert {name for name, columns in words.items() if columns} <= set(WORDS) <= words.keys()
    for name, columns in words.items():
        assert columns <= set(WORDS.get(name, {})), name
