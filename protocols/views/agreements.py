"""Pages that show agreements: the list with its matrix, one of them in each of its versions, and what changed between two."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mdt.kit.errors import Refused
from protocols import saying
from protocols.actions import writing
from protocols.forms.shared import put
from protocols.forms.writing import NewAgreementForm
from protocols.models import Version
from protocols.policy import agreements as policy
from protocols.queries import pages
from protocols.queries.agreements import Board, boards
from protocols.queries.authority import authority_of
from protocols.views.shared import found, found_board
from protocols.vocabulary import VersionStatus

PAGE = 20  # agreements


@require_safe
def agreement_list(request: HttpRequest) -> HttpResponse:
    if request.user.agency_id is None:
        raise Http404
    page = Paginator(pages.listed(request.user), PAGE).get_page(request.GET.get("page"))
    shown = boards(page.object_list)
    return render(request, "protocols/agreements.html", {
        "page": page,
        "sign": pages.for_today(request.user).sign,
        "rows": [(one, saying.mark_of(one)) for one in shown],
        "pictures": saying.pictures(pages.matrices(shown)),
        "may_begin": pages.coordinated(request.user).exists(),
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def agreement_new(request: HttpRequest) -> HttpResponse:
    if request.user.agency_id is None:
        raise Http404
    teams = list(pages.coordinated(request.user))
    if not teams:
        messages.error(request, _("Only a coordinator of the team writes its agreements."))
        return redirect("agreements")
    form = NewAgreementForm(request.POST or None, teams=teams)
    if request.method == "POST" and form.is_valid():
        try:
            made = writing.begin(**form.cleaned_data, by=request.user)
        except Refused as no:
            put(form, no)
        else:
            messages.success(request, _("The draft is there. Go through its clauses one by one."))
            return redirect("agreement", made.public_id)
    return render(request, "protocols/agreement_new.html", {"form": form})


@require_safe
def agreement_page(request: HttpRequest, agreement: UUID) -> HttpResponse:
    here = found_board(request, agreement)
    if here.shown is None:
        raise Http404
    return _page(request, here, here.shown.number)


@require_safe
def agreement_version(request: HttpRequest, agreement: UUID, number: int) -> HttpResponse:
    return _page(request, found_board(request, agreement), number)


def _page(request: HttpRequest, here: Board, number: int) -> HttpResponse:
    versions = list(pages.told_of(here.agreement))
    version = next((one for one in versions if one.number == number), None)
    if version is None:
        raise Http404
    return render(request, "protocols/agreement.html", {
        "agreement": here.agreement,
        "board": here,
        "mark": saying.mark_of(here),
        "meaning": saying.meaning(here),
        "version": version,
        "current": here.shown is not None and here.shown.number == number,
        "versions": versions,
        "earlier": next((one for one in versions if one.number < number), None),
        "lines": saying.lines(pages.rows_of(version, here), here.agreement.team.time_zone),
        "clauses": pages.text_of(version),
        "left_out": pages.left_out(version),
        **_doings(request, here, version),
    })  # fmt: skip


def _doings(request: HttpRequest, here: Board, version: Version) -> dict[str, Any]:
    """What this person may do with this version now."""
    me, row = request.user, pages.own_row(request.user, here)
    writes = policy.may(me, "write", here.agreement) is None
    out = version.status == VersionStatus.OUT
    authority = authority_of(me, me.agency, here.today) if out and row else None
    return {
        "writes": writes,
        "writing": writes and version.status in policy.WRITTEN,
        "may_change": writes and (here.at_work is None or here.at_work.status == VersionStatus.OUT),
        "comments": out or version.status in policy.WRITTEN,
        "may_sign": bool(out and row and policy.may_sign(authority, row) is None),
        "not_now": policy.may_sign(authority, row) if out and row and authority and not row.facts.signed else None,
        "may_decline": bool(out and row and policy.may_decline(me, row, here.today) is None),
        "may_approve": bool(
            out and row and row.facts.needs_approval and policy.may_approve(me, row.party) is None
        ),
        "takes_paper": out,
        "own_party": row.party if row and not (row.facts.signed or row.facts.paper_waits) else None,
    }  # fmt: skip


@require_safe
def agreement_redline(request: HttpRequest, agreement: UUID, earlier: int, later: int) -> HttpResponse:
    here = found(request, agreement)
    both = pages.pair(here, (earlier, later))
    if earlier not in both or later not in both:
        raise Http404
    old, new = both[earlier], both[later]
    line = pages.compared(old, new)
    return render(request, "protocols/agreement_redline.html", {
        "agreement": here, "earlier": old, "later": new, "line": line, "said": saying.changes(line),
        "terms": saying.changed_terms(old, new),
    })  # fmt: skip
