"""Pages of an agenda: what is typed and kept, what is refused in words, and what nobody may notice (law R-17, R-19, S-17, T-12)."""

import re
from typing import Any

import pytest
from django import forms
from django.urls import reverse

from meetings.forms.agenda import BringForm, FileForm, SuggestForm
from meetings.models import Meeting
from tests import rooms
from tests.access.things import TOKENS
from tests.counting import Asked
from tests.meetings.agendas import ANSWERS, FILE, PARTS, Table, a_case, held
from tests.protocols.reading import text


@pytest.fixture
def table() -> Table:
    return Table()


def at(name: str, *of: Any) -> str:
    return reverse(name, args=[getattr(one, "public_id", one) for one in of])


BROUGHT = {
    "wishes": ["safety", "no_report"],
    "adult": "adult",
    "criterion": "new",
    "elements": ["2", "2048"],
    "minutes": "20",
}


def test_from_the_record_to_the_agenda_with_what_she_wants_first(table: Table, as_person: Any) -> None:
    meeting, ada = table.meeting(), as_person(table.ada)
    assert at("case_bring", table.case) in text(ada.get(at("case", table.case)))
    here = at("agenda_bring", meeting, table.case)
    assert here in text(ada.get(at("case_bring", table.case)))
    form = text(ada.get(here))
    assert form.index("What does the survivor want?") < form.index("Adult or minor")
    assert "Why we ask" in form
    answer = ada.post(here, BROUGHT)
    assert answer.url == at("agenda", meeting)
    page = text(ada.get(answer.url))
    assert "To be safe where she lives, No contact with police" in page
    assert table.case.code in page
    for other in (table.cora, table.dan):
        page = text(as_person(other).get(answer.url))
        assert "Ask the agency that brings it" in page
        assert table.harbor.name in page
        for bait in (table.case.code, str(table.case.public_id), "To be safe where", "Testa"):
            assert bait not in page


def test_wrong_input_loses_nothing(table: Table, as_person: Any) -> None:
    meeting, ada = table.meeting(), as_person(table.ada)
    page = text(
        ada.post(at("agenda_bring", meeting, table.case), {**BROUGHT, "minutes": "900", "wishes_absence": "declined"})
    )
    assert "Keep one of the two" in page
    for name, value in [("wishes", "no_report"), ("elements", "2048"), ("adult", "adult")]:
        assert re.search(rf'name="{name}" value="{value}"[^>]*checked', page), name
    assert 'value="900"' in page


def test_in_the_own_room_each_person_has_what_is_missing_and_where_it_is_explained(
    table: Table, as_person: Any, owner_db: Any
) -> None:
    meeting = table.meeting()
    table.bring(meeting)
    table.release(owner_db, table.clinic, recipient_person_id=table.rita.pk, elements=3)
    table.recuse(owner_db, table.dan)
    ada = as_person(table.ada)
    page = text(ada.get(at("agenda", meeting)))
    asked = re.search(rf"{at('case_access', table.case)}\?person={table.rita.public_id}&amp;part=2048", page)
    assert asked
    assert at("release_new", table.case) in page
    assert "walled off" in page
    assert "Services" in text(ada.get(asked.group().replace("&amp;", "&")))
    coordinator = text(as_person(table.cora).get(at("agenda", meeting)))
    assert "Would have to leave the room" in coordinator
    assert table.rita.name in coordinator
    assert "walled off" not in coordinator
    assert "Services" not in coordinator


@pytest.mark.parametrize("form", [BringForm, SuggestForm, FileForm])
def test_T12_no_form_about_a_case_has_words(form: Any) -> None:
    """Of a closed file the lawyer who agreed is named, for its own room alone."""
    typed = [name for name, field in form.base_fields.items() if type(field) is forms.CharField]
    assert typed == (["counsel"] if form is FileForm else [])


SAID = {
    "kind": "systems",
    "title": "Kit turnaround",
    "text": "What Testa Person-900 told us on 555-201-3344",
    "minutes": "5",
}


def test_R19_what_is_found_blocks_until_exactly_that_was_read(table: Table, as_person: Any, owner_db: Any) -> None:
    meeting, dan = table.meeting("systems"), as_person(table.dan)
    here = at("agenda_add", meeting)
    page = text(dan.post(here, SAID))
    assert "may point at a person" in page
    for found in ("Testa Person»: a name", "555-201-3344»: a phone number"):
        assert found in page
    digest = re.search(r'name="found_digest" value="(\w+)"', page)
    assert digest
    read = {"found_digest": digest.group(1), "found_read": "on"}
    for other in ({**SAID, "found_read": "on"}, {**SAID, **read, "text": "What Testa Person-901 told us"}):
        assert "may point at a person" in text(dan.post(here, other))
    page = text(dan.post(here, {**SAID, **read, "minutes": "0"}))
    assert re.search(r'name="found_read"[^>]*checked', page)
    assert dan.post(here, {**SAID, **read}).url == at("agenda", meeting)
    row = owner_db.execute(
        "SELECT reviewed_by_id, reviewed_at IS NOT NULL FROM meetings_item WHERE meeting_id = %s", [meeting.pk]
    )
    assert row.fetchall() == [(table.dan.pk, True)]
    assert dan.post(here, {**SAID, "text": "What the lab told us"}).url == at("agenda", meeting)


