"""The yearly acknowledgement: what is signed, how long it holds, what it opens again, and what it never replaces."""

import hashlib
import threading
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connections
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg.errors import InsufficientPrivilege

from agencies import acknowledging
from agencies.lifecycle import AcknowledgementState, acknowledgement_state
from agencies.models import Acknowledgement
from agencies.queries.acknowledgements import acknowledgement_of
from agencies.queries.teams import coordinates
from mdt.kit import clock
from mdt.kit.errors import Refused
from tests import rooms
from tests.agencies.tables import sign_as

CHICAGO = ZoneInfo("America/Chicago")
ENGLISH = acknowledging.wording("en")
NOW = clock.now()


@pytest.fixture
def person():
    return rooms.person(rooms.agency())


# --- The year ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "until"),
    [
        (datetime(2027, 3, 1, 9, tzinfo=CHICAGO), datetime(2028, 3, 1, 9, tzinfo=CHICAGO)),
        (datetime(2028, 2, 29, 9, tzinfo=CHICAGO), datetime(2029, 2, 28, 9, tzinfo=CHICAGO)),
        (datetime(2027, 2, 28, 23, 59, tzinfo=CHICAGO), datetime(2028, 2, 28, 23, 59, tzinfo=CHICAGO)),
        (datetime(2027, 3, 14, 9, tzinfo=CHICAGO), datetime(2028, 3, 14, 9, tzinfo=CHICAGO)),  # over a clock change
    ],
)
def test_a_year_is_the_same_day_and_time_of_the_next(on, until):
    assert acknowledging.one_year_after(on, CHICAGO) == until


def test_leap_day_is_judged_where_the_person_works_not_in_greenwich():
    """Evening of 28 February in Chicago is 29 February in UTC."""
    evening = datetime(2028, 2, 28, 20, tzinfo=CHICAGO).astimezone(ZoneInfo("UTC"))
    assert acknowledging.one_year_after(evening, CHICAGO) == datetime(2029, 2, 28, 20, tzinfo=CHICAGO)


@settings(max_examples=200, deadline=None)
@given(st.datetimes(datetime(2020, 1, 1), datetime(2060, 1, 1), timezones=st.timezones()))  # noqa: DTZ001
def test_a_year_is_never_less_than_365_days_nor_more_than_366(moment):
    assert timedelta(364, 23 * 3600 - 1) < acknowledging.one_year_after(moment, CHICAGO) - moment.astimezone(
        ZoneInfo("UTC")
    )
    assert acknowledging.one_year_after(moment, CHICAGO) - moment.astimezone(ZoneInfo("UTC")) < timedelta(366, 3601)


@pytest.mark.parametrize(
    ("left", "state"),
    [
        (None, AcknowledgementState.MISSING),
        (timedelta(days=61), AcknowledgementState.CURRENT),
        (timedelta(days=60, seconds=1), AcknowledgementState.CURRENT),
        (timedelta(days=60), AcknowledgementState.DUE),
        (timedelta(microseconds=1), AcknowledgementState.DUE),
        (timedelta(0), AcknowledgementState.LAPSED),
        (timedelta(days=-1), AcknowledgementState.LAPSED),
    ],
)
def test_state_follows_from_the_end_alone(left, state):
    assert acknowledgement_state(None if left is None else NOW + left, NOW) == state


# --- The wording ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "says"), [("en", "replaces no release"), ("es", "no sustituye ninguna autorización")]
)
def test_A14_wording_names_that_it_replaces_no_release(language, says):
    text = " ".join(acknowledging.wording(language).paragraphs)
    assert says in text
    assert "VAWA" in text or "Violence Against Women Act" in text


def test_hash_is_of_the_paragraphs_as_shown_and_finds_them_again():
    for language in ("en", "es"):
        text = acknowledging.wording(language)
        assert text.sha256 == hashlib.sha256("\n\n".join(text.paragraphs).encode()).hexdigest()
        assert acknowledging.signed_wording(text.version, text.sha256) == text
    assert acknowledging.signed_wording(acknowledging.CURRENT, "0" * 64) is None
    assert acknowledging.signed_wording("never", ENGLISH.sha256) is None


def test_where_a_language_has_no_wording_the_english_one_is_shown():
    assert acknowledging.wording("ar") == acknowledging.wording("en-us") == ENGLISH


def test_signed_versions_never_change():
    """What was signed stays as it was: a new word is a new version, and this list grows."""
    assert {acknowledging.wording(language, "2026-1").sha256 for language in ("en", "es")} == {
        "0f59bac6b40c4120691cf649ded4a1ee41f159dcd4110a7a5a70b944fcb21641",
        "633ef4d97823fedbfac07177b9edcc9f281d3ec9e5a39a827262ba6f4c5ad2f1",
    }


# --- Signing ----------------------------------------------------------------------------------------------------


