"""To whom a referral can go: agencies and pools of teams with somebody there who can answer now."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from agencies.models import Agency, Person, Team
from agencies.queries.teams import coordinating_seats
from agencies.vocabulary import SYSTEMS_ONLY_SECTORS, TeamPurpose
from cases.models import Referral

Choices = list[tuple[str, list[tuple[str, str]]]]


@dataclass(frozen=True)
class Recipient:
    """One agency or one team. ``key`` stands in forms."""

    agency: Agency | None = None
    team: Team | None = None

    @property
    def place(self) -> Any:
        return self.agency or self.team

    @property
    def key(self) -> str:
        return f"{'agency' if self.agency else 'team'}:{self.place.public_id}"

    @property
    def name(self) -> str:
        return str(self.place.name)


def recipients_for(actor: Person, *, besides: Collection[str] = ()) -> list[Recipient]:
    """Everyone to whom the actor may send now, the actor's own county first; ``besides`` names keys to leave out."""
    found = [Recipient(team=team) for team in _teams()] + [Recipient(agency=agency) for agency in _agencies(actor)]
    home = actor.agency.jurisdiction_id if actor.agency else None
    found.sort(key=lambda r: (r.place.jurisdiction_id != home, r.agency is not None, r.name))
    return [recipient for recipient in found if recipient.key not in besides]


def choices(recipients: Iterable[Recipient]) -> Choices:
    """For a select: teams, then agencies, each under the name of their county."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for recipient in recipients:
        place = recipient.place.jurisdiction.name
        label = _("Teams in %(place)s") if recipient.team else _("Agencies in %(place)s")
        groups.setdefault(label % {"place": place}, []).append((recipient.key, recipient.name))
    return list(groups.items())


def already_there(referral: Referral) -> set[str]:
    """Where a referral cannot be redirected to: back to its sender, or to where it is."""
    places = [("agency", referral.from_agency), ("agency", referral.to_agency), ("team", referral.to_team)]
    return {f"{kind}:{place.public_id}" for kind, place in places if place}


def _teams() -> QuerySet[Team]:
    """Teams that work on cases and take referrals to their pool. A systems team never does."""
    led = Exists(coordinating_seats().filter(team=OuterRef("pk")))
    open_pools = Team.objects.filter(led, is_active=True, purpose=TeamPurpose.CASE, takes_pool_referrals=True)
    return open_pools.select_related("jurisdiction")


def _agencies(actor: Person) -> QuerySet[Agency]:
    others = Agency.objects.filter(Exists(answering(OuterRef("pk"))), ~Q(pk=actor.agency_id or 0), is_active=True)
    return others.exclude(sector__in=SYSTEMS_ONLY_SECTORS).select_related("jurisdiction")


def answering(agency: Any) -> QuerySet[Person]:
    """The people of an agency who answer what is sent to it."""
    return Person.objects.filter(Q(takes_referrals=True) | Q(is_supervisor=True), agency=agency, is_active=True)


def who_answers(referral: Referral) -> list[Person]:
    """The people to whom a new referral is brought: those who take referrals, or else the supervisors."""
    if referral.to_team_id:
        seats = coordinating_seats().filter(team=referral.to_team_id).select_related("person")
        return [seat.person for seat in seats]
    people = list(answering(referral.to_agency_id))
    return [person for person in people if person.takes_referrals] or people


def hears(person: Person, referral: Referral) -> bool:
    """Whether this person is told of the referral at all: not whom a wall keeps from it (law S-17)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT true FROM mdt_may_hear(%s, %s)", [[referral.pk], [person.pk]])
        return cursor.fetchone() is not None
