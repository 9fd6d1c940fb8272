"""The conversation about a release: what has to be said before anything is stored, in which language, and how it goes on."""
# ruff: noqa: F811 - the fixtures are those of the other releases

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone, translation
from pypdf import PdfReader

from agencies.models import Person, Reminder
from cases.models import Draft
from confidentiality import gate
from confidentiality.actions import releases as actions
from confidentiality.elements import Element
from confidentiality.forms.releases import ConversationForm
from confidentiality.models import Release, ReleaseTalk, ReleaseWording, SelfConsentRule
from confidentiality.policy.releases import refuses_page
from confidentiality.queries.releases import recipients_for
from confidentiality.signers import Standing
from confidentiality.terms import WORDING, Terms
from confidentiality.wording import SENTENCES, is_whole, languages, page_in
from mdt.kit import clock
from mdt.kit.errors import Refused
from tests import rooms
from tests.confidentiality.test_releases import MINOR, Doors, doors, given, parent, sees, sign  # noqa: F401

NO_PAGE = "There is no approved page in that language yet."


def said(doors: Doors, **changes: Any) -> dict[str, Any]:
    """The whole form as a browser sends it; None leaves a field out."""
    until = timezone.localtime(clock.now() + timedelta(days=15)).strftime("%Y-%m-%dT%H:%M")
    whole = {
        "alternatives": "on", "risks": "on", "voluntary": "on", "purpose": "safety", "in_her_words": "So that they know",
        "recipient": f"agency:{doors.dan.agency.public_id}", "elements": ["2"], "withheld": "", "methods": ["here"],
        "kind": "normal", "expires_at": until, "why_long": "", "age": "31", "guardian": "none", "service": "advocacy",
        "why_incapable": "", "copy": "none", "spoken": "en", "language": "en", "interpreting": "none", "interpreter": "",
    }  # fmt: skip
    return {name: value for name, value in (whole | changes).items() if value is not None}


def at(days: float) -> str:
    return timezone.localtime(clock.now() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def address(doors: Doors, more: str = "") -> str:
    return f"/cases/{doors.case.public_id}/releases/new/{more}"


def form_of(doors: Doors, **changes: Any) -> ConversationForm:
    from django.http import QueryDict

    data = QueryDict(mutable=True)
    for name, value in said(doors, **changes).items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return ConversationForm(doors.ada, recipients_for(doors.ada), languages(), data)


def stored(doors: Doors, acting_as: Callable[[Person], Any]) -> int:
    with acting_as(doors.ada), gate.own_rows(doors.ada):
        return int(Release.objects.filter(case=doors.case).count())


def refusals(owner_db: Any, who: Person) -> int:
    sql = "SELECT count(*) FROM confidentiality_ledger WHERE actor_id = %s AND kind = 'refused' AND purpose = 'release.prepare'"
    return int(owner_db.execute(sql, [who.pk]).fetchone()[0])


BAD: list[tuple[dict[str, Any], str]] = [
    ({"expires_at": ""}, "expires_at"), ({"expires_at": at(-1)}, "expires_at"), ({"expires_at": at(91)}, "expires_at"),
    ({"expires_at": at(31)}, "why_long"), ({"elements": []}, "elements"),
    ({"elements": ["2", "4", "8", "16", "32", "64", "512"]}, "elements"), ({"recipient": ""}, "recipient"),
    ({"recipient": "team:0b8a3b52-0f8b-4a0e-9c5e-0f6a4b7c1d2e"}, "recipient"), ({"recipient": ["agency:one", "agency:two"]}, "recipient"),
    ({"purpose": ""}, "purpose"), ({"methods": []}, "methods"),
    ({"kind": "after_death", "withheld": "Where she works"}, "withheld"),
    ({"alternatives": None}, "alternatives"), ({"risks": None}, "risks"), ({"voluntary": None}, "voluntary"),
    ({"spoken": "hmn"}, "language"), ({"spoken": "es"}, "language"), ({"spoken": "hmn", "interpreting": "sight", "interpreter_apart": "on"}, "interpreter"),
    ({"spoken": "hmn", "interpreting": "sight", "interpreter": "I-7"}, "interpreter_apart"),
    ({"interpreter": "I-7"}, "interpreter"),
]  # fmt: skip


@pytest.fixture(scope="module")
def here(_database: None) -> Doors:
    """Two agencies for what stores nothing."""
    ada = rooms.person(rooms.agency())
    return Doors(ada, ada, rooms.person(rooms.agency(), takes_referrals=True), ada, ada, None)


def test_the_whole_form_is_taken(here) -> None:
    """The bait of the list above."""
    assert form_of(here).errors == {}
    assert form_of(here, expires_at=at(31), why_long="The hearing").errors == {}
    sight = {"spoken": "hmn", "interpreting": "sight", "interpreter": "I-7", "interpreter_apart": "on"}
    assert form_of(here, **sight).errors == {}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("changes", "field"), BAD)
