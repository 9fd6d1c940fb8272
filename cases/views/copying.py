"""What a recipient takes along of a released part, by a way that is named: a copy in her own record, or paper (law R-05)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cases.actions import copying as actions
from cases.forms.copying import CopyForm
from cases.models import ReferralIntake
from cases.parts import BY_WORD, Section
from cases.policy.copying import may_copy
from cases.queries.sections import all_open, sections
from confidentiality import gate
from confidentiality.actions.received import account
from confidentiality.elements import Element
from confidentiality.gate import Opened, RecordNotFound
from confidentiality.limits import limited
from confidentiality.models import Mandate
from confidentiality.queries.received import Given, covering, naming
from confidentiality.vocabulary import Method
from mdt.kit import clock
from mdt.kit.errors import Refused


def copy(request: HttpRequest, case: UUID, word: str) -> HttpResponse:
    """What will be copied, into which record, and the button."""
    section = BY_WORD.get(word)
    if section is None:
        raise RecordNotFound
    form = CopyForm(request.POST or None)
    if form.is_valid():
        try:
            target = actions.copy(case=case, section=section, code=form.cleaned_data["code"], by=request.user)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("Copied. The agency that it came from sees that in the survivor's account."))
            return redirect("case", target)
    return _page(request, case, section, form)


def _page(request: HttpRequest, case: UUID, section: Section, form: CopyForm) -> HttpResponse:
    with gate.open(request.user, case, section.element, purpose=actions.COPY) as opened:
        if opened.own:
            raise RecordNotFound
        refusal = may_copy(named=covering(naming(opened, request.user, Method.COPY), section.element) is not None)
        if refusal is None:
            form.initial.setdefault("code", _own_record(opened))
            shown = next((one for one in sections(opened, section.word) if one.opened), None)
            return render(request, "cases/copy.html", {"case": opened.case, "shown": shown, "form": form})
    gate.refused(request.user, purpose=actions.COPY)
    messages.error(request, refusal)
    return redirect("case", case)


def _own_record(opened: Opened) -> str:
    """The code of the record that came of the referral which carried this; what else there is, she types."""
    mine = ReferralIntake.objects.filter(referral__carried__case=opened.case).select_related("case").last()
    return mine.case.code if mine else ""


@require_GET
@limited("documents", reading=True)
def paper(request: HttpRequest, case: UUID) -> HttpResponse:
    """The released parts whose release names paper. Its name and title say nothing; that it was made is accounted for."""
    with gate.open(request.user, case, purpose="case.paper") as opened:
        named = sum({int(e) for one in naming(opened, request.user, Method.PAPER) for e in Element if e & one.elements})
    if named & ~Element.COVER == 0:
        gate.refused(request.user, purpose="case.paper")
        raise RecordNotFound
    with gate.open(request.user, case, named, purpose="case.paper") as opened:
        page = _on_paper(request, opened, naming(opened, request.user, Method.PAPER))
    from mdt.kit import pdf  # its libraries are large, and most processes never make a document

    return pdf.response(page, "record.pdf")


def _on_paper(request: HttpRequest, opened: Opened, given: list[Given]) -> str:
    """Each part once, by the first that names it, with its line in the accounting; in the transaction of the read."""
    left = int(opened.elements & ~Element.COVER)
    told = 0
    for one in given:
        if bits := one.elements & left:
            account(case=opened.case, given=one, elements=bits, method=Method.PAPER, by=request.user)
            told, left = told | bits, left & ~bits
    if not told:
        raise RecordNotFound
    shown = all_open(Opened(opened.case, Element(told), opened.basis, opened.own))
    context = {
        "case": opened.case, "sections": shown, "made_at": clock.now(), "made_by": request.user,
        "compelled": any(isinstance(one, Mandate) for one in given),
    }  # fmt: skip
    return render_to_string("cases/released_pdf.html", context, request)
