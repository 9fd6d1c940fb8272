"""Who makes and who releases protected products. Two people, never the same one (GR-48)."""

from django.utils.translation import gettext as _

from agencies.models import AwardReporter, Person
from reports.models import Publication, Run
from reports.vocabulary import PublicationStatus, RunStatus


def may_see_publications(actor: Person) -> bool:
    """Those of her own agency that wait: for who reports for one of its awards, and who supervises there."""
    mine = AwardReporter.objects.filter(person=actor, award__agency=actor.agency_id)
    return actor.is_active and actor.agency_id is not None and (actor.is_supervisor or mine.exists())


def may_publish(actor: Person, run: Run) -> str | None:
    if actor.agency_id != run.agency_id or not may_see_publications(actor):
        return _("Only people who report for the agency make products of its reports.")
    if run.status != RunStatus.FILED:
        return _("Only what is filed can be released.")
    if (run.report or {}).get("sum_of"):
        return _(
            "This report holds totals of partner agencies. Each of them knows its own part and could work out the rest, so it"
            " goes to the funder alone. Take the totals out, count again and file, to release what your agency counted itself."
        )
    return None


def may_decide(actor: Person, publication: Publication) -> str | None:
    if actor.agency_id != publication.agency_id or not may_see_publications(actor):
        return _("Only people who report for the agency, or supervise there, release its products.")
    if publication.status != PublicationStatus.PROPOSED:
        return _("This has been decided already.")
    if publication.made_by_id == actor.pk:
        return _("You made it. A second person releases it.")
    return None
