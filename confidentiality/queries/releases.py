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
from confidentiality.elements import Element
from confidentiality.gate import Opened, RecordNotFound
from confidentiality.models import Death, Release
from confidentiality.policy.releases import OFFERED, may_record_death
from confidentiality.vocabulary import Capacity, ReleaseKind, ReleaseStatus
from confidentiality.wording import Words
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
        "oral_yes_by",
        "talk",
        "talk__rule",
    )
    found = Release.objects.filter(case=opened.case, public_id=release).select_related(*related).first()
    if found is None:
        raise RecordNotFound
    return found


def state_of(release: Release) -> tuple[str, str]:
    """In words, with the kind of its chip. That its time is over is told by the clock."""
    if release.status in (ReleaseStatus.PREPARED, ReleaseStatus.ACTIVE) and release.expires_at <= clock.now():
        return _("Over"), "plain"
    if release.status == ReleaseStatus.ACTIVE and waits_for_death(release):
        return _("Signed, for after her death"), "wait"
    kinds = {ReleaseStatus.PREPARED: "wait", ReleaseStatus.ACTIVE: "good", ReleaseStatus.VOID: "stop"}
    return str(ReleaseStatus(release.status).label), kinds.get(ReleaseStatus(release.status), "plain")


def is_live(release: Release) -> bool:
    return release.status in (ReleaseStatus.PREPARED, ReleaseStatus.ACTIVE) and release.expires_at > clock.now()


def waits_for_death(release: Release) -> bool:
    return release.kind == ReleaseKind.AFTER_DEATH and release.takes_effect_at is None


def opens(release: Release) -> bool:
    """Whether it opens its parts now."""
    return release.status == ReleaseStatus.ACTIVE and is_live(release) and not waits_for_death(release)


def may_write_death(opened: Opened, actor: Person) -> bool:
    """Whether the list offers it: something waits for it, and it is not written down."""
    if may_record_death(actor, opened.case) is not None or Death.objects.filter(case=opened.case).exists():
        return False
    return any(waits_for_death(one) for one in releases_of(opened) if one.status == ReleaseStatus.ACTIVE)


def asks_for_people(release: Release) -> bool:
    """Whether somebody is still to sign for her: only then does the page need the people of the record."""
    waits = is_live(release) and release.status == ReleaseStatus.PREPARED
    return waits and any(one != Capacity.SURVIVOR for one in unsigned(release))


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
    """Every other agency that works with people, those of one's own county first, and under each who answers or supervises."""
    others = (
        Agency.objects.filter(is_active=True).exclude(pk=actor.agency_id or 0).exclude(sector__in=SYSTEMS_ONLY_SECTORS)
    )
    home = actor.agency.jurisdiction_id if actor.agency else None
    agencies = sorted(others, key=lambda one: (one.jurisdiction_id != home, one.name))
    people = Person.objects.filter(Q(takes_referrals=True) | Q(is_supervisor=True), is_active=True)
    of: dict[int, list[Person]] = {}
    for person in people.order_by("name"):
        of.setdefault(person.agency_id or 0, []).append(person)
    found: list[Choice] = []
    for agency in agencies:
        found.append(Choice(f"agency:{agency.public_id}", agency))
        found += [Choice(f"person:{one.public_id}", agency, one) for one in of.get(agency.pk, [])]
    return found


def grouped(found: Iterable[Choice]) -> list[Any]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in found:
        label = _("Only %(name)s") % {"name": one.person.name} if one.person else _("Who answers referrals there")
        groups.setdefault(one.agency.name, []).append((one.key, label))
    return list(groups.items())


def facts_of(release: Release, words: Words) -> list[dict[str, Any]]:
    """The terms as a list of questions and answers, as they stand on the page that is signed."""
    talk, who = release.talk, release.recipient.name
    if release.recipient_person:
        who = words["person_alone"] % {"person": release.recipient_person.name, "agency": who}
    parts = [words[f"element.{int(one)}"] for one in Element if one & release.elements and one is not Element.COVER]
    said = [
        ("who_tells", release.agency.name), ("who_may_know", who), ("what", " · ".join(parts)),
        ("withheld", talk.withheld or words["nothing_withheld"]), ("purpose", words[f"purpose.{release.purpose}"]),
        ("in_her_words", talk.in_her_words), ("ways", " · ".join(words[f"method.{one}"] for one in release.methods)),
        ("until", release.expires_at), ("copy", words[f"copy.{talk.copy}"]),
    ]  # fmt: skip
    if release.kind == ReleaseKind.AFTER_DEATH:
        said[3] = ("opens", words[f"kind.{release.kind}"])
    if talk.why_long:
        said.insert(8, ("why_long", talk.why_long))
    if talk.interpreter:
        said.append(("interpreter", talk.interpreter))
    return [{"term": words[key], "value": value} for key, value in said]


def asked_again(release: Release) -> dict[str, Any]:
    """What the form begins with when she is asked to go on: the same terms, and never the old end (law R-11). That it was
    talked through is ticked anew."""
    talk, to = release.talk, release.recipient_person
    same = ("in_her_words", "withheld", "why_long", "age", "emancipated", "guardian", "service", "why_incapable", "copy",
            "spoken", "language", "interpreting", "interpreter")  # fmt: skip
    return {
        **{name: getattr(talk, name) for name in same}, "kind": release.kind, "purpose": release.purpose,
        "recipient": f"person:{to.public_id}" if to else f"agency:{release.recipient.public_id}",
        "elements": [int(one) for one in Element if one & release.elements and one is not Element.COVER],
        "methods": release.methods, "extends": release.public_id, "expires_at": clock.now() + OFFERED,
    }  # fmt: skip
