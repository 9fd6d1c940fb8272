"""Who writes down totals of a partner agency, and which totals those can be (GR-07). None, or the sentence that refuses."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from agencies.models import Agency, Award, Person
from reports.policy.reports import reports_on, today_at


def may_take(actor: Person, award: Award, partner: Agency, given_on: date, *, signed: bool) -> str | None:
    if not reports_on(actor, award):
        return _("Only people who are named for this award work on its reports.")
    if partner.pk == award.agency_id:
        return _("These are the totals of your own agency. They are counted.")
    if not signed:
        return _("Without a signed form the totals of a partner are not taken.")
    if given_on > today_at(award.agency):
        return _("This day is still to come.")
    return None


def wrong_totals(totals: Mapping[str, Decimal | None]) -> dict[str, str]:
    """The lines that are no count, each with the sentence that says so."""
    return {
        line: _("A total is a whole number, and not below zero.") for line, value in totals.items()
        if value is not None and (value < 0 or value != value.to_integral_value())
    }  # fmt: skip
