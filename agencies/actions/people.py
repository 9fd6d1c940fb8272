"""What is done with an account: its roles, its end, its second factors, its language."""

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from agencies import sessions
from agencies.models import Invitation, Person
from agencies.policy.people import Action, may
from mdt.kit import acting, clock
from mdt.kit.errors import Refused, refuse


def change_roles(
    *, person: Person, by: Person, is_supervisor: bool, takes_referrals: bool, manages_people: bool
) -> None:
    """Which parts of the agency's work the person has. Counts from the next request on; nobody changes their own."""
    with acting.recorded():
        mine = _locked(person, "change_roles", by)
        roles = {"is_supervisor": is_supervisor, "takes_referrals": takes_referrals, "manages_people": manages_people}
        if all(getattr(mine, role) == wanted for role, wanted in roles.items()):
            raise Refused(_("Nothing has changed."))
        for role, wanted in roles.items():
            setattr(mine, role, wanted)
        mine.save()


def deactivate_person(*, person: Person, by: Person) -> None:
    """End an account at once: no sign-in, every session over, every invitation that the person sent withdrawn.

    The account stays, since what it did stays on record.
    """
    with acting.recorded():
        mine = _locked(person, "deactivate", by)
        mine.is_active = False
        mine.save()
        for invitation in Invitation.objects.filter(invited_by=mine, used_at=None, withdrawn_at=None):
            invitation.withdrawn_at = clock.now()
            invitation.save()
        sessions.end_all(mine)


def reactivate_person(*, person: Person, by: Person) -> None:
    """Open the account again, with the roles, password and second factors that it had."""
    with acting.recorded():
        mine = _locked(person, "reactivate", by)
        mine.is_active = True
        mine.save()


def reset_second_factor(*, person: Person, by: Person) -> None:
    """For a lost phone: the second factors go, the sessions end, and the next sign-in leads to setting up a new one."""
    with acting.recorded():
        mine = _locked(person, "reset_second_factor", by)
        factors = Authenticator.objects.filter(user=mine)
        if not factors.exists():
            raise Refused(_("This person has no second factor yet."))
        factors.delete()
        sessions.end_all(mine)


def change_language(*, by: Person, language: str) -> None:
    """The language of one's own pages and mails. Does nothing when it is that already."""
    if by.language == language:
        return
    with acting.recorded():
        mine = Person.objects.select_for_update().get(pk=by.pk)
        mine.language = language
        mine.save()


def _locked(person: Person, action: Action, by: Person) -> Person:
    """The row as it is now, for one at a time, and for who may still do this to it."""
    mine = Person.objects.select_for_update().get(pk=person.pk)
    refuse(may(by, action, mine))
    return mine
