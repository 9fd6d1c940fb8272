"""What its recipient may do with released parts: by which releases and orders, and by which way each lets them be told."""

from collections.abc import Iterable

from django.db.models import Q

from agencies.models import Person
from confidentiality.gate import Opened
from confidentiality.models import Mandate, Release
from confidentiality.vocabulary import Method, ReleaseStatus
from mdt.kit import clock

Given = Release | Mandate


def naming(opened: Opened, actor: Person, method: Method) -> list[Given]:
    """What is in force for this person and names this way (law R-05): releases first, the one that lasts longest before others.

    In the room of the agency of record there is none: what is its own needs no release.
    """
    if opened.own:
        return []
    hers = Q(recipient_person=None) | Q(recipient_person=actor)
    live = {
        "case": opened.case,
        "recipient": actor.agency_id,
        "expires_at__gt": clock.now(),
        "methods__contains": [method],
    }
    releases = Release.objects.filter(hers, status=ReleaseStatus.ACTIVE, **live).order_by("-expires_at")
    return [*releases, *Mandate.objects.filter(hers, ended_at=None, **live).order_by("-expires_at")]


def covering(given: Iterable[Given], element: int) -> Given | None:
    """The first that names this part."""
    return next((one for one in given if one.elements & element), None)
