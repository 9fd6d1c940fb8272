"""Pages of a case's releases: the list, the conversation, the page that is signed, and taking it back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from confidentiality import gate
from confidentiality.actions import releases as actions
from confidentiality.elements import Element
from confidentiality.forms.releases import SignatureForm, WithdrawByCodeForm
from confidentiality.forms.signing import ScanForm
from confidentiality.gate import Opened
from confidentiality.limits import limited
from confidentiality.models import Release, ReleaseScan
from confidentiality.policy.releases import may_move, may_prepare
from confidentiality.queries import releases as queries
from confidentiality.signers import explained
from confidentiality.vocabulary import Capacity, Channel, SigningWay
from confidentiality.wording import Words, words_of
from mdt.kit.errors import Refused


@require_safe
def release_list(request: HttpRequest, case: UUID) -> HttpResponse:
    with gate.open_own(request.user, case, purpose="release.list") as opened:
        rows = [(one, *queries.state_of(one)) for one in queries.releases_of(opened)]
        return render(request, "confidentiality/releases.html", {
            "case": opened.case, "rows": rows, "may_prepare": may_prepare(request.user, opened.case) is None,
            "may_write_death": queries.may_write_death(opened, request.user),
        })  # fmt: skip


@require_safe
def release_page(request: HttpRequest, case: UUID, release: UUID) -> HttpResponse:
    return _page(request, case, release)


@require_safe
@limited("documents", reading=True)
def release_pdf(request: HttpRequest, case: UUID, release: UUID) -> HttpResponse:
    """The text as it was signed, in the language of the signing, with its signatures."""
    with gate.open_own(request.user, case, purpose="release.pdf") as opened:
        mine = queries.release_of(opened, release)
        signatures = list(mine.signatures.select_related("witnessed_by", "checked_by"))
        words = words_of(mine.talk.language, mine.talk.wording)
        with translation.override(words.dates):
            page = render_to_string("confidentiality/release_pdf.html", {
                "case": opened.case, "release": mine, "talk": mine.talk, "facts": queries.facts_of(mine, words),
                "words": words, "signatures": [(one, words[f"capacity.{one.capacity}"]) for one in signatures],
            }, request)  # fmt: skip
    from mdt.kit import pdf  # its libraries are large, and most processes never make a document

    return pdf.response(page, "release.pdf")


@require_POST
def release_sign(request: HttpRequest, case: UUID, release: UUID) -> HttpResponse:
    capacity = request.POST.get("capacity", "")
    with gate.open_own(request.user, case, needs(capacity), purpose="release.sign") as opened:
        form = SignatureForm(request.POST, request.FILES, people=people_of(opened, capacity), auto_id=f"{capacity}_%s")
        valid = form.is_valid()
    if valid:
        data = {name: form.cleaned_data[name] for name in ("capacity", "name", "way", "shown", "language", "scan")}
        try:
            actions.sign(case=case, release=release, signer=form.signer_id(), by=request.user, **data)
            messages.success(request, _("The signature is down."))
            return redirect("release", case, release)
        except Refused as refused:
            gate.refused(request.user, purpose="release.sign")
            form.add_error(None, refused.sentence)
    return _page(request, case, release, form)


@require_POST
def release_countersign(request: HttpRequest, case: UUID, release: UUID) -> HttpResponse:
    return _done(request, case, release, actions.countersign, _("It is countersigned."))


@require_POST
def release_oral_yes(request: HttpRequest, case: UUID, release: UUID) -> HttpResponse:
    return _done(request, case, release, actions.note_oral_yes, _("It is noted. Nothing opens before she has signed."))


@require_http_methods(["GET", "HEAD", "POST"])
def release_withdraw(request: HttpRequest, case: UUID, release: UUID) -> HttpResponse:
    """The second of two clicks says how she said it; there is nothing to fill in (law R-08, R-09)."""
    channel = request.POST.get("channel", "")
    if request.method == "POST" and channel in Channel.values:
        done = _("It is taken back. For them it is over already.")
        return _done(request, case, release, lambda **given: actions.withdraw(channel=channel, **given), done)
    with gate.open_own(request.user, case, purpose="release.withdraw") as opened:
        mine = queries.release_of(opened, release)
        return render(request, "confidentiality/release_withdraw.html", {
            "case": opened.case, "release": mine, "channels": Channel.choices,
            "refusal": may_move(request.user, mine, "withdraw"),
        })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_by_code(request: HttpRequest) -> HttpResponse:
    """By anybody at the agency, for a record that she does not open. The answer is the same whatever the code."""
    form = WithdrawByCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.withdraw_all(**form.cleaned_data, by=request.user)
        messages.success(
            request, _("If your agency keeps a record with that code, everything released from it has ended.")
        )
        return redirect("withdraw_by_code")
    return render(request, "confidentiality/withdraw_by_code.html", {"form": form})


def needs(capacity: str) -> Element:
    return Element.COVER if capacity in ("", Capacity.SURVIVOR) else Element.PEOPLE


def people_of(opened: Opened, capacity: str) -> list[Any]:
    if needs(capacity) == Element.COVER:
        return []
    return list(apps.get_model("cases", "InvolvedPerson").objects.filter(case=opened.case))


def _page(request: HttpRequest, case: UUID, release: UUID, bound: SignatureForm | None = None) -> HttpResponse:
    """The people of the record are looked at only while one of them is still to sign."""
    with gate.open_own(request.user, case, purpose="release.show") as opened:
        mine = queries.release_of(opened, release)
        if not queries.asks_for_people(mine):
            return _shown(request, opened, mine, bound)
    with gate.open_own(request.user, case, Element.PEOPLE, purpose="release.show") as opened:
        return _shown(request, opened, queries.release_of(opened, release), bound)


def _shown(request: HttpRequest, opened: Opened, mine: Release, bound: SignatureForm | None) -> HttpResponse:
    live, words = queries.is_live(mine), words_of(mine.talk.language, mine.talk.wording)
    missing = queries.unsigned(mine) if live and mine.status == "prepared" else []
    related = mine.signatures.select_related("witnessed_by", "checked_by")
    signatures = list(related.prefetch_related(Prefetch("scans", ReleaseScan.objects.defer("content"))))
    with translation.override(words.dates):  # who signs reads it
        forms = [_form(opened, mine, one, bound, words) for one in missing]
    return render(request, "confidentiality/release.html", {
        "case": opened.case, "release": mine, "talk": mine.talk, "words": words, "facts": queries.facts_of(mine, words),
        "forms": forms, "state": queries.state_of(mine), "signatures": signatures, "scan_forms": _scan_forms(signatures),
        "live": live, "bound": bound, "why": explained(mine.talk.because, mine.talk.rule),
        "may_countersign": mine.status == "prepared" and not missing and live,
        "waits_for_death": queries.waits_for_death(mine), "extends": mine.talk.extends if missing else None,
    })  # fmt: skip


def _scan_forms(signatures: list[Any]) -> list[tuple[str, ScanForm]]:
    """One beside each signature on paper: a sheet can have two sides."""
    return [
        (one.get_capacity_display(), ScanForm(initial={"capacity": one.capacity}, auto_id=f"scan_{one.capacity}_%s"))
        for one in signatures if one.way == SigningWay.PAPER
    ]  # fmt: skip


def _form(
    opened: Opened, release: Release, capacity: Capacity, bound: SignatureForm | None, words: Words
) -> tuple[str, Capacity, SignatureForm]:
    title = words["to_sign"] % {"capacity": words[f"capacity.{capacity.value}"]}
    if bound is not None and bound.data.get("capacity") == capacity:
        return title, capacity, bound
    initial = {"shown": release.sha256, "capacity": capacity, "language": words.language}
    people = people_of(opened, capacity)
    return title, capacity, SignatureForm(initial=initial, people=people, words=words, auto_id=f"{capacity}_%s")


def _done(request: HttpRequest, case: UUID, release: UUID, act: Callable[..., None], done: str) -> HttpResponse:
    try:
        act(case=case, release=release, by=request.user)
        messages.success(request, done)
    except Refused as refused:
        gate.refused(request.user, purpose="release.change")
        messages.error(request, refused.sentence)
    return redirect("release", case, release)
