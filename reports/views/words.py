"""The words of a report: what may point at somebody, and who went through them (GR-49)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mdt.kit.errors import Refused
from reports.actions import words as actions
from reports.forms.words import WordsForm
from reports.queries.runs import looked, told
from reports.queries.words import gone_through, known_names
from reports.saying_words import checked_words, scanned_words
from reports.views.here import above
from reports.vocabulary import RunStatus, WordsItem

PURPOSE = "report.words"


@require_http_methods(["GET", "HEAD", "POST"])
def report_words(request: HttpRequest, run: UUID) -> HttpResponse:
    with looked(request.user, run, purpose=PURPOSE) as here:
        gone = gone_through(here, told(here).report)
        names = known_names(here.award)
    open_items = gone.open if here.status != RunStatus.FILED else []
    posted = request.POST or None
    form = WordsForm(open_items if posted is None else [*WordsItem], posted, initial={"seen": gone.sha256})
    if posted and form.is_valid():
        try:
            actions.go_through(by=request.user, run=here, gone=gone, **form.cleaned_data)
        except Refused as no:
            above(request, form, no, PURPOSE)
        else:
            messages.success(request, _("Kept, with your name and the time."))
            return redirect("report_words", run)
    return render(request, "reports/words.html", {
        "run": here, "award": here.award, "form": form, "asks": bool(open_items), "complete": not gone.open,
        "words": scanned_words(gone.words, names), "checked": checked_words(gone),
    })  # fmt: skip
