"""What a team may do by its agreements, at this moment. No permission on any record follows from it (G6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from agencies.models import Agency, Team
from agencies.queries.teams import today_of
from protocols.clauses import CLAUSES
from protocols.lifecycle import AgreementFacts, capabilities, standing
from protocols.models import Agreement, Clause, Version
from protocols.vocabulary import Capability, Kind, VersionStatus


@dataclass(frozen=True)
class Able:
    """``until``: the last day of its grace, where the agreement has lapsed. ``instead``: who answers when it may not."""

    may: bool
    until: date | None = None
    instead: Agency | None = None


def able(team: Team, capability: Capability, without: Agreement | None = None) -> Able:
    """A team without any executed agreement may not: signing is what unlocks it (law A-01)."""
    return abilities([team], capability, without)[team.pk]


def abilities(teams: Iterable[Team], capability: Capability, without: Agreement | None = None) -> dict[int, Able]:
    """By team, in one query. Where several texts grant it, the one without an end in sight counts.

    ``without``: as if this agreement had ended, for whoever thinks of ending it.
    """
    told = {team.pk: team for team in teams}
    found = dict.fromkeys(told, Able(False))
    for version in _executed(told, capability):
        team = told[version.agreement.team_id]
        before, today = found[team.pk], today_of(team)
        over = without is not None and version.agreement_id == without.pk
        given = _given(version, capability, today, today if over else version.agreement.ended_on)
        if given is not None and (not before.may or given.until is None):
            found[team.pk] = given
        elif not before.may and version.fallback:
            found[team.pk] = Able(False, instead=version.fallback)
    return found


def _executed(teams: Iterable[int], capability: Capability) -> Iterable[Version]:
    """Of each agreement the text that was executed last, the agreement that lapsed last at the end."""
    granting = [key for key, kind in CLAUSES.items() if capability in kind.grants]
    newest = (
        Version.objects.filter(status=VersionStatus.EXECUTED, agreement__kind=Kind.MOU, agreement__team__in=list(teams))
        .order_by("agreement_id", "-number")
        .distinct("agreement_id")
        .annotate(
            grants=Exists(Clause.objects.filter(version=OuterRef("pk"), key__in=granting)),
            replaced=Exists(Agreement.objects.filter(replaces=OuterRef("agreement"))),
        )
        .select_related("agreement", "fallback__jurisdiction")
    )
    return sorted(newest, key=lambda version: version.ends_on or date.min)


def _given(version: Version, capability: Capability, today: date, ended_on: date | None) -> Able | None:
    facts = AgreementFacts(
        executed=True, ends_on=version.ends_on, ended_on=ended_on, replaced=version.replaced  # type: ignore[attr-defined]
    )  # fmt: skip
    granted = {capability} if version.grants else ()  # type: ignore[attr-defined]
    given = capabilities(granted, standing(facts, today), version.ends_on, version.grace_days, today)
    return Able(True, given[capability]) if capability in given else None
