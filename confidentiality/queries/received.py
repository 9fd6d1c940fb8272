"""What its recipient may do with released parts: by which releases and orders, and by which way each lets them be told."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from agencies.models import Person
from confidentiality.gate import Opened
from confidentiality.models import Mandate, Release
from confidentiality.vocabulary import Method, ReleaseKind, ReleaseStatus
from mdt.kit import clock

Given = Release | Mandate


def in_force(opened: Opened, actor: Person) -> list[Given]:
    """By which releases, laws and orders this person sees the case now: releases first, those that last longest before others.

    In the room of the agency of record there is none: what is its own needs no release.
    """
    if opened.own:
        return []
    hers = Q(recipient_person=None) | Q(recipient_person=actor)
    live = {"case": opened.case, "recipient": actor.agency_id, "expires_at__gt": clock.now()}
    begun = Q(kind=ReleaseKind.NORMAL) | Q(takes_effect_at__lte=clock.now())
    found: list[QuerySet[Any]] = [
        Release.objects.filter(hers, begun, status=ReleaseStatus.ACTIVE, **live),
        Mandate.objects.filter(hers, ended_at=None, **live),
    ]
    return [one for rows in found for one in rows.select_related("agency").order_by("-expires_at")]


def naming(opened: Opened, actor: Person, method: Method) -> list[Given]:
    """Those of them that name this way (law R-05)."""
    return [one for one in in_force(opened, actor) if method in one.methods]


def covering(given: Iterable[Given], element: int) -> Given | None:
    """The first that names this part."""
    return next((one for one in given if one.elements & element), None)
