"""Pages that show agreements: the list with its matrix, one of them in each of its versions, and what changed between two."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agencies.queries.tables import tables_of
from mdt.kit.errors import Refused
from protocols import picturing, saying, saying_protocols, waiting
from protocols.actions import writing
from protocols.forms.shared import put
from protocols.forms.writing import NewAgreementForm
from protocols.models import Version
from protocols.policy import agreements as policy
from protocols.policy import ending
from protocols.queries import pages
from protocols.queries.agreements import Board, boards
from protocols.queries.authority import authority_of
from protocols.queries.leaving import executed_row
from protocols.queries.membership import Membership, membership
from protocols.views.parts import parts
from protocols.views.shared import found, found_board
from protocols.vocabulary import Kind, Profile, VersionStatus

PAGE = 20  # agreements


@require_safe
def agreement_list(request: HttpRequest) -> HttpResponse:
    if request.user.agency_id is None:
        raise Http404
    page = Paginator(pages.listed(request.user), PAGE).get_page(request.GET.get("page"))
    shown = boards(page.object_list)
    terms = picturing.terms(shown)
    return render(request, "protocols/agreements.html", {
        "page": page,
        "sign": pages.for_today(request.user, tables_of(request.user)).sign,
        "rows": [(one, saying.mark_of(one)) for one in shown],
        "pictures": picturing.pictures(pages.matrices(shown)),
        "terms": terms,
        "drawn_terms": [one.drawn for one in terms],
        "today": timezone.localdate(),
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
            made = writing.begin(kind=Kind.MOU, **form.cleaned_data, by=request.user)
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
    rows, zone = pages.rows_of(version, here), here.agreement.team.time_zone
    said = pages.said_about(version)
    asked = version.status in (*policy.WRITTEN, VersionStatus.OUT)
    return render(request, "protocols/agreement.html", {
        "agreement": here.agreement,
        "board": here,
        "goings": saying.goings(here),
        "answers": waiting.answers(version, rows, said, ZoneInfo(zone)) if asked else [],
        "membership": _membership(request, here),
        "profiles": Profile.choices,
        "mark": saying.mark_of(here),
        "meaning": saying.meaning(here),
        "version": version,
        "current": here.shown is not None and here.shown.number == number,
        "versions": versions,
        "earlier": next((one for one in versions if one.number < number), None),
        "lines": saying.lines(rows, zone),
        "clauses": pages.text_of(version, said),
        "left_out": pages.left_out(version),
        **_doings(request, here, version),
        **parts(request, here, version),
    })  # fmt: skip


def _membership(request: HttpRequest, here: Board) -> Membership | None:
    """Against the chosen list of members, or another one that somebody wants to look at."""
    asked = request.GET.get("profile", "")
    return membership(here, asked) if here.agreement.kind == Kind.MOU else None


def _doings(request: HttpRequest, here: Board, version: Version) -> dict[str, Any]:
    """What this person may do with this version now."""
    me, row = request.user, pages.own_row(request.user, here)
    writes = policy.may(me, "write", here.agreement) is None
    out = version.status == VersionStatus.OUT
    authority = authority_of(me, me.agency, here.today) if out and row else None
    return {
        "writes": writes,
        "may_leave": ending.may_leave(me, here, executed_row(here, me.agency)) is None,
        "may_end": writes and ending.may_end(me, here) is None,
        "writing": writes and version.status in policy.WRITTEN,
        "may_change": writes and (here.at_work is None or here.at_work.status == VersionStatus.OUT),
        "may_answer": version == (here.at_work or here.executed) and policy.may_answer(me, version) is None,
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
        "terms": saying.changed_terms(old, new), "tasks": saying_protocols.changed_tasks(old, new),
    })  # fmt: skip
