"""What a page saves by itself while somebody types, and how it is thrown away."""

from uuid import UUID

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from cases import drafts
from cases.policy.cases import may
from cases.views.desk import desk_for
from confidentiality import gate

PURPOSE = "case.draft"


@require_POST
def keep(request: HttpRequest, case: UUID, word: str, row: UUID | None = None, adding: bool = False) -> HttpResponse:
    """204 when it is kept; 409 when not, so that the page says so and tries again."""
    desk = desk_for(case, word, row, adding)
    data = drafts.typed(request.POST, desk.form.typed_names())
    element = desk.section.element
    try:
        with gate.open_own(request.user, case, element, purpose=PURPOSE) as opened:
            if may(request.user, "edit", opened.case):
                return HttpResponse(status=409)
            saved = drafts.keep(request.user, desk.draft_key, data, case=opened.case, element=element)
    except IntegrityError:  # two tabs of one person saved their first draft at the same moment
        return HttpResponse(status=409)
    return HttpResponse(status=204 if saved else 409)


@require_POST
def discard(request: HttpRequest, case: UUID, word: str, row: UUID | None = None, adding: bool = False) -> HttpResponse:
    desk = desk_for(case, word, row, adding)
    with gate.open_own(request.user, case, desk.section.element, purpose=PURPOSE) as opened:
        drafts.drop(request.user, desk.draft_key, opened.case)
    return redirect(desk.address("edit"))
