"""What the pages of written-down work share: for whom they are there, and a refusal that is said and on record."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from confidentiality import gate
from mdt.kit.errors import Refused
from protocols.forms.shared import put
from reports.policy.activity import may_write

PURPOSE = "report.work"


def only_writers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A plain no comes before anything is looked for, so that it is the same for what is there and for what is not."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.agency_id is None:  # type: ignore[union-attr]  # the login middleware lets nobody else through
            raise Http404
        if sentence := may_write(request.user):  # type: ignore[arg-type]
            return refused(request, sentence, "today")
        return view(request, *args, **kwargs)

    return wrapped


def refused(request: HttpRequest, no: str, name: str, *words: object) -> HttpResponse:
    gate.refused(request.user, purpose=PURPOSE)  # type: ignore[arg-type]
    messages.error(request, no)
    return redirect(name, *words)


def above(request: HttpRequest, form: BaseForm, no: Refused) -> None:
    """Above the field that it is about; nothing that was typed is lost."""
    gate.refused(request.user, purpose=PURPOSE)  # type: ignore[arg-type]
    put(form, no)