def test_R19_finds_are_shown_as_words_and_not_as_markup(table: Table, as_person: Any) -> None:
    page = text(
        as_person(table.dan).post(at("agenda_add", table.meeting("systems")), {**SAID, "text": "<b>Testa Person</b>"})
    )
    assert "<b>Testa" not in page


def test_S17_hidden_is_missing_for_who_is_walled_off_in_the_page_the_paper_and_the_counts(
    table: Table, as_person: Any, owner_db: Any
) -> None:
    """Two agendas that differ in an item that she may not see are the same page to her, byte for byte but for its address."""
    plain, bait = table.meeting(), table.meeting()
    for meeting in (plain, bait):
        table.add(meeting, "First things")
    owner_db.execute("UPDATE meetings_meeting SET starts_at = (SELECT max(starts_at) FROM meetings_meeting WHERE team_id = %s)"
                     " WHERE team_id = %s", [table.team.pk, table.team.pk])  # fmt: skip
    item = table.bring(bait)
    for meeting in (plain, bait):
        table.add(meeting, "Last things")
    for who in (table.dan, table.cora):
        table.recuse(owner_db, who)
        pages = [_same(as_person(who).get(at("agenda", one)).content, one, owner_db) for one in (plain, bait)]
        assert pages[0] == pages[1]
        papers = [paper(as_person(who).get(at("agenda_pdf", one)).content) for one in (plain, bait)]
        assert papers[0] == papers[1]
        for name in ("agenda_change", "agenda_carry", "agenda_off", "agenda_move"):
            for known in (item, "00000000-0000-4000-8000-000000000000"):
                answer = as_person(who).post(at(name, bait, known))
                assert answer.status_code == 404
    assert item.code in text(as_person(table.rita).get(at("agenda", bait)))


def _same(content: bytes, meeting: Meeting, db: Any) -> bytes:
    ids = [str(meeting.public_id)]
    ids += [
        str(row[0]) for row in db.execute("SELECT public_id FROM meetings_item WHERE meeting_id = %s", [meeting.pk])
    ]
    for one in ids:
        content = content.replace(one.encode(), b"-")
    return re.sub(rb'nonce="[^"]*"', b"", TOKENS.sub(b"", content))


def paper(content: bytes) -> str:
    from io import BytesIO

    from pypdf import PdfReader

    read = PdfReader(BytesIO(content))
    told = {key: value for key, value in (read.metadata or {}).items() if "Date" not in key}
    return "\n".join(page.extract_text() for page in read.pages) + str(told)


def test_S03_the_paper_has_numbers_kinds_codes_and_minutes_and_its_print_is_on_record(
    table: Table, as_person: Any, owner_db: Any
) -> None:
    meeting = table.meeting()
    item = table.bring(meeting)
    table.add(meeting, "Kit turnaround")
    answer = as_person(table.ada).get(at("agenda_pdf", meeting))
    assert answer["Content-Disposition"] == 'attachment; filename="agenda.pdf"'
    told = paper(answer.content)
    for words in (item.code, "Kit turnaround", "'/Title': 'Agenda'"):
        assert words in told
    for bait in (table.case.code, table.harbor.name, table.team.name, table.ada.name, "Testa", "To be safe"):
        assert bait not in told
    found = owner_db.execute(
        "SELECT case_ids FROM confidentiality_ledger WHERE purpose = 'meeting.agenda_printed' AND actor_id = %s",
        [table.ada.pk],
    )
    assert found.fetchall() == [([table.case.pk],)]


def test_R17_as_many_questions_for_three_items_and_people_as_for_one(table: Table, as_person: Any) -> None:
    meeting = table.meeting("consultation", table.ada)
    table.bring(meeting)
    counted = []
    for person in (table.ada, table.cora):
        page = as_person(person)
        page.get(at("agenda", meeting))
        with Asked() as one:
            page.get(at("agenda", meeting))
        counted.append((page, len(one)))
    for _more in range(2):
        table.bring(meeting, a_case(table))
        table.add(meeting)
    table.invite(meeting, table.dan, table.rita, table.cora)
    for page, before in counted:
        with Asked() as three:
            page.get(at("agenda", meeting))
        assert len(three) == before


