"""«Why was that allowed then?»: the facts that a look of one case was allowed by, each in a sentence (law C-23)."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from cases.models import CaseAssignment
from cases.vocabulary import EmergencyReason
from confidentiality.gate import Opened
from confidentiality.grounds import day, moment
from confidentiality.models import ChangeEntry, EmergencyAccess, Mandate, Release

_DELETED = 2  # what auditlog calls it


def sentences(opened: Opened, facts: Iterable[str]) -> dict[str, str]:
    """Each fact («release:7») with its sentence, four statements at most. Facts of another case have none."""
    keys: dict[str, set[int]] = {}
    for fact in facts:
        source, _sep, number = fact.partition(":")
        keys.setdefault(source, set()).add(int(number))
    found = {
        "case": {opened.case.pk: _("Supervised the agency's records")} if "case" in keys else {},
        "assignment": _assignments(opened, keys.get("assignment")),
        "emergency": _emergencies(opened, keys.get("emergency")),
        "release": {one.pk: released(one) for one in releases_of(opened, keys.get("release")).values()},
        "mandate": {one.pk: compelled(one) for one in mandates_of(opened, keys.get("mandate")).values()},
    }
    return {f"{source}:{key}": said for source, by_key in found.items() for key, said in by_key.items()}


def told(facts: Iterable[str], said: dict[str, str]) -> str:
    return "; ".join(said[fact] for fact in facts if fact in said)


def _assignments(opened: Opened, keys: set[int] | None) -> dict[int, str]:
    """Who works on it still is found by the row; of whom it was taken from, the change says when."""
    if not keys:
        return {}
    still = CaseAssignment.objects.filter(content_object=opened.case, pk__in=keys).values_list("pk", flat=True)
    found = {pk: _("Worked on it, and still does") for pk in still}
    gone = ChangeEntry.objects.filter(
        case_id=opened.case.pk, action=_DELETED, content_type__app_label="cases", content_type__model="caseassignment",
        object_id__in=keys - set(found),
    )  # fmt: skip
    for pk, at in gone.values_list("object_id", "timestamp"):
        found[pk] = _("Worked on it, until %(day)s") % {"day": day(at)}
    return found | {pk: _("Worked on it then") for pk in keys - set(found)}


def _emergencies(opened: Opened, keys: set[int] | None) -> dict[int, str]:
    uses = EmergencyAccess.objects.filter(case=opened.case, pk__in=keys) if keys else []
    reasons = dict(EmergencyReason.choices)
    said = _("Emergency access until %(when)s: %(reason)s")
    return {u.pk: said % {"when": moment(u.expires_at), "reason": reasons.get(u.reason, u.reason)} for u in uses}


def releases_of(opened: Opened, keys: set[int] | None) -> dict[int, Release]:
    if not keys:
        return {}
    found = Release.objects.filter(case=opened.case, pk__in=keys).select_related("recipient", "recipient_person")
    return {one.pk: one for one in found}


def mandates_of(opened: Opened, keys: set[int] | None) -> dict[int, Mandate]:
    if not keys:
        return {}
    found = Mandate.objects.filter(case=opened.case, pk__in=keys).select_related("recipient", "care", "statute")
    return {one.pk: one for one in found}


def released(one: Release) -> str:
    """«Released to Alder County Sheriff, signed March 3, until March 18»."""
    to = one.recipient.name
    if one.recipient_person:
        to = _("%(person)s at %(agency)s") % {"person": one.recipient_person.name, "agency": to}
    signed = one.countersigned_at or one.prepared_at
    said = _("Released to %(to)s, signed %(signed)s, until %(end)s")
    if one.ended_at and one.ended_at < one.expires_at:
        said = _("Released to %(to)s, signed %(signed)s, ended on %(end)s")
    return said % {"to": to, "signed": day(signed), "end": day(_end(one.ended_at, one.expires_at))}


def compelled(one: Mandate) -> str:
    """«Court order: Order 24-118, recorded March 3, until March 18»."""
    said = _("%(basis)s: %(citation)s, recorded %(day)s, until %(end)s")
    return said % {
        "basis": one.get_basis_display(), "citation": one.citation, "day": day(one.recorded_at),
        "end": day(_end(one.ended_at, one.expires_at)),
    }  # fmt: skip


def _end(ended_at: datetime | None, expires_at: datetime) -> datetime:
    return ended_at if ended_at and ended_at < expires_at else expires_at
