"""What the case page and its neighbors show about the work on a case: time line, people, who can see it, looks."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import Person
from cases.models import Case, CaseAssignment, ReferralIntake, ReferralOrigin
from cases.policy.cases import may
from cases.vocabulary import EmergencyReason
from confidentiality import queries as explained
from confidentiality.elements import ALL, labels
from confidentiality.gate import Opened
from confidentiality.models import Basis, EmergencyAccess, Recusal
from mdt.kit import clock

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Seen:
    """One person who can see parts of the case: why, which parts, and until when (None: until somebody ends it)."""

    name: str
    agency: str
    own: bool
    why: str
    parts: str
    until: datetime | None


@dataclass(frozen=True)
class CasePage:
    """Everything on the case page but its sections."""

    case: Case
    basis: str
    until: datetime | None
    timeline: list[dict[str, Any]]
    workers: list[Person]
    seers: list[Seen]
    looks: explained.Looks
    emergencies: list[dict[str, Any]]  # those that run now
    may_assign: bool
    may_edit: bool


def page_for(actor: Person, opened: Opened) -> CasePage:
    """For people of the agency of record, inside the open gate. The number of statements is fixed."""
    case, workers = opened.case, workers_of(opened)
    emergencies = list(EmergencyAccess.objects.filter(case=case).select_related("person", "alerted").order_by("-pk"))
    live = [use for use in emergencies if use.expires_at > clock.now()]
    mine = [use.expires_at for use in live if use.person_id == actor.pk]
    knows = actor.is_supervisor or actor in workers
    return CasePage(
        case, str(Basis(opened.basis).label), None if knows or not mine else max(mine),
        timeline(opened, workers, emergencies), workers, seers(opened), looks_this_week(opened),
        [_running(use) for use in live],
        may(actor, "assign", case) is None, may(actor, "edit", case) is None,
    )  # fmt: skip


def workers_of(opened: Opened) -> list[Person]:
    """Who is assigned, in the order of their names."""
    return [one.user for one in _assignments(opened)]


def _assignments(opened: Opened) -> QuerySet[CaseAssignment]:
    found = CaseAssignment.objects.filter(content_object=opened.case, permission__codename="work_case")
    return found.select_related("user").order_by("user__name")


def seers(opened: Opened) -> list[Seen]:
    """Who can see this, and until when: one line for each person, the strongest reason first."""
    found = explained.who_can_see(opened.case.pk)
    return [seen(list(ways)) for _id, ways in groupby(found, key=lambda way: way.person_id)]


def seen(ways: list[explained.Seer], why: str = "") -> Seen:
    first = next((way for way in ways if not way.ends), ways[0])
    bits = 0
    for way in ways:
        bits |= way.elements
    parts = _("all parts") if bits == ALL else ", ".join(labels(bits)) or _("that a record exists")
    until = first.expires_at if first.ends else None
    return Seen(first.person, first.agency, first.own, why or _why(first), parts, until)


def _why(way: explained.Seer) -> str:
    reasons = {
        "assignment": _("works on it"),
        "case": _("supervises the agency's records"),
        "emergency": _("emergency access"),
    }
    return reasons.get(way.source) or str(Basis(way.basis).label)


def looks_this_week(opened: Opened) -> explained.Looks:
    return explained.looks_since(opened.case.pk, clock.now() - WEEK)


def timeline(opened: Opened, workers: list[Person], emergencies: list[EmergencyAccess]) -> list[dict[str, Any]]:
    """What happened with the case, newest first."""
    case = opened.case
    events = [{"title": _("Record opened"), "when": case.opened_at, "kind": "", "detail": ""}]
    events += [_sent(origin) for origin in _sent_from(opened)]
    events += [_received(intake) for intake in _received_for(opened)]
    events += [_emergency(use) for use in emergencies]
    return sorted(events, key=lambda event: event["when"], reverse=True)


def _sent_from(opened: Opened) -> QuerySet[ReferralOrigin]:
    related = ("referral", "referral__to_agency", "referral__to_team")
    return ReferralOrigin.objects.filter(case=opened.case).select_related(*related)


def _received_for(opened: Opened) -> QuerySet[ReferralIntake]:
    return ReferralIntake.objects.filter(case=opened.case).select_related("referral", "referral__from_agency")


def _sent(origin: ReferralOrigin) -> dict[str, Any]:
    to = origin.referral.to_agency or origin.referral.to_team
    parts = origin.referral.identified
    title = _("Referral to %(name)s, with released parts") if parts else _("Referral to %(name)s, no identity")
    title = title % {"name": str(to)}
    return {**_referral(origin.referral), "title": title}


def _received(intake: ReferralIntake) -> dict[str, Any]:
    title = _("Referral from %(name)s") % {"name": intake.referral.from_agency.name}
    return {**_referral(intake.referral), "title": title}


def _referral(referral: Any) -> dict[str, Any]:
    return {
        "detail": referral.get_status_display(), "when": referral.sent_at, "kind": "good",
        "href": reverse("referral", args=[referral.public_id]),
    }  # fmt: skip


def _running(use: EmergencyAccess) -> dict[str, Any]:
    reason = dict(EmergencyReason.choices).get(use.reason, "")
    return {"person": use.person.name, "alerted": use.alerted.name, "reason": reason, "until": use.expires_at}


def _emergency(use: EmergencyAccess) -> dict[str, Any]:
    return {"title": _("Emergency access"), "detail": use.person.name, "when": use.starts_at, "kind": "wait"}


def candidates_for(actor: Person, opened: Opened, workers: list[Person], walled: list[Recusal]) -> QuerySet[Person]:
    """Who can still be assigned: people of the agency of record itself, a component being another agency."""
    taken = [person.pk for person in workers] + [recusal.person_id for recusal in walled]
    return Person.objects.filter(agency_id=opened.case.agency_id, is_active=True).exclude(pk__in=taken)


def walled_off(opened: Opened) -> list[Recusal]:
    """Who is walled off now. Nobody of them can read this."""
    found = Recusal.objects.filter(case=opened.case, ended_at=None).select_related("person")
    return list(found.order_by("person__name"))


def can_be_walled(actor: Person, walled: list[Recusal]) -> QuerySet[Person]:
    """Anybody with an account at an agency: who harmed her may work at another one (law S-17)."""
    taken = [actor.pk, *(recusal.person_id for recusal in walled)]
    return Person.objects.filter(is_active=True).exclude(agency=None).exclude(pk__in=taken).order_by("name")


def can_be_alerted(actor: Person) -> QuerySet[Person]:
    """Second persons for emergency access: who supervises the actor's own agency, and is somebody else."""
    found = Person.objects.filter(agency=actor.agency, is_active=True, is_supervisor=True)
    return found.exclude(agency=None).exclude(pk=actor.pk)
