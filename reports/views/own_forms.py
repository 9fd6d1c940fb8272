"""Forms of an agency's own: out of ready tables, or as a text; a version never changes (GR-01, GR-42)."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mdt.kit.errors import Refused
from reports.actions import forms as actions
from reports.catalogue import WORDS, taken_apart
from reports.definition import from_dict
from reports.forms.own import MOST_SIGNS, PERIODS, ArrangeForm, ChooseForm, PasteForm
from reports.models import CustomForm
from reports.queries import forms as queries
from reports.views.work_here import above, only_writers

page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@only_writers
def own_forms(request: HttpRequest) -> HttpResponse:
    return render(request, "reports/own_forms.html", {"forms": queries.forms_of(request.user)})


@require_safe
@only_writers
def own_form(request: HttpRequest, own_form: UUID) -> HttpResponse:
    here = queries.form_of(request.user, own_form)
    definition, versions = from_dict(here.source), queries.versions_of(here)
    return render(request, "reports/own_form.html", {
        "here": here, "definition": definition, "versions": versions, "newest": versions[0].pk == here.pk,
        "period": dict(PERIODS)[definition.period],
    })  # fmt: skip


@page
@only_writers
def own_form_new(request: HttpRequest) -> HttpResponse:
    return _built(request, None, {})


@page
@only_writers
def own_form_version(request: HttpRequest, own_form: UUID) -> HttpResponse:
    """Out of tables, if it was made so; else as the text that it is."""
    here = queries.form_of(request.user, own_form)
    tables = taken_apart(here.source)
    if tables is None:
        return _pasted(request, here)
    return _built(request, here, dict(tables))


@page
@only_writers
def own_form_paste(request: HttpRequest) -> HttpResponse:
    return _pasted(request, None)


def _built(request: HttpRequest, here: CustomForm | None, said: dict[str, str]) -> HttpResponse:
    """Two questions after each other; what was answered to the first goes along with the second."""
    initial = {"tables": [key for key in said if key != WORDS], "words": WORDS in said} if here else {}
    if here:
        initial |= {"title": here.source["title"], "period": here.source["period"]}
    choose = ChooseForm(request.POST or None, initial=initial)
    if request.method != "POST" or not choose.is_valid():
        return render(request, "reports/own_form_choose.html", {"form": choose, "here": here})
    second = request.POST if request.POST.get("step") == "arrange" else None
    arrange = ArrangeForm(choose.chosen(), said, second)
    if second and arrange.is_valid():
        try:
            made = _made(request, here, choose, arrange)
        except Refused as no:
            above(request, arrange, no)
        else:
            messages.success(request, _("Kept. An award can choose it from now on."))
            return redirect("own_form", made.public_id)
    return render(request, "reports/own_form_arrange.html", {"form": arrange, "choose": choose, "here": here})


def _made(request: HttpRequest, here: CustomForm | None, choose: ChooseForm, arrange: ArrangeForm) -> CustomForm:
    said: dict[str, Any] = {
        "by": request.user, "title": choose.cleaned_data["title"], "period": choose.cleaned_data["period"],
        "tables": arrange.tables(),
    }  # fmt: skip
    return actions.new_version(of=here, **said) if here else actions.make_form(**said)


def _pasted(request: HttpRequest, here: CustomForm | None) -> HttpResponse:
    text = json.dumps(here.source, indent=1, ensure_ascii=False) if here else ""
    form = PasteForm(_with_file(request) if request.method == "POST" else None, initial={"source": text})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.keep_text(by=request.user, text=form.cleaned_data["source"])
        except Refused as no:
            above(request, form, no)
        else:
            messages.success(request, _("Kept. An award can choose it from now on."))
            return redirect("own_form", made.public_id)
    return render(request, "reports/own_form_paste.html", {"form": form, "here": here})


def _with_file(request: HttpRequest) -> Any:
    """What is in a file stands in the field from then on, so that nothing is lost when it is refused."""
    data, file = request.POST.copy(), request.FILES.get("file")
    if file is not None:
        data["source"] = file.read(4 * MOST_SIGNS + 1).decode("utf-8", errors="replace").removeprefix("\ufeff")
    return data
