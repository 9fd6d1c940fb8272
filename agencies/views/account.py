"""My account: who I am here, my language, where I am signed in."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language

from agencies import sessions
from agencies.actions import people as actions
from agencies.forms.people import role_words
from agencies.queries.acknowledgements import acknowledgement_of

TRIES = 20  # that one sees of one's own


def account(request: HttpRequest) -> HttpResponse:
    person = request.user
    mine = [
        {"term": _("Name"), "value": person.name},
        {"term": _("E-mail address"), "value": person.email},
        {"term": _("Agency"), "value": person.agency.name if person.agency else _("Runs the installation")},
        {"term": _("Roles"), "value": role_words(person) or _("None beyond the cases given to you")},
    ]
    shown = {
        "mine": mine,
        "acknowledgement": acknowledgement_of(person),
        "sessions": sessions.live_sessions(person).count(),
        "second_factor": settings.SECOND_FACTOR_REQUIRED,
    }
    return render(request, "agencies/account.html", shown)


@require_http_methods(["GET", "POST"])
def my_sessions(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _end(request)
    here = request.session.session_key
    rows = [
        {"row": row, "device": sessions.device_words(row.device), "here": row.session_key == here}
        for row in sessions.live_sessions(request.user)
    ]
    rows.sort(key=lambda entry: not entry["here"])
    tries = [
        {
            "at": one.at,
            "device": sessions.device_words(one.device),
            "words": one.get_outcome_display(),
            "in": one.outcome == "in",
        }
        for one in request.user.sign_in_tries.all()[:TRIES]
    ]
    return render(request, "agencies/account_sessions.html", {"rows": rows, "tries": tries})


def _end(request: HttpRequest) -> HttpResponse:
    """One other session, or all others. The one in hand is ended with Lock."""
    chosen = request.POST.get("session", "")
    here = request.session.session_key
    if chosen == "others":
        sessions.end_all(request.user, but=here)
        messages.success(request, _("You are signed out everywhere else."))
    elif chosen.isdecimal():
        row = request.user.sessions.exclude(session_key=here).filter(pk=chosen[:18]).first()
        if row is not None:
            sessions.end(row)
        messages.success(request, _("That sign-in has ended."))
    return redirect("my_sessions")


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """For everybody by cookie; for who is signed in, kept with the account and used in mails too."""
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and chosen in dict(settings.LANGUAGES):
        actions.change_language(by=request.user, language=chosen)
        with override(chosen):
            messages.success(request, _("This is your language now, also in mails."))
    return set_language(request)