def test_R01_R02_R04_R14_R16_what_is_wrong_is_said_above_its_field_in_each_language(
    here, changes, field, language
) -> None:
    with translation.override(language):
        assert set(form_of(here, **changes).errors) == {field}


@pytest.mark.parametrize(("changes", "words"), [
    ({"expires_at": ""}, "Until: this needs an answer"), ({"expires_at": at(-1)}, "in the past"),
    ({"expires_at": at(31)}, "written reason"), ({"risks": None}, "Talk with her about the risks first"), ({"spoken": "hmn"}, NO_PAGE),
    ({"guardian": "informal"}, "whom a court appointed"),
])  # fmt: skip
def test_R01_R02_R14_R16_a_refused_form_stores_nothing_but_that_it_was_refused(
    doors, as_person, acting_as, owner_db, changes, words
) -> None:
    ada = as_person(doors.ada)
    answer = ada.post(address(doors), said(doors, **changes))
    assert words in answer.content.decode()
    assert "So that they know" in answer.content.decode()  # nothing that was typed is lost
    assert stored(doors, acting_as) == 0
    assert refusals(owner_db, doors.ada) == 1
    assert ada.post(address(doors), said(doors)).status_code == 302
    assert stored(doors, acting_as) == 1
    assert refusals(owner_db, doors.ada) == 1


@pytest.mark.parametrize("left_out", ["alternatives", "risks", "voluntary"])
def test_R14_without_the_talk_the_action_refuses_and_with_it_says_who_led_it(doors, acting_as, left_out) -> None:
    with acting_as(doors.ada), pytest.raises(Refused, match="Talk with her first"):
        actions.prepare(case=doors.case.public_id, terms=doors.terms(**{left_out: False}), by=doors.ada)
    assert stored(doors, acting_as) == 0
    with acting_as(doors.ada):
        made = actions.prepare(case=doors.case.public_id, terms=doors.terms(), by=doors.ada)
        with gate.open(doors.ada, doors.case.public_id, purpose="test"):
            talk = ReleaseTalk.objects.select_related("release").get(release__public_id=made)
    assert (talk.alternatives, talk.risks, talk.voluntary) == (True, True, True)
    assert talk.release.prepared_by_id == doors.ada.pk


@pytest.mark.parametrize("field", [one.name for one in fields(Terms)])
def test_R14_R16_R21_every_field_of_the_talk_is_under_the_hash(here, field) -> None:
    terms = here.terms()
    other: dict[type, Any] = {bool: not getattr(terms, field), str: "x", int: 77, list: ["phone"], type(None): 5}
    changed = {"expires_at": terms.expires_at + timedelta(minutes=1), "standing": MINOR}.get(
        field, other.get(type(getattr(terms, field)))
    )
    assert replace(terms, **{field: changed}).sha256("c", 1) != terms.sha256("c", 1)


# --- Languages ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("spoken", "page", "interpreting", "refused"), [
    ("en", "en", "none", ""), ("es", "es", "none", ""), ("ar", "ar", "none", ""), ("ar", "ar", "sight", ""),
    ("es", "en", "sight", "approved page in her language"), ("ar", "en", "none", "approved page in her language"),
    ("hmn", "en", "none", NO_PAGE), ("hmn", "en", "sight", ""), ("hmn", "hmn", "none", NO_PAGE),
    ("hmn", "so", "sight", NO_PAGE), ("ase", "en", "sight", ""),
])  # fmt: skip
def test_R16_in_her_language_or_read_by_an_interpreter(spoken, page, interpreting, refused) -> None:
    refusal = refuses_page(spoken, page, interpreting, ["en", "es", "ar"])
    assert (refusal is None) if not refused else (refused in (refusal or ""))