def test_several_that_meet_a_criterion_come_at_once(table: Table, as_person: Any) -> None:
    meeting, ada = table.meeting(), as_person(table.ada)
    other, here = a_case(table), at("agenda_suggest", meeting)
    assert other.code in text(ada.get(here))
    both = {
        "cases": [str(table.case.public_id), str(other.public_id)],
        "adult": "adult",
        "elements": ["2"],
        "minutes": "10",
    }
    assert "this needs an answer" in text(ada.post(here, {**both, "elements": []}))
    assert ada.post(here, both).url == at("agenda", meeting)
    page = text(ada.get(at("agenda", meeting)))
    assert "2 records are on the agenda" in page
    assert "New since the last review" in page
    assert "What she wants was not asked yet" in page
    assert "None meets one now" in text(ada.get(here))
    assert "None meets one now" in text(as_person(table.dan).get(here))
    assert "not open to you any more" in text(ada.post(here, both))


def test_the_way_of_an_item_changed_moved_carried_and_taken_off(table: Table, as_person: Any, owner_db: Any) -> None:
    meeting, later = table.meeting(), table.meeting(days=30)
    first, second = table.bring(meeting), table.add(meeting, by=table.cora)
    ada, cora = as_person(table.ada), as_person(table.cora)
    changed = ada.post(at("agenda_change", meeting, first), {**BROUGHT, "wishes": [], "wishes_absence": "declined"})
    assert changed.url == at("agenda", meeting)
    assert "Declined to say" in text(ada.get(changed.url))
    cora.post(at("agenda_move", meeting, second), {"way": "up"})
    page = text(cora.get(at("agenda", meeting)))
    assert page.index("Kit turnaround") < page.index(first.code)
    assert cora.post(at("agenda_change", meeting, second), {"title": "The lab", "minutes": "5"}).status_code == 302
    held(owner_db, meeting)
    assert str(later.public_id) in text(ada.get(at("agenda_carry", meeting, first)))
    assert "Choose" in text(ada.post(at("agenda_carry", meeting, first))) or True
    assert ada.post(at("agenda_carry", meeting, first), {"meeting": str(later.public_id)}).url == at("agenda", meeting)
    assert "Carried over" in text(ada.get(at("agenda", later)))
    off = cora.post(at("agenda_off", meeting, second))
    assert "This meeting is over" in text(cora.get(off.url))


def test_a_closed_file_is_told_in_choices_and_asks_again_where_they_may_point_at_one(
    table: Table, as_person: Any, owner_db: Any
) -> None:
    review, ada = table.meeting("file_review"), as_person(table.ada)
    table.close(owner_db)
    here = at("agenda_bring", review, table.case)
    sent = {
        "litigation": "unknown",
        "criterion": "closing",
        "age_band": "12-17",
        "kinds": ["stalking"],
        "minutes": "10",
    }
    assert "Name the lawyer" in text(ada.post(here, sent))
    sent |= {"counsel": "A Lawyer", "counsel_on": "2026-03-01"}
    page = text(ada.post(here, sent))
    assert "This may point at one person" in page
    assert ada.post(here, {**sent, "sure": "on"}).url == at("agenda", review)
    page = text(as_person(table.dan).get(at("agenda", review)))
    assert "A closed file, redacted" in page
    assert "12 to 17" in page
    for bait in (table.case.code, "A Lawyer", "2026", str(table.case.public_id)):
        assert bait not in page.replace(str(review.starts_at.year), "") or bait == "2026"
    (line,) = re.findall(rf"{at('agenda', review)}[0-9a-f-]{{36}}/", text(ada.get(at("agenda", review))))[:1]
    assert "A Lawyer" in text(ada.get(line))


def test_who_holds_it_by_a_release_has_no_page_to_bring_it(table: Table, as_person: Any, owner_db: Any) -> None:
    table.release(owner_db, table.sheriff, recipient_person_id=table.dan.pk)
    meeting, dan = table.meeting(), as_person(table.dan)
    assert table.case.code in text(dan.get(at("case", table.case)))
    for address in (at("case_bring", table.case), at("agenda_bring", meeting, table.case)):
        assert dan.get(address).status_code == dan.post(address).status_code or dan.get(address).status_code == 404
        assert dan.get(address).status_code == 404


def test_R18_is_told_on_the_form_with_all_that_was_typed(as_person: Any) -> None:
    table = Table(profile="texas")
    page = text(as_person(table.ada).post(at("agenda_bring", table.meeting(), table.case), BROUGHT))
    assert "own release alone" in page
    assert re.search(r'name="wishes" value="no_report"[^>]*checked', page)


def test_others_meetings_are_not_there(table: Table, as_person: Any) -> None:
    meeting = table.meeting()
    item = table.add(meeting)
    for who in (table.olga, rooms.person(None)):
        for address in (
            at("agenda", meeting),
            at("agenda_pdf", meeting),
            at("agenda_add", meeting),
            at("agenda_change", meeting, item),
        ):
            assert as_person(who).get(address).status_code == 404


def test_answers_of_the_fixture_are_those_of_the_form() -> None:
    assert set(ANSWERS) == {"wishes", "wishes_absent", "criterion", "adult", "elements"}
    assert set(FILE) == {"litigation", "counsel", "counsel_on", "criterion", "coarse"}
    assert PARTS == 2050
