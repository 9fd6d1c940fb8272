"""Signing the yearly acknowledgement."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import formats
from django.utils.translation import gettext as _

from agencies import acknowledging, reminders
from agencies.models import Acknowledgement, Person
from agencies.queries.acknowledgements import acknowledgement_of
from mdt.kit import acting, clock
from mdt.kit.errors import Refused


def sign(*, by: Person, sha256: str, signed_name: str) -> Acknowledgement:
    """Sign, for one year, the text whose hash came back from the page. Only for oneself."""
    with acting.recorded():
        person = Person.objects.select_for_update().get(pk=by.pk)  # two clicks at once make one signature
        text = acknowledging.signed_wording(acknowledging.CURRENT, sha256)
        _refuse_unless_ready(person, signed_name, known_text=text is not None)
        now = clock.now()
        signed = Acknowledgement.objects.create(
            person=person,
            wording=acknowledging.CURRENT,
            text_sha256=sha256,
            signed_name=" ".join(signed_name.split()),
            signed_at=now,
            expires_at=acknowledging.one_year_after(now, zone_of(person)),
        )
        reminders.schedule_acknowledgement_reminders(signed)
    return signed


def zone_of(person: Person) -> ZoneInfo:
    """The clocks by which a person's year ends."""
    return ZoneInfo(person.agency.jurisdiction.time_zone if person.agency else settings.TIME_ZONE)


def _refuse_unless_ready(person: Person, signed_name: str, *, known_text: bool) -> None:
    standing = acknowledgement_of(person)
    if not standing.may_sign:
        begins = formats.date_format(standing.may_sign_from.astimezone(zone_of(person)))  # type: ignore[union-attr]
        raise Refused(_("You have signed already. You can sign again from %(day)s.") % {"day": begins})
    if not known_text:
        raise Refused(_("The text has changed since you opened this page. Read it again, then sign."))
    if not same_name(signed_name, person.name):
        raise Refused(_("Type your name as it is shown: %(name)s.") % {"name": person.name})


def same_name(typed: str, shown: str) -> bool:
    """Small and capital letters and extra spaces do not matter."""
    return typed.casefold().split() == shown.casefold().split()