@pytest.fixture
def arabic(owner_db: Any) -> Iterator[Callable[..., ReleaseWording]]:
    """The page with a mark before each sentence, as the owner writes it down."""

    def approve(**changes: Any) -> ReleaseWording:
        row = ReleaseWording(
            language="ar", wording=WORDING, sentences={key: f"✻ {text}" for key, text in SENTENCES.items()} | changes,
            right_to_left=True, translated_by="T-1", approved_by="T-2", approved_on=date(2026, 1, 2),
        )  # fmt: skip
        row.save(using="owner")
        return row

    yield approve
    owner_db.execute("DELETE FROM confidentiality_releasewording WHERE language = 'ar'")


def test_R16_an_approved_translation_is_what_she_signs(doors, arabic, as_person) -> None:
    ada = as_person(doors.ada)
    asked = said(doors, spoken="ar", language="ar", purpose="housing")
    assert b"Select a valid choice" in ada.post(address(doors), asked).content
    arabic()
    answer = ada.post(address(doors), asked)
    assert answer.status_code == 302
    page = ada.get(answer.url).content.decode()
    assert 'lang="ar" dir="rtl"' in page
    for key in (
        "agree",
        "free",
        "talked",
        "take_back",
        "purpose.housing",
        "element.2",
        "method.here",
        "copy.none",
        "sign",
    ):
        assert f"✻ {SENTENCES[key]}" in page, key
    assert f"✻ {SENTENCES['read']}" in page
    assert "✻ To sign: ✻ The survivor" in page
    assert f"{doors.ada.name} talked with her about other ways" in page  # law R-14: who says so
    paper = ada.get(f"{answer.url}release.pdf")
    assert "I decide this freely" in PdfReader(BytesIO(paper.content)).pages[0].extract_text()


@pytest.mark.parametrize("changes", [{"take_back": ""}, {"free": None}, {"person_alone": "nobody else"}])
def test_R16_a_translation_that_lacks_something_is_not_used(doors, arabic, as_person, acting_as, changes) -> None:
    assert is_whole({key: str(text) for key, text in SENTENCES.items()})
    row = arabic(**changes)
    assert "ar" not in languages()
    assert page_in("ar", [row]).language == "en"
    with acting_as(doors.ada), pytest.raises(Refused, match=NO_PAGE):
        terms = doors.terms(spoken="ar", language="ar")
        actions.prepare(case=doors.case.public_id, terms=terms, by=doors.ada)


def test_R16_the_web_writes_no_translation_and_the_owner_changes_none(arabic, web_db, owner_db) -> None:
    row = arabic()
    with pytest.raises(Exception, match="permission denied"):
        web_db.execute("UPDATE confidentiality_releasewording SET approved_by = 'me'")
    with pytest.raises(Exception, match="does not change"):
        owner_db.execute("UPDATE confidentiality_releasewording SET sentences = '{}' WHERE id = %s", [row.pk])


def test_R16_the_interpreter_stands_on_the_page_and_is_no_relative(doors, acting_as, as_person) -> None:
    sight = {"spoken": "so", "interpreting": "sight", "interpreter": "Interpreter 4471"}
    with acting_as(doors.ada):
        with pytest.raises(Refused, match="neither a relative nor a child"):
            actions.prepare(case=doors.case.public_id, terms=doors.terms(**sight), by=doors.ada)
        terms = doors.terms(**sight, interpreter_apart=True)
        made = actions.prepare(case=doors.case.public_id, terms=terms, by=doors.ada)
    assert (
        "Interpreter 4471"
        in as_person(doors.ada).get(f"/cases/{doors.case.public_id}/releases/{made}/").content.decode()
    )


# --- The draft ---------------------------------------------------------------------------------------------------


