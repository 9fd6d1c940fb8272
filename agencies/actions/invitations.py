"""Inviting people to an agency, and opening an account with an invitation."""

from datetime import timedelta

from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies import mails
from agencies.models import Agency, Invitation, Person
from agencies.policy.people import may_invite, may_settle
from agencies.queries.people import open_invitations, usable_invitation
from mdt.kit import acting, clock, ids
from mdt.kit.errors import Refused, refuse

DAYS = 7
MOST_DAYS = 14
CANNOT_BE_USED = gettext_lazy("This link cannot be used.")


def invite(
    *, agency: Agency, by: Person, email: str, name: str, is_supervisor: bool = False,
    takes_referrals: bool = False, manages_people: bool = False, days: int = DAYS,
) -> Invitation:  # fmt: skip
    """Send a link that opens one account, at this agency and with these roles. Nobody can change them on the way."""
    with acting.recorded():
        locked = Agency.objects.select_for_update().get(pk=agency.pk)  # two people may invite the same person at once
        refuse(may_invite(by, locked, as_manager=manages_people))
        invitation = Invitation(
            agency=locked, email=email.strip().lower(), name=" ".join(name.split()), invited_by=by,
            is_supervisor=is_supervisor, takes_referrals=takes_referrals, manages_people=manages_people,
        )  # fmt: skip
        refuse(_bad_address(invitation))
        refuse(_second_first_manager(invitation, by))
        _open(invitation, by, days)
    return invitation


def send_again(*, invitation: Invitation, by: Person) -> Invitation:
    """A new link, for as many days as the first; the one that was sent before is dead."""
    with acting.recorded():
        mine = _locked(invitation, by)
        days = max(1, round((mine.expires_at - mine.created_at) / timedelta(days=1)))
        mine.created_at, mine.invited_by = clock.now(), by
        _open(mine, by, days)
    return mine


def withdraw(*, invitation: Invitation, by: Person) -> None:
    with acting.recorded():
        mine = _locked(invitation, by)
        mine.withdrawn_at = clock.now()
        mine.save()


def accept(*, digest: str, name: str, password: str) -> Person:
    """Open the account. Refuses with one and the same sentence whatever the reason is.

    The new person acts: takes a key first, so that the record of changes names them and not the one who invited.
    """
    invitation = usable_invitation(digest)
    if invitation is None:
        raise Refused(str(CANNOT_BE_USED))
    now = acting.current()
    who = acting.Acting(_next_key(), invitation.agency_id, now.route, now.request_id)
    try:
        with acting.acting(who), acting.recorded():
            return _opened_account(digest, who.actor_id, name, password)
    except IntegrityError as error:  # the same address was taken a moment ago, by another agency's invitation
        raise Refused(str(CANNOT_BE_USED)) from error


def _opened_account(digest: str, key: int | None, name: str, password: str) -> Person:
    Invitation.objects.select_for_update().filter(token_hash=digest).first()
    invitation = usable_invitation(digest)  # asked again: a second click waited at the line above
    if invitation is None:
        raise Refused(str(CANNOT_BE_USED))
    person = Person(
        pk=key, email=invitation.email, name=" ".join(name.split()), agency=invitation.agency,
        is_supervisor=invitation.is_supervisor, takes_referrals=invitation.takes_referrals,
        manages_people=invitation.manages_people,
    )  # fmt: skip
    person.set_password(password)
    person.save(force_insert=True)
    invitation.used_at = clock.now()
    invitation.save()
    return person


def _open(invitation: Invitation, by: Person, days: int) -> None:
    """Give the invitation a new token and send it once the transaction is through. Only its hash is kept."""
    token = ids.token()
    invitation.token_hash = Invitation.digest(token)
    invitation.expires_at = invitation.created_at + timedelta(days=days)
    invitation.save()
    path = reverse("invitation_opened", args=[token])

    def send() -> None:
        invitation.was_sent = mails.invitation(invitation.email, path, by.language, days)  # type: ignore[attr-defined]

    transaction.on_commit(send)


def _locked(invitation: Invitation, by: Person) -> Invitation:
    mine = Invitation.objects.select_for_update(of=("self",)).select_related("invited_by").get(pk=invitation.pk)
    refuse(may_settle(by, mine))
    return mine


def _bad_address(invitation: Invitation) -> str | None:
    if Person.objects.filter(email=invitation.email).exists():
        return _("This address cannot be invited. If the person works with you, they are in the list already.")
    if open_invitations(invitation.agency).filter(email=invitation.email).exists():
        return _("This address has an open invitation already. You can send it again.")
    return None


def _second_first_manager(invitation: Invitation, by: Person) -> str | None:
    """Two open invitations would make two «first» managers."""
    waiting = open_invitations(invitation.agency).filter(manages_people=True, expires_at__gt=clock.now())
    if by.runs_installation and waiting.exists():
        return _("The invitation of this agency's first manager is still open. You can send it again or withdraw it.")
    return None


def _next_key() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('agencies_person', 'id'))")
        return int(cursor.fetchone()[0])
