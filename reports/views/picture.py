"""The work over time: protected totals of the agencies that somebody sits with, and of all of them together."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mdt.kit import clock
from reports import picture
from reports.exporting import charts, saying
from reports.queries.picture import Shown, shown
from reports.shape import Report

BACK, SHOWN = datetime.timedelta(days=3 * 366), 12  # of three years, the newest periods that fit


@require_safe
def report_picture(request: HttpRequest, agency: UUID | None = None) -> HttpResponse:
    """Without an agency: all that release something to the reader, added up. Hidden and missing are the same page."""
    if request.user.agency_id is None:
        raise Http404
    every = shown(request.user, clock.now().date() - BACK, agency)
    agencies = sorted({(one.name, one.agency) for one in every})
    here = [one for one in every if agency in (None, one.agency)]
    if agency is not None and not here:
        raise Http404
    return render(request, "reports/picture.html", {
        "forms": list(_forms(here)), "agencies": agencies, "agency": agency, "name": here[0].name if agency else "",
    })  # fmt: skip


def _forms(found: Sequence[Shown]) -> Iterator[dict[str, Any]]:
    """Form by form: its title, its agencies, and the groups of small pictures."""
    for form, of_form in groupby(found, key=lambda one: one.report.form):
        periods: dict[str, list[Report]] = defaultdict(list)
        names = set()
        for one in of_form:
            periods[one.report.period].append(one.report)
            names.add(one.name)
        reports = [_of_all(periods[period], len(names)) for period in sorted(periods)[-SHOWN:]]
        groups = [
            {"title": group.title, "withheld": group.withheld,
             "chart": charts.over_time(reports, group.panels, str(group.title)) if group.panels else None}
            for group in picture.groups(form, reports)
        ]  # fmt: skip
        if groups:
            yield {"title": reports[-1].title, "names": sorted(names), "groups": groups,
                   "sum_of": saying.sum_of(reports[-1]) if len(names) > 1 else ""}  # fmt: skip


def _of_all(reports: list[Report], agencies: int) -> Report:
    """What not every agency has released yet is no total."""
    if agencies == 1:
        return reports[0]
    return picture.together(reports, agencies)
