"""Pages of cases: the list, the search, a new one, and the case page with its sections closed until shown."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.actions import cases as actions
from cases.forms.access import SearchForm
from cases.parts import BY_WORD
from cases.policy.cases import may, may_open
from cases.queries.cases import page_for
from cases.queries.gaps import missing_here
from cases.queries.sections import sections
from cases.queries.services import own_work
from cases.views import released
from confidentiality import gate
from confidentiality.elements import Element
from confidentiality.gate import Opened, RecordNotFound
from confidentiality.limits import limited
from mdt.kit.errors import Refused


@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    before = _uuid(request.GET.get("before", ""))
    page = gate.browse_cases(request.user, purpose="case.list", before=before)
    context = {"page": page, "first": before is None, "cap": gate.CAP - 1, "search": SearchForm()}
    return render(request, "cases/cases.html", {**context, "opens": may_open(request.user) is None})


@require_http_methods(["GET", "HEAD", "POST"])
@limited("search")
def case_search(request: HttpRequest) -> HttpResponse:
    """What was typed comes in the body, so that it stands in no address, no history and no log."""
    if request.method != "POST":
        return redirect("cases")
    form = SearchForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    return render(request, "cases/case_search.html", {"search": form, "found": gate.search(request.user, text)})


@require_http_methods(["GET", "HEAD", "POST"])
def case_new(request: HttpRequest) -> HttpResponse:
    """One click. The form carries the id that the record will have, signed, so that a second click opens no second one."""
    if refusal := may_open(request.user):
        messages.error(request, refusal)
        return redirect("cases")
    if request.method != "POST":
        return render(request, "cases/case_new.html", {"once": _sign(request, uuid4())})
    public_id = _signed(request)
    if public_id is None:
        messages.error(request, _("That page was too old. Nothing was opened. Press the button once more."))
        return redirect("case_new")
    actions.open_case(public_id=public_id, by=request.user)
    return redirect("case", public_id)


@require_safe
def case_page(request: HttpRequest, case: UUID) -> HttpResponse:
    with gate.open(request.user, case, Element.COVER, purpose="case.show") as opened:
        return _page(request, opened)


@require_safe
def case_show(request: HttpRequest, case: UUID, word: str) -> HttpResponse:
    """The same page with one section open: a look of its own, on record (law S-11)."""
    section = BY_WORD.get(word)
    if section is None:
        raise RecordNotFound
    with gate.open(request.user, case, section.element, purpose="case.reveal") as opened:
        return _page(request, opened, word)


@require_POST
def case_close(request: HttpRequest, case: UUID) -> HttpResponse:
    return _moved(request, case, "close", _("The record is closed. It stays as protected as it was."))


@require_POST
def case_reopen(request: HttpRequest, case: UUID) -> HttpResponse:
    return _moved(request, case, "reopen", _("The record is open again."))


def _moved(request: HttpRequest, case: UUID, action: str, done: str) -> HttpResponse:
    act = actions.close_case if action == "close" else actions.reopen_case
    try:
        act(case=case, by=request.user)
        messages.success(request, done)
    except Refused as refused:
        gate.refused(request.user, purpose=f"case.{action}")
        messages.error(request, refused.sentence)
    return redirect("case", case)


def _page(request: HttpRequest, opened: Opened, word: str = "") -> HttpResponse:
    if not opened.own:
        return released.page(request, opened, word)
    here, shown = page_for(request.user, opened), sections(opened, word)
    work = own_work(opened, shown) if word == "services" else {}
    return render(request, "cases/case.html", {
        "here": here, "case": here.case, "sections": shown, "word": word, "missing": missing_here(opened), **work,
        "may_close": may(request.user, "close", here.case) is None,
        "may_reopen": may(request.user, "reopen", here.case) is None,
    })  # fmt: skip


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _salt(request: HttpRequest) -> str:
    return f"open-case:{request.user.pk}"


def _sign(request: HttpRequest, public_id: UUID) -> str:
    """Signed, because an id that somebody chooses could be tried against ids that exist."""
    return signing.dumps(str(public_id), salt=_salt(request))


def _signed(request: HttpRequest) -> UUID | None:
    try:
        return UUID(signing.loads(request.POST.get("once", ""), salt=_salt(request), max_age=12 * 3600))
    except signing.BadSignature:
        return None
