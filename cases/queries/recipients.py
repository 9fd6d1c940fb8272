"""To whom a referral can go: agencies and pools of teams with somebody there who can answer now."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agencies.models import Agency, Person, Team
from agencies.queries.teams import coordinating_seats
from agencies.vocabulary import SYSTEMS_ONLY_SECTORS, TeamPurpose
from cases.models import Referral
from protocols.queries.capabilities import Able, abilities
from protocols.vocabulary import Capability

Choices = list[tuple[str, list[tuple[str, str]]]]


@dataclass(frozen=True)
class Recipient:
    """One agency or one team. ``key`` stands in forms.

    ``until``: how long a team whose agreement has lapsed still takes referrals. ``instead_of``: the teams that take none
    and whose agreement names this agency.
    """

    agency: Agency | None = None
    team: Team | None = None
    until: date | None = None
    instead_of: tuple[Team, ...] = ()

    @property
    def place(self) -> Any:
        return self.agency or self.team

    @property
    def key(self) -> str:
        return f"{'agency' if self.agency else 'team'}:{self.place.public_id}"

    @property
    def name(self) -> str:
        return str(self.place.name)

    @property
    def label(self) -> str:
        """Its name, and what is unusual about sending there now."""
        if self.until:
            return _("%(name)s (its agreement has lapsed; until %(day)s)") % {
                "name": self.name, "day": date_format(self.until, "SHORT_DATE_FORMAT"),
            }  # fmt: skip
        if self.instead_of:
            teams = ", ".join(team.name for team in self.instead_of)
            return _("%(name)s (answers for %(teams)s)") % {"name": self.name, "teams": teams}
        return self.name


@dataclass(frozen=True)
class Closed:
    """A team that would take referrals, if an agreement that lets it were in force (law A-01)."""

    team: Team
    instead: Agency | None

    @property
    def said(self) -> str:
        if self.instead is None:
            return _("%(team)s takes no referrals: no agreement of its agencies is in force.") % {
                "team": self.team.name
            }
        return _("%(team)s takes no referrals: its agreement has lapsed. %(agency)s answers instead.") % {
            "team": self.team.name, "agency": self.instead.name,
        }  # fmt: skip


@dataclass(frozen=True)
class Recipients:
    """To whom the actor may send now, the actor's own county first, and which teams of that county are closed."""

    found: list[Recipient]
    closed: list[Closed]


def recipients_for(actor: Person, *, besides: Collection[str] = ()) -> Recipients:
    """``besides`` names keys to leave out. A safety referral is never stopped: who answers for a closed team is named."""
    teams = list(_teams())
    able = abilities(teams, Capability.POOL_REFERRALS)
    open_teams = [Recipient(team=team, until=able[team.pk].until) for team in teams if able[team.pk].may]
    agencies = list(_agencies(actor))
    found = [*open_teams, *_answering_instead([Recipient(agency=one) for one in agencies], teams, able)]
    home = actor.agency.jurisdiction_id if actor.agency else None
    found.sort(key=lambda r: (r.place.jurisdiction_id != home, r.agency is not None, r.name))
    answer = [*agencies, actor.agency]  # an agency in which nobody can answer now is not named
    instead = {team.pk: one for team in teams if (one := able[team.pk].instead) in answer}
    closed = [Closed(t, instead.get(t.pk)) for t in teams if not able[t.pk].may and t.jurisdiction_id == home]
    return Recipients([recipient for recipient in found if recipient.key not in besides], closed)


def _answering_instead(agencies: list[Recipient], teams: Iterable[Team], able: Mapping[int, Able]) -> list[Recipient]:
    closed = [(team, able[team.pk].instead) for team in teams if not able[team.pk].may]
    return [
        replace(one, instead_of=tuple(team for team, instead in closed if instead == one.agency)) for one in agencies
    ]


def choices(recipients: Iterable[Recipient]) -> Choices:
    """For a select: teams, then agencies, each under the name of their county."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for recipient in recipients:
        place = recipient.place.jurisdiction.name
        label = _("Teams in %(place)s") if recipient.team else _("Agencies in %(place)s")
        groups.setdefault(label % {"place": place}, []).append((recipient.key, recipient.label))
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
