"""Who may report on an award, and who may release what. None, or the sentence that refuses."""

from datetime import date
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from agencies.models import Agency, Award, AwardReporter, Person
from mdt.kit import clock
from reports.definition import Definition
from reports.models import Run
from reports.periods import is_period
from reports.vocabulary import RunStatus


def reports_on(actor: Person, award: Award) -> bool:
    """Named for the award by who supervises its agency, and still of that agency (GR-06). It opens no record."""
    return (
        actor.is_active
        and actor.agency_id == award.agency_id
        and AwardReporter.objects.filter(award=award, person=actor).exists()
    )


def today_at(agency: Agency) -> date:
    """The day that it is in the agency's own county."""
    return clock.now().astimezone(ZoneInfo(agency.jurisdiction.time_zone)).date()


def may_count(actor: Person, award: Award, definition: Definition, first: date, last: date) -> str | None:
    if not reports_on(actor, award):
        return _("Only people who are named for this award run its reports.")
    if not is_period(definition.period, first, last):
        return _("These are not the days of one period of this form.")
    if first > award.ends_on or last < award.starts_on:
        return _("The award does not run in this period.")
    if first > today_at(award.agency):
        return _("This period has not begun.")
    return None


def may_file(actor: Person, award: Award, last: date) -> str | None:
    if not reports_on(actor, award):
        return _("Only people who are named for this award file its reports.")
    if last >= today_at(award.agency):
        return _("This period is not over. Its numbers can still change.")
    return None


def may_type(actor: Person, award: Award) -> str | None:
    if not reports_on(actor, award):
        return _("Only people who are named for this award work on its reports.")
    return None


def may_say_otherwise(actor: Person, run: Run) -> str | None:
    """Before it is filed: what is filed stays as it is (GR-04, GR-30)."""
    if not reports_on(actor, run.award):
        return _("Only people who are named for this award work on its reports.")
    if run.status != RunStatus.COUNTED:
        return _("This can be said of a count that is finished and not filed. What is filed stays as it is.")
    return None
