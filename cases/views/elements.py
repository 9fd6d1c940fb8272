"""Writing a section down, one page for each; rows such as ways of contact one by one. Nothing that was typed is lost."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases import drafts
from cases.actions import elements as actions
from cases.actions.elements import EDIT, ChangedMeanwhile
from cases.forms.absences import ElementForm
from cases.parts import version
from cases.policy.cases import may
from cases.queries.sections import answers, listed, rows_of
from cases.views.desk import Desk, desk_for
from confidentiality import gate
from confidentiality.gate import Opened, RecordNotFound
from mdt.kit.errors import Refused

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
def edit(request: HttpRequest, case: UUID, word: str, row: UUID | None = None, adding: bool = False) -> HttpResponse:
    desk = desk_for(case, word, row, adding)
    if request.method == "POST":
        return _save(request, desk)
    with gate.open_own(request.user, case, desk.section.element, purpose=EDIT) as opened:
        if refusal := may(request.user, "edit", opened.case):
            return _back(request, case, refusal)
        current = desk.current(opened)
        draft = drafts.kept(request.user, desk.draft_key, opened.case)
        return _page(request, desk, opened, desk.form.for_row(current, draft), draft=draft)


def _save(request: HttpRequest, desk: Desk) -> HttpResponse:
    form = desk.form(request.POST)
    try:
        if form.is_valid():
            desk.save(form.answers(), request.user)
            messages.success(request, _("Saved."))
            return redirect(desk.back)
    except ChangedMeanwhile as changed:
        return _both(request, desk, form, changed)
    except Refused as refused:
        gate.refused(request.user, purpose=EDIT)
        form.add_error(None, refused.sentence)
    with gate.open_own(request.user, desk.case, desk.section.element, purpose=EDIT) as opened:
        return _page(request, desk, opened, form)


def _both(request: HttpRequest, desk: Desk, form: ElementForm, changed: ChangedMeanwhile) -> HttpResponse:
    """Both versions side by side; what was typed stays in the form, and saving it again is a choice now."""
    given, current = form.answers(), changed.current
    typed = desk.model(**given.values, absences=given.absences)
    pairs = zip(answers(desk.model, current), answers(desk.model, typed), strict=True)
    rows = [[theirs["term"], _words(theirs), _words(mine)] for theirs, mine in pairs]
    if current is None and desk.row:  # taken away meanwhile: saving adds it again
        desk = Desk(desk.case, desk.section, adding=True)
    return _page(request, desk, changed.opened, form.again(current), both=rows, current=current)


def _words(item: dict[str, Any]) -> Any:
    return item.get("value", item.get("absence", ""))


def _page(request: HttpRequest, desk: Desk, opened: Opened, form: ElementForm, **more: Any) -> HttpResponse:
    with_rows = desk.section.many and not desk.of_rows and "both" not in more
    return render(request, "cases/element_edit.html", {
        "case": opened.case, "desk": desk, "section": desk.section, "form": form,
        "edit_url": desk.address("edit"), "draft_url": desk.address("draft"), "discard_url": desk.address("discard"),
        "rows": [listed(row) for row in rows_of(opened, desk.section)] if with_rows else None, **more,
    })  # fmt: skip


@require_http_methods(METHODS)
def remove(request: HttpRequest, case: UUID, word: str, row: UUID) -> HttpResponse:
    """Asks once more, showing what goes."""
    desk = desk_for(case, word, row)
    if request.method == "POST":
        return _remove(request, desk)
    with gate.open_own(request.user, case, desk.section.element, purpose=EDIT) as opened:
        if refusal := may(request.user, "edit", opened.case):
            return _back(request, case, refusal)
        current = desk.current(opened)
        if current is None:
            raise RecordNotFound
        context = {"case": opened.case, "desk": desk, "section": desk.section, "seen": version(current)}
        return render(request, "cases/element_remove.html", {**context, "items": answers(desk.model, current)})


def _remove(request: HttpRequest, desk: Desk) -> HttpResponse:
    seen = request.POST.get("seen", "")
    try:
        actions.remove_row(case=desk.case, section=desk.section, row=desk.row, seen=seen, by=request.user)
    except ChangedMeanwhile:
        messages.warning(request, _("Somebody changed this meanwhile. Nothing was taken away: look at it once more."))
        return redirect("row_remove", desk.case, desk.section.word, desk.row)
    except Refused as refused:
        gate.refused(request.user, purpose=EDIT)
        return _back(request, desk.case, refused.sentence)
    messages.success(request, _("Taken away."))
    return redirect(desk.back)


def _back(request: HttpRequest, case: UUID, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return redirect("case", case)
