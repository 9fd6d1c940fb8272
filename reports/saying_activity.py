"""What was written down of an agency's work, as the lines of a list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.models import Award
from reports.fte import fte, months_in
from reports.grouping import label
from reports.models import PolicyWork, Product, StaffAssignment, Training
from reports.queries.activity import periods_of
from reports.words import of_form


@dataclass(frozen=True)
class Line:
    """One thing: what it is, when and paid from what, and the number that it makes."""

    public_id: UUID
    title: str
    detail: str
    number: str = ""


def named(award: Award | None) -> str:
    return f"{award.title} ({award.number})" if award else _("No award")


def short(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def trainings(found: Iterable[Training]) -> list[Line]:
    return [_training(one) for one in found]


def _training(one: Training) -> Line:
    awards = {row.award for row in one.people.all()}
    paid = ", ".join(sorted(named(award) for award in awards))
    came = one.came or 0  # type: ignore[attr-defined]  # annotated by the query
    number = ngettext("%(count)s person", "%(count)s people", came) % {"count": came}
    unknown = sum(row.people for row in one.people.all() if not row.discipline)
    if unknown:
        number += " · " + _("%(count)s of them not known") % {"count": unknown}
    return Line(one.public_id, one.title, f"{short(one.on)} · {paid}", number)


def products(found: Iterable[Product]) -> list[Line]:
    return [
        Line(one.public_id, one.title, f"{one.get_kind_display()} · {short(one.on)} · {named(one.award)}", str(one.number))
        for one in found
    ]  # fmt: skip


def staff(found: Iterable[StaffAssignment]) -> list[Line]:
    """With what each makes in the period that runs now, and how that comes (GR-25)."""
    now: dict[int, list[tuple[date, date]]] = {}
    lines = []
    for one in found:
        if one.award_id not in now:
            now[one.award_id] = periods_of(one.award)[:1]
        lines.append(_assignment(one, now[one.award_id]))
    return lines


def _assignment(one: StaffAssignment, spans: list[tuple[date, date]]) -> Line:
    until = short(one.ends_on) if one.ends_on else _("no end")
    days = f"{short(one.starts_on)} – {until}"
    who = [one.person.name] if one.person else []
    detail = " · ".join([*who, f"{one.percent} %", days, named(one.award)])
    number = made(one, *spans[0]) if spans else ""
    return Line(one.public_id, of_form(label("job", one.job)), detail, number)


def made(one: StaffAssignment, first: date, last: date) -> str:
    """«0.5 FTE = 100 % × 3 of 6 months»."""
    ends = one.ends_on or last
    told = {
        "fte": plain(fte(one.percent, one.starts_on, one.ends_on, first, last)), "percent": one.percent,
        "paid": plain(months_in(one.starts_on, ends, first, last)), "all": plain(months_in(first, last, first, last)),
        "first": short(first), "last": short(last),
    }  # fmt: skip
    return _("%(fte)s FTE from %(first)s to %(last)s: %(percent)s %% × %(paid)s of %(all)s months") % told


def plain(number: Any) -> str:
    """To two places, without zeros that say nothing."""
    rounded = round(float(number), 2)
    return number_format(int(rounded) if rounded == int(rounded) else rounded)


def policies(found: Iterable[PolicyWork]) -> list[Line]:
    return [
        Line(one.public_id, of_form(label("policy", one.topic)),
             f"{one.get_action_display()} · {short(one.on) if one.on else ''} · {named(one.award)}")
        for one in found
    ]  # fmt: skip
