"""Invitations: who sends them where, what the mail says, and that a link opens one account, once, as it was meant."""

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.urls import reverse

from agencies.actions import invitations as actions
from agencies.models import Invitation
from agencies.policy.people import may_invite
from mdt.kit.errors import Refused
from tests.agencies import doors
from tests.agencies.doors import browser, opened, signed_in


@pytest.fixture
def house():
    mail.outbox.clear()
    return doors.InvitingHouse()


@pytest.fixture
def invited(house, acting_as):
    """An open invitation and the path of its link."""
    with acting_as(house.hana):
        return house.invited()


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
        assert owner_db.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f"%{token}%"]).fetchone() == (
            0,
        )
    assert token not in str(Session.objects.get(session_key=client.session.session_key).get_decoded())
    assert token not in caplog.text


def test_a_mail_server_that_is_away_is_said_to_the_manager(house, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    data = {"name": "Nia", "email": house.email, "days": 7}
    answer = signed_in(house.hana).post(invite_page(house.agency), data, follow=True)
    assert "did not take the mail" in answer.content.decode()
