"""The list of referrals, and the page of one."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.models import Person
from cases import saying, telling
from cases.facts import facts, zone_of
from cases.forms.referrals import AnswerForm
from cases.lifecycle import STEPS
from cases.queries.referral_page import ReferralPage, page_for
from cases.queries.referrals import referrals_for, waiting_for
from confidentiality import gate

LISTS: dict[str, bool | None] = {"sent": True, "received": False, "all": None}


@require_safe
def referral_list(request: HttpRequest) -> HttpResponse:
    """What waits, or a page of what was sent, received, or both."""
    if request.user.agency_id is None:
        raise Http404
    show = request.GET.get("show", "waiting")
    if show in LISTS:
        return _page_of_list(request, show)
    waiting = waiting_for(request.user)
    told = saying.waiting(waiting, zone_of(request.user))
    return render(
        request, "cases/referrals.html", {"tabs": _tabs("waiting", waiting.total), "waiting": waiting, **told}
    )


def _page_of_list(request: HttpRequest, show: str) -> HttpResponse:
    listing = referrals_for(request.user, own=LISTS[show], before=_before(request))
    older = f"{reverse('referrals')}?show={show}&before={listing.older}" if listing.older else ""
    return render(request, "cases/referrals.html", {
        "tabs": _tabs(show),
        "rows": saying.in_list(listing.rows, zone_of(request.user)),
        "older": older,
        "newer": f"{reverse('referrals')}?show={show}" if request.GET.get("before") else "",
        "show": show,
    })  # fmt: skip


def _before(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET["before"]) if "before" in request.GET else None
    except ValueError:
        raise Http404 from None


def _tabs(current: str, waiting: int | None = None) -> list[dict[str, Any]]:
    labels = {"waiting": _("Waiting for me"), "sent": _("Sent by us"), "received": _("Sent to us"), "all": _("All")}
    return [
        {
            "label": label, "href": f"{reverse('referrals')}?show={name}" if name != "waiting" else reverse("referrals"),
            "current": name == current, "count": waiting if name == "waiting" else None,
        }
        for name, label in labels.items()
    ]  # fmt: skip


@require_safe
def referral_page(request: HttpRequest, referral: UUID) -> HttpResponse:
    with gate.open_referral(request.user, referral, purpose="referral.page") as opened:
        page = page_for(request.user, opened)
        return render(request, "cases/referral.html", {"page": page, **_words(page, request.user)})


def _words(page: ReferralPage, reader: Person) -> dict[str, Any]:
    zone, referral = zone_of(reader), page.referral
    return {
        "referral": referral,
        "facts": facts(referral),
        "sent_at": saying.moment(referral.sent_at, zone),
        "chip": saying.chip_kind(referral),
        "time_line": saying.time_line(page.happened, zone),
        "clocks": [{"clock": s.clock, "running": s.running, "line": saying.clock_line(s, zone)} for s in page.clocks],
        "questions": _questions(page),
        "buttons": _buttons(page),
        "side_words": saying.side_words(page),
        "contact": telling.section(page.contact, referral, reader) if page.contact else None,
    }


def _questions(page: ReferralPage) -> list[dict[str, Any]]:
    """Each question with its answer, or with the form to answer it."""
    ask = "answer" in page.allowed
    return [
        {"asked": asked, "form": AnswerForm(asked.row.question) if ask and not asked.answer else None}
        for asked in page.asked
    ]


def _buttons(page: ReferralPage) -> list[dict[str, Any]]:
    """What the reader may do next, the likeliest first; steps need no page of their own, except closing."""
    order = [*page.steps, "accept", "ask", "redirect", "decline", "screen", "withdraw", "reassign"]
    ready = [action for action in order if action in page.allowed]
    return [_button(action, page, leads=place == 0) for place, action in enumerate(ready)]


def _button(action: str, page: ReferralPage, *, leads: bool) -> dict[str, Any]:
    """``leads``: the first; it stands out where it takes the work on."""
    has_page = action not in STEPS or action == "close"
    return {
        "action": action,
        "label": saying.ACTIONS[action],
        "kind": "primary" if leads and action in (*STEPS, "accept") else "plain",
        "posts": not has_page,
        "href": reverse(f"referral_{action}", args=[page.referral.public_id]) if has_page else "",
    }
