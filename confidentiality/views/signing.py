"""Pages of a one-time link, on both of its ends, and the scans of signatures on paper."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from confidentiality import gate
from confidentiality.actions import signing as actions
from confidentiality.elements import Element
from confidentiality.forms.signing import AfarForm, CodeForm, LinkForm, ScanForm
from confidentiality.limits import limited
from confidentiality.links import Sealed
from confidentiality.models.signing import KINDS
from confidentiality.policy.signing import may_link
from confidentiality.queries import releases, signing
from confidentiality.views.releases import needs, people_of
from confidentiality.vocabulary import Capacity
from mdt.kit.errors import Refused

# A document that somebody handed in is only ever saved: it runs nothing and draws nothing here.
SANDBOX = "default-src 'none'; sandbox"


# --- The advocate's end --------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def release_link(request: HttpRequest, case: UUID, release: UUID, capacity: str) -> HttpResponse:
    """Ask how she was recognised and by which way the link goes; then show it, once."""
    refusal = ""
    if request.method == "POST":
        with gate.open_own(request.user, case, Element.CONTACT | needs(capacity), purpose=actions.MAKE) as opened:
            form = LinkForm(request.POST, methods=signing.contacts_of(opened), people=people_of(opened, capacity))
            valid = form.is_valid()
        if valid:
            try:
                made = actions.make_link(
                    case=case, release=release, capacity=capacity, **form.chosen(), by=request.user
                )
                return _told_once(request, case, release, capacity, *made)
            except Refused as refused:
                gate.refused(request.user, purpose=actions.MAKE)
                refusal = refused.sentence
    return _link_page(request, case, release, capacity, refusal)


def _link_page(request: HttpRequest, case: UUID, release: UUID, capacity: str, refusal: str) -> HttpResponse:
    with gate.open_own(request.user, case, Element.CONTACT | needs(capacity), purpose=actions.MAKE) as opened:
        mine = releases.release_of(opened, release)
        if closed := may_link(request.user, mine, capacity, releases.unsigned(mine)):
            messages.error(request, closed)
            return redirect("release", case, release)
        methods = signing.contacts_of(opened)
        form = LinkForm(request.POST or None, methods=methods, people=people_of(opened, capacity))
        if refusal and form.is_valid():
            form.add_error(None, refusal)
        return render(request, "confidentiality/link_new.html", {
            "case": opened.case, "release": mine, "form": form, "methods": methods, "capacity": Capacity(capacity).label,
            "alive": signing.link_that_lives(mine, capacity),
        })  # fmt: skip


def _told_once(request: HttpRequest, case: UUID, release: UUID, capacity: str, token: str, code: str) -> HttpResponse:
    address = settings.PUBLIC_URL.rstrip("/") + reverse("signing_link", args=[token])
    return render(request, "confidentiality/link_made.html", {
        "case_id": case, "release_id": release, "capacity": Capacity(capacity).label, "address": address, "code": code,
    })  # fmt: skip


@require_POST
def release_scan_add(request: HttpRequest, case: UUID, release: UUID) -> HttpResponse:
    with gate.open_own(request.user, case, purpose="release.scan_add") as opened:
        mine = releases.release_of(opened, release)
        form = ScanForm(request.POST, request.FILES)
        valid = form.is_valid()
    if valid:
        try:
            actions.keep_scan(case=case, release=release, **form.cleaned_data, by=request.user)
            messages.success(request, _("The scan is kept beside its signature."))
            return redirect("release", case, release)
        except Refused as refused:
            gate.refused(request.user, purpose="release.scan_add")
            form.add_error("scan", refused.sentence)
    return render(request, "confidentiality/scan_add.html", {"case_id": case, "release": mine, "form": form})


@require_safe
def release_scan(request: HttpRequest, case: UUID, release: UUID, scan: UUID) -> HttpResponse:
    with gate.open_own(request.user, case, purpose="release.scan") as opened:
        kept = signing.scan_of(releases.release_of(opened, release), scan)
    named = f'attachment; filename="{KINDS[kept.content_type]}"'
    return HttpResponse(
        bytes(kept.content), content_type=kept.content_type,
        headers={"Content-Disposition": named, "Content-Security-Policy": SANDBOX},
    )  # fmt: skip


# --- Her end -------------------------------------------------------------------------------------------------
# No form token: it would need a cookie, and would protect nothing. Who forges this form must know the link and its code, and
# then needs nobody's browser. Without it the page may also hide its address from every other (ADR 11).
@login_not_required
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@limited("open_link")
def signing_link(request: HttpRequest, token: str) -> HttpResponse:
    """Until the code is right the page is the same for every link, those that never were included, and asks nothing."""
    answer = _code_asked(request, token)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _code_asked(request: HttpRequest, token: str) -> HttpResponse:
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        try:
            page = actions.open_link(token=token, code=code)
        except Refused as refused:
            form.add_error("code", refused.sentence)
        else:
            return _signing(request, token, code, page) if page else _gone(request)
    return render(request, "confidentiality/link_code.html", {"form": form})


def _signing(request: HttpRequest, token: str, code: str, page: Sealed) -> HttpResponse:
    with translation.override(page.dates):
        form = AfarForm(request.POST if "name" in request.POST else None, initial={"code": code}, labels=page.labels)
        if form.is_bound and form.is_valid():
            if actions.sign_link(token=token, code=code, page=page, name=form.cleaned_data["name"]):
                return render(request, "confidentiality/link_done.html")
            return _gone(request)
        return render(request, "confidentiality/link_sign.html", {"form": form, "page": page})


def _gone(request: HttpRequest) -> HttpResponse:
    """Used, late, withdrawn, replaced, tried too often, never there: one answer."""
    return render(request, "confidentiality/link_gone.html", status=404)
