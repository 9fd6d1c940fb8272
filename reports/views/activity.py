"""Pages of an agency's work without a survivor in it: one list, one form and one button for each of its four parts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mdt.kit.errors import Refused
from reports import saying_activity as saying
from reports.actions import activity as actions
from reports.forms.activity import PolicyForm, ProductForm, StaffForm
from reports.forms.trainings import TrainingForm
from reports.queries import activity as queries
from reports.views.work_here import above, only_writers, refused

page = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Part:
    """``listed`` names its list, words of its pages, and what reads, draws, asks for and writes one thing of it."""

    listed: str
    one: str  # the name of a thing in the action that writes it, and the beginning of its addresses
    title: str | Promise
    new: str | Promise
    why: str | Promise
    find: Callable[[Any], Any]
    lines: Callable[[Any], list[saying.Line]]
    form: Callable[..., Any]
    write: Callable[..., Any]
    template: str = "reports/activity_form.html"


PARTS = {
    "trainings": Part(
        "trainings", "training", gettext_lazy("Trainings"), gettext_lazy("New training"),
        gettext_lazy("Who was trained, as numbers. Nobody is named."),
        queries.trainings_of, saying.trainings, TrainingForm, actions.write_training, "reports/activity_training.html",
    ),
    "products": Part(
        "products", "product", gettext_lazy("Products"), gettext_lazy("New product"),
        gettext_lazy("Brochures, manuals, curricula: what was developed or revised."),
        queries.products_of, saying.products, ProductForm, actions.write_product,
    ),
    "staff": Part(
        "staff", "assignment", gettext_lazy("Staff paid from awards"), gettext_lazy("New part of a position"),
        gettext_lazy("Which part of a full-time position an award pays for, and from when to when."),
        queries.staff_of, saying.staff, StaffForm, actions.write_staff,
    ),
    "policies": Part(
        "policies", "work", gettext_lazy("Policies"), gettext_lazy("New policy work"),
        gettext_lazy("Policies that were developed, revised or put into practice."),
        queries.policies_of, saying.policies, PolicyForm, actions.write_policy,
    ),
}  # fmt: skip


@require_safe
@only_writers
def activity(request: HttpRequest) -> HttpResponse:
    awards = queries.awards_of(request.user)
    return render(request, "reports/activity.html", {"parts": PARTS.values(), "awards": awards})


@require_safe
@only_writers
def work_list(request: HttpRequest, part: str) -> HttpResponse:
    of = PARTS[part]
    here = Paginator(of.find(request.user), 50).get_page(request.GET.get("page"))
    return render(request, "reports/activity_list.html", {
        "part": of, "lines": of.lines(here),
        "newer": f"?page={here.previous_page_number()}" if here.has_previous() else "",
        "older": f"?page={here.next_page_number()}" if here.has_next() else "",
    })  # fmt: skip


@page
@only_writers
def work_new(request: HttpRequest, part: str) -> HttpResponse:
    return _asked(request, PARTS[part])


@page
@only_writers
def work_change(request: HttpRequest, part: str, public_id: UUID) -> HttpResponse:
    of = PARTS[part]
    return _asked(request, of, _found(request, of, public_id))


@require_POST
@only_writers
def work_remove(request: HttpRequest, part: str, public_id: UUID) -> HttpResponse:
    of = PARTS[part]
    thing = _found(request, of, public_id)
    try:
        actions.remove(by=request.user, thing=thing)
    except Refused as no:
        return refused(request, no.sentence, of.listed)
    messages.success(request, _("It is removed."))
    return redirect(of.listed)


def _found(request: HttpRequest, of: Part, public_id: UUID) -> Any:
    thing = queries.found(of.find(request.user), public_id)
    if thing is None:
        raise Http404
    return thing


def _asked(request: HttpRequest, of: Part, thing: Any = None) -> HttpResponse:
    form = _form(request, of, thing)
    if request.method == "POST" and form.is_valid():
        try:
            of.write(by=request.user, **form.said(), **({of.one: thing} if thing else {}))
        except Refused as no:
            above(request, form, no)
        else:
            messages.success(request, _("Saved."))
            return redirect(of.listed)
    return render(request, of.template, {"part": of, "form": form, "thing": thing})


def _form(request: HttpRequest, of: Part, thing: Any) -> Any:
    more = {"people": [*queries.people_of(request.user)]} if of.form is StaffForm else {}
    initial = of.form.of(thing) if thing else None  # type: ignore[attr-defined]
    awards = [*queries.awards_of(request.user)]
    return of.form(request.POST or None, awards=awards, **more, **({"initial": initial} if initial else {}))
