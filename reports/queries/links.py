"""Which agreements and protocols an agency can count for an award, and whether each was in force on a day of a period (GR-31)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from agencies.models import Agency, Award, Person
from protocols.models import Agreement, Party, Version
from protocols.vocabulary import Kind, VersionStatus
from reports.models import AwardAgreement, PolicyWork


def agreements_of(actor: Person, kind: Kind) -> QuerySet[Agreement]:
    """Those to which the actor's agency is a party, of texts that went out."""
    mine = Party.objects.filter(agency=actor.agency_id, version__sent_at__isnull=False).values("version__agreement")
    return Agreement.objects.filter(pk__in=mine, kind=kind).select_related("team").order_by("title", "pk")


@dataclass(frozen=True)
class Serving:
    """An agreement as the page of an award shows it. ``days`` are those of its term that lie in the period, none if it
    was in force on none."""

    agreement: Agreement
    linked: bool
    days: tuple[date, date] | None
    others: tuple[Agency, ...]


def serving(actor: Person, award: Award, span: tuple[date, date] | None) -> list[Serving]:
    signed = Version.objects.filter(status=VersionStatus.EXECUTED).order_by("starts_on", "number").prefetch_related(
        Prefetch("parties", Party.objects.select_related("agency"))
    )  # fmt: skip
    linked = {*AwardAgreement.objects.filter(award=award).values_list("agreement", flat=True)}
    found = agreements_of(actor, Kind.MOU).prefetch_related(Prefetch("versions", signed, to_attr="signed"))
    return [_serving(one, one.pk in linked, actor, span) for one in found]


def _serving(one: Agreement, linked: bool, actor: Person, span: tuple[date, date] | None) -> Serving:
    days: tuple[date, date] | None = None
    others: dict[int, Agency] = {}
    for version in one.signed:  # type: ignore[attr-defined]
        parties = {party.agency_id: party.agency for party in version.parties.all()}
        if span is None or actor.agency_id not in parties:
            continue
        first, last = max(version.starts_on, span[0]), min(version.ends_on, one.ended_on or version.ends_on, span[1])
        if first <= last:
            days = (min(first, days[0]), max(last, days[1])) if days else (first, last)
            others |= {key: agency for key, agency in parties.items() if key != actor.agency_id}
    return Serving(one, linked, days, tuple(sorted(others.values(), key=lambda agency: agency.name)))


def protocols_for(award: Award) -> QuerySet[PolicyWork]:
    """The protocols that stand for a line, with the versions that were adopted."""
    adopted = Version.objects.filter(status=VersionStatus.EXECUTED).order_by("starts_on")
    mine = PolicyWork.objects.filter(award=award, protocol__isnull=False).select_related("protocol__team")
    return mine.prefetch_related(Prefetch("protocol__versions", adopted, to_attr="adopted")).order_by("topic", "pk")
