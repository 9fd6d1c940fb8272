"""Keeping awards, and naming who reports on them."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from agencies.models import Agency, Award, AwardReporter, Person
from agencies.policy.awards import may_keep, may_report
from mdt.kit import acting
from mdt.kit.errors import Refused, refuse

NUMBER = "award_number_in_agency"


def add_award(*, agency: Agency, reporters: Iterable[Person], by: Person, **fields: Any) -> Award:
    try:
        with acting.recorded():
            refuse(may_keep(by, agency))
            award = Award.objects.create(agency=agency, created_by=by, **fields)
            _name(award, reporters, by)
            return award
    except IntegrityError as error:
        raise _said(error) from error


def change_award(*, award: Award, reporters: Iterable[Person], by: Person, **fields: Any) -> None:
    """All but the agency: its number, what it pays for, its term, and who reports."""
    named = list(reporters)
    try:
        with acting.recorded():
            refuse(may_keep(by, award.agency))
            locked = Award.objects.select_for_update(of=("self",)).get(pk=award.pk)
            before = {row.person_id for row in locked.reporters.all()}
            if before == {one.pk for one in named} and all(getattr(locked, name) == fields[name] for name in fields):
                raise Refused(_("Nothing has changed."))
            for name, value in fields.items():
                setattr(locked, name, value)
            locked.save()
            _name(locked, named, by)
    except IntegrityError as error:
        raise _said(error) from error


def _name(award: Award, reporters: Iterable[Person], by: Person) -> None:
    """Who is named newly is named by ``by``; who is no more is taken off. The database asks for a supervisor of the agency."""
    wanted = {one.pk: one for one in reporters}
    for row in award.reporters.all():
        if row.person_id not in wanted:
            row.delete()
        wanted.pop(row.person_id, None)
    for person in wanted.values():
        refuse(may_report(person, award.agency))
        AwardReporter.objects.create(award=award, person=person, named_by=by)


def _said(error: IntegrityError) -> Exception:
    broken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    return Refused(_("Your agency has an award with this number already.")) if broken == NUMBER else error
