"""Who writes down an agency's work without a survivor in it, and what of it fits an award. None, or the sentence that refuses."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from agencies.models import Agency, Award, AwardReporter, Person
from mdt.kit.errors import Refused
from protocols.models import Agreement, Party

Shares = Mapping[str, Mapping[Award | None, int]]  # discipline → paid from which award, None from none → people


def room_of(actor: Person) -> Agency:
    """The actor's own agency. Raises ``Refused`` for who has none."""
    if actor.agency is None:
        raise Refused(_("This is written down inside an agency."))
    return actor.agency


def may_write(actor: Person) -> str | None:
    """Who reports on an award of the own agency, and who supervises there."""
    if actor.is_active and actor.agency_id is not None:
        if actor.is_supervisor:
            return None
        if AwardReporter.objects.filter(person=actor, award__agency=actor.agency_id).exists():
            return None
    return _("This is written down by people who report on a grant of your agency, and by who supervises there.")


def may_pay(actor: Person, award: Award | None, day: date, today: date) -> str | None:
    """Work of one day, paid from an award or from none."""
    if day > today:
        return _("This day is still to come. Write down what was done.")
    if award is None:
        return None
    if award.agency_id != actor.agency_id:
        return _("This is not an award of your agency.")
    if not award.starts_on <= day <= award.ends_on:
        return _("The award does not run on this day.")
    return None


def may_employ(actor: Person, award: Award, first: date, last: date | None) -> str | None:
    if award.agency_id != actor.agency_id:
        return _("This is not an award of your agency.")
    if first > award.ends_on or (last is not None and last < award.starts_on):
        return _("The award does not run on any of these days.")
    return None


def unsplit(heads: Mapping[str, int], shares: Shares) -> dict[str, str]:
    """The disciplines whose split does not add up to the people who came, each with the sentence that says so (GR-34)."""
    wrong = {}
    for discipline in {**heads, **shares}:
        came, paid = heads.get(discipline, 0), sum(shares.get(discipline, {}).values())
        if came != paid:
            told = {"paid": paid, "came": came}
            wrong[discipline] = _("%(paid)s of %(came)s people are shared out. The numbers must add up.") % told
    return wrong


def may_link(actor: Person, award: Award, agreement: Agreement) -> str | None:
    """Only what the own agency is a party to, of a text that went out (GR-31)."""
    if award.agency_id != actor.agency_id:
        return _("This is not an award of your agency.")
    parties = Party.objects.filter(version__agreement=agreement, version__sent_at__isnull=False, agency=actor.agency_id)
    if not parties.exists():
        return _("Your agency is not a party of this agreement.")
    return None
