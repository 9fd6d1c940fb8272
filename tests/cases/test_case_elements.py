"""Writing sections down: answers, three ways of not answering, drafts, two people at once, rows of contact and people."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from cases.forms.elements import FORMS
from cases.parts import SECTIONS
from confidentiality.elements import Element
from tests.cases.working import BAIT, Room, looks, posted, room_fixture  # noqa: F401

ABSENCES = ["unknown", "not_collected", "declined"]
WORDS = {"unknown": "Unknown", "not_collected": "Not collected", "declined": "Declined to say"}


def seen(client, url: str) -> str:
    """The version that the form carries."""
    return re.search(r'name="seen"[^>]*?value="([^"]*)"|name="seen"', client.get(url).content.decode()).group(1) or ""


def save(client, url: str, **answers):
    return posted(client, url, seen=seen(client, url), **answers)


@pytest.mark.parametrize("word", [section.word for section in SECTIONS if section.one])
def test_every_question_may_stay_unanswered(room: Room, as_person, word: str) -> None:
    ada = as_person(room.ada)
    answer = save(ada, room.url("element_edit", word))
    assert answer.status_code == 302
    assert "Not asked yet" in ada.get(room.url("case_show", word)).content.decode()


@pytest.mark.parametrize("absence", ABSENCES)
def test_T09_three_ways_of_not_answering_are_three_answers(room: Room, as_person, owner_db, absence: str) -> None:
    ada = as_person(room.ada)
    save(ada, room.url("element_edit", "background"), language_absence=absence)
    page = ada.get(room.url("case_show", "background")).content.decode()
    assert page.count(WORDS[absence]) == 1
    assert all(WORDS[other] not in page for other in ABSENCES if other != absence)
    kept = owner_db.execute("SELECT absences FROM cases_demographics WHERE case_id = %s", [room.case.pk]).fetchone()
    assert kept == ({"language": absence},)


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.__name__)
def test_T09_none_of_them_is_a_default(form) -> None:
    empty = form.for_row(None)
    assert all(not empty.initial.get(f"{name}_absence") for name in form.absences)
    assert " checked" not in str(empty)


def test_T09_an_answer_and_a_reason_for_none_do_not_go_together(room: Room, as_person) -> None:
    ada = as_person(room.ada)
    url = room.url("element_edit", "identity")
    answer = save(ada, url, name="Rosa", name_absence="declined", pronouns="they")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "an answer and also a reason for no answer" in page
    assert 'value="Rosa"' in page
    assert 'value="they"' in page


def test_wrong_input_loses_nothing(room: Room, as_person) -> None:
    ada = as_person(room.ada)
    url = room.url("element_edit", "identity")
    page = save(ada, url, name="Rosa M.", date_of_birth="31 February", other_names="M.").content.decode()
    assert 'value="Rosa M."' in page
    assert 'value="31 February"' in page
    assert BAIT in ada.get(room.url("case_show", "identity")).content.decode()


def test_what_is_written_is_shown_and_changed_and_recorded_without_its_value(room: Room, as_person, owner_db) -> None:
    ada = as_person(room.ada)
    before = len(looks(room.ada))
    save(
        ada,
        room.url("element_edit", "events"),
        kinds=["stalking", "dating_violence"],
        happened="in spring",
        reported="no",
    )
    opened, saved = looks(room.ada)[before:]
    assert opened["elements"] == saved["elements"] == Element.COVER | Element.VICTIMIZATION
    page = ada.get(room.url("case_show", "events")).content.decode()
    for words in ("Dating violence", "Stalking", "in spring"):
        assert words in page
    change = owner_db.execute(
        "SELECT changes::text FROM confidentiality_changeentry WHERE case_id = %s ORDER BY id DESC LIMIT 1",
        [room.case.pk],
    ).fetchone()
    assert "happened" in change[0]
    assert "spring" not in change[0]


def test_two_people_at_once_both_versions_side_by_side_and_nothing_lost(room: Room, as_person) -> None:
    ada, hana = as_person(room.ada), as_person(room.hana)
    url = room.url("element_edit", "words")
    first = seen(ada, url)
    save(hana, url, wants="To sleep safely.")
    answer = posted(ada, url, seen=first, wants="To move north.", told_us="Long words of Ada.")
    page = answer.content.decode()
    assert "Somebody else saved this meanwhile" in page
    assert room.hana.name in page
    assert page.count("To sleep safely.") == 1
    assert page.count("To move north.") == 2  # in the table and in the form
    assert "Long words of Ada." in page
    assert "To move north." not in ada.get(room.url("case_show", "words")).content.decode()
    again = re.search(r'name="seen" value="([^"]+)"', page).group(1)
    assert posted(ada, url, seen=again, wants="To move north.", told_us="").status_code == 302
    assert "To move north." in ada.get(room.url("case_show", "words")).content.decode()


def test_a_draft_is_kept_given_back_thrown_away_and_gone_after_saving(room: Room, as_person) -> None:
    ada = as_person(room.ada)
    url, draft = room.url("element_edit", "words"), room.url("element_draft", "words")
    assert f'data-draft-url="{draft}"' in ada.get(url).content.decode()
    posted(ada, draft, seen="", wants="Half a sen", other="not of this form")
    page = ada.get(url).content.decode()
    assert "We kept what you typed at" in page
    assert "Half a sen" in page
    posted(ada, room.url("element_discard", "words"))
    assert "Half a sen" not in ada.get(url).content.decode()
    posted(ada, draft, seen="", wants="Another half")
    save(ada, url, wants="A whole sentence.")
    page = ada.get(url).content.decode()
    assert "We kept" not in page
    assert "A whole sentence." in page


def test_a_draft_is_its_owners_alone_and_ends_with_her_access(room: Room, as_person, owner_db) -> None:
    ada, hana = as_person(room.ada), as_person(room.hana)
    posted(ada, room.url("element_draft", "words"), wants="Only Ada typed this")
    assert "Only Ada" not in hana.get(room.url("element_edit", "words")).content.decode()
    assert as_person(room.bea).post(room.url("element_draft", "words"), {"wants": "x"}).status_code == 404
    posted(hana, room.url("case_unassign"), person=room.ada.public_id)
    assert ada.get(room.url("element_edit", "words")).status_code == 404
    assert ada.post(room.url("element_draft", "words"), {"wants": "more"}).status_code == 404
    assert owner_db.execute("SELECT count(*) FROM cases_draft WHERE owner_id = %s", [room.ada.pk]).fetchone() == (1,)


def test_a_draft_remembers_which_version_it_was_typed_over(room: Room, as_person) -> None:
    ada, hana = as_person(room.ada), as_person(room.hana)
    url = room.url("element_edit", "words")
    posted(ada, room.url("element_draft", "words"), seen="", wants="Typed before Hana saved")
    save(hana, url, wants="Hana's")
    assert "Somebody else saved this meanwhile" in save(ada, url, wants="Typed before Hana saved").content.decode()


def way(**answers):
    today = timezone.localdate().isoformat()
    return {"kind": "phone", "value": "555-0141", "safety": "safe", "checked_on": today, **answers}


def row_url(client, room: Room, name: str, word: str) -> str:
    page = client.get(room.url("case_show", word)).content.decode()
    return re.search(rf'href="({room.url("case")}{word}/[0-9a-f-]+/{name}/)"', page).group(1)


def test_ways_of_contact_are_added_changed_and_taken_away(room: Room, as_person) -> None:
    ada = as_person(room.ada)
    add = room.url("row_add", "contact")
    assert save(ada, add, **way()).url == room.url("element_edit", "contact")
    save(ada, add, **way(kind="text", value="555-0142"))
    change = row_url(ada, room, "edit", "contact")
    save(ada, change, **way(value="555-0199"))
    page = ada.get(room.url("element_edit", "contact")).content.decode()
    assert "555-0199" in page
    assert "555-0142" in page
    assert "555-0141" not in page
    remove = row_url(ada, room, "remove", "contact")
    assert "555-0199" in ada.get(remove).content.decode()
    save(ada, remove)
    assert "555-0199" not in ada.get(room.url("case_show", "contact")).content.decode()
    assert ada.get(change).status_code == 404


def test_a_way_that_was_taken_away_meanwhile_is_offered_to_be_added_again(room: Room, as_person) -> None:
    ada, hana = as_person(room.ada), as_person(room.hana)
    save(ada, room.url("row_add", "contact"), **way())
    change = row_url(ada, room, "edit", "contact")
    before = seen(ada, change)
    save(hana, row_url(hana, room, "remove", "contact"))
    page = posted(ada, change, **way(value="555-0177", seen=before)).content.decode()
    assert "It was taken away" in page
    assert f'action="{room.url("row_add", "contact")}"' in page
    assert posted(ada, room.url("row_add", "contact"), **way(value="555-0177", seen="")).status_code == 302


def test_what_changed_meanwhile_is_not_taken_away_unseen(room: Room, as_person) -> None:
    ada, hana = as_person(room.ada), as_person(room.hana)
    save(ada, room.url("row_add", "people"), relation="Sister")
    remove = row_url(ada, room, "remove", "people")
    before = seen(ada, remove)
    save(hana, row_url(hana, room, "edit", "people"), relation="Half-sister")
    posted(ada, remove, seen=before)
    assert "Half-sister" in ada.get(room.url("case_show", "people")).content.decode()


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"safety": ""}, "Is it safe? This needs an answer."),
        ({"checked_on": ""}, "Give the day on which she told us, or choose"),
        ({"safety": "not_safe", "checked_on": ""}, "Give the day on which she told us, or choose"),
        ({"checked_on": "2999-01-01"}, "This day has not come yet"),
    ],
)
def test_S06_safe_or_not_needs_the_day_on_which_it_was_checked(room: Room, as_person, answers, sentence) -> None:
    page = save(as_person(room.ada), room.url("row_add", "contact"), **way(**answers))
    assert page.status_code == 200
    assert sentence in page.content.decode()


def test_S06_not_known_needs_no_day(room: Room, as_person) -> None:
    assert (
        save(as_person(room.ada), room.url("row_add", "contact"), **way(safety="unknown", checked_on="")).status_code
        == 302
    )


@pytest.mark.parametrize(("days", "again"), [(30, False), (31, True)])
def test_S06_a_check_older_than_thirty_days_warns(room: Room, as_person, days: int, again: bool) -> None:
    ada = as_person(room.ada)
    day = timezone.localdate() - timedelta(days=days)
    save(ada, room.url("row_add", "contact"), **way(checked_on=day.isoformat()))
    page = ada.get(room.url("case_show", "contact")).content.decode()
    assert f"checked {days} days ago" in page
    assert ("ask again" in page) == again


def test_S07_the_code_word_stands_on_the_contact_page_alone(room: Room, as_person) -> None:
    ada = as_person(room.ada)
    contact = room.url("element_edit", "contact")
    save(ada, contact, code_word="marzipan", who_may_answer="her aunt", instructions="ring twice")
    assert "marzipan" in ada.get(contact).content.decode()
    for name, *args in [("case",), ("case_show", "contact"), ("case_access",), ("who_looked",)]:
        assert "marzipan" not in ada.get(room.url(name, *args)).content.decode()
    assert "ring twice" in ada.get(room.url("case_show", "contact")).content.decode()


def test_S08_location_is_a_section_of_its_own(room: Room, as_person) -> None:
    ada = as_person(room.ada)
    save(ada, room.url("element_edit", "location"), address="Testa Street 9")
    for word in ("words", "identity", "contact", "background", "events", "people"):
        assert "Testa Street" not in ada.get(room.url("case_show", word)).content.decode()
    assert "Testa Street 9" in ada.get(room.url("case_show", "location")).content.decode()


def test_a_person_needs_one_answer_and_takes_any(room: Room, as_person) -> None:
    ada = as_person(room.ada)
    add = room.url("row_add", "people")
    assert "Write at least one answer" in save(ada, add).content.decode()
    assert save(ada, add, name_absence="declined", harmed_her="yes").status_code == 302
    page = ada.get(room.url("case_show", "people")).content.decode()
    assert "Declined to say" in page
    assert save(ada, add, relation="Neighbor", note="Has a key.").status_code == 302
