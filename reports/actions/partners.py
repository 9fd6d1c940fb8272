"""Totals of partner agencies: taken from a signed form, replaced, removed. Never a record (GR-07)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from agencies.models import Agency, Award, Person
from confidentiality import gate
from mdt.kit import clock
from mdt.kit.errors import Refused, refuse
from reports.actions.typing import one_at_a_time, type_figures
from reports.definition import Definition
from reports.models import PartnerTotals, TypedFigure
from reports.policy.partners import may_take, wrong_totals
from reports.policy.reports import may_type
from reports.summing import summed_lines

SAID = ("given_by", "role", "given_on", "signed")


def take(
    *, by: Person, award: Award, first: date, partner: Agency, given_by: str, role: str, given_on: date, signed: bool
) -> PartnerTotals:
    """Who of the partner gave totals; a second time it is put right. The totals themselves come section by section."""
    refuse(may_take(by, award, partner, given_on, signed=signed))
    said = {"given_by": given_by, "role": role, "given_on": given_on, "signed": signed}
    with gate.own_rows(by):
        one_at_a_time(award.pk)
        there = PartnerTotals.objects.filter(award=award, starts_on=first, partner=partner).first()
        if there is not None and all(getattr(there, name) == said[name] for name in SAID):
            return there
        with gate.begin(by):
            totals = there or PartnerTotals(award=award, starts_on=first, partner=partner)
            for name, value in said.items():
                setattr(totals, name, value)
            totals.by, totals.at = by, clock.now()
            totals.save()
    return totals


def write_totals(
    *, by: Person, totals: PartnerTotals, definition: Definition, figures: Mapping[str, Decimal | None]
) -> None:
    """Of lines that are counted in whole numbers; a line that is left empty is taken away."""
    refuse(may_type(by, totals.award))
    for line in figures:
        if line not in summed_lines(definition):
            raise Refused(_("A partner's total can be added to a line that is counted, and to no other."))
    for line, sentence in wrong_totals(figures).items():
        raise Refused(sentence, about=line)
    type_figures(
        by=by, award=totals.award, first=totals.starts_on, partner=totals.partner,
        figures={line: (value, "") for line, value in figures.items()},
    )  # fmt: skip


def remove(*, by: Person, totals: PartnerTotals) -> None:
    """With all that the partner gave. What was filed keeps its sum."""
    refuse(may_type(by, totals.award))
    with gate.begin(by):
        one_at_a_time(totals.award_id)
        mine = {"award": totals.award_id, "starts_on": totals.starts_on, "partner": totals.partner_id}
        TypedFigure.objects.filter(**mine).delete()
        gone, _each = PartnerTotals.objects.filter(**mine).delete()
        if not gone:
            raise Refused(_("They are removed already."))
