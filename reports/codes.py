"""Codes of a rule in words, for who asks how a number comes about."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import master_lists as lists
from reports.dims import ABSENCES
from reports.grouping import labels

_LISTS: dict[str, Any] = {
    "primary": lists.Victimization, "victimization": lists.Victimization, "race": lists.Race, "sex": lists.Sex,
    "classification": lists.Classification, "relationship": lists.Relationship, "reason": lists.ProgramReason,
    "service": lists.Service, "order_requested": lists.OrderKind, "order_granted": lists.OrderKind, "nights": lists.Service,
    "sheltered_family": lists.Service, "contact": lists.ContactKind,
}  # fmt: skip
_OWN = {
    **{name: name for name in ("people", "topic", "product", "job", "agency_type", "policy")},
    "times_met": "agency_type", "times_referred": "agency_type",
}  # fmt: skip
_OTHERS: dict[str, str | Promise] = {
    "primary": _("harmed herself"),
    "secondary": _("close to somebody who was harmed"),
    "outside": _("no place on this form"),
    "served": _("served"),
    "partial": _("partly served"),
    "not_served": _("not served"),
    "new": _("new"),
    "continuing": _("continuing"),
    "missing": _("not noted"),
    "capacity": _("no capacity"),
    "event": _("each training"),
    "daily": _("daily"),
    "weekly": _("weekly"),
    "monthly": _("monthly"),
    "quarterly": _("quarterly"),
    "yes": _("yes"),
    "made": _("made"),
    "received": _("received"),
    "day": _("within a day"),
    "three_days": _("within three days"),
    "week": _("within a week"),
    "later": _("later"),
    "none": _("not answered"),
    "accepted": _("accepted"),
    "declined": _("declined"),
    "withdrawn": _("withdrawn"),
    "open": _("still open"),
    "held": _("held"),
    "attended": _("attended"),
    "two or more": _("two or more"),
    "nothing noted": _("nothing noted"),
    **dict(zip(ABSENCES, (_("unknown"), _("declined"), _("not collected"), _("no answer noted")), strict=True)),
}


def in_words(dim: str, codes: Iterable[str]) -> str:
    """Ages as spans; a code that is in no list as it is."""
    said = list(codes)
    years = sorted(int(code) for code in said if dim == "age" and code.isdigit())
    spans = [f"{years[0]}–{years[-1]}"] if years and years[-1] - years[0] + 1 == len(years) > 1 else [*map(str, years)]
    known = _labels(dim)
    rest = [known.get(code) or str(_OTHERS.get(code, code)) for code in said if not (dim == "age" and code.isdigit())]
    return " · ".join([*spans, *rest])


def _labels(dim: str) -> dict[str, str]:
    if dim in _LISTS:
        return {code: str(label) for code, label in _LISTS[dim].choices}
    return labels(_OWN[dim]) if dim in _OWN else {}