def test_signing_keeps_version_hash_name_and_a_year(acting_as, person):
    made = sign_as(acting_as, person, signed_name=f"  {person.name.upper()} ")
    kept = Acknowledgement.objects.get(pk=made.pk)
    assert (kept.wording, kept.text_sha256, kept.signed_name) == ("2026-1", ENGLISH.sha256, person.name.upper())
    assert kept.expires_at == acknowledging.one_year_after(kept.signed_at, CHICAGO)
    assert acknowledgement_of(person).state == AcknowledgementState.CURRENT


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"signed_name": "Somebody Else"}, "Type your name"),
        ({"signed_name": ""}, "Type your name"),
        ({"sha256": "0" * 64}, "text has changed"),
    ],
)
def test_what_is_not_ones_own_name_or_not_the_text_is_refused(acting_as, person, changed, said):
    with pytest.raises(Refused, match=said):
        sign_as(acting_as, person, **changed)
    assert not person.acknowledgements.exists()


def test_signing_again_is_possible_in_the_last_sixty_days_only(acting_as, person):
    rooms.acknowledged(person, until=clock.now() + timedelta(days=61))
    with pytest.raises(Refused, match="You can sign again from"):
        sign_as(acting_as, person)
    other = rooms.person(rooms.agency())
    rooms.acknowledged(other, until=clock.now() + timedelta(days=59))
    assert sign_as(acting_as, other).expires_at > clock.now() + timedelta(days=364)


def test_two_clicks_at_once_make_one_signature(acting_as, person):
    outcomes, start = [], threading.Barrier(2)

    def click():
        try:
            start.wait(5)
            sign_as(acting_as, person)
            outcomes.append("signed")
        except Refused:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["refused", "signed"]
    assert person.acknowledgements.count() == 1


def test_signing_opens_again_what_lapsing_closed(acting_as):
    team = rooms.team()
    lena = rooms.coordinator(team, rooms.person(rooms.agency()), acknowledged_until=clock.now() - timedelta(days=1))
    assert not coordinates(lena, team)
    sign_as(acting_as, lena)
    assert coordinates(lena, team)


def test_A14_signing_opens_nobodys_record(acting_as, owner_db, person):
    """The database's list of what is true of a person grows by seats alone, and no grant changes."""
    team = rooms.team()
    rooms.seat(team, person)
    grants = owner_db.execute("SELECT count(*), coalesce(sum(id), 0) FROM confidentiality_grant").fetchone()
    before = set(owner_db.execute("SELECT mdt_principals_of(%s)", [person.pk]).fetchone()[0])
    sign_as(acting_as, person)
    after = set(owner_db.execute("SELECT mdt_principals_of(%s)", [person.pk]).fetchone()[0])
    seat = owner_db.execute("SELECT mdt_principal(3, %s, %s)", [person.agency_id, team.pk]).fetchone()[0]
    assert after - before == {seat}
    assert owner_db.execute("SELECT count(*), coalesce(sum(id), 0) FROM confidentiality_grant").fetchone() == grants


def test_what_is_signed_cannot_be_changed_by_the_web(web_db, acting_as, person):
    made = sign_as(acting_as, person)
    longer = "UPDATE agencies_acknowledgement SET expires_at = expires_at + interval '9 years'"
    for statement in (longer, "DELETE FROM agencies_acknowledgement"):
        with pytest.raises(InsufficientPrivilege):
            web_db.execute(f"{statement} WHERE id = %s", [made.pk])


def test_the_database_refuses_an_end_before_the_signing(person):
    with pytest.raises(IntegrityError, match="acknowledgement_ends_later"):
        Acknowledgement.objects.using("owner").bulk_create(
            [Acknowledgement(person_id=person.pk, wording="1", text_sha256="0", signed_at=NOW, expires_at=NOW)]
        )


# --- The page ---------------------------------------------------------------------------------------------------


def test_page_shows_the_text_and_takes_the_signature(as_person, person):
    browser, address = as_person(person), reverse("acknowledgement")
    page = browser.get(address).content.decode()
    assert ENGLISH.sha256 in page
    assert "Not signed yet" in page
    typed = {"sha256": ENGLISH.sha256, "read": "on", "signed_name": person.name}
    unread = browser.post(address, {"sha256": ENGLISH.sha256, "signed_name": person.name}).content.decode()
    assert "Tick this once you have read" in unread
    wrong = browser.post(address, {**typed, "signed_name": "X"}).content.decode()
    assert "Type your name as it is shown" in wrong
    assert not person.acknowledgements.exists()
    done = browser.post(address, typed, follow=True).content.decode()
    assert "Signed until" in done
    assert 'name="signed_name"' not in done


def test_page_is_in_the_readers_language_and_that_text_is_signed(as_person, person):
    browser, spanish = as_person(person), acknowledging.wording("es")
    page = browser.get(reverse("acknowledgement"), headers={"accept-language": "es"}).content.decode()
    assert 'lang="es"' in page
    assert spanish.sha256 in page
    typed = {"sha256": spanish.sha256, "read": "on", "signed_name": person.name}
    browser.post(reverse("acknowledgement"), typed)
    assert person.acknowledgements.get().text_sha256 == spanish.sha256


def test_lapsed_and_ending_acknowledgements_are_announced_where_one_works(as_person):
    for left, said in ((timedelta(days=-1), "has lapsed"), (timedelta(days=20), "Sign for the next year")):
        one = rooms.person(rooms.agency())
        team = rooms.team()
        rooms.seat(team, one)
        rooms.acknowledged(one, until=clock.now() + left)
        for address in (reverse("teams"), reverse("team", args=[team.public_id])):
            assert said in as_person(one).get(address).content.decode()
