"""Pages of a new protocol, and on which is written who does what by it and how soon."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mdt.kit.errors import Refused
from protocols.actions import matrix as actions
from protocols.actions import writing
from protocols.forms.deciding import NewProtocolForm
from protocols.forms.matrix import LinesForm, MeasuresForm, TasksForm, again
from protocols.forms.shared import put
from protocols.models import Agreement, Version
from protocols.policy import agreements as policy
from protocols.policy.deciding import may_work_on
from protocols.queries import matrix, pages
from protocols.views.shared import found, refused
from protocols.vocabulary import Kind, Profile, Template

page = require_http_methods(["GET", "HEAD", "POST"])


@page
def protocol_new(request: HttpRequest) -> HttpResponse:
    if request.user.agency_id is None:
        raise Http404
    teams = list(pages.coordinated(request.user))
    if not teams:
        messages.error(request, _("Only a coordinator of the team writes its agreements."))
        return redirect("agreements")
    form = NewProtocolForm(request.POST or None, teams=teams)
    if request.method == "POST" and form.is_valid():
        given = {"kind": Kind.PROTOCOL, "template": Template.RESPONSE, "profile": Profile.OWN}
        try:
            made = writing.begin(**form.cleaned_data, **given, by=request.user)
        except Refused as no:
            put(form, no)
        else:
            messages.success(request, _("The draft is there. Go through its sections, then say who does what."))
            return redirect("agreement", made.public_id)
    return render(request, "protocols/protocol_new.html", {"form": form})


def _written(request: HttpRequest, public_id: UUID) -> tuple[Agreement, Version | None, str]:
    """The protocol, the version that is being written, and why this person does not write it."""
    here = found(request, public_id)
    version = pages.writable(here)
    if version is None:
        return here, None, may_work_on(here) or policy.may(request.user, "write", here) or _(
            "This text is out. A change is the next version, and makes void what was signed under this one."
        )  # fmt: skip
    return here, version, may_work_on(here) or policy.may_write(request.user, version) or ""


@page
def protocol_tasks(request: HttpRequest, agreement: UUID) -> HttpResponse:
    here, version, refusal = _written(request, agreement)
    if version is None or refusal:
        return refused(request, here, refusal)
    told = matrix.who_does_what(version)
    form = TasksForm(
        request.POST or None, lines=told.tasks, sections=_sections(version), seen=matrix.digest_of_tasks(version),
        disciplines=matrix.offered(version),
    )  # fmt: skip
    return _lines(request, here, version, form, actions.set_tasks, "tasks", matrix.digest_of_tasks)


@page
def protocol_measures(request: HttpRequest, agreement: UUID) -> HttpResponse:
    here, version, refusal = _written(request, agreement)
    if version is None or refusal:
        return refused(request, here, refusal)
    form = MeasuresForm(
        request.POST or None, lines=list(version.measures.all()), sections=_sections(version),
        seen=matrix.digest_of_measures(version),
    )  # fmt: skip
    return _lines(request, here, version, form, actions.set_measures, "measures", matrix.digest_of_measures)


def _lines(
    request: HttpRequest, here: Agreement, version: Version, form: LinesForm, save: Callable[..., None], name: str,
    digest: Callable[[Version], str],
) -> HttpResponse:  # fmt: skip
    """Save the lines, or show them with what is wrong and what somebody else wrote meanwhile."""
    changed = False
    if request.method == "POST" and form.is_valid():
        try:
            save(version=version, lines=form.lines(), seen=form.cleaned_data["seen"], by=request.user)  # type: ignore[attr-defined]
        except Refused as no:
            put(form, no)
            changed = True
            again(form, digest(version))  # now she sees what stands there
        else:
            messages.success(request, _("It is saved."))
            return (
                redirect(f"protocol_{name}", here.public_id) if "more" in request.POST else _back(here, version, name)
            )
    shown = {"agreement": here, "version": version, "form": form, "changed": changed}
    return render(request, f"protocols/protocol_{name}.html", {**shown, "told": matrix.who_does_what(version)})


def _back(here: Agreement, version: Version, name: str) -> HttpResponse:
    answer = redirect("agreement_version", here.public_id, version.number)
    answer["Location"] += f"#h-{name}"
    return answer


def _sections(version: Version) -> list[tuple[str, str]]:
    return list(version.clauses.values_list("key", "heading"))