def test_what_is_typed_is_kept_for_who_typed_it_and_is_gone_when_it_is_prepared(
    doors, as_person, acting_as, owner_db
) -> None:
    ada, boss = as_person(doors.ada), as_person(rooms.person(doors.ada.agency, is_supervisor=True))
    half = {"in_her_words": "Half a sentence 4412", "elements": ["2"], "risks": "on"}
    assert ada.post(address(doors, "draft/"), half).status_code == 204
    page = ada.get(address(doors)).content.decode()
    assert "Half a sentence 4412" in page
    assert "is still here" in page
    assert "sentence 4412" not in boss.get(address(doors)).content.decode()
    for other in (doors.bea, doors.dan):
        assert as_person(other).post(address(doors, "draft/"), half).status_code == 404
    row = owner_db.execute("SELECT form, element FROM cases_draft WHERE case_id = %s", [doors.case.pk]).fetchall()
    assert row == [("release", int(Element.NARRATIVE))]
    assert ada.post(address(doors), said(doors)).status_code == 302
    with acting_as(doors.ada), gate.open(doors.ada, doors.case.public_id, Element.NARRATIVE, purpose="test") as opened:
        assert not Draft.objects.filter(case=opened.case).exists()
    assert ada.post(address(doors, "draft/"), half).status_code == 204
    assert ada.post(address(doors), {"stage": "discard"}).status_code == 302
    assert "sentence 4412" not in ada.get(address(doors)).content.decode()


# --- Going on ----------------------------------------------------------------------------------------------------


def test_R11_she_is_asked_to_go_on_with_the_same_terms_and_never_the_old_end(
    doors, given, as_person, acting_as
) -> None:
    old = given(expires_at=clock.now() + timedelta(days=3), in_her_words="Words 8814")
    ada, releases = as_person(doors.ada), f"/cases/{doors.case.public_id}/releases/"
    with acting_as(doors.ada), gate.own_rows(doors.ada):
        old_end = Release.objects.get(public_id=old).expires_at
    assert f"{address(doors)}?extends={old}" in ada.get(f"{releases}{old}/").content.decode()
    page = ada.get(f"{address(doors)}?extends={old}").content.decode()
    assert "Words 8814" in page
    assert f'value="{at(15)[:10]}' in page
    assert f'value="{at(3)[:10]}' not in page
    assert "the old one is replaced" in page
    new = ada.post(address(doors), said(doors, extends=str(old))).url.split("/")[-2]
    assert "is replaced by it" in ada.get(f"{releases}{new}/").content.decode()
    assert sees(doors.dan, doors, acting_as)

    def states() -> list[tuple[Any, str]]:
        with acting_as(doors.ada), gate.own_rows(doors.ada):
            return [(r.expires_at, r.status) for r in Release.objects.filter(public_id__in=[old, new]).order_by("pk")]

    with acting_as(doors.ada):
        sign(doors, new)
    assert states()[0] == (old_end, "active")
    assert ada.post(f"{releases}{new}/countersign/").status_code == 302
    assert states()[0] == (old_end, "replaced")
    assert states()[1][1] == "active"


def test_R11_what_is_over_does_not_go_on_nor_to_somebody_else(doors, given, acting_as) -> None:
    old = given()
    with acting_as(doors.ada):
        with pytest.raises(Refused, match="same agency"):
            terms = doors.terms(recipient=doors.other.agency_id)
            actions.prepare(case=doors.case.public_id, terms=terms, extends=old, by=doors.ada)
        actions.withdraw(case=doors.case.public_id, release=old, channel="oral", by=doors.ada)
        with pytest.raises(Refused, match="is over"):
            actions.prepare(case=doors.case.public_id, terms=doors.terms(), extends=old, by=doors.ada)


# --- A spoken yes ------------------------------------------------------------------------------------------------


