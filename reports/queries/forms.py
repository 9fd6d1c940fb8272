"""Forms: those that come with the system, and those of an agency's own."""

from datetime import date

from agencies.models import Award
from reports.definition import Definition, from_dict, get
from reports.models import CustomForm
from reports.periods import due_on, own_due


def definition_of(award: Award) -> Definition | None:
    """None for a form that there is no more."""
    try:
        return get(award.form, award.version)
    except KeyError:
        return custom(award.agency_id, award.form, award.version)


def due_of(award: Award, definition: Definition, last: date) -> date | None:
    """The award's own day, as its state has set it; where it has none, the form's."""
    return due_on(own_due(award.due_months, award.due_day) or definition.due, last)


def custom(agency: int, key: str, version: str) -> Definition | None:
    found = CustomForm.objects.filter(agency=agency, key=key, version=version).first()
    return from_dict(found.source) if found else None
