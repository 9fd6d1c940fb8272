"""What every page's shell needs: where to leave to, where one is, what one may go to."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.policy.cases import may_open
from mdt.kit import clock

# Which entry of the navigation a page belongs to, by how its address begins.
_PLACES = (
    ("/referrals/", ("referrals",)),
    ("/cases/", ("cases",)),
    ("/releases/", ("cases",)),
    ("/teams/", ("teams",)),
    ("/agreements/authority/", ("people", "administration")),
    ("/agreements/", ("agreements",)),
    ("/meetings/", ("meetings",)),
    ("/cycles/", ("cycles",)),
    ("/reviews/", ("cycles",)),
    ("/tensions/", ("cycles",)),
    ("/services/", ("services",)),
    ("/own-agency/awards/", ("services",)),
    ("/reports/", ("reports",)),
    ("/own-agency/keeping/", ("cases",)),
    ("/own-agency/response-times/", ("referrals",)),
    ("/own-agency/", ("people",)),
    ("/people/", ("people", "administration")),
    ("/administration/", ("administration",)),
    ("/account/", ("account",)),
    ("/acknowledgement/", ("account",)),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    person = getattr(request, "user", None)
    signed_in = person is not None and person.is_authenticated
    shared = signed_in and bool(request.session.get("shared_device"))
    limit = settings.SHARED_DEVICE_IDLE_LIMIT if shared else settings.IDLE_LIMIT
    return {
        "exit_url": settings.EXIT_URL,
        "exit_label": _("Leave this page"),
        "me": person if signed_in else None,
        "place_name": person.agency.name if signed_in and person.agency_id else "",
        "nav": _navigation(request) if signed_in else [],
        "idle_seconds": int(limit.total_seconds()) if signed_in else 0,
        "shared_device": shared,
        "shown_at": clock.now(),
    }


def _navigation(request: HttpRequest) -> list[dict[str, Any]]:
    person = request.user
    entries = [("today", _("Today"))]
    if person.agency_id:
        entries += [("referrals", _("Referrals")), ("cases", _("Cases")), ("meetings", _("Meetings"))]
        if may_open(person) is None:
            entries += [("services", _("Day's work"))]
        entries += [("agreements", _("Agreements")), ("cycles", _("Protocols")), ("reports", _("Reports"))]
    entries += [("teams", _("Team"))]
    if person.runs_installation or person.manages_people:
        entries += [("administration" if person.runs_installation else "people", _("Administration"))]
    entries += [("account", _("Account"))]
    return [
        {"label": label, "url": reverse(name), "count": None, "current": _is_at(request.path, name)}
        for name, label in entries
    ]


def _is_at(path: str, name: str) -> bool:
    """Whether a page belongs to the place of that name: the first beginning that fits decides."""
    if path == "/":
        return name == "today"
    return name in next((names for begins, names in _PLACES if path.startswith(begins)), ())
