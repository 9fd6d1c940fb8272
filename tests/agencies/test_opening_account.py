"""Opening an account with an invitation: as it was meant, once, by the clock, and one page for every other link."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connections

from agencies.actions import invitations as actions
from agencies.models import Invitation, Person
from mdt.kit.errors import Refused
from tests import rooms
from tests.agencies import doors
from tests.agencies.doors import NEW, PASSWORD, browser, link_in, opened, sign_in, signed_in


@pytest.fixture
def house():
    mail.outbox.clear()
    return doors.InvitingHouse()


@pytest.fixture
def invited(house, acting_as):
    """An open invitation and the path of its link."""
    with acting_as(house.hana):
        return house.invited()


def test_the_link_opens_the_account_that_was_meant(house, invited, settings, owner_db):
    settings.SECOND_FACTOR_REQUIRED = True
    client = browser()
    page = client.get(invited[1])
    assert page.url == "/invitation/"  # the token leaves the address at once
    assert house.email in client.get(page.url).content.decode()
    cheat = {"email": "else@rooms.example", "agency": house.other.pk, "manages_people": "on", "roles": "is_supervisor"}
    answer = client.post("/invitation/", {**NEW, **cheat})
    assert answer.url == "/account/second-factor/"
    nia = Person.objects.get(email=house.email)
    assert (nia.agency, nia.name) == (house.agency, "Nia New")
    assert (nia.takes_referrals, nia.is_supervisor, nia.manages_people, nia.runs_installation) == (
        True,
        False,
        False,
        False,
    )
    assert client.get("/account/").url == "/account/second-factor/"  # and nothing else opens yet
    assert client.get("/account/second-factor/app/").status_code == 200  # without typing the password again
    rows = owner_db.execute(
        "SELECT t.model, c.changes FROM confidentiality_changeentry c JOIN django_content_type t"
        " ON t.id = c.content_type_id WHERE c.actor_id = %s ORDER BY c.id", [nia.pk],
    ).fetchall()  # fmt: skip
    assert [model for model, _ in rows] == ["person", "invitation"]
    assert "password" not in str(rows)
    assert "token" not in str(rows)


def test_used_withdrawn_late_and_unknown_are_one_page(house, invited, acting_as, monkeypatch):
    def seen(link):
        client = browser()
        client.cookies["csrftoken"] = "a" * 32
        answer = opened(client, link)
        return answer.status_code, answer.content

    invitation, link = invited
    unknown = seen("/invitation/unknown-token/")
    client = browser()
    opened(client, link)
    with acting_as(house.hana):
        actions.withdraw(invitation=invitation, by=house.hana)
    withdrawn = seen(link)
    late_form = client.post("/invitation/", NEW)  # the form was open when it was withdrawn
    assert late_form.status_code == 404
    assert not Person.objects.filter(email=house.email).exists()
    assert b"This link cannot be used" in unknown[1]
    assert withdrawn[0] == unknown[0] == 404
    assert len(withdrawn[1]) == len(unknown[1])


def test_a_link_ends_by_the_clock(house, invited, monkeypatch):
    clock = doors.Clock(monkeypatch)
    clock.pass_(days=6, hours=23)
    assert opened(browser(), invited[1]).status_code == 200
    clock.pass_(hours=1)
    assert opened(browser(), invited[1]).status_code == 404


def test_the_link_works_once(house, invited):
    first = browser()
    opened(first, invited[1])
    assert first.post("/invitation/", NEW).status_code == 302
    assert opened(browser(), invited[1]).status_code == 404


def test_two_clicks_at_once_make_one_account(house, invited):
    digest = invited[0].token_hash
    ready, results = threading.Barrier(2), []

    def click():
        ready.wait()
        try:
            results.append(actions.accept(digest=digest, name="Nia", password=PASSWORD).pk)
        except Refused:
            results.append(None)
        finally:
            connections.close_all()

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert results.count(None) == 1
    assert Person.objects.filter(email=house.email).count() == 1


def test_two_agencies_that_invite_one_person_make_one_account(house, invited, acting_as):
    boss = doors.person(house.other, manages_people=True)
    with acting_as(boss):
        second = actions.invite(agency=house.other, by=boss, email=house.email, name="Nia")
    actions.accept(digest=invited[0].token_hash, name="Nia", password=PASSWORD)
    with pytest.raises(Refused):
        actions.accept(digest=second.token_hash, name="Nia", password=PASSWORD)


def test_sent_again_the_old_link_is_dead(house, invited):
    client = signed_in(house.hana)
    assert client.post("/people/invitations/", {"again": invited[0].pk}).status_code == 302
    assert opened(browser(), invited[1]).status_code == 404
    assert opened(browser(), link_in(mail.outbox[-1])).status_code == 200


def test_withdrawn_on_the_page(house, invited):
    client = signed_in(house.hana)
    assert house.email in client.get("/people/").content.decode()
    assert client.post("/people/invitations/", {"withdraw": invited[0].pk}).status_code == 302
    assert opened(browser(), invited[1]).status_code == 404
    assert house.email not in client.get("/people/").content.decode()
    again = client.post("/people/invitations/", {"again": invited[0].pk}, follow=True)
    assert "used or withdrawn" in again.content.decode()


@pytest.mark.parametrize("field", ["again", "withdraw"])
def test_nobody_settles_another_agencys_invitation(house, invited, field):
    boss = doors.person(house.other, manages_people=True)
    client = signed_in(boss)
    unknown = client.post("/people/invitations/", {field: 10**9})
    assert client.post("/people/invitations/", {field: invited[0].pk}).status_code == unknown.status_code == 404
    rooted = signed_in(house.root)
    listed = rooted.get(f"/people/agency/{house.agency.public_id}/").content.decode()
    assert house.email in listed
    assert "Withdraw" not in listed
    root = rooted.post("/people/invitations/", {field: invited[0].pk}, follow=True)
    assert "Only who manages" in root.content.decode()
    invitation = Invitation.objects.get(pk=invited[0].pk)
    assert (invitation.withdrawn_at, invitation.token_hash) == (None, invited[0].token_hash)


@pytest.mark.parametrize("bad", ["short", "password1234"])
def test_a_weak_password_opens_nothing(house, invited, bad):
    client = browser()
    opened(client, invited[1])
    answer = client.post("/invitation/", {**NEW, "password1": bad, "password2": bad})
    assert answer.status_code == 200
    assert client.post("/invitation/", {**NEW, "password2": PASSWORD + "x"}).status_code == 200
    assert not Person.objects.filter(email=house.email).exists()


def test_whoever_was_signed_in_in_this_browser_is_signed_out_first(house, invited):
    client = signed_in(house.hana)
    opened(client, invited[1])
    client.post("/invitation/", NEW)
    assert house.email in client.get("/account/").content.decode()
    assert not house.hana.sessions.exists()


def test_an_agency_closed_meanwhile_takes_nobody_in(house, invited, owner_db):
    owner_db.execute("UPDATE agencies_agency SET is_active = false WHERE id = %s", [house.agency.pk])
    assert opened(browser(), invited[1]).status_code == 404


def test_the_new_account_signs_in(house, invited):
    actions.accept(digest=invited[0].token_hash, name="Nia", password=PASSWORD)
    assert sign_in(browser(), Person.objects.get(email=house.email)).status_code == 302


def test_an_invitation_ends_later_than_it_began(house):
    odd = Invitation(agency=house.agency, email="x@y.example", name="X", invited_by=house.hana, token_hash="h")
    odd.expires_at = odd.created_at - timedelta(seconds=1)
    with pytest.raises(IntegrityError, match="invitation_ends_later"):
        rooms._kept(odd)