def test_R10_a_spoken_yes_is_noted_and_opens_nothing(doors, as_person, acting_as, owner_db) -> None:
    ada = as_person(doors.ada)
    page = ada.post(address(doors), said(doors)).url
    assert "said yes by word to" not in ada.get(page).content.decode()
    answer = ada.post(f"{page}spoken-yes/", follow=True).content.decode()
    assert f"said yes by word to {doors.ada.name}" in answer
    assert not sees(doors.dan, doors, acting_as)
    assert "written down already" in ada.post(f"{page}spoken-yes/", follow=True).content.decode()
    made = page.split("/")[-2]
    with acting_as(doors.ada), pytest.raises(Refused, match="A signature is missing"):
        actions.countersign(case=doors.case.public_id, release=made, by=doors.ada)
    assert not sees(doors.dan, doors, acting_as)
    with acting_as(doors.ada):  # the bait: what opens it is her signature
        sign(doors, made)
        actions.countersign(case=doors.case.public_id, release=made, by=doors.ada)
    assert sees(doors.dan, doors, acting_as)


# --- Who signs, and why ------------------------------------------------------------------------------------------


@pytest.fixture
def state(doors: Doors, owner_db: Any) -> Iterator[Callable[..., None]]:
    """A rule of the state, for shelter."""
    made = []

    def rule(verified: bool, from_age: int = 14) -> None:
        one = SelfConsentRule(
            state="Q7", service="shelter", from_age=from_age, citation="Invented Code of Q7 1-2", verified=verified,
            checked_on=date(2026, 3, 1),
        )  # fmt: skip
        one.save(using="owner")
        made.append(one.pk)
        owner_db.execute(
            "UPDATE agencies_jurisdiction SET state = 'Q7' WHERE id = %s", [doors.ada.agency.jurisdiction_id]
        )

    yield rule
    with owner_db.transaction():
        owner_db.execute("UPDATE confidentiality_releasetalk SET rule_id = NULL WHERE rule_id = ANY (%s)", [made])
        owner_db.execute("DELETE FROM confidentiality_selfconsentrule WHERE id = ANY (%s)", [made])


AT_THE_SHELTER = Standing(14, False, "none", "shelter")


def test_C08_the_page_says_why_she_signs_alone_and_by_which_law(doors, state, acting_as, as_person) -> None:
    state(verified=True)
    with acting_as(doors.ada):
        made = actions.prepare(case=doors.case.public_id, terms=doors.terms(standing=AT_THE_SHELTER), by=doors.ada)
    page = as_person(doors.ada).get(f"/cases/{doors.case.public_id}/releases/{made}/").content.decode()
    assert "lets her use this service alone" in page
    assert "Invented Code of Q7 1-2 (Q7, from the age of 14), looked up on March 1, 2026: confirmed by counsel." in page
    with acting_as(doors.ada):
        sign(doors, made)
        actions.countersign(case=doors.case.public_id, release=made, by=doors.ada)
    assert sees(doors.dan, doors, acting_as)


def test_C08_a_law_that_nobody_confirmed_is_named_and_counts_for_nothing(doors, state, acting_as) -> None:
    state(verified=False)
    with acting_as(doors.ada):
        made = actions.prepare(case=doors.case.public_id, terms=doors.terms(standing=AT_THE_SHELTER), by=doors.ada)
        sign(doors, made)
        with pytest.raises(Refused) as refused:
            actions.countersign(case=doors.case.public_id, release=made, by=doors.ada)
    for words in ("A parent or guardian", "under eighteen", "Invented Code of Q7 1-2", "it counts for nothing"):
        assert words in refused.value.sentence
    assert not sees(doors.dan, doors, acting_as)


def test_C08_a_parent_alone_where_the_minor_is_needed_keeps_it_shut(doors, acting_as) -> None:
    mother = parent(doors, acting_as, harmed_her="no", harmed_parent="no")
    with acting_as(doors.ada):
        made = actions.prepare(case=doors.case.public_id, terms=doors.terms(standing=MINOR), by=doors.ada)
        sign(doors, made, capacity="parent", signer=mother.public_id)
        with pytest.raises(Refused, match="missing: The survivor"):
            actions.countersign(case=doors.case.public_id, release=made, by=doors.ada)
        assert not sees(doors.dan, doors, acting_as)
        sign(doors, made)
        actions.countersign(case=doors.case.public_id, release=made, by=doors.ada)
    assert sees(doors.dan, doors, acting_as)


