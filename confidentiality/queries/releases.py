"""What pages of releases need: those of a case, to whom one can go, what ends soon, and what a recipient may know of one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from agencies.models import Agency, Person
from agencies.vocabulary import SYSTEMS_ONLY_SECTORS
from confidentiality.elements import labels
from confidentiality.gate import Opened, RecordNotFound
from confidentiality.models import Release
from confidentiality.vocabulary import Capacity, Method, ReleaseStatus
from mdt.kit import clock

SOON = timedelta(days=7)


def releases_of(opened: Opened) -> list[Release]:
    """All that was ever prepared for the case, newest first."""
    found = Release.objects.filter(case=opened.case).select_related("recipient", "recipient_person", "prepared_by")
    return list(found.order_by("-prepared_at"))


def release_of(opened: Opened, release: UUID) -> Release:
    related = (
        "recipient",
        "recipient_person",
        "agency",
        "agency__jurisdiction",
        "prepared_by",
        "countersigned_by",
        "ended_by",
        "talk",
    )
    found = Release.objects.filter(case=opened.case, public_id=release).select_related(*related).first()
    if found is None:
        raise RecordNotFound
    return found


def state_of(release: Release) -> tuple[str, str]:
    """In words, with the kind of its chip. That its time is over is told by the clock."""
    if release.status in (ReleaseStatus.PREPARED, ReleaseStatus.ACTIVE) and release.expires_at <= clock.now():
        return _("Over"), "plain"
    kinds = {ReleaseStatus.PREPARED: "wait", ReleaseStatus.ACTIVE: "good", ReleaseStatus.VOID: "stop"}
    return str(ReleaseStatus(release.status).label), kinds.get(ReleaseStatus(release.status), "plain")


def is_live(release: Release) -> bool:
    return release.status in (ReleaseStatus.PREPARED, ReleaseStatus.ACTIVE) and release.expires_at > clock.now()


def given_to(opened: Opened, actor: Person) -> Release | None:
    """The release by which the actor's agency sees this case now, with what a recipient may know: purpose, ways and end."""
    found = Release.objects.filter(
        Q(recipient_person=None) | Q(recipient_person=actor), case=opened.case, recipient=actor.agency_id,
        status=ReleaseStatus.ACTIVE, expires_at__gt=clock.now(),
    )  # fmt: skip
    return found.select_related("agency").order_by("-expires_at").first()


def unsigned(release: Release) -> list[Capacity]:
    """The capacities in which nobody has signed yet, in the order of the list."""
    signed = set(release.signatures.values_list("capacity", flat=True))
    return [Capacity(one) for one in release.talk.needed if one not in signed]


@dataclass(frozen=True)
class Choice:
    """One recipient that can be chosen: an agency's people who answer, or one person there."""

    key: str
    agency: Agency
    person: Person | None = None


def recipients_for(actor: Person) -> list[Choice]:
    """Every other agency that works with people, and under each the people who answer or supervise there."""
    agencies = (
        Agency.objects.filter(is_active=True).exclude(pk=actor.agency_id or 0).exclude(sector__in=SYSTEMS_ONLY_SECTORS)
    )
    people = Person.objects.filter(Q(takes_referrals=True) | Q(is_supervisor=True), is_active=True)
    of: dict[int, list[Person]] = {}
    for person in people.order_by("name"):
        of.setdefault(person.agency_id or 0, []).append(person)
    found: list[Choice] = []
    for agency in agencies.order_by("name"):
        found.append(Choice(f"agency:{agency.public_id}", agency))
        found += [Choice(f"person:{one.public_id}", agency, one) for one in of.get(agency.pk, [])]
    return found


def grouped(found: Iterable[Choice]) -> list[Any]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in found:
        label = _("Only %(name)s") % {"name": one.person.name} if one.person else _("Who answers referrals there")
        groups.setdefault(one.agency.name, []).append((one.key, label))
    return list(groups.items())


def facts_of(release: Release) -> list[dict[str, Any]]:
    """The terms as a list of questions and answers, as they stand on the page that is signed."""
    talk = release.talk
    who = release.recipient.name
    if release.recipient_person:
        who = _("%(person)s at %(agency)s, and nobody else there") % {
            "person": release.recipient_person.name,
            "agency": who,
        }
    said = [
        (_("Who may tell"), release.agency.name), (_("Who may know"), who),
        (_("What they may know"), ", ".join(labels(release.elements))),
        (_("What is not to be shared"), talk.withheld or _("Nothing more was named")),
        (_("What it is for"), release.get_purpose_display()), (_("In her words"), talk.in_her_words),
        (_("By which ways"), ", ".join(str(Method(one).label) for one in release.methods)),
        (_("Until"), release.expires_at), (_("Copy"), talk.get_copy_display()),
    ]  # fmt: skip
    if talk.why_long:
        said.insert(8, (_("Why longer than thirty days"), talk.why_long))
    if talk.interpreter:
        said.append((_("Interpreter"), talk.interpreter))
    return [{"term": term, "value": value} for term, value in said]
