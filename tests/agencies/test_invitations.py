"""Invitations: who sends them where, what the mail says, and that a link opens one account, once, as it was meant."""

import threading
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import IntegrityError, connections
from django.urls import reverse

from agencies.actions import invitations as actions
from agencies.models import Agency, Invitation, Person
from agencies.policy.people import may_invite
from mdt.kit.errors import Refused
from tests import rooms
from tests.agencies import doors
from tests.agencies.doors import PASSWORD, browser, link_in, sign_in, signed_in

NEW = {"name": "Nia New", "password1": PASSWORD, "password2": PASSWORD}


class House:
    def __init__(self):
        self.agency, self.other = rooms.agency(), rooms.agency()
        self.component = rooms.agency(parent_id=self.agency.pk)
        self.hana = doors.person(self.agency, manages_people=True)
        self.root = doors.person(None)
        self.email = f"new+{self.agency.pk}@rooms.example"


@pytest.fixture
def house():
    mail.outbox.clear()
    return House()


@pytest.fixture
def invited(house, acting_as):
    """An open invitation and the path of its link."""
    with acting_as(house.hana):
        invitation = actions.invite(
            agency=house.agency, by=house.hana, email=house.email, name="Nia", takes_referrals=True
        )
    return invitation, link_in(mail.outbox[-1])


def opened(client, link):
    return client.get(link, follow=True)


def invite_page(agency):
    return reverse("invite", args=[agency.public_id])


# --- Who invites ---------------------------------------------------------------------------------------------


def test_a_manager_invites_to_the_own_agency_only(house):
    client = signed_in(house.hana)
    data = {"name": "Nia", "email": house.email, "roles": ["takes_referrals"], "days": 7}
    for agency in (house.other, house.component):
        assert client.get(invite_page(agency)).status_code == 404
        assert client.post(invite_page(agency), data).status_code == 404
    assert client.post(invite_page(house.agency), {**data, "agency": house.other.pk}).status_code == 302
    invitation = Invitation.objects.get(email=house.email)
    assert (invitation.agency, invitation.takes_referrals, invitation.manages_people) == (house.agency, True, False)


def test_who_runs_the_installation_invites_the_first_manager_and_nobody_else(house, acting_as):
    def ask(agency, **roles):
        email = f"m{agency.pk}-{len(roles)}@rooms.example"
        return actions.invite(agency=agency, by=house.root, email=email, name="M", **roles)

    with acting_as(house.root):
        with pytest.raises(Refused, match="somebody who manages"):
            ask(house.agency, manages_people=True)
        with pytest.raises(Refused, match="role has to be ticked"):
            ask(house.other, is_supervisor=True)
        ask(house.other, manages_people=True, is_supervisor=True)
        with pytest.raises(Refused, match="still open"):
            ask(house.other, manages_people=True)


def test_staff_invite_nobody(house):
    ada = doors.person(house.agency)
    assert signed_in(ada).get(invite_page(house.agency)).status_code == 404
    assert may_invite(ada, house.agency, as_manager=False) is not None


def test_a_closed_agency_takes_nobody_in(house):
    house.agency.is_active = False
    assert may_invite(house.hana, house.agency, as_manager=False) is not None
    assert may_invite(house.root, house.agency, as_manager=True) is not None


@pytest.mark.parametrize("days", ["0", "15", "x", ""])
def test_from_one_day_to_fourteen(house, days):
    data = {"name": "Nia", "email": house.email, "days": days}
    assert signed_in(house.hana).post(invite_page(house.agency), data).status_code == 200
    assert not Invitation.objects.filter(email=house.email).exists()


def test_one_open_invitation_for_an_address_and_none_for_an_account(house, invited, acting_as):
    other = doors.person(house.other)
    with acting_as(house.hana):
        for taken in (house.email.upper(), other.email):
            with pytest.raises(Refused):
                actions.invite(agency=house.agency, by=house.hana, email=taken, name="X")


# --- The mail ------------------------------------------------------------------------------------------------


def test_S03_the_mail_says_that_there_is_an_invitation_and_nothing_else(house, invited, settings):
    (message,) = mail.outbox
    told = f"{message.subject}\n{message.body}"
    assert message.to == [house.email]
    for word in (house.agency.name, house.hana.name, house.hana.email, "Nia", "survivor", "team", "agency"):
        assert word not in told
    assert settings.PUBLIC_URL in message.body


def test_the_token_is_nowhere_but_in_the_mail(house, invited, owner_db, caplog):
    token = invited[1].strip("/").rsplit("/", 1)[1]
    client = browser()
    opened(client, invited[1])
    tables = ("agencies_invitation", "confidentiality_changeentry", "confidentiality_ledger", "agencies_reminder")
    for table in tables:
        assert owner_db.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f"%{token}%"]).fetchone() == (0,)
    assert token not in str(Session.objects.get(session_key=client.session.session_key).get_decoded())
    assert token not in caplog.text


def test_a_mail_server_that_is_away_is_said_to_the_manager(house, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    data = {"name": "Nia", "email": house.email, "days": 7}
    answer = signed_in(house.hana).post(invite_page(house.agency), data, follow=True)
    assert "did not take the mail" in answer.content.decode()


# --- Opening the account -------------------------------------------------------------------------------------


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
    assert (nia.takes_referrals, nia.is_supervisor, nia.manages_people, nia.runs_installation) == (True, False, False, False)
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
    root = signed_in(house.root).post("/people/invitations/", {field: invited[0].pk}, follow=True)
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
    agency = Agency.objects.get(pk=house.agency.pk)
    odd = Invitation(agency=agency, email="x@y.example", name="X", invited_by=house.hana, token_hash="h")
    odd.expires_at = odd.created_at - timedelta(seconds=1)
    with pytest.raises(IntegrityError, match="invitation_ends_later"):
        rooms._kept(odd)