def test_the_people_of_the_record_are_looked_at_only_while_one_of_them_is_to_sign(
    doors, acting_as, as_person, owner_db
) -> None:
    parent(doors, acting_as, harmed_her="no", harmed_parent="no")
    ada = as_person(doors.ada)

    def looked_at_people(standing: Standing) -> bool:
        with acting_as(doors.ada):
            terms = doors.terms(standing=standing)
            made = actions.prepare(case=doors.case.public_id, terms=terms, by=doors.ada)
        before = owner_db.execute("SELECT max(id) FROM confidentiality_ledger").fetchone()[0]
        assert ada.get(f"/cases/{doors.case.public_id}/releases/{made}/").status_code == 200
        rows = owner_db.execute("SELECT bit_or(elements) FROM confidentiality_ledger WHERE id > %s", [before])
        return bool(rows.fetchone()[0] & Element.PEOPLE)

    assert looked_at_people(MINOR)
    assert not looked_at_people(Standing(31, False, "none", "advocacy"))


# --- What follows ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kept", ["paper", "agency", "none"])
def test_R15_nothing_is_mailed_or_texted_by_any_of_it(doors, given, owner_db, as_person, kept) -> None:
    def waiting() -> int:
        return int(owner_db.execute("SELECT count(*) FROM agencies_reminder").fetchone()[0])

    before = waiting()
    made = given(copy=kept)
    assert as_person(doors.ada).post(f"/cases/{doors.case.public_id}/releases/{made}/withdraw/", {"channel": "oral"})
    assert waiting() == before
    assert mail.outbox == []
    with owner_db.transaction(force_rollback=True):  # the bait: what is to be mailed would be such a row
        Reminder(key=f"t:{made}", person=doors.ada, path="/", due_at=clock.now()).save(using="owner")
        assert waiting() == before + 1


def test_each_part_has_the_purpose_and_the_end_of_the_release_that_opens_it(doors, given, as_person) -> None:
    given(purpose="housing", expires_at=clock.now() + timedelta(days=5))
    dan, path = as_person(doors.dan), f"/cases/{doors.case.public_id}/"
    assert dan.get(path).content.decode().count("Released until") == 1
    given(purpose="medical", expires_at=clock.now() + timedelta(days=9), elements=int(Element.CONTACT))
    page = dan.get(path).content.decode()
    parts = {word: page.split(f'id="{word}"')[1].split("</section>")[0] for word in ("identity", "contact")}
    assert "Housing" in parts["identity"]
    assert "Medical care" not in parts["identity"]
    assert "Medical care" in parts["contact"]
    assert "Housing" not in parts["contact"]
    assert page.count("Released until") == 0


def test_C26_the_words_of_the_regime_travel_to_the_recipient(given, doors, as_person, owner_db) -> None:
    given()
    path = f"/cases/{doors.case.public_id}/"
    assert "42 CFR Part 2" not in as_person(doors.dan).get(path).content.decode()
    owner_db.execute("UPDATE agencies_agency SET regimes = '{VAWA,PART2,FERPA}' WHERE id = %s", [doors.ada.agency_id])
    page = as_person(doors.dan).get(path).content.decode()
    assert "42 CFR Part 2 forbids" in page
    assert "34 CFR 99.33" in page
    assert "Not yet confirmed by counsel" in page


def test_agencies_of_ones_own_county_come_first_and_people_stand_under_theirs(doors) -> None:
    """Elsewhere in the state there are hundreds, whose names may begin with A."""
    near = rooms.agency(name="Zinnia House", jurisdiction=doors.ada.agency.jurisdiction)
    far = rooms.agency(name="Aardvark House")
    who = rooms.person(far, takes_referrals=True)
    found = [one.key for one in recipients_for(doors.ada)]
    home = [one.agency.jurisdiction_id == doors.ada.agency.jurisdiction_id for one in recipients_for(doors.ada)]
    assert home == sorted(home, reverse=True) and len(set(home)) == 2
    assert found.index(f"agency:{near.public_id}") < found.index(f"agency:{far.public_id}")
    assert found.index(f"person:{who.public_id}") == found.index(f"agency:{far.public_id}") + 1
    assert f"agency:{doors.ada.agency.public_id}" not in found
