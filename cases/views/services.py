"""A day's work: rows typed in one go, each record by its code or a name, and what was just written with its way back."""

import uuid
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from agencies.models import Award, Person
from agencies.queries.awards import awards_of, own_people
from cases import drafts
from cases.actions import services as actions
from cases.forms.daywork import MOST, TYPED, WorkRow
from cases.policy.cases import may_open
from cases.queries.services import just_done
from cases.views.daywork import take_back, write
from confidentiality import gate
from confidentiality.gate import RecordNotFound
from mdt.kit.errors import Refused

DRAFT = "services"


@require_http_methods(["GET", "HEAD", "POST"])
def services(request: HttpRequest) -> HttpResponse:
    if refusal := may_open(request.user):
        messages.error(request, refusal)
        return redirect("cases")
    if request.method == "POST":
        return _sent(request)
    with gate.own_rows(request.user):
        draft = drafts.kept(request.user, DRAFT)
    typed = {name: values[-1] for name, values in draft.data.items() if values} if draft else None
    return _page(request, _rows(request, typed, bound=False), draft=draft)


def _rows(request: HttpRequest, typed: Any, *, bound: bool = True, more: int = 0) -> list[WorkRow]:
    """As many as were sent; ``more`` adds one like the last, for another record."""
    count = min(MOST, max(1, _number(typed.get("rows", "1")) if typed else 1) + more)
    awards: list[Award] = list(awards_of(request.user.agency))
    people = own_people(request.user.agency) if request.user.is_supervisor else None
    made = {"actor": request.user, "awards": awards, "people": people}
    if bound:
        return [WorkRow(typed, prefix=f"r{n}", **made) for n in range(count)]
    return [
        WorkRow(prefix=f"r{n}", initial=_first(typed or {}, n, more and n == count - 1), **made) for n in range(count)
    ]


def _first(typed: Any, n: int, like: Any) -> dict[str, Any]:
    """What a row of a draft says; a new one says what the row above it says, without its record."""
    prefix = f"r{n - 1}-" if like else f"r{n}-"
    given = {name[len(prefix) :]: typed[name] for name in typed if name.startswith(prefix)}
    return {**given, "record": "", "once": uuid.uuid4()} if like else given


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 1


def _sent(request: HttpRequest) -> HttpResponse:
    if "add" in request.POST:
        return _page(request, _rows(request, request.POST.dict(), bound=False, more=1))
    rows = _rows(request, request.POST)
    typed = [row for n, row in enumerate(rows) if not n or not row.repeats(rows[n - 1])]
    filled = [row for row in typed if not row.is_blank]
    sound = not [row for row in filled if not row.is_valid()] and _find(request.user, filled)
    written = write(request.user, filled) if sound else 0
    left = [row for row in filled if row.errors]
    if written:
        said = ngettext("%(n)d thing is written down.", "%(n)d things are written down.", written) % {"n": written}
        messages.success(request, said)
    if not filled:
        messages.warning(request, _("Nothing was typed, so nothing was written down."))
    if left:
        return _page(request, left if written else filled)
    with gate.own_rows(request.user):
        drafts.drop(request.user, DRAFT)
    return redirect("services")


def _find(actor: Person, rows: list[WorkRow]) -> bool:
    """Each record by what was typed: one look for each text, on record as a search."""
    found: dict[str, list[Any]] = {}
    for row in rows:
        text = row.cleaned_data["record"].strip()
        if not text:
            continue
        if text not in found:
            found[text] = [case for case in gate.search(actor, text) if case.agency_id == actor.agency_id]
        row.fits(found[text])
    return not any(row.errors for row in rows)


def _count(rows: list[WorkRow]) -> int:
    """Up to which number rows are on the page; one that was written leaves a gap."""
    return 1 + max(int(str(row.prefix)[1:]) for row in rows)


def _page(request: HttpRequest, rows: list[WorkRow], draft: Any = None) -> HttpResponse:
    page = gate.browse_cases(request.user, purpose="services.day", limit=200)
    mine = {str(case.public_id): case.code for case in page.rows if case.agency_id == request.user.agency_id}
    done = just_done(request.user, mine)
    faults = [fault for row in rows if row.is_bound for fault in row.faults()]
    if not faults:  # one goes on at the record of the last row
        rows[-1].fields["record"].widget.attrs["autofocus"] = True
    return render(request, "cases/services.html", {
        "rows": rows, "count": _count(rows), "most": MOST, "codes": mine.values(), "done": done, "draft": draft,
        "faults": faults,
    })  # fmt: skip


@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """204 when it is kept; 409 when not."""
    data = drafts.typed(request.POST, [name for name in request.POST if TYPED.fullmatch(name)])
    try:
        with gate.own_rows(request.user):
            saved = None if may_open(request.user) else drafts.keep(request.user, DRAFT, data)
    except IntegrityError:  # two tabs of one person saved their first draft at the same moment
        return HttpResponse(status=409)
    return HttpResponse(status=204 if saved else 409)


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Of one thing that was just written; without one, the draft is thrown away."""
    entry = request.POST.get("one", "").split()
    try:
        if entry:
            take_back(request.user, [*entry, ""])
            messages.success(request, _("Taken back."))
        else:
            with gate.own_rows(request.user):
                drafts.drop(request.user, DRAFT)
    except (RecordNotFound, ValueError):
        messages.warning(request, _("It is not there any more."))
    except Refused as refused:
        gate.refused(request.user, purpose=actions.UNDO)
        messages.error(request, refused.sentence)
    return redirect("services")
