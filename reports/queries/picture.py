"""Released products that somebody may read, cut down to the lines that are drawn: of each agency, form and period the newest."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, Func, JSONField
from django.db.models.expressions import RawSQL
from django.db.models.fields.json import KT

from agencies.models import Person
from confidentiality.asking import asked
from reports import kept, picture
from reports.models import Publication
from reports.shape import Product, Report, Section
from reports.vocabulary import Audience


@dataclass(frozen=True)
class Shown:
    """One released product, as far as it is drawn."""

    agency: UUID
    name: str
    audience: str
    report: Report


def shown(actor: Person, since: datetime.date, agency: UUID | None = None) -> list[Shown]:
    """All that she may read, oldest period first; what is for the team tells more than what is for all. One look is on record,
    at ``agency`` or at all of them (GR-06)."""
    newest: dict[tuple[UUID, str, str], Shown] = {}
    with asked(actor, "mdt_released_looked", since.isoformat(), agency, purpose="report.picture") as found:
        here = Publication.objects.filter(pk__in=[key for (key,) in found])
        rows = here.order_by("decided_at", "pk").values_list(
            "agency__public_id", "agency__name", "audience", KT("report__form"), KT("report__version"), KT("report__title"),
            KT("report__period"), _tables(),
        )  # fmt: skip
        for one in (_shown(*row) for row in rows):
            name = (one.agency, one.report.form, one.report.period)
            if name not in newest or one.audience == Audience.TEAM or newest[name].audience == Audience.PUBLIC:
                newest[name] = one
    return sorted(newest.values(), key=lambda one: (one.report.form, one.report.period, one.name))


def _tables() -> Func:
    """The tables that are drawn, and those with a total, where a form is nobody's but the agency's."""
    keys = [f'@.key == "{key}"' for key in sorted(picture.tables())]
    wanted = " || ".join([*keys, '@.rows[*][0] == "total"'])
    path = RawSQL("%s::jsonpath", [f"$.sections[*].tables[*] ? ({wanted})"])
    return Func(F("report"), path, function="jsonb_path_query_array", output_field=JSONField())


def _shown(
    agency: UUID, name: str, audience: str, form: str, version: str, title: str, period: str, tables: Sequence[Any]
) -> Shown:
    section = Section("drawn", "", "", tuple(kept.table_of(one) for one in tables))
    report = Report(
        form=form, version=version, title=title, period=period, agency=name, award="", snapshot="", product=Product.RELEASE,
        sections=(section,),
    )  # fmt: skip
    return Shown(agency, name, audience, report)
